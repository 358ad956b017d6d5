// A value with the order of what it leaves out: n²/2 + O(n) and (n²/2)(1 + O(1/n)).
import { contains, isExpression, type Node } from "../read/tree.ts";
import { areIdentical, lineIn, proportional } from "./identity.ts";

/** O(n), O(1/n): the sign and what it is of, in brackets. */
const isOrder = (node: Node, sign: string) =>
  node.t === "mul" &&
  node.items.some((item, i) => {
    const of = node.items[i + 1];
    return (
      item.t === "sym" && item.name === sign && of !== undefined && (of.t !== "sym" || of.paren === true)
    );
  });

/** Whether both say the same value and the same order, which a factor does not change; null where not both have an order. */
export function sameGrowth(a: Node, b: Node): boolean | null {
  const sign = ["O", "o"].find((name) =>
    [a, b].every((node) => contains(node, (part) => isOrder(part, name))),
  );
  if (sign === undefined || !isExpression(a) || !isExpression(b)) return null;
  const [x, y] = [lineIn(a, sign), lineIn(b, sign)];
  if (!x || !y) return null;
  return areIdentical(x.offset, y.offset) && proportional(x.slope, y.slope).same === true;
}
