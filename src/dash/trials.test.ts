// What is tried: responses are those of the engine for the same seed, one request at a time, within limits, and of nothing
// outside the folder.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEmbeddedEngine } from "../engine/embedded/engine.ts";
import { loadModel } from "../model/load.ts";
import { embeddedScorer, scoreSteps } from "../reward/prm.ts";
import { listCheckpoints } from "./checkpoints.ts";
import { Folder } from "./files.ts";
import { Runs } from "./runs.ts";
import { ModelShelf } from "./trial-models.ts";
import { type TrialLimits, Trials } from "./trials.ts";
import type { TrialEvent, TrialRequest } from "./types.ts";

const model = (name: string) =>
  fileURLToPath(new URL(`../../tests/fixtures/models/${name}`, import.meta.url));

let root: string;
let runs: Runs;

/** A run with checkpoints of the fixtures' models. */
function writeRun(name: string, steps: Record<number, string>, config: object): void {
  const directory = join(root, "runs", name);
  for (const [step, source] of Object.entries(steps))
    cpSync(model(source), join(directory, "checkpoints", step), { recursive: true });
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "metrics.jsonl"), "");
  writeFileSync(join(directory, "config.json"), JSON.stringify(config));
}

const pureConfig = (more: object = {}, data: object = {}) => ({
  ...{
    model: { source: "m" },
    data: { source: "d", template: "Q {problem} A", stepSeparator: " ", ...data },
  },
  ...{ sampling: { stop: [] }, run: { name: "x" }, train: {}, reward: { mode: "vr" } },
  ...more,
});

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "pure-trials-"));
  writeRun("prm", { 5: "qwen2-classification" }, { head: {}, all: {}, run: {}, train: {} });
  const prm = join(root, "runs", "prm", "checkpoints", "5");
  const rewarded = { reward: { mode: "prm", prm, stepToken: " " } };
  writeRun("plain", { 1: "qwen2", 2: "qwen2" }, pureConfig());
  writeRun("scored", { 4: "qwen2" }, pureConfig(rewarded));
  writeRun(
    "outside",
    { 1: "qwen2" },
    pureConfig({ reward: { mode: "prm", prm: model("qwen2-classification") } }),
  );
  writeRun("newer", { 1: "qwen2" }, pureConfig({ quantum: { leaps: 3 } }));
  writeRun(
    "sft",
    { 3: "qwen2" },
    { model: { source: "m" }, data: { source: "d" }, train: { epochs: 1 }, run: {} },
  );
  writeRun("linked", { 1: "qwen2" }, pureConfig());
  const weights = join(root, "runs", "linked", "checkpoints", "1", "model.safetensors");
  rmSync(weights);
  symlinkSync(join(model("qwen2"), "model.safetensors"), weights);
  writeRun("remote", {}, pureConfig());
  mkdirSync(join(root, "runs", "remote", "checkpoints", "1"), { recursive: true });
  writeFileSync(
    join(root, "runs", "remote", "checkpoints", "1", "tinker.json"),
    JSON.stringify({
      ...{ url: "https://tinker.example/", server: "tinker", model: "base", rank: 8, maxContext: 64 },
      weights: "tinker://1/weights/1",
    }),
  );
  cpSync(model("qwen2"), join(root, "runs", "cut", "checkpoints", "1"), { recursive: true });
  writeRun("cut", {}, pureConfig());
  writeFileSync(join(root, "runs", "cut", "checkpoints", "1", "model.safetensors"), "cut");
  runs = new Runs(await Folder.at(join(root, "runs")));
  await runs.look();
});
afterAll(() => rmSync(root, { recursive: true }));

const asked = (more: Partial<TrialRequest> = {}): TrialRequest => ({
  ...{
    checkpoints: [{ run: "plain", step: 1 }],
    prompt: "2+3",
    samples: 2,
    maxTokens: 8,
    temperature: 1,
    seed: 3,
  },
  ...more,
});

/** All that is told of a request. */
async function told(request: unknown, limits: TrialLimits = {}, trials = new Trials(runs, limits)) {
  const events: TrialEvent[] = [];
  await trials.ask(request, (event) => events.push(event), new AbortController().signal);
  await trials.close();
  return events;
}

const faults = (events: readonly TrialEvent[]) =>
  events.flatMap((event) => (event.type === "fault" ? [event.message] : []));

