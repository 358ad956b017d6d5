// What joins the graph's answers: gradients of the rows of embedding and head, logits at the tokens asked for, tokens
// counted; how a batch is cut, and what of its memory is known before; whatever the batch's make-up.
import { afterAll, describe, expect, test, vi } from "vitest";
import { engineOf, expectSameNumbers, gradientOf, smallModel, tokens } from "../../../tests/engine-check.ts";
import { bare, type Group, logitsOf, logprobsOf, passOf } from "../../../tests/rows.ts";
import { Random } from "../../common/random.ts";
import type { Graph } from "../../graph/graph.ts";
import { Session } from "../../graph/session.ts";
import type { ModelConfig } from "../../model/config.ts";
import type { Loss } from "../types.ts";
import { packedSizes, stripesFor } from "./batch.ts";
import type { EmbeddedEngine } from "./engine.ts";
import { lossKind } from "./losses.ts";
import { peakBytes } from "./memory.ts";
import { buildPackedGraph } from "./train-graph.ts";

const engines: EmbeddedEngine[] = [];
afterAll(async () => {
  for (const engine of engines) await engine.dispose();
});
async function open(...args: Parameters<typeof engineOf>): Promise<EmbeddedEngine> {
  const engine = await engineOf(...args);
  engines.push(engine);
  return engine;
}

/** Prompts of 3, 1 and 2 tokens, and responses of these lengths. */
function groupsOf(vocabulary: number, lengths: number[][] = [[2, 4], [3], [1, 5, 2]]): Group[] {
  const random = new Random("trainer");
  return lengths.map((responses, g) => ({
    prompt: tokens(random, [3, 1, 2][g % 3], vocabulary),
    responses: responses.map((length) => ({
      tokens: tokens(random, length, vocabulary),
      weights: Float32Array.from({ length }, () => random.next()),
      targets: Float32Array.from({ length }, () => random.int(2)),
    })),
  }));
}

test.each<[string, Parameters<typeof smallModel>[0], Loss]>([
  ["tied", { tieEmbeddings: true }, { type: "crossEntropy" }],
  ["a head of its own", { tieEmbeddings: false }, { type: "crossEntropy" }],
  ["classification", { head: { type: "classification", labels: 2 } }, { type: "classification" }],
])("embedding and head have the gradient of finite differences: %s", async (_, changes, loss) => {
  const engine = await open(await smallModel({ hiddenSize: 8, heads: 2, ...changes }, 1, 4));
  const groups = groupsOf(8);
  const gradients = await gradientOf(engine, groups, loss);
  const lossAt = async () => (await passOf(engine, groups, loss)).loss;
  for (const name of ["model.embed_tokens.weight", "lm_head.weight"]) {
    if (!engine.model.parameters.specs.some((spec) => spec.name === name)) continue;
    const weights = engine.model.parameters.view(name);
    const gradient = gradients.get(name)!;
    const largest = gradient.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    expect(largest).toBeGreaterThan(0);
    for (let i = 0; i < weights.length; i += 3) {
      const [was, step] = [weights[i], 1e-2];
      weights[i] = was + step;
      const above = await lossAt();
      weights[i] = was - step;
      const below = await lossAt();
      weights[i] = was;
      expect((above - below) / (2 * step) / largest, `${name}[${i}]`).toBeCloseTo(gradient[i] / largest, 1);
    }
  }
});

test("tokens are counted: the responses', and all that were computed", async () => {
  const engine = await open(await smallModel());
  const { responseTokens, computedTokens } = await passOf(engine, groupsOf(8), {
    type: "crossEntropy",
  });
  // A prompt's last token opens each row, so its prefix is one shorter.
  expect([responseTokens, computedTokens]).toEqual([17, 17 + 2 + 0 + 1]);
});

