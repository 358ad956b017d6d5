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

/** One statement. A step normally is one; steps whose separator was left out are several in a row. */
interface Part {
  kind: "operation" | "check" | "plan" | "filler" | "answer";
  text: string;
}

const PART = /C\d[-+*]\d=\d|\d[-+*]\d=\d|N\d[-+*]\d|ok|A\d/y;

/** The statements `text` is made of, or null where it is not made of statements alone. Their forms never overlap. */
function parseParts(text: string): Part[] | null {
  const parts: Part[] = [];
  PART.lastIndex = 0;
  for (let at = 0; at < text.length; at = PART.lastIndex) {
    const match = PART.exec(text);
    if (!match) return null;
    const kind = ({ C: "check", N: "plan", o: "filler", A: "answer" } as const)[match[0][0]] ?? "operation";
    parts.push({ kind, text: kind === "check" ? match[0].slice(1) : match[0] });
  }
  return parts.length > 0 ? parts : null;
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

  const judge = ({ kind, text }: Part): boolean => {
    const wasAnswered = answered;
    if (kind === "filler") return !wasAnswered;
    if (kind === "answer") {
      answered = true;
      return !wasAnswered && next === operations.length && Number(text[1]) === value;
    }
    if (kind === "plan")
      return !wasAnswered && Number(text[1]) === value && is(next, text[2], Number(text[3]));
    const [left, right, result] = [Number(text[0]), Number(text[2]), Number(text[4])];
    const truth = result === applyOperation(left, text[1] as Operator, right);
    if (kind === "check") return !wasAnswered && truth && stated.has(text);
    const correct = truth && left === value && is(next, text[1], right);
    // Go on from what the response says: past an operation it skipped, or in place of one it got wrong.
    let found = next;
    while (found < operations.length && !is(found, text[1], right)) found++;
    next = Math.min(operations.length, (found < operations.length ? found : next) + 1);
    value = result;
    stated.add(text);
    return !wasAnswered && correct;
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
