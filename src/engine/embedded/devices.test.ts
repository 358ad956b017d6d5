// Which device is chosen, by what was found and measured, and what the user is told.
import { describe, expect, test } from "vitest";
import { smallModel } from "../../../tests/engine-check.ts";
import type { Adapter, Speed } from "../../graph/adapter.ts";
import { hardwareOf, nvidiaMemory, reasonOf } from "../../graph/adapter.ts";
import { CpuDevice } from "../../graph/cpu.ts";
import { explained, WebGpuDevice } from "../../graph/webgpu.ts";
import { autoChoice, chooseDevice, type DeviceName, expectedGain } from "./devices.ts";

const speed = (flops: number, overhead: number): Speed => ({
  cpu: { flops: 1e11, overhead: 1e-6 },
  gpu: { flops, overhead },
});
const card: Adapter = {
  ...{ name: "Card 7", software: false, memory: 8e9, largestBuffer: 100_000, speed: speed(1e13, 1e-9) },
};
const model = await smallModel();
const choose = (wanted: DeviceName, adapter: Adapter | string) =>
  chooseDevice(wanted, model, async () => adapter);

describe("engine.device", () => {
  test("cpu looks for nothing", async () => {
    const { device, text } = await chooseDevice("cpu", model, () => Promise.reject(new Error("looked")));
    expect([device instanceof CpuDevice, text]).toEqual([true, null]);
  });

  test("auto takes a device that is faster, and says so", async () => {
    const { device, text } = await choose("auto", card);
    expect(device).toBeInstanceOf(WebGpuDevice);
    expect(device.memory).toBe(8e9);
    expect(text).toMatch(/^computes on Card 7 \(8,000 MB\), \d+\.\d times as fast as the CPU by estimate$/);
    expect(() => device.zeros(25_001)).toThrow(/100004 bytes, 100000 is its largest/);
    device.zeros(25_000);
  });

  test("auto leaves one in software, one that is slower, and none, to themselves; gpu does not", async () => {
    const slow = { ...card, speed: speed(1e13, 1e-3) };
    const software = { ...card, name: "SwiftShader (software)", software: true, speed: null };
    for (const [adapter, said] of [
      [slow, /so small a model Card 7 \(8,000 MB\) would be no faster/],
      [software, /SwiftShader \(software\) is the same processor/],
      ["no driver", null],
    ] as const) {
      const { device, text } = await choose("auto", adapter);
      expect(device).toBeInstanceOf(CpuDevice);
      if (said) expect(text).toMatch(said);
      else expect(text).toBeNull();
    }
    expect((await choose("gpu", slow)).text).toMatch(/^computes on Card 7 .*0\.0 times as fast/);
    expect((await choose("gpu", { ...software, memory: null })).text).toBe(
      "computes on SwiftShader (software), which is slower than the CPU",
    );
    await expect(choose("gpu", "no driver")).rejects.toThrow(
      /engine.device gpu: no driver; or compute on the CPU/,
    );
  });
});

test("auto leaves a device whose memory the weights alone would fill", async () => {
  const weights = 4 * model.parameters.count;
  const small = { ...card, memory: weights / 0.75 - 1 };
  const { device, text } = await choose("auto", small);
  expect(device).toBeInstanceOf(CpuDevice);
  expect(text).toMatch(/^computes on the CPU: \d+ MB of weights are too many for Card 7/);
  expect((await choose("auto", { ...small, memory: weights / 0.75 })).device).toBeInstanceOf(WebGpuDevice);
  for (const [wanted, memory] of [
    ["gpu", small.memory],
    ["auto", null],
  ] as const)
    expect((await choose(wanted, { ...small, memory })).device).toBeInstanceOf(WebGpuDevice);
});

test("auto leaves a device that has no buffer for the largest tensor", async () => {
  const largest = 4 * Math.max(...model.parameters.specs.map(({ size }) => size));
  const { device, text } = await choose("auto", { ...card, largestBuffer: largest - 1 });
  expect(device).toBeInstanceOf(CpuDevice);
  expect(text).toMatch(/^computes on the CPU: a tensor of 1 MB is larger than Card 7 .* has buffers/);
  for (const [wanted, largestBuffer] of [
    ["auto", largest],
    ["auto", null],
    ["gpu", largest - 1],
  ] as const)
    expect((await choose(wanted, { ...card, largestBuffer })).device).toBeInstanceOf(WebGpuDevice);
});

