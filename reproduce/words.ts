// Word problems of one addition or subtraction below a hundred, with a solution each, for the arms on a real model, and
// plain sums and differences to practise on first:
//   node --import tsx reproduce/words.ts DIRECTORY asdiv.jsonl mawps.jsonl svamp.jsonl
// ASDiv's lines and SVAMP's say the formula ({body, question, formula}; {Body, Question, Equation}). MAWPS's say the answer
// alone ({input, target}): of them those are kept that name two numbers whose sum or difference it is, and not both. Numbers
// that are no whole ones below a hundred are drawn anew: the story is the same. A problem told twice, numbers aside, is kept once.
import { join } from "node:path";
import { makeDirectory } from "../src/common/directories.ts";
import { Random } from "../src/common/random.ts";
import { writeWholePieces } from "../src/common/whole-file.ts";
import { normalizedProblem } from "../src/data/problem-hash.ts";
import { readRecords } from "../src/data/records.ts";
import { type Sum, solutionOf } from "./word-steps.ts";

interface WordProblem {
  problem: string;
  answer: string;
  solution: string;
}

const ONES =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen";
const TENS = "twenty thirty forty fifty sixty seventy eighty ninety";
const ones = ONES.split(" ").map((name, value): [string, number] => [name, value]);
const NAMES = new Map([
  ...ones,
  ...TENS.split(" ").flatMap((name, i): [string, number][] => [
    [name, 20 + 10 * i],
    ...ones.slice(1, 10).map(([one, value]): [string, number] => [`${name}-${one}`, 20 + 10 * i + value]),
  ]),
]);
// More often a pronoun.
NAMES.delete("one");

/** The numbers that a text names, in figures or in words. */
function numbersIn(text: string): number[] {
  const words = text.toLowerCase().match(/\d[\d,]*(?:\.\d+)?|[a-z]+(?:-[a-z]+)?/g) ?? [];
  return words.flatMap((word) =>
    /\d/.test(word) ? Number(word.replaceAll(",", "")) : (NAMES.get(word) ?? []),
  );
}

const small = (value: number) => Number.isInteger(value) && value >= 0 && value < 100;

/**
 * With the solution (word-steps.ts). A problem whose numbers are too large or no whole ones gets others, of which the same is
 * the larger. Null: it does not say both of them, once and in figures.
 */
function solved(problem: string, a: number, sign: Sum["sign"], b: number): WordProblem | null {
  const answer = sign === "+" ? a + b : a - b;
  if (![a, b, answer].every(small)) return a > b || sign === "+" ? redrawn(problem, a, sign, b) : null;
  return { problem, answer: String(answer), solution: solutionOf({ a, sign, b }).join("\n") };
}

const FIGURES = /\d(?:[\d,]*\d)?(?:\.\d+)?/g;

function redrawn(problem: string, a: number, sign: Sum["sign"], b: number): WordProblem | null {
  const said = numbersIn(problem);
  if (a === b || said.length !== 2 || !said.includes(a) || !said.includes(b)) return null;
  if (problem.match(FIGURES)?.length !== 2) return null;
  const random = new Random(`numbers of ${problem}`);
  const [one, other] = [1 + random.int(49), 1 + random.int(49)];
  // A sum of two numbers, or the difference of that sum and one of them.
  const [newA, newB] = sign === "+" ? [one, other] : [one + other, other];
  const text = problem.replace(FIGURES, (figures) =>
    String(Number(figures.replaceAll(",", "")) === a ? newA : newB),
  );
  return solved(text, newA, sign, newB);
}

function wordProblem({
  body,
  question,
  formula,
  input,
  target,
  ...svamp
}: Record<string, unknown>): WordProblem | null {
  const { Body, Question, Equation } = svamp;
  if (typeof Equation === "string") {
    const [, a, sign, b] = /^\( (\d+)\.0 ([+-]) (\d+)\.0 \)$/.exec(Equation) ?? [];
    // A body without its stop is the first half of a sentence.
    const text = `${Body}${/[.,?!]\s*$/.test(String(Body)) ? "" : ","} ${Question}`;
    return sign === undefined ? null : solved(text, Number(a), sign as Sum["sign"], Number(b));
  }
  if (typeof formula === "string") {
    const [, a, sign, b] = /^([\d.]+)([+-])([\d.]+)=[\d.]+$/.exec(formula) ?? [];
    return sign === undefined
      ? null
      : solved(`${body} ${question}`, Number(a), sign as Sum["sign"], Number(b));
  }
  const text = String(input);
  const [a = Number.NaN, b = Number.NaN, ...others] = numbersIn(text);
  const isAnswer = (value: number) => Math.abs(value - Number(target)) < 1e-9;
  if (others.length > 0 || isAnswer(a + b) === isAnswer(Math.abs(a - b))) return null;
  return isAnswer(a + b) ? solved(text, a, "+", b) : solved(text, Math.max(a, b), "-", Math.min(a, b));
}

/** Plain sums and differences to practise on, without a story. */
function drills(count: number, random: Random): WordProblem[] {
  const problems = new Map<string, WordProblem>();
  while (problems.size < count) {
    const sign = random.next() < 0.5 ? "+" : "-";
    const [a, b] = [random.int(100), random.int(100)];
    const drill = solved(`What is ${a} ${sign === "+" ? "plus" : "minus"} ${b}?`, a, sign, b);
    if (drill) problems.set(drill.problem, drill);
  }
  return [...problems.values()];
}

const [directory, ...files] = process.argv.slice(2);
if (directory === undefined || files.length === 0) {
  console.error("words.ts DIRECTORY FILE…: a directory to write into, and files of ASDiv, MAWPS or SVAMP");
  process.exit(2);
}
const problems = new Map<string, WordProblem>();
for (const file of files)
  for await (const { value } of readRecords(file)) {
    const found = wordProblem(value);
    if (found === null) continue;
    const problem = found.problem
      .replace(/\s+/g, " ")
      .replace(/ ([.,?!])/g, "$1")
      .trim();
    const key = normalizedProblem(problem.replace(FIGURES, "0"));
    if (!problems.has(key)) problems.set(key, { ...found, problem });
  }
const jsonLines = (lines: readonly object[]) => lines.map((line) => `${JSON.stringify(line)}\n`);
await makeDirectory(directory);
const numbered = [...problems.values()].map((problem, index) => ({ id: `w${index}`, ...problem }));
await writeWholePieces(join(directory, "problems.jsonl"), jsonLines(numbered));
const shown = drills(200, new Random("drills")).map(({ problem, solution }) => ({
  prompt: problem,
  completion: solution,
}));
await writeWholePieces(join(directory, "drills.jsonl"), jsonLines(shown));
