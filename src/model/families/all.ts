// Every family there is, by `model_type`. A new one is a file here, its name in `FamilyName`, and a line below.
import type { FamilyName } from "../config.ts";
import type { Family } from "./family.ts";
import { gemma3 } from "./gemma3.ts";
import { llama } from "./llama.ts";
import { mistral } from "./mistral.ts";
import { qwen2 } from "./qwen2.ts";
import { qwen3 } from "./qwen3.ts";

export const FAMILIES: Readonly<Record<FamilyName, Family>> = {
  llama,
  qwen2,
  qwen3,
  mistral,
  gemma3_text: gemma3,
};
