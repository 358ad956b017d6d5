// Problem sets: problems with or without a reference answer, from files, directories or datasets of the Hub.
import { basename } from "node:path";
import { UserError } from "../errors.ts";
import { Random } from "../random.ts";
import { boxSpans } from "../verify/final.ts";
import {
  answerText,
  detectFields,
  type FieldChoice,
  type Fields,
  labelOf,
  promptText,
  solutionText,
  valueAt,
} from "./fields.ts";
import { type DataRecord, readRecords } from "./records.ts";
import { resolveSource, type SourceOptions } from "./sources.ts";

export interface Problem {
  /** Unique within its set. */
  id: string;
  /** The problem as its author wrote it; templates are in prompts.ts. */
  prompt: string;
  /** Reference answer; null: none is known, so no verifiable reward. */
  answer: string | null;
  solution?: string;
  level?: string | number;
  /** "Algebra". */
  subject?: string | null;
}

export interface LoadOptions extends SourceOptions {
  /**
   * Field names; those left out are found by their usual names. "Body+Question" puts two texts together; of a list, the
   * first that is there counts.
   */
  promptField?: string | readonly string[];
  /** Null: load no answers. */
  answerField?: FieldChoice;
  solutionField?: FieldChoice;
  /** Null: number the problems. */
  idField?: FieldChoice;
  levelField?: FieldChoice;
  subjectField?: FieldChoice;
  /** Stop after so many problems. */
  limit?: number;
}

/** Field names of a configuration, where null leaves one out, as `LoadOptions` has them. */
export function fieldOptions(fields: Record<"problem" | "answer" | "id", string | null>) {
  const { problem, answer, id } = fields;
  return { promptField: problem ?? undefined, answerField: answer ?? undefined, idField: id ?? undefined };
}

/** What was loaded and what was chosen on the way, to be shown to the user. */
export interface LoadReport {
  source: string;
  split?: string;
  config?: string;
  /** Commit of a dataset of the Hub. */
  commit?: string;
  /** Each file read, its number of problems, and which fields they were taken from. */
  files: { path: string; problems: number; fields: Fields }[];
  problems: number;
  /** Problems with a reference answer. */
  withAnswer: number;
  /** Problems whose text stood in the set before. */
  repeated: number;
  notes: string[];
}

export interface ProblemSet {
  problems: Problem[];
  report: LoadReport;
}

/** Fields are found from so many records of a file. */
const SAMPLE = 100;

/**
 * Loads the problems of `source`: a .json (an array or JSON lines), .jsonl, .ndjson or .parquet file, a directory of
 * those, or a dataset id "owner/name". Throws a UserError with file and line for whatever is missing or malformed, and
 * for ids that come twice. Where the answers of a file have no field of their own, they are taken from the last
 * `\boxed{}` of its solutions.
 */
export async function loadProblems(source: string, options: LoadOptions = {}): Promise<ProblemSet> {
  const { limit = Number.POSITIVE_INFINITY } = options;
  if (!(limit >= 1)) throw new UserError(`limit ${limit}: at least 1 problem`);
  const { files, ...resolved } = await resolveSource(source, options);
  const given: GivenFields = {
    prompt: options.promptField,
    answer: options.answerField,
    solution: options.solutionField,
    id: options.idField,
    level: options.levelField,
    subject: options.subjectField,
  };
  const problems: Problem[] = [];
  const report: LoadReport = {
    source,
    ...resolved,
    notes: [...resolved.notes],
    files: [],
    problems: 0,
    withAnswer: 0,
    repeated: 0,
  };
  const places = new Map<string, string>();
  const prompts = new Set<string>();
  for (const path of files) {
    if (problems.length >= limit) break;
    // Ids of several files may well meet (most count from 0), so there the file's name is a part of them.
    const prefix = files.length > 1 ? `${basename(path).replace(/\.\w+$/, "")}:` : "";
    const before = problems.length;
    const records = readRecords(path);
    try {
      const sample = await first(records, Math.min(SAMPLE, limit - problems.length));
      const { fields, notes, convert } = createConverter(sample, given, path);
      for await (const record of chain(sample, records)) {
        const problem = convert(record, prefix, problems.length - before + 1);
        const place = places.get(problem.id);
        if (place) {
          throw new UserError(
            `${record.where}: id "${problem.id}" (field "${fields.id}") is already taken by ${place}; ` +
              "ids must differ: name another field with idField, or null to number the problems",
          );
        }
        places.set(problem.id, record.where);
        prompts.add(problem.prompt);
        problems.push(problem);
        if (problems.length >= limit) break;
      }
      report.files.push({ path, problems: problems.length - before, fields });
      report.notes.push(...notes.map((note) => (files.length > 1 ? `${basename(path)}: ${note}` : note)));
    } finally {
      await records.return(undefined);
    }
  }
  report.problems = problems.length;
  report.withAnswer = problems.filter((problem) => problem.answer !== null).length;
  report.repeated = problems.length - prompts.size;
  return { problems, report };
}

