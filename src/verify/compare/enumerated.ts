// A letter that takes a few whole numbers, as what it comes to for each: e^{2kπi/3} with k = 0, 1, 2 is a list of three.
import { type Domain, type Domains, wholeBound } from "../read/declared.ts";
import { commaList, equation, integer, tuple } from "../read/nodes.ts";
import { contains, isExpression, itemsOf, type Node, sizeOf, variables } from "../read/tree.ts";
import { substitute } from "./identity.ts";
import { type Label, labelled } from "./labels.ts";
import type { Side } from "./same.ts";

const MOST_MEMBERS = 24;
/** Nodes of all members together. */
const MOST_NODES = 600;

/** What a side with such a letter says. */
interface Members {
  label: Label | null;
  /** The first value of the letter; null where they do not follow on one another. */
  from: number | null;
  values: Node[];
  isComplex: boolean;
  domains: Domains;
}

/** Both sides with the members of such letters; null where neither has one, or no way is known to compare them. */
export function enumerated(a: Side, b: Side): [Side, Side] | null {
  const [x, y] = [membersOf(a), membersOf(b)];
  if (!x && !y) return null;
  const sequence = [x, y].find((side) => side?.label && isIndexed(side.label) && !side.isComplex);
  const nodes = sequence
    ? [termsOf(x, a.node, sequence), termsOf(y, b.node, sequence)].map((terms) => terms && tuple(terms))
    : [listed(x, a.node, b.node), listed(y, b.node, a.node)];
  const [first, second] = nodes;
  return (
    first &&
    second && [
      { node: first, domains: (x ?? a).domains },
      { node: second, domains: (y ?? b).domains },
    ]
  );
}

/** Null where no letter takes a few whole numbers, or more than one does. */
function membersOf({ node, domains }: Side): Members | null {
  const { label, value } = labelled(node);
  if (domains.size === 0 || !isExpression(value) || (label && !isName(label))) return null;
  const runs = [...domains].filter(
    ([name]) =>
      variables(value).has(name) &&
      !(label?.kind === "function" && label.parameters.includes(name) && !isIndexed(label)),
  );
  const [[letter, domain] = ["", undefined], ...more] = runs;
  const numbers = domain && numbersOf(domain);
  if (!numbers || more.length > 0 || label?.key === letter) return null;
  if (numbers.length * sizeOf(value) > MOST_NODES) return null;
  return {
    label,
    from: numbers[numbers.length - 1] - numbers[0] < numbers.length ? numbers[0] : null,
    values: numbers.map((n) => substitute(value, letter, integer(n))),
    isComplex: contains(value, (part) => part.t === "const" && part.name === "i"),
    domains: new Map([...domains].filter(([name]) => name !== letter)),
  };
}

/** x, f(x), and the z_k of an index. */
const isName = ({ kind }: Label) => kind === "symbol" || kind === "function";
const isIndexed = ({ kind, key }: Pick<Label, "kind" | "key">) => kind === "function" && key.endsWith("_");

/** p_1, p_2, p_3 of one side, as the sequence counts them: by their names, or as they stand; null for anything else. */
function termsOf(own: Members | null, node: Node, { label, from, values }: Members): Node[] | null {
  const name = label!.key;
  if (from === null) return null;
  if (own) return own.label?.key === name && own.from === from ? own.values : null;
  if (node.t !== "list" || node.separator === "or" || node.items.length !== values.length) return null;
  const terms = node.items.map(labelled);
  if (terms.every((term) => term.label === null)) return node.items;
  const named = values.map((_, i) => terms.find((term) => term.label?.key === `${name}${from + i}`)?.value);
  return named.every((value) => value !== undefined) ? named : null;
}

/** The members in any order, each behind what they are called, but for an index: z_1, z_2, z_3 are roots z. */
function listed(own: Members | null, node: Node, other: Node): Node | null {
  if (!own) return node;
  const { label, values } = own;
  // (2, 4) is a point.
  if (labelled(other).value.t === "group") return null;
  if (!label || !isIndexed(label))
    return commaList(values.map((value) => (label ? equation(label.node, value) : value)));
  const names = itemsOf(other).map((item) => labelled(item).label?.key.replace(/_\d*$/, ""));
  return names.every((name) => name === undefined || `${name}_` === label.key) ? commaList(values) : null;
}

/** The numbers of 0 ≤ k ≤ 4 and of ε ∈ {−1, 1}, from the smallest. */
function numbersOf({ set, bounds }: Domain): number[] | null {
  const [only] = bounds;
  if (bounds.length === 1 && only[0] === "∈") return only.slice(1).split(",").map(Number);
  const [first, last] = ["≥", "≤"].map((op) => bounds.map(wholeBound).find((bound) => bound?.op === op)?.n);
  if (set !== "integers" || bounds.length !== 2 || first === undefined || last === undefined) return null;
  const size = Number(last - first) + 1;
  return size > 1 && size <= MOST_MEMBERS ? Array.from({ length: size }, (_, i) => Number(first) + i) : null;
}
