// What a process reward model learns from, in which stages, and how good it is on what is held out (METHOD, 7).
import { areaUnderCurve, calibrationBins, expectedCalibrationError } from "../../common/calibration.ts";
import { UserError } from "../../common/errors.ts";
import { joined, startsOf } from "../../common/rows.ts";
import { mean } from "../../common/statistics.ts";
import type { PrmConfig } from "../../config/supervised.ts";
import { type LabelledSteps, withoutBlankLabels } from "../../data/labelled.ts";
import type { Engine } from "../../engine/types.ts";
import type { Tokenizer } from "../../model/tokenizer.ts";
import { readSolution } from "../../reward/reading.ts";
import type { HeldOutQuality } from "../runs/records.ts";
import { labelLoss } from "../update.ts";
import { type Example, type ExampleInputs, exampleRows, type SupervisedInputs } from "./supervised.ts";

/**
 * The loop's inputs for `engine` (head: classification, 2 labels): the head alone, then all weights. The held-out numbers
 * are `prmQuality`, of classes as they are.
 */
export function prmInputs(inputs: ExampleInputs<PrmConfig>): SupervisedInputs {
  const { config, engine, heldOut } = inputs;
  const balanced = config.train.classWeights === "balanced";
  return {
    ...inputs,
    examples: balanced ? balanceClasses(inputs.examples) : inputs.examples,
    phase: "prm",
    loss: labelLoss,
    stages: [
      { trainable: "head", ...config.head },
      { trainable: "all", ...config.all },
    ],
    evaluate: heldOut.length > 0 ? () => prmQuality(engine, heldOut) : null,
  };
}

/**
 * Labelled steps as the model will read them from a policy (`stepsInput`): the label of a step stands at its step token.
 * Where a step's text holds the separator, a policy's response has steps ending inside it: they get step tokens too,
 * without a label. A text in which nothing is visible is no step, and its label is left out. Examples of more than
 * `maxTokens` in all are left out and counted; those without any label are left out, for there is nothing to learn from
 * them. Throws a UserError where no tokens of the tokenizer can write the separator.
 */
export function prmExamples(
  labelled: readonly LabelledSteps[],
  tokenizer: Tokenizer,
  maxTokens: number,
  data: Pick<PrmConfig["data"], "template" | "system" | "stepSeparator" | "stepToken">,
): { examples: Example[]; skippedExamples: number } {
  const reading = { ...data, placing: "replace" as const };
  const some = labelled
    .map(withoutBlankLabels)
    .filter(({ labels }) => labels.some((label) => label !== null));
  const all = some.map(({ prompt: problem, completions: steps, labels, where }): Example => {
    const { prompt, tokens, positions } = readSolution({ problem, steps, where }, tokenizer, reading);
    const mask = new Uint8Array(tokens.length);
    const targets = new Float32Array(tokens.length);
    labels.forEach((label, s) => {
      if (label === null) return;
      mask[positions[s]] = 1;
      targets[positions[s]] = label;
    });
    return { prompt, tokens, mask, targets };
  });
  const examples = all.filter(({ prompt, tokens }) => prompt.length + tokens.length <= maxTokens);
  return { examples, skippedExamples: all.length - examples.length };
}

/**
 * The examples with weights of "balanced" classes: good and bad steps weigh the same in all, N/(2G) and N/(2B) each, of
 * N steps of which G are good and B bad; the mean weight is 1. A soft label p is a good step of p and a bad one of
 * 1 − p: its weight is w = p·N/(2G) + (1 − p)·N/(2B) and its target the good part's share of that.
 * Throws a UserError where one kind is missing.
 */
export function balanceClasses(examples: readonly Example[]): Example[] {
  let [total, good] = [0, 0];
  for (const { mask, targets } of examples) {
    mask.forEach((counts, t) => {
      total += counts;
      good += counts * targets![t];
    });
  }
  if (good === 0 || good === total) {
    throw new UserError(
      `train.classWeights "balanced" needs good and bad steps; all ${total} steps are ${good === 0 ? "bad" : "good"}`,
    );
  }
  const [ofGood, ofBad] = [total / (2 * good), total / (2 * (total - good))];
  return examples.map((example) => {
    const weight = (p: number) => ofGood * p + ofBad * (1 - p);
    const targets = example.targets!;
    return {
      ...example,
      weights: targets.map(weight),
      targets: targets.map((p) => (ofGood * p) / weight(p)),
    };
  });
}

/** Held-out quality of the process reward model `engine`, over all steps of the examples that have a label. */
export async function prmQuality(
  engine: Engine,
  examples: readonly Example[],
): Promise<Required<HeldOutQuality>> {
  const counted = examples.map(({ mask }) => Array.from(mask.keys()).filter((t) => mask[t]));
  const reads = { stepStarts: startsOf(counted), positions: joined(Int32Array, counted) };
  const logits = await engine.classify(exampleRows(examples), reads);
  const margins = Array.from(reads.positions, (_, s) => logits[2 * s + 1] - logits[2 * s]);
  const labels = examples.flatMap(({ targets }, i) => counted[i].map((t) => targets![t]));
  // −log of the two probabilities, of logits a margin apart.
  const good = (margin: number) => Math.log1p(Math.exp(-Math.abs(margin))) + Math.max(0, -margin);
  const losses = margins.map((margin, i) => labels[i] * good(margin) + (1 - labels[i]) * good(-margin));
  const right = margins.filter((margin, i) => margin > 0 === labels[i] >= 0.5);
  const probabilities = margins.map((margin) => Math.exp(-good(margin)));
  const finite = probabilities.every(Number.isFinite);
  return {
    loss: mean(losses),
    accuracy: right.length / margins.length,
    auc: areaUnderCurve(
      margins,
      labels.map((label) => label >= 0.5),
    ),
    ece: finite ? expectedCalibrationError(calibrationBins(probabilities, labels)) : Number.NaN,
    goodShare: mean(labels),
    steps: labels.length,
  };
}
