// The sampler's memory of keys and values: prompts by lane, responses by row. Arrays of the device that the decode graph
// reads in place; rows are kept without holes, so that only active rows are computed.
import { type BlockCopy, type Device, type DeviceArray, disposeAll } from "../../graph/device.ts";
import type { ModelConfig } from "../../model/config.ts";

/** Rows' lengths grow in steps of this many tokens, so that the arrays are laid anew seldom. */
const stride = 32;

const strided = (tokens: number) => Math.max(stride, Math.ceil(tokens / stride) * stride);

/** Tokens that a cache of `rows` rows of at most `tokens` tokens has room for. */
export const rowTokens = (rows: number, tokens: number) => rows * strided(tokens);

/** Tokens that rows with room for `now` get room for, where the longest has `tokens`. */
export function rowLength(tokens: number, now: number): number {
  const wanted = strided(tokens);
  // Short again, as after long rows have finished: less to look through. A little shorter is not worth a copy.
  return wanted > now || wanted <= now - 2 * stride ? wanted : now;
}

/**
 * Keys and values of [slots, kvHeads, length, headDim] for each layer, contiguous from slot 0: of the prompts in use, or of
 * the active rows' own tokens.
 */
export class KeyValueCache {
  /** Keys of the first layer, its values, keys of the second, and so on. */
  readonly #arrays: DeviceArray[] = [];
  #length = 0;

  constructor(
    private readonly device: Device,
    private readonly config: ModelConfig,
  ) {}

  /** Tokens every slot has room for. */
  get length(): number {
    return this.#length;
  }

  get bytes(): number {
    return this.#arrays.reduce((sum, array) => sum + 4 * array.length, 0);
  }

  /** Inputs of the decode graph, by layer: its keys and values of the first `slots` slots, "NAMEK:0", "NAMEV:0", … */
  inputs(name: string, slots: number): Record<string, DeviceArray> {
    return Object.fromEntries(
      this.#arrays.map((array, index) => [
        `${name}${index % 2 === 0 ? "K" : "V"}:${index >> 1}`,
        array.prefix(slots * this.#slotSize),
      ]),
    );
  }

  dispose(): void {
    for (const array of this.#arrays) array.dispose();
  }

  /**
   * Makes room for `slots` slots of `length` tokens, keeping the first `kept` slots' first tokens. More than `most`
   * tokens in all will never be asked for.
   */
  async fit(slots: number, length: number, kept: number, most: number): Promise<void> {
    const { layers, kvHeads, headDim } = this.config;
    const [before, after] = [this.#length * headDim, length * headDim];
    const size = slots * kvHeads * after;
    const held = this.#arrays[0]?.length ?? 0;
    if (length === this.#length && size <= held) return;
    const lines = Array.from({ length: held ? Math.min(kept * kvHeads, held / before) : 0 }, (_, i) => i);
    // Lines that move apart where they are move last first, so that none is written over before it has moved.
    if (after > before) lines.reverse();
    const [from, to] = [before, after].map((line) => Int32Array.from(lines, (i) => i * line));
    for (let i = 0; i < 2 * layers; i++) {
      const source = this.#arrays[i];
      // Memory is laid anew by doubling; in between the lines move apart, or together, where they are.
      const doubled = Math.min(2 * held, most * kvHeads * headDim);
      const target = size <= held ? source : this.device.zeros(Math.max(size, doubled));
      this.#arrays[i] = target;
      if (!source) continue;
      await this.device.kernels.copyBlocks([{ source, target }], Math.min(before, after), from, to);
      if (source !== target) source.dispose();
    }
    this.#length = length;
  }

  /**
   * Writes what a graph made of `tokens` tokens a row, [rows, kvHeads, tokens, headDim] for keys and values by layer:
   * either its outputs "k:LAYER" and "v:LAYER", or all in its output "kv", one after another. Row i is written into slot
   * slots[i], from token starts[i] on. Disposes of the outputs.
   */
  async write(
    outputs: Readonly<Record<string, DeviceArray>>,
    tokens: number,
    slots: readonly number[],
    starts: readonly number[],
  ): Promise<void> {
    const { kvHeads, headDim } = this.config;
    const size = tokens * headDim;
    const blocks = slots.length * kvHeads;
    const [from, to] = [new Int32Array(blocks), new Int32Array(blocks)];
    for (let row = 0, block = 0; row < slots.length; row++)
      for (let head = 0; head < kvHeads; head++, block++) {
        from[block] = block * size;
        to[block] = ((slots[row] * kvHeads + head) * this.#length + starts[row]) * headDim;
      }
    const copies = this.#arrays.map((target, index): BlockCopy => {
      if (outputs.kv) return { source: outputs.kv, target, skip: index * blocks * size };
      return { source: outputs[`${index % 2 === 0 ? "k" : "v"}:${index >> 1}`], target };
    });
    try {
      await this.device.kernels.copyBlocks(copies, size, from, to);
    } finally {
      disposeAll(outputs);
    }
  }

  /** Slot `to` becomes slot `from`. */
  async move(from: number, to: number): Promise<void> {
    const size = this.#slotSize;
    const copies = this.#arrays.map((array) => ({ source: array, target: array }));
    const [start, end] = [from, to].map((slot) => Int32Array.of(slot * size));
    await this.device.kernels.copyBlocks(copies, size, start, end);
  }

  /** Floats of one slot of one layer. */
  get #slotSize(): number {
    return this.config.kvHeads * this.#length * this.config.headDim;
  }
}
