// The language-model head and its loss, in chunks: logits [N, vocabulary] are never held whole. Log-probabilities come
// first, then the loss on all of them, since it may be one of whole responses, then the gradients. The logits of a chunk
// are made again for the weight's gradient, the only one that must know the slopes before it sums over tokens; the
// gradient by the hidden state is a row a token that the slope multiplies. In one piece nothing is made twice.
import { type Dim, type Graph, type Shape, type Tensor, times } from "./graph.ts";

export interface HeadInputs {
  /** [N, D], the hidden state that predicts each target. */
  hidden: Tensor;
  /** [vocabulary, D] */
  weight: Tensor;
  /** int32 or int64 [N] */
  targets: Tensor;
  /** Number of targets. */
  rows: Dim;
  /** Rows of a chunk, and number of chunks: the last chunk may be short. null: all rows at once. */
  chunks: { rows: Dim; count: Dim } | null;
}

/** A scalar from log p(target) and the entropy of what is predicted, nats, both [N, 1]. */
export type HeadLoss = (logp: Tensor, entropy: Tensor) => Tensor;

export interface HeadOutputs {
  /** [N, 1] log p(target) */
  logp: Tensor;
  /** [N, 1] entropy of the predicted distribution, nats */
  entropy: Tensor;
  /** The loss; null without one */
  loss: Tensor | null;
  /** [N, D] gradient of the loss by hidden */
  hiddenGrad: Tensor | null;
  /** [vocabulary, D] gradient by weight, but for its rows at the targets, to which targetGrad [N, D] is to be added */
  weightGrad: Tensor | null;
  targetGrad: Tensor | null;
}

/** Log-probabilities of targets, and with `loss` its gradients. The weight's gradient is made if it requires one. */
export function lmHead(g: Graph, inputs: HeadInputs, loss: HeadLoss | null): HeadOutputs {
  const { hidden, weight, targets } = inputs;
  const D = hidden.shape[1];
  const wantsHidden = loss !== null && (hidden.requiresGrad || weight.requiresGrad);
  /** In one piece: what both passes need. */
  let whole: Distribution | null = null;

  const [logp, entropy, pull] = inChunks(g, inputs, [hidden, targets], (body, [rows, own], n) => {
    const { logits, p } = distributionOf(body, rows, weight, n);
    const expected = expectedLogit(body, { logits, p });
    if (body === g) whole = { logits, p, expected };
    const column = [n, 1];
    // log Σ exp from the largest logit and its probability, which never underflows.
    const largest = (x: Tensor) => body.node("ReduceMax", [x, body.ints(-1)], column, { keepdims: 1 });
    const logSum = body.node("Sub", [largest(logits), body.node("Log", [largest(p)], column)], column);
    const index = body.node("Reshape", [own, body.shapeTensor(column)], column, {}, { type: own.type });
    const chosen = body.node("GatherElements", [logits, index], column, { axis: 1 });
    const scanned = [
      body.node("Sub", [chosen, logSum], column),
      body.node("Sub", [logSum, expected], column),
    ];
    if (!wantsHidden) return { scanned, summed: [] };
    // ∂log p(target)/∂hidden = weight[target] − Σ p·weight: ∂logits = onehot − p is never formed.
    const targetRows = body.node("Gather", [weight, own], [n, D], { axis: 0 });
    const mean = body.node("MatMul", [p, weight], [n, D]);
    return { scanned: [...scanned, body.node("Sub", [targetRows, mean], [n, D])], summed: [] };
  });
  const none = { loss: null, hiddenGrad: null, weightGrad: null, targetGrad: null };
  if (!loss) return { logp, entropy, ...none };

  const [logpLeaf, entropyLeaf] = [g.leaf(logp), g.leaf(entropy)];
  const value = loss(logpLeaf, entropyLeaf);
  const [slope, entropySlope] = g.gradients(
    [{ tensor: value, gradient: g.floats([1]) }],
    [logpLeaf, entropyLeaf],
  );
  if (!slope) throw new Error("graph: the loss does not depend on the log-probabilities");
  if (!wantsHidden) return { logp, entropy, ...none, loss: value };
  const sloped = (x: Tensor, by: Tensor) => g.node("Mul", [x, by], x.shape);
  const byLogp = sloped(pull, slope);
  const targetGrad = weight.requiresGrad ? sloped(hidden, slope) : null;
  const byEntropy = entropySlope ? sloped(hidden, entropySlope) : null;
  if (!targetGrad && !byEntropy)
    return { logp, entropy, loss: value, hiddenGrad: byLogp, weightGrad: null, targetGrad };

  // The loops' columns: hidden, and it times either slope where that is wanted.
  const columns = [hidden, ...(targetGrad ? [targetGrad] : []), ...(byEntropy ? [byEntropy] : [])];
  const outputs = inChunks(g, inputs, columns, (body, [rows, ...hiddenSloped], n) => {
    const distribution = whole ?? distributionOf(body, rows, weight, n);
    const { logits, p } = distribution;
    const V = weight.shape[0];
    const back = (x: Tensor, by: Tensor) => fused(body, x, by, 1, 0, [V, D], -1);
    if (!byEntropy) return { scanned: [], summed: [back(p, hiddenSloped[0])] };
    // ∂entropy/∂logits = −p ∘ (logits − Σ p·logits)
    const above = body.node("Sub", [logits, expectedLogit(body, distribution)], [n, V]);
    const fall = body.node("Mul", [p, above], [n, V]);
    const scanned = [body.node("MatMul", [fall, weight], [n, D])];
    if (!targetGrad) return { scanned, summed: [] };
    const both = [back(p, hiddenSloped[0]), back(fall, hiddenSloped[1])];
    return { scanned, summed: [body.node("Add", both, [V, D])] };
  });
  const weightGrad = targetGrad && outputs[outputs.length - 1];
  const hiddenGrad = entropySlope
    ? g.node("Sub", [byLogp, sloped(outputs[0], entropySlope)], byLogp.shape)
    : byLogp;
  return { logp, entropy, loss: value, hiddenGrad, weightGrad, targetGrad };
}

