// The rows of the table of docs/models.md, which several files of tests go through.
import type { FamilyName, ModelConfig } from "../src/model/config.ts";

/** A row: a family, or one of its forms, and a tiny random checkpoint of it under tests/fixtures. */
export interface FamilyRow {
  title: string;
  family: FamilyName;
  fixture: string;
  /** `maxContext`, where rotation depends on it. */
  context?: number;
  /** It is a part of the fixture's model. */
  part?: true;
  /**
   * What is written as GGUF in its place, where llama.cpp takes facts for granted that the fixture has otherwise; null:
   * there is no such model.
   */
  gguf?: { fixture?: string; facts: Partial<ModelConfig> } | null;
}

export const FAMILY_ROWS: readonly FamilyRow[] = [
  { title: "Llama", family: "llama", fixture: "models/llama" },
  { title: "Qwen2", family: "qwen2", fixture: "models/qwen2" },
  { title: "Qwen3", family: "qwen3", fixture: "models/qwen3" },
  {
    title: "Mistral",
    family: "mistral",
    fixture: "families/mistral",
    gguf: { facts: { layerAttention: undefined } },
  },
  {
    title: "Gemma 2",
    family: "gemma2",
    fixture: "families/gemma2",
    gguf: { facts: { attentionScale: 8 ** -0.5 } },
  },
  {
    title: "Gemma 3",
    family: "gemma3_text",
    fixture: "families/gemma3",
    gguf: { facts: { attentionScale: 8 ** -0.5 } },
  },
  {
    title: "Gemma 3, text part",
    family: "gemma3_text",
    fixture: "families/gemma3-vision",
    part: true,
    gguf: { facts: { attentionScale: 8 ** -0.5 } },
  },
  { title: "Qwen2.5-VL, text part", family: "qwen2", fixture: "families/qwen2.5-vl", part: true },
  {
    title: "SmolLM3",
    family: "smollm3",
    fixture: "families/smollm3",
    gguf: { facts: { layerAttention: Array(3).fill({ window: null, rope: "main" }) } },
  },
  { title: "Phi-4-mini", family: "phi3", fixture: "families/phi3", context: 48 },
  {
    title: "Phi-4-mini, long context",
    family: "phi3",
    fixture: "families/phi3-long",
    gguf: { facts: { layerAttention: undefined } },
  },
  { title: "OLMo 2", family: "olmo2", fixture: "families/olmo2" },
  { title: "OLMo 3", family: "olmo3", fixture: "families/olmo3" },
  { title: "Granite", family: "granite", fixture: "families/granite" },
  {
    title: "Qwen3 MoE",
    family: "qwen3_moe",
    fixture: "families/qwen3-moe",
    gguf: {
      fixture: "families/qwen3-moe-plain",
      facts: { experts: { count: 4, perToken: 3, intermediateSize: 12, normalised: true, denseLayers: [] } },
    },
  },
  {
    title: "Qwen3 MoE, weights not normalised",
    family: "qwen3_moe",
    fixture: "families/qwen3-moe-plain",
    gguf: null,
  },
];
