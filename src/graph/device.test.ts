// What every device does: arrays, outputs that stay, kernels, and what is let go.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PrivateDevice } from "../../tests/private-device.ts";
import { onGpu } from "../../tests/test-device.ts";
import { Random } from "../common/random.ts";
import { CpuDevice } from "./cpu.ts";
import type { Device, DeviceArray } from "./device.ts";
import { Graph } from "./graph.ts";
import { add as plus } from "./ops.ts";
import { loadRuntime } from "./runtime.ts";
import { WebGpuDevice } from "./webgpu.ts";

const f32 = (...numbers: number[]) => Float32Array.from(numbers);

/** y = x + 1 and z = x + 2 for x [n]. */
function sums(): Graph {
  const g = new Graph();
  const x = g.input("x", ["n"]);
  g.output("y", plus(g, x, g.scalar(1)));
  g.output("z", plus(g, x, g.scalar(2)));
  return g;
}

const devices: [string, Device][] = onGpu
  ? [["a graphics processor", new WebGpuDevice(loadRuntime, { strict: true })]]
  : [
      ["the CPU", new CpuDevice(loadRuntime)],
      ["a device of its own", new PrivateDevice()],
    ];

describe.each(devices)("on %s", (_, device) => {
  test("arrays are what was written last, and so are their prefixes", async () => {
    const array = device.array(f32(1, 2, 3));
    expect([...(await device.read(array))]).toEqual([1, 2, 3]);
    await device.write(array, f32(4, 5, 6));
    expect([...(await device.read(array.prefix(2)))]).toEqual([4, 5]);
    expect([...(await device.read(array.prefix(2).prefix(1)))]).toEqual([4]);
    expect([...(await device.read(device.zeros(2)))]).toEqual([0, 0]);
    expect([...(await device.read(device.array(f32())))]).toEqual([]);
  });

  test("arrays are counted until they are disposed of, once", async () => {
    const before = { ...device.live };
    const more = () => ({
      arrays: device.live.arrays - before.arrays,
      bytes: device.live.bytes - before.bytes,
    });
    const [a, b] = [device.array(f32(1, 2)), device.zeros(3)];
    a.prefix(1).dispose();
    await device.read(b);
    expect(more()).toEqual({ arrays: 2, bytes: 20 });
    a.dispose();
    a.dispose();
    expect(more()).toEqual({ arrays: 1, bytes: 12 });
    await expect(device.read(a)).rejects.toThrow(/disposed/);
    await expect(device.kernels.add(b, a)).rejects.toThrow(/disposed/);
    b.dispose();
    expect(more()).toEqual({ arrays: 0, bytes: 0 });
  });

  test("arrays of another device are refused", async () => {
    await expect(device.read(new PrivateDevice().array(f32(1)))).rejects.toThrow(/another device/);
  });

  test("an output stays and is the next run's input", async () => {
    const before = device.live.arrays;
    const graph = await device.compile(sums(), { threads: 1, keep: (name) => name === "y" });
    const first = await graph.run({ x: f32(1, 2, 3) }, { n: 3 });
    expect([Object.keys(first.values), Object.keys(first.arrays)]).toEqual([["z"], ["y"]]);
    expect([...first.values.z]).toEqual([3, 4, 5]);
    const second = await graph.run({ x: first.arrays.y.prefix(2) }, { n: 2 });
    expect([...second.values.z]).toEqual([4, 5]);
    expect([...(await device.read(second.arrays.y))]).toEqual([3, 4]);
    expect(device.live.arrays).toBe(before + 2);
    first.arrays.y.dispose();
    second.arrays.y.dispose();
    expect(device.live.arrays).toBe(before);
    await expect(graph.run({ x: first.arrays.y }, { n: 3 })).rejects.toThrow(/disposed/);
    await expect(graph.run({ x: f32(1) }, { n: 2 })).rejects.toThrow(/input x has 1 numbers/);
    await graph.dispose();
  });

  test("an output that stays outlives its graph", async () => {
    const graph = await device.compile(sums(), { threads: 1, keep: () => true });
    const { y, z } = (await graph.run({ x: f32(1, 2) }, { n: 2 })).arrays;
    await graph.dispose();
    expect([...(await device.read(y))]).toEqual([2, 3]);
    y.dispose();
    await device.write(z, f32(4, 5));
    expect([...(await device.read(z))]).toEqual([4, 5]);
    z.dispose();
  });

  test("outputs come back where none is kept", async () => {
    const graph = await device.compile(sums(), { threads: 1 });
    const { values, arrays } = await graph.run({ x: f32(1) }, { n: 1 });
    expect([[...values.y], [...values.z], arrays]).toEqual([[2], [3], {}]);
    await graph.dispose();
  });

  describe("kernels", () => {
    const array = (...numbers: number[]) => device.array(f32(...numbers));
    const read = async (of: DeviceArray) => [...(await device.read(of))];

    test("add, and a norm over arrays of even, odd and no length", async () => {
      const a = array(1, 2, 3);
      await device.kernels.add(a, array(10, 20, 30));
      expect(await read(a)).toEqual([11, 22, 33]);
      expect(await device.kernels.squaredNorm([array(3), array(1, 2), array(2, 1, 5), array()])).toBe(44);
      expect(await device.kernels.squaredNorm([])).toBe(0);
    });

    test("a norm over many arrays, short ones and long", async () => {
      const random = new Random("norm");
      const lengths = [...new Array(70).keys(), 4096, 4097, 10007, 65536];
      const numbers = lengths.map((length) => Float32Array.from({ length }, () => random.normal()));
      let wanted = 0;
      for (const some of numbers) for (const x of some) wanted += x * x;
      const arrays = numbers.map((some) => device.array(some));
      const got = await device.kernels.squaredNorm(arrays);
      expect(Math.abs(got / wanted - 1)).toBeLessThan(1e-6);
      for (const one of arrays) one.dispose();
    });

    test("AdamW's step, of as many tensors as there are", async () => {
      const random = new Random("adam");
      const step = {
        ...{ learningRate: 0.01, beta1: 0.9, beta2: 0.99, epsilon: 1e-6, weightDecay: 0.1 },
        ...{ shrink: 0.7, step: 3 },
      };
      const names = ["weights", "gradient", "first", "second"] as const;
      const numbers = Array.from({ length: 70 }, (_, i) => {
        const of = (make: () => number) => Float32Array.from({ length: 1 + (i % 9) }, make);
        const [w, g, m] = [0, 1, 2].map(() => of(() => random.normal()));
        return { weights: w, gradient: g, first: m, second: of(() => random.next()) };
      });
      const tensors = numbers.map((own) => {
        const [weights, gradient, first, second] = names.map((name) => device.array(own[name].slice()));
        return { weights, gradient, first, second };
      });
      await device.kernels.adamW(tensors, step);
      for (const [i, tensor] of tensors.entries()) {
        const got = await Promise.all(names.map((name) => read(tensor[name])));
        const { weights, gradient, first, second } = numbers[i];
        for (const [j, gradientAt] of gradient.entries()) {
          const g = step.shrink * gradientAt;
          const m = 0.9 * first[j] + 0.1 * g;
          const v = 0.99 * second[j] + 0.01 * g * g;
          const moved = (step.learningRate * m) / (1 - 0.9 ** 3) / (Math.sqrt(v / (1 - 0.99 ** 3)) + 1e-6);
          const w = (1 - step.learningRate * 0.1) * weights[j] - moved;
          for (const [k, wanted] of [w, gradientAt, m, v].entries())
            expect(Math.abs(got[k][j] - wanted), `${names[k]}${i}[${j}]`).toBeLessThan(2e-6);
        }
        for (const name of names) tensor[name].dispose();
      }
    });

    test("rows are added to the rows of their tokens, twice where a token comes twice", async () => {
      const target = array(1, 1, 1, 1, 1, 1);
      await device.kernels.addRows(target, array(1, 2, 3, 4, 5, 6), Int32Array.of(2, 0, 2), 2);
      expect(await read(target)).toEqual([4, 5, 1, 1, 7, 9]);
    });

    test("blocks are copied from source to target, short ones and long", async () => {
      const place = fc.integer({ min: 0, max: 5 });
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(1, 2, 127, 128, 129, 150),
          fc.uniqueArray(fc.tuple(place, place), { maxLength: 4, selector: ([, to]) => to }),
          fc.integer({ min: 0, max: 3 }),
          async (length, moves, skip) => {
            const numbers = (base: number) => Float32Array.from({ length: 9 * length }, (_, i) => base + i);
            const [source, wanted] = [numbers(3e4), numbers(1e4)];
            for (const [from, to] of moves)
              for (let i = 0; i < length; i++) wanted[to * length + i] = source[(skip + from) * length + i];
            const target = device.array(numbers(1e4));
            const [from, to] = [0, 1].map((end) => Int32Array.from(moves, (move) => move[end] * length));
            const copies = [{ source: device.array(source), target, skip: skip * length }];
            await device.kernels.copyBlocks(copies, length, from, to);
            expect(await device.read(target)).toEqual(wanted);
          },
        ),
        { numRuns: 40 },
      );
    });

    test("blocks of several sources go to the same places of several targets", async () => {
      const source = array(1, 2, 3, 4, 5, 6, 7, 8);
      const targets = Array.from({ length: 70 }, () => device.zeros(4));
      const copies = targets.map((target, i) => ({ source, target, skip: i % 2 === 0 ? 0 : 4 }));
      await device.kernels.copyBlocks(copies, 1, Int32Array.of(3, 0), Int32Array.of(0, 2));
      for (const [i, target] of targets.entries())
        expect(await read(target)).toEqual(i % 2 === 0 ? [4, 0, 1, 0] : [8, 0, 5, 0]);
    });

    test("blocks move within an array, over themselves too, in the order given", async () => {
      const up = array(1, 2, 3, 4, 0, 0);
      const within = (of: DeviceArray) => [{ source: of, target: of }];
      await device.kernels.copyBlocks(within(up), 2, Int32Array.of(2, 0), Int32Array.of(4, 1));
      expect(await read(up)).toEqual([1, 1, 2, 4, 3, 4]);
      const down = array(0, 1, 2, 0, 3, 4);
      await device.kernels.copyBlocks(within(down), 2, Int32Array.of(1, 4), Int32Array.of(0, 2));
      expect(await read(down)).toEqual([1, 2, 3, 4, 3, 4]);
    });
  });
});

// SwiftShader makes none above 1 GiB; others may.
test.runIf(onGpu && process.env.VK_ICD_FILENAMES?.includes("swiftshader"))(
  "a buffer that could not be made leaves the kernels as they were",
  async () => {
    const device = new WebGpuDevice(loadRuntime, { strict: true });
    const [sum, term, tooLarge] = [device.array(f32(1, 2)), device.array(f32(10, 20)), device.zeros(2 ** 29)];
    await expect(device.kernels.add(tooLarge, tooLarge)).rejects.toThrow(/too little memory/);
    for (const wanted of [f32(11, 22), f32(21, 42)]) {
      await device.kernels.add(sum, term);
      expect(await device.read(sum)).toEqual(wanted);
    }
  },
);
