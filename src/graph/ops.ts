// General operations and their gradients: matrix products, arithmetic with broadcasting, reshaping, reductions.
// Each records its vector-Jacobian product; ops.test.ts checks every one against finite differences.
import { type Dim, type Graph, type Shape, type Tensor, times } from "./graph.ts";

/** [.., m, k] × [.., k, n], or with `transB` × [.., n, k]; b may be one matrix for every batch. */
export function matmul(
  g: Graph,
  a: Tensor,
  b: Tensor,
  { transB = false }: { transB?: boolean } = {},
): Tensor {
  return g.record(product(g, a, b, { transB }), [a, b], (gradient) => [
    () => product(g, gradient, b, { transB: !transB }),
    () => {
      // One matrix for every batch: its gradient sums over the batches, so both sides are flattened first.
      const shared = b.shape.length === 2 && a.shape.length > 2;
      const [x, y] = shared ? [flatten(g, a), flatten(g, gradient)] : [a, gradient];
      return transB ? product(g, y, x, { transA: true }) : product(g, x, y, { transA: true });
    },
  ]);
}

/**
 * x·Wᵀ of x [rows, in] and a matrix W [out, in] in float16 that is not trained. W is widened to float32 for this product, and
 * again for the gradient of x, so that no layer's float32 matrices are there beside those of the others.
 */
export function productOfHalf(g: Graph, x: Tensor, half: Tensor): Tensor {
  const float32 = 1;
  const widened = (when: Tensor) =>
    g.node("Cast", [g.after(half, when)], half.shape, { to: float32 }, { type: "float32" });
  const out = product(g, x, widened(x), { transB: true });
  return g.record(out, [x], (gradient) => [() => product(g, gradient, widened(gradient))]);
}

/** alpha · a × b, either side transposed in its last two axes, without a gradient of its own. */
export function product(
  g: Graph,
  a: Tensor,
  b: Tensor,
  options: { transA?: boolean; transB?: boolean; alpha?: number } = {},
): Tensor {
  const { transA = false, transB = false, alpha = 1 } = options;
  const m = a.shape[a.shape.length - (transA ? 1 : 2)];
  const n = b.shape[b.shape.length - (transB ? 2 : 1)];
  const lead = (a.shape.length >= b.shape.length ? a : b).shape.slice(0, -2);
  if (!transA && !transB && alpha === 1) return g.node("MatMul", [a, b], [...lead, m, n]);
  const attributes = { transA: +transA, transB: +transB, alpha: { float: alpha } };
  return g.node("FusedMatMul", [a, b], [...lead, m, n], attributes, { domain: "com.microsoft" });
}

function flatten(g: Graph, x: Tensor): Tensor {
  return reshaped(g, x, [times(...x.shape.slice(0, -1)), x.shape[x.shape.length - 1]]);
}

/** As `reshape`, without a gradient of its own. */
export function reshaped(g: Graph, x: Tensor, shape: Shape): Tensor {
  return g.node("Reshape", [x, g.shapeTensor(shape)], shape, {}, { type: x.type });
}

/** The same numbers in another shape. */
export function reshape(g: Graph, x: Tensor, shape: Shape): Tensor {
  return g.record(reshaped(g, x, shape), [x], (gradient) => [() => reshaped(g, gradient, x.shape)]);
}

/** Sums `x` over the axes along which `shape` was broadcast. */
function sumTo(g: Graph, x: Tensor, shape: Shape): Tensor {
  const extra = x.shape.length - shape.length;
  const axes = x.shape
    .map((_, axis) => axis)
    .filter((axis) => axis < extra || shape[axis - extra] !== x.shape[axis]);
  if (axes.length === 0) return x;
  const kept = x.shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim));
  const sum = g.node("ReduceSum", [x, g.ints(...axes)], kept, { keepdims: 1 });
  return extra === 0 ? sum : reshaped(g, sum, shape);
}

function broadcastShape(op: string, a: Shape, b: Shape): Shape {
  const [long, short] = a.length >= b.length ? [a, b] : [b, a];
  return long.map((dim, axis): Dim => {
    const other = short[axis - (long.length - short.length)] ?? 1;
    if (dim !== other && dim !== 1 && other !== 1)
      throw new Error(`graph: ${op} of [${a}] with [${b}]: sizes ${dim} and ${other} are not the same`);
    return dim === 1 ? other : dim;
  });
}

/** An operation of two operands, broadcast, without a gradient of its own. Throws an Error where sizes differ. */
export const arithmetic = (g: Graph, op: string, a: Tensor, b: Tensor) =>
  g.node(op, [a, b], broadcastShape(op, a.shape, b.shape));

/** Of a gradient the part of either operand, before it is summed over what was broadcast. */
type Part = (g: Graph, gradient: Tensor, a: Tensor, b: Tensor) => Tensor;

