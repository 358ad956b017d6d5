// Are two parsed answers the same answer? One entry, `AnswerComparison.same`, symmetric by construction: no rule asks which
// side is the reference. Sequences and sets are sequences.ts, values with units scalars.ts.

import { choices } from "../read/literals.ts";
import { commaList, difference, equation, integer, product, quotient, sum } from "../read/nodes.ts";
import { BoundError } from "../read/rational.ts";
import {
  children,
  contains,
  isEquality,
  isEquation,
  isExpression,
  itemsOf,
  keyOf,
  type Node,
  type Relation,
  rename,
  turned,
  variables,
  wholeNumber,
} from "../read/tree.ts";
import { withSameArguments } from "./arguments.ts";
import { valueOfAll } from "./chains.ts";
import { withSameDerivatives } from "./derivatives.ts";
import { isUnknown } from "./dots.ts";
import { differenceOf, sameInequality, sameLetters, sameUpToConstant, speaksOfOther } from "./equations.ts";
import { rewritten } from "./forms.ts";
import { numerator } from "./fractions.ts";
import { areIdentical, constantValue, identical, isZero, proportional, substitute } from "./identity.ts";
import { boundBy, inOrderOfNames, type Label, labelled, labelOf, sameLabel, segmentsOf } from "./labels.ts";
import { areLines } from "./lines.ts";
import { asUnitVectors } from "./matrices.ts";
import { allEqual, inAnyOrder, orders, samePolar } from "./named-tuples.ts";
import { sameCases } from "./piecewise.ts";
import { isDefiniteSet, realSet, sameSet } from "./realset.ts";
import { sameResidues } from "./residues.ts";
import { type Comparing, type ComparisonSettings, differ, NO, type Same, YES } from "./same.ts";
import { compareScalars } from "./scalars.ts";
import { compareSequences, expandSigns, matched, type Sequence, sequenceOf } from "./sequences.ts";
import { sameSpans } from "./spans.ts";

const MAX_COMPARISONS = 5000;
const MAX_CURVES = 4;

/** Letters that usually stand for a parameter. */
const isParameter = (name: string) => /^[kmnltjrscCKTN](?:_\w{1,3})?'?$/.test(name);

export class AnswerComparison implements Comparing {
  /** Names of the rules that the verdict rests on, in order. */
  readonly rules: string[] = [];
  private left = MAX_COMPARISONS;

  constructor(readonly settings: ComparisonSettings) {}

  yes(rule: string): Same {
    this.rules.push(rule);
    return YES;
  }

  same(first: Node, second: Node): Same {
    if (--this.left < 0) throw new BoundError("the answers take too many comparisons");
    if (keyOf(first) === keyOf(second)) return this.yes("same form");
    const [all, allToo] = [valueOfAll(first, second), valueOfAll(second, first)];
    if (all ?? allToo) {
      const result = this.same(all ?? first, allToo ?? second);
      return result.same ? this.yes("a chain has one value") : result;
    }
    const [a, b] = [rewritten(first), rewritten(second)];
    const rules = [...a.rules, ...b.rules];
    const equal = rules.length > 0 && keyOf(a.node) === keyOf(b.node);
    const unknown = !equal && (isUnknown(a.node) || isUnknown(b.node));
    const result = equal ? YES : unknown ? NO : this.compare(a.node, b.node);
    if (result.same) this.rules.push(...rules);
    return result;
  }

  private compare(a: Node, b: Node): Same {
    const [f, g] = withSameArguments(a, b);
    if (f !== a || g !== b) {
      const result = this.same(f, g);
      if (!result.same) return result;
      this.rules.push("same label");
      return this.yes("arguments renamed");
    }
    const [d, e] = withSameDerivatives(a, b);
    if (d !== a || e !== b) {
      const result = this.same(d, e);
      return result.same ? this.yes("names of a derivative") : result;
    }
    const cases = sameCases(a, b);
    if (cases) return cases.same ? this.yes("the same function by cases") : cases;
    const sets = this.sets(a, b);
    if (sets) return sets;
    const residues = sameResidues(a, b);
    if (residues !== null) return residues ? this.yes("the same residue classes") : NO;
    const names = this.namesAgainstList(a, b) ?? this.namesAgainstList(b, a);
    if (names) return names;
    const polar = samePolar(a, b);
    if (polar !== null) return polar ? this.yes("the same point in polar coordinates") : NO;
    const told = this.toldByNames(a, b) ?? this.toldByNames(b, a);
    if (told) return told;
    const vectors = asUnitVectors(a, b);
    if (vectors) return areIdentical(...vectors) ? this.yes("unit vectors") : NO;
    const spans = sameSpans(a, b);
    if (spans !== null) return spans ? this.yes("the same space") : NO;
    const [x, y] = [counted(a, b), counted(b, a)];
    if (x !== a || y !== b) return this.same(x, y);
    if (isSequence(a) || isSequence(b)) return this.sequences(a, b);
    if (a.t === "rel" || b.t === "rel" || a.t === "label" || b.t === "label") return this.relations(a, b);
    return compareScalars(this, a, b);
  }

