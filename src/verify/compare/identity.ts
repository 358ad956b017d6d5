// Are two expressions the same function of their variables? Decided at fixed pseudo-random points: one mismatch is a
// proof that they differ; agreement at all of them, exactly or to at least 128 bits beyond every cancellation, is taken
// as identity (for rational functions this is the Schwartz–Zippel test; a false yes would need two elementary
// functions that meet at every point to 2^−128 and still differ).

import { difference, integer, product, sum, symbol } from "../read/nodes.ts";
import {
  abs,
  BoundError,
  equal,
  isInteger,
  ONE,
  type Rational,
  rational,
  Undefined,
  ZERO,
} from "../read/rational.ts";
import { children, contains, isWhole, mapChildren, type Node, variables } from "../read/tree.ts";
import * as F from "./bigfloat.ts";
import * as C from "./complex.ts";
import {
  type Context,
  divide,
  type Evaluated,
  evaluate,
  magnitudeOf,
  subtract,
  times,
  toComplex,
} from "./evaluate.ts";
import { NO, type Same, YES } from "./same.ts";

const START_BITS = 224;
const MAX_PRECISION = 6000;

export interface Point {
  values: ReadonlyMap<string, Rational>;
  complex: boolean;
  /** So far from 0 that some functions pass a bound there; then the other points decide. */
  far?: boolean;
}

/** A small generator (Lehmer) with a fixed seed: the same points for the same variables, whichever side comes first. */
function generator(): () => number {
  let state = 20_240_229;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state;
  };
}

/** \lfloor n/2 \rfloor */
const isRounded = (node: Node) => node.t === "fn" && (node.name === "floor" || node.name === "ceil");

/**
 * Variables that stand for whole numbers: in a factorial or binomial, the exponent of a negative number, or a letter like n
 * between the signs of an integer part.
 */
function wholeVariables(node: Node, into: Set<string>): Set<string> {
  const whole =
    (node.t === "fn" && /factorial$|^binomial$/.test(node.name)) || node.t === "big"
      ? children(node)
      : node.t === "fn" && node.name === "root"
        ? [node.args[0]]
        : node.t === "pow" && node.a.t === "neg"
          ? [node.b]
          : [];
  for (const child of whole) variables(child, into);
  // What is rounded by itself is no whole number.
  if (isRounded(node) && children(node)[0].t !== "sym")
    for (const name of variables(node)) if (isWhole(name)) into.add(name);
  for (const child of children(node)) wholeVariables(child, into);
  return into;
}

const isImaginary = (node: Node) => node.t === "const" && node.name === "i";
/** A function that is another one for other signs or sizes of its arguments; |AB| is a length, with one sign only. */
const takesSides = (node: Node) =>
  node.t === "fn" && /^(?:abs|max|min|floor|ceil)$/.test(node.name) && !node.args.every(isSegment);
const isSegment = (node: Node) =>
  node.t === "mul" &&
  node.items.length === 2 &&
  node.items.every((item) => item.t === "sym" && /^[A-Z]$/.test(item.name));
const isBareLog = (node: Node) => node.t === "fn" && node.name === "log" && node.args.length === 1;

