// Families of functions that are linear in free constants: C_1 e^{2x} + C_2 e^{−x}, a(x² − 1) with any real a. Two are the
// same where each has the members of the other, whatever the constants are called, and whichever multiples of them are
// written: the functions behind the constants span the same space, and what stands without one differs by a member of it.
import { agree, type Domain, type Domains } from "../read/declared.ts";
import { difference, integer, negative, number, product, quotient, sum } from "../read/nodes.ts";
import {
  absolute,
  add,
  compare,
  inverse,
  multiply,
  negate,
  type Rational,
  rational,
  ZERO,
} from "../read/rational.ts";
import { contains, isExpression, type Node, variables } from "../read/tree.ts";
import { isWhole, withSameArguments } from "./arguments.ts";
import { identical, substitute } from "./identity.ts";
import { type Label, labelled, sameLabel } from "./labels.ts";
import { rationalValue } from "./numbers.ts";
import { sameMembers } from "./same.ts";

interface Side {
  value: Node;
  label: Label | null;
  domains: Domains;
  letters: Set<string>;
  /** Letters that are free constants whatever the other side says. */
  sure: Set<string>;
}

const MOST_CONSTANTS = 3;
/** C_1, c_2: where there are two of them, the constants of a general solution. */
const INDEXED = /^[CcKk]_\d$/;
/** Letters of variables: a condition on one says where a function is defined. */
const VARIABLE = /^(?:[t-z]|theta)$/;

export function sameLinearFamilies(a: Node, mine: Domains, b: Node, theirs: Domains): boolean {
  if (!mayHaveConstants(a, mine) && !mayHaveConstants(b, theirs)) return false;
  const [f, g] = withSameArguments(a, b);
  const [x, y] = [sideOf(f, mine), sideOf(g, theirs)];
  if (!x || !y || (x.label && y.label && !sameLabel(x.label, y.label))) return false;
  const [own, others] = [constantsOf(x, y), constantsOf(y, x)];
  const rest = without(x.letters, own);
  if (own.size === 0 || own.size !== others.size || own.size > MOST_CONSTANTS) return false;
  if (rest.size === 0 || !sameMembers(rest, without(y.letters, others))) return false;
  if (![...rest].every((name) => agree(mine.get(name), theirs.get(name)))) return false;
  const [u, v] = [linearIn(x.value, own), linearIn(y.value, others)];
  if (!u || !v) return false;
  const domains = [...constantDomains(x, own), ...constantDomains(y, others)];
  // c(x² − 1) with c ≠ 0: its multiples by numbers, but for 0, which is none.
  const nonzero = domains.every((domain) => domain?.bounds.join() === "≠0");
  if (nonzero ? own.size > 1 || !isZero(u.without) || !isZero(v.without) : !domains.every(isFree))
    return false;
  if (!domains.every((domain) => agree(domain, domains[0]))) return false;
  const names = [...rest].sort();
  return sameSpace([...u.parts], [...v.parts, difference(u.without, v.without)], names);
}

const mayHaveConstants = (node: Node, domains: Domains) =>
  domains.size > 0 || contains(node, (part) => part.t === "sym" && INDEXED.test(part.name));

const without = (all: ReadonlySet<string>, some: ReadonlySet<string>) =>
  new Set([...all].filter((name) => !some.has(name)));

function sideOf(node: Node, domains: Domains): Side | null {
  const { label, value } = labelled(node);
  if (!isExpression(value) || contains(value, (part) => part.t === "const" && part.name === "i")) return null;
  if (label && label.kind !== "function" && label.kind !== "symbol") return null;
  const letters = variables(value);
  const indexed = [...letters].filter((name) => INDEXED.test(name));
  // "2ax, a ∈ ℝ" by itself may be of the a of a question.
  const isFunction = label !== null && (label.kind === "function" || label.key === "y");
  const declared = [...letters].filter(
    (name) => isFunction && domains.has(name) && !VARIABLE.test(name) && !label.parameters.includes(name),
  );
  return {
    value,
    label,
    domains,
    letters,
    sure: new Set([...(indexed.length > 1 ? indexed : []), ...declared]),
  };
}

/** Beside free constants of the other side, letters that only this one has are free too. */
function constantsOf(side: Side, other: Side): Set<string> {
  const own = other.sure.size > 0 ? without(side.letters, other.letters) : [];
  return new Set([...side.sure, ...own].filter((name) => !side.label?.parameters.includes(name)));
}

const constantDomains = ({ domains }: Side, constants: ReadonlySet<string>) =>
  [...constants].map((name) => domains.get(name));

/** Any number: nothing is said of it but that it is real or complex. */
const isFree = (domain: Domain | undefined) =>
  domain === undefined || (domain.bounds.length === 0 && /^(?:reals|complexes|null)$/.test(`${domain.set}`));

