// Best-of-N: how often the response that a process reward model likes best is right, against majority vote and pass@N.
// From step scores of sampled responses; which subsets are right how often is votes.ts's.

import { Random } from "../common/random.ts";
import { minForm } from "../credit/forms.ts";
import type { ResponseGroup } from "../data/responses.ts";
import { verifyAnswer } from "../verify/index.ts";
import { type Judgement, statedAnswer } from "../verify/judgement.ts";
import { sizesUpTo } from "./benchmark/problem-values.ts";
import { bootstrapFigures, type Estimate, withEnds } from "./prm-intervals.ts";
import { bestOf, majorityOf, passAt, weightedVote } from "./votes.ts";

/** How the scores of a response's steps become one. */
export const AGGREGATIONS = ["min", "product", "mean", "last", "softMin"] as const;
export type Aggregation = (typeof AGGREGATIONS)[number];

/** Every way to pick an answer that is compared. */
export const PICKS = [...AGGREGATIONS, "majority", "weighted", "pass"] as const;
export type Pick = (typeof PICKS)[number];

/**
 * One score of a response, higher is better, from r of its steps in [−1, 1]; −∞ where it has no steps. With p = (1 + r)/2:
 * min p, Π p, mean p, p of the last step, and PURE's soft minimum Σ softmax(−r/T)·r, which is the return of the first
 * token in min-form credit (METHOD, 3).
 */
export function aggregate(rewards: readonly number[], how: Aggregation, temperature = 0.1): number {
  if (rewards.length === 0) return Number.NEGATIVE_INFINITY;
  const good = (reward: number) => (1 + reward) / 2;
  switch (how) {
    case "min":
      return rewards.reduce((least, reward) => Math.min(least, good(reward)), 1);
    case "product":
      return rewards.reduce((product, reward) => product * good(reward), 1);
    case "mean":
      return rewards.reduce((sum, reward) => sum + good(reward), 0) / rewards.length;
    case "last":
      return good(rewards[rewards.length - 1]);
    case "softMin":
      return minForm(rewards, temperature).returns[0];
  }
}

/** The responses of one problem, judged: what every pick goes by. */
export interface JudgedResponses {
  /** [M] */
  correct: boolean[];
  /** [M] class of equal answers; −1: no answer was found. */
  classes: number[];
  /** By class: whether its answer is right. */
  right: boolean[];
  /** Responses whose answer could not be compared; they count as wrong. */
  undecided: number;
}

/**
 * Compares each response's answer with the reference, and with the others': the first of each class stands for it. Texts
 * that were seen before are not compared again.
 * Rejects with a SyntaxError for an `answerPattern` that is not a regular expression
 */
export async function judgeGroup(group: ResponseGroup, answerPattern?: string): Promise<JudgedResponses> {
  const verdicts = await verdictsOf(group, answerPattern);
  const { classes, right } = await answerClasses(verdicts);
  const correct = verdicts.map(({ verdict }) => verdict === true);
  const undecided = verdicts.filter(({ verdict }) => verdict === null).length;
  return { correct, classes, right, undecided };
}

/**
 * Each response's answer compared with the reference, [M].
 * Rejects with a SyntaxError for an `answerPattern` that is not a regular expression
 */
export function verdictsOf(group: ResponseGroup, answerPattern?: string): Promise<Judgement[]> {
  const options = { answerPattern, problem: group.problem };
  return Promise.all(group.responses.map(({ text }) => verifyAnswer(text, group.answer, options)));
}

/**
 * Classes of equal answers among responses that were judged: the first of each stands for it. [M] class of each, −1: no
 * answer was found; and by class whether its answer is right. Rejects with the signal's reason before the next comparison.
 */
export async function answerClasses(
  verdicts: readonly Judgement[],
  signal?: AbortSignal,
): Promise<{ classes: number[]; right: boolean[] }> {
  const seen = new Map<string, number>();
  const representatives: string[] = [];
  const right: boolean[] = [];
  const classes: number[] = [];
  for (const judged of verdicts) {
    const extracted = statedAnswer(judged);
    if (extracted === null) {
      classes.push(-1);
      continue;
    }
    let at = seen.get(extracted);
    if (at === undefined) {
      at = await classOf(extracted, representatives, signal);
      if (at < 0) {
        at = representatives.push(extracted) - 1;
        right.push(judged.verdict === true);
      }
      seen.set(extracted, at);
    }
    classes.push(at);
  }
  return { classes, right };
}

/** Index of the first of `representatives` that is the same answer; −1: none is. */
async function classOf(
  answer: string,
  representatives: readonly string[],
  signal: AbortSignal | undefined,
): Promise<number> {
  // In a box an answer is taken whole.
  const boxed = (text: string) => `\\boxed{${text}}`;
  for (const [i, other] of representatives.entries()) {
    signal?.throwIfAborted();
    const { verdict } = await verifyAnswer(boxed(answer), boxed(other));
    if (verdict === true) return i;
  }
  return -1;
}

