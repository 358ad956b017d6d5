// Sets of real numbers as sorted, disjoint intervals: intervals, unions, inequalities in one unknown, set builders.

import { call, integer, negative, symbol } from "../read/nodes.ts";
import {
  add,
  compare as compareRational,
  floor,
  inverse,
  multiply,
  negate,
  type Rational,
  rational,
} from "../read/rational.ts";
import {
  areWhole,
  type Builder,
  conditionsOf,
  FLIPPED,
  isEquation,
  isExpression,
  keyOf,
  membership,
  type Node,
  onlyVariable,
  type Relation,
  wholeNumber,
} from "../read/tree.ts";
import * as F from "./bigfloat.ts";
import { constantValue, exactValue, lineIn, substitute } from "./identity.ts";
import { labelOf } from "./labels.ts";

/** −∞, a number, or ∞. */
export type End = { q: Rational } | { f: F.BigFloat } | "-inf" | "inf";

export interface Interval {
  low: End;
  high: End;
  lowClosed: boolean;
  highClosed: boolean;
}

export interface RealSet {
  intervals: Interval[];
  /** The unknown of the inequalities, as text; null where none is named. */
  unknown: string | null;
}

const BITS = 224;
export const everything: Interval = { low: "-inf", high: "inf", lowClosed: false, highClosed: false };

function compareEnds(a: End, b: End): number {
  if (a === b) return 0;
  if (a === "-inf" || b === "inf") return -1;
  if (a === "inf" || b === "-inf") return 1;
  if ("q" in a && "q" in b) return compareRational(a.q, b.q);
  const [x, y] = [a, b].map((end) => ("q" in end ? F.fromRational(end.q, BITS) : end.f));
  const difference = F.subtract(x, y, BITS);
  const size = Math.max(F.exponentOf(x), F.exponentOf(y));
  return F.exponentOf(difference) < size - BITS + 64 ? 0 : F.signOf(difference);
}

function endOf(node: Node): End | null {
  if (node.t === "const" && node.name === "inf") return "inf";
  if (node.t === "neg" && node.a.t === "const" && node.a.name === "inf") return "-inf";
  return constantValue(node);
}

/** Whether a node can only be a set of reals, not a point or a list as well. */
export function isDefiniteSet(node: Node): boolean {
  switch (node.t) {
    case "setop":
    case "builder":
    case "name":
      return true;
    case "group":
      return (
        node.items.length === 2 &&
        ((node.open === "(") !== (node.close === ")") ||
          node.items.some((item) => typeof endOf(item) === "string"))
      );
    case "rel":
      return (
        node.ops.some((op) => "<>≤≥≠".includes(op)) || (node.ops[0] === "∈" && isDefiniteSet(node.items[1]))
      );
    case "list":
      return node.items.some(isDefiniteSet);
    default:
      return false;
  }
}

