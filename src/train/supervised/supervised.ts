// The loop of supervised training, which sft and prm share: epochs of shuffled batches, one gradient step each.
import { UserError } from "../../common/errors.ts";
import { groupBy } from "../../common/grouping.ts";
import { joined, tokenRows } from "../../common/rows.ts";
import type { OptimizerConfig } from "../../config/schema.ts";
import type { SupervisedTrainConfig } from "../../config/supervised.ts";
import type { Engine, Loss, LossRows, TokenRows } from "../../engine/types.ts";
import type { StartOptions } from "../events.ts";
import type { PureResult } from "../run.ts";
import type { HeldOutQuality, SupervisedMetrics } from "../runs/records.ts";
import { FINISHED_FILE, type OpenRun } from "../runs/run-store.ts";
import { peakMemoryBytes } from "../runs/step-records.ts";
import { epochOrder, isDue, learningRateAt, stepRandom } from "../schedule.ts";
import { adamParams, nonFiniteStop } from "../update.ts";

/** One sequence to learn from; arrays after `prompt` have one number a response token. */
export interface Example {
  prompt: number[];
  tokens: number[];
  /** 1 where the loss is taken, else 0. */
  mask: Uint8Array;
  /** Weight of each token where `mask` is 1; without: 1 each. */
  weights?: Float32Array;
  /** classification: probability of the last label (good). */
  targets?: Float32Array;
}

/** A run through the examples with some weights and a learning rate. */
export interface Stage {
  trainable: "all" | "head";
  epochs: number;
  learningRate: number;
}

export interface SupervisedInputs extends StartOptions {
  phase: "sft" | "prm";
  config: {
    train: SupervisedTrainConfig;
    optimizer: Omit<OptimizerConfig, "learningRate">;
    run: { directory: string; name: string; log: readonly string[] };
  };
  engine: Engine;
  loss: Loss;
  stages: readonly Stage[];
  examples: readonly Example[];
  skippedExamples: number;
  /** Held-out numbers, or null where nothing is held out. */
  evaluate: (() => Promise<HeldOutQuality>) | null;
  /** Writes what else belongs beside the weights of a checkpoint. */
  saveBeside?: (directory: string) => Promise<void>;
}

/** What a kind of supervised run makes its inputs of. */
export interface ExampleInputs<C>
  extends StartOptions,
    Pick<SupervisedInputs, "engine" | "examples" | "skippedExamples" | "saveBeside"> {
  config: C;
  heldOut: readonly Example[];
}

export interface SupervisedResult extends Pick<PureResult, "run" | "step" | "interrupted" | "checkpoint"> {
  /** After the last step; null where the run was interrupted or nothing is held out. */
  heldOut: HeldOutQuality | null;
}

/**
 * Trains `engine` through all stages, from where the run is that `open` opens. Each step's loss is the (weighted) mean over
 * its tokens that count.
 */
export async function supervisedLoop(
  inputs: SupervisedInputs,
  open: () => Promise<OpenRun>,
): Promise<SupervisedResult> {
  const { phase, config, engine, examples, onEvent = () => {}, signal } = inputs;
  const { train, optimizer } = config;
  if (examples.length === 0)
    throw new UserError(
      `no examples to train on (${inputs.skippedExamples} were longer than train.maxTokens ${train.maxTokens} or the context)`,
    );
  const { run, state, checkpoint: resumed } = await open();
  if (resumed) await engine.load(resumed.path);
  const byPrompt = groupByPrompt(examples);
  const batches = Math.ceil(examples.length / train.batchSize);
  const steps = inputs.stages.reduce((sum, stage) => sum + stage.epochs * batches, 0);
  let checkpoint = resumed;
  const save = async () => {
    checkpoint = await run.save(state, train.keepCheckpoints, async (directory) => {
      await engine.save(directory, { optimizer: true });
      await inputs.saveBeside?.(directory);
    });
    onEvent({ type: "checkpointSaved", ...checkpoint });
  };

  const began = performance.now();
  onEvent({ type: "phaseStarted", phase, total: steps, done: state.step, unit: "steps" });
  while (state.step < steps && !signal?.aborted) {
    const started = performance.now();
    const step = state.step + 1;
    const { stage, stageStep, epoch } = stageAt(inputs.stages, batches, step);
    engine.setTrainable(stage.trainable);
    const from = ((step - 1) % batches) * train.batchSize;
    const batch = epochExamples(byPrompt, train.seed, epoch).slice(from, from + train.batchSize);
    const { rows, lossTokens } = lossRows(batch);
    const learningRate = learningRateAt(stageStep, stage.epochs * batches, { ...optimizer, ...stage });

    const { loss, computedTokens } = await engine.forwardBackward(rows, inputs.loss);
    let gradNorm = 0;
    let applied = false;
    if (Number.isFinite(loss)) {
      ({ gradNorm, applied } = await engine.optimStep(adamParams(optimizer, learningRate)));
    } else await engine.zeroGrad();
    const updating = (performance.now() - started) / 1000;

    state.step = step;
    state.dataPosition += batch.length;
    state.nonFiniteInARow = applied ? 0 : state.nonFiniteInARow + 1;
    if (!applied) {
      state.dropped.nonfinite++;
      onEvent({
        type: "warning",
        message: `step ${step}: loss or gradient is not finite; the update was dropped`,
      });
    }
    const heldOut =
      inputs.evaluate && isDue(step, train.evalEvery, steps) ? await inputs.evaluate() : undefined;
    const total = (performance.now() - started) / 1000;
    const metrics: SupervisedMetrics = {
      step,
      stage: stage.trainable,
      epoch,
      examples: batch.length,
      lossTokens,
      loss,
      gradNorm,
      learningRate,
      update: applied ? "applied" : "nonfinite",
      skippedExamples: inputs.skippedExamples,
      seconds: { updating, total },
      tokensPerSecond: computedTokens / updating,
      peakMemoryBytes: peakMemoryBytes(),
      heldOut,
    };
    run.append("metrics", metrics);
    onEvent({ type: "stepFinished", phase, steps, metrics });
    if (state.nonFiniteInARow >= train.nonFiniteLimit) throw nonFiniteStop(state, checkpoint);
    // What was dropped changed nothing: the checkpoints kept are of good steps.
    if ((applied || step === steps) && isDue(step, train.checkpointEvery, steps)) await save();
  }
  const interrupted = state.step < steps;
  if (interrupted && state.step > 0) await save();
  engine.setTrainable("all");
  const last = (await run.readMetrics<SupervisedMetrics>()).at(-1);
  onEvent({ type: "phaseFinished", phase, seconds: (performance.now() - began) / 1000 });
  if (!interrupted) await run.writeFile(FINISHED_FILE, `${JSON.stringify({ steps })}\n`);
  const heldOut = interrupted ? null : (last?.heldOut ?? null);
  return { run, step: state.step, interrupted, checkpoint, heldOut };
}

