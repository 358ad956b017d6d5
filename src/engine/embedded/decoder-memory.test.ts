// What sampling takes and when it lets go: rows and lanes at once, the caches' sizes, graphs with an arena, and a plan
// that says so before. What is sampled is in sampler.test.ts.
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { engineOf, smallModel } from "../../../tests/engine-check.ts";
import { Session } from "../../graph/session.ts";
import type { Model } from "../../model/load.ts";
import type { SamplingParams } from "../types.ts";
import { packedSizes } from "./batch.ts";
import { KeyValueCache, rowTokens } from "./cache.ts";
import { buildDecodeGraph, buildPrefillGraph } from "./decode-graph.ts";
import type { EmbeddedEngine } from "./engine.ts";
import { peakBytes } from "./memory.ts";

const params: SamplingParams = { maxTokens: 3, temperature: 1, topP: 1, stopTokens: [], stop: [], seed: 5 };
let model: Model;
beforeAll(async () => {
  model = await smallModel();
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Prompts of these lengths, none of which begins another. */
const promptsOf = (lengths: readonly number[]) =>
  lengths.map((length, p) => Array.from({ length }, (_, i) => (i === 0 ? p % 8 : (i * (p + 1)) % 8)));

/** Samples, and what each run of the decoding graph was given. */
async function decoded(
  engine: EmbeddedEngine,
  prompts: readonly number[][],
  samples: number,
  changes: Partial<SamplingParams> = {},
) {
  const runs = vi.spyOn(Session.prototype, "run");
  for await (const _ of engine.sample(prompts, samples, { ...params, ...changes }));
  const calls = runs.mock.calls.filter(([feeds]) => "pastMask" in feeds).map(([, sizes]) => sizes!);
  runs.mockRestore();
  return calls;
}

describe("rows and lanes", () => {
  test("a group begins where all of it fits, and no more rows than allowed run together", async () => {
    const prompts = promptsOf([4, 3, 5]);
    const rows = async (maxRows: number) =>
      (await decoded(await engineOf(model, { maxRows }), prompts, 3)).map(({ B }) => B);
    // 4 rows are one group of three at a time, 6 are two.
    expect(await rows(4)).toEqual([3, 3, 3, 3, 3, 3, 3, 3, 3]);
    expect(await rows(6)).toEqual([6, 6, 6, 3, 3, 3]);
    // A group larger than all rows begins where nothing else runs.
    const group = [2, 2, 2, 1, 1, 1];
    expect(await rows(2)).toEqual([...group, ...group, ...group]);
  });

  test("a lane is used again once its responses are there", async () => {
    const runs = await decoded(await engineOf(model, { maxRows: 3 }), promptsOf([4, 3, 5, 2, 6]), 3);
    expect(runs.map(({ G }) => G)).toEqual(new Array(15).fill(1));
    const two = await decoded(await engineOf(model, { maxRows: 6 }), promptsOf([4, 3, 5, 2, 6, 3]), 3);
    expect(two.map(({ G }) => G)).toEqual(new Array(9).fill(2));
  });

  test("caches are asked for what the longest prompt, the rows under way and the responses to come need", async () => {
    const engine = await engineOf(model, { maxRows: 4 });
    const fit = vi.spyOn(KeyValueCache.prototype, "fit");
    await decoded(engine, promptsOf([4, 9, 5]), 2, { maxTokens: 2 });
    const most = rowTokens(4, 2);
    // Of a prompt all but its last token; three lanes hold what fills four rows, and the next.
    expect(fit.mock.calls).toEqual([
      [2, 8, 1, 3 * 8],
      [4, 32, 0, most],
      [4, 32, 4, most],
      [2, 8, 1, 3 * 8],
      [2, 32, 0, most],
      [2, 32, 2, most],
    ]);
    fit.mockClear();
    await decoded(await engineOf(model, { maxRows: 64 }), promptsOf([4]), 2, { maxTokens: 40 });
    expect(fit.mock.calls[1]).toEqual([2, 32, 0, rowTokens(2, 40)]);
    // The first token of a row beyond the 32 that there is room for.
    expect(fit.mock.calls.slice(32).map(([, tokens]) => tokens)).toEqual([32, ...new Array(8).fill(64)]);
  });

  test("the rows' memory is kept for the next call, but not where a number in it is not finite", async () => {
    const engine = await engineOf(model);
    const fit = vi.spyOn(KeyValueCache.prototype, "fit");
    const cacheOf = async () => {
      fit.mockClear();
      await decoded(engine, promptsOf([3]), 1);
      return fit.mock.contexts[1];
    };
    const first = await cacheOf();
    expect(await cacheOf()).toBe(first);
    const run = Session.prototype.run;
    vi.spyOn(Session.prototype, "run").mockImplementationOnce(async function (this: Session, ...given) {
      const out = await run.apply(this, given);
      return "logp" in out ? { ...out, logp: out.logp.fill(Number.NaN) } : out;
    });
    for await (const _ of engine.sample([[1]], 1, params));
    expect(await cacheOf()).not.toBe(first);
  });
});

describe("the plan", () => {
  const planned = (engine: EmbeddedEngine, prompts: number, samplesPerPrompt: number) =>
    engine.plan({ prompts, samplesPerPrompt, promptTokens: 10, responseTokens: 40, sampling: "draw" });

  test.each<[number, number, number, { B: number; G: number; M: number }]>([
    // Rows; prompts, samples; rows of a run, lanes, rows of a lane.
    [64, 3, 2, { B: 6, G: 3, M: 2 }],
    [4, 5, 3, { B: 4, G: 3, M: 3 }],
    [2, 5, 3, { B: 2, G: 2, M: 2 }],
    [4, 5, 1, { B: 4, G: 5, M: 1 }],
  ])("of %i rows for %i × %i responses", async (maxRows, prompts, samples, { B, G, M }) => {
    const engine = await engineOf(model, { maxRows });
    const plan = planned(engine, prompts, samples);
    const { config } = model;
    const positions = engine.maxContext;
    const held = (name: string) =>
      ["promptK:", "promptV:", "pastK:", "pastV:"].some((key) => name.startsWith(key));
    const decode = peakBytes(buildDecodeGraph(config, null, positions, "draw", true), { held });
    expect(plan.decoding).toBe(decode({ B, G, M, P: 9, L: rowTokens(B, 40) / B }));
    // A token's keys and values: two arrays of floats a layer.
    const token = 4 * 2 * config.layers * config.kvHeads * config.headDim;
    expect(plan.cache).toBe(token * (1.5 * rowTokens(B, 40) + 9 * G));
    const prefill = peakBytes(buildPrefillGraph(config, null, positions));
    const prefillOf = (count: number) =>
      prefill(packedSizes([0], new Array<number>(count).fill(9), 1)) + token * count * 9;
    expect(plan.activations).toEqual({
      least: prefillOf(1),
      alone: prefillOf(1),
      most: prefillOf(Math.min(G, prompts)),
    });
  });
});

test("graphs that decode keep their memory, those that read prompts do not, and all are let go", async () => {
  const compiled = vi.spyOn(Session, "compile");
  const disposed = vi.spyOn(Session.prototype, "dispose");
  const engine = await engineOf(model);
  await decoded(engine, promptsOf([3]), 1);
  await decoded(engine, promptsOf([3]), 1, { temperature: 0 });
  expect(compiled.mock.calls.map(([, , { arena }]) => arena)).toEqual([true, false, true]);
  await engine.dispose();
  expect(disposed).toHaveBeenCalledTimes(3);
});
