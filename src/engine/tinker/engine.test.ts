// The Tinker engine against the stub: what is sampled and scored, that a gradient means the same whatever the server
// makes of it, checkpoints, and what is refused before any work is lost.
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { type Group, logprobsOf, lossRowsOf, passOf, stepOf } from "../../../tests/rows.ts";
import { engineOptions, letters, openEngine } from "../../../tests/tinker-engine.ts";
import { type StubOptions, startTinker, type TinkerStub } from "../../../tests/tinker-server.ts";
import { Random } from "../../common/random.ts";
import { rowOf } from "../../common/rows.ts";
import { evaluateLoss } from "../../loss/float64.ts";
import type { AdamParams, Loss, SampledResponse } from "../types.ts";
import type { ClientOptions } from "./client.ts";
import { TinkerEngine } from "./engine.ts";
import type { ServerKind } from "./loss.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(options: StubOptions = {}, client: Partial<ClientOptions> = {}) {
  const server = await startTinker(options);
  closing.push(() => server.close());
  const engine = await openEngine(server.url, { server: options.kind ?? "tinker", ...client });
  closing.push(() => engine.dispose());
  return { server, engine };
}

const params = { maxTokens: 9, temperature: 1, topP: 1, stopTokens: [0], stop: [], seed: 3 };
const adam: AdamParams = {
  ...{ learningRate: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0, maxGradNorm: 0 },
};
/** With an ε so large, a first step is in proportion to the gradient. */
const inProportion: AdamParams = { ...adam, beta1: 0, beta2: 0, epsilon: 1e3, learningRate: 1e3 };
const ppo: Loss = { type: "ppo", clipLow: 0.2, clipHigh: 0.3 };
const kinds: ServerKind[] = ["tinker", "skyrl"];

it("the loss told is finite where a probability has moved out of all proportion", () => {
  const one = (old: number, advantage: number) => ({
    tokens: [1],
    weights: Float32Array.of(0.5),
    advantages: Float32Array.of(advantage),
    old: Float32Array.of(old),
  });
  const told = (response: ReturnType<typeof one>) =>
    evaluateLoss(ppo, { ...response, starts: [0, 1], output: [-1] }).loss;
  expect(told(one(-1000, -2))).toBeCloseTo(Math.exp(20), 4);
  expect(told(one(-1000, 2))).toBeCloseTo(-1.3, 6);
  expect(told(one(1000, 2))).toBeCloseTo(-Math.exp(-20), 12);
  expect(told(one(-20, -2))).toBeCloseTo(Math.exp(19), 4);
});

/** Responses of several lengths with weights (some 0) and advantages, whose ratios are inside and outside the clip. */
async function batch(engine: TinkerEngine): Promise<Group[]> {
  const random = new Random(7);
  const lengths = [
    [1, 5, 3],
    [4, 2],
  ];
  const prompts = [[1, 2, 3], [4]];
  const responses = lengths.map((row) => row.map((length) => Array.from({ length }, () => random.int(12))));
  const now = await logprobsOf(
    engine,
    prompts.map((prompt, g) => ({ prompt, responses: responses[g] })),
  );
  return prompts.map((prompt, g) => ({
    prompt,
    responses: responses[g].map((tokens, k) => ({
      tokens,
      weights: Float32Array.from(tokens, (_, t) => (g === 0 && k === 0 ? 0 : (t % 3) / 10)),
      advantages: Float32Array.from(tokens, () => random.normal()),
      old: now[g][k].map((logprob) => logprob + 0.3 * random.normal()),
      reference: now[g][k].map((logprob) => logprob + 0.3 * random.normal()),
    })),
  }));
}

