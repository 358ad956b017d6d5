// Work on many items, so many at a time, with results as they come.
import { setMaxListeners } from "node:events";

/**
 * What `work` makes of each item, in the order they end, `width` under way at a time; none is begun before there is
 * room for its result. The first that fails ends the others, after the results that were there already; so does the
 * signal, and whoever stops listening.
 */
export async function* concurrently<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T, signal: AbortSignal) => Promise<R>,
  signal?: AbortSignal,
): AsyncGenerator<R> {
  signal?.throwIfAborted();
  const control = new AbortController();
  setMaxListeners(0, control.signal); // Each of the works under way listens.
  const stop = () => control.abort(signal?.reason);
  signal?.addEventListener("abort", stop, { once: true });
  const done: R[] = [];
  let failure: { error: unknown } | null = null as { error: unknown } | null;
  let [next, running] = [0, 0];
  let wake = () => {};
  const begin = async (item: T) => {
    running++;
    try {
      done.push(await work(item, control.signal));
    } catch (error) {
      failure ??= { error };
    }
    running--;
    wake();
  };
  try {
    for (;;) {
      while (!failure && next < items.length && running + done.length < width) void begin(items[next++]);
      const result = done.shift();
      if (result !== undefined) yield result;
      else if (failure) throw failure.error;
      else if (running === 0) return;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    signal?.removeEventListener("abort", stop);
    control.abort();
  }
}
