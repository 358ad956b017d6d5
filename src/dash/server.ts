// The dashboard's server: the pages of dist/web, and what they ask of the runs below a folder. It reads; nothing can be
// changed by it, and it asks nobody else anything. It computes nothing but what is tried (trials.ts).
import { randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { serve } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { stream, streamSSE } from "hono/streaming";
import { runtimeFiles } from "../browser/runtime.ts";
import { UserError } from "../common/errors.ts";
import { groupBy } from "../common/grouping.ts";
import { listCheckpoints } from "./checkpoints.ts";
import { creditLine } from "./credit-line.ts";
import { Folder, linesFrom } from "./files.ts";
import { guard, isLoopback, POLICY } from "./guard.ts";
import { pagesPath } from "./pages.ts";
import { Paired } from "./paired.ts";
import { Rewards } from "./rewards.ts";
import { hackedBy, Rollouts } from "./rollouts.ts";
import { Runs } from "./runs.ts";
import type { TrialLimits, Trials } from "./trials.ts";
import type { ProblemAt, RewardRange, RunFacts, TrialEvent } from "./types.ts";

/** How often files are looked at while a page is open. */
const LOOK_MS = 1000;
/** What an open page has to read the last of a run, once the server is to close. */
const LAST_MS = 1000;
/** Steps in which a hacked group is looked for. */
const STEPS_SEARCHED = 6;
/** Bytes of a request to try a prompt. */
const MOST_BYTES = 2 ** 18;

export interface DashOptions {
  /** The folder of runs, or one run. */
  directory: string;
  /** Another than loopback needs a token, which is made where none is given. */
  host?: string;
  /** 0: any free one. */
  port?: number;
  token?: string;
  /** Of "Try it"; null: this process has other work, and tries nothing. */
  trials?: TrialLimits | null;
}

export interface Dash {
  /** With the token, where there is one. */
  url: string;
  /** Open pages are told the last changes first. */
  close(): Promise<void>;
}

/** Serves until closed. Throws a UserError where the folder is not there or the port is taken. */
export async function startDash({
  directory,
  host = "127.0.0.1",
  port = 0,
  trials = {},
  ...rest
}: DashOptions): Promise<Dash> {
  const folder = await Folder.at(directory).catch(() => {
    throw new UserError(
      `${directory}: no such folder; give the folder of runs, or one run, such as runs/NAME`,
    );
  });
  const token = rest.token ?? (isLoopback(host) ? null : randomBytes(18).toString("base64url"));
  if (token === "")
    throw new UserError(
      "the token (--token) is empty; give a text, or leave it out to have one made where it is needed",
    );
  const runs = new Runs(folder);
  await runs.look();
  const app = new Hono();
  app.use(guard({ host, token }));
  await servePages(app);
  serveRuntime(app);
  const pages: OpenPages = { count: 0, closing: new AbortController() };
  serveRuns(app, runs);
  serveEvents(app, runs, pages);
  const closeTrials = serveTrials(app, runs, trials);
  app.onError((error, context) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return gone(context, "It went away while it was read.");
    return context.json({ error: `It cannot be read (${error.message.slice(0, 300)}).` }, 500);
  });
  const server = await new Promise<ReturnType<typeof serve>>((resolve, reject) => {
    const made = serve({ fetch: app.fetch, hostname: host, port }, () => resolve(made));
    made.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        new UserError(
          `cannot listen on ${host}:${port} (${error.code ?? error.message}); choose another ` +
            (/ADDRNOTAVAIL|NOTFOUND|EAI_AGAIN/.test(error.code ?? "") ? "--host" : "--port"),
        ),
      ),
    );
  });
  const address = server.address();
  const bound = typeof address === "object" && address !== null ? address.port : port;
  const shownHost = host.includes(":") ? `[${host}]` : host;
  return {
    url: `http://${shownHost}:${bound}/${token === null ? "" : `?token=${token}`}`,
    close: async () => {
      pages.closing.abort();
      await closeTrials();
      if (pages.count > 0) await setTimeout(LAST_MS);
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        // Pages hold a connection open for events.
        if ("closeAllConnections" in server) server.closeAllConnections();
      });
    },
  };
}

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** The built pages, read once: what is not among them cannot be asked for. */
async function servePages(app: Hono): Promise<void> {
  const path = pagesPath();
  const names = await readdir(path, { recursive: true, encoding: "utf8" }).catch(() => {
    throw new UserError(`${path}: the pages are not built; run \`npm run build\``);
  });
  for (const name of names) {
    const type = TYPES[extname(name)];
    if (type === undefined || name.startsWith("export")) continue;
    const body = await readFile(join(path, name));
    const headers = { ...isolated, ...(isWorker(name) && computing) };
    const answer = (context: Context) =>
      context.body(body, 200, { "Content-Type": type, "Cache-Control": "no-cache", ...headers });
    app.get(`/${name.replaceAll("\\", "/")}`, answer);
    if (name === "index.html") app.get("/", answer);
  }
}

