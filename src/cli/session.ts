// What every training command does around its loop: progress, interrupts, and what is said when it was stopped.
import { setImmediate } from "node:timers/promises";
import { createProgress, type ProgressView } from "./progress.ts";
import type { PlannedPhase } from "./progress-state.ts";
import { onOutputLost, say } from "./streams.ts";

/** Exit status after an interrupt, as shells have it (128 + SIGINT). */
export const INTERRUPTED = 130;

/** Exit status after an alarm stopped the run, as train.onAlarm asked. */
const STOPPED = 3;

/**
 * Watches for what ends a command early until disposed: Ctrl-C (SIGINT), SIGTERM, a terminal that is closed (SIGHUP), a
 * standard output that takes no more. The first aborts `signal`, which asks the loop to stop and save, and `tell` gives
 * the user `message`; Ctrl-C or SIGTERM after it stops at once.
 */
export function watchInterrupt(
  tell: (text: string) => void,
  message = "Saving a checkpoint… Ctrl-C again stops at once, without it.",
): { signal: AbortSignal; dispose(): void } {
  const controller = new AbortController();
  const stop = (text: string) => {
    if (controller.signal.aborted) return;
    tell(text);
    controller.abort();
  };
  // What else ended it may have come first: the reader of a pipe is gone by the same Ctrl-C.
  let asked = false;
  const onSignal = () => {
    if (asked) process.exit(INTERRUPTED);
    asked = true;
    stop(message);
  };
  // A terminal that is closed sends it more than once: from the shell, and from the system when the shell is gone.
  let hungUp = false;
  const onHangUp = () => {
    hungUp = true;
    stop(message);
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal).on("SIGHUP", onHangUp);
  onOutputLost((error) => stop(`Standard output: ${error.message}. ${message}`));
  return {
    signal: controller.signal,
    dispose: () => {
      process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
      // The second one comes when it likes, and is not to kill what has saved everything and is about to end.
      if (!hungUp) process.off("SIGHUP", onHangUp);
      onOutputLost(null);
    },
  };
}

export interface Running {
  progress: ProgressView;
  signal: AbortSignal;
}

/**
 * Runs `work` with progress on the terminal (or JSON events), and stops it gently at an interrupt; `onInterrupt` is what is
 * said then, where no checkpoint is saved.
 */
export async function withSession<T>(
  options: { plan: readonly PlannedPhase[]; json: boolean; onInterrupt?: string },
  work: (running: Running) => Promise<T>,
): Promise<T> {
  const progress = createProgress(options);
  const interrupt = watchInterrupt(options.json ? say : progress.say, options.onInterrupt);
  try {
    return await work({ progress, signal: interrupt.signal });
  } finally {
    progress.stop();
    await setImmediate(); // Whether the last event could be written is known only then.
    interrupt.dispose();
  }
}

/**
 * A session of one phase, called `label`, that counts responses. `work` says how many of how many are done, first those
 * that were done before, and gives null where `signal` stopped it, of which `stopped` tells the user.
 */
export function withCount<T>(
  { label, stopped, ...options }: { label: string; json: boolean; onInterrupt: string; stopped(): string },
  work: (
    onDone: (done: number, total: number, tokens?: number) => void,
    signal: AbortSignal,
  ) => Promise<T | null>,
): Promise<T | null> {
  const phase = "evaluation";
  return withSession({ ...options, plan: [{ phase, label }] }, async ({ progress: { onEvent }, signal }) => {
    let began: number | undefined;
    const result = await work((done, total, tokens = 0) => {
      if (began !== undefined)
        onEvent({ type: "sampled", phase, responses: done, totalResponses: total, tokens });
      else onEvent({ type: "phaseStarted", phase, total, done, unit: "responses" });
      began ??= performance.now();
    }, signal);
    if (result === null) leaveInterrupted(stopped());
    else if (began !== undefined)
      onEvent({ type: "phaseFinished", phase, seconds: (performance.now() - began) / 1000 });
    return result;
  });
}

/** A command as a shell takes it: words that it would read otherwise stand in quotes. */
export const shellCommand = (words: readonly (string | number)[]): string =>
  words
    .map(String)
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(" ");

/** Says why an alarm stopped a run and how to go on all the same, and sets the exit status. `resume`: the command's words. */
export function sayStopped(reason: string, report: string, resume: readonly (string | number)[]): void {
  const said = reason[0].toUpperCase() + reason.slice(1);
  say(
    `${said}.\nReport: ${report}\nGo on all the same with: ${shellCommand(resume)} --train.onAlarm continue`,
  );
  process.exitCode = STOPPED;
}

/** Says how to go on with an interrupted run, and sets the exit status. `resume`: the command's words. */
export function sayInterrupted(
  result: { step: number; checkpoint: { path: string } | null },
  resume: readonly (string | number)[],
): void {
  const saved = result.checkpoint
    ? `the checkpoint is ${result.checkpoint.path}`
    : "there was nothing to save yet";
  leaveInterrupted(`Stopped after step ${result.step}; ${saved}.\nGo on with: ${shellCommand(resume)}`);
}

/** Says what became of an interrupted command, and sets the exit status. */
export function leaveInterrupted(text: string): void {
  say(text);
  process.exitCode = INTERRUPTED;
}
