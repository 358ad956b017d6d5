// AdamW on flat arrays in place (Loshchilov & Hutter, arXiv 1711.05101), with the global gradient norm clipped.
import type { AdamParams, OptimResult } from "../types.ts";

/** A trained tensor: its weights, the gradient held for it, and whether weight decay applies (matrices only). */
export interface TrainedTensor {
  name: string;
  data: Float32Array;
  gradient: Float32Array;
  decays: boolean;
}

/** What AdamW knows of one tensor: its moments, and the steps it took part in (a head trained first has more). */
export interface Moments {
  first: Float32Array;
  second: Float32Array;
  step: number;
}

/** The moments of every tensor trained so far. */
export class AdamW {
  readonly moments = new Map<string, Moments>();

  /** One step; where the gradient is not finite nothing changes and `applied` is false. */
  apply(tensors: readonly TrainedTensor[], params: AdamParams): OptimResult {
    let squares = 0;
    for (const { gradient } of tensors) squares += sumOfSquares(gradient);
    const gradNorm = Math.sqrt(squares);
    if (!Number.isFinite(gradNorm)) return { gradNorm, applied: false };
    const shrink = params.maxGradNorm > 0 ? Math.min(1, params.maxGradNorm / gradNorm) : 1;
    for (const tensor of tensors) this.#update(tensor, params, shrink);
    return { gradNorm, applied: true };
  }

  #update({ name, data, gradient, decays }: TrainedTensor, params: AdamParams, shrink: number): void {
    let moments = this.moments.get(name);
    if (!moments) {
      moments = { first: new Float32Array(data.length), second: new Float32Array(data.length), step: 0 };
      this.moments.set(name, moments);
    }
    const { first, second } = moments;
    const step = ++moments.step;
    const { beta1, beta2, epsilon, learningRate } = params;
    const stepSize = learningRate / (1 - beta1 ** step);
    const secondScale = 1 / Math.sqrt(1 - beta2 ** step);
    const keep = decays ? 1 - learningRate * params.weightDecay : 1;
    for (let i = 0; i < data.length; i++) {
      const g = gradient[i] * shrink;
      const m = beta1 * first[i] + (1 - beta1) * g;
      const v = beta2 * second[i] + (1 - beta2) * g * g;
      first[i] = m;
      second[i] = v;
      data[i] = data[i] * keep - (stepSize * m) / (Math.sqrt(v) * secondScale + epsilon);
    }
  }
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
