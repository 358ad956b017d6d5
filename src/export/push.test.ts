// Pushing to the Hub, against a stub of as much of its API as a commit takes.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { UsageError, UserError } from "../common/errors.ts";
import { hubAccess, type PushTarget, push } from "./push.ts";

interface Repository {
  visibility: string;
  /** Of each commit, its files' contents. */
  commits: Record<string, string>[];
}

let server: Server;
let endpoint: string;
let root: string;
let repositories: Map<string, Repository>;
let uploads: Map<string, string>;
let tokens: Set<string | undefined>;
/** Path of a request that fails, with its status. */
let failing: [pattern: RegExp, status: number] | null;
let role: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "pure-push-"));
  server = createServer(async (request, response) => {
    const url = decodeURIComponent(new URL(request.url ?? "", "http://h").pathname);
    tokens.add(request.headers.authorization);
    let body = "";
    for await (const piece of request.setEncoding("utf8")) body += piece;
    const json = (status: number, value: unknown) =>
      response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(value));
    if (failing?.[0].test(url)) return json(failing[1], { error: "no" });
    if (url === "/api/whoami-v2") {
      const accessToken = { displayName: "t", role, createdAt: "2026-01-01" };
      return json(200, {
        type: "user",
        id: "1",
        name: "me",
        orgs: [],
        auth: { type: "access_token", accessToken },
      });
    }
    if (url === "/api/repos/create") {
      const { organization, name, visibility } = JSON.parse(body);
      const id = `${organization}/${name}`;
      if (repositories.has(id)) return json(409, { error: "You already created this model repo" });
      repositories.set(id, { visibility, commits: [] });
      return json(200, { url: `${endpoint}/${id}`, id });
    }
    if (url === "/api/repos/delete") {
      const { organization, name } = JSON.parse(body);
      repositories.delete(`${organization}/${name}`);
      return response.writeHead(200).end();
    }
    if (url.endsWith("/preupload/main")) {
      const { files } = JSON.parse(body) as { files: { path: string }[] };
      const mode = ({ path }: { path: string }) => ({
        path,
        uploadMode: path.endsWith(".json") ? "regular" : "lfs",
      });
      return json(200, { files: files.map(mode) });
    }
    if (url.endsWith(".git/info/lfs/objects/batch")) {
      const { objects } = JSON.parse(body) as { objects: { oid: string; size: number }[] };
      const upload = (oid: string) => ({ upload: { href: `${endpoint}/upload/${oid}` } });
      const answered = objects.map(({ oid, size }) => ({ oid, size, actions: upload(oid) }));
      return json(200, { transfer: "basic", objects: answered });
    }
    if (url.startsWith("/upload/")) {
      uploads.set(url.slice("/upload/".length), body);
      return response.writeHead(200).end();
    }
    const commit = /^\/api\/models\/(.+)\/commit\/main$/.exec(url);
    if (commit) {
      const files: Record<string, string> = {};
      for (const line of body.trim().split("\n")) {
        const { key, value } = JSON.parse(line);
        if (key === "file") files[value.path] = Buffer.from(value.content, value.encoding).toString("utf8");
        if (key === "lfsFile") files[value.path] = uploads.get(value.oid)!;
      }
      repositories.get(commit[1])!.commits.push(files);
      return json(200, { commitOid: "c0ffee", commitUrl: `${endpoint}/c0ffee`, hookOutput: "" });
    }
    json(404, { error: "no such path" });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(root, { recursive: true });
});

const files = { "README.md": "# Card\n", "config.json": "{}\n", "onnx/model.onnx": "x".repeat(2000) };
const target: PushTarget = { name: "me/sums", visibility: "private" };

beforeEach(() => {
  repositories = new Map();
  uploads = new Map();
  tokens = new Set();
  failing = null;
  role = "write";
  vi.stubEnv("HF_ENDPOINT", `${endpoint}/`);
  vi.stubEnv("HF_TOKEN", "hf_secret");
  vi.stubEnv("HUGGING_FACE_HUB_TOKEN", "");
  vi.stubEnv("HF_HOME", join(root, "home"));
  vi.stubEnv("HF_TOKEN_PATH", "");
});

