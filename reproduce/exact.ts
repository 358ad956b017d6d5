// The process reward model that never errs: the generated task's checker. With it in place of a trained one, an arm
// shows what its credit can do when process rewards are right, and so what a trained model's mistakes cost.
import { checkSteps } from "../src/data/arithmetic-check.ts";
import type { Tokenizer } from "../src/model/tokenizer.ts";
import type { StepScorer } from "../src/reward/prm.ts";

/** Scores by the checker: 1 for a step that is right and follows from right ones, −1 for every other. */
export function exactScorer(tokenizer: Tokenizer): StepScorer {
  return {
    score: async (groups) =>
      groups.map(({ prompt, responses }) => {
        const problem = { id: "", prompt: tokenizer.decode([...prompt]), answer: null };
        return responses.map(({ tokens, positions }) => {
          const steps = checkSteps(problem, tokenizer.decode([...tokens]));
          // A response in which nothing is visible is one step; the checker finds nothing there that is right.
          if (steps.length === 0) return positions.map(() => -1);
          if (steps.length !== positions.length)
            throw new Error(`${positions.length} steps are to be scored, the checker finds ${steps.length}`);
          return steps.map(({ good }) => (good ? 1 : -1));
        });
      }),
  };
}
