// What the end of a text says as one answer of several values, beside the one value that the rules for sentences find in it:
// the parts of a question with their working, a list with a bullet an item, the letters of a system, roots that "or" joins in any
// language, what is to what, a relation or a set at the end of a sentence. It counts where the other side is such an answer,
// and then as a whole: each of its values has to be right.

import type { Language } from "../languages/language.ts";
import { ENGLISH, LANGUAGES } from "../languages/languages.ts";
import { lastSide, mathSegments } from "../read/formulas.ts";
import { type FinalAnswer, isUnannounced } from "../sentence/found.ts";
import { isCorrection, isRefused, ONE_OF_MANY, takesBack } from "../sentence/rejected.ts";
import { COURTESY, sentencesOf } from "../sentence/sentences.ts";
import { withSetBraces } from "../worded/complement.ts";
import { languageOf, withDecimalPoints, withoutMarkup } from "../wording/phrases.ts";

type AnswerOf = (text: string) => FinalAnswer | null;

/** So much of the end of a text is looked at. */
const TAIL = 6000;
const MOST_ITEMS = 12;

/** The readings of the end of `text`, in which `found` was found, as an answer of several values. */
export function readTogether(text: string, found: FinalAnswer, answerOf: AnswerOf): string[] {
  const tail = text.slice(-TAIL);
  const parts = partsWithWorking(tail, answerOf);
  if (parts !== null) return [parts];
  const last = sentencesOf(tail).findLast((sentence) => !COURTESY.test(sentence)) ?? "";
  // Behind an announcement in another sentence stand reasons.
  if (!isUnannounced(found) && !last.includes(found.answer)) return [];
  const said = [
    itemsOfList(tail),
    countedBefore(tail, last),
    eigenspaces(tail),
    settledLetters(tail),
    endOfSentence(last, tail),
  ];
  return said.filter((one) => one !== null);
}

/** Where a part opens: "(a)", "**b)**", "Part (c).", "(ii)" at the start of a line. */
const PART =
  /(?:^|\n)[\s>#*-]{0,6}(?:(?:[Pp]art|[Tt]eil|[Pp]artie|[Pp]arte|[Cc]zęść|[Cc]âu)\s)?(?:\(\s?([a-h]|i{1,3}|iv|vi?)\s?\)|([a-h])(?:\)|\.(?=[*\s])))[*:.\s]{0,6}(?=\S)/g;
const SERIES = ["abcdefgh".split(""), ["i", "ii", "iii", "iv", "v", "vi"]];

/** "(a) 3 × 4 = 12, so 12 goats.\\n(b) 48 legs" as "(a) 12 goats (b) 48 legs"; null where a part states no one value. */
function partsWithWorking(text: string, answerOf: AnswerOf): string | null {
  const marks = [...text.matchAll(PART)];
  const names = marks.map((mark) => mark[1] ?? mark[2]);
  const first = names.findLastIndex((name) => name === "a" || name === "i");
  if (first < 0 || names.length - first < 2 || names.length - first > MOST_ITEMS) return null;
  const letters = names.slice(first);
  if (!SERIES.some((series) => letters.every((name, i) => name === series[i]))) return null;
  const parts: string[] = [];
  for (const [i, name] of letters.entries()) {
    const { index, 0: opening } = marks[first + i];
    const last = i === letters.length - 1;
    const block = text.slice(index + opening.length, marks[first + i + 1]?.index ?? text.length).trim();
    const own = last ? withoutEnd(block) : block;
    const stated = own === null ? null : ofPart(own, answerOf);
    if (stated === null) return null;
    parts.push(`(${name}) ${stated}`);
  }
  return parts.join(" ");
}

/** What a part of a question states: its box, or the bold type at its end, or what is found in it. */
function ofPart(block: string, answerOf: AnswerOf): string | null {
  const bold = /\*\*([^*\n]{1,60})\*\*[^\p{L}\d]{0,6}$/u.exec(block)?.[1].replace(/\.$/, "");
  if (bold !== undefined && /\d|\\/.test(bold) && !/\p{L}{2,}\s\p{L}{2,}\s\p{L}{2,}/u.test(bold))
    return lastSide(bold);
  const reply = /(?:^|[:\s*])(yes|no|true|false)[*.\s]{0,6}$/i.exec(block);
  // "This is not true.": a reply that its own clause turns round.
  if (reply)
    return isRefused(/(?:(?!\b(?:so|thus|hence)\b)[^:;,.\n])*$/.exec(block.slice(0, reply.index))![0])
      ? null
      : reply[1];
  const found = answerOf(block);
  if (!found || found.others.length > 0 || found.given || found.answer.length > 200) return null;
  return found.answer.split(/\s/).length > 8 ? null : found.answer;
}

/** Without what says nothing more behind the last part: a paragraph without a value, a courtesy; null where it takes back. */
function withoutEnd(block: string): string | null {
  const paragraphs = block.split(/\n\s*\n/);
  while (paragraphs.length > 1) {
    const last = paragraphs[paragraphs.length - 1];
    if (/[\d\\$]/.test(last) && !COURTESY.test(last)) break;
    if (!COURTESY.test(last) && takesBack(last)) return null;
    paragraphs.pop();
  }
  const own = paragraphs.join("\n\n");
  return own.split("\n").slice(1).some(isCorrection) ? null : own;
}

const ITEM = /^(?:[-*•]|\\cdot|\d{1,2}[.)])\s+(\$?-?[\d\\][^\n]{0,60}?)[,;.]?$/;
const COUNTS = /^[^\d\n]{0,60}(?<!\p{L})(\d{1,3})(?:\s\p{L}+){1,4}[.!]?$/u;

