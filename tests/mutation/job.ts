// What the command hands to its worker through a file, and what the worker writes back, a JSON line each.

/** Names the file that holds the Job, in the environment of the worker. */
export const jobVariable = "PURE_MUTATION_JOB";

/** The mutants one test file is to be run against. */
export interface Job {
  /** Ids of the mutants still alive. */
  mutants: string[];
  /** Of them, those tried against this test file already: a worker before this one ended early. */
  tried: string[];
  /** Where the worker appends its lines. */
  lines: string;
}

/**
 * `coverage`: which mutants a test reaches, and which are reached when modules are loaded; and without a line for how
 * long the worker is in an endless loop that no timeout of a test ends.
 */
export type Line =
  | { kind: "worker"; pid: number }
  | { kind: "broken"; error: string }
  | { kind: "coverage"; reached: string[]; loaded: string[]; silenceMs: number }
  | { kind: "start"; mutant: string }
  | { kind: "killed"; mutant: string; by: string }
  | { kind: "survived"; mutant: string }
  | { kind: "done" };
