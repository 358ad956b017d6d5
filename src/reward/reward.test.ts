import * as fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { FakeEngine } from "../../tests/fake-engine.ts";
import { fakePrm, tokenizer, vocabSize } from "../../tests/fake-run.ts";
import { readTable } from "../../tests/table.ts";
import { UserError } from "../common/errors.ts";
import type { CustomReward } from "../config/schema.ts";
import { RewardError } from "./failure.ts";
import { nodeJudges } from "./judges.ts";
import { embeddedScorer, scoreSteps } from "./prm.ts";
import { PURE_READING, readingMismatches, stepTokenId } from "./reading.ts";
import { answerVerifier, keepsAnswer, trainingVerifier } from "./verifiable.ts";

const problem = { id: "a", prompt: "1+1=", answer: "2" };
const pattern = "A(\\d)";
const keep = { mode: "prm+vr" as const, verifiableShare: 1, verifier: { timeoutSeconds: 60 } };

describe("scoreSteps", () => {
  const model = {
    scorer: embeddedScorer(fakePrm()),
    tokenizer,
    separator: ";",
    stepToken: stepTokenId(tokenizer, ";"),
  };
  const eos = tokenizer.eosIds[0];
  const stepped = (text: string, end: number[] = []) => ({
    tokens: [...tokenizer.encode(text), ...end],
    positions: [],
  });

  it("reads p(good) − p(bad) at each step's end, whatever ends it", async () => {
    const prompt = tokenizer.encode("1+1=");
    const rows = readTable([
      { prompt, responses: [stepped("1+1=7;A7", [eos]), stepped("1+1=2;")] },
      { prompt, responses: [stepped("ok7")] },
    ]);
    const scores = await scoreSteps(model, rows);
    // The fake likes a 7 before the step token: tanh(4), since its logits are ±4.
    const good = Math.tanh(4);
    expect(Array.from(scores, (score) => score / good)).toEqual(
      [1, 1, -1, 1].map((x) => expect.closeTo(x, 3)),
    );
  });

  it("throws where a step has no score, or one that is not a number", async () => {
    const engine = new FakeEngine({ vocabSize, labels: 2 });
    engine.weights.fill(Number.NaN);
    const rows = readTable([{ prompt: tokenizer.encode("1="), responses: [stepped("A1")] }]);
    await expect(scoreSteps({ ...model, scorer: embeddedScorer(engine) }, rows)).rejects.toThrow(
      "the process reward model gave NaN at step 0 of response 0",
    );
    // Of the second response, which has two steps, the second.
    const two = readTable([{ prompt: [1], responses: [stepped("1"), stepped("1;2")] }]);
    const giving = (...scores: number[]) => ({
      ...model,
      scorer: { score: async () => Float64Array.from(scores) },
    });
    const infinite = scoreSteps(giving(1, 1, Number.POSITIVE_INFINITY), two);
    await expect(infinite).rejects.toThrow("Infinity at step 1 of response 1");
    for (const scores of [
      [1, 1],
      [1, 1, 1, 1],
    ])
      await expect(scoreSteps(giving(...scores), two)).rejects.toThrow(
        `gave ${scores.length} scores for 3 steps`,
      );
  });

  it("needs a step token that is one token", () => {
    expect(() => stepTokenId(tokenizer, ";;")).toThrow(UserError);
  });
});

