// What a family file tells, and what several of them read alike. Defaults are those of transformers' config classes.
import type { LayerAttention, ModelConfig } from "../config.ts";
import type { Json, Reader } from "../reader.ts";

/** One family of decoders: a mapping between config.json and the facts of the one network. */
export interface Family {
  /** Its classes in transformers begin with it: LlamaForCausalLM. */
  classes: string;
  /** Classes of models of which it is the text part; their other parts are left out. */
  wrappers?: readonly string[];
  /** Keys that its config.json leaves out where they are this, beside those that all families share. */
  defaults?: Json;
  /** What it does otherwise than Llama. */
  facts(file: Reader, sizes: Sizes): Partial<ModelConfig>;
  /** The same as keys of config.json. */
  keys(config: ModelConfig): Json;
}

/** What is known of a model when its family's facts are read. */
export type Sizes = Pick<ModelConfig, "layers" | "hiddenSize" | "heads" | "headDim" | "maxPositions">;

/** `attention_bias`: of all four projections. */
export function attentionBias(file: Reader): Pick<ModelConfig, "qkvBias" | "outputBias"> {
  const bias = file.boolean("attention_bias", false);
  return { qkvBias: bias, outputBias: bias };
}

/**
 * Attention of each layer by `layer_types`, or where that is absent by `sliding`. Of every layer the plain one: no fact.
 * @param window what sliding layers see; null: all
 * @param rope of sliding layers
 */
export function slidingLayers(
  file: Reader,
  layers: number,
  window: number | null,
  sliding: (layer: number) => boolean,
  rope: "main" | "sliding" = "main",
): Pick<ModelConfig, "layerAttention"> {
  const types = file.raw("layer_types");
  const known = ["full_attention", "sliding_attention"];
  const isList =
    Array.isArray(types) && types.length === layers && types.every((type) => known.includes(type));
  if (file.has("layer_types") && !isList) {
    const given = JSON.stringify(types).slice(0, 120);
    file.fail("layer_types", `is ${given}; expected ${layers} of ${known.join(", ")}`);
  }
  const slides = (layer: number) =>
    Array.isArray(types) ? types[layer] === "sliding_attention" : sliding(layer);
  const layerAttention = Array.from(
    { length: layers },
    (_, layer): LayerAttention => (slides(layer) ? { window, rope } : { window: null, rope: "main" }),
  );
  const plain = layerAttention.every((one) => one.window === null && one.rope === "main");
  return plain ? {} : { layerAttention };
}

/** `layer_types` and `sliding_window` of what `slidingLayers` read. */
export function slidingKeys({ layerAttention, layers }: ModelConfig): Json {
  const windows = Array.from({ length: layers }, (_, layer) => layerAttention?.[layer].window ?? null);
  return {
    sliding_window: windows.find((window) => window !== null) ?? null,
    layer_types: windows.map((window) => (window === null ? "full_attention" : "sliding_attention")),
  };
}

/** The number whose inverse, or inverse root, a fact is: as it was written, without the rounding of both ways. */
export const written = (value: number) => Number(value.toPrecision(12));
