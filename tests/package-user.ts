// Where tests are users of the package as it is built: dist/ behind `pure-rl`, `pure` and `npx pure`.
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));
export const main = join(root, "dist", "cli", "main.js");

interface Workplace {
  directory: string;
  env: NodeJS.ProcessEnv;
}

/** An empty directory where `pure`, `npx pure` and the package are this checkout's. */
export function workplace(): Workplace {
  const directory = mkdtempSync(join(tmpdir(), "pure-docs-"));
  const bin = join(directory, ".bin");
  mkdirSync(bin);
  mkdirSync(join(directory, "node_modules"));
  symlinkSync(root, join(directory, "node_modules", "pure-rl"), "dir");
  writeFileSync(join(bin, "pure"), `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`, { mode: 0o755 });
  writeFileSync(join(bin, "npx"), '#!/bin/sh\n[ "$1" = pure ] || exit 127\nexec "$@"\n', { mode: 0o755 });
  return { directory, env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` } };
}

/** Runs a TypeScript file in a workplace. */
export function runScript(file: string, { directory, env }: Workplace, input = ""): SpawnSyncReturns<string> {
  const tsx = join(root, "node_modules", "tsx", "dist", "loader.mjs");
  const options = { cwd: directory, env, input, encoding: "utf8" } as const;
  return spawnSync(process.execPath, ["--import", tsx, file], options);
}
