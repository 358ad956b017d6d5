// The Tinker engine against a stub that fails on a seeded schedule: whatever happens on the way, every update is made
// once and of the right batch, and the weights are those of a run without a fault.
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type Group, stepOf } from "../../../tests/rows.ts";
import { openEngine } from "../../../tests/tinker-engine.ts";
import {
  FAULTS,
  markOf,
  type StubOptions,
  type StubUpdate,
  startTinker,
} from "../../../tests/tinker-server.ts";
import type { AdamParams, SampledResponse } from "../types.ts";
import { EngineLostError } from "../types.ts";
import type { TinkerEngine } from "./engine.ts";
import type { ServerKind } from "./loss.ts";

const ppo = { type: "ppo", clipLow: 0.2, clipHigh: 0.2 } as const;

/** The learning rate tells the step, in the server's log too. */
const adam = (step: number): AdamParams => ({
  ...{ beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0, maxGradNorm: 0 },
  learningRate: 0.005 * (1 + step / 1e6),
});

/**
 * Trains a policy to say token 1, saves it every `saveEvery` steps, and goes on from there when the server has lost it.
 * Responses are sampled anew every `sampleEvery` steps. Gives what the server has of the last model, what was sent for
 * each step, and the share of 1 in what was sampled.
 */
async function train(
  { kind, steps, sampleEvery }: { kind: ServerKind; steps: number; sampleEvery: number },
  saveEvery: number,
  stub: StubOptions,
) {
  const server = await startTinker({ kind, ...stub });
  const engine = await opened(server.url, kind);
  const directory = mkdtempSync(join(tmpdir(), "tinker-faults-"));
  const at = (step: number) => join(directory, String(step));
  const rewards: number[] = [];
  const sent: StubUpdate[] = [];
  let groups: Group[] = [];
  let [step, saved, lost] = [0, -1, 0];
  let broken = false;
  while (step < steps) {
    try {
      if (broken) {
        await engine.reopen();
        if (saved >= 0) await engine.load(at(saved));
        step = Math.max(saved, 0);
        broken = false;
      }
      if (step % saveEvery === 0 && saved !== step) {
        mkdirSync(at(step), { recursive: true });
        await engine.save(at(step));
        saved = step;
      }
      if (step % sampleEvery === 0) groups = await sampledGroups(engine, step, rewards);
      const targets = groups.flatMap(({ prompt, responses }) =>
        responses.map(({ tokens }) => [...Array.from(prompt).slice(1), ...Array.from(tokens)]),
      );
      sent[step] = { passes: 1, mark: markOf(targets), learningRate: adam(step).learningRate };
      await stepOf(engine, groups, ppo, adam(step));
      step++;
    } catch (error) {
      if (!(error instanceof EngineLostError)) throw error;
      broken = true;
      lost++;
    }
  }
  const { bigram, updates } = [...server.models.values()].at(-1)!;
  await engine.dispose();
  await server.close();
  return {
    weights: bigram.weights,
    updates,
    sent,
    rewards: rewards.filter(Number.isFinite),
    lost,
    faults: server.faults,
  };
}

/** A server that fails may do so while the engine is opened. */
async function opened(url: string, server: ServerKind): Promise<TinkerEngine> {
  for (;;) {
    try {
      return await openEngine(url, { server, attempts: 30 });
    } catch (error) {
      if (!(error instanceof EngineLostError)) throw error;
    }
  }
}

async function sampledGroups(engine: TinkerEngine, step: number, rewards: number[]): Promise<Group[]> {
  const prompts = [[2], [3, 4]];
  const params = { maxTokens: 4, temperature: 1, topP: 1, stopTokens: [0], stop: [], seed: step };
  const responses: SampledResponse[] = [];
  for await (const response of (await engine.snapshot()).sample(prompts, 2, params)) responses.push(response);
  const tokens = responses.flatMap((response) => response.tokens);
  rewards[step] = tokens.filter((token) => token === 1).length / tokens.length;
  return prompts.map((prompt, p) => ({
    prompt,
    responses: responses
      .filter((response) => response.prompt === p)
      .sort((a, b) => a.sample - b.sample)
      .map((response) => ({
        tokens: response.tokens,
        weights: new Float32Array(response.tokens.length).fill(1 / tokens.length),
        advantages: Float32Array.from(response.tokens, (token) => (token === 1 ? 1 : -0.2)),
        old: response.logprobs,
      })),
  }));
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

it("1000 steps against a failing server make every update once, of its own batch", async () => {
  const faults = { share: 0.05, seed: 5 };
  const run = { kind: "tinker", steps: 1000, sampleEvery: 5 } as const;
  const { updates, sent, rewards, lost, ...rest } = await train(run, 25, {
    ...{ faults, restartEvery: 97, expireEvery: 311 },
  });
  // The server's own log of the model that is left.
  expect(updates).toEqual(sent);
  expect(new Set(updates.map(({ learningRate }) => learningRate)).size).toBe(1000);
  expect(mean(rewards.slice(-10))).toBeGreaterThan(mean(rewards.slice(0, 10)) + 0.3);
  // All that can happen did.
  expect(lost).toBeGreaterThanOrEqual(3);
  expect([...rest.faults.keys()].sort()).toEqual([...FAULTS].sort());
});

it.each([
  { kind: "tinker", steps: 60, sampleEvery: 1, share: 0.1 },
  { kind: "skyrl", steps: 60, sampleEvery: 1, share: 0.01 },
] as const)("a failing server ($kind) leads to the weights that another does", async ({ share, ...run }) => {
  const clean = await train(run, run.steps, {});
  const faulty = await train(run, 10, { faults: { share, seed: 5 }, expireEvery: 35 });
  expect(clean.lost).toBe(0);
  expect(faulty.lost).toBeGreaterThan(0);
  expect(faulty.updates).toEqual(clean.updates);
  expect(faulty.rewards).toEqual(clean.rewards);
  expect(faulty.weights).toEqual(clean.weights);
});
