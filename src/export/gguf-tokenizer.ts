// A model's tokenizer as metadata of a GGUF file: what model/gguf-tokenizer.ts reads back. Keys: llama.cpp's gguf-py
// (constants.py); how a text is split before BPE has a name there, found here by what tokenizer.json says.
import { UserError } from "../common/errors.ts";
import { SPLITS } from "../model/gguf-splits.ts";
import type { Model } from "../model/load.ts";
import type { Json } from "../model/reader.ts";
import { exactPreTokenizer, type Tokenizer } from "../model/tokenizer.ts";
import type { Metadata } from "./gguf-file.ts";

/** Types of tokens in GGUF. */
const [NORMAL, CONTROL, USER_DEFINED, UNUSED] = [1, 3, 4, 5];

interface Definition extends Json {
  added_tokens?: { id: number; content: string; special?: boolean }[];
  normalizer?: Json | null;
  pre_tokenizer?: Json | null;
  model: {
    type?: string;
    vocab: Record<string, number>;
    /** "left right", or the two apart. */
    merges?: (string | [string, string])[];
    ignore_merges?: boolean;
  };
}

/**
 * Metadata of the tokenizer, a token for each row of the embedding.
 * @throws UserError where llama.cpp has no name for how it splits text
 */
export function tokenizerMetadata({ tokenizer, generation, config }: Model): [string, Metadata][] {
  const definition = JSON.parse(tokenizer.files.get("tokenizer.json") as string) as Definition;
  const { model } = definition;
  if ((model.type ?? "BPE") !== "BPE" || model.merges === undefined)
    throw new UserError(
      `a tokenizer of the kind ${model.type} cannot be written as GGUF; byte-level BPE can`,
    );
  const { tokens, types } = tokenList(definition, config.vocabSize);
  const key = (name: string, value: Metadata): [string, Metadata] => [`tokenizer.ggml.${name}`, value];
  const id = (role: string, value: number | undefined) =>
    value === undefined ? [] : [key(`${role}_token_id`, { uint32: value })];
  const [eos, eot] = generation.eosIds;
  const template = chatTemplate(tokenizer);
  return [
    key("model", { string: "gpt2" }),
    key("pre", { string: splitName(definition) }),
    key("tokens", { strings: tokens }),
    key("token_type", { int32s: types }),
    key("merges", {
      strings: model.merges.map((pair) => (typeof pair === "string" ? pair : pair.join(" "))),
    }),
    ...id("bos", tokenizer.bosId ?? generation.bosId),
    ...id("eos", eos),
    ...id("eot", eot),
    ...id("padding", tokenizer.padId ?? generation.padId),
    key("add_bos_token", { bool: addsBos(tokenizer) }),
    ...(template === undefined
      ? []
      : [["tokenizer.chat_template", { string: template }] as [string, Metadata]]),
  ];
}

/** Every id's text and type. Ids that the tokenizer has no token for, as padded vocabularies have, are unused. */
function tokenList({ model, added_tokens = [] }: Definition, size: number) {
  const tokens = Array.from({ length: size }, (_, id) => `[PAD${id}]`);
  const types = new Array<number>(size).fill(UNUSED);
  const set = (id: number, content: string, type: number) => {
    if (id >= size) return; // The model has no embedding of it, so that no text of its own can hold it.
    tokens[id] = content;
    types[id] = type;
  };
  for (const [content, id] of Object.entries(model.vocab)) set(id, content, NORMAL);
  for (const { id, content, special } of added_tokens) set(id, content, special ? CONTROL : USER_DEFINED);
  return { tokens, types };
}

/** llama.cpp's name of how text is split. Throws a UserError where it has none. */
function splitName(definition: Definition): string {
  const { pre_tokenizer = null, normalizer = null, model } = definition;
  const wanted = splitKey(pre_tokenizer, normalizer, model.ignore_merges ?? false);
  for (const [name, { preTokenizers, normalizer = null, ignoreMerges = false }] of Object.entries(SPLITS)) {
    const sequence = { type: "Sequence", pretokenizers: preTokenizers };
    if (splitKey(sequence, normalizer as Json | null, ignoreMerges) === wanted) return name;
  }
  throw new UserError(
    "the tokenizer splits text in a way that has no name in GGUF files here, so llama.cpp would read other tokens; " +
      `known are those of ${Object.keys(SPLITS).join(", ")}`,
  );
}

/** What decides about a text's pieces, as text: equal where equal. */
function splitKey(preTokenizer: Json | null, normalizer: Json | null, ignoreMerges: boolean): string {
  const parts = flat(exactPreTokenizer(preTokenizer), "pretokenizers").map((part) =>
    part.type === "Split"
      ? [(part.pattern as Json).Regex ?? (part.pattern as Json).String, part.behavior, part.invert ?? false]
      : [part.type, part.add_prefix_space ?? false, part.use_regex ?? true],
  );
  return JSON.stringify([parts, flat(normalizer, "normalizers"), ignoreMerges]);
}

/** The parts of a sequence of parts, or the one. */
function flat(json: Json | null, parts: string): Json[] {
  if (json === null) return [];
  return json.type === "Sequence" ? (json[parts] as Json[]).flatMap((part) => flat(part, parts)) : [json];
}

function addsBos(tokenizer: Tokenizer): boolean {
  const [first] = tokenizer.encode("a", { addSpecialTokens: true });
  return tokenizer.bosId !== undefined && first === tokenizer.bosId;
}

function chatTemplate(tokenizer: Tokenizer): string | undefined {
  const file = tokenizer.files.get("chat_template.jinja");
  if (file !== undefined) return file;
  const { chat_template: given } = JSON.parse(tokenizer.files.get("tokenizer_config.json") ?? "{}");
  if (!Array.isArray(given)) return given ?? undefined;
  return (given.find(({ name }) => name === "default") ?? given[0])?.template;
}
