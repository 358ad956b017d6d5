// What an answer is rewritten to before it is compared, one step after another; each keeps what the answer says.
import { calculated, spread } from "./chains.ts";
import { settled } from "./labels.ts";
import { multipliedOut } from "./matrices.ts";
import { asCongruence } from "./residues.ts";
import { keyOf, type Node } from "./tree.ts";

const steps: [rule: string, step: (node: Node) => Node][] = [
  ["chain of equalities", settled],
  ["a calculation of an expression", calculated],
  ["a chain gives each name its value", spread],
  ["a remainder is a congruence", asCongruence],
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
