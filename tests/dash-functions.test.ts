// What the pages' own functions give, without a browser.
import { describe, expect, it, vi } from "vitest";
import { rangesOf } from "../src/dash/rewards.ts";
import type { RewardRange, RunFacts } from "../src/dash/types.ts";
import type { StepMetrics } from "../src/train/runs/records.ts";
import { armsOf, keyOf, type LoadedArm } from "../web/arms.ts";
import { measureRows } from "../web/measures.ts";
import type { LoadedRun } from "../web/store.ts";
import type { Form } from "../web/train/lesson.ts";
import { Orders } from "../web/train/orders.ts";
import { RECIPE } from "../web/train/recipe.ts";
import type { Settings } from "../web/train/settings.ts";
import { syntheticSummary } from "./synthetic-run.ts";

// Pages listen to their window as they are loaded.
vi.stubGlobal("addEventListener", () => {});
const { Histogram } = await import("../web/histogram.tsx");
const { rangeWith } = await import("../web/rewards.tsx");
const { REFUSED } = await import("../web/words.tsx");

describe("curves", () => {
  it("are drawn again for an evaluation that comes without a step: that before training, and the last", () => {
    const { before, after } = syntheticSummary();
    const run = {
      facts: { name: "a" },
      metrics: [],
      supervised: [],
      alarms: [],
      summary: null,
      before: null,
    };
    const keys = [{}, { before }, { before, summary: { steps: 20, after } }].map((more) =>
      keyOf({ name: "a", loaded: [{ ...run, ...more } as unknown as LoadedRun] } as unknown as LoadedArm),
    );
    expect(new Set(keys).size).toBe(3);
  });
});

it("tells arms of one title apart by where they lie", () => {
  const list = ["a/min", "b/min", "b/sum"].map((arm) => ({
    name: `${arm}/seed-1`,
    arm,
    armTitle: arm.slice(2),
  }));
  const titles = armsOf(list as unknown as RunFacts[], true).map(({ title }) => title);
  expect(titles).toEqual(["min (a/min)", "min (b/min)", "sum"]);
});

it("draws as shares of right answers nothing else; other rewards where a configuration has them", () => {
  const step = { correctShare: 0.5, verifiableReward: -3 } as StepMetrics;
  const own = measureRows.filter(({ title }) => title.startsWith("Rewards"));
  const shares = own.flatMap(({ measures }) => measures.filter(({ share }) => share));
  expect(shares.flatMap(({ lines }) => lines.map(([, , read]) => read(step)))).toEqual([0.5]);
  const [any] = measureRows.filter(({ measures }) =>
    measures.some(({ title }) => title === "Verifiable reward"),
  );
  expect(any.measures.map(({ lines: [[, , read]], share }) => [read(step), share])).toEqual([
    [-3, undefined],
  ]);
  const configs = [null, {}, { reward: { custom: null, overlongBuffer: null } }];
  const others = [{ reward: { custom: "function own" } }, { reward: { overlongBuffer: 64 } }];
  expect([...configs, ...others].map((config) => any.when!(step, config))).toEqual([
    ...[false, false, false],
    ...[true, true],
  ]);
});

it("sets no formula that hides a part of itself", () => {
  const hiding = [
    ...["\\TextOrMath{hidden}{42}", "\\@firstoftwo{42}{hidden}", "\\@secondoftwo{hidden}{42}"],
    ...["\\@ifnextchar{a}{b}{c}d", "\\phantom{4}2", "\\@char`a", "\\char`a", "4 % 2"],
  ];
  const whole = ["\\text{or } \\frac{1}{2}", "50\\%", "a@b", "\\chi"];
  expect([...hiding, ...whole].filter((formula) => REFUSED.test(formula))).toEqual(hiding);
});

it("goes on with the range that has the step chosen, where a run that grows has other ranges; else with all", () => {
  const rangesTo = (last: number) =>
    rangesOf(Array.from({ length: last }, (_, i) => i + 1)).map(
      (own) => ({ from: own[0], to: own[own.length - 1] }) as RewardRange,
    );
  const now = rangesTo(61);
  const gone = rangesTo(60).filter((own) => !now.some(({ from, to }) => from === own.from && to === own.to));
  expect(gone.length).toBeGreaterThan(10);
  for (const { from: step } of gone) {
    const { from, to } = rangeWith(now, step)!;
    expect(from <= step && step <= to).toBe(true);
  }
  expect([rangeWith(now, null), rangeWith(now, 62), rangeWith([], 3)]).toEqual([null, null, null]);
});

it("says the median of a histogram: of an even count between the middle two", () => {
  const said = (values: number[]) => {
    const props = { title: "t", note: "n", domain: [0, 10] as [number, number] };
    const drawn = Histogram({ ...props, values: values.map((value) => ({ value, verdict: "right" })) });
    return /median ([\d.]+)/.exec(JSON.stringify(drawn))?.[1];
  };
  expect([said([4, 1, 3, 2]), said([5, 1, 3]), said([])]).toEqual(["2.5", "3", undefined]);
});

describe("orders to train here", () => {
  it("each end by the stop behind them, also those that had not begun; the last goes on", async () => {
    const done: string[] = [];
    const failed: string[] = [];
    let stepEnds = () => {};
    const orders = new Orders(
      async ({ settings: { form } }, signal) => {
        done.push(form);
        if (form === "sum") throw new Error("no memory");
        // A step goes on to its end before the stop is seen.
        while (!signal.aborted)
          await new Promise<void>((resolve) => {
            stepEnds = resolve;
          });
        done.push(`${form} stopped`);
      },
      ({ message }) => failed.push(message),
    );
    const start = (form: Form) =>
      orders.take({ type: "start", settings: { form } as Settings, recipe: RECIPE, files: "" });
    const stop = () => orders.take({ type: "stop" });
    const later = () => new Promise((resolve) => setTimeout(resolve));
    start("min");
    await later();
    for (const form of ["min", "vr"] as const) {
      stop();
      start(form);
    }
    stepEnds();
    await later();
    expect(done).toEqual(["min", "min stopped", "vr"]);
    stop();
    start("min");
    stop();
    stepEnds();
    await later();
    start("sum");
    await later();
    expect([done.slice(3), failed]).toEqual([["vr stopped", "sum"], ["no memory"]]);
  });
});
