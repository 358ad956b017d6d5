// A model of the Hugging Face Hub: which of its files are wanted, and in which order they are fetched.
import { UserError } from "../common/errors.ts";
import { openRepository } from "../common/hub.ts";
import { TOKENIZER_FILES } from "./tokenizer.ts";

/** A name such as "Qwen/Qwen2.5-0.5B". */
export const HUB_ID = /^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/;

const WANTED = new Set<string>([
  ...TOKENIZER_FILES,
  "config.json",
  "generation_config.json",
  "model.safetensors.index.json",
  // What is left there by training, and how a process reward model reads (reward/reading.ts).
  "training-problems.json",
  "process_reward.json",
]);
const WEIGHTS = /^model(-\d+-of-\d+)?\.safetensors$/;

/** Smallest file, in bytes, of which it is said that it is being fetched. */
const LARGE = 10_000_000;

/**
 * The local directory of the model `id`, fetched where the cache does not have its present version; without its weights
 * if they are not wanted. Without a network the version in the cache is used.
 * @throws UserError where there is no such model, no access to it, no safetensors weights, or neither network nor cache
 */
export async function downloadModel(id: string, { weights = true } = {}): Promise<string> {
  const repository = await openRepository("model", id, {
    onFetch: (path, size) => {
      if (size >= LARGE) console.error(`Fetching ${id}: ${path} (${Math.round(size / 1e6)} MB)`);
    },
  });
  const isWanted = (path: string) => WANTED.has(path) || (weights && WEIGHTS.test(path));
  const wanted = repository.paths.filter(isWanted);
  if (weights && !wanted.some((path) => WEIGHTS.test(path))) {
    throw new UserError(
      `model ${id}: has no model.safetensors${repository.offline ? " in the cache" : ""}; models in safetensors can be ` +
        "loaded by id, a GGUF file by its path once downloaded",
    );
  }
  // Large files last, so that a wrong id or a tokenizer that cannot be used is seen early.
  wanted.sort((a, b) => Number(WEIGHTS.test(a)) - Number(WEIGHTS.test(b)) || a.localeCompare(b));
  await repository.fetch(wanted);
  return repository.directory;
}
