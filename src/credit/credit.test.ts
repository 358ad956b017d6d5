import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type CreditGroup,
  type CreditResponse,
  type CreditSettings,
  computeCredit,
  creditChoices,
  creditGroup,
  estimatorRules,
  type ResponseCredit,
  resolveCreditSettings,
  rewardParts,
  tokenReturns,
  tokenRewards,
} from "./index.ts";
import { whiten } from "./whiten.ts";

const maxLength = 24;
const number = fc.double({ min: -1, max: 1, noNaN: true });

/** A response of 1 to 8 steps of 1 to 3 tokens. */
const response = fc
  .record({
    steps: fc.array(fc.record({ tokens: fc.integer({ min: 1, max: 3 }), score: number }), {
      minLength: 1,
      maxLength: 8,
    }),
    verifiable: fc.constantFrom(0, 1),
    logs: fc.array(fc.tuple(number, number), { minLength: maxLength, maxLength }),
  })
  .map(({ steps, verifiable, logs }): CreditResponse => {
    let end = -1;
    const stepEnds = Int32Array.from(steps, ({ tokens }) => {
      end += tokens;
      return end;
    });
    return {
      length: end + 1,
      stepEnds,
      scores: Float64Array.from(steps, ({ score }) => score),
      verifiable,
      logprobs: logs.slice(0, end + 1).map(([logprob]) => logprob - 1),
      refLogprobs: logs.slice(0, end + 1).map(([, logprob]) => logprob - 1),
    };
  });
const group = fc
  .record({ responses: fc.array(response, { minLength: 1, maxLength: 5 }), judged: fc.boolean() })
  .map(
    ({ responses, judged }): CreditGroup => ({
      maxLength,
      responses: responses.map((each) => (judged ? each : { ...each, verifiable: null })),
    }),
  );

const withoutKl = { klCoefficient: 0 };
const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]) => (values.length > 0 ? sum(values) / values.length : 0);

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(actual.length).toBe(expected.length);
  for (let t = 0; t < actual.length; t++) expect(actual[t]).toBeCloseTo(expected[t], 9);
}

/** Index of the step of token t. */
const stepOf = ({ stepEnds }: CreditResponse, t: number) => Array.from(stepEnds).findIndex((end) => t <= end);

/** r* and token-level process returns by their definitions, one token at a time. */
function naiveProcess(each: CreditResponse, settings: CreditSettings) {
  const { form, temperature, gamma, processCoefficient } = settings;
  const scores = Array.from(each.scores);
  const worst = scores.indexOf(Math.min(...scores));
  const weights = scores.map((score) => Math.exp(-score / temperature));
  const transformed = scores.map((score, s) => {
    if (form === "sum" || form === "local") return processCoefficient * score;
    if (form === "strict") return s === worst ? processCoefficient * score : 0;
    if (form === "survival") return processCoefficient * Math.log(Math.max((1 + score) / 2, 1e-4));
    return (weights[s] / sum(weights)) * processCoefficient * score;
  });
  const discounted = (rewards: readonly number[]) =>
    Array.from({ length: each.length }, (_, t) => {
      const step = stepOf(each, t);
      if (form === "local") return rewards[step];
      return sum(rewards.slice(step).map((reward, j) => gamma ** j * reward));
    });
  const returns = discounted(transformed);
  return { transformed, discounted, returns, steps: Array.from(each.stepEnds, (end) => returns[end]) };
}

function naiveKlReturns(each: CreditResponse, { klCoefficient }: CreditSettings): number[] {
  const penalties = Array.from({ length: each.length }, (_, t) => {
    const d = each.logprobs![t] - each.refLogprobs![t];
    return -klCoefficient * (Math.exp(-d) - 1 + d);
  });
  return penalties.map((_, t) => sum(penalties.slice(t)));
}

