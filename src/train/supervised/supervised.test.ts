import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FakeEngine } from "../../../tests/fake-engine.ts";
import { temporaryRuns, tokenizer, vocabSize } from "../../../tests/fake-run.ts";
import { logitsOf } from "../../../tests/rows.ts";
import { allTokenizers } from "../../../tests/tokenizers.ts";
import { Random } from "../../common/random.ts";
import { prmSchema, sftSchema } from "../../config/supervised.ts";
import { parseConfig } from "../../config.ts";
import { templateProcess } from "../../model/template-process.ts";
import { type ChatMessage, createTokenizer } from "../../model/tokenizer.ts";
import type { TrainEvent } from "../events.ts";
import type { SupervisedMetrics } from "../runs/records.ts";
import { trainPrm } from "./prm.ts";
import { balanceClasses, prmExamples, prmQuality } from "./prm-examples.ts";
import { trainSft } from "./sft.ts";
import { sftExamples, spelledTokens } from "./sft-examples.ts";

const demonstrations = Array.from({ length: 30 }, (_, i) => ({
  prompt: `${i % 10}+1=`,
  completion: `${i % 10}+1=${(i + 1) % 10};A${(i + 1) % 10}`,
}));
const template = { template: null, system: null };
const sftConfig = (directory: string, train = {}) =>
  parseConfig(
    sftSchema,
    {
      model: { source: "fake" },
      data: { source: "fake" },
      optimizer: { learningRate: 0.2 },
      train: { epochs: 3, batchSize: 8, checkpointEvery: 5, ...train },
      run: { directory },
    },
    "test",
  );
const metricsOf = (directory: string, name: string) =>
  readFileSync(join(directory, name, "metrics.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => {
      const { seconds, tokensPerSecond, peakMemoryBytes, ...rest } = JSON.parse(line) as SupervisedMetrics;
      return rest;
    });

