// An answer that is a name, a word or an option, with more beside it: what it is told apart from ("Canberra (not Sydney, as many
// think)", "option A, not B"), or what it is ("Canberra, the capital").

import type { FinalAnswer } from "../sentence/found.ts";
import { withoutMarkup } from "../wording/phrases.ts";
import { CONDITION } from "../wording/replies.ts";
import { withDigits } from "../wording/spelled.ts";

const LONGEST = 200;

const WORD = "[\\p{L}\\p{M}'’.-]{0,30}";
/** "Canberra", "the Nile", "Rio de Janeiro" */
const NAME = `(?:[Tt]he\\s)?\\p{Lu}${WORD}(?:\\s(?:\\p{Lu}${WORD}|of|de|del|da|di|la|du|von|van)){0,4}`;
const OPTION = "(?:(?:[Oo]ption|[Cc]hoice|[Aa]nswer)\\s)?\\(?[A-J]\\)?";
const SOME = `(?:${OPTION}|${NAME})`;
/** "an ellipse", "odd"; no adverb, "not strictly", and no quantity, "not all". */
const KIND =
  "(?:an?\\s|the\\s)?(?!not\\b|all\\b|every\\b|any\\b|always\\b|only\\b|just\\b|even\\sif\\b)(?!\\p{Ll}+ly\\b)\\p{Ll}[\\p{Ll}-]{2,20}";
const DENIES = "(?:(?:definitely|certainly|clearly|of course)\\s)?(?:not|never|rather than|instead of)\\s";
/** "A, and not B"; but "P and not Q", "mammals but not whales" are what is left of one without the other. */
const NOT = `(?:(?:,\\s|\\s?[;-]{1,2}\\s|\\s\\()(?:and\\s)?${DENIES}|\\s(?:and\\s(?=never\\s))?${DENIES})`;
/** What an answer gives a reason for. */
const ALONE = new RegExp(`^(${SOME})$`, "u");
/** Behind what is denied: the end, or a remark on it. */
const END = "(?:\\)|(?:\\s?[,;])?\\s(?:as|because|since|though|although|which|who)\\s[^()]{1,120}\\)?)?";

const APART = new RegExp(`^(${SOME})${NOT}${SOME}(?:\\s(?:or|and|nor)\\s${SOME})?${END}$`, "u");
const KIND_APART = new RegExp(`^(${KIND})(?!\\s(?:and|not|never)\\s)(${NOT})(${KIND})${END}$`, "u");
/** Of two of these a thing is one: "odd, not even"; "injective, not surjective" says two things of it. */
const OPPOSITES =
  /^(?:odd (?:even)|even (?:odd)|prime composite|composite prime|positive negative|negative positive|increasing decreasing|decreasing increasing|left right|right left|convergent divergent|divergent convergent|(.{4,20}) (?:un|in|ir|im|non-?)\1|(?:un|in|ir|im|non-?)(.{4,20}) \2)$/i;
const PROPERTY =
  /(?:jective|necessary|sufficient|continuous|differentiable|integrable|reflexive|symmetric|transitive|bounded|convergent|commutative|associative|injection|surjection)$/i;
/** Whether what is denied beside a word leaves the word alone as the answer: "a square, not a circle", "odd, not even". */
const excludes = (head: string, how: string, denied: string) =>
  OPPOSITES.test(`${head} ${denied}`) ||
  (!PROPERTY.test(head) &&
    (/rather|instead/.test(how) || (/^(?:an?|the)\s/.test(head) && /^(?:an?|the)\s/.test(denied))));
/** What the denial is taken back by, or what is right as well. */
const GOES_ON =
  /[,;]\s.*\b(?:and|plus|as well|but|or|if|unless|maybe|perhaps|however|also|too|both|except|when|is|are|was)\b(?!\s(?:the\s)?(?:wrong|false|incorrect|too)\b)/;

/** Of the same: "Canberra (the capital)", "the Nile, which flows north". */
const BESIDE = new RegExp(
  `^(${NAME})(?:\\s\\(((?:the|an?|which|who|where|also (?:known|called|named|spelled)|near|(?:in|from)(?=\\s\\p{Lu}))\\s[^()\\d]{2,80})\\)|,\\s((?:the|an?|which|who)\\s[^(),;\\d]{2,80}))$`,
  "u",
);
/** It holds in some cases only, or goes on to something else. */
const MORE =
  /\b(?:and|with(?:out)?|not|never|both|plus|in(?:cluding|stead)|until|before|after|then|rather|than|no|wrong|false|incorrect|mistaken|others?|rest|maybe|perhaps|January|February|March|April|May|June|July|August|September|October|November|December|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?)\b|\b(?:second|third|next|last)\s\p{Lu}|n't/u;
const LINKS = /^(?!(?:which|who)\s).*\b(?:is|are|was|were|has|have)\b/;
const REPLY = /^(?:yes|no|true|false)$/i;

/** A reason within the same sentence. */
const WHY =
  /(?:,?\s(?:because|since)|,\sas(?!\s(?:well|long|soon|far|of|is|are|was|were|do|does|did|can|could|will|has|have|if|though|both|an?)\b))\s([^?!;\n]{1,150})$/;
/** What the reason goes on to, or a doubt. */
const UNSURE =
  /[.]\s|,\s(?:so|thus|hence|and|as|plus|with|it|that|this|the|there|we|he|she|they|each)\b|\b(?:but|or|if|unless|maybe|perhaps|also|too|as well|fails?|wrong)\b/i;

const withoutReason = (text: string) => {
  const why = WHY.exec(text);
  return why && !UNSURE.test(why[1]) ? text.slice(0, why.index) : text;
};

/** "Tom, because he has 3 more", "A, not B, since 7 > 3": a name or an option whose reason alone has numbers. */
export function isNameWithReason(sentence: string): boolean {
  const said = withoutReason(sentence);
  const named = said !== sentence && !/[\d\\$=]/.test(said) && (ALONE.test(said) || APART.test(said));
  return named && withDigits(said, "English") === null;
}

/** `found` without what is denied beside its name or option; what is said of it may be left out beside another answer. */
export function toldApart(found: FinalAnswer): FinalAnswer {
  // The end is looked for in a short text only.
  if (found.answer.length > 2 * LONGEST) return found;
  const whole = withoutMarkup(found.answer)
    .trim()
    .replace(/[\s.!]+$/, "");
  if (whole.length > LONGEST || found.again !== undefined || !/^\(?\p{L}/u.test(whole)) return found;
  const said = withoutReason(whole);
  if (/[\d\\$=\n]/.test(said)) return found;
  const denies = /\b(?:not|never|rather than|instead of)\b/.test(said);
  const name = denies ? APART.exec(said)?.[1] : undefined;
  if (name !== undefined && PROPERTY.test(name)) return found;
  const [, word, how, denied] = denies && name === undefined ? (KIND_APART.exec(said) ?? []) : [];
  const kind = word !== undefined && excludes(word, how, denied) ? word : undefined;
  const head = name ?? kind;
  if (head !== undefined) {
    if (REPLY.test(head) || GOES_ON.test(said.slice(head.length + 2))) return found;
    return name === undefined
      ? { ...found, again: head }
      : { ...found, answer: name, rules: [...found.rules, "without what is denied"] };
  }
  const [, named, bracket, behind] = BESIDE.exec(said) ?? (said === whole ? [] : (ALONE.exec(said) ?? []));
  const more = bracket ?? behind ?? "";
  const apart = CONDITION.test(more) || MORE.test(more) || (behind !== undefined && LINKS.test(more));
  return named === undefined || apart || REPLY.test(named) ? found : { ...found, again: named };
}
