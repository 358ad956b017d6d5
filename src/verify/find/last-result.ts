// "3 × 5 = 15. Por lo tanto, de los 20 € le quedan 15 €. Si compra otro, le quedan 10 €.": in another language than English
// the conclusion that says what the last calculation came to. What it says along with that was given or calculated with before;
// what stands behind it is so on a condition, or by the way.
import type { Language } from "../languages/language.ts";
import { ENGLISH } from "../languages/languages.ts";
import { isBesideConclusion } from "../prose/beside-conclusion.ts";
import { leadingUnit } from "../read/units.ts";
import { isCalculated, sameNumber, type Value, valuesIn } from "../read/values.ts";
import { isBound } from "../sentence/circumstances.ts";
import { byStatement, type FinalAnswer } from "../sentence/found.ts";
import { alternatives, ENUMERATOR } from "../sentence/sentence.ts";
import { sentencesOf } from "../sentence/sentences.ts";
import { measuredSide } from "../sentence/steps.ts";
import { languageOf, withDecimalPoints, withoutMarkup, words } from "../wording/phrases.ts";

/** So much of the end of a text is looked at, and so many sentences may stand behind the conclusion. */
const TAIL = 3000;
const MOST_BEHIND = 4;

/** The result that the conclusion of `body` says; null in English, and where anything else may be meant. */
export function resultConcluded(body: string): FinalAnswer | null {
  if (!/\d[^\n]{0,200}=/.test(body.slice(-TAIL))) return null;
  const language = languageOf(body);
  if (language === ENGLISH) return null;
  const read = (text: string) =>
    withDecimalPoints(withoutMarkup(text), language).replace(ENUMERATOR, "").replace(/\\?\$/g, "");
  const sentences = sentencesOf(body.slice(-TAIL));
  const at = conclusionAt(sentences, language);
  if (at < 0 || PARTS.test(sentences[at]) || LISTED.test(sentences[at])) return null;
  // What a bracket says is said by the way.
  const said = read(sentences[at].replace(/(?<=\d[^()]{0,300})\([^()]{0,200}\)/g, " "));
  const before = sentences.slice(0, at).map(read);
  const steps = [...before, said].map((sentence) => withoutReason(sentence, language)).flatMap(stepsIn);
  const result = lastResult(steps);
  if (result === null) return null;
  const values = valuesIn(said);
  const found = values.filter((value) => sameNumber(value.result, result));
  const last = found.at(-1);
  if (last === undefined || found.some((one) => isBound(said, one, language))) return null;
  if (said.replace(words(language).denied, " ") !== said || alternatives(said, language) !== null)
    return null;
  const others = values.filter((one) => !found.includes(one));
  // One value that nothing follows is read as any other.
  if (others.length === 0 && !sentences.slice(at + 1).some((one) => /\d/.test(one))) return null;
  const known = before.flatMap(valuesIn).map((one) => one.result);
  const operands = steps.flatMap((step) => step.operands);
  // What was calculated too, and with which nothing was calculated, may be asked for as well.
  const isUsed = (one: string) =>
    includes(operands, one) || (includes(known, one) && !steps.some((step) => sameNumber(step.result, one)));
  const open = others.filter((one) => isCalculated(one) || !isUsed(one.result));
  const remainders = remaindersIn(before.join(" "));
  if (open.length > 0 || others.some((one) => includes(remainders, one.result))) {
    const asked = askedIn(before, said, values);
    return asked !== null && includes([result, ...remainders], asked.result)
      ? answerAt(said, asked, "what the text asks")
      : null;
  }
  return answerAt(said, last, "the last result");
}

const answerAt = (said: string, { result, end }: Value, rule: string) =>
  byStatement(
    { answer: result, others: [], rules: [rule], unit: leadingUnit(said.slice(end)) },
    "the last sentence",
  );

/** "1) 11; 2) 22": of several answers none is the one. */
const PARTS = /(?:^|[\s;:,(])[1-9a-e]\)\s/;
/** "2; 5", and formulas, whose values are not read here. */
const LISTED = /\d\s?[;；]\s?-?\d|\\[a-zA-Z]/;

const includes = (numbers: readonly string[], one: string) => numbers.some((other) => sameNumber(other, one));

/**
 * Where the sentence stands that the text ends in: the last one with a value, or one that concludes or is announced, with
 * nothing behind it but what is so on a condition or by the way. −1 where there is none.
 */