describe("verifiable rewards", () => {
  it("are 1, 0, or none", async () => {
    const verify = answerVerifier(pattern, nodeJudges());
    const judged = { undecided: null };
    expect(await verify(problem, "1+1=2;A2")).toEqual({ reward: 1, answer: "2", correct: true, ...judged });
    expect(await verify(problem, "A3")).toEqual({ reward: 0, answer: "3", correct: false, ...judged });
    expect(await verify(problem, "ok")).toEqual({ reward: 0, answer: null, correct: false, ...judged });
    const unknown = { ...problem, answer: null };
    expect(await verify(unknown, "A3")).toEqual({ reward: null, answer: "3", correct: null, ...judged });
  });

  it("are asked of the verifier with the problem's text, and with a pattern only where there is one", async () => {
    const asked: unknown[] = [];
    const answers = {
      verify: async (...words: unknown[]) => {
        asked.push(words);
        return { verdict: true, extracted: "2", reason: "", rules: [], ms: 0 };
      },
      close: async () => {},
    };
    await answerVerifier(null, nodeJudges(answers))(problem, "x");
    await answerVerifier(pattern, nodeJudges(answers))(problem, "x");
    expect(asked).toStrictEqual([
      ["x", "2", { problem: "1+1=" }],
      ["x", "2", { answerPattern: pattern, problem: "1+1=" }],
    ]);
  });

  it("are none where the verifier cannot decide, with its reason", async () => {
    const timed = { verdict: null, extracted: "x", reason: "time limit (1000 ms)", rules: [], ms: 1000 };
    const answers = { verify: async () => timed, close: async () => {} };
    const expected = { reward: null, answer: "x", correct: null, undecided: "time limit (1000 ms)" };
    expect(await answerVerifier(null, nodeJudges(answers))(problem, "x")).toEqual(expected);
    expect(await trainingVerifier(keep, null, 0, nodeJudges(answers))(problem, "x", "1+1=")).toEqual(
      expected,
    );
  });

  it("miss nothing where the verifier cannot decide what they do not depend on", async () => {
    const settings = { ...keep, verifier: { timeoutSeconds: 0.05 } };
    const judged = (extracted: string | null, changed: Partial<Parameters<typeof trainingVerifier>[0]>) => {
      const timed = { verdict: null, extracted, reason: "time limit (1000 ms)", rules: [], ms: 1000 };
      const answers = { verify: async () => timed, close: async () => {} };
      return trainingVerifier(
        { ...settings, ...changed },
        null,
        0,
        nodeJudges(answers),
      )(problem, "x", "1+1=");
    };
    const unknown = { reward: null, answer: "x", correct: null, undecided: null };
    expect(await judged("x", { custom: () => 0.5 })).toEqual({ ...unknown, reward: 0.5 });
    const undecided = "reward.custom took longer than 0.05 s";
    expect(await judged("x", { custom: () => new Promise(() => {}) })).toEqual({ ...unknown, undecided });
    // Nobody knows whether it has an answer: it is not said to have none.
    for (const [extracted, answer] of [
      ["x", "x"],
      [null, ""],
    ] as const)
      for (const nothing of [{ mode: "prm" as const }, { verifiableShare: 0 }])
        expect(await judged(extracted, nothing)).toEqual({ ...unknown, answer });
  });

  it("tell monitors that a response has no answer where nothing depends on that", async () => {
    const none = { verdict: false, extracted: null, reason: "no answer in the prediction", rules: [], ms: 1 };
    const answers = { verify: async () => none, close: async () => {} };
    const judged = trainingVerifier(
      { ...keep, mode: "prm" },
      null,
      0,
      nodeJudges(answers),
    )(problem, "x", "1+1=");
    expect(await judged).toEqual({ reward: null, answer: null, correct: false, undecided: null });
  });

  it("are given by mode, and to the share of problems that keep their answer; what is right is known of all", async () => {
    const reward = (settings: Parameters<typeof trainingVerifier>[0]) =>
      trainingVerifier(settings, pattern, 0, nodeJudges())(problem, "A2", "1+1=");
    const judged = { answer: "2", correct: true, undecided: null };
    expect(await reward(keep)).toEqual({ reward: 1, ...judged });
    expect(await reward({ ...keep, mode: "prm" })).toEqual({ reward: null, ...judged });
    expect(await reward({ ...keep, verifiableShare: 0 })).toEqual({ reward: null, ...judged });
    expect(await reward({ ...keep, custom: async ({ reference }) => Number(reference) / 4 })).toEqual({
      reward: 0.5,
      ...judged,
    });
    await expect(reward({ ...keep, custom: () => Number.NaN })).rejects.toThrow(/reward\.custom gave NaN/);
  });

  it("of one's own are waited for no longer than the verifier's, whether they compute or wait", async () => {
    const within = (custom: CustomReward, timeoutSeconds = 0.05) =>
      trainingVerifier(
        { ...keep, custom, verifier: { timeoutSeconds } },
        pattern,
        0,
        nodeJudges(),
      )(problem, "A2", "1+1=");
    const late = { reward: null, correct: true, undecided: "reward.custom took longer than 0.05 s" };
    const forEver = () => {
      for (;;);
    };
    expect(await within(forEver)).toMatchObject(late);
    expect(await within(() => Number(/^(a+)+$/.test(`${"a".repeat(50)}b`)))).toMatchObject(late);
    expect(await within(() => new Promise(() => {}))).toMatchObject(late);
    const slow = () => new Promise<number>((resolve) => setTimeout(resolve, 250, 0.25));
    expect(await within(slow)).toMatchObject(late);
    // Longer than Node's timers go, and its scripts.
    for (const seconds of [20, 3e6, 1e10])
      expect(await within(slow, seconds)).toMatchObject({ reward: 0.25, undecided: null });
    const failing = async () => Promise.reject(new TypeError("its own"));
    await expect(within(failing, 20)).rejects.toMatchObject({
      ...{ reward: "reward.custom", cause: expect.any(TypeError) },
    });
    await expect(
      within(() => {
        throw new TypeError("its own");
      }, 20),
    ).rejects.toMatchObject({
      reward: expect.stringMatching(/^reward\.custom/),
      cause: expect.any(TypeError),
    });
    expect(await within(() => null, 20)).toMatchObject({ reward: null, undecided: null });
    await expect(
      within(() => {
        throw null;
      }, 20),
    ).rejects.toMatchObject({ reward: "reward.custom", cause: null });
    vi.useFakeTimers();
    await within(() => 1, 20);
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
    await expect(within((() => undefined) as never, 20)).rejects.toThrow(/reward\.custom gave undefined/);
  });

  it("keep about the share asked for, the same for the same seed, and more for a larger share", () => {
    const ids = Array.from({ length: 4000 }, (_, i) => `problem ${i}`);
    const kept = (share: number, seed: number) => ids.filter((id) => keepsAnswer(id, share, seed));
    expect(kept(0.1, 1).length / ids.length).toBeCloseTo(0.1, 1);
    expect(kept(0.1, 1)).toEqual(kept(0.1, 1));
    expect(kept(0.1, 1)).not.toEqual(kept(0.1, 2));
    // A run that is resumed, by whatever version, keeps the same ones.
    expect(kept(0.1, 1).slice(0, 3)).toEqual(["problem 0", "problem 3", "problem 17"]);
    expect(kept(1, 1).length).toBe(ids.length);
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.float({ min: 0, max: 1, noNaN: true }), (id, seed, share) => {
        if (keepsAnswer(id, share / 2, seed)) expect(keepsAnswer(id, share, seed)).toBe(true);
      }),
    );
  });
});

