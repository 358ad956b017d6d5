// The device of a graphics processor, through ONNX Runtime's WebGPU provider: Metal, D3D12 or Vulkan, whatever the machine
// has. Arrays are buffers there; their numbers cross when they are made of some, and when they are read back. What is
// computed in place is in webgpu-kernels.ts, and how graphs are rewritten in lower.ts.
import type * as ort from "onnxruntime-node";
import { UserError } from "../common/errors.ts";
import {
  type Device,
  type DeviceArray,
  type DeviceGraph,
  type DeviceGraphOptions,
  isOutOfMemory,
  type Kernels,
} from "./device.ts";
import { Graph, resolveDim, type Tensor } from "./graph.ts";
import { gathered, lowered } from "./lower.ts";
import { encodeModel } from "./onnx.ts";
import { type Feed, type LoadRuntime, type Provider, Session, shaped } from "./session.ts";
import { type KernelHost, WebGpuKernels } from "./webgpu-kernels.ts";

/**
 * An array's numbers before it is used for the first time (null: zeros); then its buffer, of one axis, and who is told
 * when that was given back.
 */
type Content = { data: Float32Array | null } | { buffer: Promise<ort.Tensor>; given?: () => void };

class WebGpuArray implements DeviceArray {
  /** Null when it was let go. */
  content: Content | null;

  constructor(
    readonly device: WebGpuDevice,
    readonly length: number,
    content: Content,
  ) {
    this.content = content;
    device.live.arrays++;
    device.live.bytes += 4 * length;
  }

  prefix(length: number): DeviceArray {
    return new Prefix(this, length);
  }

  dispose(): void {
    if (!this.content) return;
    letGo(this.content);
    this.content = null;
    this.device.live.arrays--;
    this.device.live.bytes -= 4 * this.length;
  }
}

class Prefix implements DeviceArray {
  constructor(
    readonly whole: WebGpuArray,
    readonly length: number,
  ) {}

  prefix(length: number): DeviceArray {
    return new Prefix(this.whole, length);
  }

  dispose(): void {}
}

/** A buffer that could not be made has its error told to who wanted it. */
function letGo(content: Content): void {
  if ("buffer" in content)
    content.buffer.then(
      (buffer) => {
        buffer.dispose();
        content.given?.();
      },
      () => {},
    );
}

export interface WebGpuOptions {
  /** Refuses a graph of which any node would run on the processor. */
  strict?: boolean;
  /** Bytes of its memory, and of its largest buffer; null: not known. */
  memory?: number | null;
  largestBuffer?: number | null;
}

/** Validated as WebGPU has it: without being told so, ONNX Runtime's is only from a device's first error on. */
const webgpu = { name: "webgpu", validationMode: "basic" } as const;

type Places = Readonly<Record<string, "cpu" | "gpu-buffer">>;

export class WebGpuDevice implements Device, KernelHost {
  readonly kernels: Kernels = new WebGpuKernels(this);
  /** ONNX Runtime's Loop is the processor's: what goes round in it would be copied to and fro. */
  readonly loops = false;
  readonly copies = true;
  readonly live = { arrays: 0, bytes: 0 };
  readonly memory: number | null;
  readonly #sessions = new Map<string, Promise<{ session: Session; outputs: ReadonlyMap<string, Tensor> }>>();

  constructor(
    private readonly runtime: LoadRuntime,
    private readonly options: WebGpuOptions = {},
  ) {
    this.memory = options.memory ?? null;
  }

  array(data: Float32Array): DeviceArray {
    return this.#array(data.length, data);
  }

  zeros(length: number): DeviceArray {
    return this.#array(length, null);
  }

  async read(array: DeviceArray): Promise<Float32Array> {
    if (array.length === 0) return new Float32Array(0);
    const x = await this.tensor(array);
    return (await this.run("read", copy, { x }, { n: array.length }, {})).y;
  }

  async write(array: DeviceArray, data: Float32Array): Promise<void> {
    if (!(array instanceof WebGpuArray) || array.device !== this || !array.content)
      throw new Error("device: only a whole array of this device can be written");
    if (data.length !== array.length)
      throw new Error(`device: ${data.length} numbers for an array of ${array.length}`);
    letGo(array.content);
    array.content = { data };
    await this.tensor(array);
  }

