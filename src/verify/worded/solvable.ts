// That there is no solution, or no end of them, where a text says so last, whatever numbers its reasons have: "no solution,
// because 0 = 5 is impossible", "Da 0 = 5 falsch ist, hat das System keine Lösung", "方程无实数解,因为判别式 …".
import type { Language } from "../languages/language.ts";
import { type FinalAnswer, plainly } from "../sentence/found.ts";
import { sentencesOf } from "../sentence/sentences.ts";
import { CLAIMS } from "../wording/claims.ts";
import { languageOf, opposes, withoutMarkup, words } from "../wording/phrases.ts";
import { solvability, solvabilityAt } from "../wording/solvability.ts";

const TAIL = 1200;
const LONGEST = 400;

/** What the last sentence says, or the one before its reason; null where it is anything else. */
export function solvableAtEnd(text: string): FinalAnswer | null {
  const tail = text.slice(-TAIL);
  if (solvabilityAt(tail.slice(-LONGEST)) === null && solvabilityAt(tail.slice(0, LONGEST)) === null)
    return null;
  const sentences = sentencesOf(tail);
  const language = languageOf(text);
  const { because } = words(language);
  if (sentences.length > 1 && because.test(sentences.at(-1)!)) sentences.pop();
  const answer = saidIn(sentences.pop() ?? "", sentences);
  return answer === null ? null : plainly({ answer, from: "the last sentence", concludes: true });
}

