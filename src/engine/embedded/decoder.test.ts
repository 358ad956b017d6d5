// Sampling through the engine: whose log-probabilities, whose distribution, reproducible whatever the batch.
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { engineOf, smallModel, tokens } from "../../../tests/engine-check.ts";
import { logprobsOf, passOf } from "../../../tests/rows.ts";
import { Random } from "../../common/random.ts";
import { Session } from "../../graph/session.ts";
import type { Model } from "../../model/load.ts";
import type { SampledResponse, SamplingParams } from "../types.ts";
import type { EmbeddedEngine } from "./engine.ts";

const params: SamplingParams = {
  maxTokens: 12,
  temperature: 1,
  topP: 1,
  stopTokens: [],
  stop: [],
  seed: 5,
};

async function collect(
  engine: EmbeddedEngine,
  prompts: readonly ArrayLike<number>[],
  samples: number,
  changes: Partial<SamplingParams> = {},
): Promise<SampledResponse[]> {
  const responses: SampledResponse[] = [];
  for await (const response of engine.sample(prompts, samples, { ...params, ...changes }))
    responses.push(response);
  return responses;
}

const sorted = (responses: readonly SampledResponse[]) =>
  [...responses].sort((a, b) => a.prompt - b.prompt || a.sample - b.sample);

const pairs = (responses: readonly SampledResponse[]) => responses.map((r) => `${r.prompt}/${r.sample}`);

const everyPair = (prompts: number, samples: number) =>
  Array.from({ length: prompts * samples }, (_, i) => `${Math.floor(i / samples)}/${i % samples}`);

/** Largest difference between the sampler's log-probabilities and the trainer's. */
async function gap(
  engine: EmbeddedEngine,
  prompts: readonly ArrayLike<number>[],
  responses: readonly SampledResponse[],
): Promise<number> {
  const groups = responses.map((r) => ({ prompt: prompts[r.prompt], responses: [r.tokens] }));
  const trained = await logprobsOf(engine, groups);
  return responses.reduce((max, r, i) => {
    expect(r.logprobs.length).toBe(r.tokens.length);
    return r.logprobs.reduce((worst, logp, t) => Math.max(worst, Math.abs(logp - trained[i][0][t])), max);
  }, 0);
}

/** Prompts of 1 to 17 tokens. */
function unevenPrompts(vocabulary: number): number[][] {
  const random = new Random("prompts");
  return [1, 9, 3, 17, 2, 1, 6].map((length) => tokens(random, length, vocabulary));
}

let model: Model;
let engine: EmbeddedEngine;
const others: EmbeddedEngine[] = [];
beforeAll(async () => {
  model = await smallModel();
  engine = await engineOf(model);
});
afterAll(async () => {
  for (const one of [engine, ...others]) await one.dispose();
});

async function withRows(maxRows: number): Promise<EmbeddedEngine> {
  const other = await engineOf(model, { maxRows });
  others.push(other);
  return other;
}

describe.each(["llama", "qwen2", "qwen3-yarn"])("%s", (name) => {
  test("sampler and trainer agree on log-probabilities", async () => {
    const own = await engineOf(name);
    others.push(own);
    const prompts = unevenPrompts(320);
    for (const changes of [
      {},
      { temperature: 0.7 },
      { temperature: 0 },
      { topP: 0.8 },
      { temperature: 1.5, topP: 0.9 },
    ]) {
      const responses = await collect(own, prompts, 3, { maxTokens: 40, ...changes });
      expect(await gap(own, prompts, responses), JSON.stringify(changes)).toBeLessThan(1e-5);
    }
  });
});

test("with adapters, sampler and trainer agree too", async () => {
  const lora = { rank: 2, alpha: 8, targets: ["q_proj", "v_proj", "down_proj"] };
  const adapted = await engineOf(await smallModel(), { lora });
  others.push(adapted);
  const prompt = [1, 2, 3];
  const response = [4, 5, 6, 7];
  await passOf(
    adapted,
    [{ prompt, responses: [{ tokens: response, weights: new Float32Array(4).fill(1) }] }],
    { type: "crossEntropy" },
  );
  const [[before]] = await logprobsOf(adapted, [{ prompt, responses: [response] }]);
  await adapted.optimStep({
    learningRate: 0.05,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    weightDecay: 0,
    maxGradNorm: 0,
  });
  const [[after]] = await logprobsOf(adapted, [{ prompt, responses: [response] }]);
  expect(after[0]).not.toBe(before[0]);
  const prompts = unevenPrompts(8);
  expect(await gap(adapted, prompts, await collect(adapted, prompts, 3))).toBeLessThan(1e-5);
});

