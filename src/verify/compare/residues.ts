// Residue classes: n ≡ 2, 3 (mod 4) and n = 4k + 2 or n = 4k + 3 are the same whole numbers.

import { gcd } from "../read/rational.ts";
import { integer, isExpression, type Node, variables } from "../read/tree.ts";
import { modulusIn } from "../read/units.ts";
import { constantValue, identical, substitute } from "./identity.ts";
import { expandSigns } from "./sequences.ts";

export interface Residues {
  /** The letter that runs over the classes; null where none is named. */
  name: string | null;
  modulus: bigint;
  residues: Set<bigint>;
}

/** Letters that run over all whole numbers in 4k + 2. */
const runs = /^[kmnjlqrst]$/;
const MAX_MODULUS = 5000n;

/** Whether two nodes are the same residue classes; null where not both are some, or neither is written with ≡. */
export function sameResidues(a: Node, b: Node): boolean | null {
  if (!isCongruent(a) && !isCongruent(b)) return null;
  const [x, y] = [residuesOf(a), residuesOf(b)];
  // n ≡ 2 says nothing without its modulus.
  if ((x && !y && isCongruent(b)) || (y && !x && isCongruent(a))) return false;
  if (!x || !y) return null;
  if (x.name !== null && y.name !== null && x.name !== y.name) return false;
  const modulus = (x.modulus / gcd(x.modulus, y.modulus)) * y.modulus;
  if (modulus > MAX_MODULUS) return null;
  const [mine, theirs] = [x, y].map((classes) => lifted(classes, modulus));
  return mine.size === theirs.size && [...mine].every((residue) => theirs.has(residue));
}

/** n ≡ 5 (mod 12), and 5 (mod 12) alone. */
const isCongruence = (node: Node) =>
  node.t === "unit"
    ? modulusIn(node.unit) !== null
    : node.t === "rel" && node.ops.length === 1 && node.ops[0] === "≡";

const isCongruent = (node: Node) => (node.t === "list" ? node.items.some(isCongruence) : isCongruence(node));

/** "x mod 7 = 3" as x ≡ 3 (mod 7), of a number its remainder; any other node as it is. */
export function asCongruence(node: Node): Node {
  if (node.t !== "rel" || node.ops.join() !== "=" || node.items[0].t !== "unit") return node;
  const [{ a, unit }, remainder] = [node.items[0], node.items[1]];
  const [modulus, value] = [modulusIn(unit), whole(remainder)];
  if (modulus === null || value === null || value < 0n || value >= modulus) return node;
  if (variables(a).size === 0) return remainder;
  return { t: "rel", ops: ["≡"], items: [a, { t: "unit", a: remainder, unit }] };
}

/** The classes modulo a multiple of their modulus. */
export function lifted(
  { modulus, residues }: Pick<Residues, "modulus" | "residues">,
  multiple: bigint,
): Set<bigint> {
  const all = new Set<bigint>();
  for (const residue of residues) for (let n = residue; n < multiple; n += modulus) all.add(n);
  return all;
}

export function residuesOf(node: Node): Residues | null {
  const items = node.t === "list" ? node.items : [node];
  if (items.length > 100 || (node.t === "list" && node.separator === ";")) return null;
  const parts = items.map((item) => partOf(item));
  const last = parts[parts.length - 1];
  // n ≡ 2, 3 (mod 4): the modulus stands once, at the end.
  const shared = last?.modulus ?? null;
  const names = new Set(parts.map((part) => part?.name ?? null).filter((name) => name !== null));
  if (names.size > 1 || (names.size === 1 && parts[0]?.name === null)) return null;
  const residues = new Set<bigint>();
  let modulus = 1n;
  const classes: Residues[] = [];
  for (const part of parts) {
    const own = part?.modulus ?? shared;
    if (!part || own === null || own < 2n || own > MAX_MODULUS) return null;
    const values = part.values.map((value) => ((value % own) + own) % own);
    classes.push({ name: null, modulus: own, residues: new Set(values) });
    modulus = (modulus / gcd(modulus, own)) * own;
    if (modulus > MAX_MODULUS) return null;
  }
  for (const one of classes) for (const residue of lifted(one, modulus)) residues.add(residue);
  return { name: [...names][0] ?? null, modulus, residues };
}

interface Part {
  name: string | null;
  /** Null: to be taken from the end of the list. */
  modulus: bigint | null;
  values: bigint[];
}

/** n ≡ 2 (mod 4), n ≡ 2, 3 (mod 4), n = 4k + 2, 4k + 2. */
function partOf(node: Node): Part | null {
  let name: string | null = null;
  let value = node;
  let congruence = false;
  if (node.t === "rel") {
    const [left, right] = node.items;
    congruence = node.ops[0] === "≡";
    if (node.ops.length !== 1 || (!congruence && node.ops[0] !== "=") || left.t !== "sym") return null;
    [name, value] = [left.name, right];
  }
  if (value.t === "unit") {
    const modulus = modulusIn(value.unit);
    const values = modulus === null ? null : wholes(value.a);
    return values && (congruence || node.t !== "rel") ? { name, modulus, values } : null;
  }
  const values = wholes(value);
  // Without a modulus of its own only n ≡ 2, and what follows it: n = 2 is one number.
  if (values) return congruence || node.t !== "rel" ? { name, modulus: null, values } : null;
  if (congruence) return null;
  const signs = expandSigns(value);
  const forms = (signs.t === "list" ? signs.items : [signs]).map(linear);
  if (!forms.every((form) => form !== null)) return null;
  const [{ letter, factor }] = forms;
  if (letter === name || forms.some((form) => form.letter !== letter || form.factor !== factor)) return null;
  return { name, modulus: factor, values: forms.map((form) => form.constant) };
}

/** The whole numbers that a node is: 2, −1, ±1; null where it is none. */
function wholes(node: Node): bigint[] | null {
  const signs = expandSigns(node);
  const values = (signs.t === "list" ? signs.items : [signs]).map(whole);
  return values.every((value) => value !== null) ? values : null;
}

function whole(node: Node): bigint | null {
  if (!isExpression(node) || variables(node).size > 0) return null;
  const value = constantValue(node);
  return value && "q" in value && value.q.d === 1n ? value.q.n : null;
}

/** 4k + 2: a multiple of one letter that runs over the whole numbers, and a constant. */
function linear(node: Node): { letter: string; factor: bigint; constant: bigint } | null {
  if (!isExpression(node)) return null;
  const [letter, ...others] = variables(node);
  if (letter === undefined || others.length > 0 || !runs.test(letter)) return null;
  const [zero, one] = [0, 1].map((n) => whole(substitute(node, letter, integer(n))));
  if (zero === null || one === null) return null;
  const factor = one - zero;
  const line: Node = {
    t: "add",
    items: [{ t: "mul", items: [number(factor), { t: "sym", name: letter }] }, number(zero)],
  };
  if (identical(node, line).same !== true) return null;
  return { letter, factor: factor < 0n ? -factor : factor, constant: zero };
}

const number = (n: bigint): Node => ({ t: "num", v: { n, d: 1n }, literal: null });
