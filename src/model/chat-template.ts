// Chat templates: messages to the text a model was trained on, by the model's own Jinja template.
import { Template } from "@huggingface/jinja";
import { UserError } from "../errors.ts";

export interface ChatMessage {
  role: "system" | "user" | "assistant";
  content: string;
}

/**
 * @param template `chat_template` of tokenizer_config.json (text, or a list of named ones, of which "default" is
 *   taken), or the text of chat_template.jinja; undefined or null where the model has none
 * @param specialTokens bos_token and its like, which templates print
 * @throws UserError where the template does not parse
 */
export function compileChatTemplate(
  template: unknown,
  specialTokens: Readonly<Record<string, string>>,
  where: string,
): ((messages: readonly ChatMessage[], addGenerationPrompt: boolean) => string) | undefined {
  const source = Array.isArray(template)
    ? (template.find((entry) => entry?.name === "default") ?? template[0])?.template
    : template;
  if (source === undefined || source === null) return undefined;
  if (typeof source !== "string") throw new UserError(`${where}: chat_template is not text`);
  let compiled: Template;
  try {
    compiled = new Template(source);
  } catch (error) {
    throw new UserError(`${where}: chat_template cannot be parsed: ${(error as Error).message}`);
  }
  return (messages, addGenerationPrompt) => {
    try {
      return compiled.render({
        ...specialTokens,
        messages: messages.map((message) => ({ ...message })),
        add_generation_prompt: addGenerationPrompt,
      });
    } catch (error) {
      // Templates refuse what they cannot say by raise_exception: a system message, two user messages in a row.
      throw new UserError(`${where}: the chat template refuses these messages: ${(error as Error).message}`);
    }
  };
}