test("logits are those of the tokens asked for, in any order, and of none where none is", async () => {
  const engine = await open(await smallModel({ head: { type: "classification", labels: 3 } }));
  const groups = bare(groupsOf(8));
  const every = groups.map(({ responses }) => responses.map((r) => Array.from(r, (_, i) => i)));
  const whole = await logitsOf(engine, groups, every);
  const asked = [[[1], [3, 0]], [[]], [[], [4], [1, 1]]];
  const check = async (positions: number[][][]) => {
    const some = await logitsOf(engine, groups, positions);
    positions.forEach((group, g) => {
      group.forEach((read, r) => {
        expect(some[g][r].length).toBe(3 * read.length);
        read.forEach((position, i) => {
          for (let label = 0; label < 3; label++)
            expect(some[g][r][3 * i + label]).toBeCloseTo(whole[g][r][3 * position + label], 5);
        });
      });
    });
  };
  await check(asked);
  await check(asked.map((group) => group.map(() => [])));
});

/** What each run of a graph was given: its sizes, and the tokens that it predicts. */
function runsOf(spied: { mock: { calls: unknown[][] } }) {
  return spied.mock.calls.map(([feeds, sizes]) => ({
    tokens: (sizes as { Tr: number }).Tr,
    targets: Array.from((feeds as { targets?: Int32Array }).targets ?? []),
  }));
}

describe("how a batch is cut", () => {
  const crossEntropy: Loss = { type: "crossEntropy" };
  /** Three prompts, the first a token longer than the others, two responses of six tokens each: the case planned for. */
  const planned = (promptTokens: number) =>
    [promptTokens, promptTokens - 1, promptTokens - 1].map((length, g): Group => {
      const random = new Random(`planned ${g}`);
      const weights = new Float32Array(6).fill(1);
      const response = () => ({ tokens: tokens(random, 6, 8), weights, targets: weights });
      return {
        prompt: tokens(random, Math.max(1, length), 8),
        responses: [response(), response()],
      };
    });

  test.each<[string, Partial<ModelConfig>, Loss, number]>([
    ["language model", {}, crossEntropy, 9],
    ["language model, prompts of one token", {}, crossEntropy, 1],
    ["classifier", { head: { type: "classification", labels: 2 } }, { type: "classification" }, 9],
  ])(
    "the plan's bytes are just enough for all in one, and for one alone: %s",
    async (_, changes, loss, promptTokens) => {
      const engine = await open(await smallModel(changes), { recompute: "off" });
      const lm = engine.model.config.head.type === "lm";
      const groups = planned(promptTokens);
      const batch = { prompts: 3, samplesPerPrompt: 2, promptTokens, responseTokens: 6, sampling: null };
      const spied = vi.spyOn(Session.prototype, "run");
      const runs = async (bytes: number, work: () => Promise<unknown>) => {
        engine.activationBytes = bytes;
        spied.mockClear();
        await work();
        return runsOf(spied).map((run) => run.tokens);
      };
      const train = () => passOf(engine, groups, loss);
      const score = () => (lm ? logprobsOf(engine, bare(groups)) : logitsOf(engine, bare(groups)));
      for (const [work, settings] of [
        [train, { ...batch, loss }],
        [score, batch],
      ] as const) {
        const { least, most } = engine.plan(settings).activations;
        expect(await runs(most, work)).toEqual([36]);
        expect((await runs(most - 1, work)).length).toBeGreaterThan(1);
        // The first prompt is the longest: what is enough for one of its responses is for any.
        const alone = engine.plan({ ...settings, prompts: 1, samplesPerPrompt: 1 }).activations;
        expect(alone).toEqual({ least, alone: least, most: least });
        expect(await runs(least, work)).toEqual(new Array(6).fill(6));
        // A response is never cut.
        expect(await runs(0, work)).toEqual(new Array(6).fill(6));
      }
      spied.mockRestore();
    },
  );

  test("the longest groups come first, equals in order, responses of no token not at all", async () => {
    const engine = await open(await smallModel());
    const groups = bare(groupsOf(8, [[2, 0], [2, 6], [6], [0], [3, 2]]));
    const all = groups.map((group, g) => ({ ...group, prompt: [g] }));
    engine.activationBytes = 0;
    const spied = vi.spyOn(Session.prototype, "run");
    const logprobs = await logprobsOf(engine, all);
    const order = [groups[1].responses[0], groups[1].responses[1], groups[2].responses[0]];
    const rest = [groups[4].responses[0], groups[4].responses[1], groups[0].responses[0]];
    expect(runsOf(spied).map(({ targets }) => targets)).toEqual(
      [...order, ...rest].map((r) => Array.from(r)),
    );
    expect(logprobs.map((group) => group.map((r) => r.length))).toEqual([[2, 0], [2, 6], [6], [0], [3, 2]]);
    spied.mockRestore();
  });

  test("tokens that nobody asks for are not computed", async () => {
    const engine = await open(await smallModel({ head: { type: "classification", labels: 2 } }));
    const groups = bare(groupsOf(8));
    engine.activationBytes = 0;
    const spied = vi.spyOn(Session.prototype, "run");
    await logitsOf(engine, groups, [[[], [2]], [[]], [[], [], []]]);
    expect(runsOf(spied).map((run) => run.tokens)).toEqual([4]);
    spied.mockRestore();
  });
});

