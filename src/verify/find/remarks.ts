// What an answer in conversation goes on with behind the sentence that concludes: an exclamation ("Drive safely!"), the end
// of a letter, advice, a check, what would be otherwise, the story told again. The text is read without it, where the
// sentence that is last then concludes something. English, as only there such remarks are told from what is stated.
import { ENGLISH } from "../languages/languages.ts";
import { sameNumber } from "../read/values.ts";
import { languageOf } from "../wording/phrases.ts";
import { withDigits } from "../wording/spelled.ts";
import { ANNOUNCES, BY_THE_WAY } from "./afterthought.ts";
import { CONCLUDES, concludesWithin, says } from "./comes-out.ts";
import { numbersIn } from "./made-of.ts";
import { refuses } from "./refusals.ts";
import { sentencesOf } from "./undeclared.ts";

/** So much of the end of a text is looked at, and so many sentences of it are left out at most. */
const TAIL = 1500;
const MOST = 4;
/** Of a longer sentence it is not told what it is for. */
const LONGEST = 300;

/** `text` without the remarks that it ends with. */
export function withoutRemarks(text: string): string {
  if (
    !/[.!]/.test(text.slice(-TAIL)) ||
    ANNOUNCES.test(text) ||
    languageOf(text) !== ENGLISH ||
    refuses(text)
  )
    return text;
  const body = withoutSignature(text).trimEnd();
  const tail = body.slice(-TAIL);
  const sentences = sentencesOf(tail);
  let kept = sentences.length;
  while (kept > 1 && sentences.length - kept < MOST) {
    const length = remarksAtEnd(sentences.slice(0, kept), text);
    if (length === 0) break;
    kept -= length;
  }
  if (kept === sentences.length && body === text.trimEnd()) return text;
  const last = sentences[kept - 1]?.trim() ?? "";
  if (!concludesSomething(last)) return text;
  return body.slice(0, body.length - tail.length + tail.lastIndexOf(last) + last.length);
}

/** How many of the sentences at the end are a remark together: a check may be several. */
function remarksAtEnd(sentences: readonly string[], text: string): number {
  const last = sentences.at(-1)!.trim();
  if (last.length > LONGEST) return 0;
  const own = last.replace(HOLDS, " ").replace(WORTH, " ");
  if (isExclamation(last, text)) return 1;
  if (SUPPOSED.test(own) && !/\b(?:thus|therefore|hence|must)\b/i.test(own)) return 1;
  const before = sentences.slice(0, -1);
  const checks = CHECKS.test(own) && !CORRECTS.test(own);
  if (checks && (HOLDS.test(last) || saysAnyOf(before.at(-1) ?? "", saidIn(own)))) return 1;
  if (STATES.test(own)) return 0;
  // A number that was not there before may be what the text goes on to: "Round it up to 13 buses."
  const known = before.flatMap(saidIn);
  const isNew = saidIn(own).some((value) => !known.some((one) => sameNumber(one, value)));
  if (isNew && !REFERS.test(own)) return 0;
  if (
    !CALCULATES.test(text) &&
    /[.!)]$/.test(own) &&
    (isRequest(own, text) || OTHERWISE.test(own) || BY_THE_WAY.test(own) || JUDGES.test(own))
  )
    return 1;
  if (ADVISES.test(own) || TELLS_AGAIN.test(own)) return 1;
  if (!HOLDS.test(last)) return 0;
  // "To check, double it. That makes 34, as you said."
  const near = sentences.slice(1 - MOST);
  const from = near.findLastIndex((sentence) => CHECKS.test(sentence.trim()));
  return from < 0 ? 0 : near.length - from;
}
const CORRECTS = /\b(?:so|thus|therefore|hence|actually|mistake|wrong|but)\b/i;
/** "Please quote reference 88213", "I hope that leaves time for the bus at 10:15": whose number is none of the problem's. */
const REFERS = /^\W*(?:i hope\b|please quote\b|(?:call|phone|text) (?:me|us|him|her) (?:on|at)\b)/i;

