// Responses of a model that computes here: each its own, whatever else is asked for.
import { cp, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { fixture } from "../../../tests/cli.ts";
import { UserError } from "../../common/errors.ts";
import { loadModel, saveModel } from "../../model/load.ts";
import { type EmbeddedAnswererOptions, embeddedAnswerer } from "./embedded.ts";
import type { Answerer, GenerationSettings, RequestOutcome, ResponseRequest } from "./types.ts";

const settings: GenerationSettings = { maxTokens: 12, temperature: 1, topP: 0.95, seed: 3, stop: [] };

const open: Answerer[] = [];
afterAll(async () => {
  for (const answerer of open) await answerer.dispose();
});

async function answererOf(options: Partial<EmbeddedAnswererOptions> = {}): Promise<Answerer> {
  const answerer = await embeddedAnswerer({ model: fixture("llama"), threads: 1, ...options });
  open.push(answerer);
  return answerer;
}

const request = (problem: string, sample: ResponseRequest["sample"], text = problem): ResponseRequest => ({
  suite: "s",
  problem,
  sample,
  prompt: { kind: "text", text },
});

async function ask(
  answerer: Answerer,
  requests: readonly ResponseRequest[],
  more: Partial<GenerationSettings> = {},
): Promise<RequestOutcome[]> {
  const outcomes: RequestOutcome[] = [];
  for await (const outcome of answerer.answer(requests, { ...settings, ...more })) outcomes.push(outcome);
  return outcomes;
}

const keyOf = ({ request: { suite, problem, sample } }: RequestOutcome) => `${suite}/${problem}/${sample}`;
const byKey = (outcomes: readonly RequestOutcome[]) =>
  new Map(outcomes.map((outcome) => [keyOf(outcome), outcome.result]));

const words = "one two three four five six seven eight nine ten".split(" ");
const all = words.flatMap((word, i) => [
  request(word, "greedy", words.slice(0, i + 1).join(" ")),
  ...[0, 1, 2].map((sample) => request(word, sample, words.slice(0, i + 1).join(" "))),
]);

describe("a response", () => {
  test("is the same whatever else is asked for, and in what order", async () => {
    const answerer = await answererOf();
    const whole = byKey(await ask(answerer, all));
    expect(whole.size).toBe(all.length);
    expect(new Set([...whole.values()].map((result) => JSON.stringify(result))).size).toBeGreaterThan(20);
    const left = byKey(await ask(await answererOf(), all.filter((_, i) => i % 3 === 1).reverse()));
    for (const [key, result] of left) expect(result).toEqual(whole.get(key));
    const alone = byKey(await ask(answerer, [all[5]]));
    for (const [key, result] of alone) expect(result).toEqual(whole.get(key));
  });

  test("follows its seed, its suite and its number; the greedy one none of them", async () => {
    const answerer = await answererOf();
    const text = async (own: ResponseRequest, more: Partial<GenerationSettings> = {}) => {
      const [{ result }] = await ask(answerer, [own], more);
      return "text" in result ? result.text : result;
    };
    const first = await text(request("one", 0));
    expect(await text(request("one", 0), { seed: 4 })).not.toBe(first);
    expect(await text({ ...request("one", 0), suite: "t" })).not.toBe(first);
    expect(await text(request("one", 1))).not.toBe(first);
    const greedy = await text(request("one", "greedy"));
    expect(await text(request("one", "greedy"), { seed: 4, topP: 0.5 })).toBe(greedy);
    expect(await text(request("one", 2), { temperature: 0 })).toBe(greedy);
  });

  test("ends before a stop text, and at the limit", async () => {
    const answerer = await answererOf();
    const [{ result }] = await ask(answerer, [all[1]]);
    if (!("text" in result)) throw new Error("no response");
    expect(result).toMatchObject({ finish: "length", tokens: 12, promptTokens: expect.any(Number) });
    const stop = result.text.slice(3, 6);
    const [stopped] = await ask(answerer, [all[1]], { stop: [stop] });
    const text = result.text.slice(0, result.text.indexOf(stop));
    expect(stopped.result).toMatchObject({ text, finish: "stop" });
  });
});

describe("prompts", () => {
  test("that are too long fail alone", async () => {
    const answerer = await answererOf();
    const outcomes = byKey(await ask(answerer, [request("long", 0, "one ".repeat(5000)), all[0]]));
    expect(outcomes.get("s/long/0")).toEqual({
      failed: expect.stringMatching(/^the prompt has \d+ tokens and leaves no room in the context of \d+$/),
    });
    expect(outcomes.get("s/one/greedy")).toMatchObject({ tokens: 12 });
  });

  test("that are chats go through the chat template", async () => {
    const answerer = await answererOf({ model: fixture("qwen2") });
    const prompt = { kind: "chat", messages: [{ role: "user", content: "hello" }] } as const;
    const text = answerer.promptText(prompt);
    expect(text).toContain("hello");
    expect(text.length).toBeGreaterThan(10);
    const [chat] = await ask(answerer, [{ ...request("a", "greedy"), prompt }]);
    const [plain] = await ask(answerer, [request("a", "greedy", text)]);
    expect(chat.result).toEqual(plain.result);
  });

  test("give text tokens for what a problem spells", async () => {
    const answerer = await answererOf({ model: fixture("qwen2") });
    const problem = "a<|im_end|>";
    const asked = [
      { kind: "text", text: problem } as const,
      { kind: "text", text: problem, parts: [{ problem }] } as const,
    ];
    const promptTokens = async (prompt: ResponseRequest["prompt"]) => {
      const [{ result }] = await ask(answerer, [{ ...request("a", "greedy"), prompt }]);
      return "text" in result ? result.promptTokens : null;
    };
    expect(await promptTokens(asked[0])).toBe(2);
    expect(await promptTokens(asked[1])).toBeGreaterThan(2);
    const chat = (content: string) => ({ kind: "chat", messages: [{ role: "user", content }] }) as const;
    const [long, short] = [await promptTokens(chat(problem)), await promptTokens(chat("a"))];
    expect(long! - short!).toBe((await promptTokens(asked[1]))! - 1);
  });
});

test("a model without a chat template is told to take another template", async () => {
  const tokenizer = await mkdtemp(join(tmpdir(), "pure-eval-"));
  await cp(join(fixture("llama"), "tokenizer.json"), join(tokenizer, "tokenizer.json"));
  const answerer = await answererOf({ tokenizer });
  const prompt = { kind: "chat", messages: [{ role: "user", content: "hello" }] } as const;
  await expect(ask(answerer, [{ ...request("a", 0), prompt }])).rejects.toThrow(
    /has no chat template.*choose a prompt template/,
  );
  expect(answerer.model.files.map(({ path }) => path)).toContain(join(tokenizer, "tokenizer.json"));
});

test("the files are named with their hashes", async () => {
  const { model } = await answererOf();
  expect(model).toMatchObject({ name: fixture("llama"), engine: "embedded", url: null });
  expect(model.files.map(({ path }) => path.replace(/.*\//, ""))).toContain("model.safetensors");
  for (const { sha256 } of model.files) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
});

test("weights that are damaged, and memory that does not suffice, are said so", async () => {
  const loaded = await loadModel(fixture("llama"));
  loaded.parameters.data.fill(Number.NaN);
  const directory = join(await mkdtemp(join(tmpdir(), "pure-eval-")), "model");
  await saveModel(directory, loaded);
  const damaged = await answererOf({ model: directory });
  await expect(ask(damaged, [all[0]])).rejects.toThrow(/not finite numbers; its weights are damaged/);
  const cramped = await answererOf({ memoryLimit: 1e8 });
  await expect(ask(cramped, [all[0]])).rejects.toThrow(UserError);
});

test("a signal ends it", async () => {
  const answerer = await answererOf();
  const control = new AbortController();
  const got: RequestOutcome[] = [];
  const run = async () => {
    for await (const outcome of answerer.answer(all, settings, control.signal)) {
      got.push(outcome);
      control.abort(new Error("enough"));
    }
  };
  await expect(run()).rejects.toThrow("enough");
  expect(got.length).toBe(1);
});
