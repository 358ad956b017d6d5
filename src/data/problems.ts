// Problem sets: problems with or without a reference answer, from files, directories or datasets of the Hub.
import { basename, dirname, sep } from "node:path";
import { UserError } from "../common/errors.ts";
import { Random } from "../common/random.ts";
import { type OnFault, tell } from "./bytes.ts";
import { type AnswerOption, chosenLetter, optionsOf, withOptions } from "./choices.ts";
import {
  detectFields,
  FIELDS,
  type FieldChoice,
  type Fields,
  type GivenFields,
  type OptionNames,
  SOLUTION_NAMES,
} from "./fields.ts";
import { DATA_FILE, type DataRecord, prepend, readRecords } from "./records.ts";
import { statedReference } from "./references.ts";
import { resolveSource, type SourceOptions } from "./sources.ts";
import { answerText, labelValue, promptText, readOptional, solutionText } from "./values.ts";

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

/** Problems by index: in memory, as an array is, or on disk (problem-store.ts). */
export interface Problems extends Iterable<Problem> {
  readonly length: number;
  at(index: number): Problem | undefined;
  filter(keep: (problem: Problem, index: number) => boolean): Problems;
}

export interface ProblemOptions extends SourceOptions {
  /**
   * Field names; those left out are found by their usual names. "Body+Question" puts two texts together; of a list, the
   * first that is there counts.
   */
  promptField?: string | readonly string[];
  /** Null: load no answers. */
  answerField?: FieldChoice;
  /** The options of a multiple choice, in any form of `optionsOf`; null: there are none. */
  optionsField?: FieldChoice;
  solutionField?: FieldChoice;
  /** Null: number the problems, as ids do that were only found by their usual name and repeat. */
  idField?: FieldChoice;
  levelField?: FieldChoice;
  subjectField?: FieldChoice;
  /** Stop after so many problems. */
  limit?: number;
  /** Told of each record that is no problem, which is then left out; without it, the first is thrown. */
  onFault?: OnFault;
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
  /** Problems whose text stood in the set before; of `openProblems`, 0. */
  repeated: number;
  notes: string[];
}

/** Fields are found from so many records of a file. */
const SAMPLE = 100;

/** A problem as it is read. */
export interface LocatedProblem {
  problem: Problem;
  /** The record it is of: "file:line". */
  where: string;
  /** Which of the report's files it is of, and its id where that file's problems are numbered (its `fields.id` is null). */
  file: number;
  numbered: string;
}

/**
 * Loads the problems of `source`: a file (DATA_FILE_NAMES), a directory of those, or a dataset id "owner/name". Throws a
 * UserError with file and line for whatever is missing or malformed, and for ids of a field that was named and holds one
 * twice. Where the answers of a file have no field of their own, they are what its solutions state (`statedReference`).
 */
export async function loadProblems(
  source: string,
  options: ProblemOptions = {},
): Promise<{ problems: Problem[]; report: LoadReport }> {
  const { report, problems: reading } = await openProblems(source, options);
  const located: LocatedProblem[] = [];
  for await (const one of reading) located.push(one);
  const problems = located.map(({ problem, file, numbered }) =>
    report.files[file].fields.id === null ? { ...problem, id: numbered } : problem,
  );
  report.repeated = problems.length - new Set(problems.map(({ prompt }) => prompt)).size;
  return { problems, report };
}

/**
 * The problems of `source` one after another, as in `loadProblems`, without keeping them. `report` says what was read so
 * far. Ids stand as they are read: where a file's turn out to repeat, those before have others by then.
 */
export async function openProblems(
  source: string,
  options: ProblemOptions = {},
): Promise<{ report: LoadReport; problems: AsyncGenerator<LocatedProblem> }> {
  const { limit = Number.POSITIVE_INFINITY, names = {} } = options;
  if (!(limit >= 1)) throw new UserError(`limit ${limit}: at least 1 problem`);
  const { files, ...resolved } = await resolveSource(source, { ...options, names });
  const report: LoadReport = {
    ...{ source, ...resolved, notes: [...resolved.notes], files: [] },
    ...{ problems: 0, withAnswer: 0, repeated: 0 },
  };
  return { report, problems: readProblems(files, { ...options, limit, names }, report) };
}