describe("what is tried", () => {
  it("is what the model writes for the seed, put as the run puts its problems, and scored by its own model", async () => {
    const policy = await loadModel(model("qwen2"), { head: "lm" });
    const { tokenizer } = policy;
    const engine = createEmbeddedEngine({ model: policy });
    const prompt = tokenizer.encode(["Q ", { problem: "2+3" }, " A"], { addSpecialTokens: true });
    const params = { maxTokens: 8, temperature: 1, topP: 1, stop: [], stopTokens: tokenizer.eosIds, seed: 3 };
    const wanted = new Map<number, number[]>();
    for await (const { sample, tokens } of engine.sample([prompt], 2, params)) wanted.set(sample, tokens);
    const prm = createEmbeddedEngine({
      model: await loadModel(model("qwen2-classification"), { head: { labels: 2 } }),
    });
    const [stepToken] = tokenizer.encode(" ");

    const events = await told(
      asked({
        checkpoints: [
          { run: "scored", step: 4 },
          { run: "plain", step: 2 },
        ],
      }),
    );
    expect(faults(events)).toEqual([]);
    for (const side of [0, 1]) {
      const responses = events.flatMap((event) =>
        event.type === "response" && event.side === side ? [event.response] : [],
      );
      expect(responses.map(({ sample }) => sample).sort()).toEqual([0, 1]);
      for (const { sample, steps, tokens } of responses) {
        const own = wanted.get(sample)!;
        expect(steps.map(({ text }) => text).join("")).toBe(tokenizer.decode(own));
        expect(tokens).toBe(own.length);
        if (side === 1) expect(steps.every(({ reward }) => reward === null)).toBe(true);
        else {
          const scores = await scoreSteps(
            { scorer: embeddedScorer(prm), tokenizer, separator: " ", stepToken },
            {
              ...{ prompts: [{ tokens: prompt }], prompt: Int32Array.of(0) },
              ...{ starts: Int32Array.of(0, own.length), tokens: Int32Array.from(own) },
            },
          );
          expect(steps).toHaveLength(scores.length);
          steps.forEach(({ reward }, s) => {
            expect(reward).toBeCloseTo(scores[s], 6);
          });
        }
      }
    }
    const kinds = events.map(({ type }) => type);
    expect(kinds.filter((type) => type === "loading")).toHaveLength(2);
    expect(kinds.filter((type) => type === "done")).toHaveLength(2);
    // A response is told as it is written, before it is whole.
    expect(kinds.indexOf("text")).toBeLessThan(kinds.indexOf("response"));
    await engine.dispose();
    await prm.dispose();
  });

  it("is one request at a time; those in line are told how many are ahead, and models go when idle", async () => {
    const trials = new Trials(runs, { idleMs: 50 });
    const order: string[] = [];
    const ahead: number[] = [];
    const ask = (name: string, request: unknown, signal = new AbortController().signal) =>
      trials.ask(
        request,
        (event) => {
          if (event.type === "waiting" && name === "c") ahead.push(event.ahead);
          if (event.type !== "text" && event.type !== "waiting") order.push(`${name} ${event.type}`);
        },
        signal,
      );
    const short = asked({ samples: 1, maxTokens: 2 });
    const gone = new AbortController();
    const all = [ask("a", short), ask("b", short, gone.signal), ask("c", short)];
    gone.abort();
    await Promise.all(all);
    const one = (name: string) =>
      ["loading", "sampling", "response", "done"].map((type) => `${name} ${type}`);
    expect(order).toEqual([...one("a"), ...one("c")]);
    expect(ahead).toEqual([2, 1]);
    expect(trials.models.paths).toHaveLength(1);
    await expect.poll(() => trials.models.paths, { timeout: 10_000 }).toEqual([]);
    // Nine more than wait: the last is turned away.
    const events: TrialEvent[] = [];
    const many = Array.from({ length: 9 }, () => ask("x", short));
    await trials.ask(short, (event) => events.push(event), new AbortController().signal);
    expect(faults(events)).toEqual(["8 others wait already; try again later."]);
    await Promise.all(many);
    await trials.close();
  });

  it("is asked of the checkpoint that is there, not of one that was there before", async () => {
    const shelf = new ModelShelf();
    const path = join(root, "replaced");
    const checkpoint = { path, prm: "", separator: " ", stop: [] };
    const open = async () => (await shelf.open(checkpoint, { id: "p", prompt: "2+3", answer: null })).policy;
    cpSync(model("qwen2"), path, { recursive: true });
    const first = await open();
    expect(await open()).toBe(first);
    rmSync(path, { recursive: true });
    cpSync(model("qwen3"), path, { recursive: true });
    const next = await open();
    expect(next).not.toBe(first);
    expect(await open()).toBe(next);
    expect(shelf.paths).toEqual([path]);
    await shelf.keepOnly([]);
  });

  it("ends where its page goes, and after the longest time; models of the last request stay until others are asked", async () => {
    const trials = new Trials(runs);
    const stop = new AbortController();
    const events: TrialEvent[] = [];
    const long = asked({ samples: 4, maxTokens: 400 });
    await trials.ask(
      long,
      (event) => {
        events.push(event);
        if (event.type === "text") stop.abort();
      },
      stop.signal,
    );
    expect(events.map(({ type }) => type)).not.toContain("done");
    expect(faults(events)).toEqual([]);
    const at = (run: string, step: number) => join(runs.folder.path, run, "checkpoints", String(step));
    expect(trials.models.paths).toEqual([at("plain", 1)]);
    await told(
      asked({
        checkpoints: [
          { run: "plain", step: 2 },
          { run: "scored", step: 4 },
        ],
      }),
      {},
      trials,
    );
    expect(trials.models.paths).toEqual([]);
    const limited = await told(asked({ maxTokens: 400 }), { longestMs: 1 });
    expect(faults(limited)).toEqual([
      "It was ended after 0.001 seconds, the longest that a request may take.",
    ]);
  });

  it("takes no more memory than there may be, and of two models that do not fit together one after another", async () => {
    const [none] = faults(await told(asked(), { memoryLimit: 1e6 }));
    expect(none).toMatch(
      /^It needs more memory than there may be: its weights take 1 MB, and this process may take 1 MB/,
    );
    const loaded = await loadModel(model("qwen2"), { head: "lm" });
    const engine = createEmbeddedEngine({ model: loaded });
    const { tokens } = loaded.tokenizer.encodeChat([{ role: "user", content: "2+3" }]);
    const plan = engine.plan({
      ...{
        prompts: 1,
        samplesPerPrompt: 2,
        promptTokens: tokens.length,
        responseTokens: 8,
        sampling: "draw",
      },
    });
    await engine.dispose();
    const { weights, cache, decoding, activations } = plan;
    const [long] = faults(await told(asked(), { memoryLimit: 250e6 + 1.01 * weights }));
    expect(long).toMatch(/so long a prompt and responses take, with its weights,/);
    // Room for one model with its run, not for another's weights beside it.
    const both = asked({
      checkpoints: [
        { run: "plain", step: 1 },
        { run: "plain", step: 2 },
      ],
    });
    const kept = async (memoryLimit: number) => {
      const trials = new Trials(runs, { memoryLimit });
      const events: TrialEvent[] = [];
      await trials.ask(both, (event) => events.push(event), new AbortController().signal);
      const { length } = trials.models.paths;
      await trials.close();
      expect(faults(events)).toEqual([]);
      expect(events.filter(({ type }) => type === "done")).toHaveLength(2);
      return length;
    };
    const one = 250e6 + weights + cache + decoding + activations.least;
    expect(await kept(one + 0.5 * weights)).toBe(1);
    expect(await kept(one + 1.5 * weights)).toBe(2);
  });

  it("says what cannot be tried, and why", async () => {
    const list = await listCheckpoints(runs);
    const fault = (run: string) => list.find((one) => one.run === run)?.fault;
    expect(list.filter(({ run }) => run === "plain")).toEqual([
      { run: "plain", step: 2, fault: null },
      { run: "plain", step: 1, fault: null },
    ]);
    expect(list.some(({ run }) => run === "prm")).toBe(false);
    expect(fault("scored")).toBeNull();
    expect(fault("newer")).toMatch(/^Another version wrote this run.*quantum/);
    expect(fault("remote")).toMatch(/on a server \(tinker\.example\), which this page does not ask/);
    expect(fault("linked")).toBe("Its file model.safetensors lies outside the folder shown.");
    for (const [run, step, said] of [
      ["newer", 1, /Another version/],
      ["remote", 1, /on a server/],
      ["linked", 1, /outside the folder/],
      ["prm", 5, /process reward model, which scores/],
      ["cut", 1, /model\.safetensors/],
      ["plain", 9, /No checkpoint of step 9 of plain is there/],
      ["..", 1, /No checkpoint/],
      ["../../etc", 1, /No checkpoint/],
    ] as const) {
      const [message] = faults(await told(asked({ checkpoints: [{ run, step }] })));
      expect([run, message]).toEqual([run, expect.stringMatching(said)]);
    }
    const outside = await told(asked({ checkpoints: [{ run: "outside", step: 1 }] }));
    expect(outside.find(({ type }) => type === "sampling")).toMatchObject({
      rewards: "The run's process reward model lies outside the folder shown, or is gone.",
    });
    expect(fault("sft")).toBeNull();
    const supervised = await told(asked({ checkpoints: [{ run: "sft", step: 3 }] }));
    expect(supervised.find(({ type }) => type === "sampling")).toMatchObject({
      rewards: "A supervised run has no process rewards.",
    });
    const [tooLong] = faults(await told(asked({ prompt: "2+3 ".repeat(2000) })));
    expect(tooLong).toMatch(
      /^The prompt has \d+ tokens; a response must fit behind it, and the model holds 512/,
    );
    expect(readFileSync(join(root, "runs", "cut", "checkpoints", "1", "model.safetensors"), "utf8")).toBe(
      "cut",
    );
  });

  it("is asked within limits alone", async () => {
    for (const request of [
      null,
      {},
      asked({ maxTokens: 2049 }),
      asked({ samples: 5 }),
      asked({ samples: 0 }),
      asked({ prompt: "" }),
      asked({ prompt: "x".repeat(20_001) }),
      asked({ temperature: -1 }),
      asked({ checkpoints: [] }),
      asked({ checkpoints: Array.from({ length: 3 }, () => ({ run: "plain", step: 1 })) }),
      { ...asked(), path: "/etc/passwd" },
    ]) {
      const events = await told(request);
      expect(events.map(({ type }) => type)).toEqual(["fault"]);
    }
  });
});
