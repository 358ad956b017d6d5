// Which fields of a record are the problem, its answer, its options, its solution, its id, level and subject: the one table
// of names that data sets use (docs/data.md has their sources). What stands in them is values.ts's.
import { UserError } from "../common/errors.ts";
import { type Counting, chosenLetter, countingOf, optionsOf } from "./choices.ts";
import { isFilled, shown } from "./describe.ts";
import type { DataRecord } from "./records.ts";
import { statedReference } from "./references.ts";
import { answerText, fieldValue, noField, promptText, readOr, solutionText } from "./values.ts";

/** Field names. A dotted name reaches into objects: "reward_model.ground_truth". */
export interface Fields {
  /** One name, or several joined by "+" whose texts follow one another: "Body+Question". */
  prompt: string;
  answer: string | null;
  /** Of a multiple choice; several joined by "+" hold one option each. */
  options: string | null;
  solution: string | null;
  /** Null: problems are numbered. */
  id: string | null;
  level: string | null;
  subject: string | null;
}

/** A field that must be there; null: none; several names: the first that is there, or none. */
export type FieldChoice = string | null | readonly string[];

export type GivenFields = Partial<Record<keyof Fields, FieldChoice>>;

/** The flags or keys by which a command is told what an error asks for; those left out it does not have. */
export type OptionNames = Readonly<Partial<Record<"prompt" | "answer" | "id" | "split" | "config", string>>>;

/** In lower case: names of columns are found in any. Of those that are there the first is taken, if all say the same. */
const NAMES: Readonly<Record<keyof Fields, readonly string[]>> = {
  prompt: [
    ...["body+question", "context+question", "article+question"],
    ...["problem", "question", "prompt", "input", "query", "instruction", "question_stem", "question.stem"],
    ...["messages", "conversations", "0.value"],
  ],
  answer: [
    ...[
      "answer",
      "final_answer",
      "ref_answer",
      "reference_answer",
      "ground_truth",
      "reward_model.ground_truth",
    ],
    ...["gt_answer", "expected_answer", "gold_answer", "gold", "correct_answer", "ground_truth_answer"],
    "answer_number",
    ...["reward_spec.ground_truth", "verification_info.ground_truth"],
    ...["conversations.1.ground_truth.value", "1.ground_truth.value"],
  ],
  options: ["options", "choices", "question.choices", "endings", "opa+opb+opc+opd", "a+b+c+d+e", "a+b+c+d"],
  solution: [
    ...["solution", "ground_truth_solution", "gold_standard_solution"],
    ...[
      "rationale",
      "reasoning",
      "explanation",
      "output",
      "response",
      "completion",
      "messages",
      "conversations",
    ],
  ],
  id: [
    ...["unique_id", "id", "uuid", "problem_id", "question_id", "problem_idx", "idx", "index"],
    "extra_info.index",
  ],
  level: ["level", "difficulty"],
  subject: ["subfield", "subject", "type", "category", "topic", "problem_type"],
};

export const FIELDS = Object.keys(NAMES) as (keyof Fields)[];

/** Fields of solutions: what they state is the answer, where it has no field of its own or they are named as it. */
export const SOLUTION_NAMES = NAMES.solution;

/** Names that mean an answer only where none of the others is there. */
const WEAK_ANSWERS = ["target", "label", "result"];
/** Names that mean an answer only beside options. */
const OPTION_ANSWERS = [
  "answerkey",
  "answer_key",
  "answer_index",
  "answer_idx",
  "correct_option",
  "correct",
  "cop",
];

/** How a file's records are read. */
export interface DetectedFields {
  fields: Fields;
  /** All fields of the sample. */
  there: string[];
  /** What could have been taken otherwise. */
  notes: string[];
  /** How numbers name options. */
  counting: Counting;
}

/**
 * Finds the fields that `given` leaves open, from the first records of a file; `given` fields are checked against
 * them. Throws a UserError where a field given is in none of the records, where none looks like the problem, and where
 * several may be the problem or the answer and do not say the same.
 */
