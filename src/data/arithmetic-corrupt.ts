// Responses of the generated task that are right up to one step, which is wrong in a way of its own. A process reward
// model that has only seen a policy's own faults is blind to those the policy has yet to find; these show it others.
import type { Random } from "../common/random.ts";
import {
  ARITHMETIC_SEPARATOR,
  applyOperation,
  DEFAULT_NOISE,
  type Operator,
  parseChain,
} from "./arithmetic.ts";
import type { Problem } from "./problems.ts";

const operators: readonly Operator[] = ["+", "-", "*"];

/** A digit other than `digit`. */
const otherDigit = (digit: number, random: Random) => (digit + 1 + random.int(9)) % 10;
const pick = <T>(items: readonly T[], random: Random): T => items[random.int(items.length)];

/**
 * A response to `problem`: right steps, with plans, checks and filler as often as demonstrations have them, then one
 * wrong statement at a place drawn from all of them, and nothing after it. One in eight is right to its end.
 */
export function corruptedResponse(problem: Problem, random: Random): string {
  const { first, operations } = parseChain(problem.prompt);
  const { plan, check, filler } = DEFAULT_NOISE;
  const whole = random.int(8) === 0;
  const place = whole ? operations.length + 1 : random.int(operations.length + 1);
  const steps: string[] = [];
  let value = first;
  for (const [index, { operator, operand }] of operations.entries()) {
    if (index === place) {
      steps.push(wrongStatement(value, operations.slice(index), steps, random));
      return steps.join(ARITHMETIC_SEPARATOR);
    }
    if (random.next() < plan) steps.push(`N${value}${operator}${operand}`);
    const result = applyOperation(value, operator, operand);
    const step = `${value}${operator}${operand}=${result}`;
    steps.push(step);
    value = result;
    while (random.next() < check) steps.push(`C${step}`);
    if (random.next() < filler) steps.push("ok");
  }
  steps.push(whole ? `A${value}` : wrongEnd(value, random));
  return steps.join(ARITHMETIC_SEPARATOR);
}

/** A statement that is wrong where `rest` of the chain is still to be worked from `value`. */
function wrongStatement(
  value: number,
  rest: readonly { operator: Operator; operand: number }[],
  said: readonly string[],
  random: Random,
): string {
  const [{ operator, operand }, next] = rest;
  const otherOperator = pick(
    operators.filter((other) => other !== operator),
    random,
  );
  const fact = (left: number, op: Operator, right: number) =>
    `${left}${op}${right}=${applyOperation(left, op, right)}`;
  const kinds: (() => string)[] = [
    () => `${value}${operator}${operand}=${otherDigit(applyOperation(value, operator, operand), random)}`,
    () => fact(value, otherOperator, operand),
    () => fact(value, operator, otherDigit(operand, random)),
    () => fact(otherDigit(value, random), operator, operand),
    () => `N${value}${otherOperator}${operand}`,
    () => `A${random.int(2) === 0 ? value : random.int(10)}`,
  ];
  // An operation skipped is a true fact of the next one, unless the two look the same.
  if (next && (next.operator !== operator || next.operand !== operand))
    kinds.push(() => fact(value, next.operator, next.operand));
  const done = said.filter((step) => /^\d/.test(step));
  // A check of something never said, or of something said, with another result.
  if (done.length > 0) kinds.push(() => `C${pick(done, random).slice(0, -1)}${random.int(10)}`);
  return pick(kinds, random)();
}

/** Something wrong where only the answer is left to say. */
function wrongEnd(value: number, random: Random): string {
  if (random.int(2) === 0) return `A${otherDigit(value, random)}`;
  const [operator, operand] = [pick(operators, random), random.int(10)];
  return `${value}${operator}${operand}=${applyOperation(value, operator, operand)}`;
}
