// Which examples a step gets. Everything follows from (seed, position), so a resumed run draws what it would have.
import { Random } from "../random.ts";

/**
 * The indices at `position .. position + n - 1` of an endless sequence that goes through 0..count-1 again and again,
 * each time in another order.
 */
export function drawIndices(count: number, seed: number, position: number, n: number): number[] {
  const drawn: number[] = [];
  let epoch = -1;
  let order: number[] = [];
  for (let at = position; at < position + n; at++) {
    if (Math.floor(at / count) !== epoch) {
      epoch = Math.floor(at / count);
      order = epochOrder(count, seed, epoch);
    }
    drawn.push(order[at % count]);
  }
  return drawn;
}

/** The order of 0..count-1 in one pass. */
export function epochOrder(count: number, seed: number, epoch: number): number[] {
  const indices = Array.from({ length: count }, (_, i) => i);
  return new Random(seed).fork("order").fork(epoch).shuffle(indices);
}

/** The random stream of one training step for one purpose. */
export function stepRandom(seed: number, purpose: string, step: number): Random {
  return new Random(seed).fork(purpose).fork(step);
}
