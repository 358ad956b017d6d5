import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { tokenizer } from "../../tests/fake-run.ts";
import { noVerdict, readGroups, tableOf } from "../../tests/table.ts";
import type { EncodedPrompt } from "../data/prompts.ts";
import type { ArrivedResponse } from "../data/table.ts";
import type { SampledResponse, Sampler, SamplingParams } from "../engine/types.ts";
import { RewardError } from "../reward/failure.ts";
import type { ProcessRewardModel } from "../reward/prm.ts";
import type { Verifier } from "../reward/verifiable.ts";
import type { TrainEvent } from "./events.ts";
import {
  isFiniteStep,
  offPolicySampling,
  rewardResponses,
  type SteppedResponse,
  sampleResponses,
  stepsOf,
  timed,
  withSteps,
} from "./rollout.ts";

const prompt = (id: string, answer: string | null = "7"): EncodedPrompt => ({
  ...{ problem: { id, prompt: `problem ${id}`, answer }, text: `text ${id}`, tokens: [1, id.length] },
});
const sampled = (at: number, sample: number, ...tokens: number[]): ArrivedResponse => ({
  ...{ prompt: at, sample, tokens, logprobs: new Float32Array(tokens.length), finish: "stop" },
  mask: Uint8Array.from(tokens, () => 1),
});
/** A token that can be seen. */
const tokenOf = (at: number, sample: number) => 4 + ((2 * at + sample) % 14);
const stepped = (at: number, sample: number, token = tokenOf(at, sample)): SteppedResponse => ({
  ...sampled(at, sample, token),
  ...{ text: `${at}.${sample}`, stepEnds: [0] },
});

