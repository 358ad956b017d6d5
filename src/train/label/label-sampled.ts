// Training data of a process reward model from a policy's own responses: sampled, and labelled as the caller knows how.
import type { LabelledSteps } from "../../data/labelled.ts";
import type { Problem } from "../../data/problems.ts";
import { encodePrompts, type PromptOptions } from "../../data/prompts.ts";
import type { Sampler } from "../../engine/types.ts";
import type { Tokenizer } from "../../model/tokenizer.ts";
import type { StartOptions } from "../events.ts";
import { sampleResponses } from "../rollout.ts";

/** The steps of a response and their labels; null: they cannot be labelled, and the response is left out. */
export type LabelResponse = (
  problem: Problem,
  tokens: readonly number[],
  tokenizer: Tokenizer,
) => LabelledSteps | null | Promise<LabelledSteps | null>;

export interface LabelSampling {
  samplesPerPrompt: number;
  maxTokens: number;
  seed: number;
  /** How a problem is put; as it stands where left out. */
  prompt?: PromptOptions;
}

/**
 * Samples `policy` at temperature 1 and labels its responses, by [problem][response]. A response that ends at once has no
 * step to label and leaves a hole. Throws the signal's reason once it is aborted.
 */
export async function labelSampled(
  policy: Sampler,
  tokenizer: Tokenizer,
  problems: readonly Problem[],
  { samplesPerPrompt, maxTokens, seed, prompt }: LabelSampling,
  label: LabelResponse,
  { onEvent = () => {}, signal }: Omit<StartOptions, "resume">,
): Promise<LabelledSteps[][]> {
  const [phase, began] = ["labelling" as const, performance.now()];
  const { prompts } = encodePrompts(problems, tokenizer, policy.maxContext - maxTokens, prompt);
  const total = prompts.length * samplesPerPrompt;
  onEvent({ type: "phaseStarted", phase, total, done: 0, unit: "responses" });
  const params = { maxTokens, temperature: 1, topP: 1, stop: [], stopTokens: tokenizer.eosIds, seed };
  const seconds = { sampling: 0, scoring: 0, updating: 0 };
  const progress = { phase, seconds, onEvent, signal };
  const labels = prompts.map(() => [] as LabelledSteps[]);
  for await (const response of sampleResponses(policy, prompts, samplesPerPrompt, params, progress)) {
    const labelled = await label(prompts[response.prompt].problem, response.tokens, tokenizer);
    if (labelled && labelled.completions.length > 0) labels[response.prompt][response.sample] = labelled;
  }
  onEvent({ type: "phaseFinished", phase, seconds: (performance.now() - began) / 1000 });
  return labels;
}
