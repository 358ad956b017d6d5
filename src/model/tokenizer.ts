// placeholder: the tokenizer's interface; its implementation is written next to it.

export interface ChatMessage {
  role: "system" | "user" | "assistant";
  content: string;
}

/** Text to token ids and back. Token ids are plain numbers everywhere outside the engine's tensors. */
export interface Tokenizer {
  /** Number of ids the tokenizer can produce (the model's vocabulary may be larger, padded). */
  readonly vocabSize: number;
  readonly bosId?: number;
  /** Ids that end a response (from generation_config.json, config.json or the tokenizer, in that order). */
  readonly eosIds: readonly number[];
  readonly padId?: number;
  /** Token ids of `text`, without special tokens unless asked; special tokens written in the text are parsed. */
  encode(text: string, options?: { addSpecialTokens?: boolean }): number[];
  /** Text of `tokens`; special tokens are left out unless asked. */
  decode(tokens: ArrayLike<number>, options?: { skipSpecialTokens?: boolean }): string;
  /** Decoded text of one token on its own (special tokens: their literal text). Cached. */
  tokenText(id: number): string;
  readonly hasChatTemplate: boolean;
  /** The model's own chat template; throws a UserError where the model has none. */
  applyChatTemplate(messages: readonly ChatMessage[], options?: { addGenerationPrompt?: boolean }): string;
  /** Files to write beside a checkpoint so that it loads elsewhere: name → content. */
  readonly files: ReadonlyMap<string, string>;
}