export function detectFields(
  sample: readonly DataRecord[],
  given: GivenFields,
  file: string,
  names: OptionNames = {},
): DetectedFields {
  const there = [...new Set(sample.flatMap(({ value }) => Object.keys(value)))];
  const notes: string[] = [];
  const candidates = candidatesIn(sample, given, there, file);
  const agreed = (key: "prompt" | "answer", fit: readonly string[], read: ReadField): string | null =>
    given[key] === undefined ? firstAgreed(sample, fit, read, key, names[key]) : (fit[0] ?? null);

  const prompt = agreed("prompt", candidates("prompt"), promptText);
  if (prompt === null) {
    const remedy = names.prompt === undefined ? 'call it "problem"' : `name it with ${names.prompt}`;
    throw new UserError(
      `${file}: no field looks like the problem (fields there: ${there.join(", ")}); ${remedy}`,
    );
  }
  const options = candidates("options").find(
    (field) =>
      typeof given.options === "string" ||
      sample.some((record) => readOr(null, () => optionsOf(record, field))),
  );
  const optional = sample.flatMap((record) => {
    const found = options === undefined ? null : readOr(null, () => optionsOf(record, options));
    return found ? [{ record, options: found }] : [];
  });
  const countings = new Map<string, ReturnType<typeof countingOf>>();
  const readAnswer: ReadField = (record, field) => {
    const own = optional.find((entry) => entry.record === record)?.options;
    if (!own) return answerText(record, field).answer;
    const counting = countings.get(field) ?? countingOf(optional, field, names.answer);
    countings.set(field, counting);
    return chosenLetter(record, field, own, counting);
  };
  const usual = [...NAMES.answer, ...(options === undefined ? [] : OPTION_ANSWERS)];
  const strong = candidates("answer", usual);
  const empty = (key: keyof Fields) => {
    const name = given[key] ?? NAMES[key];
    return given[key] === null || typeof name === "string" ? null : emptyIn(sample, name, there);
  };
  const answer =
    agreed("answer", strong.length > 0 ? strong : candidates("answer", WEAK_ANSWERS), readAnswer) ??
    empty("answer");
  const solutions = candidates("solution").filter(
    (field) =>
      sample.some((record) => readOr(null, () => solutionText(record, field))) || given.solution === field,
  );
  if (answer === null && given.answer !== null && given.solution === undefined && solutions.length > 1)
    agreed("answer", solutions, (record, field) => statedReference(solutionText(record, field) ?? ""));

  const { open, ...counting } = countingOf(answer === null ? [] : optional, answer ?? "", names.answer);
  if (options !== undefined)
    notes.push(
      `multiple choice: the options of "${options}" are lettered A, B, … below the problem, and answers are letters`,
    );
  if (counting.base === null) notes.push(`numbers in "${answer}" are texts of options`);
  if (!counting.textFirst)
    notes.push(
      `numbers in "${answer}" count options from ${counting.base}${open ? ", as no row tells otherwise" : ""}`,
    );
  const first = (key: keyof Fields) => candidates(key)[0] ?? empty(key);
  const fields: Fields = {
    ...{ prompt, answer, options: options ?? null, solution: solutions[0] ?? empty("solution") },
    ...{ id: first("id"), level: first("level"), subject: first("subject") },
  };
  return { fields, there, notes, counting };
}

/** The name given for a field, or else those of its usual names that are filled, as this file spells them. */
function candidatesIn(
  sample: readonly DataRecord[],
  given: GivenFields,
  there: readonly string[],
  file: string,
): (key: keyof Fields, usual?: readonly string[]) => string[] {
  // "Body+Question" for "body+question".
  const spelled = (candidate: string, key: keyof Fields): string | null => {
    // Options may be an object; anything else that is one holds something else.
    const filled = (value: unknown) =>
      isFilled(value) && (typeof value !== "object" || Array.isArray(value) || key === "options");
    const parts = candidate.split("+").map((part) => {
      const own = part.includes(".") ? part : there.find((name) => name.toLowerCase() === part);
      return own !== undefined && sample.some(({ value }) => filled(fieldValue(value, own))) ? own : null;
    });
    return parts.every((part) => part !== null) ? parts.join("+") : null;
  };
  return (key, usual = NAMES[key]) => {
    const name = given[key];
    if (name === null) return [];
    if (typeof name !== "string")
      return (name ?? usual).map((one) => spelled(one, key)).filter((found) => found !== null);
    for (const part of name.split("+"))
      if (!sample.some(({ value }) => fieldValue(value, part) !== undefined))
        throw noField(part, there, file);
    return [name];
  };
}

/** The first of the names `usual` that is there, and null or no text in all of the sample: later records may fill it. */
function emptyIn(
  sample: readonly DataRecord[],
  usual: readonly string[],
  there: readonly string[],
): string | null {
  const isEmpty = (name: string) => {
    const values = sample.map(({ value }) => fieldValue(value, name));
    return values.some((value) => value !== undefined) && !values.some(isFilled);
  };
  const spelled = usual.map((name) => there.find((own) => own.toLowerCase() === name) ?? name);
  return spelled.find(isEmpty) ?? null;
}

type ReadField = (record: DataRecord, field: string) => string | null;

/**
 * The first of the fields `fit` that `read` understands; null: there is none. Throws a UserError where another one says
 * something else of a record; `flag` is what settles it.
 */
function firstAgreed(
  sample: readonly DataRecord[],
  fit: readonly string[],
  read: ReadField,
  key: "prompt" | "answer",
  flag: string | undefined,
): string | null {
  const readings = fit.map((field) => sample.map((record) => readOr(undefined, () => read(record, field))));
  const known = fit.map((_, i) => i).filter((i) => readings[i].some((text) => text !== undefined));
  const [first = 0, ...others] = known;
  for (const other of others) {
    // A part of what was put together says less.
    if (fit[first].split("+").includes(fit[other])) continue;
    const at = sample.findIndex((_, r) => {
      const [one, two] = [readings[first][r], readings[other][r]];
      return one !== undefined && two !== undefined && one !== two;
    });
    if (at < 0) continue;
    const [a, b] = [fit[first], fit[other]];
    throw new UserError(
      `${sample[at].where}: the ${key === "prompt" ? "problem" : key} may be "${a}" or "${b}", and they do not say the same: ` +
        `${shown(readings[first][at])} and ${shown(readings[other][at])}; ` +
        (flag === undefined ? "say which is meant" : `choose with ${flag} ${a} or ${flag} ${b}`),
    );
  }
  return fit[first] ?? null;
}
