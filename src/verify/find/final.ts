// Where the final answer of a text stands: boxes of the final part, ####, an answer phrase or heading, else the text
// itself, its last line, or what its last sentence states. Prediction and reference are read by the same rules.

import { ENGLISH } from "../languages/languages.ts";
import { boxSpans, hasWords, isFormula, isProse } from "../read/formulas.ts";
import { inTwoUnits } from "../read/units.ts";
import { calculates, canonical, valuesIn } from "../read/values.ts";
import { withBases } from "../wording/bases.ts";
import { withIndependentSigns } from "../wording/independent-signs.ts";
import { withCompounds, withSquareMetres } from "../wording/measures.ts";
import { wholeParts } from "../wording/parted.ts";
import { withPermutations } from "../wording/permutations.ts";
import { languageOf, words } from "../wording/phrases.ts";
import { withQuantities } from "../wording/quantities.ts";
import { spelledNumber, withDigits, withoutDoubles, withSigns } from "../wording/spelled.ts";
import { withTimes } from "../wording/times.ts";
import { casesAtEnd, casesInBoxes } from "../wording/wordings.ts";
import { withoutAfterthoughts } from "./afterthought.ts";
import { conclusionsOf, isHeading, isTalk } from "./announced.ts";
import { REJECTED } from "./asides.ts";
import { boxed, leftOpen, withoutOtherProblems } from "./boxes.ts";
import { withoutClosing } from "./closings.ts";
import { saidOfSubject } from "./complement.ts";
import { concluded } from "./concluded.ts";
import { undenied, withoutTakenBack } from "./corrections.ts";
import { dateAtEnd } from "./dates.ts";
import { described } from "./described.ts";
import { byStatement, type FinalAnswer, isUnannounced, plainly } from "./found.ts";
import { withoutFrame } from "./frame.ts";
import { resultConcluded } from "./last-result.ts";
import { answeredFirst, openedWith } from "./opening.ts";
import { partsOf, valuesOfLetters } from "./parts.ts";
import { withoutForAll } from "./qualifiers.ts";
import { refuses } from "./refusals.ts";
import { withoutRemarks } from "./remarks.ts";
import { contested, correctionIn, instead } from "./retracted.ts";
import { conclusionOfLoop, isConcludedLoop, lastRound, withoutEndlessNumber, withoutLoop } from "./rounds.ts";
import { withoutSections } from "./sections.ts";
import { saysOneValue, saysValue, statement } from "./sentence.ts";
import { withoutSetting } from "./setting.ts";
import { readTogether } from "./several.ts";
import { onlySentence, spoken } from "./spoken.ts";
import { withSettled } from "./steps.ts";
import { lastLine } from "./terse.ts";
import { toldApart } from "./told-apart.ts";
import { toldElsewhere } from "./told-elsewhere.ts";
import { isSentence, lastSentence, sentencesOf } from "./undeclared.ts";
import { inTwoWays } from "./ways.ts";
import { withoutWorking } from "./working.ts";
import { replied } from "./yes-or-no.ts";

const MAX_WHOLE = 2000;

/**
 * The final answer of `text`, or null where it has none. Of several ways to give one, what stands last in the text
 * counts. `unfinished`: thinking that does not end may give it too.
 */
export function finalAnswer(text: string, unfinished = false): FinalAnswer | null {
  const found = foundIn(text, unfinished);
  return found && toldApart(found);
}

function foundIn(text: string, unfinished: boolean): FinalAnswer | null {
  const whole = text.trim();
  if (isFormula(whole)) return plainly({ answer: whole, from: "the text itself" });
  const framed = withoutFrame(text, unfinished);
  if (framed === null) return null;
  const steps = endsInFormula(framed) ? PREPARED_FORMULA : PREPARED;
  const unlooped = withoutLoop(steps.reduce((prepared, step) => step(prepared), framed));
  const round = lastRound(unlooped);
  if (round === null) return null;
  const found = undenied(round, answerOf);
  const { loop } = unlooped;
  if (loop === null) return found;
  // A loop states nothing by going on; an answer that it announces, or what it concludes, counts.
  if (found === null || isUnannounced(found)) {
    if (!isConcludedLoop(loop)) return /\d/.test(loop) ? null : concludedBefore(round, loop);
    const last = conclusionOfLoop(loop);
    const several = found === null || found.others.length > 0 || found.from === "the text itself";
    return several && last !== null ? lastSentence(last.trim()) : found;
  }
  return { ...found, others: [...found.others, ...announcedBeside(loop, found.answer)] };
}

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
  withoutRemarks,
  withoutTherefore,
  withSubjectFirst,
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

