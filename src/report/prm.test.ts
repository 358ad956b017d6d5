import { describe, expect, it } from "vitest";
import { evaluatePrm, type LabelledSolution, type PrmData, type PrmEvalSettings } from "../eval/prm-eval.ts";
import { surestMistakes } from "../eval/prm-mistakes.ts";
import { PURE_READING } from "../reward/reading.ts";
import { columns } from "../text/text.ts";
import { figuresOf } from "./document.ts";
import { figureFile, htmlPage } from "./page.ts";
import { prmEnd, prmPage } from "./prm.ts";
import { offsetBars } from "./prm-figures.ts";

const settings: PrmEvalSettings = {
  ...{
    processBench: [],
    labelled: [],
    responses: [],
    problems: null,
    split: null,
    threshold: 0.5,
    thresholdFrom: null,
  },
  ...{ stepSeparator: "\n\n", answerPattern: null, temperature: 0.1, bins: 10, maxN: 64, seed: 0 },
};
const by = {
  prm: "models/prm",
  reading: PURE_READING,
  files: [{ path: "m/model.safetensors", sha256: "abc" }],
};

const solution = (name: string, subset: string, labels: (number | null)[]): LabelledSolution => ({
  ...{ name, subset, problem: `problem ${name}`, labels, steps: labels.map((_, i) => `step ${i}`) },
  ...{ firstError: labels.indexOf(0), right: !labels.includes(0) },
});

async function evaluated(
  data: Partial<PrmData>,
  score = (_problem: string, step: number) => 0.3 - 0.2 * step,
) {
  const whole: PrmData = { processBench: [], labelled: [], responses: [], files: [], notes: [], ...data };
  const rewardsOf = ({ problem, steps }: { problem: string; steps: readonly string[] }) =>
    steps.map((_, i) => score(problem, i));
  const evaluation = await evaluatePrm(whole, rewardsOf, by, settings, 0);
  const mistakes = await surestMistakes(
    [...whole.processBench, ...whole.labelled],
    whole.responses,
    rewardsOf,
  );
  return { evaluation, page: htmlPage(prmPage(evaluation, mistakes)) };
}
const table = (evaluation: Parameters<typeof prmEnd>[0], width: number) =>
  prmEnd(evaluation, { report: "out/report.html", scores: "out/scores.jsonl" }, { color: false, width });
const NONE = { missed: [], accused: [], preferred: [] };
const figuresIn = (evaluation: Parameters<typeof prmPage>[0]) => figuresOf(prmPage(evaluation, NONE).blocks);
/** What must stand nowhere: numbers that are none. */
const nonsense = (text: string) => text.match(/NaN|undefined|Infinity|\[object/);

const full = () =>
  evaluated({
    processBench: ["gsm8k", "math"].flatMap((subset) =>
      Array.from({ length: 9 }, (_, i) =>
        solution(
          `${subset}-${i}`,
          subset,
          i % 3 === 0 ? [1, 1, 1] : i % 3 === 1 ? [1, 0, null] : [0, null, null],
        ),
      ),
    ),
    responses: Array.from({ length: 6 }, (_, p) => ({
      ...{ id: String(p), problem: `p${p}`, answer: "1" },
      responses: Array.from({ length: 8 }, (__, k) => ({
        text: `the answer is ${k % (p + 1)}`,
        steps: ["a", "b"],
      })),
    })),
    notes: ["left out: something"],
  });

describe("the report of an evaluation", () => {
  it("says what there is, and nothing of what there is not", async () => {
    const { evaluation, page } = await full();
    const wanted = [
      "ProcessBench F1",
      "mean of subsets",
      "PRMScore",
      "Ranking within problems, responses",
      "not told from guessing",
      "Best-of-N",
      "left out: something",
      "abc",
    ];
    expect(wanted.filter((text) => !page.includes(text))).toEqual([]);
    expect(page.includes("First errors of labelled steps")).toBe(false);
    expect(nonsense(page)).toBeNull();
    expect(figuresIn(evaluation).map(({ file }) => file)).toEqual([
      "calibration-processBench",
      "scores-processBench",
      "first-error-processBench",
      "best-of-n",
    ]);
  });

  it("holds where one kind is missing: no bad step, no response to choose from, one problem", async () => {
    const good = await evaluated({ labelled: [solution("a", "held-out", [1, 1])] });
    expect(good.evaluation.steps[0].figures.auc.value).toBeNull();
    expect(nonsense(good.page)).toBeNull();
    expect(nonsense(table(good.evaluation, 100))).toBeNull();
    const single = await evaluated({
      responses: [{ id: "1", problem: "p", answer: "1", responses: [{ text: "1", steps: ["1"] }] }],
    });
    expect(single.page.includes("nothing to choose from")).toBe(true);
    expect(nonsense(single.page)).toBeNull();
    expect(nonsense(table(single.evaluation, 100))).toBeNull();
    expect(figuresIn(single.evaluation)).toEqual([]);
  });

  it("draws figures that are files of their own, their notes in lines that fit", async () => {
    for (const figure of figuresIn((await full()).evaluation)) {
      const file = figureFile(figure);
      const lines = [...file.matchAll(/font-size="11.5" fill="#666b73">([^<]*)</g)].map(([, line]) => line);
      expect(lines.join(" ")).toBe(figure.note.replaceAll("'", "&#39;"));
      for (const line of lines) expect(line.length * 5.9).toBeLessThanOrEqual(figure.svg.width);
      expect(nonsense(file)).toBeNull();
    }
  });

  it("counts first errors by how far they are off, the far ones together", () => {
    const offsets: [number, number][] = [
      [-9, 1],
      [-4, 2],
      [-1, 3],
      [0, 5],
      [3, 1],
      [4, 1],
      [20, 2],
    ];
    expect(offsetBars({ offsets, missed: 7 }).map(({ label, count }) => [label, count])).toEqual([
      ["<−3", 3],
      ["−3", 0],
      ["−2", 0],
      ["−1", 3],
      ["exact", 5],
      ["+1", 0],
      ["+2", 0],
      ["+3", 1],
      [">+3", 3],
      ["none", 7],
    ]);
  });
});

describe("the table on the terminal", () => {
  it("has a row a subset, step set and pick, and fits any width", async () => {
    const { evaluation } = await full();
    const wide = table(evaluation, 120);
    for (const name of ["gsm8k", "math", "mean", "soft min", "majority", "pass@N", "N = 8"])
      expect(wide).toContain(name);
    for (const width of [40, 60, 80, 100]) {
      const lines = table(evaluation, width).split("\n");
      expect(Math.max(...lines.map(columns))).toBeLessThanOrEqual(width);
    }
    // The floor and the largest N stay where there is no room for all.
    const narrow = table(evaluation, 44);
    expect(narrow).toMatch(/Best of N +N = 1 +N = 8/);
    expect(narrow).not.toContain("N = 4 ");
  });

  it("says on what a threshold was chosen", async () => {
    const { evaluation } = await full();
    const first = evaluation.processBench as NonNullable<typeof evaluation.processBench>;
    const chosen = { ...evaluation, processBench: { ...first, threshold: 0.1234, chosenOn: "gsm8k" } };
    expect(table(chosen, 100)).toContain("p(good) < 0.1234, chosen for the highest F1 on gsm8k");
    expect(htmlPage(prmPage(chosen, NONE))).toContain("picked on what measures them");
  });
});
