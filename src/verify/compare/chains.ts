// Chains that give several names one value: x = y = z = 2 says x = 2, y = 2 and z = 2, and so (2, 2, 2), but not 2; and
// those that calculate an expression of several letters: m + n = 12 + 5 = 17 says 17. Also several solutions one after another, each
// with all its names: "x = -2, y = 5 and x = 2, y = 5" says (x, y) = (-2, 5) and (x, y) = (2, 5).

import { commaList, equation, tuple } from "../read/nodes.ts";
import {
  isEquality,
  isEquation,
  isExpression,
  keyOf,
  type Node,
  variables,
  writtenNumber,
} from "../read/tree.ts";
import { areIdentical } from "./identity.ts";

const MAX_NAMES = 20;

interface Chain {
  names: Node[];
  value: Node;
}

/** Distinct letters and one value after them, which does not depend on them; null for any other node. */
function chainOf(node: Node): Chain | null {
  if (!isEquality(node) || node.ops.length < 2 || node.ops.length > MAX_NAMES) return null;
  const names = node.items.slice(0, -1);
  const value = node.items[node.items.length - 1];
  if (value.t === "sym" || !isExpression(value.t === "unit" ? value.a : value)) return null;
  const letters = new Set(names.map((name) => (name.t === "sym" ? name.name : "")));
  if (letters.has("") || letters.size < names.length) return null;
  return [...variables(value)].some((name) => letters.has(name)) ? null : { names, value };
}

/** The value of a chain, "x = y = z = 2" or "m + n = 12 + 5 = 17", where all that is asked for is a value; else null. */
export function valueOfAll(node: Node, other: Node): Node | null {
  if (node.t !== "rel" || node.ops.length < 2 || !isExpression(other.t === "unit" ? other.a : other))
    return null;
  const chain = chainOf(node);
  if (chain) return variables(other).size === variables(chain.value).size ? chain.value : null;
  return variables(other).size === 0 ? (calculationOf(node)?.value ?? null) : null;
}

/** Letters of which an equation is one of an unknown: "x^2 = 3^2 = 9" does not say 9. */
const FEW_LETTERS = 1;

/** An expression of several letters, a calculation without letters, and what it comes to; null for any other node. */
function calculationOf(node: Node): { expression: Node; value: Node } | null {
  if (!isEquality(node) || node.ops.length < 2) return null;
  const [expression, ...sides] = node.items;
  if (!isExpression(expression) || variables(expression).size <= FEW_LETTERS) return null;
  const values = sides.map((side) => (side.t === "unit" ? side.a : side));
  if (!values.every((value) => isExpression(value) && variables(value).size === 0)) return null;
  const [first, ...rest] = values;
  if (writtenNumber(first) || !rest.every((value) => areIdentical(first, value))) return null;
  return { expression, value: sides[sides.length - 1] };
}

/** "m + n = 12 + 5 = 17" as m + n = 17; anything else as it is. */
export function calculated(node: Node): Node {
  const found = calculationOf(node);
  return found ? equation(found.expression, found.value) : node;
}

/** A chain as its equations, one a name; several chains over the same names as tuples; anything else as it is. */
export function spread(node: Node): Node {
  const single = chainOf(node);
  if (single) return commaList(equations(single));
  if (node.t !== "list") return node;
  const chains = node.items.map(chainOf);
  const [first] = chains;
  if (!chains.some((chain) => chain !== null)) return node;
  const key = (chain: Chain | null) => chain && JSON.stringify(chain.names.map(keyOf));
  if (first && chains.length > 1 && chains.every((chain) => key(chain) === key(first))) {
    const items = chains.map((chain) =>
      equation(tuple(chain!.names), tuple(chain!.names.map(() => chain!.value))),
    );
    return { ...node, items };
  }
  if (node.separator === "or") return node;
  return { ...node, items: node.items.flatMap((item, i) => (chains[i] ? equations(chains[i]) : [item])) };
}

const equations = ({ names, value }: Chain) => names.map((name) => equation(name, value));

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
