// The shape of a decoder: what every other room needs to know about an architecture. Reading files is elsewhere.

/** Rotary-embedding scaling, as in `rope_scaling` of a Hugging Face config. */
export type RopeScaling =
  | { type: "linear"; factor: number }
  | {
      type: "llama3";
      factor: number;
      lowFreqFactor: number;
      highFreqFactor: number;
      originalMaxPositions: number;
    }
  | {
      type: "yarn";
      factor: number;
      originalMaxPositions: number;
      betaFast: number;
      betaSlow: number;
      attentionFactor: number;
    }
  | {
      /** A divisor of each frequency: one list for contexts of at most `originalMaxPositions`, one for longer ones. */
      type: "longrope";
      shortFactor: readonly number[];
      longFactor: readonly number[];
      originalMaxPositions: number;
      attentionFactor: number;
    };

/** Families by `model_type` of their config.json; the facts of each are in families/. */
export type FamilyName =
  | "llama"
  | "qwen2"
  | "qwen3"
  | "mistral"
  | "gemma2"
  | "gemma3_text"
  | "smollm3"
  | "phi3"
  | "olmo2"
  | "olmo3"
  | "granite"
  | "qwen3_moe";

/** How one layer attends. */
export interface LayerAttention {
  /** Tokens a query sees, itself included; null: all before it. */
  window: number | null;
  /** The table its queries and keys are rotated by (the other is that of `slidingTheta`); null: they are not. */
  rope: "main" | "sliding" | null;
}

/** Experts of a layer, each a gated MLP. */
export interface Experts {
  count: number;
  /** Chosen for a token: those that the softmax of its router's logits gives most. */
  perToken: number;
  intermediateSize: number;
  /** What the chosen are weighed by is divided by its sum. */
  normalised: boolean;
  /** Layers with an MLP after all. */
  denseLayers: readonly number[];
}

/** One decoder: RMSNorm, rotary positions, grouped-query attention, gated MLP. Facts left out are as in Llama. */
export interface ModelConfig {
  family: FamilyName;
  vocabSize: number;
  hiddenSize: number;
  layers: number;
  heads: number;
  kvHeads: number;
  headDim: number;
  intermediateSize: number;
  maxPositions: number;
  ropeTheta: number;
  ropeScaling?: RopeScaling;
  rmsNormEps: number;
  /** The language-model head shares the embedding matrix. */
  tieEmbeddings: boolean;
  /** Bias on the query, key and value projections (Qwen2; `attention_bias` elsewhere). */
  qkvBias: boolean;
  /** Bias on the attention output projection (`attention_bias` of Llama). */
  outputBias: boolean;
  /** RMSNorm before rotation: of each query and key head (Qwen3), or of all heads as one ("whole": OLMo 2). */
  qkNorm: boolean | "whole";
  /** Of each layer; absent: every one sees all and is rotated by the main table. */
  layerAttention?: readonly LayerAttention[];
  /** Base of the rotary table, without scaling, of the layers that say "sliding". */
  slidingTheta?: number;
  /** Of each head so many dimensions, the first, are rotated; absent: all. */
  rotaryDim?: number;
  /** Scores are multiplied by it; absent: 1/√headDim. */
  attentionScale?: number;
  /** Scores s, or logits, become cap·tanh(s/cap) (Gemma 2). */
  attentionCap?: number;
  logitCap?: number;
  /** Of the gate, by default silu; "geluTanh" is GELU by its tanh approximation. */
  activation?: "geluTanh";
  /** A layer's norms: before attention and MLP by default; "post": behind each (OLMo 2); "sandwich": both (Gemma). */
  norms?: "post" | "sandwich";
  /** Norms multiply by 1 + weight (Gemma). */
  normOffset?: true;
  /** Embedded tokens are multiplied by it; what a layer adds to the residual stream; the logits. */
  embeddingScale?: number;
  residualScale?: number;
  logitScale?: number;
  /** In place of an MLP, layers but for the dense ones have experts, of which a router chooses some for each token. */
  experts?: Experts;
  /** Files hold query, key and value as one `qkv_proj`, gate and up as one `gate_up_proj` (Phi-3). */
  fusedProjections?: true;
  /**
   * "lm": next-token logits. "classification": `labels` logits a token, by one linear layer (`score`) or, with `mlp`,
   * by two of them with ReLU between (`score.0`, `score.2`: Qwen2.5-Math-PRM).
   */
  head: { type: "lm" } | { type: "classification"; labels: number; mlp?: boolean };
}

/** Experts of a layer; null: it has an MLP. */
export const expertsOf = ({ experts }: ModelConfig, layer: number): Experts | null =>
  experts && !experts.denseLayers.includes(layer) ? experts : null;

const plain: LayerAttention = { window: null, rope: "main" };

/** How a layer attends. */
export const attentionOf = ({ layerAttention }: ModelConfig, layer: number): LayerAttention =>
  layerAttention?.[layer] ?? plain;

/** The window of a layer where sequences are at most `positions` long; null: it sees all of them. */
export function windowOf(config: ModelConfig, layer: number, positions: number): number | null {
  const { window } = attentionOf(config, layer);
  return window !== null && window < positions ? window : null;
}

/** The windows of all layers, each once. */
export function windowsOf(config: ModelConfig, positions: number): (number | null)[] {
  return [
    ...new Set(Array.from({ length: config.layers }, (_, layer) => windowOf(config, layer, positions))),
  ];
}
