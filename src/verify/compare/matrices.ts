// Sums, products and multiples of matrices and vectors, worked out as far as their shapes allow.

import { equation, integer, negative, product, quotient, sum, symbol } from "../read/nodes.ts";
import { BoundError } from "../read/rational.ts";
import {
  children,
  contains,
  isEquality,
  isExpression,
  mapChildren,
  type Node,
  type Relation,
  variables,
} from "../read/tree.ts";
import { areIdentical } from "./identity.ts";

type Matrix = Extract<Node, { t: "matrix" }>;
type Vector = Extract<Node, { t: "group" }>;

const MAX_PRODUCTS = 1000;
/** Nodes of a result, those it shares counted wherever they stand. */
const MAX_SIZE = 20_000;

/**
 * A sum or product with matrices in it as one matrix, a sum of vectors (1, 2) + t(3, 4) as one vector, also behind
 * "A ="; anything else, and what does not fit together, as it is.
 */
export function multipliedOut(node: Node): Node {
  if (node.t === "label") return mapChildren(node, multipliedOut);
  return isEquality(node) ? workedEquation(node) : worked(node);
}

/** "A + B =" and sides that come to one matrix: the last of them, still behind what it is called. */
function workedEquation(node: Relation): Node {
  const [name, ...rest] = node.items;
  const named = isExpression(name);
  const sides = named ? rest : node.items;
  const values = sides.map(worked);
  const value = values[values.length - 1];
  const same = (other: Node) =>
    sameShape(value, other) && children(value).every((entry, i) => areIdentical(entry, children(other)[i]));
  if (value.t !== "matrix" && value.t !== "group") return node;
  if (values.length > 1 && !(children(value).every(isExpression) && values.every(same))) return node;
  if (values.length === 1 && value === sides[0]) return node;
  return named ? equation(name, value) : value;
}

const sameShape = (a: Node, b: Node) =>
  a.t === b.t &&
  children(a).length === children(b).length &&
  (a.t !== "matrix" || b.t !== "matrix" || a.rows.length === b.rows.length);

/** The matrix or vector that a node comes to, or the node itself; t(3, 4) may be a function, but 2(3, 4) is a multiple. */
function worked(node: Node): Node {
  const result = contains(node, ({ t }) => t === "matrix" || t === "group") ? arrayOf(node) : null;
  const mayBeFunction = node.t === "mul" && node.items.slice(0, -1).some((item) => variables(item).size > 0);
  if (!result || (result.t === "group" && mayBeFunction)) return node;
  if (result !== node && sizeOf(result, new Map()) > MAX_SIZE)
    throw new BoundError("a product of matrices is too large");
  return result;
}

function sizeOf(node: Node, known: Map<Node, number>): number {
  const before = known.get(node);
  if (before !== undefined) return before;
  const size = children(node).reduce((total, child) => total + sizeOf(child, known), 1);
  known.set(node, size);
  return size;
}

/** The matrix or vector with its entries mapped. */
const mapped = (whole: Matrix | Vector, f: (entry: Node) => Node) => mapChildren(whole, f) as Matrix | Vector;

/** Larger matrices are not written so. */
const MOST_ROWS = 8;

/** diag(1, −1, 2) */
function diagonal([name, entries, ...more]: readonly Node[]): Matrix | null {
  if (name.t !== "words" || !/^diag$/i.test(name.text) || entries?.t !== "group" || more.length > 0)
    return null;
  const { items } = entries;
  if (items.length < 2 || items.length > MOST_ROWS || !items.every(isExpression)) return null;
  return { t: "matrix", rows: items.map((entry, i) => items.map((_, j) => (i === j ? entry : integer(0)))) };
}

