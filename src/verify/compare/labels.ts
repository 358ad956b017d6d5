// Labels: what stands before "=" and only names the answer (x, f(x), (p, q), AB, A:B, "Maximum"), and chains of
// equalities read as calculations.

import { equation, integer, product, quotient, tuple } from "../read/nodes.ts";
import {
  isEquality,
  isEquation,
  isExpression,
  keyOf,
  type Node,
  variables,
  wholeNumber,
  writtenNumber,
} from "../read/tree.ts";
import { areIdentical } from "./identity.ts";

export interface Label {
  kind: "symbol" | "function" | "names" | "words" | "other";
  /** Equal for equal labels. */
  key: string;
  /** The arguments of a function, in order. */
  parameters: string[];
  /** Of a ratio AB : BC, the key of BC : AB. */
  inverse?: string;
  node: Node;
}

/**
 * The key of a segment (AB, also BA and \overline{AB}), of an area ([ABC]), a number of things (|A|) or of what has an index
 * (S_1, S_{ABC}); null for anything else, as a quotient of plain letters is an expression.
 */
function measured(node: Node): string | null {
  if (node.t === "fn" && (node.name === "overline" || node.name === "abs")) {
    const [inside] = node.args;
    // |A|: how many there are.
    return node.name === "abs" && inside.t === "sym" && /^[A-Z]$/.test(inside.name)
      ? `|${inside.name}|`
      : measured(inside);
  }
  if (node.t === "sym") return /^(?:[A-Z]_\w+|area [A-Z' ]+)$/.test(node.name) ? node.name : null;
  if (node.t !== "mul" || node.items.length !== 2) return null;
  const [name, figure] = node.items;
  if (name.t === "words" && /^(?:area|volume|perimeter)$/i.test(name.text))
    return `${name.text} ${keyOf(figure)}`;
  const points = node.items.map((item) => (item.t === "sym" && /^[A-Z]'?$/.test(item.name) ? item.name : ""));
  return points.includes("") ? null : points.sort().join("");
}

/** A segment with its factor: 3 AM, \\frac{1}{3} \\overline{AC}. */
function multiple(node: Node): { key: string; factor: Node } | null {
  const own = measured(node);
  if (own !== null && node.t !== "sym") return { key: own, factor: integer(1) };
  if (node.t === "div" && isExpression(node.b) && variables(node.b).size === 0) {
    const above = multiple(node.a);
    return above && { key: above.key, factor: quotient(above.factor, node.b) };
  }
  if (node.t !== "mul") return null;
  const at = node.items.findIndex((item) => variables(item).size > 0);
  const factors = node.items.slice(0, Math.max(at, 0));
  const rest = node.items.slice(Math.max(at, 0));
  const key = measured(product(...rest));
  if (key === null || factors.length === 0 || !factors.every(isExpression)) return null;
  return { key, factor: product(...factors) };
}

/** 3 AM = 2 MB, AM : MB = 2 : 3, AM/MB = 2/3: what is to what as which number; null for anything else. */
export function segmentsOf(node: Node): { above: string; below: string; value: Node } | null {
  if (!isEquation(node)) return null;
  const [left, right] = node.items;
  const label = ratioLabel(left);
  if (
    label &&
    isExpression(right) &&
    variables(right).size === 0 &&
    !(right.t === "ratio" && right.items.length > 2)
  ) {
    const [above, below] = label.key.split(":");
    return { above, below, value: right };
  }
  const [x, y] = [multiple(left), multiple(right)];
  if (!x || !y || x.key === y.key) return null;
  return { above: x.key, below: y.key, value: quotient(y.factor, x.factor) };
}

/** AB : BC, AB/BC: a ratio of measures names its value. */
function ratioLabel(node: Node): Label | null {
  const sides = node.t === "div" ? [node.a, node.b] : node.t === "ratio" ? node.items : [];
  const [above, below, ...more] = sides.map(measured);
  if (!above || !below || more.length > 0) return null;
  const key = (a: string, b: string) => `${a}:${b}`;
  return { kind: "other", key: key(above, below), parameters: [], node, inverse: key(below, above) };
}

/** A label of which only the form is known. */
const otherName = (node: Node): Label => ({ kind: "other", key: keyOf(node), parameters: [], node });

const isName = (node: Node) => node.t === "sym" || (node.t === "const" && node.name !== "inf");
const nameOf = (node: Node) => (node.t === "sym" ? node.name : node.t === "const" ? node.name : "");

/** f^{-1}(x) */
function inverseFunction([head, argument, ...more]: readonly Node[]): {
  name: string;
  argument: string;
} | null {
  if (head.t !== "pow" || head.a.t !== "sym" || argument?.t !== "sym" || !argument.paren || more.length > 0)
    return null;
  return wholeNumber(head.b) === -1n ? { name: head.a.name, argument: argument.name } : null;
}

/** The node as a label, or null where it is more than a name. */
export function labelOf(node: Node): Label | null {
  if (node.t === "const" && (node.name === "pi" || node.name === "inf")) return null;
  if (isName(node)) return { kind: "symbol", key: nameOf(node), parameters: [], node };
  if (node.t === "words") return { kind: "words", key: node.text.toLowerCase(), parameters: [], node };
  const inverse = node.t === "mul" ? inverseFunction(node.items) : null;
  if (inverse) return { kind: "function", key: `${inverse.name}^-1`, parameters: [inverse.argument], node };
  if (node.t === "mul" && node.items.every((item) => isName(item) || item.t === "group")) {
    const [head, argument] = node.items;
    if (node.items.length === 2 && head.t === "sym") {
      if (argument.t === "sym" && argument.paren) {
        return { kind: "function", key: head.name, parameters: [argument.name], node };
      }
      if (argument.t === "group" && argument.items.every(isName)) {
        return { kind: "function", key: head.name, parameters: argument.items.map(nameOf), node };
      }
    }
    return node.items.every(isName) ? otherName(node) : null;
  }
  if (node.t === "group" && node.items.every((item) => labelOf(item) !== null)) {
    return { kind: "names", key: keyOf(node), parameters: [], node };
  }
  // A column of names, as those of a tuple.
  if (
    node.t === "matrix" &&
    node.rows.length > 1 &&
    node.rows.every((row) => row.length === 1 && isName(row[0]))
  )
    return labelOf(tuple(node.rows.flat()));
  const ratio = ratioLabel(node);
  if (ratio) return ratio;
  // a : b, and sin A : sin B
  if (
    node.t === "ratio" &&
    node.items.every((item) => labelOf(item.t === "fn" ? item.args[0] : item) !== null)
  )
    return otherName(node);
  const bars = node.t === "fn" && (node.name === "abs" || node.name === "overline");
  return bars && labelOf(node.args[0]) ? otherName(node) : null;
}

/** "P(A) = 1/2" is of the event A, and no function of A; "a_n = 2n" is a sequence of its index. */
function ofValue(label: Label, value: Node): Label {
  if (label.kind === "function" && label.parameters.some((name) => /^[A-Z]/.test(name))) {
    const used = variables(value);
    const inside = label.parameters.some((name) => used.has(name));
    return inside
      ? label
      : { ...label, kind: "symbol", key: `${label.key}(${label.parameters})`, parameters: [] };
  }
  const [, name, index] = (label.kind === "symbol" && /^([A-Za-z]+)_([i-n])$/.exec(label.key)) || [];
  return index !== undefined && variables(value).has(index)
    ? { ...label, kind: "function", key: `${name}_`, parameters: [index] }
    : label;
}

/** A node with its label taken off. */
export interface Labelled {
  label: Label | null;
  value: Node;
}

/** "x = 5" as 5 labelled x (also "5 = x", "x ∈ S", "Maximum: 2"); a node without a label is its own value. */
export const labelled = (node: Node): Labelled => labelApart(node) ?? { label: null, value: node };

function labelApart(node: Node): Labelled | null {
  if (node.t === "label") {
    const key = node.name.toLowerCase().replace(/^the /, "");
    return { label: { kind: "words", key, parameters: [], node }, value: node.a };
  }
  // A(1, 2): a point with its name.
  if (node.t === "mul" && node.items.length === 2) {
    const [name, point] = node.items;
    if (name.t === "sym" && /^[A-Z]'?$/.test(name.name) && point.t === "group" && !labelOf(node)) {
      return { label: labelOf(name), value: point };
    }
  }
  if (node.t !== "rel" || node.ops.length !== 1) return null;
  const [left, right] = node.items;
  // x ↦ 2x, f: x ↦ 2x
  if (node.ops[0] === "↦") {
    const [name, variable] = left.t === "ratio" && left.items.length === 2 ? left.items : [null, left];
    if (variable.t !== "sym" || (name !== null && name.t !== "sym")) return null;
    const label: Label = { kind: "function", key: name?.name ?? "", parameters: [variable.name], node: left };
    return { label, value: right };
  }
  if (node.ops[0] === "∈") {
    const label = labelOf(left);
    return label && { label, value: right };
  }
  // f(x) ≡ 0, and f ≡ 0 of a function
  if (node.ops[0] === "≡") {
    const label = labelOf(left);
    const isConstant = isExpression(right) && variables(right).size === 0;
    const isFunction = label?.kind === "function" || (isConstant && /^[fghFGHPQ]$/.test(nameOf(left)));
    return label && isFunction ? { label, value: right } : null;
  }
  if (!isEquation(node)) return null;
  // A ∩ B and A ∪ B are names of a set.
  if (left.t === "setop" && [left.a, left.b].every((side) => side.t === "sym") && right.t !== "setop")
    return { label: otherName(left), value: right };
  const label = labelOf(left);
  // "x = y + x" says something about x; a function may name its own argument.
  if (label && (label.kind !== "symbol" || !variables(right).has(label.key)))
    return { label: ofValue(label, right), value: right };
  // A + B, 2A, A^{-1} are names of a matrix.
  if (right.t === "matrix" && isExpression(left) && variables(left).size > 0)
    return { label: otherName(left), value: right };
  const reversed = labelOf(right);
  return reversed?.kind === "symbol" && isExpression(left) && variables(left).size === 0
    ? { label: reversed, value: left }
    : null;
}

/** Whether two labels name the same. */
export function sameLabel(a: Label, b: Label): boolean {
  if (a.kind === "function" && b.kind === "function") {
    // x ↦ 2x is any function.
    const named = a.key !== "" && b.key !== "";
    return (!named || a.key === b.key) && a.parameters.join() === b.parameters.join();
  }
  if (a.kind === "function" || b.kind === "function") {
    // y = … and f(x) = … say the same.
    if ([a, b].some(({ key }) => key.endsWith("_"))) return false;
    const [ofFunction, other] = a.kind === "function" ? [a, b] : [b, a];
    const isY = other.key === "y" && !ofFunction.key.includes("'");
    return other.kind === "symbol" && (isY || other.key === ofFunction.key);
  }
  // "Maximum value" is the maximum, Anna is not Ann.
  if (a.kind === "words" && b.kind === "words")
    return `${a.key} `.startsWith(`${b.key} `) || `${b.key} `.startsWith(`${a.key} `);
  return a.kind !== "words" && b.kind !== "words" && ofCorner(a) === ofCorner(b);
}

/** The angle at a corner may be called by the corner alone: ∠A = 30°, A = π/6. */
const ofCorner = ({ key }: Label) => key.replace(/^angle (?=[A-Z]'?$)/, "");

/** Letters that a label binds: the x of f(x), the n of a_n. */
export const boundBy = (label: Label): string[] => [
  ...label.parameters,
  ...(/_([a-z])$/.exec(label.key)?.slice(1) ?? []),
];

/** a : b : c = 1 : 2 : 3 in the order of the names, as b : a : c = 2 : 1 : 3 is; any other as it is. */
export function inOrderOfNames({ label, value }: Labelled): Labelled {
  const names = label?.node;
  if (!label || names?.t !== "ratio" || value.t !== "ratio" || names.items.length !== value.items.length)
    return { label, value };
  const pairs = names.items.map((name, i) => ({ key: keyOf(name), name, value: value.items[i] }));
  pairs.sort((a, b) => (a.key < b.key ? -1 : 1));
  const node: Node = { t: "ratio", items: pairs.map(({ name }) => name) };
  return {
    label: { ...label, key: keyOf(node), inverse: undefined, node },
    value: { t: "ratio", items: pairs.map((pair) => pair.value) },
  };
}

/**
 * A relation without what only approximates it, and a chain of equalities as what it says: "x = 5 + 6 = 11" is x = 11
 * (a calculation ends in its result), "a = b = c" with equal members is one of them. A chain that starts with a plain
 * number and goes on to another (x = 1 = 2) contradicts itself and stays as it is.
 */
export function settled(node: Node): Node {
  if (node.t !== "rel") return node;
  const approximate = node.ops.indexOf("≈");
  let { ops, items } = node;
  if (approximate === 0 && ops.length === 1 && labelOf(items[0]) && !writtenNumber(items[0])) {
    return equation(items[0], items[1]);
  }
  if (approximate >= 0 && !(approximate === 0 && labelOf(items[0]))) {
    [ops, items] = [ops.slice(0, approximate), items.slice(0, approximate + 1)];
  }
  if (ops.length === 0) return items[0];
  const kept: Node = { t: "rel", ops, items };
  const label = labelOf(items[0]);
  if (!isEquality(kept) || (label && ops.length === 1)) return kept;
  const sides = label ? items.slice(1) : items;
  // 48 + 24 = 72 clips: the unit is the result's.
  const values = sides.map((side) => (side.t === "unit" && sides.length > 1 ? side.a : side));
  if (!values.every(isExpression)) return kept;
  const equal = values.slice(1).every((value) => areIdentical(values[0], value));
  if (equal && !label && values.every((value) => writtenNumber(value))) return kept;
  const plain = writtenNumber(values[0]) !== null || variables(values[0]).size > 0;
  if (!equal && (plain || !label)) return kept;
  const last = sides[sides.length - 1];
  const value = equal && last.t !== "unit" ? values[0] : last;
  return label ? equation(items[0], value) : value;
}
