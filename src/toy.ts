// Package entry "pure-rl/toy": the generated arithmetic task with its tiny model, for trying a loop, a reward or a process
// reward model in seconds. The task is that of `pure demo`.

export { Random } from "./common/random.ts";
export {
  ARITHMETIC_ANSWER_PATTERN,
  ARITHMETIC_SEPARATOR,
  applyOperation,
  createNoise,
  demonstration,
  generateProblems,
} from "./data/arithmetic.ts";
export { type CheckedStep, checkSteps } from "./data/arithmetic-check.ts";
export { randomPolicy } from "./data/arithmetic-task.ts";
