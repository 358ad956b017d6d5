// Text to token ids and back, from the files of a Hugging Face tokenizer. Encoding is @huggingface/tokenizers';
// decoding is done here on the bytes of the tokens, so that any subset of tokens decodes, one at a time too.
import { Tokenizer as Encoder } from "@huggingface/tokenizers";
import { UserError } from "../common/errors.ts";
import { joined } from "../common/rows.ts";
import { type ChatMessage, compileChatTemplate, type Templates } from "./chat-template.ts";
import { MarkedEncoder, Spellings, type TextPart, unmarked } from "./literal-text.ts";
import type { Json } from "./reader.ts";

export type { ChatMessage } from "./chat-template.ts";
export { type TextPart, textOf } from "./literal-text.ts";

/** Text to token ids and back. Token ids are plain numbers everywhere outside the engine's tensors. */
export interface Tokenizer {
  /** Number of ids the tokenizer can produce (the model's vocabulary may be larger, padded). */
  readonly vocabSize: number;
  readonly bosId?: number;
  /** Ids that end a response (from generation_config.json, config.json or the tokenizer, in that order). */
  readonly eosIds: readonly number[];
  /** The tokenizer's own `eos_token`, which need not be one of them. */
  readonly eosId?: number;
  readonly padId?: number;
  /**
   * Token ids of `text`, without special tokens unless asked. Special tokens written in it are parsed, but for those in
   * parts that are a problem's or a solution's: these give text tokens, and in a problem what the chat template's own
   * markers look like does too. `stepToken`: the id of another added token that no such part gives, unless it is white space.
   */
  encode(text: string | readonly TextPart[], options?: EncodeOptions): number[];
  /** Text of `tokens`; special tokens are left out unless asked. Bytes that are no UTF-8 become U+FFFD. */
  decode(tokens: ArrayLike<number>, options?: { skipSpecialTokens?: boolean }): string;
  /** Decoded text of one token on its own (special tokens: their literal text). Cached. */
  tokenText(id: number): string;
  /** UTF-8 bytes that the token stands for, perhaps a part of a character; empty for an id without a token. */
  tokenBytes(id: number): Uint8Array;
  /** Whether `decode` leaves the token out. */
  isSpecial(id: number): boolean;
  readonly hasChatTemplate: boolean;
  /** The model's own chat template; throws a UserError where the model has none. */
  applyChatTemplate(messages: readonly ChatMessage[], options?: { addGenerationPrompt?: boolean }): string;
  /**
   * A chat's text and tokens up to where the assistant goes on. The template writes every special token itself: the
   * messages' contents give text tokens, as problems (system, user) and solutions (assistant). Throws a UserError where
   * the model has no chat template.
   */
  encodeChat(messages: readonly ChatMessage[], options?: { stepToken?: number }): EncodedChat;
  /** Files to write beside a checkpoint so that it loads elsewhere: name → content. */
  readonly files: ReadonlyMap<string, string>;
}

export interface EncodeOptions {
  addSpecialTokens?: boolean;
  stepToken?: number;
}

export interface EncodedChat {
  text: string;
  tokens: number[];
}

/** The files of a tokenizer that are read and written again, where they exist; only the first is required. */
export const TOKENIZER_FILES = [
  "tokenizer.json",
  "tokenizer_config.json",
  "special_tokens_map.json",
  "added_tokens.json",
  "chat_template.jinja",
  "vocab.json",
  "merges.txt",
] as const;

/**
 * A tokenizer from the contents of its files (`TOKENIZER_FILES`).
 * @param files name → content
 * @param options.eosIds ids that end a response; without them, the tokenizer's `eos_token`
 * @param options.where where the files lie, for error messages
 * @param options.templates renders the chat template; without, a model that has one can encode no chat
 * @throws UserError where a file is missing or malformed, or the tokenizer is of a kind not supported
 */
export function createTokenizer(
  files: ReadonlyMap<string, string>,
  options: TokenizerOptions = {},
): Tokenizer {
  return new FileTokenizer(portable(files), options);
}

