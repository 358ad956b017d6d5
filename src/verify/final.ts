// Where the final answer of a text stands: boxes of the final part, ####, an answer phrase or heading, else the text
// itself, its last line, or what its last sentence states. Prediction and reference are read by the same rules.
import { withoutAfterthoughts } from "./afterthought.ts";
import { canonical } from "./asides.ts";
import { saidOfSubject } from "./complement.ts";
import { boxSpans, isProse, isWordless, lastSide, mathSegments, otherScript, type Span } from "./formulas.ts";
import { byStatement, type FinalAnswer, plainly } from "./found.ts";
import { withoutFrame } from "./frame.ts";
import { ENGLISH, type Language } from "./languages.ts";
import { partsOf } from "./parts.ts";
import { languageOf, languagesOfAnswers, matchesFrom, words } from "./phrases.ts";
import { isConcludedLoop, lastRound, withoutLoop } from "./rounds.ts";
import { saysValue, statedBehindPhrase, statement } from "./sentence.ts";
import { spelledNumber, withDigits } from "./spelled.ts";
import { spoken } from "./spoken.ts";
import { bareLine, lastLine, plainAnswer } from "./terse.ts";
import { isSentence, lastSentence } from "./undeclared.ts";
import { inTwoUnits } from "./units.ts";
import { valuesIn } from "./values.ts";

const MAX_WHOLE = 2000;

/**
 * The final answer of `text`, or null where it has none. Of several ways to give one, what stands last in the text
 * counts. `unfinished`: thinking that does not end may give it too.
 */
