// One worker of the pool: a process of its own, which judges one pair at a time within limits of time and memory, and
// is killed by whatever breaks a limit. A few more pairs lie with it, so that it need not wait for the next one.
// A thread would be cheaper to have, but V8 ends the whole program where a thread asks for one large piece of memory
// above its limit, and a thread cannot be ended inside a long built-in function.
import { type ChildProcess, fork } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { bareEnvironment } from "../common/environment.ts";
import type { Judgement } from "./judgement.ts";
import type { PairMessage, WorkerMessage } from "./serve.ts";

export interface Limits {
  /** Longest judgement of one pair, in milliseconds; where the system tells, of its computing, in the second half. */
  timeoutMs: number;
  /** Largest heap of one worker, in MiB. */
  memoryMiB: number;
}

/** How a pair ended: with the worker's judgement, with the worker's end and why, or unjudged, as another one ended it. */
export type PairEnd = { judgement: Judgement; ms: number } | { died: string; ms: number } | "not begun";

/** What becomes of the process itself. */
export interface ProcessEvents {
  /** It can take another pair: after its start, and after each judgement. */
  onRoom: () => void;
  /** Half of a pair's time is over: a replacement may soon be needed. */
  onSlow: () => void;
  /** It has ended; if it had a pair, that has been told. `started`: whether it ever was ready. */
  onEnd: (reason: string, started: boolean) => void;
}

/** On a machine that is busy with other things a pair may wait for so many times its limit. */
const MOST_WAITED = 10;

/** Milliseconds that a process has computed so far (Linux, in steps of 10); null where the system does not tell. */
function computedMs(pid: number | undefined): number | null {
  try {
    // Behind the name in brackets: state, then 10 other fields, then user and system time in hundredths of a second.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)!.split(" ");
    return 10 * (Number(fields[11]) + Number(fields[12]));
  } catch {
    return null;
  }
}

/**
 * V8's flags: a worker is young when most is asked of it, and what it runs is wide, not deep. Expressions and functions are
 * compiled at their first call, simply, instead of being interpreted for a while, and functions once more only where they are
 * called far more often than V8 waits for: optimizing took as long as judging in the first ten thousand pairs. They are
 * given at the start because V8 may crash where an expression is older than its flag.
 */
const FLAGS = [
  "--always-sparkplug",
  "--no-regexp-tier-up",
  process.versions.node.startsWith("20.")
    ? "--interrupt-budget=600000"
    : "--invocation-count-for-turbofan=15000",
];

/** After the limit, for a judgement that came while this program itself was busy. */
const GRACE_MS = 20;

/** Characters kept of what a worker writes to standard error, which says why it could not start. */
const KEPT_ERRORS = 2000;

/** The pair that a worker is at, as this program knows. */
interface Clock {
  began: number;
  timer: NodeJS.Timeout;
  slow: boolean;
}

export class JudgeProcess {
  readonly #child: ChildProcess;
  readonly #limits: Limits;
  readonly #events: ProcessEvents;
  /** Of the pairs it has, in order; the clock is the first one's. */
  readonly #done: ((outcome: PairEnd) => void)[] = [];
  #clock: Clock | null = null;
  #errors = "";
  #started = false;
  #ended = false;

