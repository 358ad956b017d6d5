// The sampler's memory of keys and values: prompts by lane, responses by row. Plain arrays that the decode graph
// reads in place; rows are kept without holes, so that only active rows are computed.
import type { ModelConfig } from "../../model/config.ts";

/** Rows' lengths grow in steps of this many tokens, so that the arrays are laid anew seldom. */
const stride = 32;

const strided = (tokens: number) => Math.max(stride, Math.ceil(tokens / stride) * stride);

/** Tokens that a cache of `rows` rows of at most `tokens` tokens has room for. */
export const rowTokens = (rows: number, tokens: number) => rows * strided(tokens);

/** Keys and values of [slots, kvHeads, length, headDim] for each layer, contiguous from slot 0. */
class LayeredCache {
  #arrays: Float32Array[] = [];
  length = 0;

  constructor(private readonly config: ModelConfig) {}

  /** Floats of one slot of one layer. */
  get slotSize(): number {
    return this.config.kvHeads * this.length * this.config.headDim;
  }

  /** Keys (which = 0) or values (1) of the first `slots` slots of a layer. */
  view(layer: number, which: 0 | 1, slots: number): Float32Array {
    return this.#arrays[2 * layer + which].subarray(0, slots * this.slotSize);
  }

  /**
   * Makes room for `slots` slots of `length` tokens, keeping the first `kept` slots' first tokens. More than `most`
   * tokens in all will never be asked for.
   */
  reshape(slots: number, length: number, kept: number, most: number): void {
    const { layers, kvHeads, headDim } = this.config;
    const [before, after] = [this.length * headDim, length * headDim];
    const size = slots * kvHeads * after;
    if (length === this.length && size <= this.#arrays[0].length) return;
    for (let i = 0; i < 2 * layers; i++) {
      const from = this.#arrays[i];
      // Memory is laid anew by doubling; in between the lines move apart, or together, where they are.
      const doubled = Math.min(2 * (from?.length ?? 0), most * kvHeads * headDim);
      const to = from && size <= from.length ? from : new Float32Array(Math.max(size, doubled));
      if (from) moveLines(from, to, Math.min(kept * kvHeads, from.length / before), before, after);
      this.#arrays[i] = to;
    }
    this.length = length;
  }

  get bytes(): number {
    return this.#arrays.reduce((sum, array) => sum + array.byteLength, 0);
  }

  move(from: number, to: number): void {
    const size = this.slotSize;
    for (const array of this.#arrays) array.copyWithin(to * size, from * size, (from + 1) * size);
  }

  array(layer: number, which: 0 | 1): Float32Array {
    return this.#arrays[2 * layer + which];
  }
}

/** Copies the beginnings of `count` lines of `before` floats to lines of `after` floats; both may be one array. */
function moveLines(from: Float32Array, to: Float32Array, count: number, before: number, after: number): void {
  const copy = Math.min(before, after);
  const move = (line: number) => {
    const start = line * before;
    if (from === to) to.copyWithin(line * after, start, start + copy);
    else to.set(from.subarray(start, start + copy), line * after);
  };
  // Lines that grow are moved last first, so that none is written over before it has moved.
  if (after > before) for (let line = count - 1; line >= 0; line--) move(line);
  else for (let line = 0; line < count; line++) move(line);
}

/** Keys and values of the active rows' own tokens. */
export class RowCache {
  readonly #cache: LayeredCache;

  constructor(private readonly config: ModelConfig) {
    this.#cache = new LayeredCache(config);
  }

  /** Tokens every row has room for. */
  get length(): number {
    return this.#cache.length;
  }

  get bytes(): number {
    return this.#cache.bytes;
  }

  view(layer: number, which: 0 | 1, rows: number): Float32Array {
    return this.#cache.view(layer, which, rows);
  }

  /** Room for `rows` rows of at least `tokens` tokens; the first `kept` rows stay. `most` as `rowTokens` gives it. */
  fit(rows: number, tokens: number, kept: number, most: number): void {
    const wanted = strided(tokens);
    // Short again, as after long rows have finished: less to look through. A little shorter is not worth a copy.
    const length = wanted > this.length || wanted <= this.length - 2 * stride ? wanted : this.length;
    this.#cache.reshape(rows, length, kept, most);
  }

  /** Writes the new keys and values [layers·2·rows, kvHeads, headDim] of each row at its own length. */
  append(newKv: Float32Array, lengths: readonly number[]): void {
    const { layers, kvHeads, headDim } = this.config;
    const rows = lengths.length;
    const line = this.length * headDim;
    let from = 0;
    for (let layer = 0; layer < layers; layer++)
      for (const which of [0, 1] as const) {
        const array = this.#cache.array(layer, which);
        for (let row = 0; row < rows; row++)
          for (let head = 0; head < kvHeads; head++, from += headDim) {
            const to = (row * kvHeads + head) * line + lengths[row] * headDim;
            for (let i = 0; i < headDim; i++) array[to + i] = newKv[from + i];
          }
      }
  }

  /** Row `to` becomes row `from`. */
  move(from: number, to: number): void {
    this.#cache.move(from, to);
  }
}

/** Keys and values of the prompts in use, one lane each. */
export class LaneCache {
  readonly #cache: LayeredCache;

  constructor(private readonly config: ModelConfig) {
    this.#cache = new LayeredCache(config);
  }

  get length(): number {
    return this.#cache.length;
  }

  view(layer: number, which: 0 | 1, lanes: number): Float32Array {
    return this.#cache.view(layer, which, lanes);
  }

  /** Room for `lanes` prompts of `tokens` tokens, of `most` lanes that there will be; the first `kept` stay. */
  fit(lanes: number, tokens: number, kept: number, most: number): void {
    this.#cache.reshape(lanes, tokens, kept, most * tokens);
  }

  /** Copies prefilled keys or values [prompts, kvHeads, tokens, headDim] into the given lanes. */
  write(
    layer: number,
    which: 0 | 1,
    prefilled: Float32Array,
    tokens: number,
    lanes: readonly number[],
  ): void {
    const { kvHeads, headDim } = this.config;
    const array = this.#cache.array(layer, which);
    lanes.forEach((lane, prompt) => {
      for (let head = 0; head < kvHeads; head++) {
        const from = (prompt * kvHeads + head) * tokens * headDim;
        const to = (lane * kvHeads + head) * this.length * headDim;
        array.set(prefilled.subarray(from, from + tokens * headDim), to);
      }
    });
  }
}
