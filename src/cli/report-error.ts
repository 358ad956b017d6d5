// What becomes of an error that ends a command, or one run of several: what the user is told, and the exit status.
import { CommanderError } from "commander";
import { UsageError, UserError } from "../common/errors.ts";
import { visible } from "../text/text.ts";
import { say } from "./streams.ts";

/** Tells the user of `error` and returns the exit status it means. */
export function reportError(error: unknown): number {
  // commander has said what is wrong, and what is near it.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UserError) {
    say(`error: ${visible(error.message)}`);
    return error instanceof UsageError ? 2 : 1;
  }
  // The system refused (disk full, no permission): nothing of ours is broken. The message names call and path.
  if (error instanceof Error && "syscall" in error) {
    say(`error: ${error.message}`);
    return 1;
  }
  const text = error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : String(error);
  say(`${text}\nThis is a bug in pure; please report it with the lines above.`);
  return 1;
}
