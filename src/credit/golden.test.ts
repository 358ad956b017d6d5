// Every value of the golden file, which holds inputs and outputs of PURE's verl flavour, within 1e-5.
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  type CreditGroup,
  type CreditSettings,
  computeCredit,
  generalizedAdvantages,
  klEstimate,
  presets,
  processReward,
  type ResponseCredit,
  tokenStatistics,
  updateStatistics,
  whitenEpsilon,
} from "./index.ts";
import { defaultCreditSettings } from "./settings.ts";
import { rewardParts, tokenRewards } from "./tokens.ts";

/** Rows are [responses][maxLen]: responses padded on the right. */
interface GoldenCase {
  seed: number;
  groups: number;
  samplesPerPrompt: number;
  maxLen: number;
  lengths: number[];
  stepEnd: number[][];
  prmLogits: [number, number][][];
  stepScore: number[][];
  verifiable: number[];
  oldLogprob: number[][];
  refLogprob: number[][];
  newLogprob: number[][];
  values: number[][];
  transformed: Record<string, number[][]>;
  klPenalty: Record<"kl" | "abs" | "mse" | "low_var_kl", number[][]>;
  tokenReward_sum: number[][];
  advantages: Record<string, { advantages: number[][]; returns: number[][] }>;
  policyLoss: { clip: number; advantagesOf: string; loss: number; clipFraction: number; approxKl: number };
}

const sources = [
  new URL("../../tests/fixtures/credit-golden.json", import.meta.url),
  new URL("../../../shared/golden/credit.json", import.meta.url),
].filter((url) => existsSync(url));

describe.each(sources.map((url, i) => [i === 0 ? "fixture" : "whole file", url] as const))("%s", (_, url) => {
  const { cases } = JSON.parse(readFileSync(url, "utf8")) as { cases: GoldenCase[] };
  it("has cases", () => expect(cases.length).toBeGreaterThan(0));
  describe.each(cases.map((golden) => [golden.seed, golden] as const))("case %i", checkCase);
});

