import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { groupsOf, joined, rowOf, rowRange, startsOf, tokenRows } from "./rows.ts";

const rows = fc.array(fc.array(fc.integer({ min: 0, max: 99 }), { maxLength: 4 }), { maxLength: 8 });

describe("rows in a column", () => {
  it("come back one by one, empty ones too", () => {
    const check = (given: number[][]) => {
      const [starts, column] = [startsOf(given), joined(Int32Array, given)];
      expect(Array.from(column)).toEqual(given.flat());
      expect(starts[given.length]).toBe(column.length);
      expect(given.map((_, r) => Array.from(rowOf(column, starts, r)))).toEqual(given);
    };
    fc.assert(fc.property(rows, check));
  });

  it("are of one group where they stand together and have one prompt", () => {
    expect(groupsOf({ prompt: [2, 2, 0, 1, 1, 1, 2] })).toEqual([
      [0, 2],
      [2, 3],
      [3, 6],
      [6, 7],
    ]);
    expect(groupsOf({ prompt: [] })).toEqual([]);
    expect(groupsOf({ prompt: [0] })).toEqual([[0, 1]]);
  });
});

describe("token sequences as rows", () => {
  it("have their prompts, tokens and places", () => {
    expect(tokenRows(["a", "b"], [1, 1, 0], [[5, 6], [], [7]])).toEqual({
      ...{ prompts: ["a", "b"], prompt: Int32Array.of(1, 1, 0) },
      ...{ starts: Int32Array.of(0, 2, 2, 3), tokens: Int32Array.of(5, 6, 7) },
    });
  });

  it("from one to another are those rows by themselves, with their part of any column", () => {
    const check = (given: number[][], at: number, count: number) => {
      const from = Math.min(at, given.length);
      const to = Math.min(from + count, given.length);
      const prompt = given.map((_, r) => r % 3);
      const all = tokenRows(["a", "b", "c"], prompt, given);
      const own = rowRange(all, [from, to]);
      expect(own.rows).toEqual(tokenRows(["a", "b", "c"], prompt.slice(from, to), given.slice(from, to)));
      const twice = Float32Array.from(all.tokens, (token) => 2 * token);
      expect(own.part(twice)).toEqual(Float32Array.from(own.rows.tokens, (token) => 2 * token));
      expect(own.part(twice).buffer).toBe(twice.buffer);
    };
    fc.assert(fc.property(rows, fc.nat(8), fc.nat(8), check));
  });
});
