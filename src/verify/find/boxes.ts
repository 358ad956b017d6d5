// Two boxes of one response: what a text leaves open between them, and what it says of two things in the same words.
import type { Span } from "../read/formulas.ts";

/** "I am not sure which of the two is correct", with the word for "which" on either side, and nothing that settles it. */
const OPEN = new RegExp(
  [
    "(?:(?:am|'m|are|is|remains?)\\s(?:still\\s)?(?:not\\s(?:[a-z]+\\s)?(?:sure|certain|clear)|unsure|uncertain|unclear)|(?:do|ca|can|could)\\s?(?:not|n't)\\s(?:know|decide|tell|say|determine|choose))\\b[^.!?\\n]{0,40}\\b(?:which|whether[^.!?\\n]{0,60}\\b(?:or|right|correct))",
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
  const after = text.slice(boxes[boxes.length - 1].end);
  if (boxes.length < 2 || !OPEN.test(after) || SETTLES.test(after)) return [];
  const last = boxes[boxes.length - 1].content.trim();
  return [...new Set(boxes.map(({ content }) => content.trim()))].filter((content) => content !== last);
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
export function isParallel(text: string, first: Span, second: Span): boolean {
  const gap = text.slice(first.end, second.start);
  if (gap.length > 90) return false;
  const before = text.slice(Math.max(0, first.start - 60), first.start);
  if (/[较較最]/.test(gap)) return HAN.test(`${before}#${gap}`);
  const [own, then] = [FIRST.exec(before)?.[1], THEN.exec(gap)?.[1]];
  if (own === undefined || then === undefined) return false;
  const [words, others] = [wordsOf(own), wordsOf(then)];
  const [adjective, other] = [words.findLast(isApart), others.findLast(isApart)];
  if (adjective === undefined || other === undefined || adjective === other) return false;
  const [kind, again] = [words, others].map((all) => all.filter((word) => !isApart(word)));
  // The noun may be left out the second time.
  return (
    again.length === 0 || (again.join(" ") !== "" && ` ${kind.join(" ")}`.endsWith(` ${again.join(" ")}`))
  );
}
const isApart = (word: string) => APART.test(word);
/** Articles and "plus" tell nothing apart. */
const wordsOf = (clause: string) =>
  clause
    .toLowerCase()
    .trim()
    .split(/\s+/)
    .filter((word) => !/^(?:the|its|la|le|el|il|lo|l|die|der|das|het|de|o|a|plus|thus|so|then)$/.test(word));
