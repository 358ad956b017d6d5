// Evaluations with made-up responses, as `pure eval` leaves them: for tests of figures, comparisons and reports.
import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Random } from "../src/common/random.ts";
import { type Evaluation, evaluationResults } from "../src/eval/benchmark/figures.ts";
import { askedOf } from "../src/eval/benchmark/problem-values.ts";
import type { Conditions, ResponseRecord, SuiteProblem, VerdictRecord } from "../src/eval/benchmark/types.ts";

export interface SyntheticOptions {
  /** Problems of each suite. */
  suites?: Record<string, number>;
  samples?: number;
  greedy?: boolean;
  /** Who judges the steps. */
  chain?: "prm" | "judge" | null;
  /** How good the model is, about 0 to 1. */
  skill?: number;
  seed?: number;
  /** Stands in every text of the data and the model. */
  hostile?: string;
  /** Every so many-th response is missing. */
  missingEvery?: number;
  /** Tokens are not told. */
  tokens?: boolean;
  setup?: Partial<Conditions>;
}

const LEVELS = ["Level 1", "Level 2", "Level 3", "Level 4", "Level 5"];
const SUBJECTS = [
  "Algebra",
  "Counting & Probability",
  "Geometry",
  "Intermediate Algebra",
  "Number Theory",
  "Prealgebra",
  "Precalculus",
];

export interface SyntheticEvaluation {
  evaluation: Evaluation;
  problems: Map<string, SuiteProblem[]>;
  verdicts: VerdictRecord[];
  responses: ResponseRecord[];
}

export function syntheticEvaluation(options: SyntheticOptions = {}): SyntheticEvaluation {
  const { suites = { gsm8k: 60, math500: 50 }, samples = 4, greedy = true, chain = "prm" } = options;
  const { skill = 0.5, seed = 1, hostile = "", missingEvery = 0, tokens = true, setup = {} } = options;
  const problems = new Map(
    Object.entries(suites).map(([suite, count]) => [
      suite,
      Array.from({ length: count }, (_, i) => problemOf(suite, i, hostile)),
    ]),
  );
  const random = new Random(seed);
  const verdicts: VerdictRecord[] = [];
  const responses: ResponseRecord[] = [];
  let asked = 0;
  for (const [suite, own] of problems)
    for (const [p, problem] of own.entries()) {
      // How hard a problem is, is the same for every model.
      const hard = new Random(`${suite} ${p}`).next();
      const chance = Math.min(0.98, Math.max(0.02, 0.5 + 1.4 * (skill - hard)));
      for (let sample = greedy ? -1 : 0; sample < samples; sample++) {
        if (missingEvery > 0 && ++asked % missingEvery === 0) continue;
        const right = random.next() < chance;
        const cut = !right && random.int(9) === 0;
        const undecided = !right && !cut && random.int(40) === 0;
        const answer = cut ? null : right ? problem.answer : String(2 + random.int(5));
        const length = 40 + Math.round(300 * hard * (0.5 + random.next())) + (cut ? 400 : 0);
        const key = { suite, problem: problem.id, sample: sample < 0 ? ("greedy" as const) : sample };
        const steps = Array.from(
          { length: 2 + random.int(4) },
          () => (right ? 0.3 : 0) + 0.7 * random.next(),
        );
        verdicts.push({
          ...key,
          ...{ correct: undecided ? null : right, answer, reason: right ? "equal" : "not equal" },
          class: sample < 0 || answer === null ? -1 : Number(answer),
          ...{ formatted: answer !== null && random.int(20) > 0, truncated: cut },
          tokens: tokens ? length : null,
          steps: chain === "prm" ? steps : null,
          chainRight:
            chain === null
              ? null
              : chain === "prm"
                ? Math.min(...steps) >= 0.35
                : random.int(12) === 0
                  ? null
                  : right,
        });
        const text = `First I look at problem ${p}.${hostile}\n\nThen I count.\n\n\\boxed{${answer ?? "…"}}${hostile}`;
        responses.push({ ...key, text, finish: cut ? "length" : "stop", tokens: length, promptTokens: 30 });
      }
    }
  const whole: Conditions = {
    software: { name: "pure-rl", version: "0.1.0" },
    model: {
      ...{ name: `models/synthetic-${skill}${hostile}`, engine: "embedded", url: null, fingerprint: null },
      files: [
        { path: "model.safetensors", sha256: createHash("sha256").update(String(skill)).digest("hex") },
      ],
    },
    prompt: {
      template: "chat",
      text: "{problem}\nPlease reason step by step, and put your final answer within \\boxed{}.",
      ...{ system: null, fewShot: null },
    },
    firstPrompt: { suite: Object.keys(suites)[0], problem: "0", text: `<|user|>\nWhat is it?${hostile}` },
    sampling: {
      ...{ maxTokens: 512, temperature: 1, topP: 1, seed, stop: [] },
      ...{ greedy, samples },
    },
    verifier: { kind: "rules", version: "0.1.0+0123456789ab" },
    chain:
      chain === null
        ? null
        : {
            by: chain,
            name: chain === "prm" ? "models/prm" : "judge-model",
            threshold: chain === "prm" ? 0.35 : null,
            files: chain === "prm" ? [{ path: "model.safetensors", sha256: "ff".repeat(32) }] : [],
          },
    suites: [...problems].map(([name, own]) => ({
      ...{
        name,
        source: `data/${name}.jsonl`,
        commit: null,
        split: "test",
        problems: own.length,
        limit: null,
      },
      ...{
        dataHash: createHash("sha256").update(JSON.stringify(own)).digest("hex"),
        contaminated: 0,
        judging: {},
      },
    })),
    ...setup,
  };
  const named = [...problems].map(([name, own]) => ({ name, problems: own }));
  const results = evaluationResults(named, verdicts, askedOf(whole));
  const evaluation: Evaluation = { format: 1, ...whole, finished: "2026-01-02T03:04:05.000Z", results };
  return { evaluation, problems, verdicts, responses };
}

function problemOf(suite: string, i: number, hostile: string): SuiteProblem {
  const math = suite.startsWith("math");
  return {
    id: String(i),
    prompt: `What is the answer to problem ${i} of ${suite}?${hostile}`,
    answer: "1",
    levelName: math ? LEVELS[i % LEVELS.length] : null,
    subject: math ? SUBJECTS[i % SUBJECTS.length] : null,
  };
}

/** Writes it into `directory`. */
export async function writeSyntheticEvaluation(
  directory: string,
  options: SyntheticOptions = {},
): Promise<SyntheticEvaluation> {
  const made = syntheticEvaluation(options);
  const { evaluation, problems, verdicts, responses } = made;
  const records = [...problems].flatMap(([suite, own]) => own.map((problem) => ({ suite, ...problem })));
  const lines = (values: readonly unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join("");
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, "eval.json"), JSON.stringify(evaluation));
  await writeFile(join(directory, "problems.jsonl"), lines(records));
  await writeFile(join(directory, "verdicts.jsonl"), lines(verdicts));
  await writeFile(join(directory, "responses.jsonl"), lines(responses));
  return made;
}
