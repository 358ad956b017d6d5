// The language-model head and its loss, in chunks: logits [N, vocabulary] are never held whole. A chunk goes forward and
// backward at once where its loss is known from its own tokens. A loss that reads other tokens needs the
// log-probabilities of all of them first; the logits of each chunk are then made again for the gradients.
import { type Dim, type Graph, type Tensor, times } from "./graph.ts";
import { arithmetic, gatherRows, product, reshaped, softCap, softCapSlope } from "./ops.ts";

export interface HeadInputs {
  /** [N, D], the hidden state that predicts each target. */
  hidden: Tensor;
  /** [vocabulary, D] */
  weight: Tensor;
  /** int32 or int64 [N] */
  targets: Tensor;
  /** Number of targets. */
  rows: Dim;
  /**
   * Rows of a chunk, and number of chunks: the last chunk may be short. Chunks are gone through by a loop; or, where their
   * number is known and how many rows the last one has, by nodes for each. null: all rows at once.
   */
  chunks: { rows: Dim; count: Dim } | { rows: Dim; count: number; last: Dim } | null;
  /** Logits x become cap·tanh(x / cap). */
  cap?: number;
}

export interface HeadLoss {
  /** A token's loss depends on no other token. */
  local: boolean;
  /**
   * The loss [1] of n tokens, as nodes of `g`, from log p(target) and the entropy of what is predicted, nats, both
   * [n, 1]; `rows` takes those tokens of a column of all, [N, 1].
   */
  build(g: Graph, logp: Tensor, entropy: Tensor, rows: (column: Tensor) => Tensor): Tensor;
}

export interface HeadOutputs {
  /** [N, 1] log p(target) */
  logp: Tensor;
  /** [N, 1] entropy of the predicted distribution, nats */
  entropy: Tensor;
  /** [1] the loss; absent without one */
  loss?: Tensor;
  /** [N, D] gradient of the loss by hidden */
  hiddenGrad?: Tensor;
  /** [vocabulary, D] gradient by weight, but for its rows at the targets, to which targetGrad [N, D] is to be added */
  weightGrad?: Tensor;
  targetGrad?: Tensor;
}

/** Log-probabilities of targets, and with `loss` its gradients. The weight's gradient is made if it requires one. */
export function lmHead(g: Graph, inputs: HeadInputs, loss: HeadLoss | null): HeadOutputs {
  if (!loss) return inChunks(g, inputs, (chunk) => ({ scanned: forward(chunk) }));
  if (loss.local || !inputs.chunks)
    return inChunks(g, inputs, (chunk) => {
      const predicted = forward(chunk);
      const { value, ...slopes } = slopesOf(chunk.g, loss, predicted, chunk.rows);
      const { scanned, summed } = backward(chunk, slopes);
      return { scanned: { ...predicted, ...scanned }, summed: { loss: value, ...summed } };
    });
  const predicted = inChunks(g, inputs, (chunk) => ({ scanned: forward(chunk) }));
  const { value, slope, entropySlope } = slopesOf(g, loss, predicted, (column) => column);
  if (!inputs.hidden.requiresGrad && !inputs.weight.requiresGrad) return { ...predicted, loss: value };
  const gradients = inChunks(g, inputs, (chunk) =>
    backward(chunk, { slope: chunk.rows(slope), entropySlope: entropySlope && chunk.rows(entropySlope) }),
  );
  return { ...predicted, loss: value, ...gradients };
}

/** n of the targets and what is predicted there. */
interface Chunk {
  g: Graph;
  n: Dim;
  /** Takes the chunk's rows of a tensor [N, …]. */
  rows(x: Tensor): Tensor;
  /** [n, D] */
  hidden: Tensor;
  /** [vocabulary, D] */
  weight: Tensor;
  /** [n] */
  targets: Tensor;
  /** [n, vocabulary] */
  logits: Tensor;
  p: Tensor;
  cap?: number;
  /** [n, 1] Σ p · logits; absent until it is needed. */
  expected?: Tensor;
}

function chunkOf(
  g: Graph,
  { hidden, weight, targets, cap }: HeadInputs,
  n: Dim,
  rows: (x: Tensor) => Tensor,
): Chunk {
  const own = rows(hidden);
  const raw = product(g, own, weight, { transB: true });
  const logits = cap === undefined ? raw : softCap(g, raw, cap);
  const p = g.node("Softmax", [logits], logits.shape, { axis: -1 });
  return { g, n, rows, hidden: own, weight, targets: rows(targets), logits, p, cap };
}

