// Sums and products that go on by dots, 1 · 3 · 5 ⋯ (2n − 1) and 1² + 2² + … + n², as sums and products of their term: what
// differs in the terms that are written grows by the same step, or is worked out as the last one says (4, 9, …, n²), or they
// grow by the same factor.
import { call, difference, integer, product, quotient, sum, symbol } from "../read/nodes.ts";
import { modulo } from "../read/rational.ts";
import {
  children,
  contains,
  isEquality,
  isExpression,
  keyOf,
  mapChildren,
  type Node,
  onlyVariable,
  variables,
  wholeNumber,
} from "../read/tree.ts";
import { areIdentical, identical, substitute, wholeValue } from "./identity.ts";

/** The letter that counts the terms from 0; no letter of an answer is called so. */
const COUNT = "dots";
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
  const found = general(terms, last) ?? withoutFirst(terms, last) ?? geometric(terms, last);
  if (!found) return inner;
  const op = inner.name === "dots sum" ? "sum" : "prod";
  return { t: "big", op, variable: COUNT, from: integer(found.from ?? 0), to: found.to, body: found.term };
}

/**
 * (1 + 1/2)(1 + 1/4)(1 + 1/16) ⋯ (…) = 2 − …: where it is not understood how terms go on that start with numbers, they name what is
 * on the next side; any other node as it is.
 */
export function valueOfDots(node: Node): Node {
  if (!isEquality(node)) return node;
  const [first, ...sides] = node.items;
  const named = first.t === "fn" && isDots(first) && variables(first.args[0]).size === 0;
  if (!named || sides.some((side) => isUnknown(side) || !isExpression(side))) return node;
  const a: Node = sides.length > 1 ? { t: "rel", ops: node.ops.slice(1), items: sides } : sides[0];
  return { t: "label", name: keyOf(first), a };
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
  return term && to && others.every((end) => areIdentical(end, to)) ? { term, to } : null;
}

/** 1 + 1/2 + 1/3 + … + 1/n: the first term is not written like the others. */
function withoutFirst(terms: readonly Node[], last: Node): General | null {
  const found = terms.length > 2 ? general(terms.slice(1), last) : null;
  if (!found) return null;
  const at = substitute(found.term, COUNT, integer(-1));
  return areIdentical(terms[0], at) ? { ...found, from: -1 } : null;
}

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
  return workedOut(terms, last, ends) ?? arithmetic(terms, last, ends);
}

const shapeOf = (node: Node) => (node.t === "fn" ? `fn ${node.name}` : node.t);

/** 1, 3, 5, …, 2n − 1 as 1 + 2k. By two terms alone a power of several is not known: 1, 2, …, 2^n. */
function arithmetic(terms: readonly Node[], last: Node, ends: Node[]): Node | null {
  if (terms.length < 2 || (terms.length < 3 && contains(last, ({ t }) => t === "pow"))) return null;
  const steps = terms.slice(1).map((term, i) => difference(term, terms[i]));
  if (!steps.every((step) => areIdentical(step, steps[0])) || identical(steps[0], integer(0)).same !== false)
    return null;
  ends.push(quotient(difference(last, terms[0]), steps[0]));
  return sum(terms[0], product(symbol(COUNT), steps[0]));
}

/** Values of the counter, and steps between them, that are tried. */
const MOST_COUNTED = 60;
const MOST_STEP = 5;

/**
 * 4, 9, …, n² as (2 + k)², 2, 6, 12, …, n(n + 1): numbers that are worked out, as the last term says. Two alone are not enough where
 * they may go on by the same step: 2, 4, …, 2^n.
 */
function workedOut(terms: readonly Node[], last: Node, ends: Node[]): Node | null {
  const numbers = terms.map(wholeNumber);
  if (terms.length < 2 || !numbers.every((n) => n !== null)) return null;
  for (const { form, letter, end } of formsOf(last)) {
    const at = (n: number) => wholeValue(substitute(form, letter, integer(n)));
    const values = Array.from({ length: MOST_COUNTED }, (_, n) => at(n));
    const found = values.flatMap((value, start) =>
      value !== numbers[0]
        ? []
        : Array.from({ length: MOST_STEP }, (_, i) => ({ start, step: i + 1 })).filter(({ step }) =>
            numbers.every((number, i) => values[start + i * step] === number),
          ),
    );
    if (found.length !== 1) continue;
    const [{ start, step }] = found;
    const next = values[start + terms.length * step];
    const apart = numbers[1] - numbers[0];
    if (terms.length === 2 && (apart === 0n || next == null || modulo(next - numbers[0], apart) === 0n))
      continue;
    ends.push(quotient(difference(end, integer(start)), integer(step)));
    return substitute(form, letter, sum(integer(start), product(symbol(COUNT), integer(step))));
  }
  return null;
}

/** n² as a form of n, 10² as one of 10 or of 2. */
function formsOf(last: Node): { form: Node; letter: string; end: Node }[] {
  const letter = onlyVariable(last);
  if (letter !== null) return [{ form: last, letter, end: symbol(letter) }];
  if (last.t !== "pow" || wholeNumber(last.a) === null || wholeNumber(last.b) === null) return [];
  return [
    { form: { ...last, a: symbol(COUNT) }, letter: COUNT, end: last.a },
    { form: { ...last, b: symbol(COUNT) }, letter: COUNT, end: last.b },
  ];
}

/** 1, 2, 4, …, 2^n as 2^k. */
function geometric(terms: readonly Node[], last: Node): General | null {
  if (terms.length < 3) return null;
  const factors = terms.slice(1).map((term, i) => quotient(term, terms[i]));
  if (!factors.every((factor) => areIdentical(factor, factors[0]))) return null;
  return {
    term: product(terms[0], { t: "pow", a: factors[0], b: symbol(COUNT) }),
    to: call("log", factors[0], quotient(last, terms[0])),
  };
}
