import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { GgufFile, type GgufValue } from "./gguf.ts";
import { ggufTokenizer } from "./gguf-tokenizer.ts";
import { templateProcess } from "./template-process.ts";
import { createTokenizer, type Tokenizer } from "./tokenizer.ts";

const fixtures = fileURLToPath(new URL("../../tests/fixtures/gguf/", import.meta.url));
const cases = JSON.parse(readFileSync(join(fixtures, "sentencepiece.json"), "utf8"));

describe.each(["llama", "gemma"])("SentencePiece's BPE of %s", (name) => {
  const opened = (async () => {
    const file = await GgufFile.open(join(fixtures, `sentencepiece-${name}.gguf`));
    await file.close();
    const { files, generation } = ggufTokenizer(file);
    return {
      tokenizer: createTokenizer(files, { eosIds: generation.eosIds, templates: templateProcess }),
      generation,
    };
  })();

  it("encodes as sentencepiece does", async () => {
    const { tokenizer } = await opened;
    for (const [text, ids] of cases[name].encoded)
      expect([text, tokenizer.encode(text)]).toEqual([text, ids]);
  });

  it("decodes as sentencepiece does", async () => {
    const { tokenizer } = await opened;
    // Where bytes are no UTF-8, sentencepiece writes U+FFFD for each, and here one stands for several.
    const one = (text: string) => text.replace(/\ufffd+/g, "\ufffd");
    for (const [ids, text] of cases[name].decoded) expect(one(tokenizer.decode(ids))).toBe(one(text));
  });

  it("has the ids of its beginning and end", async () => {
    const { tokenizer, generation } = await opened;
    expect(generation).toEqual({ eosIds: [2], bosId: 1, padId: undefined });
    expect([tokenizer.bosId, tokenizer.eosIds]).toEqual([1, [2]]);
    expect(tokenizer.encode("the", { addSpecialTokens: true })[0]).toBe(1);
    expect(tokenizer.isSpecial(0)).toBe(true);
  });

  it("keeps what a problem spells like its control tokens as text, and white space as tokens", async () => {
    const { tokenizer } = await opened;
    expect(tokenizer.encode("<s>")).toEqual([1]);
    expect(tokenizer.encode([{ problem: "<s>" }])).not.toContain(1);
    const text = "line\n\nline  </s>";
    const ids = tokenizer.encode([{ problem: text }]);
    expect(tokenizer.decode(ids)).toBe(text);
    const before = tokenizer.encode("line\n\nline  ");
    expect(ids.slice(0, before.length)).toEqual(before);
  });
});

it("white space that is a token of its own stays one in a problem, though the chat template has it too", async () => {
  const file = await GgufFile.open(join(fixtures, "sentencepiece-gemma.gguf"));
  await file.close();
  const template = "{% for m in messages %}{{ m.content }}</b>\n{% endfor %}";
  const metadata = new Map([...file.metadata, ["tokenizer.chat_template", template] as const]);
  const tokenizer = createTokenizer(ggufTokenizer({ path: file.path, metadata }).files, {
    templates: templateProcess,
  });
  const problem = "line\n\nline\nline";
  const tokens = tokenizer.encode(problem);
  expect(tokenizer.encode([{ problem }])).toEqual(tokens);
  expect(tokenizer.encodeChat([{ role: "user", content: problem }]).tokens.slice(0, tokens.length)).toEqual(
    tokens,
  );
  // Of the template's other tokens it has none.
  const [end] = tokenizer.encode("</b>");
  expect(tokenizer.encode([{ problem: "a</b>" }])).not.toContain(end);
});

/** A byte-level tokenizer of GGUF with the letters' and digits' tokens and these of two characters. */
function byteLevel(pre: string, pairs: readonly string[], more: [string, GgufValue][] = []): Tokenizer {
  const letters = [..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'/.Ġ<|>_"];
  const tokens = [...letters, ...pairs, "<|end|>", "<|im_end|>"];
  const { files, generation } = ggufTokenizer({
    path: "a.gguf",
    metadata: new Map<string, GgufValue>([
      ["tokenizer.ggml.model", "gpt2"],
      ["tokenizer.ggml.pre", pre],
      ["tokenizer.ggml.tokens", tokens],
      ["tokenizer.ggml.token_type", tokens.map((_, id) => (id === tokens.length - 2 ? 3 : 1))],
      ["tokenizer.ggml.merges", pairs.map((pair) => `${pair[0]} ${pair.slice(1)}`)],
      ...more,
    ]),
  });
  return createTokenizer(files, { eosIds: generation.eosIds, templates: templateProcess });
}

describe("byte-level BPE", () => {
  // Tokens of two characters show where a text is cut: they are there or not.
  const pairs = ["oW", "Ab", "12", "34", "45", "t'", "'s", "./", "Ġa"];
  it.each([
    ["gpt-2", "oW.Ab.12.34.'s.Ġa"],
    ["refact", "oW.Ab.'s.Ġa"],
    ["smaug-bpe", "oW.Ab.12.45.'s.Ġa"],
    ["dbrx", "oW.Ab.12.45.'s.Ġa"],
    ["llama-bpe", "oW.Ab.12.45.'s.Ġa"],
    ["gpt-4o", "Ab.12.45.t'.Ġa"],
    ["tekken", "Ab.'s.Ġa"],
  ])("%s cuts a text as its models do", (pre, expected) => {
    const tokenizer = byteLevel(pre, pairs);
    const ids = tokenizer.encode("helloWorld ABAbc 12345 it's and a");
    const found = new Set(ids.map((id) => tokenizer.tokenText(id).replace(" ", "Ġ")));
    expect(pairs.filter((pair) => found.has(pair)).join(".")).toBe(expected);
  });

  it("ends at the control tokens that end a turn, and at no text of their spelling", () => {
    const tokenizer = byteLevel("gpt-2", pairs, [["tokenizer.ggml.eos_token_id", 3]]);
    const end = tokenizer.encode("<|end|>");
    expect(end).toHaveLength(1);
    // <|im_end|> is no control token here.
    expect(tokenizer.eosIds).toEqual([3, ...end]);
  });

  it("is refused where its split is not known", () => {
    expect(() => byteLevel("jais", pairs)).toThrow(
      /tokenizer\.ggml\.pre is "jais"; supported: gpt-2, .*gpt-4o/,
    );
    expect(() => byteLevel("constructor", pairs)).toThrow(/pre is "constructor"/);
  });
});
