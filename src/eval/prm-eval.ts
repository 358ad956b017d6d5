// Evaluates a process reward model: reads what it is judged on, and computes every figure from step scores. Scoring is
// prm-scores.ts's; nothing here needs the model.

import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { UserError } from "../common/errors.ts";
import { groupBy } from "../common/grouping.ts";
import { isRightSolution, withoutBlankLabels } from "../data/labelled.ts";
import { readLabelledSteps } from "../data/labelled-files.ts";
import { prm800kDefaults } from "../data/prm800k.ts";
import { loadProblems } from "../data/problems.ts";
import { type ProcessBenchSample, readProcessBench } from "../data/process-bench.ts";
import { type ResponseGroup, readResponses } from "../data/responses.ts";
import { resolveSource, type SourceOptions } from "../data/sources.ts";
import type { Solution } from "../reward/reading.ts";
import { count } from "../text/format.ts";
import { describeTrainedOn } from "./benchmark/contamination.ts";
import { type BestOfNResult, bestOfN, verdictsOf } from "./best-of-n.ts";
import { bestThreshold, type FirstErrorResult, firstErrorResult } from "./prm-first-error.ts";
import { type FileHash, hashFile, type NamedSolution, type ScoredBy } from "./prm-scores.ts";
import {
  firstBad,
  type LabelledScores,
  labelsUntilError,
  type StepFigures,
  stepFigures,
} from "./prm-steps.ts";
import { byProblem, type RankedResponse, type Ranking, rankingOf } from "./ranking.ts";
import { readJson } from "./run-files.ts";

export interface PrmEvalSettings {
  /** Files, directories or dataset ids. */
  processBench: string[];
  labelled: string[];
  responses: string[];
  /** Problems that responses are joined with, by id; null: they hold their problems. */
  problems: string | null;
  /** Of directories and data sets; null: "test" where there is one. */
  split: string | null;
  /** A step with p(good) below it is an error. */
  threshold: number;
  /** Subset of ProcessBench on which the threshold is chosen instead, for the highest F1; null: none. */
  thresholdFrom: string | null;
  /** Ends a step where a response is one text. */
  stepSeparator: string;
  answerPattern: string | null;
  /** T of the soft minimum. */
  temperature: number;
  /** Of the calibration diagram. */
  bins: number;
  /** Largest N of best-of-N. */
  maxN: number;
  seed: number;
}

/** A solution with known step labels, whatever file it came from. */
export interface LabelledSolution extends NamedSolution {
  /** Of labelled steps the name of their source, or its path where another is called the same. */
  subset: string;
  /** Probability that each step is good; null: unknown. */
  labels: (number | null)[];
  /** Index of the first wrong step; −1: none. */
  firstError: number;
  /** Whether the whole is right (`isRightSolution`; of ProcessBench: no step is wrong); null: not known. */
  right: boolean | null;
}

/** Everything that a model is judged on. */
export interface PrmData {
  processBench: LabelledSolution[];
  labelled: LabelledSolution[];
  responses: ResponseGroup[];
  files: (FileHash & { kind: "processBench" | "labelled" | "responses" | "problems" })[];
  notes: string[];
}

/** What is known of the steps of one set of solutions. */
export interface StepSet {
  set: "processBench" | "labelled";
  /** Null: all subsets together. */
  subset: string | null;
  figures: StepFigures;
}

/** How the responses to one problem are ranked, of one set of them. */
export interface RankedSet extends Ranking {
  set: StepSet["set"] | "responses";
}

/** eval.json. */
export interface PrmEvaluation {
  version: 1;
  scoredBy: ScoredBy;
  settings: PrmEvalSettings;
  files: PrmData["files"];
  /** First errors, by subset: of ProcessBench, and of labelled steps, where each source is one. */
  processBench: FirstErrorResult | null;
  labelled: FirstErrorResult | null;
  steps: StepSet[];
  /** Of each set that there is. */
  ranking: RankedSet[];
  bestOfN: BestOfNResult | null;
  /** Solutions to problems that the model was trained on, as far as it says. */
  trainedOn: number;
  notes: string[];
}

/** Throws a UserError where the eval.json of `directory`, or the one to come, is another command's. */
export async function checkPlace(directory: string): Promise<void> {
  const found = await readJson<Partial<PrmEvaluation>>(join(directory, "eval.json"));
  if (existsSync(join(directory, "setup.json")) || (found !== null && found.scoredBy === undefined))
    throw new UserError(
      `${directory}: another evaluation is there (pure eval's), whose eval.json and report.html would be lost; ` +
        "name another directory with --out",
    );
}

