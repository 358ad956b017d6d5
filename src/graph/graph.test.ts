// Sizes known at run time only, and what differentiation refuses.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Dim, Graph, resolveDim, times } from "./graph.ts";
import * as ops from "./ops.ts";

describe("sizes", () => {
  test("a product is the number of its factors' numbers, sums among them", () => {
    const sizes = new Map([
      ["A", 3],
      ["B", 5],
      ["C", 7],
    ]);
    expect(resolveDim(times("A+B", 2), sizes)).toBe(16);
    const term = fc.array(fc.constantFrom("A", "B", "C", "2", "3"), { minLength: 1, maxLength: 3 });
    const sum = fc.array(
      term.map((factors) => factors.join("*")),
      { minLength: 1, maxLength: 3 },
    );
    const dim: fc.Arbitrary<Dim> = fc.oneof(
      fc.nat(4),
      sum.map((terms) => terms.join("+")),
    );
    fc.assert(
      fc.property(fc.array(dim, { maxLength: 4 }), (dims) => {
        const product = dims.reduce<number>((value, each) => value * resolveDim(each, sizes), 1);
        expect(resolveDim(times(...dims), sizes)).toBe(product);
        expect(times(...dims.toReversed())).toBe(times(...dims));
      }),
    );
  });

  test("equal products are equal strings", () => {
    expect(times("B", 2, "A")).toBe("2*A*B");
    expect(times("B+A", 3, "C")).toBe(times("C*3", "A+B"));
    expect(times("A+B", 0)).toBe(0);
    expect(times(2, 3)).toBe(6);
  });
});

describe("gradients", () => {
  const inputs = (g: Graph) => g.input("x", [4, 6], { requiresGrad: true });
  const seed = (g: Graph) => g.floats([1]);

  test("an operation that they cannot pass is named", () => {
    const g = new Graph();
    const x = inputs(g);
    const loss = ops.sumAll(g, ops.sliceLast(g, x, 0, 3));
    expect(() => g.gradients([{ tensor: loss, gradient: seed(g) }], [x])).toThrow(
      /Slice .*no gradient is recorded/,
    );
    const h = new Graph();
    const y = inputs(h);
    const tanh = h.node("Tanh", [y], y.shape);
    expect(() => h.gradients([{ tensor: tanh, gradient: tanh }], [y])).toThrow(/Tanh/);
  });

  test("another path does not hide it", () => {
    const g = new Graph();
    const x = inputs(g);
    const sum = ops.add(g, x, g.node("Tanh", [x], x.shape));
    expect(() => g.gradients([{ tensor: ops.sumAll(g, sum), gradient: seed(g) }], [x])).toThrow(/Tanh/);
  });

  test("an input left out of a recorded gradient is named, and null says that there is none", () => {
    const g = new Graph();
    const x = inputs(g);
    const left = g.record(g.node("Mul", [x, x], x.shape), [x, x], (gradient) => [() => gradient]);
    expect(() => g.gradients([{ tensor: left, gradient: left }], [x])).toThrow(/Mul .*input 1/);
    const none = g.record(g.node("Mul", [x, x], x.shape), [x, x], (gradient) => [() => gradient, null]);
    expect(g.gradients([{ tensor: none, gradient: none }], [x])).toEqual([none]);
  });

  test("leaves and what was cut off end them, and a target that nothing depends on has none", () => {
    const g = new Graph();
    const [x, y] = [inputs(g), g.input("y", [4, 6], { requiresGrad: true })];
    const [leaf, other] = [g.leaf(x), g.leaf(x)];
    const cut = g.detach(g.node("Tanh", [x], x.shape));
    const loss = ops.sumAll(g, ops.mul(g, ops.mul(g, leaf, other), cut));
    const seeds = [
      { tensor: loss, gradient: seed(g) },
      { tensor: cut, gradient: cut },
    ];
    const [byLeaf, byX, byY] = g.gradients(seeds, [leaf, x, y]);
    expect(byLeaf?.shape).toEqual([4, 6]);
    expect([byX, byY]).toEqual([null, null]);
    // What is asked for may be of any operation.
    const tanh = g.node("Tanh", [x], x.shape);
    const [byTanh] = g.gradients([{ tensor: ops.sumAll(g, tanh), gradient: seed(g) }], [tanh]);
    expect(byTanh?.shape).toEqual([4, 6]);
  });
});

describe("broadcasting", () => {
  test.each([
    [
      ["Tr", 3],
      ["Te", 3],
    ],
    [["Tr", 3], [2]],
    [
      [4, 2],
      [4, 3],
    ],
    [
      [4, 2],
      [3, 5, 2],
    ],
  ])("[%s] with [%s] is refused", (a, b) => {
    const g = new Graph();
    const [x, y] = [g.input("x", a), g.input("y", b)];
    for (const op of [ops.add, ops.sub, ops.mul, ops.minimum])
      expect(() => op(g, x, y)).toThrow(/\[.*\] with \[.*\]/);
  });

  test("sizes of 1 and missing ones repeat", () => {
    const g = new Graph();
    expect(ops.add(g, g.input("x", ["T", 1]), g.input("y", [3])).shape).toEqual(["T", 3]);
    expect(ops.add(g, g.input("u", []), g.input("v", ["T", 2])).shape).toEqual(["T", 2]);
  });
});
