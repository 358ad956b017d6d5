// Where a text announces its answer: behind ####, an answer phrase or a heading, before "is the answer"; and what it says
// there.

import type { Language } from "../languages/language.ts";
import { ENGLISH } from "../languages/languages.ts";
import { statedBehindPhrase } from "../prose/behind.ts";
import { isProse, isWordless, mathSegments, otherScript } from "../read/formulas.ts";
import { valuesIn } from "../read/values.ts";
import { byStatement, type FinalAnswer, plainly } from "../sentence/found.ts";
import { saysValue, statement } from "../sentence/sentence.ts";
import { bareLine, plainAnswer } from "../sentence/terse.ts";
import { replyAt } from "../worded/yes-or-no.ts";
import { wholeParts } from "../wording/parted.ts";
import { justBefore, languageOf, languagesOfAnswers, matchesFrom, words } from "../wording/phrases.ts";
import { isReply } from "../wording/replies.ts";
import { behindLabel, behindPhrase } from "./behind-phrase.ts";

/** Several words without a value; "A, B and D" are no words. */
export const isTalk = (answer: string) =>
  !/[\d\\$]/.test(answer) && (answer.match(/\p{L}+/gu)?.length ?? 0) > 2 && !OPTIONS.test(answer);
const OPTIONS = /^\W*[A-J]\b(?:\W{1,4}(?:and\W{1,3})?[A-J]\b){1,9}\W*$/;

export interface Conclusion {
  at: number;
  /** Somewhere in what it gives. */
  end: number;
  /** Null: it gives nothing. */
  found: FinalAnswer | null;
}

/** What #### and answer phrases and headings give that stand at `from` or behind it, the last one first. */
export function conclusionsOf(text: string, from: number): Conclusion[] {
  const languages = languagesOfAnswers(text.slice(from));
  const found = [
    afterMark(text, from),
    ...languages.flatMap((language) => [...phrasesOf(text, from, language), behindOf(text, from, language)]),
    languages.length > 0 ? underHeading(text, from, languages) : null,
  ];
  return found.filter((conclusion) => conclusion !== null).sort((a, b) => b.at - a.at);
}

