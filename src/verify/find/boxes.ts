// The boxes of a response: the last one with those that are one answer with it, what a text says of two things in the same
// words, and what it leaves open between two.
import { boxSpans, lastSide, outcome, type Span } from "../read/formulas.ts";
import { leadingDegrees } from "../read/units.ts";
import { type FinalAnswer, plainly } from "../sentence/found.ts";
import { baseBehind } from "../wording/bases.ts";
import { justBefore } from "../wording/phrases.ts";
import { withoutPlace } from "../wording/places.ts";

/** What may stand between boxes that are one answer: a comma, "and", "or", and what only sets formulas apart. */
const BETWEEN =
  /^(?:[\s,;$~*]|([-+_=])\1+|\\[()[\],;:! ]|\\q?quad(?![a-z])|\\(?:text|mathrm|mbox)\s*\{\s*(?:,|and|or)\s*\}|\b(?:and|or)\b|[和或与])*$/;
/** "\boxed{1} papers and \boxed{2} bins": each with its unit. */
const UNITS = /^\s(?!wait|actually|no\b|not\b|then|hence|so\b|thus|first)\p{L}{2,20} and $/u;

/** Whether a gap joins two boxes; nothing joins them only within a line. */
function joins(gap: string, after: string): boolean {
  if (gap.length > 60 || /\n\s*\n/.test(gap)) return false;
  if (UNITS.test(gap)) return /^\s\p{L}{2,}/u.test(after);
  return BETWEEN.test(gap) && (!gap.includes("\n") || /[,;和或与]|\b(?:and|or)\b/.test(gap));
}

/** "y =" before a box. */
const NAME_BEFORE =
  /(?:\\\\\s*)?&?\s*(?<![A-Za-z]|(?<!\\)\\)(\\[a-z]{2,8}|[A-Za-z])(_\{?\w{1,3}\}?|\([a-z]\))?\s*&?\s*=\s*$/;

/** The last box, with those right before it that are joined to it: of several names, or all of one or none. */
export function boxed(text: string, boxes: readonly Span[]): FinalAnswer {
  const before = boxes.map(({ start }) => NAME_BEFORE.exec(justBefore(text, start, 40)));
  const names = before.map((found) => found && found[1] + (found[2] ?? ""));
  let first = boxes.length - 1;
  let joiner = ", ";
  while (first > 0) {
    const start = boxes[first].start - (before[first]?.[0].length ?? 0);
    const gap = text.slice(boxes[first - 1].end, start);
    const joined = joins(gap, text.slice(boxes[first].end, boxes[first].end + 20));
    if (!joined && !isParallel(text, boxes[first - 1], boxes[first])) break;
    if (names[first] !== null && names[first - 1] === null) break;
    if (/\bor\b|或/.test(gap)) joiner = " or ";
    first--;
  }
  const distinct = new Set(names.slice(first).filter((name) => name !== null)).size;
  const labelled = distinct > 1 && distinct === boxes.length - first;
  if (distinct > 1 && !labelled) first = boxes.length - 1;
  const contents = [
    ...new Set(
      boxes.slice(first).map(({ content }, i) => (labelled ? `${names[first + i]} = ` : "") + content.trim()),
    ),
  ];
  let answer = contents.join(joiner);
  const behind = text.slice(boxes.at(-1)!.end).replace(/^(?:\$|\\\))/, "");
  const after = /^_(?:\{\d{1,2}\}|\d)/.exec(behind.slice(0, 8));
  if (contents.length === 1) answer += after?.[0] ?? baseBehind(answer, behind);
  // Mathematics has no units within a calculation.
  const calculated = answer.includes("\\text") && withoutPlace(answer, "") === answer;
  if (contents.length === 1 && calculated) answer = outcome(answer) ?? lastSide(answer);
  const unit = contents.length === 1 ? leadingDegrees(behind) : undefined;
  const found = plainly({
    answer,
    from: contents.length > 1 ? `the last ${contents.length} boxes` : "the last \\boxed{}",
  });
  return { ...found, unit };
}

