// Families of functions that are linear in free constants: C_1 e^{2x} + C_2 e^{−x}, a(x² − 1) with any real a. Two are the
// same where each has the members of the other, whatever the constants are called, and whichever multiples of them are
// written: the functions behind the constants span the same space, and what stands without one differs by a member of it.
import { agree, type Domain, type Domains } from "../read/declared.ts";
import { difference, integer, negative, number, product, quotient, sum } from "../read/nodes.ts";
import { bitLength, type Rational, rational } from "../read/rational.ts";
import {
  children,
  contains,
  isExpression,
  isWhole,
  type Node,
  sizeOf,
  variables,
  wholeNumber,
} from "../read/tree.ts";
import { withSameArguments } from "./arguments.ts";
import { sameByConstants, withoutPhases } from "./constants.ts";
import { isMultiple } from "./equations.ts";
import { areIdentical, definedTogether, isZero, substitute } from "./identity.ts";
import { type Label, labelled, sameLabel } from "./labels.ts";
import { rationalValue, simplest } from "./numbers.ts";
import { type Side, sameMembers } from "./same.ts";
import { reduced } from "./spans.ts";

interface Family {
  value: Node;
  label: Label | null;
  domains: Domains;
  letters: Set<string>;
  /** Letters that are free constants whatever the other one says. */
  declared: Set<string>;
  /** C_1, C_2. */
  indexed: Set<string>;
}

const MOST_CONSTANTS = 3;
/** Nodes of a side: longer ones are not worked out. */
const MOST_NODES = 250;
/** C_1, c_2: where there are two of them, the constants of a general solution. */
const INDEXED = /^[Cc]_\d$/;
/** Letters of variables: a condition on one says where a function is defined, and none is an arbitrary constant. */
const VARIABLE = /^(?:[t-z]|theta)$/;
/** Names of an unknown function. */
const UNKNOWN = /^[uxyz]$/;

export function sameLinearFamilies(a: Side, b: Side): boolean {
  if (![a, b].some(mayHaveConstants)) return false;
  const [f, g] = withSameArguments(a.node, b.node);
  const [x, y] = [familyOf(f, a.domains), familyOf(g, b.domains)];
  if (!x || !y || (x.label && y.label && !sameLabel(x.label, y.label))) return false;
  const isSolution = [x, y].some(({ label }) => label !== null && ofUnknown(label));
  const [own, others] = [constantsOf(x, y, isSolution), constantsOf(y, x, isSolution)];
  const rest = without(x.letters, own);
  if (own.size === 0 || own.size !== others.size || own.size > MOST_CONSTANTS) return false;
  // Constants of one name are the same ones, given by the question: kx² is not kx²/2.
  if ([...own].some((name) => y.letters.has(name))) return false;
  if (rest.size === 0 || !sameMembers(rest, without(y.letters, others))) return false;
  if (![...rest].every((name) => agree(a.domains.get(name), b.domains.get(name)))) return false;
  const [u, v] = [
    linearIn(withoutPhases(x.value, own), own),
    linearIn(withoutPhases(y.value, others), others),
  ];
  const [named, namedToo] = [constantDomains(x, own), constantDomains(y, others)];
  if (!u || !v) return sameByConstants(x.value, named, y.value, namedToo);
  const domains = [...named, ...namedToo].map(({ domain }) => domain);
  // c(x² − 1) with c ≠ 0: its multiples by numbers, but for 0, which is none.
  const nonzero = domains.every((domain) => domain?.bounds.join() === "≠0");
  if (nonzero ? own.size > 1 || !isZero(u.without) || !isZero(v.without) : !domains.every(isFree))
    return false;
  if (!domains.every((domain) => agree(domain, domains[0]))) return false;
  if (!definedTogether(x.value, y.value)) return false;
  return sameSpace(u.parts, v.parts, difference(v.without, u.without), [...rest].sort());
}

const mayHaveConstants = ({ node, domains }: Side) =>
  domains.size > 0 || contains(node, (part) => part.t === "sym" && INDEXED.test(part.name));

const without = (all: ReadonlySet<string>, some: ReadonlySet<string>) =>
  new Set([...all].filter((name) => !some.has(name)));

/** y, x(t), and the a_n of a sequence. */
const ofUnknown = ({ kind, key }: Label) =>
  kind === "function" ? UNKNOWN.test(key) || key.endsWith("_") : key === "y";

