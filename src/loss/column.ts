// What losses are written in: columns of a number a response token, and the few operations on them that losses need.
// A loss is such a function and no code of numbers, because a training graph runs from tokens to gradients in one go:
// ONNX Runtime cannot ask JavaScript half way, and a second run would compute the network again, whose activations are
// too many to be kept outside. The graph of the embedded engine writes the operations down as nodes
// (engine/embedded/losses.ts); float64.ts computes them at once, for a server's client, for monitors and for tests.

/** A column [N], or a number [] that stands for a column of it; C is the column itself. */
export interface Column<C> {
  plus(other: C | number): C;
  minus(other: C | number): C;
  times(other: C | number): C;
  /** The smaller of the two; the gradient goes to this one on ties. */
  min(other: C): C;
  /** Held within [low, high], through which no gradient goes; none to what is outside either. */
  clip(low: C | number, high: C | number): C;
  exp(): C;
  /** Gradient 0 at 0. */
  abs(): C;
  /** 1 where this is less than the other, else 0. No gradient. */
  below(other: C | number): C;
  /** The same numbers without a gradient. */
  constant(): C;
  /** Over the tokens of the same response that take part, at each token of it; 0 where none does. */
  responseSum(): C;
  responseMean(): C;
}

/** L with an N in the place of every number. */
export type Lifted<L, N> = L extends number ? N : L extends object ? { [K in keyof L]: Lifted<L[K], N> } : L;

/** `value` with every number in it made into something else; `path` is where it stands: "loss.kl.coefficient". */
export function lift<L, N>(value: L, make: (path: string, value: number) => N, path = "loss"): Lifted<L, N> {
  if (typeof value === "number") return make(path, value) as Lifted<L, N>;
  if (typeof value !== "object" || value === null) return value as Lifted<L, N>;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(
    entries.map(([key, inner]) => [key, lift(inner, make, `${path}.${key}`)]),
  ) as Lifted<L, N>;
}