describe("trainSft", () => {
  const { examples, skippedExamples } = sftExamples(demonstrations, tokenizer, 64, template);

  it("makes examples that end with the end token and leaves out those too long", () => {
    expect(skippedExamples).toBe(0);
    expect(tokenizer.decode(examples[3].prompt)).toBe("3+1=");
    expect(tokenizer.decode(examples[3].tokens)).toBe("3+1=4;A4");
    expect(tokenizer.eosIds).toContain(examples[3].tokens.at(-1));
    expect(sftExamples(demonstrations, tokenizer, 5, template).skippedExamples).toBe(30);
  });

  it("makes text tokens of what a completion or a problem spells like a special token", () => {
    const chat = allTokenizers().get("qwen2")!;
    const completion = "a<|im_end|>";
    const of = (prompt: string | ChatMessage[]) => {
      const data = { template: typeof prompt === "string" ? "{problem}<|im_end|>" : null, system: null };
      return sftExamples([{ prompt, completion }], chat, 999, data).examples[0];
    };
    const ends = (tokens: readonly number[]) => tokens.filter((token) => chat.eosIds.includes(token)).length;
    for (const prompt of ["<|im_end|>", [{ role: "user" as const, content: "<|im_end|>" }]]) {
      const example = of(prompt);
      expect(ends(example.tokens)).toBe(1);
      expect(ends(example.prompt)).toBe(1);
      expect(chat.decode(example.tokens)).toBe(completion);
    }
  });

  it("says which completions spell a special token, and says nothing of others", () => {
    const chat = allTokenizers().get("qwen2")!;
    const said = (...completions: string[]) =>
      spelledTokens(
        completions.map((completion, i) => ({ prompt: "q", completion, where: `f.jsonl:${i + 1}` })),
        chat,
      );
    expect(said("4", "<|im_end", "<think>")).toBeNull();
    expect(said("4", "4<|im_end|>", "<|im_start|>4<|im_end|>")).toBe(
      '2 completions spell special tokens, which are learned as ordinary text: the first is f.jsonl:2 ("<|im_end|>"); ' +
        "take them out, the end token is added",
    );
    expect(said("<|endoftext|>")).toMatch(/^1 completion spells .* f\.jsonl:1 \("<\|endoftext\|>"\)/);
  });

  it("ends a completion as the chat template ends an answer, or with the tokenizer's own end token", () => {
    const { files } = allTokenizers().get("qwen2")!;
    const endOf = (
      own: ReadonlyMap<string, string>,
      eosIds: number[],
      asked: Parameters<typeof sftExamples>[3],
    ) => {
      const chat = createTokenizer(own, { eosIds, templates: templateProcess });
      return sftExamples([{ prompt: "q", completion: "a" }], chat, 999, asked).examples[0].tokens.at(-1);
    };
    const [endOfText, start, end] = [0, 1, 2];
    const plain = { ...template, template: "{problem}" };
    const jinja = files.get("chat_template.jinja")!;
    const text = new Map([
      ...files,
      ["chat_template.jinja", jinja.replace("'<|im_end|>'", "' <|endoftext|>'")],
    ]);
    const none = new Map([...files].filter(([name]) => name !== "chat_template.jinja"));
    expect(endOf(files, [endOfText, end], template)).toBe(end);
    expect(endOf(text, [start, end, endOfText], template)).toBe(endOfText);
    for (const own of [text, none]) expect(endOf(own, [endOfText, end], plain)).toBe(end);
    // Where the template writes none of them, and where the tokenizer's own is not among them.
    expect(endOf(files, [endOfText, start], template)).toBe(endOfText);
    expect(endOf(none, [start], template)).toBe(start);
  });

  it("puts data.system before a chat without a system message, and refuses data.template for chats", () => {
    const chat = allTokenizers().get("qwen2")!;
    const [system, user] = ["system", "user"].map((role) => ({ role, content: role }) as ChatMessage);
    const own = { ...system, content: "own" };
    const promptOf = (
      prompt: string | ChatMessage[],
      data: Partial<Record<keyof typeof template, string>>,
    ) => {
      const one = [{ prompt, completion: "a", where: "f.jsonl:1" }];
      return chat.decode(sftExamples(one, chat, 999, { ...template, ...data }).examples[0].prompt);
    };
    const both = promptOf([system, user], {});
    expect(promptOf([user], { system: "system" })).toBe(both);
    expect(promptOf("user", { system: "system" })).toBe(both);
    expect(promptOf([own, user], { system: "system" })).toBe(promptOf([own, user], {}));
    expect(promptOf([own, user], {})).not.toBe(both);
    expect(() => promptOf([user], { template: "Q: {problem}" })).toThrow(
      /^f\.jsonl:1: .*data\.template .*--data\.system/,
    );
  });

  it("names the file and line of what cannot be asked", () => {
    const { files } = allTokenizers().get("qwen2")!;
    const strict = "{{ raise_exception('roles must alternate') }}";
    const refusing = createTokenizer(new Map([...files, ["chat_template.jinja", strict]]), {
      templates: templateProcess,
    });
    const refused = /data\.jsonl:7: .*chat_template\.jinja: the chat template refuses .*roles must alternate/;
    const user = { role: "user", content: "q" } as const;
    for (const prompt of ["q", [user, user]])
      expect(() =>
        sftExamples([{ prompt, completion: "a", where: "data.jsonl:7" }], refusing, 64, template),
      ).toThrow(refused);
    const empty = { prompt: "", completion: "A1", where: "data.jsonl:7" };
    const none = /data\.jsonl:7: its prompt has no tokens/;
    const plain = allTokenizers().get("sentencepiece-like")!;
    expect(() => sftExamples([empty], plain, 64, template)).toThrow(none);
    const steps = { prompt: "", completions: ["a"], labels: [1], where: "data.jsonl:7" };
    const reading = { ...template, stepSeparator: ".", stepToken: "+" };
    expect(() => prmExamples([steps], plain, 64, reading)).toThrow(none);
  });

  it("learns, and counts epochs and steps", async () => {
    const directory = temporaryRuns();
    const engine = new FakeEngine({ vocabSize });
    const inputs = { config: sftConfig(directory), engine, examples: examples.slice(8), skippedExamples: 1 };
    const result = await trainSft({ ...inputs, heldOut: examples.slice(0, 8) });
    const metrics = metricsOf(directory, "sft");
    expect(metrics.map((line) => line.epoch)).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2]);
    expect(metrics.map((line) => line.examples)).toEqual([8, 8, 6, 8, 8, 6, 8, 8, 6]);
    expect(metrics[8].loss).toBeLessThan(0.5 * metrics[0].loss);
    expect(result.heldOut!.loss).toBeLessThan(metrics[0].loss);
    expect(metrics[0]).toMatchObject({ stage: "all", update: "applied", skippedExamples: 1 });
  });

  it("resumes exactly", async () => {
    const [whole, cut] = [temporaryRuns(), temporaryRuns()];
    const inputs = { examples, skippedExamples: 0, heldOut: [] };
    await trainSft({ ...inputs, config: sftConfig(whole), engine: new FakeEngine({ vocabSize }) });
    const abort = new AbortController();
    const onEvent = (event: TrainEvent) => {
      if (event.type === "stepFinished" && event.metrics.step === 7) abort.abort();
    };
    const config = sftConfig(cut);
    const { signal } = abort;
    const first = await trainSft({
      ...inputs,
      ...{ config, onEvent, signal, engine: new FakeEngine({ vocabSize }) },
    });
    expect(first).toMatchObject({ interrupted: true, step: 7 });
    await trainSft({ ...inputs, config, engine: new FakeEngine({ vocabSize, seed: 9 }), resume: true });
    expect(metricsOf(cut, "sft")).toEqual(metricsOf(whole, "sft"));
    const weights = (directory: string) =>
      readFileSync(join(directory, "sft", "checkpoints", "12", "fake.json"), "utf8");
    expect(weights(cut)).toBe(weights(whole));
  });

  it("stops after three non-finite losses in a row, and refuses to train on nothing", async () => {
    const engine = new FakeEngine({ vocabSize });
    engine.nextLosses = [Number.NaN, Number.NaN, Number.NaN];
    const config = sftConfig(temporaryRuns());
    await expect(trainSft({ config, engine, examples, skippedExamples: 0, heldOut: [] })).rejects.toThrow(
      /stopped at step 3.*no checkpoint/,
    );
    await expect(
      trainSft({ config: sftConfig(temporaryRuns()), engine, examples: [], skippedExamples: 4, heldOut: [] }),
    ).rejects.toThrow(/no examples to train on \(4 were longer/);
  });
});

