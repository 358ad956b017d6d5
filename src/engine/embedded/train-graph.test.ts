// The graph whose logits come in chunks against the one that holds them whole: every output the same; and how often
// the chunks are gone through.
import { expect, test } from "vitest";
import { smallModel, tokens } from "../../../tests/engine-check.ts";
import { expectClose, runOnce } from "../../../tests/graph-check.ts";
import { tokenRowsOf } from "../../../tests/rows.ts";
import { onGpu, testDevice } from "../../../tests/test-device.ts";
import { Random } from "../../common/random.ts";
import type { Feed } from "../../graph/session.ts";
import { rotaryTables } from "../../model/rotary.ts";
import { shifted } from "../rows.ts";
import type { Loss } from "../types.ts";
import { packBatch } from "./batch.ts";
import { lossKind, lossNumbers, segments } from "./losses.ts";
import { buildPackedGraph } from "./train-graph.ts";

const ppo: Loss = {
  ...{ type: "ppo", clipLow: 0.2, clipHigh: 0.2 },
  kl: { coefficient: 0.1, estimator: "k3" },
};
const whole: Loss = { ...ppo, type: "gspo", entropyCoefficient: 0.1 };
const losses: (Loss | null)[] = [null, { type: "crossEntropy" }, ppo, whole];

test.each(onGpu ? [true] : [true, false])("tied embeddings: %s", async (tieEmbeddings) => {
  const { config, parameters } = await smallModel({ tieEmbeddings });
  const random = new Random("chunks");
  const random8 = (length: number) => tokens(random, length, 8);
  const rows = tokenRowsOf([
    { prompt: random8(3), responses: [random8(4), random8(2)] },
    { prompt: random8(2), responses: [random8(5)] },
  ]);
  const packed = packBatch(shifted(rows), [0, 1, 2], config);
  const { Tr } = packed.sizes;
  const column = (mean: number) => Float32Array.from({ length: Tr }, () => mean + random.normal());
  const feeds: Record<string, Feed> = {
    ...packed.feeds,
    targets: Int32Array.from(random8(Tr)),
    weights: column(0),
    old: column(-2),
    advantages: column(0),
    reference: column(-2),
    segment: segments(packed),
    ...lossNumbers(whole),
  };
  const { cos, sin } = rotaryTables(config, 16);
  Object.assign(feeds, { "rotary.cos": cos, "rotary.sin": sin });
  for (const { name } of parameters.specs) feeds[name] = parameters.view(name);

  for (const loss of onGpu ? [null, whole] : losses) {
    const run = (chunked: boolean | number, C: number, N: number) => {
      const { stripes } = packed;
      const made = { hasPrompts: true, trainable: "all" as const, few: false };
      const variant = { loss: loss && lossKind(loss), stripes, chunked, ...made };
      return runOnce(buildPackedGraph(config, null, 16, variant), feeds, {
        ...packed.sizes,
        responses: 3,
        C,
        N,
        Cl: Tr - C * (N - 1),
      });
    };
    const whole = await run(false, Tr, 1);
    const cuts = [
      [4, 3],
      [Tr, 1],
      [1, Tr],
    ];
    for (const [C, N] of onGpu ? cuts.slice(0, 1) : cuts) {
      for (const loop of testDevice().loops ? [true, N] : [N]) {
        const chunked = await run(loop, C, N);
        expect(Object.keys(chunked).sort()).toEqual(Object.keys(whole).sort());
        for (const [name, wanted] of Object.entries(whole))
          expectClose(chunked[name], wanted, `${name}, ${N} chunks of ${C}`);
      }
    }
  }
});

const clip = { clipLow: 0.2, clipHigh: 0.2 };
const importance = { outside: "mask", low: 0.5, high: 2 } as const;
test.each<[number, Loss]>([
  [1, { type: "crossEntropy" }],
  [1, { ...ppo, ...{ dualClip: 3, entropyCoefficient: 0.1 } }],
  [1, { type: "ppo", ...clip, onPolicy: true }],
  [1, { type: "cispo", ...clip, importance: { level: "token", ...importance } }],
  [2, { type: "cispo", ...clip, importance: { level: "sequence", ...importance } }],
  [2, { type: "ppo", ...clip, importance: { level: "geometric", ...importance } }],
  [2, { type: "ppo", ...clip, offPolicyKl: 0.1 }],
  [2, { type: "gspo", ...clip }],
])("%s pass over the chunks: %j", async (passes, loss) => {
  const { config } = await smallModel();
  const made = { hasPrompts: true, stripes: 1, few: false, trainable: "all" } as const;
  const graph = buildPackedGraph(config, null, 16, { loss: lossKind(loss), chunked: true, ...made });
  expect(graph.nodes.filter(({ opType }) => opType === "Loop")).toHaveLength(passes);
});
