// Trust in a run: whose responses tell of it, what it weighs, and that it is kept. What it comes to is in
// src/credit/trust.test.ts and, computed again, in recording.test.ts.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  fakeConfig,
  fakeInputs,
  fakeScorer,
  prompts,
  temporaryRuns,
  tokenizer,
} from "../../tests/fake-run.ts";
import { type Entry, recording } from "../../tests/recording.ts";
import { scorerOf } from "../../tests/table.ts";
import { UserError } from "../common/errors.ts";
import type { PureConfig } from "../config/schema.ts";
import { sumEvidence } from "../credit/trust.ts";
import type { AnswerVerifier } from "../verify/pool.ts";
import type { TrainEvent } from "./events.ts";
import { trainPure } from "./on-disk.ts";
import { readState } from "./runs/checkpoint.ts";
import type { RolloutRecord, StepMetrics } from "./runs/records.ts";
import { runPath } from "./runs/run-directory.ts";
import { decideTrust } from "./start.ts";
import { checkTrustWeighs, PROBE_PROBLEMS } from "./trust.ts";

const lines = <T>(config: PureConfig, ...path: string[]): T[] =>
  readFileSync(join(config.run.directory, "test", ...path), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
const metricsOf = (config: PureConfig) => lines<StepMetrics>(config, "metrics.jsonl");
const trustOf = (config: PureConfig) => metricsOf(config).map(({ trust }) => trust);
const checkpointOf = (config: PureConfig, step: number) => {
  const path = join(config.run.directory, "test", "checkpoints", String(step));
  return { step, path };
};

const [training, heldOut] = [prompts.slice(0, 6), prompts.slice(6)];
/** Enough right and wrong responses for a correlation. */
const sampling = { promptsPerStep: 6, samplesPerPrompt: 8 };
const configOf = (mode: "prm" | "prm+vr" | "vr", trust: boolean, steps = 3, more = {}) =>
  fakeConfig(temporaryRuns(), {
    ...{ sampling, reward: { mode, custom: mode === "prm" ? undefined : ownReward }, credit: { trust } },
    train: { steps, evalEvery: 0, checkpointEvery: 2, ...more },
  });
/** Right and wrong often enough, whatever the steps. */
const ownReward = ({ response }: { response: string }) => Number(response.length % 3 > 0);
const asked: unknown[] = [];
const verifier: AnswerVerifier = {
  async verify(response, reference) {
    asked.push(reference);
    return { verdict: ownReward({ response }) === 1, extracted: "1", reason: "", rules: [], ms: 0 };
  },
  close: async () => {},
};

async function train(config: PureConfig, more: Partial<Parameters<typeof trainPure>[0]> = {}) {
  const journal: Entry[] = [];
  const inputs = fakeInputs(config, { prompts: training, heldOut, verifier, ...more });
  const { save, load } = inputs.policy;
  const policy = Object.assign(recording(inputs.policy, "policy", journal), {
    save: save.bind(inputs.policy),
    load: load.bind(inputs.policy),
  });
  const result = await trainPure({ ...inputs, policy });
  const samples = journal.filter((call) => call.verb === "sample");
  // Evaluations are greedy.
  return { ...result, samples: samples.filter(({ params }) => params.temperature > 0) };
}

it.each([
  { estimator: "reinforce++" },
  { estimator: "grpo", baseline: "total" },
  { estimator: "rloo", whiten: "batch" },
] as const)("is refused in mode prm where %o would scale it away", (credit) => {
  const config = (mode: "prm" | "prm+vr", trust: boolean) =>
    fakeConfig(temporaryRuns(), { reward: { mode }, credit: { ...credit, trust } });
  expect(() => checkTrustWeighs(config("prm", true))).toThrow(
    /weighs all that is rewarded, and credit\.estimator/,
  );
  for (const [mode, trust] of [
    ["prm", false],
    ["prm+vr", true],
  ] as const)
    checkTrustWeighs(config(mode, trust));
  checkTrustWeighs(fakeConfig(temporaryRuns(), { reward: { mode: "prm" }, credit: { trust: true } }));
});

describe("where verdicts are rewarded", () => {
  it("is told of them whether it is wanted or not, and weighs the process rewards of the next step where it is", async () => {
    const [off, on] = [configOf("prm+vr", false), configOf("prm+vr", true)];
    for (const config of [off, on]) expect((await train(config)).samples).toHaveLength(3);
    for (const config of [off, on]) {
      const [first, second] = trustOf(config);
      expect(first).toEqual({ value: 0, correlation: null, standardError: null, ranking: null, pairs: 0 });
      expect(second!.pairs).toBeGreaterThan(20);
      expect(second!.standardError).toBeGreaterThan(0.1);
    }
    // Nothing is known before the first step: verifiable rewards alone are followed.
    const stars = (config: PureConfig, step: number) =>
      lines<RolloutRecord>(config, "rollouts", `${step}.jsonl`).flatMap(({ steps }) =>
        steps.map(({ credit }) => credit!),
      );
    expect(stars(on, 1).every((star) => star === 0)).toBe(true);
    expect(stars(off, 1).some((star) => star !== 0)).toBe(true);
    const bare = configOf("vr", false, 1);
    await train(bare);
    const advantages = (config: PureConfig) =>
      lines<RolloutRecord>(config, "rollouts", "1.jsonl").map((line) => line.advantages);
    expect(advantages(on)).toEqual(advantages(bare));
    expect(trustOf(bare)).toEqual([null]);
  });

  it("takes no account of answers that are withheld, and is null without process rewards", async () => {
    const config = fakeConfig(temporaryRuns(), {
      ...{ sampling, reward: { verifiableShare: 0 }, train: { steps: 2 } },
    });
    await train(config);
    expect(metricsOf(config).every(({ correctShare }) => correctShare! > 0)).toBe(true);
    expect(trustOf(config).map((trust) => trust?.pairs)).toEqual([0, 0]);
    const unwanted = configOf("prm", false, 1);
    await train(unwanted);
    expect(trustOf(unwanted)).toEqual([null]);
  });
});

describe("where no verdict is rewarded", () => {
  it("samples held-out problems before every fifth step, as in training, for nothing else", async () => {
    const config = configOf("prm", true, 7);
    const { samples } = await train(config);
    const isProbe = ({ prompts }: (typeof samples)[number]) => prompts.length === PROBE_PROBLEMS;
    expect(samples.map(isProbe)).toEqual([true, ...Array(5).fill(false), true, false, false]);
    const asked = (set: readonly { tokens: ArrayLike<number> }[]) =>
      set.map(({ tokens }) => String(Array.from(tokens)));
    const drawn = samples.filter(isProbe).map(({ prompts }) => prompts.map(String));
    for (const problems of drawn) {
      expect(new Set(problems).size).toBe(PROBE_PROBLEMS);
      expect(asked(heldOut)).toEqual(expect.arrayContaining(problems));
    }
    expect(drawn[0].sort()).not.toEqual(drawn[1].sort());
    const seeds = samples.map(({ params }) => params.seed);
    expect(new Set(seeds).size).toBe(seeds.length);
    for (const { params, samplesPerPrompt } of samples) {
      expect(samplesPerPrompt).toBe(sampling.samplesPerPrompt);
      expect({ ...params, seed: 0 }).toEqual({ ...samples[1].params, seed: 0 });
    }
    const { trust } = await readState(checkpointOf(config, 7));
    expect(trust.map(({ degrees }) => degrees > 0)).toEqual([true, ...Array(4).fill(false), true, false]);
    // The trust of a step is that of the probe before it, until the next.
    const told = trustOf(config);
    expect(told[0]!.pairs).toBe(trust[0].pairs);
    for (let step = 2; step <= 5; step++) expect(told[step - 1]).toEqual(told[0]);
    expect(told[5]!.pairs).toBe(trust[0].pairs + trust[5].pairs);
    expect(metricsOf(config).every(({ responses }) => responses === 48)).toBe(true);
  });

  it("weighs process rewards in the very step of a probe, also where groups are left out", async () => {
    const config = fakeConfig(temporaryRuns(), {
      ...{ sampling: { ...sampling, dynamicBatches: 1 }, reward: { mode: "prm" }, credit: { trust: true } },
      train: { steps: 1 },
    });
    // Model and verifier agree: by the first character.
    const likes = (text: string) => text.charCodeAt(0) % 2 === 0;
    const scorer = scorerOf(({ responses }) =>
      responses.map(({ tokens, positions }) =>
        positions.map(() => (likes(tokenizer.decode(tokens)) ? 0.5 : -0.5)),
      ),
    );
    const agreeing: AnswerVerifier = {
      ...verifier,
      verify: async (response) => ({
        ...{ verdict: likes(response), extracted: "1", reason: "", rules: [], ms: 0 },
      }),
    };
    const prm = { ...fakeScorer()!, scorer };
    await train(config, { prm, verifier: agreeing });
    const [{ trust, groups, droppedGroups }] = metricsOf(config);
    expect(trust!.value).toBeGreaterThan(0.9);
    // A batch of which no group was informative would be trained as it is, and counted as left out.
    expect(groups + droppedGroups!).toBe(sampling.promptsPerStep);
    expect(groups).toBeGreaterThan(0);
    expect(lines<RolloutRecord>(config, "rollouts", "1.jsonl").every((r) => r.verifiable === null)).toBe(
      true,
    );
  });

  it("judges them by their references, and by the user's verifier", async () => {
    const config = configOf("prm", true, 1);
    await train(config);
    const { trust } = await readState(checkpointOf(config, 1));
    expect(trust[0].degrees % (sampling.samplesPerPrompt - 1)).toBe(0);
    expect(trust[0].degrees).toBeGreaterThan(0);
    asked.length = 0;
    await train(configOf("prm", true, 1));
    // Before training and after it every held-out problem once, and between the probe's and the step's responses.
    const { promptsPerStep, samplesPerPrompt } = sampling;
    expect(asked).toHaveLength(2 * heldOut.length + (PROBE_PROBLEMS + promptsPerStep) * samplesPerPrompt);
    expect(new Set(asked)).toEqual(new Set(["7"]));
  });

  it("is refused without such problems, before anything is written", async () => {
    const config = configOf("prm", true);
    const unanswered = heldOut.map((prompt) => ({ ...prompt, problem: { ...prompt.problem, answer: null } }));
    for (const none of [[], unanswered]) {
      await expect(train(config, { heldOut: none })).rejects.toThrow(UserError);
      await expect(train(config, { heldOut: none })).rejects.toThrow(
        /credit\.trust .*give data\.heldOut.*train\.evalProblems.*or set credit\.trust false/,
      );
    }
    expect(existsSync(join(config.run.directory, "test"))).toBe(false);
    const { samples } = await train(configOf("prm", true, 1), { heldOut: [...unanswered, heldOut[0]] });
    expect(samples[0].prompts).toEqual([Array.from(heldOut[0].tokens)]);
    await train(configOf("prm+vr", true, 1), { heldOut: [] });
  });
});

describe("the evidence so far", () => {
  it.each(["prm", "prm+vr"] as const)(
    "(mode %s) is kept with checkpoints: a resumed run is the same",
    async (mode) => {
      const [whole, cut] = [configOf(mode, true, 8), configOf(mode, true, 8)];
      await train(whole);
      const abort = new AbortController();
      let sampled = 0;
      const onEvent = (event: TrainEvent) => {
        if (event.type === "sampled" && event.responses === 1) sampled++;
        // Within the second probe; or, without one, somewhere within a step.
        if (sampled === 9) abort.abort();
      };
      const first = await train(cut, { onEvent, signal: abort.signal });
      expect(first.interrupted).toBe(true);
      await train(cut, { resume: true });
      expect(trustOf(cut)).toEqual(trustOf(whole));
      expect(trustOf(cut)[7]!.pairs).toBeGreaterThan(0);
      const [there, here] = await Promise.all(
        [whole, cut].map((config) => readState(checkpointOf(config, 8))),
      );
      expect(here).toEqual(there);
      expect(there.trust).toHaveLength(8);
    },
  );

  it("is none in a checkpoint of an earlier version", async () => {
    const config = configOf("prm+vr", true, 2);
    await train(config);
    const checkpoint = checkpointOf(config, 2);
    const file = join(checkpoint.path, "state.json");
    const { trust, ...earlier } = JSON.parse(readFileSync(file, "utf8"));
    expect(sumEvidence(trust).pairs).toBeGreaterThan(0);
    writeFileSync(file, JSON.stringify(earlier));
    expect((await readState(checkpoint)).trust).toEqual([]);
    const longer = { ...config, train: { ...config.train, steps: 3 } };
    await train(longer, { resume: true });
    expect(trustOf(config)[2]).toMatchObject({ value: 0, pairs: 0 });
  });
});

describe("what is weighed where nothing is said", () => {
  const decided = async (sections: Parameters<typeof fakeConfig>[1] = {}, judged = true) =>
    (await decideTrust(fakeConfig(temporaryRuns(), sections), judged, false)).credit.trust;

  it("is process rewards beside verdicts that can tell, and no others", async () => {
    expect(await decided()).toBe(true);
    expect(await decided({}, false)).toBe(false);
    expect(await decided({ reward: { mode: "prm" } })).toBe(false);
    expect(await decided({ reward: { mode: "vr" } })).toBe(false);
    expect(await decided({ credit: { estimator: "prof" } })).toBe(false);
    const alone = { sampling: { samplesPerPrompt: 1 }, credit: { estimator: "gae" } } as const;
    expect(await decided(alone)).toBe(false);
    expect(await decided({ credit: { trust: false } })).toBe(false);
    expect(await decided({ reward: { mode: "prm" }, credit: { trust: true } })).toBe(true);
  });

  it("is as it was in a run that goes on; before there was trust, nothing was", async () => {
    for (const [credit, trust] of [
      [{ form: "min", trust: true }, true],
      [{ form: "min", trust: false }, false],
      [{ form: "min" }, false],
    ] as const) {
      const config = fakeConfig(temporaryRuns());
      const path = runPath(config);
      mkdirSync(path, { recursive: true });
      writeFileSync(join(path, "config.json"), JSON.stringify({ credit }));
      expect((await decideTrust(config, true, true)).credit.trust).toBe(trust);
    }
  });
});
