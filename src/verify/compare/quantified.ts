// Statements with quantifiers: the same where they bind as many letters by the same quantifiers, from the same sets, and say the
// same relation of them, whatever the letters are called. Two that are both true, or both false, are not the same by that.
import { quantified } from "../read/quantifiers.ts";
import { readings } from "../read/readings.ts";
import { contains, isExpression, keyOf, type Node, rename, turned } from "../read/tree.ts";
import { differenceOf, sameInequality, sameLetters } from "./equations.ts";
import { areIdentical, proportional } from "./identity.ts";

/** Whether two texts are the same statement with quantifiers; null where not both are one, or that cannot be told. */
export function sameQuantified(a: string, b: string): boolean | null {
  const x = quantified(a);
  const y = x && quantified(b);
  if (!x || !y) return null;
  const pairs = x.quantifiers.map((own, i) => [own, y.quantifiers[i]]);
  const alike = pairs.every(
    ([own, other]) => own.kind === other?.kind && own.letters.length === other.letters.length,
  );
  if (!alike || x.quantifiers.length !== y.quantifiers.length) return false;
  const apart = pairs.filter(([own, other]) => own.from !== other.from);
  if (apart.length > 0) return apart.some((pair) => pair.every(({ from }) => from !== "")) ? false : null;
  const [mine, theirs] = [x, y].map(({ quantifiers, body }) => {
    const { node, domains } = readings(body, false)[0];
    const letters = quantifiers.flatMap((quantifier) => quantifier.letters);
    const bound = new Map(letters.map((letter, i) => [letter, `bound ${i}`]));
    // The i and the e of a formula are numbers.
    const isNumber = (part: Node) => part.t === "const" && bound.has(part.name);
    return node && domains.size === 0 && !contains(node, isNumber) ? rename(node, bound) : null;
  });
  // "all x with |x| < 2" is a set, and may be the same as one by another relation.
  return mine && theirs && sameStatement(mine, theirs) ? true : null;
}

/** The same relations, each up to a factor, and not only the same solutions. */
function sameStatement(a: Node, b: Node): boolean {
  if (keyOf(a) === keyOf(b)) return true;
  if (isExpression(a) && isExpression(b)) return areIdentical(a, b);
  if (a.t === "list" && b.t === "list") return a.separator === b.separator && sameEach(a.items, b.items);
  if (a.t !== "rel" || b.t !== "rel" || a.ops.length !== b.ops.length) return false;
  const inequality = sameInequality(a, b);
  if (inequality !== null) return inequality;
  if (a.ops.join() === b.ops.join()) {
    if (sameEach(a.items, b.items)) return true;
    const [u, v] = [a, b].map((node) =>
      /^[=≠]$/.test(node.ops.join()) ? differenceOf({ ...node, ops: ["="] }) : null,
    );
    if (u && v) return sameLetters(u, v) && proportional(u, v).same === true;
  }
  // 0 < x < y as y > x > 0
  const { ops, items } = turned(b);
  return a.ops.join() === ops.join() && sameEach(a.items, items);
}

const sameEach = (a: readonly Node[], b: readonly Node[]) =>
  a.length === b.length && a.every((item, i) => sameStatement(item, b[i]));
