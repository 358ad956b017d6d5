import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type CreditGroup,
  type CreditSettings,
  computeCredit,
  creditColumns,
  creditGroups,
  ownTokens,
  type RewardColumns,
  trustEvidence,
} from "./index.ts";

interface Response {
  verifiable: number | null;
  /** [steps][tokens] log-probability, reference and value of each token; the last stretch is behind the last step. */
  steps: { score: number; tokens: [number, number, number][]; foreign: number }[];
  rest: [number, number, number][];
}

const number = fc.double({ min: -1, max: 1, noNaN: true });
const tokens = (least: number) =>
  fc.array(fc.tuple(number, number, number), { minLength: least, maxLength: 3 });
const response: fc.Arbitrary<Response> = fc.record({
  verifiable: fc.constantFrom(0, 1, null),
  steps: fc.array(fc.record({ score: number, tokens: tokens(1), foreign: fc.integer({ min: 0, max: 2 }) }), {
    maxLength: 4,
  }),
  rest: tokens(0),
});
const batch = fc.array(fc.array(response, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 });

/** The columns of these responses; with `seed`, tokens and steps of somebody else between their own. */
function columnsOf(groups: readonly (readonly Response[])[], seed?: number) {
  let state = seed ?? 0;
  const often = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return seed === undefined ? 0 : (state >>> 16) % 3;
  };
  const rows = groups.flatMap((group, prompt) => group.map((each) => ({ prompt, ...each })));
  const [mask, logprobs, refLogprobs, values] = [[], [], [], []] as number[][];
  const [stepEnds, scores, ownSteps] = [[], [], []] as number[][];
  const [starts, stepStarts] = [[0], [0]];
  const put = (own: number, [logprob, reference, value] = [Number.NaN, Number.NaN, Number.NaN]) => {
    mask.push(own);
    logprobs.push(logprob);
    refLogprobs.push(reference);
    values.push(value);
  };
  const foreign = () => {
    for (let n = often(); n > 0; n--) put(0);
  };
  const endStep = (own: number, score: number) => {
    stepEnds.push(mask.length - starts[starts.length - 1] - 1);
    scores.push(score);
    ownSteps.push(own);
  };
  for (const { steps, rest } of rows) {
    for (const { score, tokens } of steps) {
      if (often() === 2) {
        put(0);
        // A step of which no token is the policy's own.
        endStep(0, Number.NaN);
      }
      for (const token of tokens) {
        foreign();
        put(1, token);
      }
      foreign();
      endStep(1, score);
    }
    for (const token of rest) {
      foreign();
      put(1, token);
    }
    foreign();
    starts.push(mask.length);
    stepStarts.push(stepEnds.length);
  }
  const columns: RewardColumns = {
    prompt: rows.map(({ prompt }) => prompt),
    starts: Int32Array.from(starts),
    mask: Uint8Array.from(mask),
    stepStarts: Int32Array.from(stepStarts),
    stepEnds: Int32Array.from(stepEnds),
    scores: Float64Array.from(scores),
    verifiable: rows.map(({ verifiable }) => verifiable),
    logprobs: Float64Array.from(logprobs),
    refLogprobs: Float64Array.from(refLogprobs),
    values: Float64Array.from(values),
  };
  return { columns, ownSteps };
}

/** The same as groups, written down without a column. */
function groupsOf(groups: readonly (readonly Response[])[]): CreditGroup[] {
  return groups.map((group) => ({
    responses: group.map(({ verifiable, steps, rest }) => {
      const all = [...steps.flatMap(({ tokens }) => tokens), ...rest];
      let end = -1;
      const stepEnds = steps.map(({ tokens }) => {
        end += tokens.length;
        return end;
      });
      return {
        ...{ length: all.length, stepEnds, scores: steps.map(({ score }) => score), verifiable },
        logprobs: all.map(([logprob]) => logprob),
        refLogprobs: all.map(([, reference]) => reference),
        values: all.map(([, , value]) => value),
      };
    }),
  }));
}

const everySetting: Partial<CreditSettings>[] = [
  ...(["token", "step", "index", "openrlhf", "opo", "total", "none"] as const).map((baseline) => ({
    baseline,
  })),
  ...(["strict", "sum", "survival", "local"] as const).map((form) => ({ form })),
  { form: "sum", gamma: 0.9, baseline: "step", whiten: "batch" },
  { estimator: "grpo" },
  { estimator: "grpo", baseline: "total" },
  { estimator: "reinforce++", gamma: 0.9 },
  { estimator: "gae", gamma: 0.9, lambda: 0.8, whiten: "batch" },
  { estimator: "papo" },
  { estimator: "prof" },
];

