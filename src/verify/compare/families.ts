// Families of numbers with one letter that runs over the whole numbers: 4k + 2 or 4k + 3, π/4 + kπ/2, 2^k with k ≥ 0; of
// tuples they are lines.ts. Two are the same where they have the same members, however they are cut, shifted or turned round.
import { type Domain, type Domains, firstOf } from "../read/declared.ts";
import {
  commaList,
  difference,
  equation,
  integer,
  negative,
  number,
  product,
  sum,
  symbol,
  tuple,
} from "../read/nodes.ts";
import { abs, gcd, lcm, modulo } from "../read/rational.ts";
import {
  areWhole,
  type Builder,
  conditionsOf,
  contains,
  isExpression,
  itemsOf,
  keyOf,
  membership,
  type Node,
  onlyVariable,
  turned,
  variables,
  wholeNumber,
} from "../read/tree.ts";
import { areIdentical, isZero, lineIn, substitute, wholeValue } from "./identity.ts";
import { labelled } from "./labels.ts";
import { lineOf, sameLines } from "./lines.ts";
import { approximate, fractionOf } from "./numbers.ts";
import { RUNS, residuesOf } from "./residues.ts";
import { differ, type Side, sameMembers } from "./same.ts";
import { expandSigns } from "./sequences.ts";

/** offset + step · k for whole k, or for k ≥ 0 only. */
interface Form {
  offset: Node;
  step: Node;
  from: boolean;
}

interface Family {
  /** What the members are called; null where they have no name. */
  name: string | null;
  forms: Form[];
  /** Said to run over whole numbers, or such as only they are asked for: a multiple of π or of degrees. */
  sure: boolean;
}

const MOST_FORMS = 24;
const MOST_MEMBERS = 400;

/** Whether two answers are the same family: no where nothing says that their letter is a whole number. */
export function sameFamilies(a: Side, b: Side): boolean {
  const [out, outToo] = [leftOut(a), leftOut(b)];
  if (out && outToo) return sameFamilies(out, outToo);
  if (out || outToo) return false;
  const mayBeTuples = [a, b].every(({ node }) => /^(?:group|list|rel|add)$/.test(node.t));
  const line = mayBeTuples ? lineOf(a) : null;
  const lines = line && sameLines(line, lineOf(b));
  if (lines !== null) return lines;
  if (![a, b].every(mayRun)) return false;
  if (!mayBeTuples && ![a, b].some(saysThatItRuns)) return false;
  if (sameIntervals(a, b)) return true;
  const x = familyOf(a);
  const y = x && familyOf(b);
  if (x && y) {
    if (differ(x.name, y.name)) return false;
    if (!x.sure && !y.sure) return false;
    const forms = [...x.forms, ...y.forms];
    if (forms.every(({ from }) => !from)) return samePeriodic(x.forms, y.forms);
    return forms.every(({ from }) => from) && sameFrom(x.forms, y.forms);
  }
  return sameShifted(a, b);
}

/** Most answers are numbers, or have letters that run over nothing. */
const mayRun = ({ node, domains }: Side) =>
  contains(node, (part) => part.t === "sym" && (RUNS.test(part.name) || domains.has(part.name)));

/** "k ∈ ℤ", n ≡ 2 (mod 5), 30° + k · 60°, {2k | k ∈ ℤ} */
const saysThatItRuns = ({ node, domains }: Side) =>
  domains.size > 0 ||
  isOfAngles(node) ||
  contains(node, (part) => (part.t === "rel" && part.ops.includes("≡")) || part.t === "builder");

const isOfAngles = (node: Node) =>
  contains(node, (part) => part.t === "deg" || (part.t === "const" && part.name === "pi"));

/** The first number that a letter runs from; null for all whole numbers, undefined for anything else. */
function startOf(domain: Domain | undefined): bigint | null | undefined {
  if (!domain) return null;
  return domain.set === null || domain.set === "integers" ? firstOf(domain) : undefined;
}

const isSure = (domain: Domain | undefined, letter = "") =>
  areWhole(domain?.set) ||
  // k ≥ 1
  (/^[kmnj]$/.test(letter) && /^≥-?\d+$/.test(domain?.bounds.join() ?? ""));

const parityOf = (domain: Domain | undefined) =>
  domain && /^(?:odd|even)$/.test(domain.bounds.join()) ? domain.bounds[0] : null;

