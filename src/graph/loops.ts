// The kernels of a device as loops over arrays in JavaScript.
import type { AdamStep } from "./device.ts";

export function squaredNorm(arrays: readonly Float32Array[]): number {
  let squares = 0;
  for (const array of arrays) squares += sumOfSquares(array);
  return squares;
}

function sumOfSquares(x: Float32Array): number {
  let a = 0;
  let b = 0;
  const even = x.length & ~1;
  for (let i = 0; i < even; i += 2) {
    a += x[i] * x[i];
    b += x[i + 1] * x[i + 1];
  }
  if (even < x.length) a += x[even] * x[even];
  return a + b;
}

export function add(target: Float32Array, source: Float32Array): void {
  for (let i = 0; i < target.length; i++) target[i] += source[i];
}

export function addRows(target: Float32Array, source: Float32Array, ids: Int32Array, width: number): void {
  for (let t = 0; t < ids.length; t++) {
    const from = t * width;
    const to = ids[t] * width;
    for (let i = 0; i < width; i++) target[to + i] += source[from + i];
  }
}

export function adamW(
  weights: Float32Array,
  gradient: Float32Array,
  first: Float32Array,
  second: Float32Array,
  numbers: AdamStep,
): void {
  // Times 1: V8 then knows that they are floating-point numbers, and does not unwrap them anew for every weight.
  const beta1 = 1 * numbers.beta1;
  const beta2 = 1 * numbers.beta2;
  const epsilon = 1 * numbers.epsilon;
  const shrink = 1 * numbers.shrink;
  const { learningRate, weightDecay, step } = numbers;
  const stepSize = learningRate / (1 - beta1 ** step);
  const secondScale = 1 / Math.sqrt(1 - beta2 ** step);
  const keep = 1 - learningRate * weightDecay;
  for (let i = 0; i < weights.length; i++) {
    const g = gradient[i] * shrink;
    const m = beta1 * first[i] + (1 - beta1) * g;
    const v = beta2 * second[i] + (1 - beta2) * g * g;
    first[i] = m;
    second[i] = v;
    weights[i] = weights[i] * keep - (stepSize * m) / (Math.sqrt(v) * secondScale + epsilon);
  }
}

/** Up to this many numbers a loop is quicker than a view of them that is copied. */
const shortBlock = 128;

export function copyBlocks(
  source: Float32Array,
  target: Float32Array,
  length: number,
  from: Int32Array,
  to: Int32Array,
): void {
  const count = from.length;
  if (source === target) {
    for (let block = 0; block < count; block++)
      target.copyWithin(to[block], from[block], from[block] + length);
  } else if (length > shortBlock) {
    for (let block = 0; block < count; block++)
      target.set(source.subarray(from[block], from[block] + length), to[block]);
  } else {
    for (let block = 0; block < count; block++) {
      const start = from[block];
      const goal = to[block];
      for (let i = 0; i < length; i++) target[goal + i] = source[start + i];
    }
  }
}
