// Comparisons on the fixtures' models, which are small enough for a test: what is run, skipped, resumed and refused.
import { AsyncResource } from "node:async_hooks";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { computedMetrics, fixture } from "../../tests/cli.ts";
import { temporaryRuns } from "../../tests/fake-run.ts";
import { UserError } from "../common/errors.ts";
import { exclusively } from "../common/lock.ts";
import type { PureConfigInput } from "../config/schema.ts";
import { readComparison } from "../eval/comparison.ts";
import { writeComparisonReport } from "../report/comparison.ts";
import { type ComparisonEvent, type ComparisonOptions, planComparison, runComparison } from "./compare.ts";

/** Calls as another process would, outside of the work that is done under a lock here. */
const elsewhere = AsyncResource.bind(<T>(call: () => T) => call());
const place = temporaryRuns();
const data = join(place, "problems.jsonl");
const base: PureConfigInput = {
  model: { source: fixture("qwen2") },
  data: { source: data },
  sampling: { promptsPerStep: 2, samplesPerPrompt: 2, maxTokens: 6 },
  reward: { mode: "prm+vr", prm: fixture("qwen2-classification") },
  optimizer: { learningRate: 1e-3 },
  train: { steps: 3, evalEvery: 1, evalProblems: 3, checkpointEvery: 0 },
  engine: { threads: 1 },
};
const forms = [
  { name: "form=sum", set: { "credit.form": "sum" } },
  { name: "form=min", set: { "credit.form": "min" } },
];
const options = (name: string, more: Partial<ComparisonOptions> = {}): ComparisonOptions => ({
  ...{ base, variants: forms, seeds: [1, 2], directory: join(place, name) },
  ...more,
});
const folders = ["form=sum/seed-1", "form=min/seed-1", "form=sum/seed-2", "form=min/seed-2"];

beforeAll(() => {
  const problems = [1, 2, 3, 4, 5, 6, 7, 8].map((a) => ({ prompt: `${a}+${a}=`, answer: String(2 * a) }));
  writeFileSync(data, problems.map((problem) => `${JSON.stringify(problem)}\n`).join(""));
});

describe("planComparison", () => {
  const plan = (more: Partial<ComparisonOptions>) => () => planComparison(options("plan", more));

  it("goes seed by seed, so that an interrupted comparison is balanced", () => {
    const { runs, record } = planComparison(options("plan"));
    expect(runs.map(({ path }) => path)).toEqual(folders.map((folder) => join(place, "plan", folder)));
    expect(runs.map(({ config }) => [config.credit.form, config.train.seed])).toEqual([
      ["sum", 1],
      ["min", 1],
      ["sum", 2],
      ["min", 2],
    ]);
    expect(record.unequal).toEqual([]);
  });

  it("takes a base for each seed, and variants that set several keys", () => {
    const own = (seed: number): PureConfigInput => ({ ...base, model: { source: `warm-${seed}` } });
    const vr = { name: "verifiable only", set: { "reward.mode": "vr", "credit.klCoefficient": 0 } };
    const { runs, record } = planComparison(
      options("plan", { base: own, variants: [...forms, vr], seeds: [5, 9] }),
    );
    expect(runs.map(({ config }) => config.model.source)).toEqual([
      ...["warm-5", "warm-5", "warm-5"],
      ...["warm-9", "warm-9", "warm-9"],
    ]);
    expect(runs[2].config).toMatchObject({ reward: { mode: "vr" }, credit: { klCoefficient: 0 } });
    expect(record.variants[2].directory).toBe("verifiable_only");
  });

  it("refuses budgets that are unequal by accident, and records those that were asked for", () => {
    const hidden = [forms[0], { name: "longer", set: { train: { steps: 9 } } }];
    expect(plan({ variants: hidden })).toThrow(
      "unequal budgets: train.steps is 3 for form=sum and 9 for longer, though no variant sets train.steps",
    );
    const { record } = plan({ variants: [forms[0], { name: "longer", set: { "train.steps": 9 } }] })();
    expect(record.unequal).toEqual([{ key: "train.steps", values: [3, 9] }]);
    const uneven = (seed: number): PureConfigInput => ({ ...base, train: { ...base.train, steps: seed } });
    expect(plan({ base: uneven })).toThrow("unequal budgets: train.steps is 1 for seed 1 and 2 for seed 2");
  });

  it.each([
    [{ seeds: [] }, "at least one variant and one seed"],
    [{ seeds: [1, 2, 1] }, "seed 1 is given twice"],
    [
      { variants: [...forms, { name: "form:min", set: {} }, { name: "FORM/MIN", set: {} }] },
      "would share the directory",
    ],
    [
      {
        variants: [
          { name: "..", set: {} },
          { name: "", set: {} },
        ],
      },
      "a variant has no name",
    ],
    [{ variants: [{ name: "a", set: { "train.evalProblems": 0 } }] }, "held-out problems are compared"],
    [{ variants: [{ name: "a", set: { "train.onAlarm": "stop" } }] }, "a comparison needs equal budgets"],
    [{ variants: [forms[0], { name: "a", set: { "credit.form": "max" } }] }, 'credit.form is "max"'],
    [{ variants: [forms[0], { name: "a", set: { "credit.from": "sum" } }] }, "did you mean credit.form?"],
  ] as [Partial<ComparisonOptions>, string][])("refuses %j", (more, message) => {
    expect(plan(more)).toThrow(message);
  });

  it("keeps every run inside the directory, whatever a variant is called", () => {
    const variants = [
      { name: "../../etc/x", set: {} },
      { name: "..", set: {} },
    ];
    const { runs } = planComparison(options("plan", { variants, seeds: [1] }));
    for (const { path } of runs) expect(path.startsWith(`${join(place, "plan")}/`)).toBe(true);
  });
});

