// A model of the Hugging Face Hub: how it is named, which of its files are wanted, and in which order they are fetched.
import { basename, join } from "node:path";
import { UserError } from "../common/errors.ts";
import { type HubRepository, openRepository, REVISION } from "../common/hub.ts";
import { shardStem } from "./gguf-shards.ts";
import { TOKENIZER_FILES } from "./tokenizer.ts";

const ID = String.raw`[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*`;
const REFERENCE = new RegExp(
  String.raw`^(?:(?:https:\/\/)?(?:hf\.co|huggingface\.co)\/)?(${ID})(?:@(${REVISION})|\/(?:blob|resolve|tree)\/(${REVISION})(?<!\.gguf))?(?::([\w./-]+)|\/(.+\.gguf))?$`,
);

/**
 * What `source` names on the Hub: "Qwen/Qwen3-0.6B", and of its GGUF files one by its quantization or path as llama.cpp and
 * Ollama write it, "owner/name:Q4_K_M" or "owner/name/path.gguf"; "@" and a revision may stand behind the name, and "hf.co/" or
 * the page's address before it. Null where it is no such name.
 */
export function hubReference(source: string): { id: string; revision?: string; gguf?: string } | null {
  const [, id, named, ofPage, tag, file] = REFERENCE.exec(source) ?? [];
  if (id === undefined) return null;
  const [revision, gguf] = [named ?? ofPage, tag ?? file];
  return {
    id,
    ...(revision !== undefined && revision !== "main" && { revision }),
    ...(gguf !== undefined && { gguf }),
  };
}

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
 * The local directory of the model `source` (see `hubReference`), or the path of its GGUF file (the first shard), fetched
 * where the cache does not have its present version; without its weights if they are not wanted, but a GGUF file is whole.
 * A model without safetensors is taken in GGUF: its only one, or Q4_K_M. Without a network the version in the cache is
 * used.
 * @throws UserError where there is no such model or file, no access to it, or neither network nor cache
 */
export async function downloadModel(source: string, { weights = true } = {}): Promise<string> {
  const { id, revision, gguf } = hubReference(source) ?? { id: source };
  const name = revision === undefined ? id : `${id}@${revision}`;
  const repository = await openRepository("model", id, {
    revision,
    onFetch: (path, size) => {
      if (size >= LARGE) console.error(`Fetching ${name}: ${path} (${Math.round(size / 1e6)} MB)`);
    },
  });
  const { paths } = repository;
  if (gguf === undefined && (!weights || paths.some((path) => WEIGHTS.test(path)))) {
    const wanted = paths.filter((path) => WANTED.has(path) || (weights && WEIGHTS.test(path)));
    // Large files last, so that a wrong id or a tokenizer that cannot be used is seen early.
    wanted.sort((a, b) => Number(WEIGHTS.test(a)) - Number(WEIGHTS.test(b)) || a.localeCompare(b));
    await repository.fetch(wanted);
    return repository.directory;
  }
  const shards = ggufFiles(repository, name, gguf);
  await repository.fetch([...paths.filter((path) => path === "training-problems.json"), ...shards]);
  return join(repository.directory, shards[0]);
}

/** Of the GGUF files of a repository the one wanted, by its quantization, path or name; its shards, in order. */
function ggufFiles({ paths, offline }: HubRepository, name: string, wanted: string | undefined): string[] {
  const models = new Map<string, string[]>();
  // Image encoders and importance matrices are no language models.
  for (const path of paths.filter((file) => /\.gguf$/.test(file) && !/mmproj|imatrix/i.test(file)).sort()) {
    const stem = shardStem(path);
    models.set(stem, [...(models.get(stem) ?? []), path]);
  }
  const all = [...models.entries()];
  const here = offline ? " in the cache" : "";
  if (all.length === 0)
    throw new UserError(
      `model ${name}: has no model.safetensors and no GGUF file${here}; models in these formats can be loaded by their id`,
    );
  const names = all.map(([stem, files]) =>
    files.length > 1 ? `${stem}.gguf (${files.length} shards)` : files[0],
  );
  const list = `its GGUF files${here}: ${names.slice(0, 30).join(", ")}${names.length > 30 ? ", …" : ""}`;
  const how = `name one as ${name}:Q4_K_M or ${name}/${all[0][1][0]}`;
  const fault = (what: string) => new UserError(`model ${name}: has ${what}; ${list}; ${how}`);

  if (wanted?.endsWith(".gguf")) {
    const isWanted = (path: string) => path === wanted || basename(path) === wanted;
    const file = all.filter(([, files]) => files.some(isWanted));
    if (file.length === 1) return file[0][1];
    throw fault(`${file.length === 0 ? "no" : "several"} ${wanted}`);
  }
  if (wanted === undefined && all.length === 1) return all[0][1];
  const tag = wanted ?? "Q4_K_M";
  // A word of the name: Q4_K is not Q4_K_M.
  const word = new RegExp(`(^|[-./])${tag.replaceAll(".", "\\.")}([-./]|$)`, "i");
  const found = all.filter(([stem]) => word.test(stem));
  if (found.length === 1) {
    if (wanted === undefined)
      console.error(`${name}: taking ${tag} of ${all.length} GGUF files; ${name}:Q8_0 would take another`);
    return found[0][1];
  }
  if (found.length > 1) throw fault(`several files of ${tag}`);
  throw fault(wanted === undefined ? "no model.safetensors, and no Q4_K_M to take instead" : `no ${tag}`);
}
