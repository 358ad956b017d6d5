// Layers that are computed again in the backward pass: the same outputs and gradients of every kind of model and loss, in an
// order in which no more is held than has to be, and where a batch is computed so.
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import { engineOf, gradientOf, smallModel, tokens } from "../../../tests/engine-check.ts";
import { expectClose, normal, runOnce } from "../../../tests/graph-check.ts";
import { bare, type Group, logprobsOf, lossRowsOf, passOf, tokenRowsOf } from "../../../tests/rows.ts";
import { Random } from "../../common/random.ts";
import { loadRuntime } from "../../graph/runtime.ts";
import { type Feed, Session } from "../../graph/session.ts";
import type { ModelConfig } from "../../model/config.ts";
import { loraNames } from "../../model/network.ts";
import { rotaryTables } from "../../model/rotary.ts";
import { filledRows, shifted } from "../rows.ts";
import type { Loss } from "../types.ts";
import { packBatch } from "./batch.ts";
import type { Recompute } from "./compiled.ts";
import type { EmbeddedEngine } from "./engine.ts";
import { lossKind, lossNumbers, segments } from "./losses.ts";
import { MicroBatches } from "./micro-batches.ts";
import { buildPackedGraph, type GraphVariant } from "./train-graph.ts";

const engines: EmbeddedEngine[] = [];
afterAll(async () => {
  for (const engine of engines) await engine.dispose();
});

const ppo: Loss = {
  ...{ type: "ppo", clipLow: 0.2, clipHigh: 0.2, entropyCoefficient: 0.1 },
  kl: { coefficient: 0.1, estimator: "k3" },
};
const gspo: Loss = { type: "gspo", clipLow: 0.2, clipHigh: 0.2 };
const lora = { rank: 2, alpha: 4, targets: ["q_proj", "down_proj"] };

/** A graph that trains a model of three layers, everything kept or not, and what it is fed with. */
async function graphs(changes: Partial<ModelConfig>, loss: Loss, more: Partial<GraphVariant> = {}) {
  const { config, parameters } = await smallModel({ layers: 3, ...changes });
  const random = new Random("recompute");
  const random8 = (length: number) => tokens(random, length, 8);
  const rows = tokenRowsOf([
    { prompt: random8(3), responses: [random8(4), random8(2)] },
    { prompt: random8(2), responses: [random8(5)] },
  ]);
  const packed = packBatch(config.head.type === "lm" ? shifted(rows) : rows, [0, 1, 2], config);
  const { Tr } = packed.sizes;
  const column = (mean: number) => Float32Array.from({ length: Tr }, () => mean + random.normal());
  const { cos, sin } = rotaryTables(config, 16);
  const feeds: Record<string, Feed> = {
    ...packed.feeds,
    targets:
      config.head.type === "lm"
        ? Int32Array.from(random8(Tr))
        : normal("targets", Tr, config.head.labels).data,
    ...{ weights: column(0), old: column(-2), advantages: column(0), reference: column(-2) },
    ...{ returns: column(0), oldValues: column(0), segment: segments(packed), ...lossNumbers(loss) },
    ...{ "rotary.cos": cos, "rotary.sin": sin },
  };
  for (const { name, shape } of parameters.specs) {
    feeds[name] = parameters.view(name);
    if (shape.length < 2) continue;
    const names = loraNames(name.slice(0, -".weight".length));
    feeds[names.a] = normal(`${name} A`, lora.rank, shape[1]).data;
    feeds[names.b] = normal(`${name} B`, shape[0], lora.rank).data;
  }
  const graph = (recompute: boolean) => {
    const variant: GraphVariant = {
      ...{ loss: lossKind(loss), hasPrompts: true, stripes: packed.stripes, chunked: false, few: false },
      ...{ trainable: "all", recompute, ...more },
    };
    return buildPackedGraph(config, more.trainable === "lora" ? lora : null, 16, variant);
  };
  return { graph, feeds, sizes: { ...packed.sizes, responses: 3, C: 4, N: 3 } };
}

