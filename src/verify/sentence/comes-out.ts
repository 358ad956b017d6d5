// Whether a sentence says that its value is what comes out: it concludes, calculates, or says so in so many words.

import { ENGLISH } from "../languages/languages.ts";
import { calculates } from "../read/values.ts";
import { withoutMarkup } from "../wording/phrases.ts";
import { withoutAsides } from "./asides.ts";
import { type Statement, saysValue } from "./sentence.ts";
import { plainAnswer } from "./terse.ts";

/** What in a story says that something comes of it. */
const RESULTS =
  /^\W*(?:after|once|having|since)\s[^,.]{3,80},|\b(?:because|now|still|leaves?|keeps?(?=\s[$\d])|(?:will|would) have(?= (?:[a-z]+ ){0,3}[$\d]))\b/i;

/** Whether a sentence concludes, calculates, or says of one value what it is or that it is left. */
export function comesOut(raw: string, { rules }: Statement): boolean {
  const own = withoutAsides(raw.trim(), ENGLISH);
  return (
    CONCLUDES.test(raw) ||
    calculates(raw) ||
    says(raw) ||
    rules.includes("what it comes to") ||
    saysValue(own)
  );
}

/** In so many words, or alone: "in all", "is 5", "5". */
export function says(marked: string): boolean {
  // "The final price is **$54**.", "**17**"
  const raw = marked.includes("**") ? withoutMarkup(marked) : marked;
  return (
    /\b(?:add|sum|amount|come)s? (?:up )?to\b|^\s*=|^\W*(?:that|this|it)\s(?:makes|means|gives|leaves|comes to)\b|,\s+(?:so|thus|therefore|hence|giving|leaving)\b/i.test(
      raw,
    ) ||
    SAYS.test(raw.replace(/\([^()]*\)/g, " ")) ||
    RESULTS.test(raw) ||
    plainAnswer(raw.trim()) ||
    IS_VALUE.test(withoutAsides(raw.trim(), ENGLISH)) ||
    IS_EQUATION.test(raw) ||
    FINALLY.test(raw) ||
    ROUNDED.test(raw)
  );
}

/** "Final price: $54" */
const FINALLY =
  /^\W{0,4}(?:the\s)?(?:final|overall|total)\s(?:\p{L}{3,12}\s?){1,3}:\s[$€£]?-?\d[\d.,]*(?:\s\p{L}{1,15}){0,2}[.!]?\s*$/iu;

const PLACE =
  "(?:the\\s)?nearest\\s(?:whole\\s)?(?:number|integer|unit|ten|hundred|thousand|million|tenth|hundredth|thousandth|dollar|cent|euro|pound|degree|percent|percentage point|met(?:re|er)|kilomet(?:re|er)|centimet(?:re|er)|millimet(?:re|er)|mile|inch|foot|gram|kilogram|lit(?:re|er)|minute|hour|second|day|year)|(?:\\w+\\s)?(?:decimals?|decimal places?|significant (?:figures|digits))";
const AMOUNT =
  "[$€£]?-?\\d[\\d.,]*%?(?:\\s(?!too|more|less|fewer|short|over|under|off|wrong)[\\p{L}/²³]{1,15}){0,2}";
const IT_IS = "(?:that|this|it)\\s(?:is|comes to|makes|gives|becomes)\\s(?:about\\s)?";
/** "Rounded to the nearest dollar, that is $47.", "That is $47 to the nearest dollar." */
const ROUNDED = new RegExp(
  `^\\W*(?:(?:when\\s)?round(?:ed|ing)\\sto\\s(?:${PLACE}),\\s${IT_IS}${AMOUNT}|${IT_IS}${AMOUNT}\\s(?:(?:when\\s)?rounded\\s)?to\\s(?:${PLACE}))[.!]?\\s*$`,
  "iu",
);

/** "The smallest of them is 6.", "It's 5 apples." */
export const IS_VALUE =
  /(?:(?<!\b(?:there|which|who|that)\s)\b(?:is|are|was|were|equals)|\b(?:it|that)'s)\s+(?:indeed\s+|actually\s+|really\s+|now\s+|exactly\s+|about\s+|approximately\s+|only\s+)?[\\$€£(]*-?\d\S{0,40}(?:\s+[a-z]+){0,3}\s?[.!]?\s*$/i;

/** "The line is y = 3x - 7." */
export const IS_EQUATION = /\b(?:is|are|becomes|gives)\s(?:[a-z]|[a-z]\([a-z]\))\s=\s[^=\n]{1,80}$/;

/** "Then she eats 2.": a step of a story, not its end, as "After that she still has 2." is. */
export const NARRATES =
  /^\W*(?:first|then|next|after that(?![^.;]*\b(?:still|now)\s(?:has|have|had|is|are)\b)|second)\b/i;

export const SAYS = /\b(?:total|altogether|together|left|in all|remain\w*|results? (?:is|in))\b/i;

/** What opens a sentence that concludes. */
export const CONCLUDES =
  /^[\s*_>#-]*(?:so(?!\sfar\b)|thus|therefore|hence|in total|altogether|in all|consequently|as a result|finally|overall|in conclusion|in the end|all in all|all told|in the final answer)\b|^[^.;:=\d]{3,80}\s(?:is|are|was|were|equals)\s(?:therefore|thus|hence)\s/i;

/** "So he has 5", "A has 2, so B has 5". */
export const concludesWithin = (raw: string) =>
  CONCLUDES.test(raw) || /,\s+(?:so|thus|therefore|hence)\b/i.test(raw);

/** "In geometric terms, …", "This is one of the classic examples of …": a remark on what stands before it. */
export const REMARKS =
  /^\W*(?:in (?:[a-z]+ terms|this (?:example|case|problem|scenario)|general)\b|this (?:is|was) (?:an?|one of the) (?:[a-z]+ ){0,3}(?:examples?|cases?|instances?|problems?|illustrations?)\b|note that\b)/i;
