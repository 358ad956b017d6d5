// Equations and inequalities as what is zero or below it, and which letters they are about.

import { difference, integer, negative, sum } from "../read/nodes.ts";
import { contains, isEquation, isExpression, type Node, type Relation, variables } from "../read/tree.ts";
import { proportional, sameSign, substitute } from "./identity.ts";
import type { Label } from "./labels.ts";
import { sameMembers } from "./same.ts";

/** left − right of an equation between expressions, else null. */
export function differenceOf(node: Node): Node | null {
  if (!isEquation(node)) return null;
  const [left, right] = node.items;
  if (!isExpression(left) || !isExpression(right)) return null;
  // 3 : 4 : 5 is no number.
  if (contains(node, (part) => part.t === "ratio" && part.items.length > 2)) return null;
  return difference(left, right);
}

/** 2x + 3y > 6 and 4x + 6y > 12, one a positive multiple of the other; null where not both are inequalities. */
export function sameInequality(a: Relation, b: Relation): boolean | null {
  const [f, g] = [belowZero(a), belowZero(b)];
  if (!f || !g) return null;
  return (
    f.strict === g.strict &&
    sameLetters(f.node, g.node) &&
    proportional(f.node, g.node).same === true &&
    sameSign(f.node, g.node)
  );
}

/** An inequality as f < 0 or f ≤ 0. */
function belowZero(node: Relation): { node: Node; strict: boolean } | null {
  if (node.ops.length !== 1 || !"<>≤≥".includes(node.ops[0]) || !node.items.every(isExpression)) return null;
  const [small, large] = "<≤".includes(node.ops[0]) ? node.items : [node.items[1], node.items[0]];
  return { node: difference(small, large), strict: "<>".includes(node.ops[0]) };
}

/** Whether two expressions have the same letters, and any. */
export function sameLetters(a: Node, b: Node): boolean {
  const [names, others] = [variables(a), variables(b)];
  return names.size > 0 && sameMembers(names, others);
}

/** Whether an equation has not the letter that the other side's label names: y = −4 and x + 4 = 0. */
export function speaksOfOther(label: Label, equation: Node): boolean {
  if (!differenceOf(equation)) return false;
  const name = label.kind === "function" ? "y" : label.kind === "symbol" ? label.key : null;
  const used = variables(equation);
  return name !== null && !used.has(name) && !(label.kind === "function" && used.has(label.key));
}

/** Letters that stand for an arbitrary constant, those that may beside one of them, and those of a curve. */
const CONSTANT = /^[CK](?:_\w)?$/;
const CONSTANT_TOO = /^[CKck](?:_\w)?$/;
const OF_CURVE = /^(?:[xyztuvr]|theta)$/;

/**
 * G = C and 2G + 3 = C: curves for any C. It stands in each as a term of its own, with a number for a factor, so that C only
 * has another value.
 */
export function sameUpToConstant(f: Node, g: Node): boolean {
  const [own, others] = [variables(f), variables(g)];
  const [c, d] = [own, others].map((letters) => [...letters].find((name) => CONSTANT_TOO.test(name)));
  if (c === undefined || d === undefined || !(CONSTANT.test(c) || CONSTANT.test(d))) return false;
  own.delete(c);
  others.delete(d);
  if (own.size < 2 || !sameMembers(own, others) || ![...own].every((name) => OF_CURVE.test(name)))
    return false;
  const [x, y] = [withoutConstant(f, c), withoutConstant(g, d)];
  return x !== null && y !== null && proportional(x, y).same === true;
}

/** What the rest of an equation is above its value at one point; null where the constant is no term of its own. */
function withoutConstant(f: Node, constant: string): Node | null {
  const has = (node: Node) => variables(node).has(constant);
  const terms = termsOf(f);
  const ofConstant = terms.filter(has);
  if (ofConstant.length !== 1 || !isMultiple(ofConstant[0], constant)) return null;
  const rest = sum(...terms.filter((term) => term !== ofConstant[0]));
  const at = [...variables(rest)]
    .sort()
    .reduce((node, name, i) => substitute(node, name, integer(i + 2)), rest);
  return difference(rest, at);
}

/** The terms of a sum of sums. */
const termsOf = (node: Node): Node[] => {
  if (node.t === "add") return node.items.flatMap(termsOf);
  return node.t === "neg" ? termsOf(node.a).map(negative) : [node];
};

/** Of the letter C: C, 2C, −C/3. */
export function isMultiple(node: Node, name: string): boolean {
  if (node.t === "neg") return isMultiple(node.a, name);
  if (node.t === "div") return variables(node.b).size === 0 && isMultiple(node.a, name);
  if (node.t === "mul") {
    const [inner, ...more] = node.items.filter((item) => variables(item).size > 0);
    return inner !== undefined && more.length === 0 && isMultiple(inner, name);
  }
  return node.t === "sym" && node.name === name;
}
