// The lesson as the page sees it: the worker that runs it, and all that it has told so far.
import type { TrainEvent } from "../../src/train/events.ts";
import type {
  AlarmRecord,
  EvaluationResult,
  RolloutRecord,
  StepMetrics,
  SupervisedMetrics,
} from "../../src/train/runs/records.ts";
import type { Form } from "./lesson.ts";
import type { Order, Told } from "./messages.ts";
import { RECIPE } from "./recipe.ts";
import type { Settings } from "./settings.ts";

export type StageName = "sft" | "labelling" | "prm" | "pure";

/** How far a stage is; null where it has not begun. */
export interface Stage {
  done: number;
  total: number;
  /** Since it was begun, or gone on with, in milliseconds of `performance.now()`. */
  began: number;
  ended: boolean;
  metrics: SupervisedMetrics[];
}

export class Pupil {
  state: "new" | "running" | "stopping" | "stopped" | "finished" | "failed" = "new";
  computes: string | null = null;
  fault: string | null = null;
  readonly stages = new Map<StageName, Stage>();
  metrics: StepMetrics[] = [];
  alarms: AlarmRecord[] = [];
  /** Evaluations on the held-out problems, in order. */
  evaluations: { step: number; result: EvaluationResult }[] = [];
  /** Where the form of credit changed, in order; the first is the form it began with. */
  forms: { step: number; form: Form }[] = [];
  shown: { step: number; form: Form; responses: RolloutRecord[] } | null = null;
  #worker: Worker | null = null;

  constructor(private readonly changed: () => void) {}

  /** Begins the lesson, or goes on with it. */
  start(settings: Settings): void {
    if (this.#worker === null) {
      this.#worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
      this.#worker.addEventListener("message", ({ data }: MessageEvent<Told>) => this.#hear(data));
      this.#worker.addEventListener("error", ({ message }) =>
        this.#hear({ type: "failed", message: message || "the worker could not be started" }),
      );
    }
    const files = new URL("runtime/", document.baseURI).href;
    this.#say({ type: "start", settings, recipe: RECIPE, files });
    this.state = "running";
    this.changed();
  }

  stop(): void {
    if (this.state !== "running") return;
    this.#say({ type: "stop" });
    this.state = "stopping";
    this.changed();
  }

  /** Stops the step under way and goes on with other settings. */
  change(settings: Settings): void {
    if (this.state !== "running") return;
    this.#say({ type: "stop" });
    this.start(settings);
  }

  /** Ends the worker at once; what it had learned is gone. */
  end(): void {
    this.#worker?.terminate();
    this.#worker = null;
  }

  #say(order: Order): void {
    this.#worker?.postMessage(order);
  }

  #hear(told: Told): void {
    if (told.type === "computes") this.computes = told.text;
    else if (told.type === "event") this.#note(told.event);
    else if (told.type === "step") {
      this.shown = told;
      if (this.forms[this.forms.length - 1]?.form !== told.form)
        this.forms.push({ step: told.step, form: told.form });
    } else if (told.type === "failed") {
      this.fault = told.message;
      this.state = "failed";
    } else if (told.finished) this.state = "finished";
    else if (this.state === "stopping") this.state = "stopped";
    this.changed();
  }

  #note(event: TrainEvent): void {
    if (event.type === "phaseStarted") {
      const { phase, total, done } = event;
      if (phase === "evaluation") return;
      const metrics = this.stages.get(phase)?.metrics.filter(({ step }) => step <= done) ?? [];
      this.stages.set(phase, { done, total, began: performance.now(), ended: false, metrics });
      if (phase === "pure") this.metrics = this.metrics.filter(({ step }) => step <= done);
    } else if (event.type === "phaseFinished" && event.phase !== "evaluation") {
      const stage = this.stages.get(event.phase);
      if (stage && stage.done >= stage.total) stage.ended = true;
    } else if (event.type === "sampled" && event.phase === "labelling") {
      const stage = this.stages.get("labelling");
      if (stage) stage.done = event.responses;
    } else if (event.type === "stepFinished") {
      const stage = this.stages.get(event.phase);
      if (stage) stage.done = event.metrics.step;
      if (event.phase === "pure") this.metrics = [...this.metrics, event.metrics];
      else stage?.metrics.push(event.metrics);
    } else if (event.type === "evaluated") {
      const { step, result } = event;
      this.evaluations = [...this.evaluations.filter((own) => own.step !== step), { step, result }];
    } else if (event.type === "alarm") this.alarms = [...this.alarms, event.alarm];
  }
}