/** Lets a page that trains share memory among threads; all it loads is this server's own. */
const isolated = { "Cross-Origin-Embedder-Policy": "require-corp" };

/** A worker that trains runs WebAssembly, which its pages do not. */
const computing = {
  "Content-Security-Policy": POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'"),
};
const isWorker = (name: string) => /^assets.worker-[\w-]+\.js$/.test(name);

/** ONNX Runtime's own files, as they are installed, for the page that trains. */
function serveRuntime(app: Hono): void {
  const { resolve } = createRequire(import.meta.url);
  for (const name of Object.values(runtimeFiles).flat())
    app.get(`/runtime/${name}`, async (context) => {
      const type = name.endsWith(".wasm") ? "application/wasm" : TYPES[".js"];
      let path: string;
      try {
        path = resolve(`onnxruntime-web/${name}`);
      } catch {
        return context.text(
          "onnxruntime-web is not installed; it is an optional dependency of pure-rl\n",
          404,
        );
      }
      const headers = { ...isolated, ...computing, "Cache-Control": "no-cache" };
      return context.body(await readFile(path), 200, { "Content-Type": type, ...headers });
    });
}

/** Pages that are told of changes, and the server's end, at which they are told a last time. */
interface OpenPages {
  count: number;
  closing: AbortController;
}

const gone = (context: Context, error: string) => context.json({ error }, 404);
const runOf = (context: Context) => context.req.query("run") ?? "";
const noRun = (context: Context) =>
  gone(context, `The run ${runOf(context).slice(0, 200)} is not there (any more).`);
const noStep = (context: Context) =>
  gone(context, `No rollouts of step ${context.req.query("step")?.slice(0, 20)} are there (any more).`);

/** What pages ask of the runs' files. */
function serveRuns(app: Hono, runs: Runs): void {
  const rollouts = new Rollouts();
  const rewards = new Rewards();
  const paired = new Paired(runs);
  const rolloutsOf = (run: string) => (step: number) => runs.file(run, "rollouts", `${step}.jsonl`);
  /** Answers of a run that is there. */
  const ofRun = (name: string, answer: (facts: RunFacts, context: Context) => Response | Promise<Response>) =>
    app.get(`/api/${name}`, async (context) => {
      const facts = runs.get(runOf(context));
      return facts === null ? noRun(context) : await answer(facts, context);
    });
  /** Answers of a step whose rollouts are there; null: what is asked is not in them. */
  const ofStep = (
    name: string,
    answer: (path: string, step: number, context: Context) => Promise<Response | null>,
  ) =>
    app.get(`/api/${name}`, async (context) => {
      const step = context.req.query("step") ?? "";
      const path = /^\d{1,9}$/.test(step) ? await rolloutsOf(runOf(context))(Number(step)) : null;
      return (path !== null && (await answer(path, Number(step), context))) || noStep(context);
    });
  const groupOf = (path: string, step: number, context: Context) =>
    rollouts.group(path, step, Number(context.req.query("group")));

  app.get("/api/runs", async (context) => {
    await runs.look();
    return context.json(runs.list());
  });

  app.get("/api/run", async (context) => {
    // It may have begun since the folder was last looked at.
    if (runs.get(runOf(context)) === null) await runs.look();
    const details = await runs.details(runOf(context));
    return details === null ? noRun(context) : context.json(details);
  });

  ofRun("metrics", async ({ name }, context) => {
    const { generation = "", offset = "0" } = context.req.query();
    const path = await runs.file(name, "metrics.jsonl");
    const lines = path === null ? null : await linesFrom(path, generation, Number(offset) || 0);
    return context.json(lines ?? { generation: "", from: 0, offset: 0, text: "" });
  });

  ofStep("step", async (path, step, context) => context.json(await rollouts.index(path, step)));

  ofStep("group", async (path, step, context) => {
    const group = await groupOf(path, step, context);
    return group && context.json(group);
  });

  ofStep("credit.jsonl", async (path, step, context) => {
    const group = await groupOf(path, step, context);
    const config = (await runs.details(runOf(context)))?.config;
    return (
      group &&
      context.text(`${JSON.stringify(creditLine(group, config))}\n`, 200, {
        "Content-Type": "application/jsonl; charset=utf-8",
        "Content-Disposition": `attachment; filename="group-${group.step}-${group.group}.jsonl"`,
      })
    );
  });

  ofStep("search", async (path, _step, context) => {
    const text = context.req.query("text") ?? "";
    return context.json(text === "" ? [] : await rollouts.search(path, text, context.req.raw.signal));
  });

  // The same problem at other steps, a line as each is found.
  ofRun("problem", ({ name, rolloutSteps }, context) =>
    lines<ProblemAt>(context, async (tell, signal) => {
      for (const step of rolloutSteps) {
        if (signal.aborted) return;
        const path = await rolloutsOf(name)(step);
        if (path === null) continue;
        const { groups, rows } = await rollouts.index(path, step);
        for (const { group, problem } of groups)
          if (problem === (context.req.query("problem") ?? ""))
            await tell({ step, group, rows: rows.filter((row) => row.group === group) });
      }
    }),
  );

  ofRun("hacked", async ({ name, rolloutSteps }, context) => {
    let best = { step: 0, group: 0, by: 0 };
    for (const step of rolloutSteps.slice(-STEPS_SEARCHED).reverse()) {
      const path = await rolloutsOf(name)(step);
      if (path === null) continue;
      const { rows } = await rollouts.index(path, step);
      for (const [group, own] of groupBy(rows, (row) => row.group)) {
        const by = hackedBy(own);
        if (by > best.by) best = { step, group, by };
      }
    }
    return context.json(best.by > 0 ? { step: best.step, group: best.group } : null);
  });

  // A line as each range is read, in order; of each at most `read` steps.
  ofRun("rewards", ({ name, rolloutSteps }, context) => {
    const read = Number(context.req.query("read")) || Number.POSITIVE_INFINITY;
    return lines<RewardRange>(context, async (tell, signal) => {
      for await (const range of rewards.ranges(rolloutSteps, rolloutsOf(name), { read, signal }))
        await tell(range);
    });
  });

  app.get("/api/paired", async (context) => {
    const [a, b] = [context.req.queries("a") ?? [], context.req.queries("b") ?? []];
    return context.json(await paired.compare(a.slice(0, 100), b.slice(0, 100)));
  });

  app.get("/api/checkpoints", async (context) => context.json(await listCheckpoints(runs)));
}

