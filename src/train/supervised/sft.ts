// `pure sft`, from a configuration to the loop: supervised fine-tuning on demonstrations, cross-entropy on the
// completion's tokens.
import { exclusively } from "../../common/lock.ts";
import type { SftConfig } from "../../config/supervised.ts";
import { type Demonstration, problemsOf, readDemonstrations, textsAsked } from "../../data/demonstrations.ts";
import { halvesBase, openModel } from "../engines.ts";
import type { StartOptions } from "../events.ts";
import { trainSupervised } from "../on-disk.ts";
import { refuseTaken, runPath } from "../runs/run-directory.ts";
import { tokenLoss } from "../update.ts";
import { heldOutOf, trainOnRecords } from "./examples.ts";
import { sftExamples, sftInputs, spelledTokens } from "./sft-examples.ts";
import type { ExampleInputs, SupervisedResult } from "./supervised.ts";

/** `pure sft`. Errors as in `startPure`. */
export function startSft(config: SftConfig, options: StartOptions = {}): Promise<SupervisedResult> {
  return exclusively(runPath(config), async () => {
    const { onEvent = () => {}, resume } = options;
    if (!resume) await refuseTaken(runPath(config));
    const records = await heldOutOf<Demonstration>(config, readDemonstrations, textsAsked, onEvent);
    const model = await openModel(config.model.source, config.model.tokenizer, {
      halved: halvesBase(config),
    });
    const spelled = spelledTokens([...records.training, ...records.heldOut], model.tokenizer);
    if (spelled !== null) onEvent({ type: "warning", message: spelled });
    const learning = { loss: tokenLoss, trainable: "all" as const, train: trainSft };
    const recipe = { problemsOf, encode: sftExamples, ...learning };
    return trainOnRecords(config, model, records, recipe, options);
  });
}

/** Trains a policy on demonstrations as `sftInputs` has it. */
export function trainSft(inputs: ExampleInputs<SftConfig>): Promise<SupervisedResult> {
  return trainSupervised(sftInputs(inputs));
}
