import { expect, test } from "vitest";
import { smallModel } from "../../../tests/engine-check.ts";
import { RowCache, rowTokens } from "./cache.ts";

test("rows' room doubles, but to no more than there will ever be, and what is kept moves along", async () => {
  const { config } = await smallModel();
  const cache = new RowCache(config);
  const most = rowTokens(4, 70);
  expect(most).toBe(4 * 96);
  const tokens = () => cache.bytes / (8 * config.layers * config.kvHeads * config.headDim);
  const kv = (rows: number) =>
    Float32Array.from(
      { length: 2 * config.layers * rows * config.kvHeads * config.headDim },
      (_, i) => i + 1,
    );
  cache.fit(4, 1, 0, most);
  expect(tokens()).toBe(4 * 32);
  cache.append(kv(4), [0, 0, 0, 0]);
  cache.fit(4, 33, 4, most);
  expect(tokens()).toBe(4 * 64);
  cache.fit(4, 65, 4, most);
  expect([cache.length, tokens()]).toEqual([96, 4 * 96]);
  // The first token of every head of every row, layer by layer, keys before values.
  const { layers, kvHeads, headDim } = config;
  const held: number[] = [];
  for (let layer = 0; layer < layers; layer++)
    for (const which of [0, 1] as const)
      for (let line = 0; line < 4 * kvHeads; line++) {
        const start = line * cache.length * headDim;
        held.push(...cache.view(layer, which, 4).subarray(start, start + headDim));
      }
  expect(held).toEqual([...kv(4)]);
  // Fewer rows of more tokens need no more room than that either.
  cache.fit(2, 129, 2, most);
  expect(tokens()).toBe(4 * 96);
});