const binary = (op: string, ofA: Part, ofB: Part) => (g: Graph, a: Tensor, b: Tensor) =>
  g.record(arithmetic(g, op, a, b), [a, b], (gradient) => [
    () => sumTo(g, ofA(g, gradient, a, b), a.shape),
    () => sumTo(g, ofB(g, gradient, a, b), b.shape),
  ]);

const unchanged: Part = (_, gradient) => gradient;

/** a + b, broadcast. */
export const add = binary("Add", unchanged, unchanged);

/** a − b, broadcast. */
export const sub = binary("Sub", unchanged, (g, gradient) => g.node("Neg", [gradient], gradient.shape));

/** a ∘ b, broadcast. */
export const mul = binary(
  "Mul",
  (g, gradient, _, b) => arithmetic(g, "Mul", gradient, b),
  (g, gradient, a) => arithmetic(g, "Mul", gradient, a),
);

/** The smaller of a and b, broadcast; the gradient goes to a on ties. */
export const minimum = binary(
  "Min",
  (g, gradient, a, b) => arithmetic(g, "Mul", gradient, indicator(g, "LessOrEqual", a, b)),
  (g, gradient, a, b) => arithmetic(g, "Mul", gradient, indicator(g, "Less", b, a)),
);

/** factor · x */
export function scale(g: Graph, x: Tensor, factor: number): Tensor {
  return mul(g, x, g.scalar(factor));
}

const unary = (op: string, slope: (g: Graph, x: Tensor, out: Tensor) => Tensor) => (g: Graph, x: Tensor) => {
  const out = g.node(op, [x], x.shape);
  return g.record(out, [x], (gradient) => [() => arithmetic(g, "Mul", gradient, slope(g, x, out))]);
};

/** eˣ */
export const exp = unary("Exp", (_g, _x, out) => out);

/** |x|, with gradient 0 at 0. */
export const abs = unary("Abs", (g, x) => g.node("Sign", [x], x.shape));

/** cap·tanh(x / cap) */
export function softCap(g: Graph, x: Tensor, cap: number): Tensor {
  const t = g.node("Tanh", [arithmetic(g, "Mul", x, g.scalar(1 / cap))], x.shape);
  const out = arithmetic(g, "Mul", t, g.scalar(cap));
  return g.record(out, [x], (gradient) => [() => arithmetic(g, "Mul", gradient, softCapSlope(g, out, cap))]);
}

/** The slope of `softCap` where its value is `value`: 1 − (value / cap)² (no gradient: for use inside vjps). */
export function softCapSlope(g: Graph, value: Tensor, cap: number): Tensor {
  const t = arithmetic(g, "Mul", value, g.scalar(1 / cap));
  return arithmetic(g, "Sub", g.scalar(1), arithmetic(g, "Mul", t, t));
}

/** max(x, 0), with gradient 0 at 0. */
export const relu = unary("Relu", (g, x) => indicator(g, "Greater", x, g.scalar(0)));

/** 1 where condition (an operation of two operands that compares) holds, else 0; no gradient. */
export function indicator(g: Graph, op: string, a: Tensor, b: Tensor): Tensor {
  const shape = broadcastShape(op, a.shape, b.shape);
  return g.node("Cast", [g.node(op, [a, b], shape, {}, { type: "bool" })], shape, { to: 1 });
}

/** x held within [low, high], numbers or scalars without gradient; no gradient outside. */
export function clip(g: Graph, x: Tensor, low: number | Tensor, high: number | Tensor): Tensor {
  const bounds = [low, high].map((bound) => (typeof bound === "number" ? g.scalar(bound) : bound));
  const out = g.node("Clip", [x, ...bounds], x.shape);
  return g.record(out, [x], (gradient) => [
    () => arithmetic(g, "Mul", gradient, indicator(g, "Equal", out, x)),
  ]);
}

/** Sum over every element: a scalar of shape [1]. */
export function sumAll(g: Graph, x: Tensor): Tensor {
  const out = reshaped(g, g.node("ReduceSum", [x], [], { keepdims: 0 }), [1]);
  return g.record(out, [x], (gradient) => [
    () => g.node("Expand", [gradient, g.shapeTensor(x.shape)], x.shape),
  ]);
}

/** [segments, 1]: of x [N, 1] the sum over each segment's rows; `segment` int32 [N, 1] says whose a row is. */
export function segmentSums(g: Graph, x: Tensor, segment: Tensor, segments: Dim): Tensor {
  const out = scatterSums(g, x, segment, segments);
  return g.record(out, [x], (gradient) => [() => ofSegments(g, gradient, segment)]);
}

/** [N, 1]: of x [segments, 1] the row of each row's segment. */
export function spreadSegments(g: Graph, x: Tensor, segment: Tensor): Tensor {
  return g.record(ofSegments(g, x, segment), [x], (gradient) => [
    () => scatterSums(g, gradient, segment, x.shape[0]),
  ]);
}

