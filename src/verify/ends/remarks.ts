// An English text without the sentences that state nothing (roles.ts): those behind the sentence that concludes, with a letter's
// end, a heading with nothing left under it and a table that says the same again; and checks and mistakes of others before it.
import { ENGLISH } from "../languages/languages.ts";
import { lastSentence } from "../prose/last-sentence.ts";
import { canonical } from "../read/values.ts";
import { CONCLUDES, concludesWithin, says } from "../sentence/comes-out.ts";
import { sentencesOf } from "../sentence/sentences.ts";
import { concluded } from "../worded/concluded.ts";
import { refuses } from "../worded/refusals.ts";
import { languageOf, withoutMarkup } from "../wording/phrases.ts";
import { withDigits } from "../wording/spelled.ts";
import { ANNOUNCES } from "./afterthought.ts";
import { checkAtEnd, isRefuted, type Role, roleOf, standsApart } from "./roles.ts";

/** So much of the end of a text is looked at, and so many remarks of it are left out at most. */
const TAIL = 1500;
const MOST = 8;

/** Roles that are told for certain, whatever stands before. */
const CERTAIN: readonly Role[] = ["agrees", "refutes", "form", "leaves", "offers"];
/** Roles before which any sentence may stand that states one value. */
const LIKELY: readonly Role[] = ["checks", "supposes"];

/** `text` without the sentences that state nothing. */
export function withoutRemarks(text: string): string {
  if (
    !/[.!|]/.test(text.slice(-TAIL)) ||
    ANNOUNCES.test(text.replace(ANSWERING, " ")) ||
    languageOf(text) !== ENGLISH ||
    refuses(text)
  )
    return text;
  const body = withoutSignature(text).trimEnd();
  const tail = body.slice(-TAIL);
  const sentences = sentencesOf(tail);
  let kept = sentences.length;
  const roles: Role[] = [];
  for (let i = 0; kept > 1 && i < MOST; i++) {
    const { length, role } = remarksAtEnd(sentences.slice(0, kept), text);
    if (length === 0) break;
    roles.push(role);
    kept -= length;
  }
  if (kept === 0) return text;
  const left = body.slice(0, body.length - tail.length + endOf(tail, sentences, kept));
  const goes =
    left !== text.trimEnd() && (concludesSomething(sentences[kept - 1].trim()) || areApart(roles, left));
  return withoutInner(withoutLastClause(goes ? left : text), sentences.slice(0, kept));
}

/** Whether sentences of these roles may be left out behind a sentence that does not conclude in so many words. */
const areApart = (roles: readonly Role[], left: string) =>
  roles.length > 0 &&
  (roles.every((role) => CERTAIN.includes(role)) ||
    (roles.some((role) => LIKELY.includes(role) || CERTAIN.includes(role)) && statesOne(left)));

/** "Many people answer 10 here": that announces nothing. */
const ANSWERING =
  /\b(?:people|students|pupils|others|many|most|some|to|would|might|may)\s(?:\p{L}+\s)?answer\b/giu;

/** Where the last of the sentences that are kept ends in `tail`. */
function endOf(tail: string, sentences: readonly string[], kept: number): number {
  let at = tail.length;
  for (const sentence of sentences.slice(kept - 1).reverse()) at = tail.lastIndexOf(sentence, at);
  return at + sentences[kept - 1].trimEnd().length;
}

/** How many of the sentences at the end state nothing together, and their role. */
function remarksAtEnd(sentences: readonly string[], text: string): { length: number; role: Role } {
  const rows = tableAtEnd(sentences);
  if (rows > 0) return { length: rows, role: "agrees" };
  if (HEADING.test(sentences.at(-1)!)) return { length: 1, role: "agrees" };
  const role = roleOf(sentences, text);
  if (role !== "states") return { length: 1, role };
  return { length: checkAtEnd(sentences), role: "checks" };
}
/** "## What about mistakes?" */
const HEADING = /^\s*#{1,6}\s[^=\d]{1,80}$/;

