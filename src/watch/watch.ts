// The watch over a run: takes its steps one after another and tells each alarm once, when it sets in. All it knows it
// reads from the lines of metrics.jsonl, so that a resumed run alarms exactly as one that nobody disturbed.
import type { StepMetrics } from "../train/runs/records.ts";
import { ALARMS, type AlarmDefinition } from "./alarms.ts";
import { type AlarmReading, bestEvaluations, lastLikeTheStart, WINDOW } from "./judges.ts";
import type { ResponseSigns } from "./signals.ts";

const LONGEST_WINDOW = Math.max(...ALARMS.map(({ window = WINDOW }) => window));

/** An alarm that sets in. */
export interface Onset {
  step: number;
  definition: AlarmDefinition;
  judgement: AlarmReading;
}

export class Watch {
  readonly #history: StepMetrics[] = [];
  /** The alarms that are on, and the last step before each at which the run was surely well. */
  readonly #active = new Map<AlarmDefinition, number>();

  /** `earlier`: the lines of metrics.jsonl so far, of a run that goes on. */
  constructor(earlier: readonly StepMetrics[] = []) {
    for (const metrics of earlier) this.observe(metrics);
  }

  /** Takes in the next step. Returns the alarms that set in with it. */
  observe(metrics: StepMetrics): Onset[] {
    this.#history.push(metrics);
    const { step } = metrics;
    const onsets: Onset[] = [];
    for (const definition of ALARMS) {
      if (definition.ofScores && metrics.trust?.distrusted) {
        this.#active.delete(definition);
        continue;
      }
      const judgement = definition.judge(this.#history);
      if (!judgement) continue;
      const { value, threshold, clear, below, excused, wellUntil } = judgement;
      const beyond = (limit: number) => (below ? value < limit : value > limit);
      if (this.#active.has(definition)) {
        if (!beyond(clear)) this.#active.delete(definition);
      } else if (beyond(threshold) && !excused) {
        this.#active.set(definition, wellUntil ?? wellBefore(step, definition.window));
        onsets.push({ step, definition, judgement });
      }
    }
    return onsets;
  }

  /** The alarms that are on. */
  get active(): readonly AlarmDefinition[] {
    return [...this.#active.keys()];
  }

  /**
   * The last step at which the run was surely well: before the window in which an alarm that is on set in (of the
   * held-out accuracy: at its best evaluations, or at the last that was like the start), and where none is, before the
   * window of one that could set in next; 0, the start, at least. Alarms that going back cannot mend do not count.
   */
  get healthyUntil(): number {
    const active = [...this.#active].filter(([{ incurable }]) => !incurable).map(([, step]) => step);
    return active.length > 0 ? Math.min(...active) : this.#wellBeforeNext;
  }

  /** Whether process rewards weighed anything in a step after `step`; lines that do not say it are of steps in which they did. */
  processWeighedAfter(step: number): boolean {
    return this.#history.some((metrics) => metrics.step > step && metrics.rewardWeights?.process !== 0);
  }

  /** The last step of the best evaluations; null before there are three. */
  get best(): number | null {
    return bestEvaluations(this.#history)?.step ?? null;
  }

  /** What `healthyUntil` is or could be after the next step, whichever alarm sets in. */
  get returns(): number[] {
    return [
      this.healthyUntil,
      this.#wellBeforeNext,
      lastLikeTheStart(this.#history),
      this.best ?? 0,
      this.windowStart,
    ];
  }

  /** The last step before the longest window of an alarm that could set in next. */
  get windowStart(): number {
    const last = this.#history.at(-1);
    return last?.trust ? wellBefore(last.step + 1, LONGEST_WINDOW) : this.#wellBeforeNext;
  }

  get #wellBeforeNext(): number {
    return wellBefore((this.#history.at(-1)?.step ?? 0) + 1);
  }
}

/** The last step before the window that ends with `step`. */
const wellBefore = (step: number, window = WINDOW) => Math.max(0, step - window);

/** Indices of the at most two responses that show an alarm best, of different prompts where there are such. */
export function bestSamples({ shows }: AlarmDefinition, responses: readonly ResponseSigns[]): number[] {
  const ranked = responses
    .map((response, index) => ({ index, group: response.group, score: shows(response) }))
    .filter((entry): entry is typeof entry & { score: number } => Number.isFinite(entry.score))
    .sort((a, b) => b.score - a.score);
  const [first] = ranked;
  const second = ranked.find(({ group }) => group !== first.group) ?? ranked[1];
  return [first, second].flatMap((entry) => entry?.index ?? []);
}
