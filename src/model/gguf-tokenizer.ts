// The tokenizer in a GGUF file, as the files of a Hugging Face tokenizer, so that a checkpoint of a model read from
// GGUF loads anywhere: byte-level BPE whose text split is known exactly, and SentencePiece's BPE.
import { UserError } from "../common/errors.ts";
import type { GgufFile, GgufValue } from "./gguf.ts";
import { byteLevel, SPLITS } from "./gguf-splits.ts";
import type { GenerationDefaults } from "./huggingface.ts";

/** Token types of GGUF. */
const [NORMAL, UNKNOWN, CONTROL, USER_DEFINED, UNUSED] = [1, 2, 3, 4, 5];

/** Control tokens that end a turn in chats, by name: llama.cpp stops at them too. */
const TURN_ENDS = ["<|eot_id|>", "<|im_end|>", "<|end|>", "<end_of_turn>"];

/** What kinds of tokenizers differ in: parts of tokenizer.json, and the ids that llama.cpp takes where none is said. */
interface Kind {
  normalizer: object | null;
  preTokenizer: object | null;
  decoder: object;
  model: object;
  addsBos: boolean;
  ids: { bos?: number; eos?: number; unknown?: number };
}

/**
 * tokenizer.json and tokenizer_config.json for the tokenizer in `file`, and the ids it names.
 * @throws UserError where it is not a kind that can be rebuilt exactly: pass a tokenizer directory then
 */
export function ggufTokenizer(file: Pick<GgufFile, "path" | "metadata">): {
  files: Map<string, string>;
  generation: GenerationDefaults;
} {
  const { metadata } = file;
  const unsupported = (what: string) =>
    new UserError(
      `${file.path}: ${what}; give the directory of the model's Hugging Face tokenizer ` +
        "(tokenizer.json, tokenizer_config.json) as the tokenizer",
    );
  const list = <T extends GgufValue>(key: string, fallback?: readonly T[]): readonly T[] => {
    const value = metadata.get(key) ?? fallback;
    if (!Array.isArray(value)) throw unsupported(`metadata ${key} is missing`);
    return value as readonly T[];
  };
  const bytePairs = (): Kind => {
    const pre = String(metadata.get("tokenizer.ggml.pre") ?? "default");
    const how = Object.hasOwn(SPLITS, pre) ? SPLITS[pre] : undefined;
    if (!how)
      throw unsupported(`tokenizer.ggml.pre is "${pre}"; supported: ${Object.keys(SPLITS).join(", ")}`);
    // Each merge is one string "left right", the form that every version of the libraries reads.
    const merges = list<string>("tokenizer.ggml.merges");
    return { ...byteLevel(how, merges), addsBos: how.addsBos ?? false, ids: {} };
  };
  const sentencePieces = (): Kind => {
    const scores = list<number>("tokenizer.ggml.scores");
    const prefixed = metadata.get("tokenizer.ggml.add_space_prefix") !== false;
    return {
      ...sentencePiece(tokens, types, scores, prefixed),
      addsBos: true,
      ids: { bos: 1, eos: 2, unknown: 0 },
    };
  };

  const model = metadata.get("tokenizer.ggml.model");
  if (model !== "gpt2" && model !== "llama")
    throw unsupported(
      `tokenizer.ggml.model is "${model}"; supported: gpt2 (byte-level BPE) and llama (SentencePiece's BPE)`,
    );
  const tokens = list<string>("tokenizer.ggml.tokens");
  const types = list<number>("tokenizer.ggml.token_type", []);
  const kind = model === "gpt2" ? bytePairs() : sentencePieces();

  // Without a prototype, "__proto__" is a token like any other.
  const vocab: Record<string, number> = Object.create(null);
  const added: object[] = [];
  for (const [id, content] of tokens.entries()) {
    if (types[id] === UNUSED) continue;
    vocab[content] = id;
    if (types[id] === CONTROL || types[id] === USER_DEFINED || types[id] === UNKNOWN) {
      const plain = { single_word: false, lstrip: false, rstrip: false, normalized: false };
      added.push({ id, content, ...plain, special: types[id] !== USER_DEFINED });
    }
  }
  const id = (role: string, fallback?: number) => {
    const key = `tokenizer.ggml.${role}_token_id`;
    const value = metadata.get(key) ?? fallback;
    if (value === undefined) return undefined;
    if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value < tokens.length)
      return value;
    throw unsupported(
      `metadata ${key} is ${JSON.stringify(value)}, but the file's tokens are ${tokens.length}`,
    );
  };
  const bosId = id("bos", kind.ids.bos);
  const padId = id("padding");
  const turnEnds = TURN_ENDS.map((content) => vocab[content]).filter((end) => types[end] === CONTROL);
  const eosIds = [...new Set([id("eos", kind.ids.eos), id("eot"), ...turnEnds])].filter(
    (value) => value !== undefined,
  );
  const addsBos = metadata.get("tokenizer.ggml.add_bos_token") ?? kind.addsBos;
  const named = (id: number | undefined) => (id === undefined ? undefined : tokens[id]);
  const unknown = named(id("unknown", kind.ids.unknown));
  const definition = {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: added,
    normalizer: kind.normalizer,
    pre_tokenizer: kind.preTokenizer,
    post_processor: addsBos && bosId !== undefined ? startsWith(tokens[bosId], bosId) : null,
    decoder: kind.decoder,
    model: {
      type: "BPE",
      dropout: null,
      unk_token: model === "llama" ? unknown : null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      vocab,
      ...kind.model,
    },
  };
  const template = metadata.get("tokenizer.chat_template");
  const config = {
    tokenizer_class: "PreTrainedTokenizerFast",
    clean_up_tokenization_spaces: false,
    model_max_length: metadata.get(`${metadata.get("general.architecture")}.context_length`) ?? 1e30,
    // What is undefined is left out of JSON.
    bos_token: named(bosId),
    eos_token: named(eosIds[0]),
    pad_token: named(padId),
    unk_token: unknown,
    chat_template: typeof template === "string" ? template : undefined,
  };
  const files = new Map([
    ["tokenizer.json", JSON.stringify(definition)],
    ["tokenizer_config.json", `${JSON.stringify(config, null, 2)}\n`],
  ]);
  return { files, generation: { eosIds, bosId, padId } };
}

