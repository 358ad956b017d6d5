import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { UserError } from "../common/errors.ts";
import {
  describeReport,
  loadProblems,
  type ProblemOptions,
  type Problems,
  splitProblems,
} from "./problems.ts";

const root = mkdtempSync(join(tmpdir(), "pure-problems-"));
afterAll(() => rmSync(root, { recursive: true }));

let counter = 0;
function file(text: string | Uint8Array, extension = "jsonl"): string {
  const path = join(root, `file${counter++}.${extension}`);
  writeFileSync(path, text);
  return path;
}
const lines = (...records: unknown[]) => records.map((record) => `${JSON.stringify(record)}\n`).join("");

/** The message of the UserError that loading must end with, without the directory. */
async function failure(source: string, options?: ProblemOptions): Promise<string> {
  const error = await loadProblems(source, options).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  return error.message.replaceAll(`${root}/`, "");
}

describe("problems from files", () => {
  it("finds the usual fields and says which", async () => {
    const path = file(lines({ problem: "1+1?", answer: 2, level: 3, unique_id: "a", solution: "two" }));
    const { problems, report } = await loadProblems(path);
    expect(problems).toEqual([{ id: "a", prompt: "1+1?", answer: "2", level: 3, solution: "two" }]);
    const fields = {
      prompt: "problem",
      answer: "answer",
      solution: "solution",
      id: "unique_id",
      level: "level",
      subject: null,
    };
    expect(report).toMatchObject({ problems: 1, withAnswer: 1, files: [{ path, problems: 1, fields }] });
    expect(describeReport(report)).toContain('prompt = "problem", answer = "answer"');
  });

  it("reads an array, JSON lines named .json, a byte order mark and Windows line ends alike", async () => {
    const records = [
      { question: 'a\u2028b, \\"}]', answer: "1" },
      { question: "[{", answer: null },
    ];
    const texts: [string, string][] = [
      [lines(...records), "jsonl"],
      [lines(...records), "json"],
      [JSON.stringify(records), "json"],
      [`\ufeff \n${JSON.stringify(records, null, 2)}\n`, "json"],
      [`\ufeff${lines(...records).replaceAll("\n", "\r\n\r\n")}`, "jsonl"],
      [lines(...records).trim(), "ndjson"],
    ];
    for (const [text, extension] of texts) {
      const { problems } = await loadProblems(file(text, extension));
      expect(problems).toEqual([
        { id: "1", prompt: records[0].question, answer: "1" },
        { id: "2", prompt: "[{", answer: null },
      ]);
    }
  });

  it.each<[unknown, string | null]>([
    ["42", "42"],
    [" 42 ", "42"],
    [42, "42"],
    [0.5, "0.5"],
    [0, "0"],
    [true, "true"],
    ["null", null],
    ["", null],
    ["  ", null],
    [null, null],
    [[], null],
    [["11"], "11"],
    [["1/2", "0.5", ".5"], "1/2"],
    [["7", "n/a", 7], "7"],
    ['["1/2", "0.5"]', "1/2"],
    [9007199254740991, "9007199254740991"],
    ["9 (apples)", "9"],
    ["5 (in cm)", "5"],
    ["1/2 (square feet)", "1/2"],
    ["426 (white t-shirts)", "426"],
    ["36 (sq. inches)", "36"],
    ["350 (g)", "350"],
    ["57 ( science books)", "57"],
    ["(3, 4)", "(3, 4)"],
    ["f (x)", "f (x)"],
    ["step\n#### 1,234", "1,234"],
    ["step\n####", null],
    ["3+4=7\n#### 7\nThe answer is: 7", "7"],
    ["We add both and get that the total is $\\boxed{7}$.", "7"],
    ["\\boxed{2}, \\boxed{3}", "\\boxed{2}, \\boxed{3}"],
    ["proof", null],
    ["Notfound", null],
    ["$\\text{not_found}$.", null],
    ["\\boxed{\\text{Proof}}", null],
    ["$$", null],
    [".5", ".5"],
    ["\\text{None}", "\\text{None}"],
    ["5\\%.", "5\\%."],
    ["not found", null],
    ["n/a", null],
    ["NaN", null],
    [["proof"], null],
    ["None", "None"],
    ["undefined", "undefined"],
    ["proofs", "proofs"],
  ])("answer %j is %j", async (answer, expected) => {
    const { problems } = await loadProblems(file(lines({ question: "q", answer })), {
      answerField: "answer",
    });
    expect(problems[0].answer).toBe(expected);
  });

  it.each([
    "3 (x+y)",
    "1/2 (a + b)",
    "2 (\\pi + e)",
    "3 (mod n)",
    "3 (a)",
    "2 (pi)",
    "101 (base two)",
    "2 (x y)",
  ])("answer %j is the whole of it", async (answer) => {
    const { problems } = await loadProblems(file(lines({ question: "q", answer })));
    expect(problems[0].answer).toBe(answer);
  });

  it("takes numbers for the texts of options that are numbers, and asks where they may count options", async () => {
    const read = (options: unknown[]) =>
      loadProblems(file(lines({ question: "Which?", options, answer: 3 })), {
        names: { answer: "--answer" },
      });
    const { problems, report } = await read([1, 2, 3, 4]);
    expect(problems[0]).toMatchObject({ prompt: "Which?\n\nA. 1\nB. 2\nC. 3\nD. 4", answer: "C" });
    expect(report.notes).toContain('numbers in "answer" are texts of options');
    await expect(read(["1", "2", "3", "4"])).rejects.toThrow(/a field that holds them with --answer/);
  });

  it("cuts GSM8K's answer out of its solution, and MATH's out of its box", async () => {
    const gsm = await loadProblems(file(lines({ question: "q", answer: "2+2=<<2+2=4>>4\n#### 4" })));
    expect(gsm.problems[0]).toMatchObject({ answer: "4", solution: "2+2=<<2+2=4>>4" });
    const math = await loadProblems(file(lines({ problem: "q", solution: "so \\boxed{\\frac{1}{2}}" })));
    expect(math.problems[0].answer).toBe("\\frac{1}{2}");
    expect(math.report.notes.join()).toContain("boxed");
  });

  it("puts texts together, reaches into objects, and reads chats", async () => {
    const svamp = await loadProblems(
      file(lines({ Body: "Two apples. ", Question: "How many?", Answer: 2, ID: "x" })),
    );
    expect(svamp.problems).toEqual([{ id: "x", prompt: "Two apples. How many?", answer: "2" }]);
    const verl = {
      prompt: [
        { role: "system", content: "s" },
        { role: "user", content: "q" },
      ],
      reward_model: { ground_truth: "7" },
      extra_info: { index: 4 },
    };
    const { problems } = await loadProblems(file(lines(verl)));
    expect(problems).toEqual([{ id: "4", prompt: "q", answer: "7" }]);
    const olympiad = lines({ context: null, question: "q", final_answer: ["1"] });
    expect((await loadProblems(file(olympiad))).problems[0].prompt).toBe("q");
  });

  it("takes the fields named, and no others where they are null", async () => {
    const path = file(
      lines({ id: "i", question: "q", text: "t", answer: "null", ref_answer: "5", level: "5" }),
    );
    const options = { promptField: "text", answerField: "ref_answer", idField: null, levelField: null };
    expect((await loadProblems(path, options)).problems).toEqual([{ id: "1", prompt: "t", answer: "5" }]);
    const { report } = await loadProblems(path, { promptField: "text", answerField: "answer" });
    expect(report.notes).toEqual(['no reference answers: 1 × "null" in "answer"']);
    const names = { answer: "--answer-field" };
    expect(await failure(path, { names })).toMatch(
      /^file\d+\.jsonl:1: the answer may be "answer" or "ref_answer", and they do not say the same: nothing and "5"; choose with --answer-field answer or --answer-field ref_answer$/,
    );
  });

  it("finds the subject where it is a label, and takes the first of several names", async () => {
    const path = file(
      lines({ question: "a", problem: "b", type: "Algebra" }, { question: "c", problem: "d", type: [1] }),
    );
    const { problems, report } = await loadProblems(path, { promptField: ["problem", "question"] });
    expect(problems).toEqual([
      { id: "1", prompt: "b", answer: null, subject: "Algebra" },
      { id: "2", prompt: "d", answer: null },
    ]);
    expect(report.notes).toEqual([]);
    const none = { promptField: ["task", "question"], answerField: ["answer"], subjectField: ["field"] };
    expect((await loadProblems(path, none)).problems[1]).toEqual({ id: "2", prompt: "c", answer: null });
    expect(await failure(path, { promptField: ["task"] })).toMatch(/no field looks like the problem/);
    const problem = { promptField: "problem" };
    expect(await failure(path, { ...problem, subjectField: "type" })).toMatch(
      /:2: field "type" should be text/,
    );
    expect(await failure(path, { ...problem, subjectField: "typ" })).toMatch(
      /no field "typ".*did you mean "type"/,
    );
  });

  it("stops at the limit, reading no further", async () => {
    const path = file(`${lines({ question: "a" }, { question: "b" })}not JSON\n`);
    expect((await loadProblems(path, { limit: 2 })).problems).toHaveLength(2);
    expect(await failure(path, { limit: 0 })).toContain("limit 0");
  });

  it("finds fields that the first record leaves empty", async () => {
    const { problems } = await loadProblems(
      file(lines({ question: "a", answer: null }, { question: "b", answer: 1 })),
    );
    expect(problems.map((problem) => problem.answer)).toEqual([null, "1"]);
  });

  it("finds optional fields that are filled only far behind the first records", async () => {
    const early = Array.from({ length: 100 }, (_, i) => ({
      ...{ problem: `${i}+1?`, Answer: null, ground_truth: "", reward_model: null },
      ...{ solution: "So \\boxed{7}", level: null, subject: "" },
    }));
    const late = { problem: "2+2?", Answer: "4", solution: "", level: 3, subject: "sums" };
    const { problems, report } = await loadProblems(file(lines(...early, late)));
    expect(problems.at(-1)).toEqual({ id: "101", prompt: "2+2?", answer: "4", level: 3, subject: "sums" });
    expect([problems[0].answer, report.withAnswer]).toEqual([null, 1]);
    const nested = early.map(({ problem }) => ({ problem, reward_model: { ground_truth: null } }));
    const filled = { problem: "2+2?", reward_model: { ground_truth: "4" } };
    expect((await loadProblems(file(lines(...nested, filled)))).report.withAnswer).toBe(1);
  });

  it.each<[string, unknown, string | null]>([
    ["solution", "$7$", "$7$"],
    ["solution", "$\\dfrac{3}{4}$", "$\\dfrac{3}{4}$"],
    ["solution", "x = 2", "x = 2"],
    ["solution", "7 cm", "7 cm"],
    ["solution", "-1,234.5", "-1,234.5"],
    ["solution", " B ", "B"],
    ["solution", "yes", "yes"],
    ["output", "7", "7"],
    ["response", "3+4=7\n#### 7\nThe answer is: 7", "7"],
    ["response", "3+4=7\nThe answer is: 7", "7"],
    ["completion", "So the final answer is 12.\nAnswer: **12**", "12"],
    ["rationale", "Both.\nTherefore, the answer is (B).", "(B)"],
    ["solution", "so \\boxed{1}, no: \\boxed{2}", "2"],
    ["solution", "\\boxed{}", null],
    // Nothing that is only likely is taken for an answer.
    ["solution", "Trivial.", null],
    ["solution", "Trivial", null],
    ["solution", "...", null],
    ["solution", "proof", null],
    ["solution", "Use Theorem 3.", null],
    ["solution", "We add 3 and 4 and get 7", null],
    ["solution", "Add:\n3+4=7", null],
    ["solution", "解：x=2", null],
    ["solution", "The answer is obvious since every number that we tried would do", null],
    ["output", { value: 7 }, null],
  ])("without a field of answers, that of %s %j is %j", async (field, value, expected) => {
    const { problems } = await loadProblems(file(lines({ question: "q", [field]: value })));
    expect(problems[0].answer).toBe(expected);
  });

  it("finds the answers of usual sets, and no object among them", async () => {
    const of = async (record: object) =>
      (await loadProblems(file(lines({ question: "q", ...record })))).problems[0];
    expect((await of({ label: "7" })).answer).toBe("7");
    expect((await of({ label: { steps: [] }, correct_answer: "7" })).answer).toBe("7");
    expect((await of({ reward_spec: { ground_truth: "7" } })).answer).toBe("7");
    expect(await of({ level: { hard: true }, solution: [{}], answer: 7 })).toEqual({
      ...{ id: "1", prompt: "q", answer: "7" },
    });
  });

  it("counts what stands for no answer", async () => {
    const { problems, report } = await loadProblems(
      file(lines(...["proof", "2", "notfound", "proof"].map((answer) => ({ question: "q", answer })))),
    );
    expect(problems.map(({ answer }) => answer)).toEqual([null, "2", null, null]);
    expect(report.notes).toEqual(['no reference answers: 2 × "proof", 1 × "notfound" in "answer"']);
    expect(report.withAnswer).toBe(1);
  });

  it("reads chats of messages, and content in parts", async () => {
    const parts = [
      { type: "text", text: "1+" },
      { type: "text", text: "1?" },
    ];
    const chat = (content: unknown) => [{ role: "user", content }];
    const read = async (record: object) => (await loadProblems(file(lines(record)))).problems[0];
    expect(await read({ messages: chat("q"), ground_truth: "7", dataset: "gsm8k" })).toMatchObject({
      ...{ prompt: "q", answer: "7" },
    });
    expect((await read({ prompt: chat(parts) })).prompt).toBe("1+1?");
    expect(await failure(file(lines({ prompt: chat([{ type: "image_url", image_url: "x" }]) })))).toMatch(
      /:1: prompt\[0\]\.content\[0\] should be a part .*found one of type "image_url"$/,
    );
    expect(await failure(file(lines({ prompt: chat(5) })))).toMatch(/prompt\[0\]\.content should be text or/);
    expect(await failure(file(lines({ prompt: [{ role: "tool", content: "x" }] })))).toMatch(
      /prompt\[0\]\.role should be "system", "user" or "assistant"/,
    );
  });

  it("numbers the problems where ids repeat that nobody asked for, and says so", async () => {
    const path = file(
      lines(...["a", "b", "a"].map((index, i) => ({ question: `${i}`, extra_info: { index } }))),
    );
    const { problems, report } = await loadProblems(path);
    expect(problems.map(({ id }) => id)).toEqual(["1", "2", "3"]);
    expect(report.notes).toEqual([
      `ids of "extra_info.index" repeat ("a": ${path}:1, ${path}:3): the problems are numbered`,
    ]);
    expect(report.files[0].fields.id).toBeNull();
    // A list of usual names is no request of the user's either.
    expect((await loadProblems(path, { idField: ["extra_info.index"] })).problems[2].id).toBe("3");
    expect((await loadProblems(path, { limit: 2 })).problems[1].id).toBe("b");
    const names = { id: "--data.fields.id" };
    expect(await failure(path, { idField: "extra_info.index", names })).toMatch(
      /:3: id "a" \(field "extra_info.index"\) is already taken by file\d+\.jsonl:1; .* with --data\.fields\.id, or none, and problems whose ids repeat are numbered/,
    );
    // A number in the place of a missing id may be another's id.
    const missing = file(lines({ id: 2, question: "a" }, { id: null, question: "b" }));
    expect((await loadProblems(missing)).problems.map(({ id }) => id)).toEqual(["1", "2"]);
    const objects = file(lines({ id: { oid: 1 }, question: "a" }, { id: "x", question: "b" }));
    expect((await loadProblems(objects)).problems.map(({ id }) => id)).toEqual(["1", "x"]);
  });

  it("counts repeated texts", async () => {
    const { report } = await loadProblems(
      file(lines({ question: "a" }, { question: "a" }, { question: "b" })),
    );
    expect(report.repeated).toBe(1);
    expect(describeReport(report)).toMatch(/^3 problems \(0 with an answer\).*\n1 problem repeats the text/s);
    const again = (await loadProblems(file(lines({ question: "a" }, { question: "a" }, { question: "a" }))))
      .report;
    expect(describeReport(again)).toContain("2 problems repeat the text");
    const alone = (await loadProblems(file(lines({ question: "a", answer: "1" })))).report;
    expect(describeReport(alone)).toMatch(/^1 problem \(1 with an answer\) from /);
  });
});

