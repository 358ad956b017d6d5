// Values as they stand in a sentence: numbers with their signs, formulas, and the calculations that join them. Each
// scan starts at a place and is linear in what it takes.
import { braceGroup } from "./tokens.ts";

/** A value or a calculation, from `start` to `end` of the text. */
export interface Value {
  start: number;
  end: number;
  text: string;
  /** What it comes to: the last side of its equations, or the whole of it. */
  result: string;
  /** Every number in it but those of the result. */
  operands: string[];
}

/** It says what it is calculated from: "3 + 4 = 7". */
export const isCalculated = ({ operands }: Value) => operands.length > 0;

const NUMBER =
  /(?:\d{1,3}(?:[,']\d{3})+|\d{1,2}(?:,\d\d)+,\d{3}(?!\d)|\d{1,3}(?:\.\d{3}){2,}(?!\d)|\d{1,3}(?: \d{3}){2,}(?!\d)|\d{1,3}(?:\\,\d{3})+(?!\d)|\d+)(?:\.\d+)?(?:[eE][+-]?\d{1,3}(?![\p{L}\d]))?(?:\/\d+(?![\d/]))?(?::\d\d(?!\d))?/uy;
const CURRENCY = /\\?[$€£¥₹]\s?/y;
const OPERATOR =
  /\s*(?:\\(?:times|cdot|div|pm|approx|le|ge|lt|gt|leq|geq)(?![a-z])|[-+*/÷^=<>≤≥]|(?<![\p{L}_])x(?=\s*[\d$(])|(?:times|plus|minus|(?:multiplied|divided)\s+by)(?=\s+-?[\d$(])|:(?=\d)|:\s(?=\d[\d.]*[^\p{L}\d]*$)|(?<=\s):\s(?=\d))\s*/uy;
const RELATION = /[=<>≤≥:]|\\(?:approx|[lg](?:e|t|eq))/;
/** Behind a calculation in words: "15 plus 4 is 19". */
const MAKES = /\s+(?:is|equals|makes|gives)\s+(?=-?\\?[\d$€£])/y;
/** 5%, 30°, 25 °C, 77 degrees Fahrenheit, 3rd, 4! */
const SUFFIX =
  /\s?(?:\\?%|\^\\circ(?:\s?[CF](?![\p{L}\p{N}'_])|\s?\d{1,2}(?:\.\d{1,6})?'(?!')(?:\s?\d{1,2}(?:\.\d{1,6})?'')?)?|degrees?\s(?:[Cc]elsius|[Ff]ahrenheit)\b|percent\b)|(?:st|nd|rd|th)\b|!/uy;

/** The value that starts at `at`, or null. A formula between its delimiters is one value. */
export function valueAt(text: string, at: number): Value | null {
  let end = operandEnd(text, at);
  if (end < 0) return null;
  let resultStart = at;
  let [equations, calculated] = [0, false];
  for (;;) {
    OPERATOR.lastIndex = end;
    MAKES.lastIndex = end;
    const made = calculated ? MAKES.exec(text) : null;
    const operator = made ?? OPERATOR.exec(text);
    const part = operator
      ? null
      : /^\s+of\s+(?=\$?\d[\d.,]*\s*(?:=|is\s+\$?\d|equals))/.exec(text.slice(end, end + 40));
    if (part && /%$|\/\d+$|percent$/.test(text.slice(at, end))) {
      const next = operandEnd(text, end + part[0].length);
      if (next < 0) break;
      [end, calculated] = [next, true];
      continue;
    }
    if (!operator) {
      // "2(3 + 4)"
      const bracket = text[end] === "(" ? operandEnd(text, end) : -1;
      if (bracket < 0) break;
      end = bracket;
      continue;
    }
    const from = operator.index + operator[0].length;
    const next = operandEnd(text, from);
    if (next < 0) break;
    if (made || operator[0].includes("=")) {
      equations++;
      resultStart = from;
    }
    calculated ||= !RELATION.test(operator[0]);
    end = next;
  }
  const whole = text.slice(at, end);
  const result = text.slice(resultStart, end);
  // An equation of variables is one answer; a name before it is only a label.
  const left = text
    .slice(at, resultStart)
    .replace(/^[A-Za-z](?:_\w)?\s*=/, "")
    .replace(
      /\\[A-Za-z]+|(?<![A-Za-z])(?:x(?=\s?-?[$\d(])(?<=[\d)%]\s?x)|times|plus|minus|multiplied|divided|by|of|percent|is|equals|makes|gives)(?![A-Za-z])/g,
      "",
    );
  if (equations > 0 && /[A-Za-z]/.test(left))
    return { start: at, end, text: whole, result: whole, operands: [] };
  const operands = equations > 0 ? numbersIn(text.slice(at, resultStart)) : [];
  return { start: at, end, text: whole, result, operands };
}

const numbersIn = (text: string): string[] => text.match(/\d+(?:\.\d+)?/g) ?? [];

/** Where the operand that starts at `at` ends, its sign and unit signs with it; −1 where there is none. */
function operandEnd(text: string, at: number): number {
  let i = at;
  if (/[-+]/.test(text[i] ?? "")) {
    i++;
    if (text[i] === " ") i++;
  }
  CURRENCY.lastIndex = i;
  const currency = CURRENCY.exec(text);
  if (currency && /\d|\./.test(text[CURRENCY.lastIndex] ?? "")) i = CURRENCY.lastIndex;
  if (text[i] === "." && /\d/.test(text[i + 1] ?? "")) i++;
  NUMBER.lastIndex = i;
  const number = NUMBER.exec(text);
  if (number) {
    let end = NUMBER.lastIndex;
    // A mixed number: 3 1/2.
    const fraction = /^ \d+\/\d+(?![\d/])/.exec(text.slice(end, end + 12));
    if (fraction && /^\d+$/.test(number[0])) end += fraction[0].length;
    // 10^{5}
    const power = /^\^\{-?\d{1,3}\}/.exec(text.slice(end, end + 8));
    if (power) end += power[0].length;
    // 7x: a number of a variable; 2pi and 2sqrt(3) in ASCII.
    const variable =
      /^(?:[a-fi-kn-rt-zA-JM-Z](?![\p{L}\p{N}'])(?:\^(?:\d|\{[^{}]{1,10}\}))?|\s?\*?\s?(?:pi(?![\p{L}\d_])|sqrt\([^()\n]{1,30}\)))/u.exec(
        text.slice(end, end + 40),
      );
    if (variable) end += variable[0].length;
    // 36\pi, 12\sqrt{3}: a factor in LaTeX.
    const factor = /^\s?(?=\\(?:pi|sqrt|surd)(?![A-Za-z]))/.exec(text.slice(end, end + 8));
    if (factor) end = commandEnd(text, end + factor[0].length);
    SUFFIX.lastIndex = end;
    if (SUFFIX.exec(text)) end = SUFFIX.lastIndex;
    const behind = /^\s?(?:€|₹|£|¥)/.exec(text.slice(end, end + 2));
    return behind ? end + behind[0].length : end;
  }
  if (text[i] === "(") {
    const close = /^\([^()\p{L}\n]{1,60}\)/u.exec(text.slice(i, i + 62));
    return close && /\d/.test(close[0]) ? i + close[0].length : -1;
  }
  if (text[i] === "\\" && /[a-z]/i.test(text[i + 1] ?? "")) return commandEnd(text, i);
  const root = /^(?:sqrt\([^()\n]{1,30}\)|pi(?=\s?\/))/.exec(text.slice(i, i + 40));
  if (root && !/[\p{L}\p{N}]/u.test(text[i - 1] ?? "")) return i + root[0].length;
  // A letter by itself is a variable where mathematics stands beside it.
  const letter = /^[a-z](?:_\w|\^\d|\^\{\d{1,3}\})?(?=\s*[-+*/^=<>≤≥()])/i.exec(text.slice(i, i + 12));
  if (letter && !/[\p{Script=Latin}\p{N}]/u.test(text[i - 1] ?? "")) return i + letter[0].length;
  return -1;
}

/** A LaTeX command with its groups and indices: \frac{1}{2}, \sqrt[3]{2}, \pi. */
function commandEnd(text: string, at: number): number {
  const name = /^\\[A-Za-z]+/.exec(text.slice(at, at + 40))![0];
  if (/^\\(?:text|times|cdot|div|approx|quad|le|ge|leq|geq|to|in|and|or|ldots|dots)$/.test(name)) return -1;
  let end = at + name.length;
  for (;;) {
    const c = text[end];
    if (c === "{") {
      const group = braceGroup(text.slice(end, end + 2000), 0);
      if (!group) return end;
      end += group.end;
    } else if (c === "[") {
      const close = text.indexOf("]", end);
      if (close < 0 || close - end > 20) return end;
      end = close + 1;
    } else if (name === "\\surd" && /^\s?\d/.test(text.slice(end, end + 2)))
      end += /^\s?\d+/.exec(text.slice(end, end + 12))![0].length;
    else if ((c === "_" || c === "^") && /[\w{]/.test(text[end + 1] ?? ""))
      end += text[end + 1] === "{" ? 1 : 2;
    else if (/\d/.test(c ?? "") && /frac$/.test(name) && end < at + name.length + 2) end++;
    else return end;
  }
}

const OTHER_LETTER = /(?![\p{Script=Latin}\p{Script=Greek}])\p{L}/u;

/** Every value of `text`, in order; a digit within a word is none. */
export function valuesIn(text: string): Value[] {
  const values: Value[] = [];
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (!/[\d.$€£¥₹(\\a-z+-]/i.test(c)) continue;
    const before = text[i - 1] ?? " ";
    // "所以,17个": a comma of a script that has no space behind it.
    const opens = before === "," && OTHER_LETTER.test(text[i - 2] ?? "");
    if (/[A-Za-z0-9_.,}^]/.test(before) && !opens && !(c === "$" || c === "\\")) continue;
    if (before === "{" && /[\^_]/.test(text[i - 2] ?? "")) continue;
    // A hyphen within a word ("24-hour") or a range is no sign.
    if ((c === "-" || c === "+") && /[\p{L}\p{N})]/u.test(before)) continue;
    // "2.5 h = 150": a unit, and no variable.
    if (
      /[mghsl]/i.test(c) &&
      /\d $/.test(text.slice(Math.max(0, i - 2), i)) &&
      /^\s?=/.test(text.slice(i + 1))
    )
      continue;
    const value = valueAt(text, i);
    if (!value) continue;
    // Letters alone; within them nothing else begins.
    if (!/\d|\\/.test(value.text)) {
      i = value.end - 1;
      continue;
    }
    // "3rd", "5cm" are read, "3D" and "24-hour" are names.
    if (/^(?:[A-Z]|-[\p{L}])/u.test(text.slice(value.end, value.end + 2)) && /\d$/.test(value.text)) {
      i = value.end - 1;
      continue;
    }
    const previous = values[values.length - 1];
    const calculated = previous && calculation(text, previous, value);
    if (calculated) values[values.length - 1] = calculated;
    else values.push(value);
    withFirstOperand(text, values);
    i = value.end - 1;
  }
  return values;
}

/**
 * "10 cards - 27 = 22 cards": behind a value and its unit the sign of a calculation is an operator. It may be a dash where
 * the calculation has another operator of its own, and is none where the unit comes back behind the result: "30 cards -
 * 10 + 5 = 15 red" is 30 and 15, with "15 cards" it is 15.
 */
function withFirstOperand(text: string, values: Value[]): void {
  for (;;) {
    const [previous, value] = values.slice(-2);
    if (!value || !isCalculated(value) || !/^[-+]/.test(value.text)) return;
    const unit = /^\s(\p{L}[\s\p{L}'-]{0,58})\s$/u.exec(text.slice(previous.end, value.start))?.[1].trim();
    if (unit === undefined) return;
    const own = value.text.slice(1, value.text.length - value.result.length);
    const again = text.slice(value.end, value.end + unit.length + 1).trim();
    if (value.text[0] === "-" && /[-+*/x÷]|\\(?:times|cdot|div)/.test(own) && again !== unit) return;
    const whole = text.slice(previous.start, value.end);
    const operands = [...numbersIn(previous.text), ...value.operands];
    values.splice(-2, 2, { ...value, start: previous.start, text: whole, operands });
  }
}

/** Two values with words and a sign between are one calculation: "5 boxes * 8 pens = 40 pens". */
function calculation(text: string, previous: Value, value: Value): Value | null {
  const between = text.slice(previous.end, value.start);
  if (!/^(?:[\s\p{L}'-]|\/(?=\p{L})|\^[23]){0,60}(?:=|[-+*/]|\\times|\\div|\bx)\s*$/u.test(between))
    return null;
  const { start } = previous;
  const whole = text.slice(start, value.end);
  const known = between.trimEnd().endsWith("=") || isCalculated(value);
  const result = known ? value.result : whole;
  const operands = known ? numbersIn(whole.slice(0, whole.length - result.length)) : [];
  return { start, end: value.end, text: whole, result, operands };
}

/** "40 - 3 = 37"; not "1 dime = 10 cents", which says what something is worth. */
export const calculates = (raw: string) =>
  valuesIn(raw).some(
    (value) => isCalculated(value) && OPERATION.test(value.text.slice(0, -value.result.length)),
  );
const OPERATION =
  /[\d)}%\p{L}]\s*(?:[-+*/×÷^(]|:\s(?=\d)|x|times|plus|minus|multiplied|divided|of|\\(?:times|cdot|div|frac))/u;

/** A number without its currency, percent sign and commas; other texts without their spaces. */
export function canonical(value: string): string {
  const number = value.replace(/[\s,$€£¥₹\\%]/g, "");
  return /^[-+]?\d+(?:\.\d+)?$/.test(number) ? String(Number(number)) : number;
}

export const sameNumber = (a: string, b: string) => canonical(a) === canonical(b);
