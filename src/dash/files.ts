// Reading below one folder, and nowhere else: a path that leaves it, by name or by a link, is not there. Files may grow,
// be replaced or go while they are read.
import { createReadStream } from "node:fs";
import { type FileHandle, open, realpath, stat } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import type { Lines } from "./types.ts";

/** Lines that are longer are passed over: no record of a run is. */
const LONGEST_LINE = 64 * 2 ** 20;
/** Bytes of whole lines handed out at once. */
const MOST_BYTES = 64 * 2 ** 20;

/** A folder whose contents may be read. */
export class Folder {
  private constructor(readonly path: string) {}

  /** Throws where there is no such folder. */
  static async at(path: string): Promise<Folder> {
    const real = await realpath(resolve(path));
    if (!(await stat(real)).isDirectory()) throw new Error(`${path} is no folder`);
    return new Folder(real);
  }

  /** The real path of something inside; null where it is not there, or lies outside. */
  async find(...parts: string[]): Promise<string | null> {
    if (parts.some((part) => part.includes("\0"))) return null;
    const real = await realpath(join(this.path, ...parts)).catch(() => null);
    return real !== null && (real === this.path || real.startsWith(this.path + sep)) ? real : null;
  }

  /** Text of a file; null where it is not there. Broken UTF-8 becomes U+FFFD. */
  async text(...parts: string[]): Promise<string | null> {
    const path = await this.find(...parts);
    if (path === null) return null;
    const file = await open(path).catch(() => null);
    if (file === null) return null;
    try {
      return (await file.stat()).isFile() ? await file.readFile("utf8") : null;
    } finally {
      await file.close();
    }
  }
}

/** `text` without a last line that is half written. */
export const wholeLines = (text: string) => text.slice(0, text.lastIndexOf("\n") + 1);

/** Which file this is, as far as a reader can go on where it was: an append keeps it, a rename into its place does not. */
async function generationOf(file: FileHandle): Promise<{ generation: string; size: number }> {
  const { ino, birthtimeMs, size } = await file.stat();
  return { generation: `${ino}-${Math.round(birthtimeMs)}`, size };
}

/**
 * The whole lines of `path` behind `offset`; all of them where it is another file than that of `generation`, or shorter.
 * The last line may be half written: it waits. Null where there is no file.
 */
export async function linesFrom(path: string, generation: string, offset: number): Promise<Lines | null> {
  const file = await open(path).catch(() => null);
  if (file === null) return null;
  try {
    const now = await generationOf(file);
    const same = now.generation === generation && offset <= now.size;
    const from = same ? offset : 0;
    const bytes = Buffer.alloc(Math.min(MOST_BYTES, now.size - from));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, from);
    const end = bytes.subarray(0, bytesRead).lastIndexOf(10) + 1;
    // A file cut back in its place and grown again past `offset` no longer has a line's end before it.
    if (same && from > 0 && !(await endsLine(file, from))) return await linesFrom(path, "", 0);
    return { generation: now.generation, from, offset: from + end, text: bytes.toString("utf8", 0, end) };
  } finally {
    await file.close();
  }
}

async function endsLine(file: FileHandle, offset: number): Promise<boolean> {
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, offset - 1);
  return byte[0] === 10;
}

/** Another once a file was written to or replaced. */
export async function stampOf(path: string): Promise<string> {
  const { ino, size, mtimeMs } = await stat(path);
  return `${ino} ${size} ${mtimeMs}`;
}

/**
 * What was made of the files asked for last, up to `most` in all by `weigh` (unless told, each is 1) but that of the last
 * one at least; made again once a file is another.
 */
export class MadeOfFiles<T> {
  #kept = new Map<string, { stamp: string; made: Promise<T>; weight: number }>();

  constructor(
    private readonly most: number,
    private readonly weigh: (made: T) => number = () => 1,
  ) {}

  async get(path: string, make: () => Promise<T>): Promise<T> {
    const stamp = await stampOf(path);
    const known = this.#kept.get(path);
    const entry = known?.stamp === stamp ? known : { stamp, made: make(), weight: 0 };
    // Last in the order of a map: asked for last.
    this.#kept.delete(path);
    this.#kept.set(path, entry);
    const made = await entry.made.catch((error) => {
      this.#kept.delete(path);
      throw error;
    });
    entry.weight = this.weigh(made);
    let total = 0;
    for (const { weight } of this.#kept.values()) total += weight;
    for (const [oldest, { weight }] of this.#kept) {
      if (total <= this.most || oldest === path) break;
      this.#kept.delete(oldest);
      total -= weight;
    }
    return made;
  }
}

/** A line and where it lies. */
export interface LineAt {
  offset: number;
  /** Without the line feed. */
  bytes: Buffer;
}

/** The whole lines of a file one after another, one in memory at a time; empty ones and those too long are passed over. */
export async function* linesAt(path: string): AsyncGenerator<LineAt> {
  let rest: Buffer[] = [];
  let size = 0;
  let start = 0;
  let at = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 }) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      const piece = chunk.subarray(from, end);
      size += piece.length;
      if (size > 0 && size <= LONGEST_LINE)
        yield { offset: start, bytes: rest.length === 0 ? piece : Buffer.concat([...rest, piece]) };
      from = end + 1;
      start = at + from;
      [rest, size] = [[], 0];
    }
    const piece = chunk.subarray(from);
    size += piece.length;
    if (size > LONGEST_LINE) rest = [];
    else if (piece.length > 0) rest.push(piece);
    at += chunk.length;
  }
}

/** The bytes of `path` at each of `places`; null where the file has become too short for them. */
export async function piecesAt(
  path: string,
  places: readonly { offset: number; length: number }[],
): Promise<Buffer[] | null> {
  const file = await open(path);
  try {
    const pieces: Buffer[] = [];
    for (const { offset, length } of places) {
      const bytes = Buffer.alloc(length);
      if ((await file.read(bytes, 0, length, offset)).bytesRead < length) return null;
      pieces.push(bytes);
    }
    return pieces;
  } finally {
    await file.close();
  }
}