describe("bad files", () => {
  const good = lines({ question: "a", answer: "1" });

  it.each<[string, string, string, RegExp]>([
    ["an empty file", "", "jsonl", /: holds no records/],
    ["an empty .json file", " \n", "json", /: holds no records/],
    ["an empty array", "[]", "json", /: holds no records/],
    ["a malformed line", `${good}\n{"question": }\n`, "jsonl", /^file\d+\.jsonl:3: not valid JSON: /],
    ["a cut last line", `${good}{"question": "b`, "jsonl", /:2: not valid JSON/],
    [
      "a line that is no object",
      `${good}[1]\n`,
      "jsonl",
      /:2: expected an object with named fields, found a list/,
    ],
    ["a malformed element", '[\n{"question": "a"},\n{"question" "b"}]', "json", /\.json:3: not valid JSON/],
    ["a missing comma", '[{"question": "a"}\n{"question": "b"}]', "json", /\.json:1: not valid JSON/],
    ["a comma too many", '[{"question": "a"},\n]', "json", /\.json:2: not valid JSON: unexpected "]"/],
    ["text after the array", '[{"question": "a"}]\n\nx', "json", /\.json:3: not valid JSON: unexpected "x"/],
    [
      "a cut array",
      '[{"question": "a"},\n{"question": "b',
      "json",
      /:2: the file ends before .* starts at line 2/,
    ],
    [
      "a missing problem",
      `${good}{"answer": "2", "quest": 1}\n`,
      "jsonl",
      /:2: no field "question" \(fields there: answer, quest\); did you mean "quest"\?/,
    ],
    [
      "a problem that is a number",
      `${good}{"question": 5}\n`,
      "jsonl",
      /:2: field "question" should be text, found the number 5/,
    ],
    ["an empty problem", `${good}{"question": " "}\n`, "jsonl", /:2: field "question" is empty/],
    [
      "an answer that is an object",
      `${good}{"question": "b", "answer": {}}\n`,
      "jsonl",
      /:2: field "answer" should be text or a number, found an object/,
    ],
    [
      "answers that differ",
      `${good}{"question": "b", "answer": ["1/2", "0.5", "-3"]}\n`,
      "jsonl",
      /:2: field "answer" should be one answer, .* found "1\/2" and "-3": where all are wanted, write .*; where any/,
    ],
    [
      "an answer with more digits than a number holds",
      `${good}{"question": "b", "answer": 12345678901234567891}\n`,
      "jsonl",
      /:2: field "answer" should be text for a number beyond 2\^53, whose last digits are lost/,
    ],
    [
      "one object over lines",
      '{\n"question": "a"\n}\n',
      "json",
      /\.json: one object over several lines; expected/,
    ],
    [
      "no problem at all",
      '{"foo": 1, "bar": 2}\n',
      "jsonl",
      /no field looks like the problem \(fields there: foo, bar\); call it "problem"/,
    ],
    [
      "a chat of two turns",
      lines({
        prompt: [
          { role: "user", content: "a" },
          { role: "assistant", content: "b" },
        ],
      }),
      "jsonl",
      /:1: .* chat with one user message \(and a system message at most\), found user, assistant/,
    ],
  ])("%s", async (_, text, extension, message) => {
    expect(await failure(file(text, extension))).toMatch(message);
  });

  it("names a field that is in no record", async () => {
    const path = file(good);
    expect(await failure(path, { promptField: "qestion" })).toMatch(
      /no field "qestion".*did you mean "question"/,
    );
    expect(await failure(path, { answerField: "ansr" })).toMatch(/no field "ansr".*did you mean "answer"/);
  });

  it("are told apart from missing, unreadable and unknown ones", async () => {
    const noId =
      "no such file or directory (and not a dataset id, which reads owner/name or owner/name@revision)";
    for (const name of ["none.jsonl", "my/none.jsonl", "my/sums@v1.jsonl", "./sums", "../sums", "my/sums@.."])
      expect(await failure(name)).toBe(`${name}: ${noId}`);
    expect(await failure(file("x", "txt"))).toMatch(/expected a file named \.json/);
    expect(await failure(file(new Uint8Array([0x7b, 0xff, 0xfe, 0x0a])))).toMatch(/not UTF-8 text/);
    expect(await failure(file("PAR1 no", "parquet"))).toMatch(/not a readable Parquet file/);
    expect(await failure(file("", "parquet"))).toMatch(/holds no records/);
    expect(await failure(file("PAR1PAR1", "parquet"))).toMatch(/not a readable Parquet file/);
  });
});

