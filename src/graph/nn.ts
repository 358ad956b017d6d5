// Operations of a decoder and their gradients, arranged so that few passes over memory are made: RMSNorm, SwiGLU,
// rotary positions, and attention over packed tokens.
import { type Dim, type Graph, type Tensor, times } from "./graph.ts";
import { sumLast } from "./ops.ts";

const microsoft = "com.microsoft";

const reshaped = (g: Graph, x: Tensor, shape: readonly Dim[]) =>
  g.node("Reshape", [x, g.shapeTensor(shape)], shape);
const mulNode = (g: Graph, a: Tensor, b: Tensor) => g.node("Mul", [a, b], a.shape);

/** x / √(mean(x²) + ε) ∘ weight over the last axis; x [.., D], weight [D]. */
export function rmsNorm(g: Graph, x: Tensor, weight: Tensor, epsilon: number): Tensor {
  const D = x.shape[x.shape.length - 1] as number;
  const lead = x.shape.slice(0, -1);
  const [out, inverse] = g.nodeMany(
    "SimplifiedLayerNormalization",
    [x, weight],
    [{ shape: x.shape }, { shape: [...lead, 1] }],
    { axis: -1, epsilon: { float: epsilon }, stash_type: 1 },
  );
  return g.record(out, [x, weight], (gradient) => {
    // With s = 1/rms and t = gradient ∘ x:  ∂x = s·(gradient ∘ w) − x·s³·⟨t, w⟩/D,  ∂w = Σ_rows s·t.
    const rows = times(...lead);
    const t = mulNode(g, gradient, x);
    return [
      () => {
        const tw = g.node("MatMul", [reshaped(g, t, [rows, D]), reshaped(g, weight, [D, 1])], [rows, 1]);
        const s2 = mulNode(g, inverse, inverse);
        const s3 = mulNode(g, mulNode(g, s2, inverse), g.scalar(1 / D));
        const pull = mulNode(g, x, mulNode(g, reshaped(g, tw, [...lead, 1]), s3));
        const direct = mulNode(g, mulNode(g, gradient, weight), inverse);
        return g.node("Sub", [direct, pull], x.shape);
      },
      () => {
        const sum = g.node("MatMul", [reshaped(g, inverse, [1, rows]), reshaped(g, t, [rows, D])], [1, D]);
        return reshaped(g, sum, [D]);
      },
    ];
  });
}

/** silu(gate) ∘ up, silu(x) = x·σ(x). */
export function swiglu(g: Graph, gate: Tensor, up: Tensor): Tensor {
  const sigma = g.node("Sigmoid", [gate], gate.shape);
  const silu = mulNode(g, gate, sigma);
  return g.record(mulNode(g, silu, up), [gate, up], (gradient) => [
    () => {
      // silu'(x) = σ(x)·(1 + x − silu(x))
      const slope = g.node("Add", [g.node("Sub", [gate, silu], gate.shape), g.scalar(1)], gate.shape);
      return mulNode(g, mulNode(g, mulNode(g, gradient, up), sigma), slope);
    },
    () => mulNode(g, gradient, silu),
  ]);
}

/** Cosines and sines of every position: [positions, headDim / 2] each. */
export interface RotaryTable {
  cos: Tensor;
  sin: Tensor;
}

/** Rotates each head of x [T, heads·headDim] by the token's position; positions [T, 1] index the table. */
export function rotary(g: Graph, x: Tensor, positions: Tensor, table: RotaryTable): Tensor {
  const [T, width] = x.shape;
  const apply = (y: Tensor, sin: Tensor) => {
    const rows = reshaped(g, y, [T, 1, width]);
    const out = g.node(
      "RotaryEmbedding",
      [rows, positions, table.cos, sin],
      [T, 1, width],
      {},
      { domain: microsoft },
    );
    return reshaped(g, out, [T, width]);
  };
  // The transpose of a rotation is the rotation by the opposite angle.
  return g.record(apply(x, table.sin), [x], (gradient) => [
    () => apply(gradient, g.node("Neg", [table.sin], table.sin.shape)),
  ]);
}

/**
 * A rectangle of attention: R rows of S queries against K keys. Indices point at heads of packed tokens
 * (token · heads + head); padding points at the dummy token.
 */
export interface AttentionBlock {
  rows: Dim;
  queries: Dim;
  keys: Dim;
  /** int64 [rows, heads, queries] into [T·heads]. */
  queryIndex: Tensor;
  /** int64 [rows, kvHeads, keys] into [T·kvHeads]. */
  keyIndex: Tensor;
  /** Added to the scores: [rows or 1, 1, 1, queries, keys]. */
  mask: Tensor;
}

/**
 * Where packed tokens stand in attention. Two blocks: the prompts (rows = groups), and the responses, whose keys
 * are their group's prompt followed by themselves; without prompts only the second.
 *
 * The dummy token is the last packed token, present whenever there is padding. Padding reads from it, nothing
 * depends on it, so every gradient that reaches it is zero.
 */
export interface AttentionLayout {
  tokens: Dim;
  heads: number;
  kvHeads: number;
  headDim: number;
  prompts: (AttentionBlock & { groups: Dim; perGroup: Dim }) | null;
  responses: AttentionBlock;
  /** int64 [T·heads]: where each packed head stands in the concatenated query slots of both blocks. */
  querySlot: Tensor;
  /** int64 [T·kvHeads]: the same for keys: the prompts' slots, then the responses' own. */
  keySlot: Tensor;
}

