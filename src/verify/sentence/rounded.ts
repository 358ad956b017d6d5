// What a value is rounded to: in so many words ("5.25, which must be rounded up to 6"), or because the whole of it is needed
// ("5.25, but since buses cannot be split, the school needs 6"). In every language of the table.

import { canonical, type Value } from "../read/values.ts";
import { BUT } from "../wording/phrases.ts";
import { isCircumstance } from "./circumstances.ts";

const ROUNDS =
  /\bround(?:ed|s|ing)?\s(?:(?:it|this|that)\s)?(?:up|down|off|to)\b|(?:auf|ab)?(?:ge)?rund|redond|arrond|arroton|округл|zaokrągl|afgerond|yuvarla|làm tròn|bulatkan|四舍五入|四捨五入|进一|進一|取整|切り上げ|切り捨て|올림|تقريب|يقرب|पूर्णांक/iu;
const AGAINST = new RegExp(`;|(?:[,.]\\s?|\\s)(?:${BUT})(?=[,\\s]|\\p{Script=Han})`, "iu");
/** What says that something is needed, or needed in whole. */
const NEEDS =
  /\b(?:need\w*|must|ha(?:s|ve) to|requir\w*|whole)\b|necesit|hacen falta|debe|precis|\b(?:faut|doi[tv])|besoin|bra?uch|benötigt|m[uü]ss|\bserv|bisogn|occorr|нужн|требу|надо|potrzeb|trzeba|nodig|\bmoet|gere[kğ]|ihtiyaç|almalı|cần|phải|butuh|perlu|harus|需要|必须|必須|必要|필요|تحتاج|يحتاج|يلزم|चाहिए|ज़रूरत/iu;

/** The word behind a value, as far as its cases have it in common. */
const UNIT = new RegExp(`^\\s?(?!(?:${BUT})(?!\\p{L}))(\\p{L}{1,3})`, "iu");

/** Whether `whole` may be what `exact` is rounded to, up or down. */
export function isWholeOf(whole: string, exact: string): boolean {
  const [x, y] = [whole, exact].map((value) => Number(canonical(value)));
  return Number.isInteger(x) && !Number.isInteger(y) && Math.abs(x - y) < 1;
}

/** Of the values of a sentence the whole number that the one before it is rounded to, or of which so many are needed. */
export function neededWhole(text: string, values: readonly Value[]): Value | null {
  for (const [i, value] of values.slice(1).entries()) {
    const before = values[i];
    if (!isWholeOf(value.result, before.result) || isCircumstance(text, value)) continue;
    const [unit, other] = [before, value].map(({ end }) => UNIT.exec(text.slice(end))?.[1].toLowerCase());
    if (unit && other && unit !== other) continue;
    const between = text.slice(before.end, value.start);
    const around = between + text.slice(value.end, value.end + 30);
    if (ROUNDS.test(around) || (AGAINST.test(between) && NEEDS.test(around))) return value;
  }
  return null;
}
