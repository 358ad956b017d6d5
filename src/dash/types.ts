// What the dashboard's server and its pages say to each other. The pages import nothing else of this room.
import type { CalibrationBin } from "../common/calibration.ts";
import type { PairResult } from "../eval/comparison.ts";
import type { AlarmKind, EvaluationResult, RolloutRecord, RunSummary } from "../train/runs/records.ts";

/** A run as the list of runs has it. */
export interface RunFacts {
  /** Path from the folder of runs, with slashes. */
  name: string;
  /** Runs that differ by their seed alone: the folder above "seed-N"; else its own name. */
  arm: string;
  /** What the comparison that it belongs to calls it; else the arm's path. */
  armTitle: string;
  title: string;
  seed: number | null;
  /** "running": a process writes there. "unfinished": none does, and there is no summary. */
  status: "running" | "finished" | "unfinished";
  /** Steps wanted; null where the configuration does not say. */
  steps: number | null;
  /** Milliseconds since 1970 of the last write to its metrics. */
  written: number;
  /** Held-out accuracy of a finished run. */
  before: RunSummary["before"] | null;
  after: RunSummary["after"] | null;
  alarms: number;
  form: string | null;
  /** Training steps whose rollouts are kept. */
  rolloutSteps: number[];
  /** What cannot be read of it, and why; in whole sentences. */
  faults: string[];
}

/** Whole lines of a file that grows. */
export interface Lines {
  /** Which file it is, for the next question. */
  generation: string;
  /** Where the text begins; 0 where the file is another one or was cut back: the lines are all of it. */
  from: number;
  /** Where to go on. */
  offset: number;
  text: string;
}

/** What else a run's page needs, besides metrics. */
export interface RunDetails {
  facts: RunFacts;
  config: unknown;
  summary: RunSummary | null;
  /** The evaluation before training, of a run that is not finished too. */
  before: EvaluationResult | null;
  /** Text of alarms.jsonl. */
  alarms: string;
}

/** One response in the index of a step. */
export interface RolloutRow {
  group: number;
  sample: number;
  correct: boolean | null;
  verifiable: number | null;
  undecided: boolean;
  answer: string | null;
  finish: "stop" | "length";
  /** In tokens. */
  length: number;
  steps: number;
  /** Over the steps that have a process reward; null without. */
  rewardMin: number | null;
  rewardMean: number | null;
  rewardSum: number | null;
  /** Mean advantage over tokens, and the sum of their sizes. */
  advantage: number;
  pull: number;
  /** Alarms whose sign this response shows. */
  signs: AlarmKind[];
}

export interface GroupFacts {
  group: number;
  problem: string;
  /** Its beginning. */
  prompt: string;
  reference: string | null;
}

export interface StepIndex {
  step: number;
  groups: GroupFacts[];
  rows: RolloutRow[];
  /** Lines that could not be read; the last may be half written. */
  broken: number;
}

/** A response with all its numbers; texts are cut, and say so. */
export type ShownRollout = Omit<RolloutRecord, "response">;

export interface ShownGroup {
  step: number;
  group: number;
  problem: string;
  prompt: string;
  reference: string | null;
  /** All of the group. */
  responses: ShownRollout[];
}

/** A step at which the same problem was sampled. */
export interface ProblemAt {
  step: number;
  group: number;
  rows: RolloutRow[];
}

/** A response in a run's rollouts. */
export interface ResponsePlace {
  step: number;
  group: number;
  sample: number;
}

/** A response of which process reward model and verifier think differently. */
export interface ReadResponse extends ResponsePlace {
  /** Beginnings of texts. */
  prompt: string;
  answer: string | null;
  reference: string | null;
  /** Of its steps the smallest process reward, and the text of that one. */
  weakest: number;
  weakestText: string;
  steps: number;
}

/** Why answers could not be judged. */
export interface UndecidedReason {
  reason: string;
  count: number;
  /** A few that show it. */
  places: ResponsePlace[];
}

/** What rollouts of training steps `from` to `to` say of the rewards. */
export interface RewardRange {
  from: number;
  to: number;
  /** Steps read. */
  steps: number;
  responses: number;
  /** Lines that could not be read. */
  broken: number;
  /** Share of the pairs of a right and a wrong response to a prompt in which the right one's weakest step scores higher. */
  ranking: { value: number | null; interval: [number, number] | null; pairs: number; prompts: number };
  /** Right responses by p(good) of the weakest step; none empty. */
  bins: CalibrationBin[];
  /** Wrong responses by the largest weakest reward, right ones by the smallest. */
  liked: ReadResponse[];
  disliked: ReadResponse[];
  undecided: UndecidedReason[];
}

/** Accuracy of one arm of runs less that of another on the same held-out problems. */
export interface PairedArms extends Pick<PairResult, "difference" | "interval" | "p" | "seeds"> {
  /** The step of each arm's last evaluation; of seeds that differ in it, the smallest. */
  steps: [number, number];
}

/** A checkpoint that may be asked for responses. */
export interface CheckpointFacts {
  run: string;
  step: number;
  /** Why it cannot be tried; null: it can. */
  fault: string | null;
}

/** A prompt to one or two checkpoints. */
export interface TrialRequest {
  checkpoints: { run: string; step: number }[];
  prompt: string;
  /** Responses of each. */
  samples: number;
  /** Longest response. */
  maxTokens: number;
  temperature: number;
  seed: number;
}

/** A response to a prompt that was tried. */
export interface TriedResponse {
  sample: number;
  steps: { text: string; reward: number | null }[];
  tokens: number;
  finish: "stop" | "length";
}

/** What happens to a request, one a line. `side` is the index of the checkpoint; null: of the whole request. */
export type TrialEvent =
  | { type: "waiting"; ahead: number }
  | { type: "loading"; side: number }
  /** `rewards`: what scores its steps, or why nothing does. */
  | { type: "sampling"; side: number; rewards: string }
  /** All that was written of a response so far. */
  | { type: "text"; side: number; sample: number; text: string }
  | { type: "response"; side: number; response: TriedResponse }
  | { type: "done"; side: number; seconds: number }
  | { type: "fault"; side: number | null; message: string };

/** What the page is told as it happens: the list of runs is another one, or only its figures. */
export interface Change {
  /** Names of the runs whose files changed, or that are new. */
  changed: string[];
}

/** All that an exported page holds, of one run. */
export interface ExportedRun extends RunDetails {
  metrics: string;
  steps: StepIndex[];
  groups: ShownGroup[];
  /** The group that shows best what summed rewards paid for. */
  hacked: { step: number; group: number } | null;
  /** By ranges of the steps in `steps`. */
  rewards: RewardRange[];
  /** What was left out to keep the file small; null: nothing. */
  left: string | null;
}
