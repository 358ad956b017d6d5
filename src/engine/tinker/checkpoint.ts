// A checkpoint whose weights are on a server: a directory here says where.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../../common/errors.ts";
import { RefusedRequest } from "../../common/http.ts";
import { ifThere } from "../../common/if-there.ts";
import { toGenerationJson } from "../../model/huggingface.ts";
import type { Tokenizer } from "../../model/tokenizer.ts";
import type { TinkerClient } from "./client.ts";
import type { ServerKind } from "./loss.ts";

/** What a checkpoint's directory holds of a policy whose weights are on a server. */
export interface TinkerCheckpoint {
  url: string;
  server: ServerKind;
  /** Name of the base model there. */
  model: string;
  rank: number;
  /** Longest prompt + response, in tokens. */
  maxContext: number;
  /** tinker:// path of weights and optimizer. */
  weights: string;
}

const CHECKPOINT_FILE = "tinker.json";

/** What `directory` says of weights on a server; null where it holds no such checkpoint. */
export async function readTinkerCheckpoint(directory: string): Promise<TinkerCheckpoint | null> {
  const text = await ifThere(readFile(join(directory, CHECKPOINT_FILE), "utf8"));
  return text === null ? null : (JSON.parse(text) as TinkerCheckpoint);
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
