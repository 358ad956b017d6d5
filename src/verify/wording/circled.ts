// Numbers of statements: ①③, ①, ③, (1)(3). Signs for numbers of things, not numbers: side by side they are a list,
// neither 13 nor a product. Their order stays, for it may be what was asked for.

/** Circled digits, plain, filled and double, and ⑴. */
const rows: [first: number, last: number][] = [
  [0x2460, 0x2473],
  [0x2474, 0x2487],
  [0x2776, 0x277f],
  [0x2780, 0x2789],
  [0x278a, 0x2793],
  [0x24f5, 0x24fe],
];
const CIRCLED = /[\u2460-\u2487\u24f5-\u24fe\u2776-\u2793]/u;

function numberOf(sign: string): number {
  const code = sign.codePointAt(0)!;
  const row = rows.find(([first, last]) => code >= first && code <= last)!;
  return code - row[0] + 1;
}

interface Statements {
  numbers: number[];
  /** Circled, or in brackets without anything between them. */
  marked: boolean;
}

const SEPARATOR = /^(?:[,;&]|and\b|和|与|及|\s)+/;

/** Whether two texts name the same statements; null where not both do, or neither by circled or bracketed numbers. */
export function sameStatements(a: string, b: string): boolean | null {
  const [x, y] = [statementsOf(a), statementsOf(b)];
  if (!x || !y || !(x.marked || y.marked)) return null;
  return x.numbers.length === y.numbers.length && x.numbers.every((number, i) => number === y.numbers[i]);
}

function statementsOf(text: string): Statements | null {
  if (text.length > 200) return null;
  let rest = text
    .replace(
      /\\(?:text|mathrm|mbox|textrm)\s*\{([^{}]*)\}|\\(?:left|right|quad|qquad)(?![a-z])|\\[ ,;:!]/g,
      " $1 ",
    )
    .replace(/[$~]/g, " ")
    .replace(/\.\s*$/, "")
    .trim();
  const numbers: number[] = [];
  const styles = new Set<string>();
  let joined = false;
  while (rest !== "") {
    const match = /^(?:\(\s*(\d{1,2})\s*\)|(\d{1,2})(?![\d.]))/.exec(rest);
    const style = CIRCLED.test(rest[0]) ? "circled" : match?.[1] ? "brackets" : match ? "plain" : null;
    if (!style) return null;
    styles.add(style);
    numbers.push(style === "circled" ? numberOf(rest[0]) : Number(match![1] ?? match![2]));
    rest = rest.slice(style === "circled" ? 1 : match![0].length);
    const separator = SEPARATOR.exec(rest)?.[0] ?? "";
    rest = rest.slice(separator.length);
    const parted = separator.trim() !== "";
    // A separator at the end belongs to something else, and plain numbers side by side are one.
    if (rest === "" ? parted : style === "plain" && !parted) return null;
    if (rest !== "" && !parted) joined = true;
  }
  if (numbers.length === 0 || styles.size > 1) return null;
  return { numbers, marked: styles.has("circled") || (styles.has("brackets") && joined) };
}
