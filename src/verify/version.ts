// Which verifier gave a verdict: the package's version, and a hash of the verifier's own files as they run, so that a
// changed rule shows wherever its verdicts are kept.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { packageVersion } from "../common/version.ts";

/**
 * "0.1.0+3f9a1c0b72de": of the files in this folder and those below, tests left out. TypeScript and what is built from it are different
 * files, and so different versions.
 */
export function verifierVersion(): string {
  const own = fileURLToPath(import.meta.url);
  const directory = join(own, "..");
  const extension = extname(own);
  const names = readdirSync(directory, { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll(sep, "/"))
    .filter((name) => name.endsWith(extension) && !/\.(test|d)\.ts$/.test(name))
    .sort();
  const hash = createHash("sha256");
  for (const name of names) {
    const text = readFileSync(join(directory, name));
    hash.update(`${name}\n${text.length}\n`).update(text);
  }
  return `${packageVersion()}+${hash.digest("hex").slice(0, 12)}`;
}
