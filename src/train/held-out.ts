// Which records of a supervised run's data are trained on and which are held out.
import type { PrmConfig, SftConfig } from "../config/supervised.ts";
import { UserError } from "../errors.ts";
import { Random } from "../random.ts";

/**
 * The records of `data.source`, and those of `data.heldOut` or some of the former, drawn by the seed. Records that share
 * a `key` (without one, each has its own) are held out together.
 */
export async function heldOutOf<T>(
  { data, train }: SftConfig | PrmConfig,
  read: (source: string, options: { split: string }) => AsyncIterable<T>,
  key?: (record: T) => string,
): Promise<{ training: T[]; heldOut: T[] }> {
  const all = async (source: string, split: string, limit: number) => {
    const records: T[] = [];
    for await (const record of read(source, { split })) {
      if (records.length >= limit) break;
      records.push(record);
    }
    return records;
  };
  const records = await all(data.source, data.split, data.limit ?? Number.POSITIVE_INFINITY);
  if (data.heldOut !== null) {
    return { training: records, heldOut: await all(data.heldOut, data.heldOutSplit, train.evalExamples) };
  }
  const together = new Map<string, number[]>();
  const keyOf = (i: number) => key?.(records[i]) ?? String(i);
  for (let i = 0; i < records.length; i++) {
    const group = together.get(keyOf(i));
    if (group) group.push(i);
    else together.set(keyOf(i), [i]);
  }
  const order = new Random(train.seed).fork("held out").shuffle(records.map((_, i) => i));
  const chosen = new Set<number>();
  for (const i of order) {
    if (chosen.size >= train.evalExamples) break;
    for (const other of together.get(keyOf(i))!) chosen.add(other);
  }
  if (chosen.size === records.length && records.length > 0)
    throw new UserError(
      `${data.source}: holding out ${train.evalExamples} of ${records.length} examples leaves none to train on` +
        `${key && together.size < records.length ? ` (those of one problem stay together; there are ${together.size})` : ""}; ` +
        "lower train.evalExamples or give data.heldOut",
    );
  const heldOut = new Set([...chosen].slice(0, train.evalExamples));
  return {
    training: records.filter((_, i) => !chosen.has(i)),
    heldOut: records.filter((_, i) => heldOut.has(i)),
  };
}
