// Work that may not all run at once: so many at a time, the others in the order they came.

/** Runs what it is given, at most `most` at a time. */
export function inTurns(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      // The place goes to the next in line, so that nobody who comes later takes it.
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
