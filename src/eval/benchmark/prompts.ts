// How problems are put to the model: by its chat template, by a text that it goes on from, with examples before them.
import { UserError } from "../../common/errors.ts";
import { didYouMean } from "../../common/nearest.ts";
import { detectFields } from "../../data/fields.ts";
import { problemHash } from "../../data/problem-hash.ts";
import { filled } from "../../data/prompts.ts";
import { type DataRecord, readRecords } from "../../data/records.ts";
import { labelValue, promptText, solutionText } from "../../data/values.ts";
import { type ChatMessage, type TextPart, textOf } from "../../model/tokenizer.ts";
import { hashFile } from "../prm-scores.ts";
import type { Prompt, PromptSetup, SuiteProblem } from "./types.ts";

const PLACE = "{problem}";
const INSTRUCTION = "Please reason step by step, and put your final answer within \\boxed{}.";

interface Template {
  /** "chat": the text is a user's message of the model's chat template. */
  kind: Prompt["kind"];
  text: string;
  /**
   * Where examples stand. "turns": earlier turns of the chat; "before": the text filled in with each, its solution after
   * it; "inside": before the problem in the one place for it, as the paper's evaluation has it.
   */
  examples: "turns" | "before" | "inside";
}

/** What `template` may name. */
export const TEMPLATES: Readonly<Record<string, Template>> = {
  /** The problem and a sentence on where the answer is wanted. */
  chat: { kind: "chat", text: `${PLACE}\n\n${INSTRUCTION}`, examples: "turns" },
  /** The problem alone, as `pure train` asks a model with a chat template. */
  "chat-problem": { kind: "chat", text: PLACE, examples: "turns" },
  /** The paper's Qwen-math template ("qwen25-math-cot" of the Qwen2.5-Math evaluation), whatever the model's own is. */
  "qwen-math": {
    kind: "text",
    text: `<|im_start|>system\n${INSTRUCTION}<|im_end|>\n<|im_start|>user\n${PLACE}<|im_end|>\n<|im_start|>assistant\n`,
    examples: "inside",
  },
  /** What the paper's code asks the models that it trained ("qwen25-math-cot-ft"). */
  "qwen-math-steps": {
    kind: "text",
    text: `${PLACE}\n\nPlease reason step by step with steps separated by "\n\n", and put your final answer within \\boxed{}.`,
    examples: "before",
  },
  /** The problem alone, as `pure train` asks a model without a chat template. */
  plain: { kind: "text", text: PLACE, examples: "before" },
};

export interface SuitePromptOptions {
  /** One of TEMPLATES ("chat" where left out), or a text with {problem} in it that the model goes on from. */
  template?: string;
  /** System message of the chat. */
  system?: string;
  /** File of examples: records with a problem and its solution (or an answer that holds it), all of them shown. */
  fewShot?: string;
}

/**
 * The prompts of `problems`, in their order, and what they were made by. Throws a UserError for a template that has no
 * {problem} in it, a system message without a chat, and a file of examples that has none, leaves a solution out, or
 * shows one of the problems.
 */
export async function promptsOf(
  problems: readonly SuiteProblem[],
  options: SuitePromptOptions = {},
): Promise<{ prompts: Prompt[]; setup: PromptSetup }> {
  const { template: name = "chat", system, fewShot } = options;
  const template = templateOf(name);
  if (template.kind === "text" && system !== undefined)
    throw new UserError(
      `a system message needs a chat, and the template ${JSON.stringify(name)} is a text of its own; ` +
        "put the message into a template, or use the template chat",
    );
  const examples = fewShot === undefined ? [] : await readExamples(fewShot);
  const hashes = new Map(problems.map(({ id, prompt }) => [problemHash(prompt), id]));
  for (const { problem, where } of examples) {
    const asked = hashes.get(problemHash(problem));
    if (asked !== undefined)
      throw new UserError(
        `${where}: this example is problem "${asked}" of those asked; a model must not be shown what it is asked`,
      );
  }
  return {
    prompts: problems.map(({ prompt }) => promptOf(prompt, template, system, examples)),
    setup: {
      template: Object.hasOwn(TEMPLATES, name) ? name : "custom",
      text: template.text,
      system: system ?? null,
      fewShot:
        fewShot === undefined
          ? null
          : { source: fewShot, examples: examples.length, sha256: (await hashFile(fewShot)).sha256 },
    },
  };
}

function templateOf(name: string): Template {
  if (Object.hasOwn(TEMPLATES, name)) return TEMPLATES[name];
  if (name.includes(PLACE)) return { kind: "text", text: name, examples: "before" };
  const names = Object.keys(TEMPLATES);
  throw new UserError(
    `prompt template ${JSON.stringify(name)}: neither one of ${names.join(", ")} nor a text with ${PLACE} in it${didYouMean(name, names)}`,
  );
}

const fill = (text: string, problem: string) => textOf(filled(text, problem));

/** A text that the model goes on from, whose problems and solutions give no special tokens. */
function textPrompt(parts: readonly TextPart[]): Prompt {
  return { kind: "text", text: textOf(parts), parts };
}

function promptOf(
  problem: string,
  { kind, text, examples: place }: Template,
  system: string | undefined,
  examples: readonly WorkedExample[],
): Prompt {
  if (kind === "chat") {
    const messages: ChatMessage[] = system === undefined ? [] : [{ role: "system", content: system }];
    for (const example of examples) {
      messages.push({ role: "user", content: fill(text, example.problem) });
      messages.push({ role: "assistant", content: example.solution });
    }
    return { kind, messages: [...messages, { role: "user", content: fill(text, problem) }] };
  }
  if (place === "inside") {
    const shown = examples.map((example) => `${example.problem}\n${example.solution}\n\n`).join("");
    return textPrompt(filled(text, shown + problem));
  }
  const shown = examples.flatMap(({ problem, solution }) => [...filled(text, problem), { solution }, "\n\n"]);
  return textPrompt([...shown, ...filled(text, problem)]);
}

interface WorkedExample {
  problem: string;
  solution: string;
  /** "file:line". */
  where: string;
}

/** Few enough to fit into a prompt, so read whole. */
async function readExamples(path: string): Promise<WorkedExample[]> {
  const records: DataRecord[] = [];
  for await (const record of readRecords(path)) records.push(record);
  const { fields } = detectFields(records, {}, path);
  return records.map((record) => {
    const solution =
      (fields.solution && solutionText(record, fields.solution)) ??
      (fields.answer && labelValue(record, fields.answer)?.toString());
    if (!solution)
      throw new UserError(
        `${record.where}: an example needs a solution: a field "solution", or an "answer" that holds it`,
      );
    return { problem: promptText(record, fields.prompt), solution: solution.trim(), where: record.where };
  });
}
