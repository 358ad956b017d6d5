// Sentences beside a conclusion that are none: a reason, a sentence in brackets, a remark, what was before, what would be.
import type { Language } from "../languages/language.ts";
import { ENGLISH } from "../languages/languages.ts";
import { calculates } from "../read/values.ts";
import { languageOf, words } from "../wording/phrases.ts";
import { withDigits } from "../wording/spelled.ts";

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
