// Labelled steps that the real-model benchmark makes of solutions written as GSM8K's are.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { labelSolution } from "../bench/real/labelled-steps.ts";
import { Random } from "../src/common/random.ts";

const solution =
  "She sells 16 - 3 = <<16-3=13>>13 eggs.\n\nThat is a good day.\nShe earns $<<13*1000=13000>>13,000.";
const problem = { id: "1", prompt: "How much?", answer: "13000", solution };
const steps = ["She sells 16 - 3 = 13 eggs.", "That is a good day.", "She earns $13,000."];

describe("labelSolution", () => {
  it("takes lines as steps, without calculator marks and empty lines", () => {
    const labelled = labelSolution(problem, false, new Random(1));
    expect(labelled).toEqual({ prompt: "How much?", completions: steps, labels: [1, 1, 1] });
  });

  it("changes the result of one step, which is the last and the only bad one", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const labelled = labelSolution(problem, true, new Random(seed))!;
        const last = labelled.completions.length - 1;
        expect([0, 2]).toContain(last);
        expect(labelled.labels).toEqual(labelled.completions.map((_, i) => Number(i < last)));
        expect(labelled.completions.slice(0, last)).toEqual(steps.slice(0, last));
        const pattern = [/^She sells 16 - 3 = (\d+) eggs\.$/, /^$/, /^She earns \$(\d+)\.$/][last];
        const result = pattern.exec(labelled.completions[last]);
        expect(Number(result?.[1])).toBeGreaterThan(0);
        expect(Number(result?.[1])).not.toBe([13, 0, 13000][last]);
      }),
    );
  });

  it("gives null where there is nothing to label or to change", () => {
    const random = new Random(1);
    expect(labelSolution({ ...problem, solution: undefined }, false, random)).toBeNull();
    expect(labelSolution({ ...problem, solution: "No result here." }, true, random)).toBeNull();
  });
});