describe("the same seed gives the same responses", () => {
  test.each([{}, { topP: 0.8 }, { temperature: 0.6, stopTokens: [3, 5] }])(
    "%j, whatever the rows together",
    async (changes) => {
      const prompts = unevenPrompts(8);
      const together = sorted(await collect(engine, prompts, 4, changes));
      expect(pairs(together)).toEqual(everyPair(7, 4));
      // 1: one after another. 3: less than a group. 4: a group. 10: groups side by side.
      for (const maxRows of [1, 3, 4, 10]) {
        const responses = await collect(await withRows(maxRows), prompts, 4, changes);
        expect(new Set(pairs(responses)).size, "each response once").toBe(responses.length);
        expect(
          sorted(responses).map(({ tokens, finish }) => ({ tokens, finish })),
          `maxRows ${maxRows}`,
        ).toEqual(together.map(({ tokens, finish }) => ({ tokens, finish })));
      }
      expect(sorted(await collect(engine, prompts, 4, changes))).toEqual(together);
    },
  );

  test("with a seed a prompt, whatever the prompts it is sampled with", async () => {
    const prompts = unevenPrompts(8);
    const seed = prompts.map((_, i) => 2 ** 40 + 17 * i);
    const together = sorted(await collect(engine, prompts, 3, { seed }));
    for (const { prompt, sample, tokens } of together) {
      const alone = await collect(engine, [prompts[prompt]], sample + 1, { seed: [seed[prompt]] });
      expect(sorted(alone)[sample].tokens).toEqual(tokens);
    }
    await expect(collect(engine, prompts, 1, { seed: [1] })).rejects.toThrow("1 seeds for 7 prompts");
  });

  test("and another seed gives others", async () => {
    const [a, b] = [await collect(engine, [[1, 2]], 4), await collect(engine, [[1, 2]], 4, { seed: 6 })];
    expect(sorted(a).map((r) => r.tokens)).not.toEqual(sorted(b).map((r) => r.tokens));
    expect(new Set(a.map((r) => r.tokens.join())).size).toBe(4);
  });

  test("a response does not depend on how many there are of its prompt, or on later prompts", async () => {
    const prompts = unevenPrompts(8);
    const all = await collect(engine, prompts, 5);
    const some = await collect(engine, prompts.slice(0, 3), 2);
    for (const { prompt, sample, tokens } of some)
      expect(tokens).toEqual(all.find((r) => r.prompt === prompt && r.sample === sample)?.tokens);
  });
});

describe("prompts that begin other prompts", () => {
  /** Every prefix of some sequences, mixed up, one of them twice, among prompts of their own. */
  function prefixes(vocabulary: number): number[][] {
    const random = new Random("prefixes");
    const chains = [7, 3, 1].flatMap((length) => {
      const whole = tokens(random, length, vocabulary);
      return whole.map((_, i) => whole.slice(0, i + 1));
    });
    return random.shuffle([...chains, chains[4], ...unevenPrompts(vocabulary)]);
  }

  test.each(["llama", "qwen3-yarn"])("%s: give the responses they give alone", async (name) => {
    const own = await engineOf(name);
    others.push(own);
    const prompts = prefixes(320);
    const seed = prompts.map((_, i) => i);
    for (const changes of [{}, { topP: 0.8 }, { temperature: 0, stopTokens: [3, 5] }]) {
      const together = sorted(await collect(own, prompts, 2, { ...changes, seed }));
      expect(pairs(together)).toEqual(everyPair(prompts.length, 2));
      for (const [i, prompt] of prompts.entries()) {
        const alone = sorted(await collect(own, [prompt], 2, { ...changes, seed: [i] }));
        for (const [sample, { tokens, logprobs, finish }] of alone.entries()) {
          const shared = together[2 * i + sample];
          expect([shared.tokens, shared.finish]).toEqual([tokens, finish]);
          for (const [t, logp] of logprobs.entries()) expect(shared.logprobs[t]).toBeCloseTo(logp, 5);
        }
      }
    }
  });

  test("all get in, however few the rows", async () => {
    const prompts = prefixes(8);
    const together = sorted(await collect(engine, prompts, 3, { stopTokens: [2] }));
    expect(pairs(together)).toEqual(everyPair(prompts.length, 3));
    for (const maxRows of [1, 2, 3, 5, 16]) {
      const responses = await collect(await withRows(maxRows), prompts, 3, { stopTokens: [2] });
      expect(sorted(responses).map((r) => r.tokens)).toEqual(together.map((r) => r.tokens));
    }
  });
});

