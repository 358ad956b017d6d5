// Sums, products and multiples of matrices and vectors, worked out as far as their shapes allow.

import { equation, integer, negative, product, quotient, sum, symbol, tuple } from "../read/nodes.ts";
import { BoundError } from "../read/rational.ts";
import {
  children,
  contains,
  isEquality,
  isExpression,
  mapChildren,
  type Node,
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
  if (node.t === "label") {
    const a = multipliedOut(node.a);
    return a === node.a ? node : { ...node, a };
  }
  if (isEquality(node)) return workedEquation(node);
  return worked(node);
}

/** "A + B =" and sides that come to one matrix: the last of them, still behind what it is called. */
function workedEquation(node: Extract<Node, { t: "rel" }>): Node {
  const [name, ...rest] = node.items;
  const named = isExpression(name);
  const sides = named ? rest : node.items;
  const values = sides.map(worked);
  const value = values[values.length - 1];
  const same = (other: Node) =>
    value.t === other.t &&
    children(value).length === children(other).length &&
    (value.t !== "matrix" || other.t !== "matrix" || value.rows.length === other.rows.length) &&
    children(value).every((entry, i) => areIdentical(entry, children(other)[i]));
  if (value.t !== "matrix" && value.t !== "group") return node;
  if (values.length > 1 && !(children(value).every(isExpression) && values.every(same))) return node;
  if (values.length === 1 && value === sides[0]) return node;
  return named ? equation(name, value) : value;
}

/** The matrix or vector that a node comes to, or the node itself. */
function worked(node: Node): Node {
  const result =
    (contains(node, ({ t }) => t === "matrix" || t === "group") ? matrixOf(node) : null) ??
    vectorOf(node) ??
    node;
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
const mapped = <T extends Matrix | Vector>(whole: T, f: (entry: Node) => Node) => mapChildren(whole, f) as T;

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

/** The matrix that an expression comes to; null where it is none. */
function matrixOf(node: Node): Matrix | null {
  switch (node.t) {
    case "matrix":
      return node;
    case "neg": {
      const inner = matrixOf(node.a);
      return inner && mapped(inner, negative);
    }
    case "div": {
      const above = isExpression(node.b) ? matrixOf(node.a) : null;
      return above && mapped(above, (entry) => quotient(entry, node.b));
    }
    case "add": {
      const parts = node.items.map(matrixOf);
      if (!parts.every((part) => part !== null)) return null;
      const [first, ...rest] = parts;
      if (
        rest.some(({ rows }) => rows.length !== first.rows.length || rows[0].length !== first.rows[0].length)
      )
        return null;
      return {
        t: "matrix",
        rows: first.rows.map((row, i) => row.map((_, j) => sum(...parts.map(({ rows }) => rows[i][j])))),
      };
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
  const vector =
    of.t === "group" && of.items.every(isExpression) && /^(?:\(\)|\[\])$/.test(of.open + of.close);
  const matrix = vector ? null : matrixOf(of);
  if (vector) return { t: "matrix", rows: of.items.map((entry) => [entry]) };
  return matrix && { t: "matrix", rows: matrix.rows[0].map((_, j) => matrix.rows.map((row) => row[j])) };
}

function productOf(factors: readonly Node[]): Matrix | null {
  const scalars: Node[] = [];
  let result: Matrix | null = null;
  for (const factor of factors) {
    const matrix = matrixOf(factor);
    if (!matrix) {
      if (!isExpression(factor)) return null;
      scalars.push(factor);
    } else {
      const next: Matrix | null = result ? rowsByColumns(result, matrix) : matrix;
      if (!next) return null;
      result = next;
    }
  }
  return scalars.reduce<Matrix | null>(
    (matrix, scalar) => matrix && mapped(matrix, (entry) => product(scalar, entry)),
    result,
  );
}

function rowsByColumns(a: Matrix, b: Matrix): Matrix | null {
  if (a.rows[0].length !== b.rows.length || a.rows.length * b.rows.length * b.rows[0].length > MAX_PRODUCTS)
    return null;
  const entry = (row: readonly Node[], j: number) =>
    sum(...row.map((item, k) => product(item, b.rows[k][j])));
  return { t: "matrix", rows: a.rows.map((row) => b.rows[0].map((_, j) => entry(row, j))) };
}

/** A sum of tuples and multiples of them; a tuple alone may be a point, and t(3, 4) a function, but 2(3, 4) is a multiple. */
function vectorOf(node: Node): Vector | null {
  if (node.t === "neg" || node.t === "mul" || node.t === "div") {
    const scalars = node.t === "mul" ? node.items.slice(0, -1) : [];
    return scalars.every((scalar) => variables(scalar).size === 0) ? termOf(node) : null;
  }
  if (node.t !== "add") return null;
  const parts = node.items.map(termOf);
  if (!parts.every((part) => part !== null)) return null;
  const { length } = parts[0].items;
  if (parts.some(({ items }) => items.length !== length)) return null;
  const items = Array.from({ length }, (_, i) => sum(...parts.map((part) => part.items[i])));
  return tuple(items) as Vector;
}

function termOf(node: Node): Vector | null {
  if (node.t === "group") {
    const round = (node.open === "(" && node.close === ")") || node.open === "⟨";
    return round && node.items.every(isExpression) ? node : null;
  }
  if (node.t === "neg") {
    const inner = termOf(node.a);
    return inner && mapped(inner, negative);
  }
  if (node.t === "div" && isExpression(node.b)) {
    const above = termOf(node.a);
    return above && mapped(above, (entry) => quotient(entry, node.b));
  }
  if (node.t !== "mul") return null;
  const scalars = node.items.slice(0, -1);
  const last = termOf(node.items[node.items.length - 1]);
  if (!last || !scalars.every(isExpression)) return null;
  return mapped(last, (entry) => scalars.reduce((all, scalar) => product(scalar, all), entry));
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

const entriesOf = (node: Node): readonly Node[] | null =>
  node.t === "matrix" && node.rows[0].length === 1
    ? node.rows.flat()
    : node.t === "group" && node.open !== "["
      ? node.items
      : null;

/** With \hat{i}, and the i that is read as the imaginary unit, as the letter i. */
export function withAxes(node: Node): Node {
  if (node.t === "const" && node.name === "i") return symbol("i");
  if (node.t === "sym") return { ...node, name: node.name.replace(/^hat_(?=[ijk]$)/, "") };
  return mapChildren(node, withAxes);
}
