// Process rewards: a model with two labels (bad, good) reads each step's end. METHOD, section 2. Where the model
// computes is the scorer's: in this process (here) or behind a server (remote.ts).
import { processReward } from "../credit/forms.ts";
import { prmInput } from "../data/steps.ts";
import type { Engine } from "../engine/types.ts";
import type { Tokenizer } from "../model/tokenizer.ts";

/** Responses of one prompt as the model reads them, and where in `tokens` each step's score stands. */
export interface ReadGroup {
  prompt: readonly number[];
  responses: readonly { tokens: readonly number[]; positions: readonly number[] }[];
}

/** Where a process reward model computes. */
export interface StepScorer {
  /** r = p(good) − p(bad) at each position: [groups][responses][positions], in [−1, 1]. */
  score(groups: readonly ReadGroup[], signal?: AbortSignal): Promise<number[][][]>;
}

/** Scores by an engine whose head is classification with 2 labels, good the last. */
export function embeddedScorer(engine: Engine): StepScorer {
  return {
    score: async (groups) => {
      const logits = await engine.classify(
        groups.map(({ prompt, responses }) => ({ prompt, responses: responses.map(({ tokens }) => tokens) })),
        groups.map(({ responses }) => responses.map(({ positions }) => positions)),
      );
      return groups.map(({ responses }, g) =>
        responses.map(({ positions }, k) =>
          positions.map((_, s) => processReward(logits[g][k][2 * s], logits[g][k][2 * s + 1])),
        ),
      );
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

/** The responses of one prompt. */
export interface SampledGroup {
  prompt: readonly number[];
  responses: readonly { tokens: readonly number[] }[];
}

/**
 * r = p(good) − p(bad) of each step of `splitSteps`: [groups][responses][steps], in [−1, 1].
 * Throws an Error where the model gives a number that is not finite.
 */
export async function scoreSteps(
  { scorer, tokenizer, separator, stepToken }: ProcessRewardModel,
  groups: readonly SampledGroup[],
  signal?: AbortSignal,
): Promise<number[][][]> {
  const read = groups.map(({ prompt, responses }) => ({
    prompt,
    responses: responses.map(({ tokens }) => prmInput(tokens, tokenizer, separator, stepToken)),
  }));
  return checkedScores(scorer, read, signal);
}

/** What the scorer gives. Throws an Error where a score is not a finite number. */
export async function checkedScores(
  scorer: StepScorer,
  groups: readonly ReadGroup[],
  signal?: AbortSignal,
): Promise<number[][][]> {
  const scores = await scorer.score(groups, signal);
  for (const [g, group] of scores.entries())
    for (const [k, response] of group.entries())
      for (const [s, reward] of response.entries())
        if (!Number.isFinite(reward))
          throw new Error(
            `the process reward model gave ${reward} at step ${s} of response ${k} of group ${g}`,
          );
  return scores;
}
