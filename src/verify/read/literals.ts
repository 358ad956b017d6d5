// Numbers as they are written, and products that stay written numbers.
import { type Cursor, Unreadable } from "./cursor.ts";
import { call, difference, negative, number, product, quotient } from "./nodes.ts";
import { parseDecimal, rational } from "./rational.ts";
import { type Node, wholeNumber } from "./tree.ts";

/** Minus before 5°, 5% or $5 is that of the number. */
export const negated = (a: Node): Node =>
  a.t === "deg" || a.t === "percent" || a.t === "unit" ? { ...a, a: negated(a.a) } : negative(a);

/** a · b, with one more factor where a is a product already. */
export function multiplied(a: Node, b: Node): Node {
  // a · 10^k with written numbers stays one written number: 2.5 × 10^{-3}.
  if (a.t === "num" && a.literal && b.t === "pow" && wholeNumber(b.a) === 10n) {
    const exponent = b.b.t === "neg" ? b.b.a : b.b;
    if (exponent.t === "num" && exponent.v.d === 1n && exponent.v.n < 5000n && exponent.literal) {
      const k = Number(exponent.v.n) * (b.b.t === "neg" ? -1 : 1);
      const scale = 10n ** BigInt(Math.abs(k));
      const v = k < 0 ? rational(a.v.n, a.v.d * scale) : rational(a.v.n * scale, a.v.d);
      return { t: "num", v, literal: { ...a.literal, decimals: a.literal.decimals - k, decimal: true } };
    }
  }
  return product(...(a.t === "mul" ? a.items : [a]), b);
}

/** A number token: 12, 12.50, 1.5e-3, 0.8r4 (repeating). */
export function numberNode(text: string): Node {
  if (text.length > 5000) throw new Unreadable("a number of too many digits");
  const repeat = text.indexOf("r");
  if (repeat >= 0) {
    const [head, period] = [text.slice(0, repeat), text.slice(repeat + 1)];
    const decimals = head.length - head.indexOf(".") - 1;
    const scale = 10n ** BigInt(decimals);
    const nines = 10n ** BigInt(period.length) - 1n;
    const digits = BigInt(head.replace(".", "") || "0");
    return number(rational(digits * nines + BigInt(period), scale * nines));
  }
  const [digits, exponent] = text.split(/[eE]/);
  const fraction = digits.split(".")[1] ?? "";
  const significant = digits.replace(".", "").replace(/^0+/, "").length;
  return {
    t: "num",
    v: parseDecimal(text),
    literal: {
      decimals: fraction.length - Number(exponent ?? 0),
      significant,
      decimal: text.includes(".") || exponent !== undefined,
    },
  };
}

/** Bases by their names, from two on. */
const BASES = "two three four five six seven eight nine ten eleven twelve".split(" ");

/** The base that digits or a word give; null where they give none. */
export function baseOf(said: string): number | null {
  const base = /^\d+$/.test(said) ? Number(said) : BASES.indexOf(said) + 2;
  return base >= 2 && base <= 36 ? base : null;
}

/** 52_8 and 1011_{two}: a number in a base. */
export function withBase(p: Cursor, text: string): Node {
  if (!p.is("op", "_") || !/^\d+$/.test(text)) return numberNode(text);
  const index = p.single(1);
  const base = index && baseOf(index.token.text);
  if (base === null) throw new Unreadable("a base");
  p.at += 1 + index!.length;
  return { t: "base", digits: text.replace(/^0+(?=.)/, ""), base };
}

/** The number of choices, C, or arrangements, P, of k out of n. */
export function choices(name: "C" | "P", n: Node, k: Node): Node {
  if (name === "C") return call("binomial", n, k);
  return quotient(call("factorial", n), call("factorial", difference(n, k)));
}

/** The "…" between the items of a list. */
export const DOTS: Node = { t: "words", text: "…" };
const MOST_ITEMS = 500;

/** 1 · 2 · 3 ⋯ n, 1 + 2 + … + n: the terms that are written, the last one behind the dots. */
export function goingOn(op: "sum" | "prod", terms: readonly Node[], last: Node): Node {
  const name = `dots ${op}`;
  // Else they would be as deep as they are long.
  if (terms.some((term) => term.t === "fn" && term.name === name)) throw new Unreadable("dots twice");
  return call(name, ...terms, last);
}

/** 1, 2, …, 10 with every item: whole numbers that go on by the same step, or from three items on by the same factor. */
export function withoutDots(items: Node[]): Node[] {
  const at = items.indexOf(DOTS);
  if (at < 0) return items;
  const numbers = items.map(wholeNumber);
  const [first, second, third] = numbers;
  const [before, last] = [numbers.slice(0, at), numbers[at + 1]];
  const known = at > 0 && at + 2 === items.length && before.every((n) => n !== null);
  if (!known || first === null || typeof last !== "bigint") throw new Unreadable("a list that goes on");
  const step = typeof second === "bigint" ? second - first : 1n;
  const arithmetic = before.every((n, i) => n === first + step * BigInt(i)) && step !== 0n;
  const factor =
    !arithmetic && typeof second === "bigint" && typeof third === "bigint" && first !== 0n && third / second;
  const next = (n: bigint) => (arithmetic ? n + step : n * (factor || 1n));
  const all = [first];
  const up = next(first) > first;
  while (up ? all[all.length - 1] < last : all[all.length - 1] > last) {
    all.push(next(all[all.length - 1]));
    if (all.length > MOST_ITEMS || all[all.length - 1] === all[all.length - 2]) break;
  }
  const regular = before.every((n, i) => n === all[i]);
  if (!regular || all[all.length - 1] !== last || all.length < at + 1)
    throw new Unreadable("a list that goes on");
  return all.map((n) => (n < 0n ? negative(numberNode(`${-n}`)) : numberNode(`${n}`)));
}
