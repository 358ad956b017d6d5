// What the dashboard's server and its pages say to each other. The pages import nothing else of this room.
import type { AlarmKind, RolloutRecord, RunSummary } from "../train/records.ts";

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

/** Whole lines of a file that grows, from `offset` on. */
export interface Lines {
  /** Another number: the file is another one, or was cut back; the lines are all of it. */
  generation: string;
  /** Where to go on. */
  offset: number;
  text: string;
}

/** What else a run's page needs, besides metrics. */
export interface RunDetails {
  facts: RunFacts;
  config: unknown;
  summary: RunSummary | null;
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
  responses: ShownRollout[];
}

/** A step at which the same problem was sampled. */
export interface ProblemAt {
  step: number;
  group: number;
  rows: RolloutRow[];
}

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
  /** What was left out to keep the file small; null: nothing. */
  left: string | null;
}