describe("sampling", () => {
  it("gives K responses a prompt, each with its log-probabilities under the policy", async () => {
    const { engine, server } = await open();
    const prompts = [[1, 2], [3], [4, 5, 6]];
    const responses: SampledResponse[] = [];
    for await (const response of (await engine.snapshot()).sample(prompts, 4, params))
      responses.push(response);
    expect(responses.length).toBe(12);
    for (const { prompt, tokens, logprobs, finish } of responses) {
      const [[row]] = await logprobsOf(engine, [{ prompt: prompts[prompt], responses: [tokens] }]);
      expect(row).toEqual(logprobs);
      expect(finish).toBe(tokens.at(-1) === 0 ? "stop" : "length");
    }
    expect(new Set(responses.map(({ prompt, sample }) => `${prompt} ${sample}`)).size).toBe(12);
    const again: SampledResponse[] = [];
    for await (const response of (await engine.snapshot()).sample(prompts, 4, params)) again.push(response);
    const sorted = (all: SampledResponse[]) => all.sort((a, b) => a.prompt - b.prompt || a.sample - b.sample);
    expect(sorted(again)).toEqual(sorted(responses));
    const saves = server.requests.filter(({ path }) => path === "save_weights_for_sampler");
    expect(saves.length).toBe(1);
  });

  it("ends responses at a stop text, which the server may not know, and sends stop tokens beside it as texts", async () => {
    const { engine, server } = await open();
    const stop = ["bc", "d"];
    for await (const { tokens, finish } of (await engine.snapshot()).sample([[1], [2]], 20, {
      ...params,
      maxTokens: 40,
      stop,
    })) {
      const text = letters.decode(tokens);
      const ended = /^(?!.*(bc|d|a).+).*(bc|d|a)$/.test(text);
      expect([text, finish]).toEqual([text, ended ? "stop" : "length"]);
    }
    const sent = server.requests
      .filter(({ path }) => path === "asample")
      .map(({ body }) => body.sampling_params);
    expect(sent.length).toBeGreaterThan(0);
    for (const item of sent) expect(item).toMatchObject({ stop: ["bc", "d", "a"] });
  });

  it("keeps so many prompts under way at a time, and goes on while responses are worked on", async () => {
    const server = await startTinker({ workMs: 40 });
    closing.push(() => server.close());
    const engine = await TinkerEngine.open(engineOptions(server.url, {}, { concurrency: 3 }));
    closing.push(() => engine.dispose());
    const prompts = Array.from({ length: 10 }, () => [1]);
    let seen = 0;
    for await (const _ of (await engine.snapshot()).sample(prompts, 1, params)) {
      if (seen++ > 0) continue;
      const asked = () => server.requests.filter(({ path }) => path === "asample").length;
      await expect.poll(asked, { timeout: 10_000 }).toBe(10);
    }
    expect([2, 3]).toContain(server.mostSamples);
  });

  it.each([undefined, new AbortController().signal])(
    "asks for no more where the caller has enough, whether or not it could be told to stop",
    async (signal) => {
      const server = await startTinker({ workMs: 5 });
      closing.push(() => server.close());
      const engine = await TinkerEngine.open(engineOptions(server.url, {}, { concurrency: 1, signal }));
      closing.push(() => engine.dispose());
      const prompts = Array.from({ length: 10 }, () => [1]);
      for await (const _ of (await engine.snapshot()).sample(prompts, 1, params)) break;
      const asked = () => server.requests.filter(({ path }) => path === "asample").length;
      const before = asked();
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect([before, asked()]).toEqual([before, before]);
      expect(before).toBeLessThan(4);
    },
  );

  it("stops when it is told to, and training still works", async () => {
    const server = await startTinker({ workMs: 30 });
    closing.push(() => server.close());
    const stop = new AbortController();
    const engine = await TinkerEngine.open(engineOptions(server.url, {}, { signal: stop.signal }));
    closing.push(() => engine.dispose());
    const drawn = (async () => {
      for await (const _ of (await engine.snapshot()).sample([[1], [2]], 1, params)) stop.abort();
    })();
    stop.abort(new Error("told to"));
    await expect(drawn).rejects.toThrow("told to");
    await engine.save(mkdtempSync(join(tmpdir(), "tinker-")));
  });
});

