import { expect, it } from "vitest";
import { MEASURED_MODEL, measureSpeed } from "./measure.ts";

it("measures, and what a model could reach follows from operations a parameter and token", async () => {
  const { gflops, tokensPerSecond, threads } = await measureSpeed(0);
  expect(threads).toBeGreaterThan(0);
  const { parameters, hidden, inner, vocabulary } = MEASURED_MODEL;
  // Embedding; 30 layers of attention with 9 query heads and 3 of keys and values, of 64, feed-forward and two norms; a norm.
  const layer = hidden * (9 + 3 + 3 + 9) * 64 + 3 * hidden * inner + 2 * hidden;
  expect(parameters).toBe(vocabulary * hidden + 30 * layer + hidden);
  // Any machine is between a hundredth and a thousand of them.
  for (const speed of Object.values(gflops)) {
    expect(speed).toBeGreaterThan(0.01);
    expect(speed).toBeLessThan(1e5);
  }
  expect(tokensPerSecond.training * 6 * parameters).toBeCloseTo(gflops.training * 1e9, -3);
  expect(tokensPerSecond.scoring * 2 * parameters).toBeCloseTo(gflops.training * 1e9, -3);
  expect(tokensPerSecond.sampling * 2 * parameters).toBeCloseTo(gflops.sampling * 1e9, -3);
});
