// What is done to a text before its answer is looked for: one way to say each thing, and what states no answer taken off.

import { withoutAfterthoughts } from "../ends/afterthought.ts";
import { withoutClosing } from "../ends/closings.ts";
import { withoutTakenBack } from "../ends/corrections.ts";
import { withoutRecap } from "../ends/recaps.ts";
import { withoutRemarks } from "../ends/remarks.ts";
import { withoutEndlessNumber } from "../ends/rounds.ts";
import { withoutSections } from "../ends/sections.ts";
import { withoutWorking } from "../ends/working.ts";
import { hasWords } from "../read/formulas.ts";
import { valuesIn } from "../read/values.ts";
import { withoutForAll } from "../sentence/qualifiers.ts";
import { withSettled } from "../sentence/steps.ts";
import { withBases } from "../wording/bases.ts";
import { withIndependentSigns } from "../wording/independent-signs.ts";
import { withCompounds, withSquareMetres } from "../wording/measures.ts";
import { withPermutations } from "../wording/permutations.ts";
import { withQuantities } from "../wording/quantities.ts";
import { withDigits, withoutDoubles, withSigns } from "../wording/spelled.ts";
import { withTimes } from "../wording/times.ts";
import { isHeading } from "./announced.ts";
import { withoutOtherProblems } from "./boxes.ts";

/** What is done to a text before its answer is looked for, in this order. */
const PREPARED: readonly ((text: string) => string)[] = [
  withoutClosing,
  withoutEndlessNumber,
  withoutDoubles,
  withSigns,
  withoutEmphasis,
  withoutArrows,
  withTimes,
  withQuantities,
  withSquareMetres,
  withoutOtherProblems,
  withoutRecap,
  withoutRemarks,
  withoutTherefore,
  withSubjectFirst,
  withoutNumberOfQuestion,
  withSummary,
  withoutForAll,
  withBases,
  withPermutations,
  withIndependentSigns,
  withoutSections,
  withoutAfterthoughts,
  withoutWorking,
  withCompounds,
  withSettled,
  withoutTakenBack,
  withoutPlaceholders,
];

/** Of these, what a text needs whose end has no words. */
const PREPARED_FORMULA = [
  withoutEndlessNumber,
  withSigns,
  withoutTherefore,
  withBases,
  withoutTakenBack,
  withoutPlaceholders,
];

/** A text with one way to say each thing, and without what states no answer. */
export const prepared = (text: string): string =>
  (endsInFormula(text) ? PREPARED_FORMULA : PREPARED).reduce((rest, step) => step(rest), text);

/** "… so \\boxed{\\frac{3}{4}}.": one box, without words in it or behind it, so that nothing else can be its answer. */
export function endsInFormula(text: string): boolean {
  const at = text.lastIndexOf("\\boxed{");
  if (at < 0 || text.length - at > MOST_FORMULA || text.indexOf("\\boxed") !== at) return false;
  const end = text.slice(at + "\\boxed".length);
  return (
    !/\\(?:text|mathrm|mbox|operatorname)/.test(end) &&
    !hasWords(end.replace(/\\(?:begin|end)\{\w+\*?\}/g, " "))
  );
}
const MOST_FORMULA = 300;

/**
 * "TL;DR four buses", "Bottom line: $28" of one value, and at the end "Both agree. Final: 144.": what sums up announces the
 * answer, but for one of several "Word: number".
 */
