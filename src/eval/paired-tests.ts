// Tests of paired differences: whether so large a mean difference may be chance, and what many such tests together say.
// The exact test of right or wrong answers is train/evaluate.ts's signTest.
import { Random } from "../common/random.ts";

/** So many differences have few enough signs that all are gone through. */
const MOST_EXACT = 14;
const DRAWS = 10_000;

/**
 * Two-sided paired permutation test of Σ d: the share of all 2^m signs of the m differences that are not 0 with |Σ ±d| at
 * least as large. Exact up to 14 of them; of more 10,000 signs are drawn, and the observed one is counted among them, so
 * that p is at least 1/10,001 (Phipson and Smyth, 2010). 1 where no difference is other than 0.
 */
export function signFlipTest(differences: Iterable<number>, seed = 0): number {
  const values = [...differences].filter((value) => value !== 0);
  const observed = Math.abs(values.reduce((sum, value) => sum + value, 0));
  const size = values.reduce((sum, value) => sum + Math.abs(value), 0);
  // Sums of the same numbers in another order differ by rounding.
  const least = observed - 1e-9 * size;
  if (values.length <= MOST_EXACT) {
    let extreme = 0;
    for (let signs = 0; signs < 1 << values.length; signs++) {
      let sum = 0;
      for (let i = 0; i < values.length; i++) sum += signs & (1 << i) ? values[i] : -values[i];
      extreme += Number(Math.abs(sum) >= least);
    }
    return extreme / (1 << values.length);
  }
  const random = new Random(seed).fork("signs");
  let extreme = 0;
  for (let draw = 0; draw < DRAWS; draw++) {
    let [sum, bits] = [0, 0];
    for (let i = 0; i < values.length; i++) {
      if (i % 32 === 0) bits = random.uint32();
      sum += bits & 1 ? values[i] : -values[i];
      bits >>>= 1;
    }
    extreme += Number(Math.abs(sum) >= least);
  }
  return (extreme + 1) / (DRAWS + 1);
}

/**
 * Holm's step-down adjustment (1979): one below 5% is significant with at most a 5% chance of any false one among all of
 * `p`, however they depend on each other. In the order of `p`.
 */
export function holm(p: readonly number[]): number[] {
  const order = p.map((_, i) => i).sort((a, b) => p[a] - p[b]);
  const adjusted = new Array<number>(p.length);
  let largest = 0;
  order.forEach((index, rank) => {
    largest = Math.max(largest, Math.min(1, (p.length - rank) * p[index]));
    adjusted[index] = largest;
  });
  return adjusted;
}
