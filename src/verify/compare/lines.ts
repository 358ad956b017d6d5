// Lines and what is written like them, tuples with one letter in them: (1 + 7s, 2 − 3s), x = 1 + 2t, y = …, a point and a
// multiple of a direction, (x − 1)/2 = (y + 3)/−1 = z/4. Two are the same where they have the same points, whichever point
// and direction they are written with.
import { difference, integer, product, quotient, sum, symbol, tuple } from "../read/nodes.ts";
import {
  children,
  contains,
  isEquality,
  isEquation,
  isExpression,
  itemsOf,
  type Node,
  onlyVariable,
  variables,
} from "../read/tree.ts";
import { areIdentical, isZero, lineIn, substitute } from "./identity.ts";
import { labelled } from "./labels.ts";
import { AXES, entriesOf, multipliedOut, withAxes } from "./matrices.ts";
import { fractionOf } from "./numbers.ts";
import { differ, type Side } from "./same.ts";

/** A tuple a + t · d. */
interface Line {
  /** Of its places, in their order; null where they have none. */
  names: string | null;
  offset: Node[];
  direction: Node[];
  /** What t runs over; null where nothing is said. */
  set: "integers" | "reals" | null;
  /** A point and a multiple of a direction: of all reals, where nothing else is said. */
  vectors: boolean;
  /** r(t) = …: where a point is at a time. */
  ofTime: boolean;
}

/** The line that an answer is; null for any other. */
export const lineOf = (side: Side): Line | null => symmetric(side.node) ?? parametric(side);

/** In the order of their names, where they have some. */
function inOrder(names: readonly string[] | null, parts: readonly { offset: Node; slope: Node }[]) {
  const order = parts.map((_, i) => i);
  if (names) order.sort((i, j) => (names[i] < names[j] ? -1 : 1));
  return {
    names: names && order.map((i) => names[i]).join(),
    offset: order.map((i) => parts[i].offset),
    direction: order.map((i) => parts[i].slope),
  };
}

/** (x − 1)/2 = (y + 3)/−1 = z/4 and (x − 1)/2 = (y + 3)/−1, z = 4: each letter where all sides of the chain are t. */
function symmetric(node: Node): Line | null {
  const items = itemsOf(node);
  const chains = items.filter((item) => isEquality(item) && !isLabelled(item));
  const [chain] = chains;
  if (chains.length !== 1 || chain.t !== "rel" || items.length > 4) return null;
  // 2x = 3y is an equation like any other.
  if (chain.items.length === 2 && items.length === 1 && !chain.items.every(({ t }) => t === "div"))
    return null;
  const names: string[] = [];
  const parts: { offset: Node; slope: Node }[] = [];
  for (const side of chain.items) {
    const letter = onlyVariable(side);
    const line = letter === null ? null : lineIn(side, letter);
    if (letter === null || !line || isZero(line.slope)) return null;
    names.push(letter);
    const slope = quotient(integer(1), line.slope);
    parts.push({ offset: product(slope, difference(integer(0), line.offset)), slope });
  }
  for (const item of items.filter((other) => other !== chain)) {
    const { label, value } = labelled(item);
    if (label?.kind !== "symbol" || !isExpression(value) || variables(value).size > 0) return null;
    names.push(label.key);
    parts.push({ offset: value, slope: integer(0) });
  }
  if (new Set(names).size < names.length) return null;
  return { ...inOrder(names, parts), set: "reals", vectors: true, ofTime: false };
}

const isLabelled = (node: Node) => {
  const { label, value } = labelled(node);
  return label !== null && variables(value).size === 0;
};

