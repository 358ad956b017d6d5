// Where a text breaks off, and sentences that say what is to be done and not what comes of it.
import type { Language } from "../languages/language.ts";
import { ENGLISH } from "../languages/languages.ts";
import { lastSide, mathSegments, otherScript } from "../read/formulas.ts";
import { isCalculated, valuesIn } from "../read/values.ts";
import { words } from "../wording/phrases.ts";

/** What nothing ends with: an operator, a comma, a word of grammar. */
export const DANGLES =
  /(?:^|[\s\d)])[-+*/×÷=(]$|,$|\b(?:the|a|an|of|to|by|and|in|is|that|which|for|with|we|can|from)$/i;

/** "Now we add these", "Step 3:": more is to be calculated. */
export const isUnderWay = (cut: string) =>
  isProcedure(cut) ||
  /^\W*(?:(?:now|next|then|first|finally|step \d+|however|but|wait|actually|hmm+)\b|\d{1,2}[.)]\s)/i.test(
    cut,
  );

/** "To check this result, we add", "Pour vérifier, on": a check of what was found, and of nothing that was not. */
export const checksResult = (sentence: string, language: Language) =>
  language === ENGLISH
    ? CHECKS_RESULT.test(sentence)
    : words(language).opensCheck.test(sentence) && !/\d/.test(sentence);