describe("directories", () => {
  const tree = (files: Record<string, string | Uint8Array>) => {
    const directory = join(root, `tree${counter++}`);
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(directory, name, ".."), { recursive: true });
      writeFileSync(join(directory, name), text);
    }
    return directory;
  };
  const one = lines({ id: 0, question: "a", answer: "1" });

  it("give all their files, fields found in each, ids with the file's name", async () => {
    const other = lines({ idx: 0, problem: "b" });
    const directory = tree({
      "one.jsonl": one,
      "two.json": other,
      "README.md": "x",
      "dataset_infos.json": "{}",
    });
    const { problems, report } = await loadProblems(directory);
    expect(problems.map(({ id, prompt }) => [id, prompt])).toEqual([
      ["one:0", "a"],
      ["two:0", "b"],
    ]);
    expect(report.files.map((entry) => entry.problems)).toEqual([1, 1]);
  });

  it("give them by whatever path, the one worked in too", async () => {
    const directory = tree({ "main/train.jsonl": one, "sub/none.txt": "" });
    const before = process.cwd();
    process.chdir(directory);
    try {
      for (const source of [".", "./", "sub/..", directory, `${directory}//`]) {
        const { report } = await loadProblems(source);
        expect([source, report.problems, report.config]).toEqual([source, 1, "main"]);
      }
    } finally {
      process.chdir(before);
    }
  });

  it("take a split and a config, which a single file does not, and it is said", async () => {
    const file = join(tree({ "a.jsonl": one }), "a.jsonl");
    const { report } = await loadProblems(file, { split: "test" });
    expect(report.notes).toEqual(['split "test" has no say: the source is one file']);
    expect((await loadProblems(file)).report.notes).toEqual([]);
    // What a configuration says where nobody said anything.
    const usual = { split: "train", usualSplit: "train" };
    expect((await loadProblems(file, usual)).report.notes).toEqual([]);
    const shards = tree({ "part-0.jsonl": one, "part-1.jsonl": one });
    expect((await loadProblems(shards, usual)).report.files).toHaveLength(2);
    expect(await failure(shards, { ...usual, split: "test" })).toMatch(
      /no split "test"; its files name no split/,
    );
  });

  it("tell files of one name apart, and number each by itself", async () => {
    const twice = lines({ id: 0, question: "c" }, { id: 0, question: "d" });
    const ids = async (files: Record<string, string>) =>
      (await loadProblems(tree(files))).problems.map(({ id }) => id);
    expect(await ids({ "a.json": one, "a.jsonl": one })).toEqual(["a.json:0", "a.jsonl:0"]);
    expect(await ids({ "train/x/a.jsonl": one, "train/x/y/a.jsonl": twice })).toEqual([
      ...["a.jsonl:0", "y/a.jsonl:1", "y/a.jsonl:2"],
    ]);
  });

  it("have splits and configs by the names of files and folders", async () => {
    const shards = tree({
      "data/train-00000-of-00002.jsonl": one,
      "data/train-00001-of-00002.jsonl": one,
      "data/aime-00000-of-00001.csv.gz": gzipSync('problem,answer\n"a",1\n'),
    });
    expect((await loadProblems(shards)).report).toMatchObject({ split: "train", problems: 2 });
    expect((await loadProblems(shards, { split: "aime" })).problems).toHaveLength(1);
    expect(await failure(shards, { split: "test" })).toMatch(/no split "test"; there are aime, train/);
    expect((await loadProblems(shards, { usualSplit: "aime" })).report.split).toBe("aime");
    const configs = tree({ "main/test.jsonl": one, "main/train.jsonl": one, "socratic/test.jsonl": one });
    const said: string[] = [];
    const { report } = await loadProblems(configs, { split: "test", onNote: (note) => said.push(note) });
    expect(said).toEqual(report.notes);
    expect(report).toMatchObject({
      config: "main",
      split: "test",
      notes: ['config "main" of main, socratic'],
    });
    const open = tree({ "a/dev.jsonl": one, "b/test.jsonl": one });
    expect(await failure(open)).toMatch(/has the configs a, b; name the file of one/);
    expect(await failure(tree({ "test.jsonl": one, "val.jsonl": one }))).toMatch(/splits test, validation/);
    expect(await failure(tree({ "a.txt": "" }))).toMatch(/no \.json, \.jsonl/);
  });

  it("give the one split and config that files name, and leave out the files that name none", async () => {
    const read = async (files: string[], options: ProblemOptions = {}) => {
      const { report } = await loadProblems(
        tree(Object.fromEntries(files.map((name) => [name, one]))),
        options,
      );
      const [paths, notes] = [report.files.map(({ path }) => basename(path)), report.notes.slice(0, 1)];
      return [paths.join(" "), notes.filter((note) => /split|config/.test(note)).join()];
    };
    expect(await read(["train.jsonl", "eval.jsonl"])).toEqual([
      "train.jsonl",
      'split "train" of eval, train',
    ]);
    expect(await read(["train.jsonl", "holdout.jsonl"])).toEqual([
      ...["train.jsonl", 'split "train" of heldout, train'],
    ]);
    const asked = ["test.jsonl", "few-shot.jsonl"];
    expect(await read(asked, { usualSplit: "test" })).toEqual([
      ...["test.jsonl", 'split "test" of test, "." (no split: few-shot.jsonl)'],
    ]);
    expect(await read(asked, { split: "." })).toEqual(["few-shot.jsonl", ""]);
    expect(await read(["main/a.jsonl", "b.jsonl", "data/c.jsonl"])).toEqual([
      ...["a.jsonl", 'config "main" of main, "." (no config: b.jsonl, data/c.jsonl)'],
    ]);
    expect(await read(["old/a.jsonl", "b.jsonl"], { config: "." })).toEqual(["b.jsonl", ""]);
    expect(await read(["test-1.jsonl", "test-2.jsonl"])).toEqual(["test-1.jsonl test-2.jsonl", ""]);
    expect(await read(["b.jsonl", "few-shot.jsonl"])).toEqual(["b.jsonl few-shot.jsonl", ""]);
    const many = ["a", "b", "c", "d"].map((name) => `${name}.jsonl`);
    await expect(read(["dev.jsonl", ...many])).rejects.toThrow(/no split: a\.jsonl, b\.jsonl, c\.jsonl, …\)/);
    await expect(read(asked)).rejects.toThrow(
      /has the splits test, "\." \(no split: few-shot\.jsonl\); name/,
    );
  });
});

