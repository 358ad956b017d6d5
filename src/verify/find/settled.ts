// Equations of a letter that the text has settled before: behind "x = 7" is "2x + 1 = 15" a calculation, 2 * 7 + 1 = 15. Of
// an unknown that is still to be found an equation says nothing by its right side.

/** The left side of an equation, up to 40 signs in which letters stand alone, and the number that its right side is. */
const EQUATION =
  /((?:[\d.+*/() -]|(?<![\p{Script=Latin}\\])[a-z](?!\p{Script=Latin})){1,40})= ?(-?\d+(?:\.\d+)?)(?!\d|\.\d| ?[-+*/^=({]| ?\\[^)\]]|\p{Script=Latin})/gu;
const SETTLES = /[a-z] ?= ?-?\d/;

/** `text` with the values of letters put into the equations behind them; an equation that comes again only checks. */
export function withSettled(text: string): string {
  const first = text.indexOf("=");
  if (first < 0 || first === text.lastIndexOf("=") || !SETTLES.test(text)) return text;
  const settled = new Map<string, string>();
  const known = new Set<string>();
  return text.replace(EQUATION, (equation, side: string, number: string) => {
    const [letter, ...more] = new Set(side.match(/[a-z]/g));
    const plain = equation.replaceAll(" ", "");
    if (letter === undefined || more.length > 0 || known.has(plain)) return equation;
    known.add(plain);
    const alone = side.trim() === letter;
    if (alone) settled.set(letter, number);
    const value = settled.get(letter);
    if (alone || value === undefined) return equation;
    return `${side.replace(/(?<=[\d)] ?)[a-z]/g, ` * ${value}`).replaceAll(letter, value)}= ${number}`;
  });
}
