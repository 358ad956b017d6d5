// Functions by other letters: f(t) = 2t is f(x) = 2x, a_k = 2k is a_n = 2n, one by one and in lists. The arguments get the
// same letters on both sides; whatever else the letters are is compared as ever.

import { symbol } from "../read/nodes.ts";
import { isWhole, itemsOf, type Node, rename, variables } from "../read/tree.ts";
import { type Label, type Labelled, labelled } from "./labels.ts";

const REAL = ["x", "y", "z", "u", "v", "w"];
const WHOLE = ["n", "m", "k"];

/** Both sides with the same letters for the arguments of their functions; as they are where not both have functions. */
export function withSameArguments(a: Node, b: Node): [Node, Node] {
  if (![a, b].every((node) => itemsOf(node).some(({ t }) => t === "rel"))) return [a, b];
  const functions = [a, b].map((node) => itemsOf(node).map(labelled).filter(isFunction));
  if (functions.some((side) => side.length === 0)) return [a, b];
  // A letter that already stands for something else is not taken.
  const used = functions
    .flat()
    .flatMap(({ label, value }) => [...variables(value)].filter((name) => !label.parameters.includes(name)));
  const [real, whole] = [REAL, WHOLE].map((letters) => letters.filter((name) => !used.includes(name)));
  const withNames = (node: Node): Node => {
    const found = labelled(node);
    if (!isFunction(found) || node.t !== "rel") return node;
    const { key, parameters } = found.label;
    const names = parameters.map((name, i) => (isWhole(name) ? whole : real)[i]);
    const known = names.every((name) => name !== undefined) && new Set(parameters).size === names.length;
    if (!known || names.join() === parameters.join()) return node;
    const map = new Map(parameters.map((name, i) => [name, names[i]]));
    const [left, right] = node.items;
    const named = key.endsWith("_") ? symbol(`${key}${names[0]}`) : rename(left, map);
    return { ...node, items: [named, rename(right, map)] };
  };
  const renamed = (node: Node): Node => {
    const items = itemsOf(node).map(withNames);
    if (items.every((item, i) => item === itemsOf(node)[i])) return node;
    return node.t === "list" ? { ...node, items } : items[0];
  };
  return [renamed(a), renamed(b)];
}

const isFunction = (found: Labelled): found is { label: Label; value: Node } =>
  found.label?.kind === "function";
