// A run of PURE under way: its directory and state, its evaluations and its watch, what is written down of it, and how it
// is saved, loaded and sent back. What an iteration (a training step; a response has steps too) computes is pure.ts's.
import type { PureConfig } from "../config/schema.ts";
import type { TrustState } from "../credit/trust.ts";
import type { EncodedPrompt, Prompts } from "../data/prompts.ts";
import type { Credited } from "../data/table.ts";
import type { Engine, Sampler } from "../engine/types.ts";
import type { Tokenizer } from "../model/tokenizer.ts";
import type { ProcessRewardModel } from "../reward/prm.ts";
import type { Judges } from "../reward/verifiable.ts";
import type { AnswerVerifier } from "../verify/pool.ts";
import type { ResponseSigns } from "../watch/signals.ts";
import { Watch } from "../watch/watch.ts";
import { evaluationResult, heldOutMetrics, solveHeldOut, writeSummary } from "./evaluate.ts";
import type { OnEvent, StartOptions } from "./events.ts";
import type { HeldOutRecord, RunSummary, StepMetrics } from "./runs/records.ts";
import type { Checkpoint, OpenRun, RunStore, TrainState } from "./runs/run-store.ts";
import { rolloutRecords } from "./runs/step-records.ts";
import { isDue } from "./schedule.ts";
import { describeDropped, nonFiniteStop, type UpdateResult } from "./update.ts";
import {
  alarmRecord,
  type Consequence,
  consequenceOf,
  HINT_ITERATIONS,
  neededCheckpoints,
  separatorHint,
} from "./watching.ts";

/** What a run computes with. The loop disposes of none of it. */
export interface PureInputs extends StartOptions {
  config: PureConfig;
  tokenizer: Tokenizer;
  policy: Engine;
  /** Frozen policy for the KL; null where the KL coefficient is 0. */
  reference: Pick<Sampler, "logprobs"> | null;
  /** Where process rewards come from, and the token id at which a step is scored; null in mode vr. */
  prm: Pick<ProcessRewardModel, "scorer" | "stepToken"> | null;
  /** Head: classification, 1 label; null but for estimator gae. */
  critic: Engine | null;
  /** Judges answers, in training and evaluation; the rules by default. */
  verifier?: AnswerVerifier;
  prompts: Prompts;
  heldOut: readonly EncodedPrompt[];
  /** Prompts left out because they are longer than the context allows. */
  skippedPrompts: number;
  /** The PRM's held-out quality where it is known, for the summary. */
  prmQuality?: RunSummary["prm"];
  /** Writes what else belongs beside the weights of a checkpoint. */
  saveBeside?: (directory: string) => Promise<void>;
}

/** What the loop computes with: who judges is said. */
export type LoopInputs = Omit<PureInputs, "verifier" | "resume" | "given"> & { judges: Judges };

export interface PureResult {
  run: RunStore;
  /** Steps finished, and whether the signal ended the run before its last. */
  step: number;
  interrupted: boolean;
  /** Why an alarm ended the run before its last step; null where none did. */
  stopped: string | null;
  checkpoint: Checkpoint | null;
  /** Null where the run was interrupted or stopped, or had no held-out problems. */
  summary: RunSummary | null;
}

export class Run {
  readonly onEvent: OnEvent;
  readonly prm: ProcessRewardModel | null;
  #watch = new Watch();
  #hint: string | null = null;
  #began = 0;

  private constructor(
    private readonly inputs: LoopInputs,
    private readonly store: RunStore,
    readonly state: TrainState,
    private checkpoint: Checkpoint | null,
  ) {
    const { tokenizer, config, prm, onEvent = () => {} } = inputs;
    this.onEvent = onEvent;
    this.prm = prm && { ...prm, tokenizer, separator: config.data.stepSeparator };
  }

