// What a step learns from: dynamic sampling, overlong shaping and the truncation mask, by themselves and in a run.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fakeConfig, fakeInputs, temporaryRuns } from "../../tests/fake-run.ts";
import { type Journal, recording } from "../../tests/recording.ts";
import { noVerdict, type Row, tableOf } from "../../tests/table.ts";
import { groupsOf } from "../common/rows.ts";
import type { PureConfig } from "../config/schema.ts";
import { resolveConfig } from "../config.ts";
import type { CreditColumns } from "../credit/columns.ts";
import type { CreditEstimator } from "../credit/settings.ts";
import type { Scored } from "../data/table.ts";
import { trainPure } from "./on-disk.ts";
import type { RolloutRecord, StepMetrics } from "./runs/records.ts";
import { informativeGroups, maskTruncated, overlongPenalty, shapeOverlong } from "./selection.ts";
import { trustAfter } from "./trust.ts";

/** A group whose responses have these rewards (null: none) and scores, and this token besides another. */
const group = (rewards: (number | null)[], token = 1, scores?: number[][]) =>
  rewards.map((reward, k) => ({
    ...{ tokens: [token, 2], logprobs: Float32Array.of(-token, -2), verdict: { ...noVerdict, reward } },
    ...(scores && { scores: scores[k] }),
  }));
type Rows = ReturnType<typeof group>;

