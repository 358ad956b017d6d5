import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { loadProblems, type ProblemOptions } from "../data/problems.ts";
import { UserError } from "./errors.ts";

const line = (question: string) => `${JSON.stringify({ question, answer: "1" })}\n`;
const FILES: Record<string, Record<string, string>> = {
  "some/maths": {
    "README.md": "x",
    "main/train-00000-of-00001.jsonl": line("train"),
    "main/test-00000-of-00001.jsonl": line("test"),
    "hard/test-00000-of-00001.jsonl": line("hard"),
  },
  "some/maths@v1.0": { "train.jsonl": line("first") },
  "some/csv": { "data.csv": "a,b" },
  "some/csv@old-one": { "data.csv": "question,answer\nold,1\n" },
  "some/csv@refs/convert/parquet": { "default/train/0000.jsonl": line("converted") },
  "some/none": { "README.md": "x" },
  "some/none@refs/convert/parquet": { "README.md": "x" },
  "some/cut": { "train.jsonl": line("cut") },
  "some/escape": { "../../evil/train.jsonl": line("evil") },
};

// As much of the Hub's API as loading a dataset takes.
let server: Server;
let endpoint: string;
let requests: string[] = [];
let tokens = new Set<string | undefined>();
let root: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "pure-hub-"));
  server = createServer((request, response) => {
    const url = decodeURIComponent(new URL(request.url ?? "", "http://h").pathname);
    requests.push(url);
    tokens.add(request.headers.authorization);
    const json = (status: number, value: unknown) => {
      response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(value));
    };
    const info = /^\/api\/datasets\/(some\/\w+)\/revision\/(.+)$/.exec(url);
    if (info) {
      const id = info[2] === "main" ? info[1] : `${info[1]}@${info[2]}`;
      if (info[1] === "some/gated") return json(401, { error: "Invalid username or password." });
      if (info[1] === "some/broken") return json(503, { error: "down" });
      if (!FILES[id]) return json(404, { error: "Repository not found" });
      return json(200, { _id: "1", id: info[1], sha: id.replace(/\W/g, "_"), lastModified: "2025-01-01" });
    }
    const of = (sha: string) =>
      Object.entries(FILES).find(([id]) => id.replace(/\W/g, "_") === sha)?.[1] ?? {};
    const tree = /^\/api\/datasets\/some\/\w+\/tree\/(\w+)$/.exec(url);
    if (tree) {
      const files = Object.entries(of(tree[1]));
      return json(
        200,
        files.map(([path, text]) => ({ type: "file", path, oid: "o", size: text.length })),
      );
    }
    const resolve = /^\/datasets\/some\/\w+\/resolve\/(\w+)\/(.+)$/.exec(url);
    if (resolve) {
      const whole = Buffer.from(of(resolve[1])[resolve[2]] ?? "");
      const body = resolve[1] === "some_cut" ? whole.subarray(0, 5) : whole;
      const headers = { ETag: '"e"', "Content-Type": "application/octet-stream" };
      const range = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? "");
      if (!range) return response.writeHead(200, headers).end(body);
      const part = body.subarray(Number(range[1]), Number(range[2]) + 1);
      const span = `bytes ${range[1]}-${range[2]}/${body.length}`;
      return response.writeHead(206, { ...headers, "Content-Range": span }).end(part);
    }
    json(404, { error: "no" });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(root, { recursive: true });
});

