// The files that one GGUF model may be split into, as llama.cpp's gguf-split names and marks them:
// NAME-00002-of-00003.gguf, with split.no (from 0), split.count and split.tensors.count; all other metadata are the
// first's.
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { UserError } from "../common/errors.ts";
import type { GgufValue } from "./gguf-header.ts";

const SHARD = /^(.*)-(\d{5})-of-(\d{5})\.gguf$/;

type Metadata = ReadonlyMap<string, GgufValue>;

/** What the paths of all shards of one model begin with; of a model in one file, its path without .gguf. */
export function shardStem(path: string): string {
  return SHARD.exec(path)?.[1] ?? path.replace(/\.gguf$/, "");
}

/** The files there are of the model in GGUF of which `path` is one. */
export function shardsBeside(path: string): string[] {
  const [, stem, , count] = SHARD.exec(path) ?? [];
  if (stem === undefined) return [path];
  const all = Array.from({ length: Number(count) }, (_, i) => `${stem}-${five(i + 1)}-of-${count}.gguf`);
  return all.filter((shard) => existsSync(shard));
}

/**
 * The paths of all shards of the model of which `path` is one, in order; [path] where the model is in one file.
 * @throws UserError where it is a shard but not named as one, or another is not beside it
 */
export function shardPaths(path: string, metadata: Metadata): string[] {
  const count = metadata.get("split.count") ?? 1;
  if (count === 0 || count === 1) return [path];
  const number = Number(metadata.get("split.no")) + 1;
  const which = `${path}: is shard ${number} of ${count} of a model`;
  const nameOf = (stem: string, n: number) => `${stem}-${five(n)}-of-${five(Number(count))}.gguf`;
  const [, stem] = SHARD.exec(basename(path)) ?? [];
  if (stem === undefined || basename(path) !== nameOf(stem, number))
    throw new UserError(
      `${which}, by its split.no and split.count; the others are found by its name, which must be ` +
        `${nameOf(stem ?? "NAME", number)}: give it that name, or make one file of them with llama-gguf-split --merge`,
    );
  const names = Array.from({ length: Number(count) }, (_, i) => nameOf(stem, i + 1));
  const missing = names.filter((name) => !existsSync(join(dirname(path), name)));
  if (missing.length > 0)
    throw new UserError(
      `${which}, and ${missing[0]}${missing.length > 1 ? ` (and ${missing.length - 1} more)` : ""} is not beside it: ` +
        "download all of them into one directory",
    );
  return names.map((name) => join(dirname(path), name));
}

const five = (n: number) => String(n).padStart(5, "0");

/** Throws a UserError where the file at `path` is not the shard its name says. */
export function checkShard(path: string, metadata: Metadata, no: number, count: number): void {
  for (const [key, expected] of [
    ["split.no", no],
    ["split.count", count],
  ] as const) {
    const value = metadata.get(key);
    if (value !== expected)
      throw new UserError(
        `${path}: metadata ${key} is ${value === undefined ? "missing" : JSON.stringify(value)}, by its name it is ` +
          `${expected}: this is another model's shard; download it again`,
      );
  }
}
