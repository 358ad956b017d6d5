// Where commands write: a place that cannot be made ends in an error, and one that another process writes to is refused.
import { AsyncResource } from "node:async_hooks";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { fixture } from "../../tests/cli.ts";
import { writeSyntheticEvaluation } from "../../tests/synthetic-evaluation.ts";
import { writtenByTests } from "../../tests/written.ts";
import { exclusively } from "../common/lock.ts";
import { run } from "./program.ts";

const root = mkdtempSync(join(tmpdir(), "pure-places-"));
const file = join(root, "file");
const evaluated = join(root, "evaluated");
const lines = (name: string, records: readonly object[]) => {
  writeFileSync(join(root, name), records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  return join(root, name);
};
writeFileSync(file, "");
const problems = lines("problems.jsonl", [{ problem: "1+1=", answer: "2" }]);
const labelled = lines("labelled.jsonl", [
  { prompt: "1+1=", completions: ["2", "3"], labels: [true, false] },
]);
const rollout = { group: "a", tokens: [1, 2], steps: [{ end: 1, score: 0.5 }] };
const rollouts = lines("rollouts.jsonl", [rollout]);
await writeSyntheticEvaluation(evaluated);
afterAll(() => rmSync(root, { recursive: true }));

const said = writtenByTests();

const model = fixture("qwen2");
const training = ["--model.source", model, "--data.source", problems];
const runs = (place: string) => ["--run.directory", place];
it("keeps a comparison's name within its directory", async () => {
  expect(await run(["compare", "--vary", "credit.form=sum,min", "--name", "a/../../out"])).toBe(2);
  expect(said.stderr).toContain('It is kept within its directory: no ".." in it.');
});

/** Each command that is told where to write, to write into a directory. */
const commands: [name: string, words: (place: string) => string[]][] = [
  ["train", (place) => ["train", ...training, "--reward.mode", "vr", ...runs(place)]],
  ["sft", (place) => ["sft", ...training, ...runs(place)]],
  ["prm train", (place) => ["prm", "train", ...training, ...runs(place)]],
  [
    "compare",
    (place) => [
      "compare",
      ...training,
      "--reward.mode",
      "vr",
      "--vary",
      "credit.form=sum,min",
      ...runs(place),
    ],
  ],
  [
    "prm label",
    (place) => [
      "prm",
      "label",
      "-m",
      model,
      "--problems",
      problems,
      "--max-tokens",
      "4",
      "-o",
      join(place, "x"),
    ],
  ],
  [
    "prm eval",
    (place) => [
      "prm",
      "eval",
      "--prm",
      fixture("qwen2-classification"),
      "--labelled",
      labelled,
      "--out",
      place,
    ],
  ],
  ["eval", (place) => ["eval", "-m", model, "--suite", problems, "--max-tokens", "4", "--out", place]],
  ["eval report", (place) => ["eval", "report", evaluated, "--out", place]],
  ["report", (place) => ["report", place]],
  ["credit", (place) => ["credit", rollouts, "--out", join(place, "x")]],
  ["demo", (place) => ["demo", "--quick", "--run", place]],
];

it.each(commands)(
  "pure %s says that it cannot write below a file, or where nothing can be",
  async (_name, words) => {
    for (const place of [join(file, "x"), "/proc/none/x"]) {
      said.stderr = "";
      // A demo lies in runs/ of the working directory.
      const from =
        words(place)[0] === "demo" ? `${"../".repeat(process.cwd().split("/").length)}${place}` : place;
      expect(await run(words(from)), said.stderr).toBe(1);
      expect(said.stderr).toMatch(/^(?:.*\n)*error: .*(file\/x|none\/x)/);
      expect(said.stderr).not.toContain("bug in pure");
    }
    expect(existsSync("runs")).toBe(false);
  },
);

it.each(["train", "sft", "prm train"])("pure %s leaves alone what is no run of its own", async (name) => {
  const place = join(root, `foreign ${name}`);
  const at = join(place, name === "train" ? "pure" : name.split(" ")[0]);
  mkdirSync(at, { recursive: true });
  writeFileSync(join(at, "metrics.jsonl"), "hi\n");
  expect(await run(commands.find(([other]) => other === name)![1](place))).toBe(1);
  expect(said.stderr).toContain(`error: ${at}: is not empty, and no run (metrics.jsonl)`);
  expect(readdirSync(at)).toEqual(["metrics.jsonl"]);
});

/** Calls as another process would, outside of the work that is done under a lock here. */
const elsewhere = AsyncResource.bind(<T>(call: () => T) => call());

it.each([
  ["train", join("pure")],
  ["sft", join("sft")],
  ["prm train", join("prm")],
  ["compare", join("compare-form")],
  ["prm label", join("x")],
  ["prm eval", ""],
  ["eval", ""],
])("pure %s leaves a place to the process that writes there", async (name, inside) => {
  const place = join(root, `busy ${name}`);
  mkdirSync(place);
  const words = commands.find(([other]) => other === name)![1](place);
  const at = join(place, inside);
  const lock = name === "prm label" ? `${at}.lock` : undefined;
  await exclusively(
    at,
    async () => {
      expect(await elsewhere(() => run(words)), said.stderr).toBe(1);
      expect(said.stderr).toContain(`error: ${at}: process ${process.pid} is writing there since 20`);
    },
    lock,
  );
  // Neither has left anything there.
  expect(readdirSync(place)).toEqual([]);
});
