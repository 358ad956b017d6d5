// `pure train` with a policy on a Tinker server (the stub): it learns, goes on after an interruption and after the
// server has lost it as if nothing had been, and says what a server cannot do.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { temporaryRuns } from "../../tests/fake-run.ts";
import { BigramModel } from "../../tests/tinker-model.ts";
import { type StubOptions, startTinker, type TinkerStub } from "../../tests/tinker-server.ts";
import { UserError } from "../common/errors.ts";
import { parseFlags } from "../config/load.ts";
import { type PureConfigInput, pureSchema } from "../config/schema.ts";
import { resolveConfig } from "../config.ts";
import { arithmeticTokenizerFiles } from "../data/arithmetic-tokenizer.ts";
import { openSampler } from "../engine/tinker/sampler.ts";
import type { Sampler } from "../engine/types.ts";
import { createTokenizer } from "../model/tokenizer.ts";
import type { ReadRows } from "../reward/prm.ts";
import type { TrainEvent } from "./events.ts";
import { rewardResponses, type SteppedResponse } from "./rollout.ts";
import type { StepMetrics } from "./runs/records.ts";
import { startPure } from "./start.ts";

const directory = temporaryRuns();
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

beforeAll(() => {
  const model = join(directory, "model");
  mkdirSync(model);
  for (const [name, text] of arithmeticTokenizerFiles()) writeFileSync(join(model, name), text);
  writeFileSync(join(model, "config.json"), '{"model_type": "unknown", "max_position_embeddings": 64}');
  writeFileSync(
    join(directory, "problems.jsonl"),
    [1, 2, 3, 4, 5, 6].map((a) => `{"prompt": "${a}+${a}=", "answer": "${a}"}\n`).join(""),
  );
});

async function stub(options: StubOptions = {}): Promise<TinkerStub> {
  const server = await startTinker({ vocabSize: 24, ...options });
  closing.push(() => server.close());
  return server;
}

/** A run whose reward is the share of digits in the response. */
const pure = (name: string, url: string, sections: Partial<PureConfigInput> = {}) =>
  resolveConfig({
    model: { source: join(directory, "model") },
    data: { source: join(directory, "problems.jsonl"), stepSeparator: ";", template: "{problem}" },
    sampling: { promptsPerStep: 3, samplesPerPrompt: 8, maxTokens: 6 },
    reward: {
      mode: "vr",
      custom: ({ response }) => response.replace(/\D/g, "").length / 6,
    },
    optimizer: { learningRate: 0.5, ...sections.optimizer },
    credit: { klCoefficient: 1e-4, ...sections.credit },
    train: { steps: 12, evalProblems: 2, checkpointEvery: 3, ...sections.train },
    run: { directory, name },
    engine: { type: "tinker", url, model: "base", ...sections.engine },
    ...(sections.loss ? { loss: sections.loss } : {}),
  });
