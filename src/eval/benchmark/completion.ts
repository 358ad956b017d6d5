// How a completion is read: the chunks of a stream, or the whole at once, of /chat/completions or /completions, as
// OpenAI describes them and vLLM, SGLang, llama.cpp, transformers and hosted models send them.
import { Transient } from "../../common/http.ts";
import type { Generated } from "./types.ts";

/** What a server answered, and what it says of itself with it. */
export interface Completion extends Generated {
  fingerprint: string | null;
}

/** The server answered, but not with a response; asked again it would say the same. */
export class NoAnswer extends Error {}

/** One of a stream's chunks, or the whole; nothing about it is certain. */
interface Chunk {
  error?: unknown;
  system_fingerprint?: unknown;
  usage?: { completion_tokens?: unknown; prompt_tokens?: unknown } | null;
  choices?: unknown;
}

interface Choice {
  index?: unknown;
  finish_reason?: unknown;
  text?: unknown;
  delta?: Message | null;
  message?: Message | null;
}

interface Message {
  content?: unknown;
  refusal?: unknown;
  /** vLLM, SGLang, DeepSeek; newer: */
  reasoning_content?: unknown;
  reasoning?: unknown;
}

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
  let finish: string | null = null;
  let usage: Chunk["usage"];
  let fingerprint: string | null = null;
  try {
    for await (const data of events) {
      if (data.trim() === "[DONE]") {
        if (finish === null) throw new Transient("the stream was closed before the response ended");
        continue;
      }
      const chunk = parseChunk(data);
      if (typeof chunk.usage === "object" && chunk.usage !== null) usage = chunk.usage;
      if (typeof chunk.system_fingerprint === "string" && chunk.system_fingerprint !== "")
        fingerprint = chunk.system_fingerprint;
      const choice = choiceOf(chunk);
      if (!choice) continue;
      const message = choice.delta ?? choice.message ?? {};
      reasoning += textOf(message.reasoning_content ?? message.reasoning);
      text += textOf(choice.text) + textOf(message.content) + textOf(message.refusal);
      if (typeof choice.finish_reason === "string" && choice.finish_reason !== "")
        finish = choice.finish_reason;
    }
  } catch (error) {
    // Cut after its end, a response is whole; its usage may be missing.
    if (finish === null || !(error instanceof Transient)) throw error;
  }
  if (finish === null) throw new Transient("the stream was cut before the response ended");
  if (finish === "abort" || finish === "error") throw new Transient(`the server stopped it (${finish})`);
  if (finish !== "stop" && finish !== "length")
    throw new NoAnswer(`the server ended the response by ${JSON.stringify(finish.slice(0, 60))}`);
  // Thoughts that were cut have no end.
  const thought =
    reasoning === "" ? "" : `<think>${reasoning}${text === "" && finish === "length" ? "" : "</think>"}`;
  return {
    text: thought + text,
    finish,
    tokens: countOf(usage?.completion_tokens),
    promptTokens: countOf(usage?.prompt_tokens),
    fingerprint,
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
  if (typeof value !== "object" || value === null)
    throw new Transient(`an event that is no object: ${shortened(data)}`);
  const chunk = value as Chunk;
  if (chunk.error !== undefined && chunk.error !== null) {
    const { error } = chunk;
    const message = (error as { message?: unknown }).message;
    const words = typeof error === "string" ? error : typeof message === "string" ? message : data;
    if (isTooLong(words)) throw new NoAnswer(shortened(words));
    throw new Transient(`the server reports ${shortened(words)}`);
  }
  return chunk;
}

/** The first choice, which is the only one; a chunk that tells the usage has none. */
function choiceOf({ choices }: Chunk): Choice | undefined {
  if (choices === undefined || choices === null) return undefined;
  if (!Array.isArray(choices))
    throw new Transient(`choices that are no list: ${shortened(JSON.stringify(choices))}`);
  return choices.find((choice) => typeof choice === "object" && choice !== null && (choice.index ?? 0) === 0);
}

const textOf = (value: unknown) => (typeof value === "string" ? value : "");

const countOf = (value: unknown) =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null;

function shortened(words: string): string {
  const line = words.replace(/[\s\p{Cc}]+/gu, " ").trim();
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}
