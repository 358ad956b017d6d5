// `pure prm score`: problems with responses or steps in, a score for every step out, as JSON lines in the same order.
import { createReadStream } from "node:fs";
import { Command } from "commander";
import { describe, readJsonLines } from "../data/records.ts";
import { splitText } from "../data/responses.ts";
import { UserError } from "../errors.ts";
import type { OpenPrm } from "../reward/open.ts";
import { openFromFlags, type PrmFlags, withPrmFlags } from "./prm-flags.ts";

const help = `
Input: JSON lines, {"id"?, "problem": text, "steps": [text, …]} or {"id"?, "problem": text, "response": text}, which is
split at the separator, from standard input or --input. "prompt" and "completions" (labelled steps) stand for "problem"
and "steps" too; without an id, the line's number is it.
Output: JSON lines {"id", "steps", "scores", "min", "sum", "mean"}, in the same order. A score is p(good) − p(bad) of its
step, from −1 to 1. A solution longer than the context gets {"id", "error"}.`;

/** A solution as it was given. */
interface Given {
  id: string | number;
  problem: string;
  steps: string[];
}

/** Lines scored together. */
const batch = 64;

/** The command `pure prm score`. */
export function prmScoreCommand(): Command {
  return withPrmFlags(new Command("score"))
    .description("Score the steps of solutions: JSON lines in, JSON lines out")
    .option("-i, --input <file>", "solutions; - reads standard input (the default)")
    .addHelpText("after", help)
    .action(async (flags: PrmFlags & { input?: string }) => {
      const prm = await openFromFlags(flags);
      try {
        for await (const line of scoreLines(prm, readSolutions(flags.input, prm.reading.stepSeparator)))
          if (!process.stdout.write(line))
            await new Promise((resolve) => process.stdout.once("drain", resolve));
      } finally {
        await prm.dispose();
      }
    });
}

/** A line of output for each solution, in order. */
async function* scoreLines(prm: OpenPrm, solutions: AsyncIterable<Given>): AsyncGenerator<string> {
  let waiting: Given[] = [];
  for await (const solution of solutions) {
    waiting.push(solution);
    if (waiting.length < batch) continue;
    yield* await scored(prm, waiting);
    waiting = [];
  }
  yield* await scored(prm, waiting);
}

async function scored(prm: OpenPrm, given: readonly Given[]): Promise<string[]> {
  const tooLong = given.map((solution) => prm.tooLong(solution));
  const scores = await prm.scoreSolutions(given.filter((_, i) => tooLong[i] === null));
  let next = 0;
  return given.map(({ id, steps }, i) => {
    if (tooLong[i] !== null)
      return `${JSON.stringify({ id, error: `${tooLong[i]} tokens are more than the context holds` })}\n`;
    const own = scores[next++];
    const sum = own.reduce((a, b) => a + b, 0);
    const totals = own.length === 0 ? {} : { min: Math.min(...own), sum, mean: sum / own.length };
    return `${JSON.stringify({ id, steps, scores: own, ...totals })}\n`;
  });
}

async function* readSolutions(input: string | undefined, separator: string): AsyncGenerator<Given> {
  const name = input === undefined || input === "-" ? "standard input" : input;
  if (name === "standard input") process.stdin.setEncoding("utf8");
  const stream = name === "standard input" ? process.stdin : createReadStream(name, "utf8");
  let some = false;
  try {
    for await (const { value, where } of readJsonLines(stream, name)) {
      some = true;
      yield parseSolution(value, where, separator);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") throw new UserError(`${name}: no such file`);
    if (code === "EISDIR") throw new UserError(`${name}: is a directory, expected a file`);
    throw error;
  }
  if (!some) throw new UserError(`${name}: no solutions`);
}

/** One line of input. Throws a UserError with file and line for what is not one. */
export function parseSolution(value: unknown, where: string, separator: string): Given {
  const record = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  const { id = Number(where.slice(where.lastIndexOf(":") + 1)), response } = record;
  const problem = record.problem ?? record.prompt;
  const steps = record.steps ?? record.completions;
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
