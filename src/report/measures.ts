// What is drawn of a run's training steps: each figure's title, what to look for in it, its lines and how they are read,
// and the alarms that go by it. The report draws them one run at a time, the dashboard several.
import type { AlarmKind, StepMetrics } from "../train/records.ts";
import type { Color } from "./figures.ts";

export type MeasureLine = readonly [
  label: string,
  color: Color,
  read: (m: StepMetrics) => number | null | undefined,
];

export interface Measure {
  title: string;
  note: string;
  /** The last is drawn on top, and alone where runs are compared. */
  lines: readonly MeasureLine[];
  /** Shares, written as per cent. */
  share?: true;
  /** Values the vertical axis must reach; without: as `reach` finds. */
  include?: readonly number[];
  /** Means of many steps already: not smoothed again. */
  smoothed?: true;
  /** Its onsets are marked. */
  alarms?: readonly AlarmKind[];
}

export interface MeasureRow {
  title: string;
  measures: readonly Measure[];
  /** Only runs of which this is true for a step have it. */
  when?: (m: StepMetrics) => unknown;
}

/** Every figure of a PURE run but the accuracy and the time, by row. */
export const measureRows: readonly MeasureRow[] = [
  {
    title: "Rewards",
    measures: [
      {
        title: "Process reward",
        note: "minimum and mean over the steps of a response, −1 to 1",
        lines: [
          ["min", "orange", (m) => m.processRewardMin],
          ["mean", "blue", (m) => m.processRewardMean],
        ],
      },
      {
        title: "Summed process reward",
        note: "sum over the steps; a climb with length is the sum-form hack",
        lines: [["sum", "purple", (m) => m.processRewardSum]],
      },
      {
        title: "Verifiable reward",
        note: "share of sampled responses with the right answer, where one is known and where it is rewarded",
        lines: [
          ["known", "grey", (m) => m.correctShare],
          ["rewarded", "green", (m) => m.verifiableReward],
        ],
        share: true,
      },
    ],
  },
  {
    title: "Responses",
    measures: [
      { title: "Response length", note: "tokens, mean", lines: [["length", "blue", (m) => m.meanLength]] },
      {
        title: "Steps a response",
        note: "mean; one giant step, or many idle ones, are hacks",
        lines: [["steps", "purple", (m) => m.meanSteps]],
        alarms: ["padding"],
      },
      {
        title: "Without an answer",
        note: "share of responses, and share cut at the length limit",
        lines: [
          ["no answer", "orange", (m) => m.noAnswerShare],
          ["cut", "grey", (m) => m.truncatedShare],
        ],
        share: true,
        alarms: ["thinking", "length"],
      },
    ],
  },
  {
    title: "Signs of reward hacking",
    measures: [
      {
        title: "Steps avoided",
        note: "share of responses that are nearly all one step, and share without a step or an answer",
        lines: [
          ["giant", "orange", (m) => m.signals?.giantStepShare],
          ["none", "purple", (m) => m.signals?.noStepShare],
        ],
        share: true,
        alarms: ["giantStep", "noStep"],
      },
      {
        title: "Repetition",
        note: "mean score, 0 to 1, and share of responses above 0.2",
        lines: [
          ["score", "blue", (m) => m.signals?.repetition],
          ["share", "orange", (m) => m.signals?.repetitiveShare],
        ],
        alarms: ["repetition"],
      },
      {
        title: "Process reward model over verifier",
        note: "mean p(good) less the share of right answers; a climb is a reward that is not earned",
        lines: [["excess", "orange", (m) => m.signals?.prmExcess]],
        alarms: ["disagreement"],
      },
    ],
  },
  {
    title: "Update",
    measures: [
      {
        title: "KL to the reference policy",
        note: "nats a token, k3 estimate",
        lines: [["kl", "blue", (m) => m.kl]],
        alarms: ["kl"],
      },
      {
        title: "Entropy",
        note: "nats, mean over response tokens",
        lines: [["entropy", "green", (m) => m.entropy]],
        alarms: ["entropy"],
      },
      {
        title: "Gradient norm",
        note: "before clipping",
        lines: [["norm", "purple", (m) => m.gradNorm]],
        alarms: ["ratio"],
      },
    ],
  },
  {
    title: "Soundness and speed",
    measures: [
      {
        title: "Sampler gap",
        note: "mean |Δ log-probability|, sampler against trainer; sound below 1e−4",
        lines: [["gap", "orange", (m) => m.samplerGap]],
        include: [0],
      },
      {
        title: "Groups that teach nothing",
        note: "share of groups whose responses all got the same reward",
        lines: [["groups", "grey", (m) => (m.groups ? m.groupsWithoutVariance / m.groups : null)]],
        share: true,
        alarms: ["variance"],
      },
    ],
  },
  {
    title: "Process rewards against verdicts",
    when: (m) => m.trust,
    measures: [
      {
        title: "Correlation",
        note: "of process part and verdict within problems, over 20 steps, and its standard error",
        lines: [
          ["error", "grey", (m) => m.trust?.standardError],
          ["r", "blue", (m) => m.trust?.correlation],
        ],
        include: [0],
        smoothed: true,
        alarms: ["trust"],
      },
      {
        title: "Pairs ranked right",
        note: "share of pairs of a right and a wrong response in which the right one's weakest step scores higher",
        lines: [["ranked", "green", (m) => m.trust?.ranking]],
        share: true,
        include: [0.5, 1],
        smoothed: true,
      },
      {
        title: "Trust",
        note: "weight of the process rewards by that correlation, 0 to 1, where credit.trust is on",
        lines: [["trust", "purple", (m) => m.trust?.value]],
        include: [0, 1],
        smoothed: true,
      },
    ],
  },
  {
    title: "Verifier",
    when: (m) => m.undecided,
    measures: [
      {
        title: "Undecided answers",
        note: "share of responses that the verifier could not judge: no reward, and no part in the baseline",
        lines: [["undecided", "orange", (m) => (m.undecided ?? 0) / m.responses]],
        share: true,
        include: [0],
      },
    ],
  },
];
