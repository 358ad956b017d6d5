import { beforeEach, describe, expect, it, vi } from "vitest";
import { tokenizer } from "../../../tests/fake-run.ts";
import type { Problem } from "../../data/problems.ts";
import type { SampledResponse, SamplingParams } from "../../engine/types.ts";
import type { TrainEvent } from "../events.ts";
import type { LabelResponse } from "./label-sampled.ts";
import { sampleLabelled } from "./labelling.ts";

const engine = vi.hoisted(() => ({
  maxContext: 20,
  asked: [] as { prompts: number[][]; samples: number; params: SamplingParams }[],
  disposed: 0,
  /** Called before each response. */
  before: (_index: number): void => {},
}));
vi.mock("../../model/load.ts", () => ({
  loadModel: async (source: string) => {
    expect(source).toBe("the policy");
    return { tokenizer };
  },
}));
vi.mock("../../engine/embedded/engine.ts", () => ({
  createEmbeddedEngine: ({ model }: { model: unknown }) => {
    expect(model).toEqual({ tokenizer });
    return {
      ...engine,
      async *sample(
        prompts: number[][],
        samples: number,
        params: SamplingParams,
      ): AsyncGenerator<SampledResponse> {
        engine.asked.push({ prompts, samples, params });
        // Last of all the first.
        for (let i = prompts.length * samples - 1; i >= 0; i--) {
          engine.before(i);
          const [prompt, sample] = [Math.floor(i / samples), i % samples];
          const tokens = tokenizer.encode(`${prompt}${sample}`);
          yield { prompt, sample, tokens, logprobs: new Float32Array(tokens.length), finish: "stop" };
        }
      },
      dispose: async () => {
        engine.disposed++;
      },
    };
  },
}));
beforeEach(() => {
  Object.assign(engine, { asked: [], disposed: 0, before: () => {} });
});

const problems: Problem[] = ["1+1=", "1+2=", "1+1+1+1+1+1=", "1+3="].map((prompt, i) => ({
  ...{ id: `p${i}`, prompt, answer: null },
}));
const settings = { samplesPerPrompt: 3, maxTokens: 12, seed: 41 };
/** Labels a response by its text; some not at all, some without a step. */
const label: LabelResponse = async (problem, tokens, own) => {
  expect(own).toBe(tokenizer);
  const text = tokenizer.decode([...tokens]);
  await Promise.resolve();
  if (text === "01") return null;
  return {
    prompt: problem.prompt,
    completions: text === "20" ? [] : [text],
    labels: text === "20" ? [] : [1],
  };
};
const line = (prompt: string, text: string) =>
  `${JSON.stringify({ prompt, completions: [text], labels: [true] })}\n`;

describe("sampleLabelled", () => {
  it("samples the model as it is, each problem that leaves room, and puts lines in order", async () => {
    const start = performance.now();
    const events: TrainEvent[] = [];
    const onEvent = (event: TrainEvent) => events.push(event);
    const signal = new AbortController().signal;
    const lines = await sampleLabelled("the policy", problems, settings, label, { onEvent, signal });
    const short = [problems[0], problems[1], problems[3]];
    expect(engine.asked).toEqual([
      {
        prompts: short.map(({ prompt }) => tokenizer.encode(prompt, { addSpecialTokens: true })),
        samples: 3,
        params: {
          ...{
            maxTokens: 12,
            temperature: 1,
            topP: 1,
            stop: [],
            stopTokens: tokenizer.eosIds,
            seed: 41,
            signal,
          },
        },
      },
    ]);
    expect(lines!.map((own) => own.flat())).toEqual([
      [line("1+1=", "00"), line("1+1=", "02")],
      [line("1+2=", "10"), line("1+2=", "11"), line("1+2=", "12")],
      [line("1+3=", "21"), line("1+3=", "22")],
    ]);
    expect(lines![0][2]).toBe(line("1+1=", "02"));
    expect(engine.disposed).toBe(1);

    expect(events[0]).toEqual({
      ...{ type: "phaseStarted", phase: "labelling", total: 9, done: 0, unit: "responses" },
    });
    expect(events.slice(1, -1)).toEqual(
      Array.from({ length: 9 }, (_, i) => ({
        ...{ type: "sampled", phase: "labelling", responses: i + 1, totalResponses: 9, tokens: 2 * (i + 1) },
      })),
    );
    const last = events.at(-1) as { type: string; phase: string; seconds: number };
    expect(last).toMatchObject({ type: "phaseFinished", phase: "labelling" });
    expect(last.seconds).toBeGreaterThanOrEqual(0);
    expect(last.seconds).toBeLessThanOrEqual((performance.now() - start) / 1000);
  });

  it("gives null where the signal stopped it, and every other error to the caller", async () => {
    const abort = new AbortController();
    const options = { signal: abort.signal };
    const failing = new Error("no checker");
    const refuses: LabelResponse = () => {
      throw failing;
    };
    await expect(sampleLabelled("the policy", problems, settings, refuses, options)).rejects.toBe(failing);
    await expect(sampleLabelled("the policy", problems, settings, refuses, {})).rejects.toBe(failing);
    expect(engine.disposed).toBe(2);
    engine.before = (index) => {
      if (index === 4) abort.abort();
    };
    expect(await sampleLabelled("the policy", problems, settings, label, options)).toBeNull();
    // An error of another cause is told although the signal has come.
    engine.before = () => {
      throw failing;
    };
    await expect(sampleLabelled("the policy", problems, settings, label, options)).rejects.toBe(failing);
    expect(engine.disposed).toBe(4);
  });
});
