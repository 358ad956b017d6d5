// Models from where they lie (a Hugging Face directory, a GGUF file, the hub) into memory, and back into a
// Hugging Face directory.
import { existsSync } from "node:fs";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { UserError } from "../common/errors.ts";
import { ifThere } from "../common/if-there.ts";
import { readMemory } from "../common/machine.ts";
import type { ModelConfig } from "./config.ts";
import { restoreDirectory, writeDirectory } from "./directory.ts";
import { downloadModel, hubReference } from "./download.ts";
import { resemblance } from "./families/resemblance.ts";
import type { FloatType } from "./floats.ts";
import { GgufFile } from "./gguf.ts";
import { checkGgufTensors, ggufConfig, readGgufParameters } from "./gguf-model.ts";
import { ggufTokenizer } from "./gguf-tokenizer.ts";
import {
  type GenerationDefaults,
  parseGeneration,
  parseModelConfig,
  toConfigText,
  toGenerationJson,
  UnknownArchitecture,
} from "./huggingface.ts";
import { initializeTensor } from "./initialize.ts";
import { Parameters, parameterBytes, parameterCount } from "./parameters.ts";
import type { Json } from "./reader.ts";
import { readParameters, SafetensorsFile, type WriteOptions, writeSafetensors } from "./safetensors.ts";
import { templateProcess } from "./template-process.ts";
import { createTokenizer, TOKENIZER_FILES, type Tokenizer } from "./tokenizer.ts";

/** A model in memory. */
export interface Model {
  config: ModelConfig;
  parameters: Parameters;
  tokenizer: Tokenizer;
  generation: GenerationDefaults;
}

export interface LoadedModel extends Model {
  /** Where it came from: the path or id given, the local path read, and of what kind that is. */
  source: { given: string; path: string; kind: "directory" | "gguf" | "hub" };
}

export interface LoadOptions {
  /** Directory of a Hugging Face tokenizer to use in place of the model's own. */
  tokenizer?: string;
  /** The head wanted; by default the checkpoint's own. A classification head that is not there is initialised. */
  head?: "lm" | { labels: number };
  /** For the head's initial weights. */
  seed?: number;
  /** Refuse a checkpoint without the classification head wanted, in the place of initialising one. */
  trainedHead?: boolean;
  /** The layers' matrices as float16, of a model whose own weights nothing trains. By default all is float32. */
  halved?: boolean;
}

/**
 * Loads a model.
 * @param source a Hugging Face directory, a .gguf file (of shards, any), or a name of the Hugging Face hub: an id
 *   ("Qwen/Qwen2.5-0.5B"), or a GGUF file of one (`hubReference`)
 * @throws UserError where there is none, or it is not supported, incomplete or damaged
 */
export async function loadModel(source: string, options: LoadOptions = {}): Promise<LoadedModel> {
  await restoreDirectory(source);
  const { path, kind, isGguf } = await located(source);
  const file = isGguf ? await GgufFile.open(path) : null;
  try {
    const { stored, texts } = await (file ? openGguf(file) : openDirectory(path));
    const config = withHead(stored, options, path);
    const { tokenizer, generation } = await texts(options.tokenizer);
    // Before room is made for what the metadata says.
    if (file) checkGgufTensors(file, config);
    const parameters = roomFor(config, path, options.halved);
    const optional = new Set(initializeHead(stored, parameters, options.seed));
    // Checkpoints of some trainers have no bias on the score: zero then.
    if (stored.head.type === "classification") optional.add("score.bias");
    if (file) await readGgufParameters(file, parameters);
    else await readWeights(path, parameters, { optional });
    const { eosIds } = tokenizer;
    checkEos(tokenizer, config, path);
    const from = { given: source, path, kind };
    return { config, parameters, tokenizer, generation: { ...generation, eosIds }, source: from };
  } finally {
    await file?.close();
  }
}

/**
 * What is known of a model without its weights: its tokenizer, and the longest sequence it takes (null: its directory
 * does not say). Its architecture need not be one that is computed here.
 * @param source a Hugging Face directory, or an id of the Hugging Face hub
 * @throws UserError where there is none, or its tokenizer cannot be read
 */
