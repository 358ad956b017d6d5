// The real engine under the loops, on a network small enough for a test: every kind of run from files, and resumption.
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { startChat } from "../../tests/chat-server.ts";
import { temporaryRuns } from "../../tests/fake-run.ts";
import { Random } from "../common/random.ts";
import type { PureConfigInput } from "../config/schema.ts";
import { prmSchema, sftSchema } from "../config/supervised.ts";
import { parseConfig, resolveConfig } from "../config.ts";
import { createNoise, demonstration, generateProblems } from "../data/arithmetic.ts";
import { arithmeticTokenizerFiles } from "../data/arithmetic-tokenizer.ts";
import { labelledLine, labelledSteps } from "../data/labelled.ts";
import { readTrainingProblems } from "../data/training-problems.ts";
import { contaminated } from "../eval/benchmark/contamination.ts";
import { loadSuite } from "../eval/benchmark/suites.ts";
import { CpuDevice } from "../graph/cpu.ts";
import { initialize } from "../model/initialize.ts";
import { loadModel, saveModel } from "../model/load.ts";
import { createTokenizer } from "../model/tokenizer.ts";
import type { ReadRows } from "../reward/prm.ts";
import type { TrainEvent } from "./events.ts";
import type { HeldOutRecord, StepMetrics } from "./runs/records.ts";
import { readFlags } from "./runs/run-directory.ts";
import { startPure } from "./start.ts";
import { startPrm } from "./supervised/prm.ts";
import { startSft } from "./supervised/sft.ts";

const directory = temporaryRuns();
const file = (name: string) => join(directory, name);
const engine = { threads: 1 };

beforeAll(async () => {
  const tokenizer = createTokenizer(arithmeticTokenizerFiles());
  const { eosIds, bosId, padId } = tokenizer;
  const config = {
    family: "llama" as const,
    ...{ vocabSize: tokenizer.vocabSize, hiddenSize: 16, layers: 1, heads: 2, kvHeads: 1, headDim: 8 },
    ...{ intermediateSize: 24, maxPositions: 96, ropeTheta: 1e4, rmsNormEps: 1e-6, tieEmbeddings: true },
    ...{ qkvBias: false, outputBias: false, qkNorm: false, head: { type: "lm" as const } },
  };
  const generation = { eosIds, bosId, padId };
  await saveModel(file("model"), { config, parameters: initialize(config, 1), tokenizer, generation });
  const random = new Random(1);
  const noise = createNoise(1);
  const problems = generateProblems(60, random, { maxOperations: 3 });
  const shown = problems.map((problem) => demonstration(problem, noise, random));
  const lines = (values: object[]) => values.map((value) => `${JSON.stringify(value)}\n`).join("");
  const demonstrations = problems.map(({ prompt }, i) => ({ prompt, completion: shown[i] }));
  writeFileSync(file("demonstrations.jsonl"), lines(demonstrations));
  writeFileSync(
    file("labelled.jsonl"),
    problems.map((p, i) => labelledLine(labelledSteps(p, shown[i]))).join(""),
  );
  writeFileSync(file("problems.jsonl"), lines(problems));
});

const train = { evalExamples: 12, batchSize: 16 };
const sft = (name: string) =>
  parseConfig(
    sftSchema,
    {
      ...{ model: { source: file("model") }, data: { source: file("demonstrations.jsonl") }, engine },
      ...{ optimizer: { learningRate: 1e-2 }, train: { ...train, epochs: 12 }, run: { directory, name } },
    },
    "test",
  );
const pure = (name: string, sections: Partial<PureConfigInput> = {}) =>
  resolveConfig({
    model: { source: file("model"), ...sections.model },
    data: { source: file("problems.jsonl"), stepSeparator: ";", answerPattern: "A(\\d)", ...sections.data },
    sampling: { promptsPerStep: 2, samplesPerPrompt: 3, maxTokens: 24 },
    reward: { mode: "vr", ...sections.reward },
    credit: sections.credit,
    optimizer: { learningRate: 1e-3 },
    train: { steps: 3, evalProblems: 4, checkpointEvery: 1, ...sections.train },
    run: { directory, name },
    engine: { ...engine, ...sections.engine },
  });

