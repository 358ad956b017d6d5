// The device that tests of graphs and engines run on: the CPU, or with PURE_TEST_DEVICE=gpu whatever WebGPU finds, as
// tests/gpu.ts starts them. There no node of any graph may fall back to the CPU.
import { CpuDevice } from "../src/graph/cpu.ts";
import type { Device } from "../src/graph/device.ts";
import { loadRuntime } from "../src/graph/runtime.ts";
import { WebGpuDevice } from "../src/graph/webgpu.ts";

export const onGpu = process.env.PURE_TEST_DEVICE === "gpu";

export const testDevice = (): Device =>
  onGpu ? new WebGpuDevice(loadRuntime, { strict: true }) : new CpuDevice(loadRuntime);
