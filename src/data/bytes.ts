// Files of data as bytes, decompressed by their names (.gz, .zst), and as text and lines of it that are UTF-8. What stands
// in the lines is records.ts's.
import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { Decompress } from "fzstd";
import { UserError } from "../common/errors.ts";

/** Told of what cannot be read, which is then left out. */
export type OnFault = (fault: UserError) => void;

/** Throws `fault`, or tells it where somebody listens. */
export function tell(fault: UserError, onFault: OnFault | undefined): void {
  if (!onFault) throw fault;
  onFault(fault);
}

/** Longest line or element, in bytes: about half of what a string of JavaScript can hold. */
export const MOST_BYTES = 256 * 2 ** 20;
const CHUNK = 2 ** 18;
/** So many compressed bytes at a time: 4 of Zstandard may become 128 KiB. */
const ZSTD_CHUNK = 2 ** 12;

/** The bytes of a file, decompressed where its name ends in .gz or .zst. Throws a UserError for what is not in that form. */
export async function* bytesOf(path: string): AsyncGenerator<Uint8Array> {
  const raw = createReadStream(path, { highWaterMark: CHUNK });
  if (/\.gz$/i.test(path)) {
    const gunzip = createGunzip({ chunkSize: CHUNK });
    pipeline(raw, gunzip).catch(() => {}); // The error comes out of gunzip too.
    yield* readable(gunzip, path, "gzip");
  } else if (/\.zst$/i.test(path)) yield* readable(unzstd(raw), path, "Zstandard");
  else yield* readable(raw, path, "");
}

async function* readable(
  bytes: AsyncIterable<Uint8Array>,
  path: string,
  kind: string,
): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    const known = fileError(path, error);
    if (known !== error || kind === "") throw known;
    throw new UserError(`${path}: not a whole ${kind} file: ${(error as Error).message}`);
  }
}

async function* unzstd(compressed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = [];
  const stream = new Decompress((bytes) => ready.push(bytes));
  for await (const chunk of compressed) {
    for (let at = 0; at < chunk.length; at += ZSTD_CHUNK) {
      stream.push(chunk.subarray(at, at + ZSTD_CHUNK));
      yield* ready.splice(0);
    }
  }
  stream.push(new Uint8Array(0), true);
  yield* ready.splice(0);
}

/** What the system's `error` with a file means to the user, or `error` itself. */
export function fileError(path: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "ENOENT") return new UserError(`${path}: no such file`);
  if (code === "EISDIR") return new UserError(`${path}: is a directory, expected a file`);
  if (code === "EACCES" || code === "EPERM") return new UserError(`${path}: no permission to read it`);
  return error;
}

/** A line and its number, from 1. */
export interface NumberedLine {
  text: string;
  line: number;
}

const LINE_FEED = 0x0a;

/**
 * The lines of UTF-8 bytes, without their line feeds and a byte order mark. Only a line feed ends a line: JSON strings may
 * hold U+2028 as it is. A line that is not UTF-8, or longer than MOST_BYTES, is a fault.
 */
export async function* linesOfBytes(
  bytes: AsyncIterable<Uint8Array>,
  name: string,
  onFault?: OnFault,
): AsyncGenerator<NumberedLine> {
  let line = 1;
  let pieces: Buffer[] = [];
  let size = 0;
  const add = (piece: Buffer) => {
    size += piece.length;
    if (size <= MOST_BYTES) pieces.push(piece);
    else pieces = [];
  };
  const ended = (): string | null => {
    const whole = pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
    const fault =
      size > MOST_BYTES
        ? `a line of more than ${MOST_BYTES / 2 ** 20} MiB`
        : isUtf8(whole)
          ? null
          : `not UTF-8 text (${firstInvalid(whole)})`;
    pieces = [];
    size = 0;
    if (fault === null) return whole.toString("utf8", line === 1 && hasMark(whole) ? 3 : 0);
    tell(new UserError(`${name}:${line}: ${fault}`), onFault);
    return null;
  };
  for await (const chunk of bytes) {
    const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let from = 0;
    for (let at = buffer.indexOf(LINE_FEED); at >= 0; at = buffer.indexOf(LINE_FEED, from)) {
      add(buffer.subarray(from, at));
      const text = ended();
      if (text !== null) yield { text, line };
      line++;
      from = at + 1;
    }
    if (from < buffer.length) add(buffer.subarray(from));
  }
  if (size === 0) return;
  const text = ended();
  if (text !== null) yield { text, line };
}

const hasMark = (bytes: Uint8Array) => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;

/** "byte 17 of the line is 0xff": where UTF-8 ends. */
function firstInvalid(bytes: Buffer): string {
  let [valid, invalid] = [0, bytes.length];
  // A prefix that ends within a character is invalid too, by three bytes at most.
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    const fits = [0, 1, 2, 3].some((less) => isUtf8(bytes.subarray(0, middle - less)));
    if (fits) valid = middle;
    else invalid = middle;
  }
  while (valid > 0 && !isUtf8(bytes.subarray(0, valid))) valid--;
  return `byte ${valid + 1} of the line is 0x${bytes[valid].toString(16).padStart(2, "0")}`;
}

/** The text of UTF-8 bytes in pieces, without a byte order mark. Throws a UserError with the line where it is not UTF-8. */
export async function* textOfBytes(bytes: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let line = 1;
  for await (const chunk of bytes) {
    const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let text: string;
    try {
      text = decoder.decode(buffer, { stream: true });
    } catch {
      const before = new TextDecoder("utf-8").decode(buffer).split("\ufffd", 1)[0];
      throw new UserError(`${name}:${line + before.split("\n").length - 1}: not UTF-8 text`);
    }
    for (let at = buffer.indexOf(LINE_FEED); at >= 0; at = buffer.indexOf(LINE_FEED, at + 1)) line++;
    yield text;
  }
  try {
    yield decoder.decode();
  } catch {
    throw new UserError(`${name}:${line}: not UTF-8 text: it ends within a character`);
  }
}
