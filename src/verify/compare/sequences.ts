// Lists, tuples, sets, vectors and matrices of answers. A bare list is a multiset unless names give it an order; a tuple
// has an order; a set has neither order nor multiplicity.

import { commaList, negative, sum } from "../read/nodes.ts";
import { type Builder, itemsOf, keyOf, mapChildren, type Node, rename, variables } from "../read/tree.ts";
import { type Label, labelled } from "./labels.ts";
import { approximate } from "./numbers.ts";
import { realSet } from "./realset.ts";
import { type Comparing, NO, type Same, YES } from "./same.ts";

export interface Sequence {
  kind: "list" | "tuple" | "set" | "matrix" | "other";
  items: Node[];
  node: Node;
}

const MAX_ITEMS = 500;

/** a ± b as its two readings; a node without ± is itself. All signs of one item go together. */
export function expandSigns(node: Node): Node {
  if (node.t === "set" || node.t === "list") {
    const items = node.items.flatMap((item) => readings(item));
    return items.length === node.items.length ? node : { ...node, items };
  }
  const items = readings(node);
  return items.length === 1 ? node : commaList(items);
}

function readings(node: Node): Node[] {
  const upper = signed(node, 1);
  return upper === node ? [node] : [upper, signed(node, -1)];
}

/** −(3, 4) is (−3, −4). */
const opposite = (node: Node): Node =>
  node.t === "group" ? { ...node, items: node.items.map(opposite) } : negative(node);

/** The node itself where nothing in it carries ±. */
function signed(node: Node, reading: 1 | -1): Node {
  if (node.t === "pm") {
    const b = signed(node.b, reading);
    const term = node.first * reading > 0 ? b : opposite(b);
    return node.a ? sum(signed(node.a, reading), term) : term;
  }
  return mapChildren(node, (child) => signed(child, reading));
}

export function sequenceOf(node: Node): Sequence | null {
  switch (node.t) {
    case "list":
      return { kind: "list", items: node.items, node };
    case "group": {
      const rows = rowsOf(node);
      if (rows) return { kind: "matrix", items: rows.flat(), node: { t: "matrix", rows } };
      // [(1, 2), (3, 4)] is a list of points.
      const list = node.open === "[" && node.close === "]" && node.items.every((item) => item.t === "group");
      return { kind: list ? "list" : "tuple", items: node.items, node };
    }
    case "set":
      return { kind: "set", items: distinct(node.items), node };
    case "matrix":
      return { kind: "matrix", items: node.rows.flat(), node };
    case "name":
      return node.name === "empty"
        ? { kind: "set", items: [], node }
        : { kind: "other", items: [node], node };
    case "setop":
    case "builder":
      return { kind: "other", items: [node], node };
    default:
      return null;
  }
}

/** [[1, 0], [2, −3]]: the rows of a matrix in square brackets. */
function rowsOf(node: Extract<Node, { t: "group" }>): Node[][] | null {
  if (node.open !== "[" || node.close !== "]") return null;
  const rows = node.items.map((row) =>
    row.t === "group" && row.open === "[" && row.close === "]" ? row.items : null,
  );
  return rows.every((row) => row !== null && row.length === rows[0]?.length) ? (rows as Node[][]) : null;
}

function distinct(items: readonly Node[]): Node[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}

export function compareSequences(comparison: Comparing, a: Sequence, b: Sequence): Same {
  if (a.items.length > MAX_ITEMS || b.items.length > MAX_ITEMS) {
    return { same: null, reason: `a list has more than ${MAX_ITEMS} items` };
  }
  const kinds = new Set([a.kind, b.kind]);
  if (kinds.has("other")) return a.kind === b.kind ? pieces(comparison, a.node, b.node) : NO;
  if (kinds.has("matrix")) return matrices(comparison, a, b);
  if (kinds.size === 1 && kinds.has("set")) {
    const result = covers(comparison, a.items, b.items);
    return result.same ? covers(comparison, b.items, a.items) : result;
  }
  if (kinds.has("tuple")) {
    if (kinds.has("set")) return singleTuple(comparison, a, b);
    return sameBrackets(a.node, b.node) ? ordered(comparison, a.items, b.items) : NO;
  }
  if (kinds.has("set")) return matched(comparison, a.items.map(bare), b.items.map(bare));
  if (areTuples(a.items) && areTuples(b.items)) {
    // A(1, 2), B(0, 0): each with a name of its own.
    if ([a, b].every(({ items }) => /^(?:distinct|words)$/.test(labelsOf(items.map(labelled)))))
      return lists(comparison, a.items, b.items);
    // Solutions: naming one twice changes nothing.
    return matched(comparison, distinct(a.items.map(bare)), distinct(b.items.map(bare)));
  }
  const joined = joinedOtherwise(a.node, b.node);
  if (joined) return joined;
  return lists(comparison, a.items, b.items);
}

