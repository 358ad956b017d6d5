// From what a user names (a file, a directory, a dataset id) to the files to read: which data files, split and config.
import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { filesUnder } from "../common/directories.ts";
import { UserError } from "../common/errors.ts";
import { type HubOptions, openRepository, REVISION } from "../common/hub.ts";
import { ifThere } from "../common/if-there.ts";
import type { OptionNames } from "./fields.ts";
import { DATA_FILE, DATA_FILE_NAMES, type DataRecord, readRecords } from "./records.ts";

export interface SourceOptions extends HubOptions {
  /** "train", "test", …; where there are several and none is named: `usualSplit`. */
  split?: string;
  /** Default "train". */
  usualSplit?: string;
  /** A dataset's configuration (subset); where there are several and none is named: "default" or "main". */
  config?: string;
  names?: OptionNames;
  /** Told of each choice made for the user, as the notes of `ResolvedSource`. */
  onNote?: (note: string) => void;
}

/** The files that a source stands for. */
export interface ResolvedSource {
  /** Paths on disk, in order. */
  files: string[];
  split?: string;
  config?: string;
  /** Commit of a dataset of the Hub. */
  commit?: string;
  /** Choices made for the user that they may want to know of. */
  notes: string[];
}

/** Finds the files of `source`: a path, or a dataset id "owner/name", with "@" and a revision if wanted. Throws a UserError where there are none. */
export async function resolveSource(source: string, options: SourceOptions = {}): Promise<ResolvedSource> {
  const resolved = await filesOf(source, options);
  for (const note of resolved.notes) options.onNote?.(note);
  return resolved;
}

/** The records of all files of `source`, with the file and the number in it, from 1. Errors as in `resolveSource` and `readRecords`. */
export async function* recordsOfSource(
  source: string,
  options: SourceOptions = {},
): AsyncGenerator<DataRecord & { file: string; number: number }> {
  for (const file of (await resolveSource(source, options)).files) {
    let number = 0;
    for await (const record of readRecords(file)) yield { ...record, file, number: ++number };
  }
}

async function filesOf(source: string, options: SourceOptions): Promise<ResolvedSource> {
  const found = await ifThere(stat(source));
  if (found?.isDirectory()) {
    const chosen = chooseFiles(await filesUnder(source), options, source);
    return { ...chosen, files: chosen.files.map((path) => join(source, path)) };
  }
  if (found) {
    if (DATA_FILE.test(source)) {
      const unused = (["split", "config"] as const).filter(
        (what) => options[what] !== undefined && !(what === "split" && options.split === options.usualSplit),
      );
      const notes = unused.map((what) => `${what} "${options[what]}" has no say: the source is one file`);
      return { files: [source], notes };
    }
    throw new UserError(`${source}: expected a file named ${DATA_FILE_NAMES}`);
  }
  const named = datasetReference(source);
  if (named === null) {
    throw new UserError(
      `${source}: no such file or directory (and not a dataset id, which reads owner/name or owner/name@revision)`,
    );
  }
  return resolveDataset(named.id, { ...options, revision: named.revision ?? options.revision });
}

const DATASET = new RegExp(String.raw`^(?!\.)([\w.-]+\/[\w.-]+)(?:@(?:main|(${REVISION})))?$`);

/** What `source` names on the Hub: "owner/name", with "@" and a revision if wanted, which "main" is none. Null where it is no such name. */
export function datasetReference(source: string): { id: string; revision?: string } | null {
  const [, id, revision] = DATASET.exec(source) ?? [];
  return id === undefined || DATA_FILE.test(source) ? null : { id, revision };
}

async function resolveDataset(id: string, options: SourceOptions): Promise<ResolvedSource> {
  let dataset = await openRepository("dataset", id, options);
  const notes: string[] = [];
  const typed = (path: string) => isData(path) && !TABLE.test(path);
  if (!dataset.paths.some(typed) && options.revision === undefined && !dataset.offline) {
    // Datasets in other forms (CSV, scripts): the Hub keeps a Parquet copy, with types, on a branch of its own.
    dataset = await openRepository("dataset", id, { ...options, revision: "refs/convert/parquet" });
    notes.push("no JSON or Parquet on the main branch: read from the Hub's Parquet copy");
  }
  if (dataset.offline) notes.push(`no network: read from the cache, commit ${dataset.commit}`);
  const data = dataset.paths.filter(isData);
  const forms = [data.filter((path) => /\.parquet$/i.test(path)), data.filter(typed), data];
  const chosen = chooseFiles(forms.find((files) => files.length > 0) ?? [], options, `dataset ${id}`);
  const files = await dataset.fetch(chosen.files);
  return { ...chosen, files, commit: dataset.commit, notes: [...notes, ...chosen.notes] };
}

