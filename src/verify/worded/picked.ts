// Which of those that a text names its last sentence picks: "The person who ran the farthest is Beth", "Machine B is the faster
// one, beating Machine A by 5 parts", "That would be Priya", "45 days after a Monday is a Thursday", "Three got it: A, B and C".
import { calculates } from "../read/values.ts";
import { concludesWithin, SAYS } from "../sentence/comes-out.ts";
import { languageOf, words } from "../wording/phrases.ts";
import { inDigits } from "../wording/spelled.ts";

const PERSON = "(\\p{Lu}[\\p{L}'-]{1,20}(?:\\s(?:\\p{Lu}[\\p{L}'-]{0,20}|\\d{1,2}(?!\\d)))?)";
/** The most of something, where the word for it is no other one. */
const MOST =
  "(?!(?:int|t|gu|r|b|v|n|requ|h[ao]rv|for|w|contr|inv)est\\b)\\p{L}{2,12}est|most|least|best|worst|winner|champion|first|last|m[áa]s|menos|mayor|menor|mejor|peor|ganador\\p{L}*|plus|moins|meilleure?|pire|gagnante?|pi[ùu]|meno|maggiore|minore|migliore|peggiore|mais|maior|melhor|\\p{L}{2,20}[sß]te[rn]?|gewinner(?:in)?|meeste|naj\\p{L}+|сам(?:ый|ая|ое)|больше всех|меньше всех|nhất|paling|ter\\p{L}{3,12}|en\\s\\p{L}+";
const IS = "is|was|es|fue|era|est|était|ist|war|è|foi|é|to|jest|-|là|adalah";
const BEST = new RegExp(
  `^[^,;.:\\d]{0,60}?(?<!\\p{L})(?:${MOST})(?!\\p{L})[^,;.:\\d]{0,50}?\\s(?:${IS})\\s${PERSON}$`,
  "iu",
);
/** "Luca è il più giovane", "Саша самый высокий" */
const BEST_BEHIND = new RegExp(
  `^${PERSON}\\s(?:(?:${IS})\\s)(?:\\p{L}{1,4}\\s){0,2}(?:${MOST})(?!\\p{L})[^,;.:\\d]{0,40}$|^${PERSON}\\sсам(?:ый|ая)\\s[^,;.:\\d]{3,40}$`,
  "u",
);
const BEST_UNSPACED =
  /^(?:.{0,6}?最[^,;.:\d]{1,12}?(?<!不)是|.{0,12}?(?:一番|最も|いちばん)[^,;.:\d]{1,15}のは)\s?(\p{L}{1,6}?)(?:さん|くん|君|ちゃん)?(?:です|だ|である|でした)?$|^.{0,8}가장\s[^,;.:\d]{1,20}(?:사람|학생|아이|친구|선수)은\s(\p{L}{2,4}?)이?(?:입니다|이다|예요|이에요)$/u;

/** What is picked, by a name or by a word before it: "Machine B", "plan C", "the red car". */
const ONE = `(?:the\\s)?(?<name>\\p{Lu}[\\p{L}'-]{0,20}(?:\\s(?:\\p{Lu}[\\p{L}'-]{0,20}|\\d{1,2}(?!\\d)))?|\\p{Ll}{3,12}\\s[A-Z](?![\\p{L}']))`;
const THING = "(?:[Tt]he\\s)(?<thing>\\p{Ll}{2,15}\\s\\p{Ll}{2,15})";
/** "the oldest of the three", "the better deal", "the winner" */
const TOP =
  "(?:(?!(?:int|t|gu|r|b|v|n|requ|h[ao]rv|for|w|contr|inv)est\\b)\\p{L}{2,12}est|most|least|best|worst|fewest|winner|champion|first|last|(?:\\p{L}{2,10}(?<!ov|und|oth|ev|nev|numb|aft|lett|wat|pap|cent|met|lit|teach|work|play|runn|quart|togeth|wheth|los)er|more|less|better)(?:\\s\\p{L}+){0,2}?)(?!\\p{L})";
const MORE_WORDS = "[^,;:.\\d]{0,60}";
const BE =
  "(?:is|was|must be|has to be|will be|comes out(?: as)?|came out(?: as)?|ends up|turns out to be)(?:\\s(?:therefore|thus|clearly|indeed|still|actually the|in fact))?";