describe("runs from files on the embedded engine", () => {
  it("sft, then a process reward model, then PURE with both rewards, which resumes bit for bit", async () => {
    const given = { flags: { model: { source: "m" } } };
    const warm = await startSft(sft("sft"), { given });
    expect(warm.heldOut!.loss).toBeLessThan(2.5); // ln 24 = 3.2 for knowing nothing
    expect(existsSync(join(warm.checkpoint!.path, "model.safetensors"))).toBe(true);

    const stepText = { stepSeparator: ";", stepToken: ";" };
    const prmInput = {
      ...{ model: { source: warm.checkpoint!.path }, data: { source: file("labelled.jsonl"), ...stepText } },
      ...{ head: { epochs: 1 }, all: { epochs: 2, learningRate: 1e-3 } },
      ...{ train, run: { directory }, engine },
    };
    const scorer = await startPrm(parseConfig(prmSchema, prmInput, "test"), { given });
    expect(scorer.heldOut!.auc!).toBeGreaterThan(0);

    const reward = { mode: "prm+vr", prm: scorer.checkpoint!.path, stepToken: ";" } as const;
    const sections = { model: { source: warm.checkpoint!.path }, reward };
    const notes: string[] = [];
    const onNote = (event: TrainEvent) => event.type === "note" && notes.push(event.message);
    const whole = await startPure(pure("whole", sections), { onEvent: onNote, given });
    for (const { run } of [warm, scorer, whole]) expect(await readFlags(run.path)).toEqual(given.flags);
    expect(notes.join("\n")).toMatch(/60 problems[\s\S]*predicted peak memory/);
    const abort = new AbortController();
    const onEvent = (event: TrainEvent) => {
      if (event.type === "stepFinished" && event.metrics.step === 2) abort.abort();
    };
    const cut = await startPure(pure("cut", sections), { onEvent, signal: abort.signal });
    expect(cut).toMatchObject({ interrupted: true, step: 2 });
    const resumed = await startPure(pure("cut", sections), { resume: true });
    expect(computed("cut")).toEqual(computed("whole"));
    for (const name of ["model.safetensors", "optimizer.safetensors", "training-problems.json"]) {
      const [a, b] = [whole, resumed].map((run) => readFileSync(join(run.checkpoint!.path, name)));
      expect(a.equals(b), name).toBe(true);
    }
    const sources = async ({ checkpoint }: { checkpoint: { path: string } | null }) =>
      (await readTrainingProblems(checkpoint!.path))!.map(({ source, hashes }) => [source, hashes.length]);
    const shown = [file("demonstrations.jsonl"), 48];
    expect(await sources(warm)).toEqual([shown]);
    expect(await sources(scorer)).toEqual([shown, [file("labelled.jsonl"), 48]]);
    expect(await sources(resumed)).toEqual([shown, [file("problems.jsonl"), 56]]);
    // What was held out of the run's own problems may still have been shown before.
    const { problems } = await loadSuite(file("problems.jsonl"));
    const [found] = await contaminated(resumed.checkpoint!.path, [{ name: "own", problems }]);
    expect(found).toMatchObject({ total: 60, sources: [{ problems: 48 }, { problems: 56 }] });
    const heldOut = readFileSync(join(directory, "whole/solutions/0.jsonl"), "utf8").trim().split("\n");
    const ids = heldOut.map((line) => (JSON.parse(line) as HeldOutRecord).problem);
    const [alone] = await contaminated((await startPure(pure("alone"))).checkpoint!.path, [
      { name: "own", problems },
    ]);
    const own = problems.map(({ id }) => id).filter((id) => !ids.includes(id));
    expect(alone.problems).toEqual(own);
    // Left open in the configuration: verdicts are rewarded beside process rewards, and tell.
    const { credit } = JSON.parse(readFileSync(join(directory, "whole/config.json"), "utf8"));
    expect(credit.trust).toBe(true);
    const [first] = computed("whole");
    expect(first.samplerGap).toBeLessThan(1e-4);
    expect(first.kl).not.toBeNull();
  });

  it("PURE with its problems on disk learns from the same ones, and resumes", async () => {
    const onDisk = (name: string) => {
      const config = pure(name);
      return { ...config, data: { ...config.data, onDisk: true } };
    };
    mkdirSync(file("temporary"));
    vi.stubEnv("TMPDIR", file("temporary"));
    const memory = await startPure(pure("in-memory"));
    const abort = new AbortController();
    const onEvent = (event: TrainEvent) => {
      if (event.type === "stepFinished" && event.metrics.step === 1) abort.abort();
    };
    await startPure(onDisk("on-disk"), { onEvent, signal: abort.signal });
    const disk = await startPure(onDisk("on-disk"), { resume: true });
    expect(computed("on-disk")).toEqual(computed("in-memory"));
    for (const name of ["model.safetensors", "training-problems.json"]) {
      const [a, b] = [memory, disk].map((run) => readFileSync(join(run.checkpoint!.path, name)));
      expect(a.equals(b)).toBe(true);
    }
    vi.unstubAllEnvs();
    expect(readdirSync(file("temporary"))).toEqual([]);
  });

  it("goes on with the data it began with, and with no other, nor with a damaged checkpoint", async () => {
    const problems = readFileSync(file("problems.jsonl"), "utf8").trim().split("\n");
    // One is longer than the others.
    const training = [...problems.slice(8), JSON.stringify({ prompt: "1+1+1+1+1+1+1=", answer: "7" })];
    const [source, heldOut] = ["changing.jsonl", "changing-held-out.jsonl"].map(file);
    const write = (path: string, lines: readonly string[]) => writeFileSync(path, `${lines.join("\n")}\n`);
    const restore = () => {
      write(source, training);
      write(heldOut, problems.slice(0, 8));
    };
    restore();
    const run = (steps: number, resume: boolean) =>
      startPure(
        pure("changing", {
          data: { source, heldOut },
          train: { steps, evalEvery: 0, evalProblems: 8 },
        }),
        { resume },
      );
    await run(1, false);
    const [first, second, ...rest] = training;
    for (const [path, lines, said] of [
      [
        source,
        [second, first, ...rest],
        /changing\.jsonl: not what it was when .*53 records to train on then, 53 now/,
      ],
      [source, rest, /changing\.jsonl: .*53 records to train on then, 51 now/],
      [heldOut, problems.slice(1, 8), /changing-held-out\.jsonl: .*8 records held out then, 7 now.*new run/],
    ] as const) {
      write(path, lines);
      await expect(run(2, true)).rejects.toThrow(said);
      restore();
    }
    // A run that would lie over it changes nothing of it either.
    write(source, rest);
    await expect(run(2, false)).rejects.toThrow(/there is a run here already/);
    restore();
    const at = (name: string) => file(join("changing", "checkpoints", "1", name));
    for (const [name, text, said] of [
      [
        "state.json",
        "",
        /state\.json: is not valid JSON; the checkpoint is damaged: remove .*checkpoints\/1/,
      ],
      ["optimizer.safetensors", null, /has no optimizer\.safetensors, whose moments/],
    ] as const) {
      const whole = readFileSync(at(name));
      if (text === null) rmSync(at(name));
      else writeFileSync(at(name), text);
      await expect(run(2, true)).rejects.toThrow(said);
      writeFileSync(at(name), whole);
    }
    const metrics = file(join("changing", "metrics.jsonl"));
    const lines = readFileSync(metrics, "utf8");
    writeFileSync(metrics, `{"step":1,\n${lines}`);
    await expect(run(2, true)).rejects.toThrow(/metrics\.jsonl:1: is not valid JSON/);
    writeFileSync(metrics, lines);
    expect((await run(2, true)).step).toBe(2);
    // The same files, of which less fits.
    const shorter = pure("changing", {
      data: { source, heldOut },
      train: { steps: 3, evalEvery: 0, evalProblems: 8 },
      engine: { ...engine, maxContext: 36 },
    });
    await expect(startPure(shorter, { resume: true })).rejects.toThrow(
      /changing\.jsonl: 53 of 53 records fitted into the context when .* began, 52 now; give engine\.maxContext/,
    );
    const note = file(join("changing", "data.json"));
    const noted = readFileSync(note, "utf8");
    writeFileSync(note, noted.slice(0, 20));
    await expect(run(3, true)).rejects.toThrow(/data\.json: is not valid JSON; remove it/);
    writeFileSync(note, noted);
    // A run of before holds no record of its data.
    rmSync(file(join("changing", "data.json")));
    expect((await run(3, true)).step).toBe(3);
  });

  it("says that a demonstration spells a special token", async () => {
    writeFileSync(file("spelled.jsonl"), '{"prompt":"1=","completion":"A1<eos>"}\n');
    const said: string[] = [];
    const onEvent = (event: TrainEvent) => event.type === "warning" && said.push(event.message);
    const { data, train: schedule, ...rest } = sft("spelled");
    const config = {
      ...rest,
      data: { ...data, source: file("spelled.jsonl") },
      train: { ...schedule, evalExamples: 0 },
    };
    await startSft(config, { onEvent, signal: AbortSignal.abort() });
    expect(said).toEqual([expect.stringMatching(/^1 completion spells .*spelled\.jsonl:1 \("<eos>"\)/)]);
  });

  it("refuses to go on with demonstrations and labelled steps of which another number fits", async () => {
    const lines = [...Array(20).keys()].map((i) => ({ prompt: `${"1+".repeat(i)}1=`, completion: "A1" }));
    writeFileSync(file("growing.jsonl"), lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    const steps = lines.map(({ prompt }) => labelledLine({ prompt, completions: ["A1"], labels: [1] }));
    writeFileSync(file("growing-steps.jsonl"), steps.join(""));
    const reading = { stepSeparator: ";", stepToken: ";" };
    for (const [start, schema, source, more] of [
      [startSft, sftSchema, "growing.jsonl", {}],
      [startPrm, prmSchema, "growing-steps.jsonl", { head: { epochs: 0 } }],
    ] as const) {
      const run = (maxContext: number, resume: boolean) => {
        const data = { source: file(source), ...(start === startPrm ? reading : {}) };
        const input = {
          ...{ model: { source: file("model") }, data, ...more, train: { evalExamples: 0, batchSize: 16 } },
          ...{ run: { directory, name: source.replace(".jsonl", "") }, engine: { ...engine, maxContext } },
        };
        return start(parseConfig(schema, input, "test") as never, { resume });
      };
      await run(40, false);
      await expect(run(20, true)).rejects.toThrow(
        /growing.*: 1\d of 20 records fitted into the context when .* began, \d now; give engine\.maxContext/,
      );
      // Runs of before have not noted how many fitted.
      const note = file(join(source.replace(".jsonl", ""), "data.json"));
      const { training, heldOut } = JSON.parse(readFileSync(note, "utf8"));
      if (start === startSft) {
        const text = readFileSync(file(source));
        expect(training).toMatchObject({ sha256: createHash("sha256").update(text).digest("hex") });
      }
      const without = { training: { ...training, fit: undefined }, heldOut: { ...heldOut, fit: undefined } };
      writeFileSync(note, JSON.stringify(without));
      await run(40, true);
    }
  });

  it("refuses a critic and a process reward model that read other tokens than the policy writes", async () => {
    const other = fileURLToPath(new URL("../../tests/fixtures/models/qwen2", import.meta.url));
    const gae = pure("critic", { credit: { estimator: "gae" } });
    const critic = startPure({ ...gae, critic: { ...gae.critic, source: other } });
    await expect(critic).rejects.toThrow(/^critic\.source: its tokenizer differs .* the same family$/);
    await saveModel(file("other"), await loadModel(other, { head: { labels: 2 } }));
    const scored = startPure(pure("scored", { reward: { mode: "prm+vr", prm: file("other") } }));
    await expect(scored).rejects.toThrow(/^reward\.prm: its tokenizer differs .* the same family$/);
  });

  it("trains on PRM800K's files: says what was left out, and holds out all solutions of a problem", async () => {
    const completions = (texts: [string, number][]) => texts.map(([text, rating]) => ({ text, rating }));
    const record = (i: number) => ({
      question: { problem: `${i}+1=`, pre_generated_steps: [`${i}+1=${i + 1}`, "A0", "A2"] },
      label: {
        steps: [
          { completions: completions([[`${i}+1=${i + 1}`, 1]]), chosen_completion: 0 },
          {
            completions: completions([
              ["A0", -1],
              ["A1", 1],
              ["ok", 0],
            ]),
            chosen_completion: null,
          },
        ],
        finish_reason: i === 3 ? "give_up" : "found_error",
      },
    });
    const lines = Array.from({ length: 9 }, (_, i) => `${JSON.stringify(record(i))}\n`);
    writeFileSync(file("prm800k.jsonl"), lines.join(""));
    const read = async (name: string, prm800k: object) => {
      const messages: string[] = [];
      const input = {
        model: { source: file("model") },
        data: { source: file("prm800k.jsonl"), stepSeparator: ";", stepToken: ";", prm800k },
        ...{ head: { epochs: 1 }, all: { epochs: 0 }, engine },
        train: { evalExamples: 4, batchSize: 64, classWeights: "balanced" },
        run: { directory, name },
      };
      const onEvent = (event: TrainEvent) => event.type === "note" && messages.push(event.message);
      const { heldOut } = await startPrm(parseConfig(prmSchema, input, "test"), { onEvent });
      expect(heldOut!.ece).toBeGreaterThanOrEqual(0);
      return messages;
    };
    // Eight problems of three examples: of four one problem's are held out, for two problems have more.
    const messages = await read("prm800k", {});
    expect(messages).toContain("records left out: 1 × finish_reason give_up");
    expect(messages).toContain("21 examples to train on, 3 held out");
    expect(await read("kept", { unfinished: "keep", alternatives: "none" })).toContain(
      "5 examples to train on, 4 held out",
    );
  });

  it.each([
    ["adapters", { model: { source: file("model"), lora: { rank: 2 } } }],
    ["a critic", { credit: { estimator: "gae" } }],
  ] as [string, Partial<PureConfigInput>][])("PURE with %s", async (name, sections) => {
    const result = await startPure(pure(name, sections));
    expect(result.summary!.after.problems).toBe(4);
    expect(computed(name).every((line) => line.update === "applied" && Number.isFinite(line.loss))).toBe(
      true,
    );
  });

  it("holds what is not trained as float16, and computes with it as with float32 of the same numbers", async () => {
    await saveModel(file("rounded"), await loadModel(file("model"), { halved: true }));
    const model = { source: file("rounded"), lora: { rank: 2 } };
    const steps = {
      ...{ data: { source: file("labelled.jsonl"), stepSeparator: ";", stepToken: ";" }, model },
      ...{ head: { epochs: 1 }, all: { epochs: 1 }, train },
    };
    const shown = { data: { source: file("demonstrations.jsonl") }, model, train: { ...train, epochs: 1 } };
    const held = vi.spyOn(CpuDevice.prototype, "half");
    for (const frozenWeights of ["float32", "float16"] as const) {
      // Matrices of the one layer; the reference's are the policy's.
      const count = () => held.mock.calls.splice(0).length / 7;
      const own = { engine: { ...engine, frozenWeights } };
      const run = (name: string) => ({ run: { directory, name: `${name}-${frozenWeights}` } });
      await startSft(parseConfig(sftSchema, { ...shown, ...own, ...run("shown") }, "test"));
      const counts = [count()];
      const prm = await startPrm(parseConfig(prmSchema, { ...steps, ...own, ...run("steps") }, "test"));
      if (frozenWeights === "float32")
        await saveModel(file("prm-rounded"), await loadModel(prm.checkpoint!.path, { halved: true }));
      const reward = { mode: "prm" as const, prm: file("prm-rounded"), stepToken: ";" };
      counts.push(count());
      await startPure(pure(run("held").run.name, { ...own, model, reward }));
      counts.push(count());
      // All weights are trained, and those of the reference and of the process reward model are not; nor is a critic's float16.
      const credit = { estimator: "gae" as const };
      await startPure(pure(run("all").run.name, { ...own, model: { source: model.source }, reward, credit }));
      expect([...counts, count()]).toEqual(frozenWeights === "float16" ? [1, 1, 2, 2] : [0, 0, 0, 0]);
    }
    held.mockRestore();
    // It would be another model.
    const more = pure("held-float32", {
      model,
      reward: { mode: "prm", prm: file("prm-rounded"), stepToken: ";" },
    });
    const other = { ...more, engine: { ...more.engine, frozenWeights: "float16" as const } };
    await expect(startPure(other, { resume: true })).rejects.toThrow("engine.frozenWeights");
    const losses = (name: string) => computed(name).map(({ loss, gradNorm }) => [loss, gradNorm]);
    for (const name of ["shown", "steps", "held", "all"])
      expect([name, losses(`${name}-float16`)]).toEqual([name, losses(`${name}-float32`)]);
  });

  it("skips prompts longer than the context, counts them and says so", async () => {
    const config = pure("skips");
    const long = `${"1+".repeat(40)}1=`;
    const lines = [
      { prompt: long, answer: "1" },
      { prompt: "1+1=", answer: "2" },
    ];
    writeFileSync(file("long.jsonl"), lines.map((line) => JSON.stringify(line)).join("\n"));
    const warnings: string[] = [];
    const { data, train: schedule } = config;
    await startPure(
      {
        ...config,
        data: { ...data, source: file("long.jsonl") },
        train: { ...schedule, steps: 1, evalProblems: 0 },
        sampling: { ...config.sampling, topP: 0.9 },
      },
      { onEvent: (event) => event.type === "warning" && warnings.push(event.message) },
    );
    expect(warnings).toEqual([
      expect.stringMatching(/^sampling\.topP is 0\.9: .*gradient/),
      expect.stringMatching(/^1 of 2 prompts are longer than 71 tokens.*1 \(83\)$/),
    ]);
    expect(computed("skips")[0].skippedPrompts).toBe(1);
  });

  it("refuses text whose token the model has no embedding of, before anything is trained", async () => {
    cpSync(file("model"), file("extra"), { recursive: true });
    const tokenizer = JSON.parse(readFileSync(file("model/tokenizer.json"), "utf8"));
    const { vocabSize } = createTokenizer(arithmeticTokenizerFiles());
    const extra = { id: vocabSize, content: "@", special: false, single_word: false, lstrip: false };
    tokenizer.added_tokens.push({ ...extra, rstrip: false, normalized: false });
    writeFileSync(file("extra/tokenizer.json"), JSON.stringify(tokenizer));
    const write = (name: string, lines: object[]) =>
      writeFileSync(file(name), lines.map((line) => JSON.stringify(line)).join("\n"));
    const good = { prompt: "1+1=", answer: "2" };
    write("at.jsonl", [good, { ...good, id: "odd", prompt: "1@1=" }]);
    write("at-shown.jsonl", [
      { prompt: "1+1=", completion: "2;A2" },
      { prompt: "2+1=", completion: "@;A3" },
    ]);
    write("at-labelled.jsonl", [
      { prompt: "1+1=", completions: ["2"], labels: [true] },
      { prompt: "2+1=", completions: ["@"], labels: [false] },
    ]);
    const sizes = `token ${vocabSize} ("@") is out of range: the model's vocabulary has ${vocabSize} tokens, its tokenizer ${vocabSize + 1}`;
    const { data, train: schedule, ...rest } = pure("at");
    const run = {
      ...rest,
      data: { ...data, source: file("at.jsonl") },
      model: { ...rest.model, source: file("extra") },
    };
    await expect(startPure({ ...run, train: { ...schedule, evalProblems: 0 } })).rejects.toThrow(
      `problem odd: ${sizes}`,
    );
    const heldOut = { ...run, data: { ...data, heldOut: file("at.jsonl") } };
    await expect(startPure({ ...heldOut, train: schedule })).rejects.toThrow(`problem odd: ${sizes}`);
    const common = { model: { source: file("extra") }, train: { evalExamples: 0 }, engine };
    for (const [start, schema, source, reading] of [
      [startSft, sftSchema, "at-shown.jsonl", {}],
      [startPrm, prmSchema, "at-labelled.jsonl", { stepSeparator: ";", stepToken: ";" }],
    ] as const) {
      const name = source.replace(".jsonl", "");
      const input = { ...common, data: { source: file(source), ...reading }, run: { directory, name } };
      await expect(start(parseConfig(schema, input, "test") as never)).rejects.toThrow(sizes);
      expect(existsSync(file(`${name}/metrics.jsonl`))).toBe(false);
    }
  });

  it("holds sequences as long as engine.maxContext says, and no longer than the model can", async () => {
    const within = (maxContext: number) => ({ ...pure("within").engine, maxContext });
    const shown = (maxContext: number) => {
      const config = sft("within");
      return { ...config, engine: { ...config.engine, maxContext } };
    };
    await expect(startPure({ ...pure("within"), engine: within(97) })).rejects.toThrow(
      /--engine\.maxContext 97: .*model was made for 96 tokens at most/,
    );
    await expect(startSft(shown(97))).rejects.toThrow(/maxContext 97: .* 96/);
    await expect(startPure({ ...pure("within"), engine: within(26) })).rejects.toThrow(
      /every prompt is longer than 1 tokens \(a context of 25 tokens/,
    );
    await expect(startPure({ ...pure("within"), engine: within(25) })).rejects.toThrow(
      /a context of 24 tokens less sampling\.maxTokens 24 leaves no room for a prompt; lower/,
    );
    await expect(startSft(shown(4))).rejects.toThrow(/no examples to train on/);
  });

  it("says what is wrong with what it was given", async () => {
    const config = pure("long");
    const long = { ...config, sampling: { ...config.sampling, maxTokens: 95 } };
    await expect(startPure(long)).rejects.toThrow(/lower sampling\.maxTokens/);
    const small = { ...pure("small"), engine: { ...pure("small").engine, memoryLimitGiB: 0.001 } };
    await expect(startPure(small)).rejects.toThrow(/memory/);
    const none = { ...pure("none"), data: { ...config.data, source: file("none.jsonl") } };
    await expect(startPure(none)).rejects.toThrow(/none\.jsonl/);
  });

  it("PURE with process rewards alone, trusted by held-out problems, which must be there", async () => {
    const trusted = (name: string) =>
      pure(name, { reward: { mode: "prm", prm: "own" }, credit: { trust: true } });
    // Any digit is an answer, so that an untrained policy has some, and every tenth right.
    const config = trusted("trusted");
    config.data.answerPattern = "\\d";
    config.sampling.samplesPerPrompt = 8;
    const score = async ({ positions }: ReadRows) => Float64Array.from(positions, (at) => at / 96);
    await startPure(config, { scorer: () => ({ score }) });
    const trusts = computed("trusted").map(({ trust }) => trust!);
    expect(trusts[0].pairs).toBeGreaterThan(0);
    expect(trusts).toEqual([trusts[0], trusts[0], trusts[0]]);
    const untold = { ...trusted("untold"), model: { ...config.model, source: file("none") } };
    untold.train.evalProblems = 0;
    // Before a model is looked for.
    await expect(startPure(untold)).rejects.toThrow(/credit\.trust .*give data\.heldOut/);
  });

  it("PURE with a hybrid verifier, whose model is asked about answers that rules do not accept", async () => {
    const chat = await startChat(() => "yes");
    const verifier = { kind: "hybrid" as const, url: chat.url, model: "judge", attempts: 1 };
    const settings = { mode: "vr" as const, verifier };
    // Any digit is an answer, so that an untrained policy has some.
    const config = pure("hybrid", { reward: settings });
    config.data.answerPattern = "\\d";
    await startPure(config);
    expect(chat.requests.length).toBeGreaterThan(1);
    expect(chat.requests[0]).toMatchObject({ model: "judge", max_tokens: 8 });
    expect(computed("hybrid").map(({ undecided }) => undecided)).toEqual([0, 0, 0]);
    await chat.close();
    const unreachable = { ...settings, verifier: { ...verifier, url: "http://127.0.0.1:9/v1" } };
    await expect(startPure(pure("unreachable", { reward: unreachable }))).rejects.toThrow(
      /the verifier's model judge does not answer: .*(gave up after 1 attempts|bad port)/,
    );
  });
});

/** Metrics without what the clock and the machine decide. */
function computed(name: string) {
  const text = readFileSync(join(directory, name, "metrics.jsonl"), "utf8").trim();
  return text.split("\n").map((line) => {
    const { seconds, tokensPerSecond, peakMemoryBytes, ...rest } = JSON.parse(line) as StepMetrics;
    return rest;
  });
}
