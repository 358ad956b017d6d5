import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StopMatcher } from "./detokenize.ts";
import { templateProcess } from "./template-process.ts";
import { createTokenizer, TOKENIZER_FILES, type Tokenizer } from "./tokenizer.ts";

const fixtures = new URL("../../tests/fixtures/", import.meta.url);

function files(model: string): Map<string, string> {
  const directory = new URL(`models/${model}/`, fixtures);
  const present = new Set(readdirSync(directory));
  const names = TOKENIZER_FILES.filter((name) => present.has(name));
  return new Map(names.map((name) => [name, readFileSync(new URL(name, directory), "utf8")]));
}

const cases: Record<string, { encoded: [string, number[]][]; decoded: [number[], string][] }> = JSON.parse(
  readFileSync(new URL("tokenizers.json", fixtures), "utf8"),
);

describe.each(["llama", "qwen2"])("tokenizer of the %s fixture", (model) => {
  const tokenizer = createTokenizer(files(model), { templates: templateProcess });

  it("encodes as transformers does", () => {
    for (const [text, ids] of cases[model].encoded)
      expect([text, tokenizer.encode(text)]).toEqual([text, ids]);
  });

  it("decodes any tokens as transformers does", () => {
    for (const [ids, text] of cases[model].decoded) expect([ids, tokenizer.decode(ids)]).toEqual([ids, text]);
  });

  it("brings text back, whole and token by token", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (raw) => {
        const text = model === "qwen2" ? raw.normalize("NFC") : raw;
        const tokens = tokenizer.encode(text);
        expect(tokenizer.decode(tokens, { skipSpecialTokens: false })).toBe(text);
      }),
    );
  });

  it("never fails on stray tokens, among which a stop text is seen", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(400)), (tokens) => {
        const matcher = new StopMatcher(tokenizer, ["a"]);
        const text = (end: number) => tokenizer.decode(tokens.slice(0, end), { skipSpecialTokens: false });
        const expected = tokens.findIndex((_, i) => text(i + 1).includes("a"));
        expect(tokens.findIndex((token) => matcher.push(token))).toBe(expected);
      }),
    );
  });

  it("knows its special tokens and ids", () => {
    expect(tokenizer.vocabSize).toBe(320);
    expect(tokenizer.bosId).toBe(0);
    expect(tokenizer.padId).toBe(0);
    expect(tokenizer.eosIds).toEqual([2]);
    expect(tokenizer.tokenText(2)).toBe("<|im_end|>");
    expect(tokenizer.isSpecial(2)).toBe(true);
    expect(tokenizer.tokenText(tokenizer.encode("\n")[0])).toBe("\n");
    expect(tokenizer.tokenText(100_000)).toBe("");
    expect(createTokenizer(files(model), { eosIds: [0, 2] }).eosIds).toEqual([0, 2]);
    expect(createTokenizer(files(model), { eosIds: [0] }).eosId).toBe(2);
  });

  it("can be read by transformers 4 too", () => {
    expect(JSON.parse(tokenizer.files.get("tokenizer_config.json") ?? "").tokenizer_class).toBe(
      "PreTrainedTokenizerFast",
    );
    const config = JSON.parse(files(model).get("tokenizer_config.json") ?? "");
    const saved = (more: object) => {
      const text = JSON.stringify({ ...config, ...more });
      return JSON.parse(
        createTokenizer(new Map([...files(model), ["tokenizer_config.json", text]])).files.get(
          "tokenizer_config.json",
        ) ?? "",
      );
    };
    // Of names by what they are for both read the newer key.
    expect(saved({ extra_special_tokens: ["<a>"] })).toMatchObject({ additional_special_tokens: ["<a>"] });
    expect(saved({ extra_special_tokens: { image: "<a>" } })).toMatchObject({
      extra_special_tokens: { image: "<a>" },
    });
  });

  it("applies the chat template", () => {
    const messages = [
      { role: "user" as const, content: "What is 7 + 8?" },
      { role: "assistant" as const, content: "15" },
    ];
    const text = "<|im_start|>user\nWhat is 7 + 8?<|im_end|>\n<|im_start|>assistant\n15<|im_end|>\n";
    expect(tokenizer.hasChatTemplate).toBe(true);
    expect(tokenizer.applyChatTemplate(messages)).toBe(text);
    expect(tokenizer.applyChatTemplate(messages, { addGenerationPrompt: true })).toBe(
      `${text}<|im_start|>assistant\n`,
    );
  });
});

