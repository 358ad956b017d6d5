// Scoring and training of packed batches: runs the graph made for each kind of micro-batch (micro-batches.ts cuts them),
// and adds up the gradients.
import { rowOf } from "../../common/rows.ts";
import { type DeviceArray, disposeAll, isOutOfMemory, type Outputs } from "../../graph/device.ts";
import type { Feed } from "../../graph/session.ts";
import { windowsOf } from "../../model/config.ts";
import type { Trainable } from "../../model/network.ts";
import { byGradient, filledRows, shifted } from "../rows.ts";
import type { Loss, LossResult, LossRows, Reads, TokenRows } from "../types.ts";
import { type PackedBatch, packBatch, packReads } from "./batch.ts";
import { CompiledGraphs, type ComputeContext, makeRoom } from "./compiled.ts";
import { lossFeeds, lossKind, lossNumbers, segments } from "./losses.ts";
import type { Activations, PlannedRun } from "./memory.ts";
import { MicroBatches, type Pass } from "./micro-batches.ts";
import { buildPackedGraph, checkHead, type GraphVariant } from "./train-graph.ts";

const forward: Pass = { loss: null, trainable: "none" };

export class Trainer {
  readonly #graphs: CompiledGraphs;
  readonly #microBatches: MicroBatches;
  #warned = false;

