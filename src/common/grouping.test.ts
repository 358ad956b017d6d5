import { expect, it } from "vitest";
import { groupBy } from "./grouping.ts";

it("keeps the order of keys and of the items of each", () => {
  const groups = groupBy([3, 1, 4, 1, 5, 9, 2, 6], (value) => value % 3);
  expect([...groups]).toEqual([
    [0, [3, 9, 6]],
    [1, [1, 4, 1]],
    [2, [5, 2]],
  ]);
  expect(groupBy([], String).size).toBe(0);
});