/** The set a node describes, or null where it is no set of reals with known ends. */
export function realSet(node: Node): RealSet | null {
  switch (node.t) {
    case "group": {
      if (node.items.length !== 2 || !"([".includes(node.open)) return null;
      const set = interval(node.items[0], node.open === "[", node.items[1], node.close === "]");
      // (3, 1) is a point, not an empty interval.
      return set && set.intervals.length > 0 ? set : null;
    }
    case "set": {
      const sets = node.items.flatMap(bothOf).map(pointSet);
      return sets.every((set) => set !== null) ? combine(sets, union) : null;
    }
    case "name":
      if (node.name === "reals") return { intervals: [everything], unknown: null };
      return node.name === "empty" ? { intervals: [], unknown: null } : null;
    case "setop": {
      const [a, b] = [realSet(node.a), realSet(node.b)];
      if (!a || !b) return null;
      if (node.op === "cup") return combine([a, b], union);
      return combine([a, node.op === "cap" ? b : { ...b, intervals: complement(b.intervals) }], intersection);
    }
    case "builder": {
      const wholes = wholeNumbers(node);
      if (wholes) return wholes;
      const set = realSet(node.b);
      if (!set) return null;
      const head = node.a.t === "rel" && node.a.ops[0] === "∈" ? node.a : null;
      if (head && !(head.items[1].t === "name" && head.items[1].name === "reals")) return null;
      const name = head ? head.items[0] : node.a;
      return set.unknown === keyOf(name) ? { ...set, unknown: null } : null;
    }
    case "rel":
      return relationSet(node);
    case "list": {
      const sets = node.items.map(
        (item) => realSet(item) ?? (node.separator === "or" ? pointSet(item) : null),
      );
      if (!sets.every((set) => set !== null)) return null;
      const relations = node.items.every((item) => item.t === "rel");
      // "x > 1 and x < 3" narrows; "x < 1 or x > 3" widens; a bare comma could be either.
      const related = node.items.some((item) => item.t === "rel" && item.ops[0] !== "∈");
      if (node.separator === "or" || (!related && node.separator === "and")) return combine(sets, union);
      const excludes = node.items.some((item) => item.t === "rel" && item.ops.includes("≠"));
      return node.separator === "and" || (relations && excludes) ? combine(sets, intersection) : null;
    }
    default:
      return null;
  }
}
/** ±1 as 1 and −1. */
const bothOf = (node: Node): Node[] => (node.t === "pm" && !node.a ? [node.b, negative(node.b)] : [node]);

function pointSet(node: Node): RealSet | null {
  if (node.t === "rel") return relationSet(node);
  return node.t === "group" ? null : interval(node, true, node, true);
}

function interval(low: Node, lowClosed: boolean, high: Node, highClosed: boolean): RealSet | null {
  const [a, b] = [endOf(low), endOf(high)];
  if (a === null || b === null) return null;
  return { intervals: normal([between(a, lowClosed, b, highClosed)]), unknown: null };
}

const between = (low: End, lowClosed: boolean, high: End, highClosed: boolean): Interval => ({
  low,
  high,
  lowClosed: lowClosed && low !== "-inf",
  highClosed: highClosed && high !== "inf",
});

/** −2 ≤ x < 5, x ≠ 3, x ∈ [0, 1), 1 ≤ |x| ≤ 2, |2x − 1| < 3, x² < 4, x = 4 */
function relationSet(node: Relation): RealSet | null {
  if (node.ops[0] === "∈" && node.ops.length === 1) {
    const set = realSet(node.items[1]);
    return set && { ...set, unknown: keyOf(node.items[0]) };
  }
  // x ≠ ±1
  const [, both] = node.items;
  if (node.ops.join() === "≠" && both.t === "pm" && both.a === null) {
    const sides = [both.b, negative(both.b)].map((side) =>
      relationSet({ ...node, items: [node.items[0], side] }),
    );
    return sides.every((side) => side !== null) ? combine(sides, intersection) : null;
  }
  const unknowns = node.items.filter((item) => endOf(item) === null);
  if (unknowns.length !== 1) return null;
  const [unknown] = unknowns;
  const place = node.items.indexOf(unknown);
  // x² < 10 is |x| < √10.
  const square = unknown.t === "pow" && wholeNumber(unknown.b) === 2n ? unknown.a : null;
  const inner = square ?? (unknown.t === "fn" && unknown.name === "abs" ? unknown.args[0] : null);
  const line = inner && !labelOf(inner) ? lineOf(inner) : null;
  if (!line && !labelOf(inner ?? unknown)) return null;
  let result: Interval[] = [everything];
  for (let i = 0; i < node.ops.length; i++) {
    const onLeft = i + 1 > place;
    const side = node.items[onLeft ? i + 1 : i];
    const constant = endOf(square ? call("sqrt", side) : side);
    if (constant === null) return null;
    const op = onLeft ? node.ops[i] : (FLIPPED[node.ops[i]] ?? node.ops[i]);
    const part = halfLine(op, constant);
    if (!part) return null;
    result = intersection(result, part);
  }
  if (inner) {
    const positive = intersection(result, [between({ q: rational(0n) }, true, "inf", false)]);
    result = union(
      positive,
      positive.map((part) => solved(part, MIRROR)),
    );
  }
  if (line) return { intervals: normal(result.map((part) => solved(part, line))), unknown: keyOf(line.x) };
  return { intervals: result, unknown: keyOf(inner ?? unknown) };
}

