// Functions by cases: \begin{cases} x² & x ≥ 0 \\ −x & x < 0 \end{cases}. Two are the same where they take the same values on
// the same parts, in whatever order the parts stand and wherever they are cut; |x| is one too.

import { integer, number } from "../read/nodes.ts";
import { add, compare, lcm, multiply, negate, type Rational, rational } from "../read/rational.ts";
import { isExpression, type Node, variables } from "../read/tree.ts";
import { toRational } from "./bigfloat.ts";
import { identical, substitute } from "./identity.ts";
import {
  complement,
  type End,
  everything,
  type Interval,
  intersection,
  realSet,
  sameSet,
  union,
} from "./realset.ts";
import { type Classes, lifted, residuesOf } from "./residues.ts";
import { NO, type Same, sameMembers, YES } from "./same.ts";

type Cases = Extract<Node, { t: "cases" }>;

/** A part of the numbers on which one expression holds: reals, or classes of whole numbers. */
type OnReals = { value: Node; intervals: Interval[] };
type OnClasses = { value: Node } & Classes;

interface Pieces {
  name: string;
  parts: OnReals[] | OnClasses[];
}

const MOST_CASES = 12;
const MAX_MODULUS = 2000n;

/** Null where not both are functions by cases of one letter, or one by cases and an expression. */
export function sameCases(a: Node, b: Node): Same | null {
  if (a.t !== "cases" && b.t !== "cases") return null;
  const [x, y] = [a, b].map((node) => (node.t === "cases" ? piecesOf(node) : null));
  const known = x ?? y;
  if (!known) return null;
  // An expression is a function of one case.
  const whole = (value: Node): Pieces | null =>
    isExpression(value) ? { name: known.name, parts: [{ value, intervals: [everything] }] } : null;
  const [f, g] = [x ?? whole(a), y ?? whole(b)];
  if (!f || !g || f.name !== g.name) return null;
  if (!(x && y) && !areReal(known.parts)) return sameOnWholes(known.name, known.parts, x ? b : a);
  if (areReal(f.parts) && areReal(g.parts)) return sameOnReals(f.name, f.parts, g.parts);
  return areReal(f.parts) || areReal(g.parts) ? NO : sameOnClasses(f.parts, g.parts);
}

const areReal = (parts: OnReals[] | OnClasses[]): parts is OnReals[] => "intervals" in parts[0];

function piecesOf({ rows }: Cases): Pieces | null {
  if (rows.length > MOST_CASES || !rows.every(([value]) => isExpression(value))) return null;
  const rest = rows.filter(([, node]) => node.t === "words");
  const others = rows.filter(([, node]) => node.t !== "words");
  if (rest.length > 1 || others.length === 0) return null;
  const sets = others.map(([, node]) => realSet(node));
  const [letter] = variables(others[0][1]);
  if (sets.every((set) => set !== null && set.unknown !== null)) {
    if (others.some(([, node]) => [...variables(node)].join() !== letter)) return null;
    const parts = others.map(([value], i) => ({ value, intervals: sets[i]!.intervals }));
    const left = complement(parts.map(({ intervals }) => intervals).reduce(union));
    return { name: letter, parts: [...parts, ...rest.map(([value]) => ({ value, intervals: left }))] };
  }
  const classes = others.map(([, node]) => residuesOf(node));
  if (!classes.every((one) => one !== null && one.name === letter)) return null;
  const parts = others.map(([value], i) => ({ value, ...classes[i]! }));
  const modulus = commonModulus(parts);
  if (modulus === null) return null;
  const taken = covered(parts, modulus);
  const left = new Set<bigint>();
  for (let n = 0n; n < modulus; n++) if (!taken.has(n)) left.add(n);
  return { name: letter, parts: [...parts, ...rest.map(([value]) => ({ value, modulus, residues: left }))] };
}

function commonModulus(parts: readonly OnClasses[]): bigint | null {
  const modulus = parts.map((part) => part.modulus).reduce(lcm);
  return modulus > MAX_MODULUS ? null : modulus;
}

const covered = (parts: readonly OnClasses[], modulus: bigint) =>
  new Set(parts.flatMap((part) => [...lifted(part, modulus)]));

/** Where two parts meet their values are the same, and both functions have the same numbers as arguments. */
function sameOnReals(name: string, f: readonly OnReals[], g: readonly OnReals[]): Same {
  const [domain, other] = [f, g].map((parts) => ({
    intervals: parts.map(({ intervals }) => intervals).reduce(union),
    unknown: null,
  }));
  if (!sameSet(domain, other)) return NO;
  for (const one of f)
    for (const two of g)
      for (const point of intersection(one.intervals, two.intervals).flatMap(pointsIn)) {
        const result = identical(substitute(one.value, name, point), substitute(two.value, name, point));
        if (!result.same) return result;
      }
  return YES;
}

function sameOnClasses(f: readonly OnClasses[], g: readonly OnClasses[]): Same {
  const modulus = commonModulus([...f, ...g]);
  if (modulus === null) return { same: null, reason: "the cases have too large a modulus" };
  if (!sameMembers(covered(f, modulus), covered(g, modulus))) return NO;
  for (const one of f)
    for (const two of g) {
      const there = lifted(two, modulus);
      if (![...lifted(one, modulus)].some((n) => there.has(n))) continue;
      const result = identical(one.value, two.value);
      if (!result.same) return result;
    }
  return YES;
}

/** ⌊n²/4⌋ as n²/4 for even n and (n² − 1)/4 for odd n: cases of all whole numbers, and an expression at many of them. */
function sameOnWholes(name: string, parts: readonly OnClasses[], expression: Node): Same {
  const modulus = commonModulus(parts);
  if (modulus === null || modulus > MOST_CLASSES) return { same: null, reason: "too many classes to try" };
  if (covered(parts, modulus).size < Number(modulus)) return NO;
  for (const { value, ...classes } of parts)
    for (const residue of lifted(classes, modulus))
      for (const turns of TURNS) {
        const n = integer(residue + turns * modulus);
        const result = identical(substitute(value, name, n), substitute(expression, name, n));
        if (!result.same) return result;
      }
  return YES;
}
const MOST_CLASSES = 24n;
const TURNS = [1n, 2n, 3n, 5n, 8n, 13n, 21n, 34n, 55n, 89n, 144n, 1009n];

/** Fractions of the way through an interval: enough points for expressions that agree at all of them to be the same. */
const WITHIN = [1, 2, 5, 7, 11, 12].map((n) => rational(BigInt(n), 13n));

/** Rational numbers in an interval, its ends among them where they belong to it and are rational. */
function pointsIn({ low, high, lowClosed, highClosed }: Interval): Node[] {
  const ends = [lowClosed ? low : null, highClosed ? high : null]
    .map((end) => (end !== null && typeof end === "object" && "q" in end ? end.q : null))
    .filter((end) => end !== null);
  const [from, to] = [near(low), near(high)];
  const inside = WITHIN.map((part) => {
    // Unbounded: 1/13, 2/13, 5/13, … and beyond.
    const far = multiply(part, rational(91n, 10n));
    if (from && to) return add(from, multiply(part, add(to, negate(from))));
    return from ? add(from, far) : to ? add(to, negate(far)) : add(far, rational(-13n, 4n));
  });
  const single = from && to && compare(from, to) === 0;
  return [...ends, ...(single ? [] : inside)].map(number);
}

/** An end as a rational number, or one next to it; null for infinity. */
function near(end: End): Rational | null {
  if (typeof end === "string") return null;
  if ("q" in end) return end.q;
  return Math.abs(end.f.e) > 2000 ? null : toRational(end.f, 60);
}