async function first(records: AsyncIterator<DataRecord>, count: number): Promise<DataRecord[]> {
  const taken: DataRecord[] = [];
  while (taken.length < count) {
    const { value, done } = await records.next();
    if (done) break;
    taken.push(value);
  }
  return taken;
}

async function* chain(
  head: readonly DataRecord[],
  rest: AsyncIterable<DataRecord>,
): AsyncGenerator<DataRecord> {
  yield* head;
  yield* rest;
}

type GivenFields = Partial<Record<keyof Fields, FieldChoice>>;

interface Converter {
  fields: Fields;
  notes: string[];
  /** `number` counts from 1 within the file. */
  convert(record: DataRecord, prefix: string, number: number): Problem;
}

function createConverter(sample: readonly DataRecord[], given: GivenFields, path: string): Converter {
  const { fields, notes } = detectFields(sample, given, path);
  const boxed = fields.answer === null && given.answer !== null && fields.solution !== null;
  if (boxed) notes.push(`answers are taken from the last \\boxed{} of "${fields.solution}"`);
  return {
    fields,
    notes,
    convert(record, prefix, number) {
      const { answer, before } = fields.answer
        ? answerText(record, fields.answer)
        : { answer: null, before: null };
      const solution = (fields.solution && solutionText(record, fields.solution)) || before || undefined;
      const level = fields.level ? labelOf(record, fields.level) : undefined;
      const subject = subjectOf(record, fields.subject, typeof given.subject === "string");
      return {
        id: prefix + ((fields.id && labelOf(record, fields.id)) ?? number),
        prompt: promptText(record, fields.prompt),
        answer: boxed && solution ? (boxSpans(solution).at(-1)?.content.trim() ?? null) : answer,
        ...(solution !== undefined && { solution }),
        ...(level !== undefined && { level }),
        ...(subject !== undefined && { subject }),
      };
    },
  };
}

/** A field that was only found by its usual name may hold anything: what is no label is no subject then. */
function subjectOf(record: DataRecord, field: string | null, named: boolean): string | undefined {
  if (field === null) return undefined;
  const raw = valueAt(record.value, field);
  if (!named && typeof raw !== "string" && typeof raw !== "number") return undefined;
  return labelOf(record, field)?.toString();
}

/** A LoadReport in a few lines of text. */
export function describeReport(report: LoadReport): string {
  const { source, config, split, commit, problems, withAnswer, repeated } = report;
  const part = [
    config && `config ${config}`,
    split && `split ${split}`,
    commit && `commit ${commit.slice(0, 12)}`,
  ];
  const named = part.filter(Boolean).join(", ");
  const lines = [
    `${problems} problems (${withAnswer} with an answer) from ${source}${named && ` (${named})`}`,
  ];
  const seen = new Set<string>();
  for (const { fields } of report.files) {
    const texts = Object.entries(fields).filter(([, name]) => name !== null);
    seen.add(`fields: ${texts.map(([key, name]) => `${key} = "${name}"`).join(", ")}`);
  }
  lines.push(...seen, ...report.notes);
  if (repeated > 0) lines.push(`${repeated} problems repeat the text of another`);
  return lines.join("\n");
}

/**
 * Splits problems by a seeded hash of their text, so that the same text always lands on the same side, whatever else
 * is in the set. `heldOut` below 1: about that share is held out; from 1 on: so many (fewer where texts repeat).
 * Order is kept. Throws a UserError where nothing would be left to train on.
 */
export function splitProblems(
  problems: readonly Problem[],
  options: { heldOut: number; seed: number | string },
): { train: Problem[]; heldOut: Problem[] } {
  const { heldOut: amount, seed } = options;
  if (!(amount >= 0) || (amount >= 1 && !Number.isInteger(amount))) {
    throw new UserError(`held-out problems: ${amount}; a share below 1, or a whole number`);
  }
  const hashes = problems.map((problem) => new Random(`${seed}\n${problem.prompt}`).next());
  const limit = amount < 1 ? amount : ([...hashes].sort((a, b) => a - b)[amount] ?? 1);
  const train = problems.filter((_, i) => hashes[i] >= limit);
  const heldOut = problems.filter((_, i) => hashes[i] < limit);
  if (train.length === 0 && problems.length > 0) {
    throw new UserError(`holding out ${amount} of ${problems.length} problems leaves none to train on`);
  }
  return { train, heldOut };
}