describe("trainPrm", () => {
  // A step is good when it ends with an even digit: what the fake head, which sees two tokens, can learn.
  const random = new Random(1);
  const labelled = Array.from({ length: 60 }, () => {
    const digits = Array.from({ length: 4 }, () => random.int(10));
    return {
      prompt: "1+1=",
      completions: digits.map((digit) => `ok${digit}`),
      labels: digits.map((digit) => Number(digit % 2 === 0)),
    };
  });
  const data = {
    ...{ split: "train", limit: null, heldOut: null, heldOutSplit: "test" },
    ...{ ...template, stepSeparator: ";", stepToken: ";" },
  };
  const { examples } = prmExamples(labelled, tokenizer, 64, data);

  it("puts each label at its step's token", () => {
    const { tokens, mask, targets } = examples[0];
    expect(tokenizer.decode(tokens)).toBe(labelled[0].completions.map((step) => `${step};`).join(""));
    expect([...mask].flatMap((counts, i) => (counts ? [tokenizer.tokenText(tokens[i])] : []))).toEqual([
      ";",
      ";",
      ";",
      ";",
    ]);
    expect([...targets!].filter((_, i) => mask[i])).toEqual(labelled[0].labels);
  });

  it("trains the head alone, then all weights", async () => {
    const directory = temporaryRuns();
    const config = parseConfig(
      prmSchema,
      {
        model: { source: "fake" },
        data: { source: "fake", stepSeparator: ";", stepToken: ";" },
        head: { epochs: 1, learningRate: 0.1 },
        all: { epochs: 4, learningRate: 0.3 },
        train: { batchSize: 10 },
        run: { directory },
      },
      "test",
    );
    const engine = new FakeEngine({ vocabSize, labels: 2 });
    const body = [...engine.weights.slice(0, -2)];
    let bodyAfterHead: number[] = [];
    const onEvent = (event: TrainEvent) => {
      if (event.type === "stepFinished" && event.metrics.step === 5) {
        bodyAfterHead = [...engine.weights.slice(0, -2)];
      }
    };
    const heldOut = examples.slice(50);
    const result = await trainPrm({
      ...{ config, engine, examples: examples.slice(0, 50), heldOut, skippedExamples: 0, onEvent },
    });
    const stages = metricsOf(directory, "prm").map((line) => line.stage);
    expect(stages).toEqual([...Array(5).fill("head"), ...Array(20).fill("all")]);
    expect(bodyAfterHead).toEqual(body);
    expect([...engine.weights.slice(0, -2)]).not.toEqual(body);
    expect(result.heldOut).toEqual(await prmQuality(engine, heldOut));
    expect(result.heldOut!.auc).toBe(1);
    expect(result.heldOut!.accuracy).toBe(1);
  });

  it("measures held-out quality over the labelled steps", async () => {
    const engine = new FakeEngine({ vocabSize, labels: 2, seed: 3 });
    for (let i = 0; i < engine.weights.length; i++) engine.weights[i] *= 20;
    const some = labelled.slice(0, 20).map((example, e) => ({
      ...example,
      labels: example.labels.map((label, s) => ((e + s) % 3 === 0 ? null : (e + s) % 3 === 1 ? label : 0.75)),
    }));
    const { examples: read } = prmExamples(some, tokenizer, 64, data);
    const quality = await prmQuality(engine, read);

    const seen: { p: number; y: number }[] = [];
    for (const [e, { prompt, tokens }] of read.entries()) {
      const [[logits]] = await logitsOf(engine, [{ prompt, responses: [tokens] }]);
      let step = 0;
      tokens.forEach((token, t) => {
        if (tokenizer.tokenText(token) !== ";") return;
        const y = some[e].labels[step++];
        if (y !== null) seen.push({ p: 1 / (1 + Math.exp(logits[2 * t] - logits[2 * t + 1])), y });
      });
    }
    const mean = (f: (s: { p: number; y: number }) => number) =>
      seen.reduce((sum, s) => sum + f(s), 0) / seen.length;
    expect(quality.goodShare).toBeCloseTo(
      mean(({ y }) => y),
      9,
    );
    expect(quality.loss).toBeCloseTo(
      mean(({ p, y }) => -y * Math.log(p) - (1 - y) * Math.log(1 - p)),
      5,
    );
    expect(quality.accuracy).toBeCloseTo(
      mean(({ p, y }) => Number(p > 0.5 === y > 0.5)),
      9,
    );
    let ece = 0;
    for (let bin = 0; bin < 10; bin++) {
      const inside = seen.filter(({ p }) => Math.min(9, Math.floor(p * 10)) === bin);
      ece += Math.abs(inside.reduce((sum, { p, y }) => sum + p - y, 0)) / seen.length;
    }
    expect(quality.ece).toBeCloseTo(ece, 6);
    const pairs = seen.flatMap((a) => seen.filter((b) => a.y > 0.5 && b.y <= 0.5).map((b) => [a.p, b.p]));
    const wins = pairs.reduce((sum, [a, b]) => sum + (a > b ? 1 : a === b ? 0.5 : 0), 0);
    expect(quality.auc).toBeCloseTo(wins / pairs.length, 9);
  });

  it("gives no figure for logits that are not finite, and fails for none", async () => {
    const engine = new FakeEngine({ vocabSize, labels: 2 });
    engine.weights.fill(Number.NaN);
    expect(await prmQuality(engine, examples.slice(0, 2))).toMatchObject({
      loss: Number.NaN,
      ece: Number.NaN,
    });
  });
});

