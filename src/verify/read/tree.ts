// The tree of a parsed answer: expressions, and what answers are made of around them.
import { multiply, negate, type Rational, rational } from "./rational.ts";

/** Sets of numbers, by the letters they are written with. */
export const NUMBER_SETS = {
  R: "reals",
  Z: "integers",
  N: "naturals",
  Q: "rationals",
  C: "complexes",
} as const;
export type NumberSet = (typeof NUMBER_SETS)[keyof typeof NUMBER_SETS];
export const areWhole = (set: NumberSet | "empty" | null | undefined) =>
  set === "integers" || set === "naturals";

/** How a number was written, for rounding: digits after the point, significant digits. */
export interface Literal {
  decimals: number;
  significant: number;
  /** Written with a point or an exponent of ten. */
  decimal: boolean;
}

export type Node =
  | { t: "num"; v: Rational; literal: Literal | null }
  /** `paren`: alone in round brackets, as the x of f(x). */
  | { t: "sym"; name: string; paren?: boolean }
  | { t: "const"; name: "pi" | "e" | "i" | "inf" }
  | { t: "add"; items: Node[] }
  | { t: "mul"; items: Node[] }
  | { t: "div"; a: Node; b: Node }
  | { t: "neg"; a: Node }
  | { t: "pow"; a: Node; b: Node }
  /** a ± b (a null: ±b); `first` is the sign of the upper reading. */
  | { t: "pm"; a: Node | null; b: Node; first: 1 | -1 }
  | { t: "fn"; name: string; args: Node[] }
  | { t: "big"; op: "sum" | "prod"; variable: string; from: Node; to: Node; body: Node }
  | { t: "integral"; a: Node; variable: string }
  /** `minutes`: written with minutes or seconds. */
  | { t: "deg"; a: Node; minutes?: boolean }
  | { t: "percent"; a: Node }
  | { t: "unit"; a: Node; unit: string }
  | { t: "base"; digits: string; base: number }
  | { t: "ratio"; items: Node[] }
  | { t: "group"; open: string; close: string; items: Node[] }
  | { t: "set"; items: Node[] }
  /** { a | b }: what the members are, and their condition. */
  | { t: "builder"; a: Node; b: Node }
  | { t: "name"; name: NumberSet | "empty" }
  | { t: "setop"; op: "cup" | "cap" | "minus"; a: Node; b: Node }
  | { t: "list"; items: Node[]; separator: "," | ";" | "and" | "or" }
  | { t: "rel"; ops: string[]; items: Node[] }
  | { t: "matrix"; rows: Node[][] }
  /** Of each row the value and its condition. */
  | { t: "cases"; rows: Node[][] }
  | { t: "label"; name: string; a: Node }
  | { t: "words"; text: string };

export type Kind = Node["t"];

export function children(node: Node): Node[] {
  if ("items" in node) return node.items;
  if ("args" in node) return node.args;
  if ("rows" in node) return node.rows.flat();
  if (node.t === "big") return [node.from, node.to, node.body];
  if (node.t === "pm" && !node.a) return [node.b];
  if ("b" in node) return [node.a!, node.b];
  return "a" in node ? [node.a] : [];
}

/** The node with its children mapped; itself where none of them changes. */
export function mapChildren(node: Node, f: (child: Node) => Node): Node {
  let changed = false;
  const mapped = withChildren(node, (child) => {
    const next = f(child);
    changed ||= next !== child;
    return next;
  });
  return changed ? mapped : node;
}

function withChildren(node: Node, f: (child: Node) => Node): Node {
  if ("items" in node) return { ...node, items: node.items.map(f) };
  if ("args" in node) return { ...node, args: node.args.map(f) };
  if ("rows" in node) return { ...node, rows: node.rows.map((row) => row.map(f)) };
  if (node.t === "big") return { ...node, from: f(node.from), to: f(node.to), body: f(node.body) };
  if (node.t === "pm") return { ...node, a: node.a && f(node.a), b: f(node.b) };
  if ("b" in node) return { ...node, a: f(node.a), b: f(node.b) };
  return "a" in node ? { ...node, a: f(node.a) } : node;
}

/** The items of a list; anything else is the only one. */
export const itemsOf = (node: Node): Node[] => (node.t === "list" ? node.items : [node]);

/** What is said together, by a condition or several: x = 2k and k ∈ ℤ, but "x < 0 or x > 2" is one. */
export const conditionsOf = (node: Node): Node[] =>
  node.t === "list" && node.separator !== "or" ? node.items : [node];

export type Builder = Extract<Node, { t: "builder" }>;
export type Relation = Extract<Node, { t: "rel" }>;

