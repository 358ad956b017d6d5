// A checkpoint whose weights are on a server: a directory here says where.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { UserError } from "../../common/errors.ts";
import { RefusedRequest } from "../../common/http.ts";
import { ifThere } from "../../common/if-there.ts";
import { toGenerationJson } from "../../model/huggingface.ts";
import type { Tokenizer } from "../../model/tokenizer.ts";
import type { TinkerClient } from "./client.ts";

/** What a checkpoint's directory holds of a policy whose weights are on a server. */
const checkpointSchema = z.object({
  url: z.url({ protocol: /^https?$/, error: "must be a server's address, such as http://host:8000" }),
  server: z.enum(["tinker", "skyrl"]),
  /** Name of the base model there. */
  model: z.string(),
  rank: z.int().min(1),
  /** Longest prompt + response, in tokens. */
  maxContext: z.int().min(1),
  /** tinker:// path of weights and optimizer. */
  weights: z.string(),
});

export type TinkerCheckpoint = z.infer<typeof checkpointSchema>;

const CHECKPOINT_FILE = "tinker.json";

/**
 * What `directory` says of weights on a server; null where it holds no such checkpoint. Throws a UserError for a file
 * that says something else.
 */
export async function readTinkerCheckpoint(directory: string): Promise<TinkerCheckpoint | null> {
  const file = join(directory, CHECKPOINT_FILE);
  const text = await ifThere(readFile(file, "utf8"));
  if (text === null) return null;
  try {
    return checkpointSchema.parse(JSON.parse(text));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw new UserError(
      `${file}: not what says where weights on a server are; take another checkpoint, or this file from a copy\n${reason}`,
    );
  }
}

/** Writes where weights are, and the tokenizer's files with the ids that end a response, into `directory`. */
export async function writeTinkerCheckpoint(
  directory: string,
  record: TinkerCheckpoint,
  tokenizer: Tokenizer,
): Promise<void> {
  await writeFile(join(directory, CHECKPOINT_FILE), `${JSON.stringify(record, null, 2)}\n`);
  const generation = toGenerationJson({ eosIds: tokenizer.eosIds });
  await writeFile(join(directory, "generation_config.json"), `${JSON.stringify(generation, null, 2)}\n`);
  for (const [name, content] of tokenizer.files) await writeFile(join(directory, name), content);
}

/**
 * The tinker:// path of the checkpoint in `directory`. Throws a UserError where there is none, where it is of another
 * model than `model` with `rank`, or where the server has it no longer.
 */
export async function weightsToLoad(
  client: TinkerClient,
  directory: string,
  model: string,
  rank: number,
): Promise<string> {
  const file = join(directory, CHECKPOINT_FILE);
  const saved = await readTinkerCheckpoint(directory);
  if (saved === null)
    throw new UserError(
      `${directory}: has no ${CHECKPOINT_FILE}, so its weights are on no Tinker server; go on with the engine it was ` +
        "trained with (--engine embedded)",
    );
  if (saved.model !== model || saved.rank !== rank)
    throw new UserError(
      `${file}: a checkpoint of ${saved.model} with rank ${saved.rank}; engine.model is ${model} and engine.loraRank ${rank}`,
    );
  const { weights } = saved;
  const [, id] = /^tinker:\/\/([^/]+)\//.exec(weights) ?? [];
  if (id === undefined) throw new UserError(`${file}: weights is ${weights}; it must be a tinker:// path`);
  const kept = await checkpointPaths(client, id);
  if (kept.includes(weights)) return weights;
  const others = kept.length > 0 ? `; of that model it has ${kept.slice(-3).join(", ")}` : "";
  throw new UserError(`${directory}: the server ${client.url} has ${weights} no longer${others}`);
}

async function checkpointPaths(client: TinkerClient, model: string): Promise<string[]> {
  try {
    return (await client.checkpoints(model)).map(({ path }) => path);
  } catch (error) {
    if (error instanceof RefusedRequest && error.status === 404) return [];
    throw error;
  }
}