/** What a chunk of n rows predicts. */
interface Distribution {
  /** [n, vocabulary] */
  logits: Tensor;
  p: Tensor;
  /** [n, 1] Σ p · logits; absent until it is needed. */
  expected?: Tensor;
}

function distributionOf(g: Graph, hidden: Tensor, weight: Tensor, n: Dim): Distribution {
  const V = weight.shape[0];
  const logits = fused(g, hidden, weight, 0, 1, [n, V]);
  return { logits, p: g.node("Softmax", [logits], [n, V], { axis: -1 }) };
}

/** [n, 1] Σ p · logits. */
function expectedLogit(g: Graph, { logits, p, expected }: Distribution): Tensor {
  if (expected) return expected;
  const [n, V] = p.shape;
  const wide = (x: Tensor) => g.node("Reshape", [x, g.shapeTensor([n, 1, V])], [n, 1, V]);
  const products = fused(g, wide(p), wide(logits), 0, 1, [n, 1, 1]);
  return g.node("Reshape", [products, g.shapeTensor([n, 1])], [n, 1]);
}

function fused(
  g: Graph,
  a: Tensor,
  b: Tensor,
  transA: number,
  transB: number,
  shape: Shape,
  alpha = 1,
): Tensor {
  const attributes = { transA, transB, alpha: { float: alpha } };
  return g.node("FusedMatMul", [a, b], shape, attributes, { domain: "com.microsoft" });
}

/**
 * `work` on chunks of rows of the columns. What it scans, [n, width] each, is put together to [N, width]; what it sums,
 * of any shape, is added up. Returns what was scanned, then the sums.
 */
function inChunks(
  g: Graph,
  { rows: N, chunks }: HeadInputs,
  columns: readonly Tensor[],
  work: (body: Graph, columns: Tensor[], n: Dim) => { scanned: Tensor[]; summed: Tensor[] },
): Tensor[] {
  if (!chunks) {
    const { scanned, summed } = work(g, [...columns], N);
    return [...scanned, ...summed];
  }
  const { rows, count } = chunks;
  const padded = times(rows, count);
  const body = g.body();
  const iteration = body.freshInput([], "int64");
  const condition = body.freshInput([], "bool");
  const size = g.shapeTensor([rows]);
  const first = body.node("Mul", [iteration, size], [1], {}, { type: "int64" });
  const last = body.node("Add", [first, size], [1], {}, { type: "int64" });
  const parts = columns.map((x) => {
    const shape = [rows, ...x.shape.slice(1)];
    return body.node(
      "Slice",
      [padRows(g, x, N, padded), first, last, body.ints(0)],
      shape,
      {},
      { type: x.type },
    );
  });
  const { scanned, summed } = work(body, parts, rows);
  const held = summed.map(({ shape }) => body.freshInput(shape));
  const carried = summed.map((sum, i) => body.node("Add", [held[i], sum], sum.shape));
  const proceed = body.node("Identity", [condition], [], {}, { type: "bool" });
  const outputs = g.nodeMany(
    "Loop",
    [g.shapeTensor([count]), g.bool(true), ...summed.map((sum) => zeros(g, sum))],
    [...carried.map((x) => ({ shape: x.shape })), ...scanned.map((x) => ({ shape: [count, ...x.shape] }))],
    { body: { graph: body.message([proceed, ...carried, ...scanned]) } },
  );
  const together = outputs.slice(carried.length).map((x) => {
    const width = x.shape[2];
    const flat = g.node("Reshape", [x, g.shapeTensor([padded, width])], [padded, width]);
    return g.node("Slice", [flat, g.ints(0), g.shapeTensor([N]), g.ints(0)], [N, width]);
  });
  return [...together, ...outputs.slice(0, carried.length)];
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
