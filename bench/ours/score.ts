// A process reward model's scores of the responses of some prompts, forward only.
import { Random } from "../../src/common/random.ts";
import { embeddedScorer, readRows } from "../../src/reward/prm.ts";
import { type GroupRequest, peakBytes, readRequest, sendReply, timedRuns } from "../protocol.ts";
import { modelConfig, randomEngine, versions } from "./model.ts";

const request = readRequest<GroupRequest>();
const { shape, promptLength, lengths, threads } = request;
const baselineBytes = peakBytes();

const random = new Random(request.seed);
const tokensOf = (length: number) => Array.from({ length }, () => random.int(shape.vocabSize));
/** A step ends every 20 tokens. */
const positionsOf = (length: number) =>
  Array.from({ length: Math.ceil(length / 20) }, (_, s) => Math.min(length - 1, 20 * s + 19));
const groups = lengths.map((group) => ({
  tokens: tokensOf(promptLength),
  inputs: group.map((length) => ({ tokens: tokensOf(length), positions: positionsOf(length) })),
}));
const rows = readRows(
  groups,
  Int32Array.from(lengths.flatMap((group, g) => group.map(() => g))),
  groups.flatMap(({ inputs }) => inputs),
);
const config = { ...modelConfig(shape), head: { type: "classification", labels: 2 } } as const;
const engine = randomEngine(shape, request, config);
const scorer = embeddedScorer(engine);
const { seconds } = await timedRuns(request, () => scorer.score(rows));
const responseTokens = lengths.flat().reduce((a, b) => a + b, 0);
sendReply({ seconds, tokens: seconds.map(() => responseTokens), threads, baselineBytes }, versions());
await engine.dispose();
