import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { computeCredit } from "../credit/index.ts";
import { UsageError, UserError } from "../errors.ts";
import { creditCommand } from "./credit.ts";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "pure-credit-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const responses = [
  {
    length: 4,
    steps: [
      { end: 1, score: 0.5 },
      { end: 3, score: -0.5 },
    ],
    verifiable: 1,
  },
  { length: 2, steps: [{ end: 1, score: 0.25 }], verifiable: 0 },
];
const lines = [
  { id: "a", maxLength: 6, responses },
  { id: "b", maxLength: 8, responses: [...responses].reverse(), note: "kept" },
];
const text = `${lines.map((line) => JSON.stringify(line)).join("\n")}\n\n`;
const groups = lines.map(({ maxLength, responses }) => ({
  maxLength,
  responses: responses.map(({ length, steps, verifiable }) => ({
    length,
    stepEnds: steps.map(({ end }) => end),
    scores: steps.map(({ score }) => score),
    verifiable,
  })),
}));

interface OutputLine {
  id: string;
  note?: string;
  responses: { transformed: number[]; returns: number[]; advantages: number[]; mask?: number[] }[];
}

/** Runs `pure credit FILE --out OUT ...flags` on `input` and gives the lines written. */
async function credit(input: string, ...flags: string[]): Promise<OutputLine[]> {
  const [file, out] = [join(directory, "in.jsonl"), join(directory, "out.jsonl")];
  writeFileSync(file, input);
  await creditCommand().parseAsync([file, "--out", out, ...flags], { from: "user" });
  return readFileSync(out, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

const advantagesOf = (output: OutputLine[]) =>
  output.map((line) => line.responses.map((each) => each.advantages));
const expected = (settings: Parameters<typeof computeCredit>[1]) =>
  computeCredit(groups, settings).map((credits) => credits.map(({ advantages }) => [...advantages]));

describe("pure credit", () => {
  it("adds credit to each line and keeps the rest", async () => {
    const output = await credit(text);
    expect(output.map(({ id, note }) => [id, note])).toEqual([
      ["a", undefined],
      ["b", "kept"],
    ]);
    expect(advantagesOf(output)).toEqual(expected({}));
    expect(output[0].responses[0].returns).toHaveLength(4);
    expect(output[0].responses[0].transformed).toHaveLength(2);
  });

  it.each<[string[], Parameters<typeof computeCredit>[1]]>([
    [["--form", "strict", "--max-length", "100"], { form: "strict", maxLength: 100 }],
    [
      ["--form", "sum", "--gamma", "0.5", "--baseline", "step"],
      { form: "sum", gamma: 0.5, baseline: "step" },
    ],
    [["--temperature", "1", "--verifiable-coefficient", "2"], { temperature: 1, verifiableCoefficient: 2 }],
    [["--process-coefficient", "0.25"], { processCoefficient: 0.25 }],
    [["--estimator", "reinforce++", "--gamma", "0.9"], { estimator: "reinforce++", gamma: 0.9 }],
    [["--baseline", "openrlhf", "--whiten", "batch"], { baseline: "openrlhf", whiten: "batch" }],
    [["--whiten"], { whiten: "batch" }],
    [["--form", "survival", "--baseline", "index"], { form: "survival", baseline: "index" }],
    [["--form", "local", "--baseline", "step"], { form: "local", baseline: "step" }],
    [["--baseline", "opo"], { baseline: "opo" }],
    [["--estimator", "papo"], { estimator: "papo" }],
    [["--estimator", "prof"], { estimator: "prof" }],
    [["--preset", "verl"], { baseline: "total", whiten: "batch" }],
    [["--preset", "verl", "--whiten", "none", "--form", "sum"], { baseline: "total", form: "sum" }],
  ])("%o", async (flags, settings) => {
    expect(advantagesOf(await credit(text, ...flags))).toEqual(expected(settings));
  });

  it("reproduces the golden file with --preset verl", async () => {
    const golden = JSON.parse(
      readFileSync(new URL("../../tests/fixtures/credit-golden.json", import.meta.url), "utf8"),
    );
    for (const one of golden.cases) {
      const { samplesPerPrompt: samples, lengths, maxLen: maxLength } = one;
      const input = Array.from({ length: one.groups }, (_, id) => ({
        id,
        maxLength,
        responses: (lengths as number[]).slice(id * samples, (id + 1) * samples).map((length, k) => {
          const b = id * samples + k;
          const ends = (one.stepEnd[b] as number[]).flatMap((end, t) => (end ? [t] : []));
          return {
            length,
            steps: ends.map((end) => ({ end, score: one.stepScore[b][end] })),
            verifiable: one.verifiable[b],
            logprobs: one.oldLogprob[b].slice(0, length),
            refLogprobs: one.refLogprob[b].slice(0, length),
          };
        }),
      }));
      const output = await credit(input.map((line) => JSON.stringify(line)).join("\n"), "--preset", "verl");
      const rows = output.flatMap((line) => line.responses);
      const { advantages, returns } = one.advantages["rloo_approxMin_T0.1_norm1"];
      rows.forEach((row, b) => {
        row.advantages.forEach((value, t) => {
          expect(Math.abs(value - advantages[b][t])).toBeLessThan(1e-5);
        });
        row.returns.forEach((value, t) => {
          expect(Math.abs(value - returns[b][t])).toBeLessThan(1e-5);
        });
      });
    }
  });

  it("shows the defaults in its help", () => {
    const help = creditCommand().helpInformation().replace(/\s+/g, " ");
    for (const shown of [
      'min, strict, sum, survival, local (default: "min")',
      "(default: 0.1)",
      '(default: "token")',
      "(default: 0.001)",
    ]) {
      expect(help).toContain(shown);
    }
  });
});

describe("bad input", () => {
  it("names file and line, and leaves no output behind", async () => {
    await expect(credit(`${text}{"id": "c"\n`)).rejects.toThrow(/in\.jsonl:4: not valid JSON/);
    await expect(credit(`\n${text}{"id": "c"}\n`, "--whiten")).rejects.toThrow(
      /in\.jsonl:5: maxLength is missing/,
    );
    expect(readdirSync(directory)).toEqual(["in.jsonl"]);
  });
  it("an empty file, a missing file, a directory", async () => {
    await expect(credit("\n")).rejects.toThrow(/in\.jsonl: no groups/);
    const run = (path: string) => creditCommand().parseAsync([path], { from: "user" });
    await expect(run(join(directory, "none"))).rejects.toThrow(/none: no such file/);
    await expect(run(directory)).rejects.toThrow(UserError);
  });
  it("what an estimator lacks", async () => {
    await expect(credit(text, "--estimator", "gae")).rejects.toThrow(/in\.jsonl:1: response 0 has no values/);
  });
  it.each([
    [["--form", "max"], "--form: max is none of min, strict, sum, survival, local"],
    [["--temperature", "warm"], "--temperature: warm is not a number"],
    [["--temperature", "0"], "temperature is 0"],
    [["--gamma", "0.9"], "gamma is 0.9"],
    [["--max-length", "1.5"], "maxLength is 1.5"],
    [["--preset", "trl"], "--preset: trl is none of verl"],
    [["--estimator", "grpo", "--baseline", "step"], "baseline step belongs to estimator rloo"],
  ])("%o is wrong use", async (flags, message) => {
    await expect(credit(text, ...flags)).rejects.toThrow(UsageError);
    await expect(credit(text, ...flags)).rejects.toThrow(message);
  });
});
