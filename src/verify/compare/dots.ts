// Sums and products that go on by dots, 1 · 3 · 5 ⋯ (2n − 1) and 1² + 2² + … + n², as sums and products of their term: what
// differs in the terms that are written grows by the same step, or they by the same factor.
import { call, difference, integer, product, quotient, sum, symbol } from "../read/nodes.ts";
import { children, contains, keyOf, mapChildren, type Node, wholeNumber } from "../read/tree.ts";
import { identical } from "./identity.ts";

/** The letter that counts the terms from 0; no letter of an answer is called so. */
const COUNT = "dots";
const same = (a: Node, b: Node) => identical(a, b).same === true;
/** What goes on in a way that is not understood has no value that could be compared. */
export const isUnknown = (node: Node) => contains(node, isDots);
const isDots = (node: Node) => node.t === "fn" && /^dots /.test(node.name);

/** A node without dots, as far as their terms are understood. */
export function withoutDotsIn(node: Node): Node {
  if (!isUnknown(node)) return node;
  const inner = mapChildren(node, withoutDotsIn);
  if (inner.t !== "fn" || !isDots(inner)) return inner;
  const terms = inner.args.slice(0, -1);
  const last = inner.args[inner.args.length - 1];
  const found =
    general(terms, last) ?? withoutFirst(terms, last) ?? ofPowers(terms, last) ?? geometric(terms, last);
  if (!found) return inner;
  const op = inner.name === "dots sum" ? "sum" : "prod";
  return { t: "big", op, variable: COUNT, from: integer(found.from ?? 0), to: found.to, body: found.term };
}

interface General {
  term: Node;
  /** The count of the last term. */
  to: Node;
  from?: number;
}

/** The term that all are, with a count where they differ; null where that is not known. */
function general(terms: readonly Node[], last: Node): General | null {
  const ends: Node[] = [];
  const term = unified(terms, last, ends);
  const [to, ...others] = ends;
  return term && to && others.every((end) => same(end, to)) ? { term, to } : null;
}

/** 1 + 1/2 + 1/3 + … + 1/n: the first term is not written like the others. */
function withoutFirst(terms: readonly Node[], last: Node): General | null {
  const found = terms.length > 2 ? general(terms.slice(1), last) : null;
  if (!found) return null;
  const at = substituted(found.term, integer(-1));
  return same(terms[0], at) ? { ...found, from: -1 } : null;
}

/** 1 + 4 + 9 + … + n²: powers that are worked out, as the last one says. */
function ofPowers(terms: readonly Node[], last: Node): General | null {
  const exponent = last.t === "pow" && terms.length > 2 ? Number(wholeNumber(last.b) ?? 0) : 0;
  if (exponent < 2 || exponent > 5 || last.t !== "pow") return null;
  const roots = terms.map((term) => {
    const n = Number(wholeNumber(term) ?? -1n);
    const root = n < 0 ? -1 : Math.round(n ** (1 / exponent));
    return root ** exponent === n ? integer(root) : null;
  });
  if (!roots.every((root) => root !== null)) return null;
  const found = general(roots, last.a);
  return found && { ...found, term: { ...last, a: found.term } };
}

const substituted = (node: Node, by: Node): Node =>
  node.t === "sym" && node.name === COUNT ? by : mapChildren(node, (child) => substituted(child, by));

function unified(terms: readonly Node[], last: Node, ends: Node[]): Node | null {
  const [first, ...rest] = terms;
  const all = [...rest, last];
  const key = keyOf(first);
  if (all.every((other) => keyOf(other) === key)) return first;
  const parts = [first, ...all].map(children);
  const count = parts[0].length;
  const alike =
    count > 0 && all.every((other, i) => shapeOf(other) === shapeOf(first) && parts[i + 1].length === count);
  if (alike) {
    const own: Node[] = [];
    const inside = parts[0].map((_, place) => {
      const column = parts.map((part) => part[place]);
      return unified(column.slice(0, -1), column[column.length - 1], own);
    });
    if (inside.every((part) => part !== null)) {
      ends.push(...own);
      let place = 0;
      return mapChildren(first, () => inside[place++]);
    }
  }
  return arithmetic(terms, last, ends);
}

const shapeOf = (node: Node) => (node.t === "fn" ? `fn ${node.name}` : node.t);

/** 1, 3, 5, …, 2n − 1 as 1 + 2k. By two terms alone a power of several is not known: 1, 2, …, 2^n. */
function arithmetic(terms: readonly Node[], last: Node, ends: Node[]): Node | null {
  if (terms.length < 2 || (terms.length < 3 && contains(last, ({ t }) => t === "pow"))) return null;
  const steps = terms.slice(1).map((term, i) => difference(term, terms[i]));
  if (!steps.every((step) => same(step, steps[0])) || identical(steps[0], integer(0)).same !== false)
    return null;
  ends.push(quotient(difference(last, terms[0]), steps[0]));
  return sum(terms[0], product(symbol(COUNT), steps[0]));
}

/** 1, 2, 4, …, 2^n as 2^k. */
function geometric(terms: readonly Node[], last: Node): General | null {
  if (terms.length < 3) return null;
  const factors = terms.slice(1).map((term, i) => quotient(term, terms[i]));
  if (!factors.every((factor) => same(factor, factors[0]))) return null;
  return {
    term: product(terms[0], { t: "pow", a: factors[0], b: symbol(COUNT) }),
    to: call("log", factors[0], quotient(last, terms[0])),
  };
}
