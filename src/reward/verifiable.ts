// Verifiable rewards: 1 where a response's answer is the reference, 0 where it is not, null where there is nothing to
// compare with. Coefficient and credit are applied elsewhere.
import { Random } from "../common/random.ts";
import type { RewardConfig } from "../config/schema.ts";
import type { Problem } from "../data/problems.ts";
import { statedAnswer } from "../verify/judgement.ts";
import type { AnswerVerifier } from "../verify/pool.ts";
import type { customReward } from "./custom.ts";

/** What is known of a response's answer. */
export interface JudgedAnswer {
  /** Null: no reward, and no part in the baseline. */
  reward: number | null;
  /** The answer found in the response; null where it has none, empty where its judgement came to no end and no reward is missed. */
  answer: string | null;
  /**
   * Whether that answer is the reference's; null without a reference. For monitoring only: known also where the
   * problem does not keep its answer or the reward is another, it must reach neither reward nor baseline.
   */
  correct: boolean | null;
  /**
   * Why there is not the reward that was due: no judgement (a time limit; a model that did not answer), or a time limit of
   * one's own reward. Null where there is a reward, or none was due: without a reference, in mode "prm", of a problem that
   * does not keep its answer. Undecided is not wrong.
   */
  undecided: string | null;
}

/** Judges one response to a problem, put as `prompt`. What it throws stops the run. */
export type Verifier = (
  problem: Problem,
  response: string,
  prompt: string,
) => JudgedAnswer | Promise<JudgedAnswer>;

/** Who judges (judges.ts has Node's). */
export interface Judges {
  /** Finds answers, and compares them unless `answers` are others. */
  rules: AnswerVerifier;
  answers: AnswerVerifier;
  /** Asks a user's own reward. */
  custom: typeof customReward;
}

/**
 * The verifier of a training run: the user's own reward, or the comparison with the reference answer of those
 * problems that keep theirs. Mode "prm" gives no reward, but still finds the answers.
 */
export function trainingVerifier(
  reward: Pick<RewardConfig, "mode" | "verifiableShare" | "custom"> & {
    verifier: Pick<RewardConfig["verifier"], "timeoutSeconds">;
  },
  answerPattern: string | null,
  seed: number,
  judges: Judges,
): Verifier {
  const compare = answerVerifier(answerPattern, judges);
  return async (problem, response, prompt) => {
    const verdict = await compare(problem, response);
    // No reward depends on the verdict. What may have an answer is not one without, which would be a sign of hacking.
    const answer = verdict.answer ?? (verdict.undecided === null ? null : "");
    const forMonitoring = { answer, correct: verdict.correct };
    if (reward.mode === "prm" || !keepsAnswer(problem.id, reward.verifiableShare, seed))
      return { ...forMonitoring, reward: null, undecided: null };
    if (!reward.custom) return verdict;
    const asked = { problem: problem.prompt, prompt, response, reference: problem.answer };
    const timeoutMs = 1000 * reward.verifier.timeoutSeconds;
    return { ...forMonitoring, ...(await judges.custom(reward.custom, asked, timeoutMs)) };
  };
}

/** Compares the answer of a response with the problem's reference: for evaluation, and for training rewards. */
export function answerVerifier(
  answerPattern: string | null,
  { rules, answers }: Pick<Judges, "rules" | "answers">,
): (problem: Problem, response: string) => Promise<JudgedAnswer> {
  const pattern = answerPattern === null ? {} : { answerPattern };
  return async (problem, response) => {
    if (problem.answer === null) {
      // Which answer is found does not depend on the reference, nor on who compares them.
      const judged = await rules.verify(response, "0", pattern);
      return { reward: null, answer: statedAnswer(judged), correct: null, undecided: null };
    }
    const options = { ...pattern, problem: problem.prompt };
    const judged = await answers.verify(response, problem.answer, options);
    const { verdict, reason } = judged;
    const reward = verdict === null ? null : Number(verdict);
    const undecided = verdict === null ? reason : null;
    return { reward, answer: statedAnswer(judged), correct: verdict, undecided };
  };
}

/** Whether a problem is in the share of those that keep their answer; always the same for a seed and an id. */
export function keepsAnswer(id: string, share: number, seed: number): boolean {
  return new Random(seed).fork("verifiable share").fork(id).next() < share;
}