function familyOf(node: Node, domains: Domains): Family | null {
  const { label, value } = labelled(node);
  if (!isExpression(value) || sizeOf(value) > MOST_NODES || !isSmooth(value)) return null;
  // y' = c_1 + c_2 x and f^{-1}(x) = ax are made of another function, and its constants go with it.
  if (label && (!/^(?:function|symbol)$/.test(label.kind) || /['^/]|dot_/.test(label.key))) return null;
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
    declared: new Set(declared),
    indexed: new Set(indexed.length > 1 ? indexed : []),
  };
}

/** Functions that are given anywhere by what they are at some points. */
const SMOOTH = /^(?:(?:sin|cos|tan|cot|sec|csc)h?|exp)$/;
/** Such as are that only of a letter: of more, as √((x − 3)²) or arctan(tan x), they may be another one elsewhere. */
const SMOOTH_OF_LETTER = /^(?:sqrt|root|ln|log|lg|ar(?:c?(?:sin|cos|tan|cot)h?))$/;

/** Whether an expression is no other one for other signs or sizes of its letters, as |x − 5| and ⌊n/10⌋ are. */
function isSmooth(node: Node): boolean {
  if (!children(node).every(isSmooth)) return false;
  if (node.t === "const") return node.name === "e" || node.name === "pi";
  if (node.t === "fn")
    return (
      SMOOTH.test(node.name) || (SMOOTH_OF_LETTER.test(node.name) && node.args.every(isMultipleOfLetter))
    );
  if (node.t === "pow")
    return wholeNumber(node.b) !== null || variables(node.a).size === 0 || node.a.t === "sym";
  return /^(?:num|sym|add|mul|div|neg)$/.test(node.t);
}

/** x, 2x, −x/3, and a number. */
function isMultipleOfLetter(node: Node): boolean {
  const [letter] = variables(node);
  return letter === undefined || isMultiple(node, letter);
}

/** Beside free constants of the other side, letters that only this one has are free too. */
function constantsOf(family: Family, other: Family, isSolution: boolean): Set<string> {
  const sure = ({ declared, indexed }: Family) => [...declared, ...(isSolution ? indexed : [])];
  const own = sure(other).length > 0 ? [...without(family.letters, other.letters)] : [];
  const free = [...sure(family), ...own.filter((name) => !VARIABLE.test(name))];
  return new Set(free.filter((name) => !family.label?.parameters.includes(name)));
}

const constantDomains = ({ domains }: Family, constants: ReadonlySet<string>) =>
  [...constants].map((name) => ({ name, domain: domains.get(name) }));

/** Any number: nothing is said of it but that it is real or complex. */
const isFree = (domain: Domain | undefined) =>
  domain === undefined || (domain.bounds.length === 0 && /^(?:reals|complexes|null)$/.test(`${domain.set}`));

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

/**
 * Whether two lists of functions span the same space, and `apart` is in it: the factors that make the others of `basis` are
 * found at as many points as there are functions, and whether they do is then a question of identity.
 */
function sameSpace(
  basis: readonly Node[],
  others: readonly Node[],
  apart: Node,
  names: readonly string[],
): boolean {
  const size = basis.length;
  const solved = reduced(valuesOf([...basis, ...others, apart], names, size));
  // One after the other a letter of its own, or the points do not tell the functions apart.
  if (solved.length < size || solved.some((row, i) => row.findIndex(({ n }) => n !== 0n) !== i)) return false;
  const factors = [...others, apart].map((_, j) => solved.map((row) => simplest(row[size + j])));
  const made = factors.map((column) => sum(...column.map((factor, i) => product(number(factor), basis[i]))));
  if (reduced(factors.slice(0, size)).length < size) return false;
  return [...others, apart].every((one, j) => areIdentical(one, made[j]));
}

/** Longest fraction that is solved with, in bits. */
const MOST_BITS = 1500;

/**
 * Of so many points the values of all functions: whole numbers for a letter like n, else small ones of both signs, those
 * where some function has no real value, or one of many digits, left out.
 */
function valuesOf(functions: readonly Node[], names: readonly string[], count: number): Rational[][] {
  const rows: Rational[][] = [];
  for (let i = 0n; i < 4 * count && rows.length < count; i++) {
    const point = names.map((name, j) => {
      const place = i + 1n + BigInt(j) * (2n * i + 3n);
      return {
        name,
        by: isWhole(name)
          ? integer(place)
          : number(rational((i % 2n === 0n ? 1n : -1n) * (2n * place + 1n), 13n + i)),
      };
    });
    const values = functions.map((one) =>
      rationalValue(point.reduce((node, { name, by }) => substitute(node, name, by), one)),
    );
    if (values.every((value) => value !== null && bitLength(value.n) + bitLength(value.d) < MOST_BITS))
      rows.push(values as Rational[]);
  }
  return rows;
}