async function* stream<T>(items: Iterable<T>): AsyncGenerator<T> {
  for (const item of items) {
    await turn();
    yield item;
  }
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const none = { sampling: 0, scoring: 0, updating: 0 };
const nothing: Verifier = () => noVerdict;

describe("timed", () => {
  it("adds seconds to its part, also where the work fails", async () => {
    const clock = vi.spyOn(performance, "now");
    try {
      const seconds = { ...none, scoring: 2 };
      clock.mockReturnValueOnce(1000).mockReturnValueOnce(1500);
      expect(await timed(seconds, "scoring", async () => "done")).toBe("done");
      clock.mockReturnValueOnce(2000).mockReturnValueOnce(2250);
      await expect(timed(seconds, "updating", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
      expect(seconds).toEqual({ sampling: 0, scoring: 2.5, updating: 0.25 });
    } finally {
      clock.mockRestore();
    }
  });
});

describe("sampleResponses", () => {
  const params = { maxTokens: 4, temperature: 1, topP: 1, stop: [], stopTokens: [2], seed: 3 };
  const arrived = [sampled(0, 1, 5, 6), sampled(0, 0, 7), sampled(1, 0, 8, 9, 2)];
  const answers = arrived.map(({ mask: _, ...answer }) => answer);

  it("passes on what finishes, tells how far it is, and counts its own time alone", async () => {
    let asked: unknown[] = [];
    const clock = vi.spyOn(performance, "now");
    let now = 0;
    clock.mockImplementation(() => now);
    const policy = {
      async *sample(...given: unknown[]) {
        asked = given;
        for (const answer of answers) {
          now += 1000;
          yield answer;
        }
        now += 500;
      },
    } as unknown as Sampler;
    const events: TrainEvent[] = [];
    const seconds = { ...none, sampling: 1 };
    const { signal } = new AbortController();
    const progress = {
      phase: "labelling" as const,
      seconds,
      onEvent: (e: TrainEvent) => events.push(e),
      signal,
    };
    const found: SampledResponse[] = [];
    for await (const response of sampleResponses(policy, [prompt("a"), prompt("bb")], 2, params, progress)) {
      found.push(response);
      now += 9000; // Work between two responses is not sampling.
    }
    clock.mockRestore();
    expect(found).toEqual(arrived);
    expect(asked).toEqual([
      [
        [1, 1],
        [1, 2],
      ],
      2,
      { ...params, signal },
    ]);
    const said = (responses: number, tokens: number) => ({
      ...{ type: "sampled", phase: "labelling", responses, totalResponses: 4, tokens },
    });
    expect(events).toEqual([said(1, 2), said(2, 3), said(3, 6)]);
    expect(seconds).toEqual({ sampling: 4.5, scoring: 0, updating: 0 });
  });

  it("ends with the signal's reason at the next response", async () => {
    const abort = new AbortController();
    const policy = { sample: () => stream(answers) } as unknown as Sampler;
    const onEvent = () => abort.abort(new Error("enough"));
    const progress = { phase: "pure" as const, seconds: { ...none }, onEvent, signal: abort.signal };
    const found: SampledResponse[] = [];
    const sampling = async () => {
      for await (const r of sampleResponses(policy, [prompt("a")], 3, params as SamplingParams, progress))
        found.push(r);
    };
    await expect(sampling()).rejects.toThrow("enough");
    expect(found).toHaveLength(1);
  });
});

describe("withSteps", () => {
  it("adds the text and where steps end", async () => {
    const tokens = tokenizer.encode("1;2");
    const [response] = await all(withSteps(stream([sampled(0, 0, ...tokens)]), tokenizer, ";"));
    expect(response).toEqual({ ...sampled(0, 0, ...tokens), text: "1;2", stepEnds: [1, 2] });
  });
});

/** A process reward model that scores a step by the token it reads first, and puts down the prompts of each request. */
function model(
  requests: string[][],
  score = (tokens: readonly number[]) => tokens[0] / 100,
): ProcessRewardModel {
  return {
    scorer: {
      score: async (rows) => {
        const groups = readGroups(rows);
        requests.push(groups.map((group) => group.responses.map(({ tokens }) => tokens[0]).join()));
        await turn();
        return Float64Array.from(
          groups.flatMap(({ responses }) => responses.map(({ tokens }) => score(tokens))),
        );
      },
    },
    ...{ tokenizer, separator: ";", stepToken: 22 },
  };
}

const reward = (
  responses: SteppedResponse[],
  prompts: EncodedPrompt[],
  k: number,
  rewards: { prm?: ProcessRewardModel | null; verify?: Verifier },
  more: { signal?: AbortSignal; meanwhile?: boolean; seconds?: typeof none } = {},
) =>
  rewardResponses(
    stream(responses),
    prompts,
    k,
    { prm: null, verify: nothing, ...rewards },
    { seconds: { ...none }, ...more },
  );

describe("rewardResponses", () => {
  const two = [prompt("a"), prompt("bb", null)];
  const four = [stepped(1, 1), stepped(0, 0), stepped(1, 0), stepped(0, 1)];

  it("gathers groups in order with scores and verdicts, each its own", async () => {
    const requests: string[][] = [];
    const asked: unknown[] = [];
    const verify: Verifier = async (problem, response, text) => {
      asked.push([problem.id, text, response]);
      return { reward: Number(response[2]), answer: response, correct: true, undecided: null };
    };
    const table = await reward(four, two, 2, { prm: model(requests), verify });
    expect(table).toEqual({
      ...{ prompts: two, prompt: Int32Array.of(0, 0, 1, 1), sample: Int32Array.of(0, 1, 0, 1) },
      ...{ starts: Int32Array.of(0, 1, 2, 3, 4), tokens: Int32Array.of(4, 5, 6, 7) },
      ...{ mask: Uint8Array.of(1, 1, 1, 1), logprobs: new Float32Array(4), finish: Array(4).fill("stop") },
      ...{ texts: ["0.0", "0.1", "1.0", "1.1"], answers: ["0.0", "0.1", "1.0", "1.1"] },
      ...{ stepStarts: Int32Array.of(0, 1, 2, 3, 4), stepEnds: new Int32Array(4) },
      ...{ scores: Float64Array.of(0.04, 0.05, 0.06, 0.07), verifiable: [0, 1, 0, 1] },
      ...{ correct: Array(4).fill(true), undecided: Array(4).fill(null) },
    });
    // Both groups at once, the one that was complete first before the other.
    expect(requests).toEqual([["6,7", "4,5"]]);
    expect(asked).toEqual([
      ["bb", "text bb", "1.1"],
      ["a", "text a", "0.0"],
      ["bb", "text bb", "1.0"],
      ["a", "text a", "0.1"],
    ]);
  });

  it("gives no scores without a process reward model", async () => {
    const { scores, verifiable, answers } = await reward([stepped(0, 0)], [prompt("a")], 1, {});
    expect([scores, verifiable, answers]).toEqual([null, [null], [null]]);
  });

  it("scores whenever 64 responses are in complete groups, and the rest at the end", async () => {
    const prompts = Array.from({ length: 20 }, (_, i) => prompt(`${i}`));
    const requests: string[][] = [];
    const responses = prompts.flatMap((_, i) => [0, 1, 2, 3].map((k) => stepped(i, k, 5 + (i % 7))));
    const table = await reward(responses, prompts, 4, { prm: model(requests) });
    expect(requests.map(({ length }) => length)).toEqual([16, 4]);
    const exactly: string[][] = [];
    await reward(responses.slice(0, 64), prompts.slice(0, 16), 4, { prm: model(exactly) });
    expect(exactly.map(({ length }) => length)).toEqual([16]);
    expect(Array.from(table.scores!)).toEqual(prompts.flatMap((_, i) => Array(4).fill((5 + (i % 7)) / 100)));
  });

  it("scores complete groups meanwhile, where responses are sampled elsewhere", async () => {
    const prompts = Array.from({ length: 6 }, (_, i) => prompt(`${i}`));
    const requests: string[][] = [];
    const responses = prompts.flatMap((_, i) => [stepped(i, 0), stepped(i, 1)]);
    const table = await reward(responses, prompts, 2, { prm: model(requests) }, { meanwhile: true });
    expect(requests.length).toBeGreaterThan(2);
    expect(requests.flat()).toEqual(prompts.map((_, i) => `${tokenOf(i, 0)},${tokenOf(i, 1)}`));
    expect(Array.from(table.scores!)).toEqual(responses.map(({ tokens }) => tokens[0] / 100));
  });

  it("scores what became complete meanwhile as soon as it can, before anything else is", async () => {
    const requests: string[][] = [];
    const scored = async (count: number) => {
      while (requests.flat().length < count) await turn();
      await turn();
    };
    async function* responses() {
      yield stepped(0, 0);
      yield stepped(1, 0);
      yield stepped(2, 0);
      await scored(3);
      expect(requests.map(({ length }) => length)).toEqual([1, 2]);
      yield stepped(3, 0);
    }
    const prompts = Array.from({ length: 4 }, (_, i) => prompt(`${i}`));
    const rewards = { prm: model(requests), verify: nothing };
    await rewardResponses(responses(), prompts, 1, rewards, { seconds: { ...none }, meanwhile: true });
    expect(requests.map(({ length }) => length)).toEqual([1, 2, 1]);
  });

  it("counts the time of scores and verdicts as scoring", async () => {
    const slowly = () => new Promise((resolve) => setTimeout(resolve, 30));
    const verify = async () => {
      await slowly();
      return noVerdict;
    };
    const prm = model([]);
    const { score } = prm.scorer;
    prm.scorer.score = async (rows) => {
      await slowly();
      return score(rows);
    };
    for (const rewards of [{ verify }, { prm }]) {
      const seconds = { ...none };
      await reward([stepped(0, 0)], [prompt("a")], 1, rewards, { seconds });
      expect(seconds.scoring).toBeGreaterThan(0.02);
      expect(seconds).toEqual({ ...none, scoring: seconds.scoring });
    }
  });

  it.each([false, true])(
    "stops at a score that fails, with all that was scored (meanwhile: %s)",
    async (meanwhile) => {
      const cause = new Error("out of order");
      const prm = model([]);
      prm.scorer.score = async () => Promise.reject(cause);
      const error = await reward(four, two, 2, { prm }, { meanwhile }).catch((e) => e);
      expect(error).toBeInstanceOf(RewardError);
      expect(error).toMatchObject({
        message: "process reward: out of order",
        reward: "process reward",
        cause,
      });
      const failed = (id: string, response: string, token: number, reference: string | null) => ({
        ...{ problem: id, prompt: `text ${id}`, response, tokens: [token], reference },
      });
      const b = [failed("bb", "1.0", 6, null), failed("bb", "1.1", 7, null)];
      const a = [failed("a", "0.0", 4, "7"), failed("a", "0.1", 5, "7")];
      expect(error.responses).toEqual(meanwhile ? b : [...b, ...a]);
    },
  );

  it("stops at the next complete group where scoring failed meanwhile", async () => {
    const prompts = Array.from({ length: 50 }, (_, i) => prompt(`${i}`));
    let seen = 0;
    async function* counted() {
      for (const [i] of prompts.entries()) {
        await turn();
        seen++;
        yield stepped(i, 0);
      }
    }
    const rewards = { prm: model([], () => Number.NaN), verify: nothing };
    const options = { seconds: { ...none }, meanwhile: true };
    await expect(rewardResponses(counted(), prompts, 1, rewards, options)).rejects.toThrow(
      "process reward: the process reward model gave NaN at step 0 of response 0",
    );
    expect(seen).toBeLessThan(20);
  });

  it("names a reward of the user's that fails by its line, with what it threw", async () => {
    const cause = new TypeError("x is undefined");
    const verify: Verifier = async () =>
      Promise.reject(new RewardError("reward.custom (pure.config.ts:12)", [], cause));
    const error = await reward([stepped(0, 0)], [prompt("a")], 1, { verify }).catch((e) => e);
    expect(error).toBeInstanceOf(RewardError);
    expect(error).toMatchObject({ reward: "reward.custom (pure.config.ts:12)", cause });
  });

  it("stops at a verdict that fails, with its response", async () => {
    const cause = new Error("no judge");
    const verify: Verifier = async (problem) => {
      if (problem.id === "bb") throw cause;
      return noVerdict;
    };
    const error = await reward(four, two, 2, { verify }).catch((e) => e);
    expect(error).toMatchObject({
      message: "verifiable reward: no judge",
      reward: "verifiable reward",
      cause,
    });
    expect(error.responses).toEqual([
      { problem: "bb", prompt: "text bb", response: "1.1", tokens: [7], reference: null },
    ]);
  });

  it("gives the signal's reason where scoring was cut off by it", async () => {
    const abort = new AbortController();
    const prm = model([]);
    prm.scorer.score = async (_groups, signal) => {
      expect(signal).toBe(abort.signal);
      abort.abort(new Error("enough"));
      throw new Error("connection closed");
    };
    const error = await reward(four, two, 2, { prm }, { signal: abort.signal }).catch((e) => e);
    expect(error).toBe(abort.signal.reason);
  });
});

describe("isFiniteStep", () => {
  const good = Float32Array.of(-1, -2);
  const finite = (key: string, ...rows: Float32Array[]) =>
    isFiniteStep(tableOf(rows.map((row) => [{ tokens: [5, 6], mask: Uint8Array.of(1, 0), [key]: row }])));

  it.each(["logprobs", "refLogprobs", "values"] as const)("sees every number of %s", (key) => {
    const finite = (...rows: Float32Array[]) =>
      isFiniteStep(tableOf(rows.map((row) => [{ tokens: [5, 6], [key]: row }])));
    expect(finite(good, good)).toBe(true);
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
      for (const row of [Float32Array.of(bad, 1), Float32Array.of(1, bad)]) {
        expect(finite(good, row)).toBe(false);
        expect(finite(row, good)).toBe(false);
      }
  });

  it("asks for no numbers that are not there, nor for those of tokens that are not the policy's own", () => {
    expect(isFiniteStep(tableOf([[{}]]))).toBe(true);
    expect(finite("refLogprobs", good, Float32Array.of(1, Number.NaN))).toBe(true);
    expect(finite("refLogprobs", good, Float32Array.of(Number.NaN, 1))).toBe(false);
  });
});

describe("stepsOf", () => {
  it("has each step's text and score, and none without a model", () => {
    const tokens = tokenizer.encode("1;23");
    const table = tableOf([[{ scores: [0.5] }], [{ tokens, stepEnds: [1, 3], scores: [0.25, -1] }]]);
    expect(stepsOf(table, 1, tokenizer)).toEqual([
      { text: "1;", reward: 0.25 },
      { text: "23", reward: -1 },
    ]);
    expect(stepsOf({ ...table, scores: null }, 1, tokenizer).map(({ reward }) => reward)).toEqual([
      null,
      null,
    ]);
  });
});

describe("responses that are not drawn from the policy's own distribution", () => {
  it("bias the gradient, which is said with the setting; nothing is said of the policy itself", () => {
    expect(offPolicySampling({ temperature: 1, topP: 1 })).toBeNull();
    expect(offPolicySampling({ temperature: 0.7, topP: 1 })).toMatch(/^sampling\.temperature is 0\.7: /);
    expect(offPolicySampling({ temperature: 1, topP: 0.9 })).toMatch(/^sampling\.topP is 0\.9: /);
    expect(offPolicySampling({ temperature: 0.7, topP: 0.9 })).toMatch(/^sampling\.temperature is 0\.7: /);
  });
});
