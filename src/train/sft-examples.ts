// What a policy learns from demonstrations, and how it is judged by those held out.
import type { SftConfig } from "../config/supervised.ts";
import type { Demonstration } from "../data/demonstrations.ts";
import { encodePrompts } from "../data/prompts.ts";
import type { Engine } from "../engine/types.ts";
import type { Tokenizer } from "../model/tokenizer.ts";
import { type Example, type ExampleInputs, exampleRows, type SupervisedInputs } from "./supervised.ts";
import { tokenLoss } from "./update.ts";

/** The loop's inputs for a policy; the held-out number is the mean loss a completion token. */
export function sftInputs(inputs: Omit<ExampleInputs<SftConfig>, "resume">): SupervisedInputs {
  const { config, engine, heldOut } = inputs;
  return {
    ...inputs,
    phase: "sft",
    loss: tokenLoss,
    stages: [{ trainable: "all", epochs: config.train.epochs, learningRate: config.optimizer.learningRate }],
    evaluate: heldOut.length > 0 ? async () => ({ loss: await meanLoss(engine, heldOut) }) : null,
  };
}

/**
 * The tokens of each demonstration: its prompt as the policy will be asked, its completion with the end token.
 * Those longer than `maxTokens` in all are left out and counted.
 */
export function sftExamples(
  demonstrations: readonly Demonstration[],
  tokenizer: Tokenizer,
  maxTokens: number,
  { template, system }: Pick<SftConfig["data"], "template" | "system">,
): { examples: Example[]; skippedExamples: number } {
  const options = { template: template ?? undefined, system: system ?? undefined };
  const all = demonstrations.map(({ prompt, completion }, i): Example => {
    const tokens = [...tokenizer.encode([{ solution: completion }]), ...tokenizer.eosIds.slice(0, 1)];
    const mask = new Uint8Array(tokens.length).fill(1);
    if (typeof prompt !== "string") {
      return { prompt: tokenizer.encodeChat(prompt).tokens, tokens, mask };
    }
    const problem = { id: String(i + 1), prompt, answer: null };
    const { prompts } = encodePrompts([problem], tokenizer, Number.POSITIVE_INFINITY, options);
    return { prompt: prompts[0].tokens, tokens, mask };
  });
  const examples = all.filter(({ prompt, tokens }) => prompt.length + tokens.length <= maxTokens);
  return { examples, skippedExamples: all.length - examples.length };
}

async function meanLoss(engine: Engine, examples: readonly Example[]): Promise<number> {
  const logprobs = await engine.logprobs(exampleRows(examples));
  return -logprobs.reduce((a, b) => a + b, 0) / logprobs.length;
}
