// Made-up runs for the pages of rewards, of paired differences, of supervised runs and of trials. No number was measured.
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Random } from "../src/common/random.ts";
import type { RolloutRecord, SupervisedMetrics } from "../src/train/runs/records.ts";
import { fixture } from "./cli.ts";
import { metricsLine } from "./dash-runs.ts";

const lines = (values: readonly object[]) => values.map((value) => `${JSON.stringify(value)}\n`).join("");

function begin(directory: string, config: object): void {
  mkdirSync(join(directory, "rollouts"), { recursive: true });
  writeFileSync(join(directory, "config.json"), JSON.stringify(config));
}

const config = (reward: object) => ({
  ...{
    model: { source: "m" },
    data: { source: "d", stepSeparator: " " },
    reward,
    sampling: { maxTokens: 40 },
  },
  ...{ credit: { form: "min" }, train: { steps: 200, seed: 1 }, run: { name: "judged" } },
});

/** Judged responses of a step, scored by a model that is the worse at it the larger `noise`. */
function judged(step: number, noise: number, random: Random, text: string): RolloutRecord[] {
  return Array.from({ length: 96 }, (_, i): RolloutRecord => {
    const [group, sample] = [Math.floor(i / 8), i % 8];
    const correct = random.next() < 0.3 + 0.1 * (group % 5);
    const steps = Array.from({ length: 2 + random.int(3) }, (_, s) => {
      const reward = Math.tanh((correct ? 1 : -0.4) + noise * random.normal());
      return {
        ...{
          text: `${s === 0 ? text : ""}${group} + ${s} = ${random.int(10)}, so we go on. `,
          end: 4 * s + 3,
        },
        ...{ reward: Math.round(1000 * reward) / 1000, credit: null },
      };
    });
    const tokens = steps.flatMap(() => [1, 2, 3, 4]);
    const undecided = random.next() < 0.04;
    return {
      ...{ step, problem: `p${group}`, group, sample, prompt: `${text}What is ${group} + ${step}?`, tokens },
      ...{
        response: steps.map((own) => own.text).join(""),
        logprobs: tokens.map(() => -0.4),
        finish: "stop",
      },
      ...{
        steps,
        reference: "7",
        verifiable: undecided ? null : Number(correct),
        answer: correct ? "7" : "8",
      },
      ...{
        correct: undecided ? null : correct,
        returns: tokens.map(() => 0),
        advantages: tokens.map(() => 0),
      },
      ...(undecided && {
        undecided: random.next() < 0.7 ? `time limit of 2 s${text}` : "too large a number",
      }),
    };
  });
}

/** A run with rollouts of `steps`, whose process reward model is exploited in the end. */
export function writeJudgedRun(directory: string, steps: readonly number[], text = ""): RolloutRecord[] {
  begin(directory, config({ mode: "prm+vr", prm: "elsewhere/prm" }));
  const random = new Random("judged");
  const last = steps[steps.length - 1];
  const trust = (step: number) => ({
    ...{ value: Math.max(0, 1 - step / last), correlation: 0.5 - (0.4 * step) / last, standardError: 0.05 },
    ...{ ranking: 0.8 - (0.3 * step) / last, pairs: 90 },
  });
  const metrics = Array.from({ length: last }, (_, i) => metricsLine(i + 1, { trust: trust(i + 1) }));
  writeFileSync(join(directory, "metrics.jsonl"), metrics.join(""));
  return steps.flatMap((step) => {
    const records = judged(step, 0.4 + (1.6 * step) / last, random, text);
    writeFileSync(join(directory, "rollouts", `${step}.jsonl`), lines(records));
    return records;
  });
}

/** A run of `seed` whose last evaluation has these problems right. */
export function writeEvaluatedRun(directory: string, seed: number, right: readonly boolean[]): void {
  begin(directory, { ...config({ mode: "vr" }), train: { steps: 4, seed } });
  const accuracy = right.filter(Boolean).length / right.length;
  const heldOut = {
    ...{
      problems: right.length,
      correct: right.filter(Boolean).length,
      accuracy,
      interval: [accuracy, accuracy],
    },
    ...{ meanLength: 9, meanSteps: 2, noAnswerShare: 0 },
  };
  const metrics = [1, 2, 3, 4].map((step) => metricsLine(step, step === 4 ? { heldOut } : {}));
  writeFileSync(join(directory, "metrics.jsonl"), metrics.join(""));
  mkdirSync(join(directory, "solutions"), { recursive: true });
  const solutions = right.map((correct, i) => ({ problem: `p${i}`, reference: "1", correct }));
  writeFileSync(join(directory, "solutions", "4.jsonl"), lines(solutions));
}

/** A run of `pure prm train`: the head alone, then all weights. */
export function writeSupervisedRun(directory: string, steps = 40): SupervisedMetrics[] {
  begin(directory, {
    ...{ model: { source: "m" }, data: { source: "d" }, head: { epochs: 1 }, all: { epochs: 1 } },
    ...{ train: { batchSize: 8, seed: 1 }, run: { name: "prm" } },
  });
  const random = new Random("supervised");
  const metrics = Array.from({ length: steps }, (_, i): SupervisedMetrics => {
    const step = i + 1;
    return {
      ...{ step, stage: step <= steps / 2 ? "head" : "all", epoch: 1 + Math.floor(i / 20), examples: 8 },
      ...{ lossTokens: 60, loss: 0.2 + 0.5 / step + 0.02 * random.next(), gradNorm: 1 + random.next() },
      ...{ learningRate: 1e-4 / step, update: "applied", skippedExamples: 2, tokensPerSecond: 900 },
      ...{ seconds: { updating: 1, total: 1.1 }, peakMemoryBytes: 4e8 },
      ...(step % 10 === 0 && {
        heldOut: {
          loss: 0.25 + 0.4 / step,
          auc: 0.9 - 1 / step,
          accuracy: 0.85 - 1 / step,
          ece: 0.03 + 0.1 / step,
        },
      }),
    };
  });
  writeFileSync(join(directory, "metrics.jsonl"), lines(metrics));
  return metrics;
}

/** A run with checkpoints of a fixture's model; `prm`: where its process reward model lies. */
export function writeCheckpoints(directory: string, steps: readonly number[], prm?: string): void {
  begin(directory, config(prm === undefined ? { mode: "vr" } : { mode: "prm", prm, stepToken: " " }));
  writeFileSync(join(directory, "metrics.jsonl"), metricsLine(1));
  for (const step of steps)
    cpSync(fixture("qwen2"), join(directory, "checkpoints", String(step)), { recursive: true });
}

/** A run of `pure prm train` with the checkpoint of a fixture's model, whose path is given back. */
export function writePrmCheckpoint(directory: string): string {
  writeSupervisedRun(directory);
  const path = join(directory, "checkpoints", "40");
  cpSync(fixture("qwen2-classification"), path, { recursive: true });
  return path;
}
