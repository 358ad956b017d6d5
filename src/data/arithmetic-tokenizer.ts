// The tokenizer of the generated arithmetic task, as Hugging Face files: one token a character.

const SPECIALS = ["<pad>", "<bos>", "<eos>", "<unk>"];
const CHARACTERS = "0123456789+-*=;NCAok";

/**
 * `tokenizer.json` and `tokenizer_config.json`: name → content. 24 tokens: padding 0, beginning 1, end 2, unknown 3,
 * then the characters of problems and responses. The beginning token is put first where special tokens are asked for.
 */
export function arithmeticTokenizerFiles(): Map<string, string> {
  const vocabulary = [...SPECIALS, ...CHARACTERS];
  const tokenizer = {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: SPECIALS.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: null,
    pre_tokenizer: null,
    post_processor: {
      type: "TemplateProcessing",
      single: [{ SpecialToken: { id: "<bos>", type_id: 0 } }, { Sequence: { id: "A", type_id: 0 } }],
      pair: [
        { SpecialToken: { id: "<bos>", type_id: 0 } },
        { Sequence: { id: "A", type_id: 0 } },
        { Sequence: { id: "B", type_id: 0 } },
      ],
      special_tokens: { "<bos>": { id: "<bos>", ids: [1], tokens: ["<bos>"] } },
    },
    decoder: { type: "Fuse" },
    // Byte-pair encoding without merges leaves every character a token of its own.
    model: {
      type: "BPE",
      dropout: null,
      unk_token: "<unk>",
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(vocabulary.map((token, id) => [token, id])),
      merges: [],
    },
  };
  const config = {
    tokenizer_class: "PreTrainedTokenizerFast",
    pad_token: "<pad>",
    bos_token: "<bos>",
    eos_token: "<eos>",
    unk_token: "<unk>",
    clean_up_tokenization_spaces: false,
    model_max_length: 1_000_000,
  };
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  return new Map([
    ["tokenizer.json", json(tokenizer)],
    ["tokenizer_config.json", json(config)],
  ]);
}
