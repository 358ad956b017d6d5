// The whole reproduction at toy size: everything runs, the report says what was found, and nothing is run twice.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { escapeHtml } from "../src/report/markup.ts";
import type { TrainEvent } from "../src/train/events.ts";
import type { RolloutRecord } from "../src/train/runs/records.ts";
import { planOf, reproduce, selected } from "./experiment.ts";
import type { Finding } from "./findings.ts";
import {
  type ArmSettings,
  CONSTANT,
  type Experiment,
  FULL,
  MIX,
  NARROW_PART,
  NONSENSE,
  type PartSettings,
  STEP_BASELINE,
  TRUST,
  VR_TENTH,
} from "./settings.ts";

const directory = mkdtempSync(join(tmpdir(), "pure-reproduce-"));
afterAll(() => rmSync(directory, { recursive: true }));

const partOf = (name: string): PartSettings => FULL.parts.find((part) => part.name === name)!;
/** Every rollout is kept. */
const kept = (arm: ArmSettings): ArmSettings => ({ ...arm, set: { ...arm.set, "train.rolloutsEvery": 1 } });

const scorer = { share: 1, corrupted: 8, batchSize: 16, epochs: 1, learningRate: 1e-3, warmupSteps: 1 };
const toy: Experiment = {
  task: {
    operations: { minOperations: 1, maxOperations: 2 },
    maxTokens: 24,
    problems: 64,
    heldOut: 16,
    warmUp: {
      demonstrations: 128,
      heldOut: 16,
      batchSize: 32,
      epochs: 2,
      learningRate: 3e-3,
      warmupSteps: 1,
    },
    labelling: { problems: 16, heldOut: 8, samplesPerPrompt: 2 },
  },
  scorers: { broad: scorer },
  parts: [
    partOf("broad"),
    { ...partOf("ablations"), variants: [STEP_BASELINE] },
    partOf("exact"),
    { ...partOf("seldom-right"), operations: { minOperations: 3, maxOperations: 3 } },
  ].map((part) => ({ ...part, seeds: [3] })),
  steps: 1,
};

it("runs every arm of every seed, judges every finding, and runs nothing twice", async () => {
  const events: TrainEvent[] = [];
  const again = () => reproduce(toy, { directory, onEvent: (event) => events.push(event) });
  expect(await again()).toBe(true);
  const arms = toy.parts.flatMap(({ variants }) => variants).length;
  const steps = () => events.filter((event) => event.type === "stepFinished").length;
  expect(steps()).toBeGreaterThan(toy.steps * arms);
  events.length = 0;
  expect(await again()).toBe(true);
  expect(steps()).toBe(0);

  const findings = JSON.parse(readFileSync(join(directory, "findings.json"), "utf8")) as Record<
    string,
    Finding[]
  >;
  expect(Object.keys(findings)).toEqual(["broad", "exact", "seldom-right"]);
  expect(findings.broad).toHaveLength(8);
  expect(findings.exact).toHaveLength(6);
  expect(findings["seldom-right"]).toHaveLength(8);
  const problems = readFileSync(join(directory, "seed-3", "data", "problems-seldom-right.jsonl"), "utf8");
  expect(
    problems
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).level),
  ).toEqual(new Array(64).fill(3));
  for (const { holds, here, test } of Object.values(findings).flat()) {
    expect([true, false, null]).toContain(holds);
    expect(here + test).not.toMatch(/NaN|undefined/);
  }
  const report = readFileSync(join(directory, "report.html"), "utf8");
  const markdown = readFileSync(join(directory, "report.md"), "utf8");
  expect(markdown).toContain("| sum-form collapses | at step 25–30 |");
  expect(markdown).toContain("### Alarms");
  const lacks = ["Seed 3", ...findings.broad.map(({ finding }) => escapeHtml(finding))].filter(
    (text) => !report.includes(text),
  );
  expect(lacks).toEqual([]);
  expect(/NaN|undefined|\[object/.test(report)).toBe(false);
});

/** Arms beyond the paper, with the process reward model that the test before has trained. */
const beyond = (variants: readonly ArmSettings[], name = "methods-narrow"): Experiment => ({
  ...toy,
  parts: [...toy.parts, { name, scorer: "broad", seeds: [3], variants, besides: "broad" }],
});

