// The worker's side of the pool: pairs come in from the parent process and are judged in order, judgements go out. What
// ends a worker that takes too long or too much is the pool's (process.ts).
import { getHeapStatistics } from "node:v8";
import { Worker } from "node:worker_threads";
import type { JudgeOptions } from "./judge.ts";
import { type Judgement, undecided } from "./judgement.ts";

/** Pool → worker. */
export interface PairMessage {
  prediction: string;
  reference: string;
  options: JudgeOptions;
}

/** Worker → pool: it is ready, or the judgement of the pair it was given. */
export type WorkerMessage =
  | { type: "ready" }
  | {
      type: "judged";
      judgement: Judgement;
      /** Milliseconds of the judgement alone. */
      ms: number;
      /** Its heap is half full: it should be replaced while nothing is lost by it. */
      full: boolean;
    };

/** Pairs between two looks at the heap. */
const LOOK_EVERY = 500;

/** Answers pairs with `judge` until the parent is gone. An error of `judge` is a verdict of null with its message. */
export function serve(judge: (prediction: string, reference: string, options: JudgeOptions) => Judgement) {
  // Ctrl-C and a terminal that is closed reach every process of it: what they mean is the parent's to say.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});
  process.on("disconnect", () => process.exit());
  endWithParent();
  let pairs = 0;
  process.on("message", ({ prediction, reference, options }: PairMessage) => {
    const began = performance.now();
    let judgement: Judgement;
    try {
      judgement = judge(prediction, reference, options);
    } catch (error) {
      judgement = failure(error);
    }
    const ms = performance.now() - began;
    say({ type: "judged", judgement, ms, full: ++pairs % LOOK_EVERY === 0 && isHalfFull() });
  });
  say({ type: "ready" });
}

function say(message: WorkerMessage): void {
  // A parent that is gone needs no answer.
  process.send?.(message, () => {});
}

/** A parent that is killed cannot end a worker that hangs, and the worker would not notice: a thread of it does. */
function endWithParent(): void {
  const watch = `const parent = process.ppid;
    setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, "SIGKILL"); }, 1000);`;
  new Worker(watch, { eval: true, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: 8 } }).unref();
}

function isHalfFull(): boolean {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  return used > limit / 2;
}

/** Too deep a nesting ends as a RangeError (stack), too long a text or number as another; the rest is a bug. */
function failure(error: unknown): Judgement {
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return undecided(`the verifier failed (${said})`);
}