/** "- 1", "- 2", "- 4" under what they are, and under them at most how many they are; null for anything else. */
function itemsOfList(text: string): string | null {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !COURTESY.test(line));
  const below = lines.length > 0 && !ITEM.test(lines[lines.length - 1]) ? lines.pop()! : "";
  const count = COUNTS.exec(below);
  if ((count === null && below !== "") || isRefused(below)) return null;
  const items: string[] = [];
  for (let found = ITEM.exec(lines.at(-1) ?? ""); found; found = ITEM.exec(lines.at(-1) ?? "")) {
    if (!VALUE.test(found[1])) return null;
    items.unshift(found[1]);
    lines.pop();
  }
  const heading = lines.at(-1) ?? "";
  if (items.length < 2 || !/:\W{0,4}$/.test(heading) || isRefused(heading)) return null;
  if (count !== null && Number(count[1]) !== items.length) return null;
  return items.join(", ");
}
const VALUE =
  /^\$?-?(?:\d[\d.]*(?:\/\d+)?%?|\\[dt]?frac\{[^{}]{1,20}\}\{[^{}]{1,20}\}|-?\d*\\sqrt\{[^{}]{1,20}\})\$?$/;

/** "The factors are 1, 3, 5 and 15. That makes 4 factors.": the list before a sentence that only counts it. */
function countedBefore(text: string, last: string): string | null {
  const count = isRefused(last) ? undefined : COUNTS.exec(last.trim())?.[1];
  const before = count && sentencesOf(text.slice(0, text.lastIndexOf(last))).at(-1);
  const list = before ? endOfSentence(before, text) : null;
  return list !== null && list.split(/,\s(?:and\s)?|\s(?:and|or)\s|;\s/).length === Number(count)
    ? list
    : null;
}

const EIGENSPACE =
  /(?:^|\n)[\s*•-]{0,6}(?:the\s)?(?:\p{L}{1,3}_\S{1,8}\s?[:,]\s)?eigenspace(?:\s(?:for|of|corresponding to|associated (?:with|to)|belonging to|with))?(?:\sthe)?(?:\seigenvalue)?\s?\(?\$?\s?(?:\\lambda(?:_\{?\d\}?)?\s?=\s?)?(-?\d+)\s?\$?\)?\s?(?::|is|=)\s{0,3}(\$[^$\n]{1,200}\$|[^\n]{1,200})/giu;

