// What a response goes on with behind its answer: a check of it, an explanation under a bare answer, the next problem. What
// is left is the text up to there, and only where something stands before that can be an answer.
import type { Language } from "../languages/language.ts";
import { ENGLISH, LANGUAGES } from "../languages/languages.ts";
import { isCalculated, sameNumber, valuesIn } from "../read/values.ts";
import { isUnfit } from "../sentence/rejected.ts";
import { statement } from "../sentence/sentence.ts";
import { saidOfSubject } from "../worded/complement.ts";
import { justBefore, languagesOfAnswers, words } from "../wording/phrases.ts";

/** The words that all languages have for something, or those in Latin letters. */
const wordsFor = (rows: readonly Language[], word: "checks" | "next" | "problem" | "so" | "equals") =>
  rows.flatMap((row) => row[word] ?? []).join("|");

/** Patterns of all languages; most texts are ASCII, for which fewer are enough, and none that knows other letters. */
const patternsFor = (rows: readonly Language[], flags: string) => ({
  check: new RegExp(
    `(?:\\n|[.!?;✓]\\s|\\s(?=\\())[\\s*_#>(-]{0,8}(?:${wordsFor(rows, "checks")})(?:\\s[^\\s\\d:.]{1,40}){0,3}[*_]{0,4}\\s?(?:[:.]|-\\s|[*_]{0,4}\\n|(?<=\\s)(?=-?\\d[^.\\n]{0,40}=))`,
    `g${flags}`,
  ),
  next: new RegExp(
    `(?:\\n|[.!?;]\\s)[\\s*_#>-]{0,8}(?:(?:${wordsFor(rows, "next")})|(?<=\\n[\\s*_#>-]{0,8})(${wordsFor(rows, "problem")}))\\s{0,4}\\d{0,3}[*_]{0,4}\\s?:`,
    flags,
  ),
  restated: new RegExp(
    `^[\\s*_#>-]{0,8}(?:${wordsFor(rows, "problem")})\\s{0,4}\\d{0,3}[*_]{0,4}\\s?[:.\\n]`,
    flags,
  ),
  concludes: new RegExp(
    `(?:^|\\n|[.!?;]\\s)[\\s*_#>(-]{0,8}(?:${wordsFor(rows, "so")})[^.!?\\n]{0,200}\\d`,
    flags,
  ),
  otherwise: new RegExp(
    `(?:${wordsFor(rows, "so")}|\\bit)['s\\s,]{1,3}(?:[^\\s\\d.,]{1,6}\\s){0,2}?(?:${wordsFor(rows, "equals")}|be)\\s?[$€£]?-?\\d|\\bit's\\s[$€£]?-?\\d`,
    flags,
  ),
});
const ANY = patternsFor(LANGUAGES, "iu");
const LATIN = patternsFor(
  LANGUAGES.filter(({ script }) => script === undefined),
  "i",
);

/** A response that begins with its answer and says behind it why. */
const EXPLAINED =
  /^\s{0,8}([^\n]{1,60}?)(?:\n|[.;]\s|\s-{1,2}\s)\s{0,8}[*_#]{0,8}(?:here(?:'s|\sis|’s)\s(?:why|how|the\s(?:reason(?:ing)?|explanation|working))|(?:let\sme|i(?:'ll|\swill))\sexplain|explanation|reason(?:ing)?|rationale|justification|why|because|work(?:ing)?|steps|explicaci[óo]n|explica[çc][ãa]o|explication|erkl[äa]rung|begr[üu]ndung|spiegazione|объяснение|пояснение|açıklama|giải thích|penjelasan|wyjaśnienie|uitleg|解释|解析|解説|説明|설명|풀이|شرح|व्याख्या)[*_]{0,4}\s?[:：\n]/iu;

/** A check that takes an answer back is none. */
const TAKES_BACK = /\b(?:not|wrong|incorrect|mistake|wait|actually|but|fails?)\b|n't|≠|\\ne\b|[✗❌]/i;
/** A box, a mark, or the word: what announces an answer. */
export const ANNOUNCES = /\\(?:boxed|fbox)|####|\banswers?\b/i;

/** `text` up to what it goes on with. */
export function withoutAfterthoughts(text: string): string {
  if (text.length < 12 || !/[\n:.]/.test(text)) return text;
  const { check, next, restated, concludes, otherwise } = NOT_ASCII.test(text) ? ANY : LATIN;
  let own = text;
  const following = text.includes(":") ? next.exec(own) : null;
  const before = following ? own.slice(0, following.index + 1) : "";
  // "Question:" by itself may be the response's own, where nothing is answered before it.
  const answered =
    following && (!following[1] || /\n\s*$/.test(before) || languagesOfAnswers(before).length > 0);
  if (answered && states(before) && !restated.test(own)) own = before;
  const explained = EXPLAINED.exec(own);
  if (
    explained &&
    states(explained[1]) &&
    !/[:?]\s*$/.test(explained[1]) &&
    !ANNOUNCES.test(own.slice(explained[0].length)) &&
    !comesToAnother(own.slice(explained[0].length), explained[1])
  )
    return explained[1].replace(/^[*_`\s]+|[*_`\s]+$/g, "");
  for (const { index, 0: opening } of own.matchAll(check)) {
    const behind = own.slice(index + opening.length);
    const before = own.slice(0, index + 1);
    if (!states(before) && saidOfSubject(before.trim()) === null) continue;
    if (TAKES_BACK.test(behind) || isUnfit(behind) || ANNOUNCES.test(behind) || concludes.test(behind))
      continue;
    if (announcesOnLine(behind)) continue;
    // Behind an announced answer a check may say that it is another one: "6 × 8 = 48, so it is 48".
    if (languagesOfAnswers(own.slice(0, index)).length > 0 && otherwise.test(behind)) continue;
    return own.slice(0, index + 1);
  }
  return own;
}

/** "\nОтвет: 2; -7": a line that announces the answer, in any language of the table. */
const announcesOnLine = (text: string) =>
  languagesOfAnswers(text).some((language) =>
    [...text.matchAll(words(language).phrase)].some(({ index }) =>
      /\n[\s*_#>]{0,6}$/.test(justBefore(text, index, 10)),
    ),
  );

/** Whether an explanation concludes another number than it explains: "24. Explanation: … So it is 12." */
function comesToAnother(explanation: string, answer: string): boolean {
  const own = valuesIn(answer).at(-1)?.result;
  const last = [...explanation.matchAll(COMES_TO)].at(-1)?.[0].replace(/^which\s\p{L}+/u, "it is");
  // What it calculates or says last: "12 × 8 = 96", "$60 is what she pays".
  const final = valuesIn(explanation).at(-1);
  if (own === undefined || (final && isCalculated(final) && !sameNumber(final.result, own))) return true;
  if (/\d[^.]*\bis what\b/.test(explanation)) return true;
  const stated = last === undefined ? null : statement(last, ENGLISH);
  return stated !== null && !stated.given && stated.others.length === 0 && !sameNumber(stated.answer, own!);
}
const COMES_TO =
  /\b(?:so|thus|therefore|hence|which (?:makes|leaves|gives|means|is)|in (?:total|all)|altogether|(?<=[.,;]\s)that(?:'s| makes| leaves| is))\b(?=[^.!?\n]{0,200}\d)(?:[^.!?\n]|\.\d){0,200}/gi;

const NOT_ASCII = /[^ -~\s]/;

/** Something that can be an answer. */
const states = (text: string) => /\d|\\[a-z]|^\W*[A-J]\W*$/i.test(text);
