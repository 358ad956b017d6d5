// What an evaluation is made of, from a suite's problems to the file that holds its figures: types, and of what is read
// back from its directory the schemas. Who makes each is said beside it.
import { z } from "zod";
import type { LoadReport, Problem } from "../../data/problems.ts";
import type { ChatMessage, TextPart } from "../../model/tokenizer.ts";
import type { JudgeOptions } from "../../verify/judge.ts";
import type { FileHash } from "../prm-scores.ts";

/** A problem with an answer, and where it stands in its suite. */
export interface SuiteProblem extends Problem {
  answer: string;
  /** As the set has it: "3", "Level 3"; null: it says nothing. */
  levelName: string | null;
  subject: string | null;
}

/** A problem as problems.jsonl has it, so that an evaluation can be judged again without its sources. */
export interface StoredProblem extends SuiteProblem {
  suite: string;
}

export const storedProblemSchema = z.object({
  ...{ suite: z.string(), id: z.string(), prompt: z.string(), answer: z.string() },
  ...{ levelName: z.string().nullable(), subject: z.string().nullable() },
});

/** A set of problems, loaded (suites.ts). */
export interface Suite {
  name: string;
  problems: SuiteProblem[];
  /** SHA-256 over the problems' ids, texts and answers. */
  dataHash: string;
  /** How its answers are compared. */
  judging: JudgeOptions;
  report: LoadReport;
}

/** What a model is asked (prompts.ts): messages for its chat template, or text that it goes on from. */
export type Prompt =
  | { kind: "chat"; messages: readonly ChatMessage[] }
  /** `parts`: of `text`, where problems and solutions stand in it, whose special tokens are not parsed. */
  | { kind: "text"; text: string; parts?: readonly TextPart[] };

/** Which response. */
export interface ResponseName {
  suite: string;
  /** The problem's id in its suite. */
  problem: string;
  /** "greedy": the one at temperature 0; else 0..n−1. */
  sample: "greedy" | number;
}

/** One response that is wanted. */
export interface ResponseRequest extends ResponseName {
  prompt: Prompt;
}

const generationSettingsSchema = z.object({
  /** Longest response, in tokens. */
  maxTokens: z.int().min(1),
  /** Of the n samples; the greedy response has 0. */
  temperature: z.number(),
  topP: z.number(),
  seed: z.int(),
  /** Texts that end a response. */
  stop: z.array(z.string()).readonly(),
});
export type GenerationSettings = z.infer<typeof generationSettingsSchema>;

const tokenCount = z.int().min(0).nullable();

/** "greedy": the response at temperature 0; else 0..n−1. */
const sample = z.union([z.literal("greedy"), z.int().min(0)]);

const generatedSchema = z.object({
  text: z.string(),
  /** "length": it was cut at the limit. */
  finish: z.enum(["stop", "length"]),
  /** Tokens of the response and of its prompt; null: the server did not say. */
  tokens: tokenCount,
  promptTokens: tokenCount,
});
/** One response, as the model gave it. */
export type Generated = z.infer<typeof generatedSchema>;

export interface RequestOutcome {
  request: ResponseRequest;
  /** A failure is that of this one request, after every attempt; what concerns all (a wrong key) is thrown instead. */
  result: Generated | { failed: string };
}

const fileSchema = z.object({ path: z.string(), sha256: z.string() });

const modelIdentitySchema = z.object({
  /** As the user named it: directory, file, id, or the name that a server knows it by. */
  name: z.string(),
  engine: z.enum(["embedded", "server", "tinker"]),
  /** Server's address, without key; null: none. */
  url: z.string().nullable(),
  /** Weights, configuration and tokenizer where they are at hand; empty behind a server. */
  files: z.array(fileSchema),
  /** What a server says of itself (system_fingerprint, owned_by); null: nothing. */
  fingerprint: z.string().nullable(),
});
/** Whose figures they are. */
export type ModelIdentity = z.infer<typeof modelIdentitySchema>;

