// The model of the Tinker stub: a bigram policy, small enough to be trained for real with the protocol's losses.
import { Random } from "../src/common/random.ts";

/** A datum of forward or forward_backward as it came. */
export interface StubDatum {
  model_input: { chunks: { tokens: number[] }[] };
  loss_fn_inputs: Record<string, { data: number[] } | undefined>;
}

export interface StubAdam {
  learning_rate: number;
  beta1: number;
  beta2: number;
  eps: number;
  weight_decay: number;
  grad_clip_norm?: number;
}

/** How token losses become one: as the hosted service or as SkyRL's JAX backend. */
export type Reduction = "sum" | "mean";

/** log p(next | token) is a row of a table. */
export class BigramModel {
  readonly weights: Float64Array;
  #gradient: Float64Array;
  #first: Float64Array;
  #second: Float64Array;
  #steps = 0;
  /** Data whose gradient is held. */
  #count = 0;

  constructor(
    readonly vocabSize: number,
    seed: number,
  ) {
    const size = vocabSize * vocabSize;
    const random = new Random(seed);
    this.weights = Float64Array.from({ length: size }, () => 0.5 * random.normal());
    this.#gradient = new Float64Array(size);
    this.#first = new Float64Array(size);
    this.#second = new Float64Array(size);
  }

  /** Weights and optimizer, without the gradient held. */
  copy(): BigramModel {
    const copy = new BigramModel(this.vocabSize, 0);
    copy.take(this);
    return copy;
  }

  /** Takes another's weights and optimizer. */
  take(other: BigramModel): void {
    this.weights.set(other.weights);
    this.#first.set(other.#first);
    this.#second.set(other.#second);
    this.#steps = other.#steps;
  }

  /** Natural logarithms of the probabilities of what follows `token`. */
  row(token: number): Float64Array {
    const { vocabSize } = this;
    const row = this.weights.slice(token * vocabSize, (token + 1) * vocabSize);
    const total = Math.log(row.reduce((sum, logit) => sum + Math.exp(logit), 0));
    return row.map((logit) => logit - total);
  }

  /** Log-probability of each target; with `loss`, its gradient is added to the one held. */
  pass(
    { model_input, loss_fn_inputs }: StubDatum,
    reduction: Reduction,
    loss: { name: string; config: Record<string, number> } | null,
  ): number[] {
    const tokens = model_input.chunks.flatMap((chunk) => chunk.tokens);
    const of = (name: string) => loss_fn_inputs[name]?.data;
    const targets = of("target_tokens")!;
    const weights = of("weights") ?? targets.map(() => 1);
    const masked = reduction === "mean" || loss?.name === "cross_entropy";
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const scale = reduction === "mean" ? 1 / Math.max(total, 1e-9) : 1;
    if (loss) this.#count++;
    return targets.map((target, i) => {
      const logs = this.row(tokens[i]);
      if (loss) {
        const by = byLogprob(loss, logs[target], of("logprobs")?.[i] ?? 0, of("advantages")?.[i] ?? 0);
        const factor = by * (masked ? weights[i] : 1) * scale;
        for (let v = 0; factor !== 0 && v < logs.length; v++)
          this.#gradient[tokens[i] * this.vocabSize + v] +=
            factor * (Number(v === target) - Math.exp(logs[v]));
      }
      return logs[target];
    });
  }

  /** One step of AdamW; the gradient's norm. */
  step(adam: StubAdam, reduction: Reduction): number {
    const scale = reduction === "mean" ? 1 / Math.max(this.#count, 1) : 1;
    const norm = scale * Math.hypot(...this.#gradient);
    const clip = adam.grad_clip_norm ? Math.min(1, adam.grad_clip_norm / norm) : 1;
    this.#steps++;
    for (let i = 0; i < this.weights.length; i++) {
      const gradient = this.#gradient[i] * scale * clip;
      this.#first[i] = adam.beta1 * this.#first[i] + (1 - adam.beta1) * gradient;
      this.#second[i] = adam.beta2 * this.#second[i] + (1 - adam.beta2) * gradient * gradient;
      const first = this.#first[i] / (1 - adam.beta1 ** this.#steps);
      const second = this.#second[i] / (1 - adam.beta2 ** this.#steps);
      const decay = adam.weight_decay * this.weights[i];
      this.weights[i] -= adam.learning_rate * (first / (Math.sqrt(second) + adam.eps) + decay);
    }
    this.#gradient.fill(0);
    this.#count = 0;
    return norm;
  }

  /** A response after `token`; the log-probabilities are untempered. */
  sample(token: number, limit: number, temperature: number, stop: readonly number[], seed: number) {
    const random = new Random(seed);
    const tokens: number[] = [];
    const logprobs: number[] = [];
    let last = token;
    while (tokens.length < limit) {
      const logs = this.row(last);
      const scores = logs.map((log) =>
        temperature === 0 ? log : log / temperature - Math.log(-Math.log(1 - random.next())),
      );
      last = scores.indexOf(Math.max(...scores));
      tokens.push(last);
      logprobs.push(logs[last]);
      if (stop.includes(last)) return { tokens, logprobs, stop_reason: "stop" };
    }
    return { tokens, logprobs, stop_reason: "length" };
  }
}

/** Derivative of a token's loss by its log-probability. */
function byLogprob(
  { name, config }: { name: string; config: Record<string, number> },
  logprob: number,
  old: number,
  advantage: number,
): number {
  const { clip_low_threshold: low = 0.8, clip_high_threshold: high = 1.2 } = config;
  const ratio = Math.exp(logprob - old);
  const clipped = Math.min(Math.max(ratio, low), high);
  switch (name) {
    case "cross_entropy":
      return -1;
    case "importance_sampling":
      return -ratio * advantage;
    case "cispo":
      return -clipped * advantage;
    default:
      return ratio * advantage <= clipped * advantage ? -ratio * advantage : 0;
  }
}
