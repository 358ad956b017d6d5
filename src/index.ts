// The package's entry: what a program needs to train with. Credit alone is "pure-rl/credit", the verifier alone
// "pure-rl/verify"; neither loads a model. A task and a model to try things with are "pure-rl/toy".

export { UserError } from "./common/errors.ts";
export { tokenRows } from "./common/rows.ts";
export type { PureConfig, PureConfigInput } from "./config/schema.ts";
export type { Variant } from "./config/vary.ts";
export { defineConfig, resolveConfig } from "./config.ts";
export { computeCredit } from "./credit/credit.ts";
export type { CreditSettings } from "./credit/settings.ts";
export { loadProblems, type Problem, type ProblemOptions } from "./data/problems.ts";
export { type EncodedPrompt, encodePrompts, type PromptOptions } from "./data/prompts.ts";
export { splitSteps } from "./data/steps.ts";
export { createEmbeddedEngine, type EmbeddedEngine, type EmbeddedOptions } from "./engine/embedded/engine.ts";
export { type ClientOptions, SamplingSession, TinkerClient, TrainingModel } from "./engine/tinker/client.ts";
export { TinkerEngine, type TinkerOptions } from "./engine/tinker/engine.ts";
export type { WireDatum, WireLoss, WireSampling, WireSequence } from "./engine/tinker/protocol.ts";
export {
  type Engine,
  EngineLostError,
  type Loss,
  type LossResult,
  type LossRows,
  type Reads,
  type SampledResponse,
  type Sampler,
  type SamplingParams,
  type TokenRows,
} from "./engine/types.ts";
export { type Comparison, type PairResult, readComparison, type VariantResult } from "./eval/comparison.ts";
export { type LoadedModel, type LoadOptions, loadModel, type Model, saveModel } from "./model/load.ts";
export type { Tokenizer } from "./model/tokenizer.ts";
export { writeComparisonReport } from "./report/comparison.ts";
export { type OpenPrm, type OpenPrmOptions, openPrm } from "./reward/open.ts";
export {
  embeddedScorer,
  type ProcessRewardModel,
  type ReadRows,
  readRows,
  type StepScorer,
  scoreSteps,
} from "./reward/prm.ts";
export type { PrmReading, Solution } from "./reward/reading.ts";
export { type RemoteOptions, remoteScorer } from "./reward/remote.ts";
export {
  type ComparisonEvent,
  type ComparisonOptions,
  type ComparisonResult,
  runComparison,
} from "./train/compare.ts";
export type { TrainEvent } from "./train/events.ts";
export { trainPure } from "./train/on-disk.ts";
export type { PureInputs, PureResult } from "./train/run.ts";
export type { AlarmRecord, RunSummary, StepMetrics } from "./train/runs/records.ts";
export { startPure } from "./train/start.ts";
export { verifyAnswer } from "./verify/index.ts";
export { ALARMS, type AlarmDefinition } from "./watch/alarms.ts";
export type { AlarmReading } from "./watch/judges.ts";
export { repetitionScore } from "./watch/repetition.ts";
export { type ResponseSigns, responseSigns, stepSignals, type WatchedResponse } from "./watch/signals.ts";
export { type Onset, Watch } from "./watch/watch.ts";