/** "eigenspace for λ = 5: span{(2, -4)}" a line as "E_{5} = span{(2, -4)}". */
function eigenspaces(text: string): string | null {
  const found = text.includes("eigenspace") ? [...text.matchAll(EIGENSPACE)] : [];
  if (found.length < 2 || found.length > MOST_ITEMS) return null;
  return found.map(([, value, space]) => `E_{${value}} = ${space.replace(/^\$|\$$|[.,;]$/g, "")}`).join(", ");
}

const SETTLED =
  /(?<![\p{L}\d\\_^)}]|[-+*/·=<>^]\s{0,2}|\d\s)(?:\$|\\\()?\s?([a-z])\s?=\s?((?:[^=\n,;.$]|\.(?=\d)){1,60}=\s?)?(-?\d+(?:\.\d+)?(?:\/\d+)?|-?\\[dt]?frac\{-?\d+\}\{\d+\})(?:\$|\\\))?(?=[\s.,;!*)]|$)(?!\s?[-+*/·^]\s?[\d(a-z\\]|\sor\s)/gu;
const OF_TWO =
  /(?<!\p{L})([a-z])(?!\p{L})[^=\n,;.]{0,20}[-+][^=\n,;.]{0,12}(?<!\p{L})([a-z])(?!\p{L})[^=\n,;.]{0,20}=/gu;

/** "So x = 2, and from the first equation y = -1": of a system the value of each of its letters, each told once. */
function settledLetters(text: string): string | null {
  const letters = new Set([...text.matchAll(OF_TWO)].flatMap(([, a, b]) => (a === b ? [] : [a, b])));
  if (letters.size < 2 || letters.size > 4) return null;
  const values = new Map<string, string>();
  let [first, last] = [text.length, 0];
  for (const { index, 0: all, 1: letter, 3: value } of text.matchAll(SETTLED)) {
    if (!letters.has(letter)) continue;
    if (values.has(letter) && values.get(letter) !== value) return null;
    values.set(letter, value);
    first = Math.min(first, index);
    last = index + all.length;
  }
  // "Suppose x = 6. Then y = 4, which fails."
  const opening = Math.max(text.lastIndexOf("\n", first), text.lastIndexOf(". ", first));
  if (isRefused(text.slice(opening + 1)) || ONE_OF_MANY.test(text.slice(opening + 1))) return null;
  // Behind them nothing comes out any more, as "x + y = 5" would.
  if (values.size !== letters.size || /\d/.test(checked(text.slice(last)))) return null;
  return [...values]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([letter, value]) => `${letter} = ${value}`)
    .join(", ");
}
/** Without what checks it. */
const checked = (rest: string) =>
  /^[\s\S]{0,40}(?:check|verif|indeed|✓|✔)/i.test(rest)
    ? ""
    : rest.replace(/\([^()]{0,80}[✓✔][^()]{0,10}\)/g, "");

const RUN =
  /(?:\\(?:text|mathrm)\s?\{\s?(?:or|and)\s?\}|\\[A-Za-z]+|(?<![\p{L}\\])(?:or|and|sin|cos|tan|ln|log|\p{L})(?!\p{L})|[^\p{L}\\]){1,300}$/u;
/** Says what stands behind it: a colon, a verb, and behind an inverted verb the values' name: "also sind die Lösungen 3 und -2". */
const SAYS =
  /(?:[:=]|(?<!\p{L})(?:is|are|have|get|gives?|be|obtain|find|says?|means|son|es|sind|ist|sont|est|sono|è|é|s[ãa]o|zijn|to|są|są:|adalah|là|равны|корни|это|to są|solutions|roots|lösungen|nullstellen|wurzeln|oplossingen|wortels|nulpunten|soluciones|ra[íi]ces|soluções|raízes|soluzioni|radici|racines|решения|rozwiązania|pierwiastki)(?:\s(?:then|therefore|thus|exactly|just|also|somit|daher|folglich|demnach|dus|donc|alors|ainsi|entonces|por tanto|por lo tanto|pues|portanto|então|assim|quindi|dunque|perciò|więc|zatem|тогда|значит|jadi))?|[はが는은]|是|为|為)\s{0,2}$/iu;
