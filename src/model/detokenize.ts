// Stop strings, seen while a response is sampled. Each token costs the length of its own bytes, never that of the text
// before it.
import type { Tokenizer } from "./tokenizer.ts";

/**
 * Whether one of some texts has been said, looking only at what each token adds. A character whose bytes are not all
 * there yet counts once they are.
 */
export class StopMatcher {
  readonly #utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  readonly #stop: readonly string[];
  readonly #keep: number;
  /** The end of the text so far, one character shorter than the longest stop text. */
  #tail = "";

  /** `stop`: texts that end a response; empty ones are ignored. Special tokens count by their literal text. */
  constructor(
    private readonly tokenizer: Pick<Tokenizer, "tokenBytes">,
    stop: readonly string[],
  ) {
    this.#stop = stop.filter((text) => text.length > 0);
    this.#keep = Math.max(0, ...this.#stop.map((text) => text.length - 1));
  }

  /** Adds one token; true where it completes a stop text. */
  push(token: number): boolean {
    if (this.#stop.length === 0) return false;
    const window = this.#tail + this.#utf8.decode(this.tokenizer.tokenBytes(token), { stream: true });
    this.#tail = window.slice(Math.max(0, window.length - this.#keep));
    return this.#stop.some((stop) => window.includes(stop));
  }
}
