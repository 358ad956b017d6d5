// scores.jsonl: every step score a process reward model gave, so that figures can be made again without it and scoring
// that was stopped goes on. One header line that says whose scores they are, then one line a solution.
import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { appendFile, readdir, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { z } from "zod";
import { makeDirectory } from "../common/directories.ts";
import { UserError } from "../common/errors.ts";
import { isServer } from "../common/server-address.ts";
import { cutToWholeLines, writeWhole } from "../common/whole-file.ts";
import { readJsonLines } from "../data/records.ts";
import { shardsBeside } from "../model/gguf-shards.ts";
import type { OpenPrm } from "../reward/open.ts";
import type { PrmReading, Solution } from "../reward/reading.ts";

export interface FileHash {
  path: string;
  sha256: string;
}

/** Whose scores they are. */
export interface ScoredBy {
  /** As the user named it: directory, hub id or URL. */
  prm: string;
  /** How it read the solutions. */
  reading: PrmReading;
  /** Its files: weights, configuration, tokenizer; behind a server only the tokenizer's are at hand. */
  files: FileHash[];
}

/** A solution to score, and what it is called in the file it came from. */
export interface NamedSolution extends Solution {
  name: string;
}

/** Tells solutions apart: SHA-256 of problem and steps, 128 bits as hexadecimal digits. */
export function solutionKey({ problem, steps }: Solution): string {
  return createHash("sha256")
    .update(JSON.stringify([problem, steps]))
    .digest("hex")
    .slice(0, 32);
}

/** SHA-256 of a file, read in pieces. */
export async function hashFile(path: string): Promise<FileHash> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return { path, sha256: hash.digest("hex") };
}

const MODEL_FILES =
  /^model.*\.safetensors$|\.gguf$|\.jinja$|^(?!training-problems\.json$)(?!.*\.index\.json$).*\.json$/;

const TOKENIZER_FILES = /^tokenizer.*\.json$|^(special_tokens_map|added_tokens)\.json$|\.jinja$/;

/**
 * Hashes of a model's files on disk: those of a directory that decide what it computes, or the one file, with its
 * shards. `only` "tokenizer": those that decide how it reads text.
 */
export async function hashModel(path: string, only?: "tokenizer"): Promise<FileHash[]> {
  const hashes: FileHash[] = [];
  if (!(await stat(path)).isDirectory()) {
    for (const file of shardsBeside(path)) hashes.push(await hashFile(file));
    return hashes;
  }
  const wanted = only === "tokenizer" ? TOKENIZER_FILES : MODEL_FILES;
  const names = (await readdir(path)).filter((name) => wanted.test(name)).sort();
  for (const name of names) hashes.push(await hashFile(join(path, name)));
  return hashes;
}

/** Whose scores those of `prm` are: its files are hashed, but for a server's, and those of a tokenizer of its own. */
export async function scoredBy({ name, reading }: OpenPrm, tokenizer?: string): Promise<ScoredBy> {
  const files = [
    ...(isServer(name) ? [] : await hashModel(await modelPath(name))),
    ...(tokenizer === undefined ? [] : await hashModel(tokenizer, "tokenizer")),
  ];
  return { prm: name, reading, files };
}

/** Where the files of a model lie; those of the Hub are downloaded. */
export async function modelPath(source: string): Promise<string> {
  if (existsSync(source)) return source;
  const { downloadModel } = await import("../model/download.ts");
  return downloadModel(source);
}

const reward = z.number().min(-1).max(1);
const headSchema = z.object({
  ...{ prm: z.string(), reading: z.object({ stepSeparator: z.string() }), files: z.array(z.unknown()) },
});
const lineSchema = z.object({ key: z.string(), scores: z.array(reward).nullable() });

/** A file of scores, read whole; `append` writes to it too. */
export class ScoreFile {
  private constructor(
    readonly path: string,
    readonly by: ScoredBy,
    /** By key: r of each step; null: the solution is longer than the model's context. */
    readonly scores: Map<string, number[] | null>,
  ) {}

