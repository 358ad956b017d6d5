import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import {
  extendTrainingProblems,
  normalizedProblem,
  problemHash,
  readTrainingProblems,
  TRAINING_PROBLEMS_FILE,
  writeTrainingProblems,
} from "./training-problems.ts";

const root = mkdtempSync(join(tmpdir(), "pure-trained-"));
afterAll(() => rmSync(root, { recursive: true }));
const fresh = () => mkdtempSync(join(root, "model-"));

describe("a problem's text", () => {
  it.each([
    ["What is $x+y$?", "what  is x + y"],
    ["Janet’s ducks", "Janet's ducks."],
    ["Evaluate\n\\[a_n + 1,\\] please", "evaluate $a_n+1$, please"],
    ["a well-known result", "a well known result"],
    ["ｆｕｌｌ ｗｉｄｔｈ １２", "full width 12"],
    ["3 − 1", "3-1"],
    ["Solve it.\nPlease reason step by step, and put your final answer within \\boxed{}.", "Solve it."],
  ])("%j is %j", (a, b) => {
    expect(normalizedProblem(a)).toBe(normalizedProblem(b));
    expect(problemHash(a)).toBe(problemHash(b));
  });

  it.each([
    ["2 - x", "2 + x"],
    ["x-y", "xy"],
    ["\\frac{1}{2}", "\\frac{12}{}"],
    ["x^2", "x_2"],
    ["a < b", "a > b"],
    ["3.5 apples", "35 apples"],
    ["2*3", "2/3"],
    ["🍎", "🍐"],
  ])("%j is not %j", (a, b) => expect(problemHash(a)).not.toBe(problemHash(b)));

  it("is the same however often it is normalised, whatever stands around it", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }),
        fc.constantFrom("", " ", "\n", "$", ". "),
        (text, edge) => {
          const once = normalizedProblem(text);
          expect(normalizedProblem(once)).toBe(once);
          expect(normalizedProblem(edge + text + edge)).toBe(once);
        },
      ),
    );
  });

  it("takes linear time", () => {
    const started = performance.now();
    for (const unit of ["-", "a-", "aa-", "please reason step by step ", "\\boxed{}"])
      normalizedProblem(unit.repeat(50_000 / unit.length));
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe("what a model was trained on", () => {
  it("comes back as it was written, and nothing where nothing was", async () => {
    const [model, other] = [fresh(), fresh()];
    expect(await readTrainingProblems(model)).toBeNull();
    expect(await readTrainingProblems(join(model, "none.gguf"))).toBeNull();
    const texts = ["b", "a", "A!", "c"];
    const data = await extendTrainingProblems(model, { source: "some/set", commit: "12ab" }, texts);
    expect(data).toEqual([{ source: "some/set", commit: "12ab", hashes: expect.any(BigUint64Array) }]);
    const sorted = ["a", "b", "c"].map(problemHash).sort((x, y) => (x < y ? -1 : 1));
    expect([...data[0].hashes]).toEqual(sorted);
    await writeTrainingProblems(other, data);
    expect(await readTrainingProblems(other)).toEqual(data);
    expect(await readTrainingProblems(join(other, "model-f16.gguf"))).toEqual(data);
    const text = readFileSync(join(other, TRAINING_PROBLEMS_FILE), "utf8");
    expect(JSON.parse(text)).toMatchObject({ format: 1, data: [{ problems: 3 }] });
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

  it.each([
    ["no JSON", /is not the record .* JSON/s],
    ['{"format": 2, "data": []}', /format/],
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
