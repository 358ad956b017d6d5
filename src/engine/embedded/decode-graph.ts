// The two graphs of sampling: prefill (keys and values of prompts) and decode (one token for every active row).
import { Graph, type Tensor } from "../../graph/graph.ts";
import { attention } from "../../graph/nn.ts";
import {
  add,
  arithmetic,
  gatherRows,
  indicator,
  matmul,
  mul,
  reshape,
  scale,
  softCap,
} from "../../graph/ops.ts";
import { type ModelConfig, windowOf, windowsOf } from "../../model/config.ts";
import { type LoraConfig, Network } from "../../model/network.ts";
import { maskName, packedInputs } from "./batch.ts";

/**
 * Outputs "k:LAYER" and "v:LAYER" [rows, kvHeads, longest, headDim]: rotated keys and values of packed prompts. `halved`: the
 * layers' matrices are given as float16.
 */
export function buildPrefillGraph(
  config: ModelConfig,
  lora: LoraConfig | null,
  positions: number,
  halved = false,
): Graph {
  const g = new Graph();
  const { ids, positions: positionInput, layouts } = packedInputs(g, config, false, 1, positions);
  const net = new Network(g, config, "none", lora, positions, false, halved);
  net.layers(net.embed(ids), positionInput, (layer, q, k, v) => {
    for (const [name, x] of Object.entries({ k, v })) {
      const table = reshape(g, x, [`${config.kvHeads}*T`, config.headDim]);
      g.output(`${name}:${layer}`, gatherRows(g, table, layouts[layer].responses[0].keyIndex));
    }
    return attention(g, q, k, v, layouts[layer]);
  });
  return g;
}

/** How the next token is chosen: the likeliest; drawn in the graph; or drawn outside from the probabilities. */
export type Choice = "greedy" | "draw" | "probabilities";

/**
 * One token for each of B rows. A row's keys are its prompt's (held once a lane, read by all rows of the lane
 * together), its own earlier ones, and the new token's.
 *
 * Inputs: ids [B], positions [B, 1]; laneRows [G, M] row of each place of a lane, rowPlace [B·heads] where each
 * row's heads stand in [G, kvHeads, M·repeat]; promptK/V:LAYER [G, kvHeads, P, headDim], promptMask [B, 1, 1, P];
 * pastK/V:LAYER [B, kvHeads, L, headDim], pastMask [B, 1, 1, L] (of layers with a window their own); inverseTemperature [1] and uniform [B, 1] in (0, 1)
 * for "draw". Outputs: "token" [B, 1] (as float), "logp" [B, 1] untempered; "kv" [layers·2·B, kvHeads, headDim];
 * for "probabilities" instead "p" [B, vocabulary] tempered, and "logSum", "logSumTempered" [B, 1].
 */
