// The policy losses by their definitions, one token at a time in float64. Nothing here is shared with src/loss. Where a
// definition says that no gradient goes through a number, it takes that number from `fixed`, the same responses as they
// were before a difference is taken.
import type { PolicyLoss } from "../src/loss/losses.ts";

/** A response: a number a token each. */
export interface DefinedRow {
  logp: number[];
  entropy: number[];
  weights: number[];
  advantages: number[];
  old: number[];
  sampler: number[];
  reference: number[];
}

/** Σ weight × token loss. */
export function definedLoss(
  loss: PolicyLoss,
  rows: readonly DefinedRow[],
  fixed: readonly DefinedRow[] = rows,
): number {
  let total = 0;
  rows.forEach((row, r) => {
    for (let t = 0; t < row.logp.length; t++)
      if (row.weights[t] !== 0) total += row.weights[t] * tokenLoss(loss, row, fixed[r], t);
  });
  return total;
}

const within = (x: number, low: number, high: number) => Math.min(Math.max(x, low), high);

function tokenLoss(loss: PolicyLoss, row: DefinedRow, fixed: DefinedRow, t: number): number {
  const logp = row.logp[t];
  const A = row.advantages[t];
  const oldOf = (s: number) => (loss.onPolicy ? fixed.logp[s] : row.old[s]);
  const part = row.weights.flatMap((weight, s) => (weight !== 0 ? [s] : []));
  const overPart = (f: (s: number) => number) => part.reduce((sum, s) => sum + f(s), 0);
  const [low, high] = [1 - loss.clipLow, 1 + loss.clipHigh];
  const rho = (x: number) => Math.exp(within(x - oldOf(t), -20, 20));

  let surrogate: number;
  if (loss.type === "cispo") surrogate = -within(rho(fixed.logp[t]), low, high) * A * logp;
  else {
    let ratio = rho(logp);
    if (loss.type === "gspo") {
      const logS = overPart((s) => fixed.logp[s] - oldOf(s)) / part.length;
      ratio = Math.exp(Math.min(logp - fixed.logp[t] + logS, 10));
    }
    surrogate = -Math.min(ratio * A, within(ratio, low, high) * A);
    if (loss.dualClip !== undefined && A < 0) surrogate = Math.min(surrogate, -loss.dualClip * A);
  }

  if (loss.importance) {
    const gap = (s: number) => oldOf(s) - row.sampler[s];
    const { level, outside, low: least, high: most } = loss.importance;
    let logW = gap(t);
    if (level === "sequence") logW = overPart(gap);
    if (level === "geometric") logW = overPart(gap) / part.length;
    const w = Math.exp(within(logW, -20, 20));
    if (outside === "truncate") surrogate *= within(w, least, most);
    else surrogate *= w < least || w > most ? 0 : w;
  }
  if (loss.offPolicyKl !== undefined && A < 0) {
    const sampled = (s: number) => (loss.importance ? row.sampler[s] : oldOf(s));
    if (overPart((s) => sampled(s) - fixed.logp[s]) / part.length > loss.offPolicyKl) surrogate = 0;
  }

  let total = surrogate;
  if (loss.kl) {
    const d = logp - row.reference[t];
    const near = within(d, -20, 20);
    const estimates = {
      k1: d,
      k2: d ** 2 / 2,
      k3: Math.min(Math.exp(-near) - 1 + near, 10),
      abs: Math.abs(d),
    };
    const sampled = loss.importance ? row.sampler[t] : oldOf(t);
    const ratio = loss.kl.unbiased ? Math.exp(within(logp - sampled, -20, 20)) : 1;
    total += loss.kl.coefficient * estimates[loss.kl.estimator] * ratio;
  }
  return total - (loss.entropyCoefficient ?? 0) * row.entropy[t];
}

/** ∂loss/∂log p and ∂loss/∂entropy of every token, by central differences. */
export function definedSlopes(loss: PolicyLoss, rows: readonly DefinedRow[]) {
  const fixed = structuredClone(rows);
  const by = (name: "logp" | "entropy") =>
    rows.map((row) =>
      row[name].map((value, t) => {
        const at = (x: number) => {
          row[name][t] = x;
          const result = definedLoss(loss, rows, fixed);
          row[name][t] = value;
          return result;
        };
        return (at(value + 1e-5) - at(value - 1e-5)) / 2e-5;
      }),
    );
  return { logp: by("logp"), entropy: by("entropy") };
}

const clips = { clipLow: 0.2, clipHigh: 0.3 };
const truncation = { outside: "truncate", low: 0, high: 1.1 } as const;
const mask = { outside: "mask", low: 0.5, high: 1.8 } as const;

/** Every option of a policy loss, by name. */
export const policyLosses: [string, PolicyLoss][] = [
  ["ppo", { type: "ppo", ...clips }],
  ["ppo, dual clip", { type: "ppo", ...clips, dualClip: 1.4 }],
  ["gspo", { type: "gspo", clipLow: 0.05, clipHigh: 0.1 }],
  ["cispo", { type: "cispo", ...clips }],
  ...(["k1", "k2", "k3", "abs"] as const).map((estimator): [string, PolicyLoss] => [
    `ppo and ${estimator}`,
    { type: "ppo", ...clips, kl: { coefficient: 0.7, estimator } },
  ]),
  ["unbiased k3", { type: "ppo", ...clips, kl: { coefficient: 0.7, estimator: "k3", unbiased: true } }],
  ["entropy", { type: "ppo", ...clips, entropyCoefficient: 0.3 }],
  ...(["token", "sequence", "geometric"] as const).flatMap((level): [string, PolicyLoss][] => [
    [`truncated, ${level}`, { type: "ppo", ...clips, importance: { level, ...truncation } }],
    [`masked, ${level}`, { type: "ppo", ...clips, importance: { level, ...mask } }],
  ]),
  ["on-policy, masked", { type: "ppo", ...clips, onPolicy: true, importance: { level: "token", ...mask } }],
  ["off-policy mask", { type: "ppo", ...clips, offPolicyKl: 0.1 }],
  [
    "off-policy mask by the sampler",
    { type: "ppo", ...clips, offPolicyKl: 0.1, importance: { level: "token", ...truncation } },
  ],
  [
    "all together",
    {
      ...{ type: "gspo", clipLow: 0.05, clipHigh: 0.1, offPolicyKl: 0.2, entropyCoefficient: 0.1 },
      kl: { coefficient: 0.2, estimator: "k3", unbiased: true },
      importance: { level: "geometric", ...mask },
    },
  ],
];
