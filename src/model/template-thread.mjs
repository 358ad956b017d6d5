// The thread between a program that waits for the text of a chat template and the process that renders it
// (chat-template.ts): it hands requests on, and ends the process where a limit is broken. Plain JavaScript, so that
// it starts from a checkout as it does from the package.
import { fork } from "node:child_process";
import { workerData } from "node:worker_threads";

/**
 * @type {{
 *   port: import("node:worker_threads").MessagePort,
 *   answered: Int32Array,
 *   timeoutMs: number,
 *   memoryMiB: number,
 * }}
 */
const { port, answered, timeoutMs, memoryMiB } = workerData;

/** @type {import("node:child_process").ChildProcess | null} */
let child = null;
let ready = false;
/** @type {import("node:child_process").Serializable | null} */
let waiting = null;
/** @type {NodeJS.Timeout | undefined} */
let timer;

port.on("message", (request) => {
  waiting = request;
  if (child === null) start();
  else if (ready) ask();
});

function start() {
  const started = fork(new URL("./template-child.mjs", import.meta.url), {
    execArgv: [`--max-old-space-size=${memoryMiB}`],
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  child = started;
  ready = false;
  started.on("message", (message) => {
    if (child !== started) return;
    if (message !== "ready") return answer(message);
    ready = true;
    if (waiting !== null) ask();
  });
  const end = (/** @type {string} */ why) => {
    if (child !== started) return;
    child = null;
    if (waiting !== null) answer(ready ? { broken: why } : { failed: why });
  };
  started.on("error", ({ message }) => end(message));
  started.on("exit", (code, signal) => {
    // V8 aborts a process whose heap is full.
    const full = signal === "SIGABRT" || code === 134;
    end(full ? `takes more than ${memoryMiB} MiB of memory` : `ends its process (${signal ?? code})`);
  });
}

function ask() {
  const asked = child;
  timer = setTimeout(() => {
    child = null;
    asked?.kill("SIGKILL");
    answer({ broken: `takes more than ${timeoutMs / 1000} s` });
  }, timeoutMs);
  asked?.send(/** @type {import("node:child_process").Serializable} */ (waiting), () => {});
}

/** @param {unknown} message */
function answer(message) {
  clearTimeout(timer);
  waiting = null;
  port.postMessage(message);
  Atomics.store(answered, 0, 1);
  Atomics.notify(answered, 0);
}
