// A bound on how much is under way at a time.

/** Runs at most `width` pieces of work at a time, in the order they came. */
export class Limit {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(width: number) {
    this.#free = width;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    try {
      return await work();
    } finally {
      // The place goes to the next in line, so that nobody who comes later takes it.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }
}