function withSummary(text: string): string {
  if (!/tl;?dr|short answer|bottom line|[.!?]\sfinal:/i.test(text)) return text;
  const several = (text.match(/\p{L}: -?\$?\d/gu)?.length ?? 0) > 1;
  return text.replace(SUMMARY, (all, start: string | undefined, said: string | undefined) => {
    if (several) return all;
    if (said === undefined) return "Answer: ";
    return oneValue(said) ? `${start}Answer: ${said}` : all;
  });
}
const SUMMARY =
  /(^|\n)[>\s*_#]{0,8}(?:tl;?dr|short answer|bottom line)[*_]{0,3}\s?[:.-]{0,2}[*_]{0,3}\s{1,3}([^\n]{1,120})|(?<=[.!?]\s)final:\s(?=[^.!?\n]{1,30}[.!]?$)/gi;
/** A first sentence of one number, in digits or words, that denies nothing. */
function oneValue(line: string): boolean {
  const [sentence] = line.split(/(?<=[.!?])\s/);
  const said = withDigits(sentence, "English") ?? sentence;
  return valuesIn(said).length === 1 && !/\b(?:not|no|never|more|less|fewer|of)\b|n't\b/i.test(sentence);
}

/** "Yes, 11 it is.": at the end of a text, as "So it is 11." */
function withSubjectFirst(text: string): string {
  if (!/ it is[.!]?$/.test(text.slice(-8))) return text;
  return text.replace(
    /(^|[.!?]\s{1,3}|\n)(?:(?:yes|ok(?:ay)?|right|good|so|then),?\s)?(\$?-?\d[\d.,]{0,15}(?:\s\p{L}{1,15})?) it is[.!]?$/iu,
    "$1So it is $2.",
  );
}

/** "Antwort auf Frage 19: 56": the number of a question is no part of its answer. */
function withoutNumberOfQuestion(text: string): string {
  return /\d\s?:\s/.test(text) ? text.replace(OF_QUESTION, "$1: ") : text;
}
const OF_QUESTION =
  /((?<!\p{L})(?:answer|solution|antwort|lösung|réponse|respuesta|resposta|risposta|antwoord|odpowiedź|ответ|cevap|đáp án|jawaban|جواب|उत्तर)[^.:\d\n]{0,20}\s(?:question|problem|exercise|frage|aufgabe|pregunta|problema|pergunta|domanda|vraag|opgave|pytanie|zadanie|вопрос|задач\p{L}|soru|câu|bài|soal|السؤال|प्रश्न)(?:\s(?:no\.?|nr\.?|n[°º]|nomor|число|số))?)\s?\d{1,3}\s?:\s+(?=[\d$\\-])/giu;

/** "_0.6_", "_9 apples_" outside of formulas and names, and "\\textbf{\\$63}". */
function withoutEmphasis(text: string): string {
  const plain = /bf\{|bold|\\bm\{/.test(text) ? text.replace(BOLD_NUMBER, "$1") : text;
  return plain.includes("_")
    ? plain.replace(/(?<![^\s*:(])_(?=[^\s_])([^_\n\\$]{1,60})(?<!\s)_(?![\p{L}\p{N}_{^])/gu, "$1")
    : plain;
}
const BOLD_NUMBER = /\\(?:textbf|mathbf|boldsymbol|bm)\{(\\?\$?-?\d[\d.,]{0,20}(?:\\?%)?)\}/g;

/** "\\(\\therefore\\; k = 3\\)": a sign that only says that something follows. */
function withoutTherefore(text: string): string {
  return /\\therefore|∴|\{\s*\\(?:Rightarrow|implies)/.test(text)
    ? text.replace(
        /(^|\n|\\[([]|\$|\\boxed\{)\s{0,8}(?:\\therefore(?![A-Za-z])|∴|(?<=\{\s{0,8})\\(?:Rightarrow|implies)(?![A-Za-z]))\s{0,8}(?:\\[;,: ]\s{0,8}){0,8}/g,
        "$1",
      )
    : text;
}

/** "rides for 105 minutes → arrives at 17:40": in words an arrow, which is written as a command, says what follows. */
function withoutArrows(text: string): string {
  return text.includes("\\to ")
    ? text.replace(/(?<=[\p{L}\d)])\s\\to\s{1,2}(?=\p{Ll}{3,20}\s[^\n$=\\]{2,120}(?:\n|$))/gu, ", so ")
    : text;
}

/** "The answer is within \\boxed{}", "####" alone: a place for an answer is none. */
function withoutPlaceholders(text: string): string {
  const boxed = text.includes("box") ? text.replace(/\\(?:boxed|fbox)\s?\{\s*\}/g, "□") : text;
  let end = boxed.length;
  while (end > 0 && "# \t\n".includes(boxed[end - 1])) end--;
  // "####" with words that are no answer ends the text as "####" alone does.
  const mark = boxed.lastIndexOf("####");
  const behind =
    mark < 0
      ? ""
      : boxed
          .slice(mark, mark + 200)
          .replace(/^[\s#*:]+/, "")
          .trim();
  if (mark + 200 >= boxed.length && behind !== "" && !behind.includes("\n") && isHeading(boxed, mark, behind))
    return boxed.slice(0, mark);
  const line = boxed.indexOf("\n", end);
  return line >= 0 && boxed.includes("##", line) ? boxed.slice(0, line) : boxed;
}
