// Formulas within a text: boxes, what stands between dollar signs and the like, and what is left without them. Every
// scan is linear.
import { braceGroup } from "./tokens.ts";
import { valuesIn } from "./values.ts";

export interface Span {
  start: number;
  end: number;
  content: string;
}

const BOX = /\\(?:boxed|fbox)/;

/** Every \boxed{…} and \fbox{…} that closes and stands in no other, in order. */
export function boxSpans(text: string): Span[] {
  const spans: Span[] = [];
  let first = text.search(BOX);
  if (first < 0) return spans;
  // A backslash may be escaped by one before it.
  while (first > 0 && text[first - 1] === "\\") first--;
  const starts: { at: number; open: number; depth: number }[] = [];
  let depth = 0;
  for (let i = first; i < text.length; i++) {
    const c = text[i];
    if (c === "{") depth++;
    else if (c === "}") {
      depth--;
      const top = starts[starts.length - 1];
      if (top && top.depth === depth) {
        starts.pop();
        // An outer box replaces those inside it.
        while (spans.length > 0 && spans[spans.length - 1].start > top.at) spans.pop();
        spans.push({
          start: top.at,
          end: i + 1,
          content: text.slice(top.open, Math.min(i, top.open + 10_001)),
        });
      }
    } else if (c === "\\") {
      const length = text.startsWith("boxed", i + 1) ? 5 : text.startsWith("fbox", i + 1) ? 4 : 0;
      if (length === 0) {
        i++;
        continue;
      }
      let next = i + 1 + length;
      while (text[next] === " ") next++;
      if (text[next] === "{") {
        starts.push({ at: i, open: next + 1, depth });
        depth++;
        i = next;
      } else if (/[\w-]/.test(text[next] ?? "") && next > i + 1 + length) {
        let end = next + 1;
        while (/[\w.,/-]/.test(text[end] ?? "")) end++;
        spans.push({ start: i, end, content: text.slice(next, end) });
        i = end - 1;
      } else i = next - 1;
    }
  }
  const open = starts.pop();
  const unclosed = open && unclosedBox(text, open);
  return unclosed && unclosed.start >= (spans.at(-1)?.end ?? 0) ? [...spans, unclosed] : spans;
}

