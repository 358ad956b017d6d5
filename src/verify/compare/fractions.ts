// The numerator of an expression over one denominator: of y − 12/x it is xy − 12, up to its sign.
import { negative, product, sum } from "../read/nodes.ts";
import { type Node, variables } from "../read/tree.ts";

interface Fraction {
  above: Node;
  /** Null: 1. */
  below: Node | null;
}

/** More denominators than these are left as they are. */
const MOST = 6;

/** What an expression is zero with where its denominators are not; itself where there are none. */
export function numerator(node: Node): Node {
  const { above, below } = fraction(node, { left: MOST });
  return below ? above : node;
}

/** The product of those that are not 1. */
const productOf = (...items: (Node | null)[]) => product(...items.filter((item) => item !== null));

function fraction(node: Node, budget: { left: number }): Fraction {
  const whole: Fraction = { above: node, below: null };
  switch (node.t) {
    case "neg": {
      const inner = fraction(node.a, budget);
      return inner.below ? { above: negative(inner.above), below: inner.below } : whole;
    }
    case "div": {
      if (variables(node.b).size > 0 && --budget.left < 0) return whole;
      const [a, b] = [fraction(node.a, budget), fraction(node.b, budget)];
      return { above: productOf(a.above, b.below), below: productOf(a.below, b.above) };
    }
    case "mul":
    case "add": {
      const parts = node.items.map((item) => fraction(item, budget));
      if (parts.every(({ below }) => below === null)) return whole;
      const below = productOf(...parts.map((part) => part.below));
      if (node.t === "mul") return { above: product(...parts.map(({ above }) => above)), below };
      const items = parts.map((part, i) =>
        productOf(part.above, ...parts.filter((_, j) => j !== i).map((other) => other.below)),
      );
      return { above: sum(...items), below };
    }
    default:
      return whole;
  }
}
