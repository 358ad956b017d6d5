// Tokenizers written as GGUF metadata and read back: SentencePiece's as they came. Those of byte-level BPE are tested with
// the models, in gguf.test.ts.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { ModelConfig } from "../model/config.ts";
import { GgufFile, type GgufValue } from "../model/gguf.ts";
import { ggufTokenizer } from "../model/gguf-tokenizer.ts";
import { createTokenizer } from "../model/tokenizer.ts";
import { tokenizerMetadata } from "./gguf-tokenizer.ts";

const fixtures = fileURLToPath(new URL("../../tests/fixtures/gguf/", import.meta.url));

async function read(name: string) {
  const file = await GgufFile.open(join(fixtures, `${name}.gguf`));
  await file.close();
  const { files, generation } = ggufTokenizer(file);
  const { length } = file.metadata.get("tokenizer.ggml.tokens") as string[];
  return { file, files, generation, config: { vocabSize: length } as ModelConfig };
}

/** The metadata of a tokenizer of these files, as a file's. */
function written({ files, generation, config }: Awaited<ReturnType<typeof read>>) {
  const tokenizer = createTokenizer(files, { eosIds: generation.eosIds });
  const metadata = tokenizerMetadata({ tokenizer, generation, config });
  return new Map(metadata.map(([key, value]) => [key, Object.values(value)[0] as GgufValue]));
}

describe("SentencePiece's BPE", () => {
  it.each(["sentencepiece-llama", "sentencepiece-gemma"])("%s comes back", async (name) => {
    const given = await read(name);
    const metadata = written(given);
    for (const key of ["model", "tokens", "token_type", "unknown_token_id", "bos_token_id"]) {
      const full = `tokenizer.ggml.${key}`;
      if (given.file.metadata.has(full))
        expect(metadata.get(full), key).toEqual(given.file.metadata.get(full));
    }
    const back = ggufTokenizer({ path: "back", metadata });
    const [before, after] = [given, back].map(({ files }) => createTokenizer(files));
    const texts = [
      "How many? 12 + 30 = 42.",
      "  two  spaces\n\n\ttab",
      "größer 数学 😀 it's",
      "aaaa banana",
      "",
    ];
    for (const text of texts)
      for (const addSpecialTokens of [true, false])
        expect(after.encode(text, { addSpecialTokens })).toEqual(before.encode(text, { addSpecialTokens }));
    expect(back.generation).toEqual(given.generation);
  });

  it("with added tokens spelled as in Hugging Face directories has spaces there, as llama.cpp's converter writes", async () => {
    const given = await read("sentencepiece-gemma");
    const definition = JSON.parse(given.files.get("tokenizer.json") as string);
    const own = definition.added_tokens.filter(({ special }: { special: boolean }) => !special);
    const marked = (text: string) => text.replaceAll(" ", "▁");
    expect(own.map(({ content }: { content: string }) => marked(content))).toContain("▁▁▁");
    for (const token of own) {
      delete definition.model.vocab[token.content];
      token.content = marked(token.content);
      definition.model.vocab[token.content] = token.id;
    }
    const files = new Map([...given.files, ["tokenizer.json", JSON.stringify(definition)]]);
    const metadata = written({ ...given, files });
    const key = "tokenizer.ggml.tokens";
    expect(metadata.get(key)).toEqual(given.file.metadata.get(key));
    const back = createTokenizer(ggufTokenizer({ path: "back", metadata }).files);
    const ids = Array.from({ length: given.config.vocabSize }, (_, id) => id);
    expect(back.decode(ids)).toBe(createTokenizer(files).decode(ids));
  });

  it("in the form of transformers' newer files says the same of the space before a text", async () => {
    const given = await read("sentencepiece-llama");
    for (const [scheme, adds] of [
      ["first", true],
      ["never", false],
    ] as const) {
      const definition = JSON.parse(given.files.get("tokenizer.json") as string);
      const metaspace = { type: "Metaspace", replacement: "▁", prepend_scheme: scheme, split: false };
      const text = JSON.stringify({ ...definition, normalizer: null, pre_tokenizer: metaspace });
      const files = new Map([...given.files, ["tokenizer.json", text]]);
      expect(written({ ...given, files }).get("tokenizer.ggml.add_space_prefix")).toBe(adds);
    }
  });

  it("is refused with steps that llama.cpp does not take", async () => {
    const given = await read("sentencepiece-llama");
    const definition = JSON.parse(given.files.get("tokenizer.json") as string);
    const text = JSON.stringify({ ...definition, normalizer: { type: "Lowercase" } });
    const files = new Map([...given.files, ["tokenizer.json", text]]);
    expect(() => written({ ...given, files })).toThrow(/has a step Lowercase/);
  });
});