  /** A run as its newest checkpoint has it, or from its start. */
  static async open(inputs: LoopInputs, { run, state, checkpoint }: OpenRun): Promise<Run> {
    const opened = new Run(inputs, run, state, checkpoint);
    await opened.#load();
    return opened;
  }

  /**
   * Before the first iteration: an evaluation, and a checkpoint that the first alarm may need, or the critic, which outlives
   * a policy that a server loses.
   */
  async begin(): Promise<void> {
    const { heldOut, config, critic, signal } = this.inputs;
    const { steps: total, onAlarm } = config.train;
    this.#began = performance.now();
    this.onEvent({ type: "phaseStarted", phase: "pure", total, done: this.state.step, unit: "steps" });
    if (this.state.step > 0) return;
    if (heldOut.length > 0) await this.evaluate(0, signal);
    if (onAlarm === "rollback" || (critic && config.engine.type === "tinker")) await this.save();
  }

  /** Held-out problems as the policy answers them after an iteration; those of its file where it was evaluated before. */
  async evaluate(iteration: number, signal?: AbortSignal): Promise<HeldOutRecord[]> {
    const known = await this.store.readLines<HeldOutRecord>("solutions", iteration);
    if (known) return known;
    const scored = iteration === 0 || iteration === this.inputs.config.train.steps;
    const { onEvent } = this;
    const inputs = { ...this.inputs, policy: await this.inputs.policy.snapshot() };
    // Without a signal the server's sampler would go by the run's own, and the iteration lose its line of metrics.
    const uninterrupted = new AbortController().signal;
    const options = { onEvent, signal: signal ?? uninterrupted };
    const records = await solveHeldOut(inputs, scored ? this.prm : null, options);
    await this.store.writeLines("solutions", iteration, records);
    this.onEvent({ type: "evaluated", step: iteration, result: evaluationResult(records) });
    return records;
  }

  /** Counts an iteration, for which so many batches were drawn: whatever ends the run from here on, it is done. */
  advance(update: UpdateResult, trust: TrustState, batches: number): void {
    const { state, inputs } = this;
    state.step++;
    state.trust = trust;
    state.dataPosition += batches * inputs.config.sampling.promptsPerStep;
    state.nonFiniteInARow = update.update === "nonfinite" ? state.nonFiniteInARow + 1 : 0;
    if (update.update === "applied") return;
    state.dropped[update.update]++;
    this.onEvent({ type: "warning", message: describeDropped(state.step, update, inputs.config) });
  }