const metrics = (run: string): StepMetrics[] =>
  readFileSync(join(directory, run, "metrics.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line))
    .map(({ seconds, tokensPerSecond, peakMemoryBytes, ...rest }) => rest);

describe("a policy on a Tinker server", () => {
  it.each(["tinker", "skyrl"] as const)("learns (%s), and resumes exactly", async (kind) => {
    const server = await stub({ kind });
    const optimizer = { learningRate: 0.5, maxGradNorm: kind === "skyrl" ? 0 : 1 };
    const engine = { server: kind };
    await startPure(pure(`whole-${kind}`, server.url, { optimizer, engine }));
    const whole = metrics(`whole-${kind}`);
    const reward = (steps: StepMetrics[]) => steps.reduce((sum, step) => sum + step.verifiableReward!, 0) / 3;
    expect(reward(whole.slice(-3))).toBeGreaterThan(reward(whole.slice(0, 3)) + 0.2);
    expect(whole.every(({ samplerGap }) => samplerGap < 1e-6)).toBe(true);

    const stop = new AbortController();
    const onEvent = (event: TrainEvent) => {
      if (event.type === "stepFinished" && event.metrics.step === 5) stop.abort();
    };
    const config = pure(`parts-${kind}`, server.url, { optimizer, engine });
    const half = await startPure(config, { onEvent, signal: stop.signal });
    expect(half).toMatchObject({ interrupted: true, step: 5 });
    const saved = JSON.parse(readFileSync(join(half.checkpoint!.path, "tinker.json"), "utf8"));
    expect(saved.weights).toMatch(/^tinker:\/\//);
    await startPure(config, { resume: true });
    expect(metrics(`parts-${kind}`)).toEqual(whole);
  });

  it.each(["tinker", "skyrl"] as const)(
    "has a KL in its loss (%s): a large one holds it back",
    async (kind) => {
      const server = await stub({ kind });
      const optimizer = { learningRate: 0.5, maxGradNorm: 0 };
      const drift = async (klCoefficient: number) => {
        const credit = { klIn: "loss", klEstimator: "k2", klCoefficient } as const;
        const name = `kl-${kind}-${klCoefficient}`;
        await startPure(pure(name, server.url, { optimizer, credit, engine: { server: kind } }));
        return metrics(name).at(-1)!.kl!;
      };
      const [free, held] = [await drift(1e-4), await drift(3)];
      expect(free).toBeGreaterThan(0.1);
      expect(held).toBeLessThan(free / 3);
    },
  );

  it("keeps an iteration's line and evaluation where it is interrupted in the midst of that", async () => {
    const server = await stub();
    const train = { steps: 6, evalEvery: 3, checkpointEvery: 10 };
    await startPure(pure("evaluated", server.url, { train }));
    const stop = new AbortController();
    let evaluated = 0;
    const onEvent = (event: TrainEvent) => {
      if (event.type === "sampled" && event.phase === "evaluation" && ++evaluated === 3) stop.abort();
    };
    const half = await startPure(pure("in-evaluation", server.url, { train }), {
      signal: stop.signal,
      onEvent,
    });
    expect([half.interrupted, half.step]).toEqual([true, 3]);
    expect(metrics("in-evaluation")).toEqual(metrics("evaluated").slice(0, 3));
    await startPure(pure("in-evaluation", server.url, { train }), { resume: true });
    expect(metrics("in-evaluation")).toEqual(metrics("evaluated"));
  });

  it("goes on from the last checkpoint when the server has lost it", async () => {
    const server = await stub();
    await startPure(pure("kept", server.url));
    const failing = await stub({ expireEvery: 5, faults: { share: 0.05, seed: 2 } });
    const warnings: string[] = [];
    const onEvent = (event: TrainEvent) => {
      if (event.type === "warning") warnings.push(event.message);
    };
    await startPure(pure("lost", failing.url), { onEvent });
    expect(metrics("lost")).toEqual(metrics("kept"));
    expect(warnings).toContainEqual(
      expect.stringMatching(/no longer has the model \(.*\); what was not saved .* goes on from step 3$/),
    );
  });

  it("is refused at once where the server has not the loss of the run, in one pass or in two", async () => {
    const run = async (name: string, losses: string[], loss: PureConfigInput["loss"]) => {
      const server = await stub({ losses });
      const train = { steps: 1, evalProblems: 0 };
      return startPure(pure(name, server.url, { loss, train })).then(
        () => "",
        ({ message }: Error) => `${server.requests.some(({ path }) => path === "asample")} ${message}`,
      );
    };
    const refused = (loss: string) => expect.stringMatching(`^false .*does not take the loss ${loss} as`);
    expect(await run("no-cispo", ["cross_entropy", "ppo"], { type: "cispo" })).toEqual(refused("cispo"));
    expect(await run("no-linear", ["ppo"], { type: "gspo" })).toEqual(refused("gspo"));
    expect(await run("gspo", ["cross_entropy"], { type: "gspo" })).toBe("");
  });

  it("has its key from the environment, and shows and keeps it nowhere", async () => {
    const server = await stub({ key: "secret-key" });
    process.env.TINKER_API_KEY = "secret-key";
    try {
      const events: TrainEvent[] = [];
      const onEvent = (event: TrainEvent) => void events.push(event);
      await startPure(pure("key", server.url, { train: { steps: 1 } }), { onEvent });
      const kept = readFileSync(join(directory, "key", "config.json"), "utf8");
      const checkpoint = readFileSync(join(directory, "key", "checkpoints", "1", "tinker.json"), "utf8");
      expect(JSON.stringify(events) + kept + checkpoint).not.toContain("secret-key");
      process.env.TINKER_API_KEY = "other-key";
      await expect(startPure(pure("key2", server.url))).rejects.toThrow(/refuses the key in TINKER_API_KEY/);
    } finally {
      delete process.env.TINKER_API_KEY;
    }
  });
});

describe("an update whose loss takes two passes", () => {
  const config = (name: string, url: string, train = {}) =>
    pure(name, url, {
      credit: { klIn: "loss", klCoefficient: 0.01 },
      train: { steps: 3, evalProblems: 0, checkpointEvery: 0, ...train },
    });
  /** Has the trainer of the newest model say something else of a token than the sampler does. */
  const disagree = (server: TinkerStub, said: (logprob: number) => number) => {
    const { bigram } = [...server.models.values()].at(-1)!;
    const pass = bigram.pass.bind(bigram);
    bigram.pass = (...asked) => pass(...asked).map(said);
  };

  it.each<[string, (logprob: number) => number]>([
    ["nonfinite", () => Number.NaN],
    ["ratio", (logprob) => logprob + 4],
  ])("is not made where that is known before it (%s), and the run goes on", async (update, said) => {
    const server = await stub();
    const warnings: string[] = [];
    let second = false;
    const onEvent = (event: TrainEvent) => {
      const step = event.type === "stepFinished" ? event.metrics.step : 0;
      if (step === 1) disagree(server, (logprob) => (second ? said(logprob) : logprob));
      if (step > 0) second = step === 1;
      if (event.type === "warning") warnings.push(event.message);
    };
    const name = `two-passes-${update}`;
    await startPure(config(name, server.url), { onEvent });
    expect(metrics(name).map((step) => step.update)).toEqual(["applied", update, "applied"]);
    expect(warnings).toContainEqual(expect.stringMatching(/^step 2: .*(dropped|skipped)/));
    expect(server.requests.filter(({ path }) => path === "optim_step")).toHaveLength(2);
    expect(metrics(name)[2].samplerGap).toBeLessThan(1e-6);
  });

  it("ends the run where log-probabilities stay non-finite", async () => {
    const server = await stub();
    const onEvent = (event: TrainEvent) => {
      if (event.type === "stepFinished" && event.metrics.step === 1) disagree(server, () => Number.NaN);
    };
    const run = startPure(config("never-finite", server.url, { steps: 9, nonFiniteLimit: 2 }), { onEvent });
    await expect(run).rejects.toThrow(/stopped at step 3: .* not finite 2 times in a row/);
  });
});

describe("with rollouts ahead", () => {
  const ahead = (name: string, url: string, rolloutsAhead = 1, train = {}) =>
    pure(name, url, {
      train: { steps: 6, evalProblems: 0, checkpointEvery: 2, rolloutsAhead, ...train },
      loss: { importance: "truncate" },
      credit: { klCoefficient: 0 },
    });
  const problemsOf = (run: string) =>
    [1, 2, 3, 4, 5, 6].map((step) =>
      readFileSync(join(directory, run, "rollouts", `${step}.jsonl`), "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).problem),
    );

  it.each([0, 1])(
    "%i: the next batch is sampled while this one trains, and its gap seen",
    async (rolloutsAhead) => {
      const server = await stub();
      await startPure(ahead(`ahead-${rolloutsAhead}`, server.url, rolloutsAhead));
      const paths = server.requests.map(({ path }) => path);
      const before = paths.slice(0, paths.indexOf("optim_step")).filter((path) => path === "asample");
      // One a prompt: those of this step, and of the next.
      expect(before).toHaveLength(rolloutsAhead > 0 ? 6 : 3);
      const asked = server.requests.filter(({ path }) => path === "asample");
      const seeds = asked.map(({ body }) => (body.sampling_params as { seed: number }).seed);
      expect(new Set(seeds).size).toBe(6 * 3);
      expect(asked).toHaveLength(6 * 3);
      const steps = metrics(`ahead-${rolloutsAhead}`);
      expect(steps.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6]);
      // What is sampled first is from the policy as it is.
      expect(steps[0].samplerGap).toBeLessThan(1e-6);
      for (const { samplerGap, weightMean, update } of steps.slice(1)) {
        expect(update).toBe("applied");
        if (rolloutsAhead > 0) {
          expect(samplerGap).toBeGreaterThan(1e-3);
          expect(Math.abs(weightMean! - 1)).toBeGreaterThan(1e-4);
        } else expect(samplerGap).toBeLessThan(1e-6);
      }
    },
  );

  it("has the policy of one update before in each batch, and it learns", async () => {
    const server = await stub();
    await startPure(ahead("ahead-learns", server.url, 1, { steps: 12 }));
    const reward = (steps: StepMetrics[]) => steps.reduce((sum, step) => sum + step.verifiableReward!, 0) / 3;
    const whole = metrics("ahead-learns");
    expect(reward(whole.slice(-3))).toBeGreaterThan(reward(whole.slice(0, 3)) + 0.2);
  });

  it("goes on from a checkpoint with the problems that were next, sampled by its policy", async () => {
    const server = await stub();
    await startPure(ahead("ahead-whole", server.url));
    const stop = new AbortController();
    const onEvent = (event: TrainEvent) => {
      if (event.type === "stepFinished" && event.metrics.step === 3) stop.abort();
    };
    const config = ahead("ahead-parts", server.url);
    const half = await startPure(config, { onEvent, signal: stop.signal });
    expect(half).toMatchObject({ interrupted: true, step: 3, checkpoint: { step: 3 } });
    await startPure(config, { resume: true });
    const [whole, parts] = [metrics("ahead-whole"), metrics("ahead-parts")];
    expect(parts.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(parts.slice(0, 3)).toEqual(whole.slice(0, 3));
    expect(problemsOf("ahead-parts")).toEqual(problemsOf("ahead-whole"));
    expect(parts[3].samplerGap).toBeLessThan(1e-6);
    expect(parts[4].samplerGap).toBeGreaterThan(1e-3);
  });

  it("goes on when the server has lost the policy while both are under way", async () => {
    const server = await stub({ expireEvery: 5, faults: { share: 0.05, seed: 2 } });
    const warnings: string[] = [];
    const onEvent = (event: TrainEvent) => {
      if (event.type === "warning") warnings.push(event.message);
    };
    await startPure(ahead("ahead-lost", server.url), { onEvent });
    expect(warnings).toContainEqual(expect.stringMatching(/no longer has the model/));
    expect(metrics("ahead-lost").map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6]);
    await startPure(ahead("ahead-kept", (await stub()).url));
    expect(problemsOf("ahead-lost")).toEqual(problemsOf("ahead-kept"));
  });

  it("ends after the step under way where a reward of the next one fails", async () => {
    const server = await stub({ workMs: 30 });
    let rewarded = 0;
    const custom = () => {
      if (++rewarded > 24) throw new Error("no more rewards");
      return rewarded / 24;
    };
    const config = ahead("ahead-failed", server.url);
    const failing = { ...config, reward: { ...config.reward, custom } };
    await expect(startPure(failing)).rejects.toThrow("no more rewards");
    expect(metrics("ahead-failed").map(({ step }) => step)).toEqual([1]);
  });

  it("is refused in this process, on SkyRL's server, and without what corrects for it", () => {
    const engine = { type: "tinker", url: "http://x", model: "base" } as const;
    const base = { model: { source: "m" }, data: { source: "d" }, reward: { mode: "vr" as const } };
    const train = { rolloutsAhead: 1 };
    expect(() => resolveConfig({ ...base, train, loss: { importance: "mask" } })).toThrow(
      "train.rolloutsAhead needs engine.type tinker: in this process one set of weights is sampled from and trained",
    );
    expect(() => resolveConfig({ ...base, train, engine })).toThrow(/rolloutsAhead .* set loss.importance/);
    const loss = { importance: "mask" as const };
    expect(resolveConfig({ ...base, train, engine, loss }).train.rolloutsAhead).toBe(1);
    const skyrl = {
      ...base,
      engine: { ...engine, server: "skyrl" as const },
      optimizer: { maxGradNorm: 0 },
      loss,
    };
    expect(() => resolveConfig({ ...skyrl, train })).toThrow(
      /rolloutsAhead is 1; .*SkyRL.*overwrites the weights in training: set train.rolloutsAhead 0/,
    );
    expect(resolveConfig(skyrl).train.rolloutsAhead).toBe(0);
  });
});

describe("sampling without training", () => {
  const params = { maxTokens: 6, temperature: 1, topP: 1, stopTokens: [2], stop: [], seed: 3 };
  const drawn = async (sampler: Pick<Sampler, "sample">) => {
    const tokens: number[][] = [];
    for await (const response of sampler.sample([[4, 5]], 1, params)) tokens.push(response.tokens);
    return tokens;
  };

  it("is from a base model, or from a checkpoint as it says itself", async () => {
    const server = await stub();
    const { checkpoint } = await startPure(pure("sampled", server.url, { train: { steps: 2 } }));
    const trained = await openSampler({ source: checkpoint!.path });
    expect(trained).toMatchObject({ maxContext: 64, tokenizer: { eosIds: [2] } });
    const base = await openSampler({ source: join(directory, "model"), url: server.url, model: "base" });
    const { weights } = [...server.models.values()].at(-1)!.bigram;
    expect(weights).not.toEqual(new BigramModel(24, 1).weights);
    expect((await drawn(trained)).length).toBe(1);
    expect(await drawn(base)).toEqual(await drawn(base));
    await trained.dispose();
    await base.dispose();
  });

  it("sends a key to the address that was given alone, not to one that a checkpoint names", async () => {
    const server = await stub();
    const { checkpoint } = await startPure(pure("named", server.url, { train: { steps: 1 } }));
    const [source, key] = [checkpoint!.path, "secret-key"];
    const before = server.requests.length;
    await expect(openSampler({ source, key })).rejects.toThrow(
      `${source}: the checkpoint names the server ${server.url}/, and a key goes only to an address that you give; ` +
        `give --engine.url ${server.url}/ to send the key in TINKER_API_KEY there`,
    );
    expect(server.requests.length).toBe(before);
    const sampler = await openSampler({ source, key, url: server.url });
    expect((await drawn(sampler)).length).toBe(1);
    await sampler.dispose();
  });

  it.each<[string, string | Record<string, unknown>, RegExp]>([
    ["no JSON", '{"url": ', /JSON/],
    ["nothing of a server", {}, /at server/],
    ["an address that is none", { url: "file:///etc/passwd" }, /a server's address.*\n.*at url/],
    ["another kind of server", { server: "other" }, /"tinker"\|"skyrl"/],
    ["no tokens of context", { maxContext: 0 }, />=1\n.*at maxContext/],
    ["no rank", { rank: "8" }, /expected number, received string\n.*at rank/],
  ])("refuses a tinker.json that is damaged: %s", async (name, damage, message) => {
    const source = join(directory, `damaged ${name}`);
    mkdirSync(source);
    const whole = {
      ...{ url: "http://127.0.0.1:1", server: "tinker", model: "base", rank: 8, maxContext: 64 },
      weights: "tinker://1/weights/1",
    };
    const part = name.startsWith("nothing") ? {} : { ...whole, ...(damage as object) };
    writeFileSync(join(source, "tinker.json"), typeof damage === "string" ? damage : JSON.stringify(part));
    const failure = await openSampler({ source }).catch((error: Error) => error);
    expect(failure).toBeInstanceOf(UserError);
    expect((failure as Error).message).toMatch(message);
    expect((failure as Error).message).toContain(join(source, "tinker.json: "));
  });

  it("must be told where", async () => {
    await expect(openSampler({ source: join(directory, "model") })).rejects.toThrow(
      /--engine.url is missing/,
    );
  });
});

describe("what a Tinker server cannot do is refused in the configuration", () => {
  it.each<[Partial<PureConfigInput>, RegExp]>([
    [{ engine: { model: null } }, /engine.model is missing; engine.type "tinker" computes on a server/],
    [{ engine: { server: "skyrl" } }, /SkyRL's server does not clip gradients: set optimizer.maxGradNorm 0/],
    [{ credit: { estimator: "gae" } }, /critic.source is missing/],
  ])("%o", (sections, message) => {
    expect(() => pure("refused", "http://127.0.0.1:1", sections)).toThrow(message);
  });

  it("and `--engine tinker` is `--engine.type tinker`", () => {
    const words = ["--engine", "tinker", "--engine.url", "http://host"];
    expect(parseFlags(pureSchema, words)).toEqual({ engine: { type: "tinker", url: "http://host" } });
  });
});

describe("rewards of responses that are sampled elsewhere", () => {
  const prompt = { problem: { id: "p", prompt: "p", answer: null }, text: "p", tokens: [1] };
  const response = (index: number): SteppedResponse => ({
    ...{ prompt: index, sample: 0, tokens: [1], logprobs: new Float32Array(1), finish: "stop" },
    ...{ mask: Uint8Array.of(1), text: "x", stepEnds: [0] },
  });
  const verify = () => ({ reward: null, answer: null, correct: null, undecided: null });
  const tokenizer = createTokenizer(arithmeticTokenizerFiles());

  it("are computed while others are still sampled, as many at a time as have come", async () => {
    const batches: number[] = [];
    let free = () => {};
    const score = async ({ prompt, positions }: ReadRows) => {
      batches.push(prompt.length);
      if (batches.length === 1)
        await new Promise<void>((resolve) => {
          free = resolve;
        });
      return new Float64Array(positions.length).fill(1);
    };
    async function* responses() {
      for (let i = 0; i < 5; i++) {
        yield response(i);
        await new Promise((resolve) => setImmediate(resolve));
      }
      // All have come, and the first is still being scored.
      expect(batches).toEqual([1]);
      free();
    }
    const prm = { scorer: { score }, tokenizer, separator: ";", stepToken: 1 };
    const seconds = { sampling: 0, scoring: 0, updating: 0 };
    const working = { seconds, meanwhile: true };
    const table = await rewardResponses(responses(), new Array(5).fill(prompt), 1, { prm, verify }, working);
    expect(batches).toEqual([1, 4]);
    expect(table.scores).toEqual(new Float64Array(5).fill(1));
  });

  it("stop the sampling when they fail", async () => {
    const score = () => Promise.reject(new Error("no scores"));
    let sampled = 0;
    async function* responses() {
      for (; sampled < 50; sampled++) {
        yield response(sampled);
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    const prm = { scorer: { score }, tokenizer, separator: ";", stepToken: 1 };
    const seconds = { sampling: 0, scoring: 0, updating: 0 };
    const all = new Array(50).fill(prompt);
    await expect(
      rewardResponses(responses(), all, 1, { prm, verify }, { seconds, meanwhile: true }),
    ).rejects.toThrow(/process reward/);
    expect(sampled).toBeLessThan(5);
  });
});