  /** Reads an existing file. Throws a UserError where there is none or a line is not one of scores. */
  static async read(path: string): Promise<ScoreFile> {
    const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") throw new UserError(`${path}: no such file`);
      if (error.code === "EISDIR") throw new UserError(`${path}: is a directory, expected a file of scores`);
      throw error;
    });
    // A kill while writing leaves half a line behind; it is scored again.
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    let by: ScoredBy | null = null;
    const scores = new Map<string, number[] | null>();
    for await (const { value, where } of readJsonLines(Readable.from([whole]), path)) {
      if (by === null) {
        if (!headSchema.safeParse(value).success) break;
        by = value as ScoredBy;
        continue;
      }
      const { data } = lineSchema.safeParse(value);
      if (!data)
        throw new UserError(
          `${where}: expected an object {"key": text, "name": text, "scores": numbers from -1 to 1, or null}`,
        );
      scores.set(data.key, data.scores);
    }
    if (by === null)
      throw new UserError(
        `${path}:1: expected the header of a scores.jsonl, {"prm", "reading", "files"}, as pure prm eval writes it`,
      );
    return new ScoreFile(path, by, scores);
  }

  /**
   * The file at `path`, made where there is none; what it holds is kept, a half-written line is cut. Throws a UserError
   * where its scores are of another model.
   */
  static async open(path: string, by: ScoredBy): Promise<ScoreFile> {
    await makeDirectory(dirname(path));
    if (!existsSync(path)) {
      await writeWhole(path, `${JSON.stringify(by)}\n`);
      return new ScoreFile(path, by, new Map());
    }
    const file = await ScoreFile.read(path);
    const identity = ({ prm, reading, files }: ScoredBy) =>
      // Files tell a model better than its name, wherever it has been moved to; a server's are not at hand.
      JSON.stringify([
        isServer(prm) || files.length === 0 ? prm : null,
        files.map(({ sha256 }) => sha256),
        reading,
      ]);
    if (identity(file.by) !== identity(by))
      throw new UserError(
        `${path}: holds scores of another model, ${file.by.prm} (or of other files of it, or read otherwise); choose another directory with --out, or remove the file`,
      );
    await cutToWholeLines(path);
    return new ScoreFile(path, by, file.scores);
  }

  /** Null: longer than the context; undefined: not scored yet. */
  get(solution: Solution): number[] | null | undefined {
    return this.scores.get(solutionKey(solution));
  }

  /** Adds the scores of solutions, on disk first. */
  async append(solutions: readonly NamedSolution[], scores: readonly (number[] | null)[]): Promise<void> {
    const lines = solutions.map((solution, i) => ({
      key: solutionKey(solution),
      name: solution.name,
      scores: scores[i],
    }));
    await appendFile(this.path, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    for (const { key, scores: own } of lines) this.scores.set(key, own);
  }
}

/** Solutions that are scored, and written, together: as many, and no more characters unless one alone has more. */
const CHUNK = 64;
const CHUNK_CHARACTERS = 1 << 18;

/**
 * Scores what `file` does not hold yet, in order and in chunks, each on disk before the next; equal solutions once, those
 * without steps not at all, and those longer than the model's context noted as such, until they fit a longer one.
 * `onScored` gets how many different solutions are scored so far and in all; first with what was there before. False:
 * the signal stopped it.
 * @throws Error where the model's scores are not one a step, or not within [−1, 1]
 */
export async function scoreSolutions(
  prm: OpenPrm,
  solutions: readonly NamedSolution[],
  file: ScoreFile,
  {
    signal,
    onScored = () => {},
  }: { signal?: AbortSignal; onScored?: (done: number, total: number) => void } = {},
): Promise<boolean> {
  const different = new Map<string, NamedSolution>();
  for (const solution of solutions)
    if (solution.steps.length > 0) different.set(solutionKey(solution), solution);
  const missing = ([key, solution]: [string, NamedSolution]) =>
    !file.scores.has(key) || (file.scores.get(key) === null && prm.tooLong(solution) === null);
  const todo = [...different].filter(missing).map(([, solution]) => solution);
  let done = different.size - todo.length;
  onScored(done, different.size);
  for (let from = 0; from < todo.length; ) {
    let to = from;
    let characters = 0;
    while (to < todo.length && to - from < CHUNK) {
      characters += todo[to].problem.length + todo[to].steps.reduce((sum, step) => sum + step.length, 0);
      if (characters > CHUNK_CHARACTERS && to > from) break;
      to++;
    }
    const chunk = todo.slice(from, to);
    const fitting = chunk.filter((solution) => prm.tooLong(solution) === null);
    let scores: number[][];
    try {
      signal?.throwIfAborted();
      scores = fitting.length > 0 ? await prm.scoreSolutions(fitting, { signal }) : [];
    } catch (error) {
      if (signal?.aborted && (error === signal.reason || (error as Error).name === "AbortError"))
        return false;
      throw error;
    }
    check(fitting, scores, prm.name);
    const given = new Map(fitting.map((solution, i) => [solution, scores[i]]));
    await file.append(
      chunk,
      chunk.map((solution) => given.get(solution) ?? null),
    );
    done += chunk.length;
    from = to;
    onScored(done, different.size);
  }
  return true;
}

function check(chunk: readonly NamedSolution[], scores: readonly number[][], name: string): void {
  if (scores.length !== chunk.length)
    throw new Error(`${name} gave scores of ${scores.length} solutions for ${chunk.length}`);
  chunk.forEach(({ name: solution, steps }, i) => {
    if (scores[i].length !== steps.length)
      throw new Error(`${name} gave ${scores[i].length} scores for the ${steps.length} steps of ${solution}`);
    const bad = scores[i].findIndex((score) => !reward.safeParse(score).success);
    if (bad >= 0)
      throw new Error(
        `${name} gave ${scores[i][bad]} at step ${bad} of ${solution}; a score lies between −1 and 1`,
      );
  });
}
