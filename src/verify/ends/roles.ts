// What a sentence at the end of an English text is for. Only what states something can be the answer; with it go a check, another
// method that agrees, what would be, a mistake that others make, what is left over, a remark on the form of the answer, advice,
// an offer, an exclamation and the story told again.

import { BY_THE_WAY } from "../prose/beside-conclusion.ts";
import { sameNumber } from "../read/values.ts";
import { numbersIn } from "../sentence/made-of.ts";
import { listedNames } from "../worded/picked.ts";
import { withDigits } from "../wording/spelled.ts";
import { isOffer } from "./closings.ts";

export type Role =
  | "states"
  | "checks"
  | "agrees"
  | "supposes"
  | "refutes"
  | "leaves"
  | "form"
  | "advises"
  | "offers"
  | "exclaims"
  | "tells again";

/** Of a longer sentence it is not told what it is for. */
const LONGEST = 300;

/** What the last of `sentences` is for in `text`. */
export function roleOf(sentences: readonly string[], text: string): Role {
  const last = sentences.at(-1)!.trim();
  if (last.length > LONGEST) return "states";
  const own = last.replace(HOLDS, " ").replace(WORTH, " ");
  const before = sentences.slice(0, -1);
  const previous = before.at(-1)?.trim() ?? "";
  if (isExclamation(last, text)) return "exclaims";
  if (isRefuted(own)) return "refutes";
  if (isDenied(own, previous)) return "refutes";
  if (isOneShort(own, previous)) return "leaves";
  if (IN_TIME.test(own) && !saysAnyOf(before.join(" "), saidIn(own)) && saidIn(previous).length > 0)
    return "leaves";
  if (isOffer(last)) return "offers";
  if (isOffer(previous) && !AS_ASKED.test(`${previous} ${own}`) && IN_THAT_CASE.test(own)) return "offers";
  if (
    EXAMPLE.test(own) ||
    (/infinite/i.test(previous) && CHOOSES.test(own) && !RESTRICTS.test(own)) ||
    (SUPPOSED.test(own) && !/\b(?:thus|therefore|hence|must)\b/i.test(own) && !AS_ASKED.test(own))
  )
    return "supposes";
  if (checks(last, previous)) return "checks";
  if (OF_METHODS.test(own) && !COMES_TO_VALUE.test(own)) return "agrees";
  // A number that was not there before may be what the text goes on to: "Round it up to 13 buses."
  const known = before.flatMap(saidIn);
  const isNew = saidIn(own).some((value) => !known.some((one) => sameNumber(one, value)));
  if (OF_FORM.test(own) && !own.includes("=") && before.length > 0 && repeatsDigits(own, before))
    return "form";
  if (isLeftOver(own, before) || isOfTheRest(own, previous)) return "leaves";
  if (STATES.test(own) || (isNew && !REFERS.test(own))) return "states";
  const talks = !CALCULATES.test(text) && /[.!)]$/.test(own);
  if (talks && (isRequest(own, text) || OTHERWISE.test(own) || BY_THE_WAY.test(own) || JUDGES.test(own)))
    return "advises";
  if (ADVISES.test(own)) return "advises";
  return TELLS_AGAIN.test(own) ? "tells again" : "states";
}

/** A check that repeats a number of the sentence before it, or says that it agrees. */
function checks(last: string, previous: string): boolean {
  const own = last.replace(HOLDS, " ").replace(WORTH, " ");
  return (
    CHECKS.test(own) &&
    !CORRECTS.test(own) &&
    !FAILS.test(own) &&
    (HOLDS.test(last) || saysAnyOf(previous, saidIn(own)))
  );
}

/** Whether a sentence is a check or a mistake of others, which are no part of the story wherever they stand. */
export const standsApart = (sentence: string, previous: string) =>
  sentence.length < LONGEST && (isRefuted(sentence) || checks(sentence, previous));

