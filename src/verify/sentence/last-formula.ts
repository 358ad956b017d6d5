// What a sentence with formulas states: its last formula, or the value that its words say beside it.

import type { Language } from "../languages/language.ts";
import { lastSide, mathSegments, outcome, type Span } from "../read/formulas.ts";
import { leadingDegrees, leadingUnit } from "../read/units.ts";
import { isCalculated, valuesIn } from "../read/values.ts";
import { isJoint, joinedInEnglish } from "../wording/phrases.ts";
import { withoutAsides } from "./asides.ts";
import { type FinalAnswer, plainly } from "./found.ts";
import { qualified, wholesBefore } from "./qualifiers.ts";
import { lastPredicate } from "./sentence.ts";
import { resultOfSteps } from "./steps.ts";

/** The last formula of a sentence with those that "and", "or", a comma join to it, or the value its predicate is. */
export function lastFormula(sentence: string, segments: readonly Span[], language: Language): FinalAnswer {
  const said = qualified(sentence, segments);
  if (said) {
    const found = lastFormula(said.sentence, said.segments, language);
    return { ...found, answer: found.answer + said.qualifier, rules: [...found.rules, "with its qualifier"] };
  }
  const last = segments[segments.length - 1];
  const wholes = /^[\s.!]*$/.test(sentence.slice(last.end))
    ? wholesBefore(sentence.slice(0, last.start), last.content)
    : null;
  if (wholes !== null)
    return plainly({
      answer: last.content + wholes,
      from: "the last formula",
      rules: ["with its qualifier"],
    });
  const both = bothFormulas(sentence, segments);
  if (both) return both;
  const predicate = lastPredicate(sentence);
  if (predicate && predicate.start >= last.end)
    return plainly({
      answer: predicate.result,
      from: "the last sentence",
      rules: ["the predicate at the end"],
      unit: leadingDegrees(sentence.slice(predicate.end)),
    });
  const beside = besideFormula(sentence, segments);
  if (beside) return beside;
  const rules: string[] = [];
  const cut = withoutAsides(sentence, language, rules);
  const kept = mathSegments(cut);
  const [from, group] = kept.length > 0 ? [cut, kept] : [sentence, segments];
  let first = group.length - 1;
  // "$n = 1$ and all $n \\equiv 2 \\pmod 3$"
  const isJoinedTo = (between: string) => FOR_ALL.test(between) || isJoint(between, language);
  while (
    first > 0 &&
    isJoinedTo(from.slice(group[first - 1].end, group[first].start)) &&
    !isSolvedBy(group[first - 1].content, group[first].content)
  )
    first--;
  const formula = joinedInEnglish(from.slice(group[first].start, group[group.length - 1].end), language);
  const answer =
    (first === group.length - 1
      ? (resultOfSteps(formula) ?? outcome(formula) ?? ofSeveral(formula))
      : null) ?? lastSide(formula);
  const remainder = /\\equiv\s*(\d{1,9})\s*(?:\\p?mod|\\bmod|\(\s*\\?mod)/.exec(answer)?.[1];
  const behind = from.slice(group[group.length - 1].end);
  const unit = WRITTEN.test(answer) ? leadingUnit(behind) : leadingDegrees(behind);
  return plainly({ answer, from: "the last formula", rules, remainder, unit });
}

const FOR_ALL = /^\s*(?:,|(?:, ?)?(?:and|or)(?: (?:also )?(?:for )?(?:all|every|each|for))?)\s*$/;
const BOTH = /^(?:(?:so|thus|hence|therefore|then),?\s)?both\s(?:the\s)?(?:\p{L}+\s){0,4}$/iu;
const AND = /^,?\sand\s(?:the\s)?(?:\p{L}+\s){0,4}$/u;
const WORK =
  /^\s(?:indeed\s|do\s)?(?:works?|satisfy|solve|are\s(?:the\s(?:only\s)?|indeed\s)?(?:solutions|valid))(?![^.]*(?:\bnot\b|n't|\bonly if\b|\bexcept\b|\bunless\b))/u;

/** "Both the zero function $f(x)=0$ and the square $f(x)=x^2$ work": both formulas; null for any other sentence. */
function bothFormulas(sentence: string, segments: readonly Span[]): FinalAnswer | null {
  const [first, second, ...more] = segments;
  if (second === undefined || more.length > 0 || !BOTH.test(sentence.slice(0, first.start))) return null;
  if (!AND.test(sentence.slice(first.end, second.start)) || !WORK.test(sentence.slice(second.end)))
    return null;
  const answer = `${sentence.slice(first.start, first.end)} and ${sentence.slice(second.start, second.end)}`;
  return plainly({ answer, from: "the last formula", rules: ["both of two"] });
}

/** A number that is written out: "$90$ minutes", "$4 \times 10^{26}$ W". */
const WRITTEN = /^\$?\s?-?[\d.,]{1,20}(?:\s?\\times\s?10\^\{?-?\d{1,3}\}?)?\s?\$?$/;

/** "so $2x = 12$ and $x = 6$": an equation of one letter and what it comes to; $x = 2$ and $x = 6$ are two solutions. */
function isSolvedBy(equation: string, solution: string): boolean {
  const letter = /^\s*([a-z])\s*=[^=a-z]*\d[^=a-z]*$/.exec(solution)?.[1];
  const letters = new Set(equation.replace(/\\[A-Za-z]+/g, " ").match(/[A-Za-z]/g) ?? []);
  return (
    letter !== undefined &&
    letters.size === 1 &&
    letters.has(letter) &&
    equation.includes("=") &&
    !/^\s*[a-z]\s*=/.test(equation)
  );
}

/**
 * "There are 5 * 18 = 40 digits in $18^6$": of a calculation the formula only says what it is of; "the number of
 * $y$-intercepts is that of the zeros, which is 1" says its value behind it.
 */
function besideFormula(sentence: string, segments: readonly Span[]): FinalAnswer | null {
  const [first] = valuesIn(sentence);
  const { start } = segments[0];
  if (segments.length === 1 && first && isCalculated(first) && first.end <= start) {
    if (OF_FORMULA.test(sentence.slice(first.end, start)))
      return plainly({ answer: first.result, from: "the last sentence", rules: ["the calculation"] });
  }
  const relative = RELATIVE.exec(sentence);
  if (!relative || relative.index < segments[segments.length - 1].end) return null;
  if (/\d/.test(sentence.slice(0, relative.index))) return null;
  const answer = relative[1].replace(/[.,]$/, "");
  return plainly({ answer, from: "the last sentence", rules: ["what it comes to"] });
}
const RELATIVE = /,\swhich\s(?:is|are|equals|gives)\s(?:only\s|exactly\s)?(\$?-?\d[\d.,]*)[\s.!]*$/;
const OF_FORMULA = /^(?:\s\p{L}+){1,6}\s(?:of|in|for|from|to)\s$/u;

/** "x + y = 6" at the end: the value of an expression of several letters. */
const ofSeveral = (formula: string) =>
  /^\$?\s*[a-z](?:\s*[-+*]?\s*[a-z]){1,3}\s*=\s*(-?[\d./]+)\s*\$?\.?$/i.exec(formula)?.[1] ?? null;
