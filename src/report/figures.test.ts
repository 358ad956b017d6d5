import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { short } from "../text/format.ts";
import type { EvaluationResult } from "../train/runs/records.ts";
import { weakestStep } from "./document.ts";
import { CHARACTER, lineFigure, rewardClass } from "./figures.ts";
import {
  accuracyOver,
  alongSteps,
  axis,
  measuredCurve,
  runningMean,
  spreadLabels,
  stepTicks,
} from "./scale.ts";

const finite = fc.double({ noNaN: true, min: -1e9, max: 1e9 }).map((value) => Math.round(value * 1e9) / 1e9);

describe("axis", () => {
  it("encloses the values with round ticks inside", () => {
    fc.assert(
      fc.property(finite, finite, (a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        const { domain, ticks } = axis(low, high, 4);
        expect(domain[0]).toBeLessThanOrEqual(low);
        expect(domain[1]).toBeGreaterThanOrEqual(high);
        expect(domain[1]).toBeGreaterThan(domain[0]);
        expect(ticks.length).toBeGreaterThanOrEqual(1);
        expect(ticks.length).toBeLessThanOrEqual(12);
      }),
    );
  });

  it("ends where values differ by rounding alone", () => {
    expect(axis(123456789, 123456789.00000003, 4).ticks.length).toBeLessThanOrEqual(12);
    expect(axis(-1e9, -1e9 + 1e-7, 4).ticks.length).toBeGreaterThanOrEqual(1);
  });

  it("starts at zero where the values do", () => {
    expect(axis(0, 0, 4).domain[0]).toBe(0);
    expect(axis(0, 1, 4)).toEqual({ domain: [0, 1.05], ticks: [0, 0.2, 0.4, 0.6, 0.8, 1] });
  });
});

describe("scale helpers", () => {
  it("gives whole steps with both ends", () => {
    expect(stepTicks(1, 1, 4)).toEqual([1]);
    expect(stepTicks(1, 2, 4)).toEqual([1, 2]);
    expect(stepTicks(0, 60, 4)).toEqual([0, 20, 40, 60]);
  });

  it("averages around gaps", () => {
    expect(runningMean([1, null, 3], 3)).toEqual([1, 2, 3]);
    expect(runningMean([1, null, 3], 1)).toEqual([1, null, 3]);
  });

  it("measures a run by bins of steps, without what is missing, and smooths over bins", () => {
    const metrics = [1, null, 3, undefined, Number.NaN, 8].map((value, i) => ({ step: i + 1, value }));
    const curve = (binSize: number, window: number) =>
      measuredCurve(metrics, ({ value }) => value, { binSize, window }).map(({ step, value }) => [
        step,
        value,
      ]);
    expect(curve(1, 1)).toEqual([
      [1, 1],
      [3, 3],
      [6, 8],
    ]);
    expect(curve(2, 1)).toEqual([
      [1, 1],
      [3, 3],
      [5, 8],
    ]);
    expect(curve(4, 1)).toEqual([
      [1, 2],
      [5, 8],
    ]);
    expect(curve(2, 3)).toEqual([
      [1, 2],
      [3, 4],
      [5, 5.5],
    ]);
    expect(measuredCurve([], () => 1, { binSize: 1, window: 1 })).toEqual([]);
  });

  it("puts lines along the steps that any of them has, and a single run's interval around its accuracy", () => {
    const [a, b] = [
      [{ step: 4, value: 1 }],
      [
        { step: 2, value: 3 },
        { step: 4, value: 5 },
      ],
    ];
    const { steps, at } = alongSteps([a, b]);
    expect(steps).toEqual([2, 4]);
    expect([at(a, ({ value }) => value), at(b, ({ value }) => value)]).toEqual([
      [null, 1],
      [3, 5],
    ]);
    const held = (accuracy: number) => [
      { step: 0, result: { accuracy, interval: [0.1, 0.9] } as EvaluationResult },
    ];
    expect(accuracyOver([held(0.5)])).toEqual([{ step: 0, value: 0.5, range: [0.1, 0.9] }]);
    expect(accuracyOver([held(0.5), held(0.25)])).toEqual([{ step: 0, value: 0.375, range: [0.25, 0.5] }]);
  });

  it("parts labels that would overlap and keeps them inside", () => {
    expect(spreadLabels([100, 99], 14, 0, 100)).toEqual([100, 86]);
    expect(spreadLabels([12, 10, 90], 14, 0, 100)).toEqual([24, 10, 90]);
    expect(spreadLabels([-5, 0], 14, 0, 100)).toEqual([0, 14]);
  });
});