const PICKS = [
  // "That makes Priya the oldest", "That would be Priya", "It's Ben who …"
  `^(?:[Tt]hat|[Tt]his|[Ii]t|[Ww]hich)(?:'s|\\s(?:is|was|would be|must be|has to be|can only be|makes|made|leaves))\\s${ONE}(?:\\s(?:as\\s)?(?:the|with|who|that)\\s${MORE_WORDS})?$`,
  `^(?:${ONE}|${THING})\\s${BE}\\s(?:the|his|her|their)\\s${MORE_WORDS.replace("60", "40")}?${TOP}${MORE_WORDS}$`,
  `^(?:${ONE}|${THING})\\s(?!(?:is|was|are|were|be)\\s)\\p{Ll}{2,12}\\s(?:the\\s)?(?:most|fewest|least|highest|lowest|farthest|furthest|fastest|longest|shortest|largest|biggest|smallest|greatest)(?!\\p{L})${MORE_WORDS}$`,
  `^(?:${ONE}|${THING})\\s(?:(?:wins|won|will win)(?=$|\\s(?:by|with|against|over|because|since|in|at|overall|the\\s(?:race|game|match|contest|competition|tournament|election|vote|final|duel|round|bet|prize|whole)))|(?:comes|came|finishes|finished|arrives|arrived|is|was|gets|got)(?:\\s(?:home|there|in))?\\sfirst|takes first place|took first place|is in the lead)(?!\\p{L})${MORE_WORDS}$`,
].map((source) => new RegExp(source, "u"));

/** Words that open a sentence and name nobody. */
const NO_NAME =
  /^(?:the|an?|so|it|he|she|they|we|you|i|this|that|these|those|there|here|one|both|each|all|none|nobody|neither|which|what|who|how|then|thus|now|if|since|because|as|and|but|or|no|yes|not|clearly|only|everyone|everybody|step|method|answer|total)(?!\p{L})/iu;

