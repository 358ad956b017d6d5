// Text that grows token by token, so that stop strings are seen while a response is sampled. Each token costs the
// length of its own bytes, never that of the text before it.
import type { Tokenizer } from "./tokenizer.ts";

/** The text of the tokens pushed so far. A character whose bytes are not all there yet is left out until they are. */
export class IncrementalText {
  readonly #utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  #text = "";

  constructor(
    private readonly tokenizer: Pick<Tokenizer, "tokenBytes" | "isSpecial">,
    /** Special tokens are left out unless asked, as in `Tokenizer.decode`. */
    private readonly options: { skipSpecialTokens?: boolean } = {},
  ) {}

  /** Adds one token and returns the text it completed. */
  push(token: number): string {
    if ((this.options.skipSpecialTokens ?? true) && this.tokenizer.isSpecial(token)) return "";
    const added = this.#utf8.decode(this.tokenizer.tokenBytes(token), { stream: true });
    this.#text += added;
    return added;
  }

  get text(): string {
    return this.#text;
  }
}

/** Whether one of some texts has been said, looking only at what each token adds. */
export class StopMatcher {
  readonly #text: IncrementalText;
  readonly #stop: readonly string[];
  readonly #keep: number;
  /** The end of the text so far, one character shorter than the longest stop text. */
  #tail = "";

  /** `stop`: texts that end a response; empty ones are ignored. Special tokens count by their literal text. */
  constructor(tokenizer: Pick<Tokenizer, "tokenBytes" | "isSpecial">, stop: readonly string[]) {
    this.#text = new IncrementalText(tokenizer, { skipSpecialTokens: false });
    this.#stop = stop.filter((text) => text.length > 0);
    this.#keep = Math.max(0, ...this.#stop.map((text) => text.length - 1));
  }

  /** Adds one token; true where it completes a stop text. */
  push(token: number): boolean {
    if (this.#stop.length === 0) return false;
    const window = this.#tail + this.#text.push(token);
    this.#tail = window.slice(Math.max(0, window.length - this.#keep));
    return this.#stop.some((stop) => window.includes(stop));
  }
}
