// What the page and its worker say to each other.
import type { TrainEvent } from "../../src/train/events.ts";
import type { RolloutRecord } from "../../src/train/runs/records.ts";
import type { Form, LessonRecipe } from "./lesson.ts";
import type { Settings } from "./settings.ts";

/** To the worker. "start" begins a lesson, or goes on with the one that was stopped. */
export type Order =
  | {
      type: "start";
      settings: Settings;
      recipe: LessonRecipe;
      /** Address of the folder with ONNX Runtime's files. */
      files: string;
    }
  | { type: "stop" };

/** From the worker. */
export type Told =
  | { type: "computes"; text: string }
  | { type: "event"; event: TrainEvent }
  /** A step's form of credit, and its responses to one prompt. */
  | { type: "step"; step: number; form: Form; responses: RolloutRecord[] }
  /** All is done, or it was stopped and can go on. */
  | { type: "ended"; finished: boolean }
  | { type: "failed"; message: string };