/** kπ/4 with k odd as (2k + 1)π/4. */
function byParity(node: Node, domains: Domains): Node {
  const letter = onlyVariable(node);
  const parity = letter === null ? null : parityOf(domains.get(letter));
  if (letter === null || parity === null) return node;
  const { even, odd } = byRest(letter);
  return substitute(node, letter, parity === "odd" ? odd : even);
}

/** 2k and 2k + 1. */
function byRest(letter: string): { even: Node; odd: Node } {
  const even = product(integer(2), symbol(letter));
  return { even, odd: sum(even, integer(1)) };
}

/** {x | x = π/4 + kπ, k ∈ ℤ}: its element, what is said of it, and which letters run over the whole numbers. */
function builderOf({ a, b }: Builder, domains: Domains) {
  const head = membership(a);
  const conditions = conditionsOf(b).map((item) => ({ item, of: membership(item) }));
  const letters = conditions.flatMap(({ of }) => (of?.set === "integers" ? [of.of] : []));
  return {
    element: head?.set === "reals" ? head.of : a,
    said: conditions.flatMap(({ item, of }) => (/^(?:integers|reals)$/.test(of?.set ?? "") ? [] : [item])),
    letters,
    domains: new Map([
      ...domains,
      ...letters.flatMap((one) => (one.t === "sym" ? [[one.name, INTEGERS] as const] : [])),
    ]),
  };
}

/** {π/4 + kπ | k ∈ ℤ} and {x | x = π/4 + kπ, k ∈ ℤ} as π/4 + kπ with k ∈ ℤ. */
function opened(side: Side): Side {
  const { value } = labelled(side.node);
  if (value.t !== "builder") return side;
  const { element, said, letters, domains } = builderOf(value, side.domains);
  const [member, ...more] = said;
  if (more.length > 0 || letters.length !== 1 || letters[0].t !== "sym") return side;
  const defined = member && labelled(member);
  if (member && (element.t !== "sym" || defined?.label?.key !== element.name)) return side;
  const inside = defined?.value ?? element;
  return { node: side.node.t === "rel" ? equation(side.node.items[0], inside) : inside, domains };
}

/**
 * What x ≠ π/4 + kπ/2, {x | x ≠ kπ, k ∈ ℤ} and ℝ ∖ {kπ | k ∈ ℤ} leave out of the real numbers, x = π/4 + kπ/2 with its
 * domain; null for anything else.
 */
function leftOut({ node, domains }: Side): Side | null {
  if (node.t === "setop" && node.op === "minus" && node.a.t === "name" && node.a.name === "reals") {
    const [only, ...more] = node.b.t === "set" ? node.b.items : [node.b];
    return more.length > 0 ? null : { node: only, domains };
  }
  if (node.t === "builder") {
    const { element, said, letters, domains: known } = builderOf(node, domains);
    const [excluded, ...others] = said;
    if (!excluded || others.length > 0 || letters.length > 1 || element.t !== "sym") return null;
    const out = leftOut({ node: excluded, domains: known });
    return out?.node.t === "rel" && keyOf(out.node.items[0]) === keyOf(element) ? out : null;
  }
  const conditions = conditionsOf(node);
  const unequal = conditions.every(
    (item) => item.t === "rel" && item.ops.join() === "≠" && item.items[0].t === "sym",
  );
  if (!unequal) return null;
  const equations = conditions.flatMap((item) => (item.t === "rel" ? [{ ...item, ops: ["="] }] : []));
  return { node: equations.length === 1 ? equations[0] : commaList(equations), domains };
}

const INTEGERS: Domain = { set: "integers", bounds: [] };

function familyOf(side: Side): Family | null {
  const { node, domains } = opened(side);
  const congruent = contains(node, ({ t }) => t === "rel") ? congruences(node, domains) : null;
  if (congruent) return congruent;
  const listed = node.t === "list" || node.t === "set" ? node.items : [node];
  if (listed.length > MOST_FORMS) return null;
  const forms: Form[] = [];
  const names = new Set<string>();
  let sure = false;
  for (const item of listed) {
    const { label, value } = labelled(item);
    if (label && label.kind !== "symbol") return null;
    if (label) names.add(label.key);
    for (const written of itemsOf(expandSigns(value))) {
      const one = byParity(written, domains);
      const letter = onlyVariable(one);
      if (letter === null || letter === label?.key) return null;
      const domain = domains.get(letter);
      if (!RUNS.test(letter) && !isSure(domain)) return null;
      const start = startOf(parityOf(domain) === null ? domain : INTEGERS);
      if (start === undefined) return null;
      const parts = alternating(one) ? halves(one, letter, start) : [{ value: one, start }];
      for (const part of parts ?? []) {
        const form = linear(part.value, letter, part.start);
        if (!form) return null;
        forms.push(form);
      }
      if (parts === null) return null;
      sure ||= isSure(domain, letter) || isOfAngles(one);
    }
  }
  return names.size > 1 || forms.length > MOST_FORMS ? null : { name: [...names][0] ?? null, forms, sure };
}

