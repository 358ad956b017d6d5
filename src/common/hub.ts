// Datasets and models of the Hugging Face Hub: their list of files, and files fetched into the Hub's own cache directory,
// from which they are taken when there is no network. Environment: HF_HOME or HF_HUB_CACHE the cache, HF_TOKEN (or
// HUGGING_FACE_HUB_TOKEN, or the file that `hf auth login` writes) for what is private or gated, HF_ENDPOINT another hub,
// HF_HUB_OFFLINE=1 for what is in the cache and nothing else.
import { createWriteStream, existsSync } from "node:fs";
import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import {
  datasetInfo,
  downloadFile,
  getHFHubCachePath,
  getRepoFolderName,
  HubApiError,
  listFiles,
  modelInfo,
} from "@huggingface/hub";
import { filesUnder, makeDirectory } from "./directories.ts";
import { UserError } from "./errors.ts";
import { ifThere } from "./if-there.ts";

export interface HubOptions {
  /** Branch, tag or commit (default "main"). */
  revision?: string;
  /** Default: as the Hub's other clients, from HF_HUB_CACHE, HF_HOME, or ~/.cache/huggingface/hub. */
  cacheDirectory?: string;
  /** Take what is in the cache and ask nobody; as HF_HUB_OFFLINE=1 does. */
  offline?: boolean;
  /** Told of each file that is fetched, before it is; size in bytes. */
  onFetch?: (path: string, size: number) => void;
}

/** A revision as it stands behind a name, "owner/name@v1.0": branch, tag, commit, or "refs/pr/3"; none begins with a dot. */
export const REVISION = String.raw`(?:refs\/\w+\/)?\w[\w.-]*`;

/** What of each kind may lie on disk instead. */
const LOCAL = { dataset: "file or directory", model: "directory or GGUF file" };

/** One revision of a dataset or model. */
export interface HubRepository {
  /** Commit the revision stands for. */
  commit: string;
  /** Directory of the commit's files in the cache. */
  directory: string;
  /** Paths within the repository. Without a network: only those in the cache. */
  paths: string[];
  /** True where there is no network and the cache answers. */
  offline: boolean;
  /**
   * Paths on disk of these files, fetched one after another where they are not there yet. Only once all are there does
   * the revision stand for this commit without a network.
   */
  fetch(paths: readonly string[]): Promise<string[]>;
}

/**
 * Opens `id` ("owner/name"). Reads HF_ENDPOINT, HF_HUB_OFFLINE and the user's token. Throws a UserError where it does not exist,
 * may not be read, or cannot be reached and is not in the cache.
 */
