// Which fields of a record are the problem, its answer, its solution, its id, level and subject; and their values as
// text.
import { closest } from "fastest-levenshtein";
import { UserError } from "../common/errors.ts";
import { isChat, messagesOf } from "./chat.ts";
import { type DataRecord, describe } from "./records.ts";
import { referenceText } from "./references.ts";

/** Field names. A dotted name reaches into objects: "reward_model.ground_truth". */
export interface Fields {
  /** One name, or several joined by "+" whose texts follow one another: "Body+Question". */
  prompt: string;
  answer: string | null;
  solution: string | null;
  /** Null: problems are numbered. */
  id: string | null;
  level: string | null;
  subject: string | null;
}

/** A field that must be there; null: none; several names: the first that is there, or none. */
export type FieldChoice = string | null | readonly string[];

/** The flags or keys by which a command is told what an error asks for; those left out it does not have. */
export type OptionNames = Readonly<Partial<Record<"prompt" | "answer" | "id" | "split" | "config", string>>>;

const PROMPTS = [
  "body+question",
  "context+question",
  "problem",
  "question",
  "prompt",
  "input",
  "query",
  "instruction",
  "messages",
];
const ANSWERS = [
  "answer",
  "final_answer",
  "ref_answer",
  "reference_answer",
  "ground_truth",
  "reward_model.ground_truth",
  "gt_answer",
  "expected_answer",
  "gold_answer",
  "gold",
  "target",
  "correct_answer",
  "ground_truth_answer",
  "reward_spec.ground_truth",
  "label",
];
const SOLUTIONS = ["solution", "rationale", "reasoning", "explanation", "output", "response", "completion"];
const IDS = ["unique_id", "id", "uuid", "problem_id", "question_id", "idx", "index", "extra_info.index"];
const LEVELS = ["level", "difficulty"];
const SUBJECTS = ["subfield", "subject", "type", "category", "topic"];

/** Texts of a composed prompt are joined by this. */
const JOINT = " ";

