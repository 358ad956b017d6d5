// What a number is of by the words behind it, where two texts have one number of two measures: "3 Tage" is not "3 Stunden",
// "24 metros cuadrados" not "24 cm²", "3 мая" not "3 июня", "25 %" not "25 Kinder".

import { unitWordAt } from "../read/unit-words.ts";
import { isMeasure, leadingUnit, parseUnit } from "../read/units.ts";
import type { FinalAnswer } from "../sentence/found.ts";
import { sentencesOf } from "../sentence/sentences.ts";
import { ANY_MONTH, monthAt } from "../wording/months.ts";
import { withoutMarkup } from "../wording/phrases.ts";
import { withQuantities } from "../wording/quantities.ts";
import { withDigits } from "../wording/spelled.ts";

const LONGEST_AMOUNT = 40;
const MOST = 1500;

/** A number with what it is of and nothing else. */
const AMOUNT =
  /^[\s$]*-?\d[\d.,]*(?:\s?\/\s?\d+)?\s?(?=[^\d\s])[^\d=+<>(),;]{1,30}(?:\^?\{?[23]\}?)?[\s$.]*$/u;
/** Between the number and the month: "3. Mai", "3 de mayo", "ngày 3 tháng 5" is none. */
const OF_MONTH = /^(?:\.|st|nd|rd|th|er|º)?\s?(?:de\s|of\s)?/iu;
const STOP_OF_DAY = new RegExp(`(?<=\\d)\\.(?=\\s(?:${ANY_MONTH})(?!\\p{L}))`, "giu");
const PERCENT =
  /^\s?(?:\\?%|per\s?cent|pct|pro[zc]ent|por\sc[ie]+nto|pour\scent|процент|persen|phần\străm|パーセント|퍼센트|प्रतिशत|فى?\sالم)/iu;
