// Which problems a model was trained on, as hashes of their texts in a file beside its weights, so that a set it was
// trained on is known when it is evaluated. How texts are compared is problem-hash.ts's, what is done about it
// eval/benchmark/contamination.ts's.
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { UserError } from "../common/errors.ts";
import { ifThere } from "../common/if-there.ts";
import { HASH_RULES, type HashRules, problemHash } from "./problem-hash.ts";

/** Name of the file beside the weights. */
export const TRAINING_PROBLEMS_FILE = "training-problems.json";

/** Problems of one source that a model was trained on. */
export interface TrainingData {
  /** File, directory or dataset id, as the user named it. */
  source: string;
  /** Commit of a dataset of the Hub. */
  commit?: string;
  /** What the hashes are by: of a model trained with a version of before, other rules than now. */
  rules: HashRules;
  /** `problemHash` of each problem, ascending, without repeats. */
  hashes: BigUint64Array;
}

/** Which of the problems `texts` are among those trained on, by the rules of their hashes. */
export function trainedOn({ rules, hashes }: TrainingData, texts: readonly string[]): boolean[] {
  const asked = texts.map((text) => problemHash(text, rules));
  const all = new Set(asked);
  const shared = new Set(hashes.filter((hash) => all.has(hash)));
  return asked.map((hash) => shared.has(hash));
}

/** Those of `training` none of whose texts is a problem of `heldOut`, by their hashes: what is held out is not trained on. */
export function withoutHeldOut<T, Kept>(
  training: { filter(keep: (one: T) => boolean): Kept },
  textsOf: (one: T) => readonly string[],
  heldOut: readonly string[],
): Kept {
  const held = new Set(heldOut.map((text) => problemHash(text)));
  return training.filter((one) => !textsOf(one).some((text) => held.has(problemHash(text))));
}

/**
 * The data behind a model that starts from the one at `model` (null: nothing is known of it) and is trained on the
 * problems `texts` of `source`: that of both. Errors as in `readTrainingProblems`.
 */
export async function extendTrainingProblems(
  model: string,
  { source, commit }: Pick<TrainingData, "source" | "commit">,
  texts: Iterable<string>,
): Promise<TrainingData[]> {
  const data = (await readTrainingProblems(model)) ?? [];
  const same = (other: TrainingData) =>
    other.source === source && other.commit === commit && other.rules === HASH_RULES;
  const before = data.find(same)?.hashes ?? [];
  const hashes = new Set(before);
  for (const text of texts) hashes.add(problemHash(text));
  const own = {
    ...{ source, ...(commit !== undefined && { commit }) },
    ...{ rules: HASH_RULES, hashes: BigUint64Array.from(hashes).sort() },
  };
  return [...data.filter((other) => !same(other)), own];
}

const fileSchema = z.object({
  /** 1 had no rules: those of all hashes were 1. */
  format: z.literal([1, 2]),
  data: z.array(
    z.object({
      source: z.string(),
      commit: z.string().optional(),
      rules: z.literal([1, 2]).default(1),
      problems: z.int().min(0),
      /** 8 bytes a problem, big-endian. */
      hashes: z.base64(),
    }),
  ),
});

/** Writes `data` beside the weights in `directory`. */
export async function writeTrainingProblems(directory: string, data: readonly TrainingData[]): Promise<void> {
  const written: z.infer<typeof fileSchema> = {
    format: 2,
    data: data.map(({ hashes, ...rest }) => {
      const bytes = Buffer.alloc(8 * hashes.length);
      hashes.forEach((hash, i) => {
        bytes.writeBigUInt64BE(hash, 8 * i);
      });
      return { ...rest, problems: hashes.length, hashes: bytes.toString("base64") };
    }),
  };
  await writeFile(join(directory, TRAINING_PROBLEMS_FILE), `${JSON.stringify(written, null, 2)}\n`);
}

/**
 * The data that the model at `path` (a directory, or a GGUF file in one) was trained on; null: it does not say. Throws a
 * UserError for a file of that name that says something else.
 */
export async function readTrainingProblems(path: string): Promise<TrainingData[] | null> {
  const directory = path.endsWith(".gguf") ? dirname(path) : path;
  const file = join(directory, TRAINING_PROBLEMS_FILE);
  const text = await ifThere(readFile(file, "utf8"));
  if (text === null) return null;
  try {
    return fileSchema.parse(JSON.parse(text)).data.map(({ problems, hashes, ...rest }) => {
      const bytes = Buffer.from(hashes, "base64");
      if (bytes.length !== 8 * problems)
        throw new Error(`${bytes.length} bytes of hashes for ${problems} problems, expected 8 each`);
      const values = Array.from({ length: problems }, (_, i) => bytes.readBigUInt64BE(8 * i));
      return { ...rest, hashes: BigUint64Array.from(values) };
    });
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw new UserError(`${file}: is not the record of a model's training problems: ${reason}`);
  }
}
