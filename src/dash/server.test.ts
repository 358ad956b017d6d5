// What the server answers, and whom; `npm run build` first, for it serves the pages of dist/web.
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hostile, metricsLine, writeSummedRun, writeWideStep } from "../../tests/dash-runs.ts";
import type { RolloutRecord } from "../train/runs/records.ts";
import { type Dash, startDash } from "./server.ts";
import type { Lines, RunDetails, RunFacts, ShownGroup, StepIndex } from "./types.ts";

let root: string;
let dash: Dash;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "pure-dash-"));
  mkdirSync(join(root, "runs"));
  writeSummedRun(join(root, "runs", "one"));
  writeFileSync(join(root, "secret.jsonl"), "secret\n");
  dash = await startDash({ directory: join(root, "runs") });
});
afterEach(async () => {
  await dash.close();
  rmSync(root, { recursive: true });
});

interface Answer {
  status: number;
  text: string;
  headers: NodeJS.Dict<string | string[]>;
}

/** Asks with headers that fetch would not let through. */
function ask(
  path: string,
  headers: Record<string, string> = {},
  method = "GET",
  at = dash.url,
  body = "",
): Promise<Answer> {
  const { hostname, port } = new URL(at);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path, method, headers, agent: false }, (answer) => {
      let text = "";
      answer.on("data", (chunk) => {
        text += chunk;
      });
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text, headers: answer.headers }));
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

const get = async <T>(path: string): Promise<T> => JSON.parse((await ask(path)).text) as T;
const append = (text: string) => appendFileSync(join(root, "runs", "one", "metrics.jsonl"), text);

