// What is published of the names in a run's files: of the Hub's the whole, of a path its last part, of an address nothing.
// Where things lie is nobody else's concern.
import { existsSync } from "node:fs";
import { groupBy } from "../common/grouping.ts";
import { isCached } from "../common/hub.ts";
import type { TrainingData } from "../data/training-problems.ts";
import { hubReference } from "../model/download.ts";

/**
 * The id on the Hub that `source` was loaded from, which the Hub's cache shows; null: it is a path, or was never loaded
 * from there.
 */
export function hubId(type: "model" | "dataset", source: string): string | null {
  const id = ofHub(source)?.id;
  return id !== undefined && isCached(type, id) ? id : null;
}

/** What `source` names on the Hub; null where it names none, or a path. */
export const ofHub = (source: string) => (existsSync(source) ? null : hubReference(source));

/** `text` as it may be published; `datasets` are of the Hub. */
export function published(text: string, datasets: ReadonlySet<string>): string {
  if (datasets.has(text) || hubId("model", text) !== null || hubId("dataset", text) !== null) return text;
  if (/^\w+:\/\//.test(text)) return "(a server)";
  return text.split(/[\\/]/).findLast((part) => part !== "") ?? text;
}

/** Sources that the Hub has: those with a commit. */
export function hubDatasets(data: readonly TrainingData[]): Set<string> {
  return new Set(data.flatMap(({ source, commit }) => (commit === undefined ? [] : [source])));
}

/** `data` as it may be published: sources that become the same, with hashes by the same rules, are one. */
export function publishedData(data: readonly TrainingData[]): TrainingData[] {
  const datasets = hubDatasets(data);
  const named = data.map((one) => ({ ...one, source: published(one.source, datasets) }));
  const groups = groupBy(named, ({ source, commit, rules }) => JSON.stringify([source, commit, rules]));
  return [...groups.values()].map((all) => {
    const hashes = new Set(all.flatMap((one) => [...one.hashes]));
    return { ...all[0], hashes: BigUint64Array.from(hashes).sort() };
  });
}
