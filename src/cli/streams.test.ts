import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openInput } from "./streams.ts";

const directory = mkdtempSync(join(tmpdir(), "pure-streams-"));
afterAll(() => rmSync(directory, { recursive: true }));
const file = join(directory, "in.jsonl");

/** The pieces of the input that came, and what ended it. */
async function read(bytes: Buffer): Promise<{ pieces: string[]; fault: string | null }> {
  writeFileSync(file, bytes);
  const pieces: string[] = [];
  try {
    for await (const piece of openInput(file).chunks) pieces.push(piece);
    return { pieces, fault: null };
  } catch (error) {
    return { pieces, fault: (error as Error).message };
  }
}

describe("the input of a command", () => {
  it("is read without a byte order mark, to its last line", async () => {
    const { pieces, fault } = await read(Buffer.from("\ufeff{}\n\né"));
    expect([pieces.join(""), fault]).toEqual(["{}\n\né\n", null]);
  });

  it("ends at a line that is not UTF-8, after those before it", async () => {
    const { pieces, fault } = await read(Buffer.from('{}\n{"a": "\xff"}\n', "latin1"));
    expect(pieces.join("")).toBe("{}\n");
    expect(fault).toBe(`${file}:2: not UTF-8 text (byte 8 of the line is 0xff)`);
  });

  it("has to be there", async () => {
    const reading = openInput(join(directory, "none")).chunks;
    await expect(reading.next()).rejects.toThrow("none: no such file");
  });
});