const CHECKS_RESULT =
  /^\W*(?:(?:finally|now),?\s)?(?:(?:to|let(?:'s| us| me)|we (?:can|could|may|should|will)|you can)\s)?(?:quickly\s|also\s)?(?:(?:double|cross)[- ]?)?(?:check(?:ing)?|verify(?:ing)?|confirm(?:ing)?)(?:,|\s(?:(?:this|that|it|our|my|your)\b|the (?:final\s)?(?:answer|result|solution|work|calculations?)\b|(?:whether|if) (?:this|that|it|the (?:answer|result))\b|by\b|with\b))/i;

const isWordy = (sentence: string) => (sentence.match(/\p{L}{2,}/gu)?.length ?? 0) > 4;

/** Whether a sentence breaks off: no stop at its end, where those before it have one, and no value near it. */
export function isUnfinished(sentence: string, before: readonly string[]): boolean {
  const text = sentence.trim();
  // In every script a calculation without its result.
  if (
    /[\d)\p{L}]\s?(?:[-+*/×÷]|\\(?:times|div|cdot))?\s?=$|\d\s?(?:[-+*/×÷]|\\(?:times|div|cdot))$/u.test(text)
  )
    return true;
  if (before.some((line) => repeats(line.trim(), text))) return true;
  if (otherScript.test(text)) return /[はがをにで]$/.test(text);
  if (text.split("(").length > text.split(")").length || DANGLES.test(text)) return true;
  // No colon: of "Now, I'll add them up:" what was to come is not there.
  if (/[.!?)\]}"'$|*`~]$/.test(text)) return false;
  if (!/[a-z]{2,}\s+[a-z]{2,}/i.test(text)) return !/\d/.test(text);
  // "They sold altogether 12 * 4 = 3" without a stop, where others have one, may have been 35.
  const prose = before.filter(isWordy);
  if (isWordy(text) && prose.length > 2) {
    const stopped = prose.filter((line) => /[.!?:]["*)]*\s*$/.test(line));
    if (stopped.length > prose.length / 2) return true;
  }
  if (/[\d}%$](?:\s*\p{L}[\p{L}'-]*){0,3}$/u.test(text)) return false;
  return !/\d/.test(text) || !before.some((line) => /[\p{L}\d]\s*$/u.test(line) && isWordy(line));
}

/** It began to say again what was said before: "We divide 18 by 3. … We divide 18". */
const repeats = (line: string, cut: string) =>
  cut.length > 5 &&
  line.startsWith(cut) &&
  /[.!?]$/.test(line) &&
  /^\s?[\p{L}\p{M}\d]/u.test(line.slice(cut.length));

/** "To find x, we multiply 3 by 4.": what is to be done, and no result. */
export const isProcedure = (sentence: string) =>
  PROCEDURES.some((pattern) => pattern.test(sentence)) &&
  !/\b(?:instead of|rather than)\s\D{0,20}\d/i.test(sentence) &&
  // "Divide 9 metres among 4 girls and every girl receives 2 1/4 metres."
  !/(?:,|\band)\s(?:each|every)\s(?:of\s\p{L}+\s)?(?:\p{L}+\s){0,2}(?:gets|receives|has|takes|pays)\s\$?\d/iu.test(
    sentence,
  ) &&
  !/\b(?:get|gives?|giving|is|are|equals|to be)\s+(?:[$\\]|\d)/i.test(sentence) &&
  !COMES_OF_IT.test(sentence);
/** "We add the break to this, so the film is over at 3:45 PM." */
const COMES_OF_IT =
  /,\sso\s(?!(?:we|you|i|let|if|that)\b|.*\b(?:more|less|fewer)\s(?:\p{L}+\s)?than\b)[^,.;:=]{2,60}\b(?:is|are|will be|has|have|ends?|starts?|begins?|arrives?|leaves?|costs?|weighs?|needs?)\s[^,;:=\d]{0,30}\d[^,;=]{0,40}$/iu;

const DO =
  "(?:multiply|divide|add|subtract|find(?! that)|calculate|compute|use|determine|convert|solve|substitute)";
const WHO = "(?:we|you|i|let'?s|let us)";
const MAY =
  "(?:(?:can|could|need to|have to|must|should|will|would|first|now|then|simply|also|next|may|just)\\s+)";
/** "Add 3", "we need to add 3", "To find it, we add 3", "I added 3 to it", "so we take 1 as the base". */
const PROCEDURES = [
  /^\W*(?:\d+\W+)?(?:(?:first|second|third|then|now|next|finally|lastly|also|so),?\s+)?(?:calculate|find|add|multiply|divide|subtract|determine|convert|compute)\b/i,
  /\b(?:we|i) (?:added|multiplied|divided|subtracted)\b/i,
  new RegExp(`\\b${WHO}\\s+${MAY}{1,3}${DO}\\b`, "i"),
  new RegExp(
    `\\b${WHO}\\s+(?:\\w+\\s+)?(?:take|choose|treat|set|consider|assume)\\s[^.;,]{0,20}\\d[^.;,]{0,20}\\s(?:as|to be)\\b`,
    "i",
  ),
  new RegExp(`^\\W*(?:to|now|then|next|first|finally)\\b.*\\b${WHO}\\s+${DO}\\b`, "is"),
];

/** "Multiply 52 by 4 to get 52 * 4 = 204": of what is to be done what comes of it; null where nothing does. */
export function resultOf(procedure: string): string | null {
  const solved = SOLVED.exec(procedure.replaceAll("**", ""))?.[1];
  if (solved !== undefined) return solved;
  const value = valuesIn(procedure).findLast(isCalculated);
  if (value) return value.result;
  const formula = mathSegments(procedure).at(-1);
  if (!formula || /[\p{L}\d]/u.test(procedure.slice(formula.end))) return null;
  const [first] = formula.content.split("=", 1);
  if (SOLVES.test(procedure) && OF_UNKNOWN.test(first)) return null;
  const equation = formula.content.slice(first.length);
  const side = lastSide(equation);
  return side === equation ? null : side;
}
/** "Divide both sides by -3: x < 4": behind a colon what is solved for its letter. */
export const SOLVED =
  /:\s*(?:\$|\\\()?\s*([a-z](?:_\{?\w\}?)?\s*(?:[=<>≤≥]|\\[lg]eq?(?![a-z]))\s*(?:\\pm\s*)?(?:-\s?)?(?:\d|\\[dt]?frac|\\sqrt)[^=<>≤≥$\n\p{L}]{0,30}?)\s*(?:\$|\\\))?\.?\s*$/u;
const SOLVES = /\bsolv(?:e|ing)\b|\b(?:find|determine)\s\$?[a-z]\b/i;
/** "x + 5": a side of an equation that is still to be solved. */
const OF_UNKNOWN = /(?:\d|[-+*/] ?)[a-z](?![A-Za-z_])|(?<![A-Za-z\\])[a-z] ?[-+*/]/;
