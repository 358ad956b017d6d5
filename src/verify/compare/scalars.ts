// Single values: units, percent, degrees, bases, ratios, and then the values themselves.

import { difference, integer, number, product, quotient, sum } from "../read/nodes.ts";
import {
  absolute,
  compare,
  equal,
  inverse,
  ONE,
  parseDecimal,
  type Rational,
  rational,
} from "../read/rational.ts";
import {
  children,
  contains,
  isExpression,
  keyOf,
  type Node,
  variables,
  writtenNumber,
} from "../read/tree.ts";
import { knownUnit, parseUnitBeside } from "../read/units.ts";
import { sameWords, turning } from "../read/words.ts";
import { sameGrowth } from "./growth.ts";
import { areIdentical, constantDifference, differentiatesTo, identical, substitute } from "./identity.ts";
import { roundsTo, within } from "./numbers.ts";
import { bothWays, type Comparing, NO, type Same } from "./same.ts";
import { sameSeries } from "./series.ts";

export function compareScalars(comparison: Comparing, a: Node, b: Node): Same {
  if (a.t === "words" || b.t === "words") {
    return a.t === "words" && b.t === "words" && sameWords(a.text, b.text)
      ? comparison.yes("same words")
      : NO;
  }
  if (a.t === "unit" || b.t === "unit") return quantities(comparison, a, b);
  if (a.t === "base" || b.t === "base") {
    // The same digits in the same base have the same form; 42 is not the answer where 52_8 is asked for, nor is 52.
    return NO;
  }
  if (a.t === "ratio" && b.t === "ratio" && a.items.length + b.items.length > 4)
    return ratios(comparison, a.items, b.items);
  if (a.t === "percent" || b.t === "percent") return percents(comparison, a, b);
  if (a.t === "deg" || b.t === "deg") return degrees(comparison, a, b);
  const integrals = antiderivatives(comparison, a, b);
  if (integrals) return integrals;
  if (!isExpression(a) || !isExpression(b)) return NO;
  if (isInfinite(a) || isInfinite(b)) return keyOf(a) === keyOf(b) ? comparison.yes("same form") : NO;
  return values(comparison, a, b);
}

const isInfinite = (node: Node): boolean =>
  node.t === "neg" ? isInfinite(node.a) : node.t === "const" && node.name === "inf";

function values(comparison: Comparing, a: Node, b: Node): Same {
  const series = sameSeries(a, b);
  if (series) return series.same ? comparison.yes("series term by term") : series;
  if (sameGrowth(a, b)) return comparison.yes("a value and its order");
  const result = identical(a, b);
  if (result.same) {
    return comparison.yes(
      variables(a).size + variables(b).size === 0 ? "equal numbers" : "equal expressions",
    );
  }
  if (roundsTo(a, b)) return comparison.yes("rounded to the digits written");
  const { tolerance } = comparison.settings;
  if (tolerance > 0 && within(a, b, tolerance)) return comparison.yes("within the tolerance");
  return result;
}

/** The unit of a value; "15 m" and "5 m/s" are read as quantities where the other side has a unit. */
function quantity(node: Node): Quantity | null {
  // 25 degrees Celsius
  if (node.t === "unit") return { value: scaleOf(node.unit) ? degreesOf(node.a) : node.a, unit: node.unit };
  const units: string[] = [];
  const value = withoutUnits(node, 1, units);
  return value && units.length > 0 ? { value, unit: units.join(" ") } : null;
}

/** The constant part of a product of constants and one-letter units, which go to `units`; null for anything else. */
function withoutUnits(node: Node, power: number, units: string[]): Node | null {
  if (node.t === "sym") {
    if (!knownUnit(node.name)) return null;
    units.push(`${node.name}^${power}`);
    return integer(1);
  }
  if (variables(node).size === 0)
    return isExpression(node) ? (power > 0 ? node : quotient(integer(1), node)) : null;
  if (node.t === "pow" && node.b.t === "num" && node.b.v.d === 1n && node.b.v.n < 9n && node.b.v.n > -9n) {
    return node.a.t === "sym" ? withoutUnits(node.a, power * Number(node.b.v.n), units) : null;
  }
  if (node.t !== "mul" && node.t !== "div") return null;
  const parts =
    node.t === "mul"
      ? node.items.map((item) => withoutUnits(item, power, units))
      : [withoutUnits(node.a, power, units), withoutUnits(node.b, -power, units)];
  if (!parts.every((part) => part !== null)) return null;
  const one = keyOf(integer(1));
  const rest = parts.filter((part) => keyOf(part) !== one);
  return rest.length === 0 ? integer(1) : product(...rest);
}