interface TokenizerOptions {
  eosIds?: readonly number[];
  where?: string;
  templates?: Templates;
}

/** transformers 5 writes a tokenizer class and a list that transformers 4 does not know; their older names both do. */
function portable(files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const config = files.get("tokenizer_config.json");
  if (config === undefined) return files;
  const older = config
    .replace(/("tokenizer_class":\s*)"TokenizersBackend"/, '$1"PreTrainedTokenizerFast"')
    .replace(/"extra_special_tokens"(:\s*\[)/, '"additional_special_tokens"$1');
  return new Map([...files, ["tokenizer_config.json", older]]);
}

class FileTokenizer implements Tokenizer {
  readonly vocabSize: number;
  readonly bosId?: number;
  readonly eosIds: readonly number[];
  readonly eosId?: number;
  readonly padId?: number;
  readonly #encoder: Encoder;
  readonly #marked: MarkedEncoder;
  /** Spellings that others' text is to be kept from, by its kind and the id of a step token. */
  readonly #spellings = new Map<string, Spellings>();
  readonly #chatSource: string;
  readonly #decoder: Decoder;
  readonly #added = new Map<number, { content: string; special: boolean }>();
  readonly #bytes: Uint8Array[] = [];
  readonly #texts: string[] = [];
  readonly #chat: ReturnType<typeof compileChatTemplate>;

  constructor(
    readonly files: ReadonlyMap<string, string>,
    { where = "the tokenizer", eosIds, templates }: TokenizerOptions,
  ) {
    const definition = parseFile(files, "tokenizer.json", where);
    const optional = (name: string) => (files.has(name) ? parseFile(files, name, where) : {});
    const [config, special] = [optional("tokenizer_config.json"), optional("special_tokens_map.json")];
    const model = definition.model as Json | undefined;
    if (model?.vocab === undefined || !Array.isArray(definition.added_tokens ?? [])) {
      throw new UserError(
        `${where}: tokenizer.json has no model.vocab; a Hugging Face "fast" tokenizer has one`,
      );
    }
    const decoder = decoderOf(definition.decoder);
    if (decoder === null) {
      throw new UserError(
        `${where}: tokenizer.json has a decoder of a kind that is not supported ` +
          `(${JSON.stringify(definition.decoder)?.slice(0, 120)}); byte-level BPE and SentencePiece are`,
      );
    }
    this.#decoder = decoder;
    const added = (definition.added_tokens ?? []) as { id: number; content: string; special?: boolean }[];
    const exact = {
      normalizer: null,
      post_processor: null,
      decoder: null,
      ...definition,
      added_tokens: added,
      pre_tokenizer: exactPreTokenizer((definition.pre_tokenizer ?? null) as Json | null),
    };
    try {
      this.#encoder = new Encoder(exact, config);
    } catch (error) {
      throw new UserError(`${where}: tokenizer.json cannot be used: ${(error as Error).message}`);
    }
    this.#marked = new MarkedEncoder(exact, config);
    for (const token of added) {
      this.#added.set(token.id, { content: token.content, special: token.special ?? false });
    }
    let size = 0;
    for (const id of this.#encoder.get_vocab(true).values()) size = Math.max(size, id + 1);
    this.vocabSize = size;

    const tokens: Record<string, string> = {};
    for (const role of ["bos_token", "eos_token", "pad_token", "unk_token"]) {
      const value = config[role] ?? special[role];
      const text = typeof value === "string" ? value : (value as Json | null | undefined)?.content;
      if (typeof text === "string") tokens[role] = text;
    }
    const id = (role: string) =>
      tokens[role] === undefined ? undefined : this.#encoder.token_to_id(tokens[role]);
    this.bosId = id("bos_token");
    this.padId = id("pad_token");
    this.eosId = id("eos_token");
    this.eosIds = eosIds?.length ? eosIds : this.eosId === undefined ? [] : [this.eosId];
    const template = files.get("chat_template.jinja");
    const file = template === undefined ? "tokenizer_config.json, chat_template" : "chat_template.jinja";
    const origin = where.endsWith(".gguf") ? "tokenizer.chat_template" : file;
    const chat = template ?? config.chat_template;
    this.#chat = compileChatTemplate(chat, tokens, `${where}: ${origin}`, templates);
    this.#chatSource = typeof chat === "string" ? chat : (JSON.stringify(chat) ?? "");
  }

  encode(text: string | readonly TextPart[], options: EncodeOptions = {}): number[] {
    const { addSpecialTokens = false, stepToken } = options;
    const parts = typeof text === "string" ? [text] : text;
    const marked = parts.map((part) => {
      if (typeof part === "string") return part;
      const [[kind, content]] = Object.entries(part);
      return this.#mark(content, kind as "problem" | "solution", stepToken);
    });
    return this.#encodeMarked(marked.join(""), addSpecialTokens);
  }

  #encodeMarked(text: string, add_special_tokens: boolean): number[] {
    const options = { add_special_tokens };
    return this.#marked.encode(text, options) ?? this.#encoder.encode(text, options).ids;
  }

  #mark(text: string, kind: "problem" | "solution", stepToken?: number): string {
    const key = `${kind} ${stepToken ?? ""}`;
    let spellings = this.#spellings.get(key);
    if (!spellings) {
      const kept = [...this.#added].filter(
        ([id, { content, special }]) =>
          special ||
          (content.trim() !== "" &&
            (id === stepToken || (kind === "problem" && this.#chatSource.includes(content)))),
      );
      spellings = new Spellings(kept.map(([, { content }]) => content));
      this.#spellings.set(key, spellings);
    }
    return spellings.mark(text);
  }

  decode(tokens: ArrayLike<number>, options: { skipSpecialTokens?: boolean } = {}): string {
    const skip = options.skipSpecialTokens ?? true;
    const kept = Array.from(tokens).filter((id) => !(skip && this.isSpecial(id)));
    const bytes = joined(
      Uint8Array,
      kept.map((id) => this.tokenBytes(id)),
    );
    const start = this.#decoder.stripsFirstSpace && bytes[0] === 0x20 ? 1 : 0;
    return utf8.decode(bytes.subarray(start));
  }

  tokenText(id: number): string {
    this.#texts[id] ??= utf8.decode(this.tokenBytes(id));
    return this.#texts[id];
  }

  tokenBytes(id: number): Uint8Array {
    const cached = this.#bytes[id];
    if (cached) return cached;
    const added = this.#added.get(id)?.content;
    // Added tokens are text as it is, but for SentencePiece's, which spell white space as its pieces do.
    const { bytesOf } = this.#decoder;
    this.#bytes[id] =
      added !== undefined && bytesOf === byteLevelBytes
        ? new TextEncoder().encode(added)
        : bytesOf(added ?? this.#encoder.id_to_token(id) ?? "");
    return this.#bytes[id];
  }

  isSpecial(id: number): boolean {
    return this.#added.get(id)?.special ?? false;
  }

  get hasChatTemplate(): boolean {
    return this.#chat !== undefined;
  }

  applyChatTemplate(
    messages: readonly ChatMessage[],
    options: { addGenerationPrompt?: boolean } = {},
  ): string {
    if (!this.#chat) {
      throw new UserError(
        "this model's tokenizer has no chat template (tokenizer_config.json: chat_template, or chat_template.jinja); " +
          "use a prompt template of plain text instead",
      );
    }
    return this.#chat(messages, options.addGenerationPrompt ?? false);
  }

  encodeChat(messages: readonly ChatMessage[], { stepToken }: { stepToken?: number } = {}): EncodedChat {
    const marked = messages.map(({ role, content }) => {
      const kind = role === "assistant" ? "solution" : "problem";
      return { role, content: this.#mark(content, kind, stepToken) };
    });
    const text = this.applyChatTemplate(marked, { addGenerationPrompt: true });
    return { text: unmarked(text), tokens: this.#encodeMarked(text, false) };
  }
}

/** ignoreBOM: a byte-order mark is a character like any other. */
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

function parseFile(files: ReadonlyMap<string, string>, name: string, where: string): Json {
  const content = files.get(name);
  if (content === undefined) {
    throw new UserError(
      `${where}: ${name} is missing; the files of a Hugging Face "fast" tokenizer are expected ` +
        "(a slow one becomes fast by loading it in transformers and saving it)",
    );
  }
  try {
    const value: unknown = JSON.parse(content);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Json;
  } catch (error) {
    throw new UserError(`${where}: ${name} is not JSON: ${(error as Error).message}`);
  }
  throw new UserError(`${where}: ${name} holds no object`);
}

interface Decoder {
  bytesOf(token: string): Uint8Array;
  /** A text's first space is the tokenizer's own: of SentencePiece, but for Gemma's, which puts none there. */
  stripsFirstSpace: boolean;
}

/** What `decoder` of tokenizer.json does; null: it is of a kind that is not supported. */
function decoderOf(decoder: unknown): Decoder | null {
  const { decoders, ...one } = (decoder ?? {}) as Json & { decoders?: Json[] };
  const parts = one.type === "Sequence" ? (decoders ?? []) : [one];
  if (parts.length === 1 && parts[0].type === "ByteLevel")
    return { bytesOf: byteLevelBytes, stripsFirstSpace: false };
  if (!parts.every(({ type }) => /^(?:Replace|ByteFallback|Fuse|Strip|Metaspace)$/.test(String(type))))
    return null;
  const strips = ({ type, prepend_scheme: prepend }: Json) =>
    type === "Strip" || (type === "Metaspace" && prepend !== "never");
  return { bytesOf: sentencePieceBytes, stripsFirstSpace: parts.some(strips) };
}

/**
 * The alphabet of byte-level BPE (GPT-2): printable Latin-1 characters stand for their own byte, the other 68 bytes
 * for the characters from U+0100 on, in order.
 */
const BYTE_OF_CHARACTER: ReadonlyMap<string, number> = (() => {
  const map = new Map<string, number>();
  let next = 0x100;
  for (let byte = 0; byte < 256; byte++) {
    const printable =
      (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
    map.set(String.fromCodePoint(printable ? byte : next++), byte);
  }
  return map;
})();

function byteLevelBytes(token: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of token) {
    const byte = BYTE_OF_CHARACTER.get(character);
    // A token outside the alphabet stands for itself, as in the Rust decoder.
    if (byte === undefined) return new TextEncoder().encode(token);
    bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

function sentencePieceBytes(token: string): Uint8Array {
  const byte = /^<0x([0-9A-F]{2})>$/.exec(token);
  if (byte) return Uint8Array.of(Number.parseInt(byte[1], 16));
  return new TextEncoder().encode(token.replaceAll("\u2581", " "));
}

/** A part of `pre_tokenizer` that cuts a text where a regular expression matches. */
export const split = (regex: string) => ({
  type: "Split",
  pattern: { Regex: regex },
  behavior: "Isolated",
  invert: false,
});

const GPT2_SPLIT = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

/**
 * `pre_tokenizer` of tokenizer.json with two parts spelled out as the regular expressions they stand for: in
 * @huggingface/tokenizers 0.2 Digits knows only 0–9 and ByteLevel takes JavaScript's notion of white space, where
 * the Rust library means every number and Unicode's white space.
 */
export function exactPreTokenizer(json: Json | null): Json | null {
  if (json?.type === "Sequence") {
    const parts = (json.pretokenizers as Json[]).map(exactPreTokenizer);
    return { ...json, pretokenizers: parts };
  }
  if (json?.type === "Digits") return split(json.individual_digits ? "\\p{N}" : "\\p{N}+");
  if (json?.type === "ByteLevel" && json.use_regex !== false && !json.add_prefix_space) {
    return { type: "Sequence", pretokenizers: [split(GPT2_SPLIT), { ...json, use_regex: false }] };
  }
  return json;
}