/** Where responses come from (embedded.ts, server.ts). */
export interface Answerer {
  readonly model: ModelIdentity;
  /** The exact text of a prompt where it is known here (chat template applied), else its messages as JSON. */
  promptText(prompt: Prompt): string;
  /**
   * Answers every request, in any order. A response depends on its own request and the settings alone, not on what
   * else is asked for: asking for what is left after a kill gives what the whole would have given.
   */
  answer(
    requests: readonly ResponseRequest[],
    settings: GenerationSettings,
    signal?: AbortSignal,
  ): AsyncIterable<RequestOutcome>;
  dispose(): Promise<void>;
}

export const responseRecordSchema = z.object({
  ...{ suite: z.string(), problem: z.string(), sample },
  ...generatedSchema.shape,
});
/** A line of responses.jsonl: appended as they come, the record that all figures are made from. */
export type ResponseRecord = z.infer<typeof responseRecordSchema>;

export const verdictRecordSchema = z.object({
  ...{ suite: z.string(), problem: z.string(), sample },
  /** Null: the verifier could not decide; it counts as wrong, and is counted. */
  correct: z.boolean().nullable(),
  /** The answer that was found; null: none. */
  answer: z.string().nullable(),
  /** Why, in the verifier's words. */
  reason: z.string(),
  /** Class of equal answers among the problem's samples, from 0; −1: no answer. The greedy response has −1. */
  class: z.int().min(-1),
  /** Whether the answer stands where it was asked for: in a box that closes. */
  formatted: z.boolean(),
  tokens: tokenCount,
  truncated: z.boolean(),
  /** p(good) of each step by the process reward model, in [0, 1]; null: none was used. */
  steps: z.array(z.number().min(0).max(1)).nullable(),
  /** Whether every step is right, by process reward model or judge; null: nobody judged it, or the judge gave no word. */
  chainRight: z.boolean().nullable(),
});
/** A line of verdicts.jsonl: a response judged. */
export type VerdictRecord = z.infer<typeof verdictRecordSchema>;

const promptSetupSchema = z.object({
  /** "chat": the model's chat template around the problem; else the name of a template, or "custom". */
  template: z.string(),
  /** The template's text with {problem} in it. */
  text: z.string(),
  system: z.string().nullable(),
  fewShot: z.object({ source: z.string(), examples: z.number(), sha256: z.string() }).nullable(),
});
/** How problems are put to the model (prompts.ts). */
export type PromptSetup = z.infer<typeof promptSetupSchema>;

export const evaluationSetupSchema = z.object({
  software: z.object({ name: z.string(), version: z.string() }),
  model: modelIdentitySchema,
  prompt: promptSetupSchema,
  /** The first problem's prompt, to the letter. */
  firstPrompt: z.object({ suite: z.string(), problem: z.string(), text: z.string() }),
  sampling: z.object({
    ...generationSettingsSchema.shape,
    ...{ greedy: z.boolean(), samples: z.int().min(0) },
    /** Longest prompt + response, in tokens, where it was given. */
    maxContext: z.int().min(1).optional(),
  }),
  /** Suites in order, with what was loaded; `limit`: only so many problems were asked. */
  suites: z.array(
    z.object({
      ...{ name: z.string(), source: z.string(), problems: z.int().min(0), dataHash: z.string() },
      ...{ commit: z.string().nullable(), split: z.string().nullable(), limit: z.int().nullable() },
      judging: z.record(z.string(), z.unknown()) as z.ZodType<JudgeOptions>,
      /** Problems that the model was trained on, and that were asked all the same (--force). */
      contaminated: z.int().min(0),
    }),
  ),
});
/** What the responses depend on: setup.json, and a part of eval.json. */
export type EvaluationSetup = z.infer<typeof evaluationSetupSchema>;

/** Everything that a score depends on. */
export interface Conditions extends EvaluationSetup {
  /** Kind and version of the verifier. */
  verifier: { kind: string; version: string };
  /** Who judged the steps; null: nobody. p(good) below the threshold is a wrong step. */
  chain: { by: "prm" | "judge"; name: string; threshold: number | null; files: FileHash[] } | null;
}
