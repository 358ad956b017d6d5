// Every alarm: its name, its figure in words, what usually helps, and which responses show it. How a run stands by the
// figure is judges.ts's.
import { smallest } from "../common/statistics.ts";
import { trustWindow } from "../credit/trust.ts";
import type { AlarmKind, StepMetrics } from "../train/runs/records.ts";
import {
  type AlarmReading,
  judgeCeiling,
  judgeDominance,
  judgeEntropy,
  judgeHeldOut,
  judgeKl,
  judgeLengthBreak,
  judgePadding,
  judgeRatio,
  judgeRightBreak,
  judgeTrust,
  judgeVariance,
  LEAST_EXCESS,
  LEAST_RISE,
  rise,
} from "./judges.ts";
import type { ResponseSigns } from "./signals.ts";

export interface AlarmDefinition {
  kind: AlarmKind;
  title: string;
  /** The figure in words. */
  figure: string;
  unit: "share" | "number";
  help: string;
  /** It shows that what is rewarded is not what is wanted, and so speaks against process rewards where there are any. */
  ofReward?: true;
  /** It is of process rewards as they come, followed or not: a run that goes on without them has no use for it. */
  ofScores?: true;
  /** Going back and a smaller learning rate cannot mend it, or nobody can say where to go back to. */
  incurable?: true;
  /** Steps that its figure looks back over, where those are not WINDOW. */
  window?: number;
  /** By the lines of metrics.jsonl up to now; null where it cannot be said (yet). */
  judge(history: readonly StepMetrics[]): AlarmReading | null;
  /** How well a response shows it; null: not at all. */
  shows(response: ResponseSigns): number | null;
}

const fewer =
  "Credit by the minimum instead of the sum (credit.form min) leaves nothing to gain by more steps";
const slower = "a smaller optimizer.learningRate or a larger credit.klCoefficient holds the policy back";
const anchor = "more verifiable reward (reward.mode prm+vr, a larger reward.verifiableShare)";