/** RLOO as METHOD states it, response by response and token by token. */
function naiveRloo(
  { responses }: CreditGroup,
  settings: CreditSettings,
): { returns: number[]; advantages: number[] }[] {
  const { baseline, verifiableCoefficient } = settings;
  const process = responses.map((each) => naiveProcess(each, settings));
  const kl = responses.map((each) => naiveKlReturns(each, settings));
  const verifiable = responses.map((each) => verifiableCoefficient * (each.verifiable ?? 0));
  const returns = responses.map((each, i) =>
    Array.from({ length: each.length }, (_, t) => process[i].returns[t] + verifiable[i] + kl[i][t]),
  );
  if (baseline === "opo") {
    const whole = responses.map((_, i) => sum(process[i].transformed) + verifiable[i] + kl[i][0]);
    const tokens = sum(responses.map(({ length }) => length));
    const own = sum(responses.map(({ length }, k) => length * whole[k])) / tokens;
    const row = (i: number, value: number) => new Array<number>(responses[i].length).fill(value);
    return whole.map((reward, i) => ({
      ...{ returns: row(i, reward), advantages: row(i, responses.length > 1 ? reward - own : reward) },
    }));
  }
  return responses.map((each, i) => {
    const others = responses.map((_, k) => k).filter((k) => k !== i);
    const advantages = returns[i].map((value, t) => {
      if (baseline === "openrlhf" && Array.from(each.stepEnds).includes(t)) return 0;
      if (others.length === 0) return value;
      const massOf = (rows: readonly number[][]) =>
        sum(others.map((k) => sum(rows[k]))) / (others.length * maxLength);
      const split = value - mean(others.map((k) => verifiable[k]));
      const stepTokens = Array.from(each.stepEnds, (end, s) => end - (s > 0 ? each.stepEnds[s - 1] : -1));
      switch (baseline) {
        case "none":
          return value;
        case "total":
          return value - massOf(returns);
        case "token":
          return split - massOf(process.map((part) => part.returns));
        case "step": {
          const rate = mean(others.map((k) => mean(process[k].transformed)));
          return split - process[i].discounted(stepTokens.map(() => rate))[t];
        }
        case "index": {
          const step = stepOf(each, t);
          return split - mean(others.map((k) => process[k].steps[step] ?? 0));
        }
        case "openrlhf": {
          const rewards = sum(others.map((k) => sum(process[k].transformed)));
          const rate = rewards / sum(others.map((k) => responses[k].length));
          return split - process[i].discounted(stepTokens.map((tokens) => rate * (tokens - 1)))[t];
        }
        default:
          throw new Error(baseline);
      }
    });
    return { returns: baseline === "total" ? advantages : returns[i], advantages };
  });
}

describe("RLOO agrees with the naive definition", () => {
  const forms = [
    { form: "min" },
    { form: "min", temperature: 1 },
    { form: "strict" },
    { form: "sum" },
    { form: "sum", gamma: 0.9 },
    { form: "survival" },
    { form: "local" },
  ] as const;
  const baselines = ["token", "step", "index", "openrlhf", "opo", "total", "none"] as const;
  const means = ({ form, baseline, gamma = 1 }: Partial<CreditSettings>) =>
    !(form === "local" && (baseline === "total" || baseline === "opo")) && !(gamma < 1 && baseline === "opo");
  it.each(forms.flatMap((form) => baselines.map((baseline) => ({ ...form, baseline }))).filter(means))(
    "%o",
    (overrides) => {
      const settings = resolveCreditSettings({
        ...overrides,
        processCoefficient: 0.7,
        verifiableCoefficient: 0.5,
        klCoefficient: 0.1,
      });
      fc.assert(
        fc.property(group, (each) => {
          const credits = computeCredit([each], settings)[0];
          naiveRloo(each, settings).forEach(({ returns, advantages }, i) => {
            expectClose(credits[i].transformed, naiveProcess(each.responses[i], settings).transformed);
            expectClose(credits[i].returns, returns);
            expectClose(credits[i].advantages, advantages);
            const mask = Array.from({ length: returns.length }, (_, t) =>
              Array.from(each.responses[i].stepEnds).includes(t) ? 0 : 1,
            );
            expect(credits[i].mask && Array.from(credits[i].mask)).toEqual(
              settings.baseline === "openrlhf" ? mask : undefined,
            );
          });
        }),
        { numRuns: 40 },
      );
    },
  );
});