test("the expected gain is that of products where a model is large, and of single operations where it is small", () => {
  const measured = speed(1e13, 1e-5);
  const gain = (count: number) => expectedGain({ config: model.config, parameters: { count } }, measured);
  expect(gain(10)).toBeCloseTo(0.1, 2);
  expect(gain(1e12)).toBeCloseTo(100, 1);
  expect(gain(1e7)).toBeGreaterThan(gain(1e6));
});

describe("what auto does on a machine, by sizes of models", () => {
  const choice = (flops: number, overhead: number) => autoChoice({ ...card, speed: speed(flops, overhead) });

  test("begins where all that are larger gain too", () => {
    const { text, gains, gainsFrom } = choice(1e13, 1e-4);
    const after = gains!.findIndex(({ parameters }) => parameters === gainsFrom);
    expect(after).toBeGreaterThan(0);
    expect(gains![after - 1].gain).toBeLessThan(1);
    expect(gains!.slice(after).every(({ gain }) => gain >= 1)).toBe(true);
    expect(text).toMatch(/^Card 7 from about [\d.,]+ M parameters on, the CPU for smaller models$/);
    expect(gains!.at(-1)!.parameters).toBeGreaterThan(1e9);
    gains!.slice(1).forEach(({ parameters }, i) => {
      expect(parameters).toBeGreaterThan(gains![i].parameters);
    });
  });

  test("is one thing for all where all gain, and where none does", () => {
    expect(choice(1e13, 1e-8)).toMatchObject({
      text: "Card 7, for models of 0.029 M parameters already",
      gainsFrom: expect.any(Number),
    });
    expect(choice(1e10, 1e-4)).toMatchObject({
      text: "the CPU: no model would gain by Card 7",
      gainsFrom: null,
    });
  });

  test("and is not measured where there is nothing to measure", () => {
    for (const [adapter, said] of [
      ["no driver", /^the CPU: there is no/],
      [{ ...card, software: true }, /^the CPU: Card 7 is the same processor/],
      [{ ...card, speed: null }, /^Card 7 for a model that gains/],
    ] as const)
      expect(autoChoice(adapter)).toEqual({
        text: expect.stringMatching(said),
        gains: null,
        gainsFrom: null,
      });
  });
});

describe("what ONNX Runtime's log and errors say", () => {
  const line = (type: number, vendor: string, rest: string) =>
    `V device_discovery.cc] Discovered OrtHardwareDevice {vendor_id:${vendor}, device_id:0x2330, vendor:NVIDIA, type:${type}, ${rest}}`;

  test("names the first graphics processor", () => {
    const cpu = line(0, "0x1022", "metadata: []");
    expect(hardwareOf(`${cpu}\n`)).toBeNull();
    const log = `${cpu}\n${line(1, "0x10de", "metadata: [Description=GeForce X, Discrete=1]")}\n`;
    expect(hardwareOf(log)).toEqual({ vendor: 0x10de, name: "GeForce X" });
    const bare = hardwareOf(line(1, "0x10de", "metadata: []"));
    expect(bare).toEqual({ vendor: 0x10de, name: "NVIDIA 0x10de:0x2330" });
  });

  test("and nvidia-smi its memory", () => {
    const report = `GPU 0000\n    Product Name       : NVIDIA X\n    FB Memory Usage\n        Total          : 1000 MiB\n`;
    expect(nvidiaMemory(report)).toEqual({ name: "NVIDIA X", bytes: 1000 * 2 ** 20 });
    expect(nvidiaMemory("No devices were found")).toBeNull();
  });

  test("says what is missing", () => {
    const none = "Failed to get a WebGPU adapter: No supported adapters";
    expect(reasonOf(none, "Couldn't load Vulkan: libvulkan.so.1")).toMatch(/libvulkan1/);
    expect(reasonOf(none, "")).toMatch(/VK_DRIVER_FILES/);
    expect(reasonOf("backend not available", "")).toMatch(/no WebGPU for/);
    expect(reasonOf("another", "")).toBe("another");
  });

  test("becomes what the user can do when the device is lost, or has too little memory", async () => {
    const failing = (message: string) => explained(Promise.reject(new Error(message)));
    await expect(
      failing("A valid external Instance reference no longer exists: device is lost."),
    ).rejects.toThrow(/was lost .*--resume/);
    await expect(
      failing("WebGPU validation failed. Buffer size (8589934592) exceeds the max buffer size limit (1)."),
    ).rejects.toThrow(/too little memory .*memoryLimitGiB/);
    await expect(failing("something else")).rejects.toThrow(/^something else$/);
    expect(await explained(Promise.resolve(3))).toBe(3);
  });
});
