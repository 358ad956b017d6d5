// Process reward models in the place of the trained one: the generated task's checker, which never errs, random scores,
// and the trained model's scores with their sign turned.
import { Random } from "../src/common/random.ts";
import { rowOf } from "../src/common/rows.ts";
import { checkSteps } from "../src/data/arithmetic-check.ts";
import { createEmbeddedEngine, type EmbeddedEngine } from "../src/engine/embedded/engine.ts";
import { loadModel } from "../src/model/load.ts";
import type { Tokenizer } from "../src/model/tokenizer.ts";
import { embeddedScorer, type ReadRows, type StepScorer } from "../src/reward/prm.ts";

/**
 * Scores by the checker: 1 for a step that is right and follows from right ones, −1 for every other. With it an arm shows
 * what its credit can do when process rewards are right, and so what a trained model's mistakes cost.
 */
export function exactScorer(tokenizer: Tokenizer): StepScorer {
  return {
    score: async (rows) =>
      scoresOf(rows, (prompt, tokens, positions) => {
        const problem = { id: "", prompt: tokenizer.decode(prompt), answer: null };
        const steps = checkSteps(problem, tokenizer.decode(tokens));
        // A response in which nothing is visible is one step; the checker finds nothing there that is right.
        if (steps.length === 0) return Array.from(positions, () => -1);
        if (steps.length !== positions.length)
          throw new Error(`${positions.length} steps are to be scored, the checker finds ${steps.length}`);
        return steps.map(({ good }) => (good ? 1 : -1));
      }),
  };
}

/** What `score` gives for each row, as one column. */
function scoresOf(
  { prompts, prompt, tokens, starts, positions, stepStarts }: ReadRows,
  score: (prompt: number[], tokens: Int32Array, positions: Int32Array) => readonly number[],
): Float64Array {
  const rows = Array.from(prompt, (p, r) =>
    score(Array.from(prompts[p].tokens), rowOf(tokens, starts, r), rowOf(positions, stepStarts, r)),
  );
  return Float64Array.from(rows.flat());
}

/** Scores uniform in [−1, 1): the same for the same seed, prompt, and response up to the end of the step. */
export function randomScorer(seed: number): StepScorer {
  const random = new Random(seed).fork("random scores");
  return {
    score: async (rows) =>
      scoresOf(rows, (prompt, tokens, positions) =>
        Array.from(positions, (at) => 2 * random.fork(`${prompt}|${tokens.subarray(0, at + 1)}`).next() - 1),
      ),
  };
}

/** The scores of the process reward model at `path`, negated. It is loaded when it first scores. */
export function invertedScorer(path: string): StepScorer & { dispose(): Promise<void> } {
  let engine: Promise<EmbeddedEngine> | null = null;
  const open = async () =>
    createEmbeddedEngine({ model: await loadModel(path, { head: { labels: 2 }, trainedHead: true }) });
  return {
    score: async (rows, signal) => {
      engine ??= open();
      return (await embeddedScorer(await engine).score(rows, signal)).map((reward) => -reward);
    },
    dispose: async () => (await engine)?.dispose(),
  };
}