/** What a sentence says in its main clause. `before`: the sentences before it. */
export function saidIn(marked: string, before: readonly string[] = []): string | null {
  const sentence = withoutMarkup(marked)
    .trim()
    .replace(/[\s.!]+$/, "");
  const at = solvabilityAt(sentence);
  if (at === null || sentence.length > LONGEST || sentence.includes("?")) return null;
  const { causes, so, opening, condition, explained } = words(at.language);
  const opened = sentence.slice(0, at.start);
  const marks = [...opened.matchAll(/[,;:](?!\d)\s?|\s-{1,3}\s/g)].at(-1);
  const last = [...opened.matchAll(so)].at(-1);
  const concluded = last ? last.index + last[0].length : 0;
  const given = explained?.exec(opened)?.[0].length ?? 0;
  const start = Math.max(marks ? marks.index + marks[0].length : 0, concluded, given);
  const rest = sentence.slice(at.end);
  const end = at.end + (/[,;:(]|\s-{1,3}\s/.exec(rest)?.index ?? rest.length);
  const reason = sentence.slice(at.end, end).search(causeIn(causes));
  const close = reason < 0 ? end : at.end + reason;
  const clause = sentence.slice(start, close).replace(/^[\s,]+/, "");
  const said = solvability(clause);
  if (said === null) return null;
  const front = sentence.slice(0, start);
  const concludes = concluded > 0;
  if (isSubordinate(opened, at.language) || (THEN_LAST.test(front) && HAS_VALUE.test(front))) return null;
  if (!concludes && front !== "" && given < start && !isReason(front, opening, causes)) return null;
  if (condition.test(front) || DOUBTS.test(front) || CLAIMS.test(front)) return null;
  const reasons = said.endless ? sentence.slice(close).replace(ALL_WORK, "") : sentence.slice(close);
  if (!explains(reasons, causes) || opposes(reasons, at.language) || IN_TRUTH.test(reasons)) return null;
  // "…, since the lines are parallel, when k = 3"
  if (clausesBehind(reasons).some((clause) => condition.exec(clause)?.index === 0)) return null;
  // "k must be 3. Then the system has infinitely many solutions."
  if (before.length > 0 && SETTLES.test(before.at(-1)!) && (!concludes || THEN.test(sentence))) return null;
  // "x² = 4 has two solutions. The equation x² = -4 has none.", and the same of a case.
  if (before.length > 0 && !concludes && (said.formula || before.some((one) => CASES.test(one)))) return null;
  // "x = 2 works. The quadratic has no real roots."
  if (!concludes && before.some((one) => WORKS.test(one))) return null;
  return said.answer;
}

/**
 * Whether a word for a reason stands behind something else and before the clause: "k = 3, because then the system has no
 * solution" gives the reason of k. Where it opens the sentence, the clause behind its comma is the main one.
 */
export function isSubordinate(opened: string, language: Language): boolean {
  const { opening, causes } = words(language);
  const plain = opened.replace(opening, "").trimStart();
  const cause = [...plain.matchAll(causeWithin(causes))].at(-1);
  if (cause === undefined || cause.index === 0) return false;
  const given = plain.slice(0, cause.index);
  return HAS_VALUE.test(given) || !/[,;:،，](?!\d)/.test(plain.slice(cause.index + cause[0].length));
}
const within = new Map<RegExp, RegExp>();
/** A word for a reason behind a space or a mark. */
function causeWithin(causes: RegExp): RegExp {
  let pattern = within.get(causes);
  if (pattern === undefined) {
    pattern = new RegExp(`(?<=[\\s,;:(،，。、])${causes.source.slice(1)}`, "giu");
    within.set(causes, pattern);
  }
  return pattern;
}

const clausesBehind = (reasons: string) => reasons.split(/[,;،，]\s?/).slice(1);

/** "k = 3", "c > 9", "the value of k is 6"; not the discriminant "D = -24" and not "0 = 7". */
const HAS_VALUE =
  /(?<![\p{L}\d=+\-−*/^·.]\s?)[a-z]\$?\s?(?:[=<>≤≥≠]|\s(?:is|equals|ist|vale|vaut|est|es|é|è|jest|равно))\s?\$?[-−]?\d[\d./]*(?![\d\p{L}^])(?!\s?[+*/^·=<>]|[-−]|\s[-−]\s?[\d(])/u;
/** A front that ends in "then", which may tell what follows from a value: "k = 6 - only then …". */
const THEN_LAST =
  /(?<!\p{L})(?:then|entonces|alors|então|allora|тогда|dann|dan|wtedy|maka|то)\s?$|那么\s?$|那麼\s?$/iu;

const known = new Map<RegExp, RegExp>();
/** Where a reason opens within a clause. */
function causeIn(causes: RegExp): RegExp {
  let pattern = known.get(causes);
  if (pattern === undefined) {
    pattern = new RegExp(`(?<=\\s|(?![\\p{Script=Latin}])\\p{L})${causes.source.slice(1)}`, causes.flags);
    known.set(causes, pattern);
  }
  return pattern;
}

/** "Since 0 = 5 is false, ", "判別式が −7 なので,", and a label without a value: "Result: ". */
const isReason = (front: string, opening: RegExp, causes: RegExp) =>
  /^[^\d,;]{1,40}:\s$/.test(front) || causes.test(front.replace(opening, "").trim());

/** Whether what stands behind is a reason: in brackets, behind a colon or a dash, or behind a word for one. */
function explains(rest: string, causes: RegExp): boolean {
  if (rest === "") return true;
  const plain = rest.replace(/^[,;]?\s*/, "");
  return (/^\s?(?:[:;(]|-{1,3}\s)/.test(rest) || causes.test(plain)) && !GOES_ON.test(rest);
}
/** "so every real number works": the same again. */
const ALL_WORK =
  /,?\s(?:so|and|which means(?: that)?)\s(?:every|any|all)\s(?:real |rational |whole )?(?:numbers?|values?|integers?|[a-z])(?: of [a-z])?\s(?:works?|is a solution|are solutions|satisf(?:y|ies) (?:it|the equation)|solves? (?:it|the equation))$/i;
const GOES_ON =
  /\b(?:so|thus|therefore|hence|or|works?|except|unless|only|wait|actually)\b|,\s(?:and|of which|among which)\s(?:the\s(?:\p{L}+\s)?(?:smallest|largest|least|greatest|first)|one of)\b|[^:\s]\s?:\s\$?[xyz]\s?=\s?[^=]+$/iu;
/** What the text sets against what it said, behind its reason. */
const IN_TRUTH =
  /\b(?:in (?:truth|reality)|claims?|claimed|in wahrheit|in wirklichkeit|en realidad|na verdade|en réalité|in realtà|in werkelijkheid|w rzeczywistości)(?!\p{L})|на самом деле|aslında|thực ra|sebenarnya|其实|其實|实际上|実は|사실은|في الواقع|वास्तव में/iu;
const DOUBTS =
  /\b(?:not|never|think|thought|said|says|claims?|false|wrong|true|would|seems?|might|could|assume|suppose|although|though|even|number of|how many)\b|n't|anzahl|número de|nombre de|numero di|aantal|liczba|число|количество|sayısı|số nghiệm|banyak|[个個]数|개수|عدد|संख्या/iu;
/** "k = 3", "k must be 3" at the end of a sentence. */
const SETTLES =
  /(?<![\p{L}\d])[a-z]\$?\s(?:=|is|equals|(?:must|has to|should) be|debe ser|vale|muss|ist|doit être|vaut|est|deve essere|должно быть|равно)\s?\$?-?\d[\d./]*[^\p{L}\d]*$/iu;
/** "x = 2 works", "n = 5 is the only one", "x = 4 est solution": a value that was found. */
const WORKS =
  /(?<![\p{L}\d])[k-z]\$?\s?=\s?\$?[-−]?\d[\d./]*\$?\s?(?:works?|fits|does|solves|satisfies|holds|(?:is|ist|est|es|é|è|jest|adalah|là|является)\s(?:the|an?|our|indeed|clearly|eine?|die|une?|la|l'|el|una?|uma|a|il|jedyn\p{L}+|de|een|nghiệm|solusi|penyelesaian|решени\p{L}+|rozwiąz\p{L}+|solu\p{L}+|lösung|oplossing|soluzione|oplossing)|passt|funktioniert|löst|erfüllt|convient|marche|vérifie|funciona|cumple|sirve|serve|satisfaz|va bene|soddisfa|funziona|klopt|voldoet|werkt|pasuje|spełnia|подходит|удовлетворяет|sağlar|çözümdür|memenuhi|thỏa|thoả|是|符合|满足|滿足|成立|が解|は解|を満たす|이 해|가 해|을 만족|를 만족|هو حل|يحقق|हल है|संतुष्ट)/u;
const THEN = /^\W*(?:then|entonces|alors|então|allora|тогда|那么|那麼)(?!\p{L})/iu;
/** A case of several. */
const CASES =
  /(?<!\p{L})(?:cases?|fall|caso|cas|случа[йея]|przypad\p{L}+|geval|durum\p{L}*|kasus|trường hợp|حالة)(?!\p{L})|情[况況形]|場合|경우/iu;
