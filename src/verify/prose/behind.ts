// What the text behind an answer phrase gives: the value that stands first with its unit, or what the sentence states; and
// what it says as well as that.

import type { Language } from "../languages/language.ts";
import { ENGLISH } from "../languages/languages.ts";
import { isProse, lastSide } from "../read/formulas.ts";
import { isCalculated, sameNumber, type Value, valueAt, valuesIn } from "../read/values.ts";
import { deniesAll, withoutAsides, withoutContrast } from "../sentence/asides.ts";
import { isBound, isCircumstance, isGiven } from "../sentence/circumstances.ts";
import { restatement } from "../sentence/explanations.ts";
import { alternatives, type Statement, saysValue, statement } from "../sentence/sentence.ts";
import { measuredSide, resultOfSteps } from "../sentence/steps.ts";
import { endsAtTime, partOfDay } from "../wording/clock.ts";
import { withDecimalPoints, withoutMarkup, words } from "../wording/phrases.ts";

/** Words before an answer that change nothing. */
const FILLERS =
  /^(?:\s*(?:that|therefore|thus|hence|so|then|exactly|only|just|simply|equal to|equals|given by|about|approximately|approx\.?|roughly|around|nearly|the number|the value|a total of|the(?=\s\d+(?:st|nd|rd|th)\b)|an?(?=\s[\d.]+\s?%)|now|clearly|indeed|actually|either|both|=|:|\\approx|\\therefore|,)(?=[\s\d$\\:]))+\s*/i;

/** Circumstances: what stands behind one of these is no more part of the answer. */
const CIRCUMSTANCE = new Set(
  (
    "in on at for with from by over within during into to than after before under above without through across " +
    "around between among of that left altogether total remaining overall each apiece more less fewer too also " +
    "are is was were have has had can will would must should be been do does did as but if when because since so " +
    "together again now today still already respectively only not per-day and or a an the this these those his her " +
    "their its he she it they we you i there all every"
  ).split(" "),
);

/** "(C) 24 cm, because choice (B), 12 cm, adds each side only once": an option, what it is, and why. */
const OPTION_WITH_REASON =
  /^(\(?[A-J]\)[:.,]?\s[^,;\n]{1,40}?|\(?[A-J]\)?),?\s(?:because|since)\s([^\n]{3,300})$/;
const GOES_ON = /[.;]\s|\b(?:so|thus|therefore|hence|but|however|wait|actually|or|might|may)\b/i;