/** SentencePiece's BPE, as transformers converts it: of the pairs that make a token, that of the best score first. */
function sentencePiece(
  tokens: readonly string[],
  types: readonly number[],
  scores: readonly number[],
  prefixed: boolean,
): Pick<Kind, "normalizer" | "preTokenizer" | "decoder" | "model"> {
  const isPiece = (id: number) => (types[id] ?? NORMAL) === NORMAL;
  const pieces = new Set(tokens.filter((_, id) => isPiece(id)));
  const ranked = Array.from(tokens.keys())
    .filter(isPiece)
    .sort((a, b) => scores[b] - scores[a]);
  const merges: string[] = [];
  for (const id of ranked) {
    const piece = tokens[id];
    for (let at = piece.length - 1; at > 0; at--) {
      const [left, right] = [piece.slice(0, at), piece.slice(at)];
      if (pieces.has(left) && pieces.has(right)) merges.push(`${left} ${right}`);
    }
  }
  const space = { type: "Replace", pattern: { String: " " }, content: "▁" };
  const text = { type: "Replace", pattern: { String: "▁" }, content: " " };
  const prefix = { type: "Prepend", prepend: "▁" };
  const strip = { type: "Strip", content: " ", start: 1, stop: 0 };
  return {
    normalizer: prefixed ? { type: "Sequence", normalizers: [prefix, space] } : space,
    preTokenizer: null,
    decoder: {
      type: "Sequence",
      decoders: [text, { type: "ByteFallback" }, { type: "Fuse" }, ...(prefixed ? [strip] : [])],
    },
    model: { fuse_unk: true, byte_fallback: true, ignore_merges: false, merges },
  };
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