describe("lineFigure", () => {
  const base = { description: "reward", format: short };

  it("draws one value, gaps, and nothing at all without a NaN", () => {
    for (const values of [[0.5], [0.1, null, 0.4, 0.5], [null, null], [], [2, 2, 2]]) {
      const { text } = lineFigure({
        ...base,
        steps: values.map((_, i) => i + 1),
        series: [{ label: "min", color: "blue", values }],
      });
      expect(text).toMatch(/^<svg[\s\S]*<\/svg>$/);
      expect(text).not.toMatch(/NaN|Infinity|undefined/);
    }
    const none = lineFigure({ ...base, steps: [1], series: [{ label: "a", color: "blue", values: [null] }] });
    expect(none.text).toContain("not measured");
  });

  it("draws a line for each run of values between gaps, and a dot for one alone", () => {
    const values = [1, 2, null, 3, null, 4, 5, 6];
    const series = [{ label: "a", color: "blue", values } as const];
    const { text } = lineFigure({ ...base, steps: [1, 2, 3, 4, 5, 6, 7, 8], series });
    const lines = [...text.matchAll(/<path d="([^"]*)" style="fill:none/g)].map(([, d]) => d.match(/[ML]/g));
    expect(lines.map((points) => points?.join(""))).toEqual(["ML", "MLL"]);
    expect(text.match(/<circle/g)).toHaveLength(1);
  });

  it("leaves out labels of steps that would touch others", () => {
    for (const last of [2, 7, 21, 60, 100, 1234, 20_000]) {
      for (const label of ["x", "a rather long label"]) {
        const steps = [1, last];
        const series = [
          { label, color: "blue", values: [0.1, 0.2] } as const,
          { label: "y", color: "orange", values: [0, 1] } as const,
        ];
        const { text } = lineFigure({ ...base, steps, series });
        const labels = [
          ...text.matchAll(/<text x="([\d.]+)" y="209" text-anchor="(\w+)"[^>]*>([^<]*)</g),
        ].map(([, x, anchor, words]) => {
          const share = { start: 0, middle: 0.5, end: 1 }[anchor]!;
          const left = Number(x) - share * words.length * CHARACTER;
          return { words, left, right: left + words.length * CHARACTER };
        });
        expect(labels[0].words).toBe("step 1");
        expect(labels.at(-1)?.words).toBe(last.toLocaleString("en"));
        labels.slice(1).forEach(({ left }, i) => {
          expect(left).toBeGreaterThan(labels[i].right);
        });
      }
    }
  });

  it("names each line at its end with its last value", () => {
    const { text } = lineFigure({
      ...base,
      steps: [1, 2],
      series: [
        { label: "min", color: "orange", values: [0.1, 0.25] },
        { label: "mean", color: "blue", values: [0.5, 0.75] },
      ],
    });
    expect(text).toContain('<tspan font-weight="650">0.25</tspan> min');
    expect(text).toContain('<tspan font-weight="650">0.75</tspan> mean');
  });
});

describe("process reward colours", () => {
  it("go from bad to good and mark the first of the weakest", () => {
    expect([-1, 0, 1, 7].map(rewardClass)).toEqual([0, 4, 8, 8]);
    expect(weakestStep([{ reward: 0.5 }, { reward: -0.2 }, { reward: -0.2 }])).toBe(1);
    expect(weakestStep([{ reward: null }])).toBe(-1);
  });
});