/** The numbers of a sentence, in digits or in words. */
const saidIn = (sentence: string) => numbersIn(withDigits(sentence, "English") ?? sentence);
const saysAnyOf = (sentence: string, numbers: readonly string[]) =>
  saidIn(sentence).some((value) => numbers.some((one) => sameNumber(one, value)));

/** Signs of a text that is no talk alone: formulas, steps, lists. */
const CALCULATES = /[=\\^√|<>_$]|\n[ \t]{0,8}(?:[-*#\d]|step)/i;

/** "Wrap up the roses", "Take an umbrella with you": what somebody is to do, where the first word is no name of the text. */
function isRequest(sentence: string, text: string): boolean {
  const verb = REQUEST.exec(sentence)?.[1];
  return verb !== undefined && text.indexOf(verb) === text.lastIndexOf(verb);
}
const REQUEST =
  /^\W*(?:(?:do|just|please|and)\s)?(?!\p{L}+ing\b)(?!(?:the|an?|s?he|it|they|there|th(?:is|at|ese|ose|us|en)|we|you|i|so|and|but|or|if|when|while|after|before|since|because|as|for|from|in|on|at|by|with|without|of|to|both|each|every|all|half|most|some|its?|their|our|your|my|his|her|now|finally|hence|therefore|together|altogether|one|two|three|four|five|six|seven|eight|nine|ten|add\p{Ll}*|subtract\p{Ll}*|multipl\p{Ll}*|divid\p{Ll}*|tak(?:e|ing)|sum\p{Ll}*|count\p{Ll}*|solv\p{Ll}*)\b)(\p{L}\p{Ll}+)\s(?:the|an?|it|your(?:self)?|my|some|up|out|me|us|him|her|them|this|these|on|off|for|sure|care|not|forget|check|enough)\b/iu;

/** Another time or case than the one asked about. */
const OTHERWISE =
  /^\W*(?:(?:last|next)\s(?:week|month|year|time|season|summer|winter)|tomorrow|yesterday|usually|normally|for any\b|for (?:\p{L}+\s){1,2}(?:people|guests|players|kids)\s(?:i|we|you|they)'d\b|for reference|bonus)\b/iu;
/** What the writer thinks of it. */
const JUDGES =
  /^\W*(?:(?:for an?\s[^,.]{3,40}\s)?that(?:'s|\s(?:is|was))\s(?:\p{L}{3,8}\stimes\s(?:the|as)\b|quite|pretty|rather|not bad|an?\s(?:remarkable|good|great|nice|solid|strong|fine|decent|impressive|bit)|(?:his|her|their|its)\s(?:best|worst))|not bad\b|no\s\p{Ll}+\sthis time|good thing\b|nice\b|i hope\b|what a\b|quite a\b|(?:better|faster|slower|cheaper|more|less|fewer|longer|shorter|far|well|much)\s(?:than|above|below|under|over)\b|poor\b|lucky\b)/iu;

/** "If you'd paid with a twenty instead, you would have been handed more.": of another case to its end. */
const SUPPOSED =
  /^\W*(?!.*\bso (?:the|he|she|it|they|we|there|in|each)\b)(?:(?:if\s[^,.]{0,40}?(?:\bhad\b|'d\b|\bwere\b)|had\s|were\s|(?:even\s)?without\s|even with\s|(?:one|two) more\s\p{L}+\sand\s)[^.;]{3,160}(?:\bwould(?:n't)?\b|\p{L}'d\b)|[^.;]{0,100}(?:\bwould(?:n't)? have\b|\p{L}'d have\b)(?=.*\b(?:instead|if|only|had)\b)|with\s\d[^.;]{0,40}\p{L}'d\s(?:only|still|already|just)\b)/iu;
/** "so it's well worth borrowing one": advice that follows. */
const WORTH =
  /\bso\s(?:it's\s(?:well\s|really\s)?worth|take|bring|don't|plan|you (?:might|may|could|should)|please)\b/gi;

/** What may state another value, whatever it is said along with. */
const STATES =
  /\b(?:so|thus|therefore|hence|actually|in fact|correct(?:ion|ed)?|wrong|mistake|must (?:be|have)|has to be|should(?: be| have)|instead|in total|altogether|together|combined|which (?:makes|leaves|means))\b/i;

/** That a check agrees with what was said. */
const HOLDS =
  /,?\s(?:(?:so|and|which means)\s)?(?:everything|it(?: all)?|that|this|all of it|the (?:numbers?|figures|math))\s(?:all\s|indeed\s|really\s)?(?:adds? up|checks? out|fits?|works?(?: out)?|match(?:es)?|agrees?|holds|is (?:right|fine|consistent))[\s.!]*$|,\s(?:(?:exactly|just|precisely)\s)?(?:what|as|like)\s(?:it should|(?:was |were )?(?:required|given|stated|expected)|(?:you|the (?:problem|question|text|story|exercise|task))\s(?:said|says|told|gave|gives|wrote|asks?|wanted|demands|requires))\b[^,;.\d]{0,30}[\s.!]*$/i;

const CHECKS =
  /^\W*(?:sure enough|(?:you can )?see (?:that )?(?:it|this) (?:fits|works)|put (?:it|that|this|them) (?:back )?in)\b|^\W*(?:and\s)?(?:just\s|simply\s)?(?:(?:if you(?:'d (?:like|rather)| want| wish| care)?\s)?to (?:be (?:sure|certain)|(?:double-?)?check|verify|confirm|test|make sure)\b|let(?:'s| us| me) (?:(?:double-?)?check|verify)\b|you can (?:easily )?(?:(?:double-?)?check|verify|test)\b|(?:double-?)?checking\b|as a (?:quick )?check\b)/i;

/** What to do in daily life, and no step of arithmetic or sum to pay. */
const ADVISES =
  /^\W*(?:please\s(?!note|notice|remember|see)|remember to\s|(?:just\s)?(?:make sure|be sure|try) to\s|don't (?:forget|be late|miss|worry)\b|you (?:may|might) want to\s|(?:preheat|quote|call|text|phone|set (?:your|the|an) (?:alarm|timer|clock)|be there|stop by|come by|drop by)\s)(?!.*(?:[$€£]|\b(?:pay|transfer|send|give|owe|order|buy|use|take)\s(?:me\s|him\s|her\s|them\s|us\s)?(?:the\s|a total of\s|exactly\s)?\d))|\b(?:and|then) you(?:'re| are) (?:all set|good to go)[\s.!]*$/i;

/** What was given, said once more. */
const TELLS_AGAIN =
  /^\W*(?:after all,|as (?:you|the \p{L}{3,12}) (?:said|says|told me|wrote),|(?:you|she|he|they|we|it) (?:started|began)(?: out| off)? with\b(?![^.]*\b(?:left|remain|leaving|still)\b))/iu;

/** An exclamation of a few words without a number and without a name: it wishes, greets or wonders. */
function isExclamation(sentence: string, text: string): boolean {
  const found = EXCLAMATION.exec(sentence);
  if (!found || SAYS_SOMETHING.test(sentence)) return false;
  if (withDigits(sentence, "English") !== null) return false;
  // "Ann has the most!": its first word may be a name.
  return !new RegExp(`(?<!\\p{L})${found[1]}(?!\\p{L})`, "iu").test(
    text.slice(0, text.lastIndexOf(sentence)),
  );
}
const EXCLAMATION =
  /^[^\p{L}\d]{0,3}(\p{Lu}[\p{Ll}']{0,15})(?:[,\s-]{1,2}\p{Ll}[\p{Ll}']{0,15}){0,9}(?:!|\p{Extended_Pictographic}|\ufe0f|\s){1,6}$/u;
const SAYS_SOMETHING =
  /^\W*(?:so|thus|therefore|hence|it|he|she|they|we|there|yes|no|not (?:enough|possible|true|yet)|nobody|none|neither|both|never|always|im\p{L}+|un\p{L}+|true|false|equal\p{L}*|same|even|odd|half|once|twice|option|choice|(?:mon|tues|wednes|thurs|fri|satur|sun)day|north|south|east|west|noon|midnight)(?!\p{L})|(?<!^)\b(?:is|are|was|were|has|wins?|won|more|less|fewer|wrong|wait|actually|mistake)\b/iu;

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
