// Spaces by vectors that span them: span{(1, 0, 1), (0, 1, 1)} and span{(1, 1, 2), (1, −1, 0)} are the same plane. Two are
// the same where elimination leaves the same rows.
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
import { itemsOf, membership, type Node } from "../read/tree.ts";
import { spend } from "./evaluate.ts";
import { exactValue } from "./identity.ts";
import { multipliedOut } from "./matrices.ts";

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

/** The terms of {s(1, 0, 1) + t(0, 1, 1) | s, t ∈ ℝ}, each with a letter of its own for a factor; null for anything else. */
function termsOf({ a, b }: Extract<Node, { t: "builder" }>): Node[] | null {
  const terms = a.t === "add" ? a.items : [a];
  const factors = terms.map((term) =>
    term.t === "mul" && term.items.length === 2 && term.items[0].t === "sym" ? term.items[0].name : "",
  );
  const conditions = itemsOf(b);
  const said = conditions.flatMap((one, i) => {
    // "s, t ∈ ℝ": of the letters before it too.
    const of =
      one.t === "sym" && i < conditions.length - 1
        ? one
        : membership(one)?.set === "reals"
          ? membership(one)!.of
          : null;
    return of?.t === "sym" ? [of.name] : [];
  });
  const isEach =
    said.length === conditions.length &&
    JSON.stringify([...said].sort()) === JSON.stringify([...factors].sort());
  return isEach && new Set(factors).size === factors.length
    ? terms.map((term) => (term as Extract<Node, { t: "mul" }>).items[1])
    : null;
}

/** The vectors of span{…}, or of all sums of multiples of them, with their numbers; null for anything else. */
function spannedBy(node: Node): Rational[][] | null {
  if (node.t === "builder") return numbersOfAll(termsOf(node));
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
