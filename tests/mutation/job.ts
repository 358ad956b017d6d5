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

/** `coverage`: by mutant, whether a test reaches it, or only what runs when its module is loaded. */
export type Line =
  | { kind: "worker"; pid: number }
  | { kind: "broken"; error: string }
  | { kind: "coverage"; reached: string[]; loaded: string[] }
  | { kind: "start"; mutant: string }
  | { kind: "killed"; mutant: string; by: string }
  | { kind: "survived"; mutant: string }
  | { kind: "done" };
