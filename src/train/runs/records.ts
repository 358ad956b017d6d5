// What a run leaves behind, line by line: the records of metrics.jsonl, rollouts/STEP.jsonl and summary.json.
// Writers (train) and readers (report, watch, dash) both use these types and nothing else.
import type { Trust } from "../../credit/trust.ts";
import type { RewardVariance } from "../../credit/variance.ts";

/** One line of metrics.jsonl: one training step. Times in seconds. */
export interface StepMetrics {
  step: number;
  /** Responses, response tokens, mean response length (tokens), mean steps a response. */
  responses: number;
  responseTokens: number;
  meanLength: number;
  meanSteps: number;
  /** Share of responses cut at the length limit, and share in which the verifier found no answer. */
  truncatedShare: number;
  noAnswerShare: number;
  /** Mean over responses of the minimum, mean and sum of step rewards; null without a PRM. */
  processRewardMin: number | null;
  processRewardMean: number | null;
  processRewardSum: number | null;
  /** Mean verifiable reward over responses that have one; null where none has. */
  verifiableReward: number | null;
  /**
   * Share of right answers among responses whose problem has a reference, rewarded for it or not; null where none has.
   * For monitoring: it takes no part in training.
   */
  correctShare: number | null;
  /**
   * Responses that have no verifiable reward, and no part in the baseline, though one was due: the answer could not be
   * judged (time limit, a model that did not answer), or one's own reward took too long. Missing in lines written before
   * it was counted.
   */
  undecided?: number;
  /** What the alarms go by; missing in lines written before there were alarms. */
  signals?: StepSignals;
  /**
   * How far process rewards could be trusted, by the verdicts of the steps before this one: their weight in this step
   * where credit.trust is on, and what it would have been where it is off. Null without process rewards, or where
   * nothing tells (reward.mode prm with credit.trust off); missing in lines written before it was estimated.
   */
  trust?: RunTrust | null;
  /**
   * What process and verifiable rewards weighed in this step, trust included; 0: they were no reward. Missing in lines
   * written before it was there.
   */
  rewardWeights?: { process: number; verifiable: number };
  /**
   * Variance of rewards within groups by their parts, over groups in which both process and verifiable rewards differ:
   * which of them decides. Null where there is no such group; missing in lines written before it was there.
   */
  rewardVariance?: RewardVariance | null;
  /**
   * Groups whose responses all got the same reward in all, Σ r* and the verifiable one, so that it tells none from another.
   * Their tokens may still have advantages by process rewards, where the baseline is not one of whole responses.
   */
  groupsWithoutVariance: number;
  groups: number;
  loss: number;
  gradNorm: number;
  /** Of the policy at the tokens trained on, nats a token; null where there was none (lines written before hold 0). */
  entropy: number | null;
  /** KL to the reference policy (k3 estimate, mean over tokens); null without a reference. */
  kl: number | null;
  /** Mean and largest probability ratio of the update, and the share of tokens clipped. */
  ratioMean: number;
  ratioMax: number;
  clipShare: number;
  /** With importance weights or the off-policy mask: mean weight of the loss, and share of tokens left out. */
  weightMean?: number;
  maskedShare?: number;
  /** Mean |log-probability of the sampler − of the trainer| over response tokens, before the first gradient step. */
  samplerGap: number;
  learningRate: number;
  /** "applied", or why there was no update: "ratio" (mean ratio above the limit), "nonfinite". */
  update: "applied" | "ratio" | "nonfinite";
  /** With dynamic sampling: groups sampled that were left out, their rewards being all the same. */
  droppedGroups?: number;
  /** Prompts skipped because they are longer than the context allows. */
  skippedPrompts: number;
  seconds: { sampling: number; scoring: number; updating: number; total: number };
  tokensPerSecond: number;
  peakMemoryBytes: number;
  /** Held-out evaluation, on the steps that have one, and how many problems were gained and lost since before training. */
  heldOut?: EvaluationResult & { gained?: number; lost?: number };
}

/** Trust in a step of a run. */
export interface RunTrust extends Trust {
  /** An alarm sent the run back without process rewards: `value` is 0, whatever the evidence says. */
  distrusted?: true;
}

/** Signs of reward hacking, over the responses of one training step (METHOD, 8). */
export interface StepSignals {
  /** Shares of responses: steps but no answer; nearly everything in one step; no step at all. */
  thinkingShare: number;
  giantStepShare: number;
  noStepShare: number;
  /** Mean repetition score, 0 to 1, and share of responses whose score is above 0.2. */
  repetition: number;
  repetitiveShare: number;
  /**
   * Mean of the PRM's p(good) over steps less the share of right answers, over responses with scores and a reference,
   * −1 to 1; null where there is none.
   */
  prmExcess: number | null;
}

/** What an alarm is about; src/watch/alarms.ts defines each. */
export type AlarmKind =
  | "thinking"
  | "padding"
  | "giantStep"
  | "noStep"
  | "repetition"
  | "disagreement"
  | "trust"
  | "heldOut"
  | "kl"
  | "ratio"
  | "length"
  | "variance"
  | "entropy"
  | "dominance"
  | "ceiling"
  | "rightBreak"
  | "lengthBreak";