describe("a policy that is read otherwise than the model says", () => {
  const policy = { stepSeparator: ";", stepToken: null, template: null, system: null };
  const said = { ...PURE_READING, stepSeparator: ";", stepToken: ";" };

  it("is said, and nothing else", () => {
    expect(readingMismatches(said, policy)).toEqual([]);
    expect(readingMismatches(said, { ...policy, stepToken: ";" })).toEqual([]);
    expect(readingMismatches({ ...said, stepSeparator: "\n" }, policy)).toEqual([
      'its step separator is "\\n", and here it is ";"',
    ]);
    expect(
      readingMismatches(said, { ...policy, stepToken: "x", template: "{problem}", system: "s" }),
    ).toEqual([
      'its step token is ";", and here it is "x"',
      'its prompt template is none, and here it is "{problem}"',
      'its system message is none, and here it is "s"',
    ]);
  });

  it("is not held against a model that says nothing, but for the separator", () => {
    expect(readingMismatches(PURE_READING, { ...policy, stepToken: "x", system: "s" })).toEqual([
      'its step separator is "\\n\\n", and here it is ";"',
    ]);
  });
});

it("a reward's failure says which reward, and why", () => {
  const failed = [{ problem: "1+1=", prompt: "1+1=", response: "x" }];
  const cause = new TypeError("its own");
  expect(new RewardError("custom reward", failed, cause)).toMatchObject({
    ...{ name: "RewardError", message: "custom reward: its own", responses: failed, cause },
  });
  expect(new RewardError("custom reward", failed, "a text").message).toBe("custom reward: a text");
});
