// Rows of tables as objects, each with the place it came from: Parquet, CSV and TSV.
import { Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { UserError } from "../common/errors.ts";
import { bytesOf, fileError, MOST_BYTES, type OnFault, tell, textOfBytes } from "./bytes.ts";

/** So many rows are read with all their columns. */
const FIRST_ROWS = 100;

/**
 * The rows of a Parquet file, at most a row group in memory. After the first, only the `columns` are read that are asked for
 * then (all where that is undefined).
 */
export async function* parquetRows(
  path: string,
  columns: () => readonly string[] | undefined = () => undefined,
): AsyncGenerator<{ value: unknown; where: string }> {
  const readable = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      const known = fileError(path, error);
      if (known !== error) throw known;
      throw new UserError(`${path}: not a readable Parquet file: ${(error as Error).message}`);
    }
  };
  const file = await readable(() => asyncBufferFromFile(path));
  if (file.byteLength === 0) return;
  const metadata = await readable(() => parquetMetadataAsync(file));
  const singles = parquetSchema(metadata)
    .children.filter(({ element }) => element.type === "FLOAT")
    .map(({ element }) => element.name);
  let row = 0;
  for (const group of metadata.row_groups) {
    const end = row + Number(group.num_rows);
    while (row < end) {
      const rowEnd = row === 0 ? Math.min(end, FIRST_ROWS) : end;
      const wanted = row === 0 ? undefined : columns();
      const options = { file, metadata, compressors, rowStart: row, rowEnd, columns: wanted?.slice() };
      const rows = await readable(() => parquetReadObjects(options));
      // Rows that are not there would be looked for for ever.
      if (rows.length === 0)
        throw new UserError(`${path}: not a readable Parquet file: rows ${row + 1} to ${end} are missing`);
      for (const value of rows) {
        row++;
        for (const name of singles)
          if (typeof value[name] === "number") value[name] = singleDecimal(value[name]);
        yield { value, where: `${path}, row ${row}` };
      }
    }
  }
}

/** The shortest decimal that is this float32: 0.1, where as a double it is 0.10000000149011612. */
function singleDecimal(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

/**
 * The rows of a CSV file (RFC 4180, the first line names the columns), or with `delimiter` a tab of a TSV file. All values
 * are text, with line feeds for line ends within them. Many TSV files have no quoting: a quote within a cell, or at its
 * beginning where it ends otherwise ("Yes," he said), is text. Throws a UserError where two columns have one name, and where
 * a cell of a TSV file holds what looks like rows: a lone quote at its beginning makes them a cell.
 */
export async function* csvRows(
  path: string,
  delimiter: string,
  onFault?: OnFault,
): AsyncGenerator<{ value: unknown; where: string }> {
  const isTsv = delimiter === "\t";
  /** Line in which the last record, or the header, ended. */
  let ended = 1;
  const invalid = (error: CsvError) => {
    const { lines, code } = error as CsvError & { lines?: number };
    const line = lines && code === "CSV_QUOTE_NOT_CLOSED" ? Math.min(ended + 1, lines) : lines;
    return new UserError(
      `${path}${line ? `:${line}` : ""}: not valid ${isTsv ? "TSV" : "CSV"}: ${error.message}`,
    );
  };
  const columns = (header: string[]): string[] => {
    const twice = header.find((name, i) => name !== "" && header.indexOf(name) < i);
    if (twice !== undefined)
      throw new UserError(`${path}:1: two columns are called "${twice}"; give one of them another name`);
    return header;
  };
  const parser = parse({
    ...{ bom: true, columns, delimiter, info: true, skip_empty_lines: true, relax_quotes: isTsv },
    max_record_size: MOST_BYTES,
    on_record: <T>(record: T, { lines }: { lines: number }) => {
      ended = lines;
      return record;
    },
    ...(onFault && {
      skip_records_with_error: true,
      on_skip: (error: CsvError | undefined) => {
        if (error) tell(invalid(error), onFault);
      },
    }),
  });
  const text = Readable.from(withLineFeeds(textOfBytes(bytesOf(path), path)));
  text.on("error", (error) => parser.destroy(error));
  text.pipe(parser);
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: Record<string, string>;
      info: { lines: number };
    }>) {
      // `lines` is where the record ends.
      const values = Object.values(record);
      const more = values.reduce((sum, value) => sum + value.split("\n").length - 1, 0);
      const where = `${path}:${info.lines - more}`;
      if (isTsv && values.some((value, column) => holdsRows(value, column, values.length))) {
        const fault =
          `not valid TSV: a cell that begins with a quote goes on to line ${info.lines}, over tabs, as if it held the rows ` +
          'between; begin it with """ and end it with a quote';
        tell(new UserError(`${where}: ${fault}`), onFault);
        continue;
      }
      yield { value: record, where };
    }
  } catch (error) {
    throw error instanceof CsvError ? invalid(error) : error;
  } finally {
    text.destroy();
  }
}

/** `text` with a line feed for each CR LF. */
async function* withLineFeeds(text: AsyncIterable<string>): AsyncGenerator<string> {
  let held = "";
  for await (const piece of text) {
    const whole = held + piece;
    held = whole.endsWith("\r") ? "\r" : "";
    yield whole.slice(0, whole.length - held.length).replaceAll("\r\n", "\n");
  }
  yield held;
}

/** Whether a cell looks as if it held rows: its lines have the tabs that would end its own row, make rows, and begin one. */
function holdsRows(cell: string, column: number, columns: number): boolean {
  const tabs = cell.split("\n").map((line) => line.split("\t").length - 1);
  const [first, last] = [tabs[0], tabs[tabs.length - 1]];
  if (tabs.length < 2 || first + last === 0) return false;
  if (first !== columns - 1 - column || last !== column) return false;
  return tabs.slice(1, -1).every((inner) => inner === columns - 1);
}
