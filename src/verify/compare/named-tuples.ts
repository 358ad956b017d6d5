// Tuples that are told by the names of their places: {x, y} = {2, 3} is (2, 3) or (3, 2), x = y = z = t with any t is
// (t, t, t), and in polar coordinates (r, θ) is where (r, θ + 2π) and (−r, θ + π) are.
import { commaList, difference, equation, integer, negative, product, tuple } from "../read/nodes.ts";
import { isEquality, isEquation, itemsOf, keyOf, type Node } from "../read/tree.ts";
import { identical } from "./identity.ts";
import { labelled } from "./labels.ts";
import { approximate } from "./numbers.ts";

const MOST_PLACES = 4;

const isLetter = (node: Node): node is Extract<Node, { t: "sym" }> => node.t === "sym";
const areDistinct = (nodes: readonly Node[]) => new Set(nodes.map(keyOf)).size === nodes.length;

/** The tuple of a node, with or without names before it; null for anything else. */
function placesOf(node: Node): { names: readonly Node[] | null; places: readonly Node[] } | null {
  const { label, value } = labelled(node);
  if (value.t !== "group" || value.open !== "(" || value.close !== ")") return null;
  if (!label) return { names: null, places: value.items };
  return label.node.t === "group" ? { names: label.node.items, places: value.items } : null;
}

/** {x, y} = {2, 3} beside tuples as the tuples that it comes to, each of x and y; null for anything else. */
export function inAnyOrder(node: Node, other: Node): Node | null {
  if (!isEquation(node)) return null;
  const [names, values] = node.items;
  if (names.t !== "set" || values.t !== "set" || names.items.length !== values.items.length) return null;
  const { length } = names.items;
  if (length < 2 || length > MOST_PLACES || !names.items.every(isLetter)) return null;
  if (!areDistinct(names.items) || !areDistinct(values.items)) return null;
  const tuples = itemsOf(other).map(placesOf);
  const named = tuples.find((one) => one?.names)?.names;
  if (!tuples.every((one) => one?.places.length === length)) return null;
  if (named && !areSame(named, names.items)) return null;
  const name = tuple(named ? [...named] : names.items);
  return commaList(orders(values.items).map((order) => equation(name, tuple(order))));
}

const areSame = (a: readonly Node[], b: readonly Node[]) =>
  JSON.stringify(a.map(keyOf).sort()) === JSON.stringify(b.map(keyOf).sort());

/** All orders of some items. */
export const orders = <T>(items: readonly T[]): T[][] =>
  items.length < 2
    ? [[...items]]
    : items.flatMap((item, i) => orders(items.filter((_, j) => j !== i)).map((rest) => [item, ...rest]));

/** x = y = z = t beside a tuple of three places as (x, y, z) = (t, t, t), of which t may be any; null for anything else. */
export function allEqual(node: Node, other: Node): Node | null {
  if (!isEquality(node) || !node.items.every(isLetter) || !areDistinct(node.items)) return null;
  const of = placesOf(other);
  const [names, value] = [node.items.slice(0, -1), node.items[node.items.length - 1]];
  if (names.length < 2 || of?.places.length !== names.length) return null;
  return equation(tuple([...names]), tuple(names.map(() => value)));
}

/** A turn, and half of one. */
const HALF = { t: "const", name: "pi" } as const;
const MOST_TURNS = 20;

/** Whether two points are one in polar coordinates; null where neither is said to be in them. */
export function samePolar(a: Node, b: Node): boolean | null {
  const [x, y] = [placesOf(a), placesOf(b)];
  if (!x || !y || x.places.length !== 2 || y.places.length !== 2) return null;
  const named = [x, y].map(({ names }) => names?.map((name) => (isLetter(name) ? name.name : "")).join());
  if (
    !named.some((names) => names && POLAR.test(names)) ||
    !named.every((names) => !names || POLAR.test(names))
  )
    return null;
  const [[r, angle], [s, turned]] = [x.places, y.places];
  const apart = approximate(difference(angle, turned));
  if (apart === null) return null;
  const halves = Math.round(apart / Math.PI);
  if (Math.abs(halves) > MOST_TURNS) return null;
  const same = (one: Node, other: Node) => identical(one, other).same === true;
  return (
    same(difference(angle, turned), product(integer(halves), HALF)) &&
    same(r, halves % 2 === 0 ? s : negative(s))
  );
}
const POLAR = /^(?:r|rho),(?:theta|phi|varphi|alpha)$/;
