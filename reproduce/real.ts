// Arms on a real model and word problems, seed by seed: problems divided, the model fine-tuned on the solutions that some
// of them come with, a process reward model trained on its own responses, the arms compared. Steps are labelled by the
// exact checker where the problems come from words.ts, which are then corrupted too; elsewhere nobody has labelled them,
// and one is good if a continuation of it ends in the right answer (Math-Shepherd). Each stage is done once.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { PlannedPhase } from "../src/cli/progress-state.ts";
import { makeDirectory } from "../src/common/directories.ts";
import { exclusively } from "../src/common/lock.ts";
import { Random } from "../src/common/random.ts";
import { writeWholePieces } from "../src/common/whole-file.ts";
import type { PureConfigInput } from "../src/config/schema.ts";
import { prmSchema, sftSchema } from "../src/config/supervised.ts";
import type { Variant } from "../src/config/vary.ts";
import { parseConfig } from "../src/config.ts";
import { type Demonstration, problemsOf, readDemonstrations } from "../src/data/demonstrations.ts";
import { labelledLine } from "../src/data/labelled.ts";
import { normalizedProblem } from "../src/data/problem-hash.ts";
import { loadProblems, type Problem } from "../src/data/problems.ts";
import { withoutHeldOut } from "../src/data/training-problems.ts";
import { createEmbeddedEngine } from "../src/engine/embedded/engine.ts";
import { loadModel } from "../src/model/load.ts";
import { planComparison, runPlanned } from "../src/train/compare.ts";
import type { StartOptions } from "../src/train/events.ts";
import { labelProblems } from "../src/train/label/label.ts";
import type { LabelResponse } from "../src/train/label/label-sampled.ts";
import { sampleLabelled } from "../src/train/label/labelling.ts";
import { sayHeldOut } from "../src/train/problem-sets.ts";
import { startPrm } from "../src/train/supervised/prm.ts";
import { startSft } from "../src/train/supervised/sft.ts";
import { reportExperiment } from "./report.ts";
import { ALL, MIN, MIX, REAL_PART, SUM, TRUST, TRUST_ALL, TRUST_BACK, VR, VR_TENTH } from "./settings.ts";
import { checkedLines, corruptedLines, sumOf } from "./word-steps.ts";

export interface RealSettings {
  /** Model and problem files, as `pure train` takes them. */
  model: string;
  problems: readonly string[];
  /** Each draws another division of the problems, with a fine-tuned model and a process reward model of its own. */
  seeds: readonly number[];
  arms: readonly Variant[];
  /** Demonstrations to fine-tune on besides, as `pure sft` takes them; null: none. */
  demonstrationFile: string | null;
  /** Training steps of each arm. */
  steps: number;
  /** Problems held out for judging the arms, and those whose responses are labelled; PURE trains on the others. */
  heldOut: number;
  /** Problems with a solution that the model is fine-tuned on first; as it is, a small one may solve next to none. */
  demonstrations: number;
  labelled: number;
  /** Responses a labelled problem (with the exact checker as many corrupted ones too), and without it continuations a step. */
  solutions: number;
  rollouts: number;
  maxTokens: number;
  promptsPerStep: number;
  samplesPerPrompt: number;
}

/** The arms with trust and what they are held against, then the paper's. */
export const REAL_ARMS: readonly Variant[] = [
  ...[TRUST_ALL, VR, TRUST, TRUST_BACK, VR_TENTH],
  ...[ALL, MIX, MIN, SUM],
];

/**
 * One configuration for all arms, found on other splits: learning rate and sizes on seeds 11 and 12 (with 8 × 8 responses
 * verifiable rewards alone taught the model to add always, in eight steps: sums come out right more often), how much the
 * model is fine-tuned on first on seed 20, where it then solves 27 in a hundred and has room to learn.
 */
export const REAL: Omit<RealSettings, "model" | "problems" | "demonstrationFile"> = {
  seeds: [25, 26],
  arms: REAL_ARMS,
  steps: 96,
  heldOut: 150,
  demonstrations: 100,
  labelled: 150,
  solutions: 3,
  rollouts: 3,
  maxTokens: 64,
  promptsPerStep: 16,
  samplesPerPrompt: 4,
};

/** The process reward model's directory in each seed's. */
const SCORER = "prm";

/** SmolLM2 ends its lines with one line feed more often than with two. */
const separator = "\n";

/** The problem alone: a chat's frame is as long as a problem, and every response of a step would be read with it. */
const template = "{problem}\n";

