// Nodes of the tree, made: numbers, sums and products, equations, tuples.
import type { Rational } from "./rational.ts";
import type { Node } from "./tree.ts";

/** A number that is calculated, not written. */
export const number = (v: Rational): Node => ({ t: "num", v, literal: null });
export const integer = (n: number | bigint) => number({ n: BigInt(n), d: 1n });
export const symbol = (name: string): Node => ({ t: "sym", name });
export const negative = (a: Node): Node => ({ t: "neg", a });
export const sum = (...items: Node[]): Node => ({ t: "add", items });
export const difference = (a: Node, b: Node) => sum(a, negative(b));
/** The product of one factor is the factor. */
export const product = (...items: Node[]): Node => (items.length === 1 ? items[0] : { t: "mul", items });
export const quotient = (a: Node, b: Node): Node => ({ t: "div", a, b });
export const call = (name: string, ...args: Node[]): Node => ({ t: "fn", name, args });
export const equation = (left: Node, right: Node): Node => ({ t: "rel", ops: ["="], items: [left, right] });
export const tuple = (items: Node[]): Node => ({ t: "group", open: "(", close: ")", items });
export const commaList = (items: Node[]): Node => ({ t: "list", separator: ",", items });
