// Ollama's Modelfile beside a GGUF file: how the model is prompted, where it stops, how it likes to be sampled.
// Format: https://github.com/ollama/ollama/blob/main/docs/modelfile.mdx
import { UserError } from "../common/errors.ts";
import type { Model } from "../model/load.ts";
import type { ChatMessage, Tokenizer } from "../model/tokenizer.ts";

/**
 * The Modelfile for the GGUF file `gguf` beside it. Chat templates are Jinja's and Ollama's are Go's: where the model's
 * writes each message by its role alone, it is said in Go's; where it does not, the file leaves it to Ollama, which knows
 * many templates by how they look in the GGUF file.
 */
export function modelfile(
  gguf: string,
  { tokenizer, generation }: Pick<Model, "tokenizer" | "generation">,
): string {
  const template = tokenizer.hasChatTemplate ? goTemplate(tokenizer) : "{{ .Prompt }}";
  const stops = generation.eosIds.map((id) => tokenizer.tokenText(id)).filter((text) => text !== "");
  const { temperature, topP, others = {} } = generation;
  const sampling = {
    ...{ temperature, top_p: topP, top_k: others.top_k },
    ...{ repeat_penalty: others.repetition_penalty, min_p: others.min_p },
  };
  const lines = [
    `FROM ./${gguf}`,
    template === null
      ? "# The chat template is the GGUF file's: it cannot be said in Go's templates message by message."
      : `TEMPLATE """${template}"""`,
    ...stops.map((text) => `PARAMETER stop ${JSON.stringify(text)}`),
    ...Object.entries(sampling)
      .filter(([, value]) => typeof value === "number")
      .map(([name, value]) => `PARAMETER ${name} ${value}`),
  ];
  return `${lines.join("\n")}\n`;
}

/** What a chat template writes around each message, as text. */
interface Frames {
  /** At the beginning, where there is no system message. */
  start: string;
  system: [before: string, after: string];
  user: [before: string, after: string];
  assistant: [before: string, after: string];
  /** Where the assistant goes on. */
  answer: string;
}

const MARKS = { system: "QSYSTEMQ", user: "QUSERQ", assistant: "QASSISTANTQ", again: "QAGAINQ" };

/** The chat template as one of Go's; null where it does more than to write each message in a frame. */
function goTemplate(tokenizer: Tokenizer): string | null {
  const frames = framesOf((messages, addGenerationPrompt) =>
    tokenizer.applyChatTemplate(messages, { addGenerationPrompt }),
  );
  if (frames === null) return null;
  // llama.cpp puts it there by itself.
  const bos = tokenizer.bosId === undefined ? "" : tokenizer.tokenText(tokenizer.bosId);
  const bare = (text: string) => (bos !== "" && text.startsWith(bos) ? text.slice(bos.length) : text);
  const { start, system, user, assistant, answer } = frames;
  const own = [start, ...system, ...user, ...assistant, answer];
  if (own.some((text) => text.includes("{{") || text.includes('"""'))) return null;
  const framed = ([before, after]: [string, string]) => `${before}{{ .Content }}${after}`;
  return (
    `{{ if .System }}${bare(system[0])}{{ .System }}${system[1]}{{ else }}${bare(start)}{{ end }}` +
    `{{ range .Messages }}{{ if eq .Role "user" }}${framed(user)}` +
    `{{ else if eq .Role "assistant" }}${framed(assistant)}{{ end }}{{ end }}${answer}`
  );
}

/** The frames of `render`; null where it is not so that they make up what it writes of any chat. */
function framesOf(
  render: (messages: readonly ChatMessage[], addGenerationPrompt: boolean) => string,
): Frames | null {
  const say = (role: ChatMessage["role"], content: string): ChatMessage => ({ role, content });
  const [system, user] = [say("system", MARKS.system), say("user", MARKS.user)];
  const [assistant, again] = [say("assistant", MARKS.assistant), say("user", MARKS.again)];
  /** What stands between two texts of one. */
  const between = (text: string, from: string, to: string) => {
    const [start, end] = [text.indexOf(from), text.indexOf(to)];
    return start < 0 || end < start ? undefined : text.slice(start + from.length, end);
  };
  try {
    const one = render([user], false);
    const asked = render([user], true);
    const [head, afterUser = ""] = one.split(MARKS.user);
    const [, afterAssistant = ""] = render([user, assistant], false).split(MARKS.assistant);
    const chat = render([user, assistant, again], false);
    const toAssistant = between(chat, MARKS.user, MARKS.assistant);
    const toAgain = between(chat, MARKS.assistant, MARKS.again);
    const guided = render([system, user], false);
    const toUser = between(guided, MARKS.system, MARKS.user);
    if (toAssistant === undefined || toAgain === undefined || toUser === undefined) return null;
    if (!asked.startsWith(one)) return null;
    const beforeUser = toAgain.slice(afterAssistant.length);
    const frames: Frames = {
      start: head.slice(0, head.length - beforeUser.length),
      system: [guided.split(MARKS.system)[0], toUser.slice(0, toUser.length - beforeUser.length)],
      user: [beforeUser, afterUser],
      assistant: [toAssistant.slice(afterUser.length), afterAssistant],
      answer: asked.slice(one.length),
    };
    const chats = [
      [user],
      [system, user],
      [user, assistant, again],
      [system, user, assistant, again, say("assistant", "A"), say("user", "U")],
    ];
    return chats.every((messages) => render(messages, true) === written(frames, messages)) ? frames : null;
  } catch (error) {
    // A template may refuse a system message, or another of these chats.
    if (error instanceof UserError) return null;
    throw error;
  }
}

function written({ start, answer, ...frames }: Frames, messages: readonly ChatMessage[]): string {
  const text = messages.map(({ role, content }) => frames[role][0] + content + frames[role][1]);
  return (messages[0].role === "system" ? "" : start) + text.join("") + answer;
}