/** JSON lines as `work` tells them, until it is done or the page that waits for them goes. */
const lines = <T>(
  context: Context,
  work: (tell: (line: T) => Promise<unknown>, signal: AbortSignal) => Promise<void>,
) =>
  stream(context, async (out) => {
    const stop = new AbortController();
    out.onAbort(() => stop.abort());
    try {
      await work((line) => out.write(`${JSON.stringify(line)}\n`), stop.signal);
    } catch (error) {
      if (!stop.signal.aborted) throw error;
    }
  });

/**
 * Answers what is tried; what is to be done at the end comes back. `limits` null: this process has other work, and tries
 * nothing.
 */
function serveTrials(app: Hono, runs: Runs, limits: TrialLimits | null): () => Promise<void> {
  let trials: Promise<Trials> | null = null;
  const refuse = (context: Context, status: 409 | 413 | 415, error: string) =>
    context.json({ error }, status);
  const limit = bodyLimit({
    maxSize: MOST_BYTES,
    onError: (context) => refuse(context, 413, "It is too long."),
  });
  app.post("/api/try", limit, async (context) => {
    if (limits === null)
      return refuse(
        context,
        409,
        "This page belongs to a command that trains; `pure dash` by itself tries checkpoints.",
      );
    if (!context.req.header("content-type")?.startsWith("application/json"))
      return refuse(context, 415, "It must be JSON.");
    const request: unknown = await context.req.json().catch(() => null);
    // What computes is loaded by the first who asks.
    trials ??= import("./trials.ts").then(({ Trials }) => new Trials(runs, limits));
    const own = await trials;
    return lines<TrialEvent>(context, async (tell, signal) => {
      let written: Promise<unknown> = Promise.resolve();
      const inOrder = (event: TrialEvent) => {
        written = written.then(() => tell(event));
      };
      await own.ask(request, inOrder, signal);
      await written;
    });
  });
  return async () => {
    await (await trials)?.close();
  };
}

/** Tells open pages what changes. */
function serveEvents(app: Hono, runs: Runs, pages: OpenPages): void {
  app.get("/api/events", (context) =>
    streamSSE(context, async (events) => {
      let told = runs.looks;
      const { signal } = pages.closing;
      pages.count++;
      events.onAbort(() => {
        pages.count--;
      });
      await events.writeSSE({ event: "hello", data: "{}" });
      while (!events.aborted && !signal.aborted) {
        await setTimeout(LOOK_MS, undefined, { signal }).catch(() => {});
        await runs.look();
        const change = runs.changesSince(told);
        told = runs.looks;
        if (change) await events.writeSSE({ event: "change", data: JSON.stringify(change) });
      }
    }),
  );
}
