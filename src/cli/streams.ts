// Text in and out of commands that read and write lines: a file or standard input, and standard output.
import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileError } from "../data/bytes.ts";

/**
 * The text of the file `input` in pieces, and what messages call it; standard input where it is left out or "-". Reading
 * throws a UserError where there is no such file.
 */
export function openInput(input: string | undefined): { name: string; chunks: AsyncGenerator<string> } {
  if (input === undefined || input === "-")
    return { name: "standard input", chunks: textOf(process.stdin, "standard input") };
  return { name: input, chunks: textOf(createReadStream(input), input) };
}

async function* textOf(stream: Readable, name: string): AsyncGenerator<string> {
  try {
    yield* stream.setEncoding("utf8");
  } catch (error) {
    throw fileError(name, error);
  }
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
