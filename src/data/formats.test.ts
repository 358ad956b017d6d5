// Files in every form, whole and damaged: compressed lines, tables, columns of Parquet, and rows that are no problems.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { linesOfBytes } from "./bytes.ts";
import { loadProblems } from "./problems.ts";
import { readRecords } from "./records.ts";

const root = mkdtempSync(join(tmpdir(), "pure-formats-"));
afterAll(() => rmSync(root, { recursive: true }));
const fixture = (name: string) =>
  fileURLToPath(new URL(`../../tests/fixtures/data/${name}`, import.meta.url));

let counter = 0;
function file(content: string | Uint8Array, extension: string): string {
  const path = join(root, `file${counter++}.${extension}`);
  writeFileSync(path, content);
  return path;
}

/** The records of a file, the faults told, and the message of the error that ended it; without the directory. */
async function read(path: string, tolerant = false) {
  const records: unknown[] = [];
  const places: string[] = [];
  const faults: string[] = [];
  let error: string | null = null;
  const short = (text: string) => text.replaceAll(`${root}/`, "").replace(/^file\d+\.[\w.]+/, "file");
  try {
    const onFault = tolerant ? (fault: Error) => faults.push(short(fault.message)) : undefined;
    for await (const { value, where } of readRecords(path, { onFault })) {
      records.push(value);
      places.push(short(where));
    }
  } catch (thrown) {
    error = short((thrown as Error).message);
  }
  return { records, places, faults, error };
}

const lines = (...records: unknown[]) => records.map((record) => `${JSON.stringify(record)}\n`).join("");

describe("compressed lines", () => {
  const many = Array.from({ length: 4000 }, (_, i) => ({ i, text: "數學 ".repeat(i % 60) }));

  it("of gzip, also in several members, are the lines", async () => {
    const text = Buffer.from(lines(...many));
    const half = Math.floor(text.length / 2);
    const members = Buffer.concat([gzipSync(text.subarray(0, half)), gzipSync(text.subarray(half))]);
    expect((await read(file(members, "jsonl.gz"))).records).toEqual(many);
    expect((await read(file(gzipSync(JSON.stringify(many)), "json.gz"))).records).toEqual(many);
    expect((await read(file(gzipSync("a,b\n1,2\n"), "csv.gz"))).records).toEqual([{ a: "1", b: "2" }]);
  });

  it("of Zstandard, in several frames, are the lines", async () => {
    const { problems } = await loadProblems(fixture("problems.jsonl.zst"));
    expect(problems.map(({ prompt, answer }) => [prompt, answer]).slice(3)).toEqual([
      ["What is 3 + 3?", "6"],
      ["What is 4 + 4?", "8"],
    ]);
  });

  it("that are cut or something else are refused", async () => {
    const whole = gzipSync(lines(...many));
    expect((await read(file(whole.subarray(0, whole.length - 100), "jsonl.gz"))).error).toBe(
      "file: not a whole gzip file: unexpected end of file",
    );
    expect((await read(file("no", "jsonl.gz"))).error).toMatch(/^file: not a whole gzip file: /);
    const frames = readFileSync(fixture("problems.jsonl.zst"));
    expect((await read(file(frames.subarray(0, frames.length - 20), "jsonl.zst"))).error).toMatch(
      /^file: not a whole Zstandard file: /,
    );
    expect((await read(file("no frames", "jsonl.zst"))).error).toMatch(/^file: not a whole Zstandard file: /);
    expect((await read(join(root, "none.jsonl.gz"))).error).toBe("none.jsonl.gz: no such file");
  });
});

describe("lines of bytes", () => {
  it("are those of the text, wherever it is cut", async () => {
    const text = fc
      .string({ unit: "binary" })
      .map((one) => one.replaceAll("\n", "").replaceAll("\ufeff", ""));
    await fc.assert(
      fc.asyncProperty(fc.array(text), fc.integer({ min: 1, max: 9 }), async (texts, size) => {
        const bytes = Buffer.from(texts.map((one) => `${one}\n`).join(""));
        const valid = texts.map((one) => Buffer.from(one).toString());
        async function* pieces() {
          for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
        }
        const read: string[] = [];
        for await (const { text, line } of linesOfBytes(pieces(), "-")) read[line - 1] = text;
        expect(read).toEqual(valid);
      }),
    );
  });
});

