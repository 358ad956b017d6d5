// What a new judgement of the same responses changed.
import { responseKey } from "./directory.ts";
import type { VerdictRecord } from "./types.ts";

/** A response whose verdict or answer is another than before. */
export interface ChangedVerdict {
  suite: string;
  problem: string;
  sample: "greedy" | number;
  before: Pick<VerdictRecord, "correct" | "answer" | "reason">;
  now: Pick<VerdictRecord, "correct" | "answer" | "reason">;
}

/** The changes between two judgements, in the order of `now`; responses that only one of them has are none. */
export function changedVerdicts(
  before: readonly VerdictRecord[],
  now: readonly VerdictRecord[],
): ChangedVerdict[] {
  const known = new Map(before.map((verdict) => [responseKey(verdict), verdict]));
  return now.flatMap((verdict) => {
    const old = known.get(responseKey(verdict));
    if (!old || (old.correct === verdict.correct && old.answer === verdict.answer)) return [];
    const part = ({ correct, answer, reason }: VerdictRecord) => ({ correct, answer, reason });
    const { suite, problem, sample } = verdict;
    return [{ suite, problem, sample, before: part(old), now: part(verdict) }];
  });
}