/** What the last #### that has an answer behind it gives; it may be a heading of something else. */
function afterMark(text: string, from: number): Conclusion | null {
  let at = text.length;
  for (let tries = 0; tries < 20 && at > 0; tries++) {
    at = text.lastIndexOf("####", at - 1);
    if (at < from) return null;
    const answer = /^[ \t#*:]*\n?([^\n]*)/.exec(text.slice(at + 4, at + 10_004))![1].replace(/[\s*`]+$/, "");
    if (!/[\p{L}\p{N}]/u.test(answer) || /[\p{L}]:$/u.test(answer) || isHeading(text, at, answer)) continue;
    // What is no plain answer is read as behind a phrase: "#### 48 + 24 = 72 clips".
    const isPlain = plainAnswer(answer) || (!answer.includes("=") && isWordless(answer));
    const stated = isPlain ? null : statedBehindPhrase(answer, languageOf(answer));
    const found = stated ? byStatement(stated, "####") : plainly({ answer, from: "####" });
    const others = [...found.others, ...rivalOfWord(text, at, answer)];
    return { at, end: at + 4 + answer.length, found: { ...found, others } };
  }
  return null;
}

/**
 * Behind #### words are no answer where they talk about the text ("#### Step by step", "#### This is the final answer."),
 * or where more than two of them stand over a text.
 */
export function isHeading(text: string, at: number, answer: string): boolean {
  if (/\?\W*$/.test(answer)) return true;
  if (/[\d\\$]/.test(answer) || otherScript.test(answer)) return false;
  const behind = text.slice(at, at + 10_000);
  const rest = behind.slice(behind.indexOf(answer) + answer.length);
  return OF_TEXT.test(answer) || (isTalk(answer) && /[\p{L}\p{N}]/u.test(rest));
}

const OF_TEXT =
  /^\W*(?:(?:this|that|it|here)\s+(?:is|was)\s+(?:the|my|our)\s+(?:\w+\s+){0,2}(?:answer|solution|result|end|explanation)\b|(?:final\s+)?(?:steps?|solution|explanation|answer|question|calculations?|check|verification|method|approach|conclusion|summary|reasoning)(?:\W*$|\s+(?:by|of|for|to|and|process|guide)\b))/i;

/** The value of the line before a #### that has a word below it which occurs nowhere before: either may be meant. */
function rivalOfWord(text: string, at: number, word: string): string[] {
  const before = text.slice(0, at).trimEnd();
  const line = bareLine(before.slice(before.lastIndexOf("\n") + 1));
  const below = /^#+[ \t#*:]*\n/.test(text.slice(at, at + 100)) && /^\p{L}+$/u.test(word);
  return below && saysValue(line) && !before.includes(word) ? [valuesIn(line)[0].result] : [];
}

/** So many of the last phrases of a text are read until one gives an answer. */
const LAST_PHRASES = 6;

/** What the last answer phrases of a language give: "the answer is". */
function phrasesOf(text: string, start: number, language: Language): Conclusion[] {
  const places: [at: number, end: number][] = [];
  for (const match of matchesFrom(text, words(language).phrase, start)) {
    const before = justBefore(text, match.index, 24);
    if (OF_ANOTHER.test(before) || isSupposed(text, match.index, match[0])) continue;
    // "The answer is" at the end of a text that was cut.
    if (!/[\p{L}\p{N}\\$]/u.test(text.slice(match.index + match[0].length))) continue;
    places.push([match.index, match.index + match[0].length]);
    if (places.length > LAST_PHRASES) places.shift();
  }
  const from = inLanguage('"answer is"', language);
  return places.map(([at, end]) => ({
    at,
    end,
    found:
      text[end - 1] === ":"
        ? behindLabel(text.slice(end, end + 10_000), language, from)
        : behindPhrase(text.slice(end, end + 10_000), language, from),
  }));
}

/** "A wrong answer is", "it is not true that the answer is", "I thought the answer is" */
const OF_ANOTHER =
  /\b(?:(?:wrong|incorrect|false|not the|possible|each|every)\s|(?:not (?:true|the case|right|correct)|untrue|false|incorrect|wrong) that\s(?:(?:the|my|our)\s)?|(?:thought|assumed|guessed|believed)\s(?:that\s)?(?:the|my|our)\s)$/i;

/** A rule that is the same in each language, for people. */
const inLanguage = (rule: string, language: Language) =>
  language === ENGLISH ? rule : `${rule} in ${language.name}`;

/**
 * "The answer would be 16 if tax were not included": what would be otherwise is no answer. `phrase` stands at `at`. A
 * condition that is met ("if x = 3") takes nothing back.
 */
function isSupposed(text: string, at: number, phrase: string): boolean {
  if (!CONDITIONAL.test(phrase)) return false;
  const before = /[^.!?\n]{0,150}$/.exec(justBefore(text, at, 150))![0];
  const behind = /^[^!?\n]{0,150}?(?:\.(?!\d)|$|[!?\n])/.exec(text.slice(at, at + 300))?.[0] ?? "";
  if (!/would/i.test(phrase)) return CONDITION.test(before + behind);
  // Behind an answer any condition is another case.
  const given = text.slice(Math.max(0, at - 2000), at - before.length);
  return (
    SUPPOSITION.test(before + behind) ||
    (/\bif\b/i.test(before + behind) && /\banswer\b\D{0,60}\d/i.test(given))
  );
}
const CONDITIONAL = /\bwould (?:have been|be)\b|wäre|serait|sería|seria|sarebbe/i;
const SUPPOSITION =
  /\bif\b[^.]*\b(?:were|was|had|did|didn't|wasn't|weren't|hadn't|wouldn't|could)\b|\bhad\s\p{L}+\s(?:not\s)?\p{L}+|\b(?:without|otherwise|ignoring|unless)\b/iu;
const CONDITION = /(?<!\p{L})(?:wenn|falls|ohne|sonst|si|se|sans|sin|senza|sem)(?!\p{L})/iu;

/** "7 is the answer": what stands before it in its sentence. */
function behindOf(text: string, start: number, language: Language): Conclusion | null {
  const { behind } = words(language);
  if (!behind) return null;
  let at = -1;
  for (const match of matchesFrom(text, behind, start))
    if (!isSupposed(text, match.index, match[0])) at = match.index;
  if (at <= 0) return null;
  const before = justBefore(text, at, 300);
  const sentence = before.slice(
    Math.max(0, ...[...before.matchAll(/[.!?]\s+|\n/g)].map((m) => m.index + m[0].length)),
  );
  const segments = mathSegments(sentence);
  const from = inLanguage('"is the answer"', language);
  const formula = segments[segments.length - 1];
  if (formula && /^[*_\s]*$/.test(sentence.slice(formula.end)))
    return { at, end: at, found: plainly({ answer: sentence.slice(formula.start, formula.end), from }) };
  // What stands right before it.
  const last = valuesIn(sentence).at(-1);
  const near = last && /^[*_]*(?:\s+\p{L}+){0,2}[*_\s]*$/u.test(sentence.slice(last.end));
  const stated = near ? statement(sentence, language) : null;
  return stated ? { at, end: at, found: byStatement(stated, from) } : null;
}

/** A heading "Final answer", "### Answer" on a line of its own: what the next lines give. */
function underHeading(text: string, start: number, languages: readonly Language[]): Conclusion | null {
  const lines = text.split("\n");
  let at = text.length;
  for (let i = lines.length - 1; i >= 0; i--) {
    at -= lines[i].length + (i === lines.length - 1 ? 0 : 1);
    if (at < start) return null;
    // A heading is short and has no value of its own.
    if (lines[i].length > 80 || /\d/.test(lines[i])) continue;
    const title = bareLine(lines[i]);
    if (!languages.some((language) => words(language).heading.test(title))) continue;
    const content = lines
      .slice(i + 1)
      .map(bareLine)
      .find((line) => /[\p{L}\p{N}]/u.test(line));
    if (content === undefined) return null;
    const from = "the answer heading";
    const below = at + lines[i].length + 1;
    const parts = wholeParts(text.slice(below));
    if (parts !== null) return { at, end: below, found: plainly({ answer: parts, from }) };
    if (mathSegments(content).length > 0 && !isProse(content))
      return { at, end: below, found: plainly({ answer: content, from }) };
    const own = languageOf(content);
    const language = own === ENGLISH ? languages.find((row) => words(row).heading.test(title))! : own;
    const reply = replyOfLine(content, language);
    const stated = reply ? null : statedBehindPhrase(content, language);
    const found = reply ? { ...reply, from } : stated && byStatement(stated, from);
    // "No. …" under a heading takes nothing back.
    const replied = reply?.answer ?? (isReply(content) ? content : "");
    const behind = Math.max(0, text.slice(below, below + 40).indexOf(replied)) + replied.length;
    const retracted = RETRACTS.test(text.slice(below + behind, below + behind + 200));
    return { at, end: retracted ? below : below + behind, found };
  }
  return null;
}

/** The reply of a line under a heading that says no value beside it, and nothing that makes it hold in some cases only. */
function replyOfLine(line: string, language: Language): FinalAnswer | null {
  const reply = replyAt(line, language);
  if (reply === null || reply.others.length > 0) return null;
  // "Yes, if n is even"
  if (reply.answer.includes(" ")) return reply;
  if (language === ENGLISH)
    return IN_ENGLISH.test(reply.answer) && !HEDGES.test(line) && !NAMES_ANOTHER.test(line) ? reply : null;
  const [reason] = line.matchAll(words(language).explains);
  return /\d/.test(line.slice(0, reason?.index)) || words(language).condition.test(line) ? null : reply;
}
/** "Sai, because he has 5": a name. */
const IN_ENGLISH = /^(?:yes|no|true|false)$/i;
const HEDGES =
  /[.;]\s(?:however|but|if|when|not always|for|yes|no|true|false)\b|\b(?:only|depends?|sometimes|otherwise|unless|except|in (?:some|most|many|certain) )/i;
/** "No, it is Ben": who it is instead. */
const NAMES_ANOTHER = /^\W*[Nn]o\b\W{1,4}(?:it|that|this)(?:'s|\sis|\swas)\s\p{Lu}/u;

/** "No.\n\nActually, yes": the reply is taken back. */
const RETRACTS = /\b(?:wait|actually|sorry|wrong|mistake|correction)\b|[.!]\s(?:no|hmm)\b/i;
