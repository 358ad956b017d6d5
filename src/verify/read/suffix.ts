// What follows a value: its unit in words, a modulus, the minutes and seconds of an angle (30°15'30", 30 degrees 15 minutes).
import type { Cursor } from "./cursor.ts";
import { number, sum } from "./nodes.ts";
import { parseDecimal, type Rational, rational } from "./rational.ts";
import type { Node } from "./tree.ts";
import { knownUnit, modulusUnit } from "./units.ts";

/** A unit in words after a value: 5 cm, 3 m/s, 12 \text{ square inches}, 40 chocolate candies. */
export function withUnit(p: Cursor, value: Node): Node {
  const modulus = modulusOf(p);
  if (modulus !== null) return { t: "unit", a: value, unit: modulus };
  let text = "";
  for (;;) {
    const token = p.peek();
    if (!token) break;
    const isSymbol = token.kind === "sym" && (token.upright || text !== "") && !/^[ei]$/.test(token.text);
    const isCurrency = token.kind === "op" && /^(?:euro|GBP|dollar)$/.test(token.text);
    if (token.kind === "word" || isSymbol || isCurrency) {
      text += ` ${token.text}`;
      p.at++;
    } else if (text !== "" && p.is("op", "^")) {
      const braces = p.is("open", "{", 1) ? 1 : 0;
      const minus = p.is("op", "-", 1 + braces) ? 1 : 0;
      const exponent = p.peek(1 + braces + minus);
      if (exponent?.kind !== "num") break;
      text += `^${minus ? "-" : ""}${exponent.text}`;
      p.at += 2 + 2 * braces + minus;
    } else if (
      (p.is("op", "/") || p.is("op", "*")) &&
      (p.is("word", undefined, 1) ||
        p.peek(1)?.upright ||
        (text !== "" && p.is("sym", undefined, 1) && knownUnit(p.peek(1)!.text)))
    ) {
      text += token.text;
      p.at++;
    } else break;
  }
  if (text === "") return value;
  return { t: "unit", a: value, unit: text.trim() };
}

/** \pmod 7, (mod 7): a unit named after the modulus, in letters. */
function modulusOf(p: Cursor): string | null {
  const start = p.at;
  const bracket = p.accept("open", "(");
  if (
    p.accept("cmd", "pmod") ||
    p.accept("cmd", "bmod") ||
    p.accept("cmd", "mod") ||
    p.accept("word", "mod")
  ) {
    const number = p.single();
    if (number?.token.kind === "num" && /^\d{1,30}$/.test(number.token.text)) {
      p.at += number.length;
      if (!bracket || p.accept("close", ")")) return modulusUnit(number.token.text);
    }
  }
  p.at = start;
  return null;
}

type Degrees = Extract<Node, { t: "deg" }>;

/**
 * The angle with the minutes and seconds that follow its degrees, a 60th and a 3600th of one: fewer than 60 of each, and
 * only the last of the parts may have decimals. Where none follow, the angle itself.
 */
export function withMinutes(p: Cursor, angle: Degrees): Degrees {
  if (angle.a.t !== "num" || angle.a.v.d !== 1n) return angle;
  const start = p.at;
  const first = part(p);
  const second = first?.mark === 1 ? part(p) : null;
  const parts = [first, second].filter((one) => one !== null);
  const readable =
    parts.length > 0 &&
    parts.every(({ value }) => value.n < 60n * value.d) &&
    (parts.length === 1 || (parts[0].value.d === 1n && parts[1].mark === 2));
  if (!readable) {
    p.at = start;
    return angle;
  }
  const fractions = parts.map(({ value, mark }) => number(rational(value.n, value.d * 60n ** BigInt(mark))));
  return { t: "deg", a: sum(angle.a, ...fractions), minutes: true };
}

/** A number and its mark: 15', 15^{\prime}, 15 minutes (mark 1), 30'', 30 seconds (mark 2). */
function part(p: Cursor): { value: Rational; mark: 1 | 2 } | null {
  const start = p.at;
  const token = p.peek();
  if (token?.kind === "num" && /^\d{1,9}(?:\.\d{1,20})?$/.test(token.text)) {
    p.at++;
    const mark = wordMark(p) ?? primes(p);
    if (mark === 1 || mark === 2) return { value: parseDecimal(token.text), mark };
  }
  p.at = start;
  return null;
}

function wordMark(p: Cursor): 1 | 2 | null {
  const word = p.is("word") ? p.peek()!.text.toLowerCase() : "";
  const mark = /^(?:arc)?min(?:ute)?s?$/.test(word) ? 1 : /^(?:arc)?sec(?:ond)?s?$/.test(word) ? 2 : null;
  if (mark) p.at++;
  return mark;
}

/** How many primes follow, as ' or ^{\prime}. */
function primes(p: Cursor): number {
  const raised = p.accept("op", "^");
  const brace = raised && p.accept("open", "{");
  let count = 0;
  while (p.accept("op", "'")) count++;
  return brace && !p.accept("close", "}") ? 0 : count;
}