/** slope · x + offset, with rational numbers. */
interface Line {
  x: Node;
  slope: Rational;
  offset: Rational;
}

/** −x */
const MIRROR = { slope: rational(-1n), offset: rational(0n) };

/** An expression of one letter that is a line of it: 2x − 1; null for any other. */
function lineOf(node: Node): Line | null {
  const name = onlyVariable(node);
  const line = name === null ? null : lineIn(node, name);
  if (name === null || !line) return null;
  const [slope, offset] = [exactValue(line.slope), exactValue(line.offset)];
  return slope && offset && slope.n !== 0n ? { x: symbol(name), slope, offset } : null;
}

/** The x for which the line lies in the interval. */
function solved(
  { low, high, lowClosed, highClosed }: Interval,
  { slope, offset }: Pick<Line, "slope" | "offset">,
): Interval {
  const factor = inverse(slope);
  const back = (end: End): End => {
    if (end === "inf" || end === "-inf") return slope.n > 0n === (end === "inf") ? "inf" : "-inf";
    if ("q" in end) return { q: multiply(add(end.q, negate(offset)), factor) };
    const [b, a] = [negate(offset), factor].map((q) => F.fromRational(q, BITS));
    return { f: F.multiply(F.add(end.f, b, BITS), a, BITS) };
  };
  return slope.n > 0n
    ? { low: back(low), high: back(high), lowClosed, highClosed }
    : { low: back(high), high: back(low), lowClosed: highClosed, highClosed: lowClosed };
}

const MOST_WHOLES = 500n;

/**
 * {x | x = 2k, k ∈ ℤ, 0 < x < 8}, {2k | …} and {n ∈ ℤ | |n| < 3}: finitely many numbers, of one whole number that the
 * conditions bound; null for any other. Whether 0 is in ℕ is not known.
 */
function wholeNumbers({ a: head, b: condition }: Builder): RealSet | null {
  const all = conditionsOf(condition);
  const members = [head, ...all].map(membership).filter((member) => member !== null);
  const wholes = members.filter(({ set }) => areWhole(set));
  const [k] = wholes;
  if (
    wholes.length !== 1 ||
    k.of.t !== "sym" ||
    members.some(({ set }) => !/^(?:reals|integers|naturals)$/.test(set))
  )
    return null;
  const element = membership(head)?.of ?? head;
  const letter = k.of.name;
  // x = 2k says what the element is.
  const equations = all.filter(isEquation);
  const defines = equations.length > 0 && keyOf(equations[0].items[0]) === keyOf(element);
  const value = defines ? equations[0].items[1] : element;
  if (equations.length > (defines ? 1 : 0) || !isExpression(value)) return null;
  const bounds = all.filter((node) => !membership(node) && node !== (defines ? equations[0] : null));
  let range: Interval[] = [everything];
  for (const bound of bounds) {
    const set = bound.t === "rel" ? relationSet(bound) : null;
    if (!set) return null;
    if (set.unknown === keyOf(k.of)) range = intersection(range, set.intervals);
    else {
      const line = set.unknown === keyOf(element) ? lineOf(value) : null;
      if (!line || keyOf(line.x) !== keyOf(k.of)) return null;
      range = intersection(range, normal(set.intervals.map((part) => solved(part, line))));
    }
  }
  if (range.some(({ low, high }) => typeof low === "string" || typeof high === "string")) return null;
  const points: Interval[] = [];
  for (const part of range) {
    const from = floorOf(part.low);
    for (let n = from; ; n++) {
      const end: End = { q: rational(n) };
      if (n - from > MOST_WHOLES || compareEnds(end, part.high) > 0) break;
      const single = between(end, true, end, true);
      if (intersection([single], [part]).length === 0) continue;
      if (k.set === "naturals" && n === 0n) return null;
      if (k.set === "naturals" && n < 0n) continue;
      const result = constantValue(substitute(value, letter, integer(n)));
      if (!result) return null;
      points.push(between(result, true, result, true));
    }
    if (points.length >= MOST_WHOLES) return null;
  }
  return { intervals: normal(points), unknown: null };
}

