import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { UsageError, UserError } from "../common/errors.ts";
import { computeCredit, estimateTrust, nextTrustState, trustEvidence } from "../credit/index.ts";
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

describe("trust", () => {
  const file = () => join(directory, "trust.json");
  const stateOf = () => JSON.parse(readFileSync(file(), "utf8")).steps;
  /** Runs `pure credit` with the state's file; gives the lines written and what was said. */
  async function trusting(...flags: string[]) {
    const said: unknown[] = [];
    const spy = vi.spyOn(process.stderr, "write").mockImplementation((words) => said.push(words) > 0);
    const output = await credit(text, "--trust-state", file(), ...flags).finally(() => spy.mockRestore());
    return { output, said: said.join("") };
  }

  it("is none at the first call, and then what earlier calls earned", async () => {
    const first = await trusting("--trust");
    expect(advantagesOf(first.output)).toEqual(expected({ processCoefficient: 0 }));
    expect(first.said).toBe("Trust 0.00, by 0 earlier steps: correlation none yet, 0 pairs\n");
    const evidence = trustEvidence(groups);
    expect(stateOf()).toEqual([evidence]);
    let state = [evidence].reduce(nextTrustState, []);
    for (let call = 2; call <= 8; call++) {
      const { value, correlation, standardError, pairs, ranking } = estimateTrust(state);
      const { output, said } = await trusting("--trust", "--process-coefficient", "0.5");
      expect(advantagesOf(output)).toEqual(expected({ processCoefficient: 0.5 * value }));
      // The weakest step of what is right is lower here: it is not trusted.
      expect([value, ranking]).toEqual([0, 0]);
      const r =
        correlation === null ? "none yet" : `−${(-correlation).toFixed(2)} ± ${standardError!.toFixed(2)}`;
      expect(said).toBe(
        `Trust 0.00, by ${call - 1} earlier step${call > 2 ? "s" : ""}: correlation ${r}, ${pairs} pairs, 0.0% ranked right\n`,
      );
      state = nextTrustState(state, evidence);
      expect(stateOf()).toEqual(state);
    }
  });

  it("weighs by what it is, and only where that is asked for", async () => {
    const step = { xy: 1.2, xx: 4, yy: 1, degrees: 101, pairs: 8, ranked: 6 };
    for (const [xy, weight] of [
      [1.2, 1],
      [0.4, (0.2 - 0.1) / 0.4],
    ]) {
      writeFileSync(file(), JSON.stringify({ steps: [{ ...step, xy }] }));
      const { output, said } = await trusting("--trust", "--whiten", "--process-coefficient", "0.5");
      const [actual, wanted] = [
        advantagesOf(output),
        expected({ processCoefficient: 0.5 * weight, whiten: "batch" }),
      ];
      actual.flat(2).forEach((advantage, t) => {
        expect(advantage).toBeCloseTo(wanted.flat(2)[t], 12);
      });
      expect(said).toMatch(
        /^Trust (1\.00|0\.25), by 1 earlier step: correlation 0\.[62]0 ± 0\.10, 8 pairs, 75\.0% /,
      );
      expect(stateOf()).toHaveLength(2);
    }
    const { output, said } = await trusting();
    expect(advantagesOf(output)).toEqual(expected({}));
    expect(said).toMatch(/^Trust \(not applied\) 0\./);
    expect(stateOf()).toHaveLength(3);
  });

  it("is refused without a state, and with a file that is none; bad input is no step", async () => {
    await expect(credit(text, "--trust")).rejects.toThrow(UsageError);
    await expect(credit(text, "--trust")).rejects.toThrow("--trust needs --trust-state FILE");
    await expect(credit(`${text}{}\n`, "--trust-state", file())).rejects.toThrow(/in\.jsonl:4/);
    expect(readdirSync(directory)).not.toContain("trust.json");
    for (const wrong of ["", "[]", "7", '{"steps": 1}', '{"steps": [{"xy": 1}]}', '{"steps": [null]}']) {
      writeFileSync(file(), wrong);
      await expect(trusting("--trust")).rejects.toThrow(/trust\.json: is no trust state; it must be/);
      expect(readFileSync(file(), "utf8")).toBe(wrong);
    }
    rmSync(file());
    const nothing = trusting("--trust", "--estimator", "prof");
    await expect(nothing).rejects.toThrow(UsageError);
    await expect(nothing).rejects.toThrow(
      "--trust weighs process rewards, and to estimator prof they are none",
    );
    expect(readdirSync(directory)).not.toContain("trust.json");
    await expect(credit(text, "--trust-state", directory)).rejects.toThrow(/cannot be read/);
    await expect(credit(text, "--trust-state", join(directory, "no", "t.json"))).rejects.toThrow(
      /cannot be written/,
    );
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
  it.each([[], ["--whiten"]])("a credit that is not finite (%o)", async (...flags: string[]) => {
    const far = responses.map((response) => {
      const logprobs = new Array(response.length).fill(-1);
      return { ...response, logprobs, refLogprobs: [...logprobs.slice(1), -1e200] };
    });
    const input = `${text}${JSON.stringify({ id: "c", maxLength: 6, responses: far })}\n`;
    await expect(credit(input, "--kl-estimator", "k2", ...flags)).rejects.toThrow(UserError);
    await expect(credit(input, "--kl-estimator", "k2", ...flags)).rejects.toThrow(
      /in\.jsonl:4: responses\[0\]\.returns\[0\] comes to -?Infinity/,
    );
    expect(readdirSync(directory)).toEqual(["in.jsonl"]);
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
