import { describe, expect, it } from "vitest";
import { type Group, lossGroups, tokenGroups } from "../../tests/rows.ts";
import { tableOf } from "../../tests/table.ts";
import { UserError } from "../common/errors.ts";
import { type LossConfig, lossDefaults } from "../config/loss.ts";
import type {
  AdamParams,
  Engine,
  Loss,
  LossResult,
  LossRows,
  OptimResult,
  TokenRows,
} from "../engine/types.ts";
import {
  adamParams,
  describeDropped,
  NOT_FINITE,
  nonFiniteStop,
  policyLoss,
  tokenWeights,
  type UpdateResult,
  updatePolicy,
} from "./update.ts";

const optimizer = {
  ...{ learningRate: 1, warmupSteps: 0, schedule: "constant" as const },
  ...{ beta1: 0.8, beta2: 0.9, epsilon: 1e-7, weightDecay: 0.1, maxGradNorm: 2 },
  ...{ clipRatio: 0.2, updatesPerBatch: 1, maxMeanRatio: 3 },
};
const credit = { klIn: "reward", klCoefficient: 1, klEstimator: "k3" } as const;
type Config = Parameters<typeof updatePolicy>[2];
const configOf = (more: Partial<typeof optimizer> = {}, loss: Partial<LossConfig> = {}) =>
  ({
    ...{ optimizer: { ...optimizer, ...more }, credit },
    ...{ loss: { ...lossDefaults, ...loss }, sampling: { maxTokens: 10 } },
  }) as unknown as Config;

/** One gradient step as scripted: the trainer's log-probabilities, the loss, what the optimizer says. */
interface Scripted {
  logprobs: number[];
  loss?: number;
  optim?: OptimResult;
}

/** A group of one response for each of these, sampled at these log-probabilities, with advantage 1. */
const rowsOf = (logprobs: readonly (readonly number[])[]) =>
  tableOf(
    logprobs.map((row) => [
      {
        ...{ tokens: row.map(() => 5), logprobs: Float32Array.from(row), stepEnds: [] },
        advantages: row.map(() => 1),
      },
    ]),
  );

/** Runs an update of one group a scripted step, sampled at log-probabilities 0. Returns its result and the calls. */
async function update(steps: Scripted[], more: Partial<typeof optimizer> = {}, together = false) {
  const calls: string[] = [];
  let next = -1;
  const pass = (rows: LossRows): LossResult => {
    expect(rows.prompt).toHaveLength(1);
    const { logprobs, loss = 0.5 } = steps[++next];
    const rest = { entropy: next + 1, responseTokens: 0, computedTokens: 0 };
    return { loss, logprobs: Float32Array.from(logprobs), ...rest };
  };
  const step = ({ learningRate }: AdamParams): OptimResult => {
    expect(learningRate).toBe(0.25);
    return steps[next].optim ?? { gradNorm: 7, applied: true };
  };
  const engine: Partial<Engine> = {
    pipelined: together,
    forwardBackward: async (rows) => {
      calls.push("pass");
      await new Promise((resolve) => setImmediate(resolve));
      calls.push("passed");
      return pass(rows);
    },
    optimStep: async (params) => {
      calls.push("step");
      // Where the pass is still under way, its number is not known here.
      await new Promise((resolve) => setImmediate(resolve));
      return step(params);
    },
    zeroGrad: async () => {
      calls.push("zero");
    },
  };
  const config = configOf({ updatesPerBatch: steps.length, ...more });
  const table = rowsOf(steps.map(({ logprobs }) => logprobs.map(() => 0)));
  const result = await updatePolicy(engine as Engine, table, config, 0.25);
  return { result, calls };
}

const [even, twice] = [
  [0, 0],
  [Math.log(2), Math.log(2)],
];

