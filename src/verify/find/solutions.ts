// What stands behind "Answer:" where it is a solution of several sentences and no answer with an explanation: "There are 48
// plums. Without the bad ones 48 - 9 = 39." states 39.

import { ENGLISH } from "../languages/languages.ts";
import { lastSentence } from "../prose/last-sentence.ts";
import { calculates, isCalculated, sameNumber, valuesIn } from "../read/values.ts";
import { concludesWithin } from "../sentence/comes-out.ts";
import type { FinalAnswer } from "../sentence/found.ts";
import { type Statement, statement } from "../sentence/sentence.ts";
import { sentencesOf } from "../sentence/sentences.ts";

/** Opens with words, and says what is there or calculates: "There are 48", "Anna has 8 pens", "Half of 80 is 40". */
const OPENS = /^[a-z]+\s+(?!\d)\D{0,60}\d|^[a-z]+\s+(?:is|are|was|were|has|have|had)\s/i;
const DESCRIBES = /\b(?:is|are|was|were|has|have|had)\b/i;
const ADDS_UP = /^\W*(?:together|altogether|in all|in total)\b/i;

/**
 * The end of the solution that the line behind "Answer:" is; `found` is what its first sentence states. Null where the line
 * is an answer and what may stand behind one. Where its sentences only say a value each nothing tells which is meant.
 */
export function endOfSolution(line: string, found: FinalAnswer): FinalAnswer | null {
  if (!OPENS.test(line) || found.others.length > 0) return null;
  const sentences = sentencesOf(line).filter((sentence) => /\d/.test(sentence));
  if (sentences.length < 2) return null;
  const [first, last] = [sentences[0], sentences[sentences.length - 1]];
  // A problem that is told again.
  if (/\?["*)\s]*$/.test(line)) return { ...found, answer: "" };
  const end = lastSentence(line);
  const own = valuesIn(found.answer)[0]?.result ?? found.answer;
  if (end && end.others.length === 0 && sameNumber(end.answer, own)) return null;
  const calculated = sentences.slice(1).flatMap(valuesIn).filter(isCalculated);
  const works =
    calculates(last) ||
    ADDS_UP.test(last) ||
    calculated.some(({ result }) => end !== null && sameNumber(result, end.answer));
  if (end && works && (DESCRIBES.test(first) || calculates(first)))
    return { ...end, from: found.from, rules: ["the end of a solution", ...end.rules] };
  const stated = sentences
    .slice(1)
    .map((sentence) => statement(sentence, ENGLISH))
    .filter((one): one is Statement => one !== null && !one.given);
  const other = end && end.others.length === 0 && (works || concludesWithin(last)) ? end.answer : null;
  const told = DESCRIBES.test(first) ? stated.map(({ answer }) => answer) : [];
  const others = other === null ? told : [other];
  const rivals = others.filter((one) => !sameNumber(one, own));
  return rivals.length > 0
    ? { ...found, others: rivals, rules: [...found.rules, "several sentences"] }
    : null;
}
