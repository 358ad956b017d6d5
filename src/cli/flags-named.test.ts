// Every flag and every key that a message of this project names exists: a remedy that is printed can be followed.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { expect, it } from "vitest";
import { configKeys } from "../config/keys.ts";
import { pureSchema } from "../config/schema.ts";
import { prmSchema, sftSchema } from "../config/supervised.ts";
import { createProgram } from "./program.ts";

const source = fileURLToPath(new URL("..", import.meta.url));
const keys = new Set(
  [pureSchema, sftSchema, prmSchema].flatMap((schema) => configKeys(schema).map(({ path }) => path)),
);
/** Names of files and of what is in them. */
const others = ["model.safetensors", "model.safetensors.index.json", "model.vocab"];
const names = (await createProgram([])).commands.map((command) => command.name());
const { commands } = await createProgram(names);
const flags = new Set([
  ...["--help", "--version", "--section.key"],
  // Those of Node and V8, and of llama-gguf-split.
  ...["--import", "--max-old-space-size", "--always-sparkplug", "--no-regexp-tier-up", "--merge"],
  ...["--interrupt-budget", "--invocation-count-for-turbofan"],
  // A section with a type is given by it.
  ...["--engine"],
  ...[...keys].map((key) => `--${key}`),
  ...commands.flatMap(flagsOf),
]);

function flagsOf(command: Command): string[] {
  const own = command.options.flatMap(({ long }) => long ?? []);
  return [...own, ...command.commands.flatMap(flagsOf)];
}

/** Texts in quotes and templates, without what is filled in. */
function textsOf(code: string): string[] {
  const plain = code.replace(/^\s*(?:\/\/|\*|\/\*).*$/gm, "");
  const literals = plain.match(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/gs) ?? [];
  return literals.map((text) => text.replace(/\$\{[^{}]*\}/g, "…"));
}

it("names no flag and no key that does not exist", () => {
  const files = readdirSync(source, { recursive: true, encoding: "utf8" });
  const wrong: string[] = [];
  let named = 0;
  // Reports are pages, whose style sheets are full of --names.
  for (const name of files.filter((file) => /^(?!report\/).*(?<!\.test)\.ts$/.test(file)))
    for (const text of textsOf(readFileSync(join(source, name), "utf8"))) {
      // Not those that end in what is filled in: `--engine.${key}`.
      const found = [...text.matchAll(/(?<![\w-])--[a-z][\w-]*(?:\.\w+)*(?![\w.]*…)/g)].map(([flag]) => flag);
      const keyed = [
        ...text.matchAll(
          /(?<![\w./"-])(?:model|data|sampling|credit|reward|optimizer|critic|train|run|engine)\.[a-z]\w*(?:\.[a-z]\w*)*(?![\w.]*…)/g,
        ),
      ].map(([key]) => key);
      named += found.length + keyed.length;
      wrong.push(...found.filter((flag) => !flags.has(flag)).map((flag) => `${name}: ${flag}`));
      wrong.push(
        ...keyed.filter((key) => !keys.has(key) && !others.includes(key)).map((key) => `${name}: ${key}`),
      );
      // Of a library nobody calls these; alone in quotes it is a type's.
      for (const option of text.match(/(?<= )(?:prompt|answer|id|solution|level|subject)Field\b/g) ?? [])
        wrong.push(`${name}: ${option}`);
    }
  expect(named).toBeGreaterThan(200);
  expect(wrong).toEqual([]);
});