/** 135^\circ against 3π/4 rad: an angle in either measure; null where not both measures are named. */
function angles(comparison: Comparing, a: Node, b: Node): Same | null {
  const [angle, other] = a.t === "deg" ? [a, b] : [b, a];
  if (angle.t !== "deg" || other.t !== "unit" || !/^rad(?:ian)?s?$/.test(other.unit)) return null;
  return values(comparison, angle, other.a).same ? comparison.yes("degrees in radians") : NO;
}

/** A missing unit may pass; of two units the dimension must be the same, and the values after conversion. */
function quantities(comparison: Comparing, a: Node, b: Node): Same {
  const measured = angles(comparison, a, b);
  if (measured) return measured;
  // A percent or degree sign is a unit of its own.
  if (a.t === "percent" || b.t === "percent" || a.t === "deg" || b.t === "deg") return NO;
  const [x, y] = [a, b].map(quantity);
  if (x && y) {
    const scales = temperatures(comparison, x, y);
    if (scales) return scales;
    const [u, v] = [parseUnitBeside(x.unit, y.unit), parseUnitBeside(y.unit, x.unit)];
    if (u.dimension !== v.dimension) return NO;
    const scaled = (value: Node, factor: Rational) =>
      equal(factor, ONE) ? value : product(value, number(factor));
    const same = equal(u.factor, v.factor);
    const result = same
      ? comparison.same(x.value, y.value)
      : comparison.same(scaled(x.value, u.factor), scaled(y.value, v.factor));
    return result.same ? comparison.yes(same ? "same unit" : "units converted") : result;
  }
  const unit = (x ?? y)?.unit ?? "";
  if (turning.test(unit) || NUMERALS.test(unit)) return NO;
  const result = comparison.same(x?.value ?? a, y?.value ?? b);
  return result.same ? comparison.yes("one unit missing") : result;
}

interface Quantity {
  value: Node;
  unit: string;
}

export const TWO_SCALES = "temperatures on two scales";

/** 25 °C and 77 °F: temperatures on two scales, the one on that of the other; null for anything else. */
function temperatures(comparison: Comparing, x: Quantity, y: Quantity): Same | null {
  const [own, other] = [x, y].map(({ unit }) => scaleOf(unit));
  if (!own || !other || own === other) return null;
  const onScale = ({ value }: Quantity, from: Scale, to: Scale) => {
    const kelvins = product(sum(value, number(from.shift)), number(from.step));
    return difference(product(kelvins, number(inverse(to.step))), number(to.shift));
  };
  const result =
    comparison.same(onScale(x, own, other), y.value).same ||
    comparison.same(x.value, onScale(y, other, own)).same;
  return result ? comparison.yes(TWO_SCALES) : NO;
}

const degreesOf = (value: Node) => (value.t === "deg" ? value.a : value);

/** Kelvins are the degrees and `shift`, times `step`. */
interface Scale {
  shift: Rational;
  step: Rational;
}
const SCALES: Record<string, Scale> = {
  celsius: { shift: parseDecimal("273.15"), step: ONE },
  fahrenheit: { shift: parseDecimal("459.67"), step: rational(5n, 9n) },
  kelvin: { shift: rational(0n), step: ONE },
};
const scaleOf = (unit: string): Scale | undefined =>
  SCALES[/^(?:K(?:\^1)?|kelvins?)$/.test(unit) ? "kelvin" : unit.toLowerCase()];

/** Thousands and millions in other languages: 100 mil is not 100. */
const NUMERALS =
  /\b(?:mil|mille|mila|tausend|duizend|tusen|milh\w+|mill[io]\w+|milion\w*|mil[iy]ar\w*|milyon|miljoen|mio|mrd|tysi\w+|ribu|juta|lakhs?|crores?)\b/i;

