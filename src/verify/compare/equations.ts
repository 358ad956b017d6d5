// Equations and inequalities as what is zero or below it, and which letters they are about.

import { difference, integer, quotient, symbol } from "../read/nodes.ts";
import {
  contains,
  isEquality,
  isEquation,
  isExpression,
  type Node,
  onlyVariable,
  variables,
} from "../read/tree.ts";
import { identical, lineIn, substitute } from "./identity.ts";
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

/** An inequality as f < 0 or f ≤ 0. */
export function belowZero(node: Extract<Node, { t: "rel" }>): { node: Node; strict: boolean } | null {
  if (node.ops.length !== 1 || !"<>≤≥".includes(node.ops[0]) || !node.items.every(isExpression)) return null;
  const [small, large] = "<≤".includes(node.ops[0]) ? node.items : [node.items[1], node.items[0]];
  return { node: difference(small, large), strict: "<>".includes(node.ops[0]) };
}

/** Whether two expressions have the same letters, and any. */
export function sameLetters(a: Node, b: Node): boolean {
  const [names, others] = [variables(a), variables(b)];
  return names.size > 0 && sameMembers(names, others);
}

/**
 * (x − 1)/2 = (y + 3)/−1 = z/4: what each of its letters is, where all sides have the value `at`; null for any other chain.
 */
function lineAt(node: Node, at: Node): Map<string, Node> | null {
  if (!isEquality(node) || node.ops.length < 2) return null;
  const point = new Map<string, Node>();
  for (const side of node.items) {
    const letter = onlyVariable(side);
    const line = letter === null || point.has(letter) ? null : lineIn(side, letter);
    if (letter === null || !line || identical(line.slope, integer(0)).same !== false) return null;
    point.set(letter, quotient(difference(at, line.offset), line.slope));
  }
  return point;
}

/** Whether two chains are the same line: every point of one is on the other. Null where not both are a line. */
export function sameLine(a: Node, b: Node): boolean | null {
  const at = symbol("at");
  const [point, other] = [lineAt(a, at), lineAt(b, at)];
  if (!point || !other || b.t !== "rel") return null;
  if (!sameMembers(new Set(point.keys()), new Set(other.keys()))) return false;
  const sides = b.items.map((side) =>
    [...point].reduce((node, [letter, by]) => substitute(node, letter, by), side),
  );
  return sides.slice(1).every((side) => identical(sides[0], side).same === true);
}

/** Whether an equation has not the letter that the other side's label names: y = −4 and x + 4 = 0. */
export function speaksOfOther(label: Label, equation: Node): boolean {
  if (!differenceOf(equation)) return false;
  const name = label.kind === "function" ? "y" : label.kind === "symbol" ? label.key : null;
  const used = variables(equation);
  return name !== null && !used.has(name) && !(label.kind === "function" && used.has(label.key));
}
