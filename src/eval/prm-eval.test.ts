import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { type PrmEvalSettings, readPrmData } from "./prm-eval.ts";

const root = mkdtempSync(join(tmpdir(), "pure-prm-eval-"));
afterAll(() => rmSync(root, { recursive: true }));

const settings: PrmEvalSettings = {
  ...{ processBench: [], labelled: [], responses: [], problems: null, split: null },
  ...{ threshold: 0.5, thresholdFrom: null, stepSeparator: "\n\n", answerPattern: null },
  ...{ temperature: 1, bins: 10, maxN: 4, seed: 1 },
};

it("takes each source of labelled steps for a subset, by its path where names meet, and says which files it chose", async () => {
  const file = (path: string) => {
    const record = { prompt: path, completions: ["a", "b"], labels: [true, false] };
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), `${JSON.stringify(record)}\n`);
    return join(root, path);
  };
  const [one, two, other] = [file("l1/test.jsonl"), file("l2/test.jsonl"), file("l2/other.jsonl")];
  for (const name of ["train.jsonl", "test-1.jsonl", "test-2.jsonl"]) file(join("shards", name));
  file("only/train.jsonl");
  const sources = [one, two, other, `${join(root, "shards")}/`, join(root, "only")];
  const { labelled, files, notes } = await readPrmData({ ...settings, labelled: sources });
  expect(labelled.map(({ name, subset }) => [name, subset])).toEqual([
    [`${one}-1`, one],
    [`${two}-1`, two],
    ["other-1", "other"],
    ["shards-1", "shards"],
    ["shards-2", "shards"],
    ["only-1", "only"],
  ]);
  expect(files).toHaveLength(6);
  expect(notes).toEqual([
    `${join(root, "shards")}/: split "test" of test, train`,
    `${join(root, "only")}: split "train", as there is no "test"`,
  ]);
  const train = await readPrmData({ ...settings, labelled: [join(root, "shards")], split: "train" });
  expect(train.files.map(({ path }) => path)).toEqual([join(root, "shards/train.jsonl")]);
});

it("takes no label of a step in which nothing is visible, as training does", async () => {
  const path = join(root, "blank.jsonl");
  const record = { prompt: "p", completions: ["a", " \n", "b"], labels: [true, false, true] };
  writeFileSync(path, `${JSON.stringify(record)}\n`);
  const { labelled } = await readPrmData({ ...settings, labelled: [path] });
  expect(labelled).toMatchObject([{ labels: [1, null, 1], firstError: -1, right: true }]);
});
