// What a short plain sentence says where that is no number: "The solutions are (1, 2) and (3, 4).", "Option A is
// correct.", "Yes, it is.", "The domain is all real numbers except 2." Only a text of one sentence is read so.

import { isWordless } from "../read/formulas.ts";
import { leadingUnit } from "../read/units.ts";
import { isRejected } from "../sentence/rejected.ts";
import { ORDINALS } from "../wording/spelled.ts";
import { chosenIn } from "./chosen.ts";
import { onlySentence } from "./spoken.ts";

const OPENING =
  /^(?:(?:so|thus|therefore|hence|then|finally|in conclusion|it follows that|we (?:get|find|have|obtain|conclude)(?: that)?)(?:,\s*|\s+))+(?=\S)/i;

/** What denies, doubts, offers a choice or gives a reason: such a sentence says nothing by itself. */
const UNSURE =
  /\b(?:not|never|neither|nor|if|unless|either|whether|maybe|perhaps|probably|possibly|might|may|could|should|would|assum\w+|suppose|because|since|but|wrong|incorrect|guess\w*)\b|n't|\?/i;

/** What the sentence says of its subject; null where it is no such sentence. */
export function saidOfSubject(text: string): string | null {
  const sentence = onlySentence(text);
  if (sentence === null || !/(?:^|\s)[\p{L}\u2460-\u2487]+,?\s/u.test(sentence)) return null;
  const said = withoutReason(sentence.replace(OPENING, ""));
  // Each pattern is only tried where a word of it is there: compiling one takes longer than all that is done with most texts.
  const reply = /^(?:yes|no|true|false),/i.test(said) ? REPLY.exec(said) : null;
  if (reply) return OPPOSED[reply[1].toLowerCase()].test(reply[2]) ? null : reply[1];
  if (said.includes("neither") && NEITHER.test(said)) return "neither";
  const except = namedEnd(said);
  if (except) return except;
  const behaviour = behaviourOf(said);
  if (behaviour) return behaviour;
  const parity = /\b(?:even|odd)\b/i.test(said) ? HOLDS_FOR.exec(said) : null;
  if (parity && !DENIED.test(said)) return parity[1];
  if (UNSURE.test(said.replace(/\bMay\b/g, " "))) return null;
  const congruence = said.includes("\\equiv") ? CONGRUENCE.exec(said) : null;
  if (congruence) return congruence[1];
  const expanded = /[-+]/.test(said) ? POLYNOMIAL.exec(sentence)?.[1] : undefined;
  if (expanded !== undefined && isPolynomial(expanded)) return expanded;
  const option = chosenIn(sentence, text);
  if (option) return option;
  const endless = !/infinitely/i.test(said)
    ? null
    : /^there (?:are|exist) (infinitely many(?:\s(?!more\b)\p{L}{2,}){1,2})$/iu.exec(said);
  if (endless) return endless[1];
  const weekday = /day$/i.test(said) ? WEEKDAY.exec(said) : null;
  if (weekday) return weekday[1];
  const noon = /noon$|night$/i.test(said) ? NOON.exec(said) : null;
  if (noon) return noon[1];
  if (said !== sentence || /\band\b/.test(said)) {
    if (isEquations(said)) return said;
  }
  const ways = /[CP]\s?[(\d]/.test(said) ? WAYS.exec(said) : null;
  if (ways) return ways[1];
  const day = /(?:st|nd|rd|th)(?![a-z])|first|second|third/i.test(said) ? ORDINAL.exec(said) : null;
  // "There are 12 boys in the first row": a place or time of something else.
  if (
    day &&
    (/\b(?:is|was)\s(?:the\s)?$/i.test(said.slice(0, -day[1].length)) ||
      !/\d(?!\d*(?:st|nd|rd|th))/.test(said))
  )
    return day[1];
  const compound = /\d\D+\d/.test(said) ? COMPOUND.exec(said) : null;
  if (compound && leadingUnit(compound[3]) && leadingUnit(compound[5])) return compound[1];
  const predicate = PREDICATE.exec(said);
  return predicate && complementOf(predicate[1], predicate[2]);
}

/** "Because 49 > 16 + 25, the triangle is obtuse", "It is obtuse, because 49 > 16 + 25": what is said without its reason. */
const withoutReason = (said: string) =>
  withoutReasonBefore(said)
    .replace(/,\s(?:who|which|where)\s[^;]{3,100}$|,\s(?:and\s)?not\s(?:an?\s)?\p{L}+$/u, "")
    .replace(
      /(?<!\b(?:not|only)\b.*),?\s(?:because|since|(?<=,\s)as)\s(?!.*\b(?:not|but|so|thus|therefore|hence)\b).{3,120}$/i,
      "",
    );

/** "Since these differ, the limit does not exist": without a reason that stands first. */
export const withoutReasonBefore = (said: string) =>
  said.replace(/^(?:because|since|as)\s[^;]{3,150},\s(?=(?:the|this|that|it)\s[^,;]*$)/i, "");

/** "Yes, such a function exists.": what follows only says so again. */
const REPLY = /^(yes|no|true|false),\s+([\p{L}\s'-]{2,120})$/iu;
const OPPOSED: Record<string, RegExp> = {
  yes: /\b(?:no|not|never|false|impossible|cannot|none|or|but|only|when|if|unless|except)\b|n't|\bun\w+able\b/i,
  no: /\b(?:yes|true|or|but|only|when|if|unless|except)\b/i,
  true: /\b(?:no|not|never|false|or|but)\b/i,
  false: /\b(?:yes|true|or|but)\b/i,
};

/** "The domain is all real numbers except 2", "x can be any real number", and the set alone. */
const NAMED_END =
  /^(?:(?!.*(?:\b(?:not|never|no|un\w+)\b|n't))[^.;=<>]{1,60}?(?:\b(?:is|are|can be|may be|consists of|includes|for|on|by)|:)\s)?((?:all real numbers|all reals|any real number|every real number|the empty set)(?:\s(?:except(?: for)?|other than|excluding|apart from)\s[^\p{L}]*(?:\p{L}\s?=\s?)?[^\p{L}]*(?:\band\b[^\p{L}]*)?|\s(?:greater|larger|less|smaller)\sthan(?:\sor\sequal\sto)?\s[^\p{L}]{1,20})?)$/iu;

/** "The solution is all numbers less than 4", "every number greater than $-3$ works", "all integers from $-2$ to $3$" */
const BOUNDED_END =
  /^(?:(?!.*(?:\b(?:not|never|un\w+)\b|n't))[^.;=<>\d]{1,80}?(?:\b(?:is|are|can be|may be|contains|consists of|includes|by)|:)\s)?((?:the set of\s)?(?:all|any|every|each|the)\s(?:of the\s)?(?:(?:real|whole|natural)\snumbers?|integers?|numbers?|(?:real\s|integer\s)?values?)(?:\s(?:of\s|for\s)?\$?[a-z]\$?)?,?\s(?:(?:that|which)\s(?:are|is|lie)\s)?(?:(?:strictly\s)?(?:greater|larger|bigger|higher|more|less|smaller|lower)\sthan(?:\sor\sequal\sto)?|above|below|over|under|at least|at most|up to|no less than|no more than|(?:strictly\s)?between|from)\s[^\p{L}]{1,20}(?:(?:and|to|through|up to)(?: and including)?\s[^\p{L}]{1,20})?(?:\(?(?:both(?: ends?| endpoints?)?(?: are)? (?:included|excluded)|inclusive|exclusive|including both)\)?)?)(?:\s(?:works?|will work|satisf(?:y|ies) (?:it|this|the inequality)|(?:is|are) (?:a )?solutions?|solves? (?:it|the inequality)|makes? (?:it|this|the inequality) true))?$/iu;

/** The set that a sentence names at its end. */
export const namedEnd = (said: string): string | null =>
  /real|empty/i.test(said) || /numbers?|integers?|values?/i.test(said)
    ? (NAMED_END.exec(said)?.[1] ?? boundedEnd(said))
    : null;

/** "The excluded values are all numbers below 2" names none. */
function boundedEnd(said: string): string | null {
  const set = BOUNDED_END.exec(said)?.[1];
  return set === undefined || isRejected(said.slice(0, said.indexOf(set))) ? null : set.trim();
}

/** "The limit does not exist.", "The series diverges.", "The slope is undefined at 0" */
const BEHAVES =
  /^(?:the|this|that|such an?|it)((?:\s[^\s,;.]{1,40}){0,8})\s(does not exist|doesn't exist|diverges|converges|is undefined)(?:\s(?:at|as)\s[^,;.]{1,40})?$/iu;

/** How what a sentence is about behaves; null where it denies or only thinks that. */
export function behaviourOf(said: string): string | null {
  const found = /exist|verges|undefined/i.test(said) ? BEHAVES.exec(said) : null;
  if (!found || UNSURE.test(found[1]) || /\b(?:true|false|untrue|that|claim\w*)\b/i.test(found[1]))
    return null;
  return found[2].toLowerCase().replace("doesn't", "does not").replace("is ", "");
}

/** "It is possible if and only if n is even." */
const HOLDS_FOR =
  /^[^\d=<>]{2,100}?\s(?:if and only if|iff|(?:exactly|precisely) (?:when|if|for)|(?:holds|works|possible|true|wins?) for)\s((?:(?:all|every|any)\s)?\$?(?:[a-z]\$? is (?:even|odd)|(?:even|odd) \$?[a-z])\$?)$/i;
const DENIED = /\b(?:not|never|no|nobody|fails?|false|loses?|im\p{L}+|un\p{L}+)\b|n't/iu;

/** "we need n \\equiv \\pm 1 (mod 5)": the one congruence that a sentence ends in. */
const CONGRUENCE =
  /^(?:[^\d=<>\\]{0,100}\s)?\$?([A-Za-z]\s*\\equiv\s*(?:-?\d+|\\pm\s*\d+)(?:\s*(?:,|or|and|,\s*(?:or|and))\s*(?:-?\d+|\\pm\s*\d+)){0,8}\s*,?\s*(?:\\pmod\s*\{?\d+\}?|\(?\s*(?:\\?b?mod|modulo)\s*\{?\d+\}?\s*\)?))\$?$/;

/** "Collecting terms: 3xy^2 - 5yx^2 + z", "Expanding gives x^2 - 3x + 2" */
const POLYNOMIAL =
  /^[^\d=<>:;.$\\]{2,100}?(?::|\b(?:gives?(?: us)?|yields?|get|obtain|becomes?|leaves?(?: us with)?|is|to|as|into|have|comes to|equals?))\s(?:exactly\s|just\s|simply\s)?(\S.*)$/i;
/** Terms of numbers and letters with powers, that "+" and "-" join: at least two of them with a letter, none with a unit. */
const TERM = String.raw`(?:\d+(?:\.\d+|/\d+)?)?(?:[a-z](?:\^\{?\d+\}?)?){1,5}|\d+(?:\.\d+|/\d+)?`;
const TERMS = new RegExp(`^-?\\s?(?:${TERM})(?:\\s?[-+]\\s?(?:${TERM}))+$`, "i");
const isPolynomial = (text: string) =>
  TERMS.test(text) &&
  (text.match(/[a-z]/gi)?.length ?? 0) > 1 &&
  !/\d\s?(?:cm|mm|km|kg|m|g|s|h|l)(?![\p{L}^])/u.test(text);

/** "The function is neither even nor odd." */
const NEITHER = /^[\p{L}\s()$]{3,60}\s(?:is|are)\sneither\s\p{L}+\snor\s\p{L}+$/iu;

const WEEKDAY =
  /^[\p{L}\d\s']{2,60}(?:\s(?:is|was|on|will be)|'ll be)\s(?:an?\s)?((?:mon|tues|wednes|thurs|fri|satur|sun)day)$/iu;

/** "They meet at noon"; before noon is no time of day. */
const NOON = /^[\p{L}\s']{2,80}\s(?:is|was|at)\s(?:exactly\s)?((?:12\s)?(?:noon|midnight))$/iu;

/** "There are C(12, 5) ways" */
const WAYS =
  /^(?:[Tt]here are|[Tt]his gives|[Ii]t can be done in)\s([CP]\s?\(\s?\d+,\s?\d+\s?\)|\d+[CP]\d+)(?:\s(?:different\s)?\p{Ll}+){1,3}$/u;

/** "It happens on the 31st day", "89 is the twenty-first term": the one ordinal of a sentence; "This is the 7th" is of the text. */
const ORDINAL = new RegExp(
  `^(?!this\\s(?:is|was)\\b)(?!.*\\d(?:st|nd|rd|th)\\b.*\\d(?:st|nd|rd|th)\\b)[^,;=<>]*?\\b(?:is|was|on|in|at|during)\\s(?:the\\s)?((?:${ORDINALS}|\\d+(?:st|nd|rd|th))(?:\\s(?!of\\b|to\\b|and\\b|or\\b)\\p{L}{2,12}){0,2})$`,
  "iu",
);

/** "It takes 3 hours and 20 minutes" */
const COMPOUND = /^[\p{L}\s']{2,80}?\s((\d+)(\s\p{L}{1,12}),?\s(?:and\s)?(\d+(?:\.\d+)?)(\s\p{L}{1,12}))$/u;

const PREDICATE =
  /^((?:(?!\b(?:is|are|equals|measures)\b)[^.;:=<>])+?)\s(?:is|are|equals|lies|lie|measures)\s(?:at\s|both\s|exactly\s|given by\s|simply\s|always\s|therefore\s|then\s)?(.+)$/i;

/** Who says something else: "the opposite is true"; "the fact that it is even is clear". */
const NO_SUBJECT =
  /\b(?:that|which|who|what|how|why|opposite|contrary|reverse|converse|negation|assumption|idea|alternative|no|only if|part|step|question|problem|answer|solution to)\b/i;

/** 0x2F; 1°12′36″ */
const WRITTEN = /^0[xb][\dA-F]+$|^\d+\s?\^\{?\\circ\}?\s?\d+'/i;
const RATIO = /^(\d+(?:\.\d+)?)\sto\s(\d+(?:\.\d+)?)$/;
/** A name with its number: "Team 3". A date is found before (dates.ts). */
const NUMBERED = /^[A-Z][a-z]{2,8} \d{1,2}$/;
/** An adjective or a noun, with an adjective: "odd", "an ellipse", "a right triangle". */
const WORDS = /^(?:an?\s|the\s)?(?!true\sthat|false\sthat)\p{L}\p{Ll}{2,19}(?:[\s-]\p{Ll}{3,20})?$/u;
const NO_WORDS =
  /\b(?:clear|obvious|easy|hard|simple|given|known|found|solved|done|shown|below|above|here|wanted|needed|required|unknown|undefined|unclear|important|following|and|or|than|as|the|very|also|now)\b/i;

function complementOf(subject: string, complement: string): string | null {
  if (NO_SUBJECT.test(subject)) return null;
  const ratio = /\b(?:ratio|proportion|odds)\b/i.test(subject) ? RATIO.exec(complement) : null;
  if (ratio) return `${ratio[1]}:${ratio[2]}`;
  if (NUMBERED.test(complement) || WRITTEN.test(complement)) return complement;
  if (
    /\b(?:solutions|roots|zeros|values|eigenvalues|answers|numbers|factors|intercepts)\b/i.test(subject) &&
    !/\d/.test(subject) &&
    VALUES.test(complement)
  )
    return complement;
  if (isObject(complement)) return withSetBraces(complement);
  if (/\d/.test(subject) || !/^(?:the|this|that|these|it|they|its|each|every)\b/i.test(subject)) return null;
  const words = WORDS.test(complement) && !NO_WORDS.test(complement) && subject.split(/\s/).length < 7;
  return words ? complement.replace(/^(?:an?|the)\s/, "") : null;
}

/** Braces of a sentence are no LaTeX group. */
export const withSetBraces = (object: string) => object.replace(/^\{([^{}]*)\}$/, "\\{$1\\}");

const ROMAN = /^(?:only\s)?[IVX]{1,4}(?:(?:,\s?|,?\sand\s)[IVX]{1,4})+(?:\sonly)?$/;
const CIRCLED = /^(?:[\u2460-\u2487](?:,?\s?(?:and\s)?)?)+$/u;

/** Words other than those of mathematics; two letters may be a product. */
const OTHER_WORDS =
  /(?<![\\\p{L}])(?!(?:and|or|sin|cos|tan|cot|sec|csc|cis|log|ln|exp|sqrt|pi)(?!\p{L}))(?:\p{L}{3,}|(?:is|at|in|of|to|by|if|it|as|on|we|he|no|so|cm|km|kg|mm|ml|ft)(?!\p{L}))/iu;

/** Points, vectors, matrices, sets, intervals, functions: mathematics in brackets or in equations, without other words. */
export function isObject(complement: string): boolean {
  if (CIRCLED.test(complement) || ROMAN.test(complement)) return true;
  if (OTHER_WORDS.test(complement)) return false;
  if (/^[(\][{⟨<]|^\\(?:left|\{|langle|begin)/.test(complement) && /[,;&]|\\\\/.test(complement)) return true;
  return isEquations(complement) || isInequality(complement) || isExpression(complement);
}

/** "x \\ge 2", "-1 < x < 3", "x < -1 or x > 3": of one letter. */
const isInequality = (text: string) =>
  /[<>]|\\(?:[lg]eq?|in)(?![a-z])/.test(text) &&
  new Set(text.replace(/\\[a-z]+|\b(?:or|and)\b/gi, " ").match(/[a-z]/gi) ?? []).size === 1 &&
  !/[,;%$]/.test(text);

/** "3i − 2j + k", "y = Ce^{2x}": a calculation with letters, behind one name at most; no unit behind a number, no 2 x 3. */
function isExpression(text: string): boolean {
  const bare = text.replace(/^\$|\$$/g, "").trim();
  const side = bare.replace(/^[A-Za-z](?:_\{?\w{1,3}\}?)?(?:\^\{-1\})?(?:\([a-z]\))?\s?=\s?/, "");
  if (/[=<>,;:%$]|\\(?!frac|sqrt|pi\b|cdot|left|right|math)|\d\s*x\s*\d/.test(side)) return false;
  return /[a-z]/i.test(side.replace(/\\[a-z]+/gi, "")) && (/[-+*/^(]/.test(side) || side !== bare);
}

/** "are 2 and 5": values that a plural has. */
const VALUES =
  /^(?:-?[\d.]+(?:\/\d+)?|-?\$[^$]{1,40}\$)(?:(?:,\s?|,?\s(?:and|or)\s)(?:-?[\d.]+(?:\/\d+)?|-?\$[^$]{1,40}\$))+$/;

/** "a = 7 and b = −3", "f(x) = 0 and f(x) = x^2": two and more equations, each with a name before it. */
function isEquations(text: string): boolean {
  const parts = text.split(/,\s*(?:and\s+)?|;\s*|\s+and\s+/);
  return (
    parts.length > 1 &&
    parts.every(
      (part) => /^[A-Za-z](?:_\{?\w{1,3}\}?|\([a-z]\))?\s?=\s?[^=<>]+$/.test(part.trim()) && isWordless(part),
    )
  );
}
