// The program of the process that renders chat templates: one request of template-thread.mjs at a time, a template and
// its variables, answered by the text or what is wrong. What ends it where it takes too long is the thread's.
// Plain JavaScript, so that it starts from a checkout as it does from the package.
import { Worker } from "node:worker_threads";
import { Template } from "@huggingface/jinja";

// Ctrl-C reaches every process of a terminal: what it means is the parent's to say.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => {});
process.on("disconnect", () => process.exit());

// A parent that is killed cannot end a process that hangs, and the process would not notice: a thread of it does.
const watch = `const parent = process.ppid;
  setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, "SIGKILL"); }, 1000);`;
new Worker(watch, { eval: true, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: 8 } }).unref();

/** The last template, which is nearly always the next one. */
let [lastSource, template] = ["", new Template("")];

process.on(
  "message",
  (/** @type {{ source: string, variables: Record<string, unknown>, mostCharacters: number }} */ request) => {
    const { source, variables, mostCharacters } = request;
    /** @type {{ text: string } | { broken: string } | { refused: string }} */
    let answer;
    try {
      if (source !== lastSource) [lastSource, template] = [source, new Template(source)];
      const text = template.render(variables);
      const long = text.length > mostCharacters;
      answer = long ? { broken: `writes more than ${mostCharacters} characters` } : { text };
    } catch (error) {
      const { message } = /** @type {Error} */ (error);
      // Too deep a recursion, too long a text.
      answer = error instanceof RangeError ? { broken: `fails: ${message}` } : { refused: message };
    }
    process.send?.(answer);
  },
);
process.send?.("ready");
