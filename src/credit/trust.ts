// Trust in a process reward model: how well process rewards predicted the verdicts of late, as a weight from 0 to 1 of
// the process rewards to come. What a response is credited with is in credit.ts; it knows of no trust but the weight.
import type { CreditGroup } from "./credit.ts";
import { sumOf } from "./forms.ts";
import { type CreditSettings, resolveCreditSettings } from "./settings.ts";
import { type CreditResponse, stepCredit } from "./tokens.ts";

/** Steps whose evidence counts: the last so many. */
export const trustWindow = 20;

/**
 * The correlation, less its standard error, from which on process rewards are trusted wholly: the correlation at which
 * right responses have the higher process part in about three of four pairs (r = 0.4 with as many right as wrong is a
 * distance of 2r/√(1 − r²) = 0.87 deviations, and Φ(0.87/√2) = 0.73).
 */
export const trustedCorrelation = 0.4;

/**
 * What one step says of how process rewards go with verdicts, as sums, so that steps add. With x a response's process
 * part (Σ r* before any weight) and y its verifiable reward, each less its mean over the prompt's responses.
 */
export interface TrustEvidence {
  /** Σ x·y, Σ x², Σ y² over responses. */
  xy: number;
  xx: number;
  yy: number;
  /** Σ (K − 1) over prompts: degrees of freedom of those sums. */
  degrees: number;
  /** Pairs of a right and a wrong response to one prompt. */
  pairs: number;
  /** Those in which the right one's weakest step scores higher; a tie counts a half. */
  ranked: number;
}

/** Evidence of the last steps, at most `trustWindow`, the newest last. Plain JSON. */
export type TrustState = readonly TrustEvidence[];

/** An estimate of the trust. */
export interface Trust {
  /** 0 to 1; 0 without evidence. */
  value: number;
  /** Correlation of process part and verifiable reward within problems, and its standard error; null without evidence. */
  correlation: number | null;
  standardError: number | null;
  /** Share of the pairs in which the right response's weakest step scores higher; null without a pair. */
  ranking: number | null;
  pairs: number;
}

const nothing: TrustEvidence = { xy: 0, xx: 0, yy: 0, degrees: 0, pairs: 0, ranked: 0 };

/**
 * Evidence of the responses of one step. Prompts count whose responses were judged and not all alike; of a prompt, the
 * responses that have both a verifiable reward and scores. Of the settings, the form counts, with its temperature.
 * Groups must be such as `computeCredit` takes.
 */
export function trustEvidence(
  groups: readonly CreditGroup[],
  overrides: Partial<CreditSettings> = {},
): TrustEvidence {
  const settings = resolveCreditSettings(overrides);
  return sumEvidence(groups.map(({ responses }) => evidenceOf(responses, settings)));
}

function evidenceOf(responses: readonly CreditResponse[], settings: CreditSettings): TrustEvidence {
  const judged = responses.flatMap(({ scores, verifiable }) => {
    if (verifiable === null || scores.length === 0) return [];
    const x = sumOf(stepCredit(scores, settings).transformed);
    return [{ x, y: verifiable, weakest: least(Array.from(scores)) }];
  });
  const ys = centred(judged.map(({ y }) => y));
  const yy = sumOf(ys.map((y) => y * y));
  if (yy === 0) return nothing;
  const xs = centred(judged.map(({ x }) => x));
  const pairs = judged.flatMap((right) =>
    judged.flatMap((wrong) => (right.y > wrong.y ? Math.sign(right.weakest - wrong.weakest) : [])),
  );
  return {
    xy: sumOf(xs.map((x, k) => x * ys[k])),
    xx: sumOf(xs.map((x) => x * x)),
    yy,
    degrees: judged.length - 1,
    pairs: pairs.length,
    ranked: sumOf(pairs.map((sign) => (1 + sign) / 2)),
  };
}

/** Evidence of all of these together. */
export function sumEvidence(all: readonly TrustEvidence[]): TrustEvidence {
  const total = { ...nothing };
  for (const each of all)
    for (const key of Object.keys(nothing) as (keyof TrustEvidence)[]) total[key] += each[key];
  return total;
}

/** The state after one more step, of which there may be no evidence: older steps leave all the same. */
export function nextTrustState(state: TrustState, evidence: TrustEvidence): TrustState {
  return [...state, evidence].slice(-trustWindow);
}

/**
 * Trust by the evidence of the last steps: clamp((r − s) / 0.4, 0, 1) with the correlation r = Σxy / √(Σxx·Σyy) within
 * prompts and its standard error s = 1/√ν, ν = Σ(K − 1) − 1; 0 where ν < 1 or there is no variance. It weighs the
 * responses of the step that follows, of which it knows nothing: a weight that depended on them would bias the gradient.
 */
export function estimateTrust(state: TrustState): Trust {
  const { xy, xx, yy, degrees, pairs, ranked } = sumEvidence(state);
  const ranking = pairs > 0 ? ranked / pairs : null;
  if (degrees < 2 || xx === 0 || yy === 0)
    return { value: 0, correlation: null, standardError: null, ranking, pairs };
  const correlation = xy / (Math.sqrt(xx) * Math.sqrt(yy));
  const standardError = 1 / Math.sqrt(degrees - 1);
  const value = Math.min(1, Math.max(0, (correlation - standardError) / trustedCorrelation));
  return { value, correlation, standardError, ranking, pairs };
}

/** Less their mean; 0 where they differ by no more than rounding does, from which no correlation must come. */
function centred(values: readonly number[]): number[] {
  const mean = sumOf(values) / values.length;
  const range = -least(values.map((value) => -value)) - least(values);
  return values.map((value) => (range < 1e-9 ? 0 : value - mean));
}

function least(values: readonly number[]): number {
  return values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
}