/** What a phrase such as "the answer is" is followed by: the value that stands first, or what the sentence states. */
export function statedBehindPhrase(rest: string, language: Language): Statement | null {
  const rules: string[] = [];
  let sentence = withDecimalPoints(withoutMarkup(rest), language).replace(FILLERS, "").trim();
  sentence = lastSide(sentence.replace(COMPARED, "").replace(words(language).opening, ""));
  sentence = resultOfSteps(sentence) ?? measuredSide(sentence) ?? sentence;
  if (deniesAll(sentence, language) || UNKNOWN.test(sentence)) return null;
  // "The total is not 84"
  const affirmed = sentence.replace(words(language).denied, " ");
  if (affirmed !== sentence && !/\d/.test(affirmed)) return null;
  const reason = language === ENGLISH ? OPTION_WITH_REASON.exec(sentence) : null;
  if (reason && !GOES_ON.test(reason[2])) sentence = reason[1];
  sentence = sentence.replace(NOT_THIS, "");
  const option =
    language === ENGLISH
      ? (NOT_ANOTHER.exec(sentence) ?? THAT_IS.exec(sentence))
      : words(language).chosen.exec(sentence);
  if (option) {
    const content = contentBehind(sentence.slice(option[0].length), language);
    const letter = option[1].toUpperCase();
    const rules = ["the option"];
    if (content === undefined) return { answer: letter, others: [], rules };
    return /[A-J]/.test(letter)
      ? { answer: `(${letter}) ${content}`, others: [], rules }
      : { answer: letter, again: content, others: [], rules };
  }
  sentence = withoutTotal(sentence, language);
  const denied = words(language).not.exec(sentence);
  if (denied) {
    const meant = withoutContrast(sentence, language, rules);
    if (meant === sentence) return null;
    sentence = meant.replace(FILLERS, "").trim();
  }
  const restated = RESTATED.exec(sentence);
  if (restated) sentence = sentence.slice(restated[0].length);
  const either = language === ENGLISH ? null : alternatives(withoutAsides(sentence, language), language);
  if (either !== null) return { answer: either, others: [], rules: [...rules, "alternatives"] };
  const outOf = OUT_OF.exec(sentence);
  if (outOf)
    return {
      answer: `${outOf[1]}/${outOf[2]}`,
      others: [outOf[1]],
      rules: [...rules, "so many out of so many"],
    };
  const meant = restatement(sentence, language);
  if (meant !== null) return { answer: meant, others: [], rules: [...rules, "what it comes to"] };
  const calculated = valuesIn(sentence)[0];
  if (calculated?.start === 0 && isBound(sentence, calculated, language)) return null;
  const amount = saidOfAmount(withoutAsides(sentence, language), language);
  if (amount) return { ...amount, rules: [...rules, ...amount.rules] };
  const start = calculated?.start === 0 && isCalculated(calculated) ? resultStart(calculated) : 0;
  // Words that open an explanation in another language would be read as a unit.
  const shown = language === ENGLISH ? sentence : withoutAsides(sentence, language, rules);
  const first = leading(shown.slice(start), language);
  if (first !== null) {
    const others = language === ENGLISH ? besides(shown.slice(start), first) : [];
    return { answer: first, others, rules: [...rules, "the value after the phrase"] };
  }
  // "between 3 and 5, so 4"
  const so = /,\s*(?:so|thus|hence|therefore)\s+(?=[$\d\\])/i.exec(sentence);
  const concluded = so && leading(sentence.slice(so.index + so[0].length), language);
  if (concluded) return { answer: concluded, others: [], rules: [...rules, "the conclusion"] };
  const cut = withoutAsides(sentence, language, rules);
  // "Kasia zapłaciła 8,40 zł": in other languages two words before one value say something of it.
  const says =
    language !== ENGLISH &&
    /^\p{L}{2,}\s(?:\p{L}{2,}\s|[aéè]\s)+[^\d\\]*\d/u.test(cut) &&
    valuesIn(cut).length === 1;
  if (cut !== "" && !isProse(cut) && !saysValue(cut) && !says && !endsAtTime(cut))
    return { answer: cut, others: [], rules };
  const stated = statement(cut === "" ? sentence : cut, language);
  const compared = language === ENGLISH ? COMPARISON.exec(sentence) : null;
  const others = stated && compared ? [...stated.others, compared[0]] : (stated?.others ?? []);
  return stated && { ...stated, others, rules: [...rules, ...stated.rules] };
}

/**
 * "7 boxes hold 56 bottles", "10支笔需要150元": of a clause whose subject is an amount what that comes to. Where no word says
 * that it does ("8 pupils got 90 points"), either may be asked for. Null for any other text.
 */
