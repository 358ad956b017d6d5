// `pure sample`: prompts in, K responses each out, as JSON lines in the order they finish.
import { Command } from "commander";
import { UsageError, UserError } from "../common/errors.ts";
import { isChat, messagesOf } from "../data/chat.ts";
import { linesOf } from "../data/lines.ts";
import { readJsonLines } from "../data/records.ts";
import type { Sampler, SamplingParams } from "../engine/types.ts";
import type { ChatMessage, Tokenizer } from "../model/tokenizer.ts";
import {
  type EngineFlags,
  MODEL_SOURCE,
  openEmbedded,
  remoteSampler,
  withEngineFlags,
} from "./engine-flags.ts";
import { collect, integer, number } from "./options.ts";
import { openInput, say, writeJsonLines } from "./streams.ts";

interface SampleFlags extends EngineFlags, Omit<SampledBy, "chat"> {
  input?: string;
  text?: boolean;
  chat?: boolean;
  raw?: boolean;
}

/** `chat`: use the chat template; null: where the model has one. */
type SampledBy = Omit<SamplingParams, "stopTokens"> & { samples: number; chat: boolean | null };

export interface PromptInput {
  id: string | number;
  content: string | ChatMessage[];
  /** "file:line", for messages. */
  where: string;
}

export interface SampleRecord {
  id: string | number;
  /** 0..K-1 */
  sample: number;
  /** Without special tokens. */
  text: string;
  tokens: number[];
  /** A number a token, under the untruncated distribution at temperature 1. */
  logprobs: number[];
  finish: "stop" | "length";
}

const help = `
Input: JSON lines, {"id"?, "prompt": text} or {"id"?, "messages": [{"role", "content"}]}, from standard input or --input;
with --text every line is a prompt; or one prompt as the argument. Without an id, its number among the prompts is it, as --problems numbers problems.
Output: JSON lines {"id", "sample", "text", "tokens", "logprobs", "finish"}, in the order they finish; logprobs are of
the model itself, whatever --temperature and --top-p. The same --seed gives the same responses.`;

export function sampleCommand(): Command {
  return withEngineFlags(new Command("sample"))
    .description("Sample responses: prompts in, JSON lines with text, tokens and log-probabilities out")
    .argument("[prompt]", "one prompt, in place of --input")
    .requiredOption("-m, --model <source>", MODEL_SOURCE)
    .option("--tokenizer <directory>", "tokenizer in place of the model's own")
    .option("-i, --input <file>", "prompts; - reads standard input (the default)")
    .option("--text", "input is plain text, a prompt a line")
    .option("-k, --samples <K>", "responses a prompt", integer(1), 1)
    .option("--max-tokens <n>", "longest response, in tokens", integer(1), 512)
    .option("--temperature <T>", "sampling temperature; 0 is greedy", number(0), 1)
    .option("--top-p <p>", "nucleus sampling; 1 is off", number(1e-6, 1), 1)
    .option("--stop <text>", "text that ends a response (may be given more than once)", collect, [])
    .option("--seed <n>", "seed of the sampling", integer(0), 0)
    .option("--chat", "use the model's chat template (the default where it has one)")
    .option("--raw", "the prompt as it is, without a chat template")
    .addHelpText("after", help)
    .action(async (prompt: string | undefined, flags: SampleFlags) => {
      if (flags.chat && flags.raw) throw new UsageError("--chat and --raw exclude each other");
      if (prompt !== undefined && flags.input !== undefined)
        throw new UsageError("a prompt as argument and --input exclude each other");
      const inputs = await readPrompts(prompt, flags);
      const { tokenizer, engine } = await openModel(flags);
      try {
        const chat = flags.chat ? true : flags.raw ? false : null;
        await writeJsonLines(sampleRecords(engine, tokenizer, inputs, { ...flags, chat }, say));
      } finally {
        await engine.dispose();
      }
    });
}

/** The model in this process, or on a Tinker server. */
async function openModel(flags: SampleFlags) {
  const remote = await remoteSampler(flags);
  if (!remote) {
    const { model, engine } = await openEmbedded(flags);
    return { tokenizer: model.tokenizer, engine };
  }
  const { openSampler } = await import("../engine/tinker/sampler.ts");
  const engine = await openSampler(remote);
  return { tokenizer: engine.tokenizer, engine };
}

