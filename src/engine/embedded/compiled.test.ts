// The compiled graphs of an engine: what becomes of their sessions in the end.
import { afterEach, expect, test, vi } from "vitest";
import { engineOf, smallModel } from "../../../tests/engine-check.ts";
import { logprobsOf } from "../../../tests/rows.ts";
import { CpuDevice } from "../../graph/cpu.ts";
import { Graph } from "../../graph/graph.ts";
import { loadRuntime } from "../../graph/runtime.ts";
import { Session } from "../../graph/session.ts";
import { rotaryTables } from "../../model/rotary.ts";
import { CompiledGraphs } from "./compiled.ts";
import { Weights } from "./weights.ts";

afterEach(() => vi.restoreAllMocks());

async function graphs(): Promise<CompiledGraphs> {
  const { config, parameters } = await smallModel();
  const device = new CpuDevice(loadRuntime);
  const { cos, sin } = rotaryTables(config, 8);
  return new CompiledGraphs(
    {
      device,
      config,
      weights: new Weights(device, parameters, { lora: null, seed: 0 }),
      lora: null,
      rotary: { "rotary.cos": device.array(cos), "rotary.sin": device.array(sin) },
      positions: 8,
      threads: 1,
      activationBytes: () => 0,
      recompute: "auto",
      onWarning: () => {},
    },
    () => false,
    () => false,
  );
}

function build(op: string): Graph {
  const g = new Graph();
  g.output("y", g.node(op, [g.input("x", [2])], [2]));
  return g;
}

test("a graph that does not compile leaves the others to be disposed of, and its error to who asked", async () => {
  const disposed = vi.spyOn(Session.prototype, "dispose");
  const compiled = await graphs();
  await compiled.get("a", () => build("Exp"));
  await expect(compiled.get("b", () => build("NoSuchOperation"))).rejects.toThrow(/NoSuchOperation/);
  await compiled.get("c", () => build("Neg"));
  await compiled.dispose();
  expect(disposed).toHaveBeenCalledTimes(2);
});

test("a session that does not end hides no other, and the first error is the one told", async () => {
  const compiled = await graphs();
  for (const [key, op] of ["Exp", "Neg", "Abs"].entries()) await compiled.get(`${key}`, () => build(op));
  const dispose = Session.prototype.dispose;
  let count = 0;
  vi.spyOn(Session.prototype, "dispose").mockImplementation(async function (this: Session) {
    await dispose.call(this);
    if (count++ < 2) throw new Error(`session ${count}`);
  });
  await expect(compiled.dispose()).rejects.toThrow("session 1");
  expect(count).toBe(3);
});

test("an engine disposes of its sampler's sessions whatever becomes of the trainer's", async () => {
  const engine = await engineOf(await smallModel());
  const params = { maxTokens: 1, temperature: 1, topP: 1, stopTokens: [], stop: [], seed: 0 };
  for await (const _ of engine.sample([[1]], 1, params));
  await logprobsOf(engine, [{ prompt: [1], responses: [[2]] }]);
  const dispose = Session.prototype.dispose;
  let count = 0;
  vi.spyOn(Session.prototype, "dispose").mockImplementation(async function (this: Session) {
    await dispose.call(this);
    if (count++ === 0) throw new Error("the trainer's");
  });
  await expect(engine.dispose()).rejects.toThrow("the trainer's");
  expect(count).toBe(2);
});