/** The stages in order; only the ratio of their planned seconds counts, here the responses they sample or read. */
export function realPlan(settings: RealSettings): PlannedPhase[] {
  const { demonstrations, labelled, solutions, rollouts, steps, promptsPerStep, samplesPerPrompt } = settings;
  return settings.seeds.flatMap((seed): PlannedPhase[] => [
    { phase: "sft", label: `Fine-tuning, seed ${seed}`, plannedSeconds: 4 * demonstrations },
    {
      phase: "labelling",
      label: `Sampling steps to label, seed ${seed}`,
      plannedSeconds: labelled * solutions * (1 + rollouts),
    },
    {
      phase: "prm",
      label: `Process reward model, seed ${seed}`,
      plannedSeconds: 4 * labelled * solutions,
    },
    ...settings.arms.map(
      ({ name }): PlannedPhase => ({
        ...{ phase: "pure", label: `${name}, seed ${seed}` },
        plannedSeconds: 4 * steps * promptsPerStep * samplesPerPrompt,
      }),
    ),
  ]);
}

/**
 * Runs what is not finished, and writes the report of all that is there after every seed. Several processes may share a
 * directory, each with arms or seeds of its own. False: the signal stopped it.
 */
export async function reproduceReal(
  settings: RealSettings,
  directory: string,
  { onEvent, signal }: Omit<StartOptions, "resume">,
): Promise<boolean> {
  const { seeds, arms, steps, maxTokens, promptsPerStep, samplesPerPrompt } = settings;
  for (const seed of seeds) {
    const place = join(directory, `seed-${seed}`);
    const ready = await exclusively(place, () => makeReady(settings, seed, place, { onEvent, signal }));
    if (ready === null) return false;
    const base: PureConfigInput = {
      model: { source: ready.policy },
      data: { source: ready.problems, heldOut: ready.heldOut, template, stepSeparator: separator },
      sampling: { promptsPerStep, samplesPerPrompt, maxTokens },
      credit: { klCoefficient: 1e-3, klIn: "loss", trust: false },
      reward: { mode: "prm+vr", prm: ready.prm, stepToken: separator, verifiableShare: 0.1 },
      optimizer: { learningRate: 1e-5, warmupSteps: 3 },
      train: {
        steps,
        evalEvery: 8,
        evalProblems: settings.heldOut,
        keepCheckpoints: 1,
        checkpointEvery: 8,
      },
    };
    const comparison = { base, variants: arms, seeds: [seed], directory: join(directory, REAL_PART) };
    const { runs } = planComparison(comparison);
    const { interrupted, failed } = await runPlanned(runs, { ...comparison, onEvent, signal });
    if (interrupted) return false;
    if (failed.length > 0) throw failed[0].error;
    await reportExperiment(
      { parts: [{ name: REAL_PART, scorer: SCORER, seeds: [], variants: REAL_ARMS }] },
      directory,
    );
  }
  return true;
}

/** One seed's files, fine-tuned model and process reward model: their paths. Null: the signal stopped it. */
async function makeReady(
  settings: RealSettings,
  seed: number,
  directory: string,
  { onEvent, signal }: Omit<StartOptions, "resume">,
): Promise<{ policy: string; problems: string; heldOut: string; prm: string } | null> {
  const file = (name: string) => join(directory, `${name}.jsonl`);
  await makeDirectory(directory);
  const { heldOut, demonstrations, labelled, training } = await divide(settings, seed);
  await writeProblems(file("held-out"), heldOut);
  await writeProblems(file("problems"), training);
  const options = { onEvent, signal };
  const policy = await fineTuned(demonstrations, heldOut, settings, seed, directory, options);
  if (policy === null) return null;
  const labelling = labelled.every(isSum) ? exactLabels : rolloutLabels;
  if (!(await labelling(policy, labelled, settings, seed, file("steps"), options))) return null;

  const run = { directory, name: SCORER };
  const prmConfig = {
    model: { source: policy },
    data: { source: file("steps"), template, stepSeparator: separator, stepToken: separator },
    head: { epochs: 1, learningRate: 1e-3 },
    all: { epochs: 2, learningRate: 3e-5 },
    optimizer: { warmupSteps: 5, schedule: "cosine" },
    train: {
      batchSize: 16,
      evalExamples: Math.ceil(labelled.length / 5),
      seed,
      checkpointEvery: 20,
      keepCheckpoints: 1,
    },
    run,
  };
  const resume = existsSync(join(directory, run.name, "config.json"));
  const scorer = await startPrm(parseConfig(prmSchema, prmConfig, "prm"), { resume, onEvent, signal });
  if (scorer.interrupted || !scorer.checkpoint) return null;
  return { policy, problems: file("problems"), heldOut: file("held-out"), prm: scorer.checkpoint.path };
}