/** The stage of a step, which step of the stage it is (from 1), and its epoch counted through all stages (from 0). */
function stageAt(stages: readonly Stage[], batches: number, step: number) {
  let stageStep = step;
  const epoch = Math.floor((step - 1) / batches);
  for (const stage of stages) {
    if (stageStep <= stage.epochs * batches) return { stage, stageStep, epoch };
    stageStep -= stage.epochs * batches;
  }
  throw new Error(`step ${step} lies after the last stage`);
}

/** Examples of the same prompt together, in order of first appearance. */
const groupByPrompt = (examples: readonly Example[]): Example[][] => [
  ...groupBy(examples, ({ prompt }) => prompt.join()).values(),
];

/** So many examples of one prompt stay together through an epoch. */
const TOGETHER = 8;

/**
 * Every example once. Those of one prompt stand together, for it is then computed once; more than `TOGETHER` are shuffled and
 * cut into pieces, or a step would hold nothing else. Pieces are in the epoch's order.
 */
function epochExamples(byPrompt: readonly Example[][], seed: number, epoch: number): Example[] {
  const random = stepRandom(seed, "order within prompts", epoch);
  const pieces = byPrompt.flatMap((group) =>
    group.length > TOGETHER ? piecesOf(random.shuffle([...group])) : [group],
  );
  return epochOrder(pieces.length, seed, epoch).flatMap((index) => pieces[index]);
}

function piecesOf(group: readonly Example[]): Example[][] {
  const count = Math.ceil(group.length / TOGETHER);
  return Array.from({ length: count }, (_, i) => group.slice(i * TOGETHER, (i + 1) * TOGETHER));
}

/** Examples as rows, each behind a prompt of its own; or groups of examples, each of one prompt. */
export function exampleRows(examples: readonly (Example | readonly Example[])[]): TokenRows {
  const groups = examples.map((one) => ("prompt" in one ? [one] : one));
  const prompts = groups.map(([{ prompt: tokens }]) => ({ tokens }));
  const prompt = groups.flatMap((group, g) => group.map(() => g));
  const tokens = groups.flat().map((example) => example.tokens);
  return tokenRows(prompts, prompt, tokens);
}

/** The batch for the engine: each token that counts weighs its share of all their weights, so that the loss is a mean. */
function lossRows(batch: readonly Example[]): { rows: LossRows; lossTokens: number } {
  const groups = groupByPrompt(batch);
  const examples = groups.flat();
  const column = (of: (example: Example) => ArrayLike<number>) => joined(Float32Array, examples.map(of));
  const own = column(({ mask, weights }) =>
    Float32Array.from(mask, (counts, t) => counts * (weights?.[t] ?? 1)),
  );
  const total = own.reduce((a, b) => a + b, 0);
  const targets = examples[0].targets && column((example) => example.targets!);
  const lossTokens = column(({ mask }) => mask).reduce((a, b) => a + b, 0);
  return {
    rows: { ...exampleRows(groups), weights: own.map((weight) => weight / total), targets },
    lossTokens,
  };
}