function conclusionAt(sentences: readonly string[], language: Language): number {
  let passed = false;
  for (let at = sentences.length - 1; at >= Math.max(1, sentences.length - 1 - MOST_BEHIND); at--) {
    const raw = sentences[at];
    if (!/\d/.test(raw)) continue;
    if (!isBesideConclusion(raw, language)) return !passed || concludes(raw, language) ? at : -1;
    passed = true;
  }
  return -1;
}

const concludes = (raw: string, language: Language) => {
  const { phrase, so, total } = words(language);
  return raw.search(so) >= 0 || total?.test(raw) === true || raw.slice(0, 40).search(phrase) >= 0;
};

/** "2, bo 6 · 4 = 24": what is calculated to give a reason comes to nothing new. */
function withoutReason(sentence: string, language: Language): string {
  const at = sentence.search(words(language).explains);
  return at > 0 && /\d/.test(sentence.slice(0, at)) ? sentence.slice(0, at) : sentence;
}

interface Step {
  result: string;
  operands: readonly string[];
}

/** The calculations of a sentence, of letters and measures too: "A = 3.5 m²". */
function stepsIn(sentence: string): Step[] {
  const values = valuesIn(sentence);
  const steps = values.filter((value) => isCalculated(value) && NUMBER.test(value.result));
  if (steps.length > 0) return steps;
  const side = measuredSide(sentence) ?? SOLVED.exec(sentence)?.[1];
  const result = side && valuesIn(side)[0]?.result;
  return result ? [{ result, operands: values.map((value) => value.result) }] : [];
}
const NUMBER = /^-?[\d.,€$£%°\s]+$/;
const SOLVED = /^[^\d=]{0,30}(?<!\p{L})\p{L}\s?=\s?(-?[\d.,]{1,20}(?:\s?\p{L}{1,4}[²³]?)?)[\s.]*$/u;

/** What the last calculation comes to that is no check of an earlier one; null where that was known before. */
function lastResult(steps: readonly Step[]): string | null {
  for (let i = steps.length - 1; i >= 0; i--) {
    const { result, operands } = steps[i];
    const earlier = steps.slice(0, i);
    const checks =
      includes(
        earlier.flatMap((step) => [...step.operands]),
        result,
      ) && earlier.some((step) => includes(operands, step.result));
    if (!checks) return result;
  }
  return null;
}

/** "6 Rest 2", "7(盒)……3(个)", "7 (ост. 1)": what divisions leave. */
const remaindersIn = (text: string) => [...text.matchAll(REMAINDER)].map(([, number]) => number);
const REMAINDER =
  /=\s?\d[^\d\n=]{0,12}(?:r\.?|rest\p{L}*|resto|ост\p{L}*\.?|余り?|あまり|나머지|…+|\.{3,6}|kalan|dư|sisa|reszt\p{L}*|शेष|الباقي)\s?[\s(:=]{0,3}(\d+)/giu;

/**
 * Of a sentence's clauses the value of that which says again what the text asks ("How many will each get? … Each will get 6, and
 * 2 are left"): it has more of the question's words than any other; null where none has.
 */
function askedIn(before: readonly string[], said: string, values: readonly Value[]): Value | null {
  const question = before.findLast((sentence) => /\?\W*$/.test(sentence));
  if (question === undefined) return null;
  const asked = piecesOf(question);
  const clauses = values.map((value, i) => {
    const from = i === 0 ? 0 : values[i - 1].end;
    const to = values[i + 1]?.start ?? said.length;
    const own = said.slice(from, to);
    const at = value.start - from;
    // Up to the clause that the next value stands in, from the end of the one before.
    const stop = /[,;]|\s(?:a|i|y|e|et|und|en|и|а|dan|và|ve|और)\s/iu.exec(own.slice(at))?.index ?? own.length;
    const start = i === 0 ? 0 : Math.max(0, own.slice(0, at).search(/[,;]/));
    return { value, score: overlap(asked, piecesOf(own.slice(start, at + stop))) };
  });
  const [best, next] = clauses.sort((a, b) => b.score - a.score);
  return best && best.score > (next?.score ?? 0) ? best.value : null;
}
/** The openings of its words, or pairs of signs where words are not parted. */
const piecesOf = (text: string) =>
  new Set(
    (text.toLowerCase().match(/[\p{L}\p{M}]+/gu) ?? []).flatMap((word) =>
      /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(word)
        ? Array.from(word, (_, i) => word.slice(i, i + 2)).filter((pair) => pair.length === 2)
        : word.length > 2
          ? [word.slice(0, 4)]
          : [],
    ),
  );
const overlap = (a: ReadonlySet<string>, b: ReadonlySet<string>) =>
  [...b].filter((piece) => a.has(piece)).length;
