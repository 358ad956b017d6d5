// Directories to write into.
import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { UserError } from "./errors.ts";

/**
 * Makes the directory `path`, with those above it, where it is not there; whether it was made. Throws a UserError where
 * it cannot be.
 */
export async function makeDirectory(path: string): Promise<boolean> {
  try {
    return await make(path);
  } catch (error) {
    throw new UserError(`${path}: cannot be a directory to write into (${(error as Error).message})`);
  }
}

/** Node's own recursive mkdir never ends where the system says that a directory's parent is missing and it is not (/proc). */
async function make(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    const found = await stat(path).catch(() => null);
    if (found?.isDirectory()) return false;
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || dirname(path) === path) throw error;
  }
  await make(dirname(path));
  // Another process may have made it meanwhile.
  await mkdir(path).catch(async (error) => {
    if (!(await stat(path).catch(() => null))?.isDirectory()) throw error;
  });
  return true;
}