  constructor(file: URL, limits: Limits, events: ProcessEvents) {
    this.#limits = limits;
    this.#events = events;
    // In a checkout the worker's file is TypeScript, which Node 20 needs tsx for; the package's is JavaScript.
    const loader = file.pathname.endsWith(".ts") ? ["--import", import.meta.resolve("tsx")] : [];
    this.#child = fork(file, {
      execArgv: [`--max-old-space-size=${limits.memoryMiB}`, ...FLAGS, ...loader],
      // Keys are not for it; and what a library prints is no output of this program.
      env: bareEnvironment(),
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    (this.#child.stderr as Socket).unref();
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#errors = (this.#errors + text).slice(-KEPT_ERRORS);
    });
    this.#child.on("message", (message: WorkerMessage) => this.#onMessage(message));
    this.#child.on("error", (error) => this.#end(`the verifier's worker failed (${error.message})`, true));
    this.#child.on("exit", (code, signal) => {
      const end = () => this.#end(this.#causeOf(code, signal), true);
      // What it said of pairs before may still be on its way.
      if (this.#child.connected) this.#child.once("disconnect", end);
      else end();
    });
  }

  /** Whether it can take a pair where each may have so many. */
  hasRoom(most: number): boolean {
    return this.#started && !this.#ended && !this.slow && this.#done.length < most;
  }

  /** More than half of its pair's time is over. */
  get slow(): boolean {
    return this.#clock?.slow ?? false;
  }

  /** Gives a process with room a pair; `done` is called once, whatever happens. */
  judge(pair: PairMessage, done: (outcome: PairEnd) => void): void {
    this.#done.push(done);
    if (this.#done.length === 1) this.#begin();
    // Where it cannot be sent, the process has ended, and its end tells.
    this.#child.send(pair, () => {});
  }

  #begin(): void {
    const { timeoutMs } = this.#limits;
    const onLimit = () => this.#end(`time limit (${timeoutMs} ms)`, true);
    const onHalf = () => {
      const before = computedMs(this.#child.pid);
      const onEnd = () => {
        const now = computedMs(this.#child.pid);
        const used = before === null || now === null ? Number.POSITIVE_INFINITY : now - before;
        const late = performance.now() - clock.began > MOST_WAITED * timeoutMs;
        if (late || used >= timeoutMs / 2) onLimit();
        else clock.timer = setTimeout(onEnd, Math.max(GRACE_MS, timeoutMs / 2 - used));
      };
      clock.timer = setTimeout(onEnd, timeoutMs / 2 + GRACE_MS);
      clock.slow = true;
      this.#events.onSlow();
    };
    const clock = { began: performance.now(), timer: setTimeout(onHalf, timeoutMs / 2), slow: false };
    this.#clock = clock;
  }

  /** Whether the program waits for the process. */
  hold(held: boolean): void {
    if (held) this.#child.ref();
    else this.#child.unref();
    if (held) this.#child.channel?.ref();
    else this.#child.channel?.unref();
  }

  /** Ends the process, whatever it does; its pairs are not judged. */
  stop(): void {
    this.#end("the verifier was closed", false);
  }

  #onMessage(message: WorkerMessage): void {
    if (this.#ended) return;
    if (message.type === "ready") this.#started = true;
    else {
      const { judgement, ms, full } = message;
      this.#finish({ judgement, ms });
      if (full) this.#end("its memory is half full", false);
    }
    if (!this.#ended) this.#events.onRoom();
  }

  /** Of the pair it is at; it has begun the next one. */
  #finish(outcome: PairEnd): void {
    clearTimeout(this.#clock?.timer);
    this.#clock = null;
    const done = this.#done.shift();
    if (this.#done.length > 0 && !this.#ended) this.#begin();
    done?.(outcome);
  }

  /** `byPair`: the pair it was at is why. */
  #end(reason: string, byPair: boolean): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#child.kill("SIGKILL");
    if (this.#child.connected) this.#child.disconnect();
    this.hold(false);
    clearTimeout(this.#clock?.timer);
    if (this.#clock && byPair) this.#finish({ died: reason, ms: performance.now() - this.#clock.began });
    for (const done of this.#done.splice(0).reverse()) done("not begun");
    this.#events.onEnd(reason, this.#started);
  }

  /** Why it ended on its own. V8 aborts a process whose heap is full, and says so. */
  #causeOf(code: number | null, signal: NodeJS.Signals | null): string {
    if (this.#errors.includes("heap out of memory") || signal === "SIGABRT")
      return `memory limit (${this.#limits.memoryMiB} MiB)`;
    const said = /^.*(?:Error|error).*$/m.exec(this.#errors)?.[0];
    const how = signal === null ? `ended with status ${code}` : `was ended by ${signal}`;
    return `the verifier's worker ${how}${said === undefined ? "" : ` (${said.trim()})`}`;
  }
}