describe("dynamic sampling", () => {
  const [mixed, right, wrong, other] = [group([1, 0]), group([1, 1], 7), group([0, 0], 8), group([0, 1], 9)];
  const run = async (
    dynamicBatches: number,
    batches: Rows[][],
    weight = 1,
    estimator: CreditEstimator = "rloo",
  ) => {
    const asked: number[] = [];
    const tables = batches.map((groups) => tableOf(groups));
    const sample = async (batch: number): Promise<Scored> => {
      asked.push(batch);
      return tables[batch];
    };
    const sampling = { promptsPerStep: 2, dynamicBatches };
    const config = { sampling, credit: { estimator } } as PureConfig;
    const { scored, ...rest } = await informativeGroups(sample, config, weight);
    expect(asked).toEqual(asked.map((_, i) => i));
    expect(rest.batches).toBe(asked.length);
    return { ...rest, first: tables[0], scored, taken: groupsOf(scored).length };
  };
  /** What a table of these groups has before anything is added to it. */
  const bare = (groups: Rows[]) => {
    const { transformed, returns, advantages, trained, ...scored } = tableOf(groups);
    return scored;
  };

  it("off: the batch as it is", async () => {
    const { scored, first, ...rest } = await run(0, [[right, mixed]]);
    expect(scored).toBe(first);
    expect(rest).toEqual({ batches: 1, taken: 2 });
  });

  it("one batch: a filter of groups without variance", async () => {
    const { scored, droppedGroups } = await run(1, [[right, mixed]]);
    expect(scored).toEqual(bare([mixed]));
    expect(droppedGroups).toBe(1);
    expect(await run(1, [[mixed, mixed]])).toMatchObject({ taken: 2, droppedGroups: 0 });
  });

  it("samples on until the batch is full, and no further", async () => {
    const batches = [
      [right, mixed],
      [wrong, right],
      [other, mixed],
      [mixed, mixed],
    ];
    const { scored, ...rest } = await run(9, batches);
    expect(scored).toEqual(bare([mixed, other]));
    expect(rest).toMatchObject({ batches: 3, droppedGroups: 3 });
    expect(await run(2, batches)).toMatchObject({ taken: 1, batches: 2, droppedGroups: 3 });
    // A batch that is full is enough.
    const full = { taken: 2, batches: 1, droppedGroups: 0 };
    expect(await run(9, [[mixed, other], ...batches])).toMatchObject(full);
  });

  it("joins tables whose rows are of different lengths, with steps and scores", async () => {
    const long = [
      { tokens: [3, 4, 5], logprobs: Float32Array.of(-3, -4, -5), stepEnds: [0, 2], scores: [0.5, -1] },
      { tokens: [6], logprobs: Float32Array.of(-6), stepEnds: [0], scores: [0.25] },
    ];
    const short = [
      { tokens: [8], logprobs: Float32Array.of(-8), stepEnds: [0], scores: [1], finish: "length" as const },
      { tokens: [9, 9], logprobs: Float32Array.of(-9, -9), stepEnds: [1], scores: [-0.5] },
    ];
    const tables = [tableOf([short, long]), tableOf([long, short])];
    const config = {
      ...{ sampling: { promptsPerStep: 3, dynamicBatches: 2 }, credit: { estimator: "rloo" } },
    } as PureConfig;
    const { scored } = await informativeGroups(async (batch) => tables[batch], config, 1);
    const { transformed, returns, advantages, trained, ...wanted } = tableOf([short, long, long]);
    expect(scored).toEqual(wanted);
  });

  it("takes the first batch where nothing differs anywhere", async () => {
    const { scored, first, ...rest } = await run(2, [
      [right, wrong],
      [wrong, wrong],
    ]);
    expect(scored).toBe(first);
    expect(rest).toMatchObject({ batches: 2, droppedGroups: 4 });
  });

  it("compares what is judged, or all where nothing is, process rewards with it where they are any", async () => {
    const kept = async (one: Rows, ...how: [weight?: number, estimator?: CreditEstimator]) =>
      (await run(1, [[one]], ...how)).droppedGroups === 0;
    expect(await kept(group([1, null, 1]))).toBe(false);
    expect(await kept(group([null, null], 1, [[0.5], [0.25]]))).toBe(true);
    expect(await kept(group([null, null], 1, [[0.5], [0.5]]))).toBe(false);
    expect(await kept(group([1, 1], 1, [[0.5], [0.25]]))).toBe(true);
    // Of no weight they are no reward.
    expect(await kept(group([1, 1], 1, [[0.5], [0.25]]), 0)).toBe(false);
    expect(await kept(group([null, null], 1, [[0.5], [0.25]]), 0)).toBe(false);
    expect(await kept(group([1, 0], 1, [[0.5], [0.5]]), 0)).toBe(true);
    // Estimators that go by verdicts: prof has none at all, papo those of right responses.
    for (const estimator of ["prof", "papo"] as const) {
      expect(await kept(group([null, null], 1, [[0.5], [0.25]]), 1, estimator)).toBe(false);
      expect(await kept(group([0, 0], 1, [[0.5], [0.25]]), 1, estimator)).toBe(false);
      expect(await kept(group([1, 0], 1, [[0.5], [0.5]]), 1, estimator)).toBe(true);
      expect(await kept(group([1, 1], 1, [[0.5], [0.25]]), 1, estimator)).toBe(estimator === "papo");
    }
  });
});

