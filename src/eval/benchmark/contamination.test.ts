import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { UserError } from "../../common/errors.ts";
import { extendTrainingProblems, writeTrainingProblems } from "../../data/training-problems.ts";
import { contaminated, describeContamination, refuseContaminated } from "./contamination.ts";

const root = mkdtempSync(join(tmpdir(), "pure-contamination-"));
afterAll(() => rmSync(root, { recursive: true }));

const suite = (name: string, prompts: string[]) => ({
  name,
  problems: prompts.map((prompt, i) => ({
    ...{ id: `${name}/${i}`, prompt, answer: "1", levelName: null, subject: null },
  })),
});
const suites = [
  suite("sums", ["1 + 1?", "$2+2$?", "3+3?", "4+4?", "5+5?"]),
  suite("products", ["1*1", "2*2"]),
  suite("others", ["Why?"]),
];

it("names the problems of each suite that a model was trained on, and with what", async () => {
  const first = await extendTrainingProblems(root, { source: "sft.jsonl" }, ["2 + 2", "9 + 9", "2*2"]);
  await writeTrainingProblems(root, first);
  const both = await extendTrainingProblems(root, { source: "rl/set", commit: "12" }, [
    ...["2+2", "5 + 5", "3 + 3", "1 + 1", "1 - 1"],
  ]);
  await writeTrainingProblems(root, both);
  const sft = { source: "sft.jsonl", problems: 3 };
  const found = await contaminated(root, suites);
  expect(found).toEqual([
    {
      ...{ suite: "sums", total: 5, problems: ["sums/0", "sums/1", "sums/2", "sums/4"] },
      sources: [sft, { source: "rl/set", commit: "12", problems: 5 }],
    },
    { suite: "products", total: 2, problems: ["products/1"], sources: [sft] },
  ]);
  expect(describeContamination(found)).toBe(
    "sums: 4 of 5 problems (sums/0, sums/1, sums/2, …), trained on with sft.jsonl (3 problems) and rl/set (5 problems)\n" +
      "products: 1 of 2 problems (products/1), trained on with sft.jsonl (3 problems)",
  );
  expect(() => refuseContaminated("my-model", found)).toThrow(UserError);
  expect(() => refuseContaminated("my-model", found)).toThrow(
    /^my-model was trained on[\s\S]*sums[\s\S]*--force/,
  );
  expect(await contaminated(join(root, "model.gguf"), suites.slice(1))).toHaveLength(1);
});

it("says nothing of a model that does not say what it was trained on", async () => {
  const found = await contaminated(join(root, "elsewhere"), suites);
  expect(found).toEqual([]);
  refuseContaminated("my-model", found);
});