/** "… so \\boxed{\\frac{3}{4}}.": one box, without words in it or behind it, so that nothing else can be its answer. */
function endsInFormula(text: string): boolean {
  const at = text.lastIndexOf("\\boxed{");
  if (at < 0 || text.length - at > MOST_FORMULA || text.indexOf("\\boxed") !== at) return false;
  const end = text.slice(at + "\\boxed".length);
  return (
    !/\\(?:text|mathrm|mbox|operatorname)/.test(end) &&
    !hasWords(end.replace(/\\(?:begin|end)\{\w+\*?\}/g, " "))
  );
}
const MOST_FORMULA = 300;

/** What a text concluded or calculated before it began to loop in words alone. */
function concludedBefore(round: string, loop: string): FinalAnswer | null {
  if (!round.endsWith(loop)) return null;
  const before = round.slice(0, -loop.length);
  const found = undenied(before, answerOf);
  return found && (!isUnannounced(found) || found.concludes || calculates(before)) ? found : null;
}

/** "The answer is 12. The answer is 15." over and over: what a loop announces other than `answer`. */
function announcedBeside(loop: string, answer: string): string[] {
  // Of "Answer:" lines one is whole in two copies.
  if (/\n[ \t]*Answer:/.test(loop)) return [];
  const answers = conclusionsOf(loop, 0).flatMap(({ found }) =>
    found && !found.inWords ? [found.answer] : [],
  );
  const known = answers.some((other) => canonical(other) === canonical(answer));
  return known ? answers.filter((other) => canonical(other) !== canonical(answer) && /\d/.test(other)) : [];
}

/** The answer of a prepared text, and beside it what its end says as an answer of several values. */
function answerOf(body: string): FinalAnswer | null {
  const found = singleAnswer(body);
  if (found === null || !isShown(found) || endsInFormula(body)) return found;
  const together = () => readTogether(body, found, singleAnswer);
  // "Answer: 2; 5.": all of them, and not the first.
  const opens = `${found.answer};`;
  const list = body.includes(opens)
    ? together().find((one) => one.startsWith(opens) && !/[^-−\d.,;\s]/.test(one))
    : undefined;
  return list === undefined
    ? { ...found, together }
    : { ...found, answer: list, others: [], rules: [...found.rules, "a list"] };
}