  /** Intervals, unions and inequalities as sets of reals. */
  private sets(a: Node, b: Node): Same | null {
    if (!isDefiniteSet(a) && !isDefiniteSet(b)) return null;
    // "Domain: (3, 5)"
    const value = (node: Node, other: Node) => (node.t === "label" && other.t !== "label" ? node.a : node);
    const [x, y] = [realSet(value(a, b)), realSet(value(b, a))];
    if (!x || !y) return null;
    if (differ(x.unknown, y.unknown) || isOffered(a) !== isOffered(b)) return NO;
    return sameSet(x, y) ? this.yes("same set of reals") : null;
  }

  /** (f(n), g(n)) = (n, 1) against f(n) = n, g(n) = 1. */
  private namesAgainstList(a: Node, b: Node): Same | null {
    if (a.t !== "rel" || b.t !== "list") return null;
    const { label, value } = labelled(a);
    if (label?.kind !== "names" || label.node.t !== "group") return null;
    const places = value.t === "matrix" ? value.rows.flat() : value.t === "group" ? value.items : [];
    if (label.node.items.length !== places.length || !b.items.every((item) => labelled(item).label))
      return null;
    const items = label.node.items.map((name, i) => equation(name, places[i]));
    this.rules.push("a tuple of names item by item");
    return this.sequences(commaList(items), b);
  }

  /** {x, y} = {2, 3} against (2, 3) or (3, 2), x = y = t against (t, t). */
  private toldByNames(a: Node, b: Node): Same | null {
    const tuples = inAnyOrder(a, b) ?? allEqual(a, b);
    if (!tuples) return null;
    const result = this.same(tuples, b);
    return result.same ? this.yes("a tuple by the names of its places") : result;
  }

  private sequences(a: Node, b: Node): Same {
    const curves = this.curves(a, b);
    if (curves) return curves;
    const [x, y] = [unwrapped(a), unwrapped(b)];
    if (x.label && y.label && !sameLabel(x.label, y.label)) return NO;
    const order = itemsInOrder(a, b) ?? itemsInOrder(b, a);
    if (order) {
      const [own, others] = order;
      const alike =
        own.length === others.length && own.every((item, i) => this.same(item, others[i]).same === true);
      return alike ? this.yes("an order as a chain") : NO;
    }
    const [s, t] = [sequenceOf(x.node), sequenceOf(y.node)];
    const result = s && t ? compareSequences(this, s, t) : this.single(s, x.node, t, y.node);
    if (result.same !== false) return result;
    return this.renamed(x.node, y.node, x.label !== null || y.label !== null);
  }

  /** 3x ± 4y = 0, y = ±3x/4 and the two equations: curves, each by an equation of several letters, in any order. */
  private curves(a: Node, b: Node): Same | null {
    const both = [a, b].some((node) => contains(node, ({ t }) => t === "pm"));
    const [own, others] = [a, b].map((node) => itemsOf(expandSigns(node)));
    const isCurve = (node: Node) => isEquation(node) && variables(node).size > 1;
    const union = unionOf(a, b) ?? unionOf(b, a);
    if (union) return proportional(...union).same ? this.yes("curves in one equation") : NO;
    const lines = own.length > 1 && areLines(own) && areLines(others);
    if (own.length !== others.length || !(lines || (both && [...own, ...others].every(isCurve)))) return null;
    const result = matched(this, own, others);
    return result.same ? this.yes("curves by their equations") : null;
  }

  /** A set of one against its member. */
  private single(s: Sequence | null, a: Node, t: Sequence | null, b: Node): Same {
    const sequence = s ?? t;
    if (sequence?.kind !== "set" || sequence.items.length !== 1) return NO;
    this.rules.push("a set of one");
    return this.same(s ? s.items[0] : a, t ? t.items[0] : b);
  }

