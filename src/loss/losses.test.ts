// The losses in float64 against their definitions, differentiated numerically, and against what is known of them.
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { type DefinedRow, definedLoss, definedSlopes, policyLosses } from "../../tests/loss-definitions.ts";
import { Random } from "../common/random.ts";
import { lift } from "./column.ts";
import * as float64 from "./float64.ts";
import { columnsOf, type EvaluatedLoss, type LossColumns } from "./float64.ts";
import type { Loss, PolicyLoss } from "./losses.ts";

/** One response; every array is [tokens]. */
type LossRow = { output: number[]; weights: number[] } & Partial<
  Record<Exclude<keyof LossColumns, "starts" | "output" | "weights">, number[]>
>;

/** The responses one after another. */
function columns(rows: readonly LossRow[]): LossColumns {
  const names = [
    "output",
    "weights",
    "entropy",
    "advantages",
    "old",
    "sampler",
    "reference",
    "targets",
  ] as const;
  const given = names.filter((name) => rows[0]?.[name] !== undefined);
  const starts = [0];
  for (const { output } of rows) starts.push(starts[starts.length - 1] + output.length);
  const flat = Object.fromEntries(given.map((name) => [name, rows.flatMap((row) => row[name]!)]));
  return { starts, output: [], weights: [], ...flat };
}
function byResponse({ loss, ...slopes }: EvaluatedLoss, { starts }: LossColumns) {
  const cut = (column: Float64Array) =>
    Array.from(starts, (start, r) => column.slice(start, starts[r + 1])).slice(0, -1);
  return { loss, slopes: cut(slopes.slopes), entropySlopes: cut(slopes.entropySlopes) };
}
const evaluateLoss = (loss: Loss, rows: readonly LossRow[]) =>
  byResponse(float64.evaluateLoss(loss, columns(rows)), columns(rows));
const differentiate = (rows: readonly LossRow[], of: Parameters<typeof float64.differentiate>[1]) =>
  byResponse(float64.differentiate(columns(rows), of), columns(rows));
const monitorLoss = (loss: Loss, rows: readonly LossRow[]) => float64.monitorLoss(loss, columns(rows));

/** Responses of several lengths, of one token too; some tokens take no part, and a whole response. */
function makeRows(seed: number, scatter = 0.4): DefinedRow[] {
  const random = new Random("losses").fork(seed);
  return [5, 1, 3, 7, 2].map((length, r) => {
    const logp = Array.from({ length }, () => -2 * random.next());
    const near = (offset = 0) => logp.map((x) => x + offset + scatter * random.normal());
    // Whole responses drift too.
    return {
      logp,
      entropy: logp.map(() => 2 * random.next()),
      weights: logp.map(() => (r === 2 || random.next() < 0.3 ? 0 : 0.1 + random.next())),
      advantages: logp.map(() => random.normal()),
      old: near(r === 0 ? 0.3 : -0.1),
      sampler: near(r === 3 ? -0.2 : 0.1),
      reference: near(),
    };
  });
}

const given = (rows: readonly DefinedRow[]): LossRow[] =>
  rows.map(({ logp, ...rest }) => ({ output: logp, ...rest }));