/** Points to compare at, in the order they are tried. */
function samplePoints(nodes: readonly Node[]): Point[] {
  const names = new Set<string>();
  const whole = new Set<string>();
  for (const node of nodes) {
    variables(node, names);
    wholeVariables(node, whole);
  }
  const imaginary = nodes.some((node) => contains(node, isImaginary));
  if (names.size === 0) {
    return (imaginary ? [true] : [false, true]).map((complex) => ({ values: new Map(), complex }));
  }
  const next = generator();
  const sorted = [...names].sort();
  // Numerators up to `size` over denominators around it: positive, below 1, of either sign, and whole.
  const draws: ((name: string) => Rational)[] = [
    () => rational(BigInt(3 + (next() % 89)), BigInt(11 + (next() % 23))),
    () => rational(BigInt(1 + (next() % 30)), BigInt(31 + (next() % 23))),
    () => rational(BigInt((next() % 2 ? 1 : -1) * (3 + (next() % 89))), BigInt(11 + (next() % 23))),
    () => rational(BigInt(1 + (next() % 12))),
  ];
  const draw = (kind: number) =>
    new Map(sorted.map((name) => [name, whole.has(name) ? draws[3](name) : draws[kind](name)] as const));
  const rounds = whole.size > 0 ? 6 : 3;
  const real: Point[] = [];
  for (const kind of [0, 1, 2, 3]) {
    for (let i = 0; i < rounds; i++) real.push({ values: draw(kind), complex: imaginary });
  }
  // Every pattern of signs, near 0 and far from it; from the fifth letter on they go with those before.
  const patterns = nodes.some((node) => contains(node, takesSides)) ? 1 << Math.min(sorted.length, 4) : 0;
  for (let signs = 0; signs < patterns; signs++) {
    for (const size of [1n, 40n, 1000n]) {
      const values = new Map(draw(0));
      for (const [i, name] of sorted.entries()) {
        const { n, d } = values.get(name)!;
        if (!whole.has(name)) values.set(name, rational((signs >> (i % 4)) & 1 ? -n * size : n * size, d));
      }
      real.push({ values, complex: imaginary, far: size > 1n });
    }
  }
  for (const n of roundedAt(nodes))
    if (whole.size > 0)
      real.push({
        values: new Map([
          ...draw(0),
          ...[...whole].map((name, i) => [name, rational(n + BigInt(i * i))] as const),
        ]),
        complex: imaginary,
        far: true,
      });
  // Beyond the whole numbers so far, at all of which (n − 1)(n − 2)…(n − 12) is 0.
  for (let i = 0; i < 2 && whole.size > 0; i++) {
    const values = new Map(draw(0));
    for (const name of whole) if (names.has(name)) values.set(name, rational(BigInt(13 + (next() % 60))));
    real.push({ values, complex: imaginary, far: true });
  }
  return imaginary ? real : [...real, ...real.slice(0, 6).map(({ values }) => ({ values, complex: true }))];
}

/** Constants of integer parts, more of which are not tried, and the largest one that is. */
const MOST_STEPS = 4;
const LARGEST_STEP = 10n ** 12n;
/** Roots and logarithms step at powers: of 2 up to 10 are tried, to exponents up to this one. */
const MOST_EXPONENT = 10n;
/** From 1 on, and where roots, logarithms and sums are to be worked out. */
const [MOST_COUNTED, MOST_WORKED_OUT] = [110, 24];

/**
 * Whole numbers around those where the integer parts in some expressions step: multiples of each constant and what another
 * one is beyond them, powers by it, and one more and one less.
 */
function roundedAt(nodes: readonly Node[]): bigint[] {
  if (!nodes.some((node) => contains(node, isRounded))) return [];
  const constants = new Set<bigint>();
  const add = (n: bigint) => n > 1n && n < LARGEST_STEP && constants.add(n);
  const collect = (node: Node): void => {
    if (node.t === "num") for (const n of [abs(node.v.n), node.v.d]) add(n);
    const known = children(node).length > 0 && variables(node).size === 0 ? wholeValue(node) : null;
    // 2^{10}, 7 · 11 · 13
    if (known !== null) add(known);
    else for (const child of children(node)) collect(child);
  };
  for (const node of nodes) if (contains(node, isRounded)) collect(node);
  const steps = [...constants].slice(0, MOST_STEPS);
  const around = steps.flatMap((step) => [
    ...[0n, ...steps].flatMap((rest) => [step + rest, 3n * step - rest, 10n * step + rest]),
    ...(step > MOST_EXPONENT ? [] : [2n, 3n, 5n, 10n].flatMap((base) => [base ** step, base ** (2n * step)])),
  ]);
  const all = around.flatMap((n) => [n - 1n, n, n + 1n]).filter((n) => n > 0n && n < LARGEST_STEP);
  const isCostly = (node: Node) =>
    (node.t === "fn" && !isRounded(node)) ||
    node.t === "big" ||
    (node.t === "pow" && variables(node.b).size > 0);
  const most = nodes.some((node) => contains(node, isCostly)) ? MOST_WORKED_OUT : MOST_COUNTED;
  // First where they step, while there is work left to spend.
  return [...new Set([...all, ...Array.from({ length: most }, (_, i) => BigInt(i + 1))])];
}

type LogBase = Context["logBase"];