  constructor(readonly context: ComputeContext) {
    this.#graphs = new CompiledGraphs(
      context,
      (key) => (JSON.parse(key) as GraphVariant).recompute ?? false,
      (output) => /^grad:|Grad$/.test(output),
    );
    this.#microBatches = new MicroBatches(context);
  }

  /** [T] log-probability of every token (lm heads). */
  async logprobs(rows: TokenRows): Promise<Float32Array> {
    const column = new Float32Array(rows.tokens.length);
    for await (const { out, packed } of this.#run(rows, forward)) scatter(packed, out.logp, column, rows);
    return column;
  }

  /** [S × labels] logits at the tokens that are read (classification heads). */
  async classify(rows: TokenRows, reads: Reads): Promise<Float32Array> {
    const { head } = this.context.config;
    const labels = head.type === "lm" ? 1 : head.labels;
    const { stepStarts, positions } = reads;
    const column = new Float32Array(positions.length * labels);
    for await (const { out, packed, few } of this.#run(rows, forward, { reads })) {
      let next = 0;
      for (const { row, start } of packed.rows)
        for (let s = stepStarts[row]; s < stepStarts[row + 1]; s++) {
          const at = few ? next++ : start - packed.sizes.Tp + positions[s];
          column.set(out.logits.subarray(at * labels, (at + 1) * labels), s * labels);
        }
    }
    return column;
  }

  /**
   * Adds the gradient of the loss to the gradients held by the weights. Groups for which it is zero are computed forward
   * alone, and first, while the gradients' memory is free: a third of the work, and their loss is 0.
   */
  async forwardBackward(rows: LossRows, loss: Loss, trainable: Trainable): Promise<LossResult> {
    const logprobs = new Float32Array(rows.tokens.length);
    const result: LossResult = { loss: 0, logprobs, entropy: 0, responseTokens: 0, computedTokens: 0 };
    // Where nothing has a gradient no graph of the loss is made.
    checkHead(this.context.config, loss);
    const perToken = lossFeeds(rows, loss);
    const { moving, still } = byGradient(rows, loss);
    let weighted = 0;
    const passes = [
      { pass: forward, chosen: still },
      { pass: { loss, trainable }, chosen: moving, perToken },
    ];
    for (const { pass, ...more } of passes)
      for await (const { out, arrays, packed } of this.#run(rows, pass, more)) {
        if (pass.loss) result.loss += out.loss[0];
        // 0, but where the model does not say a number.
        else for (const logp of out.logp) result.loss += 0 * logp;
        await this.#addGradients(arrays, packed);
        result.responseTokens += packed.sizes.Tr;
        result.computedTokens += packed.sizes.Te;
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

  /** What the values of a run's micro-batches are predicted to take. */
  predict(run: PlannedRun, trainable: Trainable): Activations {
    return this.#microBatches.predict(run, trainable);
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
   * Runs of micro-batches of the chosen rows, by default all. Columns of `perToken` are [T], or [T × labels]. Where `few`,
   * outputs are those of the tokens read alone, one after another; `arrays` are let go when the next is asked for, but for
   * those that were taken out.
   */
  async *#run(
    rows: TokenRows,
    pass: Pass,
    {
      perToken = {},
      reads = null,
      chosen = filledRows(rows),
    }: {
      perToken?: Readonly<Record<string, Float32Array>>;
      reads?: Reads | null;
      chosen?: readonly number[];
    } = {},
  ) {
    const { loss, trainable } = pass;
    const { context } = this;
    const { config, positions } = context;
    const lm = config.head.type === "lm";
    // A language model's tokens are predicted at the ones before them.
    const packable = lm ? shifted(rows) : rows;
    for (const micro of this.#microBatches.cut(packable, chosen, pass)) {
      const packed = packBatch(packable, micro.rows, config, undefined, windowsOf(config, positions));
      const { Tr } = packed.sizes;
      if (lm) packed.feeds.targets = gather(packed, rows.tokens, new Int32Array(Tr), rows);
      const read = reads && packed.rows.map(({ row }) => rowOf(reads.positions, reads.stepStarts, row));
      if (read?.every(({ length }) => length === 0)) continue;
      const few = read && packReads(packed, read, config, positions);
      Object.assign(packed.feeds, few?.feeds);
      Object.assign(packed.sizes, few?.sizes);
      Object.assign(packed.sizes, chunkSizes(Tr, this.#microBatches.chunkRows, context.device.loops));
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
        chunked: lm && packed.sizes.N > 1 && (context.device.loops || packed.sizes.N),
        few: few !== null,
        recompute: micro.recompute,
        halved: context.weights.halved,
      };
      const key = JSON.stringify(variant);
      await makeRoom(variant.recompute ? { graphs: this.#graphs, key } : null);
      const graph = await this.#graphs.get(key, () =>
        buildPackedGraph(config, context.lora, positions, variant),
      );
      let outputs: Outputs;
      try {
        outputs = await graph.run(packed.feeds, packed.sizes);
      } catch (error) {
        if (!isOutOfMemory(error)) throw error;
        await makeRoom();
        this.#warnOfMemory(packed, error);
        micro.tooLarge = true;
        continue;
      }
      const { values: out, arrays } = outputs;
      try {
        yield { out, arrays, packed, few: variant.few };
      } finally {
        // They are not to be there beside the next run's.
        disposeAll(arrays);
        for (const name of Object.keys(out)) delete out[name];
      }
    }
  }

  #warnOfMemory({ rows, sizes: { Te } }: PackedBatch, error: Error): void {
    // What a device says goes before its advice, which is for where nothing can be made smaller.
    const { message } = error.cause instanceof Error ? error.cause : error;
    if (!this.#warned)
      this.context.onWarning(
        `out of memory in a micro-batch of ${rows.length} responses, ${Te} tokens (${message.trim().split("\n")[0]}): ` +
          "smaller ones from here on, whose gradients add up to the same; a lower engine.memoryLimitGiB makes them so from " +
          "the start",
      );
    this.#warned = true;
  }
}

/**
 * N chunks of C of so many tokens, the last of Cl. Where they are not gone through by a loop their number, for which a
 * graph is made, is one of few.
 */
function chunkSizes(tokens: number, rows: number, loops: boolean): { N: number; C: number; Cl: number } {
  const least = Math.ceil(tokens / rows);
  const C = Math.ceil(tokens / (loops ? least : 2 ** Math.ceil(Math.log2(least))));
  const N = loops ? least : Math.ceil(tokens / C);
  return { N, C, Cl: tokens - (N - 1) * C };
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