const TABLE = /\.[ct]sv(?:\.(?:gz|zst))?$/i;

function isData(path: string): boolean {
  const name = basename(path);
  return DATA_FILE.test(name) && !name.startsWith(".") && !/^(dataset_infos?|state)\.json$/.test(name);
}

/**
 * Which of `paths` (relative to the source) to read: those of one config and split, where any file names one. Throws a
 * UserError where none fits or the choice is open.
 */
function chooseFiles(
  paths: readonly string[],
  options: Pick<SourceOptions, "split" | "config" | "usualSplit" | "names">,
  source: string,
): { files: string[]; split?: string; config?: string; notes: string[] } {
  let files = paths.filter(isData).sort();
  const notes: string[] = [];
  if (files.length === 0) {
    throw new UserError(`${source}: no ${DATA_FILE_NAMES} file in it`);
  }
  const pick = (what: "config" | "split", of: (path: string) => string, usual: string[]): string => {
    const named = [...new Set(files.map(of))].filter((name) => name !== "").sort();
    const others = files.filter((path) => of(path) === "");
    const there = others.length > 0 && named.length > 0 ? [...named, NAMELESS] : named;
    const list = there
      .map((name) => (name === NAMELESS ? `"${NAMELESS}" (no ${what}: ${listOf(others)})` : name))
      .join(", ");
    const wanted = options[what];
    // The usual one is what a configuration says where nobody said anything.
    if (there.length === 0 && what === "split" && wanted === options.usualSplit) return "";
    if (wanted !== undefined && !there.includes(wanted)) {
      const found = there.length > 0 ? `there are ${list}` : `its files name no ${what}`;
      throw new UserError(`${source}: no ${what} "${wanted}"; ${found}`);
    }
    if (wanted === undefined && there.length <= 1) {
      const other = what === "split" && options.usualSplit !== undefined && there[0] !== options.usualSplit;
      if (other && there.length === 1)
        notes.push(`split "${there[0]}", as there is no "${options.usualSplit}"`);
      return there[0] ?? "";
    }
    const chosen = wanted ?? usual.find((name) => there.includes(name));
    if (chosen === undefined) {
      const name = options.names?.[what];
      const remedy = name === undefined ? "name the file of one" : `choose one with ${name}`;
      throw new UserError(`${source}: has the ${what}s ${list}; ${remedy}`);
    }
    if (wanted === undefined) notes.push(`${what} "${chosen}" of ${list}`);
    files = files.filter((path) => (of(path) || NAMELESS) === chosen);
    return chosen;
  };
  const config = pick("config", configOf, ["default", "main"]);
  const split = pick("split", splitOf, [options.usualSplit ?? "train"]);
  return { files, config: config || undefined, split: split || undefined, notes };
}

/** What the files are called that name no config, or no split, where others do. */
const NAMELESS = ".";

const listOf = (paths: readonly string[]) => paths.slice(0, 3).join(", ") + (paths.length > 3 ? ", …" : "");

const SPLITS = new Map([
  ["train", "train"],
  ["test", "test"],
  ["validation", "validation"],
  ["valid", "validation"],
  ["val", "validation"],
  ["dev", "validation"],
  ["eval", "eval"],
  ["heldout", "heldout"],
  ["holdout", "heldout"],
]);

/** Datasets keep a config in a directory of its name: "main/test-00000-of-00001.parquet". "" where there is none. */
function configOf(path: string): string {
  const folders = path.split(/[\\/]/).slice(0, -1);
  return folders.find((folder) => folder !== "data" && !SPLITS.has(folder.toLowerCase())) ?? "";
}

/** The split a file's name, or else a directory's, speaks of: a usual one, or NAME-00000-of-00001. "" for none. */
function splitOf(path: string): string {
  const parts = path.split(/[\\/]/).reverse();
  const shard = /^(.+)-\d+-of-\d+(-[0-9a-f]+)?(?:\.\w+)+$/.exec(parts[0]);
  if (shard) return SPLITS.get(shard[1].toLowerCase()) ?? shard[1];
  for (const part of parts) {
    for (const word of part.toLowerCase().split(/[^a-z]+/)) {
      const split = SPLITS.get(word);
      if (split) return split;
    }
  }
  return "";
}
