// Scoring and training of packed batches: cuts a batch into micro-batches that fit in memory, runs the graph made for
// each kind, and adds up the gradients.
import { groupsOf, rowOf } from "../../common/rows.ts";
import { largest } from "../../common/statistics.ts";
import { type DeviceArray, disposeAll } from "../../graph/device.ts";
import type { Feed } from "../../graph/session.ts";
import { windowsOf } from "../../model/config.ts";
import type { Trainable } from "../../model/network.ts";
import { filledRows, shifted } from "../rows.ts";
import type { Loss, LossResult, LossRows, Reads, TokenRows } from "../types.ts";
import { type PackedBatch, packBatch, packedSizes, stripesFor } from "./batch.ts";
import { CompiledGraphs, type ComputeContext } from "./compiled.ts";
import { lossFeeds, lossKind, lossNumbers, segments } from "./losses.ts";
import { type PlannedRun, peakBytes, scoringBytes } from "./memory.ts";
import { packReads } from "./reads.ts";
import { buildPackedGraph, type GraphVariant } from "./train-graph.ts";

/** Logits of one chunk of the language-model head, in floats: 128 MiB. Smaller ones write the head's gradient too often. */
const chunkFloats = 2 ** 25;

export class Trainer {
  readonly #graphs: CompiledGraphs;
  readonly #peaks = new Map<string, ReturnType<typeof peakBytes>>();