describe("tables", () => {
  it("are read with quotes, line feeds in them, and the line of each row", async () => {
    const csv = '\ufeffquestion,answer\r\n"a, ""b""\r\nc",1\r\n\r\nd,2\r\n';
    const { records, places } = await read(file(csv, "csv"));
    expect(records).toEqual([
      { question: 'a, "b"\nc', answer: "1" },
      { question: "d", answer: "2" },
    ]);
    expect(places).toEqual(["file:2", "file:5"]);
    expect((await read(file("question,,answer,,question\na,,1,,b\n", "csv"))).error).toBe(
      'file:1: two columns are called "question"; give one of them another name',
    );
    expect((await read(file('question\tanswer\nsay "x"\t1\n', "tsv"))).records).toEqual([
      { question: 'say "x"', answer: "1" },
    ]);
  });

  it("of tabs have quotes as text and around cells, and a lone one is no cell of several rows", async () => {
    const rows = (...cells: string[]) => file(`question\tanswer\n${cells.join("\n")}\n`, "tsv");
    const questions = async (...cells: string[]) =>
      (await read(rows(...cells))).records.map((record) => (record as { question: string }).question);
    expect(
      await questions('"Yes," he said\t1', '"a ""b""\n\nc"\t2', '"d\te"\t3', '"""f"\t4', '"g"\t5'),
    ).toEqual([...['"Yes," he said', 'a "b"\n\nc', "d\te", '"f', "g"]]);
    // As CSV writers quote a cell that holds a table.
    expect(await questions('"Table:\nx\ty\n1\t2\nWhat is y at 1?"\t2')).toEqual([
      "Table:\nx\ty\n1\t2\nWhat is y at 1?",
    ]);
    expect(await questions('"x\ty\n1\t2"\t3')).toEqual(["x\ty\n1\t2"]);
    const wide = file('a\tb\tc\n"x\ty\n1\t2\t3\nz"\t4\t5\n', "tsv");
    expect((await read(wide)).records).toEqual([{ a: "x\ty\n1\t2\t3\nz", b: "4", c: "5" }]);
    const swallowing = ["a\t1", '"b\t2', "c\t3", 'd "e"\t4', "f\t5"];
    expect((await read(rows(...swallowing))).error).toMatch(
      /^file:3: not valid TSV: a cell that begins with a quote goes on to line 5, over tabs/,
    );
    const { records, faults } = await read(rows(...swallowing), true);
    expect([records.map((record) => (record as { answer: string }).answer), faults.length]).toEqual([
      ["1", "5"],
      1,
    ]);
    expect((await read(rows("a\t1", '"b\t2', "c\t3"))).error).toMatch(
      /^file:3: not valid TSV: Quote Not Closed/,
    );
    expect((await read(rows('a\t"1', "c\t3"))).error).toMatch(/^file:2: not valid TSV: Quote Not Closed/);
  });

  it("with faulty rows lose only those", async () => {
    const csv = "a,b\n1,2\n1,2,3\n4,5\n";
    expect((await read(file(csv, "csv"))).error).toMatch(/^file:3: not valid CSV: Invalid Record Length/);
    const { records, faults, error } = await read(file(csv, "csv"), true);
    expect([records, faults.length, error]).toEqual([
      [
        { a: "1", b: "2" },
        { a: "4", b: "5" },
      ],
      1,
      null,
    ]);
    expect((await read(file('a,b\n1,"2\n', "csv"))).error).toMatch(
      /^file:\d: not valid CSV: Quote Not Closed/,
    );
    expect((await read(file(Buffer.from([0x61, 0x0a, 0xff, 0x0a]), "csv"))).error).toBe(
      "file:2: not UTF-8 text",
    );
  });

  it("of Parquet are read by the columns that are used", async () => {
    let asked = 0;
    const columns = () => {
      asked++;
      return ["level"];
    };
    const records: Record<string, unknown>[] = [];
    for await (const { value } of readRecords(fixture("problems-zstd.parquet"), { columns }))
      records.push(value);
    expect(asked).toBe(1);
    expect(records.map((record) => Object.keys(record).length)).toEqual([3, 3, 3, 1, 1]);
    expect(records[4]).toEqual({ level: 4n });
    for (const name of ["many.parquet", "dotted.parquet"]) {
      const { problems } = await loadProblems(fixture(name));
      expect(problems.map(({ prompt, answer }) => `${prompt} ${answer}`)).toEqual(
        Array.from({ length: 150 }, (_, n) => `${n}? ${n}`),
      );
    }
  });

  it("of Parquet have float32 as the decimal it was, and may be none", async () => {
    const { problems } = await loadProblems(fixture("float32.parquet"));
    expect(problems.map(({ answer }) => answer)).toEqual(["0.1", "16777216", null]);
    expect((await read(file("", "parquet"))).error).toBe("file: holds no records");
  });
});

