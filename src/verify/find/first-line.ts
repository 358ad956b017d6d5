// An answer that a text gives first, on a line of its own, and the explanation under it: "**D**", and below "A and B are
// too small, and C forgets the tax." What is explained is the answer, unless the explanation comes to another one.
import { calculates, canonical, valuesIn } from "../read/values.ts";
import { optionLetter } from "../read/words.ts";

/** A line in bold type, or an option by itself, and a text under it. */
const FIRST = /^\s{0,4}(?:(\*\*|__)([^*_\n]{1,40}?)[.:]?\1[.:]?|(\(?[A-J]\)?)[.:]?)[ \t]*\n\s*(?=\S[^\n]{5})/;
/** A value with at most three words. */
const VALUE = /^(?:\\?[$€£]\s?)?-?\d[\d.,/]*(?:\s?%)?(?:\s\p{Ll}[\p{L}\p{M}]{0,14}){0,3}$/u;
const OPTION = /^\(?([A-J])\)?(?:[.:]?\s\S.{0,30})?$/;

/** What takes an answer back, announces one, or asks. */
const GOES_ON =
  /\\(?:boxed|fbox)|####|\banswers?\b|\b(?:wait|actually|correction|mistake|sorry|oops|hmm|hold on|on second thought|let me re)\b|\?|\b(?:respuesta|réponse|antwort|risposta|resposta|ответ|cevap|đáp án|jawaban|odpowiedź|antwoord)|答|정답|الجواب|उत्तर/iu;
/** What says of an option that it is the right one, or comes to it. */
const CHOSEN =
  /\b(?:be\s(?:option\s|choice\s)?\(?([A-J])\b|(?:so|thus|hence|therefore|choose|choosing|pick|select|go with|leaves?|leaving|leaves only|matches|only)\s(?:[a-z]{2,10}\s){0,4}?\(?([A-J])\b|\(?([A-J])\)?\s(?:is|must be|would be|remains?)\s(?:the\s)?(?:only\s)?(?:correct|right|best|one|true|left|option|choice|possible|remaining|answer)?)/g;
const CONCLUDES =
  /(?<!\p{L})(?:has|have|left|remain|remains|now|so|thus|therefore|hence|in total|altogether|total|in all|result|gives?|leaves?|makes|also|insgesamt|donc|en tout|por (?:lo )?tanto|en total|quindi|in tutto|portanto|итого|поэтому|dus|zatem|razem|toplam|vậy|jadi)(?!\p{L})/iu;

/** The answer on the first line of a text, and another one that its explanation comes to; null where there is none. */
export function answeredFirst(text: string): { answer: string; others: string[] } | null {
  const found = FIRST.exec(text);
  if (!found) return null;
  const answer = (found[2] ?? found[3]).trim();
  const rest = text.slice(found[0].length);
  if (GOES_ON.test(rest)) return null;
  const letter = OPTION.exec(answer)?.[1];
  if (letter !== undefined) {
    if (optionLetter(answer) === null) return null;
    const chosen = [...rest.matchAll(CHOSEN)].map(
      (match) => match.slice(1).find((one) => one !== undefined)!,
    );
    return { answer, others: [...new Set(chosen)].filter((other) => other !== letter) };
  }
  if (!VALUE.test(answer)) return null;
  const own = canonical(valuesIn(answer)[0]?.result ?? "");
  const says = (sentence: string) => valuesIn(sentence).some(({ result }) => canonical(result) === own);
  // Another set-off value, or a calculation or conclusion that does not come to this one.
  const sentences = rest.split(/(?<=[.!?])\s+|\n/);
  const rival = sentences.some((sentence) =>
    [/\*\*[^*\n]*\d.*/.exec(sentence)?.[0] ?? "", ...sentence.split(CONCLUDES).slice(1)].some(
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
