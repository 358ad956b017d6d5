// What a value of a record is, and in words, for errors.
import { z } from "zod";
import { UserError } from "../common/errors.ts";

export const isFilled = (value: unknown) => value !== null && value !== undefined && value !== "";

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What `value` is, in words, for error messages. */
export function describe(value: unknown): string {
  if (value === null) return "null";
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  const short = typeof value === "string" ? value.slice(0, 64) : value;
  const text = JSON.stringify(typeof short === "bigint" ? Number(short) : short);
  return `the ${typeof value} ${text.length > 60 ? `${text.slice(0, 60)}…` : text}`;
}

/** That `field` of the record at `where` is not what it should be. */
export function fieldError(where: string, field: string, expected: string, found: unknown): UserError {
  return new UserError(`${where}: field "${field}" should be ${expected}, found ${describe(found)}`);
}

/** The fields of `value` that `schema` names, whose messages say what is expected. Throws a `fieldError` for the first that is otherwise. */
export function fieldsOf<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
  const { data, error } = schema.safeParse(value);
  if (error === undefined) return data;
  const [{ path, message }] = error.issues;
  const found = path.reduce((part: unknown, key) => (part as Record<PropertyKey, unknown>)[key], value);
  throw fieldError(where, z.core.toDotPath(path), message, found);
}

/** The beginning of a text, quoted; "nothing" where there is none. */
export function shown(text: string | null | undefined): string {
  if (text === null || text === undefined) return "nothing";
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
