// Each response's record: verdict, answer, class of equal answers, format, steps by scores or by a judge.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import type { OpenPrm } from "../../reward/open.ts";
import { PURE_READING } from "../../reward/reading.ts";
import { createVerifierPool } from "../../verify/pool.ts";
import { ScoreFile } from "../prm-scores.ts";

import { type JudgeSettings, judgeResponses } from "./judge.ts";
import type { ResponseRecord, StoredProblem } from "./types.ts";

const root = mkdtempSync(join(tmpdir(), "pure-judge-"));
const verifier = createVerifierPool({ concurrency: 1 });
afterAll(async () => {
  rmSync(root, { recursive: true });
  await verifier.close();
});

const half: StoredProblem = {
  ...{ suite: "fractions", id: "half", prompt: "What is 1/4 + 1/4?", answer: "\\frac{1}{2}" },
  ...{ levelName: null, subject: null },
};
const response = (sample: "greedy" | number, text: string, more: Partial<ResponseRecord> = {}) => ({
  ...{ suite: half.suite, problem: half.id, sample, text },
  ...{ finish: "stop" as const, tokens: 5, promptTokens: null, ...more },
});
const responses: ResponseRecord[] = [
  response("greedy", "So \\boxed{0.5}."),
  response(0, "good\n\nThe answer is 1/2"),
  response(1, "wrong\n\nSo \\boxed{2}"),
  response(2, "good\n\nwrong\n\nSo \\boxed{\\frac24}"),
  response(3, "I", { finish: "length", tokens: null }),
];
const base: JudgeSettings = { verifier, judging: () => ({}), prm: null, chainJudge: null };
const judged = async (settings: Partial<JudgeSettings>) =>
  (await judgeResponses([half], () => responses, { ...base, ...settings }))!;

it("has verdict, answer, class, format and length of each", async () => {
  const verdicts = await judged({});
  expect(verdicts.map(({ correct }) => correct)).toEqual([true, true, false, true, false]);
  expect(verdicts.map((verdict) => verdict.class)).toEqual([-1, 0, 1, 0, -1]);
  expect(verdicts.map(({ formatted }) => formatted)).toEqual([true, false, true, true, false]);
  expect(verdicts.map(({ truncated, tokens }) => [truncated, tokens]).at(-1)).toEqual([true, null]);
  expect(verdicts[4].answer).toBeNull();
  expect(new Set(verdicts.map(({ steps, chainRight }) => `${steps} ${chainRight}`))).toEqual(
    new Set(["null null"]),
  );
});

it("has p(good) of each step, and whether all are right", async () => {
  let scored = 0;
  const model: OpenPrm = {
    ...{ name: "http://fake", reading: PURE_READING, tooLong: () => null, dispose: async () => {} },
    scoreSolutions: async (solutions) => {
      scored += solutions.length;
      return solutions.map(({ steps }) => steps.map((step) => (step === "wrong" ? -0.5 : 1)));
    },
  };
  const by = { prm: "http://fake", reading: PURE_READING, files: [] };
  const scores = await ScoreFile.open(join(root, "scores.jsonl"), by);
  const prm = { model, scores, threshold: 0.3 };
  const verdicts = await judged({ prm });
  expect(verdicts.map(({ steps }) => steps)).toEqual([[1], [1, 1], [0.25, 1], [1, 0.25, 1], [1]]);
  expect(verdicts.map(({ chainRight }) => chainRight)).toEqual([true, true, false, false, true]);
  expect((await judged({ prm: { ...prm, threshold: 0.2 } })).every(({ chainRight }) => chainRight)).toBe(
    true,
  );
  expect(scored).toBe(5);
});

it("asks a judge about right answers alone", async () => {
  const asked: string[] = [];
  const chainJudge = async ({ steps }: { steps: readonly string[] }) => {
    asked.push(steps.join("|"));
    return { right: !steps.includes("wrong"), firstWrong: null, reason: "" };
  };
  const verdicts = await judged({ chainJudge });
  expect(verdicts.map(({ chainRight }) => chainRight)).toEqual([true, true, null, false, null]);
  expect(asked).toHaveLength(3);
});

it("stops at a signal, whatever answer is still being compared", async () => {
  const control = new AbortController();
  const endless: JudgeSettings["verifier"] = {
    verify: () => {
      control.abort();
      return new Promise(() => {});
    },
    close: async () => {},
  };
  const settings = { ...base, verifier: endless, signal: control.signal };
  expect(await judgeResponses([half], () => responses, settings)).toBeNull();
  expect(await judgeResponses([half], () => responses, { ...base, signal: AbortSignal.abort() })).toBeNull();
});
