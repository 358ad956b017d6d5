// `pure export`: a checkpoint in the form that another program reads. Options are read here; what is written is export/'s.
import { existsSync } from "node:fs";
import cliProgress from "cli-progress";
import { Command, Option } from "commander";
import { UsageError } from "../common/errors.ts";
import type { PushTarget } from "../export/push.ts";
import type { ExportFormat, ExportSource } from "../export/source.ts";
import { bytes as bytesText } from "../text/format.ts";
import { leaveInterrupted, watchInterrupt } from "./session.ts";
import { printJson, say } from "./streams.ts";

interface ExportFlags {
  format: ExportFormat;
  dtype?: keyof typeof TYPES;
  out: string;
  push?: string;
  public?: boolean;
  json?: boolean;
}

const TYPES = { float32: "F32", bfloat16: "BF16", float16: "F16", q8_0: "Q8_0", q4_0: "Q4_0" } as const;

/** Types of weights each format has, the first by default. */
const FORMATS: Readonly<Record<ExportFormat, readonly (keyof typeof TYPES)[]>> = {
  hf: ["float32", "bfloat16", "float16"],
  peft: ["float32", "bfloat16", "float16"],
  onnx: ["float32", "float16"],
  gguf: ["float16", "q8_0", "q4_0", "bfloat16", "float32"],
};

const help = `
Checkpoint: a run's directory, of which the checkpoint of its best evaluations is taken where the run ended below them,
and else the last; a checkpoint's directory in it; or any model: a Hugging Face directory or id, or a GGUF file.
Formats: hf, a Hugging Face directory (adapters merged); peft, the adapter of a run with LoRA; gguf, for llama.cpp and
Ollama, with its Modelfile; onnx, for transformers.js, which runs it in a page. Each comes with a model card, README.md. Of --push: HF_TOKEN is
the access token, HF_ENDPOINT another hub; the repository gets all files in one commit, or none.`;

export function exportCommand(): Command {
  return new Command("export")
    .description("A checkpoint as other programs read it: Hugging Face, PEFT, GGUF, ONNX")
    .argument("<checkpoint>", "directory of a run or a checkpoint, or a model")
    .addOption(new Option("--format <format>", "what is written").choices(Object.keys(FORMATS)).default("hf"))
    .addOption(
      new Option("--dtype <type>", "type of the weights; by default float32, with gguf float16").choices(
        Object.keys(TYPES),
      ),
    )
    .requiredOption("-o, --out <directory>", "directory to write, which must not be there yet")
    .option(
      "--push <user/name>",
      "send it to the Hugging Face Hub, into a repository that is made where there is none",
    )
    .option("--public", "make that repository public; it is private otherwise")
    .option("--json", "one JSON object on standard output")
    .addHelpText("after", help)
    .action(exportAction);
}

async function exportAction(checkpoint: string, flags: ExportFlags): Promise<void> {
  const { format, out, json = false } = flags;
  const { dtype = FORMATS[format][0] } = flags;
  if (!FORMATS[format].includes(dtype))
    throw new UsageError(
      `--format ${format} has no weights in ${dtype}; it has ${FORMATS[format].join(", ")}`,
    );
  if (flags.public && flags.push === undefined)
    throw new UsageError("--public is of --push, and there is none");
  const { exportModel } = await import("../export/export.ts");
  const { exportSource } = await import("../export/source.ts");
  const { hubAccess, push } = await import("../export/push.ts");
  const target: PushTarget | null =
    flags.push === undefined ? null : { name: flags.push, visibility: flags.public ? "public" : "private" };
  const access = target && (await hubAccess(target));
  const source = await exportSource(checkpoint);
  say(`Exporting ${source.model}${whichText(source)}`);
  const { signal, dispose } = watchInterrupt(say, "Stopping; Ctrl-C again stops at once.");
  try {
    const files = await withProgress("Writing", signal, (onProgress) =>
      exportModel(source, { format, type: TYPES[dtype], dtype, out, onProgress }),
    );
    const sent = (onProgress: OnProgress) => push(out, files, target!, access!, onProgress);
    const pushed = target && (await withProgress("Sending", signal, sent));
    const { step = null, why = null } = source.run ?? {};
    const result = { checkpoint: source.model, step, why, format, dtype, directory: out, files, pushed };
    if (json) printJson(result);
    else {
      const lines = files.map(({ path, bytes }) => `${out}/${path}  ${bytesText(bytes)}`);
      if (pushed) lines.push(`${pushed.url}  commit ${pushed.commit}`);
      process.stdout.write(`${lines.join("\n")}\n`);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    leaveInterrupted(
      `Stopped; ${existsSync(out) ? `the export is whole in ${out}, and was not pushed` : `nothing was written to ${out}`}.`,
    );
  } finally {
    dispose();
  }
}

function whichText({ run }: ExportSource): string {
  if (run === null || run.why === "named") return "";
  return run.why === "best" ? ", the run's best evaluations; it ended below them" : ", the run's last";
}

/** Nothing is said of what takes no longer. */
const QUIET_MS = 2000;
/** Between lines, where standard error is no terminal. */
const LINE_EVERY_MS = 10_000;

type OnProgress = (done: number, total: number) => void;

/** Does `work`, and shows on standard error how much of it is done, until `signal` is aborted: then telling of it throws. */
async function withProgress<T>(
  doing: string,
  signal: AbortSignal,
  work: (onProgress: OnProgress) => Promise<T>,
): Promise<T> {
  const { stderr } = process;
  const format = `${doing}  {bar}  {percentage}% of {size}`;
  const bar = new cliProgress.SingleBar({ format, stream: stderr }, cliProgress.Presets.shades_classic);
  let began: number | null = null;
  let last = Number.NEGATIVE_INFINITY;
  try {
    return await work((done, total) => {
      signal.throwIfAborted();
      const now = performance.now();
      began ??= now;
      if (now - began < QUIET_MS) return;
      if (bar.isActive) bar.update(done);
      else if (stderr.isTTY) bar.start(total, done, { size: bytesText(total) });
      else if (now - last >= LINE_EVERY_MS) {
        last = now;
        say(`${doing}: ${Math.floor((100 * done) / total)}% of ${bytesText(total)}`);
      }
    });
  } finally {
    if (bar.isActive) bar.stop();
  }
}
