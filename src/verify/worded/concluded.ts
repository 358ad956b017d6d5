// What the last sentence of a text concludes where that is no number: that something does not exist, a relation, an interval,
// a set, a matrix, when something ends, or who it is of those that the text named before.

import { ENGLISH } from "../languages/languages.ts";
import { type FinalAnswer, plainly } from "../sentence/found.ts";
import { sentencesOf } from "../sentence/sentences.ts";
import { languageOf, withoutMarkup, words } from "../wording/phrases.ts";
import { endsInAbsence, isReply } from "../wording/replies.ts";
import { behaviourOf, isObject, namedEnd, withoutReasonBefore, withSetBraces } from "./complement.ts";
import { described, MAY_DESCRIBE } from "./described.ts";
import { DENIES, dayAtEnd, listedNames, nameAlone, picked, withoutOthers } from "./picked.ts";
import { isSubordinate } from "./solvable.ts";

/** So much of the end of a text is looked at. */
const TAIL = 1200;
const LONGEST = 300;

/** What every text ends in, or opens with, that one of the rules below reads. */
const HINTS =
  /infinite|\bthe\s\p{L}+\s?(?:est|er|most|least|first|last)\b|\b(?:wins?|won|most|first)\b|(?:that|it|this)(?:'s|\s(?:is|was|would be|makes|leaves))\s\p{Lu}|\d\s?:|:\s\p{Lu}|\bit(?:'s| is| was) \p{Lu}|\bthe (?:one|person) (?:who|that) |exist|verge|undefined|\b(?:no|all|any|every)\s|[<>[\]{≤≥∈]|\\(?:[lg]e|times|in|cup)|(?:\)|m\.?|:\d\d|noon|night|day|ing|n[iao]cht|niet|existe|pas|esiste|istnieje|существует|ada|tại|(?<!\p{L})\p{Lu}[\p{L}'-]*|\p{Lo})[\s*.!]{0,8}$/u;
const CLEFT = /^\P{L}{0,4}(?:it|c'|fue|es|era|foi|é|è|fu|het)(?:\s|(?<=')|(?='s\s))/iu;

/** What the last sentence of `text` concludes; null where it says a number, or nothing of these kinds. */
export function concluded(text: string): FinalAnswer | null {
  const end = withoutOthers(text.slice(-LONGEST));
  if (!HINTS.test(end) && !CLEFT.test(text.slice(0, 20)) && !MAY_DESCRIBE.test(end)) return null;
  const sentences = sentencesOf(text.slice(-TAIL));
  const marked = sentences.at(-1) ?? "";
  if (marked.length > LONGEST) return null;
  const last = withoutOthers(withoutMarkup(marked).trim());
  const answer =
    romanIn(last, text) ??
    described(last) ??
    relationIn(last, sentences.length > 1) ??
    absenceIn(last, sentences.length > 1) ??
    endlessIn(last, sentences.at(-2) ?? "") ??
    listedNames(last) ??
    (sentences.length > 1
      ? (endIn(last) ??
        dayAtEnd(last, text.slice(0, -marked.length)) ??
        picked(conclusionOf(last) ?? last, text, sentences) ??
        nameAlone(marked, sentences.at(-2)!))
      : who(last)) ??
    who(conclusionOf(last) ?? "");
  return answer === null ? null : plainly({ answer, from: "the last sentence", concludes: true });
}

const SO =
  /(?:^|[,;:]\s(?:and\s)?)(?:so(?!\sthat)|thus|therefore|hence|consequently),?\s(?:(?:we|it)\s(?:get|conclude|find|see|have|follows)\s(?:that\s)?)?/gi;

/** What stands behind the last word for a conclusion within a sentence; null where it has none. */
function conclusionOf(sentence: string): string | null {
  const so = [...sentence.matchAll(SO)].at(-1);
  return so ? sentence.slice(so.index + so[0].length) : null;
}

/** "so the limit does not exist", "Hence no such integer exists", "so the slope is undefined". */
function absenceIn(last: string, several: boolean): string | null {
  if (endsInAbsence.test(last)) {
    const so = [...last.matchAll(words(languageOf(last)).so)].at(-1);
    return so &&
      !DENIES.test(last.slice(0, so.index)) &&
      !/[?]|(?<!\p{L})(?:si|wenn|falls|if|se|если|als)(?!\p{L})|如果/iu.test(last.slice(so.index))
      ? "does not exist"
      : null;
  }
  if (!/exist|verge|undefined|solution|root|\bno\b/i.test(last)) return null;
  const so = conclusionOf(last);
  // "The number of solutions is 0, so there are no solutions."
  if (so !== null && OF_COUNT.test(last.slice(0, -so.length))) return null;
  const said = so ?? withoutReasonBefore(last);
  const clause = said.replace(/^there's\s/i, "there is ");
  if (said === last) return several && /exist|undefined/.test(last) ? behaviourOf(last) : null;
  return behaviourOf(clause) ?? (/^(?:no|there|the|it)\s/i.test(clause) && isReply(clause) ? clause : null);
}

/** "The equation has infinitely many solutions: any real number works, for example x = 10." */
const ENDLESS =
  /^[^;:]{0,140}?\b(?:has|have|are|exist|exists|get|find|with|allows?)\s(?:therefore\s|thus\s|then\s|indeed\s)?(?:(infinitely many|an infinite number of)(?:\s(\p{L}+\s)?(solutions?|values?|answers?|roots?|pairs?|triples?|points?|integers?|numbers?|primes?|ways?))?)(?=$|[,;:.]\s|\s(?:to|of|for|that|because|since|as|such)\s)/iu;
function endlessIn(sentence: string, previous: string): string | null {
  const so = conclusionOf(sentence);
  const last = so ?? sentence;
  const found = ENDLESS.exec(last);
  if (!found || DENIES.test(found[0]) || /\b(?:but|however|although|so)\b/i.test(last)) return null;
  if (
    OF_PART.test(found[0]) ||
    isSubordinate(found[0], ENGLISH) ||
    NARROWS.test(last.slice(found[0].length)) ||
    (so === null &&
      (/(?:=|\b(?:must|has to) be|\bis|\bequals)\s?-?\d[\d./]*\W*$|\bthere (?:are|is)\s\d/i.test(previous) ||
        (/^an?\s/i.test(last) && /\d/.test(previous))))
  )
    return null;
  return `infinitely many${found[2] ? ` ${found[2].trim()}` : ""}${found[3] ? ` ${found[3]}` : ""}`;
}

/** "The first equation alone has infinitely many solutions", "A system with parallel lines would have …" */
const OF_PART =
  /\b(?:would|could|might|only then|alone|single|first|second|other|each|every|by itself|case|while|whereas|for\s\p{L}\s?[=<>≠])(?!\p{L})/iu;

/** "infinitely many triples, of which the smallest is (3, 4, 5)" */
const NARROWS = /\b(?:of which|smallest|least|largest|only|exactly|leaving)\b/i;

const OF_COUNT = /\b(?:number|count|how many|total)\b/i;

const OR = /(?<=[\d)}\]])\s(?:oder|ou|o|oppure|или|lub|of|atau|hoặc|veya|u)\s(?=[a-z([\]]\s?)/gu;
const LINKS = "is|are|becomes|equals|est|sont|ist|sind|lautet|es|son|è|sono|é|são|jest|to|zijn|là|adalah|-|:";
const SUBJECT = new RegExp(
  `^(?:[^.;:=<>\\d]{2,100}?\\s(?=[A-Z]\\s?=\\s?[[\\](\\\\{])|[^.;:=<>\\d]{0,100}?(?:\\s|(?=:))(?:${LINKS})\\s(?:(?:donc|then|therefore|thus|also|dunque|dus)\\s)?)`,
  "iu",
);
/** What names something that is no number: without a word for a conclusion only of these an object is said. */
const OF_SET =
  /\b(?:solutions?|domain|range|set|interval|inverse|matri[xz]|matrice|inversa|product|inequality|image|lösungsmenge|definitionsmenge|ensemble|intervalle|domaine|conjunto|intervalo|dominio|soluci[óo]n|soluzion[ei]|insieme|intervallo|solu[çc][ãa]o|dom[íi]nio|oplossing\p{L}*|domein|zbi[óo]r|przedzia[łl]|himpunan)(?!\p{L})|решени|множеств|интервал/iu;
/** "The answer consists of all integers from 2 to 5" */
const ANSWERS = /\banswers?\b|\b(?:works?|satisf\p{L}+|solves?)\b/iu;
/** "This holds for all real numbers.": of what was found before. */
const HOLDS = /\b(?:holds?|true|valid|for)\b/i;
const NAME = /^[A-Z](?:_\{?\w{1,3}\}?)?\s?=\s?(?=[[\](\\{⟨])/;
/** "5.0 \times 10^{14} Hz" */
const SCIENTIFIC =
  /^(?:[A-Za-z]\w{0,2}\s?=\s?)?(-?\d[\d.,]*\s?\\times\s{1,2}10\^\{-?\d{1,3}\}(?:\s\p{L}[\p{L}/^\d{}]{0,10})?)$/u;

/** "Therefore the solution is x < -1 or x > 3", "L'ensemble des solutions est S = ]-3; 2]", "so f = 5 \times 10^{14} Hz". */
function relationIn(last: string, several: boolean): string | null {
  if (!/[<>[\](){}≤≥∈]|\\(?:[lg]e|times|in|\{|cup)|\b(?:all|any|every)\s/.test(last)) return null;
  const so = conclusionOf(last);
  const clause = (so ?? withoutReasonBefore(last))
    .replace(/^\p{L}+ing\s[^,;]{1,100},\s(?=\p{L})/iu, "")
    .replace(OR, " or ");
  const named =
    so !== null || !several || OF_SET.test(clause) || ANSWERS.test(clause) ? namedEnd(clause) : null;
  if (named !== null && !(several && HOLDS.test(clause))) return named;
  const concludes =
    so !== null ||
    /^(?:donc|also|folglich|por (?:lo )?tanto|quindi|dunque|portanto|dus|zatem|więc|значит|следовательно|ainsi)[,\s]/iu.test(
      clause,
    );
  const bare = concludes
    ? clause.replace(/^(?:\p{L}+(?:\s(?:lo\s)?tanto)?),?\s(?=[A-Za-z]\s?[=<>≤≥∈\\])/u, "")
    : clause;
  const subject = SUBJECT.exec(bare)?.[0] ?? "";
  const complement = bare.slice(subject.length).replace(NAME, "").trim();
  const scientific = SCIENTIFIC.exec(complement);
  if (scientific && (concludes || !several || subject !== ""))
    return scientific[1].replace(/^(-?\d+),(?=\d{1,2}(?!\d))/, "$1.");
  const said = concludes || (subject !== "" && OF_SET.test(subject));
  if (!said || DENIES.test(subject) || !/^[[\](\\{⟨a-z]/i.test(complement)) return null;
  const isSet = /[<>≤≥∈[\]{]|\\(?:[lg]e|in|cup|\{)|^\(.*[,;].*\)$/.test(complement);
  return isSet && isObject(complement) ? withSetBraces(complement) : null;
}

/** "so you write XIV": a numeral as the Romans wrote it, in a text that is about such numerals. */
function romanIn(last: string, text: string): string | null {
  const numeral = /(?<=[\s:=])([IVXLCDM]{2,12})$/.exec(last)?.[1];
  if (numeral === undefined || !ROMAN.test(numeral) || DENIES.test(last.replace(/\([^()]*\)/g, "")))
    return null;
  const others = new Set(text.match(/(?<![\p{L}\d])[IVXLCDM]{1,12}(?![\p{L}\d])/gu) ?? []);
  others.delete(numeral);
  return OF_ROME.test(text) || others.size > 1 ? numeral : null;
}
const ROMAN = /^M{0,3}(?:C[MD]|D?C{0,3})(?:X[CL]|L?X{0,3})(?:I[XV]|V?I{0,3})$/;
const OF_ROME =
  /\broman|r[öo]misch|romain|romein|римск|rzymsk|roma |罗马|羅馬|ローマ|로마|روماني|रोमन|la mã/i;

/** "It will end at 8:35 PM": when something is over or reached. */
const ENDS =
  /^(?:[^.;:\d]{0,60}\b(?:ends?|ended|finish(?:es|ed)?|arrives?|arrived|lands?|landed|reach(?:es|ed)?|stops?|stopped|closes?|closed|returns?|returned|(?:is|was|be) (?:over|done|home|back|ready|finished)|gets? (?:home|there|back)|got (?:home|there|back)|meets?|met)\b[^.;:\d]{0,40}\s(?:at|by)\s(?:exactly\s)?|adding\s[^.;:]{3,40}?\s(?:gives|makes it|(?:brings|takes) (?:us|him|her|them|it) to)\s)(\d{1,2}(?::\d\d)?\s?[ap]\.?m\.?|\d{1,2}:\d\d(?:\sin the (?:morning|afternoon|evening)|\sat night)?|noon|midnight)(?:\s(?:on\s)?the\s(?:next|following|same)\s(?:day|morning|afternoon|evening|night))?$/i;
function endIn(last: string): string | null {
  const found = /m\.?$|\d$|noon$|night$|day$|ing$/i.test(last) ? ENDS.exec(last) : null;
  return found && !DENIES.test(last) ? found[1] : null;
}

const CLEFTS = [
  /^(?!(?:So|Thus|Hence|Then|Therefore|If)\b)(?<name>N)\s(?:is|was|must be|has to be)\sthe\s(?:one|person)\s(?:who|that)\s/,
  /^[Ii]t(?:'s|\s(?:is|was))\s(?<name>N)\s(?:who|that)\s/,
  /^[Cc]'(?:est|était)\s(?<name>N)\squi\s/,
  /^(?:Fue|Es|Era|fue|es|era)\s(?<name>N)\s(?:quien|(?:el|la)\sque)\s/,
  /^(?:Foi|É|Era|foi|é|era)\s(?<name>N)\s(?:quem|que)\s/,
  /^(?:[ÈèFf]u?|È\sstat[oa]|Era)\s(?<name>N)\s(?:che|ad?)\s/,
  /^[Ee]s\s(?:ist|war)\s(?<name>N),\sd(?:er|ie)\s/,
  /^[Hh]et\s(?:is|was)\s(?<name>N)\sdie\s/,
].map(
  ({ source }) =>
    new RegExp(
      source.replace("N", "\\p{Lu}[\\p{L}'.-]{1,20}(?:\\s(?:\\p{Lu}[\\p{L}'.-]{0,20}|d[eai]|von|van)){0,3}"),
      "u",
    ),
);
/** "…, not Zola": only that behind a comma. */
const NOT_ANOTHER =
  /^[^,;:?\d]{1,120}(?:,\s(?:and\s|et\s|y\s|e\s|und\s|en\s)?(?:not|non|pas|no|n[ãa]o|nicht|niet)\s[^,;:?\d]{2,40})?$/iu;

const OTHERWISE = /\b(?:so|donc|but|mais|pero|mas|ma|aber|maar|it (?:is|was))\b/i;

/** What somebody may have done, or is only said to have. */
const SUPPOSED =
  /^(?:may|might|could)\b|^(?:was|is) (?:falsely|wrongly|wrongfully|supposed|believed|thought)\b/i;

/** "It was Victor Hugo who wrote it, not Zola." */
function who(last: string): string | null {
  if (!CLEFT.test(last) && !last.includes(" the ")) return null;
  for (const cleft of CLEFTS) {
    const found = cleft.exec(last);
    if (!found) continue;
    const rest = last.slice(found[0].length);
    return NOT_ANOTHER.test(rest) &&
      !DENIES.test(rest.replace(/,.*$/, "")) &&
      !OTHERWISE.test(rest) &&
      !SUPPOSED.test(rest)
      ? found.groups!.name
      : null;
  }
  return null;
}
