// What becomes of a command whose standard streams cannot be written to any more: their reader went away (`| head`, `| tee`
// at Ctrl-C, a terminal that was closed), or the disk is full.

type OnLost = (error: Error) => void;

let onLost: OnLost | null = null;

/** `act` is what an error of standard output means from now on; null: the end of the command, as before. */
export function onOutputLost(act: OnLost | null): void {
  onLost = act;
}

/**
 * Handles the errors of both streams. What standard error cannot say ends nothing. The first error of standard output is
 * for `onOutputLost`; else a reader that had seen enough is no error, and anything else is thrown.
 */
export function handleLostStreams(): void {
  process.stderr.on("error", () => {});
  let lost = false;
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (lost) return;
    lost = true;
    if (onLost) onLost(error);
    else if (error.code === "EPIPE") process.exit();
    else throw error;
  });
}