let cacheDirectory: string;
beforeEach(() => {
  cacheDirectory = mkdtempSync(join(root, "cache-"));
  requests = [];
  tokens = new Set();
  vi.stubEnv("HF_ENDPOINT", `${endpoint}/`);
  for (const name of ["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HF_HUB_OFFLINE"]) vi.stubEnv(name, "");
  vi.stubEnv("HF_TOKEN_PATH", join(cacheDirectory, "token"));
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const load = (id: string, options: ProblemOptions = {}) => loadProblems(id, { cacheDirectory, ...options });
async function failure(id: string, options: ProblemOptions = {}): Promise<string> {
  const error = await load(id, options).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  return error.message;
}

describe("datasets of the Hub", () => {
  it("are fetched once, into the cache of the Hub's other clients", async () => {
    const { problems, report } = await load("some/maths");
    expect(problems.map((problem) => problem.prompt)).toEqual(["train"]);
    expect(report).toMatchObject({ config: "main", split: "train", commit: "some_maths" });
    expect(readdirSync(join(cacheDirectory, "datasets--some--maths")).sort()).toEqual(["refs", "snapshots"]);
    requests = [];
    await load("some/maths");
    expect(requests.some((url) => url.includes("/resolve/"))).toBe(false);
  });

  it("have splits and configs", async () => {
    const hard = await load("some/maths", { config: "hard" });
    expect(hard.problems[0].prompt).toBe("hard");
    expect((await load("some/maths", { split: "test" })).problems[0].prompt).toBe("test");
    expect(await failure("some/maths", { split: "dev" })).toBe(
      'dataset some/maths: no split "dev"; there are test, train',
    );
  });

  it("are read at a revision, by the option or behind the name", async () => {
    const named = await load("some/maths@v1.0");
    expect(named.problems[0].prompt).toBe("first");
    expect(named.report.commit).toBe("some_maths_v1_0");
    expect((await load("some/maths", { revision: "v1.0" })).problems[0].prompt).toBe("first");
    for (const name of ["some/maths", "some/maths@main"])
      expect((await load(name)).problems[0].prompt).toBe("train");
    vi.stubEnv("HF_HUB_OFFLINE", "1");
    expect((await load("some/maths@v1.0")).problems[0].prompt).toBe("first");
    expect(await failure("some/maths@v9")).toMatch(/dataset some\/maths: .* revision v9 is not in the cache/);
    expect(await failure("some/maths@")).toMatch(/no such file .* owner\/name@revision/);
  });

  it("come from the Hub's Parquet copy where they have no readable file", async () => {
    const { problems, report } = await load("some/csv");
    expect(problems[0].prompt).toBe("converted");
    expect(report.notes.join()).toContain("Parquet copy");
    expect((await load("some/csv@main")).problems[0].prompt).toBe("converted");
    // Which is of the main branch.
    expect((await load("some/csv@old-one")).problems[0].prompt).toBe("old");
    expect(await failure("some/none")).toMatch(/dataset some\/none: no \.json/);
  });

  it("are read from the cache without a network, as far as it goes", async () => {
    await load("some/maths");
    vi.stubEnv("HF_ENDPOINT", "http://127.0.0.1:9");
    const { problems, report } = await load("some/maths");
    expect(problems[0].prompt).toBe("train");
    expect(report.notes.join()).toContain("from the cache, commit some_maths");
    expect(await failure("some/maths", { split: "test" })).toContain('no split "test"; there are train');
    expect(await failure("some/other")).toMatch(/cannot reach http:\/\/127\.0\.0\.1:9 .*not in the cache/);
    vi.stubEnv("HF_ENDPOINT", endpoint);
    vi.stubEnv("HF_HUB_OFFLINE", "1");
    requests = [];
    expect((await load("some/maths")).problems).toHaveLength(1);
    expect(await failure("some/csv")).toContain("HF_HUB_OFFLINE is set");
    vi.stubEnv("HF_HUB_OFFLINE", "");
    expect((await load("some/maths", { offline: true })).problems).toHaveLength(1);
    expect(await failure("some/csv", { offline: true })).toContain("the network is not asked");
    expect(requests).toEqual([]);
  });

  it("are asked for with the user's token", async () => {
    vi.stubEnv("HF_TOKEN", "hf_secret");
    await load("some/maths");
    expect([...tokens]).toEqual(["Bearer hf_secret"]);
    vi.stubEnv("HF_TOKEN", "");
    vi.stubEnv("HUGGING_FACE_HUB_TOKEN", "hf_older");
    await load("some/maths");
    vi.stubEnv("HUGGING_FACE_HUB_TOKEN", "");
    writeFileSync(join(cacheDirectory, "token"), "hf_stored\n");
    await load("some/maths");
    expect([...tokens]).toEqual(["hf_secret", "hf_older", "hf_stored"].map((token) => `Bearer ${token}`));
    writeFileSync(join(cacheDirectory, "token"), "stored");
    expect(await failure("some/maths")).toMatch(/cache-\w+\/token is not an access token/);
    vi.stubEnv("HF_TOKEN", "secret");
    const message = await failure("some/maths");
    expect(message).toContain("HF_TOKEN is not an access token");
    expect(message).not.toContain("secret");
  });

  it("that cannot be had say why", async () => {
    expect(await failure("some/missing")).toMatch(/dataset some\/missing \(revision main\) .* not found/);
    expect(await failure("some/maths", { revision: "v9" })).toMatch(/revision v9.*not found/);
    expect(await failure("some/gated")).toMatch(/private, or gated; .* HF_TOKEN/);
    expect(await failure("some/broken")).toMatch(/status 503/);
  });

  it("never leave a cut file in the cache, nor write outside it", async () => {
    expect(await failure("some/cut")).toMatch(/train\.jsonl came with 5 of \d+ bytes/);
    const files = readdirSync(join(cacheDirectory, "datasets--some--cut"), { recursive: true });
    expect(files.filter((name) => String(name).includes("train"))).toEqual([]);
    // What is not whole does not stand for the revision.
    expect(files.filter((name) => String(name).startsWith("refs"))).toEqual([]);
    expect(await failure("some/escape")).toMatch(/unsafe file name/);
  });

  it("give way to a file or directory of that name", async () => {
    const directory = join(root, "some");
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, "train.jsonl"), line("local"));
    expect((await load(directory)).problems[0].prompt).toBe("local");
  });
});
