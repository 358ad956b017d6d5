// How a completion is read: the chunks of a stream, or the whole at once, of /chat/completions or /completions, as
// OpenAI describes them and vLLM, SGLang, llama.cpp, transformers and hosted models send them.
import { z } from "zod";
import { Transient } from "../../common/http.ts";
import type { Generated } from "./types.ts";

/** What a server answered, and what it says of itself with it. */
export interface Completion extends Generated {
  fingerprint: string | null;
}

/** The server answered, but not with a response; asked again it would say the same. */
export class NoAnswer extends Error {}

// Nothing in an answer is certain: what is not as it should be is as if it were not there.
const textField = z.string().catch("");
const tokenCount = z.int().min(0).nullable().catch(null);
const messageSchema = z
  // vLLM, SGLang and DeepSeek call thoughts "reasoning_content"; newer ones "reasoning".
  .object({ content: textField, refusal: textField, reasoning_content: textField, reasoning: textField })
  .optional()
  .catch(undefined);
const choiceSchema = z.object({
  index: z.number().nullish().catch(-1),
  ...{ finish_reason: textField, text: textField, delta: messageSchema, message: messageSchema },
});
/** One of a stream's chunks, or the whole. */
const chunkSchema = z.object({
  ...{ error: z.unknown().optional(), system_fingerprint: textField, choices: z.unknown().optional() },
  usage: z.object({ completion_tokens: tokenCount, prompt_tokens: tokenCount }).optional().catch(undefined),
});
type Chunk = z.infer<typeof chunkSchema>;

/** Whether a server's words say that prompt and response do not fit into the context. */
export function isTooLong(words: string): boolean {
  return /context.{0,20}(length|size|window|limit)|(maximum|max)_?.{0,10}(model_len|context)|too many tokens|(prompt|input) is too long/i.test(
    words,
  );
}

/**
 * A response of its events. Throws a Transient for a stream that ends before the response does, an event that is no
 * JSON, and an error in between; a NoAnswer for a prompt that is too long, and an ending that is none of a response
 * (a filter, a call of a tool). What a reasoning model thought comes first, in <think>…</think>.
 */
export async function readCompletion(events: AsyncIterable<string>): Promise<Completion> {
  let [text, reasoning] = ["", ""];
  let finish = "";
  let usage: Chunk["usage"];
  let fingerprint = "";
  try {
    for await (const data of events) {
      if (data.trim() === "[DONE]") {
        if (finish === "") throw new Transient("the stream was closed before the response ended");
        continue;
      }
      const chunk = parseChunk(data);
      usage = chunk.usage ?? usage;
      fingerprint = chunk.system_fingerprint || fingerprint;
      const choice = choiceOf(chunk);
      if (!choice) continue;
      const message = choice.delta ?? choice.message;
      if (message) reasoning += message.reasoning_content || message.reasoning;
      text += choice.text + (message ? message.content + message.refusal : "");
      finish = choice.finish_reason || finish;
    }
  } catch (error) {
    // Cut after its end, a response is whole; its usage may be missing.
    if (finish === "" || !(error instanceof Transient)) throw error;
  }
  if (finish === "") throw new Transient("the stream was cut before the response ended");
  if (finish === "abort" || finish === "error") throw new Transient(`the server stopped it (${finish})`);
  if (finish !== "stop" && finish !== "length")
    throw new NoAnswer(`the server ended the response by ${JSON.stringify(finish.slice(0, 60))}`);
  // Thoughts that were cut have no end.
  const thought =
    reasoning === "" ? "" : `<think>${reasoning}${text === "" && finish === "length" ? "" : "</think>"}`;
  return {
    text: thought + text,
    finish,
    tokens: usage?.completion_tokens ?? null,
    promptTokens: usage?.prompt_tokens ?? null,
    fingerprint: fingerprint || null,
  };
}

/** Reads until a response has begun; throws as `readCompletion` does. */
export async function readBeginning(events: AsyncIterable<string>): Promise<void> {
  for await (const data of events) if (data.trim() === "[DONE]" || choiceOf(parseChunk(data))) return;
  throw new Transient("the stream was cut before the response began");
}

function parseChunk(data: string): Chunk {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    throw new Transient(`an event that is no JSON: ${shortened(data)}`);
  }
  const chunk = chunkSchema.safeParse(value).data;
  if (!chunk) throw new Transient(`an event that is no object: ${shortened(data)}`);
  const { error } = chunk;
  if (error !== undefined && error !== null) {
    const message = (error as { message?: unknown }).message;
    const words = typeof error === "string" ? error : typeof message === "string" ? message : data;
    if (isTooLong(words)) throw new NoAnswer(shortened(words));
    throw new Transient(`the server reports ${shortened(words)}`);
  }
  return chunk;
}

/** The first choice, which is the only one; a chunk that tells the usage has none. */
function choiceOf({ choices }: Chunk) {
  if (choices === undefined || choices === null) return undefined;
  if (!Array.isArray(choices))
    throw new Transient(`choices that are no list: ${shortened(JSON.stringify(choices))}`);
  const read = choices.map((choice) => choiceSchema.safeParse(choice).data);
  return read.find((choice) => choice && (choice.index ?? 0) === 0);
}

function shortened(said: string): string {
  const line = said.replace(/[\s\p{Cc}]+/gu, " ").trim();
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}