function directory(): string {
  const path = mkdtempSync(join(root, "out-"));
  mkdirSync(join(path, "onnx"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return path;
}

const listed = Object.entries(files).map(([path, text]) => ({ path, bytes: text.length }));

async function pushed(options: Partial<PushTarget> = {}, onProgress?: (done: number, total: number) => void) {
  const to = { ...target, ...options };
  return push(directory(), listed, to, await hubAccess(to), onProgress);
}

describe("a push to the Hub", () => {
  it("makes a private repository with every file in one commit", async () => {
    const seen: number[] = [];
    const result = await pushed({}, (done, total) => seen.push(done / total));
    expect(result).toEqual({ repository: "me/sums", url: `${endpoint}/me/sums`, commit: "c0ffee" });
    expect([...repositories]).toEqual([["me/sums", { visibility: "private", commits: [files] }]]);
    expect(tokens).toEqual(new Set(["Bearer hf_secret", undefined]));
    expect(seen.at(-1)).toBeCloseTo(2007 / 2010);
  });

  it("makes a public one where asked, and adds a commit to one that is there", async () => {
    await pushed({ visibility: "public" });
    await pushed();
    expect(repositories.get("me/sums")).toEqual({ visibility: "public", commits: [files, files] });
  });

  it("takes the token from where the Hub's clients keep it", async () => {
    vi.stubEnv("HF_TOKEN", "");
    vi.stubEnv("HUGGING_FACE_HUB_TOKEN", "hf_older");
    await expect(hubAccess(target)).resolves.toMatchObject({ accessToken: "hf_older" });
    vi.stubEnv("HUGGING_FACE_HUB_TOKEN", "");
    mkdirSync(join(root, "home"), { recursive: true });
    writeFileSync(join(root, "home", "token"), "hf_stored\n");
    await expect(hubAccess(target)).resolves.toMatchObject({ accessToken: "hf_stored" });
    rmSync(join(root, "home"), { recursive: true });
  });

  it("is refused before anything is written without a token that may write, or for a name that is none", async () => {
    vi.stubEnv("HF_TOKEN", "");
    await expect(hubAccess(target)).rejects.toThrow(/set HF_TOKEN.*nothing was written or sent/);
    vi.stubEnv("HF_TOKEN", "sk-1");
    await expect(hubAccess(target)).rejects.toThrow(/starts with "hf_"/);
    vi.stubEnv("HF_TOKEN", "hf_secret");
    role = "read";
    await expect(hubAccess(target)).rejects.toThrow(/may only read/);
    failing = [/whoami/, 401];
    await expect(hubAccess(target)).rejects.toThrow(/does not know the access token/);
    await expect(hubAccess({ ...target, name: "sums" })).rejects.toThrow(UsageError);
    vi.stubEnv("HF_ENDPOINT", "http://127.0.0.1:9");
    await expect(hubAccess(target)).rejects.toThrow(/cannot reach http:\/\/127\.0\.0\.1:9 \(/);
    expect(repositories.size).toBe(0);
  });

  it.each([
    [/preupload/, 500],
    [/objects\/batch/, 403],
    [/^\/upload/, 500],
    [/commit/, 503],
  ] as const)("leaves nothing behind where %s fails", async (pattern, status) => {
    failing = [pattern, status];
    const error = await pushed().catch((caught) => caught);
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toMatch(/^--push me\/sums: the export is whole in \S+, but was not pushed: /);
    expect(repositories.size).toBe(0);
    // One that was there stays, as it was.
    failing = null;
    await pushed();
    failing = [pattern, status];
    // Uploaded before, it need not be sent again: the stub asks for it all the same.
    await expect(pushed()).rejects.toThrow(UserError);
    expect(repositories.get("me/sums")?.commits).toEqual([files]);
  });

  it("says so where the repository it made could not be taken away", async () => {
    failing = [/commit|repos\/delete/, 500];
    await expect(pushed()).rejects.toThrow(/but was not pushed: .*; an empty repository stays there$/);
  });

  it("is stopped by what watches its progress, and leaves nothing behind", async () => {
    const stop = () => {
      throw new Error("stopped");
    };
    await expect(pushed({}, stop)).rejects.toThrow(/^stopped$/);
    expect(repositories.size).toBe(0);
  });
});
