// `pure export`: a checkpoint in the form that another program reads. Options are read here; what is written is export/'s.
import cliProgress from "cli-progress";
import { Command, Option } from "commander";
import { UsageError } from "../common/errors.ts";
import type { ExportFormat, ExportOptions } from "../export/export.ts";
import type { GgufType } from "../export/gguf-file.ts";
import type { ExportSource } from "../export/source.ts";
import { bytes } from "../text/format.ts";
import { leaveInterrupted, watchInterrupt } from "./session.ts";

interface ExportFlags {
  format: ExportFormat;
  dtype?: keyof typeof TYPES;
  out: string;
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
Ollama, with its Modelfile; onnx, for transformers.js, which runs it in a page. Each comes with a model card, README.md.`;

/** The command `pure export CHECKPOINT`. */
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
  const { checkFree, exportModel } = await import("../export/export.ts");
  const { exportSource } = await import("../export/source.ts");
  await checkFree(out);
  const source = await exportSource(checkpoint);
  const say = (text: string) => process.stderr.write(`${text}\n`);
  say(`Exporting ${source.model}${whichText(source)}`);
  const interrupt = watchInterrupt(say, undefined, "Stopping; Ctrl-C again stops at once.");
  const progress = writingProgress();
  try {
    const options: ExportOptions = { format, type: TYPES[dtype] as GgufType, out };
    options.onProgress = (done, total) => {
      interrupt.signal.throwIfAborted();
      progress.show(done, total);
    };
    const files = await exportModel(source, options);
    progress.stop();
    const { step = null, why = null } = source.run ?? {};
    const result = { checkpoint: source.model, step, why, format, dtype, directory: out, files };
    if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
    else
      for (const { path, bytes: size } of files) process.stdout.write(`${out}/${path}  ${sizeText(size)}\n`);
  } catch (error) {
    progress.stop();
    if (!interrupt.signal.aborted) throw error;
    leaveInterrupted(`Stopped; nothing was written to ${out}.`);
  } finally {
    interrupt.dispose();
  }
}

function whichText({ run }: ExportSource): string {
  if (run === null || run.why === "named") return "";
  return run.why === "best" ? ", the run's best evaluations; it ended below them" : ", the run's last";
}

const sizeText = (size: number) => (size < 2 ** 20 ? `${Math.ceil(size / 1024)} KiB` : bytes(size));

/** Nothing is said of what takes no longer. */
const QUIET_MS = 2000;
/** Between lines, where standard error is no terminal. */
const LINE_EVERY_MS = 10_000;

/** How much is written, on standard error. */
function writingProgress(): { show(done: number, total: number): void; stop(): void } {
  const began = performance.now();
  let last = began + QUIET_MS - LINE_EVERY_MS;
  let bar: cliProgress.SingleBar | null = null;
  return {
    show(done, total) {
      const now = performance.now();
      if (now - began < QUIET_MS) return;
      if (process.stderr.isTTY) {
        const format = "Writing  {bar}  {percentage}% of {size}";
        bar ??= new cliProgress.SingleBar(
          { format, stream: process.stderr },
          cliProgress.Presets.shades_classic,
        );
        if (!bar.isActive) bar.start(total, done, { size: bytes(total) });
        else bar.update(done);
      } else if (now - last >= LINE_EVERY_MS) {
        last = now;
        process.stderr.write(`Writing: ${Math.floor((100 * done) / total)}% of ${bytes(total)}\n`);
      }
    },
    stop: () => bar?.stop(),
  };
}
