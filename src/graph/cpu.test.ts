// What the device of this process's memory does beyond what every device does (device.test.ts): its arrays are memory.
import { describe, expect, test } from "vitest";
import { PrivateDevice } from "../../tests/private-device.ts";
import { CpuDevice } from "./cpu.ts";
import { loadRuntime } from "./runtime.ts";

const device = new CpuDevice(loadRuntime);
const f32 = (...numbers: number[]) => Float32Array.from(numbers);

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
    const counted = new CpuDevice(loadRuntime);
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