/** Where what a model is judged on is read from: of several splits the one named, or "test". */
export function testSplit(split: string | undefined): SourceOptions {
  return { split, usualSplit: "test", names: { split: "--split" } };
}

/** Reads everything that `settings` name. Throws a UserError with file and line for whatever is malformed. */
export async function readPrmData(settings: PrmEvalSettings): Promise<PrmData> {
  const { processBench, labelled, responses, problems } = settings;
  const from = testSplit(settings.split ?? undefined);
  const data: PrmData = { processBench: [], labelled: [], responses: [], files: [], notes: [] };
  for await (const sample of readProcessBench(processBench, from)) data.processBench.push(ofSample(sample));
  if (settings.thresholdFrom !== null) checkSubset(data.processBench, settings.thresholdFrom);
  const stems = labelled.map((source) => basename(resolve(source)).replace(/\.\w+$/, ""));
  for (const [i, source] of labelled.entries()) {
    const unique = stems.indexOf(stems[i]) === stems.lastIndexOf(stems[i]);
    const subset = unique ? stems[i] : source;
    let number = 0;
    const leftOut = new Map<string, number>();
    const onLeftOut = (reason: string) => leftOut.set(reason, (leftOut.get(reason) ?? 0) + 1);
    // Each rated step of PRM800K counts once: alternatives without the labels of the steps that they share.
    const prm800k = { ...prm800kDefaults, alternatives: "last" as const };
    for await (const read of readLabelledSteps(source, { ...from, prm800k, onLeftOut })) {
      const example = withoutBlankLabels(read);
      const { prompt, completions, labels } = example;
      number++;
      data.labelled.push({
        ...{ name: `${subset}-${number}`, subset, problem: prompt, steps: completions, labels },
        ...{ firstError: firstBad(labels), right: isRightSolution(example) },
      });
    }
    for (const [reason, times] of leftOut) data.notes.push(`${source}: left out: ${times} × ${reason}`);
  }
  if (responses.length > 0) {
    const known = problems === null ? undefined : (await loadProblems(problems, from)).problems;
    const { stepSeparator } = settings;
    const read = await readResponses(responses, { ...from, stepSeparator, problems: known });
    data.responses = read.groups;
    data.notes.push(...read.notes);
  }
  const sources = { processBench, labelled, responses, problems: problems === null ? [] : [problems] };
  for (const [kind, names] of Object.entries(sources) as [keyof typeof sources, string[]][])
    for (const name of names) {
      const { files, notes } = await resolveSource(name, from);
      for (const note of notes) data.notes.push(`${name}: ${note}`);
      for (const file of files) data.files.push({ kind, ...(await hashFile(file)) });
    }
  return data;
}

function ofSample({ id, subset, problem, steps, label }: ProcessBenchSample): LabelledSolution {
  const labels = labelsUntilError(label, steps.length);
  return { name: id, subset, problem, steps, labels, firstError: label, right: label === -1 };
}

/** Every solution of `data`, to be scored. Responses of one problem stand together. */
export function solutionsOf({ processBench, labelled, responses }: PrmData): NamedSolution[] {
  return [
    ...processBench,
    ...labelled,
    ...responses.flatMap(({ id, problem, responses: all }) =>
      all.map(({ steps }, sample) => ({ name: `${id}/${sample}`, problem, steps })),
    ),
  ];
}

/** r of each step of a solution, in [−1, 1]; [] for one without steps. */
export type RewardsOf = (solution: Solution) => number[];

/**
 * `data` without the solutions that are longer than the model's context, and a note of each kind of them. Responses
 * stay, for best-of-N is over all of them, but without steps, so that they are ranked last.
 */
export function withoutTooLong(data: PrmData, tooLong: (solution: Solution) => boolean): PrmData {
  const notes = [...data.notes];
  const fitting = (name: string, solutions: readonly LabelledSolution[]) => {
    const kept = solutions.filter((solution) => !tooLong(solution));
    const left = solutions.length - kept.length;
    if (left > 0)
      notes.push(`left out: ${left} of ${solutions.length} solutions of ${name}, longer than the context`);
    return kept;
  };
  const processBench = fitting("ProcessBench", data.processBench);
  const labelled = fitting("labelled steps", data.labelled);
  let long = 0;
  const responses = data.responses.map((group) => ({
    ...group,
    responses: group.responses.map((response) => {
      if (response.steps.length === 0 || !tooLong({ problem: group.problem, steps: response.steps }))
        return response;
      long++;
      return { ...response, steps: [] };
    }),
  }));
  if (long > 0) notes.push(`ranked last: ${count(long, "response")}, longer than the context`);
  return { ...data, processBench, labelled, responses, notes };
}

