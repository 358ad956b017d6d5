// An answer that prose opens with, the reasons behind it: "Seven, because the bag holds 35.", "1/36 - there is only one
// way.", "She needs 14. Look at it this way: …". What the reasons come to must be the same.
import { ENGLISH } from "../languages/languages.ts";
import { valuesIn } from "../read/values.ts";
import { optionLetter } from "../read/words.ts";
import { languageOf, words } from "../wording/phrases.ts";
import { isReply } from "../wording/replies.ts";
import { inDigits, withDigits } from "../wording/spelled.ts";
import { sameNumber } from "./asides.ts";
import { concludesWithin, SAYS } from "./comes-out.ts";
import { statement } from "./sentence.ts";
import { lastSentence, sentencesOf } from "./undeclared.ts";

/** Longest opening, in UTF-16 units. */
const LONGEST = 80;

/** A value by itself: "$72", "-3/4", "60 percent", "2,500 millilitres", "4:20 in the afternoon", "104 square centimetres". */
const VALUE =
  /^(?:at\s(?=\d{1,2}[:.]\d\d))?(?:\\?[$€£]\s?)?[-+]?\d[\d.,:/]*(?:\s\d+\/\d+)?\s?(?:%|[ap]\.?m\b\.?)?(?:\s(?!(?:is|are|was|were|has|have|had|will|can|times|plus|minus|more|less|fewer|of|and|or|to|out)\b)[\p{L}\p{M}²³/]{1,15}){0,4}$/iu;
