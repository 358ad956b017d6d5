// How a batch is cut into micro-batches that fit in memory, by the prediction of what a run over some of its rows takes.
// What one takes more than is there is computed in halves, and for the gradients with less kept.
import { UserError } from "../../common/errors.ts";
import { groupsOf } from "../../common/rows.ts";
import { largest } from "../../common/statistics.ts";
import type { Trainable } from "../../model/network.ts";
import type { Loss, TokenRows } from "../types.ts";
import { packedSizes, stripesFor } from "./batch.ts";
import type { ComputeContext } from "./compiled.ts";
import { lossKind } from "./losses.ts";
import { type Activations, type PlannedRun, peakBytes, scoringBytes, trainingBytes } from "./memory.ts";
import { buildPackedGraph } from "./train-graph.ts";

/** Rows that are computed together, by number. */
export interface MicroBatch {
  rows: number[];
  /** The layers' inner values are made again for the gradients, not kept. */
  recompute: boolean;
  /** Set by who computes it: there was no memory, and what it was made of is to be computed in smaller ones. */
  tooLarge?: boolean;
}

/** What is computed of the rows: gradients of a loss by what is trained, or nothing but the forward pass. */
export interface Pass {
  loss: Loss | null;
  trainable: Trainable;
}

/** What of a context micro-batches depend on. */
type Sized = Pick<ComputeContext, "config" | "lora" | "positions" | "activationBytes" | "recompute"> & {
  weights: Pick<ComputeContext["weights"], "halved"> & { parameters: { count: number } };
};

/** Logits of one chunk of the language-model head, in floats: 128 MiB. Smaller ones write the head's gradient too often. */
const chunkFloats = 2 ** 25;

/** Computation with the layers' forward pass made twice, for that with it made once: the backward pass takes two. */
const recomputeCost = 4 / 3;

export class MicroBatches {
  readonly #peaks = new Map<string, ReturnType<typeof peakBytes>>();
  /** Bytes, predicted, of half of what there was no memory for. */
  #ceiling = Number.POSITIVE_INFINITY;

  constructor(private readonly context: Sized) {}

  /** Rows of logits in one chunk of the head. */
  get chunkRows(): number {
    return Math.max(64, Math.floor(chunkFloats / this.context.config.vocabSize));
  }