/** What denies, doubts or gives a reason right before it. */
const REFUSES =
  /\b(?:not|never|no|if|unless|whether|because|since|when|where|for|(?<!(?:numbers?|reals?|values?|all)\s(?:\$?[a-z]\$?\s)?)with|wrong|reject\w*|between|of|than|neither|except|excluding)\s{1,2}$|n't\s{1,2}$|,\s(?:which is\s)?(?:attained|achieved|reached|obtained)\s[^,]{0,20}\s{1,2}$/i;

/** "所以x = 2": where no spaces part words, a letter of a formula stands right behind them. */
const GLUED = /([\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}])(?=[A-Za-z\\])/gu;
const RESTATES =
  /[,;:(]\s(?:i\.\s?e\.|that is|in other words|d\.\s?h\.|das heißt|es decir|o sea|c'est-à-dire|soit|cioè|ou seja|то есть|т\.\s?е\.|czyli|tj\.|oftewel|d\.w\.z\.|yani|tức là|yaitu),?\s|,?即/iu;

/** The list, the relation or the ratio that the last sentence ends in; null where it ends in neither. */
function endOfSentence(sentence: string, text: string): string | null {
  const raw = withoutMarkup(sentence.replace(GLUED, "$1 ")).trim().split(RESTATES).at(-1)!;
  if (raw === "" || raw.length > 600) return null;
  const language = languageOf(/[^\p{ASCII}]/u.test(raw) ? raw : text);
  const ratio = ratioAtEnd(raw);
  if (ratio !== null) return ratio;
  const whole = withJoiners(withDecimalPoints(raw, language), language).replace(/[\s.!。]+$/, "");
  const said = whole.replace(language === ENGLISH ? WORKS : BEHIND, "");
  const run = RUN.exec(said)?.[0] ?? "";
  const formula = run.replace(/^(?:[\s,:;.)]|(?:or|and)\s)+/, "").trim();
  if (!/\d|\\infty/.test(formula) || !isBalanced(formula)) return null;
  const before = said.slice(0, said.lastIndexOf(formula));
  if (
    REFUSES.test(before) ||
    ONE_OF_MANY.test(before) ||
    isRefused(before) ||
    isRefused(whole.slice(said.length))
  )
    return null;
  const relation =
    (language !== ENGLISH && INTERVAL.test(formula)) || /[<>≤≥∈]|\\(?:[lg]eq?|in|pm)(?![a-z])/.test(formula);
  const named = (formula.match(/(?<![\p{L}\\])\p{L}(?:_\{?\w{1,3}\}?)?\s?=/gu)?.length ?? 0) > 1;
  // A point is no list.
  const outside = formula.replace(/(?:[([]|\\\{)[^()[\]]{0,80}[)\]}]/g, "x");
  const listed = /[;,]\s|\s(?:or|and)\s/.test(outside) && SAYS.test(before.trimEnd());
  if (!relation && !named && !listed) return null;
  // "2x = 12 and x = 6" is a step and what comes of it.
  if (!relation && /\p{L}\s?[-+*/^]|\d\p{L}/u.test(formula.replace(/\\[A-Za-z]+|\s(?:and|or)\s/g, "; ")))
    return null;
  return withSetBraces(formula);
}

/** Brackets that no point has. */
const INTERVAL =
  /^\$?(?:[[\]]|\\langle(?![a-z])|\((?=[^()]*(?:\\infty|\]|\\rangle)))[^()[\]]{1,60}[,;][^()[\]]{1,60}(?:[)[\]]|\\rangle)\$?$/;
/** Verbs behind a list. */
const WORKS =
  /(?<=[\d$)\]}])\s(?:are|is|works?|holds?|satisf(?:y|ies))(?:\s(?:the|both|all|only|it|this|solutions?|roots?|answers?|equation|inequality)){0,4}$/i;
/** Particles and a verb behind a list in other languages. */
const BEHIND = /(?<=[\d$)\]}])\s?(?:\p{L}[\p{L}\p{M}]*\s?){1,3}$/u;

