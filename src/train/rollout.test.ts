import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { tokenizer } from "../../tests/fake-run.ts";
import type { EncodedPrompt } from "../data/prompts.ts";
import type { Engine, SampledResponse, SamplingParams } from "../engine/types.ts";
import { RewardError } from "../reward/failure.ts";
import type { ProcessRewardModel, ReadGroup } from "../reward/prm.ts";
import type { Verdict, Verifier } from "../reward/verifiable.ts";
import type { TrainEvent } from "./events.ts";
import {
  addReference,
  creditGroup,
  isFiniteStep,
  noCredit,
  type Rollout,
  type RolloutGroup,
  rewardResponses,
  sampleResponses,
  timed,
  withSteps,
} from "./rollout.ts";

const prompt = (id: string, answer: string | null = "7"): EncodedPrompt => ({
  ...{ problem: { id, prompt: `problem ${id}`, answer }, text: `text ${id}`, tokens: [1, id.length] },
});
const sampled = (at: number, sample: number, ...tokens: number[]): SampledResponse => ({
  ...{ prompt: at, sample, tokens, logprobs: new Float32Array(tokens.length), finish: "stop" },
});
type Stepped = SampledResponse & { text: string; stepEnds: number[] };
/** A token that can be seen. */
const tokenOf = (at: number, sample: number) => 4 + ((2 * at + sample) % 14);
const stepped = (at: number, sample: number, token = tokenOf(at, sample)): Stepped => ({
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
const undecided: Verdict = { reward: null, answer: null, correct: null, undecided: null };
const nothing: Verifier = () => undecided;

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
  const answers = [sampled(0, 1, 5, 6), sampled(0, 0, 7), sampled(1, 0, 8, 9, 2)];

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
    } as unknown as Engine;
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
    expect(found).toEqual(answers);
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
    const policy = { sample: () => stream(answers) } as unknown as Engine;
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
      score: async (groups: readonly ReadGroup[]) => {
        requests.push(groups.map((group) => group.responses.map(({ tokens }) => tokens[0]).join()));
        await turn();
        return groups.map(({ responses }) => responses.map(({ tokens }) => [score(tokens)]));
      },
    },
    ...{ tokenizer, separator: ";", stepToken: 22 },
  };
}