  constructor(readonly context: ComputeContext) {
    this.#graphs = new CompiledGraphs(
      context,
      () => false,
      (output) => /^grad:|Grad$/.test(output),
    );
  }

  /** [T] log-probability of every token (lm heads). */
  async logprobs(rows: TokenRows): Promise<Float32Array> {
    const column = new Float32Array(rows.tokens.length);
    for await (const { out, packed } of this.#run(rows, null, "none"))
      scatter(packed, out.logp, column, rows);
    return column;
  }

  /** [S × labels] logits at the tokens that are read (classification heads). */
  async classify(rows: TokenRows, reads: Reads): Promise<Float32Array> {
    const { head } = this.context.config;
    const labels = head.type === "lm" ? 1 : head.labels;
    const { stepStarts, positions } = reads;
    const column = new Float32Array(positions.length * labels);
    for await (const { out, packed, few } of this.#run(rows, null, "none", {}, reads)) {
      let next = 0;
      for (const { row, start } of packed.rows)
        for (let s = stepStarts[row]; s < stepStarts[row + 1]; s++) {
          const at = few ? next++ : start - packed.sizes.Tp + positions[s];
          column.set(out.logits.subarray(at * labels, (at + 1) * labels), s * labels);
        }
    }
    return column;
  }

  /** Adds the gradient of the loss to the gradients held by the weights. */
  async forwardBackward(rows: LossRows, loss: Loss, trainable: Trainable): Promise<LossResult> {
    const logprobs = new Float32Array(rows.tokens.length);
    const result: LossResult = { loss: 0, logprobs, entropy: 0, responseTokens: 0, computedTokens: 0 };
    let weighted = 0;
    for await (const { out, arrays, packed } of this.#run(rows, loss, trainable, lossFeeds(rows, loss))) {
      result.loss += out.loss[0];
      result.responseTokens += packed.sizes.Tr;
      result.computedTokens += packed.sizes.Te;
      await this.#addGradients(arrays, packed);
      if (!out.logp) continue;
      scatter(packed, out.logp, logprobs, rows);
      for (const { row, start, length } of packed.rows)
        for (let i = 0; i < length; i++) {
          if (rows.weights[rows.starts[row] + i] === 0) continue;
          weighted++;
          result.entropy += out.entropy[start - packed.sizes.Tp + i];
        }
    }
    result.entropy /= Math.max(weighted, 1);
    return result;
  }

  /** Predicted peak, in bytes, of the values of the smallest micro-batch of a run (one response), and of all in one. */
  predict(run: PlannedRun, trainable: Trainable): { least: number; most: number } {
    const { promptTokens, responseTokens, loss = null } = run;
    const prefix = this.context.config.head.type === "lm" ? promptTokens - 1 : promptTokens;
    const bytes = (groups: number, rows: number) => {
      // Prompts of different lengths have a mask each.
      const prefixes = Array.from({ length: groups }, (_, g) => Math.max(0, prefix - (g > 0 ? 1 : 0)));
      const lengths = new Array<number>(groups * rows).fill(responseTokens);
      return this.#bytes(prefixes, lengths, loss, loss ? trainable : "none");
    };
    const most = bytes(run.prompts, run.samplesPerPrompt);
    return { least: bytes(1, 1), most: loss ? most : Math.min(most, scoringBytes) };
  }

  async dispose(): Promise<void> {
    await this.#graphs.dispose();
  }

  /** Adds a run's gradients to those held. Row i of "embedGrad" and "targetGrad" [T, hidden] belongs to one token. */
  async #addGradients(arrays: Record<string, DeviceArray>, { feeds }: PackedBatch): Promise<void> {
    const { config, device, weights } = this.context;
    for (const [name, array] of Object.entries(arrays)) {
      if (!name.startsWith("grad:")) continue;
      delete arrays[name];
      await weights.addGradient(name.slice(5), array);
    }
    const addRows = async (rows: DeviceArray | undefined, ids: Feed, name: string) => {
      if (!rows) return;
      await device.kernels.addRows(weights.gradient(name), rows, ids as Int32Array, config.hiddenSize);
    };
    await addRows(arrays.embedGrad, feeds.ids, embeddingName);
    await addRows(arrays.targetGrad, feeds.targets, config.tieEmbeddings ? embeddingName : "lm_head.weight");
  }

  /**
   * Runs of micro-batches. Columns of `perToken` are [T], or [T × labels]. Where `few`, outputs are those of the tokens
   * read alone, one after another; `arrays` are let go when the next is asked for, but for those that were taken out.
   */
  async *#run(
    rows: TokenRows,
    loss: Loss | null,
    trainable: Trainable,
    perToken: Readonly<Record<string, Float32Array>> = {},
    reads: Reads | null = null,
  ) {
    const { context } = this;
    const lm = context.config.head.type === "lm";
    for (const packed of this.#cut(rows, loss, trainable)) {
      const { Tr } = packed.sizes;
      if (lm) packed.feeds.targets = gather(packed, rows.tokens, new Int32Array(Tr), rows);
      const read = reads && packed.rows.map(({ row }) => rowOf(reads.positions, reads.stepStarts, row));
      if (read?.every(({ length }) => length === 0)) continue;
      const few = read && packReads(packed, read, context.config, context.positions);
      Object.assign(packed.feeds, few?.feeds);
      Object.assign(packed.sizes, few?.sizes);
      packed.sizes.N = Math.ceil(Tr / this.#chunkRows);
      packed.sizes.C = Math.ceil(Tr / packed.sizes.N);
      for (const [name, column] of Object.entries(perToken)) {
        const width = column.length / rows.tokens.length;
        packed.feeds[name] = gather(packed, column, new Float32Array(Tr * width), rows, width);
      }
      if (loss) Object.assign(packed.feeds, lossNumbers(loss), { segment: segments(packed) });
      packed.sizes.responses = packed.rows.length;
      const variant: GraphVariant = {
        loss: loss && lossKind(loss),
        trainable,
        hasPrompts: packed.hasPrompts,
        stripes: packed.stripes,
        chunked: lm && packed.sizes.N > 1,
        few: few !== null,
      };
      const graph = await this.#graphs.get(JSON.stringify(variant), () =>
        buildPackedGraph(context.config, context.lora, context.positions, variant),
      );
      const { values: out, arrays } = await graph.run(packed.feeds, packed.sizes);
      try {
        yield { out, arrays, packed, few: variant.few };
      } finally {
        // They are not to be there beside the next run's.
        disposeAll(arrays);
        for (const name of Object.keys(out)) delete out[name];
      }
    }
  }

  get #chunkRows(): number {
    return Math.max(64, Math.floor(chunkFloats / this.context.config.vocabSize));
  }

  /** Predicted peak, in bytes, of a run over rows of these lengths; both as `packedSizes` has them. */
  #bytes(
    prefixes: readonly number[],
    lengths: readonly number[],
    loss: Loss | null,
    trainable: Trainable,
  ): number {
    const { config, lora, positions } = this.context;
    const lm = config.head.type === "lm";
    const hasPrompts = prefixes.some((length) => length > 0);
    const stripes = stripesFor(largest(lengths));
    const chunked = lm && this.#chunkRows < 4096;
    const kind = loss && lossKind(loss);
    const key = JSON.stringify([kind, hasPrompts, trainable, stripes]);
    let peak = this.#peaks.get(key);
    if (!peak) {
      const variant = { loss: kind, trainable, hasPrompts, stripes, chunked, few: false };
      peak = peakBytes(buildPackedGraph(config, lora, positions, variant));
      this.#peaks.set(key, peak);
    }
    const sizes = packedSizes(prefixes, lengths, stripes);
    // The loop over chunks holds a few times one chunk's logits, and the head's gradient twice.
    const loop = chunked ? 4 * (4 * chunkFloats + (loss ? 2 * config.vocabSize * config.hiddenSize : 0)) : 0;
    return loop + peak({ ...sizes, responses: lengths.length, C: sizes.Tr, N: 1 });
  }

  /**
   * Micro-batches whose predicted peak stays under the budget. Groups are taken from the longest to the shortest, so
   * that rows of one micro-batch need little padding in attention; a group too large for one is split. A language
   * model's tokens are predicted at the ones before them.
   */
  *#cut(given: TokenRows, loss: Loss | null, trainable: Trainable): Generator<PackedBatch> {
    const { config, positions } = this.context;
    const rows = config.head.type === "lm" ? shifted(given) : given;
    const room = this.context.activationBytes(loss !== null);
    const budget = loss ? room : Math.min(room, scoringBytes);
    const lengthOf = (row: number) => rows.starts[row + 1] - rows.starts[row];
    const filled = filledRows(rows);
    const groups = groupsOf({ prompt: filled.map((row) => rows.prompt[row]) })
      .map(([from, to]) => filled.slice(from, to))
      .map((group) => ({ group, longest: largest(group.map(lengthOf)) }))
      .sort((a, b) => b.longest - a.longest);
    let chosen: number[] = [];
    let prefixes: number[] = [];
    const flush = (): PackedBatch => {
      const packed = packBatch(rows, chosen, config, undefined, windowsOf(config, positions));
      [chosen, prefixes] = [[], []];
      return packed;
    };
    for (const { group } of groups) {
      const prefix = rows.prompts[rows.prompt[group[0]]].tokens.length;
      let left = group;
      let count = left.length;
      while (left.length > 0) {
        const more = [...chosen, ...left.slice(0, count)];
        const fits = this.#bytes([...prefixes, prefix], more.map(lengthOf), loss, trainable) <= budget;
        if (fits || (count === 1 && chosen.length === 0)) {
          chosen = more;
          prefixes.push(prefix);
          left = left.slice(count);
          count = left.length;
        }
        // A group is kept whole if it can be: its prompt is then computed once.
        else if (chosen.length > 0) yield flush();
        else count = Math.ceil(count / 2);
      }
    }
    if (chosen.length > 0) yield flush();
  }
}

const embeddingName = "model.embed_tokens.weight";

/** What a column, `width` numbers a token, has for the rows of a batch, in their order there. */
function gather<Column extends Float32Array | Int32Array>(
  { rows, sizes }: PackedBatch,
  column: Column,
  into: Column,
  { starts }: TokenRows,
  width = 1,
): Column {
  for (const { row, start } of rows)
    into.set(column.subarray(starts[row] * width, starts[row + 1] * width), (start - sizes.Tp) * width);
  return into;
}

/** Puts what was computed of a batch's tokens into the column of all. */
function scatter(
  { rows, sizes }: PackedBatch,
  computed: Float32Array,
  into: Float32Array,
  { starts }: TokenRows,
): void {
  for (const { row, start, length } of rows)
    into.set(computed.subarray(start - sizes.Tp, start - sizes.Tp + length), starts[row]);
}
