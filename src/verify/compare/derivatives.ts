// Names of a derivative: y', dy/dx, f'(x), d/dx f(x), D_x y and ẋ, which is by the time. Where two answers call theirs
// differently both get the name with strokes.
import { symbol } from "../read/nodes.ts";
import { children, contains, isEquation, keyOf, mapChildren, type Node, variables } from "../read/tree.ts";

interface Derivative {
  of: string;
  order: number;
  /** What it is taken by; null where that is not said. */
  by: string | null;
  /** Of a function with its argument: f'(x). */
  ofFunction: boolean;
}

/** d^2y/dx^2 as it is read, and d/dx, an operator. */
const LEIBNIZ = /^d(?:\^(\d))?([A-Za-z]*)\/d([A-Za-z]+)$/;
const STROKES = /^([A-Za-z]+)('{1,4})$/;
const DOTS = /^(d?)dot_([A-Za-z]+)$/;
/** What every name of one has. */
const MAY_BE = /['/]|^D(?:_[a-z])?$|dot_/;

function derivativeOf(node: Node): Derivative | null {
  if (node.t === "sym") {
    const [, power, y, x] = LEIBNIZ.exec(node.name) ?? [];
    if (y) return { of: y, order: Number(power ?? 1), by: x, ofFunction: false };
    const [, of, strokes] = STROKES.exec(node.name) ?? [];
    if (of) return { of, order: strokes.length, by: null, ofFunction: false };
    const [, second, moved] = DOTS.exec(node.name) ?? [];
    return moved ? { of: moved, order: second ? 2 : 1, by: "t", ofFunction: false } : null;
  }
  if (node.t !== "mul" || node.items.length > 3) return null;
  const [head, ...rest] = node.items;
  const last = rest[rest.length - 1];
  const argument = last.t === "sym" && last.paren ? last.name : null;
  const names = argument === null ? rest : rest.slice(0, -1);
  if (head.t !== "sym" || !names.every(({ t }) => t === "sym")) return null;
  if (names.length === 0) {
    // f'(x)
    const inner = derivativeOf(head);
    const agrees = inner && (inner.by ?? argument) === argument;
    return agrees ? { ...inner, by: argument, ofFunction: true } : null;
  }
  const [of] = names;
  if (names.length > 1 || of.t !== "sym") return null;
  const [, power, none, x] = LEIBNIZ.exec(head.name) ?? [];
  const by = none === "" ? x : /^D_([a-z])$/.exec(head.name)?.[1];
  // D alone may be anything but beside f(x).
  const operator =
    by ?? (head.name === "D" && argument !== null && /^[fgh]$/.test(of.name) ? argument : null);
  if (operator === null || (argument !== null && argument !== operator)) return null;
  return { of: of.name, order: Number(power ?? 1), by: operator, ofFunction: argument !== null };
}

/** Those that a node speaks of, each with its key. */
function derivativesIn(node: Node): (Derivative & { key: string })[] {
  const own = derivativeOf(node);
  return own ? [{ ...own, key: keyOf(node) }] : children(node).flatMap(derivativesIn);
}

const distinct = (values: readonly (string | null)[]) => [...new Set(values.filter((one) => one !== null))];

/** Two equations with one name for each derivative that both speak of; as they are where that is not known. */
export function withSameDerivatives(a: Node, b: Node): [Node, Node] {
  const mayBe = (node: Node) => contains(node, (part) => part.t === "sym" && MAY_BE.test(part.name));
  if (!isEquation(a) || !isEquation(b) || !mayBe(a) || !mayBe(b)) return [a, b];
  const [mine, theirs] = [derivativesIn(a), derivativesIn(b)];
  const all = [...mine, ...theirs];
  const keys = [mine, theirs].map((side) =>
    distinct(side.map(({ key }) => key))
      .sort()
      .join(),
  );
  if (mine.length === 0 || theirs.length === 0 || keys[0] === keys[1]) return [a, b];
  if (distinct(all.map(({ by }) => by)).length > 1) return [a, b];
  const [own, others] = [mine, theirs].map((side) => distinct(side.map(({ of }) => of)));
  const called = new Map(own.map((name) => [name, name]));
  if (own.length !== others.length || !others.every((name) => called.has(name))) {
    // y' and f'(x), where nothing else is said of either.
    const [name, other] = [own[0], others[0]];
    const ofFunction = [...mine, ...theirs].some((one) => one.ofFunction && one.of !== "y");
    const used = [a, b].some((node) => variables(node).has(name) || variables(node).has(other));
    if (own.length + others.length > 2 || !ofFunction || ![name, other].includes("y") || used) return [a, b];
    called.set(other, name);
  }
  const renamed = (node: Node): Node => {
    const found = derivativeOf(node);
    if (!found) return mapChildren(node, renamed);
    return symbol(`${called.get(found.of)}${"'".repeat(found.order)}`);
  };
  return [renamed(a), renamed(b)];
}
