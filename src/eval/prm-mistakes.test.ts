import { describe, expect, it } from "vitest";
import type { LabelledSolution } from "./prm-eval.ts";
import { surestMistakes } from "./prm-mistakes.ts";

const solution = (name: string, labels: (number | null)[]): LabelledSolution => ({
  ...{ name, subset: "math", problem: `problem ${name}`, labels },
  steps: labels.map((_, i) => `${name} ${i}`),
  ...{ firstError: labels.indexOf(0), right: !labels.includes(0) },
});

const scores: Record<string, number[]> = {
  "a 0": [0.2, 0.9, 0.99],
  "b 0": [-0.8, 0.95],
  "c 0": [0.5, -0.5],
  "d 0": [-0.1, 0.4],
};
const rewardsOf = ({ steps }: { steps: readonly string[] }) => scores[steps[0]];

describe("the surest mistakes", () => {
  it("are wrong steps scored high and good ones scored low, the surest of each solution, in order", async () => {
    const { missed, accused } = await surestMistakes(
      // The last step of a comes after its first error: nothing is known of it.
      [
        solution("a", [1, 0, null]),
        solution("b", [1, 0]),
        solution("c", [1, 0]),
        solution("d", [0.75, 0.25]),
      ],
      [],
      rewardsOf,
    );
    const shown = (all: typeof missed) => all.map(({ name, step }) => [name, step]);
    expect(shown(missed)).toEqual([
      ["b", 1],
      ["a", 1],
      ["d", 1],
    ]);
    expect(shown(accused)).toEqual([
      ["b", 0],
      ["d", 0],
    ]);
    expect(missed[1].probability).toBeCloseTo(0.95);
    expect(missed[1].steps).toEqual([
      { text: "a 0", reward: 0.2, label: 1 },
      { text: "a 1", reward: 0.9, label: 0 },
      { text: "a 2", reward: 0.99, label: null },
    ]);
  });

  it("are wrong responses above every right one, by their weakest step", async () => {
    const response = (text: string) => ({ text, steps: [text] });
    const group = (id: string, ...texts: string[]) => ({
      ...{ id, problem: id, answer: "7", responses: texts.map(response) },
    });
    const groups = [group("p", "8", "7", "9"), group("q", "7", "8"), group("r", "8"), group("s", "7", "6")];
    const by: Record<string, number> = {
      p8: 0.2,
      p7: 0.1,
      p9: 0.8,
      q7: 0.5,
      q8: 0.4,
      r8: 0.9,
      s7: -1,
      s6: 0.9,
    };
    const { preferred } = await surestMistakes([], groups, ({ problem, steps }) => [by[problem + steps[0]]]);
    expect(
      preferred.map(({ problem, wrong, right }) => [problem, wrong.steps[0].text, right.steps[0].text]),
    ).toEqual([
      ["s", "6", "7"],
      ["p", "9", "7"],
    ]);
  });
});
