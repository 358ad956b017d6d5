// From problems to prompt tokens: the model's chat template, or a template of plain text.
import { at, UserError } from "../common/errors.ts";
import { type TextPart, textOf } from "../model/literal-text.ts";
import type { ChatMessage, Tokenizer } from "../model/tokenizer.ts";
import type { Problem } from "./problems.ts";

export interface PromptOptions {
  /** Text with `{problem}` in it, used in place of the chat template (and without a system prompt). */
  template?: string;
  /** System message of the chat. */
  system?: string;
  /** Id of a process reward model's step token, which no problem's text gives. */
  stepToken?: number;
}

/** A problem and the tokens a policy goes on from. */
export interface EncodedPrompt {
  problem: Problem;
  text: string;
  tokens: number[];
}

/** Prompts by index: in memory, as an array is, or on disk (problem-store.ts). */
export interface Prompts extends Iterable<EncodedPrompt> {
  readonly length: number;
  at(index: number): EncodedPrompt | undefined;
}

/**
 * Encodes the prompt of each problem. Without `template`: the model's chat template, or the bare problem where the
 * model has none. A problem's text gives text tokens alone, whatever it spells. Problems whose prompt has more than `maxTokens` tokens come back in `tooLong` instead. Throws a
 * UserError for a template without `{problem}`, a system message without a chat, or a prompt of no tokens.
 */
export function encodePrompts(
  problems: Iterable<Problem>,
  tokenizer: Tokenizer,
  maxTokens: number,
  options: PromptOptions = {},
): { prompts: EncodedPrompt[]; tooLong: { problem: Problem; tokens: number }[] } {
  const { system, stepToken } = options;
  const template = options.template ?? (tokenizer.hasChatTemplate ? null : "{problem}");
  if (template !== null && !template.includes("{problem}")) {
    throw new UserError(`prompt template ${JSON.stringify(template)}: there is no {problem} in it`);
  }
  if (template !== null && system !== undefined) {
    throw new UserError(
      options.template === undefined
        ? "a system prompt needs a chat template, and this model has none; put its text into a prompt template"
        : "a system prompt and a prompt template exclude each other; put the system prompt into the template",
    );
  }
  const prompts: EncodedPrompt[] = [];
  const tooLong: { problem: Problem; tokens: number }[] = [];
  for (const problem of problems) {
    let text: string;
    let tokens: number[];
    if (template !== null) {
      const parts = filled(template, problem.prompt);
      text = textOf(parts);
      tokens = tokenizer.encode(parts, { addSpecialTokens: true, stepToken });
    } else {
      const messages: ChatMessage[] = [{ role: "user", content: problem.prompt }];
      if (system !== undefined) messages.unshift({ role: "system", content: system });
      ({ text, tokens } = at(`problem ${problem.id}`, () => tokenizer.encodeChat(messages, { stepToken })));
    }
    if (tokens.length === 0) throw new UserError(`problem ${problem.id}: its prompt has no tokens`);
    if (tokens.length > maxTokens) tooLong.push({ problem, tokens: tokens.length });
    else prompts.push({ problem, text, tokens });
  }
  return { prompts, tooLong };
}

/** The parts of `template` with `problem` in the place of each {problem}. */
export function filled(template: string, problem: string): TextPart[] {
  return template.split("{problem}").flatMap((text, i) => (i === 0 ? [text] : [{ problem }, text]));
}