export function finalAnswer(text: string, unfinished = false): FinalAnswer | null {
  const framed = withoutFrame(text, unfinished);
  if (framed === null) return null;
  const unlooped = withoutLoop(withoutPlaceholders(withoutAfterthoughts(withoutTherefore(framed))));
  const round = lastRound(unlooped);
  if (round === null) return null;
  const found = answerOf(round);
  const { loop } = unlooped;
  // A loop states nothing by going on; an answer that it announces, or what it concludes, counts.
  if (loop === null || found === null) return found;
  if (isUnannounced(found)) return isConcludedLoop(loop) ? found : null;
  return { ...found, others: [...found.others, ...announcedBeside(loop, found.answer)] };
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

/** Found without a word that says that it is the answer. */
const isUnannounced = ({ from }: FinalAnswer) =>
  /^(?:the text itself|the last (?:line|sentence|formula)|the sentence)$/.test(from);

function answerOf(body: string): FinalAnswer | null {
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
    const after = body.slice(last.end);
    if (!/\b(?:wait|actually|correction|mistake)\b/i.test(after)) return boxed(body, boxes);
    return lastSentence(after);
  }
  if (conclusion || conclusions.some(({ found }) => found === null)) return conclusion;
  // An answer in words is not made up for by what stands before it, only by another conclusion behind it.
  if (inWords) {
    const later = lastSentence(body.slice(inWords.end));
    return later?.concludes ? later : { ...inWords.found!, whole };
  }
  if (!/[\d\\]/.test(body) && announcesNothing(body)) return null;
  const spelled = whole === null ? null : spelledNumber(whole);
  if (spelled !== null) return plainly({ answer: spelled, from: "the text itself" });
  if (whole !== null && NAMED_VALUES.test(whole)) return plainly({ answer: whole, from: "the text itself" });
  const parts = whole === null ? null : partsOf(whole);
  if (parts !== null) return plainly({ answer: parts, from: "its parts" });
  const formula = whole === null ? null : (spoken(whole) ?? inTwoUnits(whole));
  if (formula !== null) return { ...plainly({ answer: formula, from: "the sentence" }), whole };
  const said = whole === null ? null : saidOfSubject(whole);
  if (said !== null) return { ...plainly({ answer: said, from: "the sentence" }), whole };
  if (whole !== null && saysValue(whole)) {
    const stated = statement(whole, ENGLISH);
    if (stated) return { ...byStatement(stated, "the sentence"), whole };
  }
  if (whole !== null && !isProse(whole) && !isSentence(whole))
    return { ...plainly(lastLine(whole)), whole: null };
  const found = lastSentence(body);
  // "5 for even n and 6 for odd n" is an answer of several values, and no sentence about them.
  if (found && found.others.length > 0 && whole !== null && /^[\d$\\(]/.test(whole))
    return plainly({ answer: whole, from: "the text itself" });
  if (found) return { ...found, whole };
  return whole === null || announcesNothing(body)
    ? null
    : plainly({ answer: whole, from: "the text itself" });
}

/** "\\(\\therefore\\; k = 3\\)": a sign that only says that something follows. */
const withoutTherefore = (text: string) =>
  /\\therefore|∴/.test(text)
    ? text.replace(
        /(^|\n|\\[([]|\$)\s{0,8}(?:\\therefore(?![A-Za-z])|∴)\s{0,8}(?:\\[;,: ]\s{0,8}){0,8}/g,
        "$1",
      )
    : text;

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

/** What goes on to another conclusion takes an answer back, or does not: it cannot be told. */
function contested(text: string, found: FinalAnswer, end: number): FinalAnswer {
  const correction = CORRECTS.exec(text.slice(end));
  const behind = correction ? text.slice(end + correction.index + correction[0].length) : "";
  const corrected = correction && lastSentence(behind);
  if (corrected && corrected.others.length === 0 && canonical(corrected.answer) !== canonical(found.answer)) {
    const before = behind.slice(0, Math.max(0, behind.lastIndexOf(corrected.answer)));
    // A correction that only mentions a value takes nothing back for sure.
    return corrected.concludes || COMES_OUT.test(before.slice(-40))
      ? corrected
      : { ...found, others: [...found.others, corrected.answer] };
  }
  const line = text.indexOf("\n", end);
  if (line < 0) return found;
  const after = text.slice(line);
  if (/\b(?:check|verif\w+|confirm\w*|satisf\w+|correct|explanation)\b/i.test(after)) return found;
  const later = /=|\d\s(?:x|times)\s\d/.test(after) ? lastSentence(after) : null;
  const concludes = later?.from === "the last sentence" && (later.concludes || found.from === "####");
  return concludes && later.others.length === 0 && canonical(later.answer) !== canonical(found.answer)
    ? { ...found, others: [...found.others, later.answer] }
    : found;
}

const COMES_OUT = /(?:\b(?:so|is|are|be|was|makes|gives|leaves|get)|=)[^.\d]{0,20}$/i;

/** Opens what takes an answer back. */
const CORRECTS = /(?:\n|[.!?]\s)[\s*_#(]{0,8}(?:edit|correction|erratum|oops)\b[*_]{0,3}\s?[:,!-]/i;

/** Several words without a value. */
const isTalk = (answer: string) => !/[\d\\$]/.test(answer) && (answer.match(/\p{L}+/gu)?.length ?? 0) > 2;

/** "Tom: 3 apples, Ann: 4 apples": names and values, and nothing else. */
const NAMED_VALUES =
  /^\p{Lu}\p{L}{1,20}: ?\$?-?\d[\d.]{0,15}(?: \p{Ll}{2,15})?(?:(?:[,;]| and|, and) \p{L}{2,20}: ?\$?-?\d[\d.]{0,15}(?: \p{Ll}{2,15})?){1,20}\.?$/u;

/** What may stand between boxes that are one answer: a comma, "and", "or", and what only sets formulas apart. */
const BETWEEN =
  /^(?:[\s,;$~*]|([-+_=])\1+|\\[()[\],;:! ]|\\q?quad(?![a-z])|\\(?:text|mathrm|mbox)\s*\{\s*(?:,|and|or)\s*\}|\b(?:and|or)\b|[和或与])*$/;
/** "\boxed{1} papers and \boxed{2} bins": each with its unit. */
const UNITS = /^\s(?!wait|actually|no\b|not\b|then|hence|so\b|thus|first)\p{L}{2,20} and $/u;

/** Whether a gap joins two boxes; nothing joins them only within a line. */
function joins(gap: string, after: string): boolean {
  if (gap.length > 60 || /\n\s*\n/.test(gap)) return false;
  if (UNITS.test(gap)) return /^\s\p{L}{2,}/u.test(after);
  return BETWEEN.test(gap) && (!gap.includes("\n") || /[,;和或与]|\b(?:and|or)\b/.test(gap));
}

/** The last box, with those right before it that are joined to it. */
function boxed(text: string, boxes: readonly Span[]): FinalAnswer {
  let first = boxes.length - 1;
  let joiner = ", ";
  while (first > 0) {
    const gap = text.slice(boxes[first - 1].end, boxes[first].start);
    if (!joins(gap, text.slice(boxes[first].end, boxes[first].end + 20))) break;
    if (/\bor\b|或/.test(gap)) joiner = " or ";
    first--;
  }
  const group = boxes.slice(first);
  const contents = [...new Set(group.map((box) => box.content.trim()))];
  let answer = contents.join(joiner);
  const after = /^_(?:\{\d{1,2}\}|\d)/.exec(text.slice(group[group.length - 1].end).slice(0, 8));
  if (contents.length === 1 && after) answer += after[0];
  // Mathematics has no units within a calculation.
  if (contents.length === 1 && answer.includes("\\text")) answer = lastSide(answer);
  return plainly({
    answer,
    from: contents.length > 1 ? `the last ${contents.length} boxes` : "the last \\boxed{}",
  });
}

interface Conclusion {
  at: number;
  /** Somewhere in what it gives. */
  end: number;
  /** Null: it gives nothing. */
  found: FinalAnswer | null;
}

/** What #### and answer phrases and headings give that stand at `from` or behind it, the last one first. */
function conclusionsOf(text: string, from: number): Conclusion[] {
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
    const stated =
      plainAnswer(answer) || isFormula(answer) ? null : statedBehindPhrase(answer, languageOf(answer));
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
function isHeading(text: string, at: number, answer: string): boolean {
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

/** Mathematics without words of its own beside it. */
const isFormula = (text: string) => !text.includes("=") && isWordless(text);

/** So many of the last phrases of a text are read until one gives an answer. */
const LAST_PHRASES = 6;

/** What the last answer phrases of a language give: "the answer is". */
function phrasesOf(text: string, start: number, language: Language): Conclusion[] {
  const places: [at: number, end: number][] = [];
  for (const match of matchesFrom(text, words(language).phrase, start)) {
    const before = text.slice(Math.max(0, match.index - 24), match.index);
    if (/\b(?:wrong|incorrect|false|not the|possible|each|every)\s$/i.test(before)) continue;
    if (/\b(?:thought|assumed|guessed|believed)\s(?:that\s)?(?:the|my|our)\s$/i.test(before)) continue;
    // "The answer is" at the end of a text that was cut.
    if (!/[\p{L}\p{N}\\$]/u.test(text.slice(match.index + match[0].length))) continue;
    places.push([match.index, match.index + match[0].length]);
    if (places.length > LAST_PHRASES) places.shift();
  }
  const from = language.name === "English" ? '"answer is"' : `"answer is" in ${language.name}`;
  return places.map(([at, end]) => ({
    at,
    end,
    found: behindPhrase(text.slice(end, end + 10_000), language, from),
  }));
}

/** "18... wait, no, 16": an answer that is taken back at once. */
const TAKEN_BACK =
  /^[^\p{L}\n]{1,30}(?:\p{L}+\s?){0,2}(?:\.{2,3}|…|[,;.]|\s-)\s*(?:wait|oops|sorry|correction|actually|hmm|no,)[^\d$\\\n]{0,60}(?=[\d$\\])/iu;

/** What the text behind an answer phrase gives; null where it gives nothing. */
function behindPhrase(text: string, language: Language, from: string): FinalAnswer | null {
  // A calculation that the text breaks off in has come to nothing.
  if (/^[^.;\n]*(?:\s[-+*/×]|=)\s*$/.test(text)) return null;
  const taken = TAKEN_BACK.exec(text);
  if (taken) return behindPhrase(text.slice(taken[0].length), language, from);
  const marked = text.replace(/^(?:[\s:*_"“}`|>]|-(?![\d.$])|\\")+/, "");
  // A list of one item.
  const rest = /\n\s*2[.)]/.test(marked) ? marked : marked.replace(/^1[.)][ \t]+(?=[\d$\\*])/, "");
  // Inline mathematics does not run over a line: what opens and does not close there is no answer.
  if (/^\\\(/.test(rest) && !/^\\\([^\n]*?\\\)/.test(rest)) return null;
  const segments = mathSegments(rest.slice(0, 4000));
  if (segments[0]?.start === 0) {
    const answer = joined(rest, segments);
    // "$x$ = 5": the equation goes on outside.
    const equation = /^\s*(?:=|\\approx)\s*(?=[\d$\\(-])/.exec(rest.slice(answer.length));
    if (equation) return behindPhrase(rest.slice(answer.length + equation[0].length), language, from);
    return plainly({ answer: lastSide(answer), from });
  }
  const stop = /(?<!\b(?:i\.e|e\.g))[.;!?](?=\s|$|\\")|\n/.exec(rest);
  const sentence = rest
    .slice(0, stop ? stop.index : rest.length)
    .replace(/[*"\\|]+\s*$/, "")
    .trim();
  if (sentence === "") return null;
  if (isPlain(sentence) && !language.decimalComma)
    return plainly({ answer: sentence.replace(/(?<=^\d[\d.,]{0,20})(?=[gmhsl]$)/, " "), from });
  const spelled = language === ENGLISH || /\d/.test(sentence) ? null : withDigits(sentence, language.name);
  if (spelled !== null && /^\d+(?:\/\d+)?(?:\s[\p{L}\p{M}]+)?$/u.test(spelled))
    return { ...plainly({ answer: spelled, from }), rules: ["a number in words"] };
  const stated = statedBehindPhrase(sentence, language);
  // "This answer is the only one that fits.": talk about it, which gives none. Else it is an answer in words.
  if (!stated && language === ENGLISH && !/[\d\\]/.test(sentence) && !words(language).not.test(sentence))
    return TALKS.test(sentence)
      ? plainly({ answer: "", from })
      : { ...plainly({ answer: sentence, from }), inWords: true };
  // "as follows", "within", "below": words of grammar say where it is.
  if (
    stated &&
    /^(?:as follows|follows|within|in|below|above|here|shown|given|the)(?:\s+(?:the|a|below|above|here|box|□))*$/i.test(
      stated.answer,
    )
  )
    return plainly({ answer: "", from });
  return stated && byStatement(stated, from);
}

/** What says of an answer where it stands, how it was found, what kind it is or that it is right, and not what it is. */
const TALKS =
  /^(?:(?:then|now|also|to be|already|simply|therefore)\s+)*(?:put|placed|written|wrapped|enclosed|given|shown|stated|provided|presented|found|obtained|calculated|derived|inside|within|in (?:the|a|this)|below|above|here|as follows|correct|right|reasonable|consistent|valid|verified|boxed|the (?:only|same|number|value|result|final|correct|solution|answer)|an? (?:decimal|integer|whole|number|fraction|value|step|positive|single|final|box|explanation|result))\b/i;

/** Mathematics without words beside it, which readings of answers know: intervals, points, equations of names. */
const isPlain = (sentence: string) =>
  !otherScript.test(sentence) &&
  !/[\p{L}]{2,}/u.test(sentence.replace(/\\[A-Za-z]+/g, "")) &&
  !/[*_`]{2}|\s-\s*$/.test(sentence) &&
  !/=.*\d/.test(sentence) &&
  !/\(/.test(sentence.slice(1));

/** "7 is the answer": what stands before it in its sentence. */
function behindOf(text: string, start: number, language: Language): Conclusion | null {
  const { behind } = words(language);
  if (!behind) return null;
  let at = -1;
  for (const match of matchesFrom(text, behind, start)) at = match.index;
  if (at <= 0) return null;
  const before = text.slice(Math.max(0, at - 300), at);
  const sentence = before.slice(
    Math.max(0, ...[...before.matchAll(/[.!?]\s+|\n/g)].map((m) => m.index + m[0].length)),
  );
  const segments = mathSegments(sentence);
  const from = `"is the answer"${language.name === "English" ? "" : ` in ${language.name}`}`;
  const formula = segments[segments.length - 1];
  if (formula && /^[*_\s]*$/.test(sentence.slice(formula.end)))
    return { at, end: at, found: plainly({ answer: sentence.slice(formula.start, formula.end), from }) };
  // What stands right before it; of "so that number is the answer" nothing.
  const last = valuesIn(sentence).at(-1);
  const near = last && /^[*_]*(?:\s+\p{L}+){0,2}[*_\s]*$/u.test(sentence.slice(last.end));
  const stated =
    near && !/\b(?:that|this|it|which)\b/i.test(sentence.slice(last.end))
      ? statement(sentence, language)
      : null;
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
    if (mathSegments(content).length > 0 && !isProse(content))
      return { at, end: at + lines[i].length + 1, found: plainly({ answer: content, from }) };
    const own = languageOf(content);
    const language = own === ENGLISH ? languages.find((row) => words(row).heading.test(title))! : own;
    const stated = statedBehindPhrase(content, language);
    return { at, end: at + lines[i].length + 1, found: stated && byStatement(stated, from) };
  }
  return null;
}

/** The first segment and those joined to it by "and", "or", a comma. */
function joined(text: string, segments: readonly Span[]): string {
  let count = 1;
  while (
    count < segments.length &&
    /^[\s"]*(?:,|;|\band\b|\bor\b|,\s*and|,\s*or)?[\s"]*$/.test(
      text.slice(segments[count - 1].end, segments[count].start),
    )
  ) {
    count++;
  }
  return text.slice(segments[0].start, segments[count - 1].end);
}