/** 2 : 3 : 4 and 4 : 6 : 8. */
function ratios(comparison: Comparing, a: readonly Node[], b: readonly Node[]): Same {
  if (a.length !== b.length) return NO;
  const same = a.every((item, i) => {
    return areIdentical(product(item, b[0]), product(a[0], b[i]));
  });
  return same ? comparison.yes("ratios in proportion") : NO;
}

/** 10% is 0.1; and a written number where the other side only has the sign more. */
function percents(comparison: Comparing, a: Node, b: Node): Same {
  if (a.t === "percent" && b.t === "percent") {
    const result = comparison.same(a.a, b.a);
    return result.same === false && roundsTo(a, b) ? comparison.yes("rounded to the digits written") : result;
  }
  const [percent, other] = a.t === "percent" ? [a, b] : [b, a];
  if (percent.t !== "percent" || !isExpression(percent) || !isExpression(other)) return NO;
  const written = writtenNumber(other);
  if (written) {
    // A number of at most 1 is a share as it stands: 0.4 is 40%.
    const share = compare(absolute(written.v), ONE) <= 0;
    if (!share && values(comparison, percent.a, other).same) return comparison.yes("percent sign missing");
    const finer = written.literal.decimals > (writtenNumber(percent.a)?.literal.decimals ?? 0);
    if (finer && roundsTo(percent, { t: "percent", a: other }))
      return comparison.yes("rounded to the digits written");
  }
  return values(comparison, percent, other).same ? comparison.yes("percent as a number") : NO;
}

/** 90° is π/2; and a written number where the other side only has the sign more. */
function degrees(comparison: Comparing, a: Node, b: Node): Same {
  const minutes = [a, b].some((node) => node.t === "deg" && node.minutes);
  const result = degreesOnly(comparison, a, b);
  return minutes && result.same ? comparison.yes("degrees, minutes and seconds") : result;
}

function degreesOnly(comparison: Comparing, a: Node, b: Node): Same {
  if (a.t === "deg" && b.t === "deg") return comparison.same(a.a, b.a);
  const [angle, other] = a.t === "deg" ? [a, b] : [b, a];
  if (angle.t !== "deg" || !isExpression(angle) || !isExpression(other)) return NO;
  if (writtenNumber(other) && values(comparison, angle.a, other).same)
    return comparison.yes("degree sign missing");
  if (children(other).length > 0 && values(comparison, angle, other).same)
    return comparison.yes("degrees in radians");
  // 36.87° of arctan(3/4)
  const inDegrees = quotient(product(other, integer(180)), { t: "const", name: "pi" });
  return contains(other, (node) => node.t === "fn" && node.name.startsWith("arc")) &&
    roundsTo(angle.a, inDegrees)
    ? comparison.yes("rounded to the digits written")
    : NO;
}

/** Integrals against antiderivatives, and antiderivatives among each other; null where they are not that. */
function antiderivatives(comparison: Comparing, a: Node, b: Node): Same | null {
  for (const [x, y] of bothWays(a, b)) {
    if (x.t !== "integral") continue;
    if (!isExpression(y) || !isExpression(x.a)) return null;
    if (!constantOfIntegration(y)) return NO;
    const result = differentiatesTo(y, x.variable, x.a);
    return result.same ? comparison.yes("an antiderivative") : result;
  }
  const [c, d] = [constantOfIntegration(a), constantOfIntegration(b)];
  if (!c || !d) return null;
  const zero = (node: Node, name: string) => substitute(node, name, integer(0));
  return constantDifference(zero(a, c), zero(b, d)).same
    ? comparison.yes("antiderivatives up to a constant")
    : null;
}

/** The constant C of "… + C": a term of its own, nowhere else in the sum. */
function constantOfIntegration(node: Node): string | null {
  if (node.t !== "add") return null;
  for (const item of node.items) {
    if (item.t !== "sym" || !/^[CcKk]$/.test(item.name)) continue;
    const rest = node.items.filter((other) => other !== item);
    if (!rest.some((other) => variables(other).has(item.name))) return item.name;
  }
  return null;
}