describe("hostile rows", () => {
  const good = '{"question": "a", "answer": "1"}\n';
  const bad: [string, string | Uint8Array, RegExp][] = [
    ["no JSON", "{question}\n", /^file:2: not valid JSON/],
    ["no object", "[1]\n", /^file:2: expected an object with named fields, found a list/],
    ["null", "null\n", /^file:2: expected an object .*, found null/],
    [
      "a lone byte",
      Buffer.from([0x22, 0xe9, 0x22, 0x0a]),
      /^file:2: not UTF-8 text \(byte 2 of the line is 0xe9\)/,
    ],
  ];

  it.each(bad)("%s are thrown with their line, or told and left out", async (_, line, message) => {
    const path = file(Buffer.concat([Buffer.from(good), Buffer.from(line), Buffer.from(good)]), "jsonl");
    expect((await read(path)).error).toMatch(message);
    const { records, faults, error } = await read(path, true);
    expect(error).toBeNull();
    expect(faults[0]).toMatch(message);
    expect(records[0]).toEqual(records.at(-1));
    expect(records).toHaveLength(2);
  });

  it("in an array lose only themselves, where the array goes on", async () => {
    const path = file(`[${good},\n{"question" "b"},\n5,\n${good}]`, "json");
    const { records, faults, error } = await read(path, true);
    expect([records.length, faults.length, error]).toEqual([2, 2, null]);
    expect(faults[0]).toMatch(/^file:3: not valid JSON/);
    expect((await read(file(`[${good},\n"\ud800`, "json"), true)).error).toMatch(/the file ends before/);
    expect((await read(file(Buffer.from([0x5b, 0x0a, 0x22, 0xff, 0x22, 0x5d]), "json"))).error).toBe(
      "file:2: not UTF-8 text",
    );
  });

  it("of an array are found by their line far into the file", async () => {
    const before = Buffer.from(`[${"{}\n,".repeat(100_000)}\n\n`);
    const path = file(Buffer.concat([before, Buffer.from([0x22, 0xff, 0x22, 0x5d])]), "json");
    expect((await read(path)).error).toBe("file:100003: not UTF-8 text");
  });

  it("may be deep and long", async () => {
    const deep = `{"question": "a", "extra": ${"[".repeat(100_000)}${"]".repeat(100_000)}}\n`;
    const long = `{"question": "${"x".repeat(20_000_000)}"}\n`;
    const { problems } = await loadProblems(file(deep + long, "jsonl"));
    expect(problems.map(({ prompt }) => prompt.length)).toEqual([1, 20_000_000]);
  });

  it("that are no problems are told, and the others are read", async () => {
    const rows = [
      { question: "a", answer: "1" },
      { question: null, answer: "2" },
      { question: 5, answer: "2" },
      { question: " ", answer: "2" },
      { answer: "2" },
      { question: "b", answer: { x: 1 } },
      { question: "c", answer: null },
    ];
    const faults: string[] = [];
    const path = file(lines(...rows), "jsonl");
    const { problems, report } = await loadProblems(path, { onFault: ({ message }) => faults.push(message) });
    expect(problems.map(({ id, prompt, answer }) => [id, prompt, answer])).toEqual([
      ["1", "a", "1"],
      ["2", "c", null],
    ]);
    expect(report).toMatchObject({ problems: 2, withAnswer: 1 });
    expect(faults.map((message) => /:(\d): field "\w+"|:(\d): no field/.exec(message)?.[0])).toEqual([
      ':2: field "question"',
      ':3: field "question"',
      ':4: field "question"',
      ":5: no field",
      ':6: field "answer"',
    ]);
  });

  it("alone leave a file with nothing to read", async () => {
    const path = file("{\n", "jsonl");
    const { report } = await loadProblems(path, { onFault: () => {} });
    expect(report).toMatchObject({ problems: 0, files: [] });
  });
});
