// Terse working, a line a letter, where later lines calculate with the letters of those before: "r = 8/2 = 4", "A = πr² = 16π".

const LONGEST = 1000;
const MOST_LINES = 10;
const LETTER = "[A-Za-z](?:_\\{?\\w{1,3}\\}?)?";
const NAMED = new RegExp(`^(${LETTER})\\s?=\\s?(?=\\S)`);
/** Of the last line, a name in words too: "Area = πr² = 16π". */
const NAMED_IN_WORDS = /^(\p{L}{2,20}(?:\s\p{L}{1,20}){0,3})\s?=\s?(?=[^=]*=)/u;
/** No sentence: few words, and no stop or comma but those of numbers. */
const TERSE = /^(?:[^,;:.!?]|[.,:](?=\d)){1,160}$/;
/** What is not said to be so, or only to be more or less. */
const NO_VALUE = /[<>≤≥≠]|\\(?:[lg]eq?|neq?|[lg]t|not)(?![A-Za-z])|\b(?:not|never|wrong)\b/i;
const WORDS = /(?<!\\\p{L}{0,20})\p{L}{3,}/gu;
const MOST_WORDS = 4;
/** "12 cm", "40 m^2": a unit, which by itself might be letters of the formula. */
const UNIT = /(?<=\d|\\pi)\s+([A-Za-z]{1,12})(\^\{?[23]\}?)?$/;
const SIDES = /=|≈|\\approx(?![A-Za-z])/;
const LETTERS = new RegExp(`\\\\[A-Za-z]+|${LETTER}(?![A-Za-z])|[A-Za-z]+`, "g");
/** The x of mx. */
const VARIABLE = /(?<=^[A-Za-z])[txyz]$/;
/** Letters that are found together: "x = 4", "y = 2x − 1 = 7" answers with both. */
const UNKNOWNS = /^[xyz]/;

/** A text that is such working as its last line, without what that calculates with letters; any other as it is. */
export function withoutWorking(text: string): string {
  if (text.length > LONGEST || !text.includes("\n") || !text.includes("=")) return text;
  const lines = text
    .split("\n")
    .map((line) => line.replace(/^[\s$]+|[\s$]*[.,;]?[\s$]*$/g, ""))
    .filter((line) => line !== "");
  if (lines.length < 2 || lines.length > MOST_LINES || !lines.every(isTerse)) return text;
  const last = lines.pop()!;
  const known = new Set<string>();
  const used = new Set<string>();
  for (const line of lines) {
    const name = NAMED.exec(line);
    if (!name || known.has(name[1]) || !/\d/.test(line)) return text;
    for (const letter of lettersIn(line.slice(name[0].length), known)) used.add(letter);
    known.add(name[1]);
  }
  // "a + b = 7" has no name of its own.
  const own = NAMED.exec(last) ?? NAMED_IN_WORDS.exec(last);
  if (own && (known.has(own[1]) || [own[1], ...known].every((letter) => UNKNOWNS.test(letter)))) return text;
  let from = own ? own[0].length : 0;
  let calculates = false;
  for (;;) {
    const side = last.slice(from).split(SIDES, 1)[0];
    const letters = lettersIn(side, known);
    if (letters.length === 0) break;
    calculates = true;
    for (const letter of letters) used.add(letter);
    const sign = SIDES.exec(last.slice(from + side.length));
    if (!sign) return text;
    from += side.length + sign[0].length;
  }
  const value = last.slice(from).trim().replace(UNIT, "\\text{ $1}$2");
  const all = [...known].every((letter) => used.has(letter));
  if (!calculates || !all || !/\d/.test(value) || lettersIn(value, known).length > 0) return text;
  return own ? `${own[1]} = ${value}` : value;
}

const isTerse = (line: string) =>
  TERSE.test(line) && !NO_VALUE.test(line) && (line.match(WORDS)?.length ?? 0) <= MOST_WORDS;

/** The letters of a formula that are known; none of words. */
function lettersIn(formula: string, known: ReadonlySet<string>): string[] {
  return (formula.match(LETTERS) ?? []).flatMap((run) => {
    if (known.has(run)) return [run];
    if (run.startsWith("\\") || run.includes("_")) return [];
    const letters = [...run].every((letter) => known.has(letter)) ? run : run.replace(VARIABLE, "");
    return [...letters].every((letter) => known.has(letter)) ? [...letters] : [];
  });
}