export function buildDecodeGraph(
  config: ModelConfig,
  lora: LoraConfig | null,
  positions: number,
  choice: Choice,
  /** Whether weights stored side by side may be read as one. */
  fused: boolean,
  halved = false,
): Graph {
  const g = new Graph();
  const { heads, kvHeads, headDim, vocabSize: V } = config;
  const repeat = heads / kvHeads;
  const int32 = { type: "int32" as const };
  const ids = g.input("ids", ["B"], int32);
  const positionInput = g.input("positions", ["B", 1], { type: "int64" });
  const laneHeads = g.input("laneHeads", ["G", kvHeads, `${repeat}*M`], int32);
  const rowPlace = g.input("rowPlace", ["B", kvHeads, repeat], int32);
  const masks = new Map(
    windowsOf(config, positions).map((window) => [
      window,
      {
        prompt: g.input(maskName("promptMask", window), ["B", 1, 1, "P"]),
        past: g.input(maskName("pastMask", window), ["B", 1, 1, "L"]),
      },
    ]),
  );
  const capped = (x: Tensor, cap: number | undefined) => (cap === undefined ? x : softCap(g, x, cap));
  const net = new Network(g, config, "none", lora, positions, fused, halved);
  /** Rows' heads [B, kvHeads, repeat, n] gathered by lane [G, kvHeads, M·repeat, n], and back. */
  const toLanes = (x: Tensor) => gatherRows(g, reshape(g, x, [`${heads}*B`, x.shape[3]]), laneHeads);
  const toRows = (x: Tensor) => gatherRows(g, reshape(g, x, [`${heads}*G*M`, x.shape[3]]), rowPlace);

  const fresh: Tensor[] = [];
  const hidden = net.layers(net.embed(ids), positionInput, (layer, q, k, v) => {
    const prompt = (x: string) => g.input(`prompt${x}:${layer}`, ["G", kvHeads, "P", headDim]);
    const past = (x: string) => g.input(`past${x}:${layer}`, ["B", kvHeads, "L", headDim]);
    const [promptK, promptV, pastK, pastV] = [prompt("K"), prompt("V"), past("K"), past("V")];
    const newK = reshape(g, k, ["B", kvHeads, headDim]);
    const newV = reshape(g, v, ["B", kvHeads, headDim]);
    fresh.push(newK, newV);
    const single = ["B", kvHeads, 1, headDim];
    const rows = reshape(g, scale(g, q, config.attentionScale ?? 1 / Math.sqrt(headDim)), [
      "B",
      kvHeads,
      repeat,
      headDim,
    ]);
    const onto = (queries: Tensor, keys: Tensor) =>
      capped(matmul(g, queries, keys, { transB: true }), config.attentionCap);
    const mask = masks.get(windowOf(config, layer, positions)) as { prompt: Tensor; past: Tensor };
    const scores = [
      add(g, toRows(onto(toLanes(rows), promptK)), mask.prompt),
      add(g, onto(rows, pastK), mask.past),
      onto(rows, reshape(g, newK, single)),
    ];
    const all = ["B", kvHeads, repeat, "P+L+1"];
    const p = g.node("Softmax", [g.node("Concat", scores, all, { axis: -1 })], all, { axis: -1 });
    const part = (start: Tensor, end: Tensor, n: number | string) =>
      g.node("Slice", [p, start, end, g.ints(-1)], ["B", kvHeads, repeat, n]);
    const onPrompt = part(g.ints(0), g.shapeTensor(["P"]), "P");
    const onPast = part(g.shapeTensor(["P"]), g.shapeTensor(["P+L"]), "L");
    const onSelf = part(g.shapeTensor(["P+L"]), g.ints(2 ** 31 - 1), 1);
    const seen = [
      toRows(matmul(g, toLanes(onPrompt), promptV)),
      matmul(g, onPast, pastV),
      mul(g, onSelf, reshape(g, newV, single)),
    ];
    return reshape(g, g.node("Sum", seen, rows.shape), ["B", heads * headDim]);
  });

  g.output("kv", g.node("Concat", fresh, [`${fresh.length}*B`, kvHeads, headDim], { axis: 0 }));

  const logits = capped(matmul(g, hidden, net.headWeight, { transB: true }), config.logitCap);
  const column = ["B", 1];
  /** Softmax, and log Σ exp by the largest logit and its probability. */
  const normalise = (x: Tensor) => {
    const largest = (y: Tensor) => g.node("ReduceMax", [y, g.ints(-1)], column, { keepdims: 1 });
    const probabilities = g.node("Softmax", [x], ["B", V], { axis: -1 });
    const log = g.node("Log", [largest(probabilities)], column);
    return { probabilities, logSum: arithmetic(g, "Sub", largest(x), log) };
  };
  const plain = normalise(logits);
  const tempered =
    choice === "greedy" ? plain : normalise(mul(g, logits, g.input("inverseTemperature", [1])));
  if (choice === "probabilities") {
    g.output("p", tempered.probabilities);
    g.output("logSum", plain.logSum);
    g.output("logSumTempered", tempered.logSum);
    return g;
  }
  const token =
    choice === "greedy"
      ? g.node("ArgMax", [logits], column, { axis: 1, keepdims: 1 }, { type: "int64" })
      : drawn(g, tempered.probabilities);
  const chosen = g.node("GatherElements", [logits, token], column, { axis: 1 });
  g.output("logp", arithmetic(g, "Sub", chosen, plain.logSum));
  g.output("token", g.node("Cast", [token], column, { to: 1 }));
  return g;
}

/** Inverse transform sampling: the first token whose cumulative probability reaches the uniform number. */
function drawn(g: Graph, p: Tensor): Tensor {
  const sums = g.node("CumSum", [p, g.ints(1)], p.shape);
  const total = g.node("Slice", [sums, g.ints(-1), g.ints(2 ** 31 - 1), g.ints(1)], ["B", 1]);
  const below = indicator(g, "Less", sums, mul(g, g.input("uniform", ["B", 1]), total));
  const count = g.node("ReduceSum", [below, g.ints(1)], ["B", 1], { keepdims: 1 });
  return g.node("Cast", [count], ["B", 1], { to: 7 }, { type: "int64" });
}
