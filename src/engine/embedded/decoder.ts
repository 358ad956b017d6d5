// Sampling with continuous batching: a group's prompt is computed once and read by all its rows, and a prompt that
// another begins with is not computed at all; a finished row makes room at once, and a waiting group enters when there
// is room for it.
import { tokenRows } from "../../common/rows.ts";
import { largest } from "../../common/statistics.ts";
import type { DeviceArray, DeviceGraph } from "../../graph/device.ts";
import type { Graph } from "../../graph/graph.ts";
import type { Feed } from "../../graph/session.ts";
import { windowsOf } from "../../model/config.ts";
import { StopMatcher } from "../../model/detokenize.ts";
import type { Tokenizer } from "../../model/tokenizer.ts";
import type { SampledResponse, SamplingParams } from "../types.ts";
import { maskName, minusInfinity, packBatch, packedSizes } from "./batch.ts";
import { KeyValueCache, rowLength, rowTokens } from "./cache.ts";
import { CompiledGraphs, type ComputeContext, makeRoom } from "./compiled.ts";
import { buildDecodeGraph, buildPrefillGraph, type Choice } from "./decode-graph.ts";
import { drawNucleus, uniformAt } from "./draw.ts";
import { type Activations, type PlannedRun, peakBytes, scoringBytes } from "./memory.ts";
import { type Waiting, waitingLine } from "./prefixes.ts";

interface Row {
  prompt: number;
  sample: number;
  lane: number;
  tokens: number[];
  logprobs: number[];
  limit: number;
  stop: StopMatcher;
}

/** One call of `sample` under way. */
interface Call extends Waiting {
  samplesPerPrompt: number;
  params: SamplingParams;
  /** Responses under way, without holes. */
  rows: Row[];
  /**
   * By lane, a cached prompt (all but its last token, which opens each row) that is read by the rows of every prompt it
   * begins with: responses still to finish of all those prompts; 0 where the lane is free.
   */
  lanes: number[];
  /** By host. */
  laneOf: Map<number, number>;
  laneCache: KeyValueCache;
  rowCache: KeyValueCache;
}

/** A cache up to this size is kept for the next call: laying out fresh memory costs a small model a tenth of its time. */
const keptCacheBytes = 128 * 2 ** 20;

export class Decoder {
  readonly #graphs: CompiledGraphs;
  readonly #windows: readonly (number | null)[];
  #prefillPeak: ReturnType<typeof peakBytes> | null = null;
  /** The row cache of the last call, unless a call under way has it. */
  #spareCache: KeyValueCache | null = null;
  /** Caches of the calls under way. */
  readonly #caches = new Set<KeyValueCache>();

