// Chat templates: messages to the text a model was trained on, by the model's own Jinja template. They are rendered in a
// process of their own, for they are programs of whoever made the model: one that takes too much time or memory ends
// there, and not here. The caller waits, as for a function.
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import { Template } from "@huggingface/jinja";
import { bareEnvironment } from "../common/environment.ts";
import { UserError } from "../common/errors.ts";

export interface ChatMessage {
  role: "system" | "user" | "assistant";
  content: string;
}

/** Longest template, in UTF-16 units; and the longest run of white space in it, which parsing takes the square of. */
const LONGEST_SOURCE = 1 << 17;
const LONG_SPACE = /\s{1000}/;

/** What to do about a template that is no use. */
const INSTEAD = "mend the template, or use a prompt template of plain text instead";

/**
 * @param template `chat_template` of tokenizer_config.json (text, or a list of named ones, of which "default" is
 *   taken), or the text of chat_template.jinja; undefined or null where the model has none
 * @param specialTokens bos_token and its like, which templates print
 * @param where the template's file, for error messages
 * @returns messages to text, in a process of limited time and memory; throws a UserError where the template refuses the
 *   messages, or breaks a limit
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
  if (typeof source !== "string") throw new UserError(`${where}: the chat template is not text`);
  const unparsed = parseFault(source);
  if (unparsed !== null) throw new UserError(`${where}: the chat template cannot be parsed: ${unparsed}`);
  return (messages, addGenerationPrompt) => {
    const variables = { ...specialTokens, messages, add_generation_prompt: addGenerationPrompt };
    const given = messages.reduce((sum, { content }) => sum + content.length, 0);
    const rendered = renderTemplate(source, variables, (1 << 20) + 4 * given);
    if ("text" in rendered) return rendered.text;
    // Templates refuse what they cannot say by raise_exception: a system message, two user messages in a row.
    if ("refused" in rendered)
      throw new UserError(`${where}: the chat template refuses these messages: ${rendered.refused}`);
    throw new UserError(`${where}: the chat template ${rendered.broken}; ${INSTEAD}`);
  };
}

/** Why `source` is no template, or none that is read; null where it is one. */
function parseFault(source: string): string | null {
  if (source.length > LONGEST_SOURCE) return `it has more than ${LONGEST_SOURCE} characters`;
  if (LONG_SPACE.test(source)) return "there are 1000 characters of white space in a row";
  try {
    new Template(source);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/** The text; or what the template does beyond its limits, or says by raise_exception or an error of its own. */
type Rendered = { text: string } | { broken: string } | { refused: string };

/** Of one text; usual templates take a millisecond. */
const TIMEOUT_MS = 3000;
const MEMORY_MIB = 256;

/** Longer than any start, and than TIMEOUT_MS: the thread itself always answers. */
const LONGEST_WAIT_MS = 120_000;

let thread: { port: MessagePort; answered: Int32Array } | null = null;

/** Starts the thread, which stays, and does not keep the program from ending. */
function started(): { port: MessagePort; answered: Int32Array } {
  const { port1, port2 } = new MessageChannel();
  const answered = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL("./template-thread.mjs", import.meta.url), {
    workerData: { port: port2, answered, timeoutMs: TIMEOUT_MS, memoryMiB: MEMORY_MIB },
    transferList: [port2],
    execArgv: [],
    env: bareEnvironment(),
  });
  worker.unref();
  return { port: port1, answered };
}

/**
 * The text of a Jinja template, or what is wrong with it: within 3 s, 256 MiB, and `mostCharacters` UTF-16 units of
 * text. Throws an Error where no process can be started.
 */
function renderTemplate(
  source: string,
  variables: Readonly<Record<string, unknown>>,
  mostCharacters: number,
): Rendered {
  thread ??= started();
  const { port, answered } = thread;
  Atomics.store(answered, 0, 0);
  port.postMessage({ source, variables, mostCharacters });
  Atomics.wait(answered, 0, 0, LONGEST_WAIT_MS);
  const answer = receiveMessageOnPort(port)?.message as Rendered | { failed: string } | undefined;
  if (answer === undefined || "failed" in answer) {
    thread = null;
    throw new Error(
      `no process for chat templates can be started: ${answer?.failed ?? "it does not answer"}`,
    );
  }
  return answer;
}
