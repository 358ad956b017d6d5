// A run written down in memory, for a browser's tab: the same records as a run's directory, for as long as the page is open.
import { type Checkpoint, freshState, type OpenRun, type RunStore, type TrainState } from "./run-store.ts";

/** Steps whose rollouts are kept, the newest. */
const ROLLOUTS_KEPT = 10;

export class MemoryRun implements RunStore {
  readonly #metrics: { step: number }[] = [];
  readonly #lines = { rollouts: new Map<number, object[]>(), solutions: new Map<number, object[]>() };
  readonly #states = new Map<number, TrainState>();

  constructor(
    /** A name: of the run, and before that of each of its checkpoints. */
    readonly path: string,
    /** Told of each checkpoint that is no longer kept, by its path. */
    private readonly forget: (path: string) => void,
  ) {}

  /** The run as its newest checkpoint has it: as it was interrupted, or from its start. */
  async open(seed: number): Promise<OpenRun> {
    const checkpoint = (await this.latest()) ?? null;
    const state = checkpoint ? await this.read(checkpoint) : freshState(seed);
    this.#cutBack(state.step);
    return { run: this, state, checkpoint };
  }

  append(file: "metrics" | "alarms", line: object): void {
    // Alarms are told as they set in, and read back by nobody.
    if (file === "metrics") this.#metrics.push(line as { step: number });
  }

  async readMetrics<T>(): Promise<T[]> {
    return [...this.#metrics] as T[];
  }

  async writeLines(folder: "rollouts" | "solutions", step: number, lines: Iterable<object>): Promise<void> {
    const kept = this.#lines[folder];
    kept.set(step, [...lines]);
    if (folder === "rollouts" && kept.size > ROLLOUTS_KEPT) kept.delete(Math.min(...kept.keys()));
  }

  async readLines<T>(folder: "rollouts" | "solutions", step: number): Promise<T[] | undefined> {
    return this.#lines[folder].get(step) as T[] | undefined;
  }

  /** A file that nobody reads back here. */
  async writeFile(name: string): Promise<string> {
    return `${this.path}/${name}`;
  }

  /** A reward that failed is told as it is: there is no file to keep its responses in. */
  async failure(error: unknown): Promise<unknown> {
    return error;
  }

  async save(
    ...[state, keep, save, isNeeded = () => false]: Parameters<RunStore["save"]>
  ): Promise<Checkpoint> {
    const checkpoint = this.#checkpoint(state.step);
    await save(checkpoint.path);
    this.#states.set(state.step, structuredClone(state));
    const steps = this.#steps();
    for (const step of steps.slice(0, Math.max(0, steps.length - keep)))
      if (!isNeeded(step, steps)) this.#drop(step);
    return checkpoint;
  }

  async latest(until = Number.POSITIVE_INFINITY): Promise<Checkpoint | undefined> {
    const step = this.#steps().findLast((saved) => saved <= until);
    return step === undefined ? undefined : this.#checkpoint(step);
  }

  async read({ step, path }: Checkpoint): Promise<TrainState> {
    const state = this.#states.get(step);
    if (!state) throw new Error(`run: there is no checkpoint ${path}`);
    return structuredClone(state);
  }

  async returnTo({ step }: Checkpoint, state: TrainState): Promise<void> {
    this.#states.set(step, structuredClone(state));
    for (const later of this.#steps().filter((saved) => saved > step)) this.#drop(later);
    this.#cutBack(step);
  }

  #steps(): number[] {
    return [...this.#states.keys()].sort((a, b) => a - b);
  }

  #checkpoint(step: number): Checkpoint {
    return { step, path: `${this.path}/checkpoints/${step}` };
  }

  #drop(step: number): void {
    this.#states.delete(step);
    this.forget(this.#checkpoint(step).path);
  }

  /** What came after a step goes. */
  #cutBack(to: number): void {
    const kept = this.#metrics.filter(({ step }) => step <= to);
    this.#metrics.splice(0, this.#metrics.length, ...kept);
    for (const lines of Object.values(this.#lines))
      for (const step of [...lines.keys()]) if (step > to) lines.delete(step);
  }
}
