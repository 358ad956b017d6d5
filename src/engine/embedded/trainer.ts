// Scoring and training of packed batches: cuts a batch into micro-batches that fit in memory, runs the graph made for
// each kind, and adds up the gradients.
import { type DeviceArray, disposeAll } from "../../graph/device.ts";
import type { Feed } from "../../graph/session.ts";
import type { Trainable } from "../../model/network.ts";
import { largest } from "../../statistics.ts";
import type { Group, Loss, LossResult, TokenGroup } from "../types.ts";
import {
  type GroupLengths,
  type PackedBatch,
  type PackedGroup,
  packBatch,
  packedSizes,
  predictingRows,
  readingRows,
  stripesFor,
} from "./batch.ts";
import { CompiledGraphs, type ComputeContext } from "./compiled.ts";
import { lossFeeds, lossKind, lossNumbers, segments } from "./losses.ts";
import { type PlannedRun, peakBytes, scoringBytes } from "./memory.ts";
import { packReads } from "./reads.ts";
import { buildPackedGraph, type GraphVariant } from "./train-graph.ts";

/** Logits of one chunk of the language-model head, in floats: 128 MiB. Smaller ones write the head's gradient too often. */
const chunkFloats = 2 ** 25;

/** One response's place in a batch. */
interface Item {
  group: number;
  response: number;
}

/** By group, by response: the tokens that are read. */
type Positions = readonly (readonly ArrayLike<number>[])[];

