// Files that are whole or as they were, whenever a program is killed or a machine loses its power.
import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { open, readdir, rename, rm, truncate } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** Writes `text` under another name in the same directory and then renames it to `path`, which it returns. */
export async function writeWhole(path: string, text: string): Promise<string> {
  await writeWholePieces(path, [text]);
  return path;
}

/** As `writeWhole` a file of the given pieces of text, one after the other: together they may be longer than a string. */
export async function writeWholePieces(
  path: string,
  pieces: Iterable<string> | AsyncIterable<string>,
): Promise<void> {
  const partial = `${path}.partial`;
  try {
    await pipeline(Readable.from(pieces), createWriteStream(partial));
    await sync(partial);
    await renameWhole(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** Renames the file or directory `from`, which is on the disk, to `to`, and has the name on the disk too. */
export async function renameWhole(from: string, to: string): Promise<void> {
  await rename(from, to);
  await sync(dirname(to));
}

/** Cuts what a kill left of the last line of a file, if there is one. */
export async function cutToWholeLines(path: string): Promise<void> {
  if (!existsSync(path)) return;
  let [size, whole] = [0, 0];
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const at = (piece as Buffer).lastIndexOf("\n");
    if (at >= 0) whole = size + at + 1;
    size += piece.length;
  }
  if (whole < size) await truncate(path, whole);
}

/** Has all that lies in `directory` on the disk. */
export async function syncDirectory(directory: string): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    await (entry.isDirectory() ? syncDirectory(path) : sync(path));
  }
  await sync(directory);
}

async function sync(path: string): Promise<void> {
  // Windows opens no directories, and syncs no file that is open for reading.
  if (process.platform === "win32") return;
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
