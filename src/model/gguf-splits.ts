// Byte-level BPE in GGUF: how text is split before it, by tokenizer.ggml.pre. What the names mean: llama-vocab.cpp of
// llama.cpp; the expressions are those of the models' own tokenizer.json.
import { split } from "./tokenizer.ts";

const BYTES = { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: false };
const GPT2_BYTES = { ...BYTES, use_regex: true };
const CONTRACTIONS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
const SPACES = "\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
const words = (digits: string) =>
  `${CONTRACTIONS}|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|${digits}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|${SPACES}`;

/** Words end where upper case begins. */
function casedWords(digits: string, contractions: string): string {
  const upper = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
  const lower = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
  const before = "[^\\r\\n\\p{L}\\p{N}]?";
  return (
    `${before}${upper}*${lower}+${contractions}|${before}${upper}+${lower}*${contractions}|` +
    `${digits}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|${SPACES}`
  );
}

export interface Split {
  preTokenizers: readonly object[];
  normalizer?: object;
  /** A piece that is a token is taken whole, whatever the merges say. */
  ignoreMerges?: boolean;
  /** llama.cpp puts the beginning-of-text token first unless the file says otherwise. */
  addsBos?: boolean;
}

const GPT2: Split = { preTokenizers: [GPT2_BYTES] };
const DIGITS: Split = { preTokenizers: [{ type: "Digits", individual_digits: true }, GPT2_BYTES] };
const QWEN2: Split = { preTokenizers: [split(words("\\p{N}")), BYTES], normalizer: { type: "NFC" } };
const GPT4: Split = { preTokenizers: [split(words("\\p{N}{1,3}")), BYTES] };
const LLAMA3: Split = { ...GPT4, ignoreMerges: true, addsBos: true };

/** By tokenizer.ggml.pre. */
export const SPLITS: Readonly<Record<string, Split>> = {
  "gpt-2": GPT2,
  olmo: GPT2,
  smollm: DIGITS,
  // Granite 3.
  refact: DIGITS,
  qwen2: QWEN2,
  "deepseek-r1-qwen": QWEN2,
  "llama-bpe": LLAMA3,
  llama3: LLAMA3,
  "llama-v3": LLAMA3,
  // OLMo 2 and SmolLM3.
  dbrx: GPT4,
  "smaug-bpe": GPT4,
  // Phi-4-mini.
  "gpt-4o": { preTokenizers: [split(casedWords("\\p{N}{1,3}", `${CONTRACTIONS}?`)), BYTES] },
  // Mistral's since Nemo.
  tekken: { preTokenizers: [split(casedWords("\\p{N}", "")), BYTES], ignoreMerges: true, addsBos: true },
  default: {
    preTokenizers: [
      split("[\\p{P}\\$\\+<=>\\^~\\|]+"),
      split("'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)"),
      split("\\p{N}+"),
      split("[0-9][0-9][0-9]"),
      BYTES,
    ],
  },
};

/** Parts of tokenizer.json. */
export function byteLevel({ normalizer, preTokenizers, ignoreMerges }: Split, merges: readonly string[]) {
  return {
    normalizer: normalizer ?? null,
    preTokenizer: { type: "Sequence", pretokenizers: preTokenizers },
    decoder: { type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: { fuse_unk: false, byte_fallback: false, ignore_merges: ignoreMerges ?? false, merges },
  };
}
