// What package.json says of the package: its version and its entries.
import { readFileSync } from "node:fs";

const manifest = () => JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

/** "0.1.0". */
export function packageVersion(): string {
  return manifest().version;
}

/** What can be imported of it, and the file of each under dist/: ["pure-rl/credit", "credit/index.js"]. */
export function packageEntries(): [name: string, path: string][] {
  const { name, exports } = manifest() as { name: string; exports: Record<string, { default: string }> };
  return Object.entries(exports).map(([entry, { default: path }]) => [
    `${name}${entry.slice(1)}`,
    path.slice("./dist/".length),
  ]);
}
