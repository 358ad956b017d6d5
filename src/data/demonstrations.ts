// Supervised data: demonstrations, each a prompt and the completion to learn, or a chat whose last message is it.
import { UserError } from "../common/errors.ts";
import type { ChatMessage } from "../model/tokenizer.ts";
import { messagesOf } from "./chat.ts";
import { describe } from "./describe.ts";
import { recordsOfSource, type SourceOptions } from "./sources.ts";

export interface Demonstration {
  /** Plain text, or the messages of a chat up to the answer. */
  prompt: string | ChatMessage[];
  completion: string;
  /** The record it is of, "file:line", where it was read from one. */
  where?: string;
}

/**
 * Reads demonstrations from any source of `resolveSource`: `{"prompt", "completion"}`, both texts or both lists of
 * messages, or `{"messages": [..., {"role": "assistant", "content"}]}`, or `{"conversations": [..., {"from": "gpt",
 * "value"}]}`. Throws a UserError that names the line of anything else.
 */
export async function* readDemonstrations(
  source: string,
  options: SourceOptions = {},
): AsyncGenerator<Demonstration> {
  for await (const { value, where } of recordsOfSource(source, options))
    yield { ...demonstrationOf(value, where), where };
}

/** The texts of the problems that a demonstration shows: its prompt, or what the user says in its chat. */
export function problemsOf({ prompt }: Demonstration): string[] {
  if (typeof prompt === "string") return [prompt];
  return prompt.filter(({ role }) => role === "user").map(({ content }) => content);
}

/** What tells whether two demonstrations are of one problem: what is asked first, for chats on it differ later, and all of it. */
export function textsAsked(demonstration: Demonstration): string[] {
  const asked = problemsOf(demonstration);
  return [asked[0] ?? "", asked.join("\n")];
}

function demonstrationOf(value: Record<string, unknown>, where: string): Demonstration {
  for (const name of ["messages", "conversations"])
    if (name in value) return fromMessages(messagesOf(value[name], where, name), where);
  const { prompt, completion } = value;
  if (typeof prompt === "string" && typeof completion === "string") {
    if (completion === "") throw new UserError(`${where}: field "completion" is empty`);
    return { prompt, completion };
  }
  if (Array.isArray(prompt) && Array.isArray(completion)) {
    const chat = [...messagesOf(prompt, where, "prompt"), ...messagesOf(completion, where, "completion")];
    return fromMessages(chat, where);
  }
  const there = Object.keys(value).join(", ") || "none";
  throw new UserError(
    `${where}: expected the fields "prompt" and "completion" (two texts, or two lists of messages), "messages" or "conversations"; ` +
      `found prompt = ${describe(prompt)}, completion = ${describe(completion)} (fields there: ${there})`,
  );
}

function fromMessages(messages: ChatMessage[], where: string): Demonstration {
  const last = messages.pop();
  if (last?.role !== "assistant" || messages.length === 0) {
    throw new UserError(
      `${where}: a chat to learn from needs a message before its last, which is the assistant's`,
    );
  }
  if (last.content === "") throw new UserError(`${where}: the assistant's last message is empty`);
  return { prompt: messages, completion: last.content };
}
