// Chats as data sets hold them: messages with a role and content, which is text or a list of text parts.
import { UserError } from "../common/errors.ts";
import type { ChatMessage } from "../model/tokenizer.ts";
import { describe } from "./records.ts";

/** Whether `value` is meant as a chat: a list of objects each with a role. */
export function isChat(value: unknown): value is unknown[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((message) => typeof message === "object" && message !== null && "role" in message)
  );
}

/**
 * The messages of a chat. Content of several parts, `[{"type": "text", "text"}]`, is their texts one after another.
 * Throws a UserError that names the place of what is no message, has another role, or holds anything but text.
 */
export function messagesOf(value: unknown, where: string, field: string): ChatMessage[] {
  if (!Array.isArray(value)) {
    throw new UserError(`${where}: field "${field}" should be a list of messages, found ${describe(value)}`);
  }
  return value.map((message: unknown, i) => {
    const { role, content } = (message ?? {}) as Record<string, unknown>;
    if (role !== "system" && role !== "user" && role !== "assistant") {
      throw new UserError(
        `${where}: ${field}[${i}].role should be "system", "user" or "assistant", found ${describe(role)}`,
      );
    }
    return { role, content: contentText(content, `${where}: ${field}[${i}].content`) };
  });
}

function contentText(content: unknown, place: string): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) {
    throw new UserError(`${place} should be text or a list of text parts, found ${describe(content)}`);
  }
  return content
    .map((part: unknown, i) => {
      if (typeof part === "string") return part;
      const { type = "text", text } = (part ?? {}) as Record<string, unknown>;
      const isText = typeof type === "string" && /^(?:(?:in|out)put_)?text$/.test(type);
      if (isText && typeof text === "string") return text;
      const found = typeof type === "string" && !isText ? `one of type "${type}"` : describe(part);
      throw new UserError(`${place}[${i}] should be a part {"type": "text", "text"}, found ${found}`);
    })
    .join("");
}
