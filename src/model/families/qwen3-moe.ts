// Qwen3 with routed experts (30B-A3B, 235B-A22B). The loss that balances them in pretraining is not computed.

import type { Reader } from "../reader.ts";
import type { Family, Sizes } from "./family.ts";
import { qwen3 } from "./qwen3.ts";

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