  constructor(
    private readonly context: ComputeContext,
    private readonly tokenizer: Tokenizer,
    /** Rows decoded together. */
    private readonly maxRows: number,
  ) {
    this.#windows = windowsOf(context.config, context.positions);
    this.#graphs = new CompiledGraphs(
      context,
      (key) => key !== "prefill",
      (output) => /^(kv$|[kv]:)/.test(output),
    );
  }

  async *sample(
    prompts: readonly ArrayLike<number>[],
    samplesPerPrompt: number,
    params: SamplingParams,
  ): AsyncGenerator<SampledResponse> {
    const { config, device, positions } = this.context;
    prompts.forEach((prompt, index) => {
      if (prompt.length === 0) throw new Error("engine: a prompt has no token");
      if (prompt.length >= positions)
        throw new Error(`engine: prompt ${index} fills the context of ${positions}`);
    });
    if (typeof params.seed !== "number" && params.seed.length !== prompts.length)
      throw new Error(`engine: ${params.seed.length} seeds for ${prompts.length} prompts`);
    await makeRoom();
    const laneCache = new KeyValueCache(device, config);
    const rowCache = this.#spareCache ?? new KeyValueCache(device, config);
    this.#spareCache = null;
    this.#caches.add(laneCache).add(rowCache);
    let spare = false;
    try {
      const finite = yield* this.#responses({
        ...waitingLine(prompts, samplesPerPrompt),
        ...{ samplesPerPrompt, params, rows: [], lanes: [], laneOf: new Map(), laneCache, rowCache },
      });
      // What lies in it beyond a row's tokens is multiplied by zero, so it must be finite.
      spare = finite && rowCache.bytes <= keptCacheBytes;
    } finally {
      this.#caches.delete(laneCache);
      this.#caches.delete(rowCache);
      laneCache.dispose();
      if (spare && !this.#spareCache) this.#spareCache = rowCache;
      else rowCache.dispose();
    }
  }

  /** The responses as they end; in the end whether all their log-probabilities were finite. */
  async *#responses(call: Call): AsyncGenerator<SampledResponse, boolean> {
    const { queue, hosts, params, rows, lanes, laneOf, rowCache } = call;
    const decode = await this.#graph(choiceOf(params));
    const stops = new Set(params.stopTokens);
    const most = rowTokens(Math.min(this.maxRows, queue.length), params.maxTokens);
    const laneCount = this.#laneCount(call.readers.size, queue.length);
    let finite = true;

    while (queue.length > 0 || rows.length > 0) {
      params.signal?.throwIfAborted();
      await this.#admit(call, laneCount);
      const longest = rows.reduce((max, row) => Math.max(max, row.tokens.length), 0);
      const survivors = rows.reduce((n, row) => n + (row.tokens.length > 0 ? 1 : 0), 0);
      // New rows stand behind the others, so the rows with something to keep are the first.
      await rowCache.fit(rows.length, rowLength(longest + 1, rowCache.length), survivors, most);
      const choose = await this.#step(decode, call);
      for (let index = rows.length - 1; index >= 0; index--) {
        const row = rows[index];
        const { token, logp } = choose(index);
        finite &&= Number.isFinite(logp);
        row.tokens.push(token);
        row.logprobs.push(logp);
        params.onToken?.(row.prompt, row.sample, token);
        const stopped = stops.has(token) || row.stop.push(token);
        if (!stopped && row.tokens.length < row.limit) continue;
        yield {
          prompt: row.prompt,
          sample: row.sample,
          tokens: row.tokens,
          logprobs: Float32Array.from(row.logprobs),
          finish: stopped ? "stop" : "length",
        };
        if (--lanes[row.lane] === 0) laneOf.delete(hosts[row.prompt]);
        const last = rows.pop() as Row;
        if (index < rows.length) {
          rows[index] = last;
          await rowCache.move(rows.length, index);
        }
      }
    }
    return finite;
  }

  /** Predicted bytes of a run's keys and values, of what decoding keeps, and of the prefill: one prompt, and all. */
  predict(run: PlannedRun & { sampling: Choice }): Activations & { cache: number; decoding: number } {
    const { config } = this.context;
    const { prompts, samplesPerPrompt, promptTokens, responseTokens, sampling } = run;
    const rows = Math.min(this.maxRows, prompts * samplesPerPrompt);
    const lanes = this.#laneCount(prompts, prompts * samplesPerPrompt);
    const prefix = promptTokens - 1;
    const tokens = rowTokens(rows, responseTokens);
    const decode = peakBytes(this.#build(sampling), { held: (name) => /^(prompt|past)[KV]:/.test(name) });
    const M = Math.min(rows, samplesPerPrompt);
    const alone = this.#prefillBytes(1, prefix);
    const most = this.#prefillBytes(Math.min(lanes, prompts), prefix);
    return {
      // Rows' arrays grow by doubling, and what they were waits for the garbage collector.
      cache: 8 * config.layers * config.kvHeads * config.headDim * (1.5 * tokens + lanes * prefix),
      decoding: decode({ B: rows, G: lanes, M, P: prefix, L: tokens / rows }),
      least: alone,
      alone,
      most: Math.min(most, scoringBytes),
    };
  }

  async dispose(): Promise<void> {
    for (const cache of this.#caches) cache.dispose();
    this.#spareCache?.dispose();
    this.#spareCache = null;
    await this.#graphs.dispose();
  }

  /** Prompts held at once, of so many: as many as fill the rows, if every lane had its share of them, and the next. */
  #laneCount(prompts: number, responses: number): number {
    const laneRows = Math.min(this.maxRows, responses / prompts);
    return Math.min(prompts, Math.ceil(this.maxRows / laneRows) + 1);
  }

  /** Predicted peak, in bytes, of computing `prompts` prompts of at most `tokens` tokens at once, with its results. */
  #prefillBytes(prompts: number, tokens: number): number {
    const { config } = this.context;
    this.#prefillPeak ??= peakBytes(this.#build("prefill"));
    const sizes = packedSizes([0], new Array<number>(prompts).fill(tokens), 1);
    const results = 8 * config.layers * config.kvHeads * config.headDim * prompts * tokens;
    return this.#prefillPeak(sizes) + results;
  }

  /** Lets waiting responses in, a whole group at a time where it fits, and computes the prompts that are new. */
  async #admit(call: Call, laneCount: number): Promise<void> {
    const { prompts, hosts, readers, queue, samplesPerPrompt, params, rows, lanes, laneOf, laneCache } = call;
    const fresh: { prompt: number; lane: number }[] = [];
    while (queue.length > 0 && rows.length < this.maxRows) {
      const { prompt } = queue[0];
      const host = hosts[prompt];
      let lane = laneOf.get(host);
      if (lane === undefined) {
        const group = Math.min(samplesPerPrompt, this.maxRows);
        if (rows.length + group > this.maxRows) break;
        lane = lanes.indexOf(0);
        if (lane < 0) lane = lanes.length;
        if (lane >= laneCount) break;
        lanes[lane] = readers.get(host) as number;
        laneOf.set(host, lane);
        fresh.push({ prompt: host, lane });
      }
      const { sample } = queue.shift() as { prompt: number; sample: number };
      rows.push({
        prompt,
        sample,
        lane,
        tokens: [],
        logprobs: [],
        limit: Math.min(params.maxTokens, this.context.positions - prompts[prompt].length),
        stop: new StopMatcher(this.tokenizer, params.stop),
      });
    }
    if (fresh.length === 0) return;
    const promptRoom = prompts.reduce((most, prompt) => Math.max(most, prompt.length - 1), 1);
    await laneCache.fit(lanes.length, promptRoom, lanes.length - 1, laneCount * promptRoom);
    await this.#prefill(
      fresh.filter(({ prompt }) => prompts[prompt].length > 1),
      prompts,
      laneCache,
    );
  }

  /** Computes prompts' keys and values, so many prompts at once as memory allows. */
  async #prefill(
    fresh: readonly { prompt: number; lane: number }[],
    prompts: readonly ArrayLike<number>[],
    laneCache: KeyValueCache,
  ): Promise<void> {
    const { config } = this.context;
    const room = Math.min(this.context.activationBytes(false), scoringBytes);
    const graph = fresh.length > 0 ? await this.#graph("prefill") : null;
    for (let start = 0, end = 1; graph && start < fresh.length; start = end++) {
      let longest = prompts[fresh[start].prompt].length;
      while (end < fresh.length) {
        longest = Math.max(longest, prompts[fresh[end].prompt].length);
        if (this.#prefillBytes(end + 1 - start, longest - 1) > room) break;
        end++;
      }
      const some = fresh.slice(start, end);
      const own = some.map(({ prompt }) => Array.prototype.slice.call(prompts[prompt], 0, -1) as number[]);
      const zeros = new Array<number>(own.length).fill(0);
      const packed = packBatch(
        tokenRows([{ tokens: [] }], zeros, own),
        [...own.keys()],
        config,
        1,
        this.#windows,
      );
      const { arrays } = await graph.run(packed.feeds, packed.sizes);
      const lanes = some.map(({ lane }) => lane);
      await laneCache.write(arrays, packed.sizes.S, lanes, zeros);
    }
  }

  /** Runs the decode graph once over the active rows; keeps their new keys and values, and returns their tokens. */
  async #step(
    graph: DeviceGraph,
    { prompts, params, rows, lanes, laneCache, rowCache }: Call,
  ): Promise<(row: number) => { token: number; logp: number }> {
    const { config } = this.context;
    const { heads, kvHeads } = config;
    const repeat = heads / kvHeads;
    const choice = choiceOf(params);
    const B = rows.length;
    const G = lanes.length;
    const L = rowCache.length;
    const P = laneCache.length;
    const places = new Array<number>(G).fill(0);
    const place = rows.map((row) => places[row.lane]++);
    const M = largest(places);

    const ids = new Int32Array(B);
    const positions = new BigInt64Array(B);
    const uniform = new Float32Array(B);
    const laneHeads = new Int32Array(G * heads * M);
    const rowPlace = new Int32Array(B * heads);
    const masks = this.#windows.map((window) => {
      const [prompt, past] = [new Float32Array(B * P), new Float32Array(B * L)];
      return { window, prompt: prompt.fill(minusInfinity), past: past.fill(minusInfinity) };
    });
    rows.forEach((row, b) => {
      const prompt = prompts[row.prompt];
      const n = row.tokens.length;
      ids[b] = n > 0 ? row.tokens[n - 1] : prompt[prompt.length - 1];
      positions[b] = BigInt(prompt.length - 1 + n);
      uniform[b] =
        typeof params.seed === "number"
          ? uniformAt(params.seed, row.prompt, row.sample, n)
          : uniformAt(params.seed[row.prompt], 0, row.sample, n);
      for (const { window, prompt: ofPrompt, past } of masks) {
        // Of the window one token is the new one, whose keys stand in neither cache.
        const prefix = prompt.length - 1;
        const hidden = window === null ? 0 : Math.max(0, prefix + n + 1 - window);
        ofPrompt.fill(0, b * P + Math.min(hidden, prefix), b * P + prefix);
        past.fill(0, b * L + Math.max(0, hidden - prefix), b * L + n);
      }
      for (let kv = 0; kv < kvHeads; kv++)
        for (let r = 0; r < repeat; r++) {
          const slot = ((row.lane * kvHeads + kv) * M + place[b]) * repeat + r;
          const head = b * heads + kv * repeat + r;
          laneHeads[slot] = head;
          rowPlace[head] = slot;
        }
    });
    const feeds: Record<string, Feed | DeviceArray> = {
      ...{ ids, positions, laneHeads, rowPlace },
      ...Object.fromEntries(
        masks.flatMap(({ window, prompt, past }) => [
          [maskName("promptMask", window), prompt],
          [maskName("pastMask", window), past],
        ]),
      ),
      ...laneCache.inputs("prompt", G),
      ...rowCache.inputs("past", B),
    };
    if (choice === "draw") feeds.uniform = uniform;
    if (choice !== "greedy") feeds.inverseTemperature = Float32Array.of(1 / params.temperature);
    const { values: out, arrays } = await graph.run(feeds, { B, G, M, P, L });
    const [slots, lengths] = [rows.map((_, b) => b), rows.map((row) => row.tokens.length)];
    await rowCache.write(arrays, 1, slots, lengths);
    if (choice !== "probabilities") return (row) => ({ token: out.token[row], logp: out.logp[row] });
    const V = config.vocabSize;
    return (row) => {
      const p = out.p.subarray(row * V, (row + 1) * V);
      const token = drawNucleus(p, params.topP, uniform[row]);
      // log p = logit − logSum, and the tempered probability gives the logit back.
      const logit = params.temperature * (Math.log(p[token]) + out.logSumTempered[row]);
      return { token, logp: logit - out.logSum[row] };
    };
  }

  #graph(kind: Choice | "prefill"): Promise<DeviceGraph> {
    return this.#graphs.get(kind, () => this.#build(kind));
  }

  #build(kind: Choice | "prefill"): Graph {
    const { config, device, lora, positions, weights } = this.context;
    return kind === "prefill"
      ? buildPrefillGraph(config, lora, positions, weights.halved)
      : buildDecodeGraph(config, lora, positions, kind, device.join !== undefined, weights.halved);
  }
}

/** How tokens are chosen by these parameters. */
export const choiceOf = ({ temperature, topP }: Pick<SamplingParams, "temperature" | "topP">): Choice =>
  temperature === 0 ? "greedy" : topP < 1 ? "probabilities" : "draw";