/** ", and Chris comes second", ", followed by Tom": of others than the one that was named. */
const OTHERS =
  /,\s(?:(?:and|while|then|with)\s\p{Lu}[\p{L}'-]{1,20}\s(?:(?:only|just)\s)?(?:(?:comes?|came|is|was|finish(?:es|ed)|(?:in|at|taking|coming)|takes?|took)\s(?:in\s)?)?(?:first|second|third|next|last|behind)|(?:closely\s)?followed by\s\p{Lu}[\p{L}'-]{1,20}(?:,?\s(?:and|then)\s(?:\p{Ll}+\s)?\p{Lu}[\p{L}'-]{1,20})?|(?:just\s)?ahead of\s\p{Lu}[\p{L}'-]{1,20})[^,;.\d]{0,40}$/u;
export const withoutOthers = (text: string) => text.replace(/[\s.!]+$/, "").replace(OTHERS, "");

/** ", five centimetres ahead of Ben", "; Ben comes second", ", beating A by 5 parts a minute": how far before whom. */
const MARGIN =
  /(?:[,;]|\s-{1,2})\s(?!.*\b(?:but|however|although|though|unless|if|or|not|wrong|too|also|as well|tie[ds]?|equal\w*|same|mistake|overall|overtook|w[io]ns?|winner|is the (?!most|least|fewest|next|second|third|last|\p{L}{2,12}est)|(?:being|having) (?:the|an?))\b)(?:(?:and|while|then|with|as|since|because|by|beating|ahead|followed|a full|leading|making|producing|leaving)\s|[^,;.]{0,30}?\b(?:ahead of|more than|less than|fewer than|before|behind|comes?|came|is|was|in front of)\s).{2,160}$/iu;
/** "Even though A made more parts overall, ", "Putting the clues together, " */
const FRONT =
  /^(?:(?:[Ss]o|[Tt]hus|[Tt]herefore|[Hh]ence),?\s)?(?:I(?:'d| would) say\s(?:that\s)?|(?:[Ee]ven though|[Aa]lthough|[Tt]hough|[Ww]hile|[Ww]hereas|[Ss]ince|[Bb]ecause|[Aa]s|[Dd]espite|\p{L}{3,12}ing)\s[^;.]{3,140}?,\s)(?=\p{Lu}|the\s|it|that)/u;

/** "The person who ran the farthest is Beth": of those named before, unless the text had come to something else. */
export function picked(last: string, text: string, sentences: readonly string[]): string | null {
  const previous = sentences.at(-2)!;
  const { opening, total } = words(languageOf(text));
  const before = text.slice(0, text.lastIndexOf(sentences.at(-1)!));
  if (concludesWithin(previous) || opening.test(previous.trim())) return null;
  if (/\d/.test(previous) && (SAYS.test(previous) || total?.test(previous))) return null;
  const name = /\d/.test(last) ? undefined : bestIn(last);
  if (name !== undefined && !calculates(previous))
    return !DENIES.test(last.slice(0, -name.length).replace(/\bthat\b/i, "")) &&
      isCapital(name) &&
      before.includes(name)
      ? name
      : null;
  const main = last.replace(FRONT, "").replace(MARGIN, "");
  if (PARTLY.test(main) || asksOtherwise(before, last)) return null;
  if (/\d(?!$)/.test(main) || DENIES.test(main.replace(/^that\b|\bwho\b/i, ""))) return null;
  const one = pickedIn(main);
  if (one === null) return null;
  // "Ida won the race. Max is the oldest."
  const other = pickedIn(
    previous
      .trim()
      .replace(/[\s.!]+$/, "")
      .replace(FRONT, "")
      .replace(MARGIN, ""),
  );
  if (other !== null && other !== one && main === last) return null;
  return namesRivals(before, one) ? one : null;
}

/**
 * Who or which a clause by itself says to have the most of something: "Marcus is the tallest", "Il più giovane è Luca", "Max ist am
 * ältesten"; one by name only.
 */
export function pickedAlone(clause: string): string | null {
  const plain = clause.replace(FRONT, "");
  if (/\d|\?/.test(plain) || DENIES.test(plain) || PARTLY.test(plain)) return null;
  const name =
    bestIn(plain) ??
    BEST_BEHIND.exec(plain)
      ?.slice(1)
      .find((one) => one !== undefined);
  if (name !== undefined) return isCapital(name) && !NO_NAME.test(name) ? name : null;
  const one = PICKS.map((pick) => pick.exec(plain)?.groups?.name).find((found) => found !== undefined);
  return one === undefined || NO_NAME.test(one) ? null : one;
}

function pickedIn(clause: string): string | null {
  const groups = PICKS.map((pick) => pick.exec(clause)?.groups).find((found) => found !== undefined);
  const one = groups?.name ?? groups?.thing;
  return one === undefined || NO_NAME.test(one) ? null : one;
}

/** "the oldest after Tom", "was first until Tom overtook him", "the winner in the first round": not of all, or not in the end. */
const PARTLY =
  /\s(?:until|till|except|besides|apart from|aside from|other than|mistake|first\s(?:to|suspect)|on\s(?!the\s|this\s|both\s|all\s)\p{L}+|before(?=\s(?!\p{Lu}|the\s))|without|last\s(?:year|month|week|time)|in\s(?:the\s|his\s|her\s)?(?:semi-?finals?|quarter-?finals?|draft|warm-?up)|at\s(?:first|the\s(?:start|beginning))|in\s(?:training|practice|theory)|with\s.{1,20}\sto\sgo|(?:the|next|second|third)\s\p{L}+\safter|(?:in|of|after|at)\s(?:the\s|every\s|each\s)?(?:first|second|third|last|draft|opening|early)?\s?(?:rounds?|laps?|half|halves|stage|leg|minutes?|list|match|boys|girls|men|women))(?!\p{L})/u;

/** Whether the text asks for the second, the least … before, and the last sentence says another one. */
function asksOtherwise(before: string, last: string): boolean {
  const asked = Array.from(
    before.matchAll(ASKS),
    ([all]) => all.match(RANK)?.map((rank) => rank.toLowerCase()) ?? [],
  ).flat();
  const said = last.match(RANK) ?? [];
  return asked.length > 0 && said.length > 0 && !said.some((rank) => asked.includes(rank.toLowerCase()));
}
const ASKS =
  /\b(?:who|which|whose)\b[^.?!]{2,120}\?|\b(?:look(?:ing)? for|want to (?:know|find)|(?:to|must) find|asks?|asked)\b[^.?!]{2,120}[.!]|[^.?!\n]{2,120}\bis asked\b/gi;
const RANK =
  /\b(?:second|third|last|first|most|least|fewest|worst|best|(?!(?:inter|r|for|t)est\b)\p{L}{2,12}est)\b/giu;

const bestIn = (last: string): string | undefined => {
  if (!/(?<!\p{L})\p{Lu}[\p{L}'-]*$|\p{Lo}$/u.test(last)) return undefined;
  const found = /[最一い가]/.test(last) ? BEST_UNSPACED.exec(last) : BEST.exec(last);
  return found?.[1] ?? found?.[2];
};

/** Whether a text names the one and another of its kind: "Machine A … Machine B", "Ann … Bea", "red car … blue car". */
function namesRivals(before: string, one: string): boolean {
  if (!before.toLowerCase().includes(one.toLowerCase())) return false;
  const [kind, letter] = one.split(" ");
  if (letter === undefined)
    return (
      new Set(before.match(/(?<!\p{L})\p{Lu}\p{Ll}[\p{L}'-]*/gu)?.filter((word) => !NO_NAME.test(word)))
        .size > 1
    );
  const same = /^\p{Ll}{2}/u.test(letter) ? `\\p{L}+\\s${letter}` : `${kind}s?\\s[\\p{Lu}\\d]`;
  const found = new Set(
    Array.from(before.matchAll(new RegExp(`(?<!\\p{L})${same}`, "giu")), ([all]) => all.toLowerCase()),
  );
  return found.size > 1 || /^\p{Lu}\p{Ll}/u.test(letter);
}

/** A name, where letters are large and small. */
const isCapital = (name: string) => /^(?:\p{Lu}|\p{Lo})/u.test(name);

/** "So Noah has the most.", and in bold type by itself "Noah". */
export function nameAlone(marked: string, previous: string): string | null {
  const name = /^\s*\*\*(\p{Lu}[\p{Ll}'-]{1,20}(?:\s\p{Lu}[\p{Ll}'-]{1,20})?)\.?\*\*\.?\s*$/u.exec(
    marked,
  )?.[1];
  return name !== undefined && previous.includes(name) && !DENIES.test(previous) ? name : null;
}

export const DENIES =
  /\b(?:not|never|hardly|rarely|seldom|no|nobody|none|if|unless|whether|maybe|perhaps|n[ãa]o|pas|nicht|kein\p{L}*|non|niet|geen|nie|tidak|bukan|không|wrong|incorrect|false|that|which)(?!\p{L})|n't|(?<!\p{L})не(?!\p{L})|\?/iu;

const DAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day";
const MONTH = "January|February|March|April|June|July|August|September|October|November|December";
/** "45 days after a Monday is a Thursday", "So it lands on a Sunday", "The 100th day falls in April" */
const ON_DAY = new RegExp(
  `^(?!today\\b|tomorrow\\b|yesterday\\b)[^;:?]{3,140}(?:\\s(?:is|was|will be|be|must be|falls|fell|lands|landed|comes out|ends up|makes it|gives(?: us)?)|'s|'ll be)(?:\\s(?:on|in))?(?:\\san?)?\\s(${DAY}|${MONTH})$`,
  "iu",
);
/** The day of the week that a clause ends in, or is; null where it is none. */
export const dayIn = (clause: string): string | null =>
  DAY_ALONE.exec(clause)?.[1] ?? DAY_NAME.exec(ON_DAY.exec(clause)?.[1] ?? "")?.[0] ?? null;
const DAY_ALONE = new RegExp(`^(?:on )?(?:an? )?(${DAY})$`, "i");
const DAY_NAME = new RegExp(`^${DAY}$`, "i");
/** A day of the week or a month that the last sentence says it is, where the text counts days. */
export function dayAtEnd(last: string, before: string): string | null {
  const day = ON_DAY.exec(last)?.[1];
  if (day === undefined || DENIES.test(last.replace(/^that\b/i, "")) || UNSURE.test(last)) return null;
  // "100 = 98 + 2. In 98 days it is a Tuesday."
  const weeks = Number(/\b(\d{1,6})\sdays?\b/.exec(last)?.[1]);
  if (weeks % 7 === 0 && before.match(/\d{1,6}/g)?.some((value) => Number(value) > weeks)) return null;
  return new RegExp(`${DAY}|${MONTH}|\\bdays?\\b|\\bmonths?\\b|\\bweeks?\\b`).test(before) ? day : null;
}
export const UNSURE =
  /\b(?:or|might|may|could|would|should|guess|probably|thinks?|thought|says?|said|either|must have been)\b|'d\b/i;

/** "Three pupils got full marks: Anna, Cleo and Ravi." */
const LIST = new RegExp(
  `^(?:(?:[Oo]nly|[Tt]he|[Tt]hese|[Tt]hose|[Ee]xactly|[Jj]ust)\\s)?(\\p{L}+|\\d)\\s[^,;:.\\d]{3,80}:\\s(${"\\p{Lu}[\\p{L}'-]{1,20}"}(?:,\\s\\p{Lu}[\\p{L}'-]{1,20}){0,8},?\\sand\\s\\p{Lu}[\\p{L}'-]{1,20})$`,
  "u",
);
const LONGEST = 300;
/** As many names as a sentence says that there are. */
export function listedNames(sentence: string): string | null {
  if (sentence.length > LONGEST) return null;
  const found = LIST.exec(sentence.replace(/[\s.!]+$/, ""));
  if (!found || DENIES.test(sentence)) return null;
  const count = /^\d$/.test(found[1]) ? found[1] : inDigits(found[1].toLowerCase());
  return Number(count) === found[2].split(/,\s(?:and\s)?|\sand\s/).length ? found[2] : null;
}