/** The matrix or vector that an expression comes to; null where it is none. */
function arrayOf(node: Node): Matrix | Vector | null {
  switch (node.t) {
    case "matrix":
      return node;
    case "group":
      return isTuple(node) && node.items.every(isExpression) ? node : null;
    case "neg": {
      const inner = arrayOf(node.a);
      return inner && mapped(inner, negative);
    }
    case "div": {
      const above = isExpression(node.b) ? arrayOf(node.a) : null;
      return above && mapped(above, (entry) => quotient(entry, node.b));
    }
    case "add": {
      const parts = node.items.map(arrayOf);
      const [first] = parts;
      if (!first || !parts.every((part) => part !== null && sameShape(part, first))) return null;
      const sums = children(first).map((_, i) => sum(...parts.map((part) => children(part!)[i])));
      let place = 0;
      return mapped(first, () => sums[place++]);
    }
    case "mul":
      return diagonal(node.items) ?? productOf(node.items);
    case "pow":
      return transposed(node.a, node.b);
    default:
      return null;
  }
}

/** (1, 2)^T is a column, and of a matrix the rows are the columns. */
function transposed(of: Node, exponent: Node): Matrix | null {
  if (exponent.t !== "sym" || exponent.name !== "T") return null;
  if (of.t === "group" && of.items.every(isExpression) && /^(?:\(\)|\[\])$/.test(of.open + of.close))
    return { t: "matrix", rows: of.items.map((entry) => [entry]) };
  const matrix = arrayOf(of);
  if (matrix?.t !== "matrix") return null;
  return { t: "matrix", rows: matrix.rows[0].map((_, j) => matrix.rows.map((row) => row[j])) };
}

function productOf(factors: readonly Node[]): Matrix | Vector | null {
  const scalars: Node[] = [];
  let result: Matrix | Vector | null = null;
  for (const factor of factors) {
    const array = arrayOf(factor);
    if (!array) {
      if (!isExpression(factor)) return null;
      scalars.push(factor);
    } else {
      const next: Matrix | Vector | null = result ? rowsByColumns(result, array) : array;
      if (!next) return null;
      result = next;
    }
  }
  return result && mapped(result, (entry) => scalars.reduce((all, scalar) => product(scalar, all), entry));
}

function rowsByColumns(a: Matrix | Vector, b: Matrix | Vector): Matrix | null {
  if (a.t !== "matrix" || b.t !== "matrix") return null;
  if (a.rows[0].length !== b.rows.length || a.rows.length * b.rows.length * b.rows[0].length > MAX_PRODUCTS)
    return null;
  const entry = (row: readonly Node[], j: number) =>
    sum(...row.map((item, k) => product(item, b.rows[k][j])));
  return { t: "matrix", rows: a.rows.map((row) => b.rows[0].map((_, j) => entry(row, j))) };
}

/** The names of the unit vectors along the axes, as they are read: i alone is the imaginary unit. */
export const AXES = ["i", "j", "k"];

/**
 * 2i − j + 3k against (2, −1, 3), a tuple or a column: the two as sums of multiples of i, j and k, or null where they are
 * not that. An i alone is a complex number, so j or k must be there, or a hat.
 */
export function asUnitVectors(a: Node, b: Node): [Node, Node] | null {
  const [axes, other] = isExpression(a) ? [a, b] : [b, a];
  const entries = isExpression(axes) ? entriesOf(other) : null;
  if (!entries || entries.length < 2 || entries.length > 3 || !entries.every(isExpression)) return null;
  const names = [...variables(axes)];
  if (!names.some((name) => /^(?:[jk]|hat_[ijk])$/.test(name))) return null;
  const used = entries.flatMap((entry) => [...variables(entry)]);
  if (used.some((name) => AXES.includes(name))) return null;
  const terms = entries.map((entry, i) => product(entry, symbol(AXES[i])));
  return [withAxes(axes), sum(...terms)];
}

/** (1, 2) and ⟨1, 2⟩, but not (1, 2]. */
const isTuple = (node: Vector) => (node.open === "(" && node.close === ")") || node.open === "⟨";

/** The entries of a tuple or a column. */
export function entriesOf(node: Node): readonly Node[] | null {
  if (node.t === "matrix") return node.rows[0].length === 1 ? node.rows.flat() : null;
  return node.t === "group" && isTuple(node) ? node.items : null;
}

/** With \hat{i}, and the i that is read as the imaginary unit, as the letter i. */
export function withAxes(node: Node): Node {
  if (node.t === "const" && node.name === "i") return symbol("i");
  if (node.t === "sym") return { ...node, name: node.name.replace(/^hat_(?=[ijk]$)/, "") };
  return mapChildren(node, withAxes);
}