  async compile(graph: Graph, { keep = () => false, ...options }: DeviceGraphOptions): Promise<DeviceGraph> {
    const message = lowered(graph, keep);
    const [kept, back] = [true, false].map((which) =>
      [...graph.outputs].filter(([name]) => keep(name) === which),
    );
    const place = (output: string) => (output === gathered ? "cpu" : "gpu-buffer");
    const places = Object.fromEntries(message.outputs.map(({ name }) => [name, place(name)] as const));
    const on = this.#provider(encodeModel(message), places);
    const session = await Session.compile(this.runtime, graph, options, on);
    const wanted = Object.fromEntries(message.outputs.map(({ name }) => [name, null]));
    // A buffer that is given back after its session ends the process: the last of both to go takes the session along.
    let holders = 1;
    const letSessionGo = async () => {
      holders--;
      if (holders === 0) await session.dispose();
    };
    return {
      run: async (inputs, sizes = {}) => {
        const feeds: Record<string, Feed | ort.Tensor> = {};
        for (const { name } of graph.inputs) {
          const input = inputs[name];
          if (input) feeds[name] = ArrayBuffer.isView(input) ? input : await this.tensor(input);
        }
        const results = await explained(session.execute(feeds, sizes, wanted));
        const arrays: Record<string, DeviceArray> = {};
        for (const [name, output] of kept) {
          const buffer = results[output.name];
          holders++;
          const content = { buffer: Promise.resolve(buffer), given: letSessionGo };
          arrays[name] = new WebGpuArray(this, buffer.size, content);
        }
        const values: Record<string, Float32Array> = {};
        const bound = new Map(Object.entries(sizes));
        let start = 0;
        for (const [name, { shape }] of back) {
          const end = start + shape.reduce<number>((product, dim) => product * resolveDim(dim, bound), 1);
          values[name] = (results[gathered].data as Float32Array).subarray(start, end);
          start = end;
        }
        return { values, arrays };
      },
      dispose: letSessionGo,
    };
  }

  async tensor(array: DeviceArray): Promise<ort.Tensor> {
    const whole = array instanceof Prefix ? array.whole : array;
    if (!(whole instanceof WebGpuArray) || whole.device !== this)
      throw new Error("device: an array of another device");
    if (!whole.content) throw new Error("device: an array is used after it was disposed of");
    if ("data" in whole.content) whole.content = { buffer: this.#upload(whole.content.data, whole.length) };
    return shaped(await whole.content.buffer, [array.length]);
  }

  readonly run: KernelHost["run"] = async (key, build, feeds, sizes, into) => {
    const { session, outputs } = await this.#session(key, build);
    const wanted: Record<string, ort.Tensor | null> = {};
    const bound = new Map(Object.entries(sizes));
    for (const [name, output] of outputs) {
      const dims = output.shape.map((dim) => resolveDim(dim, bound));
      wanted[output.name] = into[name] ? shaped(into[name], dims) : null;
    }
    const results = await explained(session.execute(feeds, sizes, wanted));
    const back = [...outputs].filter(([name]) => !into[name]);
    return Object.fromEntries(
      back.map(([name, output]) => [name, results[output.name].data as Float32Array]),
    );
  };

  #array(length: number, data: Float32Array | null): DeviceArray {
    const { largestBuffer } = this.options;
    if (largestBuffer && 4 * length > largestBuffer)
      throw new UserError(
        `the graphics processor has no buffer of ${4 * length} bytes, ${largestBuffer} is its largest, and a tensor of the run ` +
          "needs one; compute on the CPU (engine.device cpu)",
      );
    return new WebGpuArray(this, length, { data });
  }

  async #upload(data: Float32Array | null, length: number): Promise<ort.Tensor> {
    const { session, outputs } = await this.#session(
      data ? "copy" : "zeros",
      data ? copy : zeros,
      "gpu-buffer",
    );
    const [{ name }] = outputs.values();
    return (await explained(session.execute(data ? { x: data } : {}, { n: length }, { [name]: null })))[name];
  }

  /** A session of the device's own by its key, made by the first who asks. Where outputs stay is said for all. */
  #session(key: string, build: () => Graph, place?: "gpu-buffer") {
    let made = this.#sessions.get(key);
    if (!made) {
      const graph = build();
      const { outputs } = graph;
      const places = place && Object.fromEntries([...outputs.values()].map(({ name }) => [name, place]));
      const on = this.#provider(graph.encode(), places);
      made = Session.compile(this.runtime, graph, { threads: 1 }, on).then((session) => ({
        session,
        outputs,
      }));
      this.#sessions.set(key, made);
    }
    return made;
  }

  #provider(model: Uint8Array, places?: Places): Provider {
    return {
      model,
      // With places given, an output cannot be written into a buffer that is there.
      options: { executionProviders: [webgpu], ...(places ? { preferredOutputLocation: places } : {}) },
      settings: this.options.strict ? { disable_cpu_ep_fallback: "1" } : {},
    };
  }
}

/** The run's result, or an error that says what became of the device; what was said of it is the cause. */
export async function explained<T>(run: Promise<T>): Promise<T> {
  try {
    return await run;
  } catch (error) {
    const said = error instanceof Error ? error.message.trim().split("\n")[0] : String(error);
    if (/\blost\b/i.test(said))
      throw new UserError(
        `the graphics processor was lost (${said}); the last checkpoint is whole: go on from it with --resume, here or on the ` +
          "CPU (engine.device cpu)",
        { cause: error },
      );
    if (isOutOfMemory(error))
      throw new UserError(
        `the graphics processor has too little memory (${said}); set engine.memoryLimitGiB lower, so that micro-batches are ` +
          "smaller, and go on from the last checkpoint with --resume; or compute on the CPU (engine.device cpu)",
        { cause: error },
      );
    throw error;
  }
}

function copy(): Graph {
  const g = new Graph();
  g.output("y", g.node("Identity", [g.input("x", ["n"])], ["n"]));
  return g;
}

function zeros(): Graph {
  const g = new Graph();
  g.output("y", g.node("Expand", [g.floats([0]), g.shapeTensor(["n"])], ["n"]));
  return g;
}
