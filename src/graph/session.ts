// Running a finished graph on ONNX Runtime: typed arrays in by name, typed arrays out by name.
import type * as ort from "onnxruntime-node";
import { type Graph, resolveDim, type Tensor } from "./graph.ts";
import type { ElementType } from "./onnx.ts";

/** ONNX Runtime: of Node (runtime.ts), or of a browser. */
export type Runtime = Pick<typeof ort, "InferenceSession" | "Tensor">;

/** Gives ONNX Runtime when a first graph is compiled. Throws a UserError where it cannot be loaded. */
export type LoadRuntime = () => Promise<Runtime>;

/** float16 numbers are given as their bits. */
export type Feed = Float32Array | Uint16Array | Int32Array | BigInt64Array;

export interface CompileOptions {
  /** Threads for one operation. */
  threads: number;
  /**
   * Keep the memory of the largest run for the next, which is faster where many small runs follow one another. By
   * default every run's values are freed: among graphs that run in turn each would keep what its largest run took.
   */
  arena?: boolean;
  /** Writes a profile in Chrome's trace format with this file prefix. */
  profile?: string;
}

/** A device of ONNX Runtime other than the processor: the model as it runs there, and what its session is told. */
export interface Provider {
  model: Uint8Array;
  options: ort.InferenceSession.SessionOptions;
  /** Configuration entries of the session. */
  settings: Readonly<Record<string, string>>;
}

/** The same buffer of a device in another shape, of as many numbers or of its first ones. */
export function shaped(tensor: ort.Tensor, dims: readonly number[]): ort.Tensor {
  // Its own class: the library is loaded when a first graph is.
  const { fromGpuBuffer } = tensor.constructor as typeof ort.Tensor;
  return fromGpuBuffer(tensor.gpuBuffer, { dataType: "float32", dims });
}

/** A compiled graph. */
export class Session {
  readonly #ort: Runtime;
  readonly #session: ort.InferenceSession;
  readonly #inputs: readonly Tensor[];
  readonly #graph: Graph;

  private constructor(runtime: Runtime, session: ort.InferenceSession, graph: Graph) {
    this.#ort = runtime;
    this.#session = session;
    this.#graph = graph;
    const known = new Set(session.inputNames);
    this.#inputs = graph.inputs.filter((input) => known.has(input.name));
  }

  static async compile(
    load: LoadRuntime,
    graph: Graph,
    options: CompileOptions,
    on?: Provider,
  ): Promise<Session> {
    const runtime = await load();
    const session = await runtime.InferenceSession.create(on?.model ?? graph.encode(), {
      intraOpNumThreads: options.threads,
      interOpNumThreads: 1,
      executionMode: "sequential",
      graphOptimizationLevel: "all",
      // Shapes change from call to call, so a memory pattern planned for one would not fit the next.
      enableMemPattern: false,
      enableCpuMemArena: options.arena ?? false,
      // Idle threads sleep instead of spinning: several engines (policy, reward model, reference) share the cores.
      // Spinning inside a run would sample a tenth faster alone, and at half the speed beside another busy process.
      // Below 1.2e-38 is zero. ONNX Runtime's softmax gives masked keys about e^-88, which float32 holds only as a
      // subnormal number, and processors take many times as long over those: softmax took three times as long.
      // From the first session on it holds for the thread that runs JavaScript too, below 2.2e-308.
      // MatMulScaleFusion of 1.30 loses a scaled tensor that is read twice, once by another scaling (LoRA of Granite).
      extra: {
        session: { set_denormal_as_zero: "1", intra_op: { allow_spinning: "0" }, ...on?.settings },
        optimization: { disable_specified_optimizers: "MatMulScaleFusion" },
      },
      ...(options.profile ? { enableProfiling: true, profileFilePrefix: options.profile } : {}),
      ...on?.options,
    });
    return new Session(runtime, session, graph);
  }

  /**
   * Feeds must hold every input; `sizes` binds the names in symbolic shapes. Arrays are read in place and must not
   * change until the promise settles. Returns a fresh array for each output.
   */
  async run(
    feeds: Readonly<Record<string, Feed>>,
    sizes: Readonly<Record<string, number>> = {},
  ): Promise<Record<string, Float32Array>> {
    const wanted: Record<string, null> = {};
    for (const tensor of this.#graph.outputs.values()) wanted[tensor.name] = null;
    const results = await this.execute(feeds, sizes, wanted);
    const out: Record<string, Float32Array> = {};
    for (const [name, tensor] of this.#graph.outputs)
      out[name] = results[tensor.name].data as unknown as Float32Array;
    return out;
  }

  /**
   * As `run`, but that inputs may lie on a device, in any shape of as many numbers, and that outputs are those of the
   * model by its own names: `wanted` has them, with the tensor of its shape that one is to be written into, or null.
   */
  async execute(
    feeds: Readonly<Record<string, Feed | ort.Tensor>>,
    sizes: Readonly<Record<string, number>>,
    wanted: Readonly<Record<string, ort.Tensor | null>>,
  ): Promise<Readonly<Record<string, ort.Tensor>>> {
    const bound = new Map(Object.entries(sizes));
    const tensors: Record<string, ort.Tensor> = {};
    for (const input of this.#inputs) {
      const data = feeds[input.name];
      if (!data) throw new Error(`graph: input ${input.name} is not fed`);
      const dims = input.shape.map((dim) => resolveDim(dim, bound));
      const size = ArrayBuffer.isView(data) ? data.length : data.size;
      if (size !== dims.reduce((a, b) => a * b, 1))
        throw new Error(`graph: input ${input.name} has ${size} numbers, its shape is [${dims}]`);
      tensors[input.name] = ArrayBuffer.isView(data)
        ? this.#tensor(input.type, data, dims)
        : shaped(data, dims);
    }
    for (const [name, shape] of this.#graph.shapeInputs) {
      if (!this.#session.inputNames.includes(name)) continue;
      const dims = BigInt64Array.from(shape, (dim) => BigInt(resolveDim(dim, bound)));
      tensors[name] = new this.#ort.Tensor("int64", dims, [dims.length]);
    }
    return this.#session.run(tensors, wanted);
  }

  #tensor(type: ElementType, data: Feed, dims: readonly number[]): ort.Tensor {
    if (type !== "float16") return new this.#ort.Tensor(type, data, dims);
    // From Node 24 on its constructor makes a Float16Array of them, which ONNX Runtime's binding cannot read.
    return { type, data, dims, location: "cpu", size: data.length } as unknown as ort.Tensor;
  }

  endProfiling(): void {
    this.#session.endProfiling();
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }
}
