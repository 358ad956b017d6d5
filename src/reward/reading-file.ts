// How a process reward model reads, as a file beside its weights says it; Qwen2.5-Math-PRM's way is known.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { UserError } from "../common/errors.ts";
import { ifThere } from "../common/if-there.ts";
import { PROCESS_REWARD } from "../model/huggingface.ts";
import { type PrmReading, PURE_READING, readingSchema } from "./reading.ts";

/** As the model card of Qwen2.5-Math-PRM-7B has it. */
const QWEN_READING: PrmReading = {
  stepSeparator: "\n\n",
  stepToken: "<extra_0>",
  placing: "append",
  template: null,
  system: "Please reason step by step, and put your final answer within \\boxed{}.",
};

/** Name of the file beside the weights. */
const FILE = "process_reward.json";

/** Writes `reading` beside a model's weights. */
export async function writeReading(directory: string, reading: PrmReading): Promise<void> {
  await writeFile(join(directory, FILE), `${JSON.stringify(reading, null, 2)}\n`);
}

/**
 * How the model in `directory` reads: its own file, or else what models of its kind (config.json) do. Throws a UserError
 * for a file that says something else.
 */
export async function readReading(directory: string): Promise<PrmReading> {
  const file = join(directory, FILE);
  const text = await ifThere(readFile(file, "utf8"));
  if (text === null) {
    const config = await ifThere(readFile(join(directory, "config.json"), "utf8"));
    return config?.includes(`"${PROCESS_REWARD}"`) ? QWEN_READING : PURE_READING;
  }
  try {
    return readingSchema.parse(JSON.parse(text));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw new UserError(`${file}: ${reason}`);
  }
}
