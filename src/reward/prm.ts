// Process rewards: a model with two labels (bad, good) reads each step's end. METHOD, section 2. Where the model
// computes is the scorer's: in this process (here) or behind a server (remote.ts).
import { joined, rowOf, startsOf, tokenRows } from "../common/rows.ts";
import { processReward } from "../credit/forms.ts";
import { type PrmInput, prmInput } from "../data/steps.ts";
import type { Engine, Reads, TokenRows } from "../engine/types.ts";
import type { Tokenizer } from "../model/tokenizer.ts";

/** Responses as the model reads them, with a score at each of their `positions`, which ascend within a row. */
export interface ReadRows extends TokenRows, Reads {}

/** The table of what is read, one row each; `prompt` [R] is the index of its prompt. */
export function readRows(
  prompts: TokenRows["prompts"],
  prompt: ArrayLike<number>,
  inputs: readonly PrmInput[],
): ReadRows {
  const tokens = inputs.map((input) => input.tokens);
  const positions = inputs.map((input) => input.positions);
  const reads = { stepStarts: startsOf(positions), positions: joined(Int32Array, positions) };
  return { ...tokenRows(prompts, prompt, tokens), ...reads };
}

/** Where a process reward model computes. */
export interface StepScorer {
  /** [S] r = p(good) − p(bad) at each position, in [−1, 1]. */
  score(rows: ReadRows, signal?: AbortSignal): Promise<Float64Array>;
}

/** Scores by an engine whose head is classification with 2 labels, good the last. */
export function embeddedScorer(engine: Engine): StepScorer {
  return {
    score: async (rows) => {
      const logits = await engine.classify(rows, rows);
      return Float64Array.from(rows.positions, (_, s) => processReward(logits[2 * s], logits[2 * s + 1]));
    },
  };
}

/** A process reward model and how it reads responses. Policy and model share their vocabulary. */
export interface ProcessRewardModel {
  scorer: StepScorer;
  tokenizer: Tokenizer;
  /** Text that ends a step in a response. */
  separator: string;
  /** Token that stands in the separator's place, at which a score is read. */
  stepToken: number;
}

/**
 * [S] r = p(good) − p(bad) of each step of `splitSteps`, response after response, in [−1, 1].
 * Throws an Error where the model does not give one finite number a step.
 */
export async function scoreSteps(
  { scorer, tokenizer, separator, stepToken }: ProcessRewardModel,
  { prompts, prompt, tokens, starts }: TokenRows,
  signal?: AbortSignal,
): Promise<Float64Array> {
  const inputs = Array.from(prompt, (_, r) =>
    prmInput(rowOf(tokens, starts, r), tokenizer, separator, stepToken),
  );
  return checkedScores(scorer, readRows(prompts, prompt, inputs), signal);
}

/** What the scorer gives. Throws an Error where that is not one finite number a position. */
export async function checkedScores(
  scorer: StepScorer,
  rows: ReadRows,
  signal?: AbortSignal,
): Promise<Float64Array> {
  const scores = await scorer.score(rows, signal);
  const steps = rows.positions.length;
  if (scores.length !== steps)
    throw new Error(`the process reward model gave ${scores.length} scores for ${steps} steps`);
  const bad = scores.findIndex((score) => !Number.isFinite(score));
  if (bad < 0) return scores;
  const r = rows.stepStarts.findLastIndex((start) => start <= bad);
  const where = `step ${bad - rows.stepStarts[r]} of response ${r}`;
  throw new Error(`the process reward model gave ${scores[bad]} at ${where}`);
}