/** Every alarm. */
export const ALARMS: readonly AlarmDefinition[] = [
  {
    kind: "thinking",
    title: "thinking without answering",
    figure: "share of responses with steps and no answer",
    unit: "share",
    ofReward: true,
    help: `${fewer}; ${anchor} makes an answer worth giving.`,
    judge: (history) => rise(history, (m) => m.signals?.thinkingShare, LEAST_RISE),
    shows: (r) => (r.thinking ? r.stepEnds.length : null),
  },
  {
    kind: "padding",
    title: "more steps, no more right answers",
    figure: "mean steps a response",
    unit: "number",
    ofReward: true,
    help: `${fewer}; ${slower}.`,
    judge: judgePadding,
    shows: (r) => (r.correct === true ? null : r.stepEnds.length),
  },
  {
    kind: "giantStep",
    title: "one giant step",
    figure: "share of responses that are nearly all one step",
    unit: "share",
    ofReward: true,
    help: `Fewer steps pay under the step-level baseline where most steps score well, and under the token-level one where most score badly (credit.baseline index pays for neither); ${slower}.`,
    judge: (history) => rise(history, (m) => m.signals?.giantStepShare, LEAST_RISE),
    shows: (r) => (r.giantStep ? r.tokens.length : null),
  },
  {
    kind: "noStep",
    title: "no step at all",
    figure: "share of responses without a step or an answer",
    unit: "share",
    ofReward: true,
    help: `A process reward model cannot see that nothing follows: ${anchor} or a stop before this step is what helps; train the process reward model on such responses too.`,
    judge: (history) => rise(history, (m) => m.signals?.noStepShare, LEAST_RISE),
    shows: (r) => (r.noStep ? -r.tokens.length : null),
  },
  {
    kind: "repetition",
    title: "repetition",
    figure: "share of responses with a repetition score above 0.2",
    unit: "share",
    ofReward: true,
    help: `A collapse by repetition takes few steps: go back to a checkpoint from before it; ${slower}; so does a smaller sampling.maxTokens.`,
    judge: (history) => rise(history, (m) => m.signals?.repetitiveShare, LEAST_RISE),
    shows: (r) => r.repetition,
  },
  {
    kind: "disagreement",
    title: "process reward model and verifier disagree",
    figure: "p(good) of the process reward model less the share of right answers",
    unit: "number",
    ofReward: true,
    ofScores: true,
    help: `The policy has found what the process reward model wrongly likes: ${anchor}, or train that model on the policy's responses of now (pure prm train).`,
    // An excess is as noisy as a share of one half.
    judge: (history) => rise(history, (m) => m.signals?.prmExcess, LEAST_EXCESS, 0.5),
    shows: (r) => (r.correct === false ? r.goodProbability : null),
  },
  {
    kind: "trust",
    title: "the process reward model no longer tells right from wrong",
    figure: "correlation of process rewards and verdicts within problems, over 20 steps",
    unit: "number",
    ofReward: true,
    ofScores: true,
    help: `What the policy gains from it now is not worth having, and accuracy follows: weigh it by this very figure (credit.trust); ${anchor}, or train that model on the policy's responses of now (pure prm train).`,
    // A step's figure is of the steps before it.
    window: trustWindow + 1,
    judge: judgeTrust,
    shows: (r) => (r.correct === false && r.scores !== null ? smallest(r.scores) : null),
  },
  {
    kind: "heldOut",
    title: "held-out accuracy falls",
    figure: "share of held-out problems solved",
    unit: "share",
    ofReward: true,
    help: `Training makes the policy worse at what it is for: go back to a checkpoint from before it; ${anchor}, and ${slower}.`,
    judge: judgeHeldOut,
    shows: (r) => (r.correct === false ? (r.goodProbability ?? 0) : null),
  },
  {
    kind: "kl",
    title: "a jump of the KL",
    figure: "KL to the reference policy, nats a token",
    unit: "number",
    help: `The policy leaves its start at once instead of bit by bit: ${slower}.`,
    judge: judgeKl,
    shows: (r) => r.kl,
  },
  {
    kind: "ratio",
    title: "a jump of the probability ratio",
    figure: "mean probability ratio of the update",
    unit: "number",
    help: "Sampler and trainer do not agree, or one batch moved the policy too far: look at samplerGap, use fewer optimizer.updatesPerBatch or a smaller optimizer.learningRate.",
    judge: judgeRatio,
    shows: (r) => -r.leastLogprob,
  },
  {
    kind: "length",
    title: "length at the limit",
    figure: "share of responses cut at the length limit",
    unit: "share",
    help: `If the responses still solve, raise sampling.maxTokens; if they go on for the sake of it: ${slower}.`,
    judge: (history) => rise(history, (m) => m.truncatedShare, LEAST_RISE),
    shows: (r) => (r.finish === "length" ? r.tokens.length : null),
  },
  {
    kind: "variance",
    title: "groups without variance",
    figure: "share of groups whose responses all got the same reward in all",
    unit: "share",
    help: "Such groups do not tell better responses from worse: take problems that are neither too easy nor too hard for the policy, more sampling.samplesPerPrompt, or a process reward.",
    incurable: true,
    judge: judgeVariance,
    shows: (r) => (r.withoutVariance ? 0 : null),
  },
  {
    kind: "entropy",
    title: "entropy collapse",
    figure: "entropy of the policy, nats a token",
    unit: "number",
    help: `The policy says one thing only, and has little left to learn from: ${slower}; a sampling.temperature of 1 and more problems keep it open.`,
    judge: judgeEntropy,
    shows: (r) => r.meanLogprob,
  },
  {
    kind: "dominance",
    title: "one part of the reward decides alone",
    figure: "share of the reward's variance within groups that is one part's",
    unit: "share",
    help: "The other part is there in name only: weigh them (reward.processCoefficient, reward.verifiableCoefficient; credit.trust does it by itself), or take a form of credit whose sums do not grow with the steps (credit.form min).",
    incurable: true,
    judge: judgeDominance,
    shows: (r) => (r.correct === false ? r.goodProbability : null),
  },
  {
    kind: "ceiling",
    title: "the reward is at its ceiling",
    figure: "reward as a share of the most it can be",
    unit: "share",
    help: "The reward has nothing left to tell, and what held-out problems lack it cannot give: take harder problems, another reward, or end the run here.",
    incurable: true,
    judge: judgeCeiling,
    shows: (r) => (r.correct === false ? (r.goodProbability ?? 0) : null),
  },
  {
    kind: "rightBreak",
    title: "right answers break their trend",
    figure: "cumulated fall of right answers below their own line, in standard deviations",
    unit: "number",
    help: `The policy turns away from what it is for, be it slowly: compare the held-out accuracy before and since; ${anchor}, and ${slower}.`,
    incurable: true,
    judge: judgeRightBreak,
    shows: (r) => (r.correct === false ? r.tokens.length : null),
  },
  {
    kind: "lengthBreak",
    title: "response lengths break their trend",
    figure: "cumulated distance of response lengths from their own line, in standard deviations",
    unit: "number",
    help: `Length is what a reward is most often hacked by: read responses from before and since; ${fewer}; ${slower}.`,
    incurable: true,
    judge: judgeLengthBreak,
    shows: (r) => r.tokens.length,
  },
];
