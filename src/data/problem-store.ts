// Problems on disk, for sets that are larger than memory: a file of this process alone, read by index. What training does with
// a list of problems it can do with these.
import { createHash } from "node:crypto";
import { closeSync, createWriteStream, mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { UserError } from "../common/errors.ts";
import type { Tokenizer } from "../model/tokenizer.ts";
import {
  type LoadReport,
  openProblems,
  type Problem,
  type ProblemOptions,
  type Problems,
} from "./problems.ts";
import { type EncodedPrompt, encodePrompts, type PromptOptions, type Prompts } from "./prompts.ts";

/** Read at a time, in bytes, by whoever goes through all in their order. */
const WINDOW = 2 ** 20;

/** A file of records, each at its offset; records once written do not change. */
class RecordFile {
  readonly #directory = mkdtempSync(join(tmpdir(), "pure-problems-on-disk-"));
  readonly path = join(this.#directory, "problems.jsonl");
  /** Bytes of the file that are in memory, from `#from` on. */
  #window = Buffer.alloc(0);
  #from = 0;
  #file: number | null = null;

  read(offset: number, length: number): string {
    const at = offset - this.#from;
    if (at < 0 || at + length > this.#window.length) {
      this.#file ??= openSync(this.path, "r");
      const next = at >= 0 && at <= this.#window.length;
      const window = Buffer.allocUnsafe(next ? Math.max(length, WINDOW) : length);
      this.#window = window.subarray(0, readSync(this.#file, window, 0, window.length, offset));
      this.#from = offset;
    }
    const from = offset - this.#from;
    return this.#window.toString("utf8", from, from + length);
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

/** What is written of a problem; without its solution, which training does not read. */
type Stored = [id: string, numbered: string, file: number, rest: Omit<Problem, "id">];

/** Problems in a file of their own under TMPDIR; `close` deletes it. Of each, memory holds 16 bytes. */
export class StoredProblems implements Problems {
  private constructor(
    private readonly records: RecordFile,
    private readonly offsets: Float64Array,
    private readonly lengths: Float64Array,
    private readonly numbered: readonly boolean[],
  ) {}

  /** The problems of `source`, as `loadProblems` has them. Errors as there. */
  static async load(
    source: string,
    options: ProblemOptions = {},
  ): Promise<{ problems: StoredProblems; report: LoadReport }> {
    const { report, problems } = await openProblems(source, options);
    const records = new RecordFile();
    const [offsets, lengths]: [number[], number[]] = [[], []];
    const seen = new Set<bigint>();
    async function* written() {
      let offset = 0;
      for await (const { problem, file, numbered } of problems) {
        const { id, solution: _, ...rest } = problem;
        const bytes = Buffer.from(JSON.stringify([id, numbered, file, rest] satisfies Stored));
        offsets.push(offset);
        lengths.push(bytes.length);
        offset += bytes.length;
        seen.add(createHash("sha256").update(rest.prompt).digest().readBigUInt64BE());
        yield bytes;
      }
    }
    try {
      await pipeline(written, createWriteStream(records.path));
    } catch (error) {
      records.close();
      if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
      throw new UserError(`${records.path}: no space left for the problems; TMPDIR says where they are kept`);
    }
    report.repeated = offsets.length - seen.size;
    const numbered = report.files.map(({ fields }) => fields.id === null);
    const columns = [Float64Array.from(offsets), Float64Array.from(lengths)] as const;
    return { problems: new StoredProblems(records, ...columns, numbered), report };
  }

  get length(): number {
    return this.offsets.length;
  }

  at(index: number): Problem | undefined {
    if (!(index >= 0 && index < this.length)) return undefined;
    const [id, numbered, file, rest] = JSON.parse(
      this.records.read(this.offsets[index], this.lengths[index]),
    ) as Stored;
    return { id: this.numbered[file] ? numbered : id, ...rest };
  }

  *[Symbol.iterator](): Iterator<Problem> {
    for (let i = 0; i < this.length; i++) yield this.at(i) as Problem;
  }

  /** Those that are kept, of the same file. */
  filter(keep: (problem: Problem, index: number) => boolean): StoredProblems {
    const kept: boolean[] = [];
    for (const problem of this) kept.push(keep(problem, kept.length));
    const of = (column: Float64Array) => column.filter((_, index) => kept[index]);
    return new StoredProblems(this.records, of(this.offsets), of(this.lengths), this.numbered);
  }

  close(): void {
    this.records.close();
  }
}

/** The prompts of stored problems, encoded when they are asked for. */
export class StoredPrompts implements Prompts {
  constructor(
    private readonly problems: Problems,
    private readonly tokenizer: Tokenizer,
    private readonly options: PromptOptions,
  ) {}

  get length(): number {
    return this.problems.length;
  }

  at(index: number): EncodedPrompt | undefined {
    const problem = this.problems.at(index);
    return (
      problem && encodePrompts([problem], this.tokenizer, Number.POSITIVE_INFINITY, this.options).prompts[0]
    );
  }

  *[Symbol.iterator](): Iterator<EncodedPrompt> {
    for (let i = 0; i < this.length; i++) yield this.at(i) as EncodedPrompt;
  }
}
