// A Tinker engine on the stub, for tests: no waiting, and a tokenizer whose token n is the n-th letter.
import type { ClientOptions } from "../src/engine/tinker/client.ts";
import { TinkerEngine, type TinkerOptions } from "../src/engine/tinker/engine.ts";
import { type Tokenizer, textOf } from "../src/model/tokenizer.ts";

const letter = (id: number) => String.fromCharCode(97 + id);

/** Ids 0..25 are the letters. */
export const letters: Tokenizer = {
  vocabSize: 12,
  eosIds: [0],
  encode: (text) => [...textOf(text)].map((character) => character.charCodeAt(0) - 97),
  decode: (tokens) => Array.from(tokens, letter).join(""),
  tokenText: letter,
  tokenBytes: (id) => new TextEncoder().encode(letter(id)),
  isSpecial: () => false,
  hasChatTemplate: false,
  applyChatTemplate: () => "",
  encodeChat: () => ({ text: "", tokens: [] }),
  files: new Map([["tokenizer.json", "{}\n"]]),
};

/** Options of an engine for the server at `url`. */
export function engineOptions(
  url: string,
  client: Partial<ClientOptions> = {},
  options: Partial<TinkerOptions> = {},
): TinkerOptions {
  return {
    client: { url, server: "tinker", waitMs: 2, ...client },
    ...{ baseModel: "base", rank: 8, seed: 0, maxContext: 64, tokenizer: letters },
    loss: { type: "ppo", clipLow: 0.2, clipHigh: 0.2 },
    ...options,
  };
}

/** An engine for the server at `url`. */
export function openEngine(...options: Parameters<typeof engineOptions>): Promise<TinkerEngine> {
  return TinkerEngine.open(engineOptions(...options));
}