describe("the gradient of Σ weight × token loss", () => {
  const losses: [string, Loss][] = [
    ["ppo", ppo],
    ["cross-entropy", { type: "crossEntropy" }],
    ...(["k1", "k2", "k3", "abs"] as const).map((estimator): [string, Loss] => [
      `ppo with ${estimator}, which no server has`,
      { ...ppo, kl: { coefficient: 0.7, estimator } },
    ]),
  ];
  it.each(losses)(
    "of %s is the same whatever the server makes of it, and in how many requests",
    async (_, loss) => {
      const changes: number[][] = [];
      for (const kind of kinds) {
        const { engine, server } = await open({ kind });
        const groups = await batch(engine);
        const before = [...server.models.values()].at(-1)!.bigram.weights.slice();
        const result = await passOf(engine, groups, loss);
        expect(result.loss).toBeCloseTo(
          evaluateLoss(loss, {
            ...lossRowsOf(groups),
            output: result.logprobs.flat().flatMap((row) => [...row]),
          }).loss,
          10,
        );
        await engine.optimStep(inProportion);
        const { bigram } = [...server.models.values()].at(-1)!;
        changes.push([...bigram.weights].map((weight, i) => weight - before[i]));
        if (kind === "tinker") changes.push(gradient(before, groups, loss).map((slope) => -slope));
      }
      const [hosted, expected, skyrl] = changes;
      expect(Math.hypot(...expected)).toBeGreaterThan(0.05);
      for (const [i, change] of expected.entries()) {
        // ε is not infinite: a step is short by the gradient's part of it.
        expect(hosted[i]).toBeCloseTo(change, 3);
        expect(skyrl[i]).toBeCloseTo(hosted[i], 6);
      }
    },
  );

  /** By differences, on the table itself. */
  function gradient(weights: Float64Array, groups: Group[], loss: Loss): number[] {
    const table = weights.slice();
    const V = 12;
    const value = () => {
      const rows = groups.map(({ prompt, responses }) =>
        responses.map(({ tokens }) => {
          const sequence = [...Array.from(prompt), ...Array.from(tokens)];
          return Float64Array.from(tokens, (token, t) => {
            const at = sequence[prompt.length + t - 1] * V;
            const row = table.subarray(at, at + V);
            return row[token] - Math.log(row.reduce((sum, logit) => sum + Math.exp(logit), 0));
          });
        }),
      );
      return evaluateLoss(loss, { ...lossRowsOf(groups), output: rows.flat().flatMap((row) => [...row]) })
        .loss;
    };
    return Array.from(table, (_, i) => {
      const kept = table[i];
      table[i] = kept + 1e-5;
      const above = value();
      table[i] = kept - 1e-5;
      const below = value();
      table[i] = kept;
      return (above - below) / 2e-5;
    });
  }

  it("goes there in two passes where the server has no name for the loss, and a step with the second", async () => {
    const { engine, server } = await open();
    const groups = await batch(engine);
    const loss: Loss = { ...ppo, kl: { coefficient: 0.5, estimator: "k3" } };
    const logprobs = await logprobsOf(
      engine,
      groups.map(({ prompt, responses }) => ({ prompt, responses: responses.map(({ tokens }) => tokens) })),
    );
    const before = server.requests.length;
    const { loss: result } = await stepOf(engine, groups, loss, adam);
    const sent = server.requests.slice(before).filter(({ path }) => /forward|optim/.test(path));
    expect(sent.map(({ path }) => path)).toEqual(["forward", "forward_backward", "optim_step"]);
    expect(result.logprobs).toEqual(logprobs);
    const { data, loss_fn } = sent[1].body.forward_backward_input as {
      data: { loss_fn_inputs: Record<string, { data: number[] }> }[];
      loss_fn: string;
    };
    expect(loss_fn).toBe("cross_entropy");
    const { slopes } = evaluateLoss(loss, {
      ...lossRowsOf(groups),
      output: logprobs.flat().flatMap((row) => [...row]),
    });
    const prompts = groups.flatMap(({ prompt, responses }) => responses.map(() => prompt.length));
    data.forEach(({ loss_fn_inputs }, r) => {
      const own = rowOf(slopes, lossRowsOf(groups).starts, r).map((slope) => -slope);
      const weights = [...new Array(prompts[r] - 1).fill(0), ...own];
      expect(Object.keys(loss_fn_inputs)).toEqual(["target_tokens", "weights"]);
      for (const [i, weight] of weights.entries())
        expect(loss_fn_inputs.weights.data[i]).toBeCloseTo(weight, 6);
    });
  });

  it.each(kinds)("is not sent where it is not finite, and the next one is (%s)", async (kind) => {
    const { engine, server } = await open({ kind });
    const groups = await batch(engine);
    const loss: Loss = { ...ppo, kl: { coefficient: 0.5, estimator: "k3" } };
    const { bigram } = [...server.models.values()].at(-1)!;
    const weights = bigram.weights.slice();
    bigram.weights.fill(Number.NaN);
    const before = server.requests.length;
    const dropped = await passOf(engine, groups, loss);
    expect(dropped).toMatchObject({ loss: Number.NaN, responseTokens: 15 });
    expect(dropped.logprobs.flat().every((row) => row.every(Number.isNaN))).toBe(true);
    bigram.weights.set(weights);
    await engine.zeroGrad();
    const sent = server.requests.slice(before).filter(({ path }) => path !== "retrieve_future");
    expect(sent.map(({ path }) => path).filter((path) => path !== "healthz")).toEqual(["forward"]);
    const { loss: next, optim } = await stepOf(engine, groups, loss, adam);
    expect([Number.isFinite(next.loss), optim.applied]).toEqual([true, true]);
  });

  it.each(kinds)("is gone after zeroGrad (%s)", async (kind) => {
    const { engine, server } = await open({ kind });
    const groups = await batch(engine);
    await engine.optimStep(adam);
    await passOf(engine, groups, ppo);
    await engine.zeroGrad();
    const before = await logprobsOf(
      engine,
      groups.map((g) => ({ ...g, responses: g.responses.map((r) => r.tokens) })),
    );
    const { gradNorm } = await engine.optimStep({ ...adam, learningRate: 1 });
    expect(gradNorm).toBe(0);
    const after = await logprobsOf(
      engine,
      groups.map((g) => ({ ...g, responses: g.responses.map((r) => r.tokens) })),
    );
    expect(after).toEqual(before);
    expect(server.models.size).toBe(kind === "tinker" ? 2 : 2);
  });

  it("goes out in requests of bounded size, all before the first is answered", async () => {
    const { engine, server } = await open({ workMs: 0 });
    const response = {
      tokens: [1, 2],
      weights: new Float32Array(2).fill(0.1),
      advantages: new Float32Array(2).fill(1),
      old: new Float32Array(2).fill(-2),
    };
    const groups = Array.from({ length: 50 }, () => ({
      prompt: [3],
      responses: new Array(6).fill(response),
    }));
    const { loss, optim } = await stepOf(engine, groups, ppo, adam);
    expect(loss.responseTokens).toBe(600);
    expect(loss.logprobs.flat().length).toBe(300);
    expect(optim.applied).toBe(true);
    const passes = server.requests.filter(({ path }) => path === "forward_backward");
    const sizes = passes.map(({ body }) => (body.forward_backward_input as { data: unknown[] }).data.length);
    expect(sizes).toEqual([128, 128, 44]);
    expect([...server.models.values()].at(-1)!.updates).toEqual([
      { learningRate: 0.1, passes: 3, mark: expect.any(Number) },
    ]);
  });

  it("is computed on one batch a step where the server takes means", async () => {
    const { engine } = await open({ kind: "skyrl" });
    const groups = await batch(engine);
    await passOf(engine, groups, ppo);
    await expect(passOf(engine, groups, ppo)).rejects.toThrow("one batch a step");
  });
});