describe("groups without an advantage", () => {
  const ppo: Loss = { type: "ppo", clipLow: 0.2, clipHigh: 0.2 };
  /** A term of no size, so that every group is computed with its gradient. */
  const whole: Loss = { ...ppo, kl: { coefficient: 0, estimator: "k3" } };
  /** Advantages of these groups are 0, those of others are not; one token of each group takes no part. */
  const groups = (...still: number[]): Group[] =>
    groupsOf(8).map(({ prompt, responses }, g) => ({
      prompt,
      responses: responses.map(({ tokens, weights }, k) => {
        const advantages = weights.map((weight) => (still.includes(g) ? 0 : weight - 0.4));
        if (k === 0) weights[0] = 0;
        return { tokens, weights, advantages, old: weights.map(() => -1), reference: weights.map(() => -1) };
      }),
    }));

  test.each([[[1]], [[0, 2]], [[0, 1, 2]]])(
    "change nothing that is told, nor the gradient: %j",
    async (still) => {
      const engine = await open(await smallModel());
      const batch = groups(...still);
      const [all, parted] = [await passOf(engine, batch, whole), await passOf(engine, batch, ppo)];
      expectSameNumbers(parted.logprobs, all.logprobs, 1e-5);
      expect(parted.loss).toBeCloseTo(all.loss, 5);
      expect(parted.entropy).toBeCloseTo(all.entropy, 5);
      expect([parted.responseTokens, parted.computedTokens]).toEqual([17, 20]);
      expect([all.responseTokens, all.computedTokens]).toEqual([17, 20]);
      await engine.zeroGrad();
      const [wanted, got] = [await gradientOf(engine, batch, whole), await gradientOf(engine, batch, ppo)];
      expect([...got.keys()]).toEqual([...wanted.keys()]);
      for (const [name, gradient] of wanted) expectSameNumbers([[got.get(name)!]], [[gradient]], 1e-5);
      const flat = [...got.values()].every((gradient) => gradient.every((value) => value === 0));
      expect(flat).toBe(still.length === 3);
    },
  );

  test("are computed forward alone, and before the others", async () => {
    const engine = await open(await smallModel());
    const spied = vi.spyOn(Session.prototype, "run");
    await passOf(engine, groups(0, 2), ppo);
    const runs = spied.mock.calls.map(([feeds, sizes]) => [sizes!.Tr, "advantages" in feeds]);
    expect(runs).toEqual([
      [14, false],
      [3, true],
    ]);
    spied.mockRestore();
  });

  test("give a loss that is no number where the model says none", async () => {
    const engine = await open(await smallModel());
    expect((await passOf(engine, groups(0, 1, 2), ppo)).loss).toBe(0);
    engine.model.parameters.view("model.norm.weight").fill(Number.NaN);
    expect((await passOf(engine, groups(0, 1, 2), ppo)).loss).toBeNaN();
  });

  test("need a head and columns as others do", async () => {
    const still = groups(0, 1, 2);
    const head = { type: "classification", labels: 2 } as const;
    const failure = passOf(await open(await smallModel({ head })), still, ppo);
    await expect(failure).rejects.toThrow("loss ppo needs a language-model head");
    const without = still.map(({ prompt, responses }) => ({
      prompt,
      responses: responses.map(({ old, ...rest }) => rest),
    }));
    await expect(passOf(await open(await smallModel()), without, ppo)).rejects.toThrow("loss ppo needs old");
  });
});

