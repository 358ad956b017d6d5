// Multiple choice: the options of a record in the forms that data sets write them in, the problem with its options below it,
// and which option an answer names.
import { UserError } from "../common/errors.ts";
import { describe, fieldError, isFilled, isRecord } from "./describe.ts";
import type { DataRecord } from "./records.ts";
import { fieldValue } from "./values.ts";

/** An option as its set labels it ("A", "1"; null: it does not) and its text. */
export interface AnswerOption {
  label: string | null;
  text: string;
  /** Whether its set writes the text as a number. */
  isNumber?: boolean;
}

/** Options are shown with capital letters, whatever their labels. */
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

const isNumber = (value: unknown) => typeof value === "number" || typeof value === "bigint";

/**
 * The options in `field`; null where it holds none. They stand as a list of texts (AQuA, MMLU), of objects {"label",
 * "text"}, as {"label": list, "text": list} (ARC), {"A": text, …} (MedQA), in a text "a ) 38 , b ) 27.5" (MathQA), or in
 * fields of their own: "A+B+C+D". Labels that stand in the texts are taken off. Throws a UserError for anything else.
 */
export function optionsOf({ value, where }: DataRecord, field: string): AnswerOption[] | null {
  const names = field.split("+");
  const raw =
    names.length > 1
      ? names.map((name) => fieldValue(value, name)).filter(isFilled)
      : fieldValue(value, field);
  const options = listed(raw, where, field);
  if (options.length > LETTERS.length)
    throw new UserError(
      `${where}: field "${field}" has ${options.length} options, at most ${LETTERS.length}`,
    );
  return options.length === 0 ? null : options;
}

function listed(raw: unknown, where: string, field: string): AnswerOption[] {
  const text = (entry: unknown, at: string | number): string => {
    if (typeof entry === "string") return entry.trim();
    if (typeof entry === "number" || typeof entry === "bigint" || typeof entry === "boolean")
      return String(entry);
    throw fieldError(where, `${field}.${at}`, "the text of an option", entry);
  };
  const option = (label: string | null, entry: unknown, at: string | number): AnswerOption => ({
    ...{ label, text: text(entry, at), isNumber: isNumber(entry) },
  });
  if (!isFilled(raw)) return [];
  if (typeof raw === "string") {
    const parts = raw.split(/(?:^|[,\n])\s*(?=\(?[A-Za-z]\s*\))/).filter((part) => part.trim() !== "");
    const options = unlabelled(parts.map((part) => part.trim()));
    if (options.length > 1 && options.every(({ label }) => label !== null)) return options;
    throw fieldError(where, field, "a list of options", raw);
  }
  if (Array.isArray(raw)) {
    if (raw.some(isRecord))
      return raw.map((entry, i) => {
        const { label = null, text: words } = (entry ?? {}) as Record<string, unknown>;
        return option(label === null ? null : text(label, `${i}.label`), words, `${i}.text`);
      });
    return unlabelled(raw.map(text)).map((option, i) => ({ ...option, isNumber: isNumber(raw[i]) }));
  }
  if (!isRecord(raw)) throw fieldError(where, field, "a list of options", raw);
  if (Array.isArray(raw.text)) {
    const labels = Array.isArray(raw.label) ? raw.label : [];
    const labelAt = (i: number) => (labels[i] === undefined ? null : text(labels[i], `label.${i}`));
    return raw.text.map((entry, i) => option(labelAt(i), entry, `text.${i}`));
  }
  // Parquet has every key of the column in every row.
  const entries = Object.entries(raw).filter(([, entry]) => isFilled(entry));
  return entries.map(([label, entry]) => option(label, entry, label));
}

/** Texts "A) 21", "B) 22", … without their letters, where each has the next one. */
function unlabelled(texts: readonly string[]): AnswerOption[] {
  const parts = texts.map((text) => /^\(?([A-Za-z])\s*[).:]\s*(.*)$/s.exec(text));
  const inOrder = parts.every((part, i) => part?.[1].toUpperCase() === LETTERS[i]);
  return texts.map((text, i) =>
    inOrder ? { label: parts[i]![1], text: parts[i]![2].trim() } : { label: null, text },
  );
}

/** The problem with its options below it, a line each: "A. text"; as it is where it lists them already. */
export function withOptions(problem: string, options: readonly AnswerOption[]): string {
  const squeezed = problem.replace(/\s+/g, " ");
  const has = ({ text }: AnswerOption, i: number) => {
    const at = squeezed.indexOf(
      text.replace(/\s+/g, " "),
      squeezed.search(new RegExp(`\\b${LETTERS[i]}\\s?[).:]`)),
    );
    return at > 0 && new RegExp(`\\b${LETTERS[i]}\\s?[).:][\\s$*]*$`).test(squeezed.slice(0, at));
  };
  if (options.every(has)) return problem;
  return `${problem}\n\n${options.map(({ text }, i) => `${LETTERS[i]}. ${text}`).join("\n")}`;
}