describe("greedy", () => {
  test.each(["llama", "qwen2"])(
    "%s: the likeliest token by a full forward pass, again and again",
    async (name) => {
      const own = await engineOf(name);
      others.push(own);
      const prompts = unevenPrompts(320);
      const responses = await collect(own, prompts, 1, { temperature: 0, maxTokens: 6 });
      expect(pairs(sorted(responses))).toEqual(everyPair(7, 1));
      const every = Array.from({ length: 320 }, (_, token) => [token]);
      for (const { prompt, tokens } of responses)
        for (let n = 0; n < tokens.length; n++) {
          const [scores] = await logprobsOf(own, [
            { prompt: [...prompts[prompt], ...tokens.slice(0, n)], responses: every },
          ]);
          const logp = scores.map((row) => row[0]);
          expect(logp[tokens[n]]).toBeCloseTo(Math.max(...logp), 5);
        }
    },
  );

  test("the seed and the sample do not matter", async () => {
    const responses = await collect(engine, [[1, 2, 3]], 3, { temperature: 0, seed: 99 });
    const [{ tokens }] = await collect(engine, [[1, 2, 3]], 1, { temperature: 0 });
    for (const response of responses) expect(response.tokens).toEqual(tokens);
  });
});

/** p(token | context) of every token, at a temperature and kept to a nucleus. */
async function distribution(
  context: readonly number[],
  temperature: number,
  topP: number,
): Promise<number[]> {
  const every = Array.from({ length: 8 }, (_, token) => [token]);
  const [scores] = await logprobsOf(engine, [{ prompt: context, responses: every }]);
  const raised = scores.map((row) => Math.exp(row[0] / temperature));
  const total = raised.reduce((a, b) => a + b, 0);
  const p = raised.map((x) => x / total);
  const kept = new Set<number>();
  let mass = 0;
  for (const token of p.map((_, i) => i).sort((a, b) => p[b] - p[a])) {
    if (mass >= topP) break;
    mass += p[token];
    kept.add(token);
  }
  return p.map((x, token) => (kept.has(token) ? x / mass : 0));
}

describe("responses are distributed as they should be", () => {
  const prompt = [3, 1, 4];
  const samples = 4000;
  test.each([
    { temperature: 1, topP: 1 },
    { temperature: 0.6, topP: 1 },
    { temperature: 2, topP: 1 },
    { temperature: 1, topP: 0.8 },
    { temperature: 0.7, topP: 0.5 },
  ])("two tokens at temperature $temperature, top-p $topP", async ({ temperature, topP }) => {
    const responses = await collect(engine, [prompt], samples, { temperature, topP, maxTokens: 2 });
    const counts = new Float64Array(64);
    for (const { tokens } of responses) counts[8 * tokens[0] + tokens[1]]++;
    let statistic = 0;
    let cells = 0;
    let rare = { count: 0, expected: 0 };
    const first = await distribution(prompt, temperature, topP);
    for (const [a, pa] of first.entries()) {
      const second = await distribution([...prompt, a], temperature, topP);
      for (const [b, pb] of second.entries()) {
        const expected = samples * pa * pb;
        const count = counts[8 * a + b];
        if (expected === 0) expect(count, `${a}, ${b} lies outside the nucleus`).toBe(0);
        // Pearson's statistic wants five expected in every cell: rare ones go together.
        else if (expected < 5) rare = { count: rare.count + count, expected: rare.expected + expected };
        else {
          statistic += (count - expected) ** 2 / expected;
          cells++;
        }
      }
    }
    if (rare.expected >= 5) {
      statistic += (rare.count - rare.expected) ** 2 / rare.expected;
      cells++;
    }
    expect(cells).toBeGreaterThan(3);
    // Mean cells − 1, variance twice that: four deviations above are exceeded less than once in a thousand.
    expect(statistic).toBeLessThan(cells - 1 + 4 * Math.sqrt(2 * (cells - 1)));
  });

  test("log-probabilities are those of the untempered, untruncated distribution", async () => {
    const responses = await collect(engine, [prompt], 50, { temperature: 0.5, topP: 0.7, maxTokens: 1 });
    const p = await distribution(prompt, 1, 1);
    for (const { tokens, logprobs } of responses) expect(logprobs[0]).toBeCloseTo(Math.log(p[tokens[0]]), 5);
  });
});

