// Residue classes: n ≡ 2, 3 (mod 4) and n = 4k + 2 or n = 4k + 3 are the same whole numbers.

import { abs, lcm, modulo } from "../read/rational.ts";
import { isEquation, itemsOf, type Node, onlyVariable, variables } from "../read/tree.ts";
import { modulusIn } from "../read/units.ts";
import { lineIn, wholeValue } from "./identity.ts";
import { differ, sameMembers } from "./same.ts";
import { expandSigns } from "./sequences.ts";

export interface Classes {
  modulus: bigint;
  residues: Set<bigint>;
}

interface Residues extends Classes {
  /** The letter that runs over the classes; null where none is named. */
  name: string | null;
}

/** Letters that run over all whole numbers in 4k + 2, where nothing is said. */
export const RUNS = /^[kmnjlqrstp]$/;
const MAX_MODULUS = 5000n;

/** Whether two nodes are the same residue classes; null where not both are some, or neither is written with ≡. */
export function sameResidues(a: Node, b: Node): boolean | null {
  if (!isCongruent(a) && !isCongruent(b)) return null;
  const [x, y] = [residuesOf(joinedAs(a, b)), residuesOf(joinedAs(b, a))];
  // n ≡ 2 says nothing without its modulus.
  if ((x && !y && isCongruent(b)) || (y && !x && isCongruent(a))) return false;
  if (!x || !y) return null;
  if (differ(x.name, y.name)) return false;
  const modulus = lcm(x.modulus, y.modulus);
  if (modulus > MAX_MODULUS) return null;
  const [mine, theirs] = [x, y].map((classes) => lifted(classes, modulus));
  return sameMembers(mine, theirs);
}

/** Beside congruences that "and" joins, a comma joins them too: together or one or the other, it is the same on both sides. */
const joinedAs = (node: Node, other: Node): Node =>
  node.t === "list" && other.t === "list" && node.separator === "," && other.separator === "and"
    ? { ...node, separator: "and" }
    : node;

/** n ≡ 5 (mod 12), and 5 (mod 12) alone. */
const isCongruence = (node: Node) =>
  node.t === "unit"
    ? modulusIn(node.unit) !== null
    : node.t === "rel" && node.ops.length === 1 && node.ops[0] === "≡";

const isCongruent = (node: Node) => itemsOf(node).some(isCongruence);

/** "x mod 7 = 3" as x ≡ 3 (mod 7), and of a number, as 2^100 ≡ 16 ≡ 2 (mod 7), its remainder; any other node as it is. */
export function asCongruence(node: Node): Node {
  if (node.t === "rel" && node.ops.every((op) => op === "≡") && variables(node.items[0]).size === 0) {
    const last = node.items[node.items.length - 1];
    return (last.t === "unit" && remainderBy(last.a, last.unit)) || node;
  }
  if (!isEquation(node) || node.items[0].t !== "unit") return node;
  const [{ a, unit }, remainder] = [node.items[0], node.items[1]];
  if (!remainderBy(remainder, unit)) return node;
  if (variables(a).size === 0) return remainder;
  return { t: "rel", ops: ["≡"], items: [a, { t: "unit", a: remainder, unit }] };
}

/** The node, where it is a remainder by the modulus of a unit; else null. */
function remainderBy(node: Node, unit: string): Node | null {
  const [modulus, value] = [modulusIn(unit), wholeValue(node)];
  return modulus === null || value === null || value < 0n || value >= modulus ? null : node;
}

/** The classes modulo a multiple of their modulus. */
export function lifted({ modulus, residues }: Classes, multiple: bigint): Set<bigint> {
  const all = new Set<bigint>();
  for (const residue of residues) for (let n = residue; n < multiple; n += modulus) all.add(n);
  return all;
}

export function residuesOf(node: Node): Residues | null {
  const items = itemsOf(node);
  if (items.length > 100 || (node.t === "list" && node.separator === ";")) return null;
  const parts = items.map(partOf);
  const last = parts[parts.length - 1];
  // n ≡ 2, 3 (mod 4): the modulus stands once, at the end.
  const shared = last?.modulus ?? null;
  const names = new Set(parts.map((part) => part?.name ?? null).filter((name) => name !== null));
  if (names.size > 1 || (names.size === 1 && parts[0]?.name === null)) return null;
  const residues = new Set<bigint>();
  let modulus = 1n;
  const classes: Classes[] = [];
  for (const part of parts) {
    const own = part?.modulus ?? shared;
    if (!part || own === null || own < 2n || own > MAX_MODULUS) return null;
    classes.push({ modulus: own, residues: new Set(part.values.map((value) => modulo(value, own))) });
    modulus = lcm(modulus, own);
    if (modulus > MAX_MODULUS) return null;
  }
  if (node.t === "list" && node.separator === "and" && isSystem(parts)) {
    const [first, ...others] = classes.map((one) => lifted(one, modulus));
    for (const n of first) if (others.every((one) => one.has(n))) residues.add(n);
    if (residues.size === 0) return null;
  } else for (const one of classes) for (const residue of lifted(one, modulus)) residues.add(residue);
  return { name: [...names][0] ?? null, modulus, residues };
}

/** x ≡ 2 (mod 3) and x ≡ 1 (mod 5): of whole congruences with a modulus of its own each, what all of them hold of. */
const isSystem = (parts: readonly (Part | null)[]) =>
  parts.every((part) => part !== null && part.name !== null && part.modulus !== null) &&
  parts.every((part, i) => parts.every((other, j) => i >= j || other!.modulus !== part!.modulus));

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
  const forms = itemsOf(expandSigns(value)).map(linear);
  if (!forms.every((form) => form !== null)) return null;
  const [{ letter, factor }] = forms;
  if (letter === name || forms.some((form) => form.letter !== letter || form.factor !== factor)) return null;
  return { name, modulus: factor, values: forms.map((form) => form.constant) };
}

/** The whole numbers that a node is: 2, −1, ±1; null where it is none. */
function wholes(node: Node): bigint[] | null {
  const values = itemsOf(expandSigns(node)).map(wholeValue);
  return values.every((value) => value !== null) ? values : null;
}

/** 4k + 2: a multiple of one letter that runs over the whole numbers, and a constant. */
function linear(node: Node): { letter: string; factor: bigint; constant: bigint } | null {
  const letter = onlyVariable(node);
  const line = letter !== null && RUNS.test(letter) ? lineIn(node, letter) : null;
  if (letter === null || !line) return null;
  const [factor, constant] = [wholeValue(line.slope), wholeValue(line.offset)];
  return factor === null || constant === null ? null : { letter, factor: abs(factor), constant };
}