describe("who may ask", () => {
  it("refuses another Host, another site's Origin, what is not GET, and fetches of other sites", async () => {
    const { host } = new URL(dash.url);
    expect((await ask("/api/runs")).status).toBe(200);
    expect((await ask("/api/runs", { host: "localhost:1" })).status).toBe(200);
    for (const [headers, what] of [
      [{ host: "evil.example" }, "evil.example"],
      [{ host: "127.0.0.1.evil.example" }, "Host"],
      [{ origin: "http://evil.example" }, "another site"],
      [{ origin: "null" }, "another site"],
      [{ origin: `https://${host}` }, "another site"],
      [{ "sec-fetch-site": "cross-site" }, "another site"],
    ] as const) {
      const answer = await ask("/api/runs", headers as unknown as Record<string, string>);
      expect(answer.status, JSON.stringify(headers)).toBe(403);
      expect(answer.text).toContain(what);
      expect(answer.headers["content-security-policy"]).toContain("default-src 'none'");
    }
    expect((await ask("/api/runs", { origin: `http://${host}` })).status).toBe(200);
    for (const method of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE"])
      expect([method, (await ask("/api/runs", {}, method)).status]).toEqual([method, 405]);
    for (const host of ["localhost.evil.example:80", "2130706433"])
      expect([host, (await ask("/", { host })).status]).toEqual([host, 403]);
    // No address at all, to which Node's server says so.
    expect([400, 403]).toContain((await ask("/", { host: "[::1].evil.example" })).status);
    // Pages of other ports of this machine are other sites too.
    expect((await ask("/api/runs", { origin: "http://127.0.0.1:1" })).status).toBe(403);
    expect((await ask("/api/runs", { "sec-fetch-site": "same-site" })).status).toBe(403);
  });

  it("takes a prompt to try from its own page alone, as JSON, and no other post", async () => {
    const { host } = new URL(dash.url);
    const own = { origin: `http://${host}`, "content-type": "application/json" };
    const post = (headers: Record<string, string>, body = "{}", path = "/api/try") =>
      ask(path, headers, "POST", dash.url, body);
    const answer = await post(own);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toMatchObject({ type: "fault", side: null });
    expect((await post({ "content-type": own["content-type"] })).status).toBe(403);
    for (const headers of [
      { ...own, origin: "http://evil.example" },
      { ...own, origin: "null" },
      { ...own, host: "evil.example", origin: "http://evil.example" },
      { ...own, "sec-fetch-site": "cross-site" },
    ])
      expect((await post(headers)).status, JSON.stringify(headers)).toBe(403);
    expect((await post({ ...own, "content-type": "text/plain" })).status).toBe(415);
    // Its connection may be closed before all is sent.
    const large = await post(own, `"${"x".repeat(300_000)}"`).catch(() => ({ status: 413 }));
    expect(large.status).toBe(413);
    expect((await post(own, "not JSON")).text).toContain('"fault"');
    for (const path of ["/api/runs", "/api/try/", "/api/checkpoints"])
      expect((await post(own, "{}", path)).status, path).toBe(405);
    expect((await ask("/api/try", own, "PUT")).status).toBe(405);
    expect((await ask("/api/try")).status).toBe(404);
    const training = await startDash({ directory: join(root, "runs"), trials: null });
    const there = { ...own, origin: `http://${new URL(training.url).host}` };
    expect(await ask("/api/try", there, "POST", training.url, "{}")).toMatchObject({ status: 409 });
    await training.close();
    const open = await startDash({ directory: join(root, "runs"), token: "right" });
    const theirs = { ...own, origin: `http://${new URL(open.url).host}` };
    const at = open.url;
    expect((await ask("/api/try", theirs, "POST", at, "{}")).status).toBe(401);
    const cookie = `pure-dash-${new URL(at).port}=right`;
    expect((await ask("/api/try", { ...theirs, cookie }, "POST", at, "{}")).status).toBe(200);
    await open.close();
  });

  it("asks for a token where others could reach it, and keeps it in a cookie of this site alone", async () => {
    const open = await startDash({ directory: join(root, "runs"), token: "right" });
    try {
      expect(open.url).toMatch(/\?token=right$/);
      expect((await ask("/api/runs", {}, "GET", open.url)).status).toBe(401);
      expect((await ask("/?token=wrong", {}, "GET", open.url)).status).toBe(401);
      const first = await ask("/?token=right", {}, "GET", open.url);
      expect([first.status, first.headers.location]).toEqual([302, "/"]);
      const cookie = String(first.headers["set-cookie"]);
      expect(cookie).toMatch(/HttpOnly/);
      expect(cookie).toMatch(/SameSite=Strict/);
      // The browser sends it to this host's other dashboards too, which have names of their own for theirs.
      expect(cookie).toContain(`pure-dash-${new URL(open.url).port}=right;`);
      const wrong = cookie.split(";")[0].replace("right", "wrong");
      expect((await ask("/api/runs", { cookie: wrong }, "GET", open.url)).status).toBe(401);
      expect((await ask("/api/runs", { cookie: cookie.split(";")[0] }, "GET", open.url)).status).toBe(200);
    } finally {
      await open.close();
    }
    const wide = await startDash({ directory: join(root, "runs"), host: "0.0.0.0" });
    await wide.close();
    expect(wide.url).toMatch(/\?token=[\w-]{24}$/);
    for (const host of ["127.0.0.1", "0.0.0.0"])
      await expect(startDash({ directory: join(root, "runs"), host, token: "" })).rejects.toThrow(
        /^the token \(--token\) is empty; give a text/,
      );
  });

  it("reads nothing outside the folder: by name, by encoded name, by link", async () => {
    symlinkSync(root, join(root, "runs", "up"));
    const linked = writeSummedRun(join(root, "runs", "linked"));
    rmSync(join(linked, "metrics.jsonl"));
    symlinkSync(join(root, "secret.jsonl"), join(linked, "metrics.jsonl"));
    // Rollouts and a whole run that lie elsewhere, by a link each.
    writeSummedRun(join(root, "elsewhere"));
    symlinkSync(join(root, "elsewhere"), join(root, "runs", "away"));
    // A folder whose name begins as that of the runs.
    writeSummedRun(join(root, "runs-of-others"));
    symlinkSync(join(root, "runs-of-others"), join(root, "runs", "away-too"));
    rmSync(join(linked, "rollouts"), { recursive: true });
    symlinkSync(join(root, "elsewhere", "rollouts"), join(linked, "rollouts"));
    await ask("/api/runs");
    for (const api of [
      "step?step=1",
      "group?step=1&group=0",
      "search?step=1&text=a",
      "credit.jsonl?step=1&group=0",
    ])
      expect([api, (await ask(`/api/${api}&run=linked`)).status]).toEqual([api, 404]);
    expect((await ask(`/api/step?run=one&step=1`)).status).toBe(200);
    const outside = [
      "../",
      "..",
      "../runs/one",
      "up",
      "away",
      "away-too",
      "one/../../",
      "/etc",
      "one\0",
      join(root, "elsewhere"),
    ];
    const otherwise = [
      "..\\runs\\one",
      "one\\..\\..",
      "C:\\Windows",
      "//host/share",
      "%2e%2e",
      "one/.",
      "./one",
      "ONE/",
    ];
    for (const run of [...outside, ...otherwise])
      for (const api of ["run", "metrics", "hacked", "rewards", "problem", "step?x"]) {
        const [name, rest = ""] = api.split("?");
        const answer = await ask(`/api/${name}?run=${encodeURIComponent(run)}&step=1${rest}`);
        expect([run, answer.status]).toEqual([run, 404]);
      }
    for (const step of ["../../../secret", "1/../1", "-1", "1e0", "0x1", ""])
      expect((await ask(`/api/step?run=one&step=${encodeURIComponent(step)}`)).status).toBe(404);
    for (const path of [
      "/../package.json",
      "/..%2fpackage.json",
      "/export.js",
      "/%2e%2e/package.json",
      "/%252e%252e%252fpackage.json",
      "/..\\package.json",
      "//etc/passwd",
      "/index.html/../../package.json",
      "/runs/one/config.json",
      "/assets/..%2f..%2fcli/main.js",
    ])
      expect([400, 404], path).toContain((await ask(path)).status);
    await ask("/api/runs");
    expect((await get<Lines>("/api/metrics?run=linked")).text).toBe("");
    for (const { name } of await get<RunFacts[]>("/api/runs")) expect(name).not.toMatch(/^(up|away)/);
  });
});

describe("files that grow", () => {
  it("gives whole lines from where one was, and all again after a rollback", async () => {
    const first = await get<Lines>("/api/metrics?run=one");
    expect(first.text.trim().split("\n")).toHaveLength(4);
    const again = (lines: Lines) =>
      get<Lines>(`/api/metrics?run=one&generation=${lines.generation}&offset=${lines.offset}`);
    append('{"step": 5, "respon');
    const half = await again(first);
    expect([half.text, half.offset, half.generation]).toEqual(["", first.offset, first.generation]);
    append('ses": 8}\n');
    const whole = await again(half);
    expect(whole.text).toBe('{"step": 5, "responses": 8}\n');
    // Cut back as a run does it: another file is renamed into its place.
    const path = join(root, "runs", "one", "metrics.jsonl");
    writeFileSync(`${path}.new`, metricsLine(1));
    renameSync(`${path}.new`, path);
    const back = await again(whole);
    expect(back.generation).not.toBe(whole.generation);
    expect(back.text.trim().split("\n")).toHaveLength(1);
    // And one as long as it was, and longer.
    writeFileSync(`${path}.new`, metricsLine(1).replace('"loss":0.1', '"loss":0.9') + metricsLine(2));
    renameSync(`${path}.new`, path);
    expect((await again(back)).text.trim().split("\n")).toHaveLength(2);
    // And as no run does it: shorter in its place.
    writeFileSync(path, metricsLine(1));
    append(metricsLine(2));
    const { offset } = await get<Lines>("/api/metrics?run=one");
    writeFileSync(path, "{}\n");
    expect(await again({ ...back, offset })).toMatchObject({ text: "{}\n", from: 0 });
  });

  it("tells of runs that begin, grow and go as it happens", async () => {
    const events = await fetch(new URL("/api/events", dash.url), { signal: AbortSignal.timeout(60_000) });
    const told: string[] = [];
    const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader();
    const until = async (text: string) => {
      while (!told.join("").includes(text)) told.push((await reader.read()).value ?? "");
    };
    await until("event: hello");
    append(metricsLine(5));
    await until('"changed":["one"]');
    writeSummedRun(join(root, "runs", "two"));
    await until('"changed":["two"]');
    told.length = 0;
    const alarms = async () =>
      (await get<RunFacts[]>("/api/runs")).find(({ name }) => name === "two")?.alarms;
    expect(await alarms()).toBe(0);
    writeFileSync(join(root, "runs", "two", "alarms.jsonl"), '{"step": 1}\n{"step": 2}\n');
    expect(await alarms()).toBe(2);
    await until('"changed":["two"]');
    // Evaluated before its first step.
    told.length = 0;
    mkdirSync(join(root, "runs", "two", "solutions"));
    writeFileSync(
      join(root, "runs", "two", "solutions", "0.jsonl"),
      '{"correct":true,"length":3,"steps":[]}\n',
    );
    await until('"changed":["two"]');
    expect((await get<RunDetails>("/api/run?run=two")).before).toMatchObject({ accuracy: 1, meanLength: 3 });
    rmSync(join(root, "runs", "one"), { recursive: true });
    await until('"changed":[]');
    await reader.cancel();
    const gone = await ask("/api/run?run=one");
    expect([gone.status, gone.text]).toEqual([404, '{"error":"The run one is not there (any more)."}']);
    expect((await get<RunFacts[]>("/api/runs")).map(({ name }) => name)).toEqual(["two"]);
  });

  it("says of a run of a newer version what it does not know, and lists a run before its first step", async () => {
    const newer = writeSummedRun(join(root, "runs", "newer"));
    const config = { train: { steps: 3, quantum: 1 }, run: {}, credit: { form: "psychic", trust: true } };
    writeFileSync(join(newer, "config.json"), JSON.stringify(config));
    const begun = join(root, "runs", "group", "a", "seed-7");
    mkdirSync(begun, { recursive: true });
    writeFileSync(join(begun, "config.json"), JSON.stringify({ run: {}, train: { steps: 9 } }));
    mkdirSync(join(root, "runs", "model"));
    writeFileSync(join(root, "runs", "model", "config.json"), '{"model_type": "qwen2"}');
    writeFileSync(
      join(root, "runs", "group", "comparison.json"),
      '{"variants":[{"name":"A & B","directory":"a"}]}',
    );
    const runs = await get<RunFacts[]>("/api/runs");
    expect(runs.map(({ name }) => name).sort()).toEqual(["group/a/seed-7", "newer", "one"]);
    const [own] = runs.filter(({ name }) => name === "newer");
    expect(own.faults.join()).toMatch(/does not know: train\.quantum\. Another version wrote it/);
    expect(runs.find(({ name }) => name === "one")?.faults).toEqual([]);
    const seeded = runs.find(({ seed }) => seed === 7);
    expect(seeded).toMatchObject({ arm: "group/a", armTitle: "A & B", status: "unfinished", steps: 9 });
  });
});

it("lists the runs inside a run, such as trained its models, and not its own folders", async () => {
  const own = join(root, "runs", "one");
  for (const name of ["warm-up", "rollouts/deep", "checkpoints/5", "data/model"])
    mkdirSync(join(own, name), { recursive: true });
  for (const name of ["warm-up", "rollouts/deep", "checkpoints/5"])
    writeFileSync(join(own, name, "metrics.jsonl"), "");
  writeFileSync(join(own, "data", "model", "config.json"), '{"model_type": "qwen2"}');
  const runs = await get<RunFacts[]>("/api/runs");
  expect(runs.map(({ name }) => name).sort()).toEqual(["one", "one/warm-up"]);
});

describe("rollouts", () => {
  it("are indexed by a row a response; broken lines are counted, and a line of 1 MB is a line", async () => {
    const path = join(root, "runs", "one", "rollouts", "2.jsonl");
    const long = {
      group: 7,
      sample: 0,
      problem: "p",
      prompt: "x".repeat(2 ** 20),
      response: "",
      tokens: [],
      steps: [],
    };
    appendFileSync(
      path,
      `not JSON\n{"group": 1}\n${JSON.stringify({ ...long, advantages: [], reference: null, answer: null, logprobs: [], finish: "stop", correct: null, verifiable: null })}\n{"half`,
    );
    const { step, rows, groups, broken } = await get<StepIndex>("/api/step?run=one&step=2");
    expect([step, rows.length, groups.length, broken]).toEqual([2, 9, 3, 2]);
    const [idle] = rows.filter(({ group, sample }) => group === 1 && sample === 0);
    expect(idle).toMatchObject({
      correct: false,
      steps: 13,
      length: 65,
      rewardMin: -0.9,
      answer: "6",
      verifiable: 0,
    });
    expect(idle.rewardSum).toBeCloseTo(-0.9 + 11 * 0.8 + 0.1, 9);
    expect(idle.advantage).toBeGreaterThan(0);
    const group = await get<ShownGroup>("/api/group?run=one&step=2&group=7");
    expect(group.prompt.length).toBeLessThan(21_000);
    expect(group.prompt).toContain("more characters");
    const { responses } = await get<ShownGroup>("/api/group?run=one&step=2&group=1");
    expect(responses.map(({ steps }) => steps.length)).toEqual([13, 2, 3, 2]);
    expect(responses[0].advantages).toHaveLength(65);
    expect((await ask("/api/group?run=one&step=2&group=99")).status).toBe(404);
  });

  it("of a group are all there, whose credit is of all; texts of many are shorter", async () => {
    writeWideStep(join(root, "runs", "one"), 2, 1, { samples: 130, tokens: 20 });
    const path = join(root, "runs", "one", "rollouts", "2.jsonl");
    const [first, ...rest] = readFileSync(path, "utf8").trim().split("\n");
    const record = JSON.parse(first) as RolloutRecord;
    for (const step of record.steps) step.text = "x".repeat(7000);
    writeFileSync(path, [JSON.stringify(record), ...rest, ""].join("\n"));
    const { responses } = await get<ShownGroup>("/api/group?run=one&step=2&group=0");
    expect(responses.map(({ sample }) => sample)).toEqual(Array.from({ length: 130 }, (_, k) => k));
    const credited = await get<{ responses: object[] }>("/api/credit.jsonl?run=one&step=2&group=0");
    expect(credited.responses).toHaveLength(130);
    const text = responses[0].steps.map((step) => step.text).join("");
    expect(text.replace(/[^x]/g, "")).toHaveLength(Math.floor(4_000_000 / 130));
    expect(text).toContain("more characters");
  });

  it("are found by text, by problem through training, and the hack by what it was paid", async () => {
    expect(await get("/api/search?run=one&step=1&text=X_%7B3%7D")).toEqual(["1:0"]);
    expect(await get("/api/search?run=one&step=1&text=1%2B4")).toEqual(["0:0", "0:1", "0:2", "0:3"]);
    expect(await get("/api/search?run=one&step=1&text=a6")).toEqual(["1:0"]);
    expect(await get("/api/search?run=one&step=1&text=")).toEqual([]);
    const found = (await ask("/api/problem?run=one&problem=2%2B3%3D")).text.trim().split("\n");
    expect(found.map((line) => JSON.parse(line))).toMatchObject(
      [1, 2, 3, 4].map((step) => ({ step, group: 1, rows: Array(4).fill({ group: 1 }) })),
    );
    expect(await get("/api/hacked?run=one")).toMatchObject({ group: 1 });
  });

  it("bear broken UTF-8 and a file that is cut back while it is known", async () => {
    const path = join(root, "runs", "one", "rollouts", "1.jsonl");
    await get("/api/step?run=one&step=1");
    const lines = Buffer.from(
      '{"group":0,"sample":0,"problem":"p","prompt":"\xff\xfe","response":"","tokens":[1],"steps":[],"advantages":[0],"logprobs":[0],"reference":null,"answer":null,"correct":null,"verifiable":null,"finish":"stop"}\n',
      "latin1",
    );
    writeFileSync(path, lines);
    const group = await get<ShownGroup>("/api/group?run=one&step=1&group=0");
    expect([group.prompt, group.responses.length]).toEqual(["\ufffd\ufffd", 1]);
    expect((await ask("/api/group?run=one&step=1&group=1")).status).toBe(404);
    expect(hostile).toContain("<script>");
  });
});

it("says which folder is not there or none, which port is taken, and which address is not this machine's", async () => {
  writeFileSync(join(root, "file"), "");
  await expect(startDash({ directory: join(root, "file") })).rejects.toThrow("file: no such folder");
  await expect(startDash({ directory: join(root, "none") })).rejects.toThrow("no such folder");
  const { port } = new URL(dash.url);
  await expect(startDash({ directory: root, port: Number(port) })).rejects.toThrow(
    /EADDRINUSE.*another --port$/,
  );
  await expect(startDash({ directory: root, host: "192.0.2.1" })).rejects.toThrow(
    /EADDRNOTAVAIL.*another --host$/,
  );
});

describe("ONNX Runtime's own files", () => {
  it("are served as they are installed, those that a tab needs and no others, behind the guard", async () => {
    const { status, headers, text } = await ask("/runtime/ort-wasm-simd-threaded.mjs");
    expect(status).toBe(200);
    expect(headers["content-type"]).toBe("text/javascript; charset=utf-8");
    expect(headers["cross-origin-embedder-policy"]).toBe("require-corp");
    // Only what trains may run WebAssembly.
    expect(headers["content-security-policy"]).toContain("script-src 'self' 'wasm-unsafe-eval';");
    expect((await ask("/")).headers["content-security-policy"]).toContain("script-src 'self';");
    expect(text.length).toBeGreaterThan(10_000);
    for (const other of [
      "ort.mjs",
      "ort-wasm-simd-threaded.jsep.wasm",
      "../package.json",
      "%2e%2e/package.json",
      "",
    ])
      expect((await ask(`/runtime/${other}`)).status, other).toBe(404);
    expect((await ask("/runtime/ort-wasm-simd-threaded.mjs", { host: "elsewhere" })).status).toBe(403);
  });
});

describe("a training by examples", () => {
  it("is finished once it says so, with its number of steps", async () => {
    const path = join(root, "runs", "sft");
    mkdirSync(path);
    writeFileSync(join(path, "metrics.jsonl"), '{"step": 1, "stage": "all", "loss": 2}\n');
    const facts = async () => {
      const runs = JSON.parse((await ask("/api/runs")).text) as RunFacts[];
      const { status, steps } = runs.find(({ name }) => name === "sft")!;
      return { status, steps };
    };
    expect(await facts()).toEqual({ status: "unfinished", steps: null });
    writeFileSync(join(path, "finished.json"), '{"steps": 3}\n');
    expect(await facts()).toEqual({ status: "finished", steps: 3 });
  });
});
