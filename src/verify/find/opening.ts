// An answer that prose opens with, the reasons behind it: "Seven, because the bag holds 35.", "It's going to be $72: the coat was
// $90, and $18 come off.", "She needs 14. Here's how: …". Where what stands behind says a number of its own, either may be meant.
import { ENGLISH } from "../languages/languages.ts";
import { lastSentence } from "../prose/last-sentence.ts";
import { calculates, canonical, sameNumber, valuesIn } from "../read/values.ts";
import { optionLetter } from "../read/words.ts";
import { concludesWithin, SAYS } from "../sentence/comes-out.ts";
import { numbersIn } from "../sentence/made-of.ts";
import { statement } from "../sentence/sentence.ts";
import { sentencesOf } from "../sentence/sentences.ts";
import { languageOf } from "../wording/phrases.ts";
import { isReply } from "../wording/replies.ts";
import { inDigits, withDigits } from "../wording/spelled.ts";

/** Longest opening, in UTF-16 units. */
const LONGEST = 80;

/** A value by itself with two words at most: "$72", "-3/4", "60 percent", "104 square centimetres", "4:20 in the afternoon". */
const VALUE =
  /^(?:at\s(?=\d{1,2}[:.]\d\d))?(?:\\?[$€£]\s?)?[-+]?\d[\d.,:/]*(?:\s\d+\/\d+)?\s?(?:%|[ap]\.?m\b\.?)?(?:\s(?!(?:is|are|was|were|has|have|had|will|can|times|plus|minus|more|less|fewer|of|and|or|to|out|per|each|a|an|in|on|for|at)\b)[\p{L}\p{M}²³/]{1,15}){0,2}(?:\sin the (?:morning|afternoon|evening))?$/iu;
