// Ctrl-C during a run: the first asks the loop to stop and save, the second stops at once.

export interface Interrupt {
  /** Aborted by the first SIGINT or SIGTERM. */
  signal: AbortSignal;
  /** Takes the handlers off again. */
  dispose(): void;
}

/** Exit status after an interrupt, as shells have it (128 + SIGINT). */
export const INTERRUPTED = 130;

/** Exit status after an alarm stopped the run, as train.onAlarm asked. */
export const STOPPED = 3;

/** Watches for interrupts until disposed; `say` tells the user what happens, in the words of `message`. */
export function watchInterrupt(
  say: (text: string) => void,
  exit: (code: number) => void = (code) => process.exit(code),
  message = "Saving a checkpoint… Ctrl-C again stops at once, without it.",
): Interrupt {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) {
      exit(INTERRUPTED);
      return;
    }
    say(message);
    controller.abort();
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return {
    signal: controller.signal,
    dispose: () => {
      process.off("SIGINT", onSignal);
      process.off("SIGTERM", onSignal);
    },
  };
}
