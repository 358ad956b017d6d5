// Text in and out of commands that read and write lines: a file or standard input, and standard output.
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { bytesOf, linesOfBytes } from "../data/bytes.ts";

/**
 * The text of the file `input`, a line a piece, and what messages call it; standard input where it is left out or "-".
 * Reading throws a UserError where there is no such file, or at a line that is not UTF-8.
 */
export function openInput(input: string | undefined): { name: string; chunks: AsyncGenerator<string> } {
  if (input === undefined || input === "-")
    return { name: "standard input", chunks: linesIn(process.stdin, "standard input") };
  return { name: input, chunks: linesIn(bytesOf(input), input) };
}

async function* linesIn(bytes: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<string> {
  for await (const { text } of linesOfBytes(bytes, name)) yield `${text}\n`;
}

/** Each of `values` as a line of JSON. */
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