describe("the end of a response", () => {
  const prompts = [[1, 2, 3], [4]];

  test("at a stop token, which is kept", async () => {
    const responses = await collect(engine, prompts, 20, { stopTokens: [2, 6], maxTokens: 30 });
    for (const { tokens, finish } of responses) {
      const stops = tokens.map((token) => token === 2 || token === 6);
      expect(stops.slice(0, -1)).not.toContain(true);
      expect(finish).toBe(stops.at(-1) ? "stop" : "length");
      if (finish === "length") expect(tokens.length).toBe(30);
    }
    expect(responses.some((r) => r.finish === "stop")).toBe(true);
  });

  test("at a stop text, whole in what was decoded, perhaps across tokens", async () => {
    const own = await engineOf("llama");
    others.push(own);
    const { tokenizer } = own.model;
    // Short texts that a random model says soon enough: two characters that need not be one token.
    const free = await collect(own, prompts, 10, { maxTokens: 40 });
    const text = (tokens: readonly number[]) => tokenizer.decode(tokens, { skipSpecialTokens: false });
    const said = free.map((r) => text(r.tokens)).find((t) => /[a-z0-9 ]{2}/i.test(t));
    const stop = said?.match(/[a-z0-9 ]{2}/i)?.[0] as string;
    const responses = await collect(own, prompts, 10, { maxTokens: 40, stop: [stop, "never said"] });
    expect(responses.some((r) => r.finish === "stop")).toBe(true);
    for (const { prompt, sample, tokens, finish } of responses) {
      expect(text(tokens).includes(stop)).toBe(finish === "stop");
      expect(text(tokens.slice(0, -1)).includes(stop)).toBe(false);
      // Up to its end it is the response that would have been sampled without the stop text.
      const whole = free.find((r) => r.prompt === prompt && r.sample === sample);
      expect(whole?.tokens.slice(0, tokens.length)).toEqual(tokens);
    }
  });

  test("at maxTokens", async () => {
    for (const maxTokens of [1, 2, 33]) {
      const responses = await collect(engine, prompts, 3, { maxTokens });
      for (const { tokens, logprobs, finish } of responses) {
        expect([tokens.length, logprobs.length, finish]).toEqual([maxTokens, maxTokens, "length"]);
      }
    }
  });

  test("at a stop token or text that is the last one within maxTokens, which is a stop", async () => {
    const own = await engineOf("llama");
    others.push(own);
    const text = (tokens: readonly number[]) =>
      own.model.tokenizer.decode([...tokens], { skipSpecialTokens: false });
    const responses = sorted(await collect(own, prompts, 10, { maxTokens: 5 }));
    // Nothing that stops it comes before its last token.
    const whole = responses.find(
      ({ tokens }) => tokens.indexOf(tokens[4]) === 4 && /[a-z0-9 ]$/i.test(text(tokens)),
    ) as SampledResponse;
    for (const changes of [{ stopTokens: [whole.tokens[4]] }, { stop: [text(whole.tokens)] }]) {
      const stopped = sorted(await collect(own, prompts, 10, { maxTokens: 5, ...changes }));
      expect(stopped[responses.indexOf(whole)]).toEqual({ ...whole, finish: "stop" });
    }
  });

  test("at the end of the context", async () => {
    const short = await engineOf(model, { maxContext: 10 });
    others.push(short);
    expect(short.maxContext).toBe(10);
    const responses = await collect(short, [[1, 2, 3, 4, 5, 6, 7], [1]], 2, { maxTokens: 100 });
    for (const { prompt, tokens, finish } of responses) {
      expect([tokens.length, finish]).toEqual([prompt === 0 ? 3 : 9, "length"]);
    }
    expect(await gap(short, [[1, 2, 3, 4, 5, 6, 7], [1]], responses)).toBeLessThan(1e-5);
  });
});

