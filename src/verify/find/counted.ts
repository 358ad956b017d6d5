// A number of things is no percentage: "40 students" of 200 is not 40%, though the sign may be missing beside a bare number.
import { sentencesOf } from "./undeclared.ts";

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