export async function loadTokenizer(
  source: string,
  tokenizer?: string,
): Promise<{ tokenizer: Tokenizer; maxPositions: number | null }> {
  const wanted = "a Hugging Face directory with a tokenizer";
  if (existsSync(source) && (await stat(source)).isFile())
    throw new UserError(`${source}: is a file; expected ${wanted}, or an id such as Qwen/Qwen3-8B`);
  if (hubReference(source)?.gguf !== undefined && !existsSync(source))
    throw new UserError(`${source}: names a GGUF file; expected ${wanted}, or an id such as Qwen/Qwen3-8B`);
  const { path: directory } = await located(source, { weights: false, wanted });
  const config = await readJson(directory, "config.json");
  if (tokenizer === undefined && !existsSync(join(directory, "tokenizer.json")))
    await refuseOther(directory, config);
  const positions = config.json?.max_position_embeddings;
  return {
    tokenizer: (await readTexts(directory, config, tokenizer)).tokenizer,
    maxPositions: typeof positions === "number" ? positions : null,
  };
}

/**
 * A model's architecture, without its weights.
 * @param source as in `loadModel`
 */
export async function loadModelConfig(source: string): Promise<ModelConfig> {
  const { path, isGguf } = await located(source, { weights: false });
  if (!isGguf) return (await openDirectory(path)).stored;
  const file = await GgufFile.open(path);
  try {
    return await ggufConfig(file);
  } finally {
    await file.close();
  }
}

type Texts = Pick<Model, "tokenizer" | "generation">;

/** A model's shape as it is stored, and what reads its texts, where they do not lie elsewhere. */
interface OpenModel {
  stored: ModelConfig;
  texts(tokenizer?: string): Promise<Texts>;
}

async function openDirectory(directory: string): Promise<OpenModel> {
  const config = await readJson(directory, "config.json");
  await refuseOther(directory, config);
  const { json, where } = config;
  if (json === undefined)
    throw new UserError(`${where}: missing; the directory of a Hugging Face model has one`);
  try {
    const stored = parseModelConfig(json, where);
    return { stored, texts: (tokenizer) => readTexts(directory, config, tokenizer) };
  } catch (error) {
    if (!(error instanceof UnknownArchitecture)) throw error;
    throw new UserError(`${error.message}. ${resemblance(json, await weightNames(directory))}`);
  }
}

/** The tokenizer of a directory, or another, and how its model likes to be sampled; `config` is its config.json. */
async function readTexts(directory: string, config: JsonFile, tokenizer = directory): Promise<Texts> {
  const generation = parseGeneration([await readJson(directory, "generation_config.json"), config]);
  return { generation, tokenizer: await readTokenizer(tokenizer, generation.eosIds) };
}

async function openGguf(file: GgufFile): Promise<OpenModel> {
  const texts = async (directory?: string): Promise<Texts> => {
    if (directory !== undefined) {
      const tokenizer = await readTokenizer(directory);
      return { tokenizer, generation: { eosIds: tokenizer.eosIds } };
    }
    const { files, generation } = ggufTokenizer(file);
    const { eosIds } = generation;
    const tokenizer = createTokenizer(files, { eosIds, where: file.path, templates: templateProcess });
    return { tokenizer, generation };
  };
  return { stored: await ggufConfig(file), texts };
}

/** Throws a UserError where it is known what a directory is that is no model's, with what to give in its place. */
async function refuseOther(directory: string, { json }: JsonFile): Promise<void> {
  if (json?.model_type !== undefined || json?.architectures !== undefined) return;
  const names = existsSync(directory) ? await readdir(directory) : [];
  const gguf = names.filter((name) => name.endsWith(".gguf")).sort()[0];
  const other = names.includes("checkpoints")
    ? `is the directory of a run; give one of its checkpoints, ${join(directory, "checkpoints", "STEP")}`
    : names.includes("adapter_config.json")
      ? "holds an adapter without its model; give the two merged, as a checkpoint has them and pure export --format hf writes them"
      : gguf !== undefined && `is the directory of a GGUF file; give that: ${join(directory, gguf)}`;
  if (other) throw new UserError(`${directory}: ${other}`);
}

