// Where graphs compute and their numbers live. A device owns arrays, which outlive the runs of graphs that read and
// make them; what JavaScript has of one is a handle, until it reads the numbers back. cpu.ts is the device of this
// process's memory, webgpu.ts that of a graphics processor.
import type { Graph } from "./graph.ts";
import type { CompileOptions, Feed } from "./session.ts";

/** Numbers that a device owns: float32, or float16 of those that `Device.half` made. */
export interface DeviceArray {
  readonly length: number;
  /** Its first `length` numbers: the same memory, let go with this array and not by itself. */
  prefix(length: number): DeviceArray;
  /** Gives the memory back; a second time does nothing. To use it afterwards is an error. */
  dispose(): void;
}

/** The numbers of one step of AdamW. */
export interface AdamStep {
  learningRate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  weightDecay: number;
  /** What the gradient is multiplied by first. */
  shrink: number;
  /** t, from 1. */
  step: number;
}

/** A tensor that a step of AdamW changes: weights w, their gradient, the moments m (`first`) and v (`second`). */
export interface AdamTensor {
  weights: DeviceArray;
  gradient: DeviceArray;
  first: DeviceArray;
  second: DeviceArray;
}

/** Blocks of `source`, behind its first `skip` numbers (by default none), that go to `target`. */
export interface BlockCopy {
  source: DeviceArray;
  target: DeviceArray;
  skip?: number;
}

/** What is computed on a device's arrays in place, between the runs of graphs. */
export interface Kernels {
  /** Σ x² over all arrays. */
  squaredNorm(arrays: readonly DeviceArray[]): Promise<number>;
  /** target += source */
  add(target: DeviceArray, source: DeviceArray): Promise<void>;
  /** Adds row i of `source`, of `width` numbers, to row ids[i] of `target`, in order. */
  addRows(target: DeviceArray, source: DeviceArray, ids: Int32Array, width: number): Promise<void>;
  /**
   * AdamW (arXiv 1711.05101) on each of `tensors`. With g = shrink·gradient:
   * m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g²,
   * w ← (1 − learningRate·weightDecay)·w − learningRate·m / (1 − β₁^t) / (√(v / (1 − β₂^t)) + ε).
   */
  adamW(tensors: readonly AdamTensor[], step: AdamStep): Promise<void>;
  /**
   * Copies blocks of `length` numbers, for each of `copies`: block i from from[i] of its source, behind what is skipped,
   * to to[i] of its target. No two blocks meet in a target. Both may be one array, if no block is written over before
   * its turn.
   */
  copyBlocks(copies: readonly BlockCopy[], length: number, from: Int32Array, to: Int32Array): Promise<void>;
}

export interface DeviceGraphOptions extends CompileOptions {
  /** Outputs that stay on the device. By default none does. */
  keep?: (output: string) => boolean;
}

/** The outputs of a run by name: numbers that were read back, and arrays that stayed, the caller's to dispose of. */
export interface Outputs {
  values: Record<string, Float32Array>;
  arrays: Record<string, DeviceArray>;
}

/** A graph compiled for a device. */
export interface DeviceGraph {
  /**
   * Inputs are arrays of the device, or small ones of JavaScript that are handed over for this run; there must be every
   * one the graph reads, and none may change until the promise settles. `sizes` binds the names in symbolic shapes.
   */
  run(
    inputs: Readonly<Record<string, Feed | DeviceArray>>,
    sizes?: Readonly<Record<string, number>>,
  ): Promise<Outputs>;
  dispose(): Promise<void>;
}

export interface Device {
  readonly kernels: Kernels;
  /** Bytes of memory of its own; null: this process's, or not known. */
  readonly memory: number | null;
  /** Whether its arrays are copies of the numbers given, which stay in this process's memory besides. */
  readonly copies: boolean;
  /** Whether a graph may have a loop. */
  readonly loops: boolean;
  /** Arrays that are not disposed of, and their bytes. */
  readonly live: Readonly<{ arrays: number; bytes: number }>;
  /** An array of these numbers. `data` is the caller's no more: the device may compute in it. */
  array(data: Float32Array): DeviceArray;
  /**
   * An array of float16 numbers, given as their bits, for graphs to read and for nothing else. Only where a device can:
   * without it weights held as float16 are float32 there.
   */
  half?(data: Uint16Array): DeviceArray;
  zeros(length: number): DeviceArray;
  /** The numbers of an array, for reading alone: they may be the device's own memory, which the next kernel changes. */
  read(array: DeviceArray): Promise<Float32Array>;
  /** Sets the numbers of an array, all of them. */
  write(array: DeviceArray, data: Float32Array): Promise<void>;
  /**
   * Arrays that were made from memory side by side as one, in the same memory and let go with them. Only where a device
   * can: without it no graph is made that would read several weights as one.
   */
  join?(arrays: readonly DeviceArray[]): DeviceArray;
  compile(graph: Graph, options: DeviceGraphOptions): Promise<DeviceGraph>;
}

/** Disposes of arrays by name, as a run gives them. */
export function disposeAll(arrays: Readonly<Record<string, DeviceArray>>): void {
  for (const array of Object.values(arrays)) array.dispose();
}

/**
 * Whether a run ended for want of memory: by the words of ONNX Runtime's allocators, of JavaScript's arrays, and of WebGPU
 * and what is under it, where a buffer that could not be made is found out by who uses it.
 */
export function isOutOfMemory(error: unknown): error is Error {
  const words = [
    ...["bad_alloc", "bad allocation", "allocate memory", "allocation failed", "out.?of.?(device.?)?memory"],
    ...["allocation size", "max buffer size", "invalid due to a previous error"],
  ];
  return error instanceof Error && new RegExp(words.join("|"), "i").test(error.message);
}
