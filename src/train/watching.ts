// The watch's part of the training loop: responses as it sees them, its alarms written down, and what an alarm does to
// the run. What an alarm is, is src/watch's. An iteration is a training step; steps are those of responses.
import { groupsOf, rowOf } from "../common/rows.ts";
import { largest, smallest } from "../common/statistics.ts";
import type { PureConfig } from "../config/schema.ts";
import { ownTokens } from "../credit/columns.ts";
import type { Credited, Scored } from "../data/table.ts";
import type { Tokenizer } from "../model/tokenizer.ts";
import { percent, short } from "../text/format.ts";
import { WINDOW } from "../watch/judges.ts";
import { type ResponseSigns, responseSigns } from "../watch/signals.ts";
import { bestSamples, type Onset, type Watch } from "../watch/watch.ts";
import { stepsOf } from "./rollout.ts";
import type { AlarmRecord } from "./runs/records.ts";
import type { Checkpoint, RunStore, TrainState } from "./runs/run-store.ts";
import { meanKl } from "./runs/step-records.ts";
import { mayDistrust } from "./trust.ts";

/** A run goes back so many times; the next alarm stops it. */
const MOST_ROLLBACKS = 3;

/** An iteration's responses with their signs, row by row: of the policy's own tokens, and of the steps that have one. */
export function watchResponses(table: Credited, { reward }: Pick<PureConfig, "reward">): ResponseSigns[] {
  const { starts, stepStarts, scores, transformed, refLogprobs, ...own } = ownTokens(table);
  const process = own.verifiable.map((_, r) => rowOf(transformed, stepStarts, r).reduce((a, b) => a + b, 0));
  return groupsOf(own).flatMap(([from, to], group) => {
    const responses = Array.from({ length: to - from }, (_, k) => from + k);
    // Those that were judged are compared, or else process rewards alone.
    const totals = responses.flatMap((r) => {
      const verdict = own.verifiable[r];
      return verdict === null ? [] : process[r] + reward.verifiableCoefficient * verdict;
    });
    const alike = isFlat(totals.length > 0 ? totals : process.slice(from, to));
    // A group that nothing rewards (without a verdict, while process rewards weigh nothing) is none with equal rewards.
    const rewarded =
      totals.length > 0 || table.trained.subarray(table.starts[from], table.starts[to]).includes(1);
    // A response alone is compared with no other.
    const withoutVariance = alike && rewarded && responses.length > 1;
    return responses.map((r) => {
      const logprobs = rowOf(own.logprobs, starts, r);
      return responseSigns({
        group,
        tokens: rowOf(own.tokens, starts, r),
        stepEnds: rowOf(own.stepEnds, stepStarts, r),
        scores: scores && Array.from(rowOf(scores, stepStarts, r)),
        finish: own.finish[r],
        // What could not be judged is not taken for a response without an answer.
        answer: own.answers[r] ?? (own.undecided[r] === null ? null : ""),
        correct: own.correct[r],
        meanLogprob: logprobs.reduce((a, b) => a + b, 0) / logprobs.length,
        leastLogprob: logprobs.reduce((a, b) => Math.min(a, b), 0),
        kl: meanKl(logprobs, refLogprobs && rowOf(refLogprobs, starts, r)),
        withoutVariance,
      });
    });
  });
}

const isFlat = (values: readonly number[]) => largest(values) - smallest(values) < 1e-9;

/** Iterations, from the first, whose responses `separatorHint` looks at. */
export const HINT_ITERATIONS = 3;

/** Said where most responses of a run's first iterations are one step though they have several lines; else null. */
export function separatorHint(
  { texts, stepStarts }: Pick<Credited, "texts" | "stepStarts">,
  separator: string,
): string | null {
  const lines = texts.filter(
    (text, r) => stepStarts[r + 1] - stepStarts[r] === 1 && text.trim().includes("\n"),
  );
  if (separator === "\n" || lines.length <= texts.length / 2) return null;
  return (
    `${lines.length} of ${texts.length} responses are one step, though they have several lines: steps end at ` +
    `${JSON.stringify(separator)}. Where a line is a step: --data.stepSeparator $'\\n' in a shell, "\\n" in a file`
  );
}

