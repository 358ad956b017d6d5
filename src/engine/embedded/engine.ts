// The embedded engine in Node: with what this machine has for defaults, and checkpoints on its disk. What it computes is
// core.ts.
import { mkdir } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { readMemory } from "../../common/machine.ts";
import { CpuDevice } from "../../graph/cpu.ts";
import type { Device } from "../../graph/device.ts";
import { loadRuntime } from "../../graph/runtime.ts";
import { readWeights, writeModel } from "../../model/load.ts";
import { type CoreOptions, EngineCore } from "./core.ts";
import { readOptimizer, writeOptimizer } from "./state.ts";

export interface EmbeddedOptions extends Omit<CoreOptions, "device" | "threads" | "memoryLimit"> {
  /** Where it computes, and what its weights, gradients, moments and caches lie on; by default the CPU. */
  device?: Device;
  /** Threads of ONNX Runtime; by default one a core. */
  threads?: number;
  /** Bytes the process may take, or the engine on a device with memory of its own; by default three quarters of all. */
  memoryLimit?: number;
}

/** A policy, process reward model or critic that computes in this process. */
export class EmbeddedEngine extends EngineCore {
  readonly #limit: number;

  constructor(options: EmbeddedOptions) {
    const device = options.device ?? cpuDevice();
    super({
      ...options,
      device,
      threads: options.threads ?? availableParallelism(),
      // What a user allows may be more than the device has.
      memoryLimit: Math.min(options.memoryLimit ?? defaultMemoryLimit(device), device.memory ?? Infinity),
    });
    this.#limit = options.memoryLimit ?? Infinity;
  }

  /** Leaves its device for another, as it was made: before anything is trained or loaded. An engine that is its base goes first. */
  moveTo(device: Device): Promise<void> {
    // A limit that was meant for the one may be more than the other has.
    return this.move(device, Math.min(this.#limit, defaultMemoryLimit(device)));
  }

  async save(directory: string, options: { optimizer?: boolean } = {}): Promise<void> {
    await mkdir(directory, { recursive: true });
    await writeModel(directory, this.model, (name) => this.weights.merged(name));
    if (options.optimizer) await writeOptimizer(directory, this.optimizer, this.weights);
  }

  async load(directory: string): Promise<void> {
    // Merged weights cannot be taken apart: with adapters the base stays, and the adapters are read.
    if (!this.weights.lora) {
      if (this.model.parameters.halved)
        throw new Error("engine: weights that are float16 are not loaded anew");
      await readWeights(directory, this.model.parameters);
      await this.weights.upload();
    }
    await readOptimizer(directory, this.optimizer, this.weights);
  }
}

/**
 * An engine for `options.model`. Once one computes, numbers of JavaScript below 2.2e-308 count as 0 in this thread
 * (`Session.compile` says why).
 */
export function createEmbeddedEngine(options: EmbeddedOptions): EmbeddedEngine {
  return new EmbeddedEngine(options);
}

/** The processor, and this process's memory. */
export const cpuDevice = (): Device => new CpuDevice(loadRuntime);

/** Three quarters of the bytes of a device's own memory; by default the machine's, or what the process may have of it. */
export function defaultMemoryLimit(device?: Pick<Device, "memory">): number {
  const { total, limit } = readMemory();
  return 0.75 * (device?.memory ?? limit ?? total);
}
