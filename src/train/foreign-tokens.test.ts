// Tokens that are not the policy's own (mask 0), put between its tokens: what a training step makes of the others must be
// what it is without them, and of those nothing. Credit alone is in src/credit/columns.test.ts.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tokenizer } from "../../tests/fake-run.ts";
import { type Row, tableOf, withForeign } from "../../tests/table.ts";
import { type LossConfig, lossDefaults } from "../config/loss.ts";
import type { PureConfig } from "../config/schema.ts";
import { creditColumns } from "../credit/columns.ts";
import type { Credited } from "../data/table.ts";
import type { Engine, LossRows } from "../engine/types.ts";
import { updateCritic } from "./critic.ts";
import { heldOutRecords } from "./evaluate.ts";
import { iterationMetrics, rolloutRecords } from "./runs/step-records.ts";
import { NOT_FINITE, updatePolicy } from "./update.ts";
import { watchResponses } from "./watching.ts";

const number = fc.float({ min: -1, max: 1, noNaN: true });
/** A response of three tokens a step, and some behind the last; and before which of its tokens others are put. */
const response = fc
  .record({
    scores: fc.array(number, { minLength: 1, maxLength: 4 }),
    numbers: fc.array(fc.tuple(number, number, number, number), { minLength: 14, maxLength: 14 }),
    behind: fc.nat(2),
    reward: fc.constantFrom(0, 1, null),
    repeated: fc.boolean(),
    foreign: fc.array(fc.nat(14), { maxLength: 6 }),
  })
  .map(({ scores, numbers, behind, reward, repeated, foreign }) => {
    const length = 3 * scores.length + behind;
    const column = (at: 0 | 1 | 2 | 3) => Float32Array.from(numbers.slice(0, length), (row) => row[at] - 1);
    const row = {
      tokens: Array.from({ length }, (_, t) => (repeated ? 5 + (t % 2) : 5 + t)),
      ...{ logprobs: column(0), refLogprobs: column(1), values: column(2) },
      stepEnds: scores.map((_, s) => 3 * s + 2),
      scores,
      verdict: { reward, answer: "7", correct: reward === null ? null : reward > 0, undecided: null },
    };
    const before = foreign.filter((at) => at <= length);
    return { row, now: column(3), with: withForeign(row, before) };
  });
