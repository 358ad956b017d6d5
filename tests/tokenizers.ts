// Tokenizers for tests of everything that depends on how text becomes tokens: those of all model fixtures, the
// arithmetic task's, two made here with what the fixtures lack (Qwen's merged newlines, SentencePiece), and one as Gemma's
// (white space as added tokens). SmolLM2's own is among them where its file lies (bench/peers/smollm2.sh); the llama fixture has the same split.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { arithmeticTokenizerFiles } from "../src/data/arithmetic-tokenizer.ts";
import { GgufFile } from "../src/model/gguf.ts";
import { ggufTokenizer } from "../src/model/gguf-tokenizer.ts";
import { templateProcess } from "../src/model/template-process.ts";
import { createTokenizer, type Tokenizer } from "../src/model/tokenizer.ts";

const fixtures = new URL("fixtures/models/", import.meta.url).pathname;
const peers = process.env.PURE_PEERS ?? join(homedir(), ".cache", "pure-peers");
const gemma = await ofGguf(new URL("fixtures/gguf/sentencepiece-gemma.gguf", import.meta.url).pathname);
const smollm2 = await ofGguf(join(peers, "smollm2", "SmolLM2-135M-Instruct.Q4_1.gguf"));

async function ofGguf(path: string): Promise<Tokenizer | null> {
  if (!existsSync(path)) return null;
  const file = await GgufFile.open(path);
  try {
    return createTokenizer(ggufTokenizer(file).files, { templates: templateProcess });
  } finally {
    await file.close();
  }
}

/** Name → tokenizer, each once: several model fixtures share one. */
export function allTokenizers(): Map<string, Tokenizer> {
  const byContent = new Map<string, [string, Tokenizer]>();
  for (const name of readdirSync(fixtures).sort()) {
    const read = (file: string) => readFileSync(join(fixtures, name, file), "utf8");
    const files = ["tokenizer.json", "tokenizer_config.json", "chat_template.jinja"].filter((file) =>
      existsSync(join(fixtures, name, file)),
    );
    if (!files.includes("tokenizer.json") || byContent.has(read("tokenizer.json"))) continue;
    const tokenizer = createTokenizer(new Map(files.map((file) => [file, read(file)])), {
      templates: templateProcess,
    });
    byContent.set(read("tokenizer.json"), [name, tokenizer]);
  }
  return new Map([
    ...byContent.values(),
    ["arithmetic", createTokenizer(arithmeticTokenizerFiles())],
    ["qwen-like", qwenLike()],
    ["sentencepiece-like", sentencePieceLike()],
    ...(gemma ? [["gemma-like", gemma] as const] : []),
    ...(smollm2 ? [["SmolLM2", smollm2] as const] : []),
  ]);
}

function tokenizerOf(definition: object, config: object): Tokenizer {
  const files = { "tokenizer.json": definition, "tokenizer_config.json": config };
  return createTokenizer(
    new Map(Object.entries(files).map(([name, content]) => [name, JSON.stringify(content)])),
    { templates: templateProcess },
  );
}

const special = (content: string, id: number) => ({
  ...{ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true },
});

/** Byte-level, with Qwen2's split and, as there, tokens "\n\n", ".\n\n" and ".\n". */
function qwenLike(): Tokenizer {
  const printable = (byte: number) =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
  let next = 0x100;
  const bytes = Array.from({ length: 256 }, (_, byte) =>
    String.fromCodePoint(printable(byte) ? byte : next++),
  );
  const merges = ["Ċ Ċ", ". ĊĊ", ". Ċ", "Ġ a", "s t"];
  const tokens = [...bytes, ...merges.map((merge) => merge.replace(" ", ""))];
  const split =
    "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  const isolated = { type: "Split", pattern: { Regex: split }, behavior: "Isolated", invert: false };
  const byteLevel = { type: "ByteLevel", add_prefix_space: false, trim_offsets: false, use_regex: false };
  return tokenizerOf(
    {
      added_tokens: [special("<|im_end|>", tokens.length)],
      normalizer: { type: "NFC" },
      pre_tokenizer: { type: "Sequence", pretokenizers: [isolated, byteLevel] },
      post_processor: null,
      decoder: byteLevel,
      model: { type: "BPE", vocab: Object.fromEntries(tokens.map((token, id) => [token, id])), merges },
    },
    { eos_token: "<|im_end|>" },
  );
}

/** With byte fallback and a space of its own before a text, as Llama 2's; "+" alone is one token. */
function sentencePieceLike(): Tokenizer {
  const bytes = Array.from(
    { length: 256 },
    (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`,
  );
  const merges = ["▁ a", "▁ b", "▁ +", "s t"];
  const tokens = ["<unk>", "</s>", ...bytes, ..."▁abst+.", ...merges.map((merge) => merge.replace(" ", ""))];
  return tokenizerOf(
    {
      added_tokens: [special("</s>", 1)],
      normalizer: {
        type: "Sequence",
        normalizers: [
          { type: "Prepend", prepend: "▁" },
          { type: "Replace", pattern: { String: " " }, content: "▁" },
        ],
      },
      pre_tokenizer: null,
      post_processor: null,
      decoder: {
        type: "Sequence",
        decoders: [
          { type: "Replace", pattern: { String: "▁" }, content: " " },
          { type: "ByteFallback" },
          { type: "Fuse" },
          { type: "Strip", content: " ", start: 1, stop: 0 },
        ],
      },
      model: {
        type: "BPE",
        unk_token: "<unk>",
        byte_fallback: true,
        vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
        merges,
      },
    },
    { eos_token: "</s>" },
  );
}
