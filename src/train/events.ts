// What the loops are asked, and what they tell whoever shows progress. The loops print nothing themselves.
import type { LabelCounts } from "./label/label-rollouts.ts";
import type { AlarmRecord, EvaluationResult, StepMetrics, SupervisedMetrics } from "./runs/records.ts";

/** The parts a run goes through; "evaluation" also stands for the one before training. */
export type Phase = "sft" | "labelling" | "prm" | "pure" | "evaluation";

/** Labels on disk so far, and the seconds they took. */
export interface LabelledEvent {
  type: "labelled";
  problems: number;
  totalProblems: number;
  counts: LabelCounts;
  seconds: number;
}

export type TrainEvent =
  /** `total` is in the phase's units; `done` of them were finished before (a resumed run). */
  | { type: "phaseStarted"; phase: Phase; total: number; done: number; unit: "steps" | "responses" }
  | { type: "phaseFinished"; phase: Phase; seconds: number }
  /** One of several runs ended with an error, before its phase began or after; the others go on. */
  | { type: "phaseFailed"; phase: Phase; message: string }
  /** Responses sampled so far in this training step, evaluation or labelling, and their tokens. */
  | { type: "sampled"; phase: Phase; responses: number; totalResponses: number; tokens: number }
  | { type: "stepFinished"; phase: "pure"; steps: number; metrics: StepMetrics }
  | { type: "stepFinished"; phase: "sft" | "prm"; steps: number; metrics: SupervisedMetrics }
  | LabelledEvent
  | { type: "evaluated"; step: number; result: EvaluationResult }
  | { type: "checkpointSaved"; step: number; path: string }
  | { type: "alarm"; alarm: AlarmRecord }
  /**
   * The run went back from a step to a checkpoint: what is left of its learning rate, and whether process rewards weigh
   * nothing from here on because of it.
   */
  | {
      type: "rolledBack";
      from: number;
      to: number;
      path: string;
      learningRateScale: number;
      distrust: boolean;
    }
  /** What was found or planned before the start: data loaded, memory predicted. */
  | { type: "note"; message: string }
  /** Something the user should know and need not stop for: skipped prompts, a dropped update. */
  | { type: "warning"; message: string };

export type OnEvent = (event: TrainEvent) => void;

/** What a configuration was made of. */
export interface GivenConfig {
  /** Text of the file that has reward.custom. */
  file?: string;
  /** What flags set over the file. */
  flags?: Readonly<Record<string, unknown>>;
}

/** What whoever starts a loop asks of it, and is told. */
export interface StartOptions {
  /** Go on with the run that is there. */
  resume?: boolean;
  /** Kept in the run, for when it goes on. */
  given?: GivenConfig;
  onEvent?: OnEvent;
  /** Aborted: the step under way is given up (or finished, where it is short), a checkpoint saved, and the loop returns. */
  signal?: AbortSignal;
}