interface BlockForward {
  block: AttentionBlock;
  q: Tensor;
  k: Tensor;
  v: Tensor;
  p: Tensor;
  o: Tensor;
}

/**
 * Causal grouped-query attention over packed tokens: q [T, heads·headDim], k and v [T, kvHeads·headDim] →
 * [T, heads·headDim]. Rows are padded only here; a prompt is computed once and read by all its responses.
 */
export function attention(g: Graph, q: Tensor, k: Tensor, v: Tensor, layout: AttentionLayout): Tensor {
  const { tokens, heads, kvHeads, headDim } = layout;
  const repeat = heads / kvHeads;
  const alpha = 1 / Math.sqrt(headDim);
  const blocks = layout.prompts ? [layout.prompts, layout.responses] : [layout.responses];
  const table = (x: Tensor, n: number) => reshaped(g, x, [times(tokens, n), headDim]);
  const gather = (x: Tensor, index: Tensor, shape: readonly Dim[]) =>
    g.node("Gather", [x, index], [...shape, headDim], { axis: 0 });
  const product = (a: Tensor, b: Tensor, transA: number, transB: number, shape: readonly Dim[], factor = 1) =>
    g.node("FusedMatMul", [a, b], shape, { transA, transB, alpha: { float: factor } }, { domain: microsoft });
  const queryShape = (b: AttentionBlock) => [b.rows, kvHeads, times(repeat, b.queries)];
  const slots = (parts: readonly Tensor[]) => {
    const flat = parts.map((part) => reshaped(g, part, [times(...part.shape.slice(0, -1)), headDim]));
    if (flat.length === 1) return flat[0];
    return g.node("Concat", flat, [flat.map((part) => part.shape[0]).join("+"), headDim], { axis: 0 });
  };
  const qTable = table(q, heads);
  const kTable = table(k, kvHeads);
  const vTable = table(v, kvHeads);

  const forward = blocks.map((block): BlockForward => {
    const bq = gather(qTable, block.queryIndex, queryShape(block));
    const bk = gather(kTable, block.keyIndex, [block.rows, kvHeads, block.keys]);
    const bv = gather(vTable, block.keyIndex, [block.rows, kvHeads, block.keys]);
    const flat = [...queryShape(block), block.keys];
    const scores = product(bq, bk, 0, 1, flat, alpha);
    const split = [block.rows, kvHeads, repeat, block.queries, block.keys];
    const masked = g.node("Add", [reshaped(g, scores, split), block.mask], split);
    const p = reshaped(g, g.node("Softmax", [masked], split, { axis: -1 }), flat);
    const o = g.node("MatMul", [p, bv], [...queryShape(block), headDim]);
    return { block, q: bq, k: bk, v: bv, p, o };
  });
  const width = heads * headDim;
  const packed = g.node(
    "Gather",
    [slots(forward.map((f) => f.o)), layout.querySlot],
    [times(tokens, heads), headDim],
    {
      axis: 0,
    },
  );
  const out = reshaped(g, packed, [tokens, width]);

  return g.record(out, [q, k, v], (gradient) => {
    const dOut = table(gradient, heads);
    // With δ = ⟨∂o, o⟩ a row:  ∂scores = p ∘ (∂o·vᵀ − δ).
    const parts = forward.map((f) => {
      const { block } = f;
      const dO = gather(dOut, block.queryIndex, queryShape(block));
      const keyShape = [block.rows, kvHeads, block.keys, headDim];
      const dV = product(f.p, dO, 1, 0, keyShape);
      const dP = product(dO, f.v, 0, 1, f.p.shape);
      const delta = sumLast(g, mulNode(g, dO, f.o));
      const dS = mulNode(g, g.node("Sub", [dP, delta], f.p.shape), f.p);
      const dQ = product(dS, f.k, 0, 0, f.q.shape, alpha);
      const dK = product(dS, f.q, 1, 0, keyShape, alpha);
      return { dQ, dK, dV };
    });
    const unpack = (part: Tensor, slot: Tensor, n: number) =>
      reshaped(g, g.node("Gather", [part, slot], [times(tokens, n), headDim], { axis: 0 }), [
        tokens,
        n * headDim,
      ]);
    // The responses' gradients of prompt keys are summed over the responses of each group.
    const keys = (which: "dK" | "dV") => {
      const own = parts[parts.length - 1][which];
      if (!layout.prompts) return slots([own]);
      const { groups, perGroup, keys: P } = layout.prompts;
      const { queries: S } = layout.responses;
      const cut = (start: Tensor, end: Tensor, length: Dim) =>
        g.node("Slice", [own, start, end, g.ints(2)], [layout.responses.rows, kvHeads, length, headDim]);
      const prompt = cut(g.ints(0), g.shapeTensor([P]), P);
      const byGroup = reshaped(g, prompt, [groups, perGroup, kvHeads, P, headDim]);
      const summed = g.node("ReduceSum", [byGroup, g.ints(1)], [groups, kvHeads, P, headDim], {
        keepdims: 0,
      });
      const total = g.node("Add", [parts[0][which], summed], [groups, kvHeads, P, headDim]);
      return slots([total, cut(g.shapeTensor([P]), g.ints(2 ** 31 - 1), S)]);
    };
    return [
      () => unpack(slots(parts.map((part) => part.dQ)), layout.querySlot, heads),
      () => unpack(keys("dK"), layout.keySlot, kvHeads),
      () => unpack(keys("dV"), layout.keySlot, kvHeads),
    ];
  });
}
