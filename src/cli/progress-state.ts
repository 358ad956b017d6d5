// What is known of a run while it goes on, from its events: phases, how far each is, the latest figures, and the time
// left over all of them. Pure: every change comes with its time; how it looks is progress.ts's.
import type { LabelledEvent, Phase, TrainEvent } from "../train/events.ts";
import type { EvaluationResult, StepMetrics, SupervisedMetrics } from "../train/runs/records.ts";

export interface PlannedPhase {
  phase: Phase;
  label: string;
  /** Seconds it took on some machine: only the ratio between phases counts. Needed where there are several. */
  plannedSeconds?: number;
}

export interface PhaseState extends PlannedPhase {
  status: "waiting" | "running" | "finished" | "failed";
  unit: "steps" | "responses";
  done: number;
  total: number;
  /** Done before this process began (a resumed run). */
  resumedAt: number;
  /** Milliseconds on the caller's clock. */
  startedAt: number;
  seconds: number;
  /** Times at which units were done, latest last: [time in ms, units done]. */
  marks: [number, number][];
}

/** Marks over which a rate is taken. */
const MOST_MARKS = 40;
/** A rate is believed once this many units and milliseconds went into it. */
const LEAST_UNITS = 2;
const LEAST_MS = 2000;

export class ProgressState {
  readonly phases: PhaseState[];
  metrics: StepMetrics | null = null;
  supervised: SupervisedMetrics | null = null;
  heldOut: { step: number; result: EvaluationResult } | null = null;
  labelled: LabelledEvent | null = null;
  /** The phase that the last event of a phase's start, step or end was of. */
  latest: PhaseState | null = null;
  /** Responses on their way within the step or evaluation. */
  sampled: { phase: Phase; responses: number; total: number; tokens: number } | null = null;
  #estimate: { at: number; ms: number } | null = null;

  constructor(plan: readonly PlannedPhase[]) {
    this.phases = plan.map((planned) => waiting(planned));
  }

  /** The phase under way. */
  get current(): PhaseState | undefined {
    return this.phases.find((phase) => phase.status === "running");
  }

  /** Takes an event in; `now` in milliseconds on any steady clock. */
  apply(event: TrainEvent, now: number): void {
    switch (event.type) {
      case "phaseStarted": {
        const { total, done, unit } = event;
        const began = { resumedAt: done, startedAt: now, marks: [[now, done]] };
        Object.assign(this.#phase(event.phase), { status: "running", total, done, unit, ...began });
        this.sampled = null;
        // Of several runs one after another, what is shown is that of the run under way.
        this.metrics = null;
        this.heldOut = null;
        break;
      }
      case "phaseFinished": {
        const phase = this.#phase(event.phase);
        Object.assign(phase, { status: "finished", done: phase.total, seconds: event.seconds });
        this.sampled = null;
        break;
      }
      case "phaseFailed":
        this.#phase(event.phase).status = "failed";
        this.sampled = null;
        break;
      case "sampled": {
        const { phase, responses, tokens } = event;
        this.sampled = { phase, responses, total: event.totalResponses, tokens };
        const current = this.current;
        // Within a step there is nothing new to say of the pace: the time left counts down.
        if (current?.phase !== phase || current.unit !== "responses") return;
        mark(current, now, responses);
        break;
      }
      case "stepFinished": {
        const phase = this.#phase(event.phase);
        // What ran before the first step (loading, the evaluation before training) says nothing of a step's time.
        if (phase.marks.length === 1)
          phase.marks = [[Math.max(phase.startedAt, now - event.metrics.seconds.total * 1000), phase.done]];
        mark(phase, now, event.metrics.step);
        if (event.phase === "pure") this.metrics = event.metrics;
        else this.supervised = event.metrics;
        this.sampled = null;
        break;
      }
      case "rolledBack":
        if (this.current) Object.assign(this.current, { done: event.to, marks: [[now, event.to]] });
        break;
      case "labelled":
        this.labelled = event;
        break;
      case "evaluated":
        this.heldOut = { step: event.step, result: event.result };
        this.sampled = null;
        break;
    }
    this.#estimate = estimate(this.phases, now);
  }

  /** Seconds left over all phases; null while there is nothing to go by. Counts down between events. */
  secondsLeft(now: number): number | null {
    if (this.#estimate === null) return null;
    return Math.max(0, this.#estimate.ms - (now - this.#estimate.at)) / 1000;
  }

  #phase(name: Phase): PhaseState {
    let phase = this.phases.find((p) => p.phase === name && !isOver(p));
    if (!phase) {
      phase = waiting({ phase: name, label: name });
      this.phases.push(phase);
    }
    this.latest = phase;
    return phase;
  }
}

/** Whether nothing more comes of a phase. */
export function isOver({ status }: PhaseState): boolean {
  return status === "finished" || status === "failed";
}

function waiting(planned: PlannedPhase): PhaseState {
  const nothing = { done: 0, total: 0, resumedAt: 0, startedAt: 0, seconds: 0 };
  return { ...planned, ...nothing, status: "waiting", unit: "steps", marks: [] };
}

function mark(phase: PhaseState, now: number, done: number): void {
  phase.done = done;
  phase.marks.push([now, done]);
  if (phase.marks.length > MOST_MARKS) phase.marks.shift();
}

/** Milliseconds a unit takes of late; null before there is enough to say. */
function msPerUnit(phase: PhaseState): number | null {
  if (phase.marks.length < 2) return null;
  const [from, before] = phase.marks[0];
  const [to, done] = phase.marks[phase.marks.length - 1];
  const enough = done - before >= LEAST_UNITS || done === phase.total;
  if (!enough || to - from < LEAST_MS) return null;
  return (to - from) / (done - before);
}

/** Milliseconds left at `now`: the current phase at its own pace, those to come as planned, at the pace so far. */
function estimate(phases: readonly PhaseState[], now: number): { at: number; ms: number } | null {
  let measured = 0;
  let planned = 0;
  let left = 0;
  const asPlanned: { share: number; plannedSeconds?: number; spentMs: number }[] = [];
  for (const phase of phases) {
    const { status, total, done, resumedAt, plannedSeconds = 0 } = phase;
    if (status === "failed") continue;
    const here = total > 0 ? 1 - resumedAt / total : 1;
    if (status === "finished") {
      measured += phase.seconds * 1000;
      planned += plannedSeconds * here;
    } else if (status === "waiting") asPlanned.push({ ...phase, share: 1, spentMs: 0 });
    else {
      const pace = msPerUnit(phase);
      if (pace === null) asPlanned.push({ ...phase, share: here, spentMs: now - phase.startedAt });
      else {
        left += pace * (total - done);
        measured += pace * total;
        planned += plannedSeconds;
      }
    }
  }
  for (const { plannedSeconds, share, spentMs } of asPlanned) {
    if (plannedSeconds === undefined || planned === 0) return null;
    left += Math.max(0, plannedSeconds * share * (measured / planned) - spentMs);
  }
  return measured > 0 ? { at: now, ms: left } : null;
}
