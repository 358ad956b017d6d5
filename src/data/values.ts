// What stands in a record's fields, as the texts and labels that a problem is made of.
import { UserError } from "../common/errors.ts";
import { didYouMean } from "../common/nearest.ts";
import { judge } from "../verify/judge.ts";
import { boxSpans, isProse } from "../verify/read/formulas.ts";
import { isChat, messagesOf } from "./chat.ts";
import { fieldError, isFilled, shown } from "./describe.ts";
import type { DataRecord } from "./records.ts";
import { referenceText, statedReference } from "./references.ts";

/** Texts of a composed prompt are joined by this. */
const JOINT = " ";

/**
 * The value under a plain or dotted name; undefined where there is none. A dotted name reaches into objects, lists ("0.value")
 * and objects that are written as text.
 */
export function fieldValue(record: Record<string, unknown>, name: string): unknown {
  if (Object.hasOwn(record, name)) return record[name];
  let value: unknown = record;
  for (const key of name.split(".")) {
    value = unwrapped(value, /^\s*\{/);
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

/** What is written as JSON in a text that begins so, or else `raw`. */
function unwrapped(raw: unknown, beginning: RegExp): unknown {
  if (typeof raw !== "string" || !beginning.test(raw)) return raw;
  try {
    return JSON.parse(raw);
  } catch {
    return raw;
  }
}

export function noField(name: string, names: readonly string[], where: string): UserError {
  const there = `fields there: ${names.join(", ") || "none"}`;
  return new UserError(`${where}: no field "${name}" (${there})${didYouMean(name, names)}`);
}

/** The problem's text. Throws a UserError where a field is missing, empty, or neither text nor a chat. */
export function promptText({ value, where }: DataRecord, field: string): string {
  const parts: string[] = [];
  const names = field.split("+");
  for (const name of names) {
    const part = fieldValue(value, name);
    if (part === undefined) throw noField(name, Object.keys(value), where);
    if (names.length > 1 && !isFilled(part)) continue;
    const text = isChat(part) ? userMessage(part, name, where) : part;
    if (typeof text !== "string") throw fieldError(where, name, "text", part);
    parts.push(text.trim());
  }
  const text = parts.join(JOINT);
  if (text === "") throw new UserError(`${where}: field "${field}" is empty`);
  return text;
}

/** A field of this name holds whole conversations: the assistant's message after the user's is a solution. */
const CONVERSATION = /(?:^|\.)(?:messages|conversations)$/i;

/**
 * The one user message of a chat; a system message is left out, the run's own stands in its place, and so is the answer at the
 * end of a whole conversation.
 */
function userMessage(chat: unknown[], name: string, where: string): string {
  const rest = messagesOf(chat, where, name).filter((message) => message.role !== "system");
  if (CONVERSATION.test(name) && rest.length === 2 && rest[1].role === "assistant") rest.pop();
  if (rest.length !== 1 || rest[0].role !== "user") {
    const roles = rest.map((message) => message.role).join(", ");
    throw new UserError(
      `${where}: field "${name}" should be a chat with one user message (and a system message at most), found ${roles || "none"}`,
    );
  }
  return rest[0].content;
}

/** A list of texts that is written as text: '["4"]'. */
const WRITTEN_LIST = /^\s*\[\s*"/;

/**
 * The final answer as text, or null for none: null, a field that is not there, or what `referenceText` knows as no
 * answer. Of a list (or one that is written as JSON) the first entry, where the verifier takes the others for the same. Of
 * text with `#### N` (GSM8K) the N is the answer and `before` the text before it; of prose with a box, what is in it; of
 * "9 (apples)" (ASDiv) the 9. `marker` is a text that says that there is no answer. Throws a UserError for objects, for a
 * list of answers that differ, and for numbers whose digits are lost.
 */
export function answerText(
  { value, where }: DataRecord,
  field: string,
): { answer: string | null; before?: string; marker?: string } {
  const raw = unwrapped(fieldValue(value, field), WRITTEN_LIST);
  const entries = (Array.isArray(raw) ? raw : [raw]).filter((entry) => entry !== null && entry !== undefined);
  const texts = entries.map((entry) => {
    if (typeof entry === "string") return entry.trim();
    if (Number.isInteger(entry) && !Number.isSafeInteger(entry))
      throw new UserError(
        `${where}: field "${field}" should be text for a number beyond 2^53, whose last digits are lost: found ${entry}`,
      );
    if (typeof entry === "number" || typeof entry === "bigint" || typeof entry === "boolean")
      return String(entry);
    throw fieldError(where, field, "text or a number", entry);
  });
  const [text, ...others] = texts.filter((entry) => referenceText(entry) !== null);
  if (text === undefined) return { answer: null, marker: texts.find((entry) => entry !== "") };
  // Sets that have lists take any entry for right; here one answer stands for all.
  const other = others.find((entry) => judge(entry, text).verdict !== true);
  if (other !== undefined)
    throw new UserError(
      `${where}: field "${field}" should be one answer, or several ways to write it, found ${shown(text)} and ${shown(other)}: ` +
        `where all are wanted, write them as one text, "3, -3"; where any is right, keep one`,
    );
  const mark = text.lastIndexOf("####");
  if (mark >= 0) {
    const [line] = text.slice(mark + 4).split("\n", 1);
    return { answer: referenceText(line), before: text.slice(0, mark).trim() };
  }
  if (boxSpans(text).length > 0 && isProse(text)) return { answer: statedReference(text), before: text };
  const [, number, unit] = /^(-?[\d.,/]+)\s+\(\s*([^()]+)\)$/.exec(text) ?? [];
  return { answer: unit && UNIT.test(unit) ? number : text };
}

/** Plain words ("square feet", "white t-shirts", "sq. inches"), or the letter of a unit; "x+y", "pi", "mod n" are part of the answer. */
const UNIT =
  /^(?:[glms]|(?!.*\b(?:mod|base|pi|sqrt|sin|cos|tan|log|ln|exp)\b)(?:\p{L}-)?\p{L}{2,}\.?(?:[ -]+(?:\p{L}-)?\p{L}{2,}\.?)*)$/iu;

/** Text of a solution, of a list its first, of a conversation its answer; undefined where there is none. */
export function solutionText({ value, where }: DataRecord, field: string): string | undefined {
  const raw = fieldValue(value, field);
  if (isChat(raw)) {
    const last = messagesOf(raw, where, field).at(-1);
    return (last?.role === "assistant" && last.content) || undefined;
  }
  const first = Array.isArray(raw) ? raw[0] : raw;
  if (!isFilled(first)) return undefined;
  if (typeof first === "string") return first;
  throw fieldError(where, field, "text", first);
}

/** An id, a level or a subject: text or a number; undefined where there is none. */
export function labelValue({ value, where }: DataRecord, field: string): string | number | undefined {
  const raw = fieldValue(value, field);
  if (!isFilled(raw)) return undefined;
  if (typeof raw === "string" || typeof raw === "number") return raw;
  // Beyond 2^53 two numbers may round to one.
  if (typeof raw === "bigint") return Number.isSafeInteger(Number(raw)) ? Number(raw) : String(raw);
  throw fieldError(where, field, "text or a number", raw);
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
  return named ? read(record, field) : readOr(undefined, () => read(record, field));
}

/** What is read, or `other` where it cannot be. */
export function readOr<T, Other>(other: Other, read: () => T): T | Other {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return other;
  }
}