/** (x, y) = (1 + 7s, 2 − 3s), or x = …, y = … in the order of their names; r = (1, 2) + t(3, 4), r(t) = … */
function parametric({ node, domains }: Side): Line | null {
  let names: string[] | null = null;
  let values: Node[];
  const { label, value: written } = labelled(node);
  const value = inAxes(written) ?? written;
  const vectors = contains(value, ({ t }) => t === "group") && value.t !== "group";
  const ofTime = label?.kind === "function";
  if (node.t === "list") {
    const items = node.items.map(labelled);
    if (!items.every((item) => item.label?.kind === "symbol")) return null;
    names = items.map((item) => item.label!.key);
    values = items.map((item) => item.value);
  } else {
    const entries = entriesOf(multipliedOut(value));
    if (!entries) return null;
    if (label?.kind === "names" && label.node.t === "group")
      names = label.node.items.map((name) => (name.t === "sym" ? name.name : ""));
    else if (label && label.kind !== "symbol" && !ofTime) return null;
    values = [...entries];
  }
  if (values.length < 2 || values.length > 6 || !values.every(isExpression)) return null;
  const letters = new Set(values.flatMap((one) => [...variables(one)]));
  const [letter, ...others] = letters;
  if (letter === undefined || others.length > 0 || names?.includes(letter)) return null;
  if (ofTime && label.parameters.join() !== letter) return null;
  const domain = domains.get(letter);
  if ((domain?.bounds.length ?? 0) > 0) return null;
  const set = domain?.set ?? null;
  if (set !== null && set !== "integers" && set !== "reals") return null;
  if (names && new Set(names).size < values.length) return null;
  const parts = values.map((one) => lineIn(one, letter));
  if (!parts.every((part) => part !== null)) return null;
  return { ...inOrder(names, parts), set, vectors, ofTime };
}

/** 2i − j + t(i + 3j − k) as the tuple of its parts along i, j and k; null for anything else. */
function inAxes(node: Node): Node | null {
  if (!isExpression(node) || !contains(node, ({ t }) => t === "add")) return null;
  const named = withAxes(node);
  const letters = [...variables(named)];
  const others = letters.filter((name) => !AXES.includes(name));
  if (others.length !== 1 || !letters.includes("j") || !(letters.includes("i") || letters.includes("k")))
    return null;
  const at = (axis: string | null) =>
    AXES.reduce((part, name) => substitute(part, name, integer(name === axis ? 1 : 0)), named);
  // Linear in each of them, without a term of its own.
  const parts = AXES.map((axis) => product(at(axis), symbol(axis)));
  return isZero(at(null)) && areIdentical(named, sum(...parts))
    ? sum(tuple(AXES.map(at)), tuple(AXES.map(() => integer(0))))
    : null;
}

/** x = 2 and 3x − 4y + 10 = 0: equations of lines in the plane, of which some are of both letters. */
export const areLines = (equations: readonly Node[]) => {
  const letters = equations.map((one) =>
    isEquation(one) && one.items.every(isExpression) ? variables(one) : null,
  );
  return (
    letters.every(
      (names) => names !== null && names.size > 0 && [...names].every((name) => /^[xy]$/.test(name)),
    ) &&
    letters.some((names) => names?.size === 2) &&
    equations.every((one) => children(one).every((side) => degreeOf(side) <= 1))
  );
};

/** How many letters are multiplied at most, as it is written. */
function degreeOf(node: Node): number {
  if (variables(node).size === 0) return 0;
  if (node.t === "sym") return 1;
  const degrees = children(node).map(degreeOf);
  if (node.t === "add" || node.t === "neg") return Math.max(...degrees);
  if (node.t === "mul") return degrees.reduce((total, degree) => total + degree);
  return node.t === "div" && degrees[1] === 0 ? degrees[0] : Number.POSITIVE_INFINITY;
}

/** Whether two lines have the same points, where t runs over the whole numbers by a step of ±1; null where it is not known. */
export function sameLines(a: Line | null, b: Line | null): boolean | null {
  if (!a || !b || a.offset.length !== b.offset.length || (a.ofTime && b.ofTime)) return null;
  if (differ(a.names, b.names)) return null;
  // Names in another order than that of the tuple without names.
  if (
    a.names !== b.names &&
    (a.names ?? b.names)!.split(",").some((name, i, all) => i > 0 && name < all[i - 1])
  )
    return null;
  if (a.set !== null && b.set !== null && a.set !== b.set) return false;
  const lead = a.direction.findIndex((part) => !isZero(part));
  if (lead < 0) return null;
  const apart = difference(b.offset[lead], a.offset[lead]);
  const scale = quotient(b.direction[lead], a.direction[lead]);
  const shift = quotient(apart, a.direction[lead]);
  const set = a.set ?? b.set;
  if (set === "reals" || (set === null && (a.vectors || b.vectors))) {
    if (isZero(b.direction[lead])) return false;
  } else {
    const turn = fractionOf(b.direction[lead], a.direction[lead]);
    const steps = fractionOf(apart, a.direction[lead]);
    if (turn?.d !== 1n || (turn.n !== 1n && turn.n !== -1n) || steps?.d !== 1n) return null;
  }
  return a.direction.every(
    (part, i) =>
      areIdentical(b.direction[i], product(part, scale)) &&
      areIdentical(difference(b.offset[i], a.offset[i]), product(part, shift)),
  );
}
