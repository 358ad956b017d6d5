// "42 - 35 = 7. The price thus climbed from $35 to $42, an increase of $7.": of the values of a text's last sentence the one
// that the text worked out, whatever the sentence says along with it. What was given stands in the text before; what was worked
// out is the result of its last calculation, or stands nowhere before and is the sum, difference, product or quotient of two
// values that do.
import { ENGLISH } from "../languages/languages.ts";
import { leadingUnit } from "../read/units.ts";
import { calculates, isCalculated, sameNumber, type Value, valuesIn } from "../read/values.ts";
import { isCircumstance, isGiven } from "../sentence/circumstances.ts";
import {
  isMadeOf,
  isPercent,
  type NamedOperations,
  near,
  numberOf,
  numbersOf,
  operationsIn,
  sumsTo,
  TIME,
} from "../sentence/made-of.ts";
import { ENUMERATOR, type Statement } from "../sentence/sentence.ts";
import { justBefore, withoutMarkup } from "../wording/phrases.ts";
import { withDigits } from "../wording/spelled.ts";
import { isSaid, isSettled, isYear } from "./settled.ts";

/**
 * The value of the last English sentence `raw` that was worked out, where it is one and more is said along with it or it is new;
 * null else. `plain`: what the sentence states by itself. `before`: the sentences before it, the last first.
 */
export function workedOut(raw: string, plain: Statement | null, before: readonly string[]): Statement | null {
  const text = withoutMarkup(raw).replace(ENUMERATOR, "");
  if (UNSURE.test(text) || /\?\s*$/.test(before[0] ?? "")) return null;
  const sentences = before.map((sentence) => sentence.replace(ENUMERATOR, ""));
  const earlier = sentences.flatMap(valuesIn);
  const known = [...new Set(earlier.flatMap(numbersOf))];
  if (known.length < 2 || known.length > MOST_KNOWN) return null;
  // Of numbers in words only the one that is meant is asked for, since "the two boys" say one too.
  const made = WORKS.test(raw) || WORKS.test(before[0]) ? known : [];
  const operations = operationsIn(`${raw} ${before[0]}`);
  const plainly = earlier.filter(({ result }) => !isPercent(result)).flatMap(numbersOf);
  const worked =
    workedOutIn(text, known, made, plainly, operations, lastResult(before)) ??
    workedOutIn(withDigits(text, ENGLISH.name) ?? "", known, made, plainly, operations, null);
  if (worked === null || !isSettled(text, worked, sentences, known)) return null;
  if (plain === null || plain.given) return worked;
  const others = [plain.answer, ...plain.others].filter(
    (one) => !sameNumber(one, worked.answer) && !one.startsWith("("),
  );
  // What was calculated before, or in the sentence, and is said alone: whether it comes out is the caller's question.
  if (others.length === 0 && (known.includes(numberOf(worked.answer)) || calculates(text))) return null;
  // What the sentence says by itself gives way where it was only given.
  const results = earlier.filter(isCalculated).map(({ result }) => numberOf(result));
  const parts = sumsTo(others.map(numberOf), numberOf(worked.answer));
  const given = others.every(
    (one) =>
      (known.includes(numberOf(one)) && (parts || !results.includes(numberOf(one)))) ||
      (TIME.test(one) && before.some((sentence) => sentence.includes(one))),
  );
  return given && !plain.rules.some((rule) => SAYS_IT.test(rule)) ? worked : null;
}

/** Rules of sentence.ts by which a value is said to come out. */
const SAYS_IT = /^(?:emphasized|what it gives|the total|what is now|the predicate at the end)$/;

/** What denies, doubts, supposes or tells of another opinion. */
const UNSURE =
  /\?|n't\b|\b(?:not|never|cannot|might|may|maybe|perhaps|guess\w*|think\w*|thought|expect\w*|assum\w*|suppos\w*|wrong|mistake|incorrect|instead|actually|but|however|although|wants?|wanted|hopes?|plans?|claims?|says|said|according|tempting|error|someone|would have|would be|had (?:got|gotten)|of which|half of (?:it|that|this|them)|(?:can|could)(?: now)? be (?:found|calculated|computed|worked out)|(?:has|have|needs?|must|ought)(?: still)?(?: to)? be (?!able)\p{L}+ed|subtracted|deducted|go on|now we know|(?:first|next) step)\b|^\W*(?:if|this is because|for example|for instance|note|remember|recall)\b|\d\s(?:more|additional|extra|others?)\b(?!\sthan)|\d\s(?:over|divided by|minus|plus)\b|\b(?:which|that) is \$?\d/iu;

/** Of more numbers two may come to anything. */
const MOST_KNOWN = 12;

/** "we divide 54 by 3", "This shows that", "Taking 18 away from 30, we see": what follows is worked out. */
const WORKS =
  /\b(?:divid(?:e|es|ed|ing)|multipl(?:y|ies|ied|ying)|add(?:s|ed|ing)?|subtract(?:s|ed|ing)?|tak(?:e|es|ing)\s\S+\s(?:away\s)?from)\b|\b(?:this|that)\s(?:means|shows|tells us|implies|gives)\b|\bwe\s(?:can\s)?(?:see|find|get|obtain|conclude)\b|^\W*(?:so(?!\sfar\b)|thus|therefore|hence|then|consequently)\b|,\s(?:then|thus|therefore)\b/i;

