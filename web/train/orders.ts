// The page's orders, one after another: what was told to stop ends first, and what is given until then is not lost.
import type { Order } from "./messages.ts";

type Start = Extract<Order, { type: "start" }>;

export class Orders {
  #last = new AbortController();
  #done: Promise<void> = Promise.resolve();

  /** `start` does an order until it is done or its signal says stop. */
  constructor(
    private readonly start: (order: Start, signal: AbortSignal) => Promise<void>,
    private readonly onFailed: (error: Error) => void,
  ) {}

  /** A stop is of the order given last, whether or not that has begun. */
  take(order: Order): void {
    if (order.type === "stop") {
      this.#last.abort();
      return;
    }
    this.#last = new AbortController();
    const { signal } = this.#last;
    this.#done = this.#done
      .then(() => (signal.aborted ? undefined : this.start(order, signal)))
      .catch(this.onFailed);
  }
}
