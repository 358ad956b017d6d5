// What of the responses an iteration learns from: groups whose rewards differ, responses that were not cut, and a reward
// that says how long one may be.
import { groupsOf, rowOf } from "../common/rows.ts";
import type { PureConfig } from "../config/schema.ts";
import type { CreditColumns } from "../credit/columns.ts";
import { type CreditEstimator, estimatorRules } from "../credit/settings.ts";
import { joinedGroups, type Scored } from "../data/table.ts";

/**
 * The groups of an iteration. With sampling.dynamicBatches n > 0, dynamic sampling (DAPO, arXiv 2503.14476, equation 11):
 * only groups whose rewards differ, of as many batches as it takes to have promptsPerStep of them, at most n; where no
 * group of any has that, the first batch as it is. `batches`: how many were sampled; `droppedGroups`: how many groups of
 * them had rewards that do not differ. `processWeight` is what process rewards weigh.
 */
export async function informativeGroups(
  sample: (batch: number) => Promise<Scored>,
  { sampling, credit }: Pick<PureConfig, "sampling" | "credit">,
  processWeight: number,
): Promise<{ scored: Scored; batches: number; droppedGroups?: number }> {
  const { promptsPerStep, dynamicBatches } = sampling;
  const first = await sample(0);
  if (dynamicBatches === 0) return { scored: first, batches: 1 };
  const informative: Parameters<typeof joinedGroups>[0][number][] = [];
  let [batches, all] = [0, 0];
  for (let table = first; ; table = await sample(batches)) {
    batches++;
    const groups = groupsOf(table);
    all += groups.length;
    for (const rows of groups)
      if (hasVariance(table, rows, credit.estimator, processWeight)) informative.push({ table, rows });
    if (informative.length >= promptsPerStep || batches === dynamicBatches) break;
  }
  const scored = informative.length > 0 ? joinedGroups(informative.slice(0, promptsPerStep)) : first;
  return { scored, batches, droppedGroups: all - informative.length };
}

/**
 * Whether rewards differ between those responses that were judged, or between all where none was, by process rewards
 * alone. To an estimator that goes by verdicts the latter teach nothing, and process rewards those of right responses at most.
 */
function hasVariance(
  { verifiable, scores, stepStarts }: Scored,
  [from, to]: [number, number],
  estimator: CreditEstimator,
  processWeight: number,
): boolean {
  const { form, verdicts = false } = estimatorRules[estimator];
  const rows = Array.from({ length: to - from }, (_, k) => from + k);
  const judged = rows.filter((r) => verifiable[r] !== null);
  if (judged.length === 0 && verdicts) return false;
  const processOf = (r: number) => {
    if (!scores || processWeight === 0 || form === "none") return null;
    return verdicts && !(verifiable[r]! > 0) ? null : Array.from(rowOf(scores, stepStarts, r));
  };
  const rewardsOf = (r: number) => JSON.stringify([verifiable[r], processOf(r)]);
  return new Set((judged.length > 0 ? judged : rows).map(rewardsOf)).size > 1;
}

/**
 * Overlong shaping (DAPO, arXiv 2503.14476, equation 13): of a response's `length` tokens those in the last `buffer`
 * before maxTokens cost up to `coefficient` of its verifiable reward.
 */
export function overlongPenalty(
  length: number,
  maxTokens: number,
  buffer: number,
  coefficient: number,
): number {
  return coefficient * Math.min((maxTokens - buffer - length) / buffer, 0);
}

/** The table, whose verifiable rewards have the penalty in them where reward.overlongBuffer is set. */
export function shapeOverlong(
  table: Scored,
  { sampling, reward }: Pick<PureConfig, "sampling" | "reward">,
): Scored {
  const { overlongBuffer, overlongCoefficient } = reward;
  if (overlongBuffer === null) return table;
  const penalty = (r: number) => {
    const own = rowOf(table.mask, table.starts, r).reduce((sum, mask) => sum + mask, 0);
    return overlongPenalty(own, sampling.maxTokens, overlongBuffer, overlongCoefficient);
  };
  const { verifiable } = table;
  return {
    ...table,
    unshaped: verifiable,
    verifiable: verifiable.map((reward, r) => (reward === null ? null : reward + penalty(r))),
  };
}

/** The credit, in which responses that were cut take no part where loss.maskTruncated is set. */
export function maskTruncated(
  { finish, starts }: Scored,
  credit: CreditColumns,
  { loss }: Pick<PureConfig, "loss">,
): CreditColumns {
  if (!loss.maskTruncated) return credit;
  const trained = credit.trained.slice();
  finish.forEach((how, r) => {
    if (how === "length") trained.fill(0, starts[r], starts[r + 1]);
  });
  return { ...credit, trained };
}