describe("laws", () => {
  it("verifiable advantages of a group sum to zero over its responses", () => {
    fc.assert(
      fc.property(group, (each) => {
        const responses = each.responses.map((one) => ({ ...one, stepEnds: [], scores: [] }));
        fc.pre(responses.length > 1);
        const credits = computeCredit([{ ...each, responses }], withoutKl)[0];
        expect(sum(credits.map(({ advantages }) => advantages[0]))).toBeCloseTo(0, 10);
      }),
    );
  });

  it("token-level advantages of responses of full length sum to zero over the group's tokens", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(number, { minLength: 4, maxLength: 4 }), { minLength: 2, maxLength: 5 }),
        (rows) => {
          const responses = rows.map((scores) => ({
            length: 8,
            stepEnds: [0, 3, 4, 7],
            scores,
            verifiable: null,
          }));
          const credits = computeCredit([{ maxLength: 8, responses }])[0];
          expect(sum(credits.map(({ advantages }) => sum(advantages)))).toBeCloseTo(0, 10);
        },
      ),
    );
  });

  it("maxLength changes nothing but the token-level baseline, which it divides", () => {
    fc.assert(
      fc.property(group, (each) => {
        const at = (n: number, settings: Partial<CreditSettings> = {}) =>
          computeCredit([each], { ...settings, maxLength: n })[0];
        const [short, long] = [at(maxLength), at(3 * maxLength)];
        const [bare, bareLong] = [
          at(maxLength, { baseline: "step" }),
          at(3 * maxLength, { baseline: "step" }),
        ];
        expect(bareLong).toEqual(bare);
        each.responses.forEach((one, i) => {
          expect(long[i].returns).toEqual(short[i].returns);
          // Less the verifiable baseline, which N does not touch, what was subtracted is a third.
          const rest = one.verifiable === null ? 0 : verifiableBaseline(each, i);
          const taken = (credit: ResponseCredit) => credit.returns[0] - credit.advantages[0] - rest;
          expect(taken(long[i])).toBeCloseTo(taken(short[i]) / 3, 10);
        });
      }),
    );
  });

  it("permuting the responses of a group permutes its credit", () => {
    const shuffled = group.chain((each) =>
      fc.record({
        each: fc.constant(each),
        order: fc.shuffledSubarray(
          each.responses.map((_, i) => i),
          { minLength: each.responses.length },
        ),
      }),
    );
    const settings = fc.constantFrom<Partial<CreditSettings>>(
      {},
      { baseline: "step" },
      { baseline: "index" },
      { baseline: "opo", form: "survival" },
      { baseline: "openrlhf", whiten: "batch" },
      { baseline: "total", whiten: "batch" },
      { estimator: "grpo" },
      { estimator: "papo" },
      { estimator: "reinforce++" },
    );
    fc.assert(
      fc.property(shuffled, settings, ({ each, order }, overrides) => {
        const credits = computeCredit([each], overrides)[0];
        const permuted = computeCredit(
          [{ ...each, responses: order.map((i) => each.responses[i]) }],
          overrides,
        )[0];
        order.forEach((from, to) => {
          expectClose(permuted[to].advantages, credits[from].advantages);
          expectClose(permuted[to].returns, credits[from].returns);
        });
      }),
    );
  });

  it("a response without a verifiable reward neither gets nor gives a verifiable baseline", () => {
    const bare = { length: 1, stepEnds: [], scores: [] };
    const verifiables = [1, 0, null, null];
    const responses = verifiables.map((verifiable) => ({ ...bare, verifiable }));
    const credits = computeCredit([{ maxLength: 1, responses }])[0];
    expect(credits.map(({ advantages }) => advantages[0])).toEqual([1, -1, 0, 0]);
  });

  it("without scores there is no process reward, whatever the steps", () => {
    const one = { length: 3, stepEnds: [0, 2], scores: [], verifiable: 1 };
    for (const baseline of creditChoices.baseline) {
      const [credit] = computeCredit([{ maxLength: 3, responses: [one] }], { baseline })[0];
      expect([...credit.returns]).toEqual([1, 1, 1]);
      expect([...credit.transformed]).toEqual([]);
    }
    const [credit] = computeCredit([{ responses: [one] }], { estimator: "grpo", baseline: "total" })[0];
    expect([...credit.advantages]).toEqual([1, 1, 1]);
  });

  it("an empty response earns nothing, and lends nothing to the others' baseline", () => {
    const empty = { length: 0, stepEnds: [], scores: [], verifiable: 1 };
    const wrong = { length: 1, stepEnds: [], scores: [], verifiable: 0 };
    const credits = computeCredit([{ maxLength: 1, responses: [empty, wrong] }])[0];
    expect(credits.map(({ advantages }) => [...advantages])).toEqual([[], [0]]);
  });

  it("a response without a step has no mean reward a step, and is left out of the others'", () => {
    const of = (stepEnds: number[], scores: number[]) => ({ length: 2, stepEnds, scores, verifiable: null });
    const responses = [of([0, 1], [0.5, 0.5]), of([], []), of([1], [0.2])];
    const settings = { baseline: "step", form: "sum" } as const;
    const credits = computeCredit([{ maxLength: 2, responses }], settings)[0];
    expectClose(credits[0].advantages, [1 - 2 * 0.2, 0.5 - 0.2]);
    expectClose(credits[1].advantages, [0, 0]);
    expectClose(credits[2].advantages, [0.2 - 0.5, 0.2 - 0.5]);
  });

  // To prof process scores are no rewards, which have no coefficient.
  const combinations = creditChoices.estimator
    .filter((estimator) => estimator !== "prof")
    .flatMap((estimator) => estimatorRules[estimator].baselines.map((baseline) => ({ estimator, baseline })));
  const valued = fc.array(group, { minLength: 1, maxLength: 3 }).map((all) =>
    all.map((each) => ({
      ...each,
      responses: each.responses.map((one, k) => ({
        ...one,
        values: Float64Array.from({ length: one.length }, (_, t) => Math.sin(t + k)),
      })),
    })),
  );
  it.each(combinations)(
    "%o: with a coefficient of 0, process scores are as if they were not there",
    (each) => {
      fc.assert(
        fc.property(
          valued,
          fc.constantFrom("min", "strict", "sum"),
          fc.constantFrom("none", "batch"),
          (all, form, whiten) => {
            // The last response is undecided, in a group that was judged.
            const groups = all.map(({ responses, ...rest }) => ({
              ...rest,
              responses: responses.map((one, k) => (k > 2 ? { ...one, verifiable: null } : one)),
            }));
            const bare = groups.map(({ responses, ...rest }) => ({
              ...rest,
              responses: responses.map((one) => ({ ...one, scores: [] })),
            }));
            const own = estimatorRules[each.estimator].form !== undefined;
            const settings = { ...each, form: own ? "min" : form, whiten } as const;
            const without = computeCredit(bare, settings);
            computeCredit(groups, { ...settings, processCoefficient: 0 }).forEach((credits, g) => {
              credits.forEach(({ transformed, ...credit }, k) => {
                const { transformed: _, ...expected } = without[g][k];
                expect(credit).toEqual(expected);
                expect(transformed.every((star) => star === 0)).toBe(true);
                expect(transformed.length).toBe(groups[g].responses[k].scores.length);
              });
            });
            const unweighted = computeCredit(groups, settings);
            expect(computeCredit(groups, { ...settings, processCoefficient: 1 })).toEqual(unweighted);
          },
        ),
        { numRuns: 40 },
      );
    },
  );

  it.each(combinations.filter(({ estimator, baseline }) => estimator !== "grpo" || baseline !== "total"))(
    "%o: before whitening, advantages are linear in the coefficient of process rewards",
    (each) => {
      fc.assert(
        fc.property(valued, fc.double({ min: 0.01, max: 3, noNaN: true }), (all, processCoefficient) => {
          const groups = all.map(({ responses, ...rest }) => ({
            ...rest,
            responses: responses.map((one, k) => ({ ...one, verifiable: k % 2 })),
          }));
          const at = (coefficient: number) =>
            groups.flatMap((one) =>
              creditGroup(one, resolveCreditSettings({ ...each, processCoefficient: coefficient })),
            );
          const [none, one, some] = [at(0), at(1), at(processCoefficient)];
          some.forEach(({ advantages, returns, transformed }, i) => {
            const line = (key: "advantages" | "returns") =>
              one[i][key].map((value, t) => none[i][key][t] + processCoefficient * (value - none[i][key][t]));
            expectClose(advantages, line("advantages"));
            expectClose(returns, line("returns"));
            expectClose(
              transformed,
              one[i].transformed.map((star) => processCoefficient * star),
            );
          });
        }),
        { numRuns: 40 },
      );
    },
  );

  it("token rewards are the same however often they are asked for", () => {
    const one = { length: 2, stepEnds: [1], scores: [0.5], verifiable: 1 };
    const logs = { logprobs: [-1, -1], refLogprobs: [-2, -2] };
    const parts = rewardParts({ ...one, ...logs }, resolveCreditSettings({ klEstimator: "k1" }));
    const rewards = [-0.001, 1.5 - 0.001];
    for (let time = 0; time < 2; time++) expectClose(tokenRewards(parts), rewards);
    expectClose(tokenReturns(parts), [1.5 - 0.002, 1.5 - 0.001]);
  });

  it("a group of one has baseline zero", () => {
    fc.assert(
      fc.property(
        response,
        fc.constantFrom("token", "step", "index", "opo", "total", "none"),
        (one, baseline) => {
          const [credit] = computeCredit([{ maxLength, responses: [one] }], { baseline })[0];
          expect(credit.advantages).toEqual(credit.returns);
        },
      ),
    );
  });

  it("baseline opo: the reward that longer responses weigh more in; their advantages over all tokens sum to 0", () => {
    const of = (length: number, verifiable: number) => ({ length, stepEnds: [], scores: [], verifiable });
    const credits = computeCredit([{ responses: [of(2, 1), of(4, 0)] }], { baseline: "opo" })[0];
    expectClose(credits[0].advantages, [2 / 3, 2 / 3]);
    expectClose(credits[1].advantages, new Array(4).fill(-1 / 3));
    const [alone] = computeCredit([{ responses: [of(2, 1)] }], { baseline: "opo" })[0];
    expectClose(alone.advantages, [1, 1]);
    const empty = computeCredit([{ responses: [of(0, 1), of(0, 0)] }], { baseline: "opo" })[0];
    expect(empty.map(({ advantages }) => [...advantages])).toEqual([[], []]);
  });

  // A policy that stops after each step with chance p; each step is worth c. ∂E[c·n]/∂logit(p) = −c(1−p)/p.
  it.each([
    { p: 0.3, c: -1, most: 60 },
    { p: 0.6, c: 0.5, most: 40 },
  ])("which gradient a baseline leaves: index and none the true one, step none at all (%o)", (world) => {
    const { p, c, most } = world;
    const credited = (n: number) => ({
      ...{ length: n, stepEnds: Array.from({ length: n }, (_, t) => t), scores: new Array(n).fill(c) },
      verifiable: null,
    });
    const chance = (n: number) => (1 - p) ** (n - 1) * p;
    // Every pair of lengths with its chance: an expectation, without a sample. Longer ones: below 1e-9.
    const gradient = (baseline: "index" | "step" | "none") => {
      let expected = 0;
      for (let n = 1; n <= most; n++)
        for (let other = 1; other <= most; other++) {
          const responses = [credited(n), credited(other)];
          const [{ advantages }] = computeCredit([{ responses }], { form: "sum", baseline })[0];
          const ofPair = sum(advantages.map((advantage, t) => advantage * (t < n - 1 ? -p : 1 - p)));
          expected += chance(n) * chance(other) * ofPair;
        }
      return expected;
    };
    const truth = (-c * (1 - p)) / p;
    expect(gradient("none")).toBeCloseTo(truth, 6);
    expect(gradient("index")).toBeCloseTo(truth, 6);
    expect(gradient("step")).toBe(0);
  });

  it("local credit blames the wrong step alone, not the right ones before it; it is the sum form at γ = 0", () => {
    const right = { length: 6, stepEnds: [1, 3, 5], scores: [1, 1, 1], verifiable: null };
    const responses = [right, { ...right, scores: [1, -1, 1] }];
    const settings = { form: "local", baseline: "index" } as const;
    const [, wrong] = computeCredit([{ responses }], settings)[0];
    expectClose(wrong.advantages, [0, 0, -2, -2, 0, 0]);
    expectClose(wrong.transformed, [1, -1, 1]);
    // Process supervision: the normalised reward of the step alone.
    const local = computeCredit([{ responses }], { form: "local", estimator: "grpo" })[0];
    const deviation = Math.sqrt(2 / 3) + 1e-6;
    const [good, bad] = [1 / 3 / deviation, -5 / 3 / deviation];
    expectClose(local[1].advantages, [good, good, bad, bad, good, good]);
    fc.assert(
      fc.property(group, fc.constantFrom("token", "step", "openrlhf", "index", "none"), (each, baseline) => {
        const sums = computeCredit([each], { form: "sum", gamma: 0, baseline });
        expect(computeCredit([each], { form: "local", baseline })).toEqual(sums);
      }),
    );
  });

  it("one giant step with the same worst score: better under the step-level baseline, no better under the token-level one", () => {
    const of = (scores: number[]): CreditResponse => ({
      length: 8,
      stepEnds: scores.map((_, s) => ((s + 1) * 8) / scores.length - 1),
      scores,
      verifiable: null,
    });
    const responses = [of([0.4]), of([0.9, 0.9, 0.9, 0.4]), of([0.9, 0.9, 0.9, 0.4])];
    const first = (baseline: "step" | "token") =>
      computeCredit([{ maxLength: 8, responses }], { baseline, form: "strict" })[0].map(
        ({ advantages }) => advantages[0],
      );
    expectClose(first("step"), [0.4 - 0.1, 0.4 - 4 * 0.25, 0.4 - 4 * 0.25]);
    expectClose(first("token"), [0, 0, 0]);
  });

  it("tokens after the last step get no process reward; KL in the loss is none of credit", () => {
    const one: CreditResponse = {
      length: 3,
      stepEnds: [1],
      scores: [0.5],
      verifiable: 1,
      logprobs: [-1, -1, -1],
      refLogprobs: [-2, -2, -2],
    };
    const [credit] = computeCredit([{ maxLength: 3, responses: [one] }], { klIn: "loss" })[0];
    expect([...credit.returns]).toEqual([1.5, 1.5, 1]);
  });

  it("whitening is over the tokens of all groups, and leaves out tokens without a loss", () => {
    fc.assert(
      fc.property(
        fc.array(group, { minLength: 1, maxLength: 3 }),
        fc.constantFrom("token", "openrlhf"),
        (all, baseline) => {
          const raw = computeCredit(all, { baseline }).flat();
          const whitened = computeCredit(all, { baseline, whiten: "batch" }).flat();
          const rows = raw.map(({ advantages }) => advantages);
          whiten(
            rows,
            raw.map(({ mask }) => mask),
          );
          whitened.forEach(({ advantages, returns }, b) => {
            expect(advantages).toEqual(rows[b]);
            expect(returns).toEqual(raw[b].returns);
          });
        },
      ),
    );
  });
});