function forward(chunk: Chunk): { logp: Tensor; entropy: Tensor } {
  const { g, n, targets, logits, p } = chunk;
  const column = [n, 1];
  // log Σ exp from the largest logit and its probability, which never underflows.
  const largest = (x: Tensor) => g.node("ReduceMax", [x, g.ints(-1)], column, { keepdims: 1 });
  const logSum = arithmetic(g, "Sub", largest(logits), g.node("Log", [largest(p)], column));
  const index = reshaped(g, targets, column);
  const chosen = g.node("GatherElements", [logits, index], column, { axis: 1 });
  return {
    logp: arithmetic(g, "Sub", chosen, logSum),
    entropy: arithmetic(g, "Sub", logSum, expectedLogit(chunk)),
  };
}

interface Slopes {
  /** [n, 1] ∂loss/∂log p(target) */
  slope: Tensor;
  /** [n, 1] ∂loss/∂entropy; null where the loss does not depend on it. */
  entropySlope: Tensor | null;
}

function slopesOf(
  g: Graph,
  loss: HeadLoss,
  predicted: { logp: Tensor; entropy: Tensor },
  rows: (column: Tensor) => Tensor,
): Slopes & { value: Tensor } {
  const [logp, entropy] = [g.leaf(predicted.logp), g.leaf(predicted.entropy)];
  const value = loss.build(g, logp, entropy, rows);
  const [slope, entropySlope] = g.gradients([{ tensor: value, gradient: g.floats([1]) }], [logp, entropy]);
  if (!slope) throw new Error("graph: the loss does not depend on the log-probabilities");
  return { value, slope, entropySlope };
}

/** The gradients that are wanted. */
function backward(chunk: Chunk, { slope, entropySlope }: Slopes): Parts {
  const { g, hidden, weight, targets, logits, p } = chunk;
  if (!hidden.requiresGrad && !weight.requiresGrad) return { scanned: {} };
  const sloped = (x: Tensor, by: Tensor) => arithmetic(g, "Mul", x, by);
  const less = (x: Tensor, y: Tensor) => arithmetic(g, "Sub", x, y);
  // Gradients by logits [n, vocabulary], and those at the targets [n, D], pass the cap.
  const capSlope = chunk.cap === undefined ? null : softCapSlope(g, logits, chunk.cap);
  const passed = (x: Tensor) => (capSlope ? sloped(x, capSlope) : x);
  const atTargets = (x: Tensor) => {
    if (!capSlope) return x;
    const index = reshaped(g, targets, [chunk.n, 1]);
    return sloped(x, g.node("GatherElements", [capSlope, index], [chunk.n, 1], { axis: 1 }));
  };
  // ∂log p(target)/∂hidden = weight[target] − Σ p·weight: ∂logits = onehot − p is never formed.
  const byLogits = passed(p);
  let hiddenGrad = sloped(
    less(atTargets(gatherRows(g, weight, targets)), product(g, byLogits, weight)),
    slope,
  );
  const byTarget = sloped(hidden, slope);
  const back = (x: Tensor, by: Tensor) => product(g, x, by, { transA: true, alpha: -1 });
  const byWeight = weight.requiresGrad ? [back(byLogits, byTarget)] : [];
  if (entropySlope) {
    // ∂entropy/∂logits = −p ∘ (logits − Σ p·logits)
    const fall = passed(sloped(p, less(logits, expectedLogit(chunk))));
    hiddenGrad = less(hiddenGrad, sloped(product(g, fall, weight), entropySlope));
    if (weight.requiresGrad) byWeight.push(back(fall, sloped(hidden, entropySlope)));
  }
  if (!weight.requiresGrad) return { scanned: { hiddenGrad } };
  const weightGrad = byWeight.length === 1 ? byWeight[0] : g.node("Add", byWeight, weight.shape);
  return { scanned: { hiddenGrad, targetGrad: atTargets(byTarget) }, summed: { weightGrad } };
}

/** [n, 1] Σ p · logits. */
function expectedLogit(chunk: Chunk): Tensor {
  if (chunk.expected) return chunk.expected;
  const { g, n, logits, p } = chunk;
  const wide = (x: Tensor) => reshaped(g, x, [n, 1, x.shape[1]]);
  chunk.expected = reshaped(g, product(g, wide(p), wide(logits), { transB: true }), [n, 1]);
  return chunk.expected;
}

type Parts<Scanned = Partial<HeadOutputs>> = { scanned: Scanned; summed?: Partial<HeadOutputs> };

/**
 * `work` on every chunk. What it scans, [n, width] each, is put together to [N, width]; what it sums, of any shape, is
 * added up.
 */
