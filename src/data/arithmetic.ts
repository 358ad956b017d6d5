// The generated task: chains of additions, subtractions and products modulo 10, worked from left to right, and
// demonstrations of them with known faults. Checking responses is in arithmetic-check.ts, the tokenizer in
// arithmetic-tokenizer.ts.
//
// A problem is `3-1-1*2=`. A response is a list of steps separated by `;`, as many as its writer likes:
//   3-1=2   an operation          N2-1   a plan: the operation to do next
//   C3-1=2  a check: an operation already done, once more
//   ok      filler                A5     the answer
import { UserError } from "../common/errors.ts";
import { Random } from "../common/random.ts";
import type { Problem } from "./problems.ts";

export const ARITHMETIC_SEPARATOR = ";";

/** The answer in a response; the last match counts. For `verifyAnswer`'s `answerPattern`. */
export const ARITHMETIC_ANSWER_PATTERN = "A(\\d)";

export type Operator = "+" | "-" | "*";

/** A chain: start at `first`, then apply each operation to the value so far. Digits throughout. */
export interface ArithmeticChain {
  first: number;
  operations: readonly { operator: Operator; operand: number }[];
}

export interface ArithmeticOptions {
  /** Fewest and most operations of a problem, each number as likely as another (default 3 to 6; 1 to 10). */
  minOperations?: number;
  maxOperations?: number;
  /** Only problems of this side of the fixed division into training and held-out problems. */
  side?: "train" | "heldOut";
}

/** `left operator right` modulo 10. */
export function applyOperation(left: number, operator: Operator, right: number): number {
  const value = operator === "+" ? left + right : operator === "-" ? left - right : left * right;
  return (value + 10) % 10;
}

/** The chain that `prompt` writes down. Throws a UserError where it is not a problem of this task. */
export function parseChain(prompt: string): ArithmeticChain {
  if (!/^\d([-+*]\d)+=$/.test(prompt)) {
    throw new UserError(`not an arithmetic problem: ${JSON.stringify(prompt)}; one looks like "3-1-1*2="`);
  }
  const operations: { operator: Operator; operand: number }[] = [];
  for (let i = 1; i + 1 < prompt.length; i += 2) {
    operations.push({ operator: prompt[i] as Operator, operand: Number(prompt[i + 1]) });
  }
  return { first: Number(prompt[0]), operations };
}

/** The side a problem belongs to, by a hash of its text: an eighth is held out, in every run and for every seed. */
export function arithmeticSide(prompt: string): "train" | "heldOut" {
  return new Random(prompt).int(8) === 0 ? "heldOut" : "train";
}

/** One problem. Its id is its text, its level the number of operations, its solution the operations and the answer. */
export function generateProblem(random: Random, options: ArithmeticOptions = {}): Problem {
  const { minOperations: min = 3, maxOperations: max = 6, side } = options;
  if (!Number.isInteger(min) || !Number.isInteger(max) || min < 1 || max > 10 || min > max) {
    throw new UserError(`arithmetic problems of ${min} to ${max} operations; 1 to 10, the fewest first`);
  }
  for (;;) {
    const count = min + random.int(max - min + 1);
    let prompt = String(random.int(10));
    for (let i = 0; i < count; i++) prompt += "+-*"[random.int(3)] + String(random.int(10));
    prompt += "=";
    if (side !== undefined && arithmeticSide(prompt) !== side) continue;
    return problemOf(prompt);
  }
}

/** `count` different problems. Throws a UserError where there are not so many. */
export function generateProblems(count: number, random: Random, options: ArithmeticOptions = {}): Problem[] {
  const problems = new Map<string, Problem>();
  for (let misses = 0; problems.size < count; ) {
    const problem = generateProblem(random, options);
    misses = problems.has(problem.id) ? misses + 1 : 0;
    if (misses > 10_000) {
      throw new UserError(`no ${count} different arithmetic problems of this size (found ${problems.size})`);
    }
    problems.set(problem.id, problem);
  }
  return [...problems.values()];
}

