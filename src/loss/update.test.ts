import { expect, it } from "vitest";
import { updateStatistics } from "./update.ts";

const logs = (ratios: readonly number[]) => ratios.map(Math.log);
const rows = [
  // Ratios 2, 0.5 and 1.1; the last token takes no part.
  {
    logprobs: logs([0.5, 0.25, 0.55, 0.9]),
    old: logs([0.25, 0.5, 0.5, 0.1]),
    advantages: [1, -2, 3, 100],
    mask: [1, 1, 1, 0],
  },
  { logprobs: logs([0.5]), old: logs([0.5]), advantages: [-1] },
];

it("means over the tokens that take part: clipped loss, clip share, ratio, its largest, and KL", () => {
  const statistics = updateStatistics(rows, 0.2, 0.3);
  expect(statistics).toEqual({
    tokens: 4,
    // Gains are clipped: 2 at 1.3, and 0.5 at 0.8 where the advantage is negative.
    loss: expect.closeTo((-1.3 + 2 * 0.8 - 3 * 1.1 + 1) / 4, 12),
    clipShare: 0.5,
    ratioMean: expect.closeTo((2 + 0.5 + 1.1 + 1) / 4, 12),
    ratioMax: expect.closeTo(2, 12),
    approxKl: expect.closeTo(-Math.log(1.1) / 4, 12),
  });
});

it("losses are not clipped: a ratio far off on the wrong side keeps its gradient", () => {
  const wrong = { logprobs: logs([0.5, 0.1]), old: logs([0.1, 0.5]), advantages: [-1, 1] };
  expect(updateStatistics([wrong])).toMatchObject({ clipShare: 0, loss: expect.closeTo((5 - 0.2) / 2, 12) });
});

it("without a token everything is 0, and ratios are 1", () => {
  const none = { tokens: 0, loss: 0, clipShare: 0, ratioMean: 1, ratioMax: 1, approxKl: 0 };
  expect(updateStatistics([{ ...rows[0], mask: [0, 0, 0, 0] }])).toEqual(none);
  expect(updateStatistics([])).toEqual(none);
});