/** It stands in the text for what it says; the parts of a question may have a box each. */
const isShown = ({ from }: FinalAnswer) => !/^(?:####|the answer pattern)/.test(from);

function singleAnswer(body: string): FinalAnswer | null {
  const trimmed = body.trim();
  const whole = trimmed.length <= MAX_WHOLE && trimmed !== "" ? trimmed : null;
  const boxes = boxSpans(body);
  const last = boxes[boxes.length - 1];
  const conclusions = conclusionsOf(body, last?.end ?? 0);
  // "The answer is put into a box" says where it is: an answer in words gives way to a value before it.
  const inWords = conclusions.find(({ found }) => found?.inWords);
  const given = conclusions.filter(
    ({ found }) => found !== null && !found.inWords && /[\p{L}\p{N}]/u.test(found.answer),
  );
  const best = given.find(({ found }) => !isTalk(found!.answer)) ?? given[0];
  const conclusion = best ? contested(body, best.found!, best.end) : null;
  if (last) {
    if (conclusion) return conclusion;
    const found = { ...boxed(body, boxes), others: leftOpen(body, boxes) };
    // From the bracket that closes the box.
    const other = instead(body, found, last.end - 1);
    if (other) return other;
    const after = body.slice(last.end);
    if (/^\W{0,8}(?:wait|actually)\b/i.test(after)) return lastSentence(after);
    const cases = casesInBoxes(body, boxes);
    return cases === null ? found : plainly({ answer: cases, from: "boxes by cases" });
  }
  const result = resultConcluded(body);
  if (result) return { ...result, whole };
  const several = severalAtEnd(trimmed);
  // Behind "The answer is" too, but not behind what was announced before.
  if (several && conclusions.every(({ at }) => at >= body.lastIndexOf(several.from)))
    return plainly({ answer: several.answer, from: "its parts" });
  if (conclusion || conclusions.some(({ found }) => found === null)) return conclusion;
  // An answer in words is not made up for by what stands before it, only by another conclusion behind it.
  if (inWords) {
    const later = lastSentence(body.slice(inWords.end));
    return later?.concludes ? later : { ...inWords.found!, whole };
  }
  if (!/[\d\\]/.test(body) && announcesNothing(body)) return null;
  if (refuses(body)) return whole === null ? null : plainly({ answer: whole, from: "the text itself" });
  const twice = inTwoWays(body, singleAnswer);
  if (twice) return twice;
  const told = toldElsewhere(body);
  if (told) return { ...told, whole };
  if (whole !== null) {
    const description = onlySentence(whole) === null ? null : described(whole);
    if (description !== null) return plainly({ answer: description, from: "the sentence" });
    const reply = replied(whole);
    if (reply) return { ...reply, whole };
    if (isRejected(whole)) return null;
    const first = answeredFirst(whole);
    if (first !== null) return plainly({ ...first, from: "the first line" });
    const opened = openedWith(whole);
    if (opened !== null) return plainly({ ...opened, from: "the first words", whole });
    const setOff = withoutSetting(whole);
    if (setOff !== null) {
      const found = singleAnswer(setOff.inner);
      return found && { ...found, rules: [setOff.rule, ...found.rules] };
    }
  }
  const date = dateAtEnd(body);
  if (date !== null) return plainly({ answer: date, from: "the last sentence", whole });
  const said = concluded(body);
  if (said !== null) return { ...said, whole };
  const own = whole === null ? null : ofWhole(whole);
  if (own !== null) return own;
  const corrected = correctionIn(body, 0);
  if (corrected?.sure) return corrected.found;
  const found = lastSentence(body);
  // "5 for even n and 6 for odd n" is an answer of several values, and no sentence about them.
  if (found && found.others.length > 0 && whole !== null && /^[\d$\\(]/.test(whole))
    return plainly({ answer: whole, from: "the text itself" });
  if (found) return { ...found, whole };
  return whole === null || announcesNothing(body)
    ? null
    : plainly({ answer: whole, from: "the text itself" });
}

/** What a short text says as a whole; null where it is prose. */
function ofWhole(whole: string): FinalAnswer | null {
  if (EXCEPTED.test(whole)) return plainly({ answer: whole, from: "the text itself" });
  const spelled = spelledNumber(whole);
  if (spelled !== null) return plainly({ answer: spelled, from: "the text itself" });
  if (NAMED_VALUES.test(whole)) return plainly({ answer: whole, from: "the text itself" });
  const parts = partsOf(whole) ?? wholeParts(whole);
  if (parts !== null) return plainly({ answer: parts, from: "its parts" });
  const said = spoken(whole) ?? inTwoUnits(whole) ?? saidOfSubject(whole);
  if (said !== null) return plainly({ answer: said, from: "the sentence", whole });
  const stated = saysValue(whole) || saysOneValue(whole) ? statement(whole, languageOf(whole)) : null;
  if (stated) return { ...byStatement(stated, "the sentence"), whole };
  return isProse(whole) || isSentence(whole) ? null : plainly(lastLine(whole));
}

/** "the circle of radius 3 except the point (3, 0)", "all n except n = 3": neither without the exception nor the exception alone. */
const EXCEPTED =
  /^(?:(?:the|a) (?:circle|line|plane|sphere|ellipse|parabola|hyperbola|curve)\b|(?:all|any|every|each) (?:\$?[a-z]\$?|integers?|numbers?|points?)(?![a-z]))[^.!?\n]*\b(?:except|excluding|other than|apart from)\b/i;

/** Letters one a line, or a function by cases, that a text ends in, and the line or sentence from which on. */
function severalAtEnd(text: string): { answer: string; from: string } | null {
  const letters = valuesOfLetters(text);
  if (letters) return { answer: letters.answer, from: letters.before };
  if (!MAY_HAVE_CASES.test(text.slice(-LONGEST_CONDITION))) return null;
  const from = sentencesOf(text.slice(-MAX_WHOLE)).at(-1) ?? "";
  const answer = casesAtEnd(from);
  return answer === null ? null : { answer, from };
}
const MAY_HAVE_CASES =
  /\s(?:for|if|when|where|für|falls|wenn|pour|si|para|per|se|при|если)\s|\s(?:otherwise|sonst|sinon|altrimenti|иначе|en otro caso|caso contrário)/;
const LONGEST_CONDITION = 80;

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

/** "The answer is" with nothing behind it. */
const announcesNothing = (text: string) =>
  [...text.matchAll(words(ENGLISH).phrase)].some(
    ({ index, 0: { length } }) => !/[\p{L}\p{N}]/u.test(text.slice(index + length)),
  );

/** "x = -9 must be rejected." and nothing else. */
const isRejected = (text: string) => {
  const rest = text.length < MAX_WHOLE ? text.replace(REJECTED, " ") : text;
  return rest !== text && valuesIn(rest).length === 0;
};

/** "Tom: 3 apples, Ann: 4 apples": names and values, and nothing else. */
const NAMED_VALUES =
  /^\p{Lu}\p{L}{1,20}: ?\$?-?\d[\d.]{0,15}(?: \p{Ll}{2,15})?(?:(?:[,;]| and|, and) \p{L}{2,20}: ?\$?-?\d[\d.]{0,15}(?: \p{Ll}{2,15})?){1,20}\.?$/u;