const contextAt = (bits: number, point: Point, logBase: LogBase = "e"): Context => ({
  ...{ ...point, bits, logBase },
  met: { largest: Number.NEGATIVE_INFINITY, smallest: Number.POSITIVE_INFINITY },
});

/** Evaluates `f` at as many bits as its cancellation needs; whether the value is zero is then certain enough. */
function zeroAt(f: (context: Context) => Evaluated, point: Point, logBase?: LogBase): boolean {
  for (let bits = START_BITS; ; ) {
    const context = contextAt(bits, point, logBase);
    const { met } = context;
    const value = f(context);
    if ("q" in value) return value.q.n === 0n;
    const magnitude = magnitudeOf(value);
    const spread = Math.max(0, met.largest) - Math.min(0, met.smallest);
    if (magnitude > met.largest - bits + 64) return false;
    if (bits >= spread + 192) return true;
    bits = spread + 224;
    if (bits > MAX_PRECISION) throw new BoundError("telling the two apart takes too many digits");
  }
}

/** Runs `test` over the points: same if enough points have a value and each passes. */
function decide(nodes: readonly Node[], test: (point: Point, logBase: LogBase) => boolean): Same {
  const all = samplePoints(nodes);
  const needed = all.length <= 2 ? 1 : 4;
  const bases: LogBase[] = nodes.some((node) => contains(node, isBareLog)) ? ["e", "10"] : ["e"];
  let outcome = NO;
  for (const base of bases) {
    outcome = decideWith(all, needed, (point) => test(point, base));
    if (outcome.same === true) return outcome;
  }
  return outcome;
}

/** Of a point: there is no value there, or one that costs too much. */
const isValueless = (error: unknown) => error instanceof Undefined || error instanceof BoundError;

/** What `f` comes to; null where a value that it asks for does not exist or costs too much. */
function ifDefined<T>(f: () => T): T | null {
  try {
    return f();
  } catch (error) {
    if (isValueless(error)) return null;
    throw error;
  }
}

function decideWith(all: readonly Point[], needed: number, test: (point: Point) => boolean): Same {
  let agreed = 0;
  for (const point of all) {
    // Complex points only where there were too few real ones.
    if (point.complex && !all[0].complex && agreed >= needed) break;
    try {
      if (!test(point)) return NO;
      agreed++;
    } catch (error) {
      if (error instanceof BoundError && !point.far) return { same: null, reason: error.message };
      if (!isValueless(error)) throw error;
    }
  }
  if (agreed >= needed) return YES;
  return { same: null, reason: "no point was found where both have a value" };
}

/** Whether a and b are the same function. */
export function identical(a: Node, b: Node): Same {
  const difference = (context: Context): Evaluated => {
    const [x, y] = [evaluate(a, context), evaluate(b, context)];
    // Fractions of any length are compared as they are.
    if ("q" in x && "q" in y) return { q: equal(x.q, y.q) ? ZERO : ONE };
    return subtract(x, y, context.bits);
  };
  return decide([a, b], (point, base) => zeroAt(difference, point, base));
}

export const areIdentical = (a: Node, b: Node) => identical(a, b).same === true;
export const isZero = (node: Node) => areIdentical(node, integer(0));

/** Whether at each point that is tried both have a real value, or neither has: ln x and ln |x| are not of one domain. */
export function definedTogether(a: Node, b: Node): boolean {
  const isDefined = (node: Node, point: Point) =>
    ifDefined(() => evaluate(node, contextAt(START_BITS, { ...point, complex: false }))) !== null;
  return samplePoints([a, b]).every((point) => isDefined(a, point) === isDefined(b, point));
}

/** Whether a is a constant multiple of b, neither of them zero: a/b has one value everywhere. */
export function proportional(a: Node, b: Node): Same {
  const [first, ...rest] = definedPoints([a, b]);
  if (!first || rest.length < 3) return { same: null, reason: "no point was found where both have a value" };
  return decideWith(rest, 3, (point) => {
    const at = (node: Node, { values }: Point, context: Context) => evaluate(node, { ...context, values });
    const cross = (context: Context, x: Point, y: Point) =>
      times(at(a, x, context), at(b, y, context), context.bits);
    return zeroAt(
      (context) => subtract(cross(context, point, first), cross(context, first, point), context.bits),
      point,
    );
  });
}

