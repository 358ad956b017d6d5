// Whether two answers that are the same in form say the same of their letters: kx with k > 0 is not kx with any k. What is
// said of the variable of a function, or of an expression by itself, only says where it is defined.
import { agree, type Domain } from "../read/declared.ts";
import { number } from "../read/nodes.ts";
import { parseDecimal } from "../read/rational.ts";
import { isEquality, isExpression, itemsOf, type Node, variables } from "../read/tree.ts";
import { constantValue, substitute } from "./identity.ts";
import { labelled, labelOf } from "./labels.ts";
import { isDefiniteSet } from "./realset.ts";
import type { Side } from "./same.ts";

/** More free letters than these are not paired. */
const MAX_LETTERS = 4;

export function sameDomains(a: Side, b: Side): boolean {
  if (a.domains.size + b.domains.size === 0) return true;
  if (isOfPart(a, b.node) || isOfPart(b, a.node)) return false;
  const [x, y] = [a, b].map(freeLetters);
  // An expression by itself, and one by cases: conditions on one side say where it is defined.
  if ([a, b].every(({ node }) => isFunction(node)) && ![a, b].every(isRestricted)) return true;
  const shared = [...x.keys()].filter((name) => y.has(name));
  const [own, others] = [x, y].map((letters) =>
    [...letters].filter(([name]) => !shared.includes(name)).map(([, domain]) => domain),
  );
  if (!shared.every((name) => agree(x.get(name), y.get(name)))) return false;
  if (own.length > MAX_LETTERS || others.length > MAX_LETTERS) return true;
  return paired(own, others);
}

const isFunction = (node: Node) => isExpression(node) || node.t === "cases";

/** "1 ≤ x ≤ 5, x ∈ ℤ" against [1, 5]: an interval in brackets is one of reals. */
function isOfPart({ node: inequality, domains }: Side, other: Node): boolean {
  const { value } = labelled(other);
  if (!isDefiniteSet(inequality) || (value.t !== "group" && value.t !== "setop")) return false;
  return [...variables(inequality)].some((name) =>
    /^(?:integers|naturals|rationals)$/.test(domains.get(name)?.set ?? ""),
  );
}

const isRestricted = ({ domains }: Side) => [...domains.values()].some(({ bounds }) => bounds.length > 0);

/** Each of one side with one of the other, in some order; what is left over must not be bounded. */
function paired(own: readonly (Domain | undefined)[], others: readonly (Domain | undefined)[]): boolean {
  const [first, ...rest] = own;
  if (own.length === 0) return others.every((other) => agree(undefined, other));
  const places = others.map((_, i) => i);
  if (places.length === 0) return agree(first, undefined) && paired(rest, others);
  return places.some(
    (i) => agree(first, others[i]) && paired(rest, [...others.slice(0, i), ...others.slice(i + 1)]),
  );
}

/** The letters that an answer leaves free, with what is said of them: none that a label names, and no natural condition. */
function freeLetters({ node, domains }: Side): Map<string, Domain | undefined> {
  const free = new Map<string, Domain | undefined>();
  for (const given of itemsOf(node)) {
    // Of x = y = z = t only t is free.
    const isChain = isEquality(given) && given.items.length > 2;
    const { label, value } = labelled(isChain ? given.items[given.items.length - 1] : given);
    // (f(n), g(n)) = …
    const names = label?.kind === "names" && label.node.t === "group" ? label.node.items : [];
    const bound = new Set([
      ...(label?.parameters ?? []),
      ...names.flatMap((name) => labelOf(name)?.parameters ?? []),
    ]);
    for (const name of variables(value)) {
      if (bound.has(name)) continue;
      const domain = domains.get(name);
      free.set(
        name,
        domain && { ...domain, bounds: domain.bounds.filter((one) => !isNatural(one, name, value)) },
      );
    }
  }
  return free;
}

/** Whether a bound only keeps out where the value has none: x > 0 of ln x. */
function isNatural(bound: string, name: string, value: Node): boolean {
  const [, op, digits] = /^([<>≤≥≠])(-?\d{1,9}(?:\.\d{1,9})?)$/.exec(bound) ?? [];
  if (op === undefined || !isExpression(value) || variables(value).size !== 1) return false;
  const { n, d } = parseDecimal(digits);
  const outside = op === "≠" ? [0] : "<≤".includes(op) ? [1, 2, 7] : [-1, -2, -7];
  return outside.every(
    (shift) => constantValue(substitute(value, name, number({ n: n + BigInt(shift) * d, d }))) === null,
  );
}
