// The exact checker of the solutions that words.ts writes: which lines of a response are right, and responses that are
// right up to one line. In the place of labels by rollouts, which say more about the policy than about the step.
import type { Random } from "../src/common/random.ts";
import type { KnownSteps } from "../src/data/labelled.ts";
import type { Problem } from "../src/data/problems.ts";
import { splitText } from "../src/data/steps.ts";

/** What a problem asks for: a + b or a − b. */
export interface Sum {
  a: number;
  sign: "+" | "-";
  b: number;
}

/** What the first line of a solution says is to be done; null where it says nothing of the kind. */
export function sumOf(solution: string): Sum | null {
  const [, a, b, taken, from] =
    /^We (?:add (\d+) and (\d+)|subtract (\d+) from (\d+))\.$/.exec(solution.split("\n", 1)[0].trim()) ?? [];
  if (a !== undefined) return { a: Number(a), sign: "+", b: Number(b) };
  return from === undefined ? null : { a: Number(from), sign: "-", b: Number(taken) };
}

/** The solution: what to do, tens and ones one after the other, the answer. */
export function solutionOf({ a, sign, b }: Sum): string[] {
  const lines = [sign === "+" ? `We add ${a} and ${b}.` : `We subtract ${b} from ${a}.`];
  let value = a;
  for (const part of b < 10 ? [b] : [b - (b % 10), b % 10].filter((digits) => digits > 0)) {
    const next = sign === "+" ? value + part : value - part;
    lines.push(`${value} ${sign} ${part} = ${next}`);
    value = next;
  }
  return [...lines, `The answer is ${value}.`];
}

/**
 * The lines of a response to `prompt`, with labels up to the first that is wrong: what follows it is neither right nor
 * wrong. Right are: what to do, with the numbers of the problem; then any true step from the value reached that leaves
 * nothing negative to be done; then the answer, after which nothing more is right.
 */
export function checkedLines(prompt: string, sum: Sum, response: string): KnownSteps {
  const completions = splitText(response, "\n");
  const labels: number[] = [];
  // Either number may come first in an addition.
  let [states, ended] = [[{ value: sum.a, left: sum.b }], false];
  if (sum.sign === "+") states.push({ value: sum.b, left: sum.a });
  const right = (line: string, index: number): boolean => {
    if (ended) return false;
    if (index === 0) {
      const said = sumOf(line);
      if (said?.sign !== sum.sign) return false;
      const same = said.a === sum.a && said.b === sum.b;
      return same || (sum.sign === "+" && said.a === sum.b && said.b === sum.a);
    }
    const [, x, sign, y, z] = /^(\d+) ([+-]) (\d+) = (\d+)$/.exec(line) ?? [];
    if (z !== undefined) {
      const part = Number(y);
      const result = sign === "+" ? Number(x) + part : Number(x) - part;
      const before = states;
      states = states
        .filter(({ value, left }) => value === Number(x) && part <= left && (part > 0 || left === 0))
        .map(({ value: _, left }) => ({ value: result, left: left - part }));
      return sign === sum.sign && result === Number(z) && states.length > 0 && before.length > 0;
    }
    const [, answer] = /^The answer is (\d+)\.$/.exec(line) ?? [];
    ended = answer !== undefined;
    return Number(answer) === (sum.sign === "+" ? sum.a + sum.b : sum.a - sum.b);
  };
  for (const [index, line] of completions.entries()) {
    labels.push(Number(right(line.trim(), index)));
    if (labels[index] === 0) break;
  }
  return { prompt, completions: completions.slice(0, labels.length), labels };
}

/**
 * A solution of `problem` that is right up to one line and ends there: the other operation, another number, a result that
 * is off by one or by ten, the other sign, an answer too soon or beside the result. One in four is right to its end, so
 * that additions and subtractions, right and wrong, are all seen.
 */
export function corruptedLines({ prompt }: Pick<Problem, "prompt">, sum: Sum, random: Random): KnownSteps {
  const lines = solutionOf(sum);
  if (random.int(4) === 0) return { prompt, completions: lines, labels: lines.map(() => 1) };
  // The first line decides most, and is the hardest to judge.
  const place = random.int(2) === 0 ? 0 : random.int(lines.length);
  const wrong = corrupted(lines[place], place, lines.length, sum, random);
  const completions = [...lines.slice(0, place), wrong];
  return checkedLines(prompt, sum, completions.join("\n"));
}

/** A number near `value`, another one, not negative. */
function near(value: number, random: Random): number {
  const moved = value + [1, -1, 10, -10, 2, -2][random.int(6)];
  return moved < 0 ? value + 1 : moved;
}

function corrupted(line: string, place: number, lines: number, sum: Sum, random: Random): string {
  const { a, sign, b } = sum;
  if (place === 0) {
    // Two of three: the other operation.
    const other = { a, sign: sign === "+" ? "-" : "+", b } as const;
    const moved = random.int(2) === 0 ? { a: near(a, random), sign, b } : { a, sign, b: near(b, random) };
    return solutionOf(random.int(3) < 2 ? other : moved)[0];
  }
  if (place === lines - 1) return `The answer is ${near(Number(/\d+/.exec(line)?.[0]), random)}.`;
  const [x, y, z] = (line.match(/\d+/g) ?? []).map(Number);
  const kinds = [
    () => `${x} ${sign} ${y} = ${near(z, random)}`,
    () => `${x} ${sign === "+" ? "-" : "+"} ${y} = ${sign === "+" ? Math.abs(x - y) : x + y}`,
    () => `The answer is ${place === lines - 2 ? near(z, random) : x}.`,
  ];
  return kinds[random.int(kinds.length)]();
}