describe("Parquet", () => {
  const path = (codec: string) =>
    fileURLToPath(new URL(`../../tests/fixtures/data/problems-${codec}.parquet`, import.meta.url));

  it.each(["none", "snappy", "gzip", "brotli", "zstd", "lz4", "v2"])(
    "is read, %s-compressed, over several row groups",
    async (codec) => {
      const { problems, report } = await loadProblems(path(codec));
      expect(report).toMatchObject({ problems: 5, withAnswer: 4 });
      expect(problems[4]).toEqual({ id: "5", prompt: "What is 4 + 4?", answer: "8", level: 4 });
      expect((await loadProblems(path(codec), { limit: 4 })).problems).toHaveLength(4);
    },
  );

  it("names the row at fault", async () => {
    expect(await failure(path("snappy"), { promptField: "level" })).toMatch(
      /problems-snappy\.parquet, row 1: field "level" should be text/,
    );
  });
});

describe("splitProblems", () => {
  const problems = Array.from({ length: 200 }, (_, i) => ({
    id: `${i}`,
    prompt: `p${i % 190}`,
    answer: null,
  }));

  it("keeps every problem once, equal texts together, and gives the same split again", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.nat(150), fc.double({ min: 0, max: 0.8, noNaN: true })),
        fc.nat(),
        (heldOut, seed) => {
          const split = splitProblems(problems, { heldOut, seed });
          expect([...split.train, ...split.heldOut].map((p) => p.id).sort()).toEqual(
            problems.map((p) => p.id).sort(),
          );
          const texts = new Set(split.train.map((problem) => problem.prompt));
          expect(split.heldOut.some((problem) => texts.has(problem.prompt))).toBe(false);
          if (Number.isInteger(heldOut)) {
            expect(split.heldOut.length).toBeLessThanOrEqual(heldOut);
            expect(split.heldOut.length).toBeGreaterThanOrEqual(heldOut - 1);
          }
          expect(splitProblems(problems, { heldOut, seed })).toEqual(split);
        },
      ),
    );
  });

  it("moves no problem when others are added", () => {
    const small = splitProblems(problems.slice(0, 100), { heldOut: 0.3, seed: 1 });
    const large = new Set(splitProblems(problems, { heldOut: 0.3, seed: 1 }).heldOut.map((p) => p.id));
    for (const problem of small.heldOut) expect(large.has(problem.id)).toBe(true);
  });

  it("holds one problem at a time: all may be more than memory", () => {
    let [read, most] = [0, 0];
    const stored: Problems = {
      length: 50,
      at: () => undefined,
      filter: () => stored,
      *[Symbol.iterator]() {
        for (let i = 0; i < 50; i++) {
          read++;
          const ahead = () => read - i;
          yield {
            ...{ id: `${i}`, answer: null },
            get prompt() {
              most = Math.max(most, ahead());
              return `p${i}`;
            },
          };
        }
      },
    };
    splitProblems(stored, { heldOut: 0.5, seed: 1 });
    expect([read, most]).toEqual([50, 1]);
  });

  it("refuses to leave nothing", () => {
    expect(() => splitProblems(problems, { heldOut: 200, seed: 1 })).toThrow(UserError);
    expect(() => splitProblems(problems, { heldOut: -1, seed: 1 })).toThrow(UserError);
    expect(() => splitProblems(problems, { heldOut: 1.5, seed: 1 })).toThrow(UserError);
  });
});