/** "$\\boxed{\\frac{7}{9}$.": the last box lacks its brace, but its formula is closed, so that nothing is cut off. */
function unclosedBox(text: string, { at, open }: { at: number; open: number }): Span | null {
  const before = text.slice(Math.max(0, at - 40), at);
  const close = /\$\s*$/.test(before)
    ? "$"
    : { "(": "\\)", "[": "\\]" }[/\\([([])\s*$/.exec(before)?.[1] ?? ""];
  const end = close === undefined ? -1 : text.indexOf(close, open);
  const content = end < 0 ? "" : text.slice(open, end);
  const balanced = content.split("{").length === content.split("}").length;
  return balanced && content.trim() !== "" && !content.includes("\n") && content.length < 1000
    ? { start: at, end, content }
    : null;
}

/** $…$, $$…$$, \(…\), \[…\]; not amounts of money with words between two dollar signs. */
export function mathSegments(text: string): Span[] {
  const segments: Span[] = [];
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    const open = c === "$" ? (text[i + 1] === "$" ? "$$" : "$") : c === "\\" ? text.slice(i, i + 2) : "";
    const close = { $: "$", $$: "$$", "\\(": "\\)", "\\[": "\\]" }[open];
    if (!close) {
      if (c === "\\") i++;
      continue;
    }
    // R$ 52, US$5: money.
    if (open === "$" && /(?:^|[^\p{L}])(?:R|US|A|C|HK|NZ|S)$/u.test(text.slice(Math.max(0, i - 3), i)))
      continue;
    const end = closing(text, i + open.length, close);
    if (end < 0) continue;
    const content = text.slice(i + open.length, end);
    if (
      open === "$" &&
      /(?:^|\s)[a-z]{2,}\s+[a-z]{2,}(?=\s|$)/i.test(content.slice(0, 500)) &&
      !content.includes("\\text")
    ) {
      continue;
    }
    // "$40 * 40 = $1600", "$60 at $20": two amounts with signs or a word between.
    if (open === "$" && /[\s=+*/(-]$/.test(content) && /^\s?\d/.test(text.slice(end + 1, end + 3))) continue;
    if (open !== "$$" && open !== "\\[" && content.includes("\n")) continue;
    segments.push({ start: i, end: end + close.length, content });
    i = end + close.length - 1;
  }
  return segments;
}

function closing(text: string, from: number, close: string): number {
  // No formula that matters is longer; with it every scan stays linear.
  const limit = Math.min(text.length, from + 4000);
  for (let i = from; i < limit; i++) {
    if (text.startsWith(close, i)) return i;
    if (text[i] === "\\") i++;
  }
  return -1;
}

/** A letter of a script in which no mathematics is written. */
export const otherScript = /(?![\p{Script=Latin}\p{Script=Greek}])\p{L}/u;

/** Whether a text is sentences rather than an answer: several words outside its mathematics. */
export function isProse(text: string): boolean {
  if (text.length > 10_000) return true;
  if (isUnspaced(text)) return false;
  const segments = mathSegments(text);
  let outside = "";
  let from = 0;
  for (const segment of segments) {
    outside += `${text.slice(from, segment.start)} `;
    from = segment.end;
  }
  outside += text.slice(from);
  const qualifier = /\b(?:where|for (?:all|any|some|every|each)|with)\b/i.exec(outside);
  if (qualifier && /\S/.test(outside.slice(0, qualifier.index))) {
    const behind = outside.slice(qualifier.index);
    // Up to the end of its sentence.
    outside = outside.slice(0, qualifier.index) + behind.slice(behind.search(/[.!?]\s|\n|$/));
  }
  const bare = withoutCommands(outside);
  // In scripts of other languages a word beside a number is already a sentence: no unit of theirs is read.
  if (otherScript.test(bare) && (/\d/.test(bare) || bare.length > 30)) return true;
  const words = bare.match(/[\p{L}\p{M}]{2,}/gu) ?? [];
  const counted = words.filter((word) => !/^(?:and|or|if)$/i.test(word));
  const enough = segments.length > 0 ? 2 : /\p{Ll}[.!]\s*$/u.test(text) ? 3 : 4;
  return counted.length >= enough;
}

/** Without a space, in a script that sets words apart: no sentence, and nothing of one. */
export const isUnspaced = (text: string) => !/\s/.test(text.trim()) && !otherScript.test(text);

/** Whether a text has words, be they in \\text{…}; the names of commands are none. */
export const hasWords = (text: string) => /\p{L}{2}|[^\p{ASCII}]/u.test(withoutNames(text));

/** Without the names of commands; what they hold stays. */
export const withoutNames = (text: string) => text.replace(/\\[A-Za-z]+/g, " ");

/** Whether a text is mathematics without words of its own. */
export const isWordless = (text: string) => !/\p{L}{2,}/u.test(withoutCommands(text));

/** Numbers, signs of calculation, fractions, roots and π; between two numbers a sign. One slash: two are a date. */
const BARE =
  /^-?(?=[\d\\])(?:\d+(?:\.\d+)?(?![\d.])|[-+*^{}]|\/(?!.*\/)|\\(?:[dt]?frac|sqrt|pi|cdot|times)(?![A-Za-z])| (?=\\))+$/;
const LONGEST_BARE = 200;
/**
 * Of one letter each, in brackets and lists too: nothing that is a word, an equation, a unit in upright type, or an option
 * ("4) 20").
 */
const LETTERED =
  /^(?![^([]*[)\]])(?:\d+(?:\.\d+)?(?![\d.])|(?<![A-Za-z]|[\d)}] )[A-Za-z](?! ?[A-Za-z]{2}| [A-Za-z] )|[-+^{}()[\],]|\/(?!.*\/)|\\(?:[dt]?frac|sqrt|pi|left|right|infty|cup)(?![A-Za-z])| )+$/;

/** Whether a text is a formula of numbers and nothing else, as most references are: no rule for words need look at it. */
export const isBare = (text: string) =>
  text.length <= LONGEST_BARE && BARE.test(text) && !/\d-\d+-/.test(text);

/** Whether a text is a formula of numbers and letters that stand alone, and states itself. */
export const isFormula = (text: string) =>
  isBare(text) || (text.length <= LONGEST_BARE && LETTERED.test(text));

const UNIT = /\s*\\(?:text|mathrm|mbox)\s*\{[^{}]{0,40}\}(?:\^\{?\d\}?)?/g;

/** "\\text{Speed} = " before a calculation. */
const NAMED = /^(\s*\$?)\s*\\(?:text|mathrm|mbox)\s*\{[\p{L}\s]{2,40}\}\s*=(?=[^,;]*=)/u;

/** ", \\text{Boris} =": of a list of names the last one's value is not all. */
const NAMED_NEXT =
  /(?:[,;]|\\text\s*\{\s*and\s*\})(?:\s|\\[ ,;:]|\\q?quad){0,4}\\(?:text|mathrm|mbox)\s*\{[^{}\d]{2,40}\}\s*[=:]/;

