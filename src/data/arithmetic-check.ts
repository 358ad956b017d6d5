// The exact checker of the generated arithmetic task: which steps of a response are right, and its answer.
import {
  ARITHMETIC_ANSWER_PATTERN,
  ARITHMETIC_SEPARATOR,
  applyOperation,
  type Operator,
  parseChain,
} from "./arithmetic.ts";
import type { Problem } from "./problems.ts";
import { splitText } from "./steps.ts";

export interface CheckedStep {
  /** Without its separator. */
  text: string;
  /** Right, and so was every step before it: a step after the first error is never good. */
  good: boolean;
  /** Right by itself: true, and what comes next if the steps before it, errors included, are taken as given. */
  own: boolean;
}

/** A statement, by its kind. A step normally is one; steps whose separator was left out are several in a row. */
const PART =
  /C(?<check>\d[-+*]\d=\d)|(?<operation>\d[-+*]\d=\d)|N(?<plan>\d[-+*]\d)|(?<filler>ok)|A(?<answer>\d)/gy;

/** The statements that `text` is made of, as kind and text, or null where it is not made of statements alone. Their forms never overlap. */
function parseParts(text: string): [kind: string, text: string][] | null {
  const parts = [...text.matchAll(PART)];
  const length = parts.reduce((sum, [whole]) => sum + whole.length, 0);
  if (length === 0 || length < text.length) return null;
  return parts.map(({ groups = {} }) => Object.entries(groups).find(([, text]) => text !== undefined)!);
}

/**
 * Checks each step of `response`, the text of a response without special tokens. A step with several statements is
 * right when each of them is. Right are: the next operation of the chain, applied to the value reached, with its
 * true result; a plan that names it; a true check of an operation already stated; filler; the value reached, as
 * the answer, once the chain is done. After an answer nothing is right. Steps are those of `splitText`.
 */
export function checkSteps(problem: Problem, response: string): CheckedStep[] {
  const { first, operations } = parseChain(problem.prompt);
  const texts = splitText(response, ARITHMETIC_SEPARATOR);
  let value = first;
  let next = 0;
  let answered = false;
  const stated = new Set<string>();
  const is = (index: number, operator: string, operand: number) =>
    operations[index]?.operator === operator && operations[index].operand === operand;

  const judge = ([kind, text]: [kind: string, text: string]): boolean => {
    const wasAnswered = answered;
    if (kind === "filler") return !wasAnswered;
    const [left, right, result] = [Number(text[0]), Number(text[2]), Number(text[4])];
    if (kind === "answer") {
      answered = true;
      return !wasAnswered && next === operations.length && left === value;
    }
    const follows = left === value && is(next, text[1], right);
    if (kind === "plan") return !wasAnswered && follows;
    const truth = result === applyOperation(left, text[1] as Operator, right);
    if (kind === "check") return !wasAnswered && truth && stated.has(text);
    // Go on from what the response says: past an operation it skipped, or in place of one it got wrong.
    let found = next;
    while (found < operations.length && !is(found, text[1], right)) found++;
    next = Math.min(operations.length, (found < operations.length ? found : next) + 1);
    value = result;
    stated.add(text);
    return !wasAnswered && truth && follows;
  };

  let intact = true;
  return texts.map((text) => {
    let own = true;
    const parts = parseParts(text);
    for (const part of parts ?? []) own = judge(part) && own;
    own &&= parts !== null;
    intact &&= own;
    return { text, good: intact, own };
  });
}

/** The answer `response` gives: the digit of its last `A5`, or null. */
export function arithmeticAnswer(response: string): string | null {
  return [...response.matchAll(new RegExp(ARITHMETIC_ANSWER_PATTERN, "g"))].at(-1)?.[1] ?? null;
}
