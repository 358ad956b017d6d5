// Process reward models in the place of the trained one: the generated task's checker, which never errs, random scores,
// and the trained model's scores with their sign turned.
import { checkSteps } from "../src/data/arithmetic-check.ts";
import { createEmbeddedEngine, type EmbeddedEngine } from "../src/engine/embedded/engine.ts";
import { loadModel } from "../src/model/load.ts";
import type { Tokenizer } from "../src/model/tokenizer.ts";
import { Random } from "../src/random.ts";
import { embeddedScorer, type StepScorer } from "../src/reward/prm.ts";

/**
 * Scores by the checker: 1 for a step that is right and follows from right ones, −1 for every other. With it an arm shows
 * what its credit can do when process rewards are right, and so what a trained model's mistakes cost.
 */
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

/** Scores uniform in [−1, 1): the same for the same seed, prompt, and response up to the end of the step. */
export function randomScorer(seed: number): StepScorer {
  const random = new Random(seed).fork("random scores");
  return {
    score: async (groups) =>
      groups.map(({ prompt, responses }) =>
        responses.map(({ tokens, positions }) =>
          positions.map((at) => 2 * random.fork(`${prompt}|${tokens.slice(0, at + 1)}`).next() - 1),
        ),
      ),
  };
}

/** The scores of the process reward model at `path`, negated. It is loaded when it first scores. */
export function invertedScorer(path: string): StepScorer & { dispose(): Promise<void> } {
  let engine: Promise<EmbeddedEngine> | null = null;
  const open = async () =>
    createEmbeddedEngine({ model: await loadModel(path, { head: { labels: 2 }, trainedHead: true }) });
  return {
    score: async (groups, signal) => {
      engine ??= open();
      const scores = await embeddedScorer(await engine).score(groups, signal);
      return scores.map((group) => group.map((response) => response.map((reward) => -reward)));
    },
    dispose: async () => (await engine)?.dispose(),
  };
}
