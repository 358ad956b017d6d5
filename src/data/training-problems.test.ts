import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { problemHash } from "./problem-hash.ts";
import {
  extendTrainingProblems,
  readTrainingProblems,
  TRAINING_PROBLEMS_FILE,
  trainedOn,
  writeTrainingProblems,
} from "./training-problems.ts";

const root = mkdtempSync(join(tmpdir(), "pure-trained-"));
afterAll(() => rmSync(root, { recursive: true }));
const fresh = () => mkdtempSync(join(root, "model-"));

describe("what a model was trained on", () => {
  it("comes back as it was written, and nothing where nothing was", async () => {
    const [model, other] = [fresh(), fresh()];
    expect(await readTrainingProblems(model)).toBeNull();
    expect(await readTrainingProblems(join(model, "none.gguf"))).toBeNull();
    const texts = ["b", "a", "A.", "c"];
    const data = await extendTrainingProblems(model, { source: "some/set", commit: "12ab" }, texts);
    expect(data).toEqual([
      { source: "some/set", commit: "12ab", rules: 2, hashes: expect.any(BigUint64Array) },
    ]);
    const sorted = ["a", "b", "c"].map((text) => problemHash(text)).sort((x, y) => (x < y ? -1 : 1));
    expect([...data[0].hashes]).toEqual(sorted);
    await writeTrainingProblems(other, data);
    expect(await readTrainingProblems(other)).toEqual(data);
    expect(await readTrainingProblems(join(other, "model-f16.gguf"))).toEqual(data);
    const text = readFileSync(join(other, TRAINING_PROBLEMS_FILE), "utf8");
    expect(JSON.parse(text)).toMatchObject({ format: 2, data: [{ problems: 3 }] });
    expect(Buffer.from(JSON.parse(text).data[0].hashes, "base64").readBigUInt64BE(8)).toBe(sorted[1]);
  });

  it("adds up from model to model, each source once", async () => {
    const model = fresh();
    await writeTrainingProblems(model, await extendTrainingProblems(model, { source: "one" }, ["a", "b"]));
    await writeTrainingProblems(model, await extendTrainingProblems(model, { source: "two" }, ["b"]));
    await writeTrainingProblems(model, await extendTrainingProblems(model, { source: "one" }, ["c", "a"]));
    await writeTrainingProblems(
      model,
      await extendTrainingProblems(model, { source: "one", commit: "1" }, []),
    );
    const data = (await readTrainingProblems(model))!;
    expect(data.map(({ source, commit, hashes }) => [source, commit, hashes.length])).toEqual([
      ["two", undefined, 1],
      ["one", undefined, 3],
      ["one", "1", 0],
    ]);
  });

  it("is compared by the rules of its hashes, which a file of format 1 has in one kind", async () => {
    const model = fresh();
    // "(1 + 2) * 3" and "What is 5!?", as they were written before brackets counted.
    const written = { source: "old.jsonl", problems: 2, hashes: "AI5onxSwaku7SRtVPstIlg==" };
    writeFileSync(join(model, TRAINING_PROBLEMS_FILE), JSON.stringify({ format: 1, data: [written] }));
    const asked = ["$(1+2)*3$", "1 + 2 * 3", "what is 5", "(1 + 2) * 4"];
    const [before] = (await readTrainingProblems(model))!;
    expect(before).toMatchObject({ source: "old.jsonl", rules: 1 });
    expect(trainedOn(before, asked)).toEqual([true, true, true, false]);
    const data = await extendTrainingProblems(model, { source: "old.jsonl" }, ["(1 + 2) * 4", "5!"]);
    await writeTrainingProblems(model, data);
    const [kept, own] = (await readTrainingProblems(model))!;
    expect(kept).toEqual(before);
    expect(own).toMatchObject({ source: "old.jsonl", rules: 2 });
    expect(trainedOn(own, ["\\left(1+2\\right)*4", "1 + 2 * 4", "5!", "5"])).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it.each([
    ["no JSON", /is not the record .* JSON/s],
    ['{"format": 3, "data": []}', /format/],
    ['{"format": 1, "data": [{"source": "s", "problems": 1, "hashes": "!"}]}', /hashes/],
    [
      '{"format": 1, "data": [{"source": "s", "problems": 2, "hashes": "AAAAAAAAAAA="}]}',
      /8 bytes of hashes/,
    ],
  ])("is refused as %s", async (text, message) => {
    const model = fresh();
    writeFileSync(join(model, TRAINING_PROBLEMS_FILE), text);
    await expect(readTrainingProblems(model)).rejects.toThrow(message);
  });
});
