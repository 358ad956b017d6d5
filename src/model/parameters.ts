// The weights of one model in one flat Float32Array, each tensor a view of it under its Hugging Face name.
// Query/key/value and gate/up lie side by side, so that a fused matrix is a view too. Of weights that nothing will train the
// layers' matrices may be float16, in an array of their own.
import { expertsOf, type ModelConfig } from "./config.ts";
import { fitFloat16, widenFloat16 } from "./floats.ts";

/** One tensor's place among all. `shape` is Hugging Face's: linear layers are [out, in]. */
export interface ParameterSpec {
  name: string;
  shape: readonly number[];
  /** In numbers from the start of all, in storage order. */
  offset: number;
  size: number;
}

/** Every tensor of `config`, in storage order. */
export function parameterLayout(config: ModelConfig): ParameterSpec[] {
  const specs: ParameterSpec[] = [];
  let offset = 0;
  const add = (name: string, ...shape: number[]) => {
    const size = shape.reduce((a, b) => a * b, 1);
    specs.push({ name, shape, offset, size });
    offset += size;
  };
  const { hiddenSize: D, headDim, intermediateSize: F } = config;
  const Q = config.heads * headDim;
  const KV = config.kvHeads * headDim;
  add("model.embed_tokens.weight", config.vocabSize, D);
  for (let layer = 0; layer < config.layers; layer++) {
    const p = `model.layers.${layer}`;
    if (config.norms !== "post") add(`${p}.input_layernorm.weight`, D);
    const rows = { q_proj: Q, k_proj: KV, v_proj: KV };
    for (const [name, width] of Object.entries(rows)) add(`${p}.self_attn.${name}.weight`, width, D);
    if (config.qkvBias)
      for (const [name, width] of Object.entries(rows)) add(`${p}.self_attn.${name}.bias`, width);
    if (config.qkNorm) {
      const whole = config.qkNorm === "whole";
      add(`${p}.self_attn.q_norm.weight`, whole ? Q : headDim);
      add(`${p}.self_attn.k_norm.weight`, whole ? KV : headDim);
    }
    add(`${p}.self_attn.o_proj.weight`, D, Q);
    if (config.outputBias) add(`${p}.self_attn.o_proj.bias`, D);
    add(`${p}.post_attention_layernorm.weight`, D);
    if (config.norms === "sandwich") add(`${p}.pre_feedforward_layernorm.weight`, D);
    if (config.norms) add(`${p}.post_feedforward_layernorm.weight`, D);
    const experts = expertsOf(config, layer);
    if (experts) {
      const [E, H] = [experts.count, experts.intermediateSize];
      add(`${p}.mlp.gate.weight`, E, D);
      add(`${p}.mlp.experts.gate_proj.weight`, E * H, D);
      add(`${p}.mlp.experts.up_proj.weight`, E * H, D);
      add(`${p}.mlp.experts.down_proj.weight`, E * D, H);
      continue;
    }
    add(`${p}.mlp.gate_proj.weight`, F, D);
    add(`${p}.mlp.up_proj.weight`, F, D);
    add(`${p}.mlp.down_proj.weight`, D, F);
  }
  add("model.norm.weight", D);
  if (config.head.type === "classification") {
    const { labels, mlp } = config.head;
    if (mlp) {
      add("score.0.weight", D, D);
      add("score.0.bias", D);
    }
    const last = mlp ? "score.2" : "score";
    add(`${last}.weight`, labels, D);
    add(`${last}.bias`, labels);
  } else if (!config.tieEmbeddings) add("lm_head.weight", config.vocabSize, D);
  return specs;
}

/** Projections that files of some families hold as one, by the first of them: its name there, and how many they are. */
const FUSED: Readonly<Record<string, { name: string; count: number } | undefined>> = {
  q_proj: { name: "qkv_proj", count: 3 },
  gate_proj: { name: "gate_up_proj", count: 2 },
};
/** The first of them, and those that lie behind it. */
const FUSED_PART = /(?<=\.)(?:[qkv]|gate|up)_proj(?=\.weight$)/;

/** The tensors of `config` as its family's files have them: other names and shapes for the same flat array. */
export function storedLayout(config: ModelConfig): ParameterSpec[] {
  const specs = parameterLayout(config).flatMap((spec) => ofEachExpert(spec, config));
  if (!config.fusedProjections) return specs;
  return specs.flatMap((spec, i) => {
    const [projection] = FUSED_PART.exec(spec.name) ?? [];
    if (projection === undefined) return [spec];
    const fused = FUSED[projection];
    if (!fused) return [];
    const parts = specs.slice(i, i + fused.count);
    const rows = parts.reduce((sum, { shape }) => sum + shape[0], 0);
    const size = parts.reduce((sum, part) => sum + part.size, 0);
    const name = spec.name.replace(projection, fused.name);
    return [{ name, shape: [rows, ...spec.shape.slice(1)], offset: spec.offset, size }];
  });
}

/** A tensor of all experts, [count · out, in], as the tensors of each: experts.gate_proj becomes experts.0.gate_proj, … */
function ofEachExpert(spec: ParameterSpec, { experts }: ModelConfig): ParameterSpec[] {
  if (!experts || !spec.name.includes(".experts.")) return [spec];
  const { count } = experts;
  const size = spec.size / count;
  return Array.from({ length: count }, (_, expert) => ({
    name: spec.name.replace(".experts.", `.experts.${expert}.`),
    shape: [spec.shape[0] / count, spec.shape[1]],
    offset: spec.offset + expert * size,
    size,
  }));
}

/** Number of a model's weights. */
export function parameterCount(config: ModelConfig): number {
  return parameterLayout(config).reduce((sum, { size }) => sum + size, 0);
}

