// What an answer is rewritten to before it is compared, one step after another; each keeps what the answer says.

import { call } from "../read/nodes.ts";
import { keyOf, mapChildren, type Node, variables } from "../read/tree.ts";
import { calculated, grouped, spread } from "./chains.ts";
import { valueOfDots, withoutDotsIn } from "./dots.ts";
import { settled } from "./labels.ts";
import { multipliedOut } from "./matrices.ts";
import { asCongruence } from "./residues.ts";
import { withZetaValues } from "./series.ts";

/** O(n log_2 n) as O(n log n): logarithms to two bases differ by a factor, which growth does not count. */
const grown = (node: Node): Node =>
  node.t === "mul" &&
  node.items.length === 2 &&
  node.items[0].t === "sym" &&
  /^(?:[Oo]|Theta|Omega|omega)$/.test(node.items[0].name)
    ? { ...node, items: [node.items[0], withoutBases(node.items[1])] }
    : node;

/** Not within an exponent: n^{log_2 3} is not n^{log_3 3}. */
function withoutBases(node: Node): Node {
  const { t } = node;
  const ofLetter = t === "fn" && node.args.length === 2 && variables(node.args[0]).size > 0;
  if (t === "fn" && /^(?:ln|log)$/.test(node.name) && !ofLetter)
    return call("log", withoutBases(node.args[node.args.length - 1]));
  const factor = t === "mul" || t === "div" || t === "add" || (t === "pow" && node.b.t === "num");
  return factor ? mapChildren(node, withoutBases) : node;
}

/** gcd(m, n) as gcd(n, m), and the like. */
function sortedArguments(node: Node): Node {
  if (node.t === "fn" && /^(?:gcd|lcm|max|min)$/.test(node.name)) {
    const args = [...node.args].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    return args.every((arg, i) => arg === node.args[i]) ? node : { ...node, args };
  }
  return node.t === "rel" ? mapChildren(node, sortedArguments) : node;
}

const steps: [rule: string, step: (node: Node) => Node][] = [
  ["values of the zeta function", withZetaValues],
  ["arguments in any order", sortedArguments],
  ["what goes on by dots", withoutDotsIn],
  ["terms that name their value", valueOfDots],
  ["chain of equalities", settled],
  ["a calculation of an expression", calculated],
  ["a chain gives each name its value", spread],
  ["each solution with all its names", grouped],
  ["a remainder is a congruence", asCongruence],
  ["growth up to a factor", grown],
  ["matrices and vectors worked out", multipliedOut],
];

/** The node that is compared in its place, and the rules by which it is. */
export function rewritten(node: Node): { node: Node; rules: string[] } {
  const rules: string[] = [];
  let result = node;
  for (const [rule, step] of steps) {
    const next = step(result);
    if (next === result) continue;
    if (keyOf(next) !== keyOf(result)) rules.push(rule);
    result = next;
  }
  return { node: result, rules };
}