  /** Values after labels, equations, inequalities. */
  private relations(a: Node, b: Node): Same {
    let [x, y] = [labelled(a), labelled(b)];
    if (x.label?.node.t === "ratio" && y.label?.node.t === "ratio") [x, y] = [x, y].map(inOrderOfNames);
    if (!(x.label && y.label) && keyOf(x.value) === keyOf(y.value)) return this.yes("label taken off");
    const segments = this.segments(a, b);
    if (segments) return segments;
    const equations = this.equations(a, b);
    if (equations?.same) return equations;
    if (x.label && y.label && !sameLabel(x.label, y.label)) return NO;
    const label = x.label ?? y.label;
    const both = x.label !== null && y.label !== null;
    if (label && !both && speaksOfOther(label, x.label ? b : a)) return NO;
    const result = label ? this.same(x.value, y.value) : NO;
    if (result.same && both) return this.yes("same label");
    if (result.same) return this.yes(label?.inverse ? "a ratio of segments" : "label taken off");
    const solved = both ? null : (this.solvedForm(a, b) ?? this.solvedForm(b, a));
    if (solved) return solved;
    if (label) {
      const bound = [x.label, y.label].flatMap((one) => (one ? boundBy(one) : []));
      return result.same === false ? this.renamed(x.value, y.value, true, bound, both) : result;
    }
    if (a.t !== "rel" || b.t !== "rel") return NO;
    return this.pairwise(a, b) ? this.yes("same relation") : NO;
  }

  /** 3 AM = 2 MB, AM : MB = 2 : 3 and MB : AM = 3 : 2. */
  private segments(a: Node, b: Node): Same | null {
    const [x, y] = [segmentsOf(a), segmentsOf(b)];
    if (!x || !y) return null;
    const turned = x.above === y.below && x.below === y.above;
    if (!turned && (x.above !== y.above || x.below !== y.below)) return NO;
    const result = identical(x.value, turned ? quotient(integer(1), y.value) : y.value);
    return result.same ? this.yes("a ratio of segments") : result;
  }

  /** Two equations: one a multiple of the other, or with other denominators. */
  private equations(a: Node, b: Node): Same | null {
    const [f, g] = [differenceOf(a), differenceOf(b)];
    if (!f || !g) return null;
    const letters = sameLetters(f, g);
    const result = letters ? proportional(f, g) : NO;
    if (result.same) return this.yes("equations up to scale");
    if (sameUpToConstant(f, g)) return this.yes("equations up to their constant");
    if (!letters) return null;
    // xy = 12 and y = 12/x
    const [above, other] = [numerator(f), numerator(g)];
    if (above === f && other === g) return result;
    return proportional(above, other).same ? this.yes("equations without their denominators") : result;
  }

  /** An expression E against an equation that says y = E once solved for y, of which E is free. */
  private solvedForm(expression: Node, equation: Node): Same | null {
    const f = differenceOf(equation);
    if (!f || !isExpression(expression)) return null;
    const used = variables(expression);
    const unknowns = [...variables(f)].filter((name) => !used.has(name));
    if (unknowns.length !== 1 || variables(f).size !== used.size + 1) return null;
    const [unknown] = unknowns;
    if (!isZero(substitute(f, unknown, expression))) return null;
    // Linear in the unknown, so that E is its only solution: f(2) − 2f(1) + f(0) = 0, f(1) ≠ f(0).
    const at = (n: number) => substitute(f, unknown, integer(n));
    const second = difference(sum(at(2), at(0)), sum(at(1), at(1)));
    if (!isZero(second) || identical(at(1), at(0)).same !== false) return null;
    return this.yes("equation solved for its unknown");
  }

  private pairwise(a: Relation, b: Relation): boolean {
    const matches = ({ ops, items }: Relation) =>
      ops.join() === b.ops.join() && items.every((item, i) => this.same(item, b.items[i]).same === true);
    return matches(a) || matches(turned(a)) || sameInequality(a, b) === true;
  }

  /** Other letters for the parameters: x = kπ and nπ, (2 + t, t) and (2 + s, s). */
  private renamed(
    a: Node,
    b: Node,
    hasLabel: boolean,
    bound: readonly string[] = [],
    ofFunction = false,
  ): Same {
    const { declared } = this.settings;
    if (!hasLabel && declared.size === 0) return NO;
    const [names, others] = [variables(a), variables(b)];
    const mine = [...names].filter((name) => !others.has(name)).sort();
    const theirs = [...others].filter((name) => !names.has(name)).sort();
    if (mine.length === 0 || mine.length !== theirs.length || mine.length > 3) return NO;
    if (bound.some((name) => mine.includes(name) || theirs.includes(name))) return NO;
    // y = Ae^x: beside the variable that both have, one letter that is a parameter says that the other is one.
    const shared = ofFunction && [...names].some((name) => others.has(name));
    const free = (name: string) => isParameter(name) || declared.has(name);
    const allowed = (x: string, y: string) =>
      (free(x) && free(y)) ||
      (hasLabel && (declared.has(x) || declared.has(y))) ||
      (shared && (free(x) || free(y)));
    for (const order of orders(theirs)) {
      if (!order.every((name, i) => allowed(name, mine[i]))) continue;
      const map = new Map(order.map((name, i) => [name, mine[i]]));
      if (this.same(a, rename(b, map)).same === true) return this.yes("parameters renamed");
    }
    return NO;
  }
}

