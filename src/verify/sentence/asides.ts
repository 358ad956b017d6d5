// What stands in a sentence beside what it states: brackets, what is denied, reasons and circumstances.

import type { Language } from "../languages/language.ts";
import { ENGLISH } from "../languages/languages.ts";
import { isUnspaced } from "../read/formulas.ts";
import { canonical, type Value, valuesIn } from "../read/values.ts";
import { justBefore, words } from "../wording/phrases.ts";
import { leavesValue, withoutExplanation } from "./explanations.ts";
import { neededWhole } from "./rounded.ts";

/** A reason or condition that stands before what it is of: "but since the groups overlap,". */
export const FRONTED =
  /(^|[,;]|\b(?:but|and|so|however|then|thus|therefore),?)\s*(?:(?:given|if|when|although|while)\s[^,;.]{1,120},|(?:since|because|as|after|before)\s(?:[^,;.()]|\([^()]{0,60}\)){1,120},(?!\sand\s|\s(?:since|because|as)\s[^,]*$))(?!\d)/gi;

/**
 * "6 tables; 5 would only seat 40", "20 posts, and 21 would be one too many", "7: with 9 it would come to 17": what would be with
 * one less or one more, would not do, or would come of another value.
 */
function withoutSupposed(text: string, language: Language, rules: string[]): string {
  const { would } = words(language);
  if (!would) return text;
  const values = valuesIn(text);
  const opened = ({ start }: Value) => OPENS_SUPPOSED.exec(justBefore(text, start, 24));
  const at = values.findIndex(
    (value, i) => i > 0 && opened(value) !== null && would.test(text.slice(value.end, value.end + 60)),
  );
  if (at < 1) return text;
  const other = values[at];
  // "4, not 5: with 5 it would come to 17"
  const stated = values.slice(0, at).findLast(({ result }) => canonical(result) !== canonical(other.result));
  if (stated === undefined) return text;
  const rest = text.slice(other.end, other.end + 60);
  if (
    language === ENGLISH &&
    (TRIED.test(justBefore(text, stated.start, 24)) || FAILS.test(text.slice(stated.end, other.start)))
  )
    return text;
  const near = Math.abs(Number(canonical(stated.result)) - Number(canonical(other.result))) === 1;
  const opening = opened(other)!;
  if (!SHORT_OF.test(rest) && (DOES.test(rest) || (opening[1] === undefined && !near))) return text;
  rules.push("without what would be");
  return text.slice(0, other.start - opening[0].length);
}
/** "Try 4: with 5 it would come to 16", "4 is too small, with 5 …": the other one is right. */
const TRIED = /(?:\b(?:not|try|tr(?:ied|ying)|suppose|we have|there are only)|n't)\s(?:just\s|only\s)?$/i;
const FAILS = /\b(?:too|not enough|short|fails?|wrong|doesn't|isn't|does not|is not|won't)\b/i;
const OPENS_SUPPOSED =
  /(?:[;:,]|\s-{1,2})\s(?:(?:and|but|while|as|since|because|for)\s)?((?:even\s)?with\s)?(?:only\s|just\s)?$/i;
const SHORT_OF =
  /n't|(?<!\p{L})(?:not|only|too|no|n[ãa]o|pas|nicht|nur|zu|non|trop|demasiad\p{L}*|troppo|seul\p{L}*|sol\p{L})(?!\p{L})/iu;
const DOES =
  /\b(?:enough|sufficient|suffice|do|work|needed|required|bastar\p{L}*|suffirai\p{L}*|genug|basterebb\p{L}*)/iu;

/** Without asides: brackets, what is denied, explanations, a dash and what follows it. */
export function withoutAsides(sentence: string, language: Language, rules: string[] = []): string {
  let text = withoutBrackets(sentence, rules);
  if (isUnspaced(text)) return text.trim();
  if (language === ENGLISH) text = withoutApposition(text, rules);
  text = withoutSupposed(text, language, rules);
  text = withoutFronted(text, language, rules);
  text = withoutContrast(text, language, rules);
  return withoutExplanation(text, language, rules).trim();
}

/** "The remaining side, the hypotenuse of legs 20 and 21, measures 29 cm": between subject and verb what the subject is. */
function withoutApposition(text: string, rules: string[]): string {
  const rest = text.replace(APPOSITION, "$1 ");
  if (!leavesValue(rest, text)) return text;
  rules.push("without an apposition");
  return rest;
}
const APPOSITION =
  /^(\W{0,5}(?:(?:so|thus|hence|therefore),?\s)?(?:the|this|that|his|her|its|their|our)\s(?:\p{L}{1,20}\s){0,5}\p{L}{1,20}),\s(?:the|an?|his|her|its|their|which (?:is|was))\s[^,;.]{1,80},\s(?=(?:is|are|was|were|has|have|had|costs?|measures?|weighs?|equals?|will|must|can|needs?|gets?|takes?|comes?|amounts?|holds?|contains?|lasts?)\s)/iu;

/** "It simplifies, after dividing by 150, to 3": between two commas how it is done. */
const BETWEEN =
  /,\s(?:after|by|on|upon|when|once|as)\s(?:\p{L}{2,20}ing|before|above)\s?[^,;.]{0,60},(?=\s(?:to|is|are|gives?|becomes?|equals?|leaves?|comes|we|he|she|they|it|you)\s)/giu;

/** "Since 3 + 7 = 10, he has 10", "Como cada caja tiene 8, necesita 5": without a reason up to its comma, which may deny something. */
function withoutFronted(text: string, language: Language, rules: string[]): string {
  const rest = text
    .replace(BETWEEN, "")
    .replace(language === ENGLISH ? FRONTED : words(language).fronted, "$1 ");
  if (!leavesValue(rest, text)) return text;
  rules.push("after the reason");
  return rest.trim();
}

/** "72 clips (48 in April)": brackets with words behind a value or a word, where a value stands outside; not cos(pi/3). */
function withoutBrackets(text: string, rules: string[]): string {
  const cut = text
    .replace(/(?<=\d|\d\s\p{L}{1,15})\s\[(?=[^[\]\n]*\p{L}{3})[^[\]\\\n]{0,200}\]/gu, "")
    .replace(
      /(?<=[\p{L}\p{N}%$.}*]|\)(?=\s))(?<!sin|cos|tan|cot|sec|csc|cis|exp|log|ln|sqrt)\s*\((?=\s*=|[^()\n]*\p{L}{2})(?!\\?p?mod|base\b|in base\b)(?:[^()\n\\]|\\(?:times|cdot|text|%|\$)){0,200}\)/gu,
      "",
    );
  if (cut === text || !(/\d|\\/.test(cut) || NAME_WITH_NUMBERS.test(text))) return text;
  rules.push("without brackets");
  return cut;
}

