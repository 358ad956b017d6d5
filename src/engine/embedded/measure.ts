// How fast this machine multiplies matrices of a real model's sizes, in seconds, and what that would let it train and
// sample at most. bench/ measures the engine itself.
import { availableParallelism } from "node:os";
import { Random } from "../../common/random.ts";
import { Graph } from "../../graph/graph.ts";
import { matmul } from "../../graph/ops.ts";
import { loadRuntime } from "../../graph/runtime.ts";
import { Session } from "../../graph/session.ts";

/** SmolLM2-135M's sizes. Each of its weights takes part in one product a token. */
export const MEASURED_MODEL = {
  name: "SmolLM2-135M",
  parameters: 134_515_008,
  hidden: 576,
  inner: 1536,
  vocabulary: 49_152,
};

/** Tokens that are computed together: in a micro-batch of training, and of 32 responses that are sampled at once. */
const ROWS = { training: 1024, sampling: 32 };

export interface Throughput {
  threads: number;
  /** 10⁹ multiplications and additions a second, of products as in training and as in sampling. */
  gflops: { training: number; sampling: number };
  /** Tokens a second of MEASURED_MODEL if it were products alone, which is what the machine reaches at most. */
  tokensPerSecond: { training: number; scoring: number; sampling: number };
}

/**
 * Measures for about `seconds` in all. Training takes 6 operations a parameter and token (2 forward, 4 backward), scoring
 * and sampling 2. In sampling the weights come from memory each time: the product measured is that with the largest of them.
 */
export async function measureSpeed(seconds = 4): Promise<Throughput> {
  const threads = availableParallelism();
  const { parameters, hidden, inner, vocabulary } = MEASURED_MODEL;
  const training = await productSpeed([ROWS.training, hidden, inner], threads, seconds / 2);
  const sampling = await productSpeed([ROWS.sampling, hidden, vocabulary], threads, seconds / 2);
  return {
    threads,
    gflops: { training: training / 1e9, sampling: sampling / 1e9 },
    tokensPerSecond: {
      training: training / (6 * parameters),
      scoring: training / (2 * parameters),
      sampling: sampling / (2 * parameters),
    },
  };
}

/** Operations a second of x·Wᵀ, x [m, k] and W [n, k], in the fastest run of those that `seconds` allow; three at least. */
async function productSpeed(
  [m, k, n]: readonly [number, number, number],
  threads: number,
  seconds: number,
): Promise<number> {
  const graph = new Graph();
  graph.outputs.set("y", matmul(graph, graph.input("x", [m, k]), graph.input("w", [n, k]), { transB: true }));
  const random = new Random(1);
  const numbers = (length: number) => Float32Array.from({ length }, () => random.next() - 0.5);
  const feeds = { x: numbers(m * k), w: numbers(n * k) };
  const session = await Session.compile(loadRuntime, graph, { threads });
  try {
    let fastest = Number.POSITIVE_INFINITY;
    const end = performance.now() + 1000 * seconds;
    for (let run = 0; run < 3 || performance.now() < end; run++) {
      const start = performance.now();
      await session.run(feeds);
      fastest = Math.min(fastest, performance.now() - start);
    }
    return (2 * m * k * n) / (fastest / 1000);
  } finally {
    await session.dispose();
  }
}
