// Answers to the parts of a question in one line: "(a) 3 (b) 4", "(i) x = 1, (ii) none". Part by part; their letters are no
// factors of a product.
import { isProse } from "../read/formulas.ts";
import { isReply } from "./replies.ts";

const LETTERS = ["a", "b", "c", "d", "e", "f"];
const ROMAN = ["i", "ii", "iii", "iv", "v", "vi"];
const NUMBERS = ["1", "2", "3", "4", "5", "6"];
const MARK = /\(\s*([a-f]|i{1,3}|iv|vi?|[1-6])\s*\)/g;
const LONGEST = 300;

/** The parts in the order of their marks, from the first of a series on; null where a text is not two parts or more. */
export function partsInLine(raw: string): string[] | null {
  if (raw.length > LONGEST || !raw.includes("(")) return null;
  const text = raw.replace(/\\(?:text(?:bf)?|mathrm|mbox)\s*\{([^{}]*)\}/g, " $1 ");
  if (!/^\s*\$?\s*\(/.test(text)) return null;
  const marks = [...text.matchAll(MARK)];
  const names = marks.map((mark) => mark[1]);
  const series = [LETTERS, ROMAN, NUMBERS].find(
    (all) => names.length > 1 && names.every((name) => all.includes(name)),
  );
  if (!series || new Set(names).size < names.length || marks[0].index > 8) return null;
  const parts = marks.map((mark, i) => {
    const end = marks[i + 1]?.index ?? text.length;
    const content = text.slice(mark.index + mark[0].length, end);
    return content.replace(/^[\s,;:.]+|(?:[\s,;]|\\[,;: ]|\\quad|\band\b)+$|\.\s*$/g, "").trim();
  });
  // (a)(b) is a product, and (1)(3) are numbers of statements.
  if (parts.some((part) => part === "" || /^[-+*/^_=]/.test(part))) return null;
  const order = names.map((name, i) => ({ place: series.indexOf(name), part: parts[i] }));
  order.sort((a, b) => a.place - b.place);
  return order.every(({ place }, i) => place === i) ? order.map(({ part }) => part) : null;
}

/** "(a) $12$; (b) $\\frac{3}{5}$": a text that is answers to parts and nothing else; null where one is a sentence. */
export function wholeParts(text: string): string | null {
  if (text.length > 2 * LONGEST) return null;
  const answer = text.replaceAll("**", "").trim();
  const isAnswer = (part: string) => (/[\d\\$=]/.test(part) && !isProse(part)) || isReply(part);
  return partsInLine(answer)?.every(isAnswer) ? answer : null;
}
