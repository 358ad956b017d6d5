import { expect, test } from "vitest";
import { smallModel } from "../../../tests/engine-check.ts";
import { CpuDevice } from "../../graph/cpu.ts";
import type { DeviceArray } from "../../graph/device.ts";
import { loadRuntime } from "../../graph/runtime.ts";
import { RowCache, rowTokens } from "./cache.ts";

test("rows' room doubles, but to no more than there will ever be, and what is kept moves along", async () => {
  const { config } = await smallModel();
  const { layers, kvHeads, headDim } = config;
  const device = new CpuDevice(loadRuntime);
  const cache = new RowCache(device, config);
  const most = rowTokens(4, 70);
  expect(most).toBe(4 * 96);
  const tokens = () => cache.bytes / (8 * layers * kvHeads * headDim);
  /** One token's keys and values of four rows, which differ in every number. */
  const lines = 4 * kvHeads * headDim;
  const made = (array: number) => Float32Array.from({ length: lines }, (_, i) => array * lines + i + 1);
  const outputs: Record<string, DeviceArray> = {};
  for (let layer = 0; layer < layers; layer++) {
    outputs[`k:${layer}`] = device.array(made(2 * layer));
    outputs[`v:${layer}`] = device.array(made(2 * layer + 1));
  }
  await cache.fit(4, 1, 0, most);
  expect(tokens()).toBe(4 * 32);
  await cache.write(outputs, 1, [0, 1, 2, 3], [0, 0, 0, 0]);
  await cache.fit(4, 33, 4, most);
  expect(tokens()).toBe(4 * 64);
  await cache.fit(4, 65, 4, most);
  expect([cache.length, tokens()]).toEqual([96, 4 * 96]);
  // The first token of every head of every row.
  const inputs = cache.inputs("past", 4);
  expect(Object.keys(inputs)).toHaveLength(2 * layers);
  for (let layer = 0; layer < layers; layer++)
    for (const [which, name] of ["K", "V"].entries()) {
      const data = await device.read(inputs[`past${name}:${layer}`]);
      const held: number[] = [];
      for (let line = 0; line < 4 * kvHeads; line++) {
        const start = line * cache.length * headDim;
        held.push(...data.subarray(start, start + headDim));
      }
      expect(held).toEqual([...made(2 * layer + which)]);
    }
  // Fewer rows of more tokens need no more room than that either.
  await cache.fit(2, 129, 2, most);
  expect(tokens()).toBe(4 * 96);
  // What was written is let go.
  expect(device.live.arrays).toBe(2 * layers);
  cache.dispose();
  expect(device.live.arrays).toBe(0);
});
