// An exported directory onto the Hugging Face Hub, in one commit: a repository gets all of its files or none.
// Environment: as common/hub.ts.
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { commitIter, createRepo, deleteRepo, HubApiError, whoAmI } from "@huggingface/hub";
import { UsageError, UserError } from "../common/errors.ts";
import { hubAddress, hubToken } from "../common/hub.ts";
import { hubReference } from "../model/download.ts";
import type { ExportedFile } from "./source.ts";

export interface PushTarget {
  /** "user/name". */
  name: string;
  /** Of a repository that is made; one that is there keeps what it is. */
  visibility: "private" | "public";
}

export interface Pushed {
  repository: string;
  url: string;
  commit: string;
}

/** Access to the Hub, of which is known that it may write. */
export interface HubAccess {
  hubUrl: string;
  accessToken: string;
}

/**
 * Looks at what can be known before anything is written or sent.
 * @throws UserError without a token, with one that may not write, or for a name that is none
 */
export async function hubAccess({ name }: PushTarget): Promise<HubAccess> {
  if (hubReference(name)?.id !== name)
    throw new UsageError(`--push ${name}: a repository of the Hub is called user/name, or organization/name`);
  const hubUrl = hubAddress();
  const accessToken = await hubToken();
  if (accessToken === undefined)
    throw new UserError(
      "--push needs an access token of the Hugging Face Hub that may write: set HF_TOKEN (made at " +
        `${hubUrl}/settings/tokens); nothing was written or sent`,
    );
  const { auth } = await asked(`--push ${name}`, hubUrl, () => whoAmI({ hubUrl, accessToken }));
  if (auth.accessToken?.role === "read")
    throw new UserError(
      `--push ${name}: the access token may only read; make one that may write at ${hubUrl}/settings/tokens`,
    );
  return { hubUrl, accessToken };
}

/**
 * Sends the files of `directory` in one commit, into a repository that is made where there is none, and taken away again
 * where the commit fails.
 * @throws UserError where the Hub refuses, or is not reached
 */
export async function push(
  directory: string,
  files: readonly ExportedFile[],
  { name, visibility }: PushTarget,
  access: HubAccess,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<Pushed> {
  const { hubUrl } = access;
  const repo = { type: "model", name } as const;
  const what = `--push ${name}: the export is whole in ${directory}, but was not pushed`;
  const isNew = await asked(what, hubUrl, () => made());
  const sizes = new Map(files.map(({ path, bytes }) => [path, bytes]));
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const sent = new Map<string, number>();
  const operations = files.map(({ path }) => {
    const content = pathToFileURL(resolve(directory, path));
    return { operation: "addOrUpdate" as const, path, content };
  });
  try {
    return await asked(what, hubUrl, async () => {
      const steps = commitIter({ ...access, repo, operations, title: "Upload of pure export" });
      for (;;) {
        const { done, value } = await steps.next();
        if (done) return { repository: name, url: `${hubUrl}/${name}`, commit: value!.commit.oid };
        if (value.event !== "fileProgress" || value.state !== "uploading") continue;
        sent.set(value.path, value.progress * (sizes.get(value.path) ?? 0));
        onProgress(
          [...sent.values()].reduce((a, b) => a + b, 0),
          total,
        );
      }
    });
  } catch (error) {
    const isGone = !isNew || (await taken());
    if (isGone || !(error instanceof UserError)) throw error;
    throw new UserError(`${error.message}; an empty repository stays there`);
  }

  /** Whether the repository could be taken away. */
  function taken(): Promise<boolean> {
    return deleteRepo({ ...access, repo }).then(
      () => true,
      () => false,
    );
  }

  /** Whether the repository had to be made. */
  async function made(): Promise<boolean> {
    try {
      await createRepo({ ...access, repo, visibility });
      return true;
    } catch (error) {
      if (error instanceof HubApiError && error.statusCode === 409) return false;
      throw error;
    }
  }
}

/** What `ask` gets of the Hub. Throws a UserError that begins with `what` for what the Hub or the network refuses. */
async function asked<T>(what: string, hubUrl: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof HubApiError) {
      const { statusCode, message } = error;
      if (statusCode === 401)
        throw new UserError(
          `${what}: ${hubUrl} does not know the access token; set HF_TOKEN to one that may write`,
        );
      if (statusCode === 403)
        throw new UserError(`${what}: the access token may not write there (${message})`);
      throw new UserError(`${what}: ${hubUrl} answered with status ${statusCode}: ${message}`);
    }
    if (!(error instanceof TypeError)) throw error;
    const cause = error.cause as NodeJS.ErrnoException | undefined;
    throw new UserError(`${what}: cannot reach ${hubUrl} (${cause?.code ?? error.message})`);
  }
}
