// What a value of a sentence may be said along with or as: a circumstance ("in 5 days"), what is given ("the 5 friends"), a
// bound, a multiple, a total, what is now.
import type { Language } from "../languages/language.ts";
import { ENGLISH } from "../languages/languages.ts";
import { knownUnit } from "../read/units.ts";
import { type Value, valuesIn } from "../read/values.ts";
import { justBefore, words } from "../wording/phrases.ts";

/** In other languages than English: "一共有 20 个", "20 in totaal". */
export const isSum = (text: string, { start, end }: Value, total: RegExp) => {
  const before = justBefore(text, start, 24);
  const near = before.slice(before.search(/[\d,.;](?=[^\d,.;]*$)/) + 1);
  return total.test(near) || total.test(/^(?:[^\d,.;:]){0,24}/.exec(text.slice(end))![0]);
};

export const isTotal = (text: string, { start, end }: Value) =>
  /^\s*(?:[\p{L}'-]+\s+){0,2}(?:in total|in all|altogether|all together|total\b(?! of)|combined)/iu.test(
    text.slice(end, end + 60),
  ) ||
  /\b(?:a total of|the total is|totals?|br(?:ings?|inging|ought) (?:\p{L}+ )?(?:total|sum|number|amount)(?: \p{L}+){0,3} (?:up )?to|mak(?:es|ing) (?:it|the total)|total (?:cost|number|amount|of)[^.;,]{0,40}? is)\s*$/iu.test(
    justBefore(text, start, 80),
  );

/** "jetzt sind es 60", "ahora es 60" */
export const NOW =
  /(?<!\p{L})(?:heute|aujourd'hui|hoy|hoje|oggi|vandaag|dziś|dzisiaj|сегодня|bugün|hôm nay|hari ini|و?اليوم|आज|jetzt|nun|ahora|agora|maintenant|adesso|(?<=(?:^|[,;])\s?)ora|nu|теперь|сейчас|teraz|şimdi|bây giờ|sekarang|و?الآن|अब)(?!\p{L})[^\d,.;]*$|(?:现在|今天|今は|今日は?|지금|오늘)[^\d,.;]*$/iu;

/** "and now has 30", "30 are there now" */
export const isNow = (text: string, { start, end }: Value) =>
  /\bnow\s+(?!and\b)(?:\p{L}+\s+){0,2}$/iu.test(justBefore(text, start, 30)) ||
  /^(?:\s\p{L}+){0,3}(?<!\sfrom)\snow\b/iu.test(text.slice(end, end + 50));

const MEASURE =
  /\b(?:total|sum|amount|average|mean|median|value|speed|price|distance|height|length|width|area|volume|perimeter|profit|cost|difference|rate|product|result|score|age|weight|change|balance|salary|number|count|quotient|remainder|probability|ratio|percentage|discount|loss|gain|maximum|minimum|answer) of\s*$/i;
const PARTICLE =
  /\b(?:left with|(?:go|goes|went|gone|going) to|(?:ends?|ended|winds?|wound) up with|ends? with|comes? to|came to|amounts? to|amounted to|adds? up to|added up to|equal to|equals? to|sums? to|evaluates? to|simplif\w+ to|reduces? to|works? out to|up to|costs? (?:her|him|them) )\s*$/i;
const PREPOSITION =
  /\b(?:in|on|at|for|with|from|of|by|over|within|during|per|into|to|between|among|than|under|below|above|without|through|across|around|every|each|after|before|out of)\s+(?:\p{Lu}\p{L}+'s\s+)?(?:(?:about|approximately|the|a|an|first|last|next|all|another|other|these|those|his|her|their|its|only|just|exactly|over|every|each|another)\s+){0,3}$/iu;

/** "30 times the previous night's", "1/10 as many": no value by itself. */
export const isMultiple = (text: string, { end }: Value) =>
  /^\s+(?:times\s+(?:as|the|that|what|his|her|their|its|more)|as\s(?:many|much))\b/i.test(
    text.slice(end, end + 20),
  );

/** "So Tom is 3 times as old as Ella": the multiple that an English sentence concludes, where it has no other value. */
export function concludedMultiple(sentence: string): string | null {
  if (!words(ENGLISH).opening.test(sentence.trimStart())) return null;
  const [multiple, ...more] = valuesIn(sentence);
  return multiple && more.length === 0 && /^\stimes\sas\s/.test(sentence.slice(multiple.end))
    ? multiple.result
    : null;
}

/** "More than 7 ways": not how many. */
export function isBound(text: string, { start, end }: Value, language: Language): boolean {
  const { bound, boundBehind } = words(language);
  if (language === ENGLISH && isEndOfRange(text, start, end)) return true;
  return (
    bound?.test(justBefore(text, start, 40)) === true || boundBehind?.test(text.slice(end, end + 40)) === true
  );
}

/** "Between 4 and 6 tins", "about 3 to 5 hours": neither end is how many. */
const isEndOfRange = (text: string, start: number, end: number) => {
  const before = justBefore(text, start, 80);
  const behind = text.slice(end, end + 40);
  return (
    (/\bbetween\s(?:about\s)?[$€£]?$/i.test(before) && /^(?:\s\p{L}+){0,2}?\sand\s[$€£]?\d/u.test(behind)) ||
    /\bbetween\s(?:about\s)?[$€£]?\d[\d.,]*(?:\s\p{L}+){0,2}?\sand\s[$€£]?$/iu.test(before) ||
    (HEDGED.test(before) && (/^\sto\s[$€£]?\d/.test(behind) || /\d\sto\s[$€£]?$/.test(before)))
  );
};
const HEDGED =
  /\b(?:about|roughly|around|approximately|maybe|probably|perhaps|somewhere|estimate[ds]?|guess|anywhere|likely)\b(?!.*\b(?:from|ratio|score|odds)\b)[^;.]{0,40}$/i;

/** "The 5 friends", "all 3", "her 2 dogs". */
export const isGiven = (text: string, { start }: Value) =>
  /(?<!\b(?:costs?|gives?|gave|pa(?:id|ys?)|takes?|took|owes?|owed|saves?|saved|earns?|earned|leaves?|left|makes?|made|br(?:ing|ings|ought)|gets?|got|charges?|charged|lent|bought|wins?|won|loses?|lost)\s)\b(?:the|these|those|all|his|her|their|its|each of|both|my|our|your)(?:\s+(?:original|first|last|other|initial|remaining))?\s*$/i.test(
    justBefore(text, start, 30),
  );

export function isCircumstance(text: string, { start, end, text: value }: Value): boolean {
  const before = justBefore(text, start, 60);
  // "5 years from now"
  if (/^\s\p{L}+\s(?:from now|ago|later|earlier)\b/iu.test(text.slice(end, end + 40))) return true;
  // "20% of her revenue of $50": the two together say something.
  if (/(?:%|percent)\s+of\s[^.,;=]*$/i.test(before)) return false;
  // "6 bags for $1.67": what is paid may be what was asked for.
  if (/\bfor\s+$/i.test(before) && /^\\?[$€£¥₹]/.test(value)) return false;
  // "in 48 minutes at a speed of 12 kilometers per hour"
  if (AT_RATE.test(before)) return true;
  return PREPOSITION.test(before) && !MEASURE.test(before) && !PARTICLE.test(before);
}
const AT_RATE =
  /\bat (?:an?|the|this|that|his|her|its|their) (?:\p{L}+ ){0,2}(?:rate|speed|pace|price|cost) of\s(?:about |exactly )?$/iu;

/** "of two numbers", "between these two lines": a number that belongs to what is spoken of. */
export const isMentioned = (text: string, value: Value) => {
  const before = justBefore(text, value.start, 60);
  return isGiven(text, value) || (/\b(?:of|between|among)\s$/i.test(before) && !MEASURE.test(before));
};

/**
 * "Room 3B", "lớp 5A", "6年2班", "5학년 3반": a number that is part of a name, by a letter behind it that is no unit (amperes only of a current) and a noun
 * before it, or by the word for a grade or a class.
 */
export const isName = (text: string, { text: value, start, end }: Value) =>
  OF_CLASS.test(text.slice(end, end + 8)) ||
  (/^\d{1,4}[A-Ha-h]$/.test(value) &&
    (value.endsWith("A") || !knownUnit(value.slice(-1))) &&
    /(?<!\p{L})(?!(?:are|was|equals|gives|get|and|the|sum|son|sind|est|current|strom|courant|corriente)\s)[\p{L}\p{M}]{3,}\s$/iu.test(
      justBefore(text, start, 20),
    ) &&
    !/^\s*[-+*/=^×÷(]/.test(text.slice(end, end + 4)));
const OF_CLASS = /^\s?(?:班|반(?!\p{L}{2})|학년|年级|年(?=\s?\(?\d{1,2}\)?\s?班))/u;
