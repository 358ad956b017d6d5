// Which fields of a record are the problem, its answer, its solution, its id, level and subject; and their values as
// text.
import { closest } from "fastest-levenshtein";
import { UserError } from "../errors.ts";
import { type DataRecord, describe } from "./records.ts";

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

const PROMPTS = [
  "body+question",
  "context+question",
  "problem",
  "question",
  "prompt",
  "input",
  "query",
  "instruction",
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
];
const SOLUTIONS = ["solution", "rationale", "reasoning", "explanation"];
const IDS = ["unique_id", "id", "uuid", "problem_id", "question_id", "idx", "index", "extra_info.index"];
const LEVELS = ["level", "difficulty"];
const SUBJECTS = ["subfield", "subject", "type", "category", "topic"];

/** Texts of a composed prompt are joined by this. */
const JOINT = " ";

/** The value under a plain or dotted name; undefined where there is none. */
export function valueAt(record: Record<string, unknown>, name: string): unknown {
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
 * them. `notes` says what could have been chosen otherwise. Throws a UserError where a field given is in none of the
 * records, or none looks like the problem.
 */
export function detectFields(
  sample: readonly DataRecord[],
  given: Partial<Record<keyof Fields, FieldChoice>>,
  file: string,
): { fields: Fields; notes: string[] } {
  const names = [...new Set(sample.flatMap(({ value }) => Object.keys(value)))];
  const notes: string[] = [];
  const filled = (name: string) => sample.some(({ value }) => (valueAt(value, name) ?? "") !== "");
  // A candidate's name as this file spells it: "Body+Question" for "body+question".
  const spelled = (candidate: string): string | null => {
    const parts = candidate.split("+").map((part) => {
      if (part.includes(".")) return filled(part) ? part : null;
      return names.find((name) => name.toLowerCase() === part && filled(name)) ?? null;
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
      if (!sample.some(({ value }) => valueAt(value, part) !== undefined)) throw noField(part, names, file);
    }
    return name;
  };
  const prompt = find("prompt", PROMPTS);
  if (prompt === null) {
    throw new UserError(
      `${file}: no field looks like the problem (fields there: ${names.join(", ")}); name it with promptField`,
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
  return { fields, notes };
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
    const part = valueAt(value, name);
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

function isChat(value: unknown): value is { role: string; content: unknown }[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((message) => typeof message === "object" && message !== null && "role" in message)
  );
}

/** The one user message of a chat; a system message is left out, the run's own stands in its place. */
function userMessage(chat: { role: string; content: unknown }[], name: string, where: string): unknown {
  const rest = chat.filter((message) => message.role !== "system");
  if (rest.length !== 1 || rest[0].role !== "user") {
    const roles = chat.map((message) => message.role).join(", ");
    throw new UserError(`${where}: field "${name}" should be a chat with one user message, found ${roles}`);
  }
  return rest[0].content;
}

/**
 * The final answer as text, or null for none: null, empty, the text "null", a field that is not there. A list is its
 * entries joined by ", ". Of text with `#### N` (GSM8K) the N is the answer and `before` the text before it; of
 * "9 (apples)" (ASDiv) the 9. Throws a UserError for objects.
 */
export function answerText(
  { value, where }: DataRecord,
  field: string,
): { answer: string | null; before: string | null } {
  const raw = valueAt(value, field);
  const entries = (Array.isArray(raw) ? raw : [raw]).filter((entry) => entry !== null && entry !== undefined);
  const texts = entries.map((entry) => {
    if (typeof entry === "string") return entry.trim();
    if (typeof entry === "number" || typeof entry === "bigint" || typeof entry === "boolean")
      return String(entry);
    throw new UserError(`${where}: field "${field}" should be text or a number, found ${describe(entry)}`);
  });
  const text = texts.filter((entry) => entry !== "" && entry !== "null" && entry !== "NaN").join(", ");
  if (text === "") return { answer: null, before: null };
  const mark = text.lastIndexOf("####");
  if (mark >= 0) return { answer: text.slice(mark + 4).trim() || null, before: text.slice(0, mark).trim() };
  const unit = /^(-?[\d.,/]+)\s+\([^()\d]*\)$/.exec(text);
  return { answer: unit ? unit[1] : text, before: null };
}

/** Text of a solution, of a list its first; undefined where there is none. */
export function solutionText({ value, where }: DataRecord, field: string): string | undefined {
  const raw = valueAt(value, field);
  const first = Array.isArray(raw) ? raw[0] : raw;
  if (first === null || first === undefined || first === "") return undefined;
  if (typeof first === "string") return first;
  throw new UserError(`${where}: field "${field}" should be text, found ${describe(first)}`);
}

/** An id, a level or a subject: text or a number; undefined where there is none. */
export function labelOf({ value, where }: DataRecord, field: string): string | number | undefined {
  const raw = valueAt(value, field);
  if (raw === null || raw === undefined || raw === "") return undefined;
  if (typeof raw === "string" || typeof raw === "number") return raw;
  if (typeof raw === "bigint") return Number(raw);
  throw new UserError(`${where}: field "${field}" should be text or a number, found ${describe(raw)}`);
}