/** Whether a/b is positive at the first point where both have a real value that is not zero. */
export function sameSign(a: Node, b: Node): boolean {
  const [point] = definedPoints([a, b]);
  if (!point || point.complex) return false;
  const [x, y] = [a, b].map((node) => {
    const { re } = toComplex(evaluate(node, contextAt(START_BITS, point)), START_BITS);
    return F.signOf(re);
  });
  return x === y;
}

/** Points where every node has a value that is not zero. */
function definedPoints(nodes: readonly Node[]): Point[] {
  const result: Point[] = [];
  const most = nodes.some((node) => contains(node, takesSides)) ? Number.POSITIVE_INFINITY : 8;
  for (const point of samplePoints(nodes)) {
    if (result.length > 0 && point.complex !== result[0].complex) break;
    const isZeroThere = (node: Node) => zeroAt((context) => evaluate(node, context), point);
    if (ifDefined(() => nodes.some(isZeroThere)) === false) result.push(point);
    if (result.length === most) break;
  }
  return result;
}

/** Whether a − b does not depend on the variables: two antiderivatives of one function. */
export function constantDifference(a: Node, b: Node): Same {
  const rest = difference(a, b);
  if (isZero(rest)) return YES;
  return proportional(rest, integer(1));
}

/** Whether d/d`variable` of `antiderivative` is `integrand`: central differences of step 2^−80 at 400 bits. */
export function differentiatesTo(antiderivative: Node, variable: string, integrand: Node): Same {
  const step: Rational = { n: 1n, d: 1n << 80n };
  return decide([antiderivative, integrand], (point, logBase) => {
    const x = point.values.get(variable);
    if (!x) throw new Undefined("the variable of integration is missing");
    const at = (shift: bigint) => {
      const values = new Map(point.values);
      values.set(variable, rational(x.n * step.d + shift * x.d, x.d * step.d));
      return contextAt(400, { ...point, values }, logBase);
    };
    const rise = subtract(evaluate(antiderivative, at(1n)), evaluate(antiderivative, at(-1n)), 400);
    const slope = divide(rise, { q: { n: 2n, d: step.d } }, 400);
    const error = magnitudeOf(subtract(slope, evaluate(integrand, at(0n)), 400));
    return error < Math.max(0, magnitudeOf(slope)) - 120;
  });
}

/** The node with a variable replaced by another node. */
export function substitute(node: Node, name: string, by: Node): Node {
  if (node.t === "sym") return node.name === name ? by : node;
  return mapChildren(node, (child) => substitute(child, name, by));
}

/**
 * The line offset + slope · letter that an expression of one letter is, the slope 0 too; null where it is none. `points`:
 * where the two are compared, for an expression that has values for whole numbers only.
 */
export function lineIn(
  node: Node,
  letter: string,
  points?: readonly number[],
): { offset: Node; slope: Node } | null {
  const at = (of: Node, n: number) => substitute(of, letter, integer(n));
  const offset = at(node, 0);
  const slope = difference(at(node, 1), offset);
  const line = sum(offset, product(slope, symbol(letter)));
  const isLine = points
    ? points.every((n) => areIdentical(at(node, n), at(line, n)))
    : areIdentical(node, line);
  return isLine ? { offset, slope } : null;
}

/** The real value of an expression without variables, to 53 bits and more; null where it has none. */
export function constantValue(node: Node): { q: Rational } | { f: F.BigFloat } | null {
  if (variables(node).size > 0) return null;
  for (const complex of [false, true]) {
    const value = ifDefined(() => evaluate(node, contextAt(START_BITS, { values: new Map(), complex })));
    if (!value) continue;
    if ("q" in value) return value;
    if (value.im && F.exponentOf(value.im) > F.exponentOf(value.re) - 128) return null;
    return C.isZero(value) ? { q: ZERO } : { f: value.re };
  }
  return null;
}

/** The rational number that an expression comes to; null where it is none. */
export function exactValue(node: Node): Rational | null {
  const value = constantValue(node);
  return value && "q" in value ? value.q : null;
}

/** The whole number that an expression comes to; null where it is none. */
export function wholeValue(node: Node): bigint | null {
  const value = exactValue(node);
  return value && isInteger(value) ? value.n : null;
}