/** n ≡ 2, 3 (mod 4) */
function congruences(node: Node, domains: Domains): Family | null {
  if (!itemsOf(node).some((item) => item.t === "rel" && item.ops[0] === "≡")) return null;
  const classes = residuesOf(node);
  if (!classes || classes.residues.size > MOST_FORMS) return null;
  const start = classes.name === null ? null : startOf(domains.get(classes.name));
  if (start === undefined) return null;
  const { modulus } = classes;
  const forms = [...classes.residues].map((residue): Form => {
    const first = start === null ? residue : start + modulo(residue - start, modulus);
    return { offset: integer(first), step: integer(modulus), from: start !== null };
  });
  return { name: classes.name, forms, sure: true };
}

/** Whether a power of −1 stands in it: (−1)^k. */
const alternating = (node: Node) => contains(node, (part) => part.t === "pow" && wholeNumber(part.a) === -1n);

/** Its members for even and for odd k; null where k does not run over all whole numbers. */
function halves(node: Node, letter: string, start: bigint | null): { value: Node; start: null }[] | null {
  if (start !== null) return null;
  const { even, odd } = byRest(letter);
  return [even, odd].map((by) => ({ value: substitute(node, letter, by), start: null }));
}

function linear(value: Node, letter: string, start: bigint | null): Form | null {
  // (−1)^{2k} has a value for whole k only.
  const line = lineIn(value, letter, alternating(value) ? [2, 3, 5, 8] : undefined);
  if (!line || isZero(line.slope)) return null;
  const offset = start === null ? line.offset : substitute(value, letter, integer(start));
  return { offset, step: line.slope, from: start !== null };
}

/** Families over all whole numbers: the same members modulo a common period. */
function samePeriodic(a: readonly Form[], b: readonly Form[]): boolean {
  const unit = a[0].step;
  const ratios = [...a, ...b].map(({ step }) => fractionOf(step, unit));
  if (!ratios.every((ratio) => ratio !== null)) return false;
  // Least common multiple of n/d: that of the n over the greatest common divisor of the d.
  const whole = ratios.map(({ n }) => n).reduce(lcm);
  const part = ratios.map(({ d }) => d).reduce(gcd);
  const period = product(number({ n: abs(whole), d: part }), unit);
  const size = approximate(period);
  if (size === null || size === 0) return false;
  const members = (forms: readonly Form[], from: number) =>
    forms.flatMap(({ offset, step }, i) => {
      const { n, d } = ratios[from + i];
      const count = Number((whole * d) / (part * n));
      if (Math.abs(count) > MOST_MEMBERS) return [];
      return Array.from({ length: Math.abs(count) }, (_, j) => {
        const node = sum(offset, product(integer(j), step));
        const place = (approximate(node) ?? Number.NaN) / size;
        return { node, place: place - Math.floor(place) };
      });
    });
  const [mine, theirs] = [members(a, 0), members(b, a.length)];
  if (mine.length === 0 || theirs.length === 0 || mine.length + theirs.length > MOST_MEMBERS) return false;
  const covers = (all: typeof mine, other: typeof mine) =>
    all.every(({ node, place }) => {
      const partner = other.find((one) => {
        const gap = Math.abs(one.place - place);
        return Math.min(gap, 1 - gap) < 1e-9;
      });
      if (!partner) return false;
      const turns = Math.round(((approximate(node) ?? 0) - (approximate(partner.node) ?? 0)) / size);
      return areIdentical(difference(node, partner.node), product(integer(turns), period));
    });
  return covers(mine, theirs) && covers(theirs, mine);
}

