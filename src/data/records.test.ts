import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { readJsonLines, readRecordStream, readRecords } from "./records.ts";

const root = mkdtempSync(join(tmpdir(), "pure-records-"));
afterAll(() => rmSync(root, { recursive: true }));

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function read(text: string, name: string): Promise<{ value: unknown; where: string }[]> {
  const path = join(root, name);
  writeFileSync(path, text);
  return collect(readRecords(path));
}

// JSON may spell −0, which parsing keeps and writing loses.
const object = fc
  .dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue())
  .map((value) => JSON.parse(JSON.stringify(value)));
const objects = fc.array(object, { minLength: 1 });

describe("readRecords", () => {
  it("splits arrays as JSON.parse does, and knows the line of each element", async () => {
    await fc.assert(
      fc.asyncProperty(objects, fc.nat(3), async (values, indent) => {
        const text = JSON.stringify(values, null, indent);
        const records = await read(text, "array.json");
        expect(records.map((record) => record.value)).toEqual(values);
        const lines = text.split("\n");
        records.forEach(({ where }, i) => {
          const line = Number(where.slice(where.lastIndexOf(":") + 1));
          expect(lines[line - 1].trim()).toMatch(indent === 0 ? /^\[/ : /^\{/);
          if (indent === 0 || i === 0) expect(line).toBe(indent === 0 ? 1 : 2);
        });
      }),
    );
  });

  it("reads back JSON lines", async () => {
    await fc.assert(
      fc.asyncProperty(objects, async (values) => {
        const records = await read(values.map((value) => JSON.stringify(value)).join("\n"), "lines.jsonl");
        expect(records.map((record) => record.value)).toEqual(values);
        expect(records.map(({ where }) => where)).toEqual(
          values.map((_, i) => `${join(root, "lines.jsonl")}:${i + 1}`),
        );
      }),
    );
  });

  it("goes over the pieces that a large file is read in", async () => {
    const values = Array.from({ length: 3000 }, (_, i) => ({ i, text: '數學\\"{[,'.repeat(i % 40) }));
    for (const [text, name] of [
      [JSON.stringify(values), "large.json"],
      [values.map((value) => JSON.stringify(value)).join("\n"), "large.jsonl"],
    ]) {
      expect(text.length).toBeGreaterThan(500_000);
      expect((await read(text, name)).map((record) => record.value)).toEqual(values);
    }
  });
});

describe("readRecordStream", () => {
  const stream = (...bytes: number[]) =>
    (async function* () {
      for (const byte of bytes) yield Uint8Array.of(byte);
    })();

  it("takes bytes in any pieces, without a byte order mark, with CRLF", async () => {
    const bytes = Buffer.from('\ufeff{"a": "é"}\r\n\r\n{"a": 2}');
    const records = await collect(readRecordStream(stream(...bytes), "standard input"));
    expect(records).toEqual([
      { value: { a: "é" }, where: "standard input:1" },
      { value: { a: 2 }, where: "standard input:3" },
    ]);
  });

  it("is refused where it is empty or not UTF-8", async () => {
    const failing = (...bytes: number[]) => collect(readRecordStream(stream(...bytes), "-"));
    await expect(failing()).rejects.toThrow("-: holds no records");
    await expect(failing(0x7b, 0xe9, 0x7d)).rejects.toThrow(
      "-:1: not UTF-8 text (byte 2 of the line is 0xe9)",
    );
  });
});

describe("readJsonLines", () => {
  it("takes text in any pieces", async () => {
    await fc.assert(
      fc.asyncProperty(objects, fc.infiniteStream(fc.integer({ min: 1, max: 7 })), async (values, sizes) => {
        const text = values.map((value) => `${JSON.stringify(value)}\n`).join("");
        async function* pieces() {
          for (let at = 0; at < text.length; ) {
            const size = sizes.next().value;
            yield text.slice(at, at + size);
            at += size;
          }
        }
        const records = await collect(readJsonLines(pieces(), "-"));
        expect(records.map((record) => record.value)).toEqual(values);
      }),
    );
  });
});
