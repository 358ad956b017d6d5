// A device as one would be whose memory JavaScript does not see: it copies every array it is given, hands out handles,
// shows numbers when they are read back alone, and does its work a turn later. It has no arrays side by side (`join`).
// What crosses between it and JavaScript is counted by name.
import type { Device, DeviceArray, DeviceGraph, DeviceGraphOptions, Kernels } from "../src/graph/device.ts";
import type { Graph } from "../src/graph/graph.ts";
import * as loops from "../src/graph/loops.ts";
import { loadRuntime } from "../src/graph/runtime.ts";
import { type Feed, Session } from "../src/graph/session.ts";

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

export class PrivateDevice implements Device {
  readonly copies = true;
  readonly loops = true;
  /** Bytes that crossed, by what they are: "fed NAME", "given back NAME", and what kernels are told. */
  readonly crossed = new Map<string, number>();
  readonly #numbers = new Map<DeviceArray, Float32Array>();
  readonly #wholes = new WeakMap<DeviceArray, DeviceArray>();

  /** `memory`: bytes that it says it has; it does not hold itself to them. */
  constructor(readonly memory: number | null = null) {}

  readonly kernels: Kernels = {
    squaredNorm: async (arrays) => {
      await turn();
      this.#cross("the gradient's norm", 8);
      return loops.squaredNorm(arrays.map((array) => this.#of(array)));
    },
    add: async (target, source) => {
      await turn();
      loops.add(this.#of(target), this.#of(source));
    },
    addRows: async (target, source, ids, width) => {
      this.#cross("tokens of rows", ids.byteLength);
      await turn();
      loops.addRows(this.#of(target), this.#of(source), ids, width);
    },
    adamW: async (tensors, step) => {
      this.#cross("numbers of a step", 8 * Object.keys(step).length);
      await turn();
      for (const { weights, gradient, first, second } of tensors)
        loops.adamW(this.#of(weights), this.#of(gradient), this.#of(first), this.#of(second), step);
    },
    copyBlocks: async (copies, length, from, to) => {
      this.#cross("places of blocks", 4 * (from.length + to.length));
      await turn();
      for (const { source, target, skip } of copies) {
        const data = this.#of(source);
        loops.copyBlocks(skip ? data.subarray(skip) : data, this.#of(target), length, from, to);
      }
    },
  };

  get live(): { arrays: number; bytes: number } {
    const bytes = [...this.#numbers.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
    return { arrays: this.#numbers.size, bytes };
  }

  array(data: Float32Array): DeviceArray {
    this.#cross("arrays", data.byteLength);
    return this.#handle(data.slice());
  }

  zeros(length: number): DeviceArray {
    return this.#handle(new Float32Array(length));
  }

  async read(array: DeviceArray): Promise<Float32Array> {
    await turn();
    this.#cross("arrays read", 4 * array.length);
    return this.#of(array).slice();
  }

  async write(array: DeviceArray, data: Float32Array): Promise<void> {
    this.#cross("arrays written", data.byteLength);
    await turn();
    this.#of(array).set(data);
  }

  async compile(graph: Graph, { keep, ...options }: DeviceGraphOptions): Promise<DeviceGraph> {
    const session = await Session.compile(loadRuntime, graph, options);
    return {
      run: async (inputs, sizes) => {
        const feeds: Record<string, Feed> = {};
        for (const { name } of graph.inputs) {
          const input = inputs[name];
          if (ArrayBuffer.isView(input)) this.#cross(`fed ${name}`, input.byteLength);
          // As it is now: a kernel that nobody waited for has not changed it yet.
          feeds[name] = ArrayBuffer.isView(input) ? input : this.#of(input).slice();
        }
        const values = await session.run(feeds, sizes);
        const arrays: Record<string, DeviceArray> = {};
        for (const [name, data] of Object.entries(values)) {
          if (!keep?.(name)) this.#cross(`given back ${name}`, data.byteLength);
          else {
            arrays[name] = this.#handle(data);
            delete values[name];
          }
        }
        return { values, arrays };
      },
      dispose: () => session.dispose(),
    };
  }

  #cross(what: string, bytes: number): void {
    this.crossed.set(what, (this.crossed.get(what) ?? 0) + bytes);
  }

  #handle(numbers: Float32Array): DeviceArray {
    const handle: DeviceArray = {
      length: numbers.length,
      prefix: (length) => this.#prefix(handle, length),
      dispose: () => {
        // Who still reads it shall see.
        this.#numbers.get(handle)?.fill(Number.NaN);
        this.#numbers.delete(handle);
      },
    };
    this.#numbers.set(handle, numbers);
    return handle;
  }

  #prefix(whole: DeviceArray, length: number): DeviceArray {
    const part: DeviceArray = { length, prefix: (less) => this.#prefix(whole, less), dispose: () => {} };
    this.#wholes.set(part, whole);
    return part;
  }

  #of(array: DeviceArray): Float32Array {
    const whole = this.#wholes.get(array);
    const numbers = this.#numbers.get(whole ?? array);
    if (!numbers) throw new Error("private device: an array of another device, or one that was disposed of");
    return whole ? numbers.subarray(0, array.length) : numbers;
  }
}
