// The tensors an embedded engine feeds its graphs and trains, on its device: the model's own, and the low-rank adapters.
import { UserError } from "../../common/errors.ts";
import { Random } from "../../common/random.ts";
import type { Device, DeviceArray } from "../../graph/device.ts";
import type { LoraConfig, Trainable } from "../../model/network.ts";
import { isTrained, loraNames, storedTensors } from "../../model/network.ts";
import type { Parameters } from "../../model/parameters.ts";
import type { TrainedTensor } from "./optimizer.ts";

/** A tensor of the engine's, in Hugging Face's shape; its numbers go to the device when something first asks for them. */
class Weight {
  #array: DeviceArray | null = null;
  #disposed = false;

  constructor(
    readonly shape: readonly number[],
    private readonly make: () => DeviceArray,
    /** Bytes of one of its numbers on the device. */
    readonly width: 2 | 4 = 4,
  ) {}

  get array(): DeviceArray {
    if (this.#disposed) throw new Error("engine: it was disposed of, and computes no more");
    this.#array ??= this.make();
    return this.#array;
  }

  get count(): number {
    return this.shape.reduce((product, dim) => product * dim, 1);
  }

  dispose(): void {
    this.#disposed = true;
    this.#array?.dispose();
  }
}

/** Weights by name: the model's parameters and, with LoRA, the adapters; and the gradients held for them. */
export class Weights {
  readonly lora: LoraConfig | null;
  readonly #weights = new Map<string, Weight>();
  readonly #gradients = new Map<string, DeviceArray>();
  /** Names of those that are the base's. */
  readonly #borrowed: ReadonlySet<string>;

  /** `base`: other weights on the device, of the same parameters, whose arrays are these ones' too; they let them go. */
  constructor(
    readonly device: Device,
    readonly parameters: Parameters,
    { lora, seed, base = null }: { lora: LoraConfig | null; seed: number; base?: Weights | null },
  ) {
    if (base && base.device !== device) throw new Error("engine: the base lies on another device");
    this.lora = lora;
    for (const { name, shape } of parameters.specs)
      this.#weights.set(name, base ? base.#weight(name) : this.#stored(name, shape));
    this.#borrowed = new Set(base ? this.#weights.keys() : []);
    if (!lora) return;
    checkTargets(lora);
    const random = new Random(seed);
    // Experts have none: their weights are those of many projections in one.
    const targets = parameters.specs.filter(
      ({ name }) => lora.targets.some((t) => name.endsWith(`.${t}.weight`)) && !name.includes(".experts."),
    );
    if (targets.length === 0)
      throw new UserError(
        `model.lora.targets: ${lora.targets.join(", ")}: this model has none that could be adapted; its experts' projections ` +
          "get no adapters, those of attention do (q_proj, k_proj, v_proj, o_proj)",
      );
    for (const {
      name: weight,
      shape: [outputs, inputs],
    } of targets) {
      const name = weight.slice(0, -".weight".length);
      const names = loraNames(name);
      // A uniform within ±1/√in, B zero: the adapted model starts as the base model.
      const bound = 1 / Math.sqrt(inputs);
      const a = Float32Array.from({ length: lora.rank * inputs }, () => (2 * random.next() - 1) * bound);
      this.#weights.set(names.a, new Weight([lora.rank, inputs], () => device.array(a)));
      const zeros = () => device.zeros(outputs * lora.rank);
      this.#weights.set(names.b, new Weight([outputs, lora.rank], zeros));
    }
  }

  /** Whether graphs read the layers' matrices as float16. */
  get halved(): boolean {
    return this.parameters.halved && this.device.half !== undefined;
  }

  /** A weight by the name of a graph's input, or several stored side by side as one. */
  get(input: string): DeviceArray {
    const { name, count } = storedTensors(input);
    if (count === 1) return this.#weight(name).array;
    const { specs } = this.parameters;
    const first = specs.indexOf(this.parameters.spec(name));
    const arrays = specs.slice(first, first + count).map((spec) => this.#weight(spec.name).array);
    if (!this.device.join) throw new Error(`engine: the device cannot read ${input} as one`);
    return this.device.join(arrays);
  }

  /** What is trained beside a base that stays as it was: with adapters, these and the classification head. */
  get besideBase(): ReadonlyMap<string, Weight> {
    return new Map(this.lora ? this.#trained("lora") : []);
  }

  /** The trained tensors with the gradients held for them. */
  trained(trainable: Trainable): TrainedTensor[] {
    return this.#trained(trainable).map(([name, { array, shape }]) => {
      return { name, weights: array, gradient: this.gradient(name), decays: shape.length > 1 };
    });
  }

