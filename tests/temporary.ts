// Temporary files of a run of the tests lie in one directory, which goes when they end: thousands stayed behind otherwise.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const directory = mkdtempSync(join(tmpdir(), "pure-tests-"));

export function setup(): void {
  // Workers and the programs that they start inherit it; the second is what Windows reads.
  process.env.TMPDIR = directory;
  process.env.TEMP = directory;
}

export function teardown(): void {
  rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
}