describe("what is asked for and what comes", () => {
  test("nothing for no prompts, or no samples", async () => {
    expect(await collect(engine, [], 4)).toEqual([]);
    expect(await collect(engine, [[1]], 0)).toEqual([]);
  });

  test("responses come as they finish, and rewards need not wait for the last", async () => {
    const few = await withRows(2);
    const order: string[] = [];
    for await (const { prompt, sample } of few.sample([[1], [2], [3]], 2, { ...params, maxTokens: 4 })) {
      order.push(`${prompt}/${sample}`);
      // Another use of the engine between two responses.
      await logprobsOf(few, [{ prompt: [1], responses: [[2]] }]);
    }
    expect(order.map((pair) => pair[0])).toEqual(["0", "0", "1", "1", "2", "2"]);
  });

  test("short responses come before long ones of earlier prompts", async () => {
    const responses = await collect(engine, unevenPrompts(8), 4, { stopTokens: [0, 1, 2], maxTokens: 30 });
    const lengths = responses.map((r) => r.tokens.length);
    expect(pairs(responses)).not.toEqual(pairs(sorted(responses)));
    expect(lengths[0]).toBeLessThan(Math.max(...lengths));
    expect(lengths.at(-1)).toBeGreaterThan(Math.min(...lengths));
  });

  test("a loop that is left early leaves the engine usable", async () => {
    for await (const response of engine.sample([[1, 2]], 8, params)) {
      expect(response.prompt).toBe(0);
      break;
    }
    expect((await collect(engine, [[1, 2]], 8)).length).toBe(8);
  });

  test("two at once do not disturb each other", async () => {
    const alone = sorted(await collect(engine, [[1, 2], [5]], 3));
    const [a, b] = await Promise.all([collect(engine, [[1, 2], [5]], 3), collect(engine, [[7, 7, 7]], 5)]);
    expect(sorted(a)).toEqual(alone);
    expect(b.length).toBe(5);
  });

  test.each([
    ["a prompt without a token", [[1], []], /prompt/],
    ["a prompt that fills the context", [Array(64).fill(1)], /context/],
  ])("%s is refused", async (_, prompts, message) => {
    await expect(collect(engine, prompts as number[][], 1)).rejects.toThrow(message as RegExp);
  });

  test("a classification model cannot sample", async () => {
    const classifier = await engineOf("qwen2-classification");
    others.push(classifier);
    await expect(collect(classifier, [[1]], 1)).rejects.toThrow(/classification/);
  });
});

test("weights that are trained between two calls are the ones sampled from", async () => {
  const own = await engineOf(await smallModel());
  others.push(own);
  const sampled = await collect(own, [[1, 2]], 4);
  own.model.parameters.view("lm_head.weight").fill(0);
  const uniform = await collect(own, [[1, 2]], 4);
  for (const { logprobs } of uniform) for (const logp of logprobs) expect(logp).toBeCloseTo(-Math.log(8), 5);
  expect(sampled[0].logprobs[0]).not.toBeCloseTo(-Math.log(8), 3);
});

test("a call reads nothing of the calls before it, though they share memory", async () => {
  const used = await engineOf(model);
  others.push(used);
  const prompts = unevenPrompts(8);
  const fresh = sorted(await collect(await withRows(64), prompts, 3));
  // Longer rows and more of them leave their keys and values behind.
  await collect(used, prompts, 8, { maxTokens: 80, seed: 9 });
  expect(sorted(await collect(used, prompts, 3))).toEqual(fresh);

  // Weights that were not a number for one call leave nothing either.
  const weights = used.model.parameters.data;
  const good = weights.slice();
  weights.fill(Number.NaN);
  for (const topP of [1, 0.9]) {
    const lost = await collect(used, prompts, 3, { topP });
    expect(lost.every(({ logprobs }) => logprobs.every((logp) => Number.isNaN(logp)))).toBe(true);
    expect(lost.every(({ tokens }) => tokens.every((token) => token === 0))).toBe(true);
  }
  weights.set(good);
  expect(sorted(await collect(used, prompts, 3))).toEqual(fresh);
});

test("an aborted signal ends sampling before the next token, and the engine samples on", async () => {
  const controller = new AbortController();
  const prompts = unevenPrompts(model.config.vocabSize);
  const started = collect(engine, prompts, 2, { signal: controller.signal });
  setImmediate(() => controller.abort(new Error("enough")));
  await expect(started).rejects.toThrow("enough");
  expect(await collect(engine, prompts, 2, { signal: new AbortController().signal })).toEqual(
    await collect(engine, prompts, 2),
  );
});

test("prompts are computed in parts where memory is short, and the responses are the same", async () => {
  const prompts = unevenPrompts(model.config.vocabSize);
  const wanted = sorted(await collect(await withRows(64), prompts, 3));
  const tight = await withRows(64);
  const plan = tight.plan({
    ...{ prompts: 3, samplesPerPrompt: 3, promptTokens: 17, responseTokens: 12, sampling: "draw" },
  });
  const runs = vi.spyOn(Session.prototype, "run");
  const prefilled = () =>
    runs.mock.calls.flatMap(([feeds, sizes]) => ("stripe0.keyIndex" in feeds ? [sizes?.R0] : []));
  for (const [room, parts] of [
    [0, [1, 1, 1, 1]],
    [plan.activations.least, [2, 1, 1]],
    [plan.activations.most, [3, 1]],
  ] as const) {
    tight.activationBytes = room;
    runs.mockClear();
    expect(sorted(await collect(tight, prompts, 3))).toEqual(wanted);
    expect(prefilled()).toEqual(parts);
  }
  runs.mockRestore();
});