describe("runComparison", () => {
  it("runs every variant with every seed, and skips all of it the second time", async () => {
    const whose: string[] = [];
    const onEvent = (event: ComparisonEvent) => {
      if (event.type === "phaseFinished") whose.push(`${event.variant} ${event.seed}`);
    };
    const result = await runComparison(options("whole", { onEvent }));
    expect(result).toMatchObject({ finished: 4, runs: 4, interrupted: false, stopped: null });
    expect(whose).toEqual(["form=sum 1", "form=min 1", "form=sum 2", "form=min 2"]);
    const metrics = folders.map((folder) =>
      readFileSync(join(place, "whole", folder, "metrics.jsonl"), "utf8"),
    );
    // Before training and in its first step, what is sampled is the same for the variants of a seed.
    const [sum, min, other] = folders.map((folder) => computedMetrics(join(place, "whole", folder))[0]);
    expect(min).toMatchObject({ responseTokens: (sum as { responseTokens: number }).responseTokens });
    expect(other).not.toEqual(sum);

    const events: ComparisonEvent[] = [];
    const again = await runComparison(options("whole", { onEvent: (event) => events.push(event) }));
    expect(again).toMatchObject({ finished: 4, interrupted: false });
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(["phaseStarted", "phaseFinished"]));
    expect(
      folders.map((folder) => readFileSync(join(place, "whole", folder, "metrics.jsonl"), "utf8")),
    ).toEqual(metrics);

    const { report, comparison } = await writeComparisonReport(join(place, "whole"));
    expect(comparison.variants.map(({ name, seeds }) => [name, seeds.length])).toEqual([
      ["form=sum", 2],
      ["form=min", 2],
    ]);
    expect(comparison.pairs).toHaveLength(1);
    expect(comparison.pairs[0].seeds.map(({ seed }) => seed)).toEqual([1, 2]);
    const page = readFileSync(report, "utf8");
    for (const text of [
      "form=min less form=sum",
      "KL to the reference policy",
      "The same problem, each variant",
    ])
      expect(page).toContain(text);
    expect(existsSync(join(place, "whole", "figures", "held-out-accuracy.svg"))).toBe(true);
  });

  it("stopped in a run and called again, is the comparison that nobody stopped", async () => {
    const abort = new AbortController();
    const onEvent = (event: ComparisonEvent) => {
      const { variant, seed, type } = event;
      if (variant === "form=min" && seed === 1 && type === "stepFinished" && event.metrics.step === 2)
        abort.abort();
    };
    const first = await runComparison(options("cut", { onEvent, signal: abort.signal }));
    expect(first).toMatchObject({ finished: 1, runs: 4, interrupted: true, stopped: { step: 2 } });
    expect(first.stopped?.checkpoint?.path).toContain("form=min");
    const { report } = await writeComparisonReport(join(place, "cut"));
    expect(readFileSync(report, "utf8")).toContain("unfinished: 1 of 4 runs");
    // An aborted signal starts no run.
    expect(await runComparison(options("cut", { signal: abort.signal }))).toMatchObject({
      finished: 1,
      stopped: null,
    });

    expect(await runComparison(options("cut"))).toMatchObject({ finished: 4, interrupted: false });
    if (!existsSync(join(place, "whole"))) await runComparison(options("whole"));
    for (const folder of folders)
      expect(computedMetrics(join(place, "cut", folder))).toEqual(
        computedMetrics(join(place, "whole", folder)),
      );
    const [cut, whole] = await Promise.all(["cut", "whole"].map((name) => readComparison(join(place, name))));
    expect(cut.pairs).toEqual(whole.pairs);
  });

  it("makes finished runs longer where more steps are asked for: the runs that had them from the start", async () => {
    const one = options("longer", { variants: [forms[0]], seeds: [1] });
    await runComparison({
      ...one,
      base: { ...base, train: { ...base.train, steps: 2 } },
    });
    expect(await runComparison(one)).toMatchObject({ finished: 1, interrupted: false });
    if (!existsSync(join(place, "whole"))) await runComparison(options("whole"));
    // Where a run ends, process rewards judge its held-out solutions too.
    const [longer, whole] = ["longer", "whole"].map((name) =>
      computedMetrics(join(place, name, folders[0])).map((line) => ({ ...line, heldOut: undefined })),
    );
    expect(longer).toEqual(whole);
  });

  it("says which runs were judged on other problems than those before them", async () => {
    const source = join(place, "edited.jsonl");
    const lines = readFileSync(data, "utf8");
    writeFileSync(source, lines);
    const said: string[] = [];
    const onEvent = (event: ComparisonEvent) => {
      if (event.type === "warning") said.push(event.message);
    };
    const train = { ...base.train, steps: 1, evalEvery: 0 };
    const edited = options("edited", { base: { ...base, data: { source }, train }, seeds: [1], onEvent });
    await runComparison({ ...edited, variants: [forms[0]] });
    writeFileSync(source, lines.slice(lines.indexOf("\n") + 1));
    expect(await runComparison(edited)).toMatchObject({ finished: 2 });
    expect(said).toEqual([
      expect.stringMatching(/^form=min, seed 1: was judged on other problems than form=sum/),
    ]);
  });

  it("refuses before the first run where a run there has another configuration", async () => {
    const one = options("conflict", { variants: [forms[0]], seeds: [1] });
    await runComparison(one);
    rmSync(join(place, "conflict", "comparison.json"));
    const warmer = { ...base, sampling: { ...base.sampling, temperature: 0.5 } };
    const changed = runComparison({ ...one, base: warmer, seeds: [2, 1] });
    await expect(changed).rejects.toThrow(
      /form=sum\/seed-1: there is a run with another configuration: sampling\.temperature is 1 there and 0\.5 here.*--name/,
    );
    expect(existsSync(join(place, "conflict", "form=sum", "seed-2"))).toBe(false);
    expect(existsSync(join(place, "conflict", "comparison.json"))).toBe(false);
    // Fewer steps than it has are another run.
    const shorter = runComparison({ ...one, base: { ...base, train: { ...base.train, steps: 2 } } });
    await expect(shorter).rejects.toThrow(/train\.steps is 3 there and 2 here/);
    // On more threads it is the same run.
    const { finished } = await runComparison({ ...one, base: { ...base, engine: { threads: 2 } } });
    expect(finished).toBe(1);
  });

  it("goes on where a run fails, says whose fault it was, and tries it again the next time", async () => {
    let broken = true;
    let calls = 0;
    const custom = () => {
      if (broken && ++calls <= 3) throw new Error("judge offline");
      return calls++ % 2;
    };
    const failing: PureConfigInput = {
      ...base,
      reward: { mode: "vr", custom },
      train: { steps: 2, evalProblems: 3 },
    };
    const events: ComparisonEvent[] = [];
    const one = options("failing", {
      base: failing,
      seeds: [7],
      given: { file: "its file" },
      onEvent: (event) => events.push(event),
    });
    const result = await runComparison(one);
    expect(result).toMatchObject({ finished: 1, runs: 2, interrupted: false });
    expect(result.failed).toEqual([{ variant: "form=sum", seed: 7, error: expect.any(UserError) }]);
    expect((result.failed[0].error as Error).message).toMatch(
      /^form=sum, seed 7: .*judge offline.*failed-responses/,
    );
    expect(events.filter(({ type }) => type === "phaseFailed")).toEqual([
      {
        ...{ type: "phaseFailed", phase: "pure", variant: "form=sum", seed: 7 },
        message: expect.stringContaining("judge offline"),
      },
    ]);
    const { comparison, report } = await writeComparisonReport(one.directory);
    expect(comparison.variants.map(({ name }) => name)).toEqual(["form=min"]);
    expect(readFileSync(report, "utf8")).toContain("unfinished: 1 of 2 runs");

    const kept = join(one.directory, "form=min", "seed-7", "reward.custom.ts");
    expect(readFileSync(kept, "utf8")).toBe("its file");
    const edited = { ...failing, reward: { ...failing.reward, custom: () => 1 } };
    await expect(runComparison({ ...one, base: edited, given: { file: "edited" } })).rejects.toThrow(
      /another configuration: reward\.custom is "/,
    );

    broken = false;
    expect(await runComparison(one)).toMatchObject({ finished: 2, failed: [] });
    const { variants } = await readComparison(one.directory);
    expect(variants.map(({ name }) => name)).toEqual(["form=sum", "form=min"]);
  });

  it("leaves a comparison, and a run of it, to the process that has it", async () => {
    const one = options("busy", { variants: [forms[1]], seeds: [1, 2] });
    await exclusively(one.directory, async () => {
      const second = elsewhere(() => runComparison(one));
      await expect(second).rejects.toThrow(`${one.directory}: process ${process.pid} is writing there`);
    });
    expect(existsSync(one.directory)).toBe(false);
    await exclusively(join(one.directory, "form=min", "seed-1"), async () => {
      const { finished, failed } = await elsewhere(() => runComparison(one));
      expect(finished).toBe(1);
      expect(String(failed[0].error)).toContain(`seed-1: process ${process.pid} is writing there`);
    });
  });
});