function inChunks<Scanned extends Partial<HeadOutputs>>(
  g: Graph,
  inputs: HeadInputs,
  work: (chunk: Chunk) => Parts<Scanned>,
): Scanned & Partial<HeadOutputs> {
  const { rows: N, chunks } = inputs;
  if (!chunks) {
    const { scanned, summed } = work(chunkOf(g, inputs, N, (x) => x));
    return { ...scanned, ...summed };
  }
  if ("last" in chunks) return oneByOne(g, inputs, chunks, work);
  const { rows, count } = chunks;
  const padded = times(rows, count);
  const body = g.body();
  const iteration = body.freshInput([], "int64");
  const condition = body.freshInput([], "bool");
  const size = g.shapeTensor([rows]);
  const first = body.node("Mul", [iteration, size], [1], {}, { type: "int64" });
  const last = body.node("Add", [first, size], [1], {}, { type: "int64" });
  const rowsOf = (x: Tensor) => sliced(body, padRows(g, x, N, padded), first, last, rows);
  const { scanned, summed = {} } = work(chunkOf(body, inputs, rows, rowsOf));
  const sums = Object.values(summed);
  const held = sums.map(({ shape }) => body.freshInput(shape));
  const carried = sums.map((sum, i) => body.node("Add", [held[i], sum], sum.shape));
  const proceed = body.node("Identity", [condition], [], {}, { type: "bool" });
  const columns = Object.values(scanned);
  const outputs = g.nodeMany(
    "Loop",
    [g.shapeTensor([count]), g.bool(true), ...sums.map((sum) => zeros(g, sum))],
    [...carried.map((x) => ({ shape: x.shape })), ...columns.map((x) => ({ shape: [count, ...x.shape] }))],
    { body: { graph: body.message([proceed, ...carried, ...columns]) } },
  );
  const together = outputs.slice(sums.length).map((x) => {
    const flat = reshaped(g, x, [padded, x.shape[2]]);
    return sliced(g, flat, g.ints(0), g.shapeTensor([N]), N);
  });
  const named = (parts: Partial<HeadOutputs>, tensors: readonly Tensor[]) =>
    Object.fromEntries(Object.keys(parts).map((name, i) => [name, tensors[i]]));
  return { ...named(scanned, together), ...named(summed, outputs) } as Scanned & Partial<HeadOutputs>;
}

/** As `inChunks`, without a loop. */
function oneByOne<Scanned extends Partial<HeadOutputs>>(
  g: Graph,
  inputs: HeadInputs,
  { rows, count, last }: { rows: Dim; count: number; last: Dim },
  work: (chunk: Chunk) => Parts<Scanned>,
): Scanned & Partial<HeadOutputs> {
  const parts: Record<string, Tensor[]> = {};
  const sums: Record<string, Tensor> = {};
  for (let i = 0; i < count; i++) {
    const n = i + 1 < count ? rows : last;
    const [from, to] = [g.shapeTensor([times(i, rows)]), g.shapeTensor([times(i + 1, rows)])];
    // The end is cut off where the last one is short.
    const { scanned, summed = {} } = work(chunkOf(g, inputs, n, (x) => sliced(g, x, from, to, n)));
    for (const [name, x] of Object.entries(scanned)) parts[name] = [...(parts[name] ?? []), x];
    for (const [name, x] of Object.entries(summed))
      sums[name] = sums[name] ? g.node("Add", [sums[name], x], x.shape) : x;
  }
  const whole = Object.entries(parts).map(([name, all]) => {
    const shape = [inputs.rows, ...all[0].shape.slice(1)];
    return [name, g.node("Concat", all, shape, { axis: 0 })];
  });
  return { ...sums, ...Object.fromEntries(whole) };
}

function sliced(g: Graph, x: Tensor, from: Tensor, to: Tensor, rows: Dim): Tensor {
  return g.node("Slice", [x, from, to, g.ints(0)], [rows, ...x.shape.slice(1)], {}, { type: x.type });
}

function padRows(g: Graph, x: Tensor, rows: Dim, padded: Dim): Tensor {
  const more = g.node("Sub", [g.shapeTensor([padded]), g.shapeTensor([rows])], [1], {}, { type: "int64" });
  const zerosBefore = g.ints(...x.shape.map(() => 0));
  const rest = x.shape.slice(1).map(() => 0);
  const parts = rest.length ? [zerosBefore, more, g.ints(...rest)] : [zerosBefore, more];
  const pads = g.node("Concat", parts, [2 * x.shape.length], { axis: 0 }, { type: "int64" });
  return g.node("Pad", [x, pads], [padded, ...x.shape.slice(1)], {}, { type: x.type });
}

function zeros(g: Graph, like: Tensor): Tensor {
  return g.node("Expand", [g.floats([0]), g.shapeTensor(like.shape)], like.shape);
}