/** What may stand before it. */
const SUBJECT =
  /^(?:(?:it|that|this|there)(?:'s|\s(?:is|are|was|were))\s(?:going to be\s)?|it'll be\s|(?:it|that)\swould be\s|(?:exactly|only|just)\s)/i;
/** A sentence of few words that says one value of something. */
const SAID = /^(?:\p{L}[\p{L}'’]*\s){1,5}(?=[\d$€£-])/u;

/** What joins a reason to the value within its sentence. */
const JOINS =
  /,?\s(?:because|since)\s|,\s(?:as|for)\s|\s[-–—]{1,3}\s(?=\p{L})|(?<=\S)[:;]\s(?=[\p{L}\d$])|,\s(?=i'd\ssay|i\sthink|you\ssee|which|all\stold|i\.e\.)/iu;
/** What opens an explanation of the sentence before it. */
const EXPLAINS =
  /^\W{0,3}(?:look at it|here(?:'s|\sis)\s(?:how|why|the (?:reason|reasoning|idea))|the reason|that's (?:because|since)|this is (?:because|since)|because|to see (?:this|that|why|how)|think of (?:it|this)|let me (?:explain|show)|how (?:do i|come|so)\b|why\b|you (?:start|begin|can see)|explanation|(?:my )?reason(?:ing)?\b)/i;

/** What asks, takes back or announces an answer. */
const GOES_ON =
  /\\(?:boxed|fbox)|####|\banswers?\b|\b(?:wait|actually|correction|mistake|sorry|oops|hmm|hold on|on second thought|let me re)\b|\?/i;

/** "Option C. A is out since 51 is divisible by 3." */
const OPTION =
  /^(?:(?:option|choice|answer)\s\(?([A-J])\)?(?:[.:,]|\s-)\s|\(?([A-J])\)?(?:,?\s(?:because|since)\s|,\sas\s))/i;
/** "Ana is the tallest." */
const NAMED =
  /^(\p{Lu}[\p{L}'-]{1,20}(?:\s\p{Lu}[\p{L}'-]{1,20})?)\s(?:is|was|has|had|will be)\s(?:the\s)[\p{L} ]{3,40}\.$/u;

/** "March 27 is a Thursday: …" */
const ON_DAY =
  /^[^.:;?\n]{3,60}\s(?:is|was|will be|be|falls on|lands on)\s(?:an?\s)?\**((?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\**(?:[:.]\s|,?\s(?:because|since)\s|\s-{1,2}\s)/;

/** "Total cost: $72", and below why. */
const LABELLED = /^\**[^\n:=\d]{2,40}:\s?\**(\\?[$€£]?-?\d[\d.,/:]*\s?%?(?:\s\p{L}{1,12}){0,2})\**\s*\n/u;
const DENIES = /\b(?:not|never|no|initially|first)\b|n't\b/i;
/** Who it is said of. */
const PERSONAL = /^(?:he|she|it|they|we|you|i)(?:'ll|'d)?\s/i;

/** The answer that `text` opens with; null where it opens with none, or its reasons come to another. */
export function openedWith(text: string): string | null {
  if (GOES_ON.test(text)) return null;
  const sentences = sentencesOf(text);
  const [first = "", second = ""] = sentences;
  const option = OPTION.exec(text);
  if (option) {
    const letter = option[1] ?? option[2];
    return optionLetter(letter) === null || isChosen(text.slice(option[0].length), letter) ? null : letter;
  }
  const day = ON_DAY.exec(text);
  const explained = EXPLAINS.test(second);
  if (day) return !explained && /\b(?:so|thus|therefore|hence|not|if)\b/i.test(text) ? null : day[1];
  const labelled = explained ? LABELLED.exec(text) : null;
  if (labelled && agrees(labelled[1], text.slice(labelled[0].length))) return labelled[1];
  const name = explained ? NAMED.exec(first.trim()) : null;
  if (name) return isReply(name[1]) ? null : name[1];
  const join = JOINS.exec(first);
  const reasoned = join !== null && join.index <= LONGEST;
  const head = (reasoned ? first.slice(0, join.index) : first)
    .trim()
    .replace(/[\s.!*]+$/, "")
    .replace(/^[\s*]+/, "");
  if (head.length > LONGEST || head === "" || (!reasoned && sentences.length < 2)) return null;
  const behind = text.slice(text.indexOf(head) + head.length);
  // A line of its own is another matter (first-line.ts).
  if (/^\W{0,4}\n/.test(behind)) return null;
  const rest = behind.replace(/^\W{0,3}/, "");
  const worked = isWorkedOut(head, rest);
  const answer = valueIn(head, reasoned || worked, explained, text);
  if (answer === null || !/\p{L}{2,}\P{L}+\p{L}{2,}\P{L}+\p{L}{2,}/u.test(rest)) return null;
  return worked || agrees(answer, rest) ? answer : null;
}

/** The value that a few words are, or where they are explained say. */
function valueIn(head: string, reasoned: boolean, explained: boolean, text: string): string | null {
  const bare = head.replace(SUBJECT, "").replace(/(?<=\d\sways?)\s(?:to|of)\s.*$/, "");
  // "It's 3/4. Two tails in a row …"
  const alone = /^(?:it|that)/i.test(head) && /^-?\$?\d[\d.,/:]*%?$/.test(bare);
  if (bare !== head && !reasoned && !explained && !alone) return null;
  const digits = /\d/.test(bare) ? bare : (inDigits(bare) ?? withDigits(bare, languageOf(text).name));
  if (digits !== null && VALUE.test(digits)) return digits.replace(/^at\s|\sold$/gi, "");
  // "He'll need 1,200 bricks: 20 m² at 60 each"
  const personal = text.slice(text.indexOf(head) + head.length).startsWith(":") && PERSONAL.test(head);
  if (!(explained || personal) || DENIES.test(head) || !SAID.test(head) || languageOf(head) !== ENGLISH)
    return null;
  const stated = valuesIn(head).length === 1 ? statement(head, ENGLISH) : null;
  return stated && stated.others.length === 0 && !stated.given ? stated.answer : null;
}

/** "There are 24 ways. …: 4 · 3 · 2 · 1": the value is what factors written behind it make. */
function isWorkedOut(head: string, rest: string): boolean {
  const own = Number(valuesIn(head)[0]?.result);
  return [...rest.matchAll(/\d{1,6}(?:\s{0,2}(?:[·×*]|\\cdot|\\times)\s{0,2}\d{1,6}){1,9}(?!\s*=)/g)].some(
    ([factors]) => factors.match(/\d+/g)!.reduce((product, factor) => product * Number(factor), 1) === own,
  );
}

/** Whether the reasons conclude nothing else. */
function agrees(answer: string, rest: string): boolean {
  const own = valuesIn(answer)[0]?.result;
  if (own === undefined) return false;
  const later = lastSentence(rest);
  if (later === null || later.answer === own) return true;
  if (sameNumber(later.answer, own)) return true;
  const concluding = sentencesOf(rest).filter(
    (sentence) =>
      !WOULD.test(sentence) &&
      (concludesWithin(sentence) ||
        SAYS.test(sentence.replace(/\bthe (?:remaining|other)\b/gi, "")) ||
        words(languageOf(rest)).opening.test(sentence.trim())),
  );
  return concluding.every(
    (sentence) => valuesIn(sentence).some(({ result }) => sameNumber(result, own)) || !/\d/.test(sentence),
  );
}
/** What would be is not what is. */
const WOULD = /\b(?:would|could|might)\b|'d\b/i;

/** Whether the reasons choose another letter. */
const isChosen = (rest: string, letter: string) =>
  [
    ...rest.matchAll(
      /\b(?:so|thus|hence|therefore|leaves?|leaving|choose|pick|select)\s(?:[a-z]{2,10}\s){0,4}?\(?([A-J])\b/g,
    ),
  ].some(([, other]) => other !== letter);
