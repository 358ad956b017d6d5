// Which nodes are written and in what order: what outputs need and no more, an order that ONNX takes, and that in which they
// were made as far as ONNX Runtime decides.
import fc from "fast-check";
import { expect, test } from "vitest";
import { runOnce } from "../../tests/graph-check.ts";
import { Graph } from "./graph.ts";
import type { NodeMessage } from "./onnx.ts";
import { namesRead, neededNodes, runOrder } from "./order.ts";

const node = (output: string, ...inputs: string[]): NodeMessage => ({
  ...{ opType: "Sum", inputs, outputs: [output] },
});

/** Nodes n0, n1, …, each of which reads some of those before it. */
const graphs = fc
  .array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 12 })
  .map((reads) =>
    reads.map((before, i) => node(`n${i}`, ...(i === 0 ? [] : before.map((b) => `n${b % i}`)))),
  );

test("the order is one of the same nodes, of which none reads what comes after it", () => {
  fc.assert(
    fc.property(graphs, (nodes) => {
      const ordered = runOrder(nodes);
      expect(new Set(ordered)).toEqual(new Set(nodes));
      expect(ordered.length).toBe(nodes.length);
      const made = new Set<string>();
      for (const { inputs, outputs } of ordered) {
        for (const input of inputs) expect(made).toContain(input);
        for (const output of outputs) made.add(output);
      }
    }),
  );
});

test("what no other reads comes last, the first made the very last", () => {
  const nodes = [node("a"), node("x", "a"), node("b", "a"), node("y", "b"), node("z", "b")];
  expect(runOrder(nodes).map(({ outputs }) => outputs[0])).toEqual(["a", "b", "z", "y", "x"]);
});

test("needed is what an output reads, directly or not", () => {
  fc.assert(
    fc.property(graphs, fc.nat(), (nodes, pick) => {
      const wanted = nodes[pick % nodes.length].outputs[0];
      const needed = new Set<string>([wanted]);
      for (const { inputs, outputs } of nodes.toReversed())
        if (needed.has(outputs[0])) for (const input of inputs) needed.add(input);
      expect(neededNodes(nodes, [{ name: wanted }])).toEqual(
        nodes.filter(({ outputs }) => needed.has(outputs[0])),
      );
    }),
  );
});

test("what the body of a loop reads is read", async () => {
  const g = new Graph();
  const [x, unused] = [g.input("x", [2]), g.input("unused", [2])];
  const twice = g.node("Add", [x, x], [2]);
  const scaled = g.node("Mul", [twice, g.floats([3])], [2]);
  const dead = g.node("Mul", [unused, g.floats([5, 6])], [2]);
  const body = g.body();
  const [, condition] = [body.freshInput([], "int64"), body.freshInput([], "bool")];
  const held = body.freshInput([2]);
  const sum = body.node("Add", [held, scaled], [2]);
  body.node("Add", [held, dead], [2]);
  const proceed = body.node("Identity", [condition], [], {}, { type: "bool" });
  const inputs = [g.shapeTensor([4]), g.bool(true), x];
  const attributes = { body: { graph: body.message([proceed, sum]) } };
  const [out] = g.nodeMany("Loop", inputs, [{ shape: [2] }], attributes);
  g.output("y", out);
  const { nodes, constants } = g.message();
  expect(nodes.map(({ opType }) => opType)).toEqual(["Add", "Mul", "Loop"]);
  expect(namesRead(nodes)).toContain(scaled.name);
  expect(namesRead(nodes)).not.toContain(dead.name);
  expect(constants.map(({ shape }) => shape)).toEqual([[1], [1], []]);
  const { y } = await runOnce(g, { x: Float32Array.of(1, 10), unused: new Float32Array(2) });
  expect(Array.from(y)).toEqual([1 + 4 * 6, 10 + 4 * 60]);
});