describe("overlong shaping", () => {
  it("costs nothing before the buffer, and the coefficient at the limit", () => {
    expect(overlongPenalty(90, 100, 20, 1)).toBe(-0.5);
    expect(overlongPenalty(80, 100, 20, 1)).toBe(0);
    expect(overlongPenalty(81, 100, 20, 1)).toBe(-0.05);
    expect(overlongPenalty(100, 100, 20, 3)).toBe(-3);
    expect(overlongPenalty(1, 100, 20, 1)).toBe(0);
  });

  it("is part of the verifiable reward, where there is one, by the policy's own tokens", () => {
    const rewards = (overlongBuffer: number | null, rows: Partial<Row>[] = group([1, null, 0])) =>
      shapeOverlong(tableOf([rows]), {
        ...{ sampling: { maxTokens: 2 }, reward: { overlongBuffer, overlongCoefficient: 0.5 } },
      } as PureConfig).verifiable;
    expect(rewards(2)).toEqual([0.5, null, -0.5]);
    expect(rewards(null)).toEqual([1, null, 0]);
    const foreign = group([1]).map((row) => ({ ...row, mask: Uint8Array.of(1, 0) }));
    expect(rewards(2, foreign)).toEqual([0.75]);
  });

  it("leaves the verdicts beside it, in groups drawn anew too, and trust goes by them alone", async () => {
    // Right and wrong alike in both groups; what scores say is the length, which is what the penalty says.
    const long = { tokens: [1, 2], logprobs: Float32Array.of(-1, -2) };
    const short = { tokens: [1], logprobs: Float32Array.of(-1), stepEnds: [0] };
    const rows = [1, 0].flatMap((reward) => [
      { ...long, stepEnds: [1], scores: [-0.5], verdict: { ...noVerdict, reward } },
      { ...short, scores: [0.5], verdict: { ...noVerdict, reward } },
    ]);
    const config = resolveConfig({
      model: { source: "m" },
      data: { source: "d" },
      sampling: { promptsPerStep: 1, maxTokens: 2, dynamicBatches: 1 },
      reward: { prm: "prm", overlongBuffer: 2 },
    });
    const table = shapeOverlong(tableOf([rows]), config);
    const { scored } = await informativeGroups(async () => table, config, 1);
    expect(scored.verifiable).toEqual([0, 0.5, -1, -0.5]);
    expect(scored.unshaped).toEqual([1, 1, 0, 0]);
    const [evidence] = trustAfter([], { ...tableOf([rows]), ...scored }, config);
    expect(evidence.xy).toBeCloseTo(0, 12);
    expect([evidence.yy, evidence.pairs, evidence.ranked]).toEqual([1, 4, 2]);
  });
});

describe("the truncation mask", () => {
  it("leaves out responses that were cut, and no others", () => {
    const [cut, whole] = group([1, 0]);
    const table = tableOf([[{ ...cut, finish: "length" }, whole]]);
    const credit: CreditColumns = { ...table, trained: Uint8Array.of(1, 1, 0, 1) };
    const masked = (on: boolean) =>
      maskTruncated(table, credit, { loss: { maskTruncated: on } } as unknown as PureConfig);
    expect(masked(false)).toBe(credit);
    expect(masked(true)).toEqual({ ...credit, trained: Uint8Array.of(0, 0, 0, 1) });
    expect(credit.trained).toEqual(Uint8Array.of(1, 1, 0, 1));
  });
});