/** The value under a plain or dotted name; undefined where there is none. */
export function fieldValue(record: Record<string, unknown>, name: string): unknown {
  if (Object.hasOwn(record, name)) return record[name];
  let value: unknown = record;
  for (const key of name.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

/**
 * Finds the fields that `given` leaves open, from the first records of a file; `given` fields are checked against
 * them. `there` are all fields, and `notes` says what could have been chosen otherwise. Throws a UserError where a field given is in none of the
 * records, or none looks like the problem.
 */
export function detectFields(
  sample: readonly DataRecord[],
  given: Partial<Record<keyof Fields, FieldChoice>>,
  file: string,
  names: OptionNames = {},
): { fields: Fields; there: string[]; notes: string[] } {
  const there = [...new Set(sample.flatMap(({ value }) => Object.keys(value)))];
  const notes: string[] = [];
  const isFilled = (value: unknown) =>
    (value ?? "") !== "" && (typeof value !== "object" || Array.isArray(value));
  const filled = (name: string) => sample.some(({ value }) => isFilled(fieldValue(value, name)));
  // A candidate's name as this file spells it: "Body+Question" for "body+question".
  const spelled = (candidate: string): string | null => {
    const parts = candidate.split("+").map((part) => {
      if (part.includes(".")) return filled(part) ? part : null;
      return there.find((name) => name.toLowerCase() === part && filled(name)) ?? null;
    });
    return parts.every((part) => part !== null) ? parts.join("+") : null;
  };
  const find = (key: keyof Fields, usual: readonly string[]): string | null => {
    const name = given[key];
    if (name === null) return null;
    if (typeof name !== "string") {
      const fit = (name ?? usual).map(spelled).filter((candidate) => candidate !== null);
      const others = fit.slice(1).filter((other) => !fit[0].split("+").includes(other));
      if (others.length > 0 && name === undefined && (key === "prompt" || key === "answer")) {
        notes.push(`${key} is read from "${fit[0]}"; there is "${others.join('", "')}" too`);
      }
      return fit[0] ?? null;
    }
    for (const part of name.split("+")) {
      if (!sample.some(({ value }) => fieldValue(value, part) !== undefined))
        throw noField(part, there, file);
    }
    return name;
  };
  const prompt = find("prompt", PROMPTS);
  if (prompt === null) {
    const remedy = names.prompt === undefined ? 'call it "problem"' : `name it with ${names.prompt}`;
    throw new UserError(
      `${file}: no field looks like the problem (fields there: ${there.join(", ")}); ${remedy}`,
    );
  }
  const fields = {
    prompt,
    answer: find("answer", ANSWERS),
    solution: find("solution", SOLUTIONS),
    id: find("id", IDS),
    level: find("level", LEVELS),
    subject: find("subject", SUBJECTS),
  };
  return { fields, there, notes };
}

function noField(name: string, names: readonly string[], where: string): UserError {
  const near = names.length > 0 ? `; did you mean "${closest(name, names)}"?` : "";
  return new UserError(`${where}: no field "${name}" (fields there: ${names.join(", ") || "none"})${near}`);
}

/** The problem's text. Throws a UserError where a field is missing, empty, or neither text nor a chat. */
export function promptText({ value, where }: DataRecord, field: string): string {
  const parts: string[] = [];
  const names = field.split("+");
  for (const name of names) {
    const part = fieldValue(value, name);
    if (part === undefined) throw noField(name, Object.keys(value), where);
    if (names.length > 1 && (part === null || part === "")) continue;
    const text = isChat(part) ? userMessage(part, name, where) : part;
    if (typeof text !== "string") {
      throw new UserError(`${where}: field "${name}" should be text, found ${describe(part)}`);
    }
    parts.push(text.trim());
  }
  const text = parts.join(JOINT);
  if (text === "") throw new UserError(`${where}: field "${field}" is empty`);
  return text;
}

/** The one user message of a chat; a system message is left out, the run's own stands in its place. */
function userMessage(chat: unknown[], name: string, where: string): string {
  const rest = messagesOf(chat, where, name).filter((message) => message.role !== "system");
  if (rest.length !== 1 || rest[0].role !== "user") {
    const roles = rest.map((message) => message.role).join(", ");
    throw new UserError(
      `${where}: field "${name}" should be a chat with one user message (and a system message at most), found ${roles || "none"}`,
    );
  }
  return rest[0].content;
}

/**
 * The final answer as text, or null for none: null, a field that is not there, or what `referenceText` knows as no
 * answer. A list is its entries joined by ", ". Of text with `#### N` (GSM8K) the N is the answer and `before` the text
 * before it; of "9 (apples)" (ASDiv) the 9. `marker` is a text that says that there is no answer. Throws a UserError for
 * objects.
 */
export function answerText(
  { value, where }: DataRecord,
  field: string,
): { answer: string | null; before: string | null; marker: string | null } {
  const raw = fieldValue(value, field);
  const entries = (Array.isArray(raw) ? raw : [raw]).filter((entry) => entry !== null && entry !== undefined);
  const texts = entries.map((entry) => {
    if (typeof entry === "string") return entry.trim();
    if (typeof entry === "number" || typeof entry === "bigint" || typeof entry === "boolean")
      return String(entry);
    throw new UserError(`${where}: field "${field}" should be text or a number, found ${describe(entry)}`);
  });
  const text = texts.filter((entry) => referenceText(entry) !== null).join(", ");
  if (text === "") {
    return { answer: null, before: null, marker: texts.find((entry) => entry !== "") ?? null };
  }
  const mark = text.lastIndexOf("####");
  if (mark >= 0) {
    const [line] = text.slice(mark + 4).split("\n", 1);
    return { answer: referenceText(line), before: text.slice(0, mark).trim(), marker: null };
  }
  const unit = /^(-?[\d.,/]+)\s+\([^()\d]*\)$/.exec(text);
  return { answer: unit ? unit[1] : text, before: null, marker: null };
}

/** Text of a solution, of a list its first; undefined where there is none. */
export function solutionText({ value, where }: DataRecord, field: string): string | undefined {
  const raw = fieldValue(value, field);
  const first = Array.isArray(raw) ? raw[0] : raw;
  if (first === null || first === undefined || first === "") return undefined;
  if (typeof first === "string") return first;
  throw new UserError(`${where}: field "${field}" should be text, found ${describe(first)}`);
}

/** An id, a level or a subject: text or a number; undefined where there is none. */
export function labelValue({ value, where }: DataRecord, field: string): string | number | undefined {
  const raw = fieldValue(value, field);
  if (raw === null || raw === undefined || raw === "") return undefined;
  if (typeof raw === "string" || typeof raw === "number") return raw;
  // Beyond 2^53 two numbers may round to one.
  if (typeof raw === "bigint") return Number.isSafeInteger(Number(raw)) ? Number(raw) : String(raw);
  throw new UserError(`${where}: field "${field}" should be text or a number, found ${describe(raw)}`);
}

/**
 * What `read` makes of a record's field, or undefined: of none, or of a field that was only found by its usual name and
 * holds something else.
 */
export function readOptional<T>(
  read: (record: DataRecord, field: string) => T | undefined,
  record: DataRecord,
  field: string | null,
  named: boolean,
): T | undefined {
  if (field === null) return undefined;
  try {
    return read(record, field);
  } catch (error) {
    if (named || !(error instanceof UserError)) throw error;
    return undefined;
  }
}
