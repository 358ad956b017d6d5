// Where the final answer of a text stands: boxes of the final part, ####, an answer phrase or heading, else the text
// itself, its last line, or what its last sentence states. Prediction and reference are read by the same rules.

import { undenied } from "../ends/corrections.ts";
import { withoutFrame } from "../ends/frame.ts";
import { contested, correctionIn, instead } from "../ends/retracted.ts";
import { conclusionOfLoop, isConcludedLoop, lastRound, saysLastResult, withoutLoop } from "../ends/rounds.ts";
import { ENGLISH } from "../languages/languages.ts";
import { isSentence, lastSentence } from "../prose/last-sentence.ts";
import { boxSpans, isFormula, isProse } from "../read/formulas.ts";
import { inTwoUnits } from "../read/units.ts";
import { calculates, canonical, valuesIn } from "../read/values.ts";
import { REJECTED } from "../sentence/asides.ts";
import { byStatement, type FinalAnswer, isUnannounced, plainly } from "../sentence/found.ts";
import { saysOneValue, saysValue, statement } from "../sentence/sentence.ts";
import { sentencesOf } from "../sentence/sentences.ts";
import { lastLine } from "../sentence/terse.ts";
import { saidOfSubject } from "../worded/complement.ts";
import { concluded } from "../worded/concluded.ts";
import { dateAtEnd } from "../worded/dates.ts";
import { described } from "../worded/described.ts";
import { reasonedAtEnd } from "../worded/reasoned.ts";
import { refuses } from "../worded/refusals.ts";
import { solvableAtEnd } from "../worded/solvable.ts";
import { onlySentence, spoken } from "../worded/spoken.ts";
import { toldApart } from "../worded/told-apart.ts";
import { toldElsewhere } from "../worded/told-elsewhere.ts";
import { isUndetermined } from "../worded/undetermined.ts";
import { replied } from "../worded/yes-or-no.ts";
import { wholeParts } from "../wording/parted.ts";
import { languageOf, words } from "../wording/phrases.ts";
import { casesAtEnd, casesInBoxes } from "../wording/wordings.ts";
import { conclusionsOf, isTalk } from "./announced.ts";
import { boxed, leftOpen } from "./boxes.ts";
import { resultConcluded } from "./last-result.ts";
import { answeredFirst, openedWith } from "./opening.ts";
import { partsOf, valuesOfLetters } from "./parts.ts";
import { endsInFormula, prepared } from "./prepared.ts";
import { withoutSetting } from "./setting.ts";
import { readTogether } from "./several.ts";
import { inTwoWays } from "./ways.ts";

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
  const unlooped = withoutLoop(prepared(framed));
  const round = lastRound(unlooped);
  if (round === null) return null;
  const found = undenied(round, answerOf);
  const { loop } = unlooped;
  if (loop === null) return found;
  // A loop states nothing by going on; an answer that it announces, or what it concludes, counts.
  if (found === null || isUnannounced(found)) {
    if (!isConcludedLoop(loop)) {
      if (/\d/.test(loop)) return saysLastResult(round, loop) ? lastSentence(round) : null;
      return concludedBefore(round, loop);
    }
    const last = conclusionOfLoop(loop);
    const several = found === null || found.others.length > 0 || found.from === "the text itself";
    return several && last !== null ? lastSentence(last.trim()) : found;
  }
  return { ...found, others: [...found.others, ...announcedBeside(loop, found.answer)] };
}

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

