// The tokenizer in a GGUF file, as the files of a Hugging Face tokenizer, so that a checkpoint of a model read from
// GGUF loads anywhere. Only byte-level BPE whose text split is known exactly.
import { UserError } from "../common/errors.ts";
import type { GgufFile, GgufValue } from "./gguf.ts";
import type { GenerationDefaults } from "./huggingface.ts";
import { split } from "./tokenizer.ts";

const BYTES = { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: false };
const GPT2_BYTES = { ...BYTES, use_regex: true };
const words = (digits: string) =>
  `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|${digits}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|` +
  "\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

interface Split {
  preTokenizers: readonly object[];
  normalizer?: object;
  /** A piece that is a token is taken whole, whatever the merges say. */
  ignoreMerges?: boolean;
  /** llama.cpp puts the beginning-of-text token first unless the file says otherwise. */
  addsBos?: boolean;
}

const SMOLLM: Split = { preTokenizers: [{ type: "Digits", individual_digits: true }, GPT2_BYTES] };
const LLAMA3: Split = {
  preTokenizers: [split(words("\\p{N}{1,3}")), BYTES],
  ignoreMerges: true,
  addsBos: true,
};

/** tokenizer.ggml.pre → how text is split before BPE (llama.cpp, llama-vocab.cpp). */
const SPLITS: Readonly<Record<string, Split>> = {
  "gpt-2": { preTokenizers: [GPT2_BYTES] },
  smollm: SMOLLM,
  qwen2: { preTokenizers: [split(words("\\p{N}")), BYTES], normalizer: { type: "NFC" } },
  "llama-bpe": LLAMA3,
  llama3: LLAMA3,
  "llama-v3": LLAMA3,
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

/** Token types of GGUF that matter here. */
const CONTROL = 3;
const USER_DEFINED = 4;
const UNUSED = 5;

/**
 * tokenizer.json and tokenizer_config.json for the tokenizer in `file`, and the ids it names.
 * @throws UserError where it is not a kind that can be rebuilt exactly: pass a tokenizer directory then
 */
export function ggufTokenizer(file: GgufFile): {
  files: Map<string, string>;
  generation: GenerationDefaults;
} {
  const { metadata } = file;
  const unsupported = (what: string) =>
    new UserError(
      `${file.path}: ${what}; give the directory of the model's Hugging Face tokenizer ` +
        "(tokenizer.json, tokenizer_config.json) as the tokenizer",
    );
  const model = metadata.get("tokenizer.ggml.model");
  if (model !== "gpt2")
    throw unsupported(`tokenizer.ggml.model is "${model}"; supported: gpt2 (byte-level BPE)`);
  const pre = String(metadata.get("tokenizer.ggml.pre") ?? "default");
  const how = Object.hasOwn(SPLITS, pre) ? SPLITS[pre] : undefined;
  if (!how) {
    throw unsupported(`tokenizer.ggml.pre is "${pre}"; supported: ${Object.keys(SPLITS).join(", ")}`);
  }
  const list = <T extends GgufValue>(key: string, fallback?: readonly T[]): readonly T[] => {
    const value = metadata.get(key) ?? fallback;
    if (!Array.isArray(value)) throw unsupported(`metadata ${key} is missing`);
    return value as readonly T[];
  };
  const tokens = list<string>("tokenizer.ggml.tokens");
  const types = list<number>("tokenizer.ggml.token_type", []);
  const merges = list<string>("tokenizer.ggml.merges");

  const vocab: Record<string, number> = {};
  const added: object[] = [];
  for (const [id, content] of tokens.entries()) {
    if (types[id] === UNUSED) continue;
    vocab[content] = id;
    if (types[id] === CONTROL || types[id] === USER_DEFINED) {
      const plain = { single_word: false, lstrip: false, rstrip: false, normalized: false };
      added.push({ id, content, ...plain, special: types[id] === CONTROL });
    }
  }
  const id = (role: string) => {
    const key = `tokenizer.ggml.${role}_token_id`;
    const value = metadata.get(key);
    if (value === undefined) return undefined;
    if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value < tokens.length)
      return value;
    throw unsupported(
      `metadata ${key} is ${JSON.stringify(value)}, but the file's tokens are ${tokens.length}`,
    );
  };
  const bosId = id("bos");
  const padId = id("padding");
  const eosIds = [...new Set([id("eos"), id("eot")])].filter((value) => value !== undefined);
  const addsBos = metadata.get("tokenizer.ggml.add_bos_token") ?? how.addsBos ?? false;
  const definition = {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: added,
    normalizer: how.normalizer ?? null,
    pre_tokenizer: { type: "Sequence", pretokenizers: how.preTokenizers },
    post_processor: addsBos && bosId !== undefined ? startsWith(tokens[bosId], bosId) : null,
    decoder: { type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: "BPE",
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: how.ignoreMerges ?? false,
      vocab,
      // Each merge is one string "left right", the form that every version of the libraries reads.
      merges,
    },
  };
  const named = (id: number | undefined) => (id === undefined ? undefined : tokens[id]);
  const template = metadata.get("tokenizer.chat_template");
  const config = {
    tokenizer_class: "PreTrainedTokenizerFast",
    clean_up_tokenization_spaces: false,
    model_max_length: metadata.get(`${metadata.get("general.architecture")}.context_length`) ?? 1e30,
    // What is undefined is left out of JSON.
    bos_token: named(bosId),
    eos_token: named(eosIds[0]),
    pad_token: named(padId),
    unk_token: named(id("unknown")),
    chat_template: typeof template === "string" ? template : undefined,
  };
  const files = new Map([
    ["tokenizer.json", JSON.stringify(definition)],
    ["tokenizer_config.json", `${JSON.stringify(config, null, 2)}\n`],
  ]);
  return { files, generation: { eosIds, bosId, padId } };
}

/** A post-processor that puts the beginning-of-text token first where special tokens are asked for. */
function startsWith(content: string, id: number): object {
  const bos = { SpecialToken: { id: content, type_id: 0 } };
  const a = { Sequence: { id: "A", type_id: 0 } };
  const b = { Sequence: { id: "B", type_id: 1 } };
  return {
    type: "TemplateProcessing",
    single: [bos, a],
    pair: [bos, a, b],
    special_tokens: { [content]: { id: content, ids: [id], tokens: [content] } },
  };
}