export interface BestOfNResult {
  /** T of the soft minimum. */
  temperature: number;
  /** Problems that the curves are over, and those left out because they have fewer than the largest N responses. */
  problems: number;
  leftOut: number;
  /** Responses of those problems, and how many are right, have no answer, no steps, or could not be compared. */
  responses: number;
  correct: number;
  withoutAnswer: number;
  withoutSteps: number;
  undecided: number;
  /** 1, 2, 4 … */
  sizes: number[];
  /** Share of problems answered rightly, by pick: [sizes]. At N = 1 every pick is pass@1, a random choice. */
  curves: Record<Pick, Estimate[]>;
  /** The same less majority vote's on the same problems: [sizes]. */
  overMajority: Record<Aggregation, Estimate[]>;
}

export interface BestOfNOptions {
  temperature?: number;
  /** Largest N (default 64). */
  most?: number;
  answerPattern?: string;
  seed?: number;
}

/** So large a share of the problems must have N responses. */
const LEAST_SHARE = 0.9;

/**
 * The curves of all picks. `rewards` is [groups][responses][steps]. N goes up in powers of two as far as nine in ten
 * problems have responses; the same problems stand behind every N. A response without an answer ranks last, as does one
 * without steps. Subsets of N are exact expectations (see votes.ts), but for the weighted vote (by the least p(good)),
 * which draws them with `seed` where there are more than 1000. Intervals: bootstrap over problems; Wilson's where all
 * are answered rightly or none is.
 * Rejects with a RangeError without a group, or where groups and rewards differ in number
 */
export async function bestOfN(
  groups: readonly ResponseGroup[],
  rewards: readonly (readonly (readonly number[])[])[],
  options: BestOfNOptions = {},
): Promise<BestOfNResult> {
  const { temperature = 0.1, most = 64, answerPattern, seed = 0 } = options;
  if (groups.length === 0 || groups.length !== rewards.length)
    throw new RangeError(`${groups.length} groups of responses, ${rewards.length} of scores`);
  const having = (n: number) => groups.filter(({ responses }) => responses.length >= n).length;
  let largest = 1;
  while (2 * largest <= most && having(2 * largest) >= LEAST_SHARE * groups.length) largest *= 2;
  const sizes = sizesUpTo(largest);
  const kept = groups.flatMap((group, g) =>
    group.responses.length >= largest
      ? [{ group, rewards: rewards[g], random: new Random(seed).fork(g) }]
      : [],
  );
  const judged = await Promise.all(kept.map(({ group }) => judgeGroup(group, answerPattern)));
  const values = kept.map(({ rewards: scores, random }, i) => {
    const { correct, classes, right } = judged[i];
    // Without an answer there is nothing to pick, as there is nothing to vote for: such responses rank last.
    const aggregated = AGGREGATIONS.map((how) =>
      scores.map((steps, k) =>
        classes[k] < 0 ? Number.NEGATIVE_INFINITY : aggregate(steps, how, temperature),
      ),
    );
    const weights = aggregated[0].map((least) => Math.max(0, least));
    const counts = right.map((_, c) => classes.filter((other) => other === c).length);
    const voteless = classes.filter((c) => c < 0).length;
    const passing = correct.filter(Boolean).length;
    return sizes.flatMap((n) => [
      ...aggregated.map((all) => bestOf(all, correct, n)),
      majorityOf(counts, right, voteless, n),
      weightedVote(classes, weights, right, n, random),
      passAt(passing, correct.length, n),
    ]);
  });
  const majority = PICKS.indexOf("majority");
  const width = PICKS.length;
  const estimates = bootstrapFigures(
    kept.map(() => 0),
    (drawn) => {
      const means = new Array<number>(sizes.length * width).fill(0);
      values.forEach((row, problem) => {
        if (drawn[problem] > 0) for (let k = 0; k < row.length; k++) means[k] += drawn[problem] * row[k];
      });
      for (let k = 0; k < means.length; k++) means[k] /= values.length;
      const differences = sizes.flatMap((_, s) =>
        AGGREGATIONS.map((_, a) => means[s * width + a] - means[s * width + majority]),
      );
      return [...means, ...differences];
    },
    { seed },
  );
  const from = (offset: number, step: number) => sizes.map((_, s) => estimates[offset + s * step]);
  const curve = (k: number) => from(k, width).map((estimate) => withEnds(estimate, kept.length));
  const total = (read: (judged: JudgedResponses) => number) =>
    judged.reduce((sum, one) => sum + read(one), 0);
  return {
    temperature,
    problems: kept.length,
    leftOut: groups.length - kept.length,
    responses: total(({ correct }) => correct.length),
    correct: total(({ correct }) => correct.filter(Boolean).length),
    withoutAnswer: total(({ classes }) => classes.filter((c) => c < 0).length),
    withoutSteps: kept.flatMap(({ rewards: scores }) => scores).filter((steps) => steps.length === 0).length,
    undecided: total((one) => one.undecided),
    sizes,
    curves: Object.fromEntries(PICKS.map((pick, k) => [pick, curve(k)])) as Record<Pick, Estimate[]>,
    overMajority: Object.fromEntries(
      AGGREGATIONS.map((how, k) => [how, from(sizes.length * width + k, AGGREGATIONS.length)]),
    ) as Record<Aggregation, Estimate[]>,
  };
}
