// The device of this process's memory: graphs run on the processor and read arrays where they are. ONNX Runtime copies
// its outputs out once, into arrays of JavaScript; one that stays on the device is that array.
import type { Device, DeviceArray, DeviceGraph, DeviceGraphOptions, Kernels } from "./device.ts";
import type { Graph } from "./graph.ts";
import * as loops from "./loops.ts";
import { type Feed, type LoadRuntime, Session } from "./session.ts";

type Numbers = Float32Array | Uint16Array;

class CpuArray implements DeviceArray {
  #data: Numbers | null;

  constructor(
    data: Numbers,
    /** Told when the array is let go. */
    private readonly ended: () => void = () => {},
  ) {
    this.#data = data;
  }

  get data(): Numbers {
    if (!this.#data) throw new Error("device: an array is used after it was disposed of");
    return this.#data;
  }

  get length(): number {
    return this.data.length;
  }

  prefix(length: number): DeviceArray {
    return new CpuArray(this.data.subarray(0, length));
  }

  dispose(): void {
    if (!this.#data) return;
    this.ended();
    this.#data = null;
  }
}

function numbersOf(array: DeviceArray): Numbers {
  if (array instanceof CpuArray) return array.data;
  throw new Error("device: an array of another device");
}

function dataOf(array: DeviceArray): Float32Array {
  const numbers = numbersOf(array);
  if (numbers instanceof Float32Array) return numbers;
  throw new Error("device: an array of float16 numbers, which graphs alone read");
}

const all = (arrays: readonly DeviceArray[]) => arrays.map(dataOf);

const kernels: Kernels = {
  squaredNorm: async (arrays) => loops.squaredNorm(all(arrays)),
  add: async (target, source) => loops.add(dataOf(target), dataOf(source)),
  addRows: async (target, source, ids, width) => loops.addRows(dataOf(target), dataOf(source), ids, width),
  adamW: async (tensors, step) => {
    for (const { weights, gradient, first, second } of tensors)
      loops.adamW(dataOf(weights), dataOf(gradient), dataOf(first), dataOf(second), step);
  },
  copyBlocks: async (copies, length, from, to) => {
    for (const { source, target, skip } of copies) {
      const data = dataOf(source);
      loops.copyBlocks(skip ? data.subarray(skip) : data, dataOf(target), length, from, to);
    }
  },
};

export class CpuDevice implements Device {
  readonly kernels = kernels;
  readonly memory = null;
  readonly copies = false;
  readonly loops = true;
  readonly live = { arrays: 0, bytes: 0 };

  constructor(private readonly runtime: LoadRuntime) {}

  array(data: Float32Array): DeviceArray {
    return this.#owned(data);
  }

  half(data: Uint16Array): DeviceArray {
    return this.#owned(data);
  }

  #owned(data: Numbers): DeviceArray {
    const { byteLength } = data;
    this.live.arrays++;
    this.live.bytes += byteLength;
    return new CpuArray(data, () => {
      this.live.arrays--;
      this.live.bytes -= byteLength;
    });
  }

  zeros(length: number): DeviceArray {
    return this.array(new Float32Array(length));
  }

  async read(array: DeviceArray): Promise<Float32Array> {
    return dataOf(array);
  }

  async write(array: DeviceArray, data: Float32Array): Promise<void> {
    dataOf(array).set(data);
  }

  join(arrays: readonly DeviceArray[]): DeviceArray {
    const parts = all(arrays);
    const [{ buffer, byteOffset }] = parts;
    let length = 0;
    for (const part of parts) {
      if (part.buffer !== buffer || part.byteOffset !== byteOffset + 4 * length)
        throw new Error("device: the arrays to join do not lie side by side");
      length += part.length;
    }
    return new CpuArray(new Float32Array(buffer, byteOffset, length));
  }

  async compile(graph: Graph, { keep, ...options }: DeviceGraphOptions): Promise<DeviceGraph> {
    const session = await Session.compile(this.runtime, graph, options);
    return {
      run: async (inputs, sizes) => {
        const feeds: Record<string, Feed> = {};
        for (const [name, input] of Object.entries(inputs))
          feeds[name] = ArrayBuffer.isView(input) ? input : numbersOf(input);
        const values = await session.run(feeds, sizes);
        const arrays: Record<string, DeviceArray> = {};
        for (const [name, data] of Object.entries(values)) {
          if (!keep?.(name)) continue;
          arrays[name] = this.array(data);
          delete values[name];
        }
        return { values, arrays };
      },
      dispose: () => session.dispose(),
    };
  }
}
