// A pool of worker processes that judge pairs within limits: a pair that takes too long or too much memory ends its
// worker and has no verdict, and neither the program nor the other pairs notice. Cheap pairs need no worker.
import { availableParallelism } from "node:os";
// Not the global one, which a test of a user's may fake.
import { setImmediate } from "node:timers";
import { extractCheaply, judgeCheaply } from "./cheap.ts";
import { compiled } from "./find/predicted.ts";
import type { JudgeOptions } from "./judge.ts";
import { type Judgement, tooLong, undecided } from "./judgement.ts";
import { JudgeProcess, type Limits, type PairEnd } from "./process.ts";
import { isFormula } from "./read/formulas.ts";
import type { PairMessage } from "./serve.ts";
import { isChoice, repeatsProblem } from "./with-problem.ts";

export interface VerifyOptions extends JudgeOptions {
  /**
   * The problem that was asked: its own expression is no answer to it; of the options that it lists the letter counts, large
   * or small; and verifiers that ask a model show it.
   */
  problem?: string;
}

export interface Verdict extends Judgement {
  /** Milliseconds that the judgement took, without waiting for a worker. */
  ms: number;
}

/** Judges answers: by rules (a pool), by a model, or by both. */
export interface AnswerVerifier {
  /** Verdicts may come in another order than asked for. What cannot be decided is a verdict of null with its reason. */
  verify(prediction: string, reference: string, options?: VerifyOptions): Promise<Verdict>;
  /** Ends it; verdicts that are still waited for are null. */
  close(): Promise<void>;
}

/** Judges by rules. `verify` rejects only for an `answerPattern` that is not a regular expression (SyntaxError). */
export type VerifierPool = AnswerVerifier;

export interface PoolOptions {
  /** Pairs judged at a time (default: the machine's cores). */
  concurrency?: number;
  /** Longest judgement of one pair, in milliseconds (default 1000). */
  timeoutMs?: number;
  /** Largest heap of one worker, in MiB (default 256). */
  memoryMiB?: number;
  /** Longest prediction and reference that are looked at, in UTF-16 units (default 1,000,000). */
  maxLength?: number;
}

/**
 * A pool of workers, which start when the first pair needs one and stay warm. It does not keep a program from ending,
 * but while verdicts are waited for.
 */
export function createVerifierPool(options: PoolOptions = {}): VerifierPool {
  // As pool.ts or pool.js, so is worker.
  const file = import.meta.url.replace(/pool(?=\.\w+$)/, "worker");
  return new ProcessPool(options, new URL(file));
}

interface Job {
  pair: PairMessage;
  resolve: (verdict: Verdict) => void;
  reject: (error: Error) => void;
}

/** Pairs that lie with a worker, so that it has the next one when it is done with one. */
const MOST_AHEAD = 16;

/** Milliseconds of quick pairs at a time: less than workers have ahead, whose messages wait meanwhile. */
const TURN_MS = 1;

/** Workers that end before they are ready: so many in a row are no accident. */
const MOST_FAILED_STARTS = 3;

/** Exported for tests, with another worker file. */
export class ProcessPool implements VerifierPool {
  readonly #file: URL;
  readonly #concurrency: number;
  readonly #maxLength: number;
  readonly #limits: Limits;
  readonly #workers = new Set<JudgeProcess>();
  /** Those that workers have or will have. */
  readonly #jobs = new Set<Job>();
  /** Those that are to be judged here, in their order. */
  readonly #quick = new Set<Job>();
  #waiting: Job[] = [];
  #next = 0;
  #failedStarts = 0;
  #closed = false;

  constructor(options: PoolOptions, file: URL) {
    const { concurrency = availableParallelism(), timeoutMs = 1000, memoryMiB = 256 } = options;
    this.#file = file;
    this.#concurrency = concurrency;
    this.#maxLength = options.maxLength ?? 1_000_000;
    this.#limits = { timeoutMs, memoryMiB };
  }

