// The language-model head and its loss, in chunks: logits [N, vocabulary] are never held whole. Forward and backward
// of a chunk happen together, since a token's loss depends on that token's log-probability alone.
import { type Dim, type Graph, type Tensor, times } from "./graph.ts";

export interface HeadInputs {
  /** [N, D], the hidden state that predicts each target. */
  hidden: Tensor;
  /** [vocabulary, D] */
  weight: Tensor;
  /** int64 [N] */
  targets: Tensor;
  /** Number of targets. */
  rows: Dim;
  /** Rows of a chunk, and number of chunks: the last chunk may be short. null: all rows at once. */
  chunks: { rows: Dim; count: Dim } | null;
}

/** Σ weight × loss and what a token's loss needs, made from the chunk's log-probabilities [n, 1]. */
export type TokenLoss = (g: Graph, logp: Tensor, rowsOf: (perToken: Tensor) => Tensor) => Tensor;

export interface HeadOutputs {
  /** [N, 1] log p(target) */
  logp: Tensor;
  /** [N, 1] entropy of the predicted distribution, nats */
  entropy: Tensor;
  /** [1] the loss; null without one */
  loss: Tensor | null;
  /** [N, D] gradient of the loss by hidden */
  hiddenGrad: Tensor | null;
  /** [vocabulary, D] gradient by weight, but for its rows at the targets, to which targetGrad [N, D] is to be added */
  weightGrad: Tensor | null;
  targetGrad: Tensor | null;
}

type Part = Record<"logp" | "entropy", Tensor> &
  Record<"loss" | "hiddenGrad" | "weightGrad" | "targetGrad", Tensor | null>;

/** Log-probabilities of targets, and with `loss` its gradients. The weight's gradient is made if it requires one. */
export function lmHead(g: Graph, inputs: HeadInputs, loss: TokenLoss | null): HeadOutputs {
  if (!inputs.chunks)
    return chunk(g, inputs.hidden, inputs.weight, inputs.targets, inputs.rows, loss, (x) => x);
  const { rows, count } = inputs.chunks;
  const D = inputs.hidden.shape[1];
  const padded = times(rows, count);
  const pad = (x: Tensor) => padRows(g, x, inputs.rows, padded);
  const hidden = pad(inputs.hidden);
  const targets = pad(inputs.targets);

  const body = g.body();
  const iteration = body.freshInput([], "int64");
  const condition = body.freshInput([], "bool");
  const wantsWeight = loss !== null && inputs.weight.requiresGrad;
  const held = wantsWeight ? body.freshInput(inputs.weight.shape) : null;
  const size = g.shapeTensor([rows]);
  const first = body.node("Mul", [iteration, size], [1], {}, { type: "int64" });
  const last = body.node("Add", [first, size], [1], {}, { type: "int64" });
  const rowsOf = (x: Tensor) =>
    body.node("Slice", [x, first, last, body.ints(0)], [rows, ...x.shape.slice(1)], {}, { type: x.type });
  const paddedInputs = new Map<string, Tensor>();
  const perToken = (x: Tensor) => {
    const whole = paddedInputs.get(x.name) ?? pad(x);
    paddedInputs.set(x.name, whole);
    return rowsOf(whole);
  };
  const part = chunk(body, rowsOf(hidden), inputs.weight, rowsOf(targets), rows, loss, perToken);
  const carried =
    held && part.weightGrad ? [body.node("Add", [held, part.weightGrad], inputs.weight.shape)] : [];
  const names = ["logp", "entropy", "loss", "hiddenGrad", "targetGrad"] as const;
  const present = names.filter((name) => part[name] !== null);
  const scanned = present.map((name) => part[name] as Tensor);
  const proceed = body.node("Identity", [condition], [], {}, { type: "bool" });
  const outputs = g.nodeMany(
    "Loop",
    [g.shapeTensor([count]), g.bool(true), ...(held ? [zeros(g, inputs.weight)] : [])],
    [...carried.map((x) => ({ shape: x.shape })), ...scanned.map((x) => ({ shape: [count, ...x.shape] }))],
    { body: { graph: body.message([proceed, ...carried, ...scanned]) } },
  );
  const stacked = new Map(present.map((name, index) => [name, outputs[carried.length + index]]));
  const column = (name: (typeof names)[number], width: Dim) => {
    const x = stacked.get(name);
    if (!x) return null;
    const flat = g.node("Reshape", [x, g.shapeTensor([padded, width])], [padded, width]);
    return g.node("Slice", [flat, g.ints(0), g.shapeTensor([inputs.rows]), g.ints(0)], [inputs.rows, width]);
  };
  const losses = stacked.get("loss");
  return {
    logp: column("logp", 1) as Tensor,
    entropy: column("entropy", 1) as Tensor,
    loss: losses ? g.node("ReduceSum", [losses, g.ints(0)], [1], { keepdims: 0 }) : null,
    hiddenGrad: column("hiddenGrad", D),
    weightGrad: held ? outputs[0] : null,
    targetGrad: column("targetGrad", D),
  };
}