/** One line of alarms.jsonl: an alarm that set in at a training step. */
export interface AlarmRecord {
  step: number;
  kind: AlarmKind;
  title: string;
  /** What was measured, in words, and whether it is a share or a plain number. */
  figure: string;
  unit: "share" | "number";
  value: number;
  /** The figure at the run's beginning, or just before; null where the alarm does not compare. */
  start: number | null;
  threshold: number;
  /** The whole finding as one sentence. */
  message: string;
  /** What usually helps. */
  help: string;
  /** The responses of the step that show it best: two, or fewer where fewer do. */
  samples: (Pick<RolloutRecord, "problem" | "prompt" | "response" | "finish" | "answer" | "correct"> &
    Pick<SolutionSide, "steps">)[];
  /** Rollbacks of the run before this alarm, and the step that this one made it go back to. */
  rollbacks: number;
  rolledBackTo: number | null;
  /** It went back without process rewards, not at half the learning rate; missing in earlier records. */
  distrust?: boolean;
}

/** One line of metrics.jsonl of a supervised run (sft, prm): one training step. Times in seconds. */
export interface SupervisedMetrics {
  step: number;
  /** "head": only the classification head is trained (first stage of a PRM). */
  stage: "all" | "head";
  epoch: number;
  examples: number;
  /** Tokens the loss is taken over: response tokens (sft), scored steps (prm). */
  lossTokens: number;
  /** Mean over those tokens. */
  loss: number;
  gradNorm: number;
  learningRate: number;
  update: "applied" | "nonfinite";
  /** Examples skipped because they are longer than allowed. */
  skippedExamples: number;
  seconds: { updating: number; total: number };
  tokensPerSecond: number;
  peakMemoryBytes: number;
  /** Held-out loss, on the steps that have one; for a PRM its quality too. */
  heldOut?: HeldOutQuality;
}

/** What is known of a supervised run on held-out examples: of a language model the loss alone. */
export interface HeldOutQuality {
  /** Mean cross-entropy a token, of a process reward model a step, in nats. */
  loss: number;
  /** Area under the ROC curve of p(good); a label counts as good from one half on, as in `pure prm eval`. NaN where one kind is missing. */
  auc?: number;
  /** Share of steps on the right side of one half. */
  accuracy?: number;
  /** Expected calibration error of p(good), in 10 bins. */
  ece?: number;
  /** Mean label: what p(good) should be on average. */
  goodShare?: number;
  /** Steps that it was measured on. */
  steps?: number;
}

/** Accuracy of one greedy (or sampled) response for each held-out problem. */
export interface EvaluationResult {
  problems: number;
  correct: number;
  accuracy: number;
  /** 95% Wilson interval of the accuracy. */
  interval: [number, number];
  meanLength: number;
  meanSteps: number;
  noAnswerShare: number;
  /** Answers that could not be judged, which count as wrong; missing where it was not counted. */
  undecided?: number;
}

/** One line of rollouts/STEP.jsonl: one response with everything that led to its gradient. */
export interface RolloutRecord {
  step: number;
  problem: string;
  group: number;
  sample: number;
  prompt: string;
  response: string;
  tokens: number[];
  logprobs: number[];
  finish: "stop" | "length";
  /** Each step's text, the index of its last token, its process reward (null without a PRM) and r* (its credit). */
  steps: { text: string; end: number; reward: number | null; credit: number | null }[];
  verifiable: number | null;
  reference: string | null;
  answer: string | null;
  /** Whether the answer is the reference's, rewarded or not; null without a reference. Not used in training. */
  correct: boolean | null;
  /** Why there is not the verifiable reward that was due; missing where there is, or none was. */
  undecided?: string;
  /** A number a token. */
  returns: number[];
  advantages: number[];
  /** [tokens] under the reference policy, and the critic's values: where the run has them. Missing in older files. */
  refLogprobs?: number[];
  values?: number[];
}

/** One line of solutions/STEP.jsonl: one held-out problem as the policy of that step answers it. */
export interface HeldOutRecord extends SolutionSide {
  /** Its id. */
  problem: string;
  /** As it is put: without a prompt template. Missing in files of earlier versions. */
  problemText?: string;
  prompt: string;
  reference: string;
  /** Why the answer could not be judged; missing where it was. */
  undecided?: string;
  /** In tokens. */
  length: number;
}

/** One held-out problem answered before and after training; for the table, the sign test and the side by side. */
export interface SolutionRecord
  extends Pick<HeldOutRecord, "problem" | "problemText" | "prompt" | "reference"> {
  before: SolutionSide;
  after: SolutionSide;
}

export interface SolutionSide {
  response: string;
  correct: boolean;
  answer: string | null;
  steps: { text: string; reward: number | null }[];
}

/** summary.json of a finished run. */
export interface RunSummary {
  name: string;
  /** e.g. "PRM + 10% verifiable reward, min-form (T = 0.1)". */
  title: string;
  seed: number;
  steps: number;
  before: EvaluationResult;
  after: EvaluationResult;
  /** Paired sign test over held-out problems: those only right after, only right before, two-sided p. */
  signTest: { gained: number; lost: number; p: number };
  /** The mean of the best three evaluations in a row and the step of their last, where `after` is 5 points or more below. */
  best?: { accuracy: number; step: number; checkpoint: string | null };
  /** Seconds spent on sampling, scoring, updating, and in all, by phase of the run. */
  seconds: StepMetrics["seconds"];
  /** The PRM's held-out quality, where it was trained in this run. */
  prm: HeldOutQuality | null;
  /** Held-out solutions, all of them or a sample; the first is the one to show. */
  solutions: SolutionRecord[];
}