/** "Priya (she scored 91)": a name. */
const NAME_WITH_NUMBERS =
  /^\W{0,4}\p{Lu}\p{L}+(?:\s\p{Lu}\p{L}+)?\s\((?:he|she|they|it)\s[^()]{0,40}\d[^()]{0,80}\)\W{0,4}$/u;

/** "not 9 but 7" is 7; "7, not 9", "7 and not 9" are 7. */
export function withoutContrast(text: string, language: Language, rules: string[]): string {
  const { contrast, denied, denial: denies, rejoined } = words(language);
  let cut = contrast ? text.replace(contrast, " ") : text;
  const keep = (rest: string) => {
    if (leavesValue(rest, cut)) cut = rest;
  };
  keep(withoutDeniedBefore(cut, language));
  keep(cut.replace(rejoined, " ").replace(REJECTED, " "));
  const denial = denies.exec(cut);
  if (denial && valuesIn(cut.slice(0, denial.index)).length > 0 && !neededWhole(cut, valuesIn(cut)))
    cut = cut.slice(0, denial.index) + (CLAUSE_BEHIND.exec(denial[0])?.[1] ?? "");
  keep(cut.replace(denied, " "));
  if (cut !== text) rules.push("without what is denied");
  return cut;
}

/** "buses cannot be split, so 6 are needed": where no value is denied, what stands behind the comma is said. */
const CLAUSE_BEHIND = /^[,\s]+[^\d,;]+([,;](?!\d).*\d.*)$/s;

/** "; x = -2 must be rejected", "reject x = -6": a solution that is none. */
export const REJECTED =
  /(?:^|[;,]|\band\b|\bbut\b)[^;,.\d]{0,20}?(?:\b[a-z]\s?=\s?)?-?\d[\d./]*\s(?:(?:must|can|should|has to) be (?:rejected|discarded|excluded|ignored|disregarded|thrown out|ruled out)|(?:is|was) (?:rejected|discarded|extraneous|excluded|ruled out|inadmissible|invalid|not (?:valid|possible|admissible|allowed|a solution))\b)|\b(?:we\s)?(?:reject|discard|exclude|rule out)\s(?:[a-z]\s?=\s?)?-?\d[\d./]*/gi;

/** Where the denial stands behind what it denies: "14ではなく16", "14가 아니라 16", "14 değil 16". */
const DENIED_BEFORE: Record<string, RegExp> = {
  Japanese:
    /(?<!\d)[$€¥]?\d[\d.,/]*\s?[^\s\d,。]{0,6}?(?:では|じゃ)(?:なく|ない|あり)(?:て|です|ません)?[,.\s]*/gu,
  Korean: /(?<!\d)[$€₩]?\d[\d.,/]*\s?\p{L}{0,4}\s?(?:아니(?:라|고|다|에요|며)|아닌|아닙니다)[,.\s]*/gu,
  Turkish: /(?<!\d)[$€₺]?\d[\d.,/]*(?:\s\p{L}+){0,2}?\sde[ğg]il[,\s]*/giu,
  Hindi: /(?<!\d)[$€₹]?\d[\d.,/]*(?:\s[\p{L}\p{M}]+){0,2}?\sनहीं[,\s]*(?:बल्कि\s)?/gu,
};

