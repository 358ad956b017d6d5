// A whole number between bounds in one form: n > 4 with n ∈ ℤ, {n ∈ ℤ | n > 4} and "n ∈ ℤ, n > 4" as n ≥ 5.
import { type Domains, wholeBound } from "../read/declared.ts";
import { commaList, integer, symbol } from "../read/nodes.ts";
import {
  areWhole,
  conditionsOf,
  itemsOf,
  membership,
  type Node,
  variables,
  wholeNumber,
} from "../read/tree.ts";
import { labelled } from "./labels.ts";
import type { Side } from "./same.ts";

/** Two such answers by their bounds; null where not both are one. What one side says of a letter counts for the other. */
export function byWholeBounds(a: Side, b: Side): [Side, Side] | null {
  const [x, y] = [opened(a), opened(b)];
  const [mine, theirs] = [closed(x, y.domains), closed(y, x.domains)];
  return mine && theirs ? [mine, theirs] : null;
}

/** "0 < n < 6, n ∈ ℤ" beside a set or list of numbers, as {n ∈ ℤ | 0 < n < 6}; null where not one of two is that. */
export function bySet(a: Side, b: Side): [Side, Side] | null {
  const [set, setToo] = [setOf(a), setOf(b)];
  if (!set === !setToo) return null;
  const builder = builderOf(set ? b : a);
  if (!builder) return null;
  return set ? [set, builder] : [builder, setToo!];
}

/** {1, 2, 3}, "1, 2, 3", n ∈ {1, 2, 3} and n = 1, 2, 3 as a set; null for anything else. */
function setOf({ node, domains }: Side): Side | null {
  const { value } = labelled(node);
  if (value.t === "set") return { node: value, domains };
  const items = itemsOf(node).map((item) => labelled(item));
  const names = new Set(items.flatMap(({ label }) => (label ? [label.key] : [])));
  if (node.t !== "list" || names.size > 1 || (names.size === 1 && !items[0].label)) return null;
  return items.every((item) => wholeNumber(item.value) !== null)
    ? { node: { t: "set", items: items.map((item) => item.value) }, domains }
    : null;
}

function builderOf(side: Side): Side | null {
  const { node, domains } = opened(side);
  if (node.t !== "rel" || !node.ops.every((op) => /^[<>≤≥]$/.test(op))) return null;
  const [letter, ...more] = variables(node);
  const domain = domains.get(letter);
  if (letter === undefined || more.length > 0 || !areWhole(domain?.set)) return null;
  const bounds = domain!.bounds.map(wholeBound);
  if (!bounds.every((bound) => bound !== null)) return null;
  const said = bounds.map(
    ({ op, n }): Node => ({ t: "rel", ops: [op], items: [symbol(letter), integer(n)] }),
  );
  const inWholes: Node = {
    t: "rel",
    ops: ["∈"],
    items: [symbol(letter), { t: "name", name: domain!.set! }],
  };
  return {
    node: { t: "builder", a: symbol(letter), b: commaList([node, ...said, inWholes]) },
    domains: new Map([...domains].filter(([name]) => name !== letter)),
  };
}

/** {n ∈ ℤ | n > 4}, {n | n > 4, n ∈ ℤ} and "n ∈ ℤ, n > 4" as n > 4 with n ∈ ℤ. */
function opened({ node, domains }: Side): Side {
  const parts = node.t === "builder" ? [node.a, ...conditionsOf(node.b)] : conditionsOf(node);
  const members = parts.map(membership).filter((member) => member !== null);
  const rest = parts.filter((part) => !membership(part) && part.t !== "sym");
  const [member, ...more] = members;
  if (!member || more.length > 0 || rest.length !== 1 || member.of.t !== "sym") return { node, domains };
  const name = member.of.name;
  if (!areWhole(member.set) || parts.some((part) => part.t === "sym" && part.name !== name))
    return { node, domains };
  return { node: rest[0], domains: new Map([...domains, [name, { set: member.set, bounds: [] }]]) };
}

/** The relation without strict bounds; null where it is not one of a letter for whole numbers to whole numbers. */
function closed({ node, domains }: Side, theirs: Domains): Side | null {
  if (node.t !== "rel" || !node.ops.every((op) => /^[<>≤≥]$/.test(op))) return null;
  const letters = node.items.flatMap((item) => (item.t === "sym" ? [item.name] : []));
  const [letter] = letters;
  const wholes = node.items.map(wholeNumber);
  if (letters.length !== 1 || wholes.filter((n) => n === null).length > 1) return null;
  const domain = domains.get(letter) ?? theirs.get(letter);
  if (!areWhole(domain?.set) || domain!.bounds.length > 0) return null;
  const ops = [...node.ops];
  const items = [...node.items];
  let least: bigint | null = null;
  for (const [i, op] of node.ops.entries()) {
    const at = wholes[i] === null ? i + 1 : i;
    // Whether the number is the lower end.
    const lower = at === i ? /[<≤]/.test(op) : /[>≥]/.test(op);
    const end = wholes[at]! + (/[<>]/.test(op) ? (lower ? 1n : -1n) : 0n);
    if (lower) least = end;
    items[at] = integer(end);
    ops[i] = { "<": "≤", ">": "≥" }[op] ?? op;
  }
  // From 1 on they are the same in ℕ and in ℤ.
  const set = least !== null && least > 0n ? "integers" : domain!.set;
  return { node: { ...node, ops, items }, domains: new Map([...domains, [letter, { set, bounds: [] }]]) };
}