/** How many of the sentences at the end are one check together: "To check, double it. That makes 34, as you said." */
export function checkAtEnd(sentences: readonly string[]): number {
  if (!HOLDS.test(sentences.at(-1)!.trim())) return 0;
  const near = sentences.slice(-MOST_OF_CHECK);
  const from = near.findLastIndex((sentence) => CHECKS.test(sentence.trim()));
  if (from < 0) return 0;
  const stated = sentences
    .slice(0, sentences.length - near.length + from)
    .slice(-2)
    .flatMap(saidIn);
  const group = near.slice(from);
  const fails = group.some(
    (sentence, i) =>
      FAILS.test(sentence) ||
      Array.from(sentence.matchAll(i === 0 ? TRIED : SAID_INSTEAD), ([, one, other]) => one ?? other).some(
        (tried) => !stated.some((one) => sameNumber(one, tried)),
      ),
  );
  return fails ? 0 : group.length;
}
const MOST_OF_CHECK = 4;
/** "To check, the bat would cost 1.10. With 5 cents it works.": what was stated did not pass, or another value did. */
const FAILS =
  /\b(?:but|yet|not|wait|we (?:need|want)|should be|must be|wrong|too (?:many|much|few|little))\b|n't\b/i;
const TRIED_VALUE =
  /\b(?:with|try(?:ing)?|take|taking|if (?:it|he|she|there) (?:is|were|had|has))\s[$€£]?(\d[\d.]*)/;
const TRIED = new RegExp(TRIED_VALUE, "gi");
/** "16 coins are 4 rows", "Ann is 8", "a width of 8 gives 34": behind the first sentence of a check. */
const SAID_INSTEAD = new RegExp(
  `${TRIED_VALUE.source}|^\\W*(?:\\p{L}\\s=\\s|(?!that\\b|this\\b|it\\b)\\p{L}+\\s(?:is|has|are)\\s|an?\\s\\p{L}+\\sof\\s)?[$€£]?(\\d[\\d.]*)`,
  "giu",
);

/** "Most people say 21 here", "A common mistake is to add them, which gives 18." */
export const isRefuted = (own: string) =>
  (OTHERS_SAY.test(own) || OF_MISTAKES.test(own)) && !GOES_ON.test(own);
const PEOPLE =
  "(?:most|many|some|several|other|a few|a lot of|lots of|plenty of)\\s(?:people|students|pupils|kids|children|learners|others|folks|solvers|of us|readers|beginners|test takers)|(?:most|many|some|others|people|students)";