  /** What the values of a run's micro-batches are predicted to take. */
  predict(run: PlannedRun, trainable: Trainable): Activations {
    const { promptTokens, responseTokens, loss = null } = run;
    const pass: Pass = { loss, trainable: loss ? trainable : "none" };
    const prefix = this.context.config.head.type === "lm" ? promptTokens - 1 : promptTokens;
    const bytes = (groups: number, rows: number, recompute: boolean) => {
      // Prompts of different lengths have a mask each.
      const prefixes = Array.from({ length: groups }, (_, g) => Math.max(0, prefix - (g > 0 ? 1 : 0)));
      const lengths = new Array<number>(groups * rows).fill(responseTokens);
      return this.#bytes(prefixes, lengths, pass, recompute);
    };
    const ways = this.#ways(pass);
    const alone = ways.map((recompute) => bytes(1, 1, recompute));
    const most = bytes(run.prompts, run.samplesPerPrompt, ways[0]);
    return {
      least: Math.min(...alone),
      alone: alone[0],
      most: Math.min(most, this.#useful(pass)),
    };
  }

  /** Micro-batches of the chosen rows that fit, by the prediction; smaller ones in place of those that turn out too large. */
  *cut(rows: TokenRows, chosen: readonly number[], pass: Pass): Generator<MicroBatch> {
    for (const planned of this.#planned(rows, chosen, pass)) {
      const left = [planned];
      for (let micro = left.shift(); micro; micro = left.shift()) {
        yield micro;
        if (micro.tooLarge) left.unshift(...this.#smaller(micro, rows, pass));
      }
    }
  }

  /**
   * Micro-batches whose predicted peak stays within what is there and useful. Groups are taken from the longest to the shortest, so
   * that rows of one micro-batch need little padding in attention; a group too large for one is split, or recomputed
   * where that costs less.
   */
  *#planned(rows: TokenRows, filled: readonly number[], pass: Pass): Generator<MicroBatch> {
    const lengthOf = (row: number) => rows.starts[row + 1] - rows.starts[row];
    const groups = groupsOf({ prompt: filled.map((row) => rows.prompt[row]) })
      .map(([from, to]) => filled.slice(from, to))
      .map((group) => ({ group, longest: largest(group.map(lengthOf)) }))
      .sort((a, b) => b.longest - a.longest);
    const prefixOf = ([row]: readonly number[]) => rows.prompts[rows.prompt[row]].tokens.length;
    // Where all of it fits, so does each group, and predicting that one by one would take longer than a small model.
    const all = groups.flatMap(({ group }) => group);
    const [first] = this.#ways(pass);
    const prompts = groups.map(({ group }) => prefixOf(group));
    if (all.length > 0 && this.#bytes(prompts, all.map(lengthOf), pass, first) <= this.#most(pass)) {
      yield { rows: all, recompute: first };
      return;
    }
    let chosen: number[] = [];
    let prefixes: number[] = [];
    let recompute = false;
    const flush = (): MicroBatch => {
      const micro = { rows: chosen, recompute };
      [chosen, prefixes] = [[], []];
      return micro;
    };
    for (const { group } of groups) {
      const prefix = prefixOf(group);
      const way = this.#cheapest(prefix, group.map(lengthOf), pass);
      if (way !== recompute && chosen.length > 0) yield flush();
      recompute = way;
      let left = group;
      let count = left.length;
      while (left.length > 0) {
        const more = [...chosen, ...left.slice(0, count)];
        const bytes = this.#bytes([...prefixes, prefix], more.map(lengthOf), pass, recompute);
        if (bytes <= this.#most(pass) || (count === 1 && chosen.length === 0)) {
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

  /**
   * What is computed in place of a micro-batch for which there was no memory: its halves, or its one row with less kept.
   * Later ones are cut to half of its bytes. Throws a UserError where it is as small as can be.
   */
  #smaller({ rows: chosen, recompute }: MicroBatch, rows: TokenRows, pass: Pass): MicroBatch[] {
    const lengths = chosen.map((row) => rows.starts[row + 1] - rows.starts[row]);
    const prompts = groupsOf({ prompt: chosen.map((row) => rows.prompt[row]) });
    const prefixes = prompts.map(([from]) => rows.prompts[rows.prompt[chosen[from]]].tokens.length);
    this.#ceiling = Math.min(this.#ceiling, this.#bytes(prefixes, lengths, pass, recompute) / 2);
    if (chosen.length > 1) {
      const half = Math.ceil(chosen.length / 2);
      return [chosen.slice(0, half), chosen.slice(half)].map((rows) => ({ rows, recompute }));
    }
    if (!recompute && this.#ways(pass).includes(true)) return [{ rows: chosen, recompute: true }];
    const advice = recompute || !pass.loss ? "" : "set engine.recompute auto, ";
    throw new UserError(
      `out of memory: there is none for a single response of ${lengths[0]} tokens behind its prompt; ` +
        `lower sampling.maxTokens (train.maxTokens where nothing is sampled), ${advice}train adapters (model.lora), or ` +
        "end what else takes the machine's memory",
    );
  }

  /** Bytes that are there. */
  #room({ loss }: Pass): number {
    return Math.min(this.context.activationBytes(loss !== null), this.#ceiling);
  }

  /** Bytes from which on a larger micro-batch gains nothing. */
  #useful({ loss }: Pass): number {
    return loss ? trainingBytes(this.context.weights.parameters.count) : scoringBytes;
  }

  /** Bytes up to which rows are added to a micro-batch. */
  #most(pass: Pass): number {
    return Math.min(this.#room(pass), this.#useful(pass));
  }

  /** Whether layers may be recomputed, the better first: where their values are kept for no gradient they are not. */
  #ways({ loss, trainable }: Pass): readonly boolean[] {
    const { config, recompute } = this.context;
    const keeps = loss !== null && (trainable === "all" || trainable === "lora") && config.layers > 1;
    if (!keeps || recompute === "off") return [false];
    return recompute === "layers" ? [true] : [false, true];
  }

  /** The way that a group is computed in: that which fits, and then takes the least computation. */
  #cheapest(prefix: number, lengths: readonly number[], pass: Pass): boolean {
    const possible = this.#ways(pass);
    if (possible.length === 1) return possible[0];
    const room = this.#room(pass);
    const own = lengths.reduce((a, b) => a + b, 0);
    const ways = possible.map((recompute) => {
      const fits = (count: number) => this.#bytes([prefix], lengths.slice(0, count), pass, recompute) <= room;
      let count = lengths.length;
      while (count > 1 && !fits(count)) count = Math.ceil(count / 2);
      // Every part computes the prompt.
      const tokens = own + Math.ceil(lengths.length / count) * prefix;
      return { recompute, fits: fits(count), cost: tokens * (recompute ? recomputeCost : 1) };
    });
    return ways.reduce((best, way) => {
      if (best.fits !== way.fits) return way.fits ? way : best;
      return way.fits && best.cost <= way.cost ? best : way;
    }).recompute;
  }

  /** Predicted peak, in bytes, of a run over rows of these lengths; both as `packedSizes` has them. */
  #bytes(
    prefixes: readonly number[],
    lengths: readonly number[],
    { loss, trainable }: Pass,
    recompute: boolean,
  ): number {
    const { config, lora, positions, weights } = this.context;
    const { halved } = weights;
    const lm = config.head.type === "lm";
    const hasPrompts = prefixes.some((length) => length > 0);
    const stripes = stripesFor(largest(lengths));
    const chunked = lm && this.chunkRows < 4096;
    const kind = loss && lossKind(loss);
    const key = JSON.stringify([kind, hasPrompts, trainable, stripes, recompute]);
    let peak = this.#peaks.get(key);
    if (!peak) {
      const variant = { loss: kind, trainable, hasPrompts, stripes, chunked, few: false, recompute, halved };
      peak = peakBytes(buildPackedGraph(config, lora, positions, variant), { arena: recompute });
      this.#peaks.set(key, peak);
    }
    const sizes = packedSizes(prefixes, lengths, stripes);
    // The loop over chunks holds a few times one chunk's logits, and the head's gradient twice where it has one.
    const gradient = loss && trainable === "all" ? 2 * config.vocabSize * config.hiddenSize : 0;
    const loop = chunked ? 4 * (4 * chunkFloats + gradient) : 0;
    return loop + peak({ ...sizes, responses: lengths.length, C: sizes.Tr, N: 1 });
  }
}
