// What the stages of the generated task learn from, by seed alone: problems of either side, demonstrations, corrupted
// responses with their labels, and the policy that they start with.
import { Random } from "../common/random.ts";
import type { ModelConfig } from "../model/config.ts";
import { initialize } from "../model/initialize.ts";
import type { Model } from "../model/load.ts";
import { createTokenizer } from "../model/tokenizer.ts";
import { type ArithmeticOptions, createNoise, demonstration, generateProblems } from "./arithmetic.ts";
import { corruptedResponse } from "./arithmetic-corrupt.ts";
import { arithmeticTokenizerFiles } from "./arithmetic-tokenizer.ts";
import type { Demonstration } from "./demonstrations.ts";
import { type KnownSteps, labelledSteps, untilFirstError } from "./labelled.ts";
import type { Problem } from "./problems.ts";

/** Fewest and most operations of a problem. */
export type Operations = Pick<ArithmeticOptions, "minOperations" | "maxOperations">;

/** How a model of the task is trained. */
export interface FitSettings {
  batchSize: number;
  epochs: number;
  learningRate: number;
  warmupSteps: number;
}

/** `count` different problems for a `purpose`: others than for another purpose, but for chance. */
export function taskProblems(
  purpose: string,
  seed: number,
  side: "train" | "heldOut",
  count: number,
  operations: Operations,
): Problem[] {
  return generateProblems(count, new Random(seed).fork(purpose).fork(side), { side, ...operations });
}

/** Demonstrations for the warm-up, by the seed's demonstrator. */
export function taskDemonstrations(count: number, seed: number, operations: Operations): Demonstration[] {
  const noise = createNoise(seed);
  const random = new Random(seed).fork("demonstrations");
  return taskProblems("warm-up", seed, "train", count, operations).map((problem) => ({
    prompt: problem.prompt,
    completion: demonstration(problem, noise, random),
  }));
}

/** `each` corrupted responses to each of `problems` problems, labelled up to the first error. */
export function corruptedSteps(
  problems: number,
  each: number,
  seed: number,
  operations: Operations,
): KnownSteps[] {
  const random = new Random(seed).fork("corrupted");
  return taskProblems("corrupted", seed, "train", problems, operations).flatMap((problem) =>
    Array.from({ length: each }, () =>
      untilFirstError(labelledSteps(problem, corruptedResponse(problem, random))),
    ),
  );
}

/** Sizes of the task's policy: a Llama block, of 1.3M parameters unless told otherwise. */
export type PolicyShape = Pick<
  ModelConfig,
  "hiddenSize" | "layers" | "heads" | "kvHeads" | "headDim" | "intermediateSize"
>;
const usual: PolicyShape = {
  hiddenSize: 192,
  layers: 3,
  heads: 6,
  kvHeads: 6,
  headDim: 32,
  intermediateSize: 512,
};

/** The task's policy with random weights, for sequences of up to `maxPositions` tokens. */
export function randomPolicy(maxPositions: number, seed: number, shape: PolicyShape = usual): Model {
  const tokenizer = createTokenizer(arithmeticTokenizerFiles());
  const config: ModelConfig = {
    family: "llama",
    vocabSize: tokenizer.vocabSize,
    ...shape,
    maxPositions,
    ropeTheta: 10_000,
    rmsNormEps: 1e-6,
    tieEmbeddings: true,
    qkvBias: false,
    outputBias: false,
    qkNorm: false,
    head: { type: "lm" },
  };
  const { eosIds, bosId, padId } = tokenizer;
  return { config, parameters: initialize(config, seed), tokenizer, generation: { eosIds, bosId, padId } };
}