function saidOfAmount(text: string, language: Language): Statement | null {
  const [subject, said, ...more] = valuesIn(text);
  if (said === undefined || more.length > 0 || subject.start !== 0 || isCalculated(subject)) return null;
  const between = text.slice(subject.end, said.start);
  const behind = text.slice(said.end);
  if (!CLAUSE.test(between) || !/^\s?\p{L}|^$/u.test(behind)) return null;
  const { amounts, total, compares } = words(language);
  if (compares?.test(between)) return null;
  const stated = statement(text, language);
  if (stated?.others.length === 0 && sameNumber(stated.answer, subject.result)) return null;
  if ((amounts?.test(between) || total?.test(between)) && !EXACTLY.test(between))
    return { ...stated, answer: said.result, others: [], rules: ["what the amount comes to"] };
  return stated && behind !== "" && VERB.test(between)
    ? { ...stated, answer: said.result, others: [subject.result], rules: ["an amount of an amount"] }
    : null;
}
/** Words alone, and none that joins two values or opens a relative clause. */
const CLAUSE =
  /^(?!.*(?<!\p{L})(?:and|or|y|e|et|und|en|i|и|và|dan|o|ou|oder|lub|или|hoặc|atau|و|that|which|who)(?!\p{L}))[\p{L}\p{M}\s'-]+$/iu;
/** Behind the unit a word that is no name, or as many signs where words are not parted. */
const VERB = /\p{L}\s+\p{Ll}+\s$|^\s?(?:\p{Script=Han}\s?){4}/u;
/** "12 boxes hold exactly 5 pens": how many there are that do. */
const EXACTLY =
  /(?<!\p{L})(?:exactly|genau|exact\p{L}*|esatt\p{L}*|ровно|dokładnie|precies|tepat|đúng|exakt)(?!\p{L})|恰好|正好|ちょうど|정확히|ठीक/iu;

/** "Toplam 84 öğrenci", "Total: 84 students": a word for a total before the one value of a line. */
function withoutTotal(text: string, language: Language): string {
  const total = [words(language).total, TOTAL]
    .map((word) => word?.exec(text))
    .find((word) => word?.index === 0);
  if (!total) return text;
  const rest = text.slice(total[0].length).replace(/^\s*[:=,]?\s*/, "");
  const value = valueAt(rest, 0);
  return value && /\d/.test(value.text) && /^(?:\s?[\p{L}\p{M}']+){0,2}[\s.!]*$/u.test(rest.slice(value.end))
    ? rest
    : text;
}
const TOTAL = /(?<!\p{L})(?:total|in total|altogether|in all)(?!\p{L})/iu;

/** "③번이 아니라 ②번", "Aではなく B": an option with its denial behind it. */
const NOT_THIS =
  /^\(?(?:[A-J]|[\u2460-\u2469])\)?(?:번|番)?(?:[이가]\s(?:아니라|아니고)|(?:では|じゃ)なく(?:て)?),?\s?/u;

/** "(B), that is 12" */
const THAT_IS = /^\(?([A-J])\)?(?=,?\s(?:that is|i\.e\.|which is|namely),?\s-?[$€]?\d[^;:]{0,30}$)/;

/** ", 즉 27입니다", ") 12", "번(12)": the value that is said behind an option and nothing else. */
function contentBehind(rest: string, language: Language): string | undefined {
  const { restates } = words(language);
  const plain = rest.replace(/^\)?(?:번|番)?/u, "");
  const meant = restates.exec(plain);
  const said =
    meant?.index === 0
      ? plain.slice(meant[0].length)
      : plain.replace(/^[.:,]?\s*\(?|(?<=^[.:,]?\s*\([^()]*)\)/g, "");
  return CONTENT.exec(said)?.[1];
}
const CONTENT =
  /^(-?[$€]?\d[\d.,/]*(?:\s?\\pi)?(?:\s[\p{L}\p{M}]+)??)\s*(?:입니다|이다|이에요|예요|です|である|だ)?[\s.]*$/u;

/** "A, not B" */
const NOT_ANOTHER = /^\(?([A-J])\)?(?=,?\s(?:and\s)?(?:not|rather than|instead of)\s\(?[A-J]\)?\W*$)/;

/** "not known, but 7 is close" */
const UNKNOWN =
  /^(?:not\s(?:yet\s)?(?:known|clear|sure|certain|given|determined)|unknown|unclear|undetermined)\b/i;

/** "20 out of 25": the one or the other may be asked for. */
const OUT_OF = /^(\d+)\sout of\s(?:(?:the|every)\s)?(\d+)[\s.]*$/i;

/** What the text behind a phrase says as well as its `first` value. */
function besides(text: string, first: string): string[] {
  const at = text.indexOf(first);
  const rest = at < 0 ? "" : text.slice(at + first.length);
  const compared = COMPARISON.exec(text);
  const again = saidAgain(text, first);
  const other = goingOn(rest, first) ?? calculatedOn(rest, first);
  return [...(compared ? [compared[0]] : []), ...(again ? [again] : other ? [other] : [])];
}

/** "2000, so 1200 + 2000 = 3200 is correct": what the sentence concludes by calculating on; null where it does not. */
function calculatedOn(rest: string, first: string): string | null {
  const so = /^(?:\s+\p{L}+){0,3},?\s+(?:so|thus|hence|therefore)\s/iu.exec(rest);
  const value = so && valuesIn(rest.slice(so[0].length)).at(-1);
  const own = valuesIn(first)[0]?.result ?? first;
  return value?.operands.some((one) => sameNumber(one, own)) && !sameNumber(value.result, own)
    ? value.result
    : null;
}

/** "14 students left and 26 came": the other value of a sentence that goes on with "and"; null where it does not. */
function goingOn(rest: string, first: string): string | null {
  const joined = /^(?:\s+\p{Ll}+){0,3}\s+and\s(?!not\b|never\b)(?=[^.;,()=]*\d)/u.exec(rest);
  if (!joined || joined[0].search(words(ENGLISH).explains) >= 0) return null;
  const other = valuesIn(rest).find(({ start }) => start >= joined[0].length);
  const stated = other && !isCalculated(other) && !isGiven(rest, other) && !isCircumstance(rest, other);
  return stated && !sameNumber(other.result, first) ? other.result : null;
}

/** "300, and it's 3 liters": the value other than `answer` that is said before it or then; null where there is none. */
export function saidAgain(text: string, answer: string): string | null {
  const again = AGAIN.exec(text);
  const before = again ? text.slice(0, again.index) : "";
  if (!again || before.search(words(ENGLISH).explains) >= 0) return null;
  const first = statement(before, ENGLISH);
  const then = valueAt(text, again.index + again[0].length);
  if (!first || first.others.length > 0 || !then) return null;
  return [first.answer, then.result].find((value) => !sameNumber(value, answer)) ?? null;
}
const AGAIN = /,\s+(?:(?:and|but)\s+)?(?:it|that)(?:'s|\s+is|\s+was)\s+(?:only\s+)?(?=[$\d\\])/i;

/** "2 years younger than Bo", "5 pounds more than 9 pounds": how far it is from something else, which may not be asked for. */
const COMPARISON =
  /^-?[$\d][\d.,]{0,20}\s+(?:\p{L}+\s+){0,2}(?:more|less|fewer|(?!other|rather|later|earlier)\p{L}{2,12}er)\s(?:[^.;,=\d]{0,60}\s)?than\b[^.;,=]{0,60}/iu;

/** "30 - 5 more than before": behind this dash stands a comparison. */
const COMPARED = /(?<=[\p{L}\d%])\s-{1,3}\s\d[\d.,]*\s+(?:more|less|fewer)\s+than\b.*$/isu;

/** "2 more than 5, which is 7": a number in words and what it comes to. */
const RESTATED =
  /^(?:[^.;\n]{0,80}?\b(?:more|less|fewer|larger|smaller|greater)\s+than|half|twice|double|triple|(?:a (?:third|quarter|fifth)|[\d./]+\s?%?)\s+of)\b[^.;\n]{0,60}?,?\s+(?:which|that)\s+(?:is|equals|makes|gives|comes to)\s+(?=[$\d\\])/i;

/** The value at the start of `text` with its unit, and those that "and", "or", a comma join to it; null where none is. */
function leading(text: string, language: Language): string | null {
  let value = valueAt(text, 0);
  if (!value || !/[\d\\]/.test(value.text)) return null;
  let [start, end] = [resultStart(value), value.end];
  let joined = false;
  for (;;) {
    const rest = text.slice(end);
    // 2 more than 5, 3 times as many, 2 out of 5, 4 to 6: no value by themselves.
    const packed = language === ENGLISH ? PACKED.exec(rest)?.[0].length : undefined;
    if (
      packed === undefined &&
      /^\s*(?:\w+\s+)?(?:(?:more|less|fewer|larger|smaller|greater)\s+than|times\s+(?:as|the)|as\s(?:many|much)\b|out of|to\s+\d|through\s+\d|of\s+\$?\d)/i.test(
        rest,
      )
    )
      return null;
    // "3 and a half"
    const half = /^\sand\s(?:an?|one)[\s-](?:half|quarter|third)\b(?:\s\p{L}+)?/u.exec(rest);
    if (half) return text.slice(start, end + half[0].length).trim();
    // "1 in 4" is a chance.
    if (/^\sin\s\d+[\s.]*$/.test(rest)) return text.trim();
    const unit =
      partOfDay(text.slice(start, end), rest).length || unitBehind(rest, language === ENGLISH ? 4 : 1);
    const joiner =
      /^\s*(?:,?\s*(?:and|or|y|e|et|und|o|ou|oder|и|или|和|と)\s+|[,;]\s*(?=[\d$\\(-]))/iu.exec(
        rest.slice(unit),
      ) ?? (unit > 0 ? /^\s+(?=\d)/.exec(rest.slice(unit)) : null);
    const next = joiner ? valueAt(text, end + unit + joiner[0].length) : null;
    const comma = joiner?.[0].startsWith(",") && !/and|or/.test(joiner[0]);
    if (
      !joiner ||
      !next ||
      !/[\d\\]/.test(next.text) ||
      explainsItself(text.slice(next.end)) ||
      (comma && unit > 0 && PLACED.test(text.slice(next.end)))
    ) {
      end += unit;
      break;
    }
    end = next.end;
    joined = true;
    value = next;
  }
  if (joined) start = 0;
  const tail = text.slice(end);
  // What goes on as mathematics is read as a whole by others: intervals, points, relations.
  if (/^\s*(?:[\])}|\d]|\\(?!text|quad|,|;| )[a-z{}|]|_|\^)/i.test(tail)) return null;
  return text
    .slice(start, end)
    .trim()
    .replace(/(?<=\d)(?=[a-z]+$)/i, " ");
}

/** Behind a joined value comes a verb, or what it is measured from: "7 and 9 are eaten", "7:30, 2 hours after noon". */
const explainsItself = (tail: string) =>
  /^\s*(?:\w+\s+){0,2}(?:are|were|is|was|have|has|had|after|before|later|earlier|(?:more|less|fewer) than)\b/i.test(
    tail,
  );

/** "144 square feet, 12 feet on each side": behind a comma, what the value is made of. */
const PLACED = /^\s*(?:\w+\s+){0,2}(?:on|of|for|per|each|every|in|at|by|from|left|remaining)\b/i;

/** "15 packs of 4 batteries": so many things of so many each. Thirds, dozens and percent of a number are no things. */
const PACKED =
  /^\s(?!(?:thirds|halves|quarters|fourths|fifths|sixths|sevenths|eighths|ninths|tenths|hundredths|dozens|hundreds|thousands|millions|times|multiples|powers|points|parts|percents|shares|sums|products)\b)[a-z]{3,12}s(?=\sof\s\d{1,4}\s(?:[a-z]{3,15}s|[kmc]?[gml]|lb|oz)(?:\seach|\sin\s(?:all|total))?[\s.!]*$)/;

const resultStart = (value: Value) => value.end - value.result.length;

/** Length of the unit behind a value: up to four words that are none of grammar. */
function unitBehind(rest: string, most: number): number {
  const text = /^\s*\\(?:text|mathrm|mbox)\s*\{[^{}]{0,40}\}(?:\^\{?\d\}?)?/.exec(rest);
  if (text) return text[0].length;
  const glued = /^(?:[kmc]?g|[kcm]?m|ml|l|h|s|min|ft|in|lbs?|oz|mph)\b/i.exec(rest);
  let end = glued ? glued[0].length : 0;
  for (let count = 0; count < most; count++) {
    const word = /^(?:\s+|-)([A-Za-z][A-Za-z'-]*)(\^\{?\d\}?)?(?:\/[A-Za-z]+)?(?:\.m\b\.?)?/.exec(
      rest.slice(end),
    );
    if (!word) {
      // In other letters a word is a unit that is not read.
      if (
        /^\s*(?![\p{Script=Latin}])\p{L}/u.test(rest.slice(end)) ||
        /^[\s-]+[A-Za-z]*[^\p{ASCII}\s]/u.test(rest.slice(end))
      )
        return 0;
      break;
    }
    const lower = word[1].toLowerCase();
    // "3 times" is the number; "3 dozen" is another.
    if (lower === "times" && count === 0) return 0;
    if (CIRCUMSTANCE.has(lower) || /[^\p{ASCII}]/u.test(rest[end + word[0].length] ?? "")) break;
    if (lower === "per" && count === 0) break;
    end += word[0].length;
  }
  // A verb may follow anyway; a unit of more than three words is none.
  return rest.slice(0, end).trim().split(/\s+/).length > 3 ? 0 : end;
}