it("the example problems load", async () => {
  const path = fileURLToPath(new URL("../../examples/word-problems.jsonl", import.meta.url));
  const { problems, report } = await loadProblems(path);
  expect(report).toMatchObject({ problems: 20, withAnswer: 20, repeated: 0 });
  expect(problems[0].id).toBe("orchard");
});

// The public benchmarks, where a copy of them lies beside the repository.
const shared = fileURLToPath(new URL("../../../shared/data/", import.meta.url));
describe.runIf(existsSync(shared))("public problem sets", () => {
  it.each([
    ["math500.jsonl", 500, 500],
    ["amc23.jsonl", 40, 40],
    ["aime24.jsonl", 30, 30],
    ["minerva_math.jsonl", 272, 272],
    ["olympiadbench.jsonl", 675, 675],
    ["gsm8k.jsonl", 1319, 1319],
    ["math8k_879_answers.json", 8523, 879],
    ["asdiv.jsonl", 2215, 2215],
    ["svamp.jsonl", 1000, 1000],
    ["mawps.jsonl", 2065, 2065],
  ])("%s: %i problems, %i with an answer", async (name, count, withAnswer) => {
    const answerField = name.startsWith("math8k") ? "answer" : undefined;
    const { problems, report } = await loadProblems(join(shared, name), { answerField });
    expect([report.problems, report.withAnswer]).toEqual([count, withAnswer]);
    expect(problems.every((problem) => !problem.answer?.includes("####"))).toBe(true);
  });
});
