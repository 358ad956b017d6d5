// Every family there is, by `model_type`. A new one is a file here, its name in `FamilyName`, and a line below.
import type { FamilyName } from "../config.ts";
import type { Family } from "./family.ts";
import { gemma2 } from "./gemma2.ts";
import { gemma3 } from "./gemma3.ts";
import { granite } from "./granite.ts";
import { llama } from "./llama.ts";
import { mistral } from "./mistral.ts";
import { olmo2 } from "./olmo2.ts";
import { olmo3 } from "./olmo3.ts";
import { phi3 } from "./phi3.ts";
import { qwen2 } from "./qwen2.ts";
import { qwen3 } from "./qwen3.ts";
import { qwen3Moe } from "./qwen3-moe.ts";
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