  /** Writes an iteration down, evaluated where that is due. */
  async record(metrics: StepMetrics, table: Credited): Promise<void> {
    const { config, heldOut, tokenizer } = this.inputs;
    const { steps, evalEvery, rolloutsEvery } = config.train;
    const { step: iteration } = metrics;
    if (heldOut.length > 0 && isDue(iteration, evalEvery, steps))
      metrics.heldOut = heldOutMetrics(await this.evaluate(0), await this.evaluate(iteration));
    if (rolloutsEvery > 0 && iteration % rolloutsEvery === 0)
      await this.store.writeLines("rollouts", iteration, rolloutRecords(iteration, table, tokenizer));
    this.store.append("metrics", metrics);
    this.onEvent({ type: "stepFinished", phase: "pure", steps, metrics });
    if (this.#hint !== null || iteration > HINT_ITERATIONS) return;
    this.#hint = separatorHint(table, config.data.stepSeparator);
    if (this.#hint !== null) this.onEvent({ type: "warning", message: this.#hint });
  }

  /** Shows the watch an iteration; alarms are told once, when they set in. Returns what they make of the run. */
  async heed(metrics: StepMetrics, watched: readonly ResponseSigns[], table: Credited): Promise<Consequence> {
    const { store, state, inputs } = this;
    const onsets = this.#watch.observe(metrics);
    const consequence = await consequenceOf(onsets, this.#watch, this.store, state, inputs.config);
    const { to, distrust } = consequence;
    const rollback = { rollbacks: state.rollbacks, rolledBackTo: to?.step ?? null, distrust };
    for (const onset of onsets) {
      const alarm = alarmRecord(onset, watched, table, inputs.tokenizer, rollback);
      store.append("alarms", alarm);
      this.onEvent({ type: "alarm", alarm });
    }
    return consequence;
  }

  /** Saves where a checkpoint is due. Throws a UserError where updates stay non-finite. */
  async saveIfDue(): Promise<void> {
    const { step: iteration, nonFiniteInARow } = this.state;
    const { nonFiniteLimit, checkpointEvery, steps } = this.inputs.config.train;
    if (nonFiniteInARow >= nonFiniteLimit) throw nonFiniteStop(this.state, this.checkpoint);
    // What was dropped changed nothing: the checkpoints kept are of good updates.
    const good = nonFiniteInARow === 0 || iteration === steps;
    if (good && isDue(iteration, checkpointEvery, steps)) await this.save();
  }

  async save(): Promise<void> {
    const { config, policy, critic, saveBeside } = this.inputs;
    const write = async (directory: string) => {
      await policy.save(directory, { optimizer: true });
      await saveBeside?.(directory);
      if (!critic) return;
      await critic.save(`${directory}/critic`, { optimizer: true });
    };
    const needed = neededCheckpoints(this.#watch, config);
    const { keepCheckpoints } = config.train;
    this.checkpoint = await this.store.save(this.state, keepCheckpoints, write, needed);
    this.onEvent({ type: "checkpointSaved", ...this.checkpoint });
  }

  /** Back to a checkpoint, with one thing changed: process rewards weigh nothing, or the learning rate is halved. */
  async goBack(to: Checkpoint, distrust: boolean): Promise<void> {
    const { step: from, rollbacks, distrusted, learningRateScale: scale } = this.state;
    const learningRateScale = distrust ? scale : scale / 2;
    Object.assign(this.state, await this.store.read(to), {
      rollbacks: rollbacks + 1,
      learningRateScale,
      distrusted: distrusted || distrust,
    });
    await this.store.returnTo(to, this.state);
    this.checkpoint = to;
    await this.#load();
    this.onEvent({ type: "rolledBack", from, to: to.step, path: to.path, learningRateScale, distrust });
  }

  /** What has trained, and the watch, as the checkpoint and the directory have them. */
  async #load(): Promise<void> {
    const { policy, critic } = this.inputs;
    if (this.checkpoint) {
      await policy.load(this.checkpoint.path);
      await critic?.load(`${this.checkpoint.path}/critic`);
    }
    this.#watch = new Watch(await this.store.readMetrics<StepMetrics>());
  }

  /** The end at which all iterations are done. */
  async finish(): Promise<PureResult> {
    const { heldOut, config, prmQuality } = this.inputs;
    let summary: RunSummary | null = null;
    if (heldOut.length > 0) {
      const [before, after] = [await this.evaluate(0), await this.evaluate(config.train.steps)];
      summary = await writeSummary(this.store, config, before, after, prmQuality);
    }
    const seconds = (performance.now() - this.#began) / 1000;
    this.onEvent({ type: "phaseFinished", phase: "pure", seconds });
    return this.#result({ summary });
  }

  /** The end that an alarm asks for. */
  async stop(reason: string): Promise<PureResult> {
    await this.save();
    return this.#result({ stopped: reason });
  }

  /** The end by an error: saved where it is the signal's reason; else thrown, with the responses whose reward failed kept. */
  async interrupt(error: unknown): Promise<PureResult> {
    const { signal } = this.inputs;
    if (!signal?.aborted || error !== signal.reason) throw await this.store.failure(error);
    if (this.state.step > 0) await this.save();
    return this.#result({ interrupted: true });
  }

  #result(end: Partial<PureResult>): PureResult {
    const { store: run, state, checkpoint } = this;
    const { step } = state;
    return { run, step, interrupted: false, stopped: null, checkpoint, summary: null, ...end };
  }
}
