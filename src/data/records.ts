// Reads records (objects) out of files, one at a time, with the place each came from: JSON lines and JSON arrays, plain or
// compressed, and tables (tabular.ts). Which files a source means is sources.ts; what the fields of a record mean is
// problems.ts.
import { UserError } from "../common/errors.ts";
import {
  bytesOf,
  linesOfBytes,
  MOST_BYTES,
  type NumberedLine,
  type OnFault,
  tell,
  textOfBytes,
} from "./bytes.ts";
import { isChat } from "./chat.ts";
import { describe, isRecord } from "./describe.ts";
import { linesOf } from "./lines.ts";
import { csvRows, parquetRows } from "./tabular.ts";

/** One object of a file. */
export interface DataRecord {
  value: Record<string, unknown>;
  /** Where it is, for error messages: "file:line", or "file, row N" in Parquet. */
  where: string;
}

/** How the name of a file ends that `readRecords` can read. */
export const DATA_FILE = /\.(?:(?:jsonl|ndjson|json|csv|tsv)(?:\.(?:gz|zst))?|parquet)$/i;

/** The same in words. */
export const DATA_FILE_NAMES = ".json, .jsonl, .ndjson, .csv, .tsv (each also .gz or .zst) or .parquet";

export interface ReadOptions {
  /** Told of each record that cannot be read, which is then left out; without it, it is thrown. */
  onFault?: OnFault;
  /** Of Parquet: asked, once the first rows were read, which columns are needed; undefined: all. */
  columns?: () => readonly string[] | undefined;
}

/**
 * The records of one file, in order; reading stops when the consumer does. A list of messages is read as the record
 * {"conversations": list}. Throws a UserError for a file that is missing, empty or malformed (with the line), or a record
 * that is not an object.
 */
export function readRecords(path: string, options: ReadOptions = {}): AsyncGenerator<DataRecord> {
  const { onFault } = options;
  let faulty = false;
  const told =
    onFault &&
    ((fault: UserError) => {
      faulty = true;
      onFault(fault);
    });
  return recordsOf(open(path, { ...options, onFault: told }), path, told, () => faulty);
}

/** The records of a stream of JSON lines, called `name` in places and errors. Errors as in `readRecords`. */
export function readRecordStream(
  stream: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<DataRecord> {
  return recordsOf(parsedLines(linesOfBytes(stream, name), name), name);
}

async function* recordsOf(
  values: AsyncIterable<Located>,
  name: string,
  onFault?: OnFault,
  faulty = () => false,
): AsyncGenerator<DataRecord> {
  let some = false;
  for await (const { value: found, where } of values) {
    some = true;
    const value = isChat(found) ? { conversations: found } : found;
    if (isRecord(value)) yield { value, where };
    else {
      const expected = "expected an object with named fields";
      tell(new UserError(`${where}: ${expected}, found ${describe(value)}`), onFault);
    }
  }
  if (!some && !faulty()) throw new UserError(`${name}: holds no records`);
}

interface Located {
  value: unknown;
  where: string;
}

async function* open(path: string, { onFault, columns }: ReadOptions): AsyncGenerator<Located> {
  const name = path.replace(/\.(?:gz|zst)$/i, "");
  if (/\.parquet$/i.test(name)) return yield* parquetRows(path, columns);
  if (/\.[ct]sv$/i.test(name)) return yield* csvRows(path, /\.tsv$/i.test(name) ? "\t" : ",", onFault);
  const bytes = bytesOf(path);
  const head: Uint8Array[] = [];
  let first: string | undefined;
  // A .json file is an array by right, but often holds JSON lines.
  while (/\.json$/i.test(name) && first === undefined) {
    const { value, done } = await bytes.next();
    if (done) return;
    head.push(value);
    first = /[^\s\ufeff\u00bb\u00bf\u00ef]/.exec(Buffer.from(value).toString("latin1"))?.[0];
  }
  if (/^[^{]*\{\s*\n/.test(Buffer.from(head.at(-1) ?? []).toString("latin1")) && first === "{")
    throw new UserError(
      `${path}: one object over several lines; expected an array of objects, or an object a line`,
    );
  const whole = prepend(head, bytes);
  if (first === "[") yield* readJsonArray(textOfBytes(whole, path), path, onFault);
  else yield* parsedLines(linesOfBytes(whole, path, onFault), path, onFault);
}

/** `head`, then `rest`. */
export async function* prepend<T>(head: readonly T[], rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield* head;
  yield* rest;
}

/**
 * The values of JSON lines, blank lines skipped, from text in pieces (a file, standard input). `name` stands for the
 * text in places and errors. Throws a UserError with the line where one is not JSON.
 */
export function readJsonLines(chunks: AsyncIterable<string>, name: string): AsyncGenerator<Located> {
  async function* numbered(): AsyncGenerator<NumberedLine> {
    let line = 0;
    for await (const text of linesOf(chunks)) yield { text, line: ++line };
  }
  return parsedLines(numbered(), name);
}

async function* parsedLines(
  lines: AsyncIterable<NumberedLine>,
  name: string,
  onFault?: OnFault,
): AsyncGenerator<Located> {
  for await (const { text, line } of lines) {
    const located = text.trim() === "" ? undefined : parsed(text, `${name}:${line}`, onFault);
    if (located) yield located;
  }
}

/** The value that `text` is; undefined where it is not JSON. */
function parsed(text: string, where: string, onFault: OnFault | undefined): Located | undefined {
  try {
    return { value: JSON.parse(text), where };
  } catch (error) {
    tell(new UserError(`${where}: not valid JSON: ${(error as Error).message}`), onFault);
    return undefined;
  }
}

/** The elements of one JSON array, parsed one at a time, each with the line it starts at. */
async function* readJsonArray(
  chunks: AsyncIterable<string>,
  name: string,
  onFault?: OnFault,
): AsyncGenerator<Located> {
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
          const located = parsed(element + chunk.slice(from, i), `${name}:${elementLine}`, onFault);
          if (located) yield located;
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
    if (element.length > MOST_BYTES)
      throw new UserError(`${name}:${elementLine}: an element of more than ${MOST_BYTES / 2 ** 20} MiB`);
  }
  if (place !== "after") {
    const inside = place === "element" ? `, inside the element that starts at line ${elementLine}` : "";
    throw new UserError(`${name}:${line}: the file ends before its JSON array does${inside}; is it cut off?`);
  }
}
