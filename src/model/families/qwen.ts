// Qwen2, Qwen2.5, the text part of Qwen2.5-VL, and Qwen3 dense and with experts.
import type { ModelConfig } from "../config.ts";
import type { Json, Reader } from "../reader.ts";
import { attentionBias, type Family, type Sizes, slidingKeys, slidingLayers } from "./family.ts";

/** Windows of the upper layers, in Qwen2 and Qwen3: off in what was released. */
function qwenWindows(file: Reader, { layers }: Sizes): Pick<ModelConfig, "layerAttention"> {
  const used = file.boolean("use_sliding_window", false) && file.has("sliding_window");
  const window = used ? file.integer("sliding_window") : null;
  const from = file.has("max_window_layers") ? file.whole("max_window_layers") : 28;
  return slidingLayers(file, layers, window, (layer) => used && layer >= from);
}

export function qwenWindowKeys(config: ModelConfig): Json {
  const { sliding_window, layer_types } = slidingKeys(config);
  return { use_sliding_window: sliding_window !== null, sliding_window, layer_types };
}

/** Biases on query, key and value. */
export const qwen2: Family = {
  classes: "Qwen2",
  // Text alone has one position a token, where images have three (`mrope_section`).
  wrappers: ["Qwen2_5_VLForConditionalGeneration", "Qwen2VLForConditionalGeneration"],
  facts: (file, sizes) => ({ qkvBias: true, ...qwenWindows(file, sizes) }),
  keys: qwenWindowKeys,
};

/** Norms of each query and key head. */
export const qwen3: Family = {
  classes: "Qwen3",
  defaults: { head_dim: 128 },
  facts: (file, sizes) => ({ ...attentionBias(file), qkNorm: true, ...qwenWindows(file, sizes) }),
  keys: (config) => ({ attention_bias: config.qkvBias, ...qwenWindowKeys(config) }),
};

/** Layers without experts: all but each `decoder_sparse_step`-th, and those of `mlp_only_layers`. */
function denseLayers(file: Reader, { layers }: Sizes): number[] {
  const step = file.integer("decoder_sparse_step", 1);
  const named = file.raw("mlp_only_layers") ?? [];
  if (!Array.isArray(named))
    file.fail("mlp_only_layers", `is ${JSON.stringify(named)}; expected a list of layers`);
  const all = Array.from({ length: layers }, (_, layer) => layer);
  return all.filter((layer) => (layer + 1) % step !== 0 || (named as unknown[]).includes(layer));
}

/** In all layers; as with these, far more than any model has. */
const MOST_EXPERTS = 1_000_000;

/** 30B-A3B, 235B-A22B. The loss that balances experts in pretraining is not computed. */
export const qwen3Moe: Family = {
  classes: "Qwen3Moe",
  defaults: { num_experts: 128, num_experts_per_tok: 8, moe_intermediate_size: 768 },
  facts: (file, sizes) => {
    const count = file.integer(file.has("num_local_experts") ? "num_local_experts" : "num_experts");
    const perToken = file.integer("num_experts_per_tok");
    if (count * sizes.layers > MOST_EXPERTS)
      file.fail(
        "num_experts",
        `is ${count}, in ${sizes.layers} layers; supported: at most ${MOST_EXPERTS} in all`,
      );
    if (perToken > count) file.fail("num_experts_per_tok", `is ${perToken}, of ${count} experts`);
    return {
      ...qwen3.facts(file, sizes),
      experts: {
        ...{ count, perToken },
        intermediateSize: file.integer("moe_intermediate_size"),
        normalised: file.boolean("norm_topk_prob", false),
        denseLayers: denseLayers(file, sizes),
      },
    };
  },
  keys: (config) => ({
    ...qwen3.keys(config),
    num_experts: config.experts?.count,
    num_experts_per_tok: config.experts?.perToken,
    moe_intermediate_size: config.experts?.intermediateSize,
    norm_topk_prob: config.experts?.normalised,
    decoder_sparse_step: 1,
    mlp_only_layers: config.experts?.denseLayers,
  }),
};
