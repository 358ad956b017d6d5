import { describe, expect, it } from "vitest";
import { parseSolution } from "./prm-score.ts";

const parse = (value: Record<string, unknown>) => parseSolution({ value, where: "in.jsonl:3" }, 3, "\n\n");

describe("a line of `pure prm score`", () => {
  it("holds steps, or a response that is split", () => {
    expect(parse({ id: "a", problem: "p", steps: ["x", "y"] })).toEqual({
      id: "a",
      problem: "p",
      steps: ["x", "y"],
    });
    expect(parse({ prompt: "p", completions: ["x"], labels: [true] })).toEqual({
      id: 3,
      problem: "p",
      steps: ["x"],
    });
    expect(parse({ problem: "p", response: "x\n\ny\n\n" }).steps).toEqual(["x", "y"]);
    expect(parse({ problem: "p", response: "" }).steps).toEqual([]);
  });

  it("says what is wrong, and where", () => {
    const faults: [Record<string, unknown>, RegExp][] = [
      [{}, /in\.jsonl:3: "problem" should be text, found nothing/],
      [{ problem: 1, steps: [] }, /"problem" should be text, found the number 1/],
      [{ problem: "p" }, /either "steps".*or "response"/],
      [{ problem: "p", steps: ["a"], response: "b" }, /either "steps".*or "response"/],
      [{ problem: "p", steps: ["a", null] }, /"steps"\[1\] should be text, found null/],
      [{ id: {}, problem: "p", steps: [] }, /"id" must be text or a number/],
    ];
    for (const [value, fault] of faults) expect(() => parse(value)).toThrow(fault);
  });
});