/** Names of the tensors of a directory; null where it has no weights that can be read. */
async function weightNames(directory: string): Promise<string[] | null> {
  try {
    const files = await openWeights(directory);
    for (const file of files) await file.close();
    return files.flatMap(({ tensors }) => [...tensors.keys()]);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

/** Where a model lies, fetched if it is of the hub. Throws a UserError where there is none, or a file of another kind. */
async function located(
  source: string,
  { weights = true, wanted = "a Hugging Face directory, a .gguf file" } = {},
): Promise<{ path: string; kind: LoadedModel["source"]["kind"]; isGguf: boolean }> {
  if (existsSync(source)) {
    const isFile = (await stat(source)).isFile();
    if (isFile) await refuseLatest(source);
    if (isFile && !source.endsWith(".gguf"))
      throw new UserError(
        `${source}: is a file, but no .gguf; give a GGUF file, or the directory of a Hugging Face model (${dirname(source)}?)`,
      );
    return { path: source, kind: isFile ? "gguf" : "directory", isGguf: isFile };
  }
  // A file's path within the Hub reads as one here does.
  const reference = source.endsWith(".gguf") && existsSync(dirname(source)) ? null : hubReference(source);
  if (reference !== null) {
    const path = await downloadModel(source, { weights });
    return { path, kind: "hub", isGguf: path.endsWith(".gguf") };
  }
  throw new UserError(
    `${source}: no such file or directory; expected ${wanted}, or an id such as Qwen/Qwen3-8B`,
  );
}

/** Throws a UserError where `source` is the file in which a run keeps the name of its last checkpoint. */
export async function refuseLatest(source: string): Promise<void> {
  if (basename(source) !== "latest") return;
  const name = (await readFile(source, "utf8")).trim();
  if (!/^\d+$/.test(name)) return;
  const checkpoint = join(dirname(source), name);
  throw new UserError(`${source}: is a file that names the run's last checkpoint; give that: ${checkpoint}`);
}

/** Room for a model's weights. Throws a UserError where there is not so much. */
function roomFor(config: ModelConfig, where: string, halved = false): Parameters {
  const count = parameterCount(config);
  const bytes = parameterBytes(config, halved);
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  const needed = `${where}: its ${(count / 1e9).toFixed(2)} G parameters take ${gigabytes(bytes)}${halved ? ", its layers' in float16" : " in float32"}`;
  const { total, limit } = readMemory();
  if (bytes > (limit ?? total))
    throw new UserError(
      `${needed}, and there are ${gigabytes(limit ?? total)} of memory; take a smaller model, or a server's (docs/cluster.md)`,
    );
  try {
    return new Parameters(config, { halved });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const why =
      count < 2 ** 32
        ? "the system gives no more memory"
        : `one array of Node ${process.version} holds 4.29 G numbers at most; Node 22 takes more`;
    throw new UserError(`${needed}, and ${why}`);
  }
}

/** Reads the tokenizer of a Hugging Face directory. */
export async function readTokenizer(directory: string, eosIds: readonly number[] = []): Promise<Tokenizer> {
  const files = new Map<string, string>();
  for (const name of TOKENIZER_FILES) {
    const text = await ifThere(readFile(join(directory, name), "utf8"));
    if (text !== null) files.set(name, text);
  }
  return createTokenizer(files, { eosIds, where: directory, templates: templateProcess });
}

/** Throws a UserError for an id that no response of the model could end with. */
function checkEos({ eosIds, vocabSize }: Tokenizer, config: ModelConfig, where: string): void {
  const beyond = eosIds.find((id) => !(id >= 0 && id < config.vocabSize));
  if (beyond !== undefined && config.head.type === "lm")
    throw new UserError(
      `${where}: the end-of-text id ${beyond} is beyond the model's vocabulary of ${config.vocabSize} tokens (its ` +
        `tokenizer has ${vocabSize}); mend eos_token_id of generation_config.json or config.json, or eos_token of the tokenizer`,
    );
}

function withHead(stored: ModelConfig, { head, trainedHead }: LoadOptions, where: string): ModelConfig {
  const held = stored.head.type === "lm" ? null : stored.head.labels;
  const labels = head === undefined ? held : head === "lm" ? null : head.labels;
  if (labels === held) return stored;
  const refused =
    labels === null
      ? // With tied embeddings there would be a head, of a model that has learnt to classify.
        "holds a classification model (a process reward model, a critic), not a language model; give the model that it was made from"
      : held !== null
        ? `its classification head has ${held} labels, not ${labels}`
        : trainedHead &&
          `holds a language model, not a classification model of ${labels} labels; \`pure prm train\` makes one of it`;
  if (refused) throw new UserError(`${where}: ${refused}`);
  return { ...stored, head: { type: "classification", labels: labels as number } };
}

/** Initialises a head that the checkpoint does not have; returns the names of its tensors. */
function initializeHead(stored: ModelConfig, parameters: Parameters, seed = 0): string[] {
  if (stored.head.type === "classification" || parameters.config.head.type === "lm") return [];
  const names = ["score.weight", "score.bias"];
  for (const name of names) initializeTensor(parameters, name, seed);
  return names;
}

/** Reads the weights of a Hugging Face directory, one file or shards, as `readParameters` does. */
export async function readWeights(
  directory: string,
  parameters: Parameters,
  options: { optional?: ReadonlySet<string> } = {},
): Promise<void> {
  const files = await openWeights(directory);
  try {
    await readParameters(files, parameters, options);
  } finally {
    for (const file of files) await file.close();
  }
}

/** The safetensors files of a directory: one, or the shards its index names. */
async function openWeights(directory: string): Promise<SafetensorsFile[]> {
  const single = join(directory, "model.safetensors");
  if (existsSync(single)) return [await SafetensorsFile.open(single)];
  const { json: index, where } = await readJson(directory, "model.safetensors.index.json");
  if (index === undefined) {
    throw new UserError(
      `${directory}: has neither model.safetensors nor model.safetensors.index.json; ` +
        "other formats of weights (pytorch_model.bin) become safetensors by save_pretrained of transformers",
    );
  }
  const names = [...new Set(Object.values((index.weight_map ?? {}) as Record<string, string>))].sort();
  if (names.length === 0 || names.some((name) => typeof name !== "string" || name.includes("/"))) {
    throw new UserError(`${where}: weight_map names no files of this directory`);
  }
  const files: SafetensorsFile[] = [];
  try {
    for (const name of names) files.push(await SafetensorsFile.open(join(directory, name)));
  } catch (error) {
    for (const file of files) await file.close();
    throw error;
  }
  return files;
}

/** The object in a JSON file, which may not be there. */
interface JsonFile {
  json: Json | undefined;
  where: string;
}

async function readJson(directory: string, name: string): Promise<JsonFile> {
  const where = join(directory, name);
  const text = await ifThere(readFile(where, "utf8"));
  try {
    return { json: text === null ? undefined : JSON.parse(text), where };
  } catch (error) {
    throw new UserError(`${where}: is not JSON: ${(error as Error).message}`);
  }
}

/**
 * Saves a model as a Hugging Face directory that `transformers` loads, all or nothing: where it fails, an earlier
 * directory of that name is as it was.
 */
export async function saveModel(directory: string, model: Model): Promise<void> {
  await writeDirectory(directory, (temporary) => writeModel(temporary, model));
}

/**
 * Writes the files of a model into a directory that exists: for a caller that adds files of its own. `weights` gives
 * each tensor when it is written, where it is not the model's own. Errors as in `writeSafetensors`.
 */
export async function writeModel(
  directory: string,
  model: Model,
  weights: (name: string) => Float32Array | Promise<Float32Array> = (name) => model.parameters.values(name),
  options: WriteOptions = {},
): Promise<void> {
  await writeModelFiles(directory, model, options.type);
  const { parameters } = model;
  // Several stored tensors in a row may be of one parameter, of its experts.
  let last: { name: string; data: Float32Array } | null = null;
  const read = async (name: string): Promise<Float32Array> => {
    if (last?.name !== name) last = { name, data: await weights(name) };
    return last.data;
  };
  const tensors = parameters.stored.map((stored) => ({
    ...{ name: stored.name, shape: stored.shape },
    data: () => parameters.storedData(stored, read),
  }));
  await writeSafetensors(directory, tensors, options);
}

/** The files of a model but for its weights, which are in `type`. */
export async function writeModelFiles(
  directory: string,
  { config, tokenizer, generation }: Model,
  type?: FloatType,
): Promise<void> {
  const write = (name: string, content: string) => writeFile(join(directory, name), content);
  await write("config.json", toConfigText(config, generation, type));
  await write("generation_config.json", `${JSON.stringify(toGenerationJson(generation), null, 2)}\n`);
  for (const [name, content] of tokenizer.files) await write(name, content);
}
