// Package entry "pure-rl/verify": is this the right answer? By rules in processes (pool.ts), by a model (model.ts),
// or by both (hybrid.ts).
import { type AnswerVerifier, createVerifierPool, type Verdict, type VerifyOptions } from "./pool.ts";

export { ATTACKS, type AttackPattern } from "./attacks.ts";
export { type AuditOptions, type AuditResult, auditVerifier } from "./audit.ts";
export { hybridVerifier } from "./hybrid.ts";
export type { JudgeOptions } from "./judge.ts";
export type { Judgement } from "./judgement.ts";
export {
  type AskModel,
  type EndpointOptions,
  endpointModel,
  engineModel,
  type ModelVerifierOptions,
  modelVerifier,
} from "./model.ts";
export {
  type AnswerVerifier,
  createVerifierPool,
  type PoolOptions,
  type Verdict,
  type VerifierPool,
  type VerifyOptions,
} from "./pool.ts";
export type { AnswerType } from "./texts.ts";

let shared: AnswerVerifier | null = null;

/**
 * Whether the final answer of `prediction` (a whole response, or an answer) is that of `reference`, by rules, within a
 * second and a quarter of a gigabyte: what takes more is null. The workers are the process's own, as many as it has
 * cores; they start with the first pair that needs one, stay, and do not keep the program from ending. Rejects only for
 * an `answerPattern` that is not a regular expression (SyntaxError), and where no worker can be started (Error).
 */
export function verifyAnswer(
  prediction: string,
  reference: string,
  options?: VerifyOptions,
): Promise<Verdict> {
  shared ??= createVerifierPool();
  return shared.verify(prediction, reference, options);
}

/** `verifyAnswer` where a verifier is asked for; closing it changes nothing. */
export const rulesVerifier: AnswerVerifier = { verify: verifyAnswer, close: async () => {} };
