// A letter that takes a few whole numbers, as what it comes to for each: e^{2kπi/3} with k = 0, 1, 2 is a list of three.
import type { Domain, Domains } from "../read/declared.ts";
import { commaList, equation, integer } from "../read/nodes.ts";
import { isExpression, type Node, variables } from "../read/tree.ts";
import { substitute } from "./identity.ts";
import { type Label, labelled } from "./labels.ts";

const MOST_MEMBERS = 24;

/** The members, each behind what they are called, but for an index; null where no letter takes a few whole numbers, or more than one does. */
export function enumerated(node: Node, domains: Domains): { node: Node; domains: Domains } | null {
  const { label, value } = labelled(node);
  if (domains.size === 0 || !isExpression(value) || (label && !isName(label))) return null;
  const runs = [...domains].filter(([name]) => variables(value).has(name));
  const [[letter, domain] = ["", undefined], ...more] = runs;
  const range = domain && rangeOf(domain);
  if (!range || more.length > 0 || label?.key === letter) return null;
  const members = Array.from({ length: range.last - range.first + 1 }, (_, i) =>
    substitute(value, letter, integer(range.first + i)),
  );
  const items = members.map((member) => (label?.kind === "symbol" ? equation(label.node, member) : member));
  return { node: commaList(items), domains: new Map([...domains].filter(([name]) => name !== letter)) };
}

/** x, and the z_k of an index. */
const isName = ({ kind, key }: Label) => kind === "symbol" || (kind === "function" && key.endsWith("_"));

/** 0 ≤ k ≤ 4 of whole numbers. */
function rangeOf({ set, bounds }: Domain): { first: number; last: number } | null {
  const first = /^≥(-?\d{1,4})$/.exec(bounds.find((bound) => bound[0] === "≥") ?? "");
  const last = /^≤(-?\d{1,4})$/.exec(bounds.find((bound) => bound[0] === "≤") ?? "");
  if (set !== "integers" || bounds.length !== 2 || !first || !last) return null;
  const range = { first: Number(first[1]), last: Number(last[1]) };
  const size = range.last - range.first + 1;
  return size > 1 && size <= MOST_MEMBERS ? range : null;
}
