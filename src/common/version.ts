// The package's version, as package.json has it.
import { readFileSync } from "node:fs";

/** "0.1.0". */
export function packageVersion(): string {
  return JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")).version;
}
