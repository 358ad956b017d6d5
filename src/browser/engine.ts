// The embedded engine in a browser tab, best in a worker: on WebGPU or WebAssembly, with checkpoints in the tab's memory.
import { UserError } from "../common/errors.ts";
import { type CoreOptions, EngineCore } from "../engine/embedded/core.ts";
import { CpuDevice } from "../graph/cpu.ts";
import type { Device, DeviceArray } from "../graph/device.ts";
import { WebGpuDevice } from "../graph/webgpu.ts";
import { type WebDeviceName, type WebRuntimeOptions, webRuntime } from "./runtime.ts";

/** What a checkpoint holds: weights by name, and moments where they were asked for. */
interface Saved {
  weights: Map<string, Float32Array>;
  moments: Map<string, { first: Float32Array; second: Float32Array; step: number }> | null;
}

/** Checkpoints by the name they were saved under; to forget one, delete it. */
export type MemoryCheckpoints = Map<string, Saved>;

export interface WebDeviceOptions extends Pick<WebRuntimeOptions, "files"> {
  /**
   * "webgpu" or "wasm". "auto": WebGPU where the browser has it on a graphics processor and the model has ten million
   * parameters or more, for the operations of smaller ones are over sooner than they are started there.
   */
  device?: WebDeviceName | "auto";
  /** By default half the cores and 4 at most; 1 where the page is not cross-origin isolated. */
  threads?: number;
}

/** A device, and what it is; engines that share it share its memory. */
export interface WebDevice {
  device: Device;
  name: WebDeviceName;
  /** In a sentence, for people. */
  text: string;
  threads: number;
}

const GAINS_FROM = 1e7;

/** Opens a device; `parameters`: of the model, for "auto". Throws a UserError where WebGPU is asked for and not there. */
export async function openWebDevice(
  { device: wanted = "auto", files, threads = usefulThreads() }: WebDeviceOptions = {},
  parameters = 0,
): Promise<WebDevice> {
  const adapter = wanted === "wasm" ? null : await findGpu();
  if (wanted === "webgpu" && !adapter)
    throw new UserError(
      'this browser has no WebGPU here (a secure page, a graphics driver and a recent browser have); device "wasm" needs none',
    );
  if (adapter && (wanted === "webgpu" || (!adapter.software && parameters >= GAINS_FROM))) {
    const device = new WebGpuDevice(webRuntime("webgpu", { files, threads: 1 }), {
      largestBuffer: adapter.largestBuffer,
    });
    return { device, name: "webgpu", text: `computes on WebGPU (${adapter.name})`, threads: 1 };
  }
  const device = new CpuDevice(webRuntime("wasm", { files, threads }));
  const text = `computes in WebAssembly on ${threads} thread${threads === 1 ? "" : "s"}`;
  return { device, name: "wasm", text, threads };
}

function usefulThreads(): number {
  if (!globalThis.crossOriginIsolated) return 1;
  return Math.max(1, Math.min(4, Math.ceil(navigator.hardwareConcurrency / 2)));
}

/** As much of WebGPU's interface as is read here. */
interface Gpu {
  requestAdapter(): Promise<{
    limits: { maxBufferSize: number };
    info?: { vendor: string; architecture: string; description: string; isFallbackAdapter?: boolean };
    isFallbackAdapter?: boolean;
  } | null>;
}

async function findGpu(): Promise<{ name: string; software: boolean; largestBuffer: number } | null> {
  const adapter = await (navigator as { gpu?: Gpu }).gpu?.requestAdapter();
  if (!adapter) return null;
  const { vendor = "", architecture = "", description = "", isFallbackAdapter } = adapter.info ?? {};
  const name = description || [vendor, architecture].filter(Boolean).join(" ") || "a graphics processor";
  const software = (isFallbackAdapter ?? adapter.isFallbackAdapter ?? false) || /swiftshader/i.test(name);
  return { name, software, largestBuffer: adapter.limits.maxBufferSize };
}

export interface BrowserOptions
  extends Omit<CoreOptions, "device" | "threads" | "memoryLimit">,
    Omit<WebDeviceOptions, "device"> {
  /** As `WebDeviceOptions` has it, or one that `openWebDevice` opened, for several engines. */
  device?: WebDeviceName | "auto" | WebDevice;
  /** Bytes that the engine may take; by default 2 GiB. */
  memoryLimit?: number;
  /** Where `save` puts checkpoints; engines may share it. */
  checkpoints?: MemoryCheckpoints;
}

/** Half of what WebAssembly can have. */
const MEMORY_LIMIT = 2 * 2 ** 30;

/** A policy, process reward model or critic that computes in a tab. `save` and `load` take a name in the place of a path. */
export class BrowserEngine extends EngineCore {
  readonly #checkpoints: MemoryCheckpoints;

  constructor(
    options: CoreOptions,
    /** Where it computes. */
    readonly computesOn: WebDevice,
    checkpoints: MemoryCheckpoints = new Map(),
  ) {
    super(options);
    this.#checkpoints = checkpoints;
  }

  async save(name: string, options: { optimizer?: boolean } = {}): Promise<void> {
    const { device } = this.weights;
    const copy = async (array: DeviceArray) => (await device.read(array)).slice();
    const saved: Saved = { weights: new Map(), moments: options.optimizer ? new Map() : null };
    for (const tensor of this.#tensors()) saved.weights.set(tensor, await copy(this.weights.get(tensor)));
    for (const [tensor, { first, second, step }] of saved.moments ? this.optimizer.moments : [])
      saved.moments?.set(tensor, { first: await copy(first), second: await copy(second), step });
    this.#checkpoints.set(name, saved);
  }

  async load(name: string): Promise<void> {
    const saved = this.#checkpoints.get(name);
    if (!saved) throw new UserError(`no checkpoint ${JSON.stringify(name)} was saved in this tab`);
    const { device } = this.weights;
    for (const tensor of this.#tensors())
      await device.write(this.weights.get(tensor), (saved.weights.get(tensor) as Float32Array).slice());
    this.optimizer.clear();
    for (const [tensor, { first, second, step }] of saved.moments ?? []) {
      const moments = this.optimizer.momentsOf(tensor, first.length);
      await device.write(moments.first, first.slice());
      await device.write(moments.second, second.slice());
      moments.step = step;
    }
  }

  #tensors(): Set<string> {
    return new Set([
      ...this.weights.parameters.specs.map(({ name }) => name),
      ...this.weights.besideBase.keys(),
    ]);
  }
}

/**
 * An engine for `options.model` in a browser tab; the same interface as in Node. Throws a UserError where WebGPU is asked
 * for and not there, and once it computes where ONNX Runtime's files are not found.
 */
export async function createBrowserEngine({
  device,
  files,
  threads,
  memoryLimit = MEMORY_LIMIT,
  checkpoints,
  ...options
}: BrowserOptions): Promise<BrowserEngine> {
  const opened =
    typeof device === "object"
      ? device
      : await openWebDevice({ device, files, threads }, options.model.parameters.count);
  const core = { ...options, memoryLimit, device: opened.device, threads: opened.threads };
  return new BrowserEngine(core, opened, checkpoints);
}
