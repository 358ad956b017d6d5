// Numbers of statements: ①③, ①, ③, (1)(3). Signs for numbers of things, not numbers: side by side they are a list,
// neither 13 nor a product. Their order stays, for it may be what was asked for.
import { plainText } from "../read/words.ts";

/** Circled digits, plain, filled and double, and ⑴. */
const rows: [first: number, last: number][] = [
  [0x2460, 0x2473],
  [0x2474, 0x2487],
  [0x2776, 0x277f],
  [0x2780, 0x2789],
  [0x278a, 0x2793],
  [0x24f5, 0x24fe],
];

function circledNumber(sign: string): number | null {
  const code = sign.charCodeAt(0);
  const row = rows.find(([first, last]) => code >= first && code <= last);
  return row ? code - row[0] + 1 : null;
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
  let rest = plainText(text).replace(/ ?\.$/, "");
  const numbers: number[] = [];
  const styles = new Set<string>();
  let joined = false;
  while (rest !== "") {
    const match = /^(?:\(\s*(\d{1,2})\s*\)|(\d{1,2})(?![\d.]))/.exec(rest);
    const circled = circledNumber(rest);
    if (circled === null && !match) return null;
    const style = circled !== null ? "circled" : match![1] ? "brackets" : "plain";
    styles.add(style);
    numbers.push(circled ?? Number(match![1] ?? match![2]));
    rest = rest.slice(match?.[0].length ?? 1);
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
