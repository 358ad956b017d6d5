// Endless sums, term by term: the same in the same places, however they are counted, with what stands before them as first
// terms. Whether they converge does not matter. And values of the zeta function: ζ(2) is π²/6, and ζ(3) the sum of 1/k³.
import { integer, negative, number, product, quotient, sum, symbol } from "../read/nodes.ts";
import { rational } from "../read/rational.ts";
import { contains, isExpression, mapChildren, type Node, wholeNumber } from "../read/tree.ts";
import { areIdentical, substitute } from "./identity.ts";
import type { Same } from "./same.ts";

interface Series {
  /** What stands beside the sum. */
  rest: Node;
  /** The term at a place, counted from 0. */
  at(place: Node): Node;
}

/** The letter that counts the terms; no letter of an answer is called so. */
const PLACE = symbol("place");
const MOST_APART = 3;

/** Whether two expressions are the same series; null where not both are one. */
export function sameSeries(a: Node, b: Node): Same | null {
  const [x, y] = [seriesOf(a), seriesOf(b)];
  if (!x || !y) return null;
  const shifts = Array.from({ length: 2 * MOST_APART + 1 }, (_, i) => (i % 2 ? 1 : -1) * Math.ceil(i / 2));
  return { same: shifts.some((shift) => (shift < 0 ? isFurther(y, x, -shift) : isFurther(x, y, shift))) };
}

/** Whether `b` begins so many terms behind `a`. */
function isFurther(a: Series, b: Series, terms: number): boolean {
  const behind = a.at(sum(PLACE, integer(terms)));
  if (!areIdentical(behind, b.at(PLACE))) return false;
  const before = Array.from({ length: terms }, (_, i) => a.at(integer(i)));
  return areIdentical(sum(a.rest, ...before), b.rest);
}

const isEndless = (node: Node) => node.t === "big" && node.to.t === "const" && node.to.name === "inf";

function seriesOf(node: Node): Series | null {
  if (!contains(node, isEndless)) return null;
  switch (node.t) {
    case "big":
      if (node.op !== "sum" || [node.body, node.from].some((part) => contains(part, isEndless))) return null;
      return {
        rest: integer(0),
        at: (place) => substitute(node.body, node.variable, sum(place, node.from)),
      };
    case "neg":
      return mapped(seriesOf(node.a), negative);
    case "div":
      return isEnded(node.b) ? mapped(seriesOf(node.a), (term) => quotient(term, node.b)) : null;
    case "mul":
    case "add": {
      const [endless, ...more] = node.items.filter((item) => !isEnded(item));
      const series = more.length > 0 ? null : seriesOf(endless);
      const others = node.items.filter((item) => item !== endless);
      if (!series || others.length === 0) return series;
      if (node.t === "mul") return mapped(series, (term) => product(...others, term));
      return { ...series, rest: sum(series.rest, ...others) };
    }
    default:
      return null;
  }
}

const isEnded = (node: Node) => isExpression(node) && !contains(node, isEndless);

const mapped = (series: Series | null, f: (term: Node) => Node): Series | null =>
  series && { rest: f(series.rest), at: (place) => f(series.at(place)) };

/** ζ(2k)/π^{2k} */
const EVEN: Record<string, [bigint, bigint]> = {
  2: [1n, 6n],
  4: [1n, 90n],
  6: [1n, 945n],
  8: [1n, 9450n],
  10: [1n, 93555n],
  12: [691n, 638512875n],
};

function valueAt(place: bigint): Node | null {
  const even = EVEN[`${place}`];
  if (even)
    return product(number(rational(...even)), { t: "pow", a: { t: "const", name: "pi" }, b: integer(place) });
  if (place < 2n || place > 99n) return null;
  const k = symbol("k");
  const body = quotient(integer(1), { t: "pow", a: k, b: integer(place) });
  return { t: "big", op: "sum", variable: "k", from: integer(1), to: { t: "const", name: "inf" }, body };
}

/** The node with ζ(2), ζ(3) as what they are. */
export function withZetaValues(node: Node): Node {
  if (node.t !== "mul") return mapChildren(node, withZetaValues);
  const at = node.items.findIndex((item) => item.t === "sym" && item.name === "zeta");
  const place = at < 0 || at + 1 === node.items.length ? null : wholeNumber(node.items[at + 1]);
  const value = place === null ? null : valueAt(place);
  return value ? product(...node.items.slice(0, at), value, ...node.items.slice(at + 2)) : node;
}
