// Values of the zeta function: ζ(2) is π²/6, and ζ(3) the sum of 1/k³.
import { integer, number, product, quotient, symbol } from "../read/nodes.ts";
import { rational } from "../read/rational.ts";
import { mapChildren, type Node, wholeNumber } from "../read/tree.ts";

/** ζ(2k)/π^{2k} */
const EVEN: Record<string, [bigint, bigint]> = {
  2: [1n, 6n],
  4: [1n, 90n],
  6: [1n, 945n],
  8: [1n, 9450n],
  10: [1n, 93555n],
  12: [691n, 638512875n],
};

function valueAt(place: bigint): Node | null {
  const even = EVEN[`${place}`];
  if (even)
    return product(number(rational(...even)), { t: "pow", a: { t: "const", name: "pi" }, b: integer(place) });
  if (place < 2n || place > 99n) return null;
  const k = symbol("k");
  const body = quotient(integer(1), { t: "pow", a: k, b: integer(place) });
  return { t: "big", op: "sum", variable: "k", from: integer(1), to: { t: "const", name: "inf" }, body };
}

/** The node with ζ(2), ζ(3) as what they are. */
export function withZetaValues(node: Node): Node {
  if (node.t !== "mul") {
    let changed = false;
    const mapped = mapChildren(node, (child) => {
      const next = withZetaValues(child);
      changed ||= next !== child;
      return next;
    });
    return changed ? mapped : node;
  }
  const at = node.items.findIndex((item) => item.t === "sym" && item.name === "zeta");
  const place = at < 0 || at + 1 === node.items.length ? null : wholeNumber(node.items[at + 1]);
  const value = place === null ? null : valueAt(place);
  return value ? product(...node.items.slice(0, at), value, ...node.items.slice(at + 2)) : node;
}