/**
 * "x > 2 or x < 5" against "x > 2, x < 5", "a = 0 or b = 0" against both. The values of one name may be listed either way,
 * and what cannot hold at once is never meant to: "x < 2, x > 5".
 */
function joinedOtherwise(a: Node, b: Node): Same | null {
  if (a.t !== "list" || b.t !== "list" || (a.separator === "or") === (b.separator === "or")) return null;
  const together = a.separator === "or" ? b : a;
  if (!together.items.every((item) => item.t === "rel")) return null;
  if (together.items.every((item) => item.ops.every((op) => op === "=" || op === "≡"))) {
    const labels = together.items.map(labelled);
    const names = new Set(labels.map(({ label }) => label?.key.replace(/_\d+$/, "")));
    const letters = new Set(together.items.flatMap((item) => [...variables(item)]));
    return letters.size < 2 || (names.size === 1 && !names.has(undefined)) ? null : NO;
  }
  if (!together.items.every(realSet)) return { same: null, reason: "whether both may hold is not known" };
  return realSet({ ...together, separator: "and" })?.intervals.length === 0 ? null : NO;
}

const areTuples = (items: readonly Node[]) => items.every((item) => bare(item).t === "group");

const bare = (node: Node) => labelled(node).value;

/** {(1, 2)} against (1, 2). */
function singleTuple(comparison: Comparing, a: Sequence, b: Sequence): Same {
  const [set, tuple] = a.kind === "set" ? [a, b] : [b, a];
  const [item, ...more] = set.items;
  if (item === undefined || more.length > 0 || (item.t !== "group" && item.t !== "rel")) return NO;
  return a.kind === "set" ? comparison.same(item, tuple.node) : comparison.same(tuple.node, item);
}

/** Half-open intervals are no tuples; [1, 2] is not (1, 2), but vectors of three and more may have either bracket. */
function sameBrackets(a: Node, b: Node): boolean {
  const shape = (node: Node) => (node.t !== "group" ? "(" : node.open === "⟨" ? "(" : node.open + node.close);
  const [x, y] = [shape(a), shape(b)].map((text) => (text === "()" ? "(" : text));
  if (x === y) return true;
  const long = [a, b].every((node) => (node.t === "group" || node.t === "list") && node.items.length > 2);
  return long && [x, y].every((brackets) => brackets !== "[)" && brackets !== "(]");
}

function ordered(comparison: Comparing, a: readonly Node[], b: readonly Node[]): Same {
  if (a.length !== b.length) return NO;
  return all(a.map((item, i) => () => comparison.same(bare(item), bare(b[i]))));
}

/** Every comparison says yes; the first no ends it; null where nothing says no. */
function all(tests: readonly (() => Same)[]): Same {
  let undecided: Same | null = null;
  for (const test of tests) {
    const result = test();
    if (result.same === false) return result;
    if (result.same === null) undecided ??= result;
  }
  return undecided ?? YES;
}

/** One comparison says yes; null where none does and one says null. */
function any(tests: readonly (() => Same)[]): Same {
  let undecided: Same | null = null;
  for (const test of tests) {
    const result = test();
    if (result.same === true) return YES;
    if (result.same === null) undecided ??= result;
  }
  return undecided ?? NO;
}