const rolloutsOf = (arm: string, name = "methods-narrow") =>
  readFileSync(join(directory, name, arm, "seed-3", "rollouts", "1.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as RolloutRecord);

describe("arms beyond the paper", () => {
  it("VR 10% draws the mix's problems, and learns from those alone that it verifies", async () => {
    const experiment = beyond([VR_TENTH, MIX].map(kept));
    expect(await reproduce(experiment, { directory, selection: { parts: ["methods-narrow"] } })).toBe(true);
    const [verified, mix] = ["VR_10_", "min-form_+_10_VR"].map((arm) => rolloutsOf(arm));
    const facts = (rollouts: RolloutRecord[]) =>
      rollouts.map(({ problem, verifiable }) => [problem, verifiable === null]);
    expect(facts(verified)).toEqual(facts(mix));
    const judged = new Set(verified.map(({ verifiable }) => verifiable !== null));
    expect(judged).toEqual(new Set([true, false]));
    for (const { verifiable, advantages } of verified)
      if (verifiable === null) expect(advantages.every((advantage) => advantage === 0)).toBe(true);
    expect(mix.some(({ verifiable, advantages }) => verifiable === null && advantages.some(Boolean))).toBe(
      true,
    );
  });

  it("keeps what was run before in the report, whatever is selected", async () => {
    const experiment = beyond([VR_TENTH, MIX].map(kept));
    const selection = { parts: ["methods-narrow"], arms: [VR_TENTH.name] };
    expect(await reproduce(experiment, { directory, selection })).toBe(true);
    const markdown = readFileSync(join(directory, "report.md"), "utf8");
    expect(markdown).toContain("### broad, seed 3");
    expect(markdown).toContain("### methods-narrow, seed 3");
    expect(markdown).toMatch(/\| min-form \+ 10% VR \| .*k \| [\d.]+% \|\n/);
    const page = readFileSync(join(directory, "report.html"), "utf8");
    expect(page).toContain("Held-out accuracy against sampled tokens");
    expect(existsSync(join(directory, "methods-narrow", "figures", "tokens.svg"))).toBe(true);
  });

  it("scores at random or with the sign turned, the same every time", async () => {
    const arms = NONSENSE.map(({ plain }) => kept(plain));
    const experiment = beyond([kept({ name: "as it is", set: {} }), ...arms], "nonsense");
    const selection = { parts: ["nonsense"] };
    expect(await reproduce(experiment, { directory, selection })).toBe(true);
    const rewards = (arm: string) =>
      rolloutsOf(arm, "nonsense").map(({ steps }) => steps.map(({ reward }) => reward!));
    const [plain, random, inverted] = ["as_it_is", "random_PRM_+_10_", "inverted_PRM_+_10_"].map(rewards);
    expect(inverted).toEqual(plain.map((response) => response.map((reward) => -reward)));
    const all = random.flat();
    expect(Math.max(...all)).toBeGreaterThan(0.8);
    expect(Math.min(...all)).toBeLessThan(-0.8);
    expect(all.every((reward) => reward >= -1 && reward < 1)).toBe(true);
    // The same response has the same scores; others have others.
    const byText = new Map<string, number[]>();
    for (const { problem, response, steps } of rolloutsOf("random_PRM_+_10_", "nonsense")) {
      const scores = steps.map(({ reward }) => reward!);
      const key = `${problem} ${response}`;
      expect(scores).toEqual(byText.get(key) ?? scores);
      byText.set(key, scores);
    }
    expect(new Set(all).size).toBeGreaterThan(all.length / 4);
  });

  it("takes the constant coefficient from the run with trust", async () => {
    const experiment = beyond([TRUST, CONSTANT], "constant");
    const alone = { directory, selection: { parts: ["constant"], arms: [CONSTANT.name] } };
    await expect(reproduce(experiment, alone)).rejects.toThrow(/run "trust \+ 10%" first/);
    expect(await reproduce(experiment, { directory, selection: { parts: ["constant"] } })).toBe(true);
    const read = (arm: string, file: string) =>
      JSON.parse(readFileSync(join(directory, "constant", arm, "seed-3", file), "utf8"));
    const { trust } = read("trust_+_10_", "metrics.jsonl");
    const config = read("constant_coefficient_+_10_", "config.json");
    expect(config.reward.processCoefficient).toBe(trust.value);
  });

  it("runs every arm, and judges them all", async () => {
    const { variants } = partOf("methods-narrow");
    const parts = [{ name: NARROW_PART, scorer: "broad", seeds: [3], variants }];
    const place = join(directory, "whole");
    expect(await reproduce({ ...toy, parts }, { directory: place })).toBe(true);
    const report = readFileSync(join(place, "report.html"), "utf8");
    expect(/NaN|undefined|\[object/.test(report)).toBe(false);
    expect(report).toContain("Held-out accuracy: nonsense");
    const markdown = readFileSync(join(place, "report.md"), "utf8");
    expect(markdown).toMatch(/\| trust \+ 10% \| 3 \| [01]\.\d\d \|/);
    const findings = JSON.parse(readFileSync(join(place, "findings.json"), "utf8"));
    expect(findings[NARROW_PART]).toHaveLength(23);
  });
});

describe("what is selected", () => {
  it("is parts, arms and seeds, with the process reward models that they need", () => {
    const selection = { parts: ["methods-narrow", "exact"], arms: ["VR 10%", "min-form"], seeds: [21] };
    const { parts, scorers } = selected(FULL, selection);
    expect(parts.map(({ name, seeds, variants }) => [name, seeds, variants.map((arm) => arm.name)])).toEqual([
      ["exact", [21], ["min-form"]],
      ["methods-narrow", [21], ["VR 10%", "min-form"]],
    ]);
    expect(Object.keys(scorers)).toEqual(["narrow"]);
    expect(planOf(FULL, selection).map(({ phase }) => phase)).toEqual([
      ...["sft", "labelling", "prm", "pure", "pure", "pure"],
    ]);
  });

  it("is the whole where nothing is said: the paper's arms and those beyond it, each on its seeds", () => {
    const { parts } = selected(FULL, {});
    expect(parts).toEqual(FULL.parts);
    const seeds = parts.map(({ name, seeds }) => [/^methods|^losses/.test(name), seeds[0]]);
    expect(new Set(seeds.map(String))).toEqual(new Set(["false,11", "true,21"]));
    for (const { variants } of parts)
      expect(new Set(variants.map(({ name }) => name)).size).toBe(variants.length);
  });

  it("must be there", () => {
    expect(() => selected(FULL, { parts: ["none"] })).toThrow(/no part none; there are broad, narrow/);
    expect(() => selected(FULL, { parts: ["exact"], arms: ["VR"] })).toThrow(
      "no arm VR in exact; there are min-form, min-form + 10% VR",
    );
  });

  it("is checked before anything is run", async () => {
    const wrong = beyond([{ name: "wrong", set: { "credit.from": "min" } }]);
    const place = join(directory, "unused");
    await expect(reproduce(wrong, { directory: place })).rejects.toThrow(/unknown key credit.from/);
    expect(existsSync(place)).toBe(false);
  });
});

it("two processes' worth at once share a directory, and what one is at the other leaves", async () => {
  const arms = ["a", "b"].map((name): ArmSettings => ({ name, set: {} }));
  const experiment = beyond(arms, "shared");
  const selection = { parts: ["shared"] };
  const results = await Promise.allSettled([
    reproduce(experiment, { directory, selection: { ...selection, arms: ["a"] } }),
    reproduce(experiment, { directory, selection: { ...selection, arms: ["b"] } }),
  ]);
  // Making the task ready is done by one at a time.
  for (const result of results)
    if (result.status === "rejected") expect(String(result.reason)).toContain("is writing there");
  expect(await reproduce(experiment, { directory, selection })).toBe(true);
  const markdown = readFileSync(join(directory, "report.md"), "utf8");
  expect(markdown).toMatch(/### shared, seed 3[^#]*\| a \|[^#]*\| b \|/);
});

it("says where it cannot write", async () => {
  const place = reproduce(toy, { directory: "/proc/none/x" });
  await expect(place).rejects.toThrow("/proc/none/x: cannot be a directory to write into");
});