function workedOutIn(
  text: string,
  known: readonly number[],
  made: readonly number[],
  plainly: readonly number[],
  operations: NamedOperations,
  before: string | null,
): Statement | null {
  const values = valuesIn(text).filter(
    (value) => isSaid(text, value) && (isInYear(text, value) || !isBase(text, value)),
  );
  const own = calculates(text) ? values.findLast(isCalculated) : undefined;
  const result = own?.result ?? before;
  const last =
    result === null
      ? undefined
      : values.findLast((value) => isResult(value, result) && isDifference(text, value, plainly));
  const fresh = values.filter(
    (value) =>
      !(isPercent(value.result) ? known : plainly).includes(numberOf(value.result)) &&
      isDifference(text, value, plainly) &&
      (isMadeOf(
        value,
        isInYear(text, value) ? known : made,
        known,
        isInYear(text, value) ? SUMS : operations,
      ) ||
        sumsTo(
          values.flatMap((one) => (one === value || isBeside(text, one) ? [] : [numberOf(one.result)])),
          numberOf(value.result),
        )),
  );
  const plain = fresh.filter((value) => !isBeside(text, value));
  const [one, ...others] = plain.length > 0 ? plain : fresh;
  if (others.some((other) => !sameNumber(other.result, one.result))) return null;
  if (one === undefined) return last ? statementOf(text, last) : null;
  // "80 eggs, and that's 80 / 2 = 40": more is made of it.
  if (own && !sameNumber(own.result, one.result) && own.start > one.start) return null;
  // "12 * 2 = 24. With 24 eggs she bakes 4 cakes": behind a result that is only said along comes what is made of it.
  const goesOn =
    !last ||
    sameNumber(last.result, one.result) ||
    isBeside(text, last) ||
    isMadeOf(one, [numberOf(last.result)], known);
  return goesOn ? statementOf(text, one) : null;
}

/** "She'll turn 18 in 2031": of given numbers nothing but the answer makes such a number. */
const isInYear = (text: string, { text: value, start }: Value) =>
  isYear(value) && /\b(?:in|until|by|year)\s$/i.test(justBefore(text, start, 8));

const SUMS: NamedOperations = { sum: true, difference: true, product: false, quotient: false };

const statementOf = (text: string, { result, end }: Value): Statement => ({
  answer: result,
  others: [],
  rules: ["what is worked out"],
  unit: leadingUnit(text.slice(end)),
});

/** "It falls by 30", "a discount of 30": the answer where the difference of two values was asked for, or how many percent. */
const isDifference = (text: string, { start, result }: Value, known: readonly number[]) =>
  isPercent(result) ||
  !CHANGE.test(justBefore(text, start, 40)) ||
  known.some((a) => known.some((b) => a !== b && near(a - b, numberOf(result))));
const CHANGE =
  /\b(?:by|(?:increase|decrease|reduction|discount|growth|rise|drop|saving|tax|tip|interest)s?(?:\s(?:of|is|was))?)\s*$/i;

/** "Half of the 36", "the root of 169", "4 out of 10": what the rest of the sentence takes something of, or sets beside it. */
const isBase = (text: string, value: Value) =>
  BASE.test(justBefore(text, value.start, 40)) ||
  (isBeside(text, value) &&
    !FROM_TO.test(justBefore(text, value.start, 60)) &&
    !CHANGE.test(justBefore(text, value.start, 40)) &&
    !/\bwith\s*$/i.test(justBefore(text, value.start, 10)) &&
    !/^\W{0,3}(?:second|minute|hour|day|week|month|year)s?\b/i.test(text.slice(value.end, value.end + 12)));
/** "From 48 to 65", "from 64 fish down to 38". */
const FROM_TO = /\bfrom\s[^,;.=\d]{0,12}\d[\d.,]*(?:\s\p{L}+){0,3}?(?:\s(?:down|up))?\sto\s*$/iu;
const BASE =
  /\b(?:half|third|quarter|twice|double|triple|root|square|rest)\s(?:of\s)?(?:(?:the|these|those|all|his|her|their|its)\s){0,2}$/i;

/** Only said along with something else: "in 3 hours", "the 3 friends". */
const isBeside = (text: string, value: Value) => isCircumstance(text, value) || isGiven(text, value);

/** "n = 11. The number is therefore 11.": whether the last calculation comes to a value. */
export const comesTo = (answer: string, before: readonly string[]): boolean => {
  const result = lastResult(before);
  return result !== null && sameNumber(result, answer);
};

/** What the last calculation of the sentences, the last one first, comes to, be it of a letter: "15 * 4 = 60", "so d = 6". */
function lastResult(before: readonly string[]): string | null {
  for (const sentence of before) {
    if (ALONE.test(sentence)) return sentence.trim();
    const last = valuesIn(sentence).findLast(
      ({ operands, text }) => operands.length > 0 || SOLVED.test(text),
    );
    if (last) return SOLVED.exec(last.text)?.[1] ?? last.result;
  }
  return null;
}
/** A line that a program prints. */
const ALONE = /^\s*[$€£]?-?\d[\d.,]{0,20}\s*$/;
const SOLVED = /^[a-z]\s?=\s?(-?\$?\d[\d.,]*)$/i;

/** "0.25" and 25% are one. */
const isResult = ({ result }: Value, calculated: string) =>
  sameNumber(result, calculated) || (isPercent(result) && near(numberOf(result), 100 * numberOf(calculated)));
