// Which runs lie below a folder, and what the list says of each: by small files and the names of the others, so that a
// thousand runs are listed at once. Runs that come, grow and go are seen at the next look.
import type { Stats } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { packageVersion } from "../common/version.ts";
import { configKeys } from "../config/keys.ts";
import { pureSchema } from "../config/schema.ts";
import { prmSchema, sftSchema } from "../config/supervised.ts";
import { FIRST_SOLUTIONS, readEvaluation } from "../eval/run-files.ts";
import type { ComparisonRecord } from "../train/compare.ts";
import type { EvaluationResult, RunSummary } from "../train/runs/records.ts";
import { FINISHED_FILE } from "../train/runs/run-store.ts";
import { type Folder, MadeOfFiles, wholeLines } from "./files.ts";
import type { Change, RunDetails, RunFacts } from "./types.ts";

/** Folders below the one shown in which runs are looked for, and how many runs are shown. */
const DEPTH = 4;
const MOST_RUNS = 2000;
/** Runs whose evaluation before training is kept. */
const FIRST_KEPT = 100;
/** A lock older than this is of a process that is gone. */
const LOCK_MS = 150_000;
/** Folders of a run's own. */
const INSIDE = new Set(["checkpoints", "rollouts", "solutions", "figures", "node_modules"]);

interface Seen {
  /** Sizes and times of the run's files: as long as they are the same, so are the facts. */
  stamp: string;
  /** The look that found it so. */
  since: number;
  facts: RunFacts;
}

/** The runs below a folder, as of the last look. */
export class Runs {
  #seen = new Map<string, Seen>();
  #looks = 0;
  /** The last look that found another list, by a run that came or went. */
  #listed = 0;
  #looking: Promise<void> | null = null;
  #first = new MadeOfFiles<EvaluationResult | null>(FIRST_KEPT);

  constructor(readonly folder: Folder) {}

