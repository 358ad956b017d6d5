import { expect, test } from "vitest";
import { smallModel } from "../../../tests/engine-check.ts";
import { CpuDevice } from "../../graph/cpu.ts";
import type { DeviceArray } from "../../graph/device.ts";
import { loadRuntime } from "../../graph/runtime.ts";
import { KeyValueCache, rowLength, rowTokens } from "./cache.ts";

test("rows' room doubles, but to no more than there will ever be, and what is kept moves along", async () => {
  const { config } = await smallModel();
  const { layers, kvHeads, headDim } = config;
  const device = new CpuDevice(loadRuntime);
  const cache = new KeyValueCache(device, config);
  const most = rowTokens(4, 70);
  expect(most).toBe(4 * 96);
  const grow = (rows: number, longest: number, kept: number) =>
    cache.fit(rows, rowLength(longest, cache.length), kept, most);
  const tokens = () => cache.bytes / (8 * layers * kvHeads * headDim);
  /** One token's keys and values of four rows, which differ in every number. */
  const lines = 4 * kvHeads * headDim;
  const made = (array: number) => Float32Array.from({ length: lines }, (_, i) => array * lines + i + 1);
  const outputs: Record<string, DeviceArray> = {};
  for (let layer = 0; layer < layers; layer++) {
    outputs[`k:${layer}`] = device.array(made(2 * layer));
    outputs[`v:${layer}`] = device.array(made(2 * layer + 1));
  }
  await grow(4, 1, 0);
  expect(tokens()).toBe(4 * 32);
  await cache.write(outputs, 1, [0, 1, 2, 3], [0, 0, 0, 0]);
  await grow(4, 33, 4);
  expect(tokens()).toBe(4 * 64);
  await grow(4, 65, 4);
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
  await grow(2, 129, 2);
  expect(tokens()).toBe(4 * 96);
  // What was written is let go.
  expect(device.live.arrays).toBe(2 * layers);
  cache.dispose();
  expect(device.live.arrays).toBe(0);
});

test("rows' room grows in steps of 32 tokens, and shrinks by two of them or more", () => {
  const rooms = [1, 32, 33, 97, 96, 65, 64, 1].map((longest) => rowLength(longest, 128));
  expect(rooms).toEqual([32, 32, 64, 128, 128, 128, 64, 32]);
  expect(rowLength(129, 128)).toBe(160);
  expect(rowLength(1, 0)).toBe(32);
});
