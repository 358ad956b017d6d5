// Letters of options or statements: "statements A and C are correct", "B, C and D only" and the letters side by side, AC.
import { plainText } from "../read/words.ts";

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
export function sameOptions(a: string, b: string): boolean | null {
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
