// What a response goes on with behind its answer: a check of it, an explanation under a bare answer, the next problem. What
// is left is the text up to there, and only where something stands before that can be an answer.
import type { Language } from "../languages/language.ts";
import { ENGLISH, LANGUAGES } from "../languages/languages.ts";
import { calculates, isCalculated, sameNumber, valuesIn } from "../read/values.ts";
import { justBefore, languageOf, languagesOfAnswers, words } from "../wording/phrases.ts";
import { withDigits } from "../wording/spelled.ts";
import { saidOfSubject } from "./complement.ts";
import { isUnfit } from "./refused.ts";
import { statement } from "./sentence.ts";

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

/**
 * Behind a sentence with a value its reason, a sentence in brackets, a remark, or what would be and can be offered; and behind
 * a conclusion what was before: "So she pays $35. The price before the sale was $50.", and in other languages what would be:
 * "Also zahlt sie 35 Euro. Für acht Gäste wären es 40 Euro gewesen."
 */
export function isAside(raw: string, previous: string, text: string): boolean {
  const language = languageOf(text);
  if (!/\d|\\/.test(previous) && withDigits(previous, language.name) === null) return false;
  if (
    (NOTE.test(raw) && !(NOTE_STATES.test(raw) || raw.search(words(language).so) >= 0)) ||
    BY_THE_WAY.test(raw) ||
    NOT_ASKED.test(raw) ||
    REASONS.test(raw) ||
    BRACKETED.test(raw) ||
    WOULD_BE.test(raw)
  )
    return true;
  const { because, condition, earlier, explains, fronted, opening, so, total } = words(language);
  if (because.test(raw) && raw.search(so) < 0) return true;
  const conditional = /^[\s*_>(]*$/.test(raw.slice(0, condition.exec(raw)?.index));
  const otherwise =
    language !== ENGLISH && UNREAL.test(raw) && (conditional ? raw.replace(THEN, "") : raw).search(so) < 0;
  // "…, so …", "…, because …", "As …, …".
  const reasons = [so, explains, fronted, ...(total ? [total] : []), /(?:니까|므로|라서|어서|해서)\s/].some(
    (word) => previous.slice(8).search(word) >= 0,
  );
  const concluded = opening.test(previous.trim()) || (language !== ENGLISH && reasons);
  return (raw.search(earlier) >= 0 || otherwise) && !opening.test(raw) && !calculates(raw) && concluded;
}
/** What is so on a condition, would be, or is said by the way, and concludes nothing: behind a conclusion it is no answer. */
export function isBesideConclusion(raw: string, language: Language): boolean {
  const { condition, so } = words(language);
  const opened = condition.exec(raw);
  const conditional = opened !== null && /^[\s*_>("]*$/.test(raw.slice(0, opened.index));
  const said = conditional ? raw.slice(opened.index + opened[0].length).replace(THEN, "") : raw;
  if (said.search(so) >= 0 || calculates(raw) || raw.includes("**")) return false;
  return conditional || UNREAL.test(raw) || ASIDE.test(raw);
}
/** Behind a condition it is no conclusion. */
const THEN = /तो|就|那么|entonces|então|alors|dann|allora|то(?!\p{L})|thì|maka|dan/giu;
/** What would be, in languages that have a form of the verb for it. */
const UNREAL =
  /(?<!\p{L})(?:\p{L}{3,}(?:rían|ríamos|raient|rebbe(?:ro)?|riam)|wäre[nt]?|hätten?|würden?|könnten?|br[äa]uchten?|müssten?|käme[nt]?|bekämen?|(?:ser|tendr|podr|bastar|habr|quedar|costar|har|pagar|recibir|faltar|devolver|ganar|gastar|necesitar|sobrar)[íi]an?|(?:ser|ter|ficar|sobrar|custar|dar)iam?|(?:ser|aur|rester|faudr|coûter)ai(?:t|ent)|(?:sar|avr|rester|baster|coster)ebbe(?:ro)?|бы|był(?:o|a|y)?by|zou(?:den)?|olurdu|kalırdı)(?!\p{L})|لولا|ولو |होत[ाीे](?=[।\s])|겠(?:네요|지만)|(?:なら|れば|たら)[^。.]{0,40}(?:でした|でしょう)/iu;
/** "Note: I assumed 5 toys per child." */
const NOTE =
  /^[\s*_>(-]{0,8}(?:note|n\.?b|p\.?s|remark|assumptions?|hint|tip|fun fact|hinweis|anmerkung|nota|observa[çc][ãa]o|observaci[óo]n|remarque|nota bene|примечание|注意?|备注|注記|참고|ملاحظة|नोट|not|lưu ý|catatan|uwaga|opmerking)[*_]{0,3}\s?[:.]/iu;
/** "Note: the question asks for half of it, 24", "Remark: in the end 36 are left": a remark that may be meant. */
const NOTE_STATES =
  /\b(?:question|problem|ask(?:s|ed)|answer|wrong|mistake|actually|correct(?:ion)?|right|instead|left|remain\w*|total|in the end|in all|altogether|(?:should|must|has to|have to) (?:be )?[$€£]?\d|it(?:'s|\sis)\s[$€£]?\d[\d.,:]*)\b/i;

const BY_THE_WAY_ELSEWHERE =
  "übrigens|nebenbei(?: bemerkt)?|au passage|d'ailleurs|por cierto|a propósito|aliás|a propos|tra l'altro|per inciso|кстати|между прочим|bu arada|nhân tiện|omong-omong|przy okazji|nawiasem mówiąc|trouwens|overigens|顺便(?:说一句|一提)?|順便|ちなみに|참고로|بالمناسبة|वैसे";
/** The same within a sentence of another language. */
const ASIDE = new RegExp(`(?<!\\p{L})(?:${BY_THE_WAY_ELSEWHERE})(?!\\p{L})`, "iu");
/** "By the way, their product is 25.", and nothing that it comes to. */
export const BY_THE_WAY = new RegExp(
  `^[\\s*_>(-]{0,8}(?:by the way|btw|incidentally|as (?:a bonus|an aside|a side note)|on a side note|for (?:comparison|completeness|context)|interestingly|fun fact|${BY_THE_WAY_ELSEWHERE})(?!\\p{L})(?!.*\\b(?:so|total|altogether|in all|therefore)\\b)`,
  "isu",
);

/** "It would be 42, but that is not what is asked." */
const NOT_ASKED =
  /\b(?:not what (?:is|was|we|you|the)\b|not asked\b|not (?:part of )?the question\b|not needed (?:here|for)\b|irrelevant\b|misreads?\b)|không hỏi|chỉ hỏi|no se pregunt|n[ãa]o (?:é|foi) (?:pedid|pergunt)|pas demand|nicht gefragt|non è (?:richiest|chiest)|не спраш|没有(?:这么)?问|問われて(?:い)?ない|묻지 않|tidak ditanya|nie pyta|niet gevraagd|sorulm/i;

/** "(If each had to appear, there would be 816.)" */
const BRACKETED = /^[\s*_]{0,8}\([^()]{3,}(?:\([^()]*\)[^()]*){0,8}\)[\s.*_]{0,8}$/;
/** "Had he not eaten 2, he would have 12.", "Even if they were 5, we'd say 28." */
const WOULD_BE =
  /^\W{0,5}(?:\$?\d[\d.,]*|[A-J])\sis what (?:you|one|we)(?:'d| would)? get (?:if|when)\b|^\W{0,5}\$?\d[\d.,]*(?:\s\p{L}+){0,2}\swould(?:n't|\s(?:not|only|leave|be too))\b|^\W{0,5}(?:had|were)\s\p{L}+\s[^.]*\bwould\b|^\W{0,5}(?:even\s)?(?:if|without|with)\s(?!.*\bso\b)[^.]*(?:\b(?:would|could|might)\b|\p{L}'d\b)|\b(?:can|could|may|might) also\b[^.=]*(?:,\s(?:which|that)\swould\b|$)|\b(?:i|we) can also\b|^\W{0,5}(?:if you(?:'d| would)? (?:like|prefer|wish))/iu;
/** "This is because there are 3 of them", "This can also be found by dividing by 7": a reason of what stands before it. */
const REASONS =
  /^\W*(?:this|that|it)\s(?:(?:is|was)\s(?:because|since|due to)|(?:can|could|may|might)\s(?:also\s)?be\s(?:found|seen|checked|verified|confirmed|written|calculated)\s(?:as|by|from|if|using|with))\b(?!.*\b(?:so|which means)\b)/is;
