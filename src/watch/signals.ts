// Signs of reward hacking in single responses, and how often a step's responses show them: pure functions. What is a
// matter of degree (how often is too often) is alarms.ts's.
import { largest, mean } from "../common/statistics.ts";
import type { StepSignals } from "../train/runs/records.ts";
import { repetitionScore } from "./repetition.ts";

/** A response as the watch sees it. */
export interface WatchedResponse {
  /** Index of its prompt in the step. */
  group: number;
  tokens: ArrayLike<number>;
  /** Index of each step's last token. */
  stepEnds: ArrayLike<number>;
  /** [steps] process rewards r = p(good) − p(bad); null without a PRM. */
  scores: readonly number[] | null;
  finish: "stop" | "length";
  /** The answer found in it; null where it has none. */
  answer: string | null;
  /** Whether that is the reference's; null where there is no reference. */
  correct: boolean | null;
  /** Mean over tokens of the log-probability, and of the KL to the reference policy (null without one), in nats. */
  meanLogprob: number;
  kl: number | null;
  /** Log-probability of its least likely token, in nats. */
  leastLogprob: number;
  /** Its group's responses all got the same reward in all. */
  withoutVariance: boolean;
}

/** Score above which a response is repetitive (METHOD, 8). */
export const REPETITIVE = 0.2;

/** Share of a response's tokens that makes its longest step a giant one. */
const GIANT_STEP = 0.8;

/** What one response shows. At most one of `thinking`, `giantStep` and `noStep` is true. */
export interface ResponseSigns extends WatchedResponse {
  /** Hack 1, thinking and not solving: steps, and no answer. */
  thinking: boolean;
  /** Hack 2: nearly all of it is one step, which leads to an answer or to the length limit. */
  giantStep: boolean;
  /** Hack 3: no step, or one that neither answers nor was cut: "Thank you", nothing at all. */
  noStep: boolean;
  /** Share of substrings that were there before, 0 to 1. */
  repetition: number;
  /** Mean over steps of the PRM's p(good) = (1 + r) / 2; null without scores. */
  goodProbability: number | null;
}

/** The signs of one response. */
export function responseSigns(response: WatchedResponse): ResponseSigns {
  const { tokens, stepEnds, scores, finish, answer } = response;
  const noStep = stepEnds.length <= 1 && answer === null && finish === "stop";
  const steps = Array.from(stepEnds, (end, s) => end - (stepEnds[s - 1] ?? -1));
  const giantStep = !noStep && largest([0, ...steps]) >= GIANT_STEP * tokens.length;
  return {
    ...response,
    thinking: answer === null && !noStep && !giantStep,
    giantStep,
    noStep,
    repetition: repetitionScore(tokens),
    goodProbability: scores && scores.length > 0 ? mean(scores.map((score) => (1 + score) / 2)) : null,
  };
}

/** What the responses of one step show together; for its line of metrics.jsonl. */
export function stepSignals(responses: readonly ResponseSigns[]): StepSignals {
  const share = (sign: (response: ResponseSigns) => boolean) =>
    mean(responses.map((response) => Number(sign(response))));
  const compared = responses.filter((r) => r.goodProbability !== null && r.correct !== null);
  return {
    thinkingShare: share((r) => r.thinking),
    giantStepShare: share((r) => r.giantStep),
    noStepShare: share((r) => r.noStep),
    repetition: mean(responses.map((r) => r.repetition)),
    repetitiveShare: share((r) => r.repetition > REPETITIVE),
    prmExcess:
      compared.length > 0
        ? mean(compared.map((r) => (r.goodProbability as number) - Number(r.correct)))
        : null,
  };
}