/** "I am not sure which of the two is correct", with the word for "which" on either side, and nothing that settles it. */
const OPEN = new RegExp(
  [
    "(?:(?:am|'m|are|is|remains?)\\s(?:still\\s)?(?:not\\s(?:[a-z]+\\s)?(?:sure|certain|clear)|unsure|uncertain|unclear)|(?:do|ca|can|could)\\s?(?:not|n't)\\s(?:know|decide|tell|say|determine|choose))\\b[^.!?\\n]{0,40}\\b(?:which|whether[^.!?\\n]{0,60}\\b(?:or|right|correct))",
    "\\b(?:both|either)\\s(?:of\\s(?:them|these|the\\stwo)\\s|(?:answer|value|result)s?\\s)?(?:can|could|may|might)\\s(?:also\\s)?be\\s(?:considered\\s|seen\\sas\\s|taken\\sas\\s)?(?:correct|right|valid|acceptable|accepted|the\\sanswer)",
    "(?:nicht\\ssicher|unsicher|unklar|weiß\\snicht)[^.!?\\n]{0,40}welche",
    "(?:pas\\s(?:sûre?|certaine?)|sais\\spas|ignore)[^.!?\\n]{0,40}(?:quel|lequel)",
    "(?:no\\sestoy\\ssegur[oa]|no\\ss[ée])[^.!?\\n]{0,40}cu[áa]l",
    "n[ãa]o\\s(?:tenho\\scerteza|sei)[^.!?\\n]{0,40}qua(?:l|is)",
    "non\\s(?:sono\\ssicur[oa]|so)[^.!?\\n]{0,40}quale",
    "(?:niet\\szeker|weet\\sniet)[^.!?\\n]{0,40}welke?",
    "nie\\s(?:jestem\\spewn[ay]|wiem)[^.!?\\n]{0,40}któr",
    "не\\s(?:уверена?|знаю)[^.!?\\n]{0,40}како",
    "không\\s(?:chắc|biết)[^.!?\\n]{0,40}nào",
    "tidak\\s(?:yakin|tahu)[^.!?\\n]{0,40}mana",
    "hangi[^.!?\\n]{0,40}(?:emin\\sdeğil|bilmiyor)",
    "(?:不确定|不確定|不知道|不清楚)[^.!?\\n]{0,20}哪",
    "(?:どちら|どっち|どれ)[^.!?\\n]{0,20}(?:分か|わか|判断でき)",
    "(?:어느|어떤)[^.!?\\n]{0,30}(?:확실하지|모르)",
  ].join("|"),
  "iu",
);
/** "I was not sure which, but I go with the second." */
const SETTLES =
  /\b(?:go(?:ing)? with|choose|pick|settle|trust|conclude|turns out)\b|\bbut\b[^.]*\b(?:is|must be) (?:right|correct)/i;

/** The other boxes of a text that ends by saying that it does not know which of them is right. */
export function leftOpen(text: string, boxes: readonly Span[]): string[] {
  const after = text.slice(boxes.at(-1)!.end);
  if (boxes.length < 2 || !OPEN.test(after) || SETTLES.test(after)) return [];
  const contents = boxes.map(({ content }) => content.trim());
  return [...new Set(contents)].filter((content) => content !== contents.at(-1));
}

/** So much before a box is looked at for what its sentence supposes, and of so many boxes at the end. */
const MOST_BEFORE = 400;
const MOST_BOXES = 4;
const WOULD = /\b(?:would|could)\b|\p{L}'d\b/iu;
/** "for a different question", "in a harder version of this problem" */
const OF_ANOTHER =
  /\b(?:for|in|on)\s(?:an?\s)?(?:(?:completely|entirely|slightly|quite|very)\s)?(?:another|different|similar|related|modified|harder|easier|larger|bigger|smaller|follow-up)\s(?:\p{L}{2,12}\s)?(?:question|problem|exercise|puzzle|task|version|variant)\b/iu;
/** "with 9 rows in place of 7, one would get", "If there had been 9 rows instead, we would get" */
const OTHERWISE =
  /\b(?:if|with|had|were|for|without)\s[^.!?\n]{0,200}\b(?:instead of|in place of|rather than)\b|\b(?:had|were)\s[^.!?\n]{0,200}\binstead\b/i;
