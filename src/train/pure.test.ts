import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fakeConfig, fakeInputs, fakePrm, fakeScorer, temporaryRuns } from "../../tests/fake-run.ts";
import { UserError } from "../common/errors.ts";
import type { PureConfig } from "../config/schema.ts";
import { writeReport } from "../dash/export.ts";
import { verifyAnswer } from "../verify/index.ts";
import type { AnswerVerifier } from "../verify/pool.ts";
import type { TrainEvent } from "./events.ts";
import { trainPure } from "./on-disk.ts";
import type { PureInputs } from "./run.ts";
import type { RolloutRecord, RunSummary, StepMetrics } from "./runs/records.ts";

const lines = <T>(...path: string[]) =>
  readFileSync(join(...path), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as T);
const metricsOf = (config: PureConfig) => lines<StepMetrics>(config.run.directory, "test", "metrics.jsonl");
/** Metrics without what is measured by the clock or of the machine. */
const computed = (config: PureConfig) =>
  metricsOf(config).map(({ seconds, tokensPerSecond, peakMemoryBytes, ...rest }) => rest);
const weightsAt = (config: PureConfig, step: number) =>
  readFileSync(join(config.run.directory, "test", "checkpoints", String(step), "fake.json"), "utf8");
const train = (config: PureConfig, more: Partial<PureInputs> = {}) => trainPure(fakeInputs(config, more));

