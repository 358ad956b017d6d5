// x_1 and x_2 are roots that may be numbered any way, but unknowns of their own where the text solves a linear system for them.

const VALUE =
  /(?<![\p{L}\d*/^]|[-+]\s?)([a-z])_\{?(\d)\}?\s?=\s?(-?\d+(?:\.\d+)?(?:\/\d+)?)(?=\s*(?:[,.;$&\\)]|\p{L}|$))/gu;
const SYSTEM = /\d\s?\*?([a-z])_\{?\d\}?\s?[-+]\s?\d*\s?\1_|([a-z])_\{?\d\}?\s?[-+]\s?\d+\s?\*?\2_/u;
const OF_ROOTS =
  /\^\{?2|²|quadr|roots?|vieta|discriminant|racine|wurzel|nullstell|ra[íi]z|ra[íi]ces|radic|корн|pierwiast|wortel|kök|nghiệm|akar|جذر|मूल|根|근/iu;

const valuesIn = (text: string) =>
  new Map([...text.slice(-600).matchAll(VALUE)].map(([, letter, index, value]) => [letter + index, value]));

/** Whether two texts give the unknowns of a linear system that one of them solves, the same ones with other values. */
export function isExchanged(text: string, other: string): boolean {
  if (![text, other].some((one) => SYSTEM.test(one)) || [text, other].some((one) => OF_ROOTS.test(one)))
    return false;
  const [mine, theirs] = [valuesIn(text), valuesIn(other)];
  if (mine.size < 2 || mine.size !== theirs.size) return false;
  return [...mine].some(([name, value]) => theirs.has(name) && theirs.get(name) !== value);
}
