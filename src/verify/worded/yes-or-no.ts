// Where a text answers yes or no, true or false: "No, 91 is not prime, because 91 = 7 × 13", "The statement is false: take
// n = 4", "51 is divisible by 3, so yes". Its numbers are reasons then, but for what it corrects or concludes.

import type { Language } from "../languages/language.ts";
import { ENGLISH } from "../languages/languages.ts";
import { valuesIn } from "../read/values.ts";
import { isCircumstance } from "../sentence/circumstances.ts";
import { CONCLUDES, IS_VALUE, SAYS } from "../sentence/comes-out.ts";
import { type FinalAnswer, plainly } from "../sentence/found.ts";
import { saysValue } from "../sentence/sentence.ts";
import { sentencesOf } from "../sentence/sentences.ts";
import { LEFT, languageOf, RIGHT, words } from "../wording/phrases.ts";
import { CONDITION, contradicts, REPLIES, TRUTHS } from "../wording/replies.ts";

const LONGEST = 2000;

/** "Yes, …", "No. …"; not "No. 5 of them", "No. of hats". */
const OPENS = new RegExp(
  `^[\\s*_"]{0,6}(${REPLIES})[*_]{0,3}(?: ?[,:;]| (?=-{1,2} )|\\.(?![\\s*_]*(?:of\\b|\\d[^=]*$)))[\\s*_]*(?=\\S)`,
  "iu",
);
/** "…, so yes." */
const ENDS = new RegExp(`^[,:\\s*_]*(${REPLIES})[.!\\s*_]*$`, "iu");

const STATEMENT =
  "statement|claim|assertion|proposition|conjecture|afirmaci[óo]n|proposici[óo]n|afirma[çc][ãa]o|affirmation|aussage|behauptung|affermazione|proposizione|утверждение|stwierdzenie|bewering|stelling|pernyataan|mệnh đề|ifade|önerme|命题|命題|说法|說法|主張|명제|العبارة|कथन";
/** "The statement is false" */
const OF_STATEMENT = new RegExp(
  `^[^,;.:\\d]{0,30}(?:${STATEMENT})(?:\\sthat\\s[^,;.:]{1,100})?(?:(?:\\s[^\\s\\d]{1,12}){0,2}\\s|[是为為はが은는이가])(${TRUTHS})(?:입니다|です)?${RIGHT}(?:(?!\\s+(?:for|in|when|on|f[üu]r|para|pour|per)\\s)\\s[^,;.:\\d]{0,40})?[*_]*(?:[.,;:!]\\s*|$)`,
  "iu",
);

/** Without one of these no text replies. */
const ANY = new RegExp(`${REPLIES}|${STATEMENT}`, "iu");

/** What takes the reply back: "No, wait, it's 5". */
const TAKES_BACK =
  /^(?:(?:wait|actually|sorry|hold on|hang on|hmm|oops|espera|perd[óo]n|moment|warte|attends|aspetta|подожди)(?!\p{L})|等|抱歉|待って|잠깐)/iu;
/** "Yes, let me help you": talk. */
const TALKS = /^(?:let'?s|let (?:me|us)|(?:i|we)(?:'ll| (?:can|will|would))|sure|of course)\b/i;
/** What makes a reply hold in some cases only. */
const ONLY = new RegExp(
  `${LEFT}(?:only|unless|except|but|provided|nur|aber|außer|sauf|seulement|mais|solo|sólo|pero|salvo|somente|mas|ma|только|но|ale|alleen|maar)${RIGHT}|只|但|だけ|만\\s`,
  "iu",
);

/** What a text answers that opens or ends with yes or no; null where it does not, or only on a condition. */
export function replied(text: string): FinalAnswer | null {
  if (text.length > LONGEST || !/\d/.test(text) || !ANY.test(text)) return null;
  const language = languageOf(text);
  const opening = replyAt(text, language);
  if (opening) return opening;
  const sentences = sentencesOf(text);
  const last = sentences.at(-1) ?? "";
  // "Or is it 2^9? No: …": the text answers itself.
  const closing = last === text || /\?\W*$/.test(sentences.at(-2) ?? "") ? null : replyAt(last, language);
  if (closing?.others.length === 0) return closing;
  const so = conclusionOf(last, language)?.replace(WITH_FEELING, "");
  const concluded = so === undefined ? null : replyAt(so, language);
  if (concluded?.others.length === 0) return concluded;
  const word = ENDS.exec(so ?? last)?.[1];
  return word ? plainly({ answer: word, from: "the reply at the end" }) : null;
}

/** "He is $3 short, so sadly no, he can't buy it." */
const WITH_FEELING =
  /^[,\s]*(?:(?:sadly|unfortunately|alas|luckily|fortunately|happily|indeed|clearly|in short)[,\s]+)?/i;

/** What stands behind the last word for a conclusion; null where a sentence has none. */
function conclusionOf(sentence: string, language: Language): string | null {
  const so = [...sentence.matchAll(words(language).so)].at(-1);
  return so ? sentence.slice(so.index + so[0].length) : null;
}