/** What says that the other problem may be the one that was asked, or another way of solving it. */
const IS_OURS =
  /\b(?:wait|actually|mistake\w*|wrong\w*|misread|correct\w*|but|however|here|our|ask(?:s|ed)|given|so|thus|hence|therefore|must|should|us(?:e|ed|es|ing)|method|approach|formula|calculation|says?|alternatively)\b|\((?:[a-h]|\d)\)/i;
/**
 * What is said otherwise may be what was asked: of the people of the problem ("he would have paid"), of a second plan or part, of
 * another way of counting, or of two known things ("the new price instead of the old one").
 */
const MAY_BE_ASKED =
  /\b(?:he|she|they|his|her|their|new|old|now|first|second|next|then|finally|today|tomorrow|parts?|steps?|cases?|plan|count\w*|round\w*|treat\w*|includ\w*|exclud\w*|interpret\w*|order|repetition|care|outliers?|add(?:s|ed)?)\b|\b(?:the|this)\s[^.!?\n,]{1,60}\b(?:instead of|in place of|rather than)\sthe\b/i;
const PERSON_WOULD = /(?<!^|[.!?]\s)\b\p{Lu}\p{Ll}+\s(?:would|could)\b/u;
/** A first box that is itself of one case, of one step or of what was before. */
const OF_FIRST =
  /\b(?:original\w*|first|initial\w*|old|before|previous\w*|current\w*|now|usual\w*|normal\w*|naive\w*|today|so far|not|might|think|thought|seems?|alternatively|plan|parts?|steps?|cases?|round\w*|without|base|small)\b|n't|\((?:[a-h]|\d)\)|^\W*(?:for|if|when|with)\b/i;
const RETRACTS = /\b(?:wait|actually|mistake\w*|wrong|misread|typo|error|sorry|but|however|hmm|no)\b/i;
/** "2. With 9 rows instead": another part. */
const NUMBERED = /(?:^|[\s(])(?:\d|[a-h]|i{1,3})[.)]\s*$/;
/** "That is the answer", "The problem has 9 rows", behind the box of the other problem. */
const TAKES_IT =
  /\b(?:answers?|questions?|problem|asked|both|same|typo|correct|final\w*|so|thus|hence|therefore|but|wait|actually|however|here|part|hmm)\b/i;

/**
 * `text` without the sentences at its end that have a box of another problem, where one before them has a box: "By the way,
 * for a larger board of 9 rows in place of 7, one would instead get \\boxed{9}."
 */
export function withoutOtherProblems(text: string): string {
  if (!text.includes("box") || !WOULD.test(text)) return text;
  let own = text;
  for (let count = 0; count < MOST_BOXES; count++) {
    const boxes = boxSpans(own);
    const last = boxes.at(-1);
    const said = last && sentenceBefore(own, last);
    if (!said) return own;
    const start = last.start - said.length;
    const stated = boxes.findLast(({ end }) => end <= start);
    if (!stated || NUMBERED.test(justBefore(own, start, 8)) || !isOfAnother(said) || isFirst(own, stated))
      return own;
    if (
      RETRACTS.test(own.slice(stated.end, start)) ||
      TAKES_IT.test(own.slice(last.end, last.end + MOST_BEFORE))
    )
      return own;
    const behind =
      /^[^.!?\n]{0,80}(?:[.!?](?!\d)|$|(?=\n))/.exec(own.slice(last.end, last.end + 100))?.[0] ?? "";
    own = own.slice(0, start).trimEnd() + own.slice(last.end + behind.length);
  }
  return own;
}

/** Whether a sentence supposes another problem than the one that was asked. */
const isOfAnother = (said: string) =>
  WOULD.test(said) &&
  !IS_OURS.test(said) &&
  (OF_ANOTHER.test(said) || (OTHERWISE.test(said) && !MAY_BE_ASKED.test(said) && !PERSON_WOULD.test(said)));

