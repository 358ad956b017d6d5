// The guard against contamination: problems of a suite that the model was trained on, by the hashes of their texts that
// training leaves beside the weights (data/training-problems.ts). Paraphrases and translations are not found.
import { UserError } from "../../common/errors.ts";
import { readTrainingProblems, trainedOn } from "../../data/training-problems.ts";
import type { Suite } from "./types.ts";

/** Problems of one suite that a model was trained on. */
export interface Contamination {
  suite: string;
  /** Problems of the suite in all. */
  total: number;
  /** Ids of those trained on, in the suite's order. */
  problems: string[];
  /** Where the model had them from, with how many problems it was trained on there. */
  sources: { source: string; commit?: string; problems: number }[];
}

/**
 * The suites with problems that the model at `modelPath` (a directory, or a GGUF file) was trained on, and which.
 * Nothing is found of a model that does not say what it was trained on. Throws a UserError where what it says cannot be
 * read.
 */
export async function contaminated(
  modelPath: string,
  suites: readonly Pick<Suite, "name" | "problems">[],
): Promise<Contamination[]> {
  const data = await readTrainingProblems(modelPath);
  if (data === null) return [];
  return suites.flatMap(({ name, problems }) => {
    const texts = problems.map(({ prompt }) => prompt);
    const seen = new Set<number>();
    const sources: Contamination["sources"] = [];
    for (const one of data) {
      const { source, commit, hashes } = one;
      const shared = trainedOn(one, texts).flatMap((known, i) => (known ? [i] : []));
      if (shared.length > 0)
        sources.push({ source, ...(commit !== undefined && { commit }), problems: hashes.length });
      for (const i of shared) seen.add(i);
    }
    const found = problems.filter((_, i) => seen.has(i)).map(({ id }) => id);
    return found.length > 0 ? [{ suite: name, total: problems.length, problems: found, sources }] : [];
  });
}

/** How many of the solutions are to problems that the model at `modelPath` was trained on, as far as it says. */
export async function solutionsTrainedOn(
  modelPath: string,
  solutions: readonly { problem: string }[],
): Promise<number> {
  const data = (await readTrainingProblems(modelPath)) ?? [];
  const texts = solutions.map(({ problem }) => problem);
  const known = data.map((one) => trainedOn(one, texts));
  return texts.filter((_, i) => known.some((shared) => shared[i])).length;
}

/** What is said of so many of `total` solutions. */
export function describeTrainedOn(some: number, total: number): string {
  return `${grouped(some)} of ${grouped(total)} solutions are to problems that the model was trained on; its figures say little about new problems`;
}

const grouped = (count: number) => count.toLocaleString("en");

/** What was found, a line a suite. */
export function describeContamination(found: readonly Contamination[]): string {
  return found
    .map(({ suite, total, problems, sources }) => {
      const from = sources.map(({ source, problems: count }) => `${source} (${grouped(count)} problems)`);
      const some = problems.slice(0, 3).join(", ") + (problems.length > 3 ? ", …" : "");
      return `${suite}: ${grouped(problems.length)} of ${grouped(total)} problems (${some}), trained on with ${from.join(" and ")}`;
    })
    .join("\n");
}

/** Throws a UserError where a model was trained on problems it would be asked; `model` is its name. */
export function refuseContaminated(model: string, found: readonly Contamination[]): void {
  if (found.length === 0) return;
  throw new UserError(
    `${model} was trained on problems that it would be evaluated on:\n${describeContamination(found)}\n` +
      "Its score there says little about new problems. Leave the suite out, or evaluate all the same with --force " +
      "(the count is then kept with the score)",
  );
}