/** Behind a unit: it is a rate of something. */
const OF_SOMETHING =
  /^\s?(?:\/|(?:pro|par|por|per|à|a|an|all?[ae']?|na|prz?ez|в|за|je|jed\p{L}+|every|each|in\s(?:the|one|der|einer)|mỗi|một|प्रति|في|لكل)(?!\p{L})|每)/iu;
/** "kg m/s²", "N m": only one factor of it. */
const FACTOR_BEHIND =
  /^\s?(?:[·*]\s?|\\cdot\s?)?(?!h\s|a\s|à\s|y\s|e\s|i\s|и\s|в\s)[A-Za-z]{1,2}(?:[/^²³]|\s?$|\s?[.,;])/;
/** "2020 г." is a year. */
const EITHER = /^\s?г(?!\p{L})/u;
/** Persons and things that are counted, in scripts without spaces and elsewhere. */
const COUNTED =
  /^\s?(?:[人個个名명개只支本匹台枚]|человек|учени\p{L}+|(?:students?|people|persons?|children|kids|boys|girls|schüler|kinder|alumnos|personas|élèves|personnes|uczniów|osób)(?!\p{L})|\p{L}{3,}$)/iu;
const DAYS = /^\s?[日일](?![曜间間])/u;
const YEARS = /^\s?[年년](?![级級月生])/u;
const WEEKS = /^\s?(?:周|週|주)(?![长長])/u;

/** What a number is of: a unit with what it is worth, a month, percents, or things that are counted; null where it is not said. */
function measureBehind(behind: string): string | null {
  if (PERCENT.test(behind)) return "%";
  const month = monthAt(behind.replace(OF_MONTH, ""));
  if (month !== null) return `month ${month}`;
  if (EITHER.test(behind)) return null;
  const unit = unitAt(plainPowers(behind));
  // Of which money a coin is, is not said.
  if (unit !== null && /^(?:penn|pence|p$|cents?$)/.test(unit)) return null;
  if (unit !== null) {
    const { factor, dimension } = parseUnit(unit);
    return `unit ${factor.n}/${factor.d} ${dimension}`;
  }
  return COUNTED.test(behind.replace(/[\s.$]+$/, "")) ? "things" : null;
}

const isOnlyPart = (behind: string) => OF_SOMETHING.test(behind) || FACTOR_BEHIND.test(behind);

/** In English; null where there is none, or where it is a rate of something that is not known. */
function unitAt(behind: string): string | null {
  const unit = leadingUnit(behind);
  if (unit?.includes("/") || unit?.includes(" per ")) return unit;
  const word = unitWordAt(behind);
  if (word) return isOnlyPart(behind.slice(word.length)) ? null : word.unit;
  if (unit !== undefined)
    return isMeasure(unit) && !isOnlyPart(behind.trimStart().slice(unit.length)) ? unit : null;
  return DAYS.test(behind) ? "days" : WEEKS.test(behind) ? "weeks" : YEARS.test(behind) ? "years" : null;
}

const plainPowers = (text: string) =>
  text
    .replace(/\^\{([23])\}/g, "^$1")
    .replaceAll("²", "^2")
    .replaceAll("³", "^3");

/** What it is said to be of, in the last sentence that it stands in. */
function measuresOf(digits: string, text: string): string[] {
  const decimal = digits.replace(".", "[.,]");
  const place = new RegExp(`(?<![\\d.,/])${decimal}(?![\\d/]|[.,]\\d)`, "gu");
  const said = withQuantities(withoutMarkup(text.slice(-MOST)).replace(STOP_OF_DAY, ""));
  const plain = /\d/.test(said) ? said : (withDigits(said, "English") ?? said);
  for (const sentence of sentencesOf(plain).reverse()) {
    const found = [...sentence.matchAll(place)];
    if (found.length > 0)
      return found
        .map(({ index }) => measureBehind(sentence.slice(index + digits.length).slice(0, 60)))
        .filter((one) => one !== null);
  }
  return [];
}

/** Whether two texts have the same number of two measures, of which one is the amount and nothing else. */
export function isOfAnotherMeasure(a: FinalAnswer, text: string, b: FinalAnswer, other: string): boolean {
  const isAmount = (one: string) => one.trim().length <= LONGEST_AMOUNT && AMOUNT.test(one);
  if (!isAmount(text) && !isAmount(other)) return false;
  const [mine, theirs] = [a, b].map(({ answer }) => /\d[\d.,]*/.exec(answer)?.[0].replace(/[.,]$/, ""));
  if (mine === undefined || theirs === undefined || mine.replace(",", ".") !== theirs.replace(",", "."))
    return false;
  // No metres are no centimetres.
  if (Number(mine.replace(",", ".")) === 0) return false;
  const [said, saidToo] = [measuresOf(mine, text), measuresOf(theirs, other)];
  return (
    said.length > 0 && saidToo.length > 0 && said.every((one) => saidToo.every((two) => areApart(one, two)))
  );
}

/** Things that are counted may be of any unit, as far as is known, but they are no percents. */
function areApart(one: string, two: string): boolean {
  if (one === "things" || two === "things") return one === "%" || two === "%";
  return one !== two;
}

const SHARE =
  /^(?:per|pct|pro[czs]|prc|pour|por|points?|степ|процент|yüzde|persen|phần|प्रतिशत|بالمئة|في|من|out|of)/iu;
/** A noun by its form: a capital as in German, a plural as in English, Spanish, Portuguese and French. */
const NOUN =
  /^(?:\p{Lu}\p{Ll}{2,}|(?!(?:plus|minus|times|less|this|across|always|whereas|thus|parts|equals|besides|perhaps|towards|moins|fois|mais|dans|sans|sous|menos|pues|después|antes|depois|pois|vezes|veces|tras|alors|très)$)\p{Ll}{3,}s)$/u;
const COUNTERS = /^(?:人|名|个|個|位|只|本|枚|匹|명|개|마리)/u;

/** Whether the last sentence of a text that says `answer` counts things by it. */
export function isCount(answer: string, text: string): boolean {
  const number = /^-?\d[\d.,]*$/.exec(answer.trim())?.[0];
  if (number === undefined) return false;
  const tail = text.slice(-1500);
  const sentence = sentencesOf(tail).findLast((one) => one.includes(number));
  const at = sentence?.lastIndexOf(number) ?? -1;
  if (sentence === undefined || at < 0) return false;
  const behind = sentence.slice(at + number.length).replace(/^\*{1,2}/, "");
  if (COUNTERS.test(behind)) return true;
  const [, noun, end] = /^\s(\p{L}[\p{L}\p{M}]{2,})([.!*\s]*$)?/u.exec(behind) ?? [];
  if (noun === undefined || SHARE.test(noun)) return false;
  // "200 students": counted before, or the last word of all.
  const counted = [...tail.matchAll(new RegExp(`(\\d[\\d.,]*)\\s${noun}(?![\\p{L}\\p{M}])`, "giu"))];
  return end !== undefined || NOUN.test(noun) || counted.some(([, other]) => other !== number);
}
