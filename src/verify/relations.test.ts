// Functions, relations and systems of them, one table each: a reason, answers that are the same by it, and answers that
// only look so.
import { describe, expect, it } from "vitest";
import { judge } from "./judge.ts";

interface Kind {
  name: string;
  why: string;
  same: [string, string][];
  different: [string, string][];
}

const kinds: Kind[] = [
  {
    name: "functions that take sides",
    why: "|x| is x for positive numbers alone, and max, min, ⌊⌋ and ⌈⌉ change somewhere too",
    same: [
      ["y = |3x - 6|", "y = 3|x - 2|"],
      ["|p||q|r", "|pq|r"],
      ["\\max(s, t)", "\\frac{s + t + |s - t|}{2}"],
      ["\\lfloor x + 4 \\rfloor", "\\lfloor x \\rfloor + 4"],
      ["|x|^4 + y", "x^4 + y"],
      ["x^x|y|", "|y|x^x"],
      ["\\ln|x| + C", "\\ln x + C"],
      ["|PQ| + |RS|", "PQ + RS"],
    ],
    different: [
      ["y = |x|", "y = x"],
      ["p|q|r", "pqr"],
      ["y = x|x|", "y = x^2"],
      ["|x| + 3y = 7", "x + 3y = 7"],
      ["|x| + 3y < 7", "x + 3y < 7"],
      ["|t + 30|", "t + 30"],
      ["\\min(t, 150)", "t"],
      ["y = \\max(x, 0)", "y = x"],
      ["y = \\lfloor x \\rfloor + 1", "y = \\lceil x \\rceil"],
      ["|p| + |q| + |r| + |s| + |t|", "|p| + |q| + |r| + |s| + t"],
    ],
  },
];

describe.each(kinds)("$name: $why", ({ same, different }) => {
  it.each(same)("%s = %s", (a, b) => {
    expect(judge(a, b).verdict).toBe(true);
    expect(judge(b, a).verdict).toBe(true);
  });
  it.each(different)("%s ≠ %s", (a, b) => {
    expect(judge(a, b).verdict).not.toBe(true);
    expect(judge(b, a).verdict).not.toBe(true);
  });
});
