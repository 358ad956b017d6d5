// Files that are whole or as they were, whenever a program is killed.
import { rename, writeFile } from "node:fs/promises";

/** Writes `text` under another name in the same directory and then renames it to `path`, which it returns. */
export async function writeWhole(path: string, text: string): Promise<string> {
  await writeFile(`${path}.partial`, text);
  await rename(`${path}.partial`, path);
  return path;
}
