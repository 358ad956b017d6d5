// Sizes known at run time only, what differentiation refuses, and checkpoints.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expectClose, normal, runOnce } from "../../tests/graph-check.ts";
import { type Dim, Graph, resolveDim, type Tensor, times } from "./graph.ts";
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

describe("checkpoints", () => {
  const shape = [3, 4];
  const shapes = { x: shape, w: [4, 4], v: [4, 4] };
  const feeds = Object.fromEntries(
    Object.entries({ ...shapes, seed: shape }).map(([name, size]) => [name, normal(name, ...size).data]),
  );

  /** Gradients of two layers, one inside the other or one after the other, in checkpoints or not, beside a skip. */
  async function gradientsOf(kind: "kept" | "checkpoints" | "nested", trained = ["x", "w", "v"]) {
    const g = new Graph();
    const [x, w, v] = Object.entries(shapes).map(([name, size]) =>
      g.input(name, size, { requiresGrad: trained.includes(name) }),
    );
    const first = (y: Tensor) => ops.exp(g, ops.scale(g, ops.matmul(g, y, w), 0.1));
    const second = (y: Tensor) => ops.add(g, y, ops.matmul(g, ops.exp(g, ops.mul(g, y, y)), v));
    const checkpoint = (y: Tensor, build: (y: Tensor) => Tensor) =>
      kind === "kept" ? build(y) : g.checkpoint(y, build);
    const out =
      kind === "nested"
        ? g.checkpoint(x, (y) => second(g.checkpoint(y, first)))
        : checkpoint(checkpoint(x, first), second);
    const total = ops.mul(g, out, x);
    const targets = [x, w, v].filter(({ name }) => trained.includes(name));
    const gradients = g.gradients([{ tensor: total, gradient: g.input("seed", shape) }], targets);
    g.output("total", total);
    for (const [i, { name }] of targets.entries()) g.output(`grad:${name}`, gradients[i] as Tensor);
    return { g, numbers: await runOnce(g, feeds) };
  }

  test.each([["x", "w", "v"], ["w"], ["v"], ["x"]])(
    "have the gradients of what they are made of: %s %s %s",
    async (...some) => {
      const trained = some.filter((name) => name !== undefined);
      const { numbers: wanted } = await gradientsOf("kept", trained);
      for (const kind of ["checkpoints", "nested"] as const) {
        const { numbers } = await gradientsOf(kind, trained);
        expect(Object.keys(numbers)).toEqual(Object.keys(wanted));
        for (const [name, values] of Object.entries(wanted)) expectClose(numbers[name], values, name, 1e-6);
      }
    },
  );

  test("make everything once more, from their input alone", async () => {
    const count = ({ g }: { g: Graph }, op: string) =>
      g.message().nodes.filter(({ opType }) => opType === op).length;
    const [kept, again] = [await gradientsOf("kept"), await gradientsOf("checkpoints")];
    expect([count(kept, "Exp"), count(again, "Exp")]).toEqual([2, 4]);
    expect([count(kept, "Shape"), count(again, "Shape")]).toEqual([0, 2]);
    // Without what is trained inside there is nothing to make it for.
    expect(count(await gradientsOf("checkpoints", ["v"]), "Shape")).toBe(1);
  });

  test("a gradient that cannot pass is named inside them too", () => {
    const g = new Graph();
    const x = g.input("x", shape, { requiresGrad: true });
    const out = g.checkpoint(x, (y) => ops.exp(g, g.node("Tanh", [y], shape)));
    expect(() => g.gradients([{ tensor: out, gradient: x }], [x])).toThrow(/Tanh/);
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