/** All figures of `data` under the scores that `rewardsOf` gives. */
export async function evaluatePrm(
  data: PrmData,
  rewardsOf: RewardsOf,
  scoredBy: ScoredBy,
  settings: PrmEvalSettings,
  trainedOn: number,
): Promise<PrmEvaluation> {
  const { thresholdFrom, seed, bins, temperature, maxN, answerPattern } = settings;
  const scored = (solutions: readonly LabelledSolution[]) =>
    solutions.map(({ problem, subset, labels, firstError, right, ...rest }) => ({
      ...{ problem, subset, labels, label: firstError, right },
      probabilities: rewardsOf({ problem, ...rest }).map((reward) => (1 + reward) / 2),
    }));
  const sets = { processBench: scored(data.processBench), labelled: scored(data.labelled) };
  const threshold = thresholdFrom === null ? settings.threshold : chosen(sets.processBench, thresholdFrom);
  const firstErrors = (set: keyof typeof sets) =>
    sets[set].length > 0 ? firstErrorResult(sets[set], { threshold, chosenOn: thresholdFrom, seed }) : null;
  return {
    version: 1,
    scoredBy,
    settings,
    files: data.files,
    processBench: firstErrors("processBench"),
    labelled: firstErrors("labelled"),
    steps: [
      ...stepSets("processBench", sets.processBench, { threshold, bins, seed }),
      ...stepSets("labelled", sets.labelled, { threshold, bins, seed }),
    ],
    ranking: await rankedSets(data, rewardsOf, settings),
    bestOfN:
      data.responses.length > 0
        ? await bestOfN(
            data.responses,
            data.responses.map(({ problem, responses }) =>
              responses.map(({ steps }) => rewardsOf({ problem, steps })),
            ),
            { temperature, most: maxN, answerPattern: answerPattern ?? undefined, seed },
          )
        : null,
    trainedOn,
    notes: [
      ...data.notes,
      ...(trainedOn > 0 ? [describeTrainedOn(trainedOn, solutionsOf(data).length)] : []),
    ],
  };
}

function stepSets(
  set: StepSet["set"],
  solutions: readonly (LabelledScores & { subset: string })[],
  options: { threshold: number; bins: number; seed: number },
): StepSet[] {
  if (solutions.length === 0) return [];
  const bySubset = [...groupBy(solutions, ({ subset }) => subset)];
  return [
    ...(bySubset.length > 1
      ? bySubset.map(([subset, own]) => ({ set, subset, figures: stepFigures(own, options) }))
      : []),
    { set, subset: null, figures: stepFigures(solutions, options) },
  ];
}

async function rankedSets(
  { processBench, labelled, responses }: PrmData,
  rewardsOf: RewardsOf,
  { answerPattern, temperature, seed }: PrmEvalSettings,
): Promise<RankedSet[]> {
  const ranked = (solution: Solution, right: boolean | null): RankedResponse => ({
    scores: rewardsOf(solution),
    verifiable: right === null ? null : Number(right),
  });
  const judged = responses.map(async (group) => {
    const verdicts = await verdictsOf(group, answerPattern ?? undefined);
    const { problem } = group;
    return group.responses.map(({ steps }, k) => ranked({ problem, steps }, verdicts[k].verdict));
  });
  const labelledGroups = (solutions: readonly LabelledSolution[]) =>
    byProblem(solutions).map((group) => group.map((solution) => ranked(solution, solution.right)));
  const sets = {
    processBench: labelledGroups(processBench),
    labelled: labelledGroups(labelled),
    responses: await Promise.all(judged),
  };
  return (Object.keys(sets) as (keyof typeof sets)[])
    .filter((set) => sets[set].length > 0)
    .map((set) => ({ set, ...rankingOf(sets[set], { temperature, seed }) }));
}

/** Throws a UserError where no solution is of the subset `from`. */
function checkSubset(solutions: readonly { subset: string }[], from: string): void {
  const there = [...new Set(solutions.map(({ subset }) => subset))];
  if (!there.includes(from))
    throw new UserError(
      `--threshold-from ${from}: no such subset of ProcessBench here (there are ${there.join(", ") || "none"})`,
    );
}

function chosen(
  solutions: readonly { problem: string; subset: string; label: number; probabilities: number[] }[],
  from: string,
): number {
  checkSubset(solutions, from);
  const best = bestThreshold(solutions.filter(({ subset }) => subset === from));
  if (best === null)
    throw new UserError(
      `--threshold-from ${from}: a threshold is chosen for its F1, which needs solutions with an error and right ones; one kind is missing`,
    );
  return best.threshold;
}
