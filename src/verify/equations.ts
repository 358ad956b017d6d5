// Equations and inequalities as what is zero or below it, and which letters they are about.
import type { Label } from "./labels.ts";
import { contains, isExpression, type Node, variables } from "./tree.ts";

/** left − right of an equation between expressions, else null. */
export function differenceOf(node: Node): Node | null {
  if (node.t !== "rel" || node.ops.length !== 1 || node.ops[0] !== "=") return null;
  const [left, right] = node.items;
  if (!isExpression(left) || !isExpression(right)) return null;
  // 3 : 4 : 5 is no number.
  if (contains(node, (part) => part.t === "ratio" && part.items.length > 2)) return null;
  return { t: "add", items: [left, { t: "neg", a: right }] };
}

/** An inequality as f < 0 or f ≤ 0. */
export function belowZero(node: Extract<Node, { t: "rel" }>): { node: Node; strict: boolean } | null {
  if (node.ops.length !== 1 || !"<>≤≥".includes(node.ops[0]) || !node.items.every(isExpression)) return null;
  const [small, large] = "<≤".includes(node.ops[0]) ? node.items : [node.items[1], node.items[0]];
  return { node: { t: "add", items: [small, { t: "neg", a: large }] }, strict: "<>".includes(node.ops[0]) };
}

/** Whether an equation has not the letter that the other side's label names: y = −4 and x + 4 = 0. */
export function speaksOfOther(label: Label, equation: Node): boolean {
  if (!differenceOf(equation)) return false;
  const name = label.kind === "function" ? "y" : label.kind === "symbol" ? label.key : null;
  const used = variables(equation);
  return name !== null && !used.has(name) && !(label.kind === "function" && used.has(label.key));
}
