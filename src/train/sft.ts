// `pure sft`, from a configuration to the loop: supervised fine-tuning on demonstrations, cross-entropy on the
// completion's tokens.
import { exclusively } from "../common/lock.ts";
import type { SftConfig } from "../config/supervised.ts";
import { type Demonstration, problemsOf, readDemonstrations } from "../data/demonstrations.ts";
import { encodePrompts } from "../data/prompts.ts";
import type { Engine } from "../engine/types.ts";
import type { Tokenizer } from "../model/tokenizer.ts";
import { openModel } from "./engines.ts";
import type { StartOptions } from "./events.ts";
import { heldOutOf, trainOnRecords } from "./examples.ts";
import { runPath } from "./run-directory.ts";
import {
  type Example,
  type ExampleInputs,
  exampleRows,
  type SupervisedResult,
  trainSupervised,
} from "./supervised.ts";
import { tokenLoss } from "./update.ts";

/** `pure sft`. Errors as in `startPure`. */
export function startSft(config: SftConfig, options: StartOptions = {}): Promise<SupervisedResult> {
  return exclusively(runPath(config), async () => {
    const { onEvent = () => {} } = options;
    const asked = (demonstration: Demonstration) => problemsOf(demonstration).join("\n");
    const records = await heldOutOf<Demonstration>(config, readDemonstrations, asked, onEvent);
    const model = await openModel(config.model.source, config.model.tokenizer);
    const recipe = {
      problemsOf,
      encode: sftExamples,
      loss: tokenLoss,
      trainable: "all" as const,
      train: trainSft,
    };
    return trainOnRecords(config, model, records, recipe, options);
  });
}

/** Trains a policy on demonstrations; the held-out number is the mean loss a completion token. */
export function trainSft(inputs: ExampleInputs<SftConfig>): Promise<SupervisedResult> {
  const { config, engine, heldOut } = inputs;
  const { epochs } = config.train;
  return trainSupervised({
    ...inputs,
    phase: "sft",
    path: runPath(config),
    loss: tokenLoss,
    stages: [{ trainable: "all", epochs, learningRate: config.optimizer.learningRate }],
    evaluate: heldOut.length > 0 ? async () => ({ loss: await meanLoss(engine, heldOut) }) : null,
  });
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