const batch = fc.array(fc.array(response, { minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 3 });

const asked = {
  problem: { id: "p", prompt: "1+1=", answer: "7" },
  ...{ text: "p", tokens: [1, 2] },
};
const optimizer = {
  ...{ learningRate: 1, beta1: 0.8, beta2: 0.9, epsilon: 1e-7, weightDecay: 0, maxGradNorm: 1 },
  ...{ clipRatio: 0.2, updatesPerBatch: 2, maxMeanRatio: 9 },
};
const config = {
  ...{ optimizer, credit: { klIn: "loss", klCoefficient: 0.1, klEstimator: "k3" } },
  ...{ critic: { learningRate: 1, clip: 0.2 }, reward: { verifiableCoefficient: 1 } },
  ...{ loss: lossDefaults, sampling: { maxTokens: 20 } },
} as unknown as PureConfig;
const losses: Partial<LossConfig>[] = [
  {},
  { type: "gspo", aggregation: "sequenceMean", offPolicyKl: 0.1 },
  { type: "cispo", aggregation: "constant" },
];

const credited = (groups: Partial<Row>[][], estimator: "rloo" | "gae"): Credited => {
  const table = tableOf(
    groups,
    groups.map(() => asked),
  );
  return { ...table, ...creditColumns(table, { estimator, whiten: "batch", maxLength: 20 }) };
};

/** The batches an engine gets that answers `now`, [T], in as many passes as it is asked. */
function engineOf(now: readonly number[]) {
  const batches: LossRows[] = [];
  let next = 0;
  const engine: Partial<Engine> = {
    forwardBackward: async (rows) => {
      batches.push(rows);
      const logprobs = Float32Array.from(rows.tokens, () => now[next++]);
      return { loss: 1, logprobs, entropy: 1, responseTokens: 0, computedTokens: 0 };
    },
    optimStep: async () => ({ gradNorm: 1, applied: true }),
  };
  const columns = (key: "weights" | "advantages" | "old" | "reference" | "targets") =>
    batches.flatMap((rows) => Array.from(rows[key] ?? []));
  return { engine: engine as Engine, columns };
}

const ofOwn = (column: readonly number[], { mask }: Credited) => column.filter((_, t) => mask[t] === 1);

describe("tokens that are not the policy's own", () => {
  it("change no figure and no sign of a step", () => {
    const check = (groups: { row: Partial<Row>; with: Partial<Row> }[][]) => {
      const figures = (side: "row" | "with") => {
        const table = credited(
          groups.map((group) => group.map((each) => each[side])),
          "rloo",
        );
        const watched = watchResponses(table, config);
        const rest = { trust: null, learningRate: 1, skippedPrompts: 0 };
        const seconds = { sampling: 1, scoring: 1, updating: 1, total: 3 };
        const metrics = iterationMetrics(1, table, NOT_FINITE, watched, { ...rest, seconds });
        const lengths = heldOutRecords(table, tokenizer).map(({ length }) => length);
        return { watched, metrics: { ...metrics, peakMemoryBytes: 0 }, lengths };
      };
      expect(figures("with")).toEqual(figures("row"));
    };
    fc.assert(fc.property(batch, check), { numRuns: 60 });
  });

  it("weigh nothing in an update, and change no weight, ratio or gap of the others", async () => {
    const check = async (
      groups: { row: Partial<Row>; now: Float32Array; with: Partial<Row> }[][],
      loss: Partial<LossConfig>,
    ) => {
      const lossConfig = { ...config, loss: { ...lossDefaults, ...loss } };
      const update = async (side: "row" | "with") => {
        const table = credited(
          groups.map((group) => group.map((each) => each[side])),
          "rloo",
        );
        let t = 0;
        const own = groups.flat().flatMap(({ now }) => Array.from(now));
        // The engine's log-probabilities of the others are far off.
        const { engine, columns } = engineOf(Array.from(table.mask, (mine) => (mine ? own[t++] : -50)));
        const result = await updatePolicy(engine, table, lossConfig, 1);
        return { table, columns, result };
      };
      const [plain, mixed] = [await update("row"), await update("with")];
      expect(mixed.result).toEqual(plain.result);
      expect(Number.isFinite(plain.result.samplerGap + plain.result.ratioMean)).toBe(true);
      for (const key of ["weights", "advantages", "old", "reference"] as const)
        expect(ofOwn(mixed.columns(key), mixed.table), key).toEqual(plain.columns(key));
      const foreign = mixed.columns("weights").filter((_, t) => mixed.table.mask[t] === 0);
      expect(foreign.every((weight) => weight === 0)).toBe(true);
    };
    await fc.assert(fc.asyncProperty(batch, fc.constantFrom(...losses), check), { numRuns: 60 });
  });

  it("are no targets of the critic", async () => {
    const check = async (groups: { row: Partial<Row>; with: Partial<Row> }[][]) => {
      const update = async (side: "row" | "with") => {
        const table = credited(
          groups.map((group) => group.map((each) => each[side])),
          "gae",
        );
        const { engine, columns } = engineOf([]);
        await updateCritic(engine, table, config);
        return { table, columns };
      };
      const [plain, mixed] = [await update("row"), await update("with")];
      for (const key of ["weights", "targets", "old"] as const)
        expect(ofOwn(mixed.columns(key), mixed.table), key).toEqual(plain.columns(key));
      const foreign = mixed.columns("weights").filter((_, t) => mixed.table.mask[t] === 0);
      expect(foreign.every((weight) => weight === 0)).toBe(true);
    };
    await fc.assert(fc.asyncProperty(batch, check), { numRuns: 40 });
  });

  it("are in the files, without credit", () => {
    const row = { tokens: [5, 6, 7], stepEnds: [0, 2], scores: [1, -1], text: "12" };
    const table = credited([[withForeign(row, [1, 3])], [row]], "rloo");
    const [line] = [...rolloutRecords(1, { ...table, logprobs: new Float32Array(8) }, tokenizer)];
    expect([line.tokens, line.steps.map(({ end }) => end)]).toEqual([
      [5, 5, 6, 7, 5],
      [1, 4],
    ]);
    expect(line.advantages.map((advantage) => advantage === 0)).toEqual([false, true, false, false, true]);
  });
});
