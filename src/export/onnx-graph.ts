// A decoder as one ONNX graph in the layout of optimum's exports, which transformers.js runs: tokens with the keys and
// values of those before them in, logits and all keys and values out. Of operations that are not ONNX's own there are
// RotaryEmbedding and SimplifiedLayerNormalization, which every build of ONNX Runtime has, the web's too.
import { type Dim, Graph, type Shape, type Tensor, times } from "../graph/graph.ts";
import type { GraphMessage, NodeMessage } from "../graph/onnx.ts";
import { matmul, reshape, scale, softCap } from "../graph/ops.ts";
import { type ModelConfig, windowOf, windowsOf } from "../model/config.ts";
import { Network } from "../model/network.ts";

const [BATCH, NEW, PAST] = ["batch_size", "sequence_length", "past_sequence_length"];
const ALL = "total_sequence_length";
const int64 = { type: "int64" as const };

/** A graph to be written: `weights` are its inputs that become constants, by name. */
export interface OnnxGraph {
  message: GraphMessage;
  weights: readonly { name: string; shape: readonly number[] }[];
}

/**
 * Inputs, int64: input_ids and position_ids [batch, new], attention_mask [batch, past + new] (0: padding); float32:
 * past_key_values.LAYER.key and .value [batch, kvHeads, past, headDim]. Outputs: logits [batch, new, vocabulary], and
 * present.LAYER.key and .value [batch, kvHeads, past + new, headDim].
 * @param positions longest context; the rotary tables have `shortPositions` rows more
 */
export function buildOnnxGraph(config: ModelConfig, positions: number): OnnxGraph {
  const g = new Graph();
  const { layers, kvHeads, headDim, vocabSize } = config;
  const ids = g.input("input_ids", [BATCH, NEW], int64);
  const mask = g.input("attention_mask", [BATCH, ALL], int64);
  const positionIds = g.input("position_ids", [BATCH, NEW], int64);
  const tokens = times(BATCH, NEW);
  const cached = Array.from({ length: layers }, (_, layer) =>
    ["key", "value"].map((part) =>
      g.input(`past_key_values.${layer}.${part}`, [BATCH, kvHeads, PAST, headDim]),
    ),
  );
  const given = g.inputs.map(({ name }) => name);
  const allowed = allowedKeys(g, mask, cached[0][0], windowsOf(config, positions));
  const short = shortPositions(config, positions);
  const net = new Network(g, config, "none", null, short + positions);
  const flatIds = g.node("Reshape", [ids, g.ints(-1)], [tokens], {}, int64);
  const rows = short === 0 ? positionIds : tableRows(g, positionIds, short);
  const flatPositions = g.node("Reshape", [rows, g.ints(-1, 1)], [tokens, 1], {}, int64);
  const hidden = net.layers(net.embed(flatIds), flatPositions, (layer, q, k, v) => {
    const [keys, values] = [k, v].map((x, i) => {
      const own = transposed(g, x, kvHeads, headDim);
      const all = [BATCH, kvHeads, ALL, headDim];
      return g.node("Concat", [cached[layer][i], own], all, { axis: 2 });
    });
    g.output(`present.${layer}.key`, keys);
    g.output(`present.${layer}.value`, values);
    return attended(g, config, q, keys, values, allowed.get(windowOf(config, layer, positions))!);
  });
  const logits = matmul(g, hidden, net.headWeight, { transB: true });
  const capped = config.logitCap === undefined ? logits : softCap(g, logits, config.logitCap);
  g.output("logits", reshape(g, capped, [BATCH, NEW, vocabSize]));
  return written(g, given);
}

/**
 * Rows of LongRoPE's short list, which stand in the rotary tables before those of the long one; 0 where one list is enough.
 * As in transformers, the long one holds for all tokens of a call with a position beyond the original context.
 */
export function shortPositions({ ropeScaling }: ModelConfig, positions: number): number {
  const original = ropeScaling?.type === "longrope" ? ropeScaling.originalMaxPositions : positions;
  return original < positions ? original : 0;
}

/** Rows of the tables for positions [batch, new]: those of the long list where the largest is not below `short`. */
function tableRows(g: Graph, positionIds: Tensor, short: number): Tensor {
  const last = g.node("ReduceMax", [positionIds], [1, 1], { keepdims: 1 }, int64);
  const within = g.node("Less", [last, g.ints(short)], [1, 1], {}, { type: "bool" });
  const before = g.node("Where", [within, g.ints(0), g.ints(short)], [1, 1], {}, int64);
  return g.node("Add", [positionIds, before], [BATCH, NEW], {}, int64);
}

/** By window (null: none), bool [batch, 1, 1, new, past + new]: whether a query sees a key. */
function allowedKeys(g: Graph, mask: Tensor, past: Tensor, windows: readonly (number | null)[]) {
  const bool = { type: "bool" as const };
  const scalar = (vector: Tensor) => g.node("Squeeze", [vector], [], {}, int64);
  const [before, all] = [scalar(sizeOf(g, past, 2)), scalar(sizeOf(g, mask, 1))];
  const [zero, one] = [0, 1].map((n) => scalar(g.ints(n)));
  const queries = g.node("Range", [before, all, one], [NEW], {}, int64);
  const keys = g.node("Range", [zero, all, one], [ALL], {}, int64);
  const column = g.node("Unsqueeze", [queries, g.ints(1)], [NEW, 1], {}, int64);
  const causal = g.node("LessOrEqual", [keys, column], [NEW, ALL], {}, bool);
  const real = g.node("Cast", [mask], [BATCH, ALL], { to: 9 }, bool);
  const spread = g.node("Unsqueeze", [real, g.ints(1, 2, 3)], [BATCH, 1, 1, 1, ALL], {}, bool);
  const shape = [BATCH, 1, 1, NEW, ALL];
  const seen = g.node("And", [spread, causal], shape, {}, bool);
  const within = (window: number) => {
    const first = g.node("Sub", [column, g.ints(window)], [NEW, 1], {}, int64);
    return g.node("And", [seen, g.node("Greater", [keys, first], [NEW, ALL], {}, bool)], shape, {}, bool);
  };
  return new Map(windows.map((window) => [window, window === null ? seen : within(window)]));
}