/** How many rows a table at the end has, where it gives one result for several ways; 0 where it ends otherwise. */
function tableAtEnd(sentences: readonly string[]): number {
  const length = sentences.length - 1 - sentences.findLastIndex((line) => !/^\s*\|.*\|\s*$/.test(line));
  if (length < 4) return 0;
  const results = sentences.slice(-length).map((line) => line.split("|").at(-2)?.trim() ?? "");
  const values = new Set(results.slice(2).map((cell) => canonical(withoutMarkup(cell))));
  return values.size === 1 && /\d/.test(results.at(-1)!) && length < sentences.length ? length : 0;
}

/** "So 63 remain; some pupils subtract the wrong way and get 77.": without a mistake of others at the end of the sentence. */
function withoutLastClause(text: string): string {
  const at = Math.max(text.lastIndexOf("; "), text.lastIndexOf(" - "));
  return at > 0 && text.length - at < LONGEST_CLAUSE && isRefuted(text.slice(at + 2).trim())
    ? `${text.slice(0, at)}.`
    : text;
}
const LONGEST_CLAUSE = 200;

const statesOne = (text: string) => concluded(text) !== null || lastSentence(text)?.others.length === 0;

/** Without checks and mistakes of others between what is stated. */
function withoutInner(text: string, sentences: readonly string[]): string {
  return sentences.slice(0, -1).reduce((own, sentence, i) => {
    if (!/\d/.test(sentence) || !standsApart(sentence.trim(), sentences[i - 1] ?? "")) return own;
    const at = own.lastIndexOf(sentence);
    return at < 0 ? own : own.slice(0, at) + own.slice(at + sentence.length).trimStart();
  }, text);
}

/** "Kind regards,", and a name under it. */
const SIGNATURE =
  /\n[ \t]*(?:(?:kind|kindest|best|warm|warmest|many)\s(?:regards|wishes|thanks)|regards|sincerely(?:\syours)?|yours(?:\s(?:sincerely|truly|faithfully))?|cheers|all the best|with (?:best|kind) (?:regards|wishes)|love)[,!.]?[ \t]*(?:\n[ \t]*[^\n\d=]{1,50}){0,3}\s*$/i;
const withoutSignature = (text: string) => {
  const at = text.length > 400 ? text.length - 400 : 0;
  const found = SIGNATURE.exec(text.slice(at));
  return found ? text.slice(0, at + found.index) : text;
};

/** A number, or a name, that the sentence says in so many words to come out. */
function concludesSomething(sentence: string): boolean {
  const said = withDigits(sentence, "English") ?? sentence;
  const concludes = CONCLUDES.test(said) || concludesWithin(said) || COMES_TO.test(said);
  return (
    (REASONED.test(said) && ENDS_IN_DAY.test(said)) ||
    (concludes && /\d|\s\p{Lu}\p{Ll}|\b(?:noon|midnight)\b/u.test(said.slice(1))) ||
    (/\d/.test(said) && (REASONED.test(said) || says(said)))
  );
}
/** "…, which makes twelve", "…, leaving 3", "… and that makes x 7/3", "That's 1250 oranges" */
const COMES_TO =
  /(?:^\W*|[,;:-]\s(?:and\s)?|\sand\s)(?:which\s(?:makes|leaves|means|gives|puts|brings|takes|sets|is to say|comes to|works out)|ends? up|that(?:'s|\s(?:makes|leaves|gives|means|is))|leaving|making|giving|in (?:the end|all|total)|altogether|put together)(?!\p{L})|\stherefore\s|\b(?:has to|must) be\s|\boutnumber/iu;
const ENDS_IN_DAY = /\s(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day[\s.!]*$/;
/** "Since they share it, each gets 23.", "If it takes 2 hours, it'll be over at 4:30." */
const REASONED = /^\W*(?:since|because|as|if)\s[^.;]{3,200},\s(?!\d)[^.;]{0,160}(?:\d|day[\s.!]*$)/i;