describe("updatePolicy", () => {
  it("skips a part whose mean ratio is above the limit, and goes on with the next", async () => {
    const four = { logprobs: [Math.log(4), Math.log(4)], loss: -1 };
    const { result, calls } = await update([{ logprobs: even }, four, { logprobs: twice, loss: 2 }]);
    expect(calls).toEqual(["pass", "passed", "step", "pass", "passed", "zero", "pass", "passed", "step"]);
    expect(result).toMatchObject({ update: "ratio", loss: 0.5, gradNorm: 14 / 3, entropy: 2, samplerGap: 0 });
    expect(result.ratioMean).toBeCloseTo(7 / 3, 6);
    expect(result.ratioMax).toBeCloseTo(4, 6);
    expect(result.clipShare).toBeCloseTo(2 / 3, 12);
  });

  it("has no entropy of a part without a token, and none at all where no part has one", async () => {
    const none = { logprobs: [] };
    expect((await update([none, { logprobs: even }, { logprobs: even }])).result.entropy).toBe(2.5);
    expect((await update([none, none])).result).toMatchObject({
      entropy: null,
      ratioMean: 1,
      update: "applied",
    });
  });

  it("lets a mean ratio at the limit pass", async () => {
    expect((await update([{ logprobs: even }], { maxMeanRatio: 1 })).result.update).toBe("applied");
    const { result, calls } = await update([{ logprobs: even }], { maxMeanRatio: 0.999 });
    expect([result.update, result.gradNorm, calls]).toEqual(["ratio", 0, ["pass", "passed", "zero"]]);
  });

  it("drops a loss that is not finite", async () => {
    for (const loss of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const { result, calls } = await update([{ logprobs: even, loss }, { logprobs: even }]);
      expect(calls).toEqual(["pass", "passed", "zero", "pass", "passed", "step"]);
      expect(result).toMatchObject({ update: "nonfinite", loss, gradNorm: 3.5 });
    }
  });

  it("calls a ratio that overflowed too large, whatever it did to the loss", async () => {
    const { result, calls } = await update([{ logprobs: [800, 0], loss: Number.NaN }]);
    expect(calls).toEqual(["pass", "passed", "zero"]);
    // A log-probability ratio counts as 20 at most.
    expect(result).toMatchObject({ update: "ratio", ratioMean: (Math.exp(20) + 1) / 2 });
  });

  it("says where the optimizer refused the gradient", async () => {
    const optim = { gradNorm: Number.POSITIVE_INFINITY, applied: false };
    const { result, calls } = await update([{ logprobs: even, optim }, { logprobs: [2, 2] }]);
    expect(calls).toEqual(["pass", "passed", "step", "pass", "passed", "zero"]);
    // What is not finite weighs more than a ratio.
    expect(result).toMatchObject({ update: "nonfinite", gradNorm: Number.POSITIVE_INFINITY });
  });

  it("asks for the first step before the pass is answered where the engine takes that, and for no other", async () => {
    const { result, calls } = await update([{ logprobs: even }, { logprobs: twice }], {}, true);
    expect(calls).toEqual(["pass", "step", "passed", "pass", "passed", "step"]);
    expect(result).toMatchObject({ update: "applied", gradNorm: 7, loss: 0.5 });
    const optim = { gradNorm: Number.NaN, applied: false };
    expect((await update([{ logprobs: even, optim }], {}, true)).result.update).toBe("nonfinite");
  });

  it("stops where a step made in one go should not have been", async () => {
    const message = (loss: string, ratio: string) =>
      new UserError(
        "the first update of a batch is made before its loss is known, and this one should not have been: " +
          `its loss is ${loss}, its mean probability ratio ${ratio} where 1 was expected; ` +
          "the sampler and the trainer of the server disagree. The last checkpoint is from before it",
      );
    const lost = update([{ logprobs: even, loss: Number.NaN }], {}, true);
    await expect(lost).rejects.toThrow(message("NaN", "1.000"));
    const far = update([{ logprobs: [Math.log(16), Math.log(16)], loss: 0.12345 }], {}, true);
    await expect(far).rejects.toThrow(message("0.1235", "16.00"));
  });

  it("gives the engine each token with its advantage, and weighs and measures what is trained alone", async () => {
    const data: Group[] = [];
    const engine = {
      forwardBackward: async (rows: LossRows) => {
        data.push(...lossGroups(rows));
        const logprobs = Float32Array.of(0, 9, Math.log(2), 0);
        return { ...{ loss: 1, logprobs, entropy: 1 }, responseTokens: 4, computedTokens: 5 };
      },
      optimStep: async () => ({ gradNorm: 1, applied: true }),
    } as unknown as Engine;
    const row = (k: number, trained: number[]) => ({
      ...{ tokens: [k, k + 1], trained, logprobs: new Float32Array(2), refLogprobs: Float32Array.of(-k, -1) },
      ...{ returns: [8, 8], advantages: [k + 0.5, k + 0.25] },
    });
    const table = tableOf([[row(3, [1, 0]), row(5, [1, 1])]]);
    const result = await updatePolicy(engine, table, configOf(), 0.25);
    const third = Math.fround(1 / 3);
    const datum = (k: number, weights: number[]) => ({
      ...{ tokens: [k, k + 1], weights: Float32Array.from(weights), old: new Float32Array(2) },
      ...{ advantages: Float32Array.of(k + 0.5, k + 0.25), reference: Float32Array.of(-k, -1) },
    });
    const responses = [datum(3, [third, 0]), datum(5, [third, third])];
    expect(data).toEqual([{ prompt: [1], responses }]);
    // The ratio is of what is trained, the gap of all that is the policy's own.
    expect(result.ratioMean).toBeCloseTo(4 / 3, 6);
    expect(result.samplerGap).toBeCloseTo((9 + Math.log(2)) / 4, 6);
  });

  it("measures the gap of the sampler before the first step, 0 where there are no tokens", async () => {
    const { result } = await update([{ logprobs: [0.5, -0.25] }, { logprobs: [3, 3] }]);
    expect(result.samplerGap).toBe(0.375);
    const none = await update([{ logprobs: [] }]);
    expect(none.result).toMatchObject({ samplerGap: 0, ratioMean: 1, clipShare: 0, update: "applied" });
  });
});

