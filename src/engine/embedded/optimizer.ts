// AdamW (Loshchilov & Hutter, arXiv 1711.05101) with the global gradient norm clipped: the steps and moments of every
// tensor. The arithmetic is the device's.
import { groupBy } from "../../common/grouping.ts";
import type { AdamStep, Device, DeviceArray } from "../../graph/device.ts";
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
    const steps = tensors.map(({ name, weights, gradient, decays }) => {
      const moments = this.momentsOf(name, weights.length);
      const { first, second } = moments;
      const weightDecay = decays ? params.weightDecay : 0;
      const step: AdamStep = { ...params, weightDecay, shrink, step: ++moments.step };
      return { tensor: { weights, gradient, first, second }, step };
    });
    // Tensors that have the same numbers take their step together.
    for (const alike of groupBy(steps, ({ step }) => `${step.weightDecay} ${step.step}`).values())
      await kernels.adamW(
        alike.map(({ tensor }) => tensor),
        alike[0].step,
      );
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