  async verify(prediction: string, reference: string, options: VerifyOptions = {}): Promise<Verdict> {
    if (this.#closed) throw new Error("the verifier is closed");
    // What of the options workers read: a problem's text is not sent to them.
    const { problem, ...given } = options;
    const read = isChoice(reference, problem) ? { type: "choice" as const, ...given } : given;
    const { answerPattern } = read;
    if (answerPattern !== undefined) compiled(answerPattern);
    const most = this.#maxLength;
    const long = tooLong("prediction", prediction, most) ?? tooLong("reference", reference, most);
    if (long) return { ...long, ms: 0 };
    const pair = { prediction, reference, options: read };
    const verdict = await new Promise<Verdict>((resolve, reject) => {
      const job = { pair, resolve, reject };
      if (!isQuick(prediction, read)) return this.#add(job);
      this.#quick.add(job);
      if (this.#quick.size === 1) setImmediate(() => this.#judgeQuick());
    });
    if (problem === undefined || verdict.verdict !== true) return verdict;
    if (!repeatsProblem(verdict.extracted ?? "", reference, problem)) return verdict;
    const reason = "equal, but the problem's own expression, repeated";
    return { ...verdict, verdict: false, reason, rules: [...verdict.rules, "the problem repeated"] };
  }

  /** For the workers. */
  #add(job: Job): void {
    this.#jobs.add(job);
    if (this.#jobs.size === 1) this.#hold(true);
    this.#waiting.push(job);
    this.#dispatch();
  }

  /** Judges quick pairs for a turn, and goes on after what has come from the workers. */
  #judgeQuick(): void {
    const end = performance.now() + TURN_MS;
    let began = performance.now();
    for (const job of this.#quick) {
      if (began > end) return void setImmediate(() => this.#judgeQuick());
      this.#quick.delete(job);
      const { prediction, reference, options } = job.pair;
      let judgement: Judgement | null = null;
      try {
        judgement = judgeCheaply(prediction, reference, options);
      } catch {
        // A worker fails in the same way, and its verdict says why.
      }
      const now = performance.now();
      if (judgement) job.resolve({ ...judgement, ms: now - began });
      else this.#add(job);
      began = now;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const worker of [...this.#workers]) worker.stop();
    for (const jobs of [this.#jobs, this.#quick]) {
      for (const { resolve } of jobs) resolve({ ...undecided("the verifier was closed"), ms: 0 });
      jobs.clear();
    }
  }

  /** Hands waiting pairs to workers with room for them, evenly, and starts workers where there are too few. */
  #dispatch(): void {
    if (this.#closed) return;
    const workers = [...this.#workers];
    const most = Math.min(MOST_AHEAD, Math.ceil(this.#jobs.size / this.#concurrency));
    for (let each = 1; each <= most; each++)
      for (const worker of workers)
        if (this.#next < this.#waiting.length && worker.hasRoom(each))
          this.#give(worker, this.#waiting[this.#next++]);
    if (this.#next === this.#waiting.length || this.#next > 1000) {
      this.#waiting = this.#waiting.slice(this.#next);
      this.#next = 0;
    }
    // A worker that is slow may soon be ended: its replacement is started now, and works meanwhile.
    const slow = workers.filter((worker) => worker.slow).length;
    const wanted = Math.min(this.#concurrency, this.#jobs.size - slow) + slow;
    while (this.#workers.size < Math.max(wanted, slow > 0 ? this.#concurrency + slow : 0)) this.#start();
  }

  #give(worker: JudgeProcess, job: Job): void {
    worker.judge(job.pair, (outcome) => {
      if (outcome === "not begun") {
        this.#waiting.splice(this.#next, 0, job);
        return;
      }
      this.#finish(job);
      job.resolve(verdictOf(outcome, job.pair));
    });
  }

  #finish(job: Job): void {
    this.#jobs.delete(job);
    if (this.#jobs.size === 0) this.#hold(false);
  }

  #start(): void {
    const worker = new JudgeProcess(this.#file, this.#limits, {
      onRoom: () => {
        this.#failedStarts = 0;
        // What was started for a slow worker that came through after all is one too many.
        const slow = [...this.#workers].filter((other) => other.slow).length;
        if (this.#workers.size - slow > this.#concurrency) worker.stop();
        else this.#dispatch();
      },
      onSlow: () => this.#dispatch(),
      onEnd: (reason, started) => {
        this.#workers.delete(worker);
        if (this.#closed) return;
        if (!started && ++this.#failedStarts >= MOST_FAILED_STARTS) this.#fail(new Error(reason));
        else this.#dispatch();
      },
    });
    this.#workers.add(worker);
    worker.hold(this.#jobs.size > 0);
  }

  /** No worker starts: every pair that waits for one is refused, and the next one tries again. */
  #fail(error: Error): void {
    this.#failedStarts = 0;
    const waiting = this.#waiting.slice(this.#next);
    [this.#waiting, this.#next] = [[], 0];
    for (const job of waiting) {
      this.#finish(job);
      job.reject(error);
    }
  }

  #hold(held: boolean): void {
    for (const worker of this.#workers) worker.hold(held);
  }
}

/**
 * Whether an answer is found as fast as a pair is sent: where it shows. In a program that trains, collections of garbage
 * throw compiled expressions away, so that the rules for sentences take several times as long there as in a worker.
 */
const isQuick = (prediction: string, { answerPattern }: JudgeOptions) =>
  answerPattern !== undefined || /\\boxed|####/.test(prediction) || isFormula(prediction.trim());

function verdictOf(outcome: Exclude<PairEnd, "not begun">, { prediction, options }: PairMessage): Verdict {
  if ("judgement" in outcome) return { ...outcome.judgement, ms: outcome.ms };
  return { ...undecided(outcome.died, extractCheaply(prediction, options)), ms: outcome.ms };
}
