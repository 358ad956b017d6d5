// A model's tokenizer as metadata of a GGUF file: what model/gguf-tokenizer.ts reads back. Keys: llama.cpp's gguf-py
// (constants.py); how a text is split before BPE has a name there, found here by what tokenizer.json says.
import { UserError } from "../common/errors.ts";
import { SPLITS } from "../model/gguf-splits.ts";
import type { Model } from "../model/load.ts";
import type { Json } from "../model/reader.ts";
import { exactPreTokenizer, type Tokenizer } from "../model/tokenizer.ts";
import type { Metadata } from "./gguf-file.ts";

/** Types of tokens in GGUF. */
const [NORMAL, UNKNOWN, CONTROL, USER_DEFINED, UNUSED, BYTE] = [1, 2, 3, 4, 5, 6];

interface Definition extends Json {
  added_tokens?: { id: number; content: string; special?: boolean }[];
  normalizer?: Json | null;
  pre_tokenizer?: Json | null;
  model: {
    type?: string;
    unk_token?: string | null;
    byte_fallback?: boolean;
    vocab: Record<string, number>;
    /** "left right", or the two apart. */
    merges?: (string | [string, string])[];
    ignore_merges?: boolean;
  };
}

/**
 * Metadata of the tokenizer, a token for each row of the embedding: byte-level BPE, and SentencePiece's.
 * @throws UserError where llama.cpp has no name for how it splits text
 */
export function tokenizerMetadata({
  tokenizer,
  generation,
  config,
}: Pick<Model, "tokenizer" | "generation" | "config">): [string, Metadata][] {
  const definition = JSON.parse(tokenizer.files.get("tokenizer.json") as string) as Definition;
  const { model } = definition;
  if ((model.type ?? "BPE") !== "BPE" || model.merges === undefined)
    throw new UserError(`a tokenizer of the kind ${model.type} cannot be written as GGUF; BPE can`);
  const { tokens, types } = tokenList(definition, config.vocabSize);
  const merges = model.merges.map((pair) => (typeof pair === "string" ? pair : pair.join(" ")));
  const key = (name: string, value: Metadata): [string, Metadata] => [`tokenizer.ggml.${name}`, value];
  const id = (role: string, value: number | undefined) =>
    value === undefined ? [] : [key(`${role}_token_id`, { uint32: value })];
  const [eos, eot] = generation.eosIds;
  const unknown = model.unk_token == null ? -1 : tokens.indexOf(model.unk_token);
  const template = chatTemplate(tokenizer);
  return [
    ...(model.byte_fallback
      ? [
          key("model", { string: "llama" }),
          key("scores", { float32s: scoresOf(tokens, merges) }),
          key("add_space_prefix", { bool: addsSpace(definition) }),
        ]
      : [
          key("model", { string: "gpt2" }),
          key("pre", { string: splitName(definition) }),
          key("merges", { strings: merges }),
        ]),
    key("tokens", { strings: tokens }),
    key("token_type", { int32s: types }),
    ...id("bos", tokenizer.bosId ?? generation.bosId),
    ...id("eos", eos),
    ...id("eot", eot),
    ...id("unknown", unknown < 0 ? undefined : unknown),
    ...id("padding", tokenizer.padId ?? generation.padId),
    key("add_bos_token", { bool: addsBos(tokenizer) }),
    ...(template === undefined
      ? []
      : [["tokenizer.chat_template", { string: template }] as [string, Metadata]]),
  ];
}

/** SentencePiece takes the pair whose token has the best score: the earlier the first merge that makes it, the better. */
function scoresOf(tokens: readonly string[], merges: readonly string[]): number[] {
  const rank = new Map<string, number>();
  for (const merge of merges) {
    const space = merge.indexOf(" ", 1);
    const piece = merge.slice(0, space) + merge.slice(space + 1);
    if (!rank.has(piece)) rank.set(piece, rank.size);
  }
  return tokens.map((token, id) => -(rank.get(token) ?? rank.size + id));
}

/** Whether a text gets a space before it. Throws a UserError for what SentencePiece in llama.cpp does not do. */
function addsSpace({ normalizer = null, pre_tokenizer = null }: Definition): boolean {
  const steps = [...flat(normalizer, "normalizers"), ...flat(pre_tokenizer, "pretokenizers")];
  const other = steps.find(
    ({ type }) => !["Prepend", "Replace", "Metaspace", "Split"].includes(type as string),
  );
  if (other !== undefined)
    throw new UserError(
      `the tokenizer has a step ${other.type} that SentencePiece in llama.cpp has not, so it would read other tokens`,
    );
  return steps.some(({ type, prepend_scheme }) =>
    type === "Metaspace" ? prepend_scheme !== "never" : type === "Prepend",
  );
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
  const isByte = (content: string) => model.byte_fallback && /^<0x[0-9A-F]{2}>$/.test(content);
  for (const [content, id] of Object.entries(model.vocab)) set(id, content, isByte(content) ? BYTE : NORMAL);
  // llama.cpp finds its own tokens in the text as it is, before SentencePiece's sign for a space is in it.
  const spaced = (content: string) => (model.byte_fallback ? content.replaceAll("▁", " ") : content);
  for (const { id, content, special } of added_tokens)
    if (special) set(id, content, CONTROL);
    else set(id, spaced(content), USER_DEFINED);
  const unknown = model.unk_token == null ? undefined : model.vocab[model.unk_token];
  if (unknown !== undefined) set(unknown, model.unk_token as string, UNKNOWN);
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
  const parts = flat(exactPreTokenizer(preTokenizer), "pretokenizers").map((part) => {
    if (part.type !== "Split") return [part.type, part.add_prefix_space ?? false, part.use_regex ?? true];
    const pattern = (part.pattern as Json).Regex ?? (part.pattern as Json).String;
    // The expressions that have a name match all of a text, so that nothing is between what they match.
    const betweenRemoved = part.behavior === "Removed" && part.invert === true;
    return betweenRemoved ? [pattern, "Isolated", false] : [pattern, part.behavior, part.invert ?? false];
  });
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