/** What an alarm makes of the run; all null, it goes on. */
export interface Consequence {
  /** Why it ends here. */
  stop: string | null;
  /** Where it goes back to; `distrust`: process rewards weigh nothing from there on, else the learning rate is halved. */
  to: Checkpoint | null;
  distrust: boolean;
}

/** What `train.onAlarm` asks for after an iteration at which `onsets` were told. */
export async function consequenceOf(
  onsets: readonly Onset[],
  watch: Watch,
  run: Pick<RunStore, "latest">,
  { step: iteration, rollbacks, distrusted }: TrainState,
  config: Pick<PureConfig, "train" | "credit" | "reward">,
): Promise<Consequence> {
  const { train } = config;
  // A run may be resumed with an alarm on: going back is as due then as it was at the onset.
  const curable = watch.active.filter(({ incurable }) => !incurable);
  const due = train.onAlarm === "rollback" ? curable : onsets.map(({ definition }) => definition);
  if (train.onAlarm === "continue" || due.length === 0) return { stop: null, to: null, distrust: false };
  const healthy = await run.latest(watch.healthyUntil);
  const names = due.map(({ title }) => title).join("; ");
  const stopped = `stopped after step ${iteration} by an alarm (${names})`;
  const saved = healthy
    ? `the last checkpoint from before it is ${healthy.path}`
    : "there is no checkpoint from before it";
  const often = train.onAlarm === "rollback" && rollbacks >= MOST_ROLLBACKS;
  if (often || train.onAlarm === "stop" || !healthy) {
    const after = often ? `, after ${rollbacks} rollbacks` : "";
    return { stop: `${stopped}${after}; ${saved}`, to: null, distrust: false };
  }
  // Where they weighed nothing since, going back without them would be the same steps once more.
  const weighed = watch.processWeighedAfter(healthy.step);
  const distrust = !distrusted && weighed && mayDistrust(config) && due.some(({ ofReward }) => ofReward);
  return { stop: null, to: healthy, distrust };
}

/** The line of alarms.jsonl for an alarm that set in. */
export function alarmRecord(
  { step: iteration, definition, judgement }: Onset,
  watched: readonly ResponseSigns[],
  table: Scored,
  tokenizer: Tokenizer,
  rollback: Pick<AlarmRecord, "rollbacks" | "rolledBackTo" | "distrust">,
): AlarmRecord {
  const { kind, title, figure, unit, help } = definition;
  const { value, start, compared: when = "at the start", threshold, below } = judgement;
  const written = (number: number) => (unit === "share" ? percent(number) : short(number));
  const compared = start === null ? "" : `, ${when} ${written(start)}`;
  const message =
    `step ${iteration}: ${title}: ${figure}: ${written(value)}${compared} ` +
    `(alarm ${below ? "below" : "above"} ${written(threshold)})`;
  const samples = bestSamples(definition, watched).map((r) => {
    const { problem, text } = table.prompts[table.prompt[r]];
    return {
      problem: problem.id,
      prompt: text,
      response: table.texts[r],
      finish: table.finish[r],
      answer: table.answers[r],
      correct: table.correct[r],
      steps: stepsOf(table, r, tokenizer),
    };
  });
  const found = { step: iteration, kind, title, figure, unit, value, start, threshold, message, help };
  return { ...found, samples, ...rollback };
}

/**
 * Which checkpoints must outlive keepCheckpoints, because somebody may go back to them: the newest up to each iteration that
 * an alarm could send the run to now, and those that will be it. A run that never goes back keeps, until an alarm is on,
 * the one of the best evaluations.
 */
export function neededCheckpoints(
  watch: Watch,
  { train }: Pick<PureConfig, "train">,
): (iteration: number, all: readonly number[]) => boolean {
  const { best, returns, healthyUntil, windowStart } = watch;
  const isNewest = (iteration: number, all: readonly number[], until: number) =>
    iteration === all.findLast((saved) => saved <= until);
  if (train.onAlarm !== "rollback" && watch.active.length === 0)
    return (iteration, all) => best !== null && isNewest(iteration, all, best);
  return (iteration, all) =>
    (train.onAlarm === "rollback" && iteration > windowStart) ||
    (iteration > healthyUntil && iteration <= healthyUntil + WINDOW) ||
    returns.some((until) => isNewest(iteration, all, until));
}
