import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { UserError } from "../../common/errors.ts";
import { judge } from "../../verify/judge.ts";
import { loadSuite, SUITE_NAMES, type SuiteOptions } from "./suites.ts";

const root = mkdtempSync(join(tmpdir(), "pure-suites-"));
afterAll(() => rmSync(root, { recursive: true }));

function file(name: string, ...records: object[]): string {
  const path = join(root, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  return path;
}

async function failure(spec: string, options?: SuiteOptions): Promise<string> {
  const error = await loadSuite(spec, options).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  return error.message.replaceAll(`${root}/`, "");
}

describe("a set of the user's", () => {
  it("is named by its file, with levels and subjects as text", async () => {
    const path = file(
      "my.set.jsonl",
      { id: "x", question: "1+1?", answer: 2, level: 3, subject: "Algebra" },
      { id: "y", question: "2+2?", answer: "4" },
    );
    const suite = await loadSuite(path);
    expect(suite).toMatchObject({ name: "my.set", judging: {}, report: { problems: 2, source: path } });
    expect(suite.problems).toEqual([
      { id: "x", prompt: "1+1?", answer: "2", level: 3, levelName: "3", subject: "Algebra" },
      { id: "y", prompt: "2+2?", answer: "4", levelName: null, subject: null },
    ]);
    expect((await loadSuite(`mine=${path}`)).name).toBe("mine");
  });

  it("takes its fields, and how answers are judged, from the user", async () => {
    const path = file("fields.jsonl", { id: 1, q: "1+1?", a: "2", answer: "no", hard: "much", area: "sums" });
    const fields = { promptField: "q", answerField: "a", idField: null, levelField: "hard" };
    const judging = { tolerance: 0.01 };
    const suite = await loadSuite(path, { ...fields, subjectField: "area", judging });
    const said = { id: "1", prompt: "1+1?", answer: "2", levelName: "much", subject: "sums" };
    expect(suite.problems).toEqual([{ ...said, level: "much" }]);
    expect(suite.judging).toEqual(judging);
  });

  it("is read from its test split", async () => {
    file("set/train.jsonl", { question: "a", answer: 1 });
    file("set/test.jsonl", { question: "b", answer: 1 });
    const suite = await loadSuite(join(root, "set"));
    expect([suite.name, suite.problems[0].prompt, suite.report.split]).toEqual(["set", "b", "test"]);
    const other = await loadSuite(join(root, "set"), { split: "train" });
    expect(other.problems[0].prompt).toBe("a");
    expect(other.dataHash).not.toBe(suite.dataHash);
  });

  it("has a hash of its ids, texts and answers alone", async () => {
    const [one, two] = ["one", "two"].map((name, level) =>
      file(`${name}.jsonl`, { id: 1, question: "a", answer: 1, level }),
    );
    const hash = async (path: string) => (await loadSuite(path)).dataHash;
    expect(await hash(one)).toMatch(/^[0-9a-f]{64}$/);
    expect(await hash(one)).toBe(await hash(two));
    for (const [i, change] of [{ id: 2 }, { question: "b" }, { answer: 2 }].entries())
      expect(await hash(file(`${i}.jsonl`, { id: 1, question: "a", answer: 1, ...change }))).not.toBe(
        await hash(one),
      );
  });

  it("leaves out and counts problems without an answer, and needs one", async () => {
    const path = file(
      "open.jsonl",
      { id: "p", question: "a", answer: 1 },
      { id: "q", question: "b", answer: null },
      { id: "r", question: "c", answer: "proof" },
    );
    const { problems, report } = await loadSuite(path);
    expect(problems.map(({ id }) => id)).toEqual(["p"]);
    expect(report.notes).toEqual([
      'no reference answers: 1 × "proof" in "answer"',
      "left out: 2 of 3 problems, without a reference answer",
    ]);
    const none = file("none-answered.jsonl", { question: "b", note: "x" }, { question: "c" });
    expect(await failure(none)).toBe(
      'none-answered.jsonl: none of 2 problems has a reference answer, so no response can be judged; if a field holds it, call it "answer" (fields there: question, note)',
    );
    expect(await failure(none, { names: { answer: "--answer-field" } })).toMatch(/with --answer-field/);
  });

  it("is told apart from a name that is not known", async () => {
    expect(await failure("math50")).toMatch(/^suite "math50": neither one of math500, amc23.*"math500"\?$/);
    expect(await failure("toString")).toMatch(/^suite "toString": neither/);
    expect(await failure(join(root, "none.jsonl"))).toMatch(/^none.jsonl: no such file/);
  });
});

describe("a known suite from another place", () => {
  it("keeps its name and fields, and says that it is not whole", async () => {
    const path = file("copy.jsonl", {
      ...{ id: 7, problem: "p", question: "q", answer: "27.0", difficulty: "hard", type: "x" },
    });
    const suite = await loadSuite(`amc23=${path}`);
    expect(suite.name).toBe("amc23");
    expect(suite.problems).toEqual([{ id: "7", prompt: "p", answer: "27", levelName: null, subject: null }]);
    expect(suite.report.notes).toEqual([
      "amc23 has 40 problems, and this source 1: figures of the two are not of one set",
    ]);
    const named = await loadSuite(`amc23=${path}`, { promptField: "question", levelField: "difficulty" });
    expect(named.problems[0]).toMatchObject({ prompt: "q", levelName: "hard" });
  });

  it("numbers problems alike from copies with ids of their own and without", async () => {
    for (const extra of [{}, { idx: 0 }, { id: "z" }]) {
      const path = file("gsm.jsonl", { question: "q", answer: "1+1=<<1+1=2>>2\n#### 2", ...extra });
      const { problems } = await loadSuite(`gsm8k=${path}`);
      expect(problems[0]).toMatchObject({ id: "1", answer: "2" });
    }
  });

  it("reads the sets that the Hub has under its name", async () => {
    const olympiad = { id: 1, context: null, question: "q", final_answer: ["$1$,$2$"], subfield: "Algebra" };
    const whole = { ...olympiad, subject: "Math", difficulty: "Competition", solution: ["so"] };
    const [problem] = (await loadSuite(`olympiadbench=${file("o.jsonl", whole)}`)).problems;
    expect(problem).toMatchObject({ answer: "$1$,$2$", subject: "Algebra", levelName: null });
    const minerva = file("m.jsonl", { question: "q", answer: "4.5e33" });
    expect((await loadSuite(`minerva=${minerva}`)).problems[0]).toMatchObject({ answer: "4.5e33" });
  });
});

describe("from the Hub", () => {
  afterEach(() => vi.unstubAllEnvs());
  // As the Hub's clients leave a dataset in their cache.
  const cache = join(root, "cache");
  const cached = (id: string, path: string, record: object) =>
    file(`cache/datasets--${id.replace("/", "--")}/snapshots/c0ffee/${path}.jsonl`, record);
  const offline = () => {
    vi.stubEnv("HF_HUB_OFFLINE", "1");
    vi.stubEnv("HF_HUB_CACHE", cache);
  };

  it("a suite is read from its own configuration and split", async () => {
    for (const path of ["main/test", "main/train", "socratic/test"])
      cached("openai/gsm8k", `${path}-00000-of-00001`, { question: path, answer: "#### 2" });
    cached("HuggingFaceH4/aime_2024", "data/train-00000-of-00001", { id: 60, problem: "p", answer: "204" });
    for (const id of ["openai/gsm8k", "HuggingFaceH4/aime_2024"]) {
      mkdirSync(join(cache, `datasets--${id.replace("/", "--")}/refs`));
      writeFileSync(join(cache, `datasets--${id.replace("/", "--")}/refs/main`), "c0ffee");
    }
    offline();
    const gsm8k = await loadSuite("gsm8k");
    expect(gsm8k.problems[0]).toMatchObject({ prompt: "main/test", answer: "2" });
    expect(gsm8k.report).toMatchObject({ source: "openai/gsm8k", split: "test", commit: "c0ffee" });
    expect((await loadSuite("gsm8k", { split: "train" })).problems[0].prompt).toBe("main/train");
    expect((await loadSuite("gsm8k=openai/gsm8k")).dataHash).toBe(gsm8k.dataHash);
    // Of its commit, what is known of it is the same.
    const pinned = await loadSuite("openai/gsm8k@c0ffee");
    expect(pinned).toMatchObject({ name: "gsm8k", dataHash: gsm8k.dataHash });
    expect(pinned.report.notes).toEqual(gsm8k.report.notes);
    expect((await loadSuite("aime24")).problems).toMatchObject([{ id: "60", answer: "204" }]);
    expect((await loadSuite("openai/gsm8k", { config: "socratic" })).name).toBe("gsm8k");
  });

  it("without a network or a copy it says what to do", async () => {
    offline();
    expect(await failure("math500")).toMatch(
      /^dataset HuggingFaceH4\/MATH-500: .* name a local file or directory instead/,
    );
  });
});

// The six, where copies of them lie beside the repository.
const shared = fileURLToPath(new URL("../../../../shared/data/", import.meta.url));
describe.runIf(existsSync(shared))("the suites of the paper", () => {
  it.each([
    ["math500", "math500", 500, 5, 7],
    ["amc23", "amc23", 40, 0, 0],
    ["aime24", "aime24", 30, 0, 0],
    ["minerva", "minerva_math", 272, 0, 9],
    ["olympiadbench", "olympiadbench", 675, 0, 4],
    ["gsm8k", "gsm8k", 1319, 0, 0],
  ])(
    "%s: every problem, and every answer is right against itself",
    async (name, copy, count, levels, subjects) => {
      expect(SUITE_NAMES).toContain(name);
      const { problems, report } = await loadSuite(`${name}=${join(shared, copy)}.jsonl`);
      expect([problems.length, new Set(problems.map(({ id }) => id)).size]).toEqual([count, count]);
      expect(report.notes.filter((note) => !note.includes("boxed"))).toEqual([]);
      const different = (of: (problem: (typeof problems)[0]) => string | null) =>
        new Set(problems.map(of).filter((value) => value !== null)).size;
      expect([different((p) => p.levelName), different((p) => p.subject)]).toEqual([levels, subjects]);
      for (const { id, answer } of problems) {
        expect(judge(answer, answer).verdict, id).toBe(true);
        expect(judge(`So the answer is $\\boxed{${answer}}$.`, answer).verdict, id).toBe(true);
      }
    },
  );
});
