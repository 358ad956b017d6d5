// A text that solves its problem a second time, under a heading of its own ("Solution 2", "Another method"): both have to come
// to the same, and one that breaks off says nothing.

import { isProse } from "../read/formulas.ts";
import { canonical } from "../read/values.ts";
import type { FinalAnswer } from "../sentence/found.ts";

const AGAIN =
  /\n[ \t]{0,4}(?:#{1,6}[ \t])?(?:\*\*)?(?:(?:solution|method|approach|way)[ \t]?(?:#?[2-9]|ii|two|b)|(?:alternat(?:e|ive)|second|another|other)[ \t](?:solution|method|approach|way))(?:[ \t]?\([^()\n]{1,40}\))?[*:.\t ]{0,6}(?=\n)/i;

const MOST_WAYS = 4;

/** What both ways come to, beside what the second comes to otherwise; null for a text that has no second one. */
export function inTwoWays(text: string, answerOf: (text: string) => FinalAnswer | null): FinalAnswer | null {
  const [before, ...more] = text.split(AGAIN);
  if (more.length === 0 || more.length > MOST_WAYS) return null;
  const first = answerOf(before);
  if (!first || first.others.length > 0 || isWhole(first)) return null;
  const found = more.flatMap((one) => answerOf(one) ?? []).filter((one) => !isWhole(one));
  const others = found
    .flatMap((one) => [...one.others, one.answer])
    .filter((other) => canonical(other) !== canonical(first.answer));
  return { ...first, others: [...new Set(others)], rules: [...first.rules, "in two ways"] };
}

/** Nothing was found in it, so that it stands for itself. */
const isWhole = ({ from, answer }: FinalAnswer) =>
  from === "the text itself" && (isProse(answer) || !/\d|\\[a-z]/.test(answer));
