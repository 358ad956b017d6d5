// Where a run is written down, as the loops see it: a directory on disk (run-directory.ts), or the memory of a browser's tab
// (memory-run.ts).
import { UserError } from "../../common/errors.ts";
import type { TrustState } from "../../credit/trust.ts";

/** What a loop needs to go on, besides weights and optimizer. All randomness is derived from (seed, step). */
export interface TrainState {
  /** Steps finished. */
  step: number;
  seed: number;
  /** Problems (or examples) drawn so far, counted through all epochs. */
  dataPosition: number;
  /** Steps in a row whose loss or gradient was not finite. */
  nonFiniteInARow: number;
  /** Steps dropped so far, by cause. */
  dropped: { nonfinite: number; ratio: number };
  /** Times that an alarm made the run go back to a healthy checkpoint, and what is left of the learning rate since. */
  rollbacks: number;
  learningRateScale: number;
  /** How process rewards went with verdicts in the last steps; empty where nothing told. */
  trust: TrustState;
  /** An alarm spoke against process rewards that trust weighed: they weigh nothing for the rest of the run. */
  distrusted: boolean;
}

/** The state before a run's first step. */
export const freshState = (seed: number): TrainState => ({
  ...{ step: 0, seed, dataPosition: 0, nonFiniteInARow: 0, dropped: { nonfinite: 0, ratio: 0 } },
  ...{ rollbacks: 0, learningRateScale: 1, trust: [], distrusted: false },
});

/** A point of a run: steps finished, and how often an alarm had made it go back by then. */
export type RunPosition = Pick<TrainState, "step" | "rollbacks">;

/** A checkpoint, by the path that engines know it by. */
export interface Checkpoint {
  step: number;
  path: string;
}

/** The files of a run and its checkpoints. */
export interface RunStore {
  readonly path: string;
  /** Adds a line to metrics.jsonl or alarms.jsonl. */
  append(file: "metrics" | "alarms", line: object): void;
  /** All lines of metrics.jsonl so far. */
  readMetrics<T>(): Promise<T[]>;
  /** Writes `lines` as FOLDER/STEP.jsonl, taking one after the other. */
  writeLines(folder: "rollouts" | "solutions", step: number, lines: Iterable<object>): Promise<void>;
  /** The lines of FOLDER/STEP.jsonl; undefined where there is no such file. */
  readLines<T>(folder: "rollouts" | "solutions", step: number): Promise<T[] | undefined>;
  /** Writes a file of the run whole. Returns its path. */
  writeFile(name: string, text: string): Promise<string>;
  /** The error to throw in the place of `error`: of a reward that failed, one that says where its responses are. */
  failure(error: unknown): Promise<unknown>;
  /**
   * Makes the checkpoint of `state`, with what `write` writes to the path it is given; of older ones the newest `keep - 1`
   * stay, and those that `isNeeded`.
   */
  save(
    state: TrainState,
    keep: number,
    write: (path: string) => Promise<void>,
    isNeeded?: (step: number, all: readonly number[]) => boolean,
  ): Promise<Checkpoint>;
  /** The newest checkpoint, or the newest up to `until`; undefined where there is none. */
  latest(until?: number): Promise<Checkpoint | undefined>;
  /** The state saved with a checkpoint. */
  read(checkpoint: Checkpoint): Promise<TrainState>;
  /** Makes `checkpoint` the newest, with `state` in the place of the one saved with it; what came later goes. */
  returnTo(checkpoint: Checkpoint, state: TrainState): Promise<void>;
}

/** Of a training by examples: that it has come to its end, {"steps"}. */
export const FINISHED_FILE = "finished.json";

/** A run that a loop may go on with: where it is written down, how far it is, and by which checkpoint. */
export interface OpenRun {
  run: RunStore;
  state: TrainState;
  checkpoint: Checkpoint | null;
}

/** What the text of a file of a run holds in JSON. Throws a UserError that says what to do about one that is damaged. */
export function parseOwn<T>(text: string, where: string, remedy: string): T {
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError(`${where}: is not valid JSON; ${remedy}`);
  }
}
