// A run's records out of the text of its files, as its page takes them while the files grow, and as they stand in an
// exported page. Lines that are no records are counted and left out.
import type { AlarmRecord, StepMetrics, SupervisedMetrics } from "../train/runs/records.ts";
import type { RunDetails } from "./types.ts";

export interface LoadedRun extends Omit<RunDetails, "alarms"> {
  /** In order of steps, one each; of a supervised run `supervised` has them. */
  metrics: StepMetrics[];
  supervised: SupervisedMetrics[];
  alarms: AlarmRecord[];
  /** Lines that are not JSON. */
  broken: number;
  /** The step that it had reached before it went back, as an open page saw it; else null. */
  wentBackFrom: number | null;
}

/** Lines of metrics by step: of a step that was run twice the last counts. */
export type MetricsLines = Map<number, StepMetrics | SupervisedMetrics>;

/** Adds the lines of `text` to `lines`; how many are not JSON. */
export const readMetrics = (text: string, lines: MetricsLines) =>
  readLines<StepMetrics | SupervisedMetrics>(text, (line) => lines.set(line.step, line));

/** A run with the lines read of its metrics, of which `broken` are not JSON. */
export function loadedRun(details: RunDetails, lines: MetricsLines, broken: number): LoadedRun {
  const alarms: AlarmRecord[] = [];
  const more = readLines<AlarmRecord>(details.alarms, (alarm) => alarms.push(alarm));
  const sorted = [...lines.values()].sort((a, b) => a.step - b.step);
  return {
    ...details,
    alarms,
    metrics: sorted.filter((line): line is StepMetrics => !("stage" in line)),
    supervised: sorted.filter((line): line is SupervisedMetrics => "stage" in line),
    broken: broken + more,
    wentBackFrom: null,
  };
}

/** Calls `take` with each line that is an object with a number "step"; how many are not JSON. */
function readLines<T extends { step: number }>(text: string, take: (value: T) => void): number {
  let broken = 0;
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    try {
      const value = JSON.parse(line) as T | null;
      if (typeof value?.step === "number") take(value);
      else broken++;
    } catch {
      broken++;
    }
  }
  return broken;
}
