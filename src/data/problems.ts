// Problem sets: problems with or without a reference answer, from files, directories or datasets of the Hub.
import { basename, dirname, sep } from "node:path";
import { UserError } from "../common/errors.ts";
import { Random } from "../common/random.ts";
import {
  answerText,
  detectFields,
  type FieldChoice,
  type Fields,
  labelValue,
  type OptionNames,
  promptText,
  readOptional,
  solutionText,
} from "./fields.ts";
import { type DataRecord, prepend, readRecords } from "./records.ts";
import { statedReference } from "./references.ts";
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

export interface ProblemOptions extends SourceOptions {
  /**
   * Field names; those left out are found by their usual names. "Body+Question" puts two texts together; of a list, the
   * first that is there counts.
   */
  promptField?: string | readonly string[];
  /** Null: load no answers. */
  answerField?: FieldChoice;
  solutionField?: FieldChoice;
  /** Null: number the problems, as ids do that were only found by their usual name and repeat. */
  idField?: FieldChoice;
  levelField?: FieldChoice;
  subjectField?: FieldChoice;
  /** Stop after so many problems. */
  limit?: number;
}

/** What was loaded and what was chosen on the way, to be shown to the user. */
export interface LoadReport {
  source: string;
  split?: string;
  config?: string;
  /** Commit of a dataset of the Hub. */
  commit?: string;
  /** Each file read, its number of problems, which fields they were taken from, and which there are. */
  files: { path: string; problems: number; fields: Fields; there: string[] }[];
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
 * for ids of a field that was named and holds one twice. Where the answers of a file have no field of their own, they are
 * what its solutions state (`statedReference`).
 */
export async function loadProblems(source: string, options: ProblemOptions = {}): Promise<ProblemSet> {
  const { limit = Number.POSITIVE_INFINITY, names = {} } = options;
  if (!(limit >= 1)) throw new UserError(`limit ${limit}: at least 1 problem`);
  const { files, ...resolved } = await resolveSource(source, { ...options, names });
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
  const prompts = new Set<string>();
  const prefixes = idPrefixes(files);
  for (const [f, path] of files.entries()) {
    if (problems.length >= limit) break;
    const before = problems.length;
    const records = readRecords(path);
    try {
      const sample = await first(records, Math.min(SAMPLE, limit - problems.length));
      const { fields, there, notes, convert } = createConverter(sample, given, path, names);
      const places = new Map<string, string>();
      const markers = new Map<string, number>();
      let numbered = fields.id === null;
      for await (const record of prepend(sample, records)) {
        const number = problems.length - before + 1;
        const { id = number, marker, ...rest } = convert(record);
        if (marker !== null) markers.set(marker, (markers.get(marker) ?? 0) + 1);
        const problem = { id: `${prefixes[f]}${numbered ? number : id}`, ...rest };
        const place = numbered ? undefined : places.get(problem.id);
        if (place !== undefined) {
          const repeats = `id "${problem.id}" (field "${fields.id}") is already taken by ${place}`;
          if (typeof given.id === "string") {
            throw new UserError(
              `${record.where}: ${repeats}; ids must differ: name another field` +
                `${names.id === undefined ? "" : ` with ${names.id}`}, or none, and problems whose ids repeat are numbered`,
            );
          }
          notes.push(
            `ids of "${fields.id}" repeat ("${id}": ${place}, ${record.where}): the problems are numbered`,
          );
          numbered = true;
          fields.id = null;
          for (let i = before; i < problems.length; i++) problems[i].id = `${prefixes[f]}${i - before + 1}`;
          problem.id = `${prefixes[f]}${number}`;
        } else if (!numbered) places.set(problem.id, record.where);
        prompts.add(problem.prompt);
        problems.push(problem);
        if (problems.length >= limit) break;
      }
      const none = [...markers].map(([text, count]) => `${count} × ${JSON.stringify(text)}`).join(", ");
      if (none !== "") notes.push(`no reference answers: ${none} in "${fields.answer}"`);
      report.files.push({ path, problems: problems.length - before, fields, there });
      for (const note of notes) report.notes.push(files.length > 1 ? `${basename(path)}: ${note}` : note);
    } finally {
      await records.return(undefined);
    }
  }
  report.problems = problems.length;
  report.withAnswer = problems.reduce((count, { answer }) => count + Number(answer !== null), 0);
  report.repeated = problems.length - prompts.size;
  return { problems, report };
}

/**
 * What stands before the ids of each file: nothing for one file, and of several their names, because ids may well meet
 * (most count from 0); with the folders where names alone are the same.
 */
function idPrefixes(files: readonly string[]): string[] {
  if (files.length < 2) return files.map(() => "");
  const stems = files.map((path) => basename(path).replace(/\.\w+$/, ""));
  if (new Set(stems).size === files.length) return stems.map((stem) => `${stem}:`);
  let root = dirname(files[0]);
  while (root !== dirname(root) && !files.every((path) => path.startsWith(root + sep))) root = dirname(root);
  const within = root.endsWith(sep) ? root.length : root.length + 1;
  return files.map((path) => `${path.slice(root === "." ? 0 : within)}:`);
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

type GivenFields = Partial<Record<keyof Fields, FieldChoice>>;

/** A record as a problem, its id still as it stands there (undefined: none). */
type Converted = Omit<Problem, "id"> & { id: string | number | undefined; marker: string | null };

interface Converter {
  fields: Fields;
  there: string[];
  notes: string[];
  convert(record: DataRecord): Converted;
}

function createConverter(
  sample: readonly DataRecord[],
  given: GivenFields,
  path: string,
  names: OptionNames,
): Converter {
  const { fields, there, notes } = detectFields(sample, given, path, names);
  const stated = fields.answer === null && given.answer !== null && fields.solution !== null;
  if (stated) {
    notes.push(
      `answers are taken from "${fields.solution}": the last \\boxed{}, what follows ####, or a short text as a whole`,
    );
  }
  const named = (key: keyof Fields) => typeof given[key] === "string";
  return {
    ...{ fields, there, notes },
    convert(record) {
      const { answer, before, marker } = fields.answer
        ? answerText(record, fields.answer)
        : { answer: null, before: null, marker: null };
      const own = readOptional(solutionText, record, fields.solution, named("solution"));
      const solution = own || before || undefined;
      const level = readOptional(labelValue, record, fields.level, named("level"));
      const subject = readOptional(labelValue, record, fields.subject, named("subject"))?.toString();
      return {
        id: readOptional(labelValue, record, fields.id, named("id")),
        prompt: promptText(record, fields.prompt),
        answer: stated && solution ? statedReference(solution) : answer,
        ...(solution !== undefined && { solution }),
        ...(level !== undefined && { level }),
        ...(subject !== undefined && { subject }),
        marker,
      };
    },
  };
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
  const texts = repeated > 0 ? [`${repeated} problems repeat the text of another`] : [];
  return [...lines, ...seen, ...report.notes, ...texts].join("\n");
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
    throw new UserError(
      `holding out ${amount} of ${problems.length} problems leaves none to train on; lower train.evalProblems or give data.heldOut`,
    );
  }
  return { train, heldOut };
}
