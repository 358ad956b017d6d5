// What is measured: every benchmark with its request, its opponent and the ratio it must reach.
import { basename } from "node:path";
import type { AnswerRequest, BenchRequest, LoadRequest, Shape } from "./protocol.ts";

export const sections = [
  "credit",
  "dense",
  "group",
  "sampling",
  "rl-step",
  "scoring",
  "gguf",
  "eval",
] as const;
export type Section = (typeof sections)[number];

export interface BenchCase {
  section: Section;
  title: string;
  /** bench/ours/PROGRAM.ts */
  program: string;
  request: BenchRequest;
  /** What its speed counts a second, by default tokens. */
  unit?: string;
  /** Null: measured alone, in seconds. */
  opponent: {
    name: string;
    /** bench/peers/PROGRAM */
    program: string;
    /** Ways the opponent can do it; the fastest is the one compared with. */
    variants: readonly string[];
    /** Smallest ratio of our speed to the opponent's; null: none is required. */
    ratio: number | null;
  } | null;
  /** Where it is measured alone: most seconds it may take. */
  seconds?: number;
  warmup: number;
  runs: number;
}

/** 3.2M parameters. */
export const small: Shape = {
  vocabSize: 64,
  hiddenSize: 256,
  layers: 4,
  heads: 4,
  kvHeads: 4,
  intermediateSize: 704,
  maxPositions: 512,
};

/** The shape of SmolLM2-135M. */
export const smollm2: Shape = {
  vocabSize: 49152,
  hiddenSize: 576,
  layers: 30,
  heads: 9,
  kvHeads: 3,
  intermediateSize: 1536,
  maxPositions: 512,
};

/** Eight lengths from 40 to 200 tokens, evenly spread. */
const groupLengths = [40, 63, 86, 109, 131, 154, 177, 200];

/** What the weights of a model under adapters are held as. */
const adapted = ["float32", "float16"] as const;
const torchDense = { name: "PyTorch eager", program: "dense.py" };
const torchGroup = { name: "PyTorch eager, padded", program: "group.py" };
const generate = { name: "transformers generate", program: "generate.py" };
const trl = { name: "TRL GRPOTrainer", program: "grpo.py", variants: ["default"] };

/** Checkpoints and prompts of the whole-step benchmarks, made by bench/checkpoints.ts. */
export interface StepInputs {
  warmedUp: { checkpoint: string; prompts: string[] };
  longPrompts: { checkpoint: string; prompts: string[] };
}

/** The model and problems of the evaluation's benchmarks, made by bench/checkpoints.ts. */
export type AnswerInputs = Omit<AnswerRequest, "maxTokens" | "together">;