describe("the weights of tokens", () => {
  // Two groups: responses of 2 and 3 tokens, of which 1 takes no part; one of 4 tokens, and one that takes no part.
  const trained = [
    [
      [1, 1],
      [1, 0, 1],
    ],
    [
      [1, 1, 1, 1],
      [0, 0],
    ],
  ];
  const table = tableOf(
    trained.map((group) =>
      group.map((row) => {
        const zeros = row.map(() => 0);
        return { tokens: row.map(() => 5), logprobs: Float32Array.from(zeros), stepEnds: [], trained: row };
      }),
    ),
  );
  it.each([
    ["tokenMean", [1 / 8, 1 / 8, 1 / 8, 0, 1 / 8, ...new Array(4).fill(1 / 8), 0, 0]],
    ["sequenceMean", [1 / 6, 1 / 6, 1 / 6, 0, 1 / 6, ...new Array(4).fill(1 / 12), 0, 0]],
    ["constant", [1 / 30, 1 / 30, 1 / 30, 0, 1 / 30, ...new Array(4).fill(1 / 30), 0, 0]],
  ] as const)("%s", (aggregation, wanted) => {
    expect(tokenWeights(table.trained, table.starts, aggregation, 10)).toEqual(Float32Array.from(wanted));
  });

  it("are those of the configuration, of each part by itself", async () => {
    const seen: Group[] = [];
    const engine = {
      forwardBackward: async (rows: LossRows) => {
        seen.push(...lossGroups(rows));
        const logprobs = new Float32Array(rows.tokens.length);
        return { loss: 0, logprobs, entropy: 0, responseTokens: 0, computedTokens: 0 };
      },
      optimStep: async () => ({ gradNorm: 0, applied: true }),
    } as unknown as Engine;
    const weights = () =>
      seen.splice(0).map(({ responses }) => responses.map((r) => [...r.weights].map((w) => w && 1 / w)));
    await updatePolicy(engine, table, configOf({}, { aggregation: "constant" }), 0.25);
    expect(weights()[1][0][0]).toBeCloseTo(30, 5);
    await updatePolicy(engine, table, configOf({ updatesPerBatch: 2 }, { aggregation: "constant" }), 0.25);
    const [[, [, masked]], [[last], none]] = weights();
    expect(masked).toBe(0);
    expect(last).toBeCloseTo(10, 5);
    expect(none).toEqual([0, 0]);
  });
});

describe("the loss as configured", () => {
  const ppo = { type: "ppo", clipLow: 0.2, clipHigh: 0.2 };
  it.each<[Partial<LossConfig>, object]>([
    [{}, ppo],
    [{ clipHigh: 0.28 }, { ...ppo, clipHigh: 0.28 }],
    [
      { clipLow: 0, dualClip: 3 },
      { ...ppo, clipLow: 0, dualClip: 3 },
    ],
    [{ type: "gspo" }, { type: "gspo", clipLow: 3e-4, clipHigh: 4e-4 }],
    [
      { type: "cispo", clipHigh: 5 },
      { type: "cispo", clipLow: 0.2, clipHigh: 5 },
    ],
    [
      { importance: "mask", importanceLevel: "sequence", importanceLow: 0.5, importanceHigh: 3 },
      { ...ppo, importance: { level: "sequence", outside: "mask", low: 0.5, high: 3 } },
    ],
    [
      { offPolicyKl: 0, entropyCoefficient: 0.01 },
      { ...ppo, offPolicyKl: 0, entropyCoefficient: 0.01 },
    ],
  ])("%o", (loss, wanted) => {
    expect(policyLoss(configOf({}, loss))).toEqual(wanted);
  });

  it("with a KL only where it is in the loss and has a coefficient", () => {
    const withKl = (changes: object, loss: Partial<LossConfig> = {}) =>
      policyLoss({ ...configOf({}, loss), credit: { ...credit, ...changes } } as unknown as Config).kl;
    expect(withKl({})).toBeUndefined();
    expect(withKl({ klIn: "loss", klCoefficient: 0 })).toBeUndefined();
    expect(withKl({ klIn: "loss" })).toEqual({ coefficient: 1, estimator: "k3" });
    expect(withKl({ klIn: "loss" }, { unbiasedKl: true })).toEqual({
      ...{ coefficient: 1, estimator: "k3", unbiased: true },
    });
  });
});

