// Spaces by vectors that span them: span{(1, 0, 1), (0, 1, 1)} and span{(1, 1, 2), (1, −1, 0)} are the same plane. Two are
// the same where elimination leaves the same rows.

import { integer, product, sum, symbol, tuple } from "../read/nodes.ts";
import {
  add,
  BoundError,
  bitLength,
  equal,
  inverse,
  multiply,
  negate,
  type Rational,
} from "../read/rational.ts";
import { isExpression, itemsOf, membership, type Node, variables } from "../read/tree.ts";
import { spend } from "./evaluate.ts";
import { areIdentical, exactValue, substitute } from "./identity.ts";
import { multipliedOut } from "./matrices.ts";
import { sameMembers } from "./same.ts";

const MOST_VECTORS = 12;
/** Bits of an entry, and of all entries together: what elimination makes of them is some times as long. */
const MOST_BITS = 400;
const MOST_BITS_IN_ALL = 4000;

/** Whether two nodes are the same space; null where not both are one of numbers. */
export function sameSpans(a: Node, b: Node): boolean | null {
  const x = spannedBy(a);
  const y = x && spannedBy(b);
  if (!x || !y) return null;
  const [rows, others] = [reduced(x), reduced(y)];
  return (
    x[0].length === y[0].length &&
    rows.length === others.length &&
    rows.every((row, i) => row.every((entry, j) => equal(entry, others[i][j])))
  );
}

/** The vectors of {s(1, 0, 1) + t(0, 1, 1) | s, t ∈ ℝ} and {(3t, −t, t) | t ∈ ℝ}, one a letter; null for anything else. */
function vectorsOf({ a, b }: Extract<Node, { t: "builder" }>): Node[] | null {
  const letters = realLetters(b);
  if (letters === null) return null;
  const terms = a.t === "add" ? a.items : [a];
  const factors = terms.map((term) =>
    term.t === "mul" && term.items.length === 2 && term.items[0].t === "sym" ? term.items[0].name : "",
  );
  if (sameMembers(new Set(factors), letters) && factors.length === letters.size)
    return terms.map((term) => (term as Extract<Node, { t: "mul" }>).items[1]);
  if (a.t !== "group" || !a.items.every(isExpression) || !sameMembers(variables(a), letters)) return null;
  const at = (entry: Node, one: string) =>
    [...letters].reduce((node, name) => substitute(node, name, integer(name === one ? 1 : 0)), entry);
  const vectors = [...letters].map((one) => a.items.map((entry) => at(entry, one)));
  const isLinear = a.items.every((entry, i) => {
    const terms = [...letters].map((name, j) => product(vectors[j][i], symbol(name)));
    return areIdentical(entry, sum(...terms));
  });
  return isLinear ? vectors.map((vector) => tuple(vector)) : null;
}

/** The letters of "s ∈ ℝ, t ∈ ℝ" and "s, t ∈ ℝ"; null where something else is said. */
function realLetters(conditions: Node): Set<string> | null {
  const parts = itemsOf(conditions);
  const said = parts.map((one, i) =>
    membership(one)?.set === "reals" ? membership(one)!.of : i < parts.length - 1 ? one : null,
  );
  return said.every((one) => one?.t === "sym")
    ? new Set(said.map((one) => (one as { name: string }).name))
    : null;
}

/** The vectors of span{…}, or of all sums of multiples of them, with their numbers; null for anything else. */
function spannedBy(node: Node): Rational[][] | null {
  if (node.t === "builder") return numbersOfAll(vectorsOf(node));
  if (node.t !== "mul" || node.items.length !== 2) return null;
  const [word, inside] = node.items;
  if (word.t !== "words" || !/^span$/i.test(word.text)) return null;
  // span((1, 2)) is of one vector, as are span(1, 2) and span{1, 2} of numbers, which are none.
  const listed =
    inside.t === "set" || inside.t === "list" || (inside.t === "group" && inside.items.some(isVector));
  return numbersOfAll(listed ? inside.items : [inside]);
}

function numbersOfAll(nodes: readonly Node[] | null): Rational[][] | null {
  const vectors = (nodes ?? []).map(numbersOf);
  if (!vectors.every((one) => one !== null && one.length === vectors[0]?.length)) return null;
  if (vectors.length === 0 || vectors.length > MOST_VECTORS) return null;
  const sizes = (vectors as Rational[][]).flat().map(({ n, d }) => bitLength(n) + bitLength(d));
  if (sizes.some((size) => size > MOST_BITS) || sizes.reduce((a, b) => a + b) > MOST_BITS_IN_ALL)
    throw new BoundError("the vectors of a space are too long");
  return vectors as Rational[][];
}

const isVector = (node: Node) => node.t === "group" || node.t === "matrix" || node.t === "pow";

/** The numbers of a tuple, a row or a column, also of one with a sign or factor before it. */
function numbersOf(given: Node): Rational[] | null {
  const node = multipliedOut(given);
  const line = node.t === "matrix" && (node.rows.length === 1 || node.rows[0].length === 1);
  const entries = line ? node.rows.flat() : node.t === "group" ? node.items : [];
  if (entries.length < 2 || entries.length > MOST_VECTORS) return null;
  const values = entries.map(exactValue);
  return values.every((value) => value !== null) ? values : null;
}

/** The rows of the reduced echelon form that are not zero. */
export function reduced(rows: readonly Rational[][]): Rational[][] {
  if (rows.length === 0) return [];
  const left = rows.map((row) => [...row]);
  let done = 0;
  for (let column = 0; column < left[0].length && done < left.length; column++) {
    const at = left.findIndex((row, i) => i >= done && row[column].n !== 0n);
    if (at < 0) continue;
    [left[done], left[at]] = [left[at], left[done]];
    const lead = inverse(left[done][column]);
    left[done] = left[done].map((entry) => multiply(entry, lead));
    const pivot = left[done];
    for (const [i, row] of left.entries()) {
      const factor = negate(row[column]);
      if (i === done || factor.n === 0n) continue;
      left[i] = row.map((entry, j) => {
        const bits = bitLength(entry.n) + bitLength(factor.n) + bitLength(pivot[j].n);
        spend(1 + (bits * bits) / 20_000);
        return add(entry, multiply(factor, pivot[j]));
      });
    }
    done++;
  }
  return left.slice(0, done);
}
