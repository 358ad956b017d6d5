import { describe, expect, it } from "vitest";
import { policyLosses } from "../../tests/loss-definitions.ts";
import { lossRowsOf, tokenRowsOf } from "../../tests/rows.ts";
import { Random } from "../common/random.ts";
import { evaluateLoss } from "../loss/float64.ts";
import {
  byGradient,
  checkOffsets,
  everyToken,
  filledRows,
  lossColumns,
  sequenceOf,
  shifted,
} from "./rows.ts";

const rows = tokenRowsOf([
  { prompt: Int32Array.of(1, 2, 3), responses: [[7, 8, 9], [], [7]] },
  { prompt: [4], responses: [[5, 6]] },
  { prompt: [], responses: [[]] },
]);

describe("rows", () => {
  it("are predicted from the prompt's last token on", () => {
    expect(shifted(rows)).toEqual({
      ...{ prompts: [{ tokens: [1, 2] }, { tokens: [] }, { tokens: [] }] },
      ...{ prompt: rows.prompt, starts: rows.starts, tokens: Int32Array.of(3, 7, 8, 3, 4, 5) },
    });
    expect(rows.tokens).toEqual(Int32Array.of(7, 8, 9, 7, 5, 6));
    expect(() => shifted(tokenRowsOf([{ prompt: [], responses: [[7]] }]))).toThrow(/no token/);
  });

  it("are read one by one with their prompts, or at each of their tokens", () => {
    expect(filledRows(rows)).toEqual([0, 2, 3]);
    expect(sequenceOf(rows, 3)).toEqual({ prompt: [4], response: Int32Array.of(5, 6) });
    expect(everyToken(rows)).toEqual({
      stepStarts: rows.starts,
      positions: Int32Array.of(0, 1, 2, 0, 0, 1),
    });
  });

  it("are refused where offsets and columns do not fit together", () => {
    expect(() => checkOffsets(rows)).not.toThrow();
    const starts = (...of: number[]) => ({ ...rows, starts: Int32Array.from(of) });
    for (const wrong of [
      starts(0, 3, 3, 4, 6),
      starts(0, 3, 3, 4, 6, 5),
      starts(1, 3, 3, 4, 6, 6),
      starts(0, 3, 2, 4, 6, 6),
    ])
      expect(() => checkOffsets(wrong)).toThrow(
        "engine: 5 rows of 6 tokens need 6 starts that ascend from 0 to 6",
      );
    expect(() => checkOffsets({ ...rows, prompt: Int32Array.of(0, 0, 0, 3, 2) })).toThrow(
      "engine: row 3 has prompt 3, and there are 3",
    );
  });
});

describe("the columns of a loss", () => {
  const tokens = [7, 8];
  const [weights, old] = [Float32Array.of(1, 2), Float32Array.of(3, 4)];
  const advantages = Float32Array.of(5, 6);
  const ppo = { type: "ppo", clipLow: 0.2, clipHigh: 0.2 } as const;

  it("are those that it reads, and the weights", () => {
    const all = { tokens, weights, old, advantages, targets: old, sampler: old };
    const given = lossRowsOf([{ prompt: [1], responses: [all] }]);
    expect(lossColumns(given, ppo)).toEqual({ weights, advantages, old });
    expect(lossColumns(given, { type: "crossEntropy" })).toEqual({ weights });
    expect(lossColumns(given, { type: "classification" })).toEqual({ weights, targets: old });
  });

  it("are refused where one is missing, or of another length", () => {
    const given = lossRowsOf([{ prompt: [1], responses: [{ tokens, weights, advantages }] }]);
    expect(() => lossColumns(given, ppo)).toThrow(
      "engine: loss ppo needs old, one number a token (2), got none",
    );
    expect(() => lossColumns({ ...given, weights: new Float32Array(3) }, ppo)).toThrow(
      "engine: loss ppo needs weights, one number a token (2), got 3",
    );
  });
});

describe("groups that a gradient comes from", () => {
  const ppo = { type: "ppo", clipLow: 0.2, clipHigh: 0.2 } as const;
  const response = (advantages: number[], weights = advantages.map(() => 1)) => {
    const [own, weighed] = [Float32Array.from(advantages), Float32Array.from(weights)];
    return { tokens: advantages.map(() => 7), weights: weighed, advantages: own };
  };
  const group = (...responses: ReturnType<typeof response>[]) => ({ prompt: [1], responses });
  const batch = lossRowsOf([
    group(response([0, 0]), response([]), response([0, -0])),
    group(response([0]), response([0, -2])),
    group(response([3, 4], [0, 0]), response([0])),
    group(response([0, Number.NaN])),
    group(response([0], [Number.NaN])),
  ]);

  it.each(["ppo", "gspo", "cispo"] as const)("are those with an advantage that takes part: %s", (type) => {
    expect(byGradient(batch, { ...ppo, type })).toEqual({ moving: [3, 4, 7, 8], still: [0, 2, 5, 6] });
  });

  it.each(policyLosses)("are not those without a slope, whatever the model says: %s", (_, loss) => {
    const random = new Random("still");
    const some = <T>(...values: T[]) => values[random.int(values.length)];
    const column = (length: number) => Float32Array.from({ length }, () => some(0, -0.1, -2, -3, -50));
    let compared = 0;
    for (let k = 0; k < 50; k++) {
      const own = Array.from({ length: 1 + random.int(3) }, () => {
        const length = random.int(4);
        const weights = Array.from({ length }, () => some(0, 0.5, 1, -2));
        const advantages = weights.map((weight) => (weight === 0 ? some(0, 3) : some(0, 0, 0, -0, -1)));
        const others = { old: column(length), sampler: column(length), reference: column(length) };
        return { ...response(advantages, weights), ...others };
      });
      const rows = lossRowsOf([group(...own)]);
      const output = column(rows.tokens.length);
      const { slopes, entropySlopes } = evaluateLoss(loss, { ...rows, output });
      if (byGradient(rows, loss).moving.length > 0) continue;
      compared += slopes.length;
      expect([...slopes, ...entropySlopes].every((slope) => slope === 0)).toBe(true);
    }
    expect(compared > 0).toBe(!loss.kl && !loss.entropyCoefficient);
  });

  it("are all where the loss has another term, or is another", () => {
    const all = { moving: [0, 2, 3, 4, 5, 6, 7, 8], still: [] };
    expect(byGradient(batch, { ...ppo, kl: { coefficient: 0.1, estimator: "k3" } })).toEqual(all);
    expect(byGradient(batch, { ...ppo, entropyCoefficient: 0.1 })).toEqual(all);
    for (const loss of [{ type: "crossEntropy" }, { type: "value", clip: 0.2 }] as const)
      expect(byGradient(batch, loss)).toEqual(all);
  });
});