describe("a vocabulary so large that the head works in chunks", () => {
  // Logits of 64 tokens, the smallest chunk.
  const vocabSize = 2 ** 19 + 1;
  const changes = {
    vocabSize,
    hiddenSize: 4,
    heads: 2,
    headDim: 2,
    kvHeads: 1,
    layers: 1,
    intermediateSize: 4,
  };

  test("gives over several chunks what each response has alone in one", async () => {
    const model = await smallModel({ ...changes, maxPositions: 96, tieEmbeddings: true });
    const engine = await open(model);
    const random = new Random("chunks");
    const groups = [60, 50, 40].map((length): Group => {
      const response = {
        tokens: tokens(random, length, vocabSize),
        weights: new Float32Array(length).fill(1),
      };
      return { prompt: tokens(random, 2, vocabSize), responses: [response] };
    });
    const together = await logprobsOf(engine, bare(groups));
    const losses: number[] = [];
    for (const [g, group] of groups.entries()) {
      const [alone] = await logprobsOf(engine, bare([group]));
      expectSameNumbers([together[g]], [alone], 1e-3);
      losses.push(-alone[0].reduce((a, b) => a + b, 0));
    }
    const { loss } = await passOf(engine, groups, { type: "crossEntropy" });
    expect(loss).toBeCloseTo(
      losses.reduce((a, b) => a + b, 0),
      0,
    );
  });

  test("is planned with four chunks of logits, and with two gradients of the head where it learns", async () => {
    const run = { prompts: 1, samplesPerPrompt: 1, promptTokens: 2, responseTokens: 2, sampling: null };
    const least = async (vocabSize: number, loss?: Loss) => {
      const engine = await open(await smallModel({ ...changes, vocabSize }));
      return engine.plan({ ...run, loss }).activations.least;
    };
    // 2^25 logits a chunk are 4096 tokens of 8192, and a batch of fewer is one chunk anyway.
    const [whole, chunked] = [2 ** 13, 2 ** 13 + 1];
    const loss: Loss = { type: "crossEntropy" };
    const [bytes, more] = [(await least(chunked)) - (await least(whole)), 4 * 4 * 2 ** 25];
    expect(bytes / more).toBeGreaterThan(0.999);
    expect(bytes / more).toBeLessThan(1.001);
    const trained = (await least(chunked, loss)) - (await least(whole, loss));
    const head = 4 * 2 * chunked * changes.hiddenSize;
    // The graph around the loop has about as much of it once more.
    expect((trained - more) / head).toBeGreaterThan(1.5);
    expect((trained - more) / head).toBeLessThan(2.5);
  });
});

test("an objective without KL needs no reference, and a graph that is let go is gone", async () => {
  const engine = await open(await smallModel());
  const groups = groupsOf(8).map((group) => ({
    ...group,
    responses: group.responses.map((r) => ({ ...r, advantages: r.weights, old: r.weights.map(() => -1) })),
  }));
  const ppo: Loss = { type: "ppo", clipLow: 0.2, clipHigh: 0.2 };
  expect((await passOf(engine, groups, ppo)).loss).not.toBeNaN();
  await expect(passOf(engine, groups, { ...ppo, kl: { coefficient: 0.1, estimator: "k3" } })).rejects.toThrow(
    /needs reference/,
  );
  const disposed = vi.spyOn(Session.prototype, "dispose");
  await engine.dispose();
  expect(disposed).toHaveBeenCalledTimes(1);
  disposed.mockRestore();
});