  /** What they take on the device. */
  get bytes(): number {
    return [...this.#weights.values()].reduce((sum, { count, width }) => sum + width * count, 0);
  }

  /** Number of trained weights. */
  trainedCount(trainable: Trainable): number {
    return this.#trained(trainable).reduce((sum, [, { count }]) => sum + count, 0);
  }

  /** The gradient held for a tensor; made, as zeros, when first asked for. */
  gradient(name: string): DeviceArray {
    let gradient = this.#gradients.get(name);
    if (!gradient) {
      gradient = this.device.zeros(this.#weight(name).count);
      this.#gradients.set(name, gradient);
    }
    return gradient;
  }

  /** Adds to the gradient held for a tensor, and disposes of `gradient`; the first one given becomes the one held. */
  async addGradient(name: string, gradient: DeviceArray): Promise<void> {
    const held = this.#gradients.get(name);
    if (!held) {
      this.#gradients.set(name, gradient);
      return;
    }
    try {
      await this.device.kernels.add(held, gradient);
    } finally {
      gradient.dispose();
    }
  }

  zeroGradients(): void {
    for (const gradient of this.#gradients.values()) gradient.dispose();
    this.#gradients.clear();
  }

  /** Gives the device the model's parameters anew, as they are in this process's memory, none of them float16. */
  async upload(): Promise<void> {
    for (const { name } of this.parameters.specs)
      await this.device.write(this.get(name), this.parameters.view(name));
  }

  /** A tensor of the model, with its adapter merged in where it has one: W + (alpha / rank)·B·A. For reading alone. */
  async merged(tensor: string): Promise<Float32Array> {
    const { lora, device } = this;
    const names = loraNames(tensor.slice(0, -".weight".length));
    // What is float16 is not trained.
    const base = this.parameters.half(tensor)
      ? this.parameters.values(tensor)
      : await device.read(this.get(tensor));
    if (!lora || !this.#weights.has(names.a)) return base;
    const target = base.slice();
    const [outputs, inputs] = this.parameters.spec(tensor).shape;
    const a = await device.read(this.get(names.a));
    const b = await device.read(this.get(names.b));
    for (let o = 0; o < outputs; o++)
      for (let r = 0; r < lora.rank; r++) {
        const factor = (b[o * lora.rank + r] * lora.alpha) / lora.rank;
        if (factor === 0) continue;
        for (let i = 0; i < inputs; i++) target[o * inputs + i] += factor * a[r * inputs + i];
      }
    return target;
  }

  dispose(): void {
    this.zeroGradients();
    for (const [name, weight] of this.#weights) if (!this.#borrowed.has(name)) weight.dispose();
  }

  /** A tensor of the model's parameters. */
  #stored(name: string, shape: readonly number[]): Weight {
    const { device, parameters, halved } = this;
    const bits = halved ? parameters.half(name) : null;
    if (bits) return new Weight(shape, () => device.half!(bits), 2);
    return new Weight(shape, () => device.array(parameters.values(name)));
  }

  #weight(name: string): Weight {
    const weight = this.#weights.get(name);
    if (!weight) throw new Error(`engine: no weight ${name}`);
    return weight;
  }

  #trained(trainable: Trainable): [string, Weight][] {
    return [...this.#weights].filter(([name]) => isTrained(name, trainable));
  }
}

/** Throws a UserError for adapters of projections that there are not. */
function checkTargets({ targets }: LoraConfig): void {
  const known = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"];
  const unknown = targets.find((target) => !known.includes(target));
  if (unknown !== undefined || targets.length === 0)
    throw new UserError(
      `model.lora.targets: ${unknown ? `${unknown} is no projection` : "is empty"}; known: ${known.join(", ")}`,
    );
}
