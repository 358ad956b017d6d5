// Answers to the parts of a question in one line: "(a) 3 (b) 4", "a) 12 cm; b) 9 cm²", "(i) x = 1, (ii) none", "Part (a): 3".
// Part by part; their letters are no factors of a product.
import { isProse } from "../read/formulas.ts";
import { isReply } from "./replies.ts";

const SERIES = ["a b c d e f", "i ii iii iv v vi", "1 2 3 4 5 6"].map((names) => names.split(" "));
/** "(a)", "Part (b):", and "a)" where nothing goes before it. */
const MARK =
  /(?:\b[Pp]arts?\s)?(?:\(\s*([a-f]|i{1,3}|iv|vi?|[1-6])\s*\)|(?<=^[\s$]{0,4}|[\s;,.]|\b[Pp]art\s)([a-f]|i{1,3}|iv|vi?|[1-6])\)(?=[\s$\\\d-]))/g;
const LONGEST = 300;

/** The parts in the order of their marks, from the first of a series on; null where a text is not two parts or more. */
export function partsInLine(raw: string): string[] | null {
  if (raw.length > LONGEST || !raw.includes(")")) return null;
  const text = raw.replace(/\\(?:text(?:bf)?|mathrm|mbox)\s*\{([^{}]*)\}/g, " $1 ");
  if (!OPENS.test(text)) return null;
  const marks = [...text.matchAll(MARK)];
  const names = marks.map((mark) => mark[1] ?? mark[2]);
  // "1) 36 - 7 = 29" a line is a step.
  if (/^\d/.test(marks[0]?.[2] ?? "") && /[\n=]/.test(text)) return null;
  const series = SERIES.find((all) => names.length > 1 && names.every((name) => all.includes(name)));
  if (!series || new Set(names).size < names.length || marks[0].index > 8) return null;
  const parts = marks.map((mark, i) => {
    const end = marks[i + 1]?.index ?? text.length;
    const content = text
      .slice(mark.index + mark[0].length, end)
      .replace(EXPLAINED, (why) => (LIMITS.test(why) ? why : ""));
    return content.replace(/^[\s,;:.]+|(?:[\s,;]|\\[,;: ]|\\quad|\band\b)+$|\.\s*$/g, "").trim();
  });
  // (a)(b) is a product, and (1)(3) are numbers of statements.
  const goesOn = (mark: RegExpExecArray) =>
    /^(?:[-+*/^_=]|\s?[-+*/^_=](?![\d\\]))/.test(text.slice(mark.index + mark[0].length));
  if (parts.includes("") || marks.some(goesOn)) return null;
  const order = names.map((name, i) => ({ place: series.indexOf(name), part: parts[i] }));
  order.sort((a, b) => a.place - b.place);
  return order.every(({ place }, i) => place === i) ? order.map(({ part }) => part) : null;
}

const OPENS = /^[\s$]{0,4}(?:[Pp]art\s)?(?:\(|[ai1]\))/;
/** "no - the Cantor set is a counterexample": behind a reply. */
const EXPLAINED =
  /(?<=^[\s:.]{0,4}[*$]{0,2}(?:[Yy]es|[Nn]o|[Tt]rue|[Ff]alse)[*$]{0,2})(?:\s-{1,3}\s|[,;:]\s(?:because|since|as|by)\s|\s\().*$/s;

/** "no - actually yes", "yes (only for n = 2)": another reply, or one that does not always hold. */
const LIMITS =
  /\b(?:yes|actually|wait|only|unless|except|if|when|(?:but|then) (?:no|not|true|false)\b|but in general)\b/i;

/** "11 яблок" */
const FEW_WORDS = /^\S{1,20}(?:\s\p{L}{1,15}){0,2}[.;]?$/u;

/** "(a) $12$; (b) $\\frac{3}{5}$": a text that is answers to parts and nothing else; null where one is a sentence. */
export function wholeParts(text: string): string | null {
  if (text.length > 2 * LONGEST) return null;
  const answer = text.replaceAll("**", "").trim();
  const isAnswer = (part: string) =>
    (/[\d\\$=]/.test(part) && (!isProse(part) || FEW_WORDS.test(part))) || isReply(part);
  return partsInLine(answer)?.every(isAnswer) ? answer : null;
}