test.each<[string, Partial<ModelConfig>, Loss, Partial<GraphVariant>]>([
  ["a language model", {}, ppo, {}],
  ["tied, in chunks", { tieEmbeddings: true }, gspo, { chunked: true }],
  ["biases", { qkvBias: true, outputBias: true }, { type: "crossEntropy" }, {}],
  ["norms of queries and keys", { qkNorm: true }, ppo, {}],
  ["adapters", {}, ppo, { trainable: "lora" }],
  ["one layer", { layers: 1 }, ppo, {}],
  ["a process reward model", { head: { type: "classification", labels: 2 } }, { type: "classification" }, {}],
  ["a critic", { head: { type: "classification", labels: 1 } }, { type: "value", clip: 0.2 }, {}],
])("outputs and gradients are the same: %s", async (_, changes, loss, more) => {
  const { graph, feeds, sizes } = await graphs(changes, loss, more);
  const [kept, again] = [await runOnce(graph(false), feeds, sizes), await runOnce(graph(true), feeds, sizes)];
  expect(Object.keys(again).sort()).toEqual(Object.keys(kept).sort());
  expect(Object.keys(kept).length).toBeGreaterThan(6);
  for (const [name, wanted] of Object.entries(kept)) expectClose(again[name], wanted, name, 1e-6);
});

test("nothing is recomputed before the gradients of the layer above are there, and all of it once", async () => {
  const { graph, feeds, sizes } = await graphs({}, ppo);
  const built = graph(true);
  const directory = await mkdtemp(join(tmpdir(), "pure-order-"));
  const session = await Session.compile(loadRuntime, built, { threads: 1, profile: join(directory, "run") });
  await session.run(feeds, sizes);
  session.endProfiling();
  await session.dispose();
  const [file] = await readdir(directory);
  const events = JSON.parse(await readFile(join(directory, file), "utf8")) as { name: string }[];
  await rm(directory, { recursive: true });
  const { nodes } = built.message();
  const ran = events.flatMap(({ name }) => {
    const index = /^\w+?_(\d+)(\/.*)?_kernel_time$/.exec(name)?.[1];
    return index === undefined ? [] : [nodes[Number(index)]];
  });
  const ties = ran.flatMap(({ opType }, at) => (opType === "Shape" ? [at] : []));
  expect(ties).toHaveLength(2);
  const at = (output: string) =>
    ran.findIndex(({ outputs }) => outputs.includes(built.outputs.get(output)?.name ?? ""));
  for (const layer of [2, 1]) {
    const gradients = [...built.outputs.keys()].filter((name) =>
      name.startsWith(`grad:model.layers.${layer}.`),
    );
    expect(gradients.length).toBe(9);
    for (const name of gradients) {
      expect(at(name), name).toBeGreaterThan(-1);
      expect(at(name), name).toBeLessThan(ties[2 - layer]);
    }
  }
  // Attention of prompts and of responses: three layers forward, two of them again.
  expect(ran.filter(({ opType }) => opType === "Softmax").length).toBe(2 * 5 + 1);
});