/** Softmax attention of the new tokens' queries [batch·new, heads·headDim] → the same shape. */
function attended(
  g: Graph,
  { heads, kvHeads, headDim, attentionScale = 1 / Math.sqrt(headDim), attentionCap }: ModelConfig,
  q: Tensor,
  keys: Tensor,
  values: Tensor,
  allowed: Tensor,
): Tensor {
  const repeat = heads / kvHeads;
  const rows = times(repeat, NEW);
  // Heads that share keys lie side by side: their queries are rows of one product.
  const queries = reshape(g, transposed(g, q, heads, headDim), [BATCH, kvHeads, rows, headDim]);
  const scaled = scale(g, queries, attentionScale);
  const turned = g.node("Transpose", [keys], [BATCH, kvHeads, headDim, ALL], { perm: [0, 1, 3, 2] });
  const split = [BATCH, kvHeads, repeat, NEW, ALL];
  const plain = reshape(g, matmul(g, scaled, turned), split);
  const scores = attentionCap === undefined ? plain : softCap(g, plain, attentionCap);
  // Finite, so that a padding token, which sees nothing, has no NaN to pass on.
  const masked = g.node("Where", [allowed, scores, g.scalar(-1e9)], split);
  const p = g.node("Softmax", [masked], split, { axis: -1 });
  const out = matmul(g, reshape(g, p, [BATCH, kvHeads, rows, ALL]), values);
  const byHead = reshape(g, out, [BATCH, heads, NEW, headDim]);
  const byToken = g.node("Transpose", [byHead], [BATCH, NEW, heads, headDim], { perm: [0, 2, 1, 3] });
  return reshape(g, byToken, [times(BATCH, NEW), heads * headDim]);
}

/** [batch·new, n·headDim] → [batch, n, new, headDim]. */
function transposed(g: Graph, x: Tensor, n: number, headDim: number): Tensor {
  const byToken = reshape(g, x, [BATCH, NEW, n, headDim]);
  return g.node("Transpose", [byToken], [BATCH, n, NEW, headDim], { perm: [0, 2, 1, 3] });
}

/** int64 [1]: the size of an axis. */
function sizeOf(g: Graph, x: Tensor, axis: number): Tensor {
  return g.node("Shape", [x], [1], { start: axis, end: axis + 1 }, int64);
}

/** The graph as other programs take it: only `given` are inputs, shapes are computed in it, outputs have their names. */
function written(g: Graph, given: readonly string[]): OnnxGraph {
  const known = g.nodes.length;
  const input = (name: string) => g.inputs.find((tensor) => tensor.name === name)!;
  const sizes = new Map([
    [BATCH, sizeOf(g, input("input_ids"), 0)],
    [NEW, sizeOf(g, input("input_ids"), 1)],
    [ALL, sizeOf(g, input("attention_mask"), 1)],
  ]);
  const shapes = [...g.shapeInputs].map(([name, shape]): NodeMessage => {
    const inputs = shape.map((dim) => dimension(g, dim, sizes).name);
    return { opType: "Concat", inputs, outputs: [name], attributes: { axis: 0 } };
  });
  const names = new Map([...g.outputs].map(([name, tensor]) => [tensor.name, name]));
  const named = (name: string) => names.get(name) ?? name;
  const nodes = [...g.nodes.slice(known), ...shapes, ...g.nodes.slice(0, known)].map((node) => ({
    ...standard(node, g),
    inputs: node.inputs.map(named),
    outputs: node.outputs.map(named),
  }));
  const outputs = [...g.outputs].map(([name, tensor]) => ({ ...tensor, name }));
  const weights = g.inputs.filter(({ name }) => !given.includes(name));
  return {
    message: {
      ...{
        nodes,
        constants: g.constants,
        outputs: outputs.map(({ name, type, shape }) => ({ name, type, shape })),
      },
      inputs: given.map(input).map(({ name, type, shape }) => ({ name, type, shape })),
    },
    weights: weights.map(({ name, shape }) => ({ name, shape: shape as readonly number[] })),
  };
}

/** int64 [1]: a dimension, which is a number, a size or a product of them. */
function dimension(g: Graph, dim: Dim, sizes: ReadonlyMap<string, Tensor>): Tensor {
  if (typeof dim === "number") return g.ints(dim);
  const factors = dim.split("*").map((part) => sizes.get(part) ?? g.ints(Number(part)));
  return factors.reduce((a, b) => g.node("Mul", [a, b], [1], {}, int64));
}

/** A product of two matrices as ONNX's own Gemm, in the place of ONNX Runtime's FusedMatMul. */
function standard(node: NodeMessage, g: Graph): NodeMessage {
  const isMatrix = (name: string) => (g.tensors.get(name)?.shape as Shape | undefined)?.length === 2;
  if (node.opType !== "FusedMatMul" || !node.inputs.every(isMatrix)) return node;
  return { ...node, opType: "Gemm", domain: "" };
}