describe("trainPure", () => {
  it.each([
    ["vr", "vr", {}],
    ["prm", "prm", {}],
    ["prm+vr with a tenth of the answers", "prm+vr", { verifiableShare: 0.1 }],
  ] as const)("learns: %s", async (_name, mode, reward) => {
    const steps = 40;
    const config = fakeConfig(temporaryRuns(), {
      sampling: { promptsPerStep: 8, samplesPerPrompt: 8 },
      reward: { mode, ...reward },
      train: { steps, checkpointEvery: 0, rolloutsEvery: 0 },
    });
    const { summary } = await train(config);
    const [first, last] = [metricsOf(config)[0], metricsOf(config)[steps - 1]];
    if (mode === "vr") {
      expect(first.processRewardMin).toBeNull();
      expect(last.verifiableReward!).toBeGreaterThan(first.verifiableReward! + 0.5);
      expect(summary!.after.accuracy).toBe(1);
    } else {
      expect(last.processRewardMin!).toBeGreaterThan(first.processRewardMin! + 1);
    }
    if (mode === "prm") expect(first.verifiableReward).toBeNull();
  });

  it("gives no reward to an answer that cannot be judged, leaves it out of the baseline, and counts it", async () => {
    const config = fakeConfig(temporaryRuns(), { reward: { mode: "vr" }, train: { steps: 2 } });
    let asked = 0;
    const verifier: AnswerVerifier = {
      verify: async (prediction, reference, options) =>
        asked++ % 3 === 0
          ? { verdict: null, extracted: "7", reason: "time limit (1000 ms)", rules: [], ms: 1000 }
          : verifyAnswer(prediction, reference, options),
      close: async () => {},
    };
    const { summary, run } = await train(config, { verifier });
    const rollouts = lines<RolloutRecord>(run.path, "rollouts", "1.jsonl");
    const undecided = rollouts.filter((rollout) => rollout.undecided !== undefined);
    expect(undecided.length).toBeGreaterThan(3);
    expect(metricsOf(config)[0]).toMatchObject({ undecided: undecided.length });
    for (const group of [0, 1, 2, 3]) {
      const judged = rollouts.filter((r) => r.group === group && r.undecided === undefined);
      const mean = judged.reduce((sum, r) => sum + r.verifiable!, 0) / judged.length;
      for (const { verifiable, advantages } of judged) {
        // RLOO over those that were judged: v − mean of the others.
        const expected =
          judged.length > 1 ? ((verifiable! - mean) * judged.length) / (judged.length - 1) : verifiable!;
        for (const advantage of advantages) expect(advantage).toBeCloseTo(expected, 5);
      }
    }
    for (const { verifiable, correct, advantages } of undecided) {
      expect([verifiable, correct]).toEqual([null, null]);
      expect(advantages.every((advantage) => advantage === 0)).toBe(true);
    }
    const rewards = rollouts.flatMap(({ verifiable }) => verifiable ?? []);
    expect(metricsOf(config)[0].verifiableReward).toBeCloseTo(
      rewards.reduce((a, b) => a + b, 0) / rewards.length,
      10,
    );
    expect(summary!.after.undecided).toBeGreaterThan(0);
    const page = readFileSync(await writeReport(run.path), "utf8");
    expect(page).toContain("Undecided, counted as wrong");
  });

  it("writes the run: configuration, metrics, rollouts, checkpoints, summary", async () => {
    const config = fakeConfig(temporaryRuns(), { credit: { klCoefficient: 1e-3 } });
    const events: TrainEvent[] = [];
    const { run, checkpoint, summary } = await train(config, { onEvent: (event) => events.push(event) });
    expect(JSON.parse(readFileSync(join(run.path, "config.json"), "utf8"))).toEqual(config);
    const metrics = metricsOf(config);
    expect(metrics.map((line) => line.step)).toEqual([1, 2, 3, 4]);
    expect(metrics[0]).toMatchObject({ responses: 16, groups: 4, update: "applied", learningRate: 0.1 });
    expect(metrics[0].samplerGap).toBeLessThan(1e-6);
    expect(metrics[0].ratioMean).toBeCloseTo(1, 5);
    expect(metrics[0].kl).toBeCloseTo(0, 8);
    expect(metrics[3].kl!).toBeGreaterThan(1e-6);
    expect(metrics[3].heldOut).toEqual({
      ...summary!.after,
      gained: summary!.signTest.gained,
      lost: summary!.signTest.lost,
    });
    expect(metrics[2].heldOut).toBeUndefined();
    const rollouts = lines<RolloutRecord>(run.path, "rollouts", "1.jsonl");
    expect(rollouts).toHaveLength(16);
    for (const { tokens, steps, advantages, returns, response } of rollouts) {
      expect(advantages).toHaveLength(tokens.length);
      expect(returns).toHaveLength(tokens.length);
      expect(steps.map((step) => step.text).join("")).toBe(response);
      expect(steps.at(-1)!.end).toBe(tokens.length - 1);
      // Min-form: the return of the first token is the sum of r* and the verifiable reward.
      const credit = steps.reduce((sum, step) => sum + step.credit!, 0);
      expect(steps.every((step) => Math.abs(step.reward!) <= 1)).toBe(true);
      expect(Number.isFinite(credit)).toBe(true);
    }
    expect(checkpoint).toMatchObject({ step: 4 });
    expect(JSON.parse(readFileSync(join(run.path, "summary.json"), "utf8")) as RunSummary).toEqual(summary);
    const kinds = events.map((event) => event.type);
    expect(kinds.filter((kind) => kind === "stepFinished")).toHaveLength(4);
    expect(kinds.filter((kind) => kind === "checkpointSaved")).toHaveLength(2);
    expect(kinds[0]).toBe("phaseStarted");
    expect(kinds.at(-1)).toBe("phaseFinished");
  });

  it.each([
    ["estimator gae", { credit: { estimator: "gae", lambda: 0.9 } }],
    ["several updates a batch", { optimizer: { updatesPerBatch: 2 } }],
    ["KL in the loss", { credit: { klCoefficient: 0.1, klIn: "loss" } }],
    [
      "gspo, importance weights and entropy",
      {
        loss: {
          type: "gspo",
          importance: "mask",
          importanceHigh: 4,
          entropyCoefficient: 0.01,
          offPolicyKl: 0.1,
        },
        optimizer: { updatesPerBatch: 2 },
      },
    ],
    ["dynamic sampling", { sampling: { dynamicBatches: 3 }, reward: { mode: "vr" } }],
    ["baseline openrlhf", { credit: { baseline: "openrlhf" } }],
    ["the verl flavour", { credit: { baseline: "total", whiten: "batch", klCoefficient: 1e-3 } }],
  ] as const)("runs with %s, and resumes exactly", async (_name, sections) => {
    const whole = fakeConfig(temporaryRuns(), sections);
    await train(whole);
    const cut = fakeConfig(temporaryRuns(), sections);
    const abort = new AbortController();
    const onEvent = (event: TrainEvent) => {
      if (event.type === "stepFinished" && event.metrics.step === 3) abort.abort();
    };
    const first = await train(cut, { onEvent, signal: abort.signal });
    expect(first).toMatchObject({ interrupted: true, step: 3, summary: null, checkpoint: { step: 3 } });
    // Other engines, as in another process: what they hold must come from the checkpoint.
    const second = await train(cut, { resume: true });
    expect(second).toMatchObject({ interrupted: false, step: 4 });
    expect(computed(cut)).toEqual(computed(whole));
    expect(weightsAt(cut, 4)).toBe(weightsAt(whole, 4));
    expect(readFileSync(join(second.run.path, "rollouts", "4.jsonl"), "utf8")).toBe(
      readFileSync(join(whole.run.directory, "test", "rollouts", "4.jsonl"), "utf8"),
    );
  });

  it("resumes exactly from the last checkpoint after a kill", async () => {
    const whole = fakeConfig(temporaryRuns());
    await train(whole);
    const cut = fakeConfig(temporaryRuns());
    const killed = new Error("killed");
    const onEvent = (event: TrainEvent) => {
      if (event.type === "stepFinished" && event.metrics.step === 3) throw killed;
    };
    await expect(train(cut, { onEvent })).rejects.toBe(killed);
    appendFileSync(join(cut.run.directory, "test", "metrics.jsonl"), '{"step":4,"respon');
    await train(cut, { resume: true });
    expect(computed(cut)).toEqual(computed(whole));
    expect(weightsAt(cut, 4)).toBe(weightsAt(whole, 4));
  });

  it("begins anew where a run was cut off before its first checkpoint", async () => {
    const config = fakeConfig(temporaryRuns());
    const abort = new AbortController();
    abort.abort();
    const first = await train(config, { signal: abort.signal });
    expect(first).toMatchObject({ interrupted: true, step: 0, checkpoint: null });
    expect(await train(config, { resume: true })).toMatchObject({ step: 4 });
  });

  it("does not start over a run", async () => {
    const config = fakeConfig(temporaryRuns(), { train: { steps: 1 } });
    await train(config);
    await expect(train(config)).rejects.toThrow(/--resume/);
  });

  it("skips an update whose mean ratio is above the limit, and says so", async () => {
    const config = fakeConfig(temporaryRuns(), { optimizer: { maxMeanRatio: 0.5 }, train: { steps: 2 } });
    const warnings: string[] = [];
    const inputs = fakeInputs(config, {
      onEvent: (event) => event.type === "warning" && warnings.push(event.message),
    });
    const before = [...inputs.policy.weights];
    await trainPure(inputs);
    expect([...inputs.policy.weights]).toEqual(before);
    expect(metricsOf(config).map((line) => line.update)).toEqual(["ratio", "ratio"]);
    expect(warnings[0]).toMatch(/step 1: .*ratio is 1\.000.*maxMeanRatio 0\.5/);
  });

  it("drops a step with a non-finite loss, and stops after three in a row", async () => {
    const config = fakeConfig(temporaryRuns(), { train: { steps: 8, checkpointEvery: 1 } });
    const inputs = fakeInputs(config);
    inputs.policy.nextLosses = [1, Number.NaN, 1, Number.NaN, Number.POSITIVE_INFINITY, Number.NaN];
    await expect(trainPure(inputs)).rejects.toThrow(/stopped at step 6.*checkpoints\/3\./);
    const updates = metricsOf(config).map((line) => line.update);
    expect(updates).toEqual(["applied", "nonfinite", "applied", "nonfinite", "nonfinite", "nonfinite"]);
    // Dropped steps leave no checkpoint, and so push no good one out.
    const saved = (step: number) =>
      existsSync(join(config.run.directory, "test", "checkpoints", String(step)));
    expect([1, 2, 3, 4, 5].map(saved)).toEqual([true, false, true, false, false]);
  });

  it("stops at a reward that throws, with the response saved", async () => {
    const custom = () => {
      throw new Error("no such judge");
    };
    const config = fakeConfig(temporaryRuns(), { reward: { custom } });
    const failing = train(config);
    await expect(failing).rejects.toThrow(UserError);
    await expect(failing).rejects.toThrow(/no such judge.*failed-responses\.json/);
    const saved = JSON.parse(
      readFileSync(join(config.run.directory, "test", "failed-responses.json"), "utf8"),
    );
    expect(saved[0]).toMatchObject({ problem: expect.stringMatching(/^p/), response: expect.any(String) });
    expect(existsSync(join(config.run.directory, "test", "metrics.jsonl"))).toBe(false);
  });

  it("stops at a process reward that is not a number", async () => {
    const config = fakeConfig(temporaryRuns());
    const engine = fakePrm();
    engine.weights.fill(Number.NaN);
    const inputs = fakeInputs(config, { prm: fakeScorer(engine) });
    await expect(trainPure({ ...inputs, heldOut: [] })).rejects.toThrow(/process reward.*failed-responses/);
  });

  it("takes a custom reward in the place of the verifier", async () => {
    const custom = async ({ response }: { response: string }) => response.length;
    const config = fakeConfig(temporaryRuns(), { reward: { mode: "vr", custom }, train: { steps: 1 } });
    await train(config);
    for (const { verifiable, response } of lines<RolloutRecord>(
      config.run.directory,
      "test",
      "rollouts",
      "1.jsonl",
    ))
      expect(verifiable).toBe(response.length);
  });

  it("counts groups without variance", async () => {
    const config = fakeConfig(temporaryRuns(), {
      reward: { mode: "vr", custom: () => 1 },
      train: { steps: 1 },
    });
    await train(config);
    expect(metricsOf(config)[0]).toMatchObject({ groups: 4, groupsWithoutVariance: 4, verifiableReward: 1 });
  });
});