describe("how a batch is computed", () => {
  const loss: Loss = { type: "crossEntropy" };
  const group = (prompt: number, ...lengths: number[]): Group => {
    const random = new Random(`${prompt} ${lengths}`);
    return {
      prompt: tokens(random, prompt, 8),
      responses: lengths.map((length) => ({
        tokens: tokens(random, length, 8),
        weights: new Float32Array(length).fill(1),
      })),
    };
  };
  async function open(recompute: Recompute): Promise<EmbeddedEngine> {
    const engine = await engineOf(await smallModel({ layers: 6 }), { recompute });
    engines.push(engine);
    return engine;
  }
  /** Tokens of the responses of each run, and whether its layers are recomputed. */
  async function runsOf(engine: EmbeddedEngine, groups: readonly Group[]) {
    const runs: [number, boolean][] = [];
    const run = Session.prototype.run;
    const spied = vi.spyOn(Session.prototype, "run").mockImplementation(function (
      this: Session,
      feeds,
      sizes,
    ) {
      runs.push([sizes?.Tr ?? 0, recomputing.has(this)]);
      return run.call(this, feeds, sizes);
    });
    const recomputing = new Set<Session>();
    const compile = Session.compile;
    const compiled = vi.spyOn(Session, "compile").mockImplementation(async (load, graph, options) => {
      const session = await compile.call(Session, load, graph, options);
      if (graph.nodes.some(({ opType }) => opType === "Shape")) recomputing.add(session);
      return session;
    });
    await passOf(engine, groups, loss);
    await engine.zeroGrad();
    spied.mockRestore();
    compiled.mockRestore();
    return runs;
  }
  const shape = { prompts: 1, samplesPerPrompt: 1, sampling: null, loss };

  test("auto: a response alone too large is recomputed, a smaller one is not", async () => {
    const engine = await open("auto");
    const { least, alone } = engine.plan({ ...shape, promptTokens: 4, responseTokens: 40 }).activations;
    expect(least).toBeLessThan(0.6 * alone);
    const groups = [group(4, 40), group(4, 5)];
    engine.activationBytes = alone - 1;
    expect(await runsOf(engine, groups)).toEqual([
      [40, true],
      [5, false],
    ]);
    engine.activationBytes = alone;
    expect(await runsOf(engine, groups)).toEqual([
      [40, false],
      [5, false],
    ]);
    // As small as it gets.
    engine.activationBytes = 0;
    expect(await runsOf(engine, groups)).toEqual([
      [40, true],
      [5, true],
    ]);
  });

  test("auto: a group is split where that costs less than a third more, by its prompt", async () => {
    const engine = await open("auto");
    const room = async (prompt: number, length: number) =>
      engine.plan({ ...shape, promptTokens: prompt, responseTokens: length }).activations.alone;
    engine.activationBytes = 1.2 * (await room(4, 20));
    expect(await runsOf(engine, [group(4, 20, 20)])).toEqual([
      [20, false],
      [20, false],
    ]);
    engine.activationBytes = 1.05 * (await room(40, 8));
    expect(await runsOf(engine, [group(40, 8, 8)])).toEqual([[16, true]]);
  });

  test("off and layers: never and always, as far as there are gradients of layers", async () => {
    const [off, layers] = [await open("off"), await open("layers")];
    off.activationBytes = 0;
    expect(await runsOf(off, [group(4, 9)])).toEqual([[9, false]]);
    expect(await runsOf(layers, [group(4, 9)])).toEqual([[9, true]]);
    const { least, alone } = layers.plan({ ...shape, promptTokens: 4, responseTokens: 9 }).activations;
    expect(least).toBe(alone);
    const headAlone = async (recompute: Recompute) => {
      const model = await smallModel({ head: { type: "classification", labels: 2 } });
      const engine = await engineOf(model, { recompute });
      engines.push(engine);
      engine.setTrainable("head");
      return engine.plan({ ...shape, promptTokens: 4, responseTokens: 9, loss: { type: "classification" } });
    };
    expect(await headAlone("layers")).toEqual(await headAlone("off"));
  });

  test("auto: what is more than a micro-batch gains from, and yet fits, is not recomputed", async () => {
    const { config } = await smallModel({ layers: 12, maxPositions: 8192 });
    const rows = lossRowsOf([group(4, 6000)]);
    const cut = (activationBytes: number) => {
      const weights = { halved: false, parameters: { count: 1000 } };
      const context = { config, weights, lora: null, positions: 8192, recompute: "auto" as const };
      const batches = new MicroBatches({ ...context, activationBytes: () => activationBytes });
      return [...batches.cut(rows, filledRows(rows), { loss, trainable: "all" })];
    };
    expect(cut(1e12)).toEqual([{ rows: [0], recompute: false }]);
    expect(cut(2 ** 30)).toEqual([{ rows: [0], recompute: true }]);
  });

  test("gradients of an engine are the same in any way", async () => {
    const groups = [group(3, 4, 9), group(5, 7)];
    const wanted = await gradientOf(await open("off"), groups, loss);
    const got = await gradientOf(await open("layers"), groups, loss);
    for (const [name, gradient] of wanted) expectClose(got.get(name)!, gradient, name, 1e-6);
  });

  test("the graph that recomputes stays for the next pass, and is let go before anything else is computed", async () => {
    const [engine, other] = [await open("layers"), await open("layers")];
    const compiled = vi.spyOn(Session, "compile");
    const disposed = vi.spyOn(Session.prototype, "dispose");
    const counted = async (work: () => Promise<unknown>) => {
      compiled.mockClear();
      disposed.mockClear();
      await work();
      return [compiled.mock.calls.map(([, , { arena }]) => arena), disposed.mock.calls.length];
    };
    const [short, long] = [[group(3, 4)], [group(3, 40)]];
    const train = (groups: readonly Group[], by = engine) => passOf(by, groups, loss);
    const params = { maxTokens: 1, temperature: 0, topP: 1, stopTokens: [], stop: [], seed: 0 };
    const sample = async () => {
      for await (const _ of engine.sample([[1, 2]], 1, params));
    };
    expect((await counted(() => train(short)))[0]).toEqual([true]);
    expect(await counted(() => train(long))).toEqual([[], 0]);
    expect(await counted(() => logprobsOf(engine, bare(short)))).toEqual([[false], 1]);
    expect(await counted(() => train(short))).toEqual([[true], 0]);
    expect(await counted(() => train(short, other))).toEqual([[true], 1]);
    expect(await counted(() => train(short))).toEqual([[true], 1]);
    expect((await counted(sample))[1]).toBe(1);
    await train(short);
    expect(await counted(() => engine.dispose())).toEqual([[], 4]);
    expect(await counted(() => train(short, other))).toEqual([[true], 0]);
    compiled.mockRestore();
    disposed.mockRestore();
  });
});
