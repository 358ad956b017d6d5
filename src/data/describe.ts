// What a value of a record is, in words, for errors.
import { UserError } from "../common/errors.ts";

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