const OPERATIONS = /\\(?:[dt]?frac|cdot|times|div|sqrt|left|right)(?![A-Za-z])|\\[$!,;]/g;

/** Of a calculation with numbers and units alone, "$12 \\cdot 16 = 180$", the last side; any other text as it is. */
export function lastSide(formula: string): string {
  const at = formula.lastIndexOf("=");
  if (at < 0 || NAMED_NEXT.test(formula)) return formula;
  const numbers = formula
    .replace(NAMED, "$1")
    .replace(UNIT, "")
    .replace(OPERATIONS, "")
    // "10 x 9"
    .replace(/(?<=[\d)])\s?x\s?(?=[\d(])/g, "");
  if (/[\p{L}<>≤≥≠]/u.test(numbers)) return formula;
  const side = formula
    .slice(at + 1)
    .replace(/(?:\$+|\\[)\]])\s*$/, "")
    .trim();
  return /^(?:\\?\$)?-?[\d.,]+$/.test(side.replace(UNIT, "").trim()) ? side.replace(/[.,]$/, "") : formula;
}

/**
 * "S = a/(1-r) = 6/(2/3) = 9", "\\angle C = 180^\\circ - 62^\\circ = 118^\\circ": a name, a calculation, and the number that
 * comes out; null for anything else. A chain that starts with a number or an expression is not one.
 */
export function outcome(formula: string): string | null {
  if (formula.length > MAX_CHAIN) return null;
  const whole = formula
    .replace(/^\s*(?:\$\$?|\\[([])|(?:\$\$?|\\[)\]])[\s.]*$/g, "")
    .replace(/[\s.,;]+$/, "");
  const unit = UNIT_AT_END.exec(whole)?.[0] ?? "";
  const bare = (unit === "" ? whole : whole.slice(0, -unit.length))
    .replace(UNIT_WITHIN, "")
    .replace(/\\[,;!:]/g, " ");
  const sides = bare.split(/=|\\approx(?=[^=]*$)/);
  const chain = bare.replace(/\\approx(?=[^=]*$)/, "=");
  // "25\\pi \\approx 78.5": the exact one.
  if (chain !== bare && !/[A-Za-z]/.test(sides.at(-2)!.replace(/\\[A-Za-z]+/g, ""))) sides.pop();
  const several = /\\pm/.test(bare) ? BOTH_SIGNS.exec(sides.at(-1)!) : null;
  if (several && sides.length > 2 && /^\s*\\?\p{L}\w*\s*$/u.test(sides[0]))
    return `${several[1]}, ${several[2]}`;
  // Several answers one after another are no chain.
  if (/[;&]|,(?!\d{3}(?!\d))|\b(?:or|and)\b|\\(?:q?quad|text|begin)(?![A-Za-z])/.test(bare)) return null;
  if (sides.length < 3 || /[<>≤≥≠]|\\(?:le|ge|leq|geq|ne|neq|approx|equiv|in|to)(?![A-Za-z])/.test(chain))
    return null;
  const last = sides.at(-1)!.trim();
  const name =
    /^[\sA-Za-z+*-]{2,20}$/.test(sides[0]) ||
    /^\s*\\(?:int|oint|sum|prod|lim)(?![A-Za-z])/.test(sides[0]) ||
    /^\s*(?:\\angle\s*)?\\?\p{L}[\p{L}\d_{}' ]{0,30}(?:\([\p{L}\d,]{1,8}\))?\s*$/u.test(sides[0]);
  const number =
    /\d/.test(last) &&
    !/\p{L}/u.test(
      last
        .replace(/(?<=[\d}]|\\pi)\s*(?<![\p{L}\d]\p{L}{0,3})(?!\\)\p{L}{1,12}(?:\^\{?[23]\}?)?$/u, "")
        .replace(/\\pi(?![A-Za-z])/g, "")
        .replace(UNIT, "")
        .replace(/\\math(?:bf|rm)\{([^{}]*)\}/g, "$1")
        .replace(/\^\{?\\circ\}?/g, "")
        .replace(OPERATIONS, ""),
    );
  const calculated = sides
    .slice(1, -1)
    .every((side) => /.[-+*/^\\(]|^\\(?:[dt]?frac|sqrt)/.test(side.trim()));
  // Behind \\pi a unit would be read as letters.
  return name && number && calculated
    ? last.replace(/(?<=\\pi)\s+\p{L}{1,12}(?:\^\{?[23]\}?)?$/u, "") + unit
    : null;
}
/** "3 \\text{ or } 1" */
const BOTH_SIGNS =
  /^\s*(-?[\d./]+|-?\\[dt]?frac\{\d+\}\{\d+\})\s*(?:,|\\text\s*\{\s*(?:or|and|,)\s*\}|\\(?:lor|quad)|or|and)\s*(-?[\d./]+|-?\\[dt]?frac\{\d+\}\{\d+\})\s*$/;
/** " \text{ square units}" behind a number or π. */
const UNIT_AT_END =
  /(?<=[\d}]|\\pi)(?:\s|\\[,;: ])*\\(?:text|mathrm|mbox)\s*\{(?![^{}]*\b(?:or|and)\b)[~\s]*\p{L}[^{}=\d]{0,38}\}(?:\^\{?[23]\}?)?$/u;