export async function openRepository(
  type: keyof typeof LOCAL,
  id: string,
  options: HubOptions = {},
): Promise<HubRepository> {
  const { revision = "main", cacheDirectory = getHFHubCachePath(), onFetch = () => {} } = options;
  const hubUrl = hubAddress();
  const repo = { type, name: id } as const;
  const folder = join(cacheDirectory, getRepoFolderName(repo));
  const reference = join(folder, "refs", revision);
  const what = `${type} ${id}`;

  const cached = async (why: string): Promise<HubRepository> => {
    const commit = (await ifThere(readFile(reference, "utf8")))?.trim() ?? revision;
    const directory = join(folder, "snapshots", commit);
    // The cache of other clients holds links to files.
    const all = (await ifThere(filesUnder(directory))) ?? [];
    const paths = all.filter((path) => !path.endsWith(".incomplete"));
    if (paths.length === 0) {
      const local = LOCAL[type];
      throw new UserError(
        `${what}: no ${local} of that name is here; ${why}, and revision ${revision} is not in the cache ` +
          `(${folder}); get on a network, set HF_ENDPOINT to a mirror, or name a local ${local} instead`,
      );
    }
    const fetch = async (wanted: readonly string[]) => wanted.map((path) => join(directory, path));
    return { commit, directory, paths, offline: true, fetch };
  };
  if (options.offline || hubIsOff())
    return cached(options.offline ? "the network is not asked" : "HF_HUB_OFFLINE is set");

  const accessToken = await hubToken();
  const sizes = new Map<string, number>();
  let commit: string;
  try {
    const asked = { name: id, revision, hubUrl, accessToken, additionalFields: ["sha" as const] };
    commit = (await (type === "model" ? modelInfo(asked) : datasetInfo(asked))).sha;
    for await (const entry of listFiles({ repo, recursive: true, revision: commit, hubUrl, accessToken })) {
      if (entry.type === "file") sizes.set(entry.path, entry.size);
    }
  } catch (error) {
    if (unreachable(error)) return cached(`cannot reach ${hubUrl} (${reason(error)})`);
    throw hubError(error, what, revision, hubUrl);
  }
  const directory = join(folder, "snapshots", commit);

  const fetchOne = async (path: string): Promise<string> => {
    if (path.split(/[\\/]/).includes("..")) throw new UserError(`${what}: unsafe file name ${path}`);
    const target = join(directory, path);
    const size = sizes.get(path);
    if (size === undefined) throw new UserError(`${what}: ${path} is not in revision ${revision}`);
    if ((await stat(target).catch(() => null))?.size === size) return target;
    const part = `${target}.${process.pid}.incomplete`;
    await makeDirectory(dirname(target));
    onFetch(path, size);
    try {
      const blob = await downloadFile({ repo, path, revision: commit, hubUrl, accessToken });
      if (!blob) throw new UserError(`${what}: ${path} is not in revision ${revision}`);
      await pipeline(Readable.fromWeb(blob.stream() as ReadableStream), createWriteStream(part));
      const got = (await stat(part)).size;
      if (got !== size) throw new UserError(`${what}: ${path} came with ${got} of ${size} bytes; try again`);
      await rename(part, target);
    } catch (error) {
      await rm(part, { force: true });
      throw unreachable(error)
        ? new UserError(`${what}: fetching ${path} from ${hubUrl} failed: ${reason(error)}`)
        : hubError(error, what, revision, hubUrl);
    }
    return target;
  };
  const fetch = async (wanted: readonly string[]): Promise<string[]> => {
    const files: string[] = [];
    for (const path of wanted) files.push(await fetchOne(path));
    if (revision !== commit) {
      await makeDirectory(dirname(reference));
      await writeFile(reference, commit);
    }
    return files;
  };
  return { commit, directory, paths: [...sizes.keys()], offline: false, fetch };
}

/** Where the Hub is. */
export const hubAddress = () => (process.env.HF_ENDPOINT || "https://huggingface.co").replace(/\/+$/, "");

/** Whether the environment says that the Hub is not to be asked. */
export const hubIsOff = () => /^(1|true|yes|on)$/i.test(process.env.HF_HUB_OFFLINE ?? "");

/**
 * The user's access token, where the Hub's clients look for it; undefined where there is none.
 * @throws UserError for what is no token
 */
export async function hubToken(): Promise<string | undefined> {
  const { env } = process;
  const name = ["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"].find((key) => env[key]);
  const home = env.HF_HOME || join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "huggingface");
  const path = env.HF_TOKEN_PATH || join(home, "token");
  const text = name ? env[name] : await ifThere(readFile(path, "utf8"));
  const token = text?.trim();
  if (token && !token.startsWith("hf_"))
    throw new UserError(
      `${name ?? path} is not an access token of the Hugging Face Hub: one starts with "hf_"`,
    );
  return token || undefined;
}

/** Whether anything of `id` was ever fetched into the cache. */
export function isCached(type: keyof typeof LOCAL, id: string): boolean {
  return existsSync(join(getHFHubCachePath(), getRepoFolderName({ type, name: id }), "snapshots"));
}

/** fetch() answers every failure below HTTP with a TypeError; a connection lost midway comes as "terminated". */
function unreachable(error: unknown): boolean {
  return error instanceof TypeError && /fetch failed|terminated|network/i.test(error.message);
}

function reason(error: unknown): string {
  const cause = (error as Error).cause as NodeJS.ErrnoException | undefined;
  return cause?.code ?? cause?.message ?? (error as Error).message;
}

function hubError(error: unknown, what: string, revision: string, hubUrl: string): unknown {
  if (!(error instanceof HubApiError)) return error;
  const at = `${what} (revision ${revision}) at ${hubUrl}`;
  if (error.statusCode === 404) return new UserError(`${at}: not found; check owner/name and revision`);
  if (error.statusCode === 401 || error.statusCode === 403) {
    return new UserError(
      `${at}: not found, private, or gated; check the name, or set HF_TOKEN to a token with access (or log in with \`hf auth login\`)`,
    );
  }
  return new UserError(`${at}: the server answered with status ${error.statusCode}; try again later`);
}
