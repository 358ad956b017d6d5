// Datasets of the Hugging Face Hub: their list of files, and files fetched into the Hub's own cache directory, from
// which they are taken when there is no network.
import { createWriteStream } from "node:fs";
import { readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { datasetInfo, downloadFile, getHFHubCachePath, HubApiError, listFiles } from "@huggingface/hub";
import { makeDirectory } from "../directories.ts";
import { UserError } from "../errors.ts";

export interface HubOptions {
  /** Branch, tag or commit (default "main"). */
  revision?: string;
  /** Default: as the Hub's other clients, from HF_HUB_CACHE, HF_HOME, or ~/.cache/huggingface/hub. */
  cacheDirectory?: string;
}

/** One revision of a dataset. */
export interface HubDataset {
  /** Commit the revision stands for. */
  commit: string;
  /** Paths within the dataset. Without a network: only those in the cache. */
  paths: string[];
  /** True where there is no network and the cache answers. */
  offline: boolean;
  /** Path on disk of one file, fetched if it is not there yet. */
  fetch(path: string): Promise<string>;
}

/**
 * Opens dataset `id` ("owner/name"). Reads HF_ENDPOINT, HF_TOKEN and HF_HUB_OFFLINE. Throws a UserError where the
 * dataset does not exist, may not be read, or cannot be reached and is not in the cache.
 */
export async function openDataset(id: string, options: HubOptions = {}): Promise<HubDataset> {
  const { revision = "main", cacheDirectory = getHFHubCachePath() } = options;
  const hubUrl = (process.env.HF_ENDPOINT || "https://huggingface.co").replace(/\/+$/, "");
  const accessToken = process.env.HF_TOKEN || undefined;
  if (accessToken && !accessToken.startsWith("hf_")) {
    throw new UserError('HF_TOKEN is not an access token of the Hugging Face Hub: one starts with "hf_"');
  }
  const repo = { type: "dataset", name: id } as const;
  const folder = join(cacheDirectory, `datasets--${id.replace("/", "--")}`);
  const fail = (error: unknown): unknown => hubError(error, id, revision, hubUrl);

  const cached = async (why: string): Promise<HubDataset> => {
    const commit = await readIfThere(join(folder, "refs", revision));
    const snapshot = join(folder, "snapshots", commit ?? revision);
    const paths = await filesUnder(snapshot);
    if (paths.length === 0) {
      throw new UserError(
        `dataset ${id}: ${why}, and revision ${revision} is not in the cache (${folder}); ` +
          "get on a network, set HF_ENDPOINT to a mirror, or name a local file instead",
      );
    }
    return { commit: commit ?? revision, paths, offline: true, fetch: async (path) => join(snapshot, path) };
  };
  if (/^(1|true|yes|on)$/i.test(process.env.HF_HUB_OFFLINE ?? "")) return cached("HF_HUB_OFFLINE is set");

  const sizes = new Map<string, number>();
  let commit: string;
  try {
    const info = await datasetInfo({ name: id, revision, hubUrl, accessToken, additionalFields: ["sha"] });
    commit = info.sha;
    for await (const entry of listFiles({ repo, recursive: true, revision: commit, hubUrl, accessToken })) {
      if (entry.type === "file") sizes.set(entry.path, entry.size);
    }
  } catch (error) {
    if (unreachable(error)) return cached(`cannot reach ${hubUrl} (${reason(error)})`);
    throw fail(error);
  }
  const snapshot = join(folder, "snapshots", commit);
  if (revision !== commit) {
    const ref = join(folder, "refs", revision);
    await makeDirectory(dirname(ref));
    await writeFile(ref, commit);
  }

  const fetch = async (path: string): Promise<string> => {
    if (path.split(/[\\/]/).includes("..")) throw new UserError(`dataset ${id}: unsafe file name ${path}`);
    const target = join(snapshot, path);
    const size = sizes.get(path);
    if ((await stat(target).catch(() => null))?.size === size) return target;
    const part = `${target}.${process.pid}.incomplete`;
    await makeDirectory(dirname(target));
    try {
      const blob = await downloadFile({ repo, path, revision: commit, hubUrl, accessToken });
      if (!blob) throw new UserError(`dataset ${id}: ${path} is not in revision ${revision}`);
      await pipeline(Readable.fromWeb(blob.stream() as ReadableStream), createWriteStream(part));
      const got = (await stat(part)).size;
      if (got !== size) {
        throw new UserError(`dataset ${id}: ${path} came with ${got} of ${size} bytes; try again`);
      }
      await rename(part, target);
    } catch (error) {
      await rm(part, { force: true });
      throw unreachable(error)
        ? new UserError(`dataset ${id}: fetching ${path} from ${hubUrl} failed: ${reason(error)}`)
        : fail(error);
    }
    return target;
  };
  return { commit, paths: [...sizes.keys()], offline: false, fetch };
}

/** fetch() answers every failure below HTTP with a TypeError; a connection lost midway comes as "terminated". */
function unreachable(error: unknown): boolean {
  return error instanceof TypeError && /fetch failed|terminated|network/i.test(error.message);
}

function reason(error: unknown): string {
  const cause = (error as Error).cause as NodeJS.ErrnoException | undefined;
  return cause?.code ?? cause?.message ?? (error as Error).message;
}

function hubError(error: unknown, id: string, revision: string, hubUrl: string): unknown {
  if (!(error instanceof HubApiError)) return error;
  const at = `dataset ${id} (revision ${revision}) at ${hubUrl}`;
  if (error.statusCode === 404) return new UserError(`${at}: not found; check owner/name and revision`);
  if (error.statusCode === 401 || error.statusCode === 403) {
    return new UserError(
      `${at}: not found, private, or gated; check the name, or set HF_TOKEN to a token with access`,
    );
  }
  return new UserError(`${at}: the server answered with status ${error.statusCode}; try again later`);
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return (await readFile(path, "utf8")).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

async function filesUnder(directory: string): Promise<string[]> {
  try {
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    // The cache of other clients holds links to files.
    return entries
      .filter((entry) => !entry.isDirectory() && !entry.name.endsWith(".incomplete"))
      .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