/** One chunk: `n` rows, forward and backward. */
function chunk(
  g: Graph,
  hidden: Tensor,
  weight: Tensor,
  targets: Tensor,
  n: Dim,
  tokenLoss: TokenLoss | null,
  rowsOf: (perToken: Tensor) => Tensor,
): Part {
  const [V, D] = weight.shape;
  const column = [n, 1];
  const fused = (a: Tensor, b: Tensor, transA: number, transB: number, shape: readonly Dim[], alpha = 1) =>
    g.node(
      "FusedMatMul",
      [a, b],
      shape,
      { transA, transB, alpha: { float: alpha } },
      { domain: "com.microsoft" },
    );
  const logits = fused(hidden, weight, 0, 1, [n, V]);
  const p = g.node("Softmax", [logits], [n, V], { axis: -1 });
  // log Σ exp from the largest logit and its probability, which never underflows.
  const largest = (x: Tensor) => g.node("ReduceMax", [x, g.ints(-1)], column, { keepdims: 1 });
  const logSum = g.node("Sub", [largest(logits), g.node("Log", [largest(p)], column)], column);
  const index = g.node("Reshape", [targets, g.shapeTensor(column)], column, {}, { type: "int64" });
  const chosen = g.node("GatherElements", [logits, index], column, { axis: 1 });
  const logp = g.node("Sub", [chosen, logSum], column);
  const wide = (x: Tensor) => g.node("Reshape", [x, g.shapeTensor([n, 1, V])], [n, 1, V]);
  const expected = g.node(
    "Reshape",
    [fused(wide(p), wide(logits), 0, 1, [n, 1, 1]), g.shapeTensor(column)],
    column,
  );
  const entropy = g.node("Sub", [logSum, expected], column);
  const none = { loss: null, hiddenGrad: null, weightGrad: null, targetGrad: null };
  if (!tokenLoss) return { logp, entropy, ...none };

  const leaf = g.leaf(logp);
  const loss = tokenLoss(g, leaf, rowsOf);
  const one = g.floats([1]);
  const slope = g.gradients([{ tensor: loss, gradient: one }], [leaf])[0];
  if (!slope) throw new Error("graph: the token loss does not depend on the log-probability");
  if (!hidden.requiresGrad && !weight.requiresGrad) return { logp, entropy, ...none, loss };
  // ∂logits = slope ∘ (onehot − p), never formed: its two halves are multiplied apart.
  const targetRows = g.node("Gather", [weight, targets], [n, D], { axis: 0 });
  const pull = g.node("MatMul", [p, weight], [n, D]);
  const difference = g.node("Sub", [targetRows, pull], [n, D]);
  const hiddenGrad = g.node("Mul", [difference, slope], [n, D]);
  if (!weight.requiresGrad) return { logp, entropy, loss, hiddenGrad, weightGrad: null, targetGrad: null };
  const targetGrad = g.node("Mul", [hidden, slope], [n, D]);
  const weightGrad = fused(p, targetGrad, 1, 0, [V, D], -1);
  return { logp, entropy, loss, hiddenGrad, weightGrad, targetGrad };
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