describe("a snapshot", () => {
  it.each(kinds)("stays what it was when the policy is trained (%s)", async (kind) => {
    const { engine } = await open({ kind });
    const groups = [{ prompt: [1, 2], responses: [[3, 4, 0], [5]] }];
    const before = await engine.snapshot();
    expect(await engine.snapshot()).toBe(before);
    const known = await logprobsOf(engine, groups);
    await stepOf(engine, await batch(engine), ppo, adam);
    const after = await engine.snapshot();
    expect(await logprobsOf(before, groups)).toEqual(known);
    expect(await logprobsOf(after, groups)).toEqual(await logprobsOf(engine, groups));
    expect(await logprobsOf(after, groups)).not.toEqual(known);
  });

  it("is of the policy as it is where it stands in the order of calls", async () => {
    const { engine, server } = await open();
    const groups = await batch(engine);
    const from = server.requests.length;
    const [, , sampler] = await Promise.all([
      engine.forwardBackward(lossRowsOf(groups), ppo),
      engine.optimStep(adam),
      engine.snapshot(),
    ]);
    const paths = server.requests.slice(from).map(({ path }) => path);
    const sent = paths.filter((path) => /forward|optim|sampler/.test(path));
    expect(sent).toEqual(["forward_backward", "optim_step", "save_weights_for_sampler"]);
    expect(await logprobsOf(sampler, groups.map(withoutColumns))).toEqual(
      await logprobsOf(engine, groups.map(withoutColumns)),
    );
  });
  const withoutColumns = ({ prompt, responses }: Group) => ({
    prompt,
    responses: responses.map(({ tokens }) => tokens),
  });
});

