// Which options or statements are chosen. By letters: "statements A and C are correct", "B, C and D only" and the letters side by
// side, AC. By numbers: ①③, ①, ③, (1)(3), which are signs for things, not numbers: side by side they are a list, neither 13 nor a
// product. Their order stays, for it may be what was asked for.
import { plainText } from "../read/words.ts";

/** Whether two texts name the same options or statements; null where that is not what both do. */
export const sameOptions = (a: string, b: string): boolean | null => sameNumbers(a, b) ?? sameLetters(a, b);

/** ① and ⑴, and in a double circle, filled, without serifs and both: the first of each row. */
const FIRST = [..."①⑴⓵❶➀➊"];
const circledNumber = (sign: string) =>
  sign.charCodeAt(0) - FIRST.findLast((first) => first <= sign)!.charCodeAt(0) + 1;

interface Statements {
  numbers: number[];
  /** Circled, or in brackets without anything between them. */
  marked: boolean;
}

/** "(3)", "3" or "③", and what parts it from the next. */
const ITEM = /(?:\(\s*(\d{1,2})\s*\)|(\d{1,2})(?![\d.])|([①-⑳⑴-⒇⓵-⓾❶-➓]))((?:[,;&]|and\b|和|与|及|\s)*)/g;

/** Whether two texts name the same statements; null where not both do, or neither by circled or bracketed numbers. */
function sameNumbers(a: string, b: string): boolean | null {
  const [x, y] = [statementsOf(a), statementsOf(b)];
  if (!x || !y || !(x.marked || y.marked)) return null;
  return x.numbers.length === y.numbers.length && x.numbers.every((number, i) => number === y.numbers[i]);
}

function statementsOf(text: string): Statements | null {
  if (text.length > 200) return null;
  const plain = plainText(text).replace(/ ?\.$/, "");
  const items = [...plain.matchAll(ITEM)];
  if (items.length === 0 || items.map(([all]) => all).join("") !== plain) return null;
  const [style, ...styles] = items.map(([, inBrackets, bare]) =>
    inBrackets ? "brackets" : bare ? "plain" : "circled",
  );
  const parted = items.map((item) => item[4].trim() !== "");
  // A separator at the end belongs to something else, and plain numbers side by side are one.
  if (parted.pop() || styles.some((other) => other !== style)) return null;
  const joined = parted.includes(false);
  if (style === "plain" && joined) return null;
  return {
    numbers: items.map(([, inBrackets, bare, sign]) => Number(inBrackets ?? bare ?? circledNumber(sign))),
    marked: style === "circled" || (style === "brackets" && joined),
  };
}

const LETTER = String.raw`(?:\([A-J]\)|[A-J])`;
const LIST = `${LETTER}(?:(?:, ?(?:and )?| and | & )${LETTER}){1,6}`;
const THINGS =
  "(?:statements?|options?|choices?|answers?|propositions?|conclusions?|claims?|assertions?|ones?)";
const RIGHT = "(?:correct|right|true|valid)";
const LISTED = new RegExp(
  "^(?:(?:so|thus|hence|therefore|then),? )?(?:only |both )?" +
    `(?:(?:the )?(?:${RIGHT} )?${THINGS}(?: (?:is|are):?|:)? ?)?(?:${THINGS} )?(${LIST})` +
    `(?: only)?(?: (?:are|is) (?:all |both )?(?:the )?(?:only )?${RIGHT}(?: ${THINGS})?)?(?: only)?$`,
  "i",
);
const TOGETHER = /^[A-J]{2,7}$/;
const LONGEST = 120;

/** Whether two texts give the same letters, where one has them side by side and in order; null where not both give any. */
function sameLetters(a: string, b: string): boolean | null {
  const [x, y] = [plain(a), plain(b)];
  for (const [list, other] of [
    [x, y],
    [y, x],
  ]) {
    if (!TOGETHER.test(other) || list.length > LONGEST) continue;
    const letters = LISTED.exec(list)?.[1].match(/(?<![A-Za-z])[A-J](?![A-Za-z])/g);
    if (letters && isInOrder(other)) return [...new Set(letters)].sort().join("") === other;
  }
  return null;
}

const isInOrder = (letters: string) => [...letters].every((letter, i) => i === 0 || letters[i - 1] < letter);

const plain = (text: string) =>
  text.length > 2 * LONGEST
    ? ""
    : plainText(text.replaceAll("*", " "))
        .replace(/ ?\.$/, "")
        .replace(/ (?=[,)])|(?<=\() /g, "");
