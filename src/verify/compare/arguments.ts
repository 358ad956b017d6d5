// Functions by other letters: f(t) = 2t is f(x) = 2x, a_k = 2k is a_n = 2n, one by one and in lists. The arguments get the
// same letters on both sides; whatever else the letters are is compared as ever.

import { equation, product, symbol } from "../read/nodes.ts";
import { isExpression, isWhole, itemsOf, type Node, rename, variables } from "../read/tree.ts";
import { type Label, labelled } from "./labels.ts";

const REAL = ["x", "y", "z"];
const WHOLE = ["n", "m", "k"];

/** Both sides with the same letters for the arguments of their functions; as they are where not both have functions. */
export function withSameArguments(a: Node, b: Node): [Node, Node] {
  const [x, y] = [a, b].map(itemsOf);
  if (!x.some(functionOf) || !y.some(functionOf)) return [a, b];
  return [renamed(a), renamed(b)];
}

function functionOf(node: Node): { label: Label; value: Node } | null {
  if (node.t !== "rel" || node.ops.length !== 1) return null;
  // f ≡ 0
  const [name, constant] = node.items;
  if (
    node.ops[0] === "≡" &&
    name.t === "sym" &&
    /^[fghFGHPQ]$/.test(name.name) &&
    isExpression(constant) &&
    variables(constant).size === 0
  )
    return { label: { kind: "function", key: name.name, parameters: ["x"], node: name }, value: constant };
  // f(x) ≡ 0
  const { label, value } = labelled(node.ops[0] === "≡" ? { ...node, ops: ["="] } : node);
  return label?.kind === "function" && label.parameters.length > 0 ? { label, value } : null;
}

function renamed(node: Node): Node {
  if (node.t !== "list") return withNames(node);
  const items = node.items.map(withNames);
  return items.every((item, i) => item === node.items[i]) ? node : { ...node, items };
}

function withNames(node: Node): Node {
  const found = functionOf(node);
  if (!found || node.t !== "rel") return node;
  const { label, value } = found;
  const { parameters } = label;
  const names = parameters.map((name, i) => (isWhole(name) ? WHOLE : REAL)[i]);
  const used = variables(value);
  // A letter that already stands for something else is not taken.
  const taken = names.some((name) => name === undefined || (used.has(name) && !parameters.includes(name)));
  const plain = node.ops[0] === "≡" ? { ...node, ops: ["="] } : node;
  if (taken || new Set(parameters).size < parameters.length) return plain;
  if (node.ops[0] === "≡" && label.node.t === "sym")
    return equation(product(label.node, { t: "sym", name: "x", paren: true }), plain.items[1]);
  if (names.every((name, i) => name === parameters[i])) return plain === node ? node : plain;
  const map = new Map(parameters.map((name, i) => [name, names[i]]));
  const left = label.key.endsWith("_") ? symbol(`${label.key}${names[0]}`) : rename(plain.items[0], map);
  return { ...plain, items: [left, rename(plain.items[1], map)] };
}
