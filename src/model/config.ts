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
    };

/** One decoder of the Llama family (RMSNorm, rotary positions, SwiGLU, grouped-query attention). */
export interface ModelConfig {
  family: "llama" | "qwen2" | "qwen3";
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
  /** RMSNorm of each query and key head before rotation (Qwen3). */
  qkNorm: boolean;
  /**
   * "lm": next-token logits. "classification": `labels` logits a token, by one linear layer (`score`) or, with `mlp`,
   * by two of them with ReLU between (`score.0`, `score.2`: Qwen2.5-Math-PRM).
   */
  head: { type: "lm" } | { type: "classification"; labels: number; mlp?: boolean };
}