function scatterSums(g: Graph, x: Tensor, segment: Tensor, segments: Dim): Tensor {
  const zeros = g.node("Expand", [g.floats([0]), g.shapeTensor([segments, 1])], [segments, 1]);
  return g.node("ScatterElements", [zeros, segment, x], zeros.shape, {
    axis: 0,
    reduction: { string: "add" },
  });
}

function ofSegments(g: Graph, x: Tensor, segment: Tensor): Tensor {
  return g.node("GatherElements", [x, segment], segment.shape, { axis: 0 });
}

/** softmax over the last axis. */
export function softmax(g: Graph, x: Tensor): Tensor {
  const out = g.node("Softmax", [x], x.shape, { axis: -1 });
  return g.record(out, [x], (gradient) => [
    () => {
      const weighted = arithmetic(g, "Mul", gradient, out);
      return arithmetic(g, "Sub", weighted, arithmetic(g, "Mul", out, sumLast(g, weighted)));
    },
  ]);
}

/** x / Σ x over the last axis. */
export function shares(g: Graph, x: Tensor): Tensor {
  const sum = sumLast(g, x);
  const out = arithmetic(g, "Div", x, sum);
  return g.record(out, [x], (gradient) => [
    () => {
      const pull = sumLast(g, arithmetic(g, "Mul", gradient, out));
      return arithmetic(g, "Div", arithmetic(g, "Sub", gradient, pull), sum);
    },
  ]);
}

/** x [rows, n], but 0 where it is not among its row's `count` largest. */
export function largest(g: Graph, x: Tensor, count: number): Tensor {
  const few = [x.shape[0], count];
  const [, indices] = g.nodeMany(
    "TopK",
    [x, g.ints(count)],
    [{ shape: few }, { shape: few, type: "int64" }],
    { axis: -1 },
  );
  const filled = (value: number, shape: Shape) =>
    g.node("Expand", [g.floats([value]), g.shapeTensor(shape)], shape);
  const scattered = [filled(0, x.shape), indices, filled(1, few)];
  const kept = g.node("ScatterElements", scattered, x.shape, { axis: 1 });
  return mul(g, x, g.detach(kept));
}

/** The last two axes change places. */
export function transposeLast(g: Graph, x: Tensor): Tensor {
  const swapped = (y: Tensor) => {
    const axes = y.shape.map((_, axis) => axis);
    const order = [...axes.slice(0, -2), axes.length - 1, axes.length - 2];
    return g.node(
      "Transpose",
      [y],
      order.map((axis) => y.shape[axis]),
      { perm: order },
    );
  };
  return g.record(swapped(x), [x], (gradient) => [() => swapped(gradient)]);
}

/** log softmax over the last axis. */
export function logSoftmax(g: Graph, x: Tensor): Tensor {
  const out = g.node("LogSoftmax", [x], x.shape, { axis: -1 });
  return g.record(out, [x], (gradient) => [
    () => {
      const sum = sumLast(g, gradient);
      return arithmetic(g, "Sub", gradient, arithmetic(g, "Mul", g.node("Exp", [out], out.shape), sum));
    },
  ]);
}

/** [.., start..end) of the last axis (no gradient: for forward passes alone). */
export function sliceLast(g: Graph, x: Tensor, start: number, end: number): Tensor {
  const shape = [...x.shape.slice(0, -1), end - start];
  return g.node("Slice", [x, g.ints(start), g.ints(end), g.ints(-1)], shape);
}

/** Σ over the last axis, kept with size 1 (no gradient of its own: for use inside vjps). */
export function sumLast(g: Graph, x: Tensor): Tensor {
  return g.node("ReduceSum", [x, g.ints(-1)], [...x.shape.slice(0, -1), 1], { keepdims: 1 });
}

/** Rows of x by their index (no gradient of its own): [.. of index, .. of a row]. */
export function gatherRows(g: Graph, x: Tensor, index: Tensor): Tensor {
  const shape = [...index.shape, ...x.shape.slice(1)];
  return g.node("Gather", [x, index], shape, { axis: 0 }, { type: x.type });
}

/** Rows [before, before + rows) of the first axis of x, whose sizes are before + rows + after. */
export function sliceRows(g: Graph, x: Tensor, before: Dim, rows: Dim, end: Dim, after: Dim): Tensor {
  const shape = [rows, ...x.shape.slice(1)];
  const out = g.node("Slice", [x, g.shapeTensor([before]), g.shapeTensor([end]), g.ints(0)], shape);
  const rest = x.shape.slice(1).map(() => 0);
  return g.record(out, [x], (gradient) => [
    () => g.node("Pad", [gradient, g.shapeTensor([before, ...rest, after, ...rest])], x.shape),
  ]);
}