/** "5 or (2, ∞) or 9": numbers offered beside a set that they lie in are alternatives to it. */
function isOffered(node: Node): boolean {
  if (node.t !== "list" || node.separator !== "or") return false;
  const sets = node.items.filter((item) => !isExpression(item) || item.t === "group");
  if (sets.length === 0 || sets.length === node.items.length) return false;
  const [all, own] = [realSet(node), realSet(sets.length === 1 ? sets[0] : { ...node, items: sets })];
  return all !== null && own !== null && sameSet(all, own);
}

/** C(12, 5) and P(12, 5) against an expression are numbers of choices, against anything else a point and its name. */
function counted(node: Node, other: Node): Node {
  if (isEquality(node) && isExpression(node.items[node.items.length - 1])) {
    const items = node.items.map((item) => counted(item, integer(0)));
    return items.some((item, i) => item !== node.items[i]) ? { ...node, items } : node;
  }
  if (node.t !== "mul" || node.items.length !== 2 || !isExpression(other)) return node;
  const [name, pair] = node.items;
  if (name.t !== "sym" || pair.t !== "group" || pair.items.length !== 2 || pair.open !== "(") return node;
  return name.name === "C" || name.name === "P" ? choices(name.name, pair.items[0], pair.items[1]) : node;
}

/** Lists, tuples, sets, matrices, and what ± makes two of; with or without a label before them. */
function isSequence(node: Node): boolean {
  const { value } = labelled(node);
  return (
    ["list", "group", "set", "matrix", "setop", "builder", "name"].includes(value.t) ||
    contains(value, ({ t }) => t === "pm")
  );
}

/** A sum of products of numbers and letters; the x of f(x) is no factor. */
function isPolynomial(node: Node): boolean {
  if (node.t === "sym") return !node.paren;
  if (variables(node).size === 0) return constantValue(node) !== null;
  if (node.t === "div") return variables(node.b).size === 0 && isPolynomial(node.a);
  if (node.t === "pow") return (wholeNumber(node.b) ?? -1n) >= 0n && isPolynomial(node.a);
  return /^(?:add|mul|neg)$/.test(node.t) && children(node).every(isPolynomial);
}

/** y − 2x, and y − 2√x, which is one of two where y² = 4x: a polynomial, and a number times the root of one. */
function isBranch(node: Node): boolean {
  if (isPolynomial(node)) return true;
  if (node.t === "neg") return isBranch(node.a);
  if (node.t === "div") return variables(node.b).size === 0 && isBranch(node.a);
  if (node.t === "fn") return node.name === "sqrt" && isPolynomial(node.args[0]);
  if (node.t !== "add" && node.t !== "mul") return false;
  const isFactor = (item: Node) => variables(item).size === 0 && identical(item, integer(0)).same === false;
  const isOther = (item: Node) => isPolynomial(item) && (node.t === "add" || isFactor(item));
  const [root, ...more] = node.items.filter((item) => !isOther(item));
  return more.length === 0 && isBranch(root);
}

/** Of curves that are one or the other, y = ±x, the product of their equations, and the equation that is of both: x² − y² = 0. */
function unionOf(curves: Node, one: Node): [Node, Node] | null {
  if (curves.t === "list" ? curves.separator !== "or" : !contains(curves, ({ t }) => t === "pm")) return null;
  const parts = itemsOf(expandSigns(curves)).map(differenceOf);
  const whole = differenceOf(one);
  if (!whole || parts.length < 2 || parts.length > MAX_CURVES) return null;
  const isOf = (part: Node | null) => part !== null && variables(part).size > 1 && sameLetters(part, whole);
  if (!parts.every((part) => isOf(part) && isBranch(part!)) || !isPolynomial(whole)) return null;
  return [product(...(parts as Node[])), whole];
}

/** The label of a sequence, and the sequence: (x, y) = (1, 2); also of a list that starts with one: x = 1, 2. */
function unwrapped(node: Node): { label: Label | null; node: Node } {
  const { label, value } = labelled(node);
  return { label, node: expandSigns(value) };
}

/** b < a < d against b, a, d, and 0.35 < 3/8 < 2/5 against the numbers in that order; null for no such pair. */
function itemsInOrder(chain: Node, list: Node): [Node[], Node[]] | null {
  if (chain.t !== "rel" || list.t !== "list" || list.separator === "or" || chain.items.length < 3)
    return null;
  const [op] = chain.ops;
  if (!/^[<>]$/.test(op) || !chain.ops.every((other) => other === op)) return null;
  const both = [...chain.items, ...list.items];
  const ofNames = both.every((item) => labelOf(item));
  const ofNumbers = both.every((item) => isExpression(item) && variables(item).size === 0);
  return ofNames || ofNumbers ? [chain.items, list.items] : null;
}