function problemOf(prompt: string): Problem {
  const { first, operations } = parseChain(prompt);
  let value = first;
  const steps = operations.map(({ operator, operand }) => {
    const step = `${value}${operator}${operand}=`;
    value = applyOperation(value, operator, operand);
    return step + value;
  });
  const answer = String(value);
  const solution = [...steps, `A${answer}`].join(ARITHMETIC_SEPARATOR);
  return { id: prompt, prompt, answer, solution, level: operations.length };
}

/** How often a demonstration does what; each is a probability. */
export interface NoiseRates {
  /** Share of the 300 facts (`3-1=2`) known wrongly; each comes out wrong with a probability from `wrongLow` to `wrongHigh`. */
  wrongFacts: number;
  wrongLow: number;
  wrongHigh: number;
  /** An operation: wrong result, wrong operand, or operands exchanged. */
  slip: number;
  /** An operation left out. */
  skip: number;
  /** A plan before an operation; a check after it (and another after that, …); filler after it. */
  plan: number;
  check: number;
  filler: number;
  /** A response that ends without an answer. */
  noAnswer: number;
  /** A response that leaves out about half of its separators, so that its steps run together. */
  joined: number;
}

export const DEFAULT_NOISE: Readonly<NoiseRates> = {
  wrongFacts: 0.25,
  wrongLow: 0.5,
  wrongHigh: 0.8,
  slip: 0.03,
  skip: 0.03,
  plan: 0.12,
  check: 0.15,
  filler: 0.06,
  noAnswer: 0.03,
  joined: 0.04,
};

/** What one demonstrator gets wrong: the rates, and the facts it knows wrongly, which stay the same. */
export interface Noise {
  rates: Readonly<NoiseRates>;
  /** Fact ("3-1") → its wrong result, and how likely it comes out. */
  wrongFacts: ReadonlyMap<string, { result: number; probability: number }>;
}

/** A demonstrator; the wrong facts depend on `seed` alone. */
export function createNoise(seed: number | string, rates: Partial<NoiseRates> = {}): Noise {
  const all = { ...DEFAULT_NOISE, ...rates };
  const random = new Random(seed).fork("wrong facts");
  const facts: [number, Operator, number][] = [];
  for (const operator of ["+", "-", "*"] as const) {
    for (let i = 0; i < 100; i++) facts.push([Math.floor(i / 10), operator, i % 10]);
  }
  random.shuffle(facts);
  const wrongFacts = new Map<string, { result: number; probability: number }>();
  for (const [left, operator, right] of facts.slice(0, Math.round(all.wrongFacts * facts.length))) {
    const result = (applyOperation(left, operator, right) + 1 + random.int(9)) % 10;
    const probability = all.wrongLow + (all.wrongHigh - all.wrongLow) * random.next();
    wrongFacts.set(`${left}${operator}${right}`, { result, probability });
  }
  return { rates: all, wrongFacts };
}

/** A response to `problem` with the demonstrator's faults, without an end-of-sequence token. */
export function demonstration(problem: Problem, noise: Noise, random: Random): string {
  const { rates, wrongFacts } = noise;
  const { first, operations } = parseChain(problem.prompt);
  const chance = (probability: number) => random.next() < probability;
  const steps: string[] = [];
  let value = first;
  for (const { operator, operand } of operations) {
    if (chance(rates.skip)) continue;
    if (chance(rates.plan)) steps.push(`N${value}${operator}${operand}`);
    let left = value;
    let right = operand;
    let off = 0;
    if (chance(rates.slip)) {
      const kind = random.int(3);
      if (kind === 0) off = 1 + random.int(9);
      else if (kind === 1) right = (right + 1 + random.int(9)) % 10;
      else [left, right] = [right, left];
    }
    const wrong = wrongFacts.get(`${left}${operator}${right}`);
    const known = wrong && chance(wrong.probability) ? wrong.result : applyOperation(left, operator, right);
    value = (known + off) % 10;
    const step = `${left}${operator}${right}=${value}`;
    steps.push(step);
    while (chance(rates.check)) steps.push(`C${step}`);
    if (chance(rates.filler)) steps.push("ok");
  }
  // A response is never empty: with nothing else to say it answers.
  if (steps.length === 0 || !chance(rates.noAnswer)) steps.push(`A${value}`);
  const joined = chance(rates.joined);
  return steps.reduce((text, step) => text + (joined && chance(0.5) ? "" : ARITHMETIC_SEPARATOR) + step);
}