/** Words for "or" and "and" between mathematics in English: of the language, and before "x =" of any. */
function withJoiners(text: string, language: Language): string {
  const anyOr = text.replace(OR_OF_ANY, " or ");
  if (language === ENGLISH) return anyOr.replace(AND_OF_ANY, " and ");
  const or = new RegExp(`(?<=[\\d$)\\]}]\\s?)(?:${language.or})(?=\\s?[-\\d$(\\[\\\\])`, "gu");
  return anyOr.replace(or, " or ").replace(AND, " and ").replace(/ {2,}/g, " ");
}
const OR_OF_ANY = new RegExp(
  `(?<=[\\d$)\\]}]\\s?)(?:${LANGUAGES.map(({ or }) => or).join("|")})(?=\\s?\\$?(?:\\p{L}(?:_\\{?\\w\\}?)?)\\s?(?:[=<>≤≥∈]|\\\\(?:in|[lg]eq?)(?![a-z])))`,
  "gu",
);
const AND_OF_ANY = /(?<=[\d$)\]}]\s)(?:et|und|и|và|dan|ve|و|और)(?=\s[-\d$([\\])/gu;
const AND =
  /(?<=[\d$)\]}]\s?)(?:(?<=\s)(?:y|e|et|und|en|i|и|ve|dan|và|و|और)(?=\s)|和|与|と|와|과|그리고)(?=\s?(?:[-\d$([\\]|\p{L}(?:_\{?\w{1,3}\}?)?\s?[=<>≤≥∈\\]))/gu;

/** Braces and delimiters close; brackets of an interval may turn either way. */
function isBalanced(formula: string): boolean {
  const count = (sign: RegExp) => formula.match(sign)?.length ?? 0;
  return (
    count(/(?<!\\)\$/g) % 2 === 0 &&
    count(/\{/g) === count(/\}/g) &&
    count(/[()[\]]|\\[lr]angle(?![a-z])/g) % 2 === 0
  );
}

/** "red marbles"; "more red" compares. */
const THING = "(?:\\s(?!(?:more|less|fewer|extra|other)\\s)\\p{L}{2,15}){0,4}";
const EVERY = new RegExp(
  `(?:^|(?<!\\bof)\\s)(\\d[\\d.]*)${THING}\\s(?:for|to)\\s(?:every|each)\\s(\\d[\\d.]*)${THING}[.!]?$`,
  "iu",
);
const RATIO =
  /\bratios?\b|Verhältnis|(?<!\p{L})rapport(?:o)?(?!\p{L})|raz[óo]n(?!\p{L})|propor[çc]|raz[ãa]o|отношени|stosun|verhouding|(?<!\p{L})oran[ıi]?(?!\p{L})|tỉ số|tỷ số|rasio|perbandingan/iu;
const TO = "\\s?:\\s?|\\s(?:to|zu|pour|à|a|к|do|op|với|banding|berbanding)\\s";
/** "from 3 to 4", "by 2 to 3", "in the range 3 to 4" */
const CHANGING = "\\b(?:from|by|between|range|within|outside)";
const IS_TO = new RegExp(
  `(?:(?<!${CHANGING})\\s|:)(\\d[\\d.]*)${THING}(?:${TO})(\\d[\\d.]*?)${THING}(?:(?:${TO})(\\d[\\d.]*?)${THING})?[.!]?$`,
  "iu",
);

/** "3 red for every 4 blue", "the ratio of flour to sugar is 3 to 2" as 3:4 and 3:2. */
function ratioAtEnd(sentence: string): string | null {
  const isRatio = RATIO.test(sentence);
  if (!isRatio && !/\s(?:every|each)\s\d/i.test(sentence)) return null;
  const found = EVERY.exec(sentence) ?? (isRatio ? IS_TO.exec(sentence) : null);
  if (!found || mathSegments(sentence).length > 0 || isRefused(sentence) || /\bbut\b/i.test(sentence))
    return null;
  return found
    .slice(1)
    .filter((one) => one !== undefined)
    .join(":");
}