async function* readProblems(
  files: readonly string[],
  options: ProblemOptions & { limit: number; names: OptionNames },
  report: LoadReport,
): AsyncGenerator<LocatedProblem> {
  const { limit, names, onFault } = options;
  const given: GivenFields = Object.fromEntries(FIELDS.map((key) => [key, options[`${key}Field`]]));
  const prefixes = idPrefixes(files);
  for (const [f, path] of files.entries()) {
    if (report.problems >= limit) break;
    let columns: readonly string[] | undefined;
    const records = readRecords(path, { onFault, columns: () => columns });
    try {
      const sample = await first(records, Math.min(SAMPLE, limit - report.problems));
      if (sample.length === 0) continue;
      const { fields, there, notes, convert } = createConverter(sample, given, path, names);
      columns = columnsOf(fields, there);
      const entry = { path, problems: 0, fields, there };
      report.files.push(entry);
      const file = report.files.length - 1;
      const places = new Map<string, string>();
      const markers = new Map<string, number>();
      for await (const record of prepend(sample, records)) {
        let converted: Converted;
        try {
          converted = convert(record);
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          tell(error, onFault);
          continue;
        }
        const { id, marker, ...rest } = converted;
        const numbered = `${prefixes[f]}${entry.problems + 1}`;
        const own = fields.id === null || id === undefined ? numbered : `${prefixes[f]}${id}`;
        const place = fields.id === null ? undefined : places.get(own);
        if (place !== undefined && typeof given.id === "string") {
          const remedy =
            `ids must differ: name another field${names.id === undefined ? "" : ` with ${names.id}`}, or none, and ` +
            "problems whose ids repeat are numbered";
          const repeats = `id "${own}" (field "${fields.id}") is already taken by ${place}`;
          tell(new UserError(`${record.where}: ${repeats}; ${remedy}`), onFault);
          continue;
        }
        if (place !== undefined) {
          notes.push(
            `ids of "${fields.id}" repeat ("${id}": ${place}, ${record.where}): the problems are numbered`,
          );
          fields.id = null;
          places.clear();
        } else if (fields.id !== null) places.set(own, record.where);
        entry.problems++;
        report.problems++;
        report.withAnswer += Number(rest.answer !== null);
        if (marker !== undefined) markers.set(marker, (markers.get(marker) ?? 0) + 1);
        const problem = { id: fields.id === null ? numbered : own, ...rest };
        yield { problem, where: record.where, file, numbered };
        if (report.problems >= limit) break;
      }
      const none = [...markers].map(([text, count]) => `${count} × ${JSON.stringify(text)}`).join(", ");
      if (none !== "") notes.push(`no reference answers: ${none} in "${fields.answer}"`);
      for (const note of notes) report.notes.push(files.length > 1 ? `${basename(path)}: ${note}` : note);
    } finally {
      await records.return(undefined);
    }
  }
}

/** The columns, of those that are `there`, that the fields stand in. */
function columnsOf(fields: Fields, there: readonly string[]): string[] {
  const names = (Object.values(fields) as (string | null)[]).flatMap((name) => name?.split("+") ?? []);
  return [...new Set(names.map((name) => (there.includes(name) ? name : name.split(".")[0])))];
}

/**
 * What stands before the ids of each file: nothing for one file, and of several their names, because ids may well meet
 * (most count from 0); with the folders where names alone are the same.
 */
