// Single values: units, percent, degrees, bases, ratios, and then the values themselves.
import { type Comparison, NO } from "./answers.ts";
import { identical, type Same } from "./identity.ts";
import { roundsTo, within } from "./numbers.ts";
import { children, isExpression, keyOf, type Node, variables, writtenNumber } from "./tree.ts";
import { knownUnit, parseUnit } from "./units.ts";
import { sameWords } from "./words.ts";

export function compareScalars(comparison: Comparison, a: Node, b: Node): Same {
  if (a.t === "words" || b.t === "words") {
    return a.t === "words" && b.t === "words" && sameWords(a.text, b.text) ? comparison.yes("same words") : NO;
  }
  if (a.t === "unit" || b.t === "unit") return quantities(comparison, a, b);
  if (a.t === "base" || b.t === "base") {
    // 42 is not the answer where 52_8 is asked for, nor is 52.
    return keyOf(a) === keyOf(b) ? comparison.yes("same digits in the same base") : NO;
  }
  if (a.t === "percent" || b.t === "percent") return percents(comparison, a, b);
  if (a.t === "deg" || b.t === "deg") return degrees(comparison, a, b);
  const integrals = comparison.antiderivatives(a, b);
  if (integrals) return integrals;
  if (!isExpression(a) || !isExpression(b)) return NO;
  return values(comparison, a, b);
}

function values(comparison: Comparison, a: Node, b: Node): Same {
  const result = identical(a, b);
  if (result.same) {
    return comparison.yes(variables(a).size + variables(b).size === 0 ? "equal numbers" : "equal expressions");
  }
  if (roundsTo(a, b)) return comparison.yes("rounded to the digits written");
  const { tolerance } = comparison.settings;
  if (tolerance > 0 && within(a, b, tolerance)) return comparison.yes("within the tolerance");
  return result;
}

/** The unit of a value, reading "15 m" as fifteen metres where the other side has a unit. */
function quantity(node: Node, other: Node): { value: Node; unit: string } | null {
  if (node.t === "unit") return { value: node.a, unit: node.unit };
  if (other.t !== "unit" || node.t !== "mul") return null;
  const last = node.items[node.items.length - 1];
  const power = last.t === "pow" && last.b.t === "num" ? last : null;
  const symbol = power ? power.a : last;
  const rest = node.items.slice(0, -1);
  if (symbol.t !== "sym" || !knownUnit(symbol.name) || !rest.every((item) => variables(item).size === 0)) return null;
  const value: Node = rest.length === 1 ? rest[0] : { t: "mul", items: rest };
  return { value, unit: power?.b.t === "num" ? `${symbol.name}^${power.b.v.n}` : symbol.name };
}

/** A missing unit may pass; of two units the dimension must be the same, and the values after conversion. */
function quantities(comparison: Comparison, a: Node, b: Node): Same {
  const [x, y] = [quantity(a, b), quantity(b, a)];
  if (x && y) {
    const [u, v] = [parseUnit(x.unit), parseUnit(y.unit)];
    if (u.dimension !== v.dimension) return NO;
    const scaled = (value: Node, { n, d }: { n: bigint; d: bigint }): Node =>
      n === d ? value : { t: "mul", items: [value, { t: "num", v: { n, d }, literal: null }] };
    const same = u.factor.n === v.factor.n && u.factor.d === v.factor.d;
    const result = same ? comparison.same(x.value, y.value) : comparison.same(scaled(x.value, u.factor), scaled(y.value, v.factor));
    return result.same ? comparison.yes(same ? "same unit" : "units converted") : result;
  }
  const result = comparison.same(x?.value ?? a, y?.value ?? b);
  return result.same ? comparison.yes("one unit missing") : result;
}

/** 10% is 0.1; and a written number where the other side only has the sign more. */
function percents(comparison: Comparison, a: Node, b: Node): Same {
  if (a.t === "percent" && b.t === "percent") return comparison.same(a.a, b.a);
  const [percent, other] = a.t === "percent" ? [a, b] : [b, a];
  if (percent.t !== "percent" || !isExpression(percent) || !isExpression(other)) return NO;
  if (writtenNumber(other) && values(comparison, percent.a, other).same) return comparison.yes("percent sign missing");
  return values(comparison, percent, other).same ? comparison.yes("percent as a number") : NO;
}

/** 90° is π/2; and a written number where the other side only has the sign more. */
function degrees(comparison: Comparison, a: Node, b: Node): Same {
  if (a.t === "deg" && b.t === "deg") return comparison.same(a.a, b.a);
  const [angle, other] = a.t === "deg" ? [a, b] : [b, a];
  if (angle.t !== "deg" || !isExpression(angle) || !isExpression(other)) return NO;
  if (writtenNumber(other) && values(comparison, angle.a, other).same) return comparison.yes("degree sign missing");
  return children(other).length > 0 && values(comparison, angle, other).same
    ? comparison.yes("degrees in radians")
    : NO;
}