describe("importance weights", () => {
  it("take p_old from the trainer: as it is for the first part, scored before the first step for the others", async () => {
    const table = rowsOf([[-1, -2], [-3], [-1]]);
    const trainer = [[-1.5, -2], [-2.5], [-0.5]].map((row) => Float32Array.from(row));
    const calls: unknown[] = [];
    const [old, sampler]: unknown[][] = [[], []];
    let part = 0;
    const engine = {
      logprobs: async (rows: TokenRows) => {
        calls.push(tokenGroups(rows).map(({ responses }) => responses.map(({ length }) => length)));
        return Float32Array.of(...trainer[1], ...trainer[2]);
      },
      forwardBackward: async (rows: LossRows, loss: Loss) => {
        calls.push("onPolicy" in loss && loss.onPolicy === true);
        old.push(rows.old);
        sampler.push(rows.sampler);
        const rest = { loss: 1, entropy: 0, responseTokens: 0, computedTokens: 0 };
        return { ...rest, logprobs: trainer[part++] };
      },
      optimStep: async () => {
        calls.push("step");
        return { gradNorm: 1, applied: true };
      },
    } as unknown as Engine;
    const config = configOf({ updatesPerBatch: 3 }, { importance: "mask", importanceHigh: 1.6 });
    const result = await updatePolicy(engine, table, config, 0.25);
    expect(calls).toEqual([[[1], [1]], true, "step", false, "step", false, "step"]);
    expect(old).toEqual([undefined, trainer[1], trainer[2]]);
    expect(sampler).toEqual([[-1, -2], [-3], [-1]].map((row) => Float32Array.from(row)));
    // Weights e^−0.5 and 1 in the first part, e^0.5 in the others, which is above 1.6.
    expect(result).toMatchObject({ ratioMean: 1, samplerGap: 0.25, maskedShare: 2 / 3 });
    expect(result.weightMean).toBeCloseTo((Math.exp(-0.5) + 1) / 2 / 3, 6);
  });

  it("need no second pass with one update a batch", async () => {
    const engine = {
      forwardBackward: async (_: LossRows, loss: Loss) => {
        expect(loss).toMatchObject({ onPolicy: true });
        const rest = { loss: 1, entropy: 0, responseTokens: 0, computedTokens: 0 };
        return { ...rest, logprobs: Float32Array.of(-1, -2) };
      },
      optimStep: async () => ({ gradNorm: 1, applied: true }),
    } as unknown as Engine;
    const config = configOf({}, { importance: "truncate" });
    const result = await updatePolicy(engine, rowsOf([[-1, -2]]), config, 0.25);
    expect(result).toMatchObject({ weightMean: 1, maskedShare: 0 });
  });
});

describe("what is said of an update", () => {
  it("that was dropped", () => {
    const result = { update: "ratio", ratioMean: 12.345678, ratioMax: 98765.4 } as UpdateResult;
    expect(describeDropped(7, result, configOf({ maxMeanRatio: 10 }))).toBe(
      "step 7: the update was skipped, its mean probability ratio is 12.35 (largest 9.877e+4), " +
        "above optimizer.maxMeanRatio 10",
    );
    expect(describeDropped(7, { ...result, update: "nonfinite" }, configOf())).toBe(
      "step 7: loss or gradient is not finite; the update was dropped",
    );
    const { update: kind, ...figures } = NOT_FINITE;
    expect(kind).toBe("nonfinite");
    expect(Object.values(figures)).toEqual(Array(7).fill(Number.NaN));
  });

  it("that ends a run", () => {
    const rest = "with a lower optimizer.learningRate or optimizer.maxGradNorm usually helps";
    const state = { step: 9, nonFiniteInARow: 3 };
    const without = nonFiniteStop(state, null);
    expect(without).toBeInstanceOf(UserError);
    expect(without.message).toBe(
      "stopped at step 9: loss or gradient was not finite 3 times in a row; there is no checkpoint yet. " +
        `A new run ${rest}`,
    );
    expect(nonFiniteStop(state, { step: 5, path: "runs/a/checkpoints/5" }).message).toBe(
      "stopped at step 9: loss or gradient was not finite 3 times in a row; " +
        `the last good checkpoint is runs/a/checkpoints/5. A new run from it (--model.source) ${rest}`,
    );
  });

  it("to AdamW", () => {
    const { beta1, beta2, epsilon, weightDecay, maxGradNorm } = optimizer;
    const adam = { learningRate: 0.5, beta1, beta2, epsilon, weightDecay, maxGradNorm };
    expect(adamParams(optimizer, 0.5)).toEqual(adam);
  });
});
