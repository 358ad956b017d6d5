// Chat templates: messages to the text a model was trained on, by the model's own Jinja template. What renders one within
// limits is template-process.ts.
import { UserError } from "../common/errors.ts";

export interface ChatMessage {
  role: "system" | "user" | "assistant";
  content: string;
}

/** The text; or what the template does beyond its limits, or says by raise_exception or an error of its own. */
export type Rendered = { text: string } | { broken: string } | { refused: string };

/** What reads Jinja templates. */
export interface Templates {
  /** Why `source` is no template, or none that is read; null where it is one. */
  faultOf(source: string): string | null;
  /** Renders one, of no more than `mostCharacters` UTF-16 units of text. */
  render(source: string, variables: Readonly<Record<string, unknown>>, mostCharacters: number): Rendered;
}

/** What to do about a template that is no use. */
const INSTEAD = "mend the template, or use a prompt template of plain text instead";

/**
 * @param template `chat_template` of tokenizer_config.json (text, or a list of named ones, of which "default" is
 *   taken), or the text of chat_template.jinja; undefined or null where the model has none
 * @param specialTokens bos_token and its like, which templates print
 * @param where the template's file, for error messages
 * @param templates what reads it; without, it is not looked at until a chat is encoded
 * @returns messages to text; throws a UserError where the template refuses the
 *   messages, or breaks a limit
 * @throws UserError where the template does not parse
 */
export function compileChatTemplate(
  template: unknown,
  specialTokens: Readonly<Record<string, string>>,
  where: string,
  templates?: Templates,
): ((messages: readonly ChatMessage[], addGenerationPrompt: boolean) => string) | undefined {
  const source = Array.isArray(template)
    ? (template.find((entry) => entry?.name === "default") ?? template[0])?.template
    : template;
  if (source === undefined || source === null) return undefined;
  if (typeof source !== "string") throw new UserError(`${where}: the chat template is not text`);
  const unparsed = templates?.faultOf(source) ?? null;
  if (unparsed !== null) throw new UserError(`${where}: the chat template cannot be parsed: ${unparsed}`);
  return (messages, addGenerationPrompt) => {
    // Of what a chat has not transformers gives templates none, which is not the same as undefined.
    const none = { tools: null, documents: null };
    const variables = { ...specialTokens, messages, ...none, add_generation_prompt: addGenerationPrompt };
    const given = messages.reduce((sum, { content }) => sum + content.length, 0);
    if (!templates) throw new UserError(`${where}: nothing renders chat templates here; ${INSTEAD}`);
    const rendered = templates.render(source, variables, (1 << 20) + 4 * given);
    if ("text" in rendered) return rendered.text;
    // Templates refuse what they cannot say by raise_exception: a system message, two user messages in a row.
    if ("refused" in rendered)
      throw new UserError(`${where}: the chat template refuses these messages: ${rendered.refused}`);
    throw new UserError(`${where}: the chat template ${rendered.broken}; ${INSTEAD}`);
  };
}
