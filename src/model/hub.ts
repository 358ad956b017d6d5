// Models of the Hugging Face hub, downloaded into the cache that Python's huggingface_hub uses too.
// Environment: HF_HOME (or HF_HUB_CACHE) the cache, HF_TOKEN for private models, HF_ENDPOINT another hub,
// HF_HUB_OFFLINE=1 to use what is in the cache and nothing else.
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  downloadFileToCacheDir,
  getHFHubCachePath,
  getRepoFolderName,
  HubApiError,
  listFiles,
  modelInfo,
} from "@huggingface/hub";
import { makeDirectory } from "../directories.ts";
import { UserError } from "../errors.ts";
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

/**
 * The local directory of the model `id`, downloaded where the cache does not have its present version; without its
 * weights if they are not wanted. Without a network the version in the cache is used.
 * @throws UserError where there is no such model, no access to it, no safetensors weights, or neither network nor cache
 */
export async function downloadModel(id: string, { weights = true } = {}): Promise<string> {
  const hubUrl = process.env.HF_ENDPOINT?.replace(/\/+$/, "") || "https://huggingface.co";
  if (process.env.HF_TOKEN && !process.env.HF_TOKEN.startsWith("hf_")) {
    throw new UserError(
      "HF_TOKEN is set and does not begin with hf_; set an access token of the hub, or unset it",
    );
  }
  const access = { hubUrl, ...(process.env.HF_TOKEN ? { accessToken: process.env.HF_TOKEN } : {}) };
  const storage = join(getHFHubCachePath(), getRepoFolderName({ type: "model", name: id }));
  const reference = join(storage, "refs", "main");
  const repo = { type: "model" as const, name: id };
  if (process.env.HF_HUB_OFFLINE === "1") return cached(id, storage, reference, "HF_HUB_OFFLINE is 1");
  try {
    const { sha } = await modelInfo({ name: id, revision: "main", additionalFields: ["sha"], ...access });
    const names: string[] = [];
    for await (const entry of listFiles({ repo, revision: sha, ...access })) {
      if (entry.type === "file" && (WANTED.has(entry.path) || (weights && WEIGHTS.test(entry.path))))
        names.push(entry.path);
    }
    if (weights && !names.some((name) => WEIGHTS.test(name))) {
      throw new UserError(
        `${id}: the model at ${hubUrl}/${id} has no model.safetensors; models in safetensors can be loaded by id, ` +
          "a GGUF file by its path once downloaded",
      );
    }
    // Large files last, so that a wrong id or a tokenizer that cannot be used is seen early.
    names.sort((a, b) => Number(WEIGHTS.test(a)) - Number(WEIGHTS.test(b)) || a.localeCompare(b));
    for (const path of names) {
      await quietly(() => downloadFileToCacheDir({ repo, path, revision: sha, ...access }));
    }
    await makeDirectory(join(storage, "refs"));
    await writeFile(reference, sha);
    return join(storage, "snapshots", sha);
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (error instanceof HubApiError) {
      const hint =
        error.statusCode === 401 || error.statusCode === 403 || error.statusCode === 404
          ? "check the name; a private or gated model needs HF_TOKEN with access to it"
          : "try again later";
      throw new UserError(`${id}: ${hubUrl} answered with status ${error.statusCode}: ${hint}`);
    }
    const cause = (error as { cause?: { message?: string } }).cause?.message;
    const why = `${hubUrl} could not be reached: ${(error as Error).message}${cause ? ` (${cause})` : ""}`;
    return cached(id, storage, reference, why);
  }
}

/** The version in the cache, for want of a network. */
async function cached(id: string, storage: string, reference: string, why: string): Promise<string> {
  if (existsSync(reference)) {
    const directory = join(storage, "snapshots", (await readFile(reference, "utf8")).trim());
    if (existsSync(join(directory, "config.json"))) return directory;
  }
  throw new UserError(
    `${id}: is no file or directory here, and the model is not in the cache (${storage}); ${why}. ` +
      "Give the path of a local directory or GGUF file, or download the model where there is a network",
  );
}

/** The hub's library announces each file by console.debug, which Node writes to standard output: not ours to fill. */
async function quietly<T>(action: () => Promise<T>): Promise<T> {
  const debug = console.debug;
  console.debug = (...message: unknown[]) => console.error(...message);
  try {
    return await action();
  } finally {
    console.debug = debug;
  }
}