describe("in a run", () => {
  const start = async (sections: Parameters<typeof fakeConfig>[1]) => {
    const config = fakeConfig(temporaryRuns(), sections);
    const journal: Journal = [];
    const inputs = fakeInputs(config, { heldOut: [] });
    await trainPure({ ...inputs, policy: recording(inputs.policy, "policy", journal) });
    const file = (...path: string[]) => readFileSync(join(config.run.directory, "test", ...path), "utf8");
    const lines = <T>(...path: string[]): T[] =>
      file(...path)
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
    const sampled = journal.filter(({ verb }) => verb === "sample");
    const passes = journal.flatMap((call) => (call.verb === "forwardBackward" ? [call] : []));
    const { steps } = config.train;
    const state = JSON.parse(file("checkpoints", String(steps), "state.json"));
    const rollouts = Array.from({ length: steps }, (_, i) =>
      lines<RolloutRecord>("rollouts", `${i + 1}.jsonl`),
    );
    return { metrics: lines<StepMetrics>("metrics.jsonl"), sampled, passes, state, rollouts };
  };

  it("dynamic sampling draws on in the order of the problems, and says what it left out", async () => {
    const { metrics, sampled, passes, state } = await start({
      sampling: { dynamicBatches: 3, promptsPerStep: 2 },
      reward: { mode: "vr" },
      train: { steps: 6 },
    });
    expect(sampled.length).toBeGreaterThan(6);
    expect(state.dataPosition).toBe(2 * sampled.length);
    const groups = metrics.reduce((sum, line) => sum + line.groups, 0);
    const dropped = metrics.reduce((sum, line) => sum + line.droppedGroups!, 0);
    expect(dropped).toBeGreaterThan(0);
    expect(passes.flatMap((call) => call.groups)).toHaveLength(groups);
    for (const line of metrics) expect(line.groups).toBeLessThanOrEqual(2);
    // No batch is drawn with the seed of another.
    const seeds = sampled.map((call) => (call.verb === "sample" ? call.params.seed : null));
    expect(new Set(seeds).size).toBe(seeds.length);
  });

  it("dynamic sampling ahead asks for the same problems in the same order, none twice in a pass", async () => {
    const asked = async (rolloutsAhead: number) => {
      const { sampled } = await start({
        sampling: { dynamicBatches: 3, promptsPerStep: 2 },
        reward: { mode: "vr" },
        loss: { importance: "truncate" },
        engine: { type: "tinker", url: "http://127.0.0.1", model: "fake" },
        train: { steps: 8, rolloutsAhead },
      });
      // Some steps took more than one batch.
      expect(sampled.length).toBeGreaterThan(8);
      return sampled.flatMap((call) => (call.verb === "sample" ? call.prompts.map(String) : []));
    };
    const [before, ahead] = [await asked(0), await asked(1)];
    const common = Math.min(before.length, ahead.length);
    expect(ahead.slice(0, common)).toEqual(before.slice(0, common));
    // The fake run has 15 problems.
    expect(common).toBeGreaterThan(15);
    expect(new Set(ahead.slice(0, 15)).size).toBe(15);
  });

  it("dynamic sampling counts process rewards where they are trusted, and only there", async () => {
    const reward = ({ response }: { response: string }) => Number(response > "5");
    const kept = async (trust: boolean) => {
      const { rollouts, metrics } = await start({
        sampling: { dynamicBatches: 1, promptsPerStep: 6, samplesPerPrompt: 6 },
        credit: { trust },
        reward: { custom: reward, verifiableShare: 0.5 },
        train: { steps: 1 },
      });
      expect(metrics[0].trust?.value).toBe(0);
      const groups = new Map<number, Set<number | null>>();
      for (const { group, verifiable } of rollouts[0])
        groups.set(group, (groups.get(group) ?? new Set()).add(verifiable));
      return [...groups.values()];
    };
    // Before there is evidence trust is 0, and groups without differing verdicts teach nothing.
    const trusted = await kept(true);
    expect(trusted.map(({ size }) => size)).toEqual(trusted.map(() => 2));
    expect((await kept(false)).length).toBeGreaterThan(trusted.length);
  });

  it("responses that were cut weigh nothing, and the long ones have less of their reward", async () => {
    const { passes, rollouts } = await start({
      sampling: { maxTokens: 4 },
      reward: { mode: "vr", overlongBuffer: 4, overlongCoefficient: 0.5 },
      loss: { maskTruncated: true, aggregation: "sequenceMean" },
      train: { steps: 2 },
    });
    const weights = passes.flatMap(({ groups }) => groups.flatMap(({ responses }) => responses));
    const lines = rollouts.flat();
    expect(lines).toHaveLength(weights.length);
    const cut = lines.filter(({ finish }) => finish === "length");
    expect(cut.length).toBeGreaterThan(3);
    expect(cut.length).toBeLessThan(lines.length);
    lines.forEach(({ finish, tokens, verifiable, correct }, k) => {
      const total = weights[k].weights.reduce((a, b) => a + b, 0);
      expect(total > 0).toBe(finish !== "length" && verifiable !== null);
      if (verifiable !== null)
        expect(verifiable).toBeCloseTo(Number(correct) - (0.5 * tokens.length) / 4, 12);
    });
  });
});