function idPrefixes(files: readonly string[]): string[] {
  if (files.length < 2) return files.map(() => "");
  const stems = files.map((path) => basename(path).replace(DATA_FILE, ""));
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

/** A record as a problem, its id still as it stands there (undefined: none). */
type Converted = Omit<Problem, "id"> & { id: string | number | undefined; marker?: string };

function createConverter(
  sample: readonly DataRecord[],
  given: GivenFields,
  path: string,
  names: OptionNames,
) {
  const { fields, there, notes, counting } = detectFields(sample, given, path, names);
  const stated = fields.answer === null && given.answer !== null && fields.solution !== null;
  if (stated) {
    notes.push(
      `answers are taken from "${fields.solution}": the last \\boxed{}, what follows ####, or a short text as a whole`,
    );
  }
  const named = (key: keyof Fields) => typeof given[key] === "string";
  const answerOf = (record: DataRecord, options: AnswerOption[] | null): ReturnType<typeof answerText> => {
    const { answer: field } = fields;
    if (field === null) return { answer: null };
    if (options !== null) return { answer: chosenLetter(record, field, options, counting) };
    // A solution that was named as the answer.
    if (SOLUTION_NAMES.includes(field.toLowerCase())) {
      const text = readOptional(solutionText, record, field, false);
      const answer = text === undefined ? null : statedReference(text);
      if (answer !== null) return { answer, before: text };
    }
    return answerText(record, field);
  };
  return {
    ...{ fields, there, notes },
    convert(record: DataRecord): Converted {
      const options = fields.options === null ? null : optionsOf(record, fields.options);
      const { answer, before, marker } = answerOf(record, options);
      const own = readOptional(solutionText, record, fields.solution, named("solution"));
      const solution = own || before || undefined;
      const level = readOptional(labelValue, record, fields.level, named("level"));
      const subject = readOptional(labelValue, record, fields.subject, named("subject"))?.toString();
      const prompt = promptText(record, fields.prompt);
      return {
        id: readOptional(labelValue, record, fields.id, named("id")),
        prompt: options === null ? prompt : withOptions(prompt, options),
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
    `${problems} ${problems === 1 ? "problem" : "problems"} (${withAnswer} with an answer) from ${source}${named && ` (${named})`}`,
  ];
  const seen = new Set<string>();
  for (const { fields } of report.files) {
    const texts = Object.entries(fields).filter(([, name]) => name !== null);
    seen.add(`fields: ${texts.map(([key, name]) => `${key} = "${name}"`).join(", ")}`);
  }
  const repeat = repeated === 1 ? "problem repeats" : "problems repeat";
  const texts = repeated > 0 ? [`${repeated} ${repeat} the text of another`] : [];
  return [...lines, ...seen, ...report.notes, ...texts].join("\n");
}

/**
 * Splits problems by a seeded hash of their text, so that the same text always lands on the same side, whatever else
 * is in the set. `heldOut` below 1: about that share is held out; from 1 on: so many (fewer where texts repeat).
 * Order is kept. Throws a UserError where nothing would be left to train on.
 */
export function splitProblems<P extends Problems>(
  problems: P,
  options: { heldOut: number; seed: number | string },
): { train: ReturnType<P["filter"]>; heldOut: ReturnType<P["filter"]> } {
  const { heldOut: amount, seed } = options;
  if (!(amount >= 0) || (amount >= 1 && !Number.isInteger(amount))) {
    throw new UserError(`held-out problems: ${amount}; a share below 1, or a whole number`);
  }
  // Not by Float64Array.from, which holds all problems at once.
  const hashes = new Float64Array(problems.length);
  let count = 0;
  for (const { prompt } of problems) hashes[count++] = new Random(`${seed}\n${prompt}`).next();
  const limit = amount < 1 ? amount : (hashes.slice().sort()[amount] ?? 1);
  const side = (held: boolean) =>
    problems.filter((_, i) => hashes[i] < limit === held) as ReturnType<P["filter"]>;
  const train = side(false);
  if (train.length === 0 && problems.length > 0) {
    throw new UserError(
      `holding out ${amount} of ${problems.length} problems leaves none to train on; lower train.evalProblems or give data.heldOut`,
    );
  }
  return { train, heldOut: side(true) };
}