async function readPrompts(prompt: string | undefined, flags: SampleFlags): Promise<PromptInput[]> {
  if (prompt !== undefined) return [{ id: 1, content: prompt, where: "argument" }];
  const { name, chunks } = openInput(flags.input);
  const prompts = await (flags.text ? parseText(chunks, name) : parsePrompts(chunks, name));
  if (prompts.length === 0) throw new UserError(`${name}: no prompts`);
  return prompts;
}

/** Prompts of JSON lines, numbered as problems are where they have no id (problems.ts). Throws a UserError with file and line for what is not one. */
export async function parsePrompts(chunks: AsyncIterable<string>, name: string): Promise<PromptInput[]> {
  const prompts: PromptInput[] = [];
  for await (const { value, where } of readJsonLines(chunks, name)) {
    const record = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
    const { id = prompts.length + 1, prompt, messages } = record;
    if (typeof id !== "string" && typeof id !== "number")
      throw new UserError(`${where}: "id" must be text or a number`);
    if (typeof prompt === "string" && messages === undefined) prompts.push({ id, content: prompt, where });
    else if (prompt === undefined && isChat(messages))
      prompts.push({ id, content: messagesOf(messages, where, "messages"), where });
    else
      throw new UserError(
        `${where}: expected {"prompt": text} or {"messages": [{"role": "system", "user" or "assistant", "content": text}]}` +
          (typeof value === "string" ? " (for lines of plain text, --text)" : ""),
      );
  }
  return prompts;
}

/** A prompt a line; blank lines are none, and are not numbered. */
export async function parseText(chunks: AsyncIterable<string>, name: string): Promise<PromptInput[]> {
  const prompts: PromptInput[] = [];
  let number = 0;
  for await (const text of linesOf(chunks)) {
    const content = text.replace(/\r$/, "");
    number++;
    if (content.trim() !== "") prompts.push({ id: prompts.length + 1, content, where: `${name}:${number}` });
  }
  return prompts;
}

/**
 * Responses in the order they finish. Prompts that leave no room for a response in the context are left out, and
 * `warn` is told. Throws a UserError where none is left.
 */
export async function* sampleRecords(
  engine: Pick<Sampler, "maxContext" | "sample">,
  tokenizer: Tokenizer,
  inputs: readonly PromptInput[],
  options: SampledBy,
  warn: (text: string) => void,
): AsyncGenerator<SampleRecord> {
  const { samples, chat, maxTokens, temperature, topP, stop, seed } = options;
  const prompts: { id: string | number; tokens: number[] }[] = [];
  for (const input of inputs) {
    const tokens = encodePrompt(input, tokenizer, chat);
    if (tokens.length >= engine.maxContext)
      warn(
        `${input.where}: skipped: a prompt of ${tokens.length} tokens leaves no room in the context of ${engine.maxContext}`,
      );
    else prompts.push({ id: input.id, tokens });
  }
  if (prompts.length === 0)
    throw new UserError(
      "no prompt leaves room for a response; give shorter ones, or a larger --engine.maxContext",
    );
  const params = { maxTokens, temperature, topP, stop, seed, stopTokens: tokenizer.eosIds };
  const stream = engine.sample(
    prompts.map((prompt) => prompt.tokens),
    samples,
    params,
  );
  for await (const { prompt, sample, tokens, logprobs, finish } of stream) {
    if (!logprobs.every(Number.isFinite))
      throw new UserError("the model's log-probabilities are not finite numbers; its weights are damaged");
    const text = tokenizer.decode(tokens);
    yield { id: prompts[prompt].id, sample, text, tokens, logprobs: [...logprobs], finish };
  }
}

function encodePrompt({ content, where }: PromptInput, tokenizer: Tokenizer, chat: boolean | null): number[] {
  const templated = chat ?? tokenizer.hasChatTemplate;
  let tokens: number[];
  if (templated) {
    const messages: ChatMessage[] = typeof content === "string" ? [{ role: "user", content }] : content;
    ({ tokens } = tokenizer.encodeChat(messages));
  } else if (typeof content === "string") {
    // --raw: to the letter, with the special tokens that the text spells.
    const text = chat === false ? content : [{ problem: content }];
    tokens = tokenizer.encode(text, { addSpecialTokens: true });
  } else
    throw new UserError(`${where}: messages need a chat template; the model has none, or --raw was given`);
  if (tokens.length === 0) throw new UserError(`${where}: the prompt has no tokens`);
  return tokens;
}
