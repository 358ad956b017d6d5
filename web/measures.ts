// What is drawn of a run's training steps: each chart's title, what to look for in it, its lines and how they are read,
// and the alarms that go by it.
import { rewardsAnyNumber } from "../src/report/document.ts";
import type { Color } from "../src/report/figures.ts";
import type { AlarmKind, StepMetrics, SupervisedMetrics } from "../src/train/runs/records.ts";
import { idleShare } from "../src/watch/judges.ts";

/** `M`: what is recorded of a step. */
export type MeasureLine<M> = readonly [
  label: string,
  color: Color,
  read: (m: M) => number | null | undefined,
];

export interface Measure<M> {
  title: string;
  note: string;
  /** The last is drawn on top, and alone where runs are compared. */
  lines: readonly MeasureLine<M>[];
  /** Shares, written as per cent. */
  share?: true;
  /** Values the vertical axis must reach; without: as `reach` finds. */
  include?: readonly number[];
  /** Means of many steps already, or of few steps: not smoothed again. */
  smoothed?: true;
  /** Dots on the values: few steps have one. */
  dots?: true;
  /** Its onsets are marked. */
  alarms?: readonly AlarmKind[];
  /** Steps that are crossed. */
  crossed?: (m: M) => boolean;
}

export interface MeasureRow<M> {
  title: string;
  measures: readonly Measure<M>[];
  /** Only runs of which this is true for a step have it. */
  when?: (m: M, config: unknown) => unknown;
}

/** Every chart of a PURE run but the accuracy, by row. */
export const measureRows: readonly MeasureRow<StepMetrics>[] = [
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
        alarms: ["dominance", "ceiling"],
      },
      {
        title: "Summed process reward",
        note: "sum over the steps; a climb with length is the sum-form hack",
        lines: [["sum", "purple", (m) => m.processRewardSum]],
      },
      {
        title: "Right answers",
        note: "share of sampled responses with the right answer, where one is known",
        lines: [["right", "green", (m) => m.correctShare]],
        share: true,
        alarms: ["rightBreak"],
      },
    ],
  },
  {
    title: "Rewards of any number",
    when: (_, config) => rewardsAnyNumber(config),
    measures: [
      {
        title: "Verifiable reward",
        note: "mean over the responses that have one, as the function or the penalty for length made it",
        lines: [["reward", "green", (m) => m.verifiableReward]],
      },
    ],
  },
  {
    title: "Responses",
    measures: [
      {
        title: "Response length",
        note: "tokens, mean",
        lines: [["length", "blue", (m) => m.meanLength]],
        alarms: ["lengthBreak"],
      },
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
        note: "before clipping; × marks a step without an update",
        lines: [["norm", "purple", (m) => m.gradNorm]],
        alarms: ["ratio"],
        crossed: ({ update }) => update === "ratio" || update === "nonfinite",
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
        title: "Groups without variance",
        note: "share of groups whose responses all got the same reward in all",
        lines: [["groups", "grey", idleShare]],
        share: true,
        alarms: ["variance"],
      },
      {
        title: "Probability ratio",
        note: "of the update to the sampling policy, mean and largest",
        lines: [
          ["largest", "grey", (m) => m.ratioMax],
          ["mean", "blue", (m) => m.ratioMean],
        ],
        alarms: ["ratio"],
      },
      {
        title: "Clipped",
        note: "share of tokens",
        lines: [["clipped", "orange", (m) => m.clipShare]],
        share: true,
      },
      {
        title: "Speed",
        note: "response tokens a second",
        lines: [["speed", "blue", (m) => m.tokensPerSecond]],
        include: [0],
      },
      {
        title: "Time",
        note: "seconds a step, by phase",
        lines: [
          ["scoring", "orange", (m) => m.seconds?.scoring],
          ["updating", "green", (m) => m.seconds?.updating],
          ["sampling", "purple", (m) => m.seconds?.sampling],
          ["in all", "ink", (m) => m.seconds?.total],
        ],
        include: [0],
      },
      {
        title: "Memory",
        note: "largest resident memory so far, GiB",
        lines: [["memory", "grey", (m) => m.peakMemoryBytes / 2 ** 30]],
        include: [0],
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
        note: "weight of the process rewards by that correlation, 0 to 1, where credit.trust is on; 0 once an alarm took it",
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

/** Every chart of a supervised run (sft, prm). */
export const supervisedRows: readonly MeasureRow<SupervisedMetrics>[] = [
  {
    title: "Training",
    measures: [
      {
        title: "Loss",
        note: "nats, mean over the tokens that have one",
        lines: [["loss", "blue", (m) => m.loss]],
      },
      {
        title: "Gradient norm",
        note: "before clipping; × marks a step without an update",
        lines: [["norm", "purple", (m) => m.gradNorm]],
        crossed: ({ update }) => update === "nonfinite",
      },
      { title: "Learning rate", note: "AdamW", lines: [["rate", "grey", (m) => m.learningRate]] },
      {
        title: "Speed",
        note: "tokens a second",
        lines: [["speed", "blue", (m) => m.tokensPerSecond]],
        include: [0],
      },
      {
        title: "Memory",
        note: "largest resident memory so far, GiB",
        lines: [["memory", "grey", (m) => m.peakMemoryBytes / 2 ** 30]],
        include: [0],
      },
    ],
  },
  {
    title: "Held out",
    when: (m) => m.heldOut,
    measures: [
      held("Held-out loss", "nats", ["loss", "orange", (m) => m.heldOut?.loss]),
      held("Held-out AUC", "of step scores, process reward models only", [
        "auc",
        "green",
        (m) => m.heldOut?.auc,
      ]),
      held("Held-out step accuracy", "share of steps told rightly", [
        "accuracy",
        "green",
        (m) => m.heldOut?.accuracy,
      ]),
      held("Held-out calibration error", "expected, of p(good) in 10 bins", [
        "error",
        "purple",
        (m) => m.heldOut?.ece,
      ]),
    ],
  },
];

function held(title: string, note: string, line: MeasureLine<SupervisedMetrics>): Measure<SupervisedMetrics> {
  return { title, note, lines: [line], smoothed: true, dots: true };
}
