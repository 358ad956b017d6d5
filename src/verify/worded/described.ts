// What a sentence describes in words that mathematics has signs for: "So the desired numbers are exactly the powers of two:
// 1, 2, 4, …", "The locus of P is the circle of radius 5 centred at the origin", "all primes congruent to 3 modulo 4".

import { isDistribution } from "../wording/distributions.ts";
import { withoutMarkup } from "../wording/phrases.ts";
import { isOfPrimes } from "../wording/primes.ts";
import { describes } from "../wording/wordings.ts";

const LONGEST = 220;
/** A word of every description. */
export const MAY_DESCRIBE =
  /\b(?:primes?|co-?prime|multiples?|powers?|squares?|cubes?|odd|even|divisible|divided|division|remainder|congruent|reals?|integers?|natural|circle|identity|zero|arithmetic|geometric|infin\w+|distribut\w+|binomial|poisson|exponential|normal|pairs?|triples?)\b/i;
const OPENING =
  /^(?:(?:so|thus|therefore|hence|then|finally|consequently|in conclusion|it follows that|we (?:get|find|have|obtain|conclude|see)(?: that)?)(?:,\s*|:\s*|\s+))+(?=\S)/i;
/** What stands between what is spoken of and what it is. */
const LINK =
  /\s(?:is|are|must be|can be|consists? of|traces(?: out)?|forms?|describes|holds|works|happens|occurs|true|possible|satisfied)(?:\s(?:again|therefore|thus|then|simply|always|given by|described by|all of))*\s(?:(?:exactly|precisely|just|only)\s)?(?:(?:for|when|if and only if|iff|by)\s)?(?:(?:exactly|precisely|just|only)\s)?/gi;
/** What something else is said of, or what is denied or supposed. */
const OTHER =
  /\b(?:not|no|none|never|neither|if|unless|suppose|assum\w+|would|might|may|could|maybe|perhaps|probably|wrong\w*|incorrect\w*|false|fails?|exceptions?|except|excluded|complement|opposite|converse|number of|count|how many|sum|product|smallest|largest|least|greatest|first|density|counterexamples?|because|since|known|given|let|recall|note|claim\w*|conjecture\w*|whether|some|one of)\b|n't|\?/i;
/** Behind a description: its first members, that there are no others, a remark in brackets. */
const BEHIND =
  /(?::|,?\s(?:namely|i\.e\.|that is|such as|e\.g\.|for example|starting),?:?)\s[$\d\s,;.…\\]{0,60}(?:[cl]?dots[\s$,.]{0,4})?(?:,?\s(?:and so on|etc\.?))?$|,?\s(?:and|but)\s(?:for\s)?(?:no|not any|nothing)\s(?:others?|else)(?:\s\p{L}+)?$|,\s(?:as (?:claimed|required|desired|stated)|and (?:these|those|they) (?:all )?work)$|\s\((?:here|its|where|with|the|note)\s[^()]{1,80}\)$/iu;

function withoutBehind(text: string): string {
  let result = text;
  for (let tries = 0; tries < 3; tries++) {
    const next = result.replace(/[\s.!]+$/, "").replace(BEHIND, "");
    if (next === result) break;
    result = next;
  }
  return result;
}

const isDescription = (text: string) =>
  /[A-Za-z]{3}/.test(text) && (isOfPrimes(text) || isDistribution(text) || describes(text));

/** The description that a sentence is, or that it gives of what it speaks of; null where it gives none. */
export function described(sentence: string): string | null {
  if (sentence.length > LONGEST || !MAY_DESCRIBE.test(sentence)) return null;
  const said = withoutBehind(withoutMarkup(sentence).trim().replace(OPENING, ""));
  if (isDescription(said)) return said;
  const first = FIRST.exec(said)?.[1];
  if (first !== undefined && isDescription(first)) return first;
  for (const { index, 0: link } of said.matchAll(LINK)) {
    const [subject, rest] = [said.slice(0, index), said.slice(index + link.length)];
    if (OTHER.test(subject) || !SUBJECT.test(subject)) return null;
    const told = ofKind(rest, subject);
    if (isDescription(told)) return told;
    if (isDescription(rest)) return rest;
  }
  return null;
}

/** "Exactly the primes that are congruent to 1 modulo 6 have this property." */
const FIRST =
  /^(?:it is )?(?:only|exactly|precisely|just) (.{4,100}?) (?:ha(?:ve|s) (?:this|that|the|all)|satisf(?:y|ies)|works?|solves?|fulfils?|is the (?:only )?(?:solution|answer)|are the (?:only )?(?:solutions|answers))\b[^.;:\d]{0,60}$/i;

/** "The required positive integers are those that …", "… are the multiples of 3": what they are said to be counts for the others too. */
function ofKind(rest: string, subject: string): string {
  const [, sign, noun] = KIND.exec(subject) ?? [];
  if (noun === undefined) return rest;
  const kind = sign === undefined ? noun : `${sign} ${noun}`;
  const told = rest.replace(
    /^(?:(?:all|exactly|precisely|just|only) )*(?:those|the ones) (?=that |which |with |of |congruent |leaving )/i,
    `${kind} `,
  );
  return told === rest && sign !== undefined && !SIGNED.test(rest)
    ? rest.replace(/^(?:(?:all|the|exactly|precisely|just|only) )*/i, (head) => `${head}${sign} `)
    : told;
}
const KIND =
  /\b(?:(positive|non-?negative|natural) )?(integers|whole numbers|numbers|prime numbers|primes)\b/i;
const SIGNED = /\b(?:positive|negative|non-?negative|natural|primes?|\d+ or more)\b/i;

/** "The required integers n", "this", "the locus of P" */
const SUBJECT =
  /^(?:the|this|that|these|those|they|it|such|all such|every such|our|its|\$?[A-Za-z]\$?)(?:\s[^.;:=<>]{1,90})?$/i;
