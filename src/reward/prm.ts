// Process rewards: a model with a two-label head (bad, good) reads each step's end. METHOD, section 2.
import { processReward } from "../credit/forms.ts";
import { prmInput } from "../data/steps.ts";
import type { Engine } from "../engine/types.ts";
import { UserError } from "../errors.ts";
import type { Tokenizer } from "../model/tokenizer.ts";

/** A process reward model and how it reads responses. Policy and model share their vocabulary. */
export interface ProcessRewardModel {
  /** Head: classification, 2 labels, good the last. */
  engine: Engine;
  tokenizer: Tokenizer;
  /** Text that ends a step in a response. */
  separator: string;
  /** Token that stands in the separator's place, at which a score is read. */
  stepToken: number;
}

/** The responses of one prompt, with the index of each step's last token. */
export interface SteppedGroup {
  prompt: readonly number[];
  responses: readonly { tokens: readonly number[]; stepEnds: readonly number[] }[];
}

/**
 * r = p(good) − p(bad) of each step: [groups][responses][steps], in [−1, 1].
 * Throws an Error where the model gives a number that is not finite.
 */
export async function scoreSteps(
  { engine, tokenizer, separator, stepToken }: ProcessRewardModel,
  groups: readonly SteppedGroup[],
): Promise<number[][][]> {
  const inputs = groups.map((group) =>
    group.responses.map(({ tokens, stepEnds }) =>
      prmInput(tokens, stepEnds, tokenizer, separator, stepToken),
    ),
  );
  const logits = await engine.classify(
    groups.map((group, g) => ({ prompt: group.prompt, responses: inputs[g].map(({ tokens }) => tokens) })),
  );
  return inputs.map((group, g) =>
    group.map(({ positions }, k) =>
      positions.map((position, s) => {
        const reward = processReward(logits[g][k][2 * position], logits[g][k][2 * position + 1]);
        if (!Number.isFinite(reward))
          throw new Error(
            `the process reward model gave ${reward} at step ${s} of response ${k} of group ${g}`,
          );
        return reward;
      }),
    ),
  );
}

/** The id of the step token. Throws a UserError where `text` is not one token. */
export function stepTokenId(tokenizer: Tokenizer, text: string): number {
  const tokens = tokenizer.encode(text);
  if (tokens.length !== 1)
    throw new UserError(
      `reward.stepToken ${JSON.stringify(text)} is ${tokens.length} tokens of this tokenizer; it must be one`,
    );
  return tokens[0];
}