/** The same within a calculation: "(4 \\text{ cm})^3". */
const UNIT_WITHIN =
  /(?<=[\d)}]|\\pi)(?:\s|\\[,;: ])*\\(?:text|mathrm|mbox)\s*\{[~\s]*(?!(?:or|and|if|for|when|where|with)\b)\p{L}{1,12}(?:\s?\/\s?\p{L}{1,12})?[~\s]*\}(?:\^\{?[23]\}?)?/gu;
const MAX_CHAIN = 600;

/** Without LaTeX commands and what \text{…} holds. */
function withoutCommands(text: string): string {
  let result = "";
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== "\\") {
      result += text[i];
      continue;
    }
    const name = /^\\(?:[A-Za-z]+|.)?/s.exec(text.slice(i, i + 40))?.[0] ?? "\\";
    i += name.length - 1;
    if (/^\\(?:text|textbf|mathrm|mbox|operatorname|begin|end)$/.test(name) && text[i + 1] === "{") {
      const group = braceGroup(text, i + 1);
      if (group) i = group.end - 1;
      // The columns of an array: {ll}.
      if (group && /^(?:array|tabular)$/.test(group.content) && text[i + 1] === "{")
        i = (braceGroup(text, i + 1)?.end ?? i + 1) - 1;
    }
    result += " ";
  }
  return result;
}

/**
 * "the domain is (-\\infty, 2)", "-3 \\le x \\le 5": the last run of mathematics without words in a sentence that ends
 * with it, and at most two words of a unit; whether words say that it is the answer.
 */
export function undelimited(sentence: string): { answer: string; said: boolean } | null {
  const cut = sentence.slice(-MAX_CHAIN).replace(/[\s.]+$/, "");
  const unit = /(?<=[\d}]|\\pi)\s{1,2}(?:\p{L}{1,12}\s?){1,2}(?:\^\{?\d\}?)?$/u.exec(cut);
  const body = unit ? cut.slice(0, unit.index) : cut;
  const measured = unit?.[0].replace(/\s(?:long|wide|high|tall|deep|thick|away|apart)$/, "") ?? "";
  const run = RUN.exec(body.slice(-MAX_RUN));
  if (!run || !/[\d]|\\[a-z]/.test(run[0])) return null;
  const formula = run[0].replace(WORD_OF_ONE_LETTER, "");
  // Of "a, b" the comma may part sentences; brackets have to close.
  if (formula.split(/[([{]/).length !== formula.split(/[)\]}]/).length) return null;
  const before = body.slice(0, body.length - formula.length);
  const said =
    SAYS_FORMULA.test(before) || (before.trim() === "" && /[=∈<>≤≥]|\\(?:in|le|ge)\b/.test(formula));
  const only = valuesIn(before).length === 0;
  if (formula.split("=").length > 2 && outcome(formula) === null) return null;
  return said || only ? { answer: outcome(formula) ?? formula + measured, said } : null;
}
/** "è 25π", "é 3x + 1": at the start a verb of one letter, which none of the alphabet is. */
const WORD_OF_ONE_LETTER = /^[\s,:;.]*(?:[èéàóоиа]\s+)?/iu;
const MAX_RUN = 400;
/** Signs, digits, commands, and letters by themselves, up to the end. */
const RUN = /(?:\\[A-Za-z]+|(?<![\p{L}\\])(?:\p{L}|sin|cos|tan|log|ln|sqrt)(?!\p{L})|[^\p{L}\\]){1,400}$/u;
const SAYS_FORMULA =
  /(?:\b(?:is|are|equals?|be|get|have|gives?|giving|obtain|measures|becomes|yields?|namely|ist|sind|est|sont|es|son|é|è)(?:\s(?:exactly|precisely|simply))?|:)\s*$/i;
