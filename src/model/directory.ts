// Writing a directory all or nothing: into a temporary one beside it, which then takes its place.
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { makeDirectory } from "../common/directories.ts";

/**
 * Replaces `directory` by what `write` puts into the temporary directory it is given. Where anything fails, the
 * temporary directory is removed and `directory` is as it was. Names are taken by two renames; a process killed
 * between them leaves the earlier directory whole as `.NAME.previous`, which `restoreDirectory` puts back.
 */
export async function writeDirectory(
  directory: string,
  write: (temporary: string) => Promise<void>,
): Promise<void> {
  const target = resolve(directory);
  await makeDirectory(dirname(target));
  await restoreDirectory(target);
  // One name, so that what a killed process left is cleared away by the next.
  const temporary = join(dirname(target), `.${basename(target)}.writing`);
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary);
  try {
    await write(temporary);
    const previous = previousOf(target);
    await rm(previous, { recursive: true, force: true });
    if (existsSync(target)) await rename(target, previous);
    try {
      await rename(temporary, target);
    } catch (error) {
      await restoreDirectory(target);
      throw error;
    }
    await rm(previous, { recursive: true, force: true });
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

/** Puts a directory back that a killed `writeDirectory` had set aside. Does nothing where there is none. */
export async function restoreDirectory(directory: string): Promise<void> {
  const target = resolve(directory);
  const previous = previousOf(target);
  if (!existsSync(target) && existsSync(previous)) await rename(previous, target);
}

const previousOf = (target: string) => join(dirname(target), `.${basename(target)}.previous`);
