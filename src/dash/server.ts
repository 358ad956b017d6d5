// The dashboard's server: the pages of dist/web, and what they ask of the runs below a folder. It reads; nothing can be
// changed by it, and it asks nobody else anything. It computes nothing but what is tried (trials.ts).
import { randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { serve } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { stream, streamSSE } from "hono/streaming";
import { runtimeFiles } from "../browser/runtime.ts";
import { UserError } from "../common/errors.ts";
import { groupBy } from "../common/grouping.ts";
import { creditLine } from "./credit-line.ts";
import { Folder, linesFrom } from "./files.ts";
import { guard, isLoopback, POLICY } from "./guard.ts";
import { pagesPath } from "./pages.ts";
import { hackedBy, Rollouts } from "./rollouts.ts";
import { Runs } from "./runs.ts";
import type { TrialLimits } from "./trials.ts";
import type { ProblemAt } from "./types.ts";
import { serveViews } from "./views.ts";

/** How often files are looked at while a page is open. */
const LOOK_MS = 1000;
/** What an open page has to read the last of a run, once the server is to close. */
const LAST_MS = 1000;
/** Steps in which a hacked group is looked for. */
const STEPS_SEARCHED = 6;

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
  serveRuns(app, runs, pages);
  const closeViews = serveViews(app, runs, trials);
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
      await closeViews();
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

function serveRuns(app: Hono, runs: Runs, pages: OpenPages): void {
  const rollouts = new Rollouts();
  const gone = (context: Context, what: string) => context.json({ error: what }, 404);
  const runOf = (context: Context) => context.req.query("run") ?? "";
  const noRun = (context: Context) =>
    gone(context, `The run ${runOf(context).slice(0, 200)} is not there (any more).`);
  /** The rollout file that a request names. */
  const stepOf = async (context: Context) => {
    const step = context.req.query("step") ?? "";
    const path = /^\d{1,9}$/.test(step) ? await runs.file(runOf(context), "rollouts", `${step}.jsonl`) : null;
    return path === null ? null : { path, step: Number(step) };
  };
  const noStep = (context: Context) =>
    gone(context, `No rollouts of step ${context.req.query("step")?.slice(0, 20)} are there (any more).`);

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

  app.get("/api/metrics", async (context) => {
    if (runs.get(runOf(context)) === null) return noRun(context);
    const { generation = "", offset = "0" } = context.req.query();
    const path = await runs.file(runOf(context), "metrics.jsonl");
    const lines = path === null ? null : await linesFrom(path, generation, Number(offset) || 0);
    return context.json(lines ?? { generation: "", from: 0, offset: 0, text: "" });
  });

  app.get("/api/step", async (context) => {
    const at = await stepOf(context);
    return at === null ? noStep(context) : context.json(await rollouts.index(at.path, at.step));
  });

  app.get("/api/group", async (context) => {
    const at = await stepOf(context);
    const group = at && (await rollouts.group(at.path, at.step, Number(context.req.query("group"))));
    return group ? context.json(group) : noStep(context);
  });

  app.get("/api/credit.jsonl", async (context) => {
    const at = await stepOf(context);
    const group = at && (await rollouts.group(at.path, at.step, Number(context.req.query("group"))));
    if (!group) return noStep(context);
    const config = (await runs.details(runOf(context)))?.config;
    return context.text(`${JSON.stringify(creditLine(group, config))}\n`, 200, {
      "Content-Type": "application/jsonl; charset=utf-8",
      "Content-Disposition": `attachment; filename="group-${group.step}-${group.group}.jsonl"`,
    });
  });

  app.get("/api/search", async (context) => {
    const at = await stepOf(context);
    const text = context.req.query("text") ?? "";
    if (at === null) return noStep(context);
    return context.json(text === "" ? [] : await rollouts.search(at.path, text, context.req.raw.signal));
  });

  // The same problem at other steps, a line as each is found.
  app.get("/api/problem", (context) => {
    const facts = runs.get(runOf(context));
    const problem = context.req.query("problem") ?? "";
    if (facts === null) return noRun(context);
    return stream(context, async (out) => {
      for (const step of facts.rolloutSteps) {
        if (out.aborted) return;
        const path = await runs.file(facts.name, "rollouts", `${step}.jsonl`);
        if (path === null) continue;
        const { groups, rows } = await rollouts.index(path, step);
        for (const { group } of groups.filter((own) => own.problem === problem)) {
          const found: ProblemAt = { step, group, rows: rows.filter((row) => row.group === group) };
          await out.write(`${JSON.stringify(found)}\n`);
        }
      }
    });
  });

  app.get("/api/hacked", async (context) => {
    const facts = runs.get(runOf(context));
    if (facts === null) return noRun(context);
    let best = { step: 0, group: 0, by: 0 };
    for (const step of facts.rolloutSteps.slice(-STEPS_SEARCHED).reverse()) {
      const path = await runs.file(facts.name, "rollouts", `${step}.jsonl`);
      if (path === null) continue;
      const { rows } = await rollouts.index(path, step);
      for (const [group, own] of groupBy(rows, (row) => row.group)) {
        const by = hackedBy(own);
        if (by > best.by) best = { step, group, by };
      }
    }
    return context.json(best.by > 0 ? { step: best.step, group: best.group } : null);
  });

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

  app.onError((error, context) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return gone(context, "It went away while it was read.");
    return context.json({ error: `It cannot be read (${error.message.slice(0, 300)}).` }, 500);
  });
}
