// Which lines of a solution of a word problem are right, and that what is corrupted is wrong in its last line alone.
import fc from "fast-check";
import { expect, it } from "vitest";
import { Random } from "../src/common/random.ts";
import { checkedLines, corruptedLines, type Sum, solutionOf, sumOf } from "./word-steps.ts";

const labelsOf = (sum: Sum, ...lines: string[]) => checkedLines("P", sum, lines.join("\n")).labels;
const sub: Sum = { a: 81, sign: "-", b: 34 };
const add: Sum = { a: 9, sign: "+", b: 25 };

const sums = fc
  .record({ a: fc.nat(99), b: fc.nat(99), sign: fc.constantFrom("+" as const, "-" as const) })
  .map(
    ({ a, b, sign }): Sum => ({
      a: sign === "-" ? Math.max(a, b) : a,
      sign,
      b: sign === "-" ? Math.min(a, b) : b,
    }),
  );

it("solves ten by ten, and reads back what is to be done", () => {
  expect(solutionOf(sub)).toEqual([
    "We subtract 34 from 81.",
    "81 - 30 = 51",
    "51 - 4 = 47",
    "The answer is 47.",
  ]);
  expect(sumOf("We add 9 and 25.\n9 + 25 = 34")).toEqual(add);
  expect(sumOf("We multiply 3 by 4.")).toBeNull();
  fc.assert(
    fc.property(sums, (sum) => {
      expect(sumOf(solutionOf(sum).join("\n"))).toEqual(sum);
      expect(labelsOf(sum, ...solutionOf(sum))).toEqual(solutionOf(sum).map(() => 1));
    }),
  );
});

it("knows the first wrong line, and leaves out what follows", () => {
  expect(labelsOf(sub, "We add 81 and 34.", "81 + 30 = 111")).toEqual([0]);
  expect(labelsOf(sub, "We subtract 81 from 34.")).toEqual([0]);
  expect(labelsOf(sub, "We subtract 34 from 81.", "81 - 30 = 52", "52 - 4 = 48")).toEqual([1, 0]);
  expect(labelsOf(sub, "We subtract 34 from 81.", "81 - 40 = 41")).toEqual([1, 0]);
  expect(labelsOf(sub, "We subtract 34 from 81.", "81 - 30 = 51", "The answer is 51.")).toEqual([1, 1, 0]);
  expect(labelsOf(sub, "We subtract 34 from 81.", "The answer is 47.")).toEqual([1, 1]);
  expect(labelsOf(sub, "We subtract 34 from 81.", "81 - 34 = 47", "The answer is 47.", "47")).toEqual([
    1, 1, 1, 0,
  ]);
  expect(labelsOf(sub, "We subtract 34 from 81.", "81 - 0 = 81")).toEqual([1, 0]);
  expect(labelsOf(add, "We add 25 and 9.", "25 + 9 = 34", "The answer is 34.")).toEqual([1, 1, 1]);
  expect(labelsOf(add, "We add 9 and 25.", "9 + 20 = 29", "20 + 5 = 25")).toEqual([1, 1, 0]);
  expect(labelsOf(add, "Well.")).toEqual([0]);
  expect(labelsOf(add, "\n \n")).toEqual([]);
});

it("corrupts one line, the last one given, or none", () => {
  const random = new Random(1);
  const places = new Set<number>();
  let whole = 0;
  fc.assert(
    fc.property(sums, (sum) => {
      const { completions, labels } = corruptedLines({ prompt: "P" }, sum, random);
      expect(labels).toHaveLength(completions.length);
      expect(labels.slice(0, -1).every((label) => label === 1)).toBe(true);
      if (completions.join("\n") === solutionOf(sum).join("\n")) whole++;
      else if (labels.at(-1) === 0) places.add(completions.length);
    }),
    { numRuns: 400 },
  );
  expect(whole / 400).toBeGreaterThan(0.15);
  expect(whole / 400).toBeLessThan(0.35);
  expect(places).toEqual(new Set([1, 2, 3, 4]));
});