const reward = (
  responses: Stepped[],
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
    const verify: Verifier = async (problem, text, response) => {
      asked.push([problem.id, text, response]);
      return { reward: Number(response[2]), answer: response, correct: true, undecided: null };
    };
    const groups = await reward(four, two, 2, { prm: model(requests), verify });
    expect(groups.map(({ prompt }) => prompt)).toEqual(two);
    const row = groups.map(({ responses }) =>
      responses.map(({ text, sample, scores, verdict }) => [text, sample, scores, verdict.reward]),
    );
    expect(row).toEqual([
      [
        ["0.0", 0, [0.04], 0],
        ["0.1", 1, [0.05], 1],
      ],
      [
        ["1.0", 0, [0.06], 0],
        ["1.1", 1, [0.07], 1],
      ],
    ]);
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
    const [{ responses }] = await reward([stepped(0, 0)], [prompt("a")], 1, {});
    expect(responses[0]).toEqual({ ...stepped(0, 0), scores: null, verdict: undecided });
  });

  it("scores whenever 64 responses are in complete groups, and the rest at the end", async () => {
    const prompts = Array.from({ length: 20 }, (_, i) => prompt(`${i}`));
    const requests: string[][] = [];
    const responses = prompts.flatMap((_, i) => [0, 1, 2, 3].map((k) => stepped(i, k, 5 + (i % 7))));
    const groups = await reward(responses, prompts, 4, { prm: model(requests) });
    expect(requests.map(({ length }) => length)).toEqual([16, 4]);
    const exactly: string[][] = [];
    await reward(responses.slice(0, 64), prompts.slice(0, 16), 4, { prm: model(exactly) });
    expect(exactly.map(({ length }) => length)).toEqual([16]);
    expect(groups.map(({ responses }) => responses[3].scores)).toEqual(
      prompts.map((_, i) => [(5 + (i % 7)) / 100]),
    );
  });

  it("scores complete groups meanwhile, where responses are sampled elsewhere", async () => {
    const prompts = Array.from({ length: 6 }, (_, i) => prompt(`${i}`));
    const requests: string[][] = [];
    const responses = prompts.flatMap((_, i) => [stepped(i, 0), stepped(i, 1)]);
    const groups = await reward(responses, prompts, 2, { prm: model(requests) }, { meanwhile: true });
    expect(requests.length).toBeGreaterThan(2);
    expect(requests.flat()).toEqual(prompts.map((_, i) => `${tokenOf(i, 0)},${tokenOf(i, 1)}`));
    expect(groups.flatMap(({ responses }) => responses).every(({ scores }) => scores?.length === 1)).toBe(
      true,
    );
  });

  it("counts the time of scores and verdicts as scoring", async () => {
    const slowly = () => new Promise((resolve) => setTimeout(resolve, 30));
    const verify = async () => {
      await slowly();
      return undecided;
    };
    const prm = model([]);
    const { score } = prm.scorer;
    prm.scorer.score = async (groups) => {
      await slowly();
      return score(groups);
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
      "process reward: the process reward model gave NaN at step 0 of response 0 of group 0",
    );
    expect(seen).toBeLessThan(20);
  });

  it("stops at a verdict that fails, with its response", async () => {
    const cause = new Error("no judge");
    const verify: Verifier = async (problem) => {
      if (problem.id === "bb") throw cause;
      return undecided;
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

const rollout = (more: Partial<Rollout> = {}): Rollout => ({
  ...stepped(0, 0),
  ...{ scores: null, verdict: undecided },
  ...more,
});
const groupOf = (...responses: Partial<Rollout>[]): RolloutGroup => ({
  prompt: prompt("a"),
  responses: responses.map(rollout),
});

describe("addReference", () => {
  it("asks for the responses' tokens and gives each its own row", async () => {
    const groups = [groupOf({ tokens: [4] }, { tokens: [5, 6] }), groupOf({ tokens: [7] })];
    const logprobs = vi.fn(async () => [[Float32Array.of(1), Float32Array.of(2, 3)], [Float32Array.of(4)]]);
    await addReference({ logprobs }, groups);
    expect(logprobs.mock.calls).toEqual([
      [
        [
          { prompt: [1, 1], responses: [[4], [5, 6]] },
          { prompt: [1, 1], responses: [[7]] },
        ],
      ],
    ]);
    const rows = groups.map(({ responses }) => responses.map(({ refLogprobs }) => [...refLogprobs!]));
    expect(rows).toEqual([[[1], [2, 3]], [[4]]]);
  });
});

describe("isFiniteStep", () => {
  const good = Float32Array.of(-1, -2);

  it.each(["logprobs", "refLogprobs", "values"] as const)("sees every number of %s", (key) => {
    expect(isFiniteStep([groupOf({ [key]: good }), groupOf({ [key]: good }, { [key]: good })])).toBe(true);
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
      for (const row of [Float32Array.of(bad, 1), Float32Array.of(1, bad)]) {
        expect(isFiniteStep([groupOf({}, { [key]: row }), groupOf({})])).toBe(false);
        expect(isFiniteStep([groupOf({}), groupOf({ [key]: row }, {})])).toBe(false);
      }
  });

  it("asks for no numbers that are not there", () => {
    expect(isFiniteStep([groupOf({ logprobs: good, refLogprobs: undefined, values: undefined })])).toBe(true);
  });
});

describe("credit", () => {
  it("is none where a step is dropped, a number a token", () => {
    const zeros = (length: number) => ({
      ...{
        transformed: new Float64Array(0),
        returns: new Float64Array(length),
        advantages: new Float64Array(length),
      },
    });
    const credits = noCredit([groupOf({ tokens: [1, 2, 3] }, { tokens: [4] }), groupOf({ tokens: [5, 6] })]);
    expect(credits).toEqual([[zeros(3), zeros(1)], [zeros(2)]]);
    // Arrays of their own.
    expect(credits[0][0].returns).not.toBe(credits[0][0].advantages);
  });

  it("sees log-probabilities only beside those of a reference", () => {
    const logprobs = Float32Array.of(-1, -2);
    const refLogprobs = Float32Array.of(-3, -4);
    const values = Float32Array.of(5, 6);
    const verdict = { ...undecided, reward: 0.5 };
    const tokens = [8, 9];
    const both = { tokens, logprobs, refLogprobs, values, stepEnds: [0, 1], scores: [0.1, 0.2], verdict };
    const seen = creditGroup(groupOf(both, { tokens, logprobs }));
    expect(seen).toEqual({
      responses: [
        { length: 2, stepEnds: [0, 1], scores: [0.1, 0.2], verifiable: 0.5, logprobs, refLogprobs, values },
        { length: 2, stepEnds: [0], scores: [], verifiable: null },
      ],
    });
  });
});
