// Every family there is, by `model_type`. A new one is a file here, its name in `FamilyName`, and a line below.
import type { FamilyName } from "../config.ts";
import type { Family } from "./family.ts";
import { gemma2, gemma3 } from "./gemma.ts";
import { granite } from "./granite.ts";
import { llama } from "./llama.ts";
import { mistral } from "./mistral.ts";
import { olmo2, olmo3 } from "./olmo.ts";
import { phi3 } from "./phi3.ts";
import { qwen2, qwen3, qwen3Moe } from "./qwen.ts";
import { smollm3 } from "./smollm3.ts";

export const FAMILIES: Readonly<Record<FamilyName, Family>> = {
  llama,
  qwen2,
  qwen3,
  mistral,
  gemma2,
  gemma3_text: gemma3,
  smollm3,
  phi3,
  olmo2,
  olmo3,
  granite,
  qwen3_moe: qwen3Moe,
};
