// What follows a value: its unit in words, a modulus.
import type { Cursor } from "./cursor.ts";
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