/** What may stand before it. */
const SUBJECT =
  /^(?:(?:it|that|this|there)(?:'s|\s(?:is|are|was|were))\s(?:going to be\s)?|it'll be\s|(?:it|that)\swould be\s|(?:exactly|only|just)\s)/i;
/** A sentence of few words that says one value of something. */
const SAID = /^(?:\p{L}[\p{L}'’]*\s){1,5}(?=[\d$€£-])/u;
/** Who it is said of. */
const PERSONAL = /^(?:he|she|it|they|we|you|i)(?:'ll|'d)?\s/i;

/** What joins a reason to the value within its sentence. */
const JOINS =
  /,?\s(?:because|since)\s|\s[-–—]{1,3}\s(?!(?:that|an?|the)\b)(?=\p{L})|(?<=\S):\s(?=[\p{L}\d$])|,\s(?=i'd\ssay|i\sthink|you\ssee|all\stold|i\.e\.)/iu;
/** What opens an explanation of the sentence before it. */
const EXPLAINS =
  /^\W{0,3}(?:look at it|here(?:'s|\sis)\s(?:how|why|the (?:reason|reasoning|idea))|the reason|that's (?:because|since)|this is (?:because|since)|because|to see (?:this|that|why|how)|think of (?:it|this)|let me (?:explain|show)|how (?:do i|come|so)\b|why\b|explanation|(?:my )?reason(?:ing)?\b)/i;

/** What takes an answer back, announces one, or asks. */
const GOES_ON =
  /\\(?:boxed|fbox)|####|\banswers?\b|\b(?:wait|actually|correction|mistake|sorry|oops|hmm|hold on|on second thought|let me re)\b|\?|\b(?:respuesta|réponse|antwort|risposta|resposta|ответ|cevap|đáp án|jawaban|odpowiedź|antwoord)|答|정답|الجواب|उत्तर/iu;
/** "Option C. A is out since 51 is divisible by 3." */
const OPTION =
  /^(?:(?:option|choice|answer)\s\(?([A-J])\)?(?:\.|\s-)\s|\(?([A-J])\)?,?\s(?:because|since)\s)/i;
/** "Ana is the tallest." */
const NAMED =
  /^(\p{Lu}[\p{L}'-]{1,20}(?:\s\p{Lu}[\p{L}'-]{1,20})?)\s(?:is|was|has|had|will be)\s(?:the\s)[\p{L} ]{3,40}\.$/u;
/** "So the youngest is Ben": another one. */
const NAMES_ANOTHER = /\b(?:\p{Ll}{3,}est|first|last|most|least)\b[^.]{0,40}\s(?:is|was)\s\p{Lu}/u;

/** "Total cost: $72", and below why. */
const LABELLED = /^\**[^\n:=\d]{2,40}:\s?\**(\\?[$€£]?-?\d[\d.,/:]*\s?%?(?:\s\p{L}{1,12}){0,2})\**\s*\n/u;

export interface Opening {
  answer: string;
  /** What the text says behind it, where that is another number. */
  others: string[];
}

/** What `text` opens with; null where it opens with no answer. */
export function openedWith(text: string): Opening | null {
  if (GOES_ON.test(text)) return null;
  const sentences = sentencesOf(text);
  const [first = "", second = ""] = sentences;
  const plainly = (answer: string | null) => (answer === null ? null : { answer, others: [] });
  const option = OPTION.exec(text);
  if (option) return plainly(optionOf(option[1] ?? option[2], text.slice(option[0].length)));
  const explained = EXPLAINS.test(second);
  const name = explained ? NAMED.exec(first.trim()) : null;
  if (name) {
    const rest = text.slice(first.length);
    return plainly(isReply(name[1]) || NAMES_ANOTHER.test(rest) || concludesWithin(rest) ? null : name[1]);
  }
  const labelled = explained ? LABELLED.exec(text) : null;
  if (labelled) return weighed(labelled[1], "", text.slice(labelled[0].length), true);
  const join = JOINS.exec(first);
  const reasoned = join !== null && join.index <= LONGEST;
  const head = (reasoned ? first.slice(0, join.index) : first)
    .trim()
    .replace(/[\s.!*]+$/, "")
    .replace(/^[\s*]+/, "");
  if (head.length > LONGEST || head === "" || (!reasoned && sentences.length < 2)) return null;
  const behind = text.slice(text.indexOf(head) + head.length);
  // A line of its own is another matter.
  if (/^\W{0,4}\n/.test(behind)) return null;
  const rest = behind.replace(/^\W{0,3}/, "");
  const worked = isWorkedOut(head, rest);
  const answer = valueIn(head, reasoned || worked, explained, text);
  if (answer === null || !/\p{L}{2,}\P{L}+\p{L}{2,}\P{L}+\p{L}{2,}/u.test(rest)) return null;
  if (worked) return { answer, others: [] };
  const [reason = "", ...later] = reasoned ? sentencesOf(rest) : ["", ...sentencesOf(rest)];
  const opening = weighed(answer, reason, later.join(" "), explained);
  // "12 pears. Ann gives 5 of them away, so she has 7 left.": it is what is given.
  const doubtful = opening !== null && opening.others.length > 0;
  return doubtful && COMES_TO.test(later.at(-1) ?? sentences.at(-1)!) ? null : opening;
}

/** What says that a later number comes of it all. */
const COMES_TO =
  /\b(?:so|thus|therefore|hence)\b|\bthat\s(?:makes|leaves|is|gives)\b|\b(?:altogether|in all|in total|left|now)\b/i;

/** The letter, unless the reasons are of each option in turn, or choose another. */
function optionOf(letter: string, rest: string): string | null {
  const another = /(?:^|[.!?]\s)\W{0,2}(?:option|choice)\s\(?[A-J]\b/i.test(rest);
  const chosen = optionsChosenIn(rest).some((other) => other !== letter.toUpperCase());
  return optionLetter(letter) === null || another || chosen ? null : letter;
}

/** The options of which reasons say that they are the right one, or to which they come, each once. */
const optionsChosenIn = (reasons: string) => [
  ...new Set(
    Array.from(reasons.matchAll(CHOSEN), (match) => match.slice(1).find((one) => one !== undefined)!),
  ),
];
const CHOSEN =
  /\b(?:be\s(?:option\s|choice\s)?\(?([A-J])\b|(?:so|thus|hence|therefore|choose|choosing|pick|select|go with|leaves?|leaving|matches|only)\s(?:[a-z]{2,10}\s){0,4}?\(?([A-J])\b|\(?([A-J])\)?\s(?:is|must be|would be|remains?)\s(?:the\s)?(?:only\s)?(?:correct|right|best|one|true|left|option|choice|possible|remaining|answer))/g;

/** The value that a few words are, or where they are explained say. */
function valueIn(head: string, reasoned: boolean, explained: boolean, text: string): string | null {
  const bare = head.replace(SUBJECT, "").replace(/(?<=\d\sways?)\s(?:to|of)\s.*$/, "");
  // "It's 3/4. Two tails in a row …"
  const alone = /^(?:it|that)/i.test(head) && /^-?\$?\d[\d.,/:]*%?$/.test(bare);
  if (bare !== head && !reasoned && !explained && !alone) return null;
  // "1. Rent: $800", "2 * 2 balloons. Together …": a list, or working.
  if (/^\d+[.)]\s/.test(bare) || (!reasoned && /=|\d\s*[*×+/]\s*\d/.test(text))) return null;
  const digits = /\d/.test(bare) ? bare : (inDigits(bare) ?? withDigits(bare, languageOf(text).name));
  if (digits !== null && VALUE.test(digits)) return digits.replace(/^at\s|\sold$/gi, "");
  // "He'll need 1,200 bricks: 20 m² at 60 each"
  const personal = text.slice(text.indexOf(head) + head.length).startsWith(":") && PERSONAL.test(head);
  if (!(explained || personal) || !SAID.test(head) || languageOf(head) !== ENGLISH) return null;
  const stated = valuesIn(head).length === 1 ? statement(head, ENGLISH) : null;
  return stated && stated.others.length === 0 && !stated.given ? stated.answer : null;
}

/** "There are 24 ways. …: 4 · 3 · 2 · 1": the value is what factors written behind it make, and no value behind those. */
function isWorkedOut(head: string, rest: string): boolean {
  const own = Number(valuesIn(head)[0]?.result);
  return [...rest.matchAll(/\d{1,6}(?:\s{0,2}(?:[·×*]|\\cdot|\\times)\s{0,2}\d{1,6}){1,9}(?!\s*=)/g)].some(
    ([factors], i, all) =>
      i === all.length - 1 &&
      factors.match(/\d+/g)!.reduce((product, factor) => product * Number(factor), 1) === own &&
      sentencesOf(rest.slice(rest.indexOf(factors) + factors.length)).every(
        (sentence) => UNREAL.test(sentence) || !/\d/.test(sentence),
      ),
  );
}

/** The answer, with what its reasons conclude or later sentences say instead: a number that is none of it. */
function weighed(answer: string, reason: string, later: string, explained: boolean): Opening | null {
  const own = valuesIn(answer)[0]?.result;
  if (own === undefined) return null;
  const said = lastSentence(later);
  // Explained, it is what the explanation comes to.
  if (explained && said !== null && sameNumber(said.answer, own)) return { answer, others: [] };
  const known = [answer, reason].flatMap(numbersIn);
  const others = [reason, later]
    .flatMap(sentencesOf)
    .filter((sentence) => !UNREAL.test(sentence))
    .filter((sentence, i) => i > 0 || reason === "" || concludesWithin(sentence) || SAYS.test(sentence))
    .flatMap((sentence) => valuesIn(withDigits(sentence, "English") ?? sentence))
    .map(({ result }) => result)
    .filter((value) => !known.some((one) => sameNumber(one, value)));
  return { answer, others: [...new Set(others)].slice(-1) };
}
/** What would be is not what is. */
const UNREAL =
  /\b(?:if|had|were|with|for)\b[^.]*(?:\bwould(?:n't)?\s(?:have|be|only)\b|'d\s(?:have|be|already be)\b)|\bwould(?:n't)? have\b/i;

/** A line in bold type, or an option by itself, and a text under it. */
const FIRST = /^\s{0,4}(?:(\*\*|__)([^*_\n]{1,40}?)[.:]?\1[.:]?|(\(?[A-J]\)?)[.:]?)[ \t]*\n\s*(?=\S[^\n]{5})/;
/** A value with at most three words. */
const VALUE_ALONE = /^(?:\\?[$€£]\s?)?-?\d[\d.,/]*(?:\s?%)?(?:\s\p{Ll}[\p{L}\p{M}]{0,14}){0,3}$/u;
const OPTION_ALONE = /^\(?([A-J])\)?(?:[.:]?\s\S.{0,30})?$/;

/** What comes to a value. */
const SAYS_RESULT =
  /(?<!\p{L})(?:has|have|left|remain|remains|now|so|thus|therefore|hence|in total|altogether|total|in all|result|gives?|leaves?|makes|also|insgesamt|donc|en tout|por (?:lo )?tanto|en total|quindi|in tutto|portanto|итого|поэтому|dus|zatem|razem|toplam|vậy|jadi)(?!\p{L})/iu;

/** The answer on the first line of a text, and another one that its explanation comes to; null where there is none. */
export function answeredFirst(text: string): Opening | null {
  const found = FIRST.exec(text);
  if (!found) return null;
  const answer = (found[2] ?? found[3]).trim();
  const rest = text.slice(found[0].length);
  if (GOES_ON.test(rest)) return null;
  const letter = OPTION_ALONE.exec(answer)?.[1];
  if (letter !== undefined) {
    if (optionLetter(answer) === null) return null;
    return { answer, others: optionsChosenIn(rest).filter((other) => other !== letter) };
  }
  if (!VALUE_ALONE.test(answer)) return null;
  const own = canonical(valuesIn(answer)[0]?.result ?? "");
  const says = (sentence: string) => valuesIn(sentence).some(({ result }) => canonical(result) === own);
  // Another set-off value, or a calculation or conclusion that does not come to this one.
  const sentences = rest.split(/(?<=[.!?])\s+|\n/);
  const rival = sentences.some((sentence) =>
    [/\*\*[^*\n]*\d.*/.exec(sentence)?.[0] ?? "", ...sentence.split(SAYS_RESULT).slice(1)].some(
      (part) => /\d/.test(part) && !says(part),
    ),
  );
  const last = sentences.findLast((sentence) => calculates(sentence));
  if (rival || (last !== undefined && !says(last))) return null;
  return says(rest) || isProductOfTwo(Number(own), rest) ? { answer, others: [] } : null;
}

/** "**24**", and below "There are 4 boxes with 6 eggs each." */
const isProductOfTwo = (own: number, text: string) => {
  const values = valuesIn(text).map(({ result }) => Number(canonical(result)));
  return values.some((x, i) => values.slice(i + 1).some((y) => Math.abs(x * y - own) < 1e-9));
};
