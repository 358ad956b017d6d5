// Directories: made to be written into, and what lies in them.
import { mkdir, readdir, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { UserError } from "./errors.ts";

/**
 * Makes the directory `path`, with those above it, where it is not there; which were made, the innermost first. Throws a
 * UserError where it cannot be.
 */
export async function makeDirectory(path: string): Promise<string[]> {
  try {
    return await make(path);
  } catch (error) {
    throw new UserError(`${path}: cannot be a directory to write into (${(error as Error).message})`);
  }
}

/** Node's own recursive mkdir never ends where the system says that a directory's parent is missing and it is not (/proc). */
async function make(path: string): Promise<string[]> {
  const above: string[] = [];
  for (let attempt = 0; ; attempt++) {
    try {
      await mkdir(path);
      return [path, ...above];
    } catch (error) {
      // Another process may have made it meanwhile.
      if ((await stat(path).catch(() => null))?.isDirectory()) return above;
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "ENOENT" || dirname(path) === path || attempt > 0) throw error;
    }
    above.push(...(await make(dirname(path))));
  }
}

/** Paths of all files under `directory`, and links to files, within it: with "/" on every system, as repositories have them. */
export async function filesUnder(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).replaceAll(sep, "/"));
}
