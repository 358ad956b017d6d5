// Chats as data sets hold them: messages with a role and content (or "from" and "value"), which is text or a list of text
// parts.
import { UserError } from "../common/errors.ts";
import type { ChatMessage } from "../model/tokenizer.ts";
import { describe, fieldError } from "./describe.ts";

/** Whether `value` is meant as a chat: a list of objects each with a role, or each with a "from". */
export function isChat(value: unknown): value is unknown[] {
  const every = (key: string) =>
    (value as unknown[]).every(
      (message) => typeof message === "object" && message !== null && key in message,
    );
  return Array.isArray(value) && value.length > 0 && (every("role") || every("from"));
}

type Roles = Readonly<Record<string, ChatMessage["role"]>>;
const ROLES: Roles = { system: "system", user: "user", assistant: "assistant" };
/** Of messages with "from". */
const SPEAKERS: Roles = { ...ROLES, human: "user", gpt: "assistant" };

/**
 * The messages of a chat. Content of several parts, `[{"type": "text", "text"}]`, is their texts one after another. Of
 * messages {"from", "value"}, "human" is the user and "gpt" the assistant. Throws a UserError that names the place of what
 * is no message, has another role, or holds anything but text.
 */
export function messagesOf(value: unknown, where: string, field: string): ChatMessage[] {
  if (!Array.isArray(value)) throw fieldError(where, field, "a list of messages", value);
  return value.map((message: unknown, i) => {
    const entries = (message ?? {}) as Record<string, unknown>;
    const shared = !("role" in entries) && "from" in entries;
    const [role, content] = shared ? [entries.from, entries.value] : [entries.role, entries.content];
    const place = `${where}: ${field}[${i}]`;
    const roles = shared ? SPEAKERS : ROLES;
    const known = typeof role === "string" && Object.hasOwn(roles, role) ? roles[role] : undefined;
    if (known === undefined) {
      const expected = shared ? '"system", "human" or "gpt"' : '"system", "user" or "assistant"';
      throw new UserError(
        `${place}.${shared ? "from" : "role"} should be ${expected}, found ${describe(role)}`,
      );
    }
    // An answer may stand beside the text, in the place of one (Open-Reasoner-Zero's sets).
    if (shared && content === undefined && known === "assistant") return { role: known, content: "" };
    return { role: known, content: contentText(content, `${place}.${shared ? "value" : "content"}`) };
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