describe.each(policyLosses)("%s", (_, loss) => {
  test("is its definition, and its gradient that of the definition by differences", () => {
    for (let seed = 0; seed < 20; seed++) {
      const rows = makeRows(seed);
      const { loss: value, slopes, entropySlopes } = evaluateLoss(loss, given(rows));
      expect(value).toBeCloseTo(definedLoss(loss, rows), 10);
      const wanted = definedSlopes(loss, rows);
      rows.forEach(({ logp }, r) => {
        for (let t = 0; t < logp.length; t++) {
          expect(slopes[r][t]).toBeCloseTo(wanted.logp[r][t], 7);
          expect(entropySlopes[r][t]).toBeCloseTo(wanted.entropy[r][t], 7);
        }
      });
    }
  });

  test("minds every number it is given", () => {
    const rows = [0, 1, 2, 3, 4].flatMap((seed) => makeRows(seed));
    const wanted = definedLoss(loss, rows);
    for (const name of columnsOf(loss).filter((name) => name !== "targets")) {
      const moved = rows.map((row) => ({ ...row, [name]: row[name].map((x, t) => x + 0.3 * (1 + (t % 2))) }));
      expect(evaluateLoss(loss, given(moved)).loss, name).not.toBeCloseTo(wanted, 3);
    }
    const needless = rows.map(({ logp: output, weights, entropy, ...row }) => ({
      ...{ output, weights, entropy },
      ...Object.fromEntries(columnsOf(loss).map((name) => [name, row[name as "old"]])),
    }));
    expect(evaluateLoss(loss, needless).loss).toBeCloseTo(wanted, 10);
  });

  test("tokens of weight 0 take no part, whatever stands there", () => {
    const rows = makeRows(5);
    const scrambled = rows.map((row) => {
      const off = (x: number[]) => x.map((value, t) => (row.weights[t] === 0 ? value - 4 : value));
      const { old, sampler, reference, advantages } = row;
      const changed = { old: off(old), sampler: off(sampler), reference: off(reference) };
      return { ...row, ...changed, advantages: off(advantages) };
    });
    expect(evaluateLoss(loss, given(scrambled)).loss).toBeCloseTo(evaluateLoss(loss, given(rows)).loss, 12);
    expect(monitorLoss(loss, given(scrambled))).toEqual(monitorLoss(loss, given(rows)));
  });

  test("its gradient at the sampling policy is that of −A · log p", () => {
    const rows = makeRows(7, 0).map((row) => ({
      ...row,
      old: row.logp,
      sampler: row.logp,
      reference: row.logp,
    }));
    const bare: PolicyLoss = { ...loss, entropyCoefficient: undefined };
    const { slopes } = evaluateLoss(bare, given(rows));
    // The k1 and abs estimates have a slope there too.
    const penalty = { k1: 1, k2: 0, k3: 0, abs: 0 }[loss.kl?.estimator ?? "k2"];
    rows.forEach(({ weights, advantages }, r) => {
      for (const [t, slope] of slopes[r].entries())
        expect(slope).toBeCloseTo(weights[t] * (penalty * (loss.kl?.coefficient ?? 0) - advantages[t]), 10);
    });
  });
});

