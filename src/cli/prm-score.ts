// `pure prm score`: problems with responses or steps in, a score for every step out, as JSON lines in the same order.
import { Command } from "commander";
import { UserError } from "../common/errors.ts";
import { smallest } from "../common/statistics.ts";
import { describe } from "../data/describe.ts";
import { type DataRecord, readRecordStream, readRecords } from "../data/records.ts";
import { splitText } from "../data/steps.ts";
import type { OpenPrm } from "../reward/open.ts";
import { openPrmFromFlags, type PrmFlags, withPrmFlags } from "./prm-flags.ts";
import { writeJsonLines } from "./streams.ts";

const help = `
Input: JSON lines (a file may be a JSON array or Parquet too), {"id"?, "problem": text, "steps": [text, …]} or {"id"?, "problem": text, "response": text}, which is
split at the separator, from standard input or --input. "prompt" and "completions" (labelled steps) stand for "problem"
and "steps" too; without an id, its number in the input is it.
Output: JSON lines {"id", "steps", "scores", "min", "sum", "mean"}, in the same order. A score is p(good) − p(bad) of its
step, from −1 to 1. A solution longer than the context gets {"id", "error"}.`;

interface Given {
  id: string | number;
  problem: string;
  steps: string[];
}

/** Lines scored together. */
const batch = 64;

export function prmScoreCommand(): Command {
  return withPrmFlags(new Command("score"))
    .description("Score the steps of solutions: JSON lines in, JSON lines out")
    .option("-i, --input <file>", "solutions; - reads standard input (the default)")
    .addHelpText("after", help)
    .action(async (flags: PrmFlags & { input?: string }) => {
      const prm = await openPrmFromFlags(flags);
      try {
        await writeJsonLines(scoresOf(prm, readSolutions(flags.input, prm.reading.stepSeparator)));
      } finally {
        await prm.dispose();
      }
    });
}

/** What is said of each solution, in order. */
async function* scoresOf(prm: OpenPrm, solutions: AsyncIterable<Given>): AsyncGenerator<object> {
  let waiting: Given[] = [];
  for await (const solution of solutions) {
    waiting.push(solution);
    if (waiting.length < batch) continue;
    yield* await scored(prm, waiting);
    waiting = [];
  }
  yield* await scored(prm, waiting);
}

async function scored(prm: OpenPrm, given: readonly Given[]): Promise<object[]> {
  const tooLong = given.map((solution) => prm.tooLong(solution));
  const scores = await prm.scoreSolutions(given.filter((_, i) => tooLong[i] === null));
  let next = 0;
  return given.map(({ id, steps }, i) => {
    if (tooLong[i] !== null) return { id, error: `${tooLong[i]} tokens are more than the context holds` };
    const own = scores[next++];
    const sum = own.reduce((a, b) => a + b, 0);
    const totals = own.length === 0 ? {} : { min: smallest(own), sum, mean: sum / own.length };
    return { id, steps, scores: own, ...totals };
  });
}

async function* readSolutions(input: string | undefined, separator: string): AsyncGenerator<Given> {
  const records =
    input === undefined || input === "-"
      ? readRecordStream(process.stdin, "standard input")
      : readRecords(input);
  let number = 0;
  for await (const record of records) yield parseSolution(record, ++number, separator);
}

/** The record `number` of the input. Throws a UserError with file and line for what is no solution. */
export function parseSolution({ value, where }: DataRecord, number: number, separator: string): Given {
  const { response } = value;
  // Parquet has 64-bit integers as bigint.
  const id = typeof value.id === "bigint" ? Number(value.id) : (value.id ?? number);
  const problem = value.problem ?? value.prompt;
  const steps = value.steps ?? value.completions;
  if (typeof id !== "string" && typeof id !== "number")
    throw new UserError(`${where}: "id" must be text or a number`);
  if (typeof problem !== "string")
    throw new UserError(`${where}: "problem" should be text, found ${describe(problem)}`);
  if (steps === undefined && typeof response === "string")
    return { id, problem, steps: splitText(response, separator) };
  if (response !== undefined || !Array.isArray(steps))
    throw new UserError(`${where}: expected either "steps", a list of texts, or "response", a text`);
  const wrong = steps.findIndex((step) => typeof step !== "string");
  if (wrong >= 0)
    throw new UserError(`${where}: "steps"[${wrong}] should be text, found ${describe(steps[wrong])}`);
  return { id, problem, steps };
}
