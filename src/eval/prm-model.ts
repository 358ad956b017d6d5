// What evaluation needs of a process reward model, wherever it runs.

/** A solution as a process reward model reads it. */
export interface Solution {
  problem: string;
  /** Texts of the steps, without separators. */
  steps: readonly string[];
}

/** A process reward model ready to score. */
export interface OpenPrm {
  /** Its source as it was given. */
  name: string;
  /** How it reads solutions; another reading gives other scores. */
  reading: { stepSeparator: string };
  /** Tokens of a solution that are more than the context holds; null where it fits. */
  tooLong(solution: Solution): number | null;
  /** r = p(good) − p(bad) of each step: [solutions][steps], in [−1, 1]. */
  scoreSolutions(
    solutions: readonly Solution[],
    options?: { signal?: AbortSignal; onScored?: (count: number) => void },
  ): Promise<number[][]>;
  dispose(): Promise<void>;
}
