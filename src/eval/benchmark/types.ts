// What an evaluation is made of, from a suite's problems to the file that holds its figures. Types alone; who makes
// each is said beside it.
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

/** One response that is wanted. */
export interface ResponseRequest {
  suite: string;
  /** The problem's id in its suite. */
  problem: string;
  /** "greedy": the one at temperature 0; else 0..n−1. */
  sample: "greedy" | number;
  prompt: Prompt;
}

export interface GenerationSettings {
  /** Longest response, in tokens. */
  maxTokens: number;
  /** Of the n samples; the greedy response has 0. */
  temperature: number;
  topP: number;
  seed: number;
  /** Texts that end a response. */
  stop: readonly string[];
}

/** One response, as the model gave it. */
export interface Generated {
  text: string;
  /** "length": it was cut at the limit. */
  finish: "stop" | "length";
  /** Tokens of the response and of its prompt; null: the server did not say. */
  tokens: number | null;
  promptTokens: number | null;
}

export interface RequestOutcome {
  request: ResponseRequest;
  /** A failure is that of this one request, after every attempt; what concerns all (a wrong key) is thrown instead. */
  result: Generated | { failed: string };
}

/** Whose figures they are. */
export interface ModelIdentity {
  /** As the user named it: directory, file, id, or the name that a server knows it by. */
  name: string;
  engine: "embedded" | "server" | "tinker";
  /** Server's address, without key; null: none. */
  url: string | null;
  /** Weights, configuration and tokenizer where they are at hand; empty behind a server. */
  files: FileHash[];
  /** What a server says of itself (system_fingerprint, owned_by); null: nothing. */
  fingerprint: string | null;
}

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

/** A line of responses.jsonl: appended as they come, the record that all figures are made from. */
export interface ResponseRecord extends Generated {
  suite: string;
  problem: string;
  sample: "greedy" | number;
}

/** A line of verdicts.jsonl: a response judged. */
export interface VerdictRecord {
  suite: string;
  problem: string;
  sample: "greedy" | number;
  /** Null: the verifier could not decide; it counts as wrong, and is counted. */
  correct: boolean | null;
  /** The answer that was found; null: none. */
  answer: string | null;
  /** Why, in the verifier's words. */
  reason: string;
  /** Class of equal answers among the problem's samples, from 0; −1: no answer. The greedy response has −1. */
  class: number;
  /** Whether the answer stands where it was asked for: in a box that closes. */
  formatted: boolean;
  tokens: number | null;
  truncated: boolean;
  /** p(good) of each step by the process reward model, in [0, 1]; null: none was used. */
  steps: number[] | null;
  /** Whether every step is right, by process reward model or judge; null: nobody judged it, or the judge gave no word. */
  chainRight: boolean | null;
}

/** How problems are put to the model (prompts.ts). */
export interface PromptSetup {
  /** "chat": the model's chat template around the problem; else the name of a template, or "custom". */
  template: string;
  /** The template's text with {problem} in it. */
  text: string;
  system: string | null;
  fewShot: { source: string; examples: number; sha256: string } | null;
}

/** What the responses depend on: setup.json, and a part of eval.json. */
export interface EvaluationSetup {
  software: { name: string; version: string };
  model: ModelIdentity;
  prompt: PromptSetup;
  /** The first problem's prompt, to the letter. */
  firstPrompt: { suite: string; problem: string; text: string };
  sampling: GenerationSettings & {
    greedy: boolean;
    samples: number;
    /** Longest prompt + response, in tokens, where it was given. */
    maxContext?: number;
  };
  /** Suites in order, with what was loaded; `limit`: only so many problems were asked. */
  suites: {
    name: string;
    source: string;
    commit: string | null;
    split: string | null;
    problems: number;
    dataHash: string;
    judging: JudgeOptions;
    limit: number | null;
    /** Problems that the model was trained on, and that were asked all the same (--force). */
    contaminated: number;
  }[];
}

/** Everything that a score depends on. */
export interface Conditions extends EvaluationSetup {
  /** Kind and version of the verifier. */
  verifier: { kind: string; version: string };
  /** Who judged the steps; null: nobody. p(good) below the threshold is a wrong step. */
  chain: { by: "prm" | "judge"; name: string; threshold: number | null; files: FileHash[] } | null;
}

/** eval.json: that, and the figures (figures.ts makes them). */
export interface EvaluationFile<Results> extends Conditions {
  format: 1;
  /** ISO 8601. */
  finished: string;
  results: Results;
}
