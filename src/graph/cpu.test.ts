// The device of this process's memory: arrays in place, outputs that stay, and what is let go.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PrivateDevice } from "../../tests/private-device.ts";
import { CpuDevice } from "./cpu.ts";
import type { Device } from "./device.ts";
import { Graph } from "./graph.ts";
import { add as plus } from "./ops.ts";

const device = new CpuDevice();
const f32 = (...numbers: number[]) => Float32Array.from(numbers);

/** y = x + 1 and z = x + 2 for x [n]. */
function sums(): Graph {
  const g = new Graph();
  const x = g.input("x", ["n"]);
  g.output("y", plus(g, x, g.scalar(1)));
  g.output("z", plus(g, x, g.scalar(2)));
  return g;
}

describe("arrays", () => {
  test("are the memory they were made of", async () => {
    const data = f32(1, 2, 3);
    const array = device.array(data);
    expect(await device.read(array)).toBe(data);
    await device.write(array, f32(4, 5, 6));
    expect([...data]).toEqual([4, 5, 6]);
    expect([...(await device.read(array.prefix(2)))]).toEqual([4, 5]);
  });

  test("side by side are one", async () => {
    const memory = f32(0, 1, 2, 3, 4, 5);
    const [a, b, c] = [memory.subarray(1, 3), memory.subarray(3, 4), memory.subarray(4)].map((part) =>
      device.array(part),
    );
    const joined = device.join([a, b, c]);
    memory[3] = 9;
    expect([...(await device.read(joined))]).toEqual([1, 2, 9, 4, 5]);
    for (const apart of [
      [a, c],
      [b, a],
      [a, device.array(f32(3))],
    ])
      expect(() => device.join(apart)).toThrow(/side by side/);
  });

  test("are counted until they are disposed of, once", async () => {
    const counted = new CpuDevice();
    const [a, b] = [counted.array(f32(1, 2)), counted.zeros(3)];
    expect(counted.live).toEqual({ arrays: 2, bytes: 20 });
    a.prefix(1).dispose();
    counted.join([a]).dispose();
    expect(counted.live).toEqual({ arrays: 2, bytes: 20 });
    a.dispose();
    a.dispose();
    expect(counted.live).toEqual({ arrays: 1, bytes: 12 });
    await expect(counted.read(a)).rejects.toThrow(/disposed/);
    await expect(counted.kernels.add(b, a)).rejects.toThrow(/disposed/);
    b.dispose();
    expect(counted.live).toEqual({ arrays: 0, bytes: 0 });
  });

  test("of another device are refused", async () => {
    await expect(device.read(new PrivateDevice().array(f32(1)))).rejects.toThrow(/another device/);
  });
});

test.each<[string, Device]>([
  ["the CPU", device],
  ["a device of its own", new PrivateDevice()],
])("an output stays on %s and is the next run's input", async (_, on) => {
  const before = on.live.arrays;
  const graph = await on.compile(sums(), { threads: 1, keep: (name) => name === "y" });
  const first = await graph.run({ x: f32(1, 2, 3) }, { n: 3 });
  expect([Object.keys(first.values), Object.keys(first.arrays)]).toEqual([["z"], ["y"]]);
  expect([...first.values.z]).toEqual([3, 4, 5]);
  const second = await graph.run({ x: first.arrays.y.prefix(2) }, { n: 2 });
  expect([...second.values.z]).toEqual([4, 5]);
  expect([...(await on.read(second.arrays.y))]).toEqual([3, 4]);
  expect(on.live.arrays).toBe(before + 2);
  first.arrays.y.dispose();
  second.arrays.y.dispose();
  expect(on.live.arrays).toBe(before);
  await expect(graph.run({ x: first.arrays.y }, { n: 3 })).rejects.toThrow(/disposed/);
  await expect(graph.run({ x: f32(1) }, { n: 2 })).rejects.toThrow(/input x has 1 numbers/);
  await graph.dispose();
});

test("outputs come back where none is kept", async () => {
  const graph = await device.compile(sums(), { threads: 1 });
  const { values, arrays } = await graph.run({ x: f32(1) }, { n: 1 });
  expect([[...values.y], [...values.z], arrays]).toEqual([[2], [3], {}]);
  await graph.dispose();
});

describe("kernels", () => {
  const array = (...numbers: number[]) => device.array(f32(...numbers));
  const read = async (of: ReturnType<typeof array>) => [...(await device.read(of))];

  test("add, and a norm over arrays of even, odd and no length", async () => {
    const a = array(1, 2, 3);
    await device.kernels.add(a, array(10, 20, 30));
    expect(await read(a)).toEqual([11, 22, 33]);
    expect(await device.kernels.squaredNorm([array(3), array(1, 2), array(2, 1, 5), array()])).toBe(44);
    expect(await device.kernels.squaredNorm([])).toBe(0);
  });

  test("rows are added to the rows of their tokens, twice where a token comes twice", async () => {
    const target = array(1, 1, 1, 1, 1, 1);
    await device.kernels.addRows(target, array(1, 2, 3, 4, 5, 6), Int32Array.of(2, 0, 2), 2);
    expect(await read(target)).toEqual([4, 5, 1, 1, 7, 9]);
  });

  test("blocks are copied from source to target, short ones and long", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(1, 2, 127, 128, 129, 150),
        fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 })), { maxLength: 4 }),
        async (length, moves) => {
          const numbers = (base: number) => Float32Array.from({ length: 6 * length }, (_, i) => base + i);
          const [source, wanted] = [numbers(3e4), numbers(1e4)];
          for (const [from, to] of moves)
            for (let i = 0; i < length; i++) wanted[to * length + i] = source[from * length + i];
          const target = device.array(numbers(1e4));
          const [from, to] = [0, 1].map((end) => Int32Array.from(moves, (move) => move[end] * length));
          await device.kernels.copyBlocks(device.array(source), target, length, from, to);
          expect(await device.read(target)).toEqual(wanted);
        },
      ),
      { numRuns: 40 },
    );
  });

  test("blocks move within an array, over themselves too, in the order given", async () => {
    const up = array(1, 2, 3, 4, 0, 0);
    await device.kernels.copyBlocks(up, up, 2, Int32Array.of(2, 0), Int32Array.of(4, 1));
    expect(await read(up)).toEqual([1, 1, 2, 4, 3, 4]);
    const down = array(0, 1, 2, 0, 3, 4);
    await device.kernels.copyBlocks(down, down, 2, Int32Array.of(1, 4), Int32Array.of(0, 2));
    expect(await read(down)).toEqual([1, 2, 3, 4, 3, 4]);
  });
});