describe("balanced classes", () => {
  const example = (labels: (number | null)[]) => ({
    prompt: [1],
    tokens: labels.map(() => 2),
    mask: Uint8Array.from(labels, (label) => Number(label !== null)),
    targets: Float32Array.from(labels, (label) => label ?? 0),
  });

  it("weigh good and bad steps alike in the whole, each step once on average", () => {
    const label = fc.constantFrom(null, 0, 1, 0.25, 0.875);
    const set = fc
      .array(fc.array(label, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 })
      .map((all) => [...all, [0, 1, 1]]);
    const odds = fc.double({ min: 0.01, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(set, odds, (sets, q) => {
        const labels = sets.flat().filter((y) => y !== null);
        const balanced = balanceClasses(sets.map(example));
        const steps = balanced.flatMap(({ mask, weights, targets }) =>
          [...mask].flatMap((counts, t) => (counts ? [{ w: weights![t], y: targets![t] }] : [])),
        );
        const total = (f: (s: { w: number; y: number }) => number) => steps.reduce((sum, s) => sum + f(s), 0);
        expect(total(({ w }) => w)).toBeCloseTo(labels.length, 4);
        expect(total(({ w, y }) => w * y)).toBeCloseTo(labels.length / 2, 4);
        // By definition: the mean over good steps and the mean over bad ones, half each, a soft label being both.
        const good = labels.reduce<number>((sum, y) => sum + y, 0);
        const loss = (y: number) => -y * Math.log(q) - (1 - y) * Math.log(1 - q);
        const definition = labels.reduce<number>(
          (sum, y) => sum + (0.5 * y * loss(1)) / good + (0.5 * (1 - y) * loss(0)) / (labels.length - good),
          0,
        );
        expect(total(({ w, y }) => w * loss(y)) / total(({ w }) => w)).toBeCloseTo(definition, 4);
      }),
    );
  });

  it("train on a weighted mean of the batch, and leave the held-out figures as they are", async () => {
    const sets = [
      [0, 1, 1],
      [1, 0.5],
      [1, null, 1],
    ].map(example);
    const config = parseConfig(
      prmSchema,
      {
        ...{ model: { source: "fake" }, data: { source: "fake" } },
        ...{ head: { epochs: 0 }, all: { epochs: 1 }, train: { batchSize: 2, classWeights: "balanced" } },
        run: { directory: temporaryRuns() },
      },
      "test",
    );
    const engine = new FakeEngine({ vocabSize, labels: 2, seed: 3 });
    const seen: { weights: number[]; targets: number[] }[] = [];
    const forwardBackward = engine.forwardBackward.bind(engine);
    engine.forwardBackward = (rows, loss) => {
      seen.push({ weights: [...rows.weights], targets: [...rows.targets!] });
      return forwardBackward(rows, loss);
    };
    const { heldOut } = await trainPrm({ config, engine, examples: sets, heldOut: sets, skippedExamples: 0 });
    expect(seen).toHaveLength(2);
    for (const { weights } of seen) expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
    // 5.5 of 7 steps are good: 7/11 each, and 7/3 a bad one.
    const ratio = 7 / 3 / (7 / 11);
    const hard = seen.flatMap(({ weights, targets }) =>
      weights[0] > 0 && targets[0] === 0 ? [weights[0] / weights[1]] : [],
    );
    expect(hard).toEqual([expect.closeTo(ratio, 5)]);
    expect(heldOut).toMatchObject({ goodShare: 5.5 / 7 });
  });

  it("need both kinds", () => {
    expect(() => balanceClasses([example([1, null, 1])])).toThrow(
      'train.classWeights "balanced" needs good and bad steps; all 2 steps are good',
    );
    expect(() => balanceClasses([example([0])])).toThrow(/all 1 steps are bad/);
  });
});