/** What others come to, where it is said of an answer: in a story "Some children get 3". */
const OTHERS_SAY = new RegExp(
  `^\\W*(?:${PEOPLE})\\s(?:(?:here|often|may|might|would|will|could|first|mistakenly|wrongly|instinctively|quickly|simply|just)\\s){0,3}(?:(?:say|answer|guess|reply|blurt|jump|overlook|misread|forget)\\b|[^.;]{3,200}\\b(?:mistake|error|wrong|wrongly|incorrect|forget\\w*|forgot|overlook\\w*|misread\\w*|confus\\w+|trap|not (?:right|correct|true)|tempt\\w+)\\b)`,
  "i",
);
const OF_MISTAKES =
  /^\W*(?:(?:and|but)\s)?(?:(?:the|an?|one)\s(?:\p{L}+\s){0,2}(?:mistake|error|trap|pitfall|misconception|slip|wrong (?:answer|turn|guess))s?\s(?:here\s)?(?:is|are|would be|comes?|lies?)|(?:it(?:'s|\s(?:is|would be|may be|might be))|it can be)\s(?:very\s|so\s)?(?:tempting|easy|natural|common)\sto\s(?:say|think|answer|add|subtract|forget|assume|take|guess|confuse|stop|conclude|multiply|divide|count|use|overlook|mix)|(?:you|one|we)\s(?:might|may|could)\s(?:be (?:tempted|inclined)|think|guess|say|expect|have thought)|(?:be careful|beware|careful|watch out|take care|don't|do not|never)\s(?:not\s(?:to\s)?|of\s|to\s)?(?:be (?:fooled|tempted|misled)|fall|confuse|mix|stop|answer|say))(?!\p{L})/iu;
/** It says itself what is right. */
const GOES_ON =
  /\b(?:so|thus|therefore|hence|actually|in fact|in truth|really|correct (?:answer|value|result|number|one)|right (?:answer|value|result|number|one)|instead,|this is|making (?:it|that|this|the)|(?<!\bnot\s)(?<!n't\s)(?:is|be|are|was|were)\s(?:right|correct|true)|(?:problem|question|text) (?:wants|asks|says))\b|[;:]\s[^.;]{0,60}\d|,\s(?:but|yet|though)\s[^.;]{0,80}\d|\b(?:with which|which (?:brings|raises|takes|lowers) (?:it|that|this|the))\b|\b(?:and|with)\s(?:[^.;,\d]{1,40}\s)?(?:it|that|this|the\s\p{L}+)(?:'s|\s(?:is|was|comes|makes))\b[^.;]{0,40}\d/iu;

/** "In that case you'd get by with 4.": behind an offer. */
const IN_THAT_CASE =
  /^\W*(?:in that case|if so|then|that way|with (?:those|them|that)|for (?:those|that|them))\b.*(?:\b(?:would|could)\b|'d\b)/i;
/** "as required", "that is what was asked": no other case than the one in question. */
const AS_ASKED =
  /\b(?:asked|(?:that |which |as )(?:you|we|he|she|they|is) (?:needs?|needed|wants?|wanted)|(?:as|the) (?:question|problem|story|text|exercise|task)|as (?:required|requested|given|stated|wanted))\b/i;
/** "For example x = 0 or x = 10." */
const EXAMPLE =
  /^\W*(?:for (?:example|instance)|e\.g\.|an example (?:is|would be))\b(?!.*\b(?:so|thus|therefore|hence|take|consider|suppose|let|imagine|assume|if)\b)/i;

/** "You can pick x = 1, x = 2 or anything else.": of endlessly many. */
const CHOOSES =
  /^\W*(?:you|one|we)\s(?:can|could|may|might)\s(?:just\s)?(?:pick|choose|take|try|plug in|use|put)\b/i;

/** "and only x = 2 is prime": one of them is the answer. */
const RESTRICTS =
  /\b(?:only|conditions?|leaves?|leaving|must|but|however|so|smallest|largest|least|greatest)\b/i;

/** "Both methods agree", "The second one is handy for numbers that end in 8": what is said of ways to solve it. */
const OF_METHODS =
  /^\W*(?:(?:and|as you can see|you see|see|notice(?: that)?|note(?: that)?),?\s)?(?:(?:both|either|all|these|the two|the three|the|each)\s(?:\p{L}+\s)?(?:methods?|ways?|approach(?:es)?|strateg(?:y|ies)|solutions|calculations)(?=\s(?!to\b))|(?:method|way|approach|strategy)\s(?:[1-9]|one|two|three|[ABC])(?=\s)|the (?:first|second|third|other|last|latter|former) (?:(?:method|way|approach|strategy)|(?:one )?(?:is|may be|might be|can be) (?:\p{L}+\s)?(?:handy|useful|quick(?:er)?|eas(?:y|ier)|short(?:er)?|neat(?:er)?|nice(?:r)?|practical|convenient|helpful|safer|simpler|clearer))\b|either way\b|both (?:agree|match|give the same|lead to the same|work)|(?:use|pick|choose) (?:whichever|the (?:one|method)(?:\s(?:that|which))?\s(?:you|suits|feels|works|makes)))/iu;
/** "Both methods give 54." */
const COMES_TO_VALUE =
  /\b(?:so|thus|therefore|hence)\b.*\d|\b(?:gives?|giving|leads? to|lead us to|get|gets|arrives? at|comes? to|end(?:s|ed)? up (?:with|at)|yields?|produces?|shows?|makes?|takes?|needs?|costs?|has|uses?|counts?|leaves?|agree (?:on|that)|results? in)\b[^.;]{0,60}\d|\b(?:is|are|have|find)\s(?:[\s$*(\\]{0,6}\p{L}\s?[=<>≤≥]\s?)?[\s$€£*(\\+-]{0,6}\d|:\s[^.;]{0,40}\d/iu;

/** "Since 7 and 12 share no common factor": of the number 7/12 that was there before. */
const repeatsDigits = (own: string, before: readonly string[]) => {
  const known = new Set(before.join(" ").match(/\d+/g));
  return (own.match(/\d+/g) ?? []).every((digits) => known.has(digits));
};
/** "The fraction is already in lowest terms", "7/12 cannot be simplified any further." */
const OF_FORM =
  /\b(?:(?:is|are|it's|that's|was)\s(?:\p{L}+\s){0,2}?(?:in\s(?:its\s|their\s|the\s)?(?:lowest|simplest|most reduced|fully reduced|reduced|simplified|smallest)\s(?:possible\s)?(?:terms?|form)|(?:fully|completely|already)\s(?:simplified|reduced|factored|irreducible)|irreducible)|(?:can(?:not|'t| not)|could not|couldn't)\s(?:be\s)?(?:simplif\w+|reduced?|cancel\w*|factor\w*)|(?:no|nothing)\s(?:further\s|more\s|else\s|left\s)?(?:simplif\w+|reduction|to (?:simplify|cancel|reduce))|(?:share|have|has) no common (?:factors?|divisors?))/iu;

/** "With 8 buses there are 216 seats, which leaves 4 empty seats.": what the answer leaves over, where things are counted out. */
const isLeftOver = (own: string, before: readonly string[]) =>
  OVER.test(own) &&
  !FALLS_SHORT.test(own) &&
  !before.some((sentence) => IS_OVER.test(sentence)) &&
  NEEDS.test(before.at(-1) ?? "") &&
  saysAnyOf(before.at(-1)!, saidIn(own).slice(0, 1));
/**
 * "Let's make sure that n = 13 does not work: 13 · 12 / 2 = 78": another value than the one stated before, which is denied, and
 * nothing that comes of it.
 */
function isDenied(own: string, previous: string): boolean {
  const found = DENIED.exec(own);
  if (found === null || STATES.test(own) || WORKS.test(own) || DEMANDS.test(previous)) return false;
  const other = found[1];
  const rest = own.slice(found[0].length);
  // "13 will not fit, 11 will be enough": more than why it is denied.
  if (SUFFICES.test(rest) || (saidIn(rest).length > 0 && !GIVES_REASON.test(rest))) return false;
  const stated = saidIn(previous);
  return stated.length > 0 && !stated.some((value) => sameNumber(value, other));
}
const CHECKED =
  "(?:(?:let(?:'s| us)|(?:we|you|one) (?:can|could|should|may))\\s(?:also\\s|now\\s|just\\s|quickly\\s)?(?:make sure|(?:double-)?check|verify|confirm|see|note)\\s(?:that\\s|whether\\s|if\\s|why\\s)?|(?:indeed|also|note|notice|observe|checking),?\\s(?:that\\s)?)?";
const DENIED = new RegExp(
  `^\\W*${CHECKED}(?:(?:a|the)\\s(?:\\p{L}+\\s){1,2}(?:of\\s)?)?(?:\\$|\\\\\\(\\s?)?(?:[a-z]\\s?=\\s?)?(-?\\d[\\d.]*)(?:\\$|\\s?\\\\\\))?\\s(?:\\p{L}+\\s)?(?:(?:(?:does|would|will|can|could|is)(?:n't|\\snot)|cannot)\\s(?:be\\s)?(?:a\\s|an\\s|the\\s)?(?:work|fit|hold|satisfy|solve|do|right|correct|solution|possible|enough)|fails)(?!\\p{L})`,
  "iu",
);
const WORKS = /\b(?:works|fits|satisfies|holds|either)\b/i;
/** Behind what is denied, up to the end: how it was calculated, or why it is denied, and no clause of its own behind that. */
const GIVES_REASON =
  /^\W{0,4}(?::|[,\s]\s?(?:since|because|as)\s)[^,;]{0,160}(?:,\s(?:not|which is not|and not)\s[^,;]{0,40})?$/i;
/** What else will do, or how far it is from that. */
const SUFFICES =
  /\b(?:need\w*|want\w*|requir\w*|ask\w*|enough|suffic\w*|will do|do|does(?!n't| not)|is[.!]?$|are[.!]?$|less|more|fewer|lack\w*|missing|short|best|better|right|correct|answer|solution|smallest|largest|choose|take|use)\b/i;
/** "We need n = 12.": what is looked for, or what came out. */
const DEMANDS = /^\W*(?:so\s)?(?:we|you|one)\s(?:need|want|require)s?\s\W{0,3}[a-z]\s?=/i;

/** "You need 14 buses. 13 of them hold only 585 people, so the last 20 need one more.": why one less of what is needed is too few. */
function isOneShort(own: string, previous: string): boolean {
  const less = ONE_LESS.exec(own)?.[1];
  if (less === undefined || !TOO_FEW.test(own) || GOES_ON_TO.test(own) || ANOTHER_CLAUSE.test(own))
    return false;
  const [needed, ...more] = saidIn(previous);
  if (more.length > 0 || Number(less) !== Number(needed) - 1) return false;
  const comes = /\b(?:so|thus|therefore|hence|then)\b(.*)$/i.exec(own)?.[1];
  return (
    (NEEDS.test(previous) || /\btakes?\b/i.test(previous)) && (comes === undefined || ONE_MORE.test(comes))
  );
}
const ONE_LESS =
  /^\W*(?:because\s|since\s)?(?:with\s|using\s)?(?:only\s|just\s)?(\d{1,9})(?!\d|[.,]\d)(?=\s)/i;
/** What so many hold or are enough for, and not what they are like: "7 are not fresh", "9 is just the number of gaps". */
const TOO_FEW =
  /\b(?<!\b(?:is|are|was|were)\s)(?:only|just|at most|no more than)\s(?:\p{L}+\s){0,2}\d|\b(?:too few|not enough|(?:is|are|would)n't (?:be )?enough|not be enough|(?:not|n't|cannot) (?:be )?(?:hold|carry|carries|fit|seat|suffice|cover|take|reach|do)\b)/iu;
/** ", and 15 are the best choice" */
const ANOTHER_CLAUSE = /,\s(?:(?:and|but|while|whereas)\s|\d)|;\s/i;
/** What is left or is missing with one less may be asked for. */
const GOES_ON_TO = /\b(?:but|actually|wrong|instead|left|over|spare|empty|remain\w*|missing|short)\b/i;
const ONE_MORE =
  /^(?!.*\b(?:two|three|four|five|\d+) more\b).*\b(?:one more|another(?: one)?(?!\s(?:\d|two|three|four|five|six|seven|eight|nine|ten|dozen|half))|an?(?:other)? (?:extra|additional|further|\d{1,9}(?:st|nd|rd|th)))\b/i;

/**
 * "This means that they can take the bus at 4:00 PM and will not be late.": what is early or enough for something that was given,
 * where that is caught or begins. "They get to the station at 4:00 PM" is a time that comes out.
 */
const IN_TIME =
  /^\W*(?:this|that)\smeans\s(?:that\s)?(?=.*\b(?:not be late|(?:won't|isn't|aren't) (?:be )?late|(?:in|on) time|in good time|early enough|not miss|won't miss|(?:enough|plenty of) time)\b)(?!.*\b(?:so|but|earliest|latest|next|first|last|arriv\p{L}*|reach\p{L}*|(?:get|come|go|walk|drive|return|make it|back)s? (?:to|at|there|home|in|back)|got|came|(?:is|are|be) (?:at|there|home|back|done|over|finished|ready)|finish\p{L}*|ends?|lands?|returns?|leaves? (?!at\b))\b)[^.;\d]{3,60}\b(?:catch(?:es)?|takes?|boards?|attends?|watch|see|miss|for)\s(?:the|her|his|their|its)\s(?:\p{L}+\s){1,3}(?:(?:that\s)?(?:starts?|begins?|leaves?|departs?|goes)\s)?at\s\d{1,2}[:.]?\d{0,2}(?:\s?[ap]\.?m\.?)?(?:\s[^.;\d]{0,60})?[.!]?$/iu;

/** What the text speaks of before it may be what is asked: "How many chairs stay free?" */
const IS_OVER = /\b(?:left(?:[ -]?over)?s?|spare|empty|unused|free|remain\w*|change)\b/i;
/** "Everybody else, including Bert, lost a point.": behind a list of names. */
const isOfTheRest = (own: string, previous: string) =>
  (THE_REST.test(own) || (CANNOT.test(own) && !previous.includes(CANNOT.exec(own)![1]))) &&
  !/\d|\b(?:so|but|also|too|as well|actually|wrong|not|both|and so)\b/i.test(own) &&
  listedNames(previous) !== null;
const THE_REST =
  /^\W*(?:every(?:body|one) else|no(?:body| one) else|(?:all\s|each of\s)?(?:the\s)?(?:others|other\s\p{L}+s|rest|remaining))\b/iu;
/** "Eli has to work.": why somebody is none of those in the list. */
const CANNOT =
  /^\W*(\p{Lu}\p{Ll}+)\s(?:has to|can't|cannot|couldn't|didn't|doesn't|won't|missed|failed|stays|is (?:ill|sick|away|out|busy))\b(?!.*\byet\b)/u;
const FALLS_SHORT =
  /\b(?:but|actually|wrong|not enough|too few|short|needs?|needed|gets?|keeps?|receives?|eats?|for(?=\s\D))\b|n't\b|[;:]\s[^.]{0,80}\d/i;
const OVER =
  /^\W*(?:with|at|in|on|using|having|taking|buying|filling|on)\s(?:only\s|just\s|these\s|those\s|all\s)?\$?\d[^.;]*\b(?:left(?: over)?|leftover|over|to spare|spare|empty|unused|extra|free|remaining|too many|more than (?:enough|needed))\b/i;
/** What is needed or can be had in whole things. */
const NEEDS =
  /\b(?:needs?|needed|require[sd]?|must|ha(?:s|ve|d) to|should|order|book|rent|hire|buy|at least|can (?:make|fill|buy|afford|bake|build|fit)|round(?:ed|ing)?|whole|full|complete)\b/i;

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
  /^\W*(?:(?:do|just|please|and)\s)?(?!\p{L}+ing\b)(?!(?:the|an?|s?he|it|they|there|th(?:is|at|ese|ose|us|en)|we|you|i|so|and|but|or|if|when|while|after|before|since|because|as|for|from|in|on|at|by|with|without|of|to|both|each|every|all|half|most|some|its?|their|our|your|my|his|her|now|finally|hence|therefore|together|altogether|one|two|three|four|five|six|seven|eight|nine|ten|add\p{Ll}*|subtract\p{Ll}*|multipl\p{Ll}*|divid\p{Ll}*|tak(?:e|ing)|sum\p{Ll}*|count\p{Ll}*|solv\p{Ll}*|doubl\p{Ll}*|tripl\p{Ll}*|halv\p{Ll}*|round|across|along|around|inside|outside|behind|beyond|over|under|between|through|during)\b)(\p{L}\p{Ll}+)\s(?:the|an?|it|your(?:self)?|my|some|up|out|me|us|him|her|them|this|these|on|off|for|sure|care|not|forget|check|enough)\b/iu;

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
  /^\W*(?:this|that|it)\s(?:is\s(?:the same as|equal to)|equals|matches)\s(?:the\s)?(?:(?:other|right|left)(?:[- ]hand)? side|(?:given|original|required) (?:value|number|total|amount))\b(?!.*\b(?:so|thus|therefore|but)\b)|,?\s(?:(?:so|and|which means)\s)?(?:everything|it(?: all)?|that|this|all of it|the (?:numbers?|figures|math))\s(?:all\s|indeed\s|really\s)?(?:adds? up|checks? out|fits?|works?(?: out)?|match(?:es)?|agrees?|holds|is (?:right|fine|consistent))[\s.!]*$|,\s(?:(?:exactly|just|precisely)\s)?(?:what|as|like)\s(?:it should|(?:was |were )?(?:required|given|stated|expected)|(?:you|the (?:problem|question|text|story|exercise|task))\s(?:said|says|told|gave|gives|wrote|asks?|wanted|demands|requires))\b[^,;.\d]{0,30}[\s.!]*$/i;

const CHECKS =
  /^\W*(?:sure enough|(?:you can )?see (?:that )?(?:it|this) (?:fits|works)|put (?:it|that|this|them) (?:back )?in)\b|^\W*(?:and\s)?(?:just\s|simply\s)?(?:(?:if you(?:'d (?:like|rather)| want| wish| care)?\s)?to (?:be (?:sure|certain)|(?:double-?)?check|verify|confirm|test|make sure)\b|let(?:'s| us| me) (?:(?:double-?)?check|verify)\b|you can (?:easily )?(?:(?:double-?)?check|verify|test)\b|(?:double-?)?checking\b|as a (?:quick )?check\b)/i;

/** What to do in daily life, and no step of arithmetic or sum to pay. */
const ADVISES =
  /^\W*(?:always (?:look|check|read|remember|double|make sure|write|keep|draw|ask)\s|please\s(?!note|notice|remember|see)|remember to\s|(?:just\s)?(?:make sure|be sure|try) to\s|don't (?:forget|be late|miss|worry)\b|you (?:may|might) want to\s|(?:preheat|quote|call|text|phone|set (?:your|the|an) (?:alarm|timer|clock)|be there|stop by|come by|drop by)\s)(?!.*(?:[$€£]|\b(?:pay|transfer|send|give|owe|order|buy|use|take)\s(?:me\s|him\s|her\s|them\s|us\s)?(?:the\s|a total of\s|exactly\s)?\d))|\b(?:and|then) you(?:'re| are) (?:all set|good to go)[\s.!]*$/i;

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