/** Families of whole numbers that start: the same members up to where both have become periodic. */
function sameFrom(a: readonly Form[], b: readonly Form[]): boolean {
  const whole = (node: Node) => {
    const value = wholeValue(node);
    return value === null ? null : Number(value);
  };
  const forms = [a, b].map((side) =>
    side.map(({ offset, step }) => ({ offset: whole(offset), step: whole(step) })),
  );
  const all = forms.flat();
  if (all.some(({ offset, step }) => offset === null || step === null || step <= 0 || Math.abs(offset) > 1e6))
    return false;
  const period = Number(all.map(({ step }) => BigInt(step!)).reduce(lcm));
  const end = Math.max(...all.map(({ offset }) => offset!)) + period;
  if (period > 2000 || all.some(({ offset, step }) => (end - offset!) / step! > 5000)) return false;
  const [mine, theirs] = forms.map((side) => {
    const members = new Set<number>();
    for (const { offset, step } of side) for (let n = offset!; n <= end; n += step!) members.add(n);
    return members;
  });
  return sameMembers(mine, theirs);
}

/** 2^k with k ≥ 0 and 2^{k − 1} with k ≥ 1, (k − 1, k) with k ≥ 2 and (n, n + 1) with n ≥ 1: one form a side, shifted by the difference of their starts. */
function sameShifted(a: Side, b: Side): boolean {
  const [x, y] = [single(a), single(b)];
  if (!x || !y || (!x.sure && !y.sure) || differ(x.name, y.name)) return false;
  const [own, others] = [x.value, y.value].map(placesOf);
  if (own.brackets !== others.brackets || own.places.length !== others.places.length) return false;
  return x.starts.some((start) =>
    y.starts.some((other) => {
      const shifted = sum(symbol(x.letter), integer(other - start));
      return own.places.every((place, i) =>
        areIdentical(place, substitute(others.places[i], y.letter, shifted)),
      );
    }),
  );
}

/** The places of a tuple; anything else is the only one. */
const placesOf = (node: Node) =>
  node.t === "group"
    ? { places: node.items, brackets: node.open + node.close }
    : { places: [node], brackets: "" };

function single({ node, domains }: Side) {
  const { label, value } = labelled(node);
  const { places, brackets } = placesOf(value);
  if (label && label.kind !== (brackets === "()" ? "names" : "symbol")) return null;
  // The places of a tuple without names are those of x, y, z.
  const names = label?.node.t === "group" ? label.node.items.map(keyOf) : [];
  if (names.some((name, i) => i > 0 && name < names[i - 1])) return null;
  const [letter = null, ...more] = new Set(
    places.every(isExpression) ? places.flatMap((one) => [...variables(one)]) : [],
  );
  if (more.length > 0 || letter === null || letter === label?.key) return null;
  const domain = domains.get(letter);
  if (!RUNS.test(letter) && !isSure(domain)) return null;
  const start = startOf(domain);
  // Squares of all whole numbers are those from 0 on; of a power nothing but 0 and up is meant.
  const mirrored = () => substitute(value, letter, negative(symbol(letter)));
  if (start === null && brackets !== "") return null;
  if (start === null && domain?.set === "integers" && !areIdentical(value, mirrored())) return null;
  if (start === undefined && domain?.set !== "naturals") return null;
  const starts = start === undefined ? [0n, 1n] : start === null ? [0n] : [start];
  return { name: label?.key ?? null, value, letter, starts, sure: isSure(domain, letter) };
}

/** (2kπ, π + 2kπ) and 2kπ < x < (2k + 1)π for every whole k: the two ends as tuples, between the same brackets. */
function sameIntervals(a: Side, b: Side): boolean {
  const [x, y] = [asInterval(a.node), asInterval(b.node)];
  if (!x || !y || differ(x.name, y.name) || x.brackets !== y.brackets) return false;
  const [line, other] = [
    lineOf({ node: x.ends, domains: a.domains }),
    lineOf({ node: y.ends, domains: b.domains }),
  ];
  return [line?.set, other?.set].includes("integers") && sameLines(line, other) === true;
}

/** (a, b], x ∈ (a, b], a < x ≤ b, b ≥ x > a; null for anything else. */
function asInterval(node: Node): { name: string | null; ends: Node; brackets: string } | null {
  const { label, value } = labelled(node);
  if (value.t === "group")
    return { name: label?.key ?? null, ends: tuple(value.items), brackets: value.open + value.close };
  if (node.t !== "rel" || !/^(?:[<≤]{2}|[>≥]{2})$/.test(node.ops.join(""))) return null;
  const {
    items: [low, unknown, high],
    ops: [first, last],
  } = /[>≥]/.test(node.ops[0]) ? turned(node) : node;
  const brackets = `${first === "<" ? "(" : "["}${last === "<" ? ")" : "]"}`;
  return unknown.t === "sym" ? { name: unknown.name, ends: tuple([low, high]), brackets } : null;
}
