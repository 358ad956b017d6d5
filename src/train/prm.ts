// Training a process reward model: two labels at each step's end, first the head alone, then all weights (METHOD, 7).
import { join } from "node:path";
import { areaUnderCurve } from "../calibration.ts";
import type { PrmConfig } from "../config/supervised.ts";
import type { LabelledSteps } from "../data/labelled.ts";
import { encodePrompts } from "../data/prompts.ts";
import type { Engine } from "../engine/types.ts";
import type { Tokenizer } from "../model/tokenizer.ts";
import { stepTokenId, writeReading } from "../reward/reading.ts";
import { type Example, type SupervisedInputs, type SupervisedResult, trainSupervised } from "./supervised.ts";

export interface PrmInputs extends Pick<SupervisedInputs, "resume" | "onEvent" | "signal" | "engine"> {
  config: PrmConfig;
  examples: readonly Example[];
  heldOut: readonly Example[];
  skippedExamples: number;
}

/** Trains `engine` (head: classification, 2 labels); the held-out numbers are `prmQuality`. */
export function trainPrm(inputs: PrmInputs): Promise<SupervisedResult> {
  const { config, engine, heldOut } = inputs;
  return trainSupervised({
    ...inputs,
    phase: "prm",
    path: join(config.run.directory, config.run.name),
    loss: { type: "classification" },
    stages: [
      { trainable: "head", ...config.head },
      { trainable: "all", ...config.all },
    ],
    saveBeside: (directory) => {
      const { stepSeparator, stepToken, template, system } = config.data;
      return writeReading(directory, { stepSeparator, stepToken, placing: "replace", template, system });
    },
    evaluate: heldOut.length > 0 ? () => prmQuality(engine, heldOut) : null,
  });
}

/**
 * Labelled steps as the model will read them from a policy: each step tokenized with its separator, whose token is
 * then the step token, at which the label stands. Those longer than `maxTokens` in all are left out and counted.
 */
export function prmExamples(
  labelled: readonly LabelledSteps[],
  tokenizer: Tokenizer,
  maxTokens: number,
  { template, system, stepSeparator, stepToken }: Omit<PrmConfig["data"], "source">,
): { examples: Example[]; skippedExamples: number } {
  const options = { template: template ?? undefined, system: system ?? undefined };
  const id = stepTokenId(tokenizer, stepToken);
  const all = labelled.map(({ prompt, completions, labels }, i): Example => {
    const problem = { id: String(i + 1), prompt, answer: null };
    const { prompts } = encodePrompts([problem], tokenizer, Number.POSITIVE_INFINITY, options);
    const tokens: number[] = [];
    const ends = completions.map((text) => {
      const step = tokenizer.encode(text + stepSeparator);
      // A separator of several tokens cannot be recognized in a response either; there only the step itself counts.
      const whole = tokenizer.tokenText(step[step.length - 1]).endsWith(stepSeparator);
      tokens.push(...(whole ? step.slice(0, -1) : tokenizer.encode(text)), id);
      return tokens.length - 1;
    });
    const mask = new Uint8Array(tokens.length);
    const targets = new Float32Array(tokens.length);
    ends.forEach((end, s) => {
      mask[end] = 1;
      targets[end] = labels[s];
    });
    return { prompt: prompts[0].tokens, tokens, mask, targets };
  });
  const examples = all.filter(({ prompt, tokens }) => prompt.length + tokens.length <= maxTokens);
  return { examples, skippedExamples: all.length - examples.length };
}

/** Mean cross-entropy a step, share of steps on the right side of one half, and the area under the ROC curve. */
export async function prmQuality(
  engine: Engine,
  examples: readonly Example[],
): Promise<{ loss: number; accuracy: number; auc: number }> {
  const logits = await engine.classify(
    examples.map(({ prompt, tokens }) => ({ prompt, responses: [tokens] })),
  );
  const margins: number[] = [];
  const labels: number[] = [];
  examples.forEach(({ mask, targets }, i) => {
    mask.forEach((counts, t) => {
      if (!counts) return;
      margins.push(logits[i][0][2 * t + 1] - logits[i][0][2 * t]);
      labels.push(targets![t]);
    });
  });
  // −log of the two probabilities, of logits a margin apart.
  const good = (margin: number) => Math.log1p(Math.exp(-Math.abs(margin))) + Math.max(0, -margin);
  const losses = margins.map((margin, i) => labels[i] * good(margin) + (1 - labels[i]) * good(-margin));
  const right = margins.filter((margin, i) => margin > 0 === labels[i] > 0.5);
  return {
    loss: losses.reduce((a, b) => a + b, 0) / losses.length,
    accuracy: right.length / margins.length,
    auc: areaUnderCurve(
      margins,
      labels.map((label) => label > 0.5),
    ),
  };
}
