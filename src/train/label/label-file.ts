// The output of labelling: JSON lines, and beside them a small file that says how they are made and how far they are,
// so that the same command goes on where another was stopped, at whatever moment.
import { createHash } from "node:crypto";
import { open, readFile, stat, truncate, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { makeDirectory } from "../../common/directories.ts";
import { UserError } from "../../common/errors.ts";
import { ifThere } from "../../common/if-there.ts";
import { writeWhole } from "../../common/whole-file.ts";
import type { Problem } from "../../data/problems.ts";
import { type LabelCounts, noLabels } from "./label-rollouts.ts";

/** What two runs must share to be one: option names in camel case, and their values; "modelHash" is of the model's files. */
export type LabelOptions = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

export interface LabelProgress {
  /** Problems labelled, from the first. */
  problems: number;
  counts: LabelCounts;
  /** Seconds that labelling took, of all runs. */
  seconds: number;
}

interface State extends LabelProgress {
  options: LabelOptions;
  /** Of the problems labelled. */
  digest: string;
  /** Size of the output up to the last whole problem. What lies behind was not finished. */
  bytes: number;
}

/** The output `path`, opened where it was left. */
export class LabelFile {
  private constructor(
    private readonly path: string,
    private readonly problems: readonly Problem[],
    private state: State,
  ) {}

  get progress(): LabelProgress {
    return this.state;
  }

  /**
   * Opens `path` for the labels of `problems`: a new file, or one that was begun with the same options and problems,
   * cut back to its last whole problem. Throws a UserError that says what differs.
   */
  static async open(path: string, options: LabelOptions, problems: readonly Problem[]): Promise<LabelFile> {
    const size = await sizeOf(path);
    const found = await readState(statePath(path));
    // Of one that has no problem yet, as a mistake in the options leaves it, nothing is lost.
    if (found === null || (found.problems === 0 && (size ?? 0) === 0)) {
      if (found === null && size !== null)
        throw new UserError(
          `${path} is there already, and ${statePath(path)}, which would say how to go on with it, is not; ` +
            "remove it, or name another --out",
        );
      const state = { options, digest: digestOf([]), problems: 0, bytes: 0, seconds: 0, counts: noLabels };
      const file = new LabelFile(path, problems, state);
      await makeDirectory(dirname(path));
      await file.#save(state);
      await writeFile(path, "");
      return file;
    }
    const refuse = (what: string): never => {
      throw new UserError(`${path} was begun with ${what}`);
    };
    for (const key of Object.keys({ ...found.options, ...options })) {
      const [before, now] = [found.options[key] ?? null, options[key] ?? null];
      if (key === "modelHash") {
        // Earlier versions did not say.
        if (before !== null && before !== now)
          refuse(
            `other files of the model ${options.model} than are there now; give the same model to go on, or name another --out`,
          );
      } else if (JSON.stringify(before) !== JSON.stringify(now))
        refuse(
          `${flag(key, before)}, and now it is ${flag(key, now)}; ` +
            "give the same options to go on, or name another --out",
        );
    }
    if (found.problems > problems.length)
      refuse(`more problems: ${found.problems} are labelled, and now there are ${problems.length}`);
    if (digestOf(problems.slice(0, found.problems)) !== found.digest)
      refuse(`other problems than the first ${found.problems} of now; name another --out`);
    if ((size ?? 0) < found.bytes)
      throw new UserError(
        `${path} ${size === null ? "is gone" : `has only ${size} bytes`}, but ${statePath(path)} says that ${found.bytes} bytes were ` +
          "written; restore it, or remove both to begin again",
      );
    if (size === null) await writeFile(path, "");
    else await truncate(path, found.bytes);
    // Earlier versions counted less, and said less of the model.
    return new LabelFile(path, problems, { ...found, options, counts: { ...noLabels, ...found.counts } });
  }

  /** Appends the labels of the problems up to `progress.problems`: all of them, or none if it is cut short. */
  async append(text: string, progress: LabelProgress): Promise<void> {
    const handle = await open(this.path, "a");
    try {
      const { size } = await handle.stat();
      if (size !== this.state.bytes)
        throw new UserError(
          `${this.path}: has ${size} bytes where ${this.state.bytes} were written; is another labelling writing to it? ` +
            "The same command goes on once that has ended",
        );
      await handle.appendFile(text);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    const { options, bytes } = this.state;
    await this.#save({
      options,
      digest: digestOf(this.problems.slice(0, progress.problems)),
      bytes: bytes + Buffer.byteLength(text),
      ...progress,
    });
  }

  async #save(state: State): Promise<void> {
    await writeWhole(statePath(this.path), `${JSON.stringify(state, null, 2)}\n`);
    this.state = state;
  }
}

/** Its name does not end like a data file's, so that a directory of labels can be read as a whole. */
const statePath = (path: string) => `${path}.state`;

async function readState(path: string): Promise<State | null> {
  const text = await ifThere(readFile(path, "utf8"));
  if (text === null) return null;
  let state: Partial<State> | null;
  try {
    state = JSON.parse(text);
  } catch (error) {
    throw new UserError(`${path}: not valid JSON: ${(error as Error).message}`);
  }
  if (typeof state?.bytes !== "number" || typeof state.options !== "object" || !state.counts)
    throw new UserError(`${path}: not the state of a labelling; remove it, or name another --out`);
  return state as State;
}

async function sizeOf(path: string): Promise<number | null> {
  const found = await ifThere(stat(path));
  if (found?.isFile() === false) throw new UserError(`${path}: is no file that labels could be written to`);
  return found?.size ?? null;
}

function flag(key: string, value: unknown): string {
  const name = `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  if (value === null || value === false) return `no ${name}`;
  if (value === true) return name;
  return `${name} ${typeof value === "string" && /^[\w./:@+-]+$/.test(value) ? value : JSON.stringify(value)}`;
}

function digestOf(problems: readonly Problem[]): string {
  const hash = createHash("sha256");
  for (const { id, prompt, answer } of problems) hash.update(`${JSON.stringify([id, prompt, answer])}\n`);
  return hash.digest("hex");
}
