// Audits a verifier: wrong responses of every kind known to fool one are sent through it, and what it accepts is its
// false-positive rate by kind. The kinds are attacks.ts's.
import { Random } from "../common/random.ts";
import { wilsonInterval } from "../common/statistics.ts";
import type { Problem } from "../data/problems.ts";
import { ATTACKS, type AttackPattern } from "./attacks.ts";
import type { AnswerVerifier } from "./pool.ts";

export interface AuditResult {
  pattern: string;
  /** Responses sent, accepted, and without a verdict. */
  tried: number;
  accepted: number;
  undecided: number;
  /** Share accepted, and its 95% Wilson interval. */
  rate: number;
  interval: [low: number, high: number];
  /** The first that were accepted. */
  examples: {
    problem: string;
    reference: string;
    response: string;
    extracted: string | null;
    reason: string;
  }[];
}

export interface AuditOptions {
  seed?: number;
  /** Pairs under way at a time (default 16). */
  concurrency?: number;
  patterns?: readonly AttackPattern[];
  onDone?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

const EXAMPLES = 3;

/**
 * One response of each pattern to each problem that has an answer; the same for a seed. Results by pattern, in order.
 * Throws the signal's reason once it is aborted.
 */
export async function auditVerifier(
  verifier: AnswerVerifier,
  problems: readonly Problem[],
  options: AuditOptions = {},
): Promise<AuditResult[]> {
  const { seed = 0, concurrency = 16, patterns = ATTACKS, onDone, signal } = options;
  const answered = problems.flatMap(({ id, prompt, answer }) =>
    answer === null ? [] : [{ id, problem: prompt, reference: answer }],
  );
  const results = patterns.map(
    ({ name }): AuditResult => ({
      ...{ pattern: name, tried: 0, accepted: 0, undecided: 0, rate: 0 },
      interval: [0, 1],
      examples: [],
    }),
  );
  const total = patterns.length * answered.length;
  let [next, done] = [0, 0];
  const work = async () => {
    while (next < total) {
      signal?.throwIfAborted();
      const index = next++;
      const at = Math.floor(index / answered.length);
      const { id, problem, reference } = answered[index % answered.length];
      const random = new Random(seed).fork("audit").fork(patterns[at].name).fork(id);
      const response = patterns[at].respond({
        problem,
        reference,
        wrong: wrongAnswer(reference, random),
        random,
      });
      const { verdict, extracted, reason } = await verifier.verify(response, reference, { problem });
      const result = results[at];
      result.tried++;
      if (verdict === null) result.undecided++;
      if (verdict === true) {
        result.accepted++;
        if (result.examples.length < EXAMPLES)
          result.examples.push({ problem, reference, response, extracted, reason });
      }
      onDone?.(++done, total);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  for (const result of results) {
    if (result.tried === 0) continue;
    result.rate = result.accepted / result.tried;
    result.interval = wilsonInterval(result.accepted, result.tried);
  }
  return results;
}

/** An answer that is surely not `reference`: a number near it, another option letter, or a number out of nowhere. */
export function wrongAnswer(reference: string, random: Random): string {
  const bare = reference.trim().replace(/^\\text\{(.*)\}$|^\((.*)\)$/, "$1$2");
  if (/^-?\d{1,15}$/.test(bare)) return String(Number(bare) + 1 + random.int(9));
  if (/^[A-H]$/.test(bare)) {
    const letters = [..."ABCDEFGH"].filter((letter) => letter !== bare);
    return letters[random.int(4)];
  }
  let number: string;
  do number = String(10_007 + random.int(80_000));
  while (reference.includes(number));
  return number;
}
