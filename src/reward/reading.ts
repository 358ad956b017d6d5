// How a process reward model reads a solution given as text: prompt, steps, and where each step's score stands. A
// model says it in a file beside its weights (reading-file.ts). Responses that a policy sampled are read
// on their own tokens (data/steps.ts) and never come here.
import { z } from "zod";
import { UserError } from "../common/errors.ts";
import { encodePrompts } from "../data/prompts.ts";
import { isVisible, type PrmInput, splitText, stepsInput } from "../data/steps.ts";
import type { Tokenizer } from "../model/tokenizer.ts";

/** Its form in a file. */
export const readingSchema = z.strictObject({
  /** Text that ends a step in a response. */
  stepSeparator: z.string().min(1),
  /** Text of the one token at which a step's score is read. */
  stepToken: z.string().min(1),
  /**
   * "replace": the step token stands for the separator, and whatever text the token that completes it holds before
   * (".\n\n"), as a policy's tokens are read in training (METHOD, 2). "append": it follows the step's whole text.
   */
  placing: z.enum(["replace", "append"]),
  /** Prompt with `{problem}` in it; null: the chat template, or the bare problem where there is none. */
  template: z.string().nullable(),
  /** System message of the chat. */
  system: z.string().nullable(),
});

/** How a process reward model reads. */
export type PrmReading = z.infer<typeof readingSchema>;

/** PURE's own reading, where a model does not say another. */
export const PURE_READING: PrmReading = {
  stepSeparator: "\n\n",
  stepToken: "\n",
  placing: "replace",
  template: null,
  system: null,
};

/** A problem and a solution's steps, as text without separators. */
export interface Solution {
  problem: string;
  steps: readonly string[];
  /** Where it was read, for error messages. */
  where?: string;
}

/** What the model gets to see of a solution. */
export interface ReadSolution extends PrmInput {
  prompt: number[];
}

/**
 * Tokens of a solution, as training and scoring have them. Where a step's text holds the separator, a policy's response
 * has steps ending inside it: those get step tokens too, and the step's position is the last of them. A text in which
 * nothing is visible is no step (METHOD, 1): it shares the position of the step that follows it, or at the end of that
 * before it. Throws a UserError where the step token is not one token, or the template has no {problem}.
 */
export function readSolution(
  { problem, steps, where = JSON.stringify(problem.slice(0, 60)) }: Solution,
  tokenizer: Tokenizer,
  { stepSeparator, stepToken, placing, template, system }: PrmReading,
): ReadSolution {
  const id = stepTokenId(tokenizer, stepToken);
  const { prompts } = encodePrompts(
    [{ id: where, prompt: problem, answer: null }],
    tokenizer,
    Number.POSITIVE_INFINITY,
    { template: template ?? undefined, system: system ?? undefined, stepToken: id },
  );
  const prompt = prompts[0].tokens;
  if (steps.length === 0) return { prompt, tokens: [], positions: [] };
  const append = placing === "append";
  const parts = steps.map((text) => (append ? [text].filter(isVisible) : splitText(text, stepSeparator)));
  const texts = parts.some(({ length }) => length > 0) ? parts.flat() : [""];
  const { tokens, positions } = append
    ? stepByStep(texts, tokenizer, id)
    : stepsInput(texts, tokenizer, stepSeparator, id);
  let before = 0;
  const own = parts.map(({ length }) => {
    const index = length === 0 ? before : before + length - 1;
    before += length;
    return positions[Math.min(index, positions.length - 1)];
  });
  return { prompt, tokens, positions: own };
}

/** Each step's own tokens, and the step token behind them. */
function stepByStep(steps: readonly string[], tokenizer: Tokenizer, stepToken: number) {
  const tokens: number[] = [];
  const positions = steps.map((solution) => {
    for (const token of tokenizer.encode([{ solution }], { stepToken })) tokens.push(token);
    tokens.push(stepToken);
    return tokens.length - 1;
  });
  return { tokens, positions };
}

/** The id of the step token. Throws a UserError where `text` is not one token. */
export function stepTokenId(tokenizer: Tokenizer, text: string): number {
  const tokens = tokenizer.encode(text);
  if (tokens.length !== 1)
    throw new UserError(
      `the step token ${JSON.stringify(text)} is ${tokens.length} tokens of this tokenizer; it must be one`,
    );
  return tokens[0];
}

/**
 * Where a policy's tokens, which the model reads as they are, are others than `reading` says: a sentence each, for
 * warnings. Of a model that says nothing (`PURE_READING`) only the separator is held against it.
 */
export function readingMismatches(
  reading: PrmReading,
  policy: { stepSeparator: string; stepToken: string | null; template: string | null; system: string | null },
): string[] {
  const shown = (text: string | null) => (text === null ? "none" : JSON.stringify(text));
  const differ = (what: string, key: keyof typeof policy, theirs: string | null) =>
    policy[key] === theirs ? [] : [`its ${what} is ${shown(theirs)}, and here it is ${shown(policy[key])}`];
  const separator = differ("step separator", "stepSeparator", reading.stepSeparator);
  if (reading === PURE_READING) return separator;
  return [
    ...separator,
    ...(policy.stepToken === null ? [] : differ("step token", "stepToken", reading.stepToken)),
    ...differ("prompt template", "template", reading.template),
    ...differ("system message", "system", reading.system),
  ];
}