describe("calls behind one that cannot be sent", () => {
  it("are not sent either, and later ones are", async () => {
    const { engine, server } = await open();
    const groups = await batch(engine);
    const from = server.requests.length;
    const refused = await Promise.allSettled([
      engine.forwardBackward(lossRowsOf(groups), { type: "value", clip: 0.2 }),
      engine.optimStep(adam),
      engine.snapshot(),
    ]);
    for (const call of refused)
      expect(call).toMatchObject({ reason: { message: expect.stringMatching(/policies only/) } });
    expect(server.requests.slice(from).filter(({ path }) => /forward|optim|sampler/.test(path))).toEqual([]);
    const { loss, optim } = await stepOf(engine, groups, ppo, adam);
    expect([loss.responseTokens > 0, optim.applied]).toEqual([true, true]);
  });
});

describe("the reference", () => {
  it.each(kinds)("is the base model, whatever was trained (%s)", async (kind) => {
    const { engine } = await open({ kind });
    const groups = [{ prompt: [1, 2], responses: [[3, 4, 0], [5]] }];
    const before = await logprobsOf(engine, groups);
    await stepOf(engine, await batch(engine), ppo, adam);
    expect(await logprobsOf(engine.reference, groups)).toEqual(before);
    expect(await logprobsOf(engine, groups)).not.toEqual(before);
  });
});

describe("checkpoints", () => {
  it.each(kinds)("bring back weights and optimizer (%s)", async (kind) => {
    const { engine, server } = await open({ kind });
    const groups = await batch(engine);
    await stepOf(engine, groups, ppo, adam);
    const directory = mkdtempSync(join(tmpdir(), "tinker-"));
    await engine.save(directory);
    await stepOf(engine, groups, ppo, adam);
    const [first] = [...server.models.values()].slice(-1).map(({ bigram }) => bigram.weights.slice());
    await passOf(engine, groups, ppo);
    await engine.load(directory);
    await stepOf(engine, groups, ppo, adam);
    expect([...server.models.values()].at(-1)!.bigram.weights).toEqual(first);
    const other = await openEngine(server.url, { server: kind });
    closing.push(() => other.dispose());
    await other.load(directory);
    await stepOf(other, groups, ppo, adam);
    expect([...server.models.values()].at(-1)!.bigram.weights).toEqual(first);
    expect(readFileSync(join(directory, "tokenizer.json"), "utf8")).toBe("{}\n");
  });

  it("of another model, or that the server has no longer, are refused", async () => {
    const { engine } = await open();
    const { engine: elsewhere } = await open();
    const directory = mkdtempSync(join(tmpdir(), "tinker-"));
    await expect(engine.load(directory)).rejects.toThrow(/has no tinker.json.*--engine embedded/);
    await engine.save(directory);
    await expect(elsewhere.load(directory)).rejects.toThrow(/has tinker:\/\/\S+ no longer$/);
    const file = join(directory, "tinker.json");
    const saved = JSON.parse(readFileSync(file, "utf8"));
    expect(Object.keys(saved)).toEqual(["url", "server", "model", "rank", "maxContext", "weights"]);
    writeFileSync(file, JSON.stringify({ ...saved, rank: 4 }));
    await expect(engine.load(directory)).rejects.toThrow(
      /rank 4; engine.model is base and engine.loraRank 8/,
    );
  });
});