/** Labels say what belongs to what; distinct symbols as labels against no labels say the order. */
function lists(comparison: Comparing, a: readonly Node[], b: readonly Node[]): Same {
  if (a.length !== b.length) {
    const [x, y] = [a, b].map((items) =>
      items.some((item) => bare(item).t === "list") ? items.flatMap(flat) : items,
    );
    if (x.length === y.length) return matched(comparison, x.map(bare), y.map(bare));
    return NO;
  }
  const [x, y] = [a.map(labelled), b.map(labelled)];
  const [mine, theirs] = [labelsOf(x), labelsOf(y)];
  // By their labels, where each item has one of its own.
  if (mine !== "none" && mine !== "one" && theirs !== "none" && theirs !== "one") {
    return matched(comparison, a, b);
  }
  const values = (items: typeof x) => items.map((item) => item.value);
  if (mine === "distinct" || theirs === "distinct") {
    const other = mine === "distinct" ? theirs : mine;
    if (other === "none") return ordered(comparison, values(x), values(y));
    return NO;
  }
  if (mine === "one" && theirs === "one") {
    // a_1 = 1 and a_2 = 2 beside a recurrence say where it starts, and not two values in any order.
    if (
      [x, y].every(
        (items) =>
          items.every(({ label }) => label) &&
          items.some(({ label }) => /_[i-n](?:[+-]\d+)?$/.test(label!.key)),
      )
    )
      return matched(comparison, a, b);
    const [names, namesToo] = [x, y].map(namesWithIndex);
    // E_1 and E_5, a_1 and a_2 are two things, in any order; x_1 and x_2 are any two roots.
    if (names && namesToo && names.join() === namesToo.join()) {
      if (/^(?:[xztrkm]|lambda)_/.test(names[0])) return matched(comparison, values(x), values(y));
      const each = matched(comparison, a, b);
      if (each.same !== false || /^[A-Za-d]/.test(names[0])) return each;
      return matched(comparison, values(x), values(y)).same
        ? { same: null, reason: "whether these are roots, which may be numbered any way, is not known" }
        : each;
    }
    const [left, right] = [x, y].map((items) => items.find((item) => item.label)!.label!);
    const ends = [left, right].every(({ kind, key }) => kind === "words" && isEnd(key));
    // "x = 2 or x = 5" and x_1 = 2, x_2 = 5
    const [own, other] = [left.key, right.key].map((key) => key.replace(/_\d+$/, ""));
    const alike = left.key === right.key || (own === other && (own === left.key || other === right.key));
    if ((ends || (left.kind !== "words" && right.kind !== "words")) && !alike)
      // A recurrence and what it starts from.
      return [...x, ...y].every(({ label }) => label) ? matched(comparison, a, b) : NO;
  }
  const ends = [x, y].map(extremes).find((found) => found !== null);
  if (ends && (mine === "none" || theirs === "none")) {
    const [most, least] = ends.map(approximate);
    // Of two numbers their size says which is which, in any order, unless the labels turn them round.
    if (most === null || least === null) return ordered(comparison, values(x), values(y));
    if (most < least) return NO;
  }
  return matched(comparison, values(x), values(y));
}

const isEnd = (key: string) => key === "maximum" || key === "minimum";

/** The values of "maximum 5, minimum −3" in that order; null for other items. */
function extremes(items: readonly { label: Label | null; value: Node }[]): Node[] | null {
  const [most, least] = ["maximum", "minimum"].map((name) =>
    items.find(({ label }) => label?.kind === "words" && label.key === name),
  );
  return items.length === 2 && most && least ? [most.value, least.value] : null;
}

const flat = (node: Node): Node[] => {
  const value = bare(node);
  return value.t === "list" ? value.items : [node];
};

/** Every item has a symbol or function of its own, or a name in words; "one": the same label, or only some have one. */
function labelsOf(items: readonly { label: Label | null }[]): "none" | "distinct" | "words" | "one" {
  const labels = items.map((item) => item.label).filter((label) => label !== null);
  if (labels.length === 0) return "none";
  // x_1 and x_2 are two roots of one x.
  const keys = new Set(labels.map((label) => label.key.replace(/_\d+$/, "")));
  if (labels.length < items.length || keys.size < labels.length) return "one";
  if (items.length < 2) return "one";
  return labels.every((label) => label.kind !== "words") ? "distinct" : "words";
}