/** By the first that there is: its boxes, what it announces, what it says without that. */
function singleAnswer(body: string): FinalAnswer | null {
  const boxes = boxSpans(body);
  const conclusions = conclusionsOf(body, boxes.at(-1)?.end ?? 0);
  const conclusion = announced(body, conclusions);
  if (boxes.length > 0) return conclusion ?? inBoxes(body, boxes);
  const trimmed = body.trim();
  const whole = trimmed.length <= MAX_WHOLE && trimmed !== "" ? trimmed : null;
  const result = resultConcluded(body);
  if (result) return { ...result, whole };
  const several = severalAtEnd(trimmed);
  // Behind "The answer is" too, but not behind what was announced before.
  if (several && conclusions.every(({ at }) => at >= body.lastIndexOf(several.from)))
    return plainly({ answer: several.answer, from: "its parts" });
  if (conclusion || conclusions.some(({ found }) => found === null)) return conclusion;
  // An answer in words is not made up for by what stands before it, only by another conclusion behind it.
  const inWords = conclusions.find(({ found }) => found?.inWords);
  if (inWords) {
    const later = lastSentence(body.slice(inWords.end));
    return later?.concludes ? later : { ...inWords.found!, whole };
  }
  if (!/[\d\\]/.test(body) && announcesNothing(body)) return null;
  if (refuses(body) || isUndetermined(body))
    return whole === null ? null : plainly({ answer: withoutGiven(whole), from: "the text itself" });
  const twice = inTwoWays(body, singleAnswer);
  if (twice) return twice;
  const told = toldElsewhere(body);
  if (told) return { ...told, whole };
  const short = whole === null ? undefined : ofShortText(whole);
  return short === undefined ? unannounced(body, whole) : short;
}

/** What an answer phrase gives: "The answer is put into a box" says where it is, so words give way to a value before them. */
function announced(body: string, conclusions: ReturnType<typeof conclusionsOf>): FinalAnswer | null {
  const given = conclusions.filter(
    ({ found }) => found !== null && !found.inWords && /[\p{L}\p{N}]/u.test(found.answer),
  );
  const best = given.find(({ found }) => !isTalk(found!.answer)) ?? given[0];
  return best ? contested(body, best.found!, best.end) : null;
}

/** What the last boxes hold, but where the text behind them says something else. */
function inBoxes(body: string, boxes: ReturnType<typeof boxSpans>): FinalAnswer | null {
  const { end } = boxes[boxes.length - 1];
  const found = { ...boxed(body, boxes), others: leftOpen(body, boxes) };
  // From the bracket that closes the box.
  const other = instead(body, found, end - 1);
  if (other) return other;
  const after = body.slice(end);
  if (/^\W{0,8}(?:wait|actually)\b/i.test(after)) return lastSentence(after);
  const cases = casesInBoxes(body, boxes);
  return cases === null ? found : plainly({ answer: cases, from: "boxes by cases" });
}

/** "The width is 14 cm. The area cannot be calculated.": of a text that gives no answer, what has no numbers. */
function withoutGiven(whole: string): string {
  const unsaid = sentencesOf(whole).filter((sentence) => !/\d/.test(sentence));
  return unsaid.length === 0 ? whole : unsaid.join(" ").trim();
}

/** A description, a reply, or a first line or words that the rest explains; null: it has none, undefined: none of these. */
function ofShortText(whole: string): FinalAnswer | null | undefined {
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
  if (setOff === null) return undefined;
  const found = singleAnswer(setOff.inner);
  return found && { ...found, rules: [setOff.rule, ...found.rules] };
}

/** "… = 15\n\n**Option B: 15 km**": an option with its text on a line of its own, behind all else. */
const OPTION_AT_END = /\n\W{0,6}((?:option|choice)\s\(?[A-J]\)?\s?[:.)-]\s[^\n.;?]{1,40}?)[\s.*]*$/i;

/** A date, a conclusion, what a short text says as a whole, a correction, or the last sentence's. */
function unannounced(body: string, whole: string | null): FinalAnswer | null {
  const option = OPTION_AT_END.exec(body)?.[1];
  if (option !== undefined) return plainly({ answer: option, from: "the last line", whole });
  const date = dateAtEnd(body);
  if (date !== null) return plainly({ answer: date, from: "the last sentence", whole });
  const solvable = solvableAtEnd(body);
  if (solvable !== null) return solvable;
  const reasoned = reasonedAtEnd(body);
  if (reasoned !== null) return reasoned;
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
