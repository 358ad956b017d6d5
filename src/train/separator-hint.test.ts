import { expect, it } from "vitest";
import { tableOf } from "../../tests/table.ts";
import { separatorHint } from "./watching.ts";

/** Responses with these texts, each of so many steps. */
const groupsOf = (...groups: [string, number][][]) =>
  tableOf(
    groups.map((responses) =>
      responses.map(([text, steps]) => ({ text, stepEnds: Array.from({ length: steps }, (_, s) => s) })),
    ),
  );

it("where most responses are one step of several lines, where steps end is said", () => {
  const most = groupsOf(
    [
      ["1\n2", 1],
      ["1\n2\n", 1],
    ],
    [["1;2", 2]],
  );
  expect(separatorHint(most, ";\n")).toBe(
    '2 of 3 responses are one step, though they have several lines: steps end at ";\\n". Where a line is a step: ' +
      "--data.stepSeparator $'\\n' in a shell, \"\\n\" in a file",
  );
  expect(separatorHint(most, "\n")).toBeNull();
});

it("nothing is said of half of them, of one line, or of several steps", () => {
  const lines: [string, number] = ["1\n2", 1];
  for (const other of [
    ["1", 1],
    ["1\n", 1],
    ["\n1", 1],
    ["1\n2", 2],
    ["", 0],
  ] as [string, number][]) {
    expect(separatorHint(groupsOf([lines, other]), ";")).toBeNull();
    expect(separatorHint(groupsOf([lines, other], [lines]), ";")).toMatch(/^2 of 3 /);
  }
  expect(separatorHint(groupsOf([]), ";")).toBeNull();
});