/** a = b = …, of two sides or more. */
export const isEquality = (node: Node): node is Relation =>
  node.t === "rel" && node.ops.every((op) => op === "=");

/** Signs of relations, as they are read from right to left. */
export const FLIPPED: Record<string, string> = { "<": ">", ">": "<", "≤": "≥", "≥": "≤", "≠": "≠" };

/** A relation as it is read from right to left. */
export const turned = (node: Relation): Relation => ({
  ...node,
  ops: node.ops.map((op) => (op === "∈" ? "∋" : (FLIPPED[op] ?? op))).reverse(),
  items: [...node.items].reverse(),
});

/** a = b */
export const isEquation = (node: Node): node is Relation => isEquality(node) && node.ops.length === 1;

/** k ∈ ℤ: what is in which of the sets that have a name; null for anything else. */
export const membership = (node: Node) =>
  node.t === "rel" && node.ops.join() === "∈" && node.items[1].t === "name"
    ? { of: node.items[0], set: node.items[1].name }
    : null;

/** The name of a symbol; empty for anything else. */
export const nameOf = (node: Node) => (node.t === "sym" ? node.name : "");

/** The whole number that the node is as it stands, 5 or −5; null for anything else. */
export function wholeNumber(node: Node): bigint | null {
  if (node.t === "neg") {
    const inner = wholeNumber(node.a);
    return inner === null ? null : -inner;
  }
  return node.t === "num" && node.v.d === 1n ? node.v.n : null;
}

/** Whether `test` holds of the node or anything in it. */
export const contains = (node: Node, test: (node: Node) => boolean): boolean =>
  test(node) || children(node).some((child) => contains(child, test));

/** How many nodes it is made of. */
export const sizeOf = (node: Node): number =>
  children(node).reduce((total, child) => total + sizeOf(child), 1);

const expressionKinds: ReadonlySet<Kind> = new Set([
  "num",
  "sym",
  "const",
  "add",
  "mul",
  "div",
  "neg",
  "pow",
  "fn",
  "big",
  "integral",
  "deg",
  "percent",
  "ratio",
]);

/** Whether the node is an expression with a value: no relation, set, text, unit or ± anywhere in it. */
export function isExpression(node: Node): boolean {
  return expressionKinds.has(node.t) && children(node).every(isExpression);
}

/** The node as text: equal for equal trees, however numbers were written. */
export function keyOf(node: Node): string {
  return JSON.stringify(node, (name, value) =>
    name === "literal" || name === "paren" ? undefined : typeof value === "bigint" ? value.toString() : value,
  );
}

/** Names of the free variables. */
export function variables(node: Node, into = new Set<string>()): Set<string> {
  if (node.t === "sym") into.add(node.name);
  else if (node.t === "big") {
    const bound = variables(node.body);
    bound.delete(node.variable);
    for (const name of bound) into.add(name);
    variables(node.from, into);
    variables(node.to, into);
  } else for (const child of children(node)) variables(child, into);
  return into;
}

/** Letters that usually run over whole numbers: a function of n is a sequence, not the function of x or z. */
export const isWhole = (name: string) => /^[ijklmn]$/.test(name);

/** The letter of an expression of one letter; null for anything else. */
export function onlyVariable(node: Node): string | null {
  const [name, ...others] = isExpression(node) ? variables(node) : [];
  return name === undefined || others.length > 0 ? null : name;
}

/** The node with variables renamed. */
export function rename(node: Node, names: ReadonlyMap<string, string>): Node {
  if (node.t === "sym") return { ...node, name: names.get(node.name) ?? node.name };
  return mapChildren(node, (child) => rename(child, names));
}

function zerosAtEnd(n: bigint): number {
  let zeros = 0;
  for (let rest = n; rest !== 0n && rest % 10n === 0n; rest /= 10n) zeros++;
  return zeros;
}

/** The number with its sign, where the node is a written number: 5, −5, 2.5 × 10^3. */
export function writtenNumber(node: Node): { v: Rational; literal: Literal } | null {
  if (node.t === "num" && node.literal) return { v: node.v, literal: node.literal };
  if (node.t === "neg") {
    const inner = writtenNumber(node.a);
    return inner && { v: negate(inner.v), literal: inner.literal };
  }
  if (node.t === "percent") {
    const inner = writtenNumber(node.a);
    if (!inner) return null;
    return {
      v: multiply(inner.v, rational(1n, 100n)),
      literal: {
        ...inner.literal,
        decimals: inner.literal.decimals + 2,
        // 118% counts hundredths, as 1.18 does; the zeros of 100% may only fill its places.
        decimal: inner.literal.decimal || inner.literal.significant - zerosAtEnd(inner.v.n) >= 3,
      },
    };
  }
  return null;
}