/** How a set's numbers name options. */
export interface Counting {
  /** The number of the first option; null: numbers are texts of options, and no other names one. */
  base: 0 | 1 | null;
  /** Whether a number that is the text of an option too ("4" of "3", "4", "5") means that one. */
  textFirst: boolean;
}

/**
 * The letter of the option that `value` names: by its label ("C", "(C)", "3" where the set labels options so), by its text,
 * or by its number. Null for no answer. Throws a UserError where it names none of them, or may name two.
 */
export function chosenLetter(
  record: DataRecord,
  field: string,
  options: readonly AnswerOption[],
  { base, textFirst }: Counting,
): string | null {
  const answer = single(record, field);
  if (!isFilled(answer)) return null;
  const fault = (expected: string) => fieldError(record.where, field, expected, answer);
  const index = numberOf(answer);
  if (typeof answer === "string" || typeof answer === "boolean" || isNumber(answer)) {
    const [label, byText] = [labelled(options, String(answer)), texted(options, String(answer))];
    if (label >= 0 && options[label].label !== null) return LETTERS[label];
    if (label >= 0 && byText >= 0 && label !== byText)
      throw fault(
        `the letter or the text of one option (it is the letter of ${LETTERS[label]} and the text of ${LETTERS[byText]})`,
      );
    if (byText >= 0 && (index === null || textFirst)) return LETTERS[byText];
    if (label >= 0) return LETTERS[label];
  }
  if (index === null || base === null || index < base || index >= options.length + base) {
    const numbers = base === null ? "" : `, or a number from ${base} to ${options.length - 1 + base}`;
    throw fault(`one of the options A to ${LETTERS[options.length - 1]}, its text${numbers}`);
  }
  return LETTERS[index - base];
}

/** The answer; of a list of one, that. */
function single({ value }: DataRecord, field: string): unknown {
  const raw = fieldValue(value, field);
  return Array.isArray(raw) && raw.length === 1 ? raw[0] : raw;
}

function numberOf(answer: unknown): number | null {
  const plain =
    typeof answer === "string" ? /^\s*\d{1,2}\s*$/.test(answer) : /^(?:number|bigint)$/.test(typeof answer);
  return plain && Number.isInteger(Number(answer)) ? Number(answer) : null;
}

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** Which option has the label that `answer` gives ("C", "(c)", "C. text"): its own, or else its letter; −1 for none. */
function labelled(options: readonly AnswerOption[], answer: string): number {
  const text = answer.trim();
  const label =
    /^\(?([A-Za-z\d]{1,2})\s*[).:]?$/.exec(text)?.[1] ?? /^\(?([A-Za-z])\s*[).:]\s/.exec(text)?.[1];
  if (label === undefined) return -1;
  const own = options.findIndex((option) => option.label !== null && same(option.label, label));
  if (own >= 0) return own;
  const letter = label.length === 1 ? LETTERS.indexOf(label.toUpperCase()) : -1;
  return letter < options.length ? letter : -1;
}

const texted = (options: readonly AnswerOption[], answer: string) =>
  options.findIndex(({ text }) => same(text, answer.trim()));

/**
 * How numbers in `field` name options, by what stands in `sample`; `open` where no number is that of the first or the last
 * option, so that it counts from 0 or from 1 (0 is taken). Where all are texts of options, they are meant as such, as texts
 * of texts and numbers of numbers. Throws a UserError where they count from both, and where numbers are the texts of options
 * that are written as text and may count them as well; `flag` is what names another field.
 */
export function countingOf(
  sample: readonly { record: DataRecord; options: readonly AnswerOption[] }[],
  field: string,
  flag?: string,
): Counting & { open: boolean } {
  const numbers = sample.flatMap(({ record, options }) => {
    const answer = single(record, field);
    const number = numberOf(answer);
    if (number === null || options.some(({ label }) => label === String(number))) return [];
    return [{ where: record.where, answer, number, options, text: options[texted(options, String(answer))] }];
  });
  if (numbers.every(({ text }) => text !== undefined)) {
    const counts = (base: number) =>
      numbers.every(({ number, options }) => number >= base && number < options.length + base);
    const other = numbers.find(({ answer, text }) => isNumber(answer) && !text.isNumber);
    if (other && (counts(0) || counts(1)))
      throw new UserError(
        `${other.where}: field "${field}" may be the number of an option or its text: ${other.number} of ` +
          `${other.options.map(({ text }) => JSON.stringify(text)).join(", ")}; write answers as letters or as texts` +
          (flag === undefined ? "" : `, or name a field that holds them with ${flag}`),
      );
    return { base: numbers.length > 0 ? null : 0, textFirst: true, open: false };
  }
  const zero = numbers.find(({ number }) => number === 0);
  const past = numbers.find(({ number, options }) => number === options.length);
  if (zero && past)
    throw new UserError(
      `${past.where}: field "${field}" should be a number from 0 to ${past.options.length - 1}, as ${zero.where} counts ` +
        `options from 0, found ${describe(past.number)}`,
    );
  return { base: past ? 1 : 0, textFirst: false, open: !past && !zero };
}
