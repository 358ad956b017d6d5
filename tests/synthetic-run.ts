// Writes a made-up run directory, for tests of the readers and for looking at the report:
// `npx tsx tests/synthetic-run.ts DIRECTORY [STEPS] [--unfinished]`. No number in it was measured.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type {
  AlarmRecord,
  EvaluationResult,
  RolloutRecord,
  RunSummary,
  SolutionSide,
  StepMetrics,
} from "../src/train/runs/records.ts";

export interface SyntheticRun {
  steps: number;
  /** Without summary.json and with a partial last line of metrics. */
  finished?: boolean;
  seed?: number;
  /** Put into every text that a model or a data set could have written. */
  hostile?: string;
  /** A run without a process reward model. */
  prm?: boolean;
  /** Without: lines of before trust was estimated. */
  trust?: boolean;
  /** Steps at which an alarm sets in. */
  alarms?: readonly number[];
}

function generator(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function evaluation(accuracy: number, progress: number, problems = 256): EvaluationResult {
  const correct = Math.round(accuracy * problems);
  const p = correct / problems;
  const z = 1.96;
  const centre = (p + (z * z) / (2 * problems)) / (1 + (z * z) / problems);
  const half =
    (z / (1 + (z * z) / problems)) * Math.sqrt((p * (1 - p)) / problems + (z * z) / (4 * problems ** 2));
  return {
    problems,
    correct,
    accuracy: p,
    interval: [centre - half, centre + half],
    meanLength: 37.4 - 3 * progress,
    meanSteps: 5.9 - 0.6 * progress,
    noAnswerShare: 0.062 * (1 - progress) + 0.004,
  };
}

/** Trust that falls as the policy learns; at the first step nothing is known. */
function trustAt(step: number, learned: number, noise: (size: number) => number): StepMetrics["trust"] {
  if (step === 1) return { value: 0, correlation: null, standardError: null, ranking: null, pairs: 0 };
  const standardError = 1 / Math.sqrt(8 * Math.min(step, 20));
  const correlation = 0.5 - 0.3 * learned + noise(standardError / 3);
  const value = Math.min(1, Math.max(0, (correlation - standardError) / 0.4));
  return {
    value,
    correlation,
    standardError,
    ranking: 0.5 + correlation / 2,
    pairs: 12 * Math.min(step, 20),
  };
}

/** A chain of operations modulo 10 (`random`) and a solution of it, each step wrong with probability `slip`. */
function chain(random: () => number, slip: number, chance: () => number) {
  const digit = () => Math.floor(random() * 10);
  const length = 3 + Math.floor(random() * 4);
  let value = digit();
  let truth = value;
  let prompt = `${value}`;
  const steps: { text: string; good: boolean }[] = [];
  for (let i = 0; i < length; i++) {
    const operation = "+-*"[Math.floor(random() * 3)];
    const b = digit();
    const apply = (a: number) => (operation === "+" ? a + b : operation === "-" ? a - b + 10 : a * b) % 10;
    const good = chance() > slip;
    const result = good ? apply(value) : (apply(value) + 1 + Math.floor(chance() * 8)) % 10;
    prompt += `${operation}${b}`;
    steps.push({ text: `${value}${operation}${b}=${result};`, good });
    if (chance() < 0.15) steps.push({ text: "ok;", good: true });
    value = result;
    truth = apply(truth);
  }
  steps.push({ text: `A${value}`, good: value === truth });
  return { prompt: `${prompt}=`, steps, answer: `${value}`, truth: `${truth}` };
}

function score(random: () => number, good: boolean): number {
  const value = good ? 0.55 + 0.44 * random() : -0.9 + 0.9 * random();
  return Math.round(value * 1000) / 1000;
}

/** Writes the run and returns its directory. */
export async function writeSyntheticRun(directory: string, options: SyntheticRun): Promise<string> {
  const { steps, finished = true, seed = 1, hostile = "", prm = true, trust = true } = options;
  const random = generator(seed);
  const noise = (size: number) => (random() + random() + random() - 1.5) * size;
  await mkdir(join(directory, "rollouts"), { recursive: true });
  const metrics: StepMetrics[] = [];
  for (let step = 1; step <= steps; step++) {
    const t = step / Math.max(steps, 30);
    const learned = 1 - Math.exp(-2.5 * t);
    const sampling = 1.9 + noise(0.2);
    const scoring = 0.45 + noise(0.05);
    const updating = 1.3 + noise(0.1);
    const meanSteps = 5.9 - 0.6 * learned + noise(0.2);
    metrics.push({
      step,
      responses: 128,
      responseTokens: 4600,
      meanLength: 37 - 3 * learned + noise(1),
      meanSteps,
      truncatedShare: Math.max(0, 0.02 * (1 - learned) + noise(0.01)),
      noAnswerShare: Math.max(0, 0.07 * (1 - learned) + noise(0.015)),
      processRewardMin: prm ? -0.35 + 0.8 * learned + noise(0.08) : null,
      processRewardMean: prm ? 0.45 + 0.35 * learned + noise(0.05) : null,
      processRewardSum: prm ? (0.45 + 0.35 * learned) * meanSteps + noise(0.3) : null,
      verifiableReward: step % 9 === 5 ? null : Math.min(1, Math.max(0, 0.3 + 0.5 * learned + noise(0.12))),
      correctShare: Math.min(1, Math.max(0, 0.3 + 0.45 * learned + noise(0.08))),
      groupsWithoutVariance: Math.max(0, Math.round(1 + 3 * learned + noise(2))),
      groups: 16,
      loss: noise(0.02),
      gradNorm: 0.5 + 0.4 * random() + (random() < 0.04 ? 1.5 : 0),
      entropy: 0.62 - 0.3 * learned + noise(0.03),
      kl: 0.045 * learned + Math.abs(noise(0.004)),
      ratioMean: 1 + noise(0.001),
      ratioMax: 1.4,
      clipShare: 0.01,
      signals: {
        thinkingShare: Math.max(0, 0.02 + noise(0.02)),
        giantStepShare: Math.max(0, 0.004 + noise(0.01)),
        noStepShare: 0,
        repetition: 0.06 + noise(0.01),
        repetitiveShare: Math.max(0, 0.004 + noise(0.01)),
        prmExcess: prm ? 0.42 - 0.2 * learned + noise(0.05) : null,
      },
      ...(trust ? { trust: prm ? trustAt(step, learned, noise) : null } : {}),
      samplerGap: 3.1e-7 + noise(4e-8),
      learningRate: 5e-5,
      update: step % 31 === 20 ? "nonfinite" : "applied",
      skippedPrompts: 0,
      seconds: { sampling, scoring, updating, total: sampling + scoring + updating + 0.1 },
      tokensPerSecond: 1250,
      peakMemoryBytes: 7.1e8,
      ...(step % 10 === 0 || step === steps
        ? { heldOut: evaluation(0.42 + 0.36 * learned + noise(0.02), learned) }
        : {}),
    });
  }
  const lines = metrics.map((m) => JSON.stringify(m)).join("\n");
  await writeFile(
    join(directory, "metrics.jsonl"),
    finished ? `${lines}\n` : `${lines}\n{"step": ${steps + 1}, "respon`,
  );
  const config = {
    mode: "PRM+VR",
    model: `models/tiny${hostile}`,
    seed,
    credit: { form: "min", temperature: 0.1, gamma: 1, separator: ";" },
    advantage: { estimator: "rloo", baseline: "token", whiten: false },
    kl: { coefficient: 0.001, estimator: "k3", as: "loss" },
    sampling: { prompts: 16, samples: 8, maxTokens: 96, temperature: 1, topP: 1 },
    optimizer: { learningRate: 5e-5, beta1: 0.9, beta2: 0.999, maxGradNorm: 1 },
  };
  await writeFile(join(directory, "config.json"), JSON.stringify(config, null, 2));
  for (const step of new Set([1, Math.ceil(steps / 2), steps])) {
    const records = rollouts(random, step, 0.28 - (0.2 * step) / Math.max(steps, 30), hostile, prm);
    await writeFile(
      join(directory, "rollouts", `${step}.jsonl`),
      `${records.map((record) => JSON.stringify(record)).join("\n")}\n`,
    );
  }
  const { alarms = [] } = options;
  if (alarms.length > 0) {
    const text = alarms.map((step) => `${JSON.stringify(alarmAt(step, hostile))}\n`).join("");
    await writeFile(join(directory, "alarms.jsonl"), text);
  }
  if (finished) {
    const summary = syntheticSummary({ random, steps, seed, hostile, prm, metrics });
    await writeFile(join(directory, "summary.json"), JSON.stringify(summary));
  }
  return directory;
}

function rollouts(random: () => number, step: number, slip: number, hostile: string, prm: boolean) {
  const records: RolloutRecord[] = [];
  for (let group = 0; group < 5; group++) {
    const state = Math.floor(random() * 1e9);
    const responses = Array.from({ length: 8 }, () =>
      chain(generator(state), slip * (0.3 + 1.4 * random()), random),
    );
    const returns = responses.map((response) => response.steps.map((s) => score(random, s.good)));
    const baseline = returns.map((r) => Math.min(...r)).reduce((a, b) => a + b, 0) / 8;
    responses.forEach((response, sample) => {
      const rewards = returns[sample];
      const weakest = rewards.indexOf(Math.min(...rewards));
      let end = -1;
      const records_steps = response.steps.map(({ text }, i) => {
        end += text.length;
        return {
          text: text + hostile,
          end,
          reward: prm ? rewards[i] : null,
          credit: prm ? (i === weakest ? rewards[i] * 0.97 : rewards[i] * 0.004) : null,
        };
      });
      const advantages: number[] = [];
      records_steps.forEach((s, i) => {
        while (advantages.length <= s.end) advantages.push((i <= weakest ? rewards[weakest] : 0) - baseline);
      });
      records.push({
        step,
        problem: `chain-${step}-${group}${hostile}`,
        group,
        sample,
        prompt: response.prompt + hostile,
        response: response.steps.map((s) => s.text).join("") + hostile,
        tokens: advantages.map((_, i) => i),
        logprobs: advantages.map(() => -0.3),
        finish: sample === 7 ? "length" : "stop",
        steps: records_steps,
        verifiable: group % 2 === 0 ? Number(response.answer === response.truth) : null,
        reference: group % 2 === 0 ? response.truth : null,
        answer: response.answer,
        correct: response.answer === response.truth,
        returns: advantages,
        advantages,
      });
    });
  }
  return records;
}

function alarmAt(step: number, hostile: string): AlarmRecord {
  const text = `3-1=2;N2-1;N2-1;N2-1;${hostile}`;
  const steps = ["3-1=2;", "N2-1;", "N2-1;", "N2-1;"].map((s) => ({ text: s + hostile, reward: 0.8 }));
  const sample = { problem: "chain", prompt: `3-1-1=${hostile}`, response: text, steps };
  return {
    step,
    kind: "thinking",
    title: "thinking without answering",
    figure: "share of responses with steps and no answer",
    unit: "share",
    value: 0.18,
    start: 0.02,
    threshold: 0.12,
    message: `step ${step}: thinking without answering: 18.0%, at the start 2.0% (alarm above 12.0%)`,
    help: "Credit by the minimum.",
    samples: [sample, sample].map((s) => ({ ...s, finish: "length", answer: null, correct: false })),
    rollbacks: 0,
    rolledBackTo: null,
  };
}

/** A made-up summary on its own, for tests of the terminal. */
export function syntheticSummary(
  options: {
    random?: () => number;
    steps?: number;
    seed?: number;
    hostile?: string;
    prm?: boolean;
    metrics?: readonly StepMetrics[];
  } = {},
): RunSummary {
  const { random = generator(3), steps = 60, seed = 1, hostile = "", prm = true, metrics = [] } = options;
  const last = metrics.findLast((m) => m.heldOut)?.heldOut ?? evaluation(0.72, 0.9);
  const solve = (state: number, slip: number): SolutionSide & { prompt: string; reference: string } => {
    const { prompt, steps, answer, truth } = chain(generator(state), slip, random);
    return {
      prompt: prompt + hostile,
      reference: truth,
      response: steps.map((s) => s.text).join("") + hostile,
      correct: answer === truth,
      answer: answer + hostile,
      steps: steps.map((s) => ({ text: s.text + hostile, reward: prm ? score(random, s.good) : null })),
    };
  };
  const solutions = Array.from({ length: 6 }, (_, i) => {
    const state = 77 + i * 1013;
    const { prompt, reference, ...before } = solve(state, 0.3);
    const { prompt: _prompt, reference: _reference, ...after } = solve(state, 0);
    return { problem: `held-out-${i}${hostile}`, prompt, reference, before, after };
  });
  const sum = (key: "sampling" | "scoring" | "updating" | "total") =>
    metrics.length
      ? metrics.reduce((total, m) => total + m.seconds[key], 0)
      : { sampling: 96, scoring: 21.4, updating: 60, total: 181 }[key];
  return {
    name: `demo-${seed}${hostile}`,
    title: `PRM + 10% verifiable reward, min-form (T = 0.1)${hostile}`,
    seed,
    steps,
    before: evaluation(0.42, 0),
    after: last,
    signTest: { gained: 91, lost: 14, p: 2.1e-14 },
    seconds: {
      sampling: sum("sampling"),
      scoring: sum("scoring"),
      updating: sum("updating"),
      total: sum("total"),
    },
    prm: prm ? { auc: 0.946, accuracy: 0.887, loss: 0.271 } : null,
    solutions,
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [directory, steps] = process.argv.slice(2).filter((a) => !a.startsWith("--"));
  await writeSyntheticRun(directory, {
    steps: Number(steps ?? 60),
    finished: !process.argv.includes("--unfinished"),
  });
}
