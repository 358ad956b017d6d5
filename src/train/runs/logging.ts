// What a run writes for other programs to read (run.log): each number of its metrics under a stable name, its alarms and its
// configuration. The run's own files are run-directory.ts's, the format of the others log/'s.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { EventFile } from "../../log/tensorboard.ts";
import type { OnEvent, TrainEvent } from "../events.ts";
import { json } from "./run-changes.ts";

/**
 * `onEvent` that first writes what it is told of the run in `directory` into RUN/tensorboard, where run.log has that. A run
 * that goes on, or back, goes on in the files from its step: no step is there twice, and those that a kill kept out are
 * added from metrics.jsonl. What fails is told once, as a warning; the run goes on without.
 */
export function withLogs(
  directory: string,
  config: { run: { log: readonly string[] } },
  onEvent: OnEvent = () => {},
): OnEvent {
  if (!config.run.log.includes("tensorboard")) return onEvent;
  let write: ((event: TrainEvent) => void) | null = tensorBoardWriter(directory, config);
  return (event) => {
    try {
      write?.(event);
    } catch (error) {
      write = null;
      const message = `run.log tensorboard: ${(error as Error).message}; the run goes on without it`;
      onEvent({ type: "warning", message });
    }
    onEvent(event);
  };
}

function tensorBoardWriter(directory: string, config: object): (event: TrainEvent) => void {
  let file: EventFile | null = null;
  const open = (step: number) => {
    file = EventFile.open(join(directory, "tensorboard"), step);
    const { lastStep } = file;
    if (lastStep === null) file.text(0, "config", `\`\`\`json\n${json(config)}\`\`\``);
    for (const line of metricsOf(directory))
      if (line.step > (lastStep ?? 0)) file.scalars(line.step, scalarsOf(line));
  };
  return (event) => {
    if (event.type === "phaseStarted") open(event.done);
    else if (event.type === "rolledBack") open(event.to);
    else if (event.type === "stepFinished") file?.scalars(event.metrics.step, scalarsOf(event.metrics));
    // Later evaluations are in the metrics of their step.
    else if (event.type === "evaluated" && event.step === 0)
      file?.scalars(0, scalarsOf({ heldOut: event.result }));
    else if (event.type === "alarm")
      file?.text(
        event.alarm.step,
        "alarms",
        `**${event.alarm.kind}**: ${event.alarm.message}\n\n${event.alarm.help}`,
      );
  };
}

/** The lines of metrics.jsonl so far, all whole: a run that goes on has cut it back. */
function metricsOf(directory: string): { step: number }[] {
  const path = join(directory, "metrics.jsonl");
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line));
}

/** Numbers by name: those of a step as train/NAME, those of its sections as SECTION/NAME. What is not finite is left out. */
export function scalarsOf(metrics: object): Record<string, number> {
  const scalars: Record<string, number> = {};
  const put = (name: string, value: unknown) => {
    if (typeof value === "number" && Number.isFinite(value)) scalars[name] = value;
  };
  for (const [key, value] of Object.entries(metrics)) {
    if (key !== "step") put(`train/${key}`, value);
    if (typeof value !== "object" || value === null || Array.isArray(value)) continue;
    for (const [inner, number] of Object.entries(value)) put(`${key}/${inner}`, number);
  }
  return scalars;
}
