// Training data of a process reward model from a policy's own responses: sampled, and labelled as the caller knows how.
import { type LabelledSteps, labelledLine } from "../data/labelled.ts";
import type { Problem } from "../data/problems.ts";
import { encodePrompts, type PromptOptions } from "../data/prompts.ts";
import { chooseDevice, type DeviceName } from "../engine/embedded/devices.ts";
import { createEmbeddedEngine } from "../engine/embedded/engine.ts";
import { loadModel } from "../model/load.ts";
import type { Tokenizer } from "../model/tokenizer.ts";
import type { StartOptions } from "./events.ts";
import { sampleResponses } from "./rollout.ts";

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
  /** Where it computes; on the CPU where left out. */
  device?: DeviceName;
  /** How a problem is put; as it stands where left out. */
  prompt?: PromptOptions;
}

/**
 * Samples the model `source` at temperature 1 and labels its responses: JSON lines by [problem][response]. A response
 * that ends at once has no step to label, and no line. Null: the signal stopped it.
 */
export async function sampleLabelled(
  source: string,
  problems: readonly Problem[],
  { samplesPerPrompt, maxTokens, seed, device, prompt }: LabelSampling,
  label: LabelResponse,
  { onEvent = () => {}, signal }: Omit<StartOptions, "resume">,
): Promise<string[][] | null> {
  const model = await loadModel(source);
  const { tokenizer } = model;
  const engine = createEmbeddedEngine({
    model,
    device: device && (await chooseDevice(device, model)).device,
  });
  const [phase, began] = ["labelling" as const, performance.now()];
  try {
    const { prompts } = encodePrompts(problems, tokenizer, engine.maxContext - maxTokens, prompt);
    const total = prompts.length * samplesPerPrompt;
    onEvent({ type: "phaseStarted", phase, total, done: 0, unit: "responses" });
    const params = { maxTokens, temperature: 1, topP: 1, stop: [], stopTokens: tokenizer.eosIds, seed };
    const seconds = { sampling: 0, scoring: 0, updating: 0 };
    const progress = { phase, seconds, onEvent, signal };
    const lines = prompts.map(() => [] as string[]);
    for await (const response of sampleResponses(engine, prompts, samplesPerPrompt, params, progress)) {
      const labelled = await label(prompts[response.prompt].problem, response.tokens, tokenizer);
      if (labelled && labelled.completions.length > 0)
        lines[response.prompt][response.sample] = labelledLine(labelled);
    }
    onEvent({ type: "phaseFinished", phase, seconds: (performance.now() - began) / 1000 });
    return lines;
  } catch (error) {
    if (signal?.aborted && error === signal.reason) return null;
    throw error;
  } finally {
    await engine.dispose();
  }
}