/** "E_1", "E_5": the names of all items in order, where each has an index of its own; null for other items. */
function namesWithIndex(items: readonly { label: Label | null }[]): string[] | null {
  const names = items.map(({ label }) => (label && /_-?\d+$/.test(label.key) ? label.key : null));
  return names.every((name) => name !== null) && new Set(names).size === names.length
    ? (names as string[]).sort()
    : null;
}

/** Each of `a` has a partner of its own in `b`. */
export function matched(comparison: Comparing, a: readonly Node[], b: readonly Node[]): Same {
  if (a.length !== b.length) return NO;
  const open: Node[] = [];
  // Equal forms first: cheap, and what is left is short.
  const byKey = new Map<string, number[]>();
  b.forEach((item, i) => {
    const key = keyOf(item);
    byKey.set(key, [...(byKey.get(key) ?? []), i]);
  });
  const taken = new Set<number>();
  for (const item of a) {
    const place = byKey.get(keyOf(item))?.pop();
    if (place === undefined) open.push(item);
    else taken.add(place);
  }
  const candidates = b.filter((_, i) => !taken.has(i));
  let undecided: Same | null = null;
  for (const item of open) {
    const place = candidates.findIndex((candidate) => {
      const result = comparison.same(item, candidate);
      if (result.same === null) undecided ??= result;
      return result.same === true;
    });
    if (place < 0) return undecided ?? NO;
    candidates.splice(place, 1);
  }
  return comparison.yes("same items");
}

/** Each of `a` is somewhere in `b`. */
function covers(comparison: Comparing, a: readonly Node[], b: readonly Node[]): Same {
  return all(a.map((item) => () => any(b.map((candidate) => () => comparison.same(item, candidate)))));
}

function matrices(comparison: Comparing, a: Sequence, b: Sequence): Same {
  if (a.node.t === "matrix" && b.node.t === "matrix") {
    const [x, y] = [a.node.rows, b.node.rows];
    if (x.length !== y.length || x[0].length !== y[0].length) return NO;
    return ordered(comparison, a.items, b.items);
  }
  // A row or a column against a tuple.
  const [matrix, other] = a.node.t === "matrix" ? [a, b] : [b, a];
  if (matrix.node.t !== "matrix" || other.kind !== "tuple") return NO;
  if (matrix.node.rows.length !== 1 && matrix.node.rows[0].length !== 1) return NO;
  return ordered(comparison, a.items, b.items);
}

/** Unions with ends that are no numbers: the same pieces in any order. */
function pieces(comparison: Comparing, a: Node, b: Node): Same {
  const parts = (node: Node): Node[] =>
    node.t === "setop" && node.op === "cup" ? [...parts(node.a), ...parts(node.b)] : [node];
  const [x, y] = [parts(a), parts(b)];
  if (x.length === 1 && y.length === 1) {
    const [left, right] = [x[0], y[0]];
    const alike = left.t === "setop" && right.t === "setop" && left.op === right.op;
    if (left.t === "builder" && right.t === "builder") {
      const [mine, theirs] = [withBoundLetters(left), withBoundLetters(right)];
      return all([() => comparison.same(mine.a, theirs.a), () => comparison.same(mine.b, theirs.b)]);
    }
    return alike ? all([() => comparison.same(left.a, right.a), () => comparison.same(left.b, right.b)]) : NO;
  }
  return matched(comparison, x, y);
}

/** {2k | k ∈ ℤ} as {2n | n ∈ ℤ}: names for the bound letters that stand in no answer, in the order in which they occur. */
function withBoundLetters(builder: Builder): Builder {
  const bound = boundLetters(builder);
  const names = [...variables(builder)].filter((name) => bound.has(name));
  const map = new Map(names.map((name, i) => [name, `bound ${i}`]));
  return { ...builder, a: rename(builder.a, map), b: rename(builder.b, map) };
}

/** What the members are called, {x | …} and {(x, y) | …}, and what the conditions say where it is from. */
function boundLetters({ a, b }: Builder): Set<string> {
  const heads = [...itemsOf(b), a].flatMap((node) =>
    node.t === "rel" && node.ops[0] === "∈" ? [node.items[0]] : node === a ? [a] : [],
  );
  const names = heads.flatMap((head) => (head.t === "group" ? head.items : itemsOf(head)));
  return new Set(names.flatMap((name) => (name.t === "sym" ? [name.name] : [])));
}