const isZero = (node: Node) => identical(node, integer(0)).same === true;

/** The function behind each constant, and what stands without one; null where it is not linear in them as it is written. */
function linearIn(value: Node, constants: ReadonlySet<string>): { without: Node; parts: Node[] } | null {
  const terms = termsOf(value, constants);
  const of = (name: string | null) => {
    const own = terms?.filter((term) => term.of === name).map((term) => term.factor) ?? [];
    return own.length === 0 ? integer(0) : sum(...own);
  };
  return terms && { without: of(null), parts: [...constants].map(of) };
}

/** A factor of a constant, or of none. */
interface Term {
  of: string | null;
  factor: Node;
}

function termsOf(node: Node, constants: ReadonlySet<string>): Term[] | null {
  const isFree = (part: Node) => ![...variables(part)].some((name) => constants.has(name));
  const each = (inner: Node, f: (factor: Node) => Node) =>
    termsOf(inner, constants)?.map((term) => ({ ...term, factor: f(term.factor) })) ?? null;
  if (isFree(node)) return [{ of: null, factor: node }];
  if (node.t === "sym") return [{ of: node.name, factor: integer(1) }];
  if (node.t === "neg") return each(node.a, negative);
  if (node.t === "div") return isFree(node.b) ? each(node.a, (above) => quotient(above, node.b)) : null;
  if (node.t === "add") {
    const parts = node.items.map((item) => termsOf(item, constants));
    return parts.every((part) => part !== null) ? parts.flat() : null;
  }
  if (node.t !== "mul") return null;
  const [inner, ...more] = node.items.filter((item) => !isFree(item));
  const others = node.items.filter(isFree);
  return more.length > 0 ? null : each(inner, (factor) => product(factor, ...others));
}

/** Points to compare at beyond those that tell the functions apart. */
const MORE_POINTS = 4;
/** Below it a determinant of rows that end at 1 is 0, and above it none. */
const NOTHING = rational(1n, 1n << 110n);
const SOMETHING = rational(1n, 1n << 60n);

/**
 * Whether `basis` is independent and spans all of `others`, of which all but the last are as many and independent too: by
 * determinants of their values at points, to so many bits.
 */
function sameSpace(basis: readonly Node[], others: readonly Node[], names: readonly string[]): boolean {
  const size = basis.length;
  const rows = valuesOf([...basis, ...others], names, size + MORE_POINTS);
  if (rows.length < size + MORE_POINTS) return false;
  const [first, more] = [rows.slice(0, size), rows.slice(size)];
  const minor = (columns: (row: readonly Rational[]) => Rational[], last?: readonly Rational[]) =>
    absolute(determinantOf([...first, ...(last ? [last] : [])].map(columns)));
  const own = (row: readonly Rational[]) => row.slice(0, size);
  const isIndependent = (columns: typeof own) => compare(minor(columns), SOMETHING) > 0;
  if (!isIndependent(own) || !isIndependent((row) => row.slice(size, 2 * size))) return false;
  return others.every((_, i) =>
    more.every(
      (row) =>
        compare(
          minor((one) => [...own(one), one[size + i]], row),
          NOTHING,
        ) < 0,
    ),
  );
}

/**
 * Of so many points the values of all functions, over the largest of them: whole numbers for a letter like n, else numbers
 * of both signs, those where some function has no real value left out.
 */
function valuesOf(functions: readonly Node[], names: readonly string[], count: number): Rational[][] {
  const rows: Rational[][] = [];
  for (let i = 0n; i < 2 * count && rows.length < count; i++) {
    const point = names.map((name, j) => {
      const place = i + 1n + BigInt(j) * (2n * i + 3n);
      return {
        name,
        by: isWhole(name)
          ? integer(place)
          : number(rational((i % 2n === 0n ? 1n : -1n) * (5n * place + 2n), 13n + i)),
      };
    });
    const values = functions.map((one) =>
      rationalValue(point.reduce((node, { name, by }) => substitute(node, name, by), one)),
    );
    if (!values.every((value) => value !== null)) continue;
    const largest = values.map(absolute).reduce((a, b) => (compare(a, b) > 0 ? a : b));
    if (largest.n !== 0n) rows.push(values.map((value) => multiply(value, inverse(largest))));
  }
  return rows;
}

/** By the first row. */
function determinantOf(rows: readonly (readonly Rational[])[]): Rational {
  if (rows.length === 1) return rows[0][0];
  const [first, ...rest] = rows;
  return first.reduce((total, entry, j) => {
    const term = multiply(entry, determinantOf(rest.map((row) => row.filter((_, k) => k !== j))));
    return add(total, j % 2 === 0 ? term : negate(term));
  }, ZERO);
}