describe("reference numbers and laws", () => {
  const row = (changes: Partial<LossRow>): LossRow => {
    const { length } = changes.output as number[];
    const ones = new Array<number>(length).fill(1);
    return { output: [], weights: ones, advantages: ones, old: new Array(length).fill(0), ...changes };
  };

  it("GSPO: log ratios (0.1, −0.3) give the response ratio 0.904837", () => {
    const gspo: Loss = { type: "gspo", clipLow: 0.5, clipHigh: 0.5 };
    const monitors = monitorLoss(gspo, [row({ output: [0.1, -0.3] })]);
    expect(monitors.ratioMean).toBeCloseTo(0.904837, 6);
    expect(monitors.ratioMax).toBeCloseTo(0.904837, 6);
  });

  it("GSPO: a response's log ratio is held at 10 above, with no gradient beyond, and far lower below", () => {
    const gspo: Loss = { type: "gspo", clipLow: 0.5, clipHigh: 0.5 };
    // The clip binds at neither: above by a negative advantage, below by a positive one.
    const at = (each: number, advantage: number) => {
      const rows = [row({ output: [each, each], advantages: [advantage, advantage] })];
      const { slopes } = evaluateLoss(gspo, rows);
      return [monitorLoss(gspo, rows).ratioMax, ...slopes[0]];
    };
    const near = (value: number) => expect.closeTo(value, 12);
    expect(at(12, -1)).toEqual([expect.closeTo(Math.exp(10), 8), near(0), near(0)]);
    const low = Math.exp(-15);
    expect(at(-15, 1).map((value) => value / low)).toEqual([near(1), near(-1), near(-1)]);
  });

  it("GSPO with sequence means has the gradient of its own objective, −mean s·A over responses", () => {
    const lengths = [3, 1, 4];
    const random = new Random("gspo");
    const logs = lengths.map((length) => Array.from({ length }, () => 0.02 * random.normal()));
    const A = [1.5, -2, 0.5];
    const rows = logs.map((output, r) =>
      row({
        output,
        weights: output.map(() => 1 / (lengths.length * lengths[r])),
        advantages: output.map(() => A[r]),
      }),
    );
    const { loss, slopes } = evaluateLoss({ type: "gspo", clipLow: 0.5, clipHigh: 0.5 }, rows);
    const objective = () =>
      -logs.reduce((sum, d, r) => sum + Math.exp(d.reduce((a, b) => a + b, 0) / d.length) * A[r], 0) / 3;
    expect(loss).toBeCloseTo(objective(), 12);
    logs.forEach((own, r) => {
      for (let t = 0; t < own.length; t++) {
        const kept = own[t];
        const at = (x: number) => {
          own[t] = x;
          const value = objective();
          own[t] = kept;
          return value;
        };
        expect(slopes[r][t]).toBeCloseTo((at(kept + 1e-5) - at(kept - 1e-5)) / 2e-5, 9);
      }
    });
  });

  it("unbiased k3: its gradient over what another policy samples is that of KL(policy ‖ reference)", () => {
    const softmax = (z: readonly number[]) => {
      const total = z.reduce((sum, x) => sum + Math.exp(x), 0);
      return z.map((x) => Math.exp(x) / total);
    };
    // So near each other that k3 stays below its bound of 10.
    const logits = fc.array(fc.double({ min: -0.5, max: 0.5, noNaN: true }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(
        logits,
        logits,
        logits,
        logits,
        fc.boolean(),
        (z, zOld, zSampler, zReference, corrected) => {
          const [p, old, reference] = [softmax(z), softmax(zOld), softmax(zReference)];
          // With importance weights the clip's policy is another one than that which sampled.
          const sampler = corrected ? softmax(zSampler) : old;
          const loss: Loss = {
            ...{ type: "ppo", clipLow: 0.2, clipHigh: 0.2 },
            kl: { coefficient: 1, estimator: "k3", unbiased: true },
            ...(corrected && {
              importance: { level: "token" as const, outside: "truncate" as const, low: 0, high: 2 },
            }),
          };
          const rows = p.map((_, a) =>
            row({
              output: [Math.log(p[a])],
              weights: [sampler[a]],
              advantages: [0],
              old: [Math.log(old[a])],
              sampler: [Math.log(sampler[a])],
              reference: [Math.log(reference[a])],
            }),
          );
          const { slopes } = evaluateLoss(loss, rows);
          const kl = p.reduce((sum, q, a) => sum + q * Math.log(q / reference[a]), 0);
          z.forEach((_, i) => {
            // ∂log p(a)/∂z_i = [a = i] − p_i.
            const estimated = slopes.reduce((sum, [slope], a) => sum + slope * (Number(a === i) - p[i]), 0);
            expect(estimated).toBeCloseTo(p[i] * (Math.log(p[i] / reference[i]) - kl), 9);
          });
        },
      ),
    );
  });

  it("dual clip: with A < 0 a ratio above c brings no gradient, and with A > 0 nothing changes", () => {
    const dual: Loss = { type: "ppo", clipLow: 0.2, clipHigh: 0.2, dualClip: 3 };
    const at = (ratio: number, advantage: number) => {
      const rows = [row({ output: [Math.log(ratio)], advantages: [advantage] })];
      const { loss, slopes } = evaluateLoss(dual, rows);
      return [loss, slopes[0][0], monitorLoss(dual, rows).clipShare];
    };
    expect(at(4, -1)).toEqual([3, 0, 1]);
    expect(at(2.5, -1)).toEqual([expect.closeTo(2.5, 12), expect.closeTo(2.5, 12), 0]);
    expect(at(0.5, -1)).toEqual([0.8, 0, 1]);
    expect(at(4, 1)).toEqual([-1.2, 0, 1]);
    expect(at(0.5, 1)).toEqual([expect.closeTo(-0.5, 12), expect.closeTo(-0.5, 12), 0]);
  });

  it("monitors: importance weights and what a mask leaves out", () => {
    const sampler = [1.5, 1, 0.5].map((w) => -Math.log(w));
    const rows = [row({ output: [0, 0, 0], sampler })];
    const masked: Loss = {
      ...{ type: "ppo", clipLow: 0.2, clipHigh: 0.2 },
      importance: { level: "token", outside: "mask", low: 0.6, high: 2 },
    };
    const { weightMean, maskedShare } = monitorLoss(masked, rows);
    expect(weightMean).toBeCloseTo(2.5 / 3, 12);
    expect(maskedShare).toBeCloseTo(1 / 3, 12);
    // Both ends belong to what is kept.
    const closed = (low: number, high: number) =>
      monitorLoss({ ...masked, importance: { ...masked.importance!, low, high } }, [
        row({ output: [0], sampler: [0] }),
      ]);
    for (const ends of [closed(0.5, 1), closed(1, 2)])
      expect(ends).toMatchObject({ weightMean: 1, maskedShare: 0 });
    const truncated = {
      ...masked,
      importance: { ...masked.importance!, outside: "truncate" as const, high: 1.2 },
    };
    expect(monitorLoss(truncated, rows).weightMean).toBeCloseTo((1.2 + 1 + 0.6) / 3, 12);
    expect(monitorLoss({ type: "ppo", clipLow: 0.2, clipHigh: 0.2 }, rows)).toMatchObject({
      ...{ weightMean: 1, maskedShare: 0 },
    });
  });

  it("cispo: the clipped ratio weighs the gradient and is none of it", () => {
    const cispo: Loss = { type: "cispo", clipLow: 0.5, clipHigh: 1 };
    const rows = [3, 0.1, 1.2].map((ratio) =>
      row({ output: [-1], old: [-1 - Math.log(ratio)], advantages: [2] }),
    );
    const { slopes } = evaluateLoss(cispo, rows);
    expect(slopes.flatMap((slope) => [...slope])).toEqual([-4, -1, expect.closeTo(-2.4, 12)]);
    expect(monitorLoss(cispo, rows).clipShare).toBeCloseTo(2 / 3, 12);
  });
});

test("gradients go through sums and means of responses: an implicit process reward model's loss (arXiv 2502.01456)", () => {
  const q = [
    [0.2, -0.1, 0.3],
    [-0.4, 0, 0.1],
  ];
  const right = [1, 0];
  const beta = 0.05;
  // BCE(σ(βΣq), v) = softplus(βΣq) − vβΣq, a mean over responses: shared out over their tokens.
  const softplusOf = (x: number) => Math.log1p(Math.exp(x));
  const rows = q.map((output, r) => ({ output, weights: [1, 1, 1], targets: output.map(() => right[r]) }));
  const value = (of: number[][]) =>
    of.reduce((sum, own, r) => {
      const s = beta * own.reduce((a, b) => a + b, 0);
      return sum + (softplusOf(s) - right[r] * s) / of.length;
    }, 0);
  expect(value(q)).toBeCloseTo(0.684436, 6);
  // A second-order expansion of softplus, which columns can write: exact enough that near 0.
  const { loss, slopes } = differentiate(rows, (x) => {
    const s = x.output.responseSum().times(beta);
    const softplus = s
      .times(0.5)
      .plus(s.times(s).times(1 / 8))
      .plus(Math.LN2);
    return softplus.minus(x.column("targets").times(s)).times(1 / 6);
  });
  expect(loss).toBeCloseTo(value(q), 6);
  q.forEach((own, r) => {
    for (let t = 0; t < own.length; t++) {
      const at = (by: number) =>
        value(q.map((row, k) => row.map((x, i) => (k === r && i === t ? x + by : x))));
      expect(slopes[r][t]).toBeCloseTo((at(1e-5) - at(-1e-5)) / 2e-5, 6);
    }
  });
  const means = differentiate(rows, (x) => x.output.responseMean().times(x.output.responseMean()));
  q.forEach((own, r) => {
    const mean = own.reduce((a, b) => a + b, 0) / 3;
    for (const slope of means.slopes[r]) expect(slope).toBeCloseTo(2 * mean, 12);
  });
});

test("cross-entropy: −Σ weight · log p", () => {
  const { loss, slopes } = evaluateLoss({ type: "crossEntropy" }, [
    { output: [-1, -2], weights: [0.5, 2] },
    { output: [-3], weights: [0] },
  ]);
  expect(loss).toBe(4.5);
  expect(slopes.map((own) => [...own])).toEqual([[-0.5, -2], [0]]);
});

test("value: the larger of ½(value − return)² and its form held near the old value", () => {
  const at = (output: number, old: number, target: number) => {
    const row = { output: [output], weights: [2], old: [old], targets: [target] };
    const { loss, slopes } = evaluateLoss({ type: "value", clip: 0.5 }, [row]);
    return [loss, slopes[0][0]];
  };
  // Within the clip both are the same.
  expect(at(1.25, 1, 0)).toEqual([1.25 ** 2, 2 * 1.25]);
  // Beyond it and nearer to the return, the held form is larger, and without gradient.
  expect(at(1, 2, 0)).toEqual([1.5 ** 2, 0]);
  // Beyond it and farther away, the value as it is.
  expect(at(3, 2, 0)).toEqual([9, 6]);
  expect(columnsOf({ type: "value", clip: 0.5 }).sort()).toEqual(["old", "targets"]);
});

test("of two columns' minimum the smaller one gets the gradient, this one on ties", () => {
  const rows = [{ output: [-1, -2, -3], weights: [1, 1, 1], entropy: [-2, -1, -3] }];
  const { slopes, entropySlopes } = differentiate(rows, (x) => x.output.min(x.entropy()));
  expect([...slopes[0], ...entropySlopes[0]]).toEqual([0, 1, 1, 1, 0, 0]);
});

test("every number of a loss is lifted with where it stands, and what is absent stays so", () => {
  const loss = { type: "ppo", low: 1, kl: { by: 2, none: null }, absent: undefined };
  const lifted = lift(loss, (path, value) => `${path} ${value}`);
  expect(lifted).toStrictEqual({ type: "ppo", low: "loss.low 1", kl: { by: "loss.kl.by 2", none: null } });
});

describe("bad input is refused", () => {
  const ppo: Loss = { type: "ppo", clipLow: 0.2, clipHigh: 0.2 };
  it("a column that is missing or of another length", () => {
    const row = { output: [0, 0], weights: [1, 1], advantages: [1, 1] };
    expect(() => evaluateLoss(ppo, [row])).toThrow("loss: needs old, one number a token (2), got none");
    expect(() => evaluateLoss(ppo, [{ ...row, old: [1] }])).toThrow(
      "needs old, one number a token (2), got 1",
    );
  });

  it("losses that are none of one number a token, or have no monitors", () => {
    expect(() => evaluateLoss({ type: "classification" }, [])).toThrow("no loss of one number a token");
    expect(() => monitorLoss({ type: "crossEntropy" }, [])).toThrow("crossEntropy has no monitors");
  });
});