/**
 * Whether a tensor is one that may be held as float16: what a product x·Wᵀ of a layer reads. So most weights of a model are,
 * but for its vocabulary, and of experts the projections down.
 */
export const halvable = (name: string) =>
  /^model\.layers\.\d+\.(?:self_attn|mlp)\.(?:[a-z]+_proj|experts\.(?:gate|up)_proj)\.weight$/.test(name);

/** Bytes of a model's weights, whose layers' matrices are float16 where they are `halved`. */
export function parameterBytes(config: ModelConfig, halved: boolean): number {
  return parameterLayout(config).reduce(
    (sum, { name, size }) => sum + (halved && halvable(name) ? 2 : 4) * size,
    0,
  );
}

/**
 * A model's weights: contiguous, addressed by Hugging Face names; of experts each projection is one tensor for all. They are
 * float32, but for the layers' matrices where they are `halved`, and the array of all is then not there.
 */
export class Parameters {
  readonly specs: readonly ParameterSpec[];
  /** As files have them. */
  readonly stored: readonly ParameterSpec[];
  readonly halved: boolean;
  readonly #floats: Float32Array;
  readonly #halves: Uint16Array;
  /** Each tensor, and where it starts in the array that it lies in. */
  readonly #byName = new Map<string, { spec: ParameterSpec; start: number }>();

  constructor(
    readonly config: ModelConfig,
    { halved = false }: { halved?: boolean } = {},
  ) {
    this.specs = parameterLayout(config);
    this.stored = storedLayout(config);
    this.halved = halved;
    let [floats, halves] = [0, 0];
    for (const spec of this.specs) {
      const half = this.#isHalf(spec.name);
      this.#byName.set(spec.name, { spec, start: half ? halves : floats });
      if (half) halves += spec.size;
      else floats += spec.size;
    }
    this.#floats = new Float32Array(floats);
    this.#halves = new Uint16Array(halves);
  }

  get count(): number {
    return this.#floats.length + this.#halves.length;
  }

  get bytes(): number {
    return this.#floats.byteLength + this.#halves.byteLength;
  }

  /** All weights, of which none is float16. */
  get data(): Float32Array {
    if (this.halved) throw new Error("parameters: some are float16");
    return this.#floats;
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  spec(name: string): ParameterSpec {
    return this.#at(name).spec;
  }

  /** One stored tensor's numbers, of parameters that `read` gives by name, when they are asked for. */
  async storedData(
    { offset, size }: ParameterSpec,
    read: (name: string) => Float32Array | Promise<Float32Array>,
  ): Promise<Float32Array> {
    const parts = this.#partsOf({ offset, size });
    if (parts.length === 1 && parts[0].size === size) return read(parts[0].name);
    const data = new Float32Array(size);
    for (const part of parts) {
      const values = await read(part.name);
      const [from, to] = [Math.max(offset, part.offset), Math.min(offset + size, part.offset + part.size)];
      data.set(values.subarray(from - part.offset, to - part.offset), from - offset);
    }
    return data;
  }

  /**
   * Sets one tensor, or several stored side by side as one: `write` gets the array that it is to fill.
   * @throws UserError, of the file `where`, for a number that float16 cannot hold, where it is to
   */
  async fill(
    { offset, size }: Pick<ParameterSpec, "offset" | "size">,
    where: string,
    write: (target: Float32Array) => void | Promise<void>,
  ): Promise<void> {
    const [{ name, offset: first }] = this.#partsOf({ offset, size });
    const start = this.#at(name).start + offset - first;
    if (!this.#isHalf(name)) return write(this.#floats.subarray(start, start + size));
    const wide = new Float32Array(size);
    await write(wide);
    this.#narrow(`${where}: tensor ${name}`, wide, start);
  }

  /** Sets one tensor. Errors as in `fill`. */
  set(name: string, values: Float32Array): void {
    if (this.#isHalf(name)) this.#narrow(`tensor ${name}`, values, this.#at(name).start);
    else this.view(name).set(values);
  }

  /** A view (not a copy) of one tensor, which is float32. */
  view(name: string): Float32Array {
    const { spec, start } = this.#at(name);
    if (this.#isHalf(name)) throw new Error(`parameters: ${name} is float16`);
    return this.#floats.subarray(start, start + spec.size);
  }

  /** The bits of one tensor that is float16, as a view of it; null: it is float32. */
  half(name: string): Uint16Array | null {
    const { spec, start } = this.#at(name);
    return this.#isHalf(name) ? this.#halves.subarray(start, start + spec.size) : null;
  }

  /** One tensor's numbers as float32, for reading alone: a view of them, or a copy. */
  values(name: string): Float32Array {
    const half = this.half(name);
    if (!half) return this.view(name);
    const wide = new Float32Array(half.length);
    widenFloat16(half, wide);
    return wide;
  }

  #at(name: string): { spec: ParameterSpec; start: number } {
    const found = this.#byName.get(name);
    if (!found) throw new Error(`no parameter ${name}`);
    return found;
  }

  #narrow(what: string, values: Float32Array, start: number): void {
    const bits = this.#halves.subarray(start, start + values.length);
    fitFloat16(values, bits, what, "set engine.frozenWeights float32");
  }

  #isHalf(name: string): boolean {
    return this.halved && halvable(name);
  }

  /** The tensors that a part of the storage order, of one type, is of. */
  #partsOf({ offset, size }: Pick<ParameterSpec, "offset" | "size">): ParameterSpec[] {
    return this.specs.filter((spec) => spec.offset < offset + size && spec.offset + spec.size > offset);
  }
}
