// Several solutions one after another, each with all its names: "x = -2, y = 5 and x = 2, y = 5" says (x, y) = (-2, 5) and
// (x, y) = (2, 5).
import { equation, tuple } from "../read/nodes.ts";
import { isEquation, type Node } from "../read/tree.ts";

/** A list of equations whose names come again in the same order, as tuples; anything else as it is. */
export function grouped(node: Node): Node {
  if (node.t !== "list") return node;
  const all = node.items.flatMap((item) =>
    item.t === "list" && item.separator !== "or" ? item.items : [item],
  );
  const names = all.map((item) =>
    isEquation(item) && item.items[0].t === "sym" ? item.items[0].name : null,
  );
  if (names.includes(null)) return node;
  const width = names.indexOf(names[0], 1);
  if (width < 2 || names.length % width > 0 || new Set(names).size > width) return node;
  if (!names.every((name, i) => name === names[i % width])) return node;
  const items: Node[] = [];
  for (let i = 0; i < all.length; i += width) {
    const sides = all.slice(i, i + width).map((item) => (item as Extract<Node, { t: "rel" }>).items);
    items.push(equation(tuple(sides.map(([name]) => name)), tuple(sides.map(([, value]) => value))));
  }
  return { ...node, items };
}