/** The whole number at an end or below it. */
function floorOf(end: End): bigint {
  if (typeof end === "string") return 0n;
  return "q" in end ? floor(end.q) : F.toFixed(end.f, 0) - 1n;
}

function halfLine(op: string, end: End): Interval[] | null {
  const point = [between(end, true, end, true)];
  if (op === "=" || op === "≠") return op === "=" ? point : complement(point);
  if (/[<≤]/.test(op)) return [between("-inf", false, end, op === "≤")];
  return /[>≥]/.test(op) ? [between(end, op === "≥", "inf", false)] : null;
}

function combine(
  sets: readonly RealSet[],
  operation: (a: Interval[], b: Interval[]) => Interval[],
): RealSet | null {
  const unknowns = new Set(sets.map((set) => set.unknown).filter((unknown) => unknown !== null));
  if (unknowns.size > 1) return null;
  const intervals = sets.map((set) => set.intervals).reduce(operation);
  return { intervals, unknown: [...unknowns][0] ?? null };
}

const isEmpty = ({ low, high, lowClosed, highClosed }: Interval) => {
  const order = compareEnds(low, high);
  return order > 0 || (order === 0 && !(lowClosed && highClosed));
};

/** Sorted, without empty intervals, and those that touch joined. */
function normal(intervals: readonly Interval[]): Interval[] {
  const sorted = intervals
    .filter((part) => !isEmpty(part))
    .sort((a, b) => compareEnds(a.low, b.low) || Number(b.lowClosed) - Number(a.lowClosed));
  const result: Interval[] = [];
  for (const part of sorted) {
    const last = result[result.length - 1];
    const gap = last ? compareEnds(last.high, part.low) : -1;
    if (!last || gap < 0 || (gap === 0 && !last.highClosed && !part.lowClosed)) result.push({ ...part });
    else {
      const order = compareEnds(last.high, part.high);
      if (order < 0) [last.high, last.highClosed] = [part.high, part.highClosed];
      else if (order === 0) last.highClosed ||= part.highClosed;
    }
  }
  return result;
}

export const union = (a: Interval[], b: Interval[]) => normal([...a, ...b]);

export function intersection(a: Interval[], b: Interval[]): Interval[] {
  const parts: Interval[] = [];
  for (const x of a) {
    for (const y of b) {
      const low = compareEnds(x.low, y.low);
      const high = compareEnds(x.high, y.high);
      parts.push({
        low: low >= 0 ? x.low : y.low,
        lowClosed: low > 0 ? x.lowClosed : low < 0 ? y.lowClosed : x.lowClosed && y.lowClosed,
        high: high <= 0 ? x.high : y.high,
        highClosed: high < 0 ? x.highClosed : high > 0 ? y.highClosed : x.highClosed && y.highClosed,
      });
    }
  }
  return normal(parts);
}

export function complement(intervals: readonly Interval[]): Interval[] {
  const parts: Interval[] = [];
  let low: End = "-inf";
  let lowClosed = false;
  for (const part of intervals) {
    parts.push({ low, lowClosed, high: part.low, highClosed: !part.lowClosed && part.low !== "-inf" });
    [low, lowClosed] = [part.high, !part.highClosed && part.high !== "inf"];
  }
  parts.push({ low, lowClosed, high: "inf", highClosed: false });
  return normal(parts.filter((part) => !(part.low === "inf" || part.high === "-inf")));
}

export function sameSet(a: RealSet, b: RealSet): boolean {
  if (a.intervals.length !== b.intervals.length) return false;
  return a.intervals.every((x, i) => {
    const y = b.intervals[i];
    return (
      compareEnds(x.low, y.low) === 0 &&
      compareEnds(x.high, y.high) === 0 &&
      x.lowClosed === y.lowClosed &&
      x.highClosed === y.highClosed
    );
  });
}