/** The reply that a text opens with, beside the value that it states as well. */
export function replyAt(text: string, language: Language): FinalAnswer | null {
  if (text.length > LONGEST) return null;
  const opened = text.trim().replace(words(language).opening, "");
  const reply = OPENS.exec(opened);
  const found = reply ?? OF_STATEMENT.exec(opened);
  if (!found) return null;
  const rest = opened.slice(found[0].length).replace(/^-{1,2}\s+/, "");
  const [first = ""] = sentencesOf(rest);
  const back = TAKES_BACK.exec(first);
  const corrected = valueSaid(back ? first.replace(/^[^,.]*[,.]\s*/, "") : first, language);
  if (back || (corrected !== null && (IS_NO.test(found[1]) ? IS : ALONE).test(first)))
    return corrected === null ? null : plainly({ answer: corrected, from: "the correction" });
  if (TALKS.test(first)) return null;
  const [reason] = first.matchAll(words(language).explains);
  const clause = first.slice(0, reason?.index).replace(/[;:]\s.*$/s, "");
  // A whole sentence holds without what the next one says, but for an exception.
  const stopped = !reply || /\.[\s*_]*$/.test(found[0]);
  const said = stopped ? /^\S*/.exec(first)![0] : `${clause} ${reason?.[0] ?? ""}`;
  if (ONLY.test(said)) return null;
  const others = statedIn(rest, clause, stopped, language);
  // A short text may not tell its language; "se" is a pronoun in some.
  const opens = /^(?!se\s)\p{L}+/iu.exec(clause)?.[0] ?? "";
  if (!stopped && (words(language).condition.test(said) || CONDITION.test(opens)))
    return others.length > 0 ? null : plainly({ answer: `${found[0]}${first}`, from: "the reply" });
  if (contradicts(found[1], clause) || EQUATION.test(clause)) others.push(clause);
  const last = IS_RIGHT.test(first) ? valuesIn(rest).at(-1) : undefined;
  if (last) others.push(last.result);
  return plainly({ answer: found[1], from: "the reply", others: [...new Set(others)] });
}
const IS_NO = /^no$/i;
/** "Yes, we get x = 14": a value in a formula. */
const EQUATION = /^(?:(?:so|thus|then|we (?:get|have|find))\s)?[\\($]{0,3}[a-z]\s?=\s?\S{1,20}$/i;
/** "That's wrong": of an answer given before, or of a statement. */
const IS_RIGHT =
  /^(?:that|this|it)(?:'s|\s(?:is|was))(?:n't|\snot)?\s(?:quite\s)?(?:right|correct|wrong|true|false|incorrect)\b/i;
const VALUE =
  "(?:(?:only|exactly|just)\\s)?[$€£]?-?\\d[\\d.,/]*%?(?:\\s(?!(?:is|are|was|were|has|have|does|can|divides)(?:n't)?\\s)\\p{L}+){0,2}[.!]?\\s*$";
/** "5 apples", "it's 5 apples" */
const ALONE = new RegExp(`^${VALUE}`, "iu");
const IS = new RegExp(
  `^(?:(?:it|that|this|there)(?:'s|\\s(?:is|are|was|were|should be|must be|would be|makes))\\s)?${VALUE}`,
  "iu",
);

/**
 * The values that stand behind a reply and are no reasons of it: in its own clause, behind its colon, in a conclusion. Behind
 * a stop only what says what something is: "No. The sum is 5."
 */
function statedIn(rest: string, clause: string, stopped: boolean, language: Language): string[] {
  // "Yes, they'll make it. …, so they use 36 litres.": what is replied is said, and what is calculated is why.
  const later = REPLIES_FULLY.test(clause) ? [] : sentencesOf(rest);
  const conclusions = later.flatMap(
    (sentence) =>
      conclusionOf(sentence, language)?.replace(/^[,\s]+/, "") ?? (CONCLUDES.test(sentence) ? sentence : []),
  );
  const behind = /:\s([^:=]*)$/.exec(rest)?.[1] ?? "";
  const own = stopped && !IS_VALUE.test(clause) ? "" : clause;
  return [own, behind, ...conclusions].flatMap((part) => valueSaid(part, language) ?? []);
}

/** Somebody or something, and what they do or can: a reply in full. */
const REPLIES_FULLY =
  /^(?:(?:he|she|they|it|\p{Lu}\p{L}+|the(?:ir)?\s\p{Ll}+)(?:'ll\s|\s(?:will|won't|can|can't|cannot|could|does|doesn't|do|don't|(?:has|have)\s(?:enough|sufficient)|fits?)(?!\p{L})))[^\d]*$/u;

/** The value that a clause says of something or is. */
function valueSaid(clause: string, language: Language): string | null {
  const values = valuesIn(clause);
  const [value] = values;
  if (value === undefined) return null;
  const [before, behind] = [clause.slice(0, value.start), clause.slice(value.end)];
  const short =
    values.length === 1 &&
    !clause.includes("=") &&
    /^(?:[\p{L}\p{M}']+\s?){1,2}$/u.test(before) &&
    !(
      words(language).not.test(before) ||
      words(language).within?.test(before) ||
      isCircumstance(clause, value)
    ) &&
    /^(?:\s?[\p{L}\p{M}]+){0,2}[.!]?\s*$/u.test(behind);
  const english =
    language === ENGLISH &&
    (saysValue(clause) || IS_VALUE.test(clause) || SAYS.test(clause) || SAYS_OF.test(clause));
  if (!(short || english || IS.test(clause))) return null;
  return (IS_VALUE.test(clause) ? values.at(-1)! : value).result;
}
/** "8 is larger" */
const SAYS_OF = /^\$?\d[\d.,]*\s(?:is|was)\s(?:the|more|less|right|correct|[a-z]{2,12}er)\b/i;