/** A micro-batch: some responses of some groups, packed. */
interface MicroBatch {
  packed: PackedBatch;
  /** By packed group, by row: which response of the batch it is. */
  items: Item[][];
}

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

  /** Log-probability of every response token (lm heads). */
  async logprobs(groups: readonly TokenGroup[]): Promise<Float32Array[][]> {
    const results = groups.map((group) => group.responses.map((r) => new Float32Array(r.length)));
    for await (const { out, micro } of this.#run(groups, null, "none"))
      forEachItem(micro, (item, offset) => {
        const target = results[item.group][item.response];
        target.set(out.logp.subarray(offset, offset + target.length));
      });
    return results;
  }

  /** Logits [positions × labels] of each response (classification heads), at its tokens `positions`. */
  async classify(groups: readonly TokenGroup[], positions: Positions): Promise<Float32Array[][]> {
    const { head } = this.context.config;
    const labels = head.type === "lm" ? 1 : head.labels;
    const results = positions.map((group) => group.map((read) => new Float32Array(read.length * labels)));
    for await (const { out, micro, few } of this.#run(groups, null, "none", {}, positions)) {
      let next = 0;
      forEachItem(micro, ({ group, response }, offset) => {
        const read = positions[group][response];
        for (let i = 0; i < read.length; i++) {
          const row = few ? next++ : offset + read[i];
          results[group][response].set(out.logits.subarray(row * labels, (row + 1) * labels), i * labels);
        }
      });
    }
    return results;
  }

  /** Adds the gradient of the loss to the gradients held by the weights. */
  async forwardBackward(groups: readonly Group[], loss: Loss, trainable: Trainable): Promise<LossResult> {
    const bare = groups.map((g) => ({ prompt: g.prompt, responses: g.responses.map((r) => r.tokens) }));
    const logprobs = bare.map((group) => group.responses.map((r) => new Float32Array(r.length)));
    const result: LossResult = { loss: 0, logprobs, entropy: 0, responseTokens: 0, computedTokens: 0 };
    let weighted = 0;
    const perToken = lossFeeds(groups, loss);
    for await (const { out, arrays, micro } of this.#run(bare, loss, trainable, perToken)) {
      result.loss += out.loss[0];
      result.responseTokens += micro.packed.sizes.Tr;
      result.computedTokens += micro.packed.sizes.Te;
      await this.#addGradients(arrays, micro.packed);
      if (!out.logp) continue;
      forEachItem(micro, (item, offset) => {
        const datum = groups[item.group].responses[item.response];
        const target = logprobs[item.group][item.response];
        target.set(out.logp.subarray(offset, offset + target.length));
        for (let i = 0; i < target.length; i++) {
          if (datum.weights[i] === 0) continue;
          weighted++;
          result.entropy += out.entropy[offset + i];
        }
      });
    }
    result.entropy /= Math.max(weighted, 1);
    return result;
  }

  /** Predicted peak, in bytes, of the values of the smallest micro-batch of a run (one response), and of all in one. */
  predict(run: PlannedRun, trainable: Trainable): { least: number; most: number } {
    const { promptTokens, responseTokens, loss = null } = run;
    const prefix = this.context.config.head.type === "lm" ? promptTokens - 1 : promptTokens;
    const bytes = (groups: number, rows: number) => {
      const group = (less: number): GroupLengths => ({
        prefix: Math.max(0, prefix - less),
        rows: new Array<number>(rows).fill(responseTokens),
      });
      // Prompts of different lengths have a mask each.
      const all = Array.from({ length: groups }, (_, index) => group(index > 0 ? 1 : 0));
      return this.#bytes(all, loss, loss ? trainable : "none");
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

  async *#run(
    groups: readonly TokenGroup[],
    loss: Loss | null,
    trainable: Trainable,
    perToken: Record<string, { width: number; values: Float32Array[][] }> = {},
    positions: Positions | null = null,
  ): AsyncGenerator<{
    out: Record<string, Float32Array>;
    /** Let go when the next is asked for, but for those that were taken out. */
    arrays: Record<string, DeviceArray>;
    micro: MicroBatch;
    /** Outputs are those of `positions` alone, one after another. */
    few: boolean;
  }> {
    const { context } = this;
    const lm = context.config.head.type === "lm";
    for (const micro of this.#cut(groups, loss, trainable)) {
      const { packed } = micro;
      const { Tr } = packed.sizes;
      if (lm) {
        const targets = new Int32Array(Tr);
        forEachItem(micro, (item, offset) => {
          const response = groups[item.group].responses[item.response];
          for (let i = 0; i < response.length; i++) targets[offset + i] = response[i];
        });
        packed.feeds.targets = targets;
      }
      const read = positions && micro.items.flat().map(({ group, response }) => positions[group][response]);
      if (read?.every(({ length }) => length === 0)) continue;
      const reads = read && packReads(packed, read, context.config);
      Object.assign(packed.feeds, reads?.feeds);
      Object.assign(packed.sizes, reads?.sizes);
      packed.sizes.N = Math.ceil(Tr / this.#chunkRows);
      packed.sizes.C = Math.ceil(Tr / packed.sizes.N);
      for (const [name, { width, values }] of Object.entries(perToken)) {
        const feed = new Float32Array(Tr * width);
        forEachItem(micro, (item, offset) => feed.set(values[item.group][item.response], offset * width));
        packed.feeds[name] = feed;
      }
      if (loss) Object.assign(packed.feeds, lossNumbers(loss), { segment: segments(packed) });
      packed.sizes.responses = packed.rows.length;
      const variant: GraphVariant = {
        loss: loss && lossKind(loss),
        trainable,
        hasPrompts: packed.hasPrompts,
        stripes: packed.stripes,
        chunked: lm && packed.sizes.N > 1,
        few: reads !== null,
      };
      const graph = await this.#graphs.get(JSON.stringify(variant), () =>
        buildPackedGraph(context.config, context.lora, context.positions, variant),
      );
      const { values: out, arrays } = await graph.run(packed.feeds, packed.sizes);
      try {
        yield { out, arrays, micro, few: variant.few };
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

  /** Predicted peak, in bytes, of a run over groups of these lengths. */
  #bytes(groups: readonly GroupLengths[], loss: Loss | null, trainable: Trainable): number {
    const { config, lora, positions } = this.context;
    const lm = config.head.type === "lm";
    const hasPrompts = groups.some(({ prefix }) => prefix > 0);
    const stripes = stripesFor(largest(groups.flatMap(({ rows }) => rows)));
    const chunked = lm && this.#chunkRows < 4096;
    const kind = loss && lossKind(loss);
    const key = JSON.stringify([kind, hasPrompts, trainable, stripes]);
    let peak = this.#peaks.get(key);
    if (!peak) {
      const variant = { loss: kind, trainable, hasPrompts, stripes, chunked, few: false };
      peak = peakBytes(buildPackedGraph(config, lora, positions, variant));
      this.#peaks.set(key, peak);
    }
    const sizes = packedSizes(groups, stripes);
    // The loop over chunks holds a few times one chunk's logits, and the head's gradient twice.
    const loop = chunked ? 4 * (4 * chunkFloats + (loss ? 2 * config.vocabSize * config.hiddenSize : 0)) : 0;
    const responses = groups.reduce((sum, { rows }) => sum + rows.length, 0);
    return loop + peak({ ...sizes, responses, C: sizes.Tr, N: 1 });
  }

  /**
   * Micro-batches whose predicted peak stays under the budget. Groups are taken from the longest to the shortest, so
   * that rows of one micro-batch need little padding in attention; a group too large for one is split.
   */
  *#cut(groups: readonly TokenGroup[], loss: Loss | null, trainable: Trainable): Generator<MicroBatch> {
    const rowsOf = this.context.config.head.type === "lm" ? predictingRows : readingRows;
    const room = this.context.activationBytes(loss !== null);
    const budget = loss ? room : Math.min(room, scoringBytes);
    const longest = (group: TokenGroup) => group.responses.reduce((max, r) => Math.max(max, r.length), 0);
    const order = groups
      .map((_, index) => index)
      .sort((a, b) => longest(groups[b]) - longest(groups[a]) || a - b);
    let packed: PackedGroup[] = [];
    let lengths: GroupLengths[] = [];
    let items: Item[][] = [];
    const flush = (): MicroBatch => {
      const micro = { packed: packBatch(packed, this.context.config), items };
      packed = [];
      lengths = [];
      items = [];
      return micro;
    };
    for (const index of order) {
      const { prompt, responses } = groups[index];
      let left = responses.map((_, response) => response).filter((r) => responses[r].length > 0);
      let count = left.length;
      while (left.length > 0) {
        const chosen = left.slice(0, count);
        const group = rowsOf(
          prompt,
          chosen.map((r) => responses[r]),
        );
        const grown = { prefix: group.prefix.length, rows: group.rows.map((row) => row.length) };
        const fits = this.#bytes([...lengths, grown], loss, trainable) <= budget;
        if (fits || (count === 1 && packed.length === 0)) {
          packed.push(group);
          lengths.push(grown);
          items.push(chosen.map((response) => ({ group: index, response })));
          left = left.slice(count);
          count = left.length;
        }
        // A group is kept whole if it can be: its prompt is then computed once.
        else if (packed.length > 0) yield flush();
        else count = Math.ceil(count / 2);
      }
    }
    if (packed.length > 0) yield flush();
  }
}

const embeddingName = "model.embed_tokens.weight";

function forEachItem(micro: MicroBatch, visit: (item: Item, offset: number) => void): void {
  micro.items.forEach((row, group) => {
    row.forEach((item, index) => {
      visit(item, micro.packed.offsets[group][index]);
    });
  });
}
