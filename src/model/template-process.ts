// Chat templates rendered in a process of their own, for they are programs of whoever made the model: one that takes too
// much time or memory ends there, and not here. The caller waits, as for a function.
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import { Template } from "@huggingface/jinja";
import { bareEnvironment } from "../common/environment.ts";
import type { Rendered, Templates } from "./chat-template.ts";

/** Longest template, in UTF-16 units; and the longest run of white space in it, which parsing takes the square of. */
const LONGEST_SOURCE = 1 << 17;
const LONG_SPACE = /\s{1000}/;

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
function renderTemplate(...[source, variables, mostCharacters]: Parameters<Templates["render"]>): Rendered {
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

/** Why `source` is no template, or none that is read; null where it is one. */
function faultOf(source: string): string | null {
  if (source.length > LONGEST_SOURCE) return `it has more than ${LONGEST_SOURCE} characters`;
  if (LONG_SPACE.test(source)) return "there are 1000 characters of white space in a row";
  try {
    new Template(source);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Templates read and rendered so. */
export const templateProcess: Templates = { faultOf, render: renderTemplate };
