// Operations of a decoder and their gradients, arranged so that few passes over memory are made: RMSNorm, gated
// activations, rotary positions, and attention over packed tokens.
import { type Dim, type Graph, type Tensor, times } from "./graph.ts";
import { arithmetic, gatherRows, product, reshaped, softCap, softCapSlope, sumLast } from "./ops.ts";

const mulNode = (g: Graph, a: Tensor, b: Tensor) => arithmetic(g, "Mul", a, b);

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
        const tw = product(g, reshaped(g, t, [rows, D]), reshaped(g, weight, [D, 1]));
        const s2 = mulNode(g, inverse, inverse);
        const s3 = mulNode(g, mulNode(g, s2, inverse), g.scalar(1 / D));
        const pull = mulNode(g, x, mulNode(g, reshaped(g, tw, [...lead, 1]), s3));
        const direct = mulNode(g, mulNode(g, gradient, weight), inverse);
        return arithmetic(g, "Sub", direct, pull);
      },
      () => reshaped(g, product(g, reshaped(g, inverse, [1, rows]), reshaped(g, t, [rows, D])), [D]),
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

/** gelu(gate) ∘ up, gelu(x) = x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))), whose half in brackets is σ of twice the tanh's. */
export function geluGated(g: Graph, gate: Tensor, up: Tensor): Tensor {
  const factor = 2 * Math.sqrt(2 / Math.PI);
  const square = mulNode(g, gate, gate);
  const cubic = (a: number) => g.node("Add", [mulNode(g, square, g.scalar(a)), g.scalar(factor)], gate.shape);
  const sigma = g.node("Sigmoid", [mulNode(g, gate, cubic(factor * 0.044715))], gate.shape);
  const gelu = mulNode(g, gate, sigma);
  return g.record(mulNode(g, gelu, up), [gate, up], (gradient) => [
    () => {
      // gelu'(x) = σ + (gelu(x) − gelu(x)·σ)·u', u the argument of σ
      const rest = arithmetic(g, "Sub", gelu, mulNode(g, gelu, sigma));
      const slope = g.node("Add", [sigma, mulNode(g, rest, cubic(3 * factor * 0.044715))], gate.shape);
      return mulNode(g, mulNode(g, gradient, up), slope);
    },
    () => mulNode(g, gradient, gelu),
  ]);
}

/** Cosines and sines of every position: [positions, dimensions rotated / 2] each. */
export interface RotaryTable {
  cos: Tensor;
  sin: Tensor;
}

/**
 * Rotates each head of x [T, heads·headDim] by the token's position; positions [T, 1] index the table. With `heads`
 * given, a table of fewer dimensions than a head has rotates the first of them.
 */
export function rotary(g: Graph, x: Tensor, positions: Tensor, table: RotaryTable, heads?: number): Tensor {
  const [T, width] = x.shape;
  const attributes: Record<string, number> = heads
    ? { num_heads: heads, rotary_embedding_dim: 2 * (table.cos.shape[1] as number) }
    : {};
  const apply = (y: Tensor, sin: Tensor) => {
    const rows = reshaped(g, y, [T, 1, width]);
    const inputs = [rows, positions, table.cos, sin];
    const out = g.node("RotaryEmbedding", inputs, rows.shape, attributes, { domain: "com.microsoft" });
    return reshaped(g, out, [T, width]);
  };
  // The transpose of a rotation is the rotation by the opposite angle.
  return g.record(apply(x, table.sin), [x], (gradient) => [
    () => apply(gradient, g.node("Neg", [table.sin], table.sin.shape)),
  ]);
}

/**
 * A rectangle of attention: some rows' queries against some keys. Indices point at heads of packed tokens
 * (token · heads + head); padding points at the dummy token.
 */
export interface AttentionBlock {
  rows: Dim;
  queries: Dim;
  keys: Dim;
  /** int32 [rows, kvHeads, repeat·queries] into [T·heads]. */
  queryIndex: Tensor;
  /** int32 [rows, kvHeads, keys] into [T·kvHeads]. */
  keyIndex: Tensor;
  /** Added to the scores: [rows or 1, 1, 1, queries, keys]. */
  mask: Tensor;
  /** int32: where each key stands in [rows·kvHeads·keys]; one more means nowhere. Null if forward only. */
  keySlot: Tensor | null;
}

/**
 * Where packed tokens stand in attention. Tokens are those of the prompts, then those of the responses, then one
 * dummy, from which padding reads and on which nothing depends: every gradient that reaches it is zero.
 *
 * Prompts are one block (rows = groups), or none. Responses are cut into stripes of queries: a stripe has the rows
 * that reach into it, and as keys their prompt and themselves up to the stripe's end. So neither the part above the
 * diagonal nor the padding behind short rows is computed, but for the corners.
 */
export interface AttentionLayout {
  tokens: Dim;
  /** Of the prompts; of the responses, with the dummy. */
  promptTokens: Dim;
  ownTokens: Dim;
  heads: number;
  kvHeads: number;
  headDim: number;
  /** Scores are multiplied by it, 1/√headDim by default, and held below `cap` by its tanh, if there is one. */
  scale?: number;
  cap?: number;
  prompts: AttentionBlock | null;
  /** `members` [G, rows]: 1 where the row is of the group; null without prompts. */
  responses: readonly (AttentionBlock & { members: Tensor | null })[];
  /** int32 [queries·heads]: where each query's head stands in all blocks' query slots, one after another. */
  querySlot: Tensor;
}