  /** Looks at the folder again; who asks while one looks waits for that look. */
  async look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    });
    await this.#looking;
  }

  /** The number of the last look, for `changesSince`. */
  get looks(): number {
    return this.#looks;
  }

  /** What later looks found than that of number `look`; null: nothing. */
  changesSince(look: number): Change | null {
    const changed = [...this.#seen.values()]
      .filter(({ since }) => since > look)
      .map(({ facts }) => facts.name);
    return changed.length > 0 || this.#listed > look ? { changed } : null;
  }

  async #look(): Promise<void> {
    const since = this.#looks + 1;
    const seen = new Map<string, Seen>();
    for (const name of await this.#names()) {
      const stamp = await this.#stamp(name);
      const known = this.#seen.get(name);
      const facts =
        known?.stamp === stamp ? known.facts : await this.#facts(name).catch((error) => failed(name, error));
      seen.set(name, known?.stamp === stamp ? known : { stamp, since, facts });
    }
    if ([...this.#seen.keys()].some((name) => !seen.has(name))) this.#listed = since;
    this.#seen = seen;
    this.#looks = since;
  }

  list(): RunFacts[] {
    return [...this.#seen.values()].map(({ facts }) => facts).sort((a, b) => b.written - a.written);
  }

  /** A run that the list has; only such are read from. */
  get(name: string): RunFacts | null {
    return this.#seen.get(name)?.facts ?? null;
  }

  /** Path of a file of a run that the list has; null where it is not there. */
  async file(name: string, ...parts: string[]): Promise<string | null> {
    return this.#seen.has(name) ? await this.folder.find(name, ...parts) : null;
  }

  async details(name: string): Promise<RunDetails | null> {
    const facts = this.get(name);
    if (facts === null) return null;
    const [config, summary, alarms] = await Promise.all([
      this.#json(name, "config.json"),
      this.#json(name, "summary.json") as Promise<RunSummary | null>,
      this.folder.text(name, "alarms.jsonl"),
    ]);
    const before = summary?.before ?? (await this.#before(name));
    return { facts, config, summary, before, alarms: wholeLines(alarms ?? "") };
  }

  /** The evaluation before training; null where it is not there, or not as this version writes it. */
  async #before(name: string): Promise<EvaluationResult | null> {
    const path = await this.file(name, FIRST_SOLUTIONS);
    if (path === null) return null;
    return await this.#first.get(path, () => readEvaluation(path)).catch(() => null);
  }

  async #names(): Promise<string[]> {
    const found: string[] = [];
    const visit = async (parts: string[]): Promise<void> => {
      const path = await this.folder.find(...parts);
      const entries = path === null ? [] : await readdir(path, { withFileTypes: true }).catch(() => []);
      const files = new Set(entries.map(({ name }) => name));
      // A run may hold others: those that trained its models.
      if (files.has("metrics.jsonl") || files.has("summary.json") || (await this.#begun(parts, files)))
        found.push(parts.join("/") || ".");
      if (parts.length >= DEPTH) return;
      for (const entry of entries) {
        if (found.length >= MOST_RUNS) return;
        const { name } = entry;
        if (entry.isFile() || name.startsWith(".") || INSIDE.has(name)) continue;
        if (entry.isDirectory() || entry.isSymbolicLink()) await visit([...parts, name]);
      }
    };
    await visit([]);
    return found;
  }

  /** A run before its first step has a configuration alone; so has a model, but not this kind. */
  async #begun(parts: string[], files: ReadonlySet<string>): Promise<boolean> {
    if (!files.has("config.json")) return false;
    const config = (await this.#json(parts.join("/"), "config.json")) as Record<string, unknown> | null;
    return typeof config === "object" && config !== null && "run" in config && "train" in config;
  }

  async #armTitle(arm: string): Promise<string> {
    const compared = (await this.#json(dirname(arm), "comparison.json")) as ComparisonRecord | null;
    const variants = Array.isArray(compared?.variants) ? compared.variants : [];
    const own = variants.find((variant) => variant?.directory === basename(arm));
    return textOr(own?.name, arm);
  }

  async #json(name: string, file: string): Promise<unknown> {
    const text = await this.folder.text(name, file);
    try {
      return text === null ? null : JSON.parse(text);
    } catch {
      return null;
    }
  }

  async #stat(name: string, file: string): Promise<Stats | null> {
    const path = await this.folder.find(name, file);
    return path === null ? null : await stat(path).catch(() => null);
  }

  async #stamp(name: string): Promise<string> {
    const files = ["metrics.jsonl", "summary.json", FINISHED_FILE, "alarms.jsonl", "config.json", "rollouts"];
    const stamps = [...files, "lock", FIRST_SOLUTIONS].map(async (file) => {
      const found = await this.#stat(name, file);
      if (!found) return "-";
      // A lock is written again and again; only whether it is alive counts.
      if (file === "lock") return isHeld(found) ? "held" : "old";
      return `${found.ino} ${found.size} ${found.mtimeMs}`;
    });
    return (await Promise.all(stamps)).join();
  }

  /** The numbers of the files "N.jsonl" in a folder of a run, in order. */
  async steps(name: string, folder: "rollouts" | "solutions"): Promise<number[]> {
    const path = await this.folder.find(name, folder);
    const files = path === null ? [] : await readdir(path).catch(() => []);
    const steps = files.flatMap((file) => /^(\d{1,9})\.jsonl$/.exec(file)?.[1] ?? []).map(Number);
    return steps.sort((a, b) => a - b);
  }

  async #facts(name: string): Promise<RunFacts> {
    const config = (await this.#json(name, "config.json")) as Config | null;
    const summary = (await this.#json(name, "summary.json")) as RunSummary | null;
    const finished = (await this.#json(name, FINISHED_FILE)) as { steps?: unknown } | null;
    const lock = await this.#stat(name, "lock");
    const held = lock !== null && isHeld(lock);
    const alarms = (await this.folder.text(name, "alarms.jsonl")) ?? "";
    const seed = /(?:^|\/)seed-(\d+)$/.exec(name);
    const arm = seed && name !== "." ? dirname(name) : name;
    return {
      name,
      arm,
      armTitle: seed ? await this.#armTitle(arm) : name,
      title: textOr(summary?.title, name === "." ? basename(this.folder.path) : name),
      seed: numberOr(summary?.seed ?? config?.train?.seed ?? (seed ? Number(seed[1]) : null)),
      status: (summary ?? finished) ? "finished" : held ? "running" : "unfinished",
      steps: numberOr(summary?.steps ?? finished?.steps ?? config?.train?.steps),
      written: (await this.#stat(name, "metrics.jsonl"))?.mtimeMs ?? 0,
      before: summary?.before ?? null,
      after: summary?.after ?? null,
      alarms: alarms.split("\n").length - 1,
      form: textOr(config?.credit?.form, null),
      rolloutSteps: await this.steps(name, "rollouts"),
      faults: faultsOf(config),
    };
  }
}

const isHeld = ({ mtimeMs }: Stats) => Date.now() - mtimeMs < LOCK_MS;

/** What is read of a configuration that another version may have written. */
interface Config {
  credit?: { form?: unknown };
  train?: { seed?: unknown; steps?: unknown };
}

const known = new Set(
  [pureSchema, sftSchema, prmSchema].flatMap((s) => configKeys(s).map(({ path }) => path)),
);

/** Keys of a configuration that this version does not know: the run is of a newer one. */
function faultsOf(config: unknown): string[] {
  const keys: string[] = [];
  const visit = (value: unknown, path: string) => {
    if (path !== "" && !known.has(path)) keys.push(path);
    else if (typeof value === "object" && value !== null && !Array.isArray(value))
      for (const [key, inner] of Object.entries(value)) visit(inner, path === "" ? key : `${path}.${key}`);
  };
  visit(config, "");
  if (keys.length === 0) return [];
  const some = keys.slice(0, 3).join(", ") + (keys.length > 3 ? ` and ${keys.length - 3} more` : "");
  return [
    `Its config.json has keys that this version (${packageVersion()}) does not know: ${some}. Another version wrote it; what it has and this page does not know is not shown.`,
  ];
}

function failed(name: string, error: Error): RunFacts {
  return {
    ...{ name, arm: name, armTitle: name, title: name, seed: null, status: "unfinished", steps: null },
    ...{ written: 0, before: null, after: null, alarms: 0, form: null, rolloutSteps: [] },
    faults: [`It cannot be read (${error.message}).`],
  };
}

const numberOr = (value: unknown) => (typeof value === "number" && Number.isFinite(value) ? value : null);
const textOr = <T>(value: unknown, other: T): string | T => (typeof value === "string" ? value : other);
