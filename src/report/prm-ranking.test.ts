import { expect, it } from "vitest";
import type { Ranking } from "../eval/ranking.ts";
import { rankingSentence } from "./prm-ranking.ts";

const ranking: Ranking = {
  ...{ value: 0.66, interval: [0.61, 0.71], problems: 120, pairs: 1030, r: 0.309, standardError: 0.041 },
};

it("says how a model ranks, what follows, and why nothing does", () => {
  expect(rankingSentence(ranking)).toBe(
    "Ranking within problems: 0.660 (95% interval 0.610–0.710) over 1,030 pairs of 120 problems, r = +0.31 ± 0.04: right responses are ranked above wrong ones.",
  );
  const finding = (change: Partial<Ranking>) =>
    rankingSentence({ ...ranking, ...change })
      .split(": ")
      .pop();
  expect(finding({ interval: [0.49, 0.6] })).toBe("not told from guessing.");
  expect(finding({ value: 0.5, interval: null, r: null, standardError: null })).toBe(
    "not told from guessing.",
  );
  expect(finding({ value: 0.4, interval: [0.3, 0.49] })).toBe("wrong responses are ranked above right ones.");
  expect(finding({ interval: null })).toBe("there is one problem, or all agree.");
  const none = { value: null, interval: null, problems: 0, pairs: 0, r: null, standardError: null };
  expect(rankingSentence(none)).toBe(
    "Ranking within problems: no problem has both right and wrong responses, so there is nothing to rank.",
  );
});