function checkCase(_: number, golden: GoldenCase): void {
  const { maxLen, lengths, samplesPerPrompt } = golden;
  const ends = golden.stepEnd.map((row) => row.flatMap((end, t) => (end === 1 ? [t] : [])));
  const groups: CreditGroup[] = Array.from({ length: golden.groups }, (_, g) => ({
    maxLength: maxLen,
    responses: lengths.slice(g * samplesPerPrompt, (g + 1) * samplesPerPrompt).map((length, k) => {
      const b = g * samplesPerPrompt + k;
      return {
        length,
        stepEnds: ends[b],
        scores: ends[b].map((t) => golden.stepScore[b][t]),
        verifiable: golden.verifiable[b],
        logprobs: golden.oldLogprob[b].slice(0, length),
        refLogprobs: golden.refLogprob[b].slice(0, length),
      };
    }),
  }));
  const responses = groups.flatMap((group) => group.responses);
  const credit = (settings: Partial<CreditSettings>): ResponseCredit[] =>
    computeCredit(groups, { ...presets.verl, ...settings }).flat();
  /** `rows` [B][length] against `expected` [B][maxLen], which must be 0 in the padding. */
  const expectRows = (rows: readonly ArrayLike<number>[], expected: number[][]) => {
    expect(rows.length).toBe(expected.length);
    expected.forEach((row, b) => {
      row.forEach((value, t) => {
        expect(Math.abs((t < rows[b].length ? rows[b][t] : 0) - value), `row ${b}, token ${t}`).toBeLessThan(
          1e-5,
        );
      });
    });
  };
  /** [steps] a response → [maxLen] with each value on the step's last token. */
  const onStepEnds = (rows: readonly ArrayLike<number>[]) =>
    rows.map((row, b) => {
      const tokens = new Array<number>(maxLen).fill(0);
      ends[b].forEach((end, s) => {
        tokens[end] = row[s];
      });
      return tokens;
    });

  it("step scores", () => {
    const scores = ends.map((row, b) => row.map((t) => processReward(...golden.prmLogits[b][t])));
    expectRows(onStepEnds(scores), golden.stepScore);
  });

  it.each(Object.keys(golden.transformed))("r*: %s", (name) => {
    const credits = credit({ temperature: temperatureOf(name) });
    expectRows(onStepEnds(credits.map(({ transformed }) => transformed)), golden.transformed[name]);
  });

  it.each(Object.keys(golden.klPenalty) as (keyof GoldenCase["klPenalty"])[])("KL: %s", (name) => {
    const estimator = ({ kl: "k1", mse: "k2", low_var_kl: "k3", abs: "abs" } as const)[name];
    const rows = golden.oldLogprob.map((row, b) =>
      row.map((logprob, t) => klEstimate(estimator, logprob, golden.refLogprob[b][t])),
    );
    expectRows(rows, golden.klPenalty[name]);
  });

  const sumSettings = { ...defaultCreditSettings, ...presets.verl, form: "sum" } as const;
  const sumRewards = responses.map((response) => tokenRewards(rewardParts(response, sumSettings)));
  it("token rewards of the sum form", () => expectRows(sumRewards, golden.tokenReward_sum));

  it.each(Object.keys(golden.advantages).filter((name) => name.startsWith("rloo")))("%s", (name) => {
    const form = name.includes("sum") ? { form: "sum" as const } : { temperature: temperatureOf(name) };
    const credits = credit({ ...form, whiten: name.endsWith("norm1") ? "batch" : "none" });
    expectRows(
      credits.map(({ advantages }) => advantages),
      golden.advantages[name].advantages,
    );
    expectRows(
      credits.map(({ returns }) => returns),
      golden.advantages[name].returns,
    );
  });

  it.each([
    ["grpo_sum", { estimator: "grpo" }],
    ["reinforcePlusPlus_sum", { estimator: "reinforce++", baseline: "token" }],
  ] as const)("%s", (name, estimator) => {
    const credits = credit({ form: "sum", ...estimator });
    expectRows(
      credits.map(({ advantages }) => advantages),
      golden.advantages[name].advantages,
    );
    expectRows(
      credits.map(({ returns }) => returns),
      golden.advantages[name].returns,
    );
  });

  it("gae_sum_g1_l0.95", () => {
    // The reference runs GAE over the padding too, values and all, and leaves the padding in its output; only the
    // whitening statistics are of response tokens. So the padded row is given here as if it were the response.
    const { advantages, returns } = golden.advantages["gae_sum_g1_l0.95"];
    const raw = sumRewards.map((row, b) => {
      const padded = new Float64Array(maxLen);
      padded.set(row);
      return generalizedAdvantages(padded, golden.values[b], 1, 0.95);
    });
    const { mean, variance } = tokenStatistics(raw.map((row, b) => row.subarray(0, lengths[b])));
    expectRows(
      raw.map((row) => row.map((value) => (value - mean) / Math.sqrt(variance + whitenEpsilon))),
      advantages,
    );
    expectRows(
      raw.map((row, b) => row.map((value, t) => value + golden.values[b][t])),
      returns,
    );
  });

  it("PPO-clip loss of the update", () => {
    const { clip, advantagesOf, loss, clipFraction, approxKl } = golden.policyLoss;
    const rows = lengths.map((length, b) => ({
      logprobs: golden.newLogprob[b].slice(0, length),
      old: golden.oldLogprob[b],
      advantages: golden.advantages[advantagesOf].advantages[b],
    }));
    const statistics = updateStatistics(rows, clip, clip);
    expect(Math.abs(statistics.loss - loss)).toBeLessThan(1e-5);
    expect(Math.abs(statistics.clipShare - clipFraction)).toBeLessThan(1e-5);
    expect(Math.abs(statistics.approxKl - approxKl)).toBeLessThan(1e-5);
  });
}

function temperatureOf(name: string): number {
  return Number(/T([\d.]+)/.exec(name)![1]);
}