const withoutDeniedBefore = (text: string, { name }: Language) =>
  DENIED_BEFORE[name] ? text.replace(DENIED_BEFORE[name], " ") : text;

/** Whether every value of `text` is denied so: "답은 14가 아니다". */
export const deniesAll = (text: string, language: Language) => {
  const cut = withoutDeniedBefore(text, language);
  return cut !== text && valuesIn(cut).length === 0;
};

/** Opens what seems so, by its words in the languages of the table. */
const SEEMS =
  /^[^\p{L}\d]*(?:(?:so|now|well|of course),?\s)?(?:(?:it(?:'s| is| may be| might be| would be)\s(?:very\s|so\s|quite\s)?(?:tempting|easy|natural)\sto\s|(?:one|you|we|i|people|many|most)(?:\s(?:people|students|of us))?(?:'d|\s(?:might|may|would|could|will|often|usually|first|initially))*\s(?:be tempted to\s)?(?:say|think|thought|guess|guessed|answer|assume|believe|expect|expected)\b|at first (?:glance|sight)|on first (?:glance|reading)|intuitively|intuition\s|the (?:obvious|intuitive|tempting|natural|naive|first|quick)\s(?:answer|guess|response|reaction|thought)\s|(?:it|this|the \p{L}+)\s(?:may|might|would|could)?\s?(?:looks?|seems?|appears?)\s(?:like|to|as|that|at))|uno (?:podría|puede) pensar|podr[íi]a(?:mos)? (?:pensar|parecer)|parece|a (?:primera|simple) vista|es tentador|é tentador|à primeira vista|poder(?:ia|íamos)(?:-se)? pensar|on (?:pourrait|serait tenté)|(?:à|au) premi(?:ère|er) (?:vue|abord)|il (?:est tentant|semble)|cela semble|man (?:könnte|würde|möchte)|auf den ersten blick|es (?:ist verlockend|scheint|sieht so aus)|si potrebbe (?:pensare|dire)|a prima vista|sembra|verrebbe da|è (?:facile|allettante)|je zou (?:denken|zeggen)|op het eerste gezicht|het (?:lijkt|is verleidelijk)|кажется|на первый взгляд|можно подумать|хочется (?:сказать|ответить)|wydaje się|na pierwszy rzut oka|można by (?:pomyśleć|powiedzieć)|kusi|ilk bakışta|sekilas|mungkin (?:kamu|anda|kita) (?:mengira|berpikir)|tho?ạt nhìn|có vẻ)/iu;
/** Turns from there to what is. */
const TURNS =
  /(?:[,;]?\s|[,;]|\s-\s)(?:but|yet|however|whereas|pero|sino que|mas|porém|mais|aber|doch|jedoch|tatsächlich|ma|però|invece|maar|но|однако|а на самом деле|ale|lecz|jednak|ama|fakat|ancak|tapi|tetapi|namun|nhưng)(?!\p{L}),?\s/giu;
/** The other order of words: "一見10ですが、実際は5です". */
const SEEMS_UNSPACED =
  /^(?:.{0,8}?(?:乍一看|看起来|看上去|直觉上|很容易以为|你可能会?(?:以为|觉得)).{1,40}?,?(?:但|可是|其实|然而)|.{0,8}?(?:一見|直感的には).{1,40}?(?:が|けど|けれど),?|.{0,8}?(?:언뜻|얼핏).{1,40}?(?:지만|으나),?\s?)/u;
/** What makes another number of the one that is named there, denies it or doubts it. */
const CHANGES =
  /(?<!\p{L})(?:more|less|fewer|other|another|further|subtract|add|deduct|minus|plus|times|twice|half|double|too|not|never|no|nobody|wrong|if|whether|might|may|maybe|perhaps|than|m[áa]s|menos|mais|moins|mehr|weniger|noch|nicht|kein\p{L}*|pas|non|n[ãa]o|falta\p{L}*|più|meno|meer|minder|niet|nog|больше|меньше|ещё|не|więcej|mniej|nie|daha|değil|lagi|bukan|nữa|không)(?!\p{L})|n't|[?还再不]|もう|ない|더|않/iu;

/** A sentence from where it says what is so; as it stands where it does not open with what only seems so. */
export function withoutAppearance(sentence: string): string {
  if (sentence.length > LONGEST) return sentence;
  const unspaced = /[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]/.test(sentence)
    ? SEEMS_UNSPACED.exec(sentence)
    : null;
  if (unspaced) return stated(sentence, unspaced[0].length);
  if (!SEEMS.test(sentence)) return sentence;
  const turns = [...sentence.matchAll(TURNS)].filter(({ index }) => /\d/.test(sentence.slice(0, index)));
  return turns.length === 1 ? stated(sentence, turns[0].index + turns[0][0].length) : sentence;
}
const LONGEST = 300;

function stated(sentence: string, at: number): string {
  const rest = sentence.slice(at);
  return valuesIn(rest).length > 0 && !CHANGES.test(rest) ? rest : sentence;
}
