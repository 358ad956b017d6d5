// The tensors an embedded engine feeds its graphs and trains: the model's own, and the low-rank adapters.
import type { LoraConfig, Trainable } from "../../model/network.ts";
import { loraNames, storedTensors } from "../../model/network.ts";
import type { Parameters } from "../../model/parameters.ts";
import { Random } from "../../random.ts";
import type { TrainedTensor } from "./optimizer.ts";

/** Weights by name: the model's parameters and, with LoRA, the adapters. */
export class Weights {
  readonly #adapters = new Map<string, { data: Float32Array; shape: readonly number[] }>();
  readonly #gradients = new Map<string, Float32Array>();

  constructor(
    readonly parameters: Parameters,
    readonly lora: LoraConfig | null,
    seed: number,
  ) {
    if (!lora) return;
    const random = new Random(seed);
    for (const name of this.#projections()) {
      const [outputs, inputs] = parameters.spec(`${name}.weight`).shape;
      const names = loraNames(name);
      // A uniform within ±1/√in, B zero: the adapted model starts as the base model.
      const bound = 1 / Math.sqrt(inputs);
      const a = Float32Array.from({ length: lora.rank * inputs }, () => (2 * random.next() - 1) * bound);
      this.#adapters.set(names.a, { data: a, shape: [lora.rank, inputs] });
      this.#adapters.set(names.b, {
        data: new Float32Array(outputs * lora.rank),
        shape: [outputs, lora.rank],
      });
    }
  }

  /** The data of a weight, or of several stored side by side, in place. */
  get(input: string): Float32Array {
    const { name, count } = storedTensors(input);
    return this.#adapters.get(name)?.data ?? this.parameters.view(name, count);
  }

  get adapters(): ReadonlyMap<string, { data: Float32Array; shape: readonly number[] }> {
    return this.#adapters;
  }

  /** The trained tensors with the gradients held for them. */
  trained(trainable: Trainable): TrainedTensor[] {
    const tensors: TrainedTensor[] = [];
    const push = (name: string, data: Float32Array, shape: readonly number[]) =>
      tensors.push({ name, data, gradient: this.gradient(name, data.length), decays: shape.length > 1 });
    for (const spec of this.parameters.specs) {
      const head = spec.name.startsWith("score.");
      if (trainable === "all" || (head && trainable !== "none"))
        push(spec.name, this.get(spec.name), spec.shape);
    }
    if (trainable === "lora") for (const [name, { data, shape }] of this.#adapters) push(name, data, shape);
    return tensors;
  }

  /** Number of weights, adapters too. */
  get count(): number {
    return [...this.#adapters.values()].reduce((sum, { data }) => sum + data.length, this.parameters.count);
  }

  /** Number of trained weights. */
  trainedCount(trainable: Trainable): number {
    let count = 0;
    for (const { name, size } of this.parameters.specs)
      if (trainable === "all" || (trainable !== "none" && name.startsWith("score."))) count += size;
    if (trainable === "lora") for (const { data } of this.#adapters.values()) count += data.length;
    return count;
  }

  /** The gradient held for a tensor; made, as zeros, when first asked for. */
  gradient(name: string, size: number): Float32Array {
    let gradient = this.#gradients.get(name);
    if (!gradient) {
      gradient = new Float32Array(size);
      this.#gradients.set(name, gradient);
    }
    return gradient;
  }

  /** Adds to the gradient held for a tensor; the first array given becomes it. */
  addGradient(name: string, gradient: Float32Array): void {
    const held = this.#gradients.get(name);
    if (!held) this.#gradients.set(name, gradient);
    else for (let i = 0; i < held.length; i++) held[i] += gradient[i];
  }

  zeroGradients(): void {
    this.#gradients.clear();
  }

  /** A tensor of the model with its adapter merged in, W + (alpha / rank)·B·A, a copy; in place where it has none. */
  merged(tensor: string): Float32Array {
    const { lora } = this;
    const names = loraNames(tensor.slice(0, -".weight".length));
    if (!lora || !this.#adapters.has(names.a)) return this.get(tensor);
    const target = this.get(tensor).slice();
    const [outputs, inputs] = this.parameters.spec(tensor).shape;
    const a = this.get(names.a);
    const b = this.get(names.b);
    for (let o = 0; o < outputs; o++)
      for (let r = 0; r < lora.rank; r++) {
        const factor = (b[o * lora.rank + r] * lora.alpha) / lora.rank;
        if (factor === 0) continue;
        for (let i = 0; i < inputs; i++) target[o * inputs + i] += factor * a[r * inputs + i];
      }
    return target;
  }

  #projections(): string[] {
    const { lora, parameters } = this;
    if (!lora) return [];
    return parameters.specs
      .map((spec) => spec.name)
      .filter((name) => lora.targets.some((target) => name.endsWith(`.${target}.weight`)))
      .map((name) => name.slice(0, -".weight".length));
  }
}
