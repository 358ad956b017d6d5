// Who judges in Node: rules in worker processes, and a user's own reward within its time.
import { rulesVerifier } from "../verify/index.ts";
import type { AnswerVerifier } from "../verify/pool.ts";
import { customReward } from "./custom.ts";
import type { Judges } from "./verifiable.ts";

/** `answers` compares answers; by default the rules do. */
export function nodeJudges(answers: AnswerVerifier = rulesVerifier): Judges {
  return { rules: rulesVerifier, answers, custom: customReward };
}