describe("the graphs", () => {
  const loops = (graph: Graph) => graph.nodes.some(({ opType }) => opType === "Loop" || opType === "Scan");
  const crossEntropy: Loss = { type: "crossEntropy" };

  test("give their memory back, and loop over chunks only where the logits are more than one", async () => {
    const compiled = vi.spyOn(Session, "compile");
    const looping = async (changes: Partial<ModelConfig>, length: number) => {
      compiled.mockClear();
      const engine = await open(await smallModel({ maxPositions: 96, ...changes }));
      await logprobsOf(engine, [{ prompt: [1, 2], responses: [tokens(new Random("loop"), length, 8)] }]);
      expect(compiled.mock.calls.map(([, , { arena }]) => arena)).toEqual([false]);
      return loops(compiled.mock.calls[0][1]);
    };
    const large = { vocabSize: 2 ** 19 + 1, hiddenSize: 4, heads: 2, headDim: 2, kvHeads: 1, layers: 1 };
    expect([await looping({}, 70), await looping(large, 64), await looping(large, 65)]).toEqual([
      false,
      false,
      true,
    ]);
    compiled.mockRestore();
  });

  test("of a classifier answer for the tokens asked for alone, where some are", async () => {
    const engine = await open(await smallModel({ head: { type: "classification", labels: 3 } }));
    const run = Session.prototype.run;
    const answered: number[] = [];
    const runs = vi.spyOn(Session.prototype, "run").mockImplementation(async function (
      this: Session,
      ...given
    ) {
      const out = await run.apply(this, given);
      answered.push(out.logits.length);
      return out;
    });
    await logitsOf(engine, bare(groupsOf(8)), [[[1], []], [[]], [[], [4, 0], []]]);
    expect(answered).toEqual([9]);
    runs.mockRestore();
  });

  test.each<[string, Partial<ModelConfig>, Loss | undefined, number]>([
    ["prompts", {}, crossEntropy, 9],
    ["one prompt of two tokens, two of one", {}, crossEntropy, 2],
    ["prompts of one token", {}, crossEntropy, 1],
    ["prompts, scored", {}, undefined, 9],
    [
      "a classifier of a large vocabulary",
      { vocabSize: 9000, head: { type: "classification", labels: 2 } },
      undefined,
      9,
    ],
  ])("are what the plan is made from: %s", async (_, changes, loss, promptTokens) => {
    const { config } = await smallModel(changes);
    const engine = await open(await smallModel(changes));
    const prefix = config.head.type === "lm" ? promptTokens - 1 : promptTokens;
    const bytes = (groups: number, rows: number, recompute = false) => {
      const prefixes = Array.from({ length: groups }, (_, g) => (g === 0 ? prefix : Math.max(0, prefix - 1)));
      const lengths = new Array<number>(groups * rows).fill(6);
      const stripes = stripesFor(6);
      const variant = {
        ...{ loss: loss ? lossKind(loss) : null, trainable: loss ? ("all" as const) : ("none" as const) },
        ...{ hasPrompts: prefix > 0, stripes, chunked: false, few: false, recompute },
      };
      const sizes = packedSizes(prefixes, lengths, stripes);
      const graph = buildPackedGraph(config, null, engine.maxContext, variant);
      return peakBytes(graph, { arena: recompute })({ ...sizes, C: sizes.Tr, N: 1 });
    };
    const run = { prompts: 3, samplesPerPrompt: 2, promptTokens, responseTokens: 6, sampling: null, loss };
    expect(engine.plan(run).activations).toEqual({
      least: loss ? Math.min(bytes(1, 1), bytes(1, 1, true)) : bytes(1, 1),
      alone: bytes(1, 1),
      most: bytes(3, 2),
    });
  });
});