describe("tokenizers other than byte-level BPE", () => {
  const sentencePiece = createTokenizer(
    new Map([
      [
        "tokenizer.json",
        JSON.stringify({
          added_tokens: [{ id: 0, content: "</s>", special: true }],
          normalizer: {
            type: "Sequence",
            normalizers: [
              { type: "Prepend", prepend: "\u2581" },
              { type: "Replace", pattern: { String: " " }, content: "\u2581" },
            ],
          },
          pre_tokenizer: null,
          post_processor: null,
          decoder: {
            type: "Sequence",
            decoders: [
              { type: "Replace", pattern: { String: "\u2581" }, content: " " },
              { type: "ByteFallback" },
              { type: "Fuse" },
              { type: "Strip", content: " ", start: 1, stop: 0 },
            ],
          },
          model: {
            type: "BPE",
            byte_fallback: true,
            vocab: {
              "</s>": 0,
              "<0xC3>": 1,
              "<0xA9>": 2,
              "\u2581": 3,
              a: 4,
              b: 5,
              "\u2581a": 6,
              "\u2581b": 7,
            },
            merges: ["\u2581 a", "\u2581 b"],
          },
        }),
      ],
    ]),
  );

  it("reads SentencePiece with byte fallback", () => {
    expect(sentencePiece.encode("a bé")).toEqual([6, 7, 1, 2]);
    expect(sentencePiece.decode([6, 7, 1, 2, 0])).toBe("a bé");
    expect(sentencePiece.tokenText(7)).toBe(" b");
  });

  it("reads white space of SentencePiece's added tokens as the Rust library does", () => {
    const definition = JSON.parse(sentencePiece.files.get("tokenizer.json") ?? "");
    definition.model.vocab["\u2581\u2581"] = 8;
    definition.added_tokens.push({ id: 8, content: "\u2581\u2581", special: false });
    const gemma = createTokenizer(new Map([["tokenizer.json", JSON.stringify(definition)]]));
    expect(gemma.decode([4, 8, 5])).toBe("a  b");
    expect(gemma.tokenText(8)).toBe("  ");
    // A first space is the tokenizer's own, whatever token begins with it.
    expect(gemma.decode([8, 5])).toBe(" b");
    const decoded = (decoder: object) =>
      createTokenizer(new Map([["tokenizer.json", JSON.stringify({ ...definition, decoder })]])).decode([
        8, 5,
      ]);
    expect(decoded({ type: "Metaspace", prepend_scheme: "always" })).toBe(" b");
    expect(decoded({ type: "Metaspace", prepend_scheme: "never" })).toBe("  b");
    expect(decoded({ type: "Sequence", decoders: [{ type: "Metaspace" }, { type: "Fuse" }] })).toBe(" b");
  });

  it("says what is missing, malformed or not supported", () => {
    const withFile = (name: string, content: string) => new Map([...files("llama"), [name, content]]);
    expect(() => createTokenizer(new Map(), { where: "here" })).toThrow(/^here: tokenizer.json is missing/);
    expect(() => createTokenizer(withFile("tokenizer.json", "{"))).toThrow(/tokenizer.json is not JSON/);
    expect(() => createTokenizer(withFile("tokenizer.json", "{}"))).toThrow(/model.vocab/);
    const wordPiece = { model: { type: "WordPiece", vocab: {} }, decoder: { type: "WordPiece" } };
    expect(() => createTokenizer(withFile("tokenizer.json", JSON.stringify(wordPiece)))).toThrow(/decoder/);
    expect(() =>
      createTokenizer(withFile("chat_template.jinja", "{% if %}"), { templates: templateProcess }),
    ).toThrow(/cannot be parsed/);
    const refusing = createTokenizer(withFile("chat_template.jinja", "{{ raise_exception('no system') }}"), {
      templates: templateProcess,
    });
    expect(() => refusing.applyChatTemplate([])).toThrow(/refuses these messages: no system/);
    expect(() => sentencePiece.applyChatTemplate([])).toThrow(/no chat template/);
  });

  it("takes the default of several chat templates, with the special tokens", () => {
    const config = {
      bos_token: { content: "<|endoftext|>" },
      chat_template: [
        { name: "tool_use", template: "x" },
        { name: "default", template: "{{ bos_token }}{{ messages[0].content }}" },
      ],
    };
    const map = files("llama");
    map.delete("chat_template.jinja");
    map.set("tokenizer_config.json", JSON.stringify(config));
    const text = createTokenizer(map, { templates: templateProcess }).applyChatTemplate([
      { role: "user", content: "hi" },
    ]);
    expect(text).toBe("<|endoftext|>hi");
  });
});

it("splits numbers and white space as the Rust library does, beyond ASCII", () => {
  // One token for the two bytes of each character, and one for the pair; the split alone keeps the pair apart.
  const tokenizer = createTokenizer(
    new Map([
      [
        "tokenizer.json",
        JSON.stringify({
          pre_tokenizer: {
            type: "Sequence",
            pretokenizers: [
              { type: "Digits", individual_digits: true },
              { type: "ByteLevel", add_prefix_space: false, use_regex: true },
            ],
          },
          decoder: { type: "ByteLevel" },
          model: {
            type: "BPE",
            vocab: { Â: 0, "½": 1, "Â½": 2, "Â½Â½": 3, a: 4, ħ: 5, Âħ: 6, Âħa: 7 },
            merges: ["Â ½", "Â½ Â½", "Â ħ", "Âħ a"],
          },
        }),
      ],
    ]),
  );
  expect(tokenizer.encode("½½")).toEqual([2, 2]);
  expect(tokenizer.encode("\u0085a")).toEqual([6, 4]);
});

describe("StopMatcher", () => {
  const tokenizer: Tokenizer = createTokenizer(files("llama"));

  it("fires at the token that completes a stop text, however the text is cut into tokens", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("a", "b", "\n", "é", "1", "😀"), { maxLength: 30 }),
        fc.array(
          fc.array(fc.constantFrom("a", "b", "\n", "é", "😀"), { maxLength: 3 }).map((s) => s.join("")),
          { maxLength: 3 },
        ),
        (characters, stop) => {
          const tokens = tokenizer.encode(characters.join(""));
          const matcher = new StopMatcher(tokenizer, stop);
          const first = tokens.findIndex((token) => matcher.push(token));
          const wanted = stop.filter((text) => text.length > 0);
          const expected = tokens.findIndex((_, i) => {
            const text = tokenizer.decode(tokens.slice(0, i + 1), { skipSpecialTokens: false });
            return wanted.some((part) => text.includes(part));
          });
          expect(first).toBe(expected);
        },
      ),
    );
  });

  it("sees special tokens by their text", () => {
    const matcher = new StopMatcher(tokenizer, ["<|im_end|>"]);
    expect([4, 2].map((token) => matcher.push(token))).toEqual([false, true]);
  });
});
