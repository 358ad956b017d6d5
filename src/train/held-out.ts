// Which records of a supervised run's data are trained on and which are held out.
import type { PrmConfig, SftConfig } from "../config/supervised.ts";
import type { SourceOptions } from "../data/sources.ts";
import { problemHash, withoutHeldOut } from "../data/training-problems.ts";
import { UserError } from "../errors.ts";
import { Random } from "../random.ts";
import type { OnEvent } from "./events.ts";
import { fileOptions, sayHeldOut } from "./problem-sets.ts";

/**
 * The records of `data.source`, and those of `data.heldOut` or some of the former, drawn by the seed. No record is
 * trained on whose problem (`problemOf`) is that of a held-out one: those of one problem are held out together, and what
 * `data.heldOut` holds is taken out of `data.source`, which is said. Throws a UserError where none is left.
 */
export async function heldOutOf<T>(
  { data, train }: SftConfig | PrmConfig,
  read: (source: string, options: SourceOptions) => AsyncIterable<T>,
  problemOf: (record: T) => string,
  onEvent: OnEvent,
): Promise<{ training: T[]; heldOut: T[] }> {
  const all = async (source: string, which: "source" | "heldOut", limit: number | null) => {
    const records: T[] = [];
    for await (const record of read(source, fileOptions(data, which))) {
      if (limit !== null && records.length >= limit) break;
      records.push(record);
    }
    return records;
  };
  const records = await all(data.source, "source", data.limit);
  if (data.heldOut !== null) {
    const reserved = await all(data.heldOut, "heldOut", null);
    const training = withoutHeldOut(records, (record) => [problemOf(record)], reserved.map(problemOf));
    sayHeldOut(records.length - training.length, "examples", onEvent);
    if (training.length === 0 && records.length > 0)
      throw new UserError(
        `${data.source}: the problem of every example is in data.heldOut ${data.heldOut} too, which leaves none to ` +
          "train on; without data.heldOut, train.evalExamples of them are held out",
      );
    return { training, heldOut: reserved.slice(0, train.evalExamples) };
  }
  const keys = records.map((record) => problemHash(problemOf(record)));
  const together = new Map<bigint, number[]>();
  keys.forEach((key, i) => {
    const group = together.get(key);
    if (group) group.push(i);
    else together.set(key, [i]);
  });
  const order = new Random(train.seed).fork("held out").shuffle(records.map((_, i) => i));
  const chosen = new Set<number>();
  for (const i of order) {
    if (chosen.size >= train.evalExamples) break;
    for (const other of together.get(keys[i])!) chosen.add(other);
  }
  if (chosen.size === records.length && records.length > 0)
    throw new UserError(
      `${data.source}: holding out ${train.evalExamples} of ${records.length} examples leaves none to train on` +
        `${together.size < records.length ? ` (those of one problem stay together; there are ${together.size})` : ""}; ` +
        "lower train.evalExamples or give data.heldOut",
    );
  const heldOut = new Set([...chosen].slice(0, train.evalExamples));
  return {
    training: records.filter((_, i) => !chosen.has(i)),
    heldOut: records.filter((_, i) => heldOut.has(i)),
  };
}