/** The model fine-tuned on the solutions and demonstrations, or as it is where there are none; null: the signal stopped it. */
async function fineTuned(
  demonstrations: readonly Problem[],
  heldOut: readonly Problem[],
  { model, demonstrationFile }: RealSettings,
  seed: number,
  directory: string,
  { onEvent, signal }: Omit<StartOptions, "resume">,
): Promise<string | null> {
  const source = join(directory, "demonstrations.jsonl");
  const shown: Demonstration[] = demonstrations.map(({ prompt, solution = "" }) => ({
    prompt,
    completion: solution,
  }));
  if (demonstrationFile !== null) {
    const own: Demonstration[] = [];
    for await (const { prompt, completion } of readDemonstrations(demonstrationFile))
      own.push({ prompt, completion });
    const asked = heldOut.map(({ prompt }) => prompt);
    const unseen = withoutHeldOut(own, problemsOf, asked);
    sayHeldOut(own.length - unseen.length, "demonstration", onEvent ?? (() => {}));
    for (const demonstration of unseen) shown.push(demonstration);
  }
  if (shown.length === 0) return model;
  await writeWholePieces(
    source,
    new Random(seed).shuffle(shown).map((demonstration) => `${JSON.stringify(demonstration)}\n`),
  );
  const run = { directory, name: "sft" };
  const config = {
    model: { source: model },
    data: { source, template },
    optimizer: { learningRate: 1e-4, warmupSteps: 3, schedule: "cosine" as const },
    train: {
      epochs: 1,
      batchSize: 16,
      evalExamples: Math.floor(shown.length / 20),
      seed,
      keepCheckpoints: 1,
    },
    run,
  };
  const resume = existsSync(join(directory, run.name, "config.json"));
  const result = await startSft(parseConfig(sftSchema, config, "sft"), { resume, onEvent, signal });
  return result.interrupted ? null : (result.checkpoint?.path ?? null);
}

/** Whether the checker of word problems knows what the problem asks for. */
const isSum = ({ solution }: Problem) => solution !== undefined && sumOf(solution) !== null;

/**
 * Labels the steps of responses to the problems by the exact checker, and of as many corrupted solutions, into `out`,
 * problem by problem, so that those at the end can be held out. False: the signal stopped it.
 */
async function exactLabels(
  policy: string,
  problems: readonly Problem[],
  { solutions, maxTokens }: RealSettings,
  seed: number,
  out: string,
  options: Omit<StartOptions, "resume">,
): Promise<boolean> {
  if (existsSync(out)) return true;
  const sumFor = ({ solution = "" }: Problem) => sumOf(solution)!;
  const sampling = { samplesPerPrompt: solutions, maxTokens, seed, prompt: { template } };
  const label: LabelResponse = (problem, tokens, tokenizer) =>
    checkedLines(problem.prompt, sumFor(problem), tokenizer.decode(tokens));
  const own = await sampleLabelled(policy, problems, sampling, label, options);
  if (own === null) return false;
  const random = new Random(seed).fork("corrupted");
  const lines = problems.map((problem, i) => [
    ...own[i].filter((line) => line !== undefined),
    ...Array.from({ length: solutions }, () =>
      labelledLine(corruptedLines(problem, sumFor(problem), random)),
    ),
  ]);
  await writeWholePieces(out, lines.flat());
  return true;
}

/** Labels the steps of responses to the problems by rollouts, into `out`. False: the signal stopped it. */
async function rolloutLabels(
  policy: string,
  problems: readonly Problem[],
  { solutions, rollouts, maxTokens }: RealSettings,
  seed: number,
  out: string,
  { onEvent, signal }: Omit<StartOptions, "resume">,
): Promise<boolean> {
  const model = await loadModel(policy);
  const engine = createEmbeddedEngine({ model });
  try {
    const { interrupted } = await labelProblems({
      engine,
      tokenizer: model.tokenizer,
      problems,
      settings: {
        ...{ solutions, rollouts, labels: "hard", untilFirstError: false, checker: null },
        ...{
          maxTokens,
          temperature: 1,
          topP: 1,
          stop: [],
          seed,
          stepSeparator: separator,
          answerPattern: null,
        },
      },
      prompt: { template },
      options: { policy },
      out,
      onEvent,
      signal,
    });
    return !interrupted;
  } finally {
    await engine.dispose();
  }
}

/** The problems whose answer is a number, each once, drawn into four sets by the seed. */
async function divide({ problems: sources, heldOut, demonstrations, labelled }: RealSettings, seed: number) {
  const byText = new Map<string, Problem>();
  for (const source of sources) {
    const { problems } = await loadProblems(source);
    for (const problem of problems) {
      if (!/^-?\d+(\.\d+)?$/.test(problem.answer ?? "")) continue;
      const key = normalizedProblem(problem.prompt);
      if (!byText.has(key)) byText.set(key, { ...problem, id: `${byText.size}` });
    }
  }
  const shuffled = new Random(seed).fork("word problems").shuffle([...byText.values()]);
  const others = shuffled.slice(heldOut);
  const shown = new Set(others.filter(({ solution }) => solution !== undefined).slice(0, demonstrations));
  const unseen = others.filter((problem) => !shown.has(problem));
  return {
    heldOut: shuffled.slice(0, heldOut),
    demonstrations: [...shown],
    labelled: unseen.slice(0, labelled),
    training: unseen.slice(labelled),
  };
}

async function writeProblems(file: string, problems: readonly Problem[]): Promise<void> {
  await writeWholePieces(
    file,
    problems.map(({ id, prompt, answer }) => `${JSON.stringify({ id, problem: prompt, answer })}\n`),
  );
}
