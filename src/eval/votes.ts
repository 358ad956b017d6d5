// Right answers among N of M responses, over all subsets of N: the highest score, any right one, majority vote. Exact,
// but for the score-weighted vote. Pure functions over scores and classes of equal answers of one problem.
import type { Random } from "../common/random.ts";

/** C(k, n) / C(m, n), for k ≤ m: the share of subsets of n that lie among k given elements. */
function subsetShare(k: number, m: number, n: number): number {
  let value = 1;
  for (let i = 0; i < n && value > 0; i++) value *= Math.max(0, k - i) / (m - i);
  return value;
}

/** pass@n: the share of subsets of n of m responses with one of the c right ones (Chen et al. 2021, eq. 1). */
export function passAt(c: number, m: number, n: number): number {
  return 1 - subsetShare(m - c, m, n);
}

/**
 * Share of subsets of `n` responses whose highest score is a right one's; where several share it, one of them is drawn.
 * The response of rank k (1 the lowest) is the highest of C(k − 1, n − 1) of the C(M, n) subsets; equal scores together
 * are the highest of as many as their ranks have, and stand for their share of right ones.
 * @param scores [M] higher is better
 * @param correct [M]
 */
export function bestOf(scores: readonly number[], correct: readonly boolean[], n: number): number {
  const m = scores.length;
  const order = scores.map((_, i) => i).sort((a, b) => scores[a] - scores[b]);
  let value = 0;
  let below = 0;
  for (let from = 0; from < m; ) {
    let to = from;
    let right = 0;
    while (to < m && scores[order[to]] === scores[order[from]]) right += Number(correct[order[to++]]);
    const upTo = subsetShare(to, m, n);
    value += ((upTo - below) * right) / (to - from);
    below = upTo;
    from = to;
  }
  return value;
}

/**
 * Share of subsets of `n` responses in which the class of equal answers with the most responses is right; where several
 * have the most, one of them is drawn. Responses without an answer have no vote; where none has one, nothing is right.
 *
 * Exact: for each right class and each number of votes v it may have, the classes are gone through one after another,
 * keeping the probability of each (responses still to be drawn, other classes that have v too) with none above v.
 * Numbers of a class's responses among those drawn are hypergeometric.
 * @param sizes responses of each class
 * @param right whether each class's answer is right
 * @param voteless responses without an answer
 */
export function majorityOf(
  sizes: readonly number[],
  right: readonly boolean[],
  voteless: number,
  n: number,
): number {
  const m = sizes.reduce((sum, size) => sum + size, voteless);
  const choose = hypergeometric(m);
  let value = 0;
  sizes.forEach((size, j) => {
    if (!right[j]) return;
    for (let v = 1; v <= Math.min(size, n); v++) {
      const share = choose(m, n, size, v);
      if (share > 0) value += share * winning(v, j);
    }
  });
  return value;

  /** Probability that class j wins, given that v of its responses are among the n drawn; ties by equal shares. */
  function winning(v: number, j: number): number {
    if (2 * v > n) return 1;
    let pool = m - sizes[j];
    // [other classes with v votes][responses still to be drawn]
    let states: Float64Array[] = [new Float64Array(n - v + 1)];
    states[0][n - v] = 1;
    sizes.forEach((size, k) => {
      // A smaller class cannot have v votes: however many of it are drawn, they are of no account.
      if (k === j || size < v) return;
      const next = states.map(() => new Float64Array(n - v + 1));
      if (states.length <= n / v) next.push(new Float64Array(n - v + 1));
      states.forEach((row, ties) => {
        for (let left = 0; left <= n - v; left++) {
          if (row[left] === 0) continue;
          for (let votes = 0; votes <= Math.min(v, size, left); votes++) {
            const share = row[left] * choose(pool, left, size, votes);
            if (share > 0) next[votes === v ? ties + 1 : ties][left - votes] += share;
          }
        }
      });
      pool -= size;
      states = next;
    });
    // What is left to draw are responses without an answer or of smaller classes; `choose` has seen to it that there are
    // enough.
    return states.reduce((sum, row, ties) => sum + row.reduce((a, b) => a + b, 0) / (ties + 1), 0);
  }
}

/** P(k of `size` special elements among `n` drawn of `pool`), from log-factorials up to `most`. */
function hypergeometric(most: number): (pool: number, n: number, size: number, k: number) => number {
  const logs = new Float64Array(most + 1);
  for (let i = 2; i <= most; i++) logs[i] = logs[i - 1] + Math.log(i);
  const choose = (a: number, b: number) => logs[a] - logs[b] - logs[a - b];
  return (pool, n, size, k) =>
    k > size || n - k > pool - size || n > pool
      ? 0
      : Math.exp(choose(size, k) + choose(pool - size, n - k) - choose(pool, n));
}

/** Subsets up to so many are all gone through; of more, so many are drawn. */
const MOST_SUBSETS = 1000;
const DRAWS = 200;

/**
 * Share of subsets of `n` responses in which the class with the largest sum of weights is right; where several have it,
 * one of them is drawn. Over all subsets where there are at most 1000, else over 200 drawn ones.
 * @param classes [M] class of each response; −1: it has no answer and no vote
 * @param weights [M] at least 0
 * @param right whether each class's answer is right
 */
export function weightedVote(
  classes: readonly number[],
  weights: readonly number[],
  right: readonly boolean[],
  n: number,
  random: Random,
): number {
  const m = classes.length;
  const votes = new Float64Array(right.length);
  const judge = (subset: ArrayLike<number>): number => {
    votes.fill(-1);
    for (let i = 0; i < n; i++) {
      const response = subset[i];
      const at = classes[response];
      if (at >= 0) votes[at] = Math.max(0, votes[at]) + weights[response];
    }
    let [most, tied, good] = [-1, 0, 0];
    for (let c = 0; c < right.length; c++) {
      if (votes[c] < 0 || votes[c] < most) continue;
      if (votes[c] > most) [most, tied, good] = [votes[c], 0, 0];
      tied++;
      good += Number(right[c]);
    }
    return tied === 0 ? 0 : good / tied;
  };
  let total = 0;
  if (subsetsOf(m, n) <= MOST_SUBSETS) {
    let count = 0;
    for (const subset of allSubsets(m, n)) {
      total += judge(subset);
      count++;
    }
    return total / count;
  }
  const pool = Uint32Array.from({ length: m }, (_, i) => i);
  for (let draw = 0; draw < DRAWS; draw++) {
    // The first n places of a partial shuffle; whatever order the pool is in, every subset is equally likely.
    for (let i = 0; i < n; i++) {
      const other = i + random.int(m - i);
      [pool[i], pool[other]] = [pool[other], pool[i]];
    }
    total += judge(pool);
  }
  return total / DRAWS;
}

function subsetsOf(m: number, n: number): number {
  let value = 1;
  for (let i = 0; i < Math.min(n, m - n); i++) value = (value * (m - i)) / (i + 1);
  return value;
}

/** Every subset of `n` of 0..m−1, ascending; the same array each time. */
function* allSubsets(m: number, n: number): Generator<readonly number[]> {
  const subset = Array.from({ length: n }, (_, i) => i);
  for (;;) {
    yield subset;
    let at = n - 1;
    while (at >= 0 && subset[at] === m - n + at) at--;
    if (at < 0) return;
    subset[at]++;
    for (let i = at + 1; i < n; i++) subset[i] = subset[i - 1] + 1;
  }
}
