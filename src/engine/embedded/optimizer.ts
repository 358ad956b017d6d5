// AdamW (Loshchilov & Hutter, arXiv 1711.05101) with the global gradient norm clipped: the steps and moments of every
// tensor. The arithmetic is the device's.
import type { AdamStep, AdamTensor, Device, DeviceArray } from "../../graph/device.ts";
import type { AdamParams, OptimResult } from "../types.ts";

/** A trained tensor: its weights, the gradient held for it, and whether weight decay applies (matrices only). */
export interface TrainedTensor {
  name: string;
  weights: DeviceArray;
  gradient: DeviceArray;
  decays: boolean;
}

/** What AdamW knows of one tensor: its moments, and the steps it took part in (a head trained first has more). */
export interface Moments {
  first: DeviceArray;
  second: DeviceArray;
  step: number;
}

/** The moments of every tensor trained so far. */
export class AdamW {
  readonly moments = new Map<string, Moments>();

  constructor(private readonly device: Device) {}

  /** The moments of a tensor of `length` weights; made, as zeros, when first asked for. */
  momentsOf(name: string, length: number): Moments {
    let moments = this.moments.get(name);
    if (!moments) {
      moments = { first: this.device.zeros(length), second: this.device.zeros(length), step: 0 };
      this.moments.set(name, moments);
    }
    return moments;
  }

  /** One step; where the gradient is not finite nothing changes and `applied` is false. */
  async apply(tensors: readonly TrainedTensor[], params: AdamParams): Promise<OptimResult> {
    const { kernels } = this.device;
    const gradNorm = Math.sqrt(await kernels.squaredNorm(tensors.map(({ gradient }) => gradient)));
    if (!Number.isFinite(gradNorm)) return { gradNorm, applied: false };
    const shrink = params.maxGradNorm > 0 ? Math.min(1, params.maxGradNorm / gradNorm) : 1;
    // Tensors that have the same numbers take their step together.
    const alike = new Map<string, { tensors: AdamTensor[]; step: AdamStep }>();
    for (const { name, weights, gradient, decays } of tensors) {
      const moments = this.momentsOf(name, weights.length);
      const weightDecay = decays ? params.weightDecay : 0;
      const step = { ...params, weightDecay, shrink, step: ++moments.step };
      const key = `${weightDecay} ${step.step}`;
      const group = alike.get(key) ?? { tensors: [], step };
      group.tensors.push({ weights, gradient, first: moments.first, second: moments.second });
      alike.set(key, group);
    }
    for (const { tensors, step } of alike.values()) await kernels.adamW(tensors, step);
    return { gradNorm, applied: true };
  }

  /** Forgets everything: the next step is the first. */
  clear(): void {
    for (const { first, second } of this.moments.values()) {
      first.dispose();
      second.dispose();
    }
    this.moments.clear();
  }
}