function verifiableBaseline({ responses }: CreditGroup, i: number): number {
  return mean(responses.filter((_, k) => k !== i).map(({ verifiable }) => verifiable ?? 0));
}

describe("other estimators", () => {
  const steps = { length: 4, stepEnds: [1, 3], verifiable: null };
  it("grpo, process supervision: the sum of the group-normalised rewards of this step and those after it", () => {
    const responses = [
      { ...steps, scores: [0, 1] },
      { ...steps, scores: [2, 1] },
    ];
    const credits = computeCredit([{ responses }], { estimator: "grpo", form: "sum" })[0];
    const unit = 1 / (Math.sqrt(2 / 3) + 1e-6);
    expectClose(credits[0].advantages, [-unit, -unit, 0, 0]);
    expectClose(credits[1].advantages, [unit, unit, 0, 0]);
    expectClose(credits[0].returns, [1, 1, 1, 1]);
    // KL in the reward: the sum of what is still to be paid.
    const logs = { logprobs: [0, 0, 0, 0], refLogprobs: [-3, -2, -1, 0] };
    const paying = responses.map((each) => ({ ...each, ...logs }));
    const kl = { klCoefficient: 0.1, klEstimator: "k1" } as const;
    const [paid] = computeCredit([{ responses: paying }], { estimator: "grpo", form: "sum", ...kl })[0];
    expectClose(paid.advantages, [-unit - 0.6, -unit - 0.3, -0.1, 0]);
  });
  it("grpo, outcome supervision: the group-normalised verifiable reward on every token", () => {
    const responses = [1, 0, 0, null].map((verifiable) => ({
      length: 2,
      stepEnds: [],
      scores: [],
      verifiable,
    }));
    const credits = computeCredit([{ responses }], { estimator: "grpo" })[0];
    const deviation = Math.sqrt(1 / 3) + 1e-6;
    expectClose(
      credits.map(({ advantages }) => advantages[1]),
      [2 / 3 / deviation, -1 / 3 / deviation, -1 / 3 / deviation, 0],
    );
  });
  it("reinforce++: the return discounted a token, whitened over the batch whatever `whiten` says", () => {
    const responses = [
      { ...steps, scores: [1, 2], verifiable: 0 },
      { ...steps, scores: [0, 0], verifiable: 1 },
    ];
    const credits = computeCredit([{ responses }], { estimator: "reinforce++", form: "sum", gamma: 0.5 })[0];
    expectClose(credits[0].returns, [0.5 + 0.25, 1 + 0.5, 1, 2]);
    expectClose(credits[1].returns, [0.125, 0.25, 0.5, 1]);
    const rows = credits.map(({ returns }) => returns.slice());
    whiten(rows);
    credits.forEach(({ advantages }, i) => {
      expectClose(advantages, rows[i]);
    });
  });
  it.each(["grpo", "papo", "prof"] as const)("%s is never whitened: it normalises by itself", (estimator) => {
    const row = (verifiable: number) => ({ length: 2, stepEnds: [0, 1], scores: [0.1, 0.4], verifiable });
    const groups = [{ responses: [1, 0, 0, 1].map(row) }];
    const plain = computeCredit(groups, { estimator });
    expect(computeCredit(groups, { estimator, whiten: "batch" })).toEqual(plain);
  });
  it("papo: the z-score of the verdict, and of the weakest step among the right; as published", () => {
    // p 1, 0.5, 0.5, 1 is r 1, 0, 0, 1, of which a scale changes nothing but the 1e-6.
    const row = (verifiable: number, weakest: number) => ({
      ...{ length: 2, stepEnds: [0, 1], scores: [weakest, 1], verifiable },
    });
    const responses = [row(1, 1), row(1, 0), row(1, 0), row(0, 1)];
    const credits = computeCredit([{ responses }], { estimator: "papo" })[0];
    [1.654696, -0.077349, -0.077349, -1.499997].forEach((advantage, i) => {
      for (const value of credits[i].advantages) expect(value).toBeCloseTo(advantage, 5);
    });
    // r* are the strict form's.
    expectClose(credits[1].transformed, [0, 0]);
    expectClose(credits[0].transformed, [1, 0]);
    expectClose(credits[1].returns, [1, 1]);
  });
  it("papo: nothing to compare is 0: one right response, equal scores, equal verdicts, one response", () => {
    const row = (verifiable: number | null, ...scores: number[]) => ({
      ...{ length: 3, stepEnds: scores.map((_, s) => s), scores, verifiable },
    });
    const first = (...responses: CreditResponse[]) =>
      computeCredit([{ responses }], { estimator: "papo" })[0].map(({ advantages }) => advantages[0]);
    const unit = Math.SQRT1_2 / (Math.SQRT1_2 + 1e-6);
    expectClose(first(row(1, 0.3), row(0, 0.9)), [unit * Math.SQRT1_2, -unit * Math.SQRT1_2]);
    expectClose(first(row(1, 0.3), row(1, 0.3)), [0, 0]);
    expectClose(first(row(1, 0.3), row(1, 0.3 + 1e-6)), [0, 0]);
    expectClose(first(row(0, 0.3), row(0, 0.5)), [0, 0]);
    // Little is something to compare.
    const small = 5e-5 / (1e-4 * Math.SQRT1_2 + 1e-6);
    expect(small).toBeCloseTo(Math.SQRT1_2, 1);
    first(row(1, 0.3 + 1e-4), row(1, 0.3)).forEach((value, i) => {
      expect(value).toBeCloseTo(i === 0 ? small : -small, 9);
    });
    expectClose(first(row(1, 0.3 + 1e-7), row(1, 0.3)), [0, 0]);
    expectClose(first(row(1, 0.3)), [0]);
    // Undecided, and a right one without a step, which has no process score.
    const process = 1 / Math.SQRT2;
    const found = first(row(1, 0.5), row(null, 0.1), row(1), row(1, -0.5));
    [process, 0, 0, -process].forEach((value, i) => {
      expect(found[i]).toBeCloseTo(value, 5);
    });
  });
  it("papo and prof: the KL in the reward is still to be paid, once", () => {
    const logs = { logprobs: [0, 0, 0], refLogprobs: [-3, -2, -1] };
    const row = (verifiable: number) => ({
      length: 3,
      stepEnds: [0, 2],
      scores: [0, 0],
      verifiable,
      ...logs,
    });
    const responses = [row(1), row(0), row(1), row(0)];
    for (const estimator of ["papo", "prof"] as const) {
      const settings = { estimator, klEstimator: "k1", klCoefficient: 0.1 } as const;
      const credits = computeCredit([{ responses }], settings)[0];
      const { advantages } = credits.find(({ mask }) => mask === undefined)!;
      expect(advantages[0] - advantages[2]).toBeCloseTo(-0.5, 10);
      expect(advantages[1] - advantages[2]).toBeCloseTo(-0.2, 10);
    }
  });
  it("prof: a group with too few verdicts to leave two takes no part", () => {
    const response = (verifiable: number | null) => ({
      ...{ length: 4, stepEnds: [1, 3], scores: [0.5, 0.25], verifiable },
    });
    const trained = (...verdicts: (number | null)[]) =>
      computeCredit([{ responses: verdicts.map(response) }], { estimator: "prof" })[0].map(
        ({ mask, advantages }) => (mask?.includes(1) ?? true) && advantages.some((a) => a !== 0),
      );
    expect(trained(1, 0, null)).toEqual([false, false, false]);
    expect(trained(1, 0, null, 1).filter(Boolean)).toHaveLength(2);
  });

  it("prof: what it removes takes no part; what it keeps is credited by verdicts, normalised among themselves", () => {
    const row = (verifiable: number | null, ...scores: number[]) => ({
      ...{ length: 4, stepEnds: scores.map((_, s) => s), scores, verifiable },
    });
    const responses = [row(1, 0.9, 0.9), row(null, 1, 1), row(1, 0.1, 0.1), row(0, 0.5, 0.5), row(0, -1, -1)];
    const credits = computeCredit([{ responses }], { estimator: "prof", verifiableCoefficient: 2 })[0];
    expect(credits.map(({ mask }) => mask?.[0] ?? 1)).toEqual([1, 0, 0, 0, 1]);
    const unit = 1 / (Math.SQRT2 + 1e-6);
    expectClose(credits[0].advantages, [unit, unit, unit, unit]);
    expectClose(credits[4].advantages, [-unit, -unit, -unit, -unit]);
    expectClose(credits[0].returns, [2, 2, 2, 2]);
    for (const { advantages, returns } of [credits[1], credits[2], credits[3]])
      expectClose([...advantages, ...returns], new Array(8).fill(0));
    // A process reward is none.
    for (const { transformed } of credits) expect(transformed).toHaveLength(0);
    // Without a verdict nobody is right or wrong.
    for (const estimator of ["papo", "prof"] as const) {
      const unjudged = responses.map((response) => ({ ...response, verifiable: null }));
      for (const { mask } of computeCredit([{ responses: unjudged }], { estimator })[0])
        expect(mask).toEqual(new Uint8Array(4));
    }
  });
  it.each(creditChoices.estimator.filter((name) => !estimatorRules[name].verdicts))(
    "%s: an undecided response beside judged ones takes no part, and the others are credited as without it",
    (estimator) => {
      const row = (score: number, verifiable: number | null) => ({
        ...{ length: 3, stepEnds: [0, 2], scores: [score, 0.2], verifiable, values: [0.1, 0.2, 0.3] },
      });
      const responses = [row(0.5, 1), row(-0.4, null), row(0.1, 0), row(-0.2, 1)];
      const settings = { estimator, whiten: "batch", maxLength: 4, klCoefficient: 0 } as const;
      const [one, undecided, ...others] = computeCredit([{ responses }], settings)[0];
      const without = responses.filter(({ verifiable }) => verifiable !== null);
      expect([one, ...others]).toEqual(computeCredit([{ responses: without }], settings)[0]);
      const nothing = [0, 0, 0];
      expect(undecided).toMatchObject({ mask: Uint8Array.from(nothing), transformed: { length: 2 } });
      expectClose(undecided.advantages, nothing);
      expectClose(undecided.returns, nothing);
      // Nothing is judged: process rewards alone count. Neither judged nor scored: nothing at all does.
      const unjudged = responses.map((response) => ({ ...response, verifiable: null }));
      expect(computeCredit([{ responses: unjudged }], settings)[0].some(({ mask }) => mask)).toBe(false);
      const bare = unjudged.map((response) => ({ ...response, scores: [] }));
      for (const { mask } of computeCredit([{ responses: bare }], settings)[0])
        expect(mask).toEqual(Uint8Array.from(nothing));
    },
  );
  it("gae: the sum of discounted temporal differences; λ = 1 is return less value, returns are advantage plus value", () => {
    fc.assert(
      fc.property(response, number, fc.double({ min: 0, max: 1, noNaN: true }), (one, start, lambda) => {
        const values = Array.from({ length: one.length }, (_, t) => Math.sin(start + t));
        const groups = [{ responses: [{ ...one, values }] }];
        const settings = { estimator: "gae", form: "sum", gamma: 0.9, klCoefficient: 0 } as const;
        const [credit] = computeCredit(groups, { ...settings, lambda })[0];
        const rewards = new Array<number>(one.length).fill(0);
        Array.from(one.stepEnds).forEach((end, s) => {
          rewards[end] += one.scores[s];
        });
        rewards[one.length - 1] += one.verifiable!;
        const deltas = rewards.map((reward, t) => reward + 0.9 * (values[t + 1] ?? 0) - values[t]);
        deltas.forEach((_, t) => {
          const expected = sum(deltas.slice(t).map((delta, j) => (0.9 * lambda) ** j * delta));
          expect(credit.advantages[t]).toBeCloseTo(expected, 9);
          expect(credit.returns[t]).toBeCloseTo(expected + values[t], 9);
        });
        const [full] = computeCredit(groups, { ...settings, lambda: 1 })[0];
        expect(full.advantages[0]).toBeCloseTo(
          sum(rewards.map((reward, t) => 0.9 ** t * reward)) - values[0],
          9,
        );
      }),
    );
  });
});

it.each([-1, 1.5])("a response of %d tokens is refused, whatever its reward", (length) => {
  const response = { length, stepEnds: [], scores: [], verifiable: null };
  expect(() => computeCredit([{ responses: [response] }], { maxLength: 4 })).toThrow(
    `length is ${length}; it must be`,
  );
});

it.each([{ whiten: "batch" }, { estimator: "grpo" }, { estimator: "papo" }, { estimator: "prof" }] as const)(
  "a response that a group holds twice is credited as two that are alike (%o)",
  (settings) => {
    const make = (verifiable: number, ...scores: number[]): CreditResponse => ({
      ...{ length: 2 * scores.length, stepEnds: scores.map((_, s) => 2 * s + 1), scores, verifiable },
    });
    const [r, q] = [make(1, 0.5, -0.25), make(0, -0.5, 0.75, 0.5)];
    const credit = (...responses: CreditResponse[]) => computeCredit([{ maxLength, responses }], settings);
    expect(credit(r, r, q, q)).toEqual(credit(r, { ...r }, q, { ...q }));
  },
);