/**
 * Causal grouped-query attention over packed tokens: q [queries, heads·headDim], k and v [T, kvHeads·headDim] →
 * [queries, heads·headDim]; where gradients are wanted every token is a query. Rows are padded only here; a prompt is
 * computed once and read by all its responses.
 */
export function attention(g: Graph, q: Tensor, k: Tensor, v: Tensor, layout: AttentionLayout): Tensor {
  const { tokens, heads, kvHeads, headDim, prompts, responses } = layout;
  const repeat = heads / kvHeads;
  const alpha = layout.scale ?? 1 / Math.sqrt(headDim);
  const { cap } = layout;
  const blocks: readonly AttentionBlock[] = prompts ? [prompts, ...responses] : responses;
  const table = (x: Tensor, n: number) => reshaped(g, x, [times(x.shape[0], n), headDim]);
  const concat = (parts: readonly Tensor[]) =>
    g.node("Concat", parts, [parts.map((part) => part.shape[0]).join("+"), headDim], { axis: 0 });
  const flat = (x: Tensor) => reshaped(g, x, [times(...x.shape.slice(0, -1)), headDim]);
  /** Slots of several blocks one after another, and behind them a row of zeros for who stands nowhere. */
  const slots = (parts: readonly Tensor[]) =>
    concat([...parts.map(flat), g.floats(new Array(headDim).fill(0), [1, headDim])]);
  const qTable = table(q, heads);
  const kTable = table(k, kvHeads);
  const vTable = table(v, kvHeads);

  const forward = blocks.map((block) => {
    const bq = gatherRows(g, qTable, block.queryIndex);
    const bk = gatherRows(g, kTable, block.keyIndex);
    const bv = gatherRows(g, vTable, block.keyIndex);
    const raw = product(g, bq, bk, { transB: true, alpha });
    const scores = cap === undefined ? raw : softCap(g, raw, cap);
    const split = [block.rows, kvHeads, repeat, block.queries, block.keys];
    const masked = g.node("Add", [reshaped(g, scores, split), block.mask], split);
    const p = reshaped(g, g.node("Softmax", [masked], split, { axis: -1 }), scores.shape);
    return { block, q: bq, k: bk, v: bv, scores, p, o: product(g, p, bv) };
  });
  const queries = q.shape[0];
  const packed = gatherRows(g, slots(forward.map((f) => f.o)), layout.querySlot);
  const out = reshaped(g, packed, [queries, heads * headDim]);

  return g.record(out, [q, k, v], (gradient) => {
    const dOut = table(gradient, heads);
    // With δ = ⟨∂o, o⟩ a row:  ∂scores = p ∘ (∂o·vᵀ − δ).
    const parts = forward.map((f) => {
      const dO = gatherRows(g, dOut, f.block.queryIndex);
      const dV = product(g, f.p, dO, { transA: true });
      const dP = product(g, dO, f.v, { transB: true });
      const delta = sumLast(g, mulNode(g, dO, f.o));
      const dCapped = mulNode(g, arithmetic(g, "Sub", dP, delta), f.p);
      const dS = cap === undefined ? dCapped : mulNode(g, dCapped, softCapSlope(g, f.scores, cap));
      const dQ = product(g, dS, f.k, { alpha });
      const dK = product(g, dS, f.q, { transA: true, alpha });
      return { dQ, dK, dV };
    });
    const sum = (terms: readonly Tensor[]) =>
      terms.length === 1 ? terms[0] : g.node("Sum", terms, terms[0].shape);
    const keys = (which: "dK" | "dV") => {
      const gradients = parts.map((part) => part[which]);
      const ofResponses = prompts ? gradients.slice(1) : gradients;
      const own = sum(
        responses.map(({ keySlot }, i) => gatherRows(g, slots([ofResponses[i]]), keySlot as Tensor)),
      );
      if (!prompts) return reshaped(g, own, [tokens, kvHeads * headDim]);
      // Every response of a group, in every stripe, looked at the group's prompt.
      const P = prompts.keys;
      const width = times(kvHeads, P, headDim);
      const seen = responses.map(({ rows, members }, i) => {
        const ends = [g.ints(0), g.shapeTensor([P]), g.ints(2)];
        const part = g.node("Slice", [ofResponses[i], ...ends], [rows, kvHeads, P, headDim]);
        return product(g, members as Tensor, reshaped(g, part, [rows, width]));
      });
      const total = sum([reshaped(g, gradients[0], [prompts.rows, width]), ...seen]);
      const slotsOfPrompts = reshaped(g, total, [times(prompts.rows, kvHeads, P), headDim]);
      const ofPrompts = gatherRows(g, slotsOfPrompts, prompts.keySlot as Tensor);
      return reshaped(g, concat([ofPrompts, own]), [tokens, kvHeads * headDim]);
    };
    return [
      () => {
        const packed = gatherRows(g, slots(parts.map((part) => part.dQ)), layout.querySlot);
        return reshaped(g, packed, [tokens, heads * headDim]);
      },
      () => keys("dK"),
      () => keys("dV"),
    ];
  });
}