/** Whether a box does not end the own problem: it is supposed too, of a first part, or within a formula. */
function isFirst(text: string, box: Span): boolean {
  const said = sentenceBefore(text, box);
  return (
    said === null ||
    WOULD.test(said) ||
    OF_FIRST.test(said) ||
    /^\s?[-+*=<>]|^[^.!\n]{0,40}(?:\?|\b(?:too|not|wrong|so far)\b)/.test(text.slice(box.end, box.end + 60))
  );
}

/** What stands in its sentence before a box; null where that is too long. */
function sentenceBefore(text: string, { start }: Span): string | null {
  const before = justBefore(text, start, MOST_BEFORE);
  const stop = [...before.matchAll(/[.!?]["')*]{0,3}\s+(?=[\p{Lu}"'(*])|\n\s*\n\s*/gu)].at(-1);
  if (stop) return before.slice(stop.index + stop[0].length);
  return before.length < MOST_BEFORE ? before : null;
}

/** Adjectives that tell two of a kind apart. */
const APART =
  /^(?:(?:small|larg|great|bigg|less|low|upp|long|short|form|latt|old|young)er|(?:small|larg|great|bigg|low|high|long|short)est|least|first|second|third|other|min(?:imum|imal)?|max(?:imum|imal)?|positive|negative|left|right|[xyz](?:-coordinate)?|klein(?:er|st)e|größ(?:er|t)e|erste|zweite|petite?|grande?|première?|deuxième|seconde?|m[ae][yn]or|primer[ao]?|segund[ao]|m[ae]i?nor|maior|primeir[ao]|maggiore|minore|prim[ao]|second[ao]|kleinste|grootste|eerste|tweede|меньший|больший|первый|второй|mniejszy|większy|pierwszy|drugi|negativ[ao]|positiv[ao]|positif|n[ée]gati(?:f|ve))$/iu;
const LINK = "(?:is|are|equals?|ist|est|es|è|é|равен|равно|wynosi|beträgt)";
const AND = "(?:and|while|und|et|y|e|en|i|и|а)";
const SIGNS = "[$\\s]{0,3}(?:\\\\[(\\[]\\s?)?";
/** "the smaller root is", before a box; "and the larger root is", between two. */
const FIRST = new RegExp(`((?:[\\p{L}'-]{1,16}\\s){2,5})${LINK}${SIGNS}$`, "iu");
const THEN = new RegExp(
  `^(?:\\$|\\\\[)\\]])?,?\\s${AND}\\s((?:[\\p{L}'-]{1,16}\\s){2,5})${LINK}${SIGNS}$`,
  "iu",
);
const HAN =
  /(?:较|較|最)(小|大)的?(\p{Script=Han}{1,4})(?:是|为|為)[$\s]{0,3}#[$\s,]{0,4}(?:较|較|最)(?!\1)[小大]的?\2(?:是|为|為)[$\s]{0,3}$/u;

/** "the smaller root is \boxed{1} and the larger root is \boxed{4}": of two things of one kind, in the same words, each its own. */
function isParallel(text: string, first: Span, second: Span): boolean {
  const gap = text.slice(first.end, second.start);
  if (gap.length > 90) return false;
  const before = justBefore(text, first.start, 60);
  if (/[较較最]/.test(gap)) return HAN.test(`${before}#${gap}`);
  const [own, then] = [FIRST.exec(before)?.[1], THEN.exec(gap)?.[1]];
  if (own === undefined || then === undefined) return false;
  const [words, others] = [wordsOf(own), wordsOf(then)];
  const [adjective, other] = [words.findLast(isApart), others.findLast(isApart)];
  if (adjective === undefined || other === undefined || adjective === other) return false;
  const [kind, again] = [words, others].map((all) => all.filter((word) => !isApart(word)).join(" "));
  // The noun may be left out the second time.
  return again === "" || ` ${kind}`.endsWith(` ${again}`);
}
const isApart = (word: string) => APART.test(word);
/** Articles and "plus" tell nothing apart. */
const wordsOf = (clause: string) =>
  clause
    .toLowerCase()
    .trim()
    .split(/\s+/)
    .filter((word) => !/^(?:the|its|la|le|el|il|lo|l|die|der|das|het|de|o|a|plus|thus|so|then)$/.test(word));
