// The standard streams of a command: what is read and written, whether colour may be, and what becomes of a command whose
// reader went away (`| head`, `| tee` at Ctrl-C, a terminal that was closed) or whose disk is full.
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { TerminalOptions } from "../report/terminal.ts";

/** A line for the user, on standard error. */
export const say = (text: string) => process.stderr.write(`${text}\n`);

/** `value` as a line of JSON on standard output. */
export const printJson = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);

/**
 * The text of the file `input`, a line a piece, and what messages call it; standard input where it is left out or "-".
 * Reading throws a UserError where there is no such file, or at a line that is not UTF-8.
 */
export function openInput(input = "-"): { name: string; chunks: AsyncGenerator<string> } {
  const name = input === "-" ? "standard input" : input;
  return { name, chunks: linesIn(input, name) };
}

async function* linesIn(input: string, name: string): AsyncGenerator<string> {
  const { bytesOf, linesOfBytes } = await import("../data/bytes.ts");
  const bytes = input === "-" ? process.stdin : bytesOf(input);
  for await (const { text } of linesOfBytes(bytes, name)) yield `${text}\n`;
}

export async function* jsonLines(values: AsyncIterable<unknown>): AsyncGenerator<string> {
  for await (const value of values) yield `${JSON.stringify(value)}\n`;
}

/** Writes `values` to standard output, a line of JSON each. False: its reader had seen enough (`| head`). */
export async function writeJsonLines(values: AsyncIterable<unknown>): Promise<boolean> {
  try {
    await pipeline(Readable.from(jsonLines(values)), process.stdout, { end: false });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPIPE") throw error;
    return false;
  }
}

/** Whether coloured text may be written to `stream`: NO_COLOR and FORCE_COLOR (no-color.org, force-color.org), then the terminal. */
export function takesColor(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== "0" && env.FORCE_COLOR !== "false";
  return stream.isTTY === true && env.TERM !== "dumb";
}

/** Writes the end of a command to standard output behind a blank line; wider lines are hard to read. */
export function printEnd(text: (looks: TerminalOptions) => string): void {
  const { stdout } = process;
  stdout.write(`\n${text({ color: takesColor(stdout), width: Math.min(stdout.columns ?? 110, 120) })}`);
}

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
