// Whether a stream takes colour: NO_COLOR and FORCE_COLOR first (no-color.org, force-color.org), then the terminal; and
// how wide it is.
import type { TerminalOptions } from "../report/terminal.ts";

interface Stream {
  isTTY?: boolean;
  columns?: number;
}

/** True where coloured text may be written to `stream`. */
export function takesColor(stream: Stream, env: NodeJS.ProcessEnv = process.env): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== "0" && env.FORCE_COLOR !== "false";
  return stream.isTTY === true && env.TERM !== "dumb";
}

/** How the end of a command is shown on `stream`: wider lines are hard to read. */
export function looksOf(stream: Stream): TerminalOptions {
  return { color: takesColor(stream), width: Math.min(stream.columns ?? 110, 120) };
}