describe.each(everySetting)("%o", (overrides) => {
  const settings = { klCoefficient: 0.1, maxLength: 20, ...overrides };

  it("is of columns what it is of groups, row by row", () => {
    const run = (groups: Response[][]) => {
      const { columns } = columnsOf(groups);
      const credit = creditColumns(columns, settings);
      computeCredit(groupsOf(groups), settings)
        .flat()
        .forEach(({ transformed, returns, advantages, mask }, r) => {
          const at = [columns.starts[r], columns.starts[r + 1]];
          const steps = [columns.stepStarts[r], columns.stepStarts[r + 1]];
          expect(credit.transformed.subarray(...steps)).toEqual(transformed);
          expect(credit.returns.subarray(...at)).toEqual(returns);
          expect(credit.advantages.subarray(...at)).toEqual(advantages);
          expect(Array.from(credit.trained.subarray(...at))).toEqual(
            Array.from(mask ?? returns.map(() => 1)),
          );
        });
    };
    fc.assert(fc.property(batch, run), { numRuns: 40 });
  });

  it("is the same of own tokens, whatever others stand between them, and none of those", () => {
    const run = (groups: Response[][], seed: number) => {
      const own = creditColumns(columnsOf(groups).columns, settings);
      const { columns, ownSteps } = columnsOf(groups, seed);
      const credit = creditColumns(columns, settings);
      const kept = (column: Float64Array | Uint8Array, keep: ArrayLike<number>, value: number) =>
        Array.from(column.filter((_, i) => keep[i] === value));
      for (const key of ["returns", "advantages", "trained"] as const) {
        expect(kept(credit[key], columns.mask, 1)).toEqual(Array.from(own[key]));
        expect(kept(credit[key], columns.mask, 0).every((value) => value === 0)).toBe(true);
        expect(credit[key].length).toBe(columns.mask.length);
      }
      expect(kept(credit.transformed, ownSteps, 1)).toEqual(Array.from(own.transformed));
      expect(kept(credit.transformed, ownSteps, 0).every((value) => value === 0)).toBe(true);
      expect(trustEvidence(creditGroups(columns), settings)).toEqual(
        trustEvidence(groupsOf(groups), settings),
      );
    };
    fc.assert(fc.property(batch, fc.nat(), run), { numRuns: 40 });
  });
});

describe("columns", () => {
  const columns: RewardColumns = {
    ...{ prompt: [0, 0, 1], starts: Int32Array.of(0, 2, 3, 5), mask: Uint8Array.of(1, 1, 1, 1, 1) },
    ...{ stepStarts: Int32Array.of(0, 1, 2, 4), stepEnds: Int32Array.of(1, 0, 0, 1) },
    ...{ scores: Float64Array.of(0.5, -0.5, 0.25, 1), verifiable: [1, 0, null] },
  };

  it("of which one prompt's rows stand together are a group", () => {
    const groups = creditGroups(columns);
    expect(groups.map(({ responses }) => responses.map(({ length }) => length))).toEqual([[2, 1], [2]]);
    // Whatever their numbers are.
    for (const prompt of [
      [1, 1, 0],
      [7, 7, -1],
    ])
      expect(creditGroups({ ...columns, prompt }).map(({ responses }) => responses.length)).toEqual([2, 1]);
    const { logprobs, refLogprobs, values, stepEnds, scores } = groups[1].responses[0];
    expect([logprobs, refLogprobs, values]).toEqual([undefined, undefined, undefined]);
    expect([stepEnds, scores]).toEqual([Int32Array.of(0, 1), Float64Array.of(0.25, 1)]);
  });

  it("are their own tokens' where there are no others", () => {
    expect(ownTokens(columns)).toBe(columns);
    expect(ownTokens({ ...columns, mask: Uint8Array.of(1, 1, 0, 1, 1) })).toEqual({
      ...{ ...columns, starts: Int32Array.of(0, 2, 2, 4), mask: Uint8Array.of(1, 1, 1, 1) },
      ...{ stepStarts: Int32Array.of(0, 1, 1, 3), stepEnds: Int32Array.of(1, 0, 1) },
      scores: Float64Array.of(0.5, 0.25, 1),
    });
  });

  it("have no process reward without scores, and no KL without a reference", () => {
    const logprobs = Float32Array.of(-1, -1, -1, -1, -1);
    const { transformed, returns } = creditColumns({ ...columns, scores: null, logprobs }, { maxLength: 4 });
    expect([transformed, returns]).toEqual([Float64Array.of(), Float64Array.of(1, 1, 0, 0, 0)]);
  });

  it.each([
    [{ starts: Int32Array.of(0, 2, 5) }, "starts is not of 3 rows; it must hold 4 offsets, from 0 to 5"],
    [{ starts: Int32Array.of(0, 2, 3, 5, 5) }, "starts is not of 3 rows"],
    [{ starts: Int32Array.of(1, 2, 3, 5) }, "starts is not of 3 rows"],
    [{ starts: Int32Array.of(0, 2, 3, 4) }, "starts is not of 3 rows"],
    [
      { stepStarts: Int32Array.of(0, 1, 2, 3) },
      "stepStarts is not of 3 rows; it must hold 4 offsets, from 0 to 4",
    ],
    [
      { mask: Uint8Array.of(1, 0, 1, 1, 1), stepEnds: Int32Array.of(2, 0, 0, 1) },
      "row 0: step 0 ends at 2; step ends must increase and stay below the row's 2 tokens",
    ],
    [
      { mask: Uint8Array.of(1, 0, 1, 1, 1), stepEnds: Int32Array.of(1, 0, 1, 1) },
      "row 2: step 1 ends at 1; step ends must increase",
    ],
    [{ scores: new Float64Array(5) }, "scores has 5 numbers for 4 steps"],
    [{ values: new Float32Array(6) }, "values has 6 numbers for 5 tokens"],
    [{ refLogprobs: new Float32Array(4) }, "refLogprobs has 4 numbers for 5 tokens"],
    [{ verifiable: [1, 0, Number.NaN] }, "group 1: response 0: verifiable is NaN"],
  ])("that do not fit are refused: %o", (wrong, message) => {
    const call = () => creditColumns({ ...columns, ...wrong }, { maxLength: 4 });
    expect(call).toThrow(RangeError);
    expect(call).toThrow(message);
  });
});