export function casesOf(
  section: Section,
  steps: StepInputs | null,
  answers: AnswerInputs | null = null,
  files: readonly LoadRequest[] | null = null,
): BenchCase[] {
  switch (section) {
    case "credit":
      return [
        {
          section,
          title: "credit, baseline and whitening of 1,000,000 response tokens",
          program: "credit",
          request: {},
          opponent: null,
          seconds: 0.3,
          warmup: 0,
          runs: 1,
        },
      ];
    case "dense": {
      const variants = ["transformers", "lean"];
      const common = { section, program: "dense" } as const;
      return [
        {
          ...common,
          title: "forward + backward, 3.2M, 32 × 128 tokens",
          request: { shape: small, batch: 32, length: 128 },
          opponent: { ...torchDense, variants, ratio: 1.1 },
          warmup: 3,
          runs: 10,
        },
        {
          ...common,
          title: "forward + backward, 135M, 4 × 256 tokens",
          request: { shape: smollm2, batch: 4, length: 256 },
          opponent: { ...torchDense, variants, ratio: 1 },
          warmup: 1,
          runs: 3,
        },
        {
          ...common,
          title: "forward + backward, 135M, 4 × 256 tokens, layers recomputed",
          request: { shape: smollm2, batch: 4, length: 256, recompute: true },
          opponent: { ...torchDense, variants: ["transformers"], ratio: null },
          warmup: 1,
          runs: 3,
        },
        ...adapted.map((adapters) => ({
          ...common,
          title: `forward + backward, 135M, 4 × 256 tokens, adapters on ${adapters}`,
          request: { shape: smollm2, batch: 4, length: 256, adapters },
          opponent: null,
          warmup: 1,
          runs: 3,
        })),
      ];
    }
    case "group": {
      const variants = ["transformers", "transformers-all", "lean", "lean-all"];
      const common = { section, program: "group", opponent: { ...torchGroup, variants, ratio: 2 } } as const;
      return [
        {
          ...common,
          title: "groups, 3.2M, prompt 100, K = 8 × 40–200 tokens",
          request: { shape: small, promptLength: 100, lengths: Array(4).fill(groupLengths) },
          warmup: 2,
          runs: 5,
        },
        {
          ...common,
          title: "group, 135M, prompt 100, K = 8 × 40–200 tokens",
          request: { shape: smollm2, promptLength: 100, lengths: [groupLengths] },
          warmup: 1,
          runs: 2,
        },
      ];
    }
    case "sampling": {
      const common = { section, program: "generate" } as const;
      const workload = { shape: small, prompts: 8, samplesPerPrompt: 8, promptLength: 100 };
      const large = {
        ...{ shape: smollm2, prompts: 4, samplesPerPrompt: 8, promptLength: 256, maxTokens: 64 },
        endToken: null,
      };
      return [
        {
          ...common,
          title: "sampling, 3.2M, 64 at once, 128 tokens each",
          request: { ...workload, maxTokens: 128, endToken: null },
          opponent: { ...generate, variants: ["dynamic", "static", "continuous"], ratio: 2 },
          warmup: 1,
          runs: 5,
        },
        {
          ...common,
          title: "sampling, 3.2M, 64 at once, up to 200 tokens, ending on their own",
          request: { ...workload, maxTokens: 200, endToken: 2 },
          opponent: { ...generate, variants: ["dynamic", "static", "continuous"], ratio: 2 },
          warmup: 1,
          runs: 5,
        },
        {
          ...common,
          title: "sampling, 135M, 32 at once, prompt 256, 64 tokens each",
          request: large,
          opponent: { ...generate, variants: ["dynamic", "static"], ratio: null },
          warmup: 1,
          runs: 2,
        },
        ...adapted.map((adapters) => ({
          ...common,
          title: `sampling, 135M, 32 at once, prompt 256, 64 tokens each, adapters on ${adapters}`,
          request: { ...large, adapters },
          opponent: null,
          warmup: 1,
          runs: 2,
        })),
      ];
    }
    case "scoring": {
      const variants = ["padded", "sorted", "single"];
      const opponent = { name: "transformers", program: "score.py", variants, ratio: 1.5 };
      const common = { section, program: "score", opponent } as const;
      // One solution of each of 32 problems: nothing to share. The lengths are those of the groups.
      const alone = Array.from({ length: 32 }, (_, i) => [groupLengths[i % groupLengths.length]]);
      return [
        {
          ...common,
          title: "step scores, 3.2M, 8 problems of 100 × 8 solutions of 40–200 tokens",
          request: { shape: small, promptLength: 100, lengths: Array(8).fill(groupLengths) },
          warmup: 2,
          runs: 5,
        },
        {
          ...common,
          title: "step scores, 3.2M, 32 problems of 100 with one solution each",
          request: { shape: small, promptLength: 100, lengths: alone },
          warmup: 2,
          runs: 5,
        },
        {
          ...common,
          title: "step scores, 135M, 1 problem of 100 × 8 solutions of 40–200 tokens",
          request: { shape: smollm2, promptLength: 100, lengths: [groupLengths] },
          warmup: 1,
          runs: 3,
        },
      ];
    }
    case "rl-step": {
      if (!steps) throw new Error("the whole-step benchmarks need their checkpoints");
      const common = { section, program: "step", opponent: { ...trl, ratio: 4 } } as const;
      return [
        {
          ...common,
          title: "RL step, 3.2M warmed up, 8 short prompts × K = 8, up to 96 tokens",
          request: { ...steps.warmedUp, samplesPerPrompt: 8, maxTokens: 96 },
          warmup: 2,
          runs: 5,
        },
        {
          ...common,
          title: "RL step, 3.2M at random, 8 prompts of 100 × K = 8, up to 200 tokens",
          request: { ...steps.longPrompts, samplesPerPrompt: 8, maxTokens: 200 },
          warmup: 2,
          runs: 5,
        },
      ];
    }
    case "gguf": {
      if (!files) throw new Error("the benchmarks of loading need the files");
      const opponent = {
        name: "llama.cpp",
        program: "load_llama.ts",
        variants: ["mapped", "read"],
        ratio: null,
      };
      return files.map((request) => ({
        ...{ section, title: `loading ${basename(request.gguf)}`, program: "load", request, opponent },
        ...{ unit: "MB/s", warmup: 0, runs: 1 },
      }));
    }
    case "eval": {
      if (!answers) throw new Error("the evaluation's benchmarks need a model and problems");
      const request = { ...answers, maxTokens: 128, together: 32 };
      const title = `greedy answers to ${answers.problems.length} problems of GSM8K, 135M, up to 128 tokens, 32 at once`;
      const common = { section, program: "answer", request, warmup: 1, runs: 1 } as const;
      const llama = { name: "llama.cpp", program: "answer_llama.ts", ratio: null } as const;
      return [
        {
          ...common,
          title,
          opponent: {
            name: "transformers generate",
            program: "answer.py",
            variants: ["sorted", "continuous"],
            ratio: null,
          },
        },
        { ...common, title: `${title} (llama.cpp)`, opponent: { ...llama, variants: ["f32", "f16"] } },
        {
          ...common,
          title: `${title} (llama.cpp, 4-bit products)`,
          opponent: { ...llama, variants: ["q4_1"] },
        },
      ];
    }
  }
}
