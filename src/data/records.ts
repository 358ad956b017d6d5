// Reads records (JSON objects) out of files, one at a time, with the place each came from: JSON lines, JSON arrays,
// Parquet. Which files a source means is sources.ts; what the fields of a record mean is problems.ts.
import { createReadStream } from "node:fs";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { UserError } from "../common/errors.ts";
import { linesOf } from "./lines.ts";

/** One object of a file. */
export interface DataRecord {
  value: Record<string, unknown>;
  /** Where it is, for error messages: "file:line", or "file, row N" in Parquet. */
  where: string;
}

/** A file that `readRecords` can read, by its name. */
export const DATA_FILE = /\.(jsonl|ndjson|json|parquet)$/i;

/**
 * The records of one file, in order; reading stops when the consumer does. Throws a UserError for a file that is
 * missing, empty or malformed (with the line), or a record that is not an object.
 */
export function readRecords(path: string): AsyncGenerator<DataRecord> {
  return recordsOf(open(path), path);
}

/** The records of a stream of JSON lines, called `name` in places and errors. Errors as in `readRecords`. */
export function readRecordStream(
  stream: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<DataRecord> {
  return recordsOf(readJsonLines(decoded(stream, name), name), name);
}

async function* recordsOf(values: AsyncIterable<Located>, name: string): AsyncGenerator<DataRecord> {
  let some = false;
  for await (const { value, where } of values) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new UserError(`${where}: expected an object with named fields, found ${describe(value)}`);
    }
    some = true;
    yield { value: value as Record<string, unknown>, where };
  }
  if (!some) throw new UserError(`${name}: holds no records`);
}

/** What `value` is, in words, for error messages. */
export function describe(value: unknown): string {
  if (value === null) return "null";
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  const text = JSON.stringify(typeof value === "bigint" ? Number(value) : value);
  return `the ${typeof value} ${text.length > 60 ? `${text.slice(0, 60)}…` : text}`;
}

/** That `field` of the record at `where` is not what it should be. */
export function fieldError(where: string, field: string, expected: string, found: unknown): UserError {
  return new UserError(`${where}: field "${field}" should be ${expected}, found ${describe(found)}`);
}

interface Located {
  value: unknown;
  where: string;
}

async function* open(path: string): AsyncGenerator<Located> {
  if (/\.parquet$/i.test(path)) return yield* readParquet(path);
  const chunks = decoded(createReadStream(path, { highWaterMark: 1 << 18 }), path);
  if (!/\.json$/i.test(path)) return yield* readJsonLines(chunks, path);
  // A .json file is an array by right, but often holds JSON lines.
  let head = "";
  while (head.trim() === "") {
    const { value, done } = await chunks.next();
    if (done) return;
    head += value;
  }
  const whole = prepend([head], chunks);
  yield* head.trimStart().startsWith("[") ? readJsonArray(whole, path) : readJsonLines(whole, path);
}

/** `head`, then `rest`. */
export async function* prepend<T>(head: readonly T[], rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield* head;
  yield* rest;
}

/** The text of UTF-8 bytes in pieces, without a byte order mark. */
async function* decoded(bytes: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (error) {
    throw fileError(name, error, "UTF-8 text");
  }
}

/** What the system's `error` with a file that should hold `kind` means to the user, or `error` itself. */
export function fileError(path: string, error: unknown, kind: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "ENOENT") return new UserError(`${path}: no such file`);
  if (code === "EISDIR") return new UserError(`${path}: is a directory, expected a file`);
  if (code === "EACCES" || code === "EPERM") return new UserError(`${path}: no permission to read it`);
  if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") return new UserError(`${path}: not ${kind}`);
  return error;
}

/**
 * The values of JSON lines, blank lines skipped, from text in pieces (a file, standard input). `name` stands for the
 * text in places and errors. Throws a UserError with the line where one is not JSON.
 */
export async function* readJsonLines(chunks: AsyncIterable<string>, name: string): AsyncGenerator<Located> {
  let line = 0;
  for await (const text of linesOf(chunks)) {
    line++;
    if (text.trim() !== "") yield parseAt(text, `${name}:${line}`);
  }
}

function parseAt(text: string, where: string): Located {
  try {
    return { value: JSON.parse(text), where };
  } catch (error) {
    throw new UserError(`${where}: not valid JSON: ${(error as Error).message}`);
  }
}

/** The elements of one JSON array, parsed one at a time, each with the line it starts at. */
async function* readJsonArray(chunks: AsyncIterable<string>, name: string): AsyncGenerator<Located> {
  let line = 1;
  let place = "before" as "before" | "first" | "element" | "next" | "after";
  let element = "";
  let elementLine = 1;
  let depth = 0;
  let inString = false;
  let escaped = false;
  for await (const chunk of chunks) {
    let from = 0;
    for (let i = 0; i < chunk.length; i++) {
      const c = chunk[i];
      if (c === "\n") line++;
      if (place === "element") {
        if (inString) {
          if (escaped) escaped = false;
          else if (c === "\\") escaped = true;
          else if (c === '"') inString = false;
        } else if (c === '"') inString = true;
        else if (c === "[" || c === "{") depth++;
        else if ((c === "]" || c === "}") && depth > 0) depth--;
        else if (depth === 0 && (c === "," || c === "]")) {
          yield parseAt(element + chunk.slice(from, i), `${name}:${elementLine}`);
          element = "";
          place = c === "," ? "next" : "after";
        }
        continue;
      }
      if (c === " " || c === "\n" || c === "\r" || c === "\t") continue;
      if (place === "before" && c === "[") place = "first";
      else if (place === "first" && c === "]") place = "after";
      else if ((place === "first" || place === "next") && c !== "]" && c !== ",") {
        place = "element";
        elementLine = line;
        from = i;
        i--;
      } else throw new UserError(`${name}:${line}: not valid JSON: unexpected ${JSON.stringify(c)}`);
    }
    if (place === "element") element += chunk.slice(from);
  }
  if (place !== "after") {
    const inside = place === "element" ? `, inside the element that starts at line ${elementLine}` : "";
    throw new UserError(`${name}:${line}: the file ends before its JSON array does${inside}; is it cut off?`);
  }
}

async function* readParquet(path: string): AsyncGenerator<Located> {
  const readable = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      const known = fileError(path, error, "Parquet");
      if (known !== error) throw known;
      throw new UserError(`${path}: not a readable Parquet file: ${(error as Error).message}`);
    }
  };
  const file = await readable(() => asyncBufferFromFile(path));
  const metadata = await readable(() => parquetMetadataAsync(file));
  let row = 0;
  for (const group of metadata.row_groups) {
    const end = row + Number(group.num_rows);
    const options = { file, metadata, compressors, rowStart: row, rowEnd: end };
    for (const value of await readable(() => parquetReadObjects(options))) {
      row++;
      yield { value, where: `${path}, row ${row}` };
    }
  }
}