describe("refused in a sentence, before any work is lost", () => {
  const refusal = async (
    stub: StubOptions,
    client: Partial<ClientOptions> = {},
    options = {},
  ): Promise<string> => {
    const server: TinkerStub = await startTinker(stub);
    closing.push(() => server.close());
    const error = await openEngine(server.url, { attempts: 2, ...client }, options).then(
      () => new Error("opened"),
      (error: Error) => error,
    );
    expect(error.name).toBe("UserError");
    return error.message.replace(server.url, "URL");
  };
  it.each([
    [
      "a wrong key",
      { key: "right-key" },
      { key: "wrong-key" },
      {},
      "URL: the server refuses the key in TINKER_API_KEY (no such key: …)",
    ],
    [
      "no key",
      { key: "right-key" },
      {},
      {},
      "URL: the server wants a key, and TINKER_API_KEY is not set (no such key: undefined)",
    ],
    [
      "a key no header takes",
      {},
      { key: "two words" },
      {},
      "the server's key (TINKER_API_KEY) holds white space or characters that are not ASCII; a key has neither",
    ],
    ["an unknown model", { models: ["a", "b"] }, {}, {}, "URL: the server has no model base; it has a, b"],
    [
      "a rank too large",
      {},
      {},
      { rank: 64 },
      "URL: no model of base with engine.loraRank 64 could be made: create_model failed on the server: LoRA rank 64 must be between 1 and 32",
    ],
    [
      "no reference for the KL",
      { promptLogprobs: false },
      {},
      { reference: true },
      "the server gives no log-probabilities of prompts (SkyRL does not where vLLM samples for it), so there is no reference for the KL: set credit.klCoefficient 0",
    ],
    [
      "a loss it has not",
      { losses: ["cross_entropy"] },
      {},
      {},
      "URL: the server does not take the loss ppo as engine.server tinker does: URL/api/v1/forward: HTTP 422: body.loss_fn: Input should be cross_entropy",
    ],
    [
      "a field it has not",
      { kind: "tinker" as const },
      { server: "skyrl" as const },
      {},
      "URL: the server does not take the loss ppo as engine.server skyrl does: URL/api/v1/forward: HTTP 422: body.loss_fn_inputs.weights: Extra inputs are not permitted",
    ],
  ])("%s", async (_, stub, client, options, message) => {
    const said = await refusal(stub, client, options);
    expect(said.replaceAll(/http:\/\/127.0.0.1:\d+/g, "URL")).toBe(message);
  });

  it("another kind of server, or one of another version", async () => {
    const { createServer } = await import("node:http");
    const answers: [number, string][] = [
      [404, "{}"],
      [200, '{"supported_models": [{"model_name": "base"}]}'],
    ];
    const server = createServer((request, response) => {
      const [status, text] = request.url?.endsWith("create_session") ? [200, '{"session": 1}'] : answers[0];
      response.writeHead(status).end(text);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing.push(async () => void server.close());
    const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
    await expect(openEngine(url)).rejects.toThrow(`${url}: no Tinker server answers there`);
    answers.shift();
    await expect(openEngine(url)).rejects.toThrow(
      'create_session: expected "session_id": text, got {"session":1}; is it a Tinker server, of the protocol\'s version 0.24.1?',
    );
  });

  it("losses that the protocol has not", async () => {
    const { engine } = await open();
    const groups = await batch(engine);
    await expect(passOf(engine, groups, { type: "value", clip: 0.2 })).rejects.toThrow(/policies only/);
    await expect(engine.classify()).rejects.toThrow(/no classification/);
  });
});
