// What the pages of rewards, of paired differences and of trials ask the server.
import type { Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { stream } from "hono/streaming";
import { listCheckpoints } from "./checkpoints.ts";
import { Paired } from "./paired.ts";
import { Rewards } from "./rewards.ts";
import type { Runs } from "./runs.ts";
import type { TrialLimits, Trials } from "./trials.ts";
import type { TrialEvent } from "./types.ts";

/** Bytes of a request. */
const MOST_BYTES = 2 ** 18;

/**
 * Adds the answers; what is to be done at the end comes back. `limits` null: this process has other work, and tries
 * nothing.
 */
export function serveViews(app: Hono, runs: Runs, limits: TrialLimits | null): () => Promise<void> {
  const rewards = new Rewards();
  const paired = new Paired(runs);
  let trials: Promise<Trials> | null = null;

  // A line as each range is read, in order; of each at most `read` steps.
  app.get("/api/rewards", (context) => {
    const run = context.req.query("run") ?? "";
    const facts = runs.get(run);
    if (facts === null)
      return context.json({ error: `The run ${run.slice(0, 200)} is not there (any more).` }, 404);
    const read = Number(context.req.query("read")) || Number.POSITIVE_INFINITY;
    return stream(context, async (out) => {
      const stop = new AbortController();
      out.onAbort(() => stop.abort());
      const { signal } = stop;
      const find = (step: number) => runs.file(run, "rollouts", `${step}.jsonl`);
      try {
        for await (const range of rewards.ranges(facts.rolloutSteps, find, { read, signal }))
          await out.write(`${JSON.stringify(range)}\n`);
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    });
  });

  app.get("/api/paired", async (context) => {
    const [a, b] = [context.req.queries("a") ?? [], context.req.queries("b") ?? []];
    return context.json(await paired.compare(a.slice(0, 100), b.slice(0, 100)));
  });

  app.get("/api/checkpoints", async (context) => context.json(await listCheckpoints(runs)));

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
    return stream(context, async (out) => {
      const stop = new AbortController();
      out.onAbort(() => stop.abort());
      let written: Promise<unknown> = Promise.resolve();
      const tell = (event: TrialEvent) => {
        written = written.then(() => out.write(`${JSON.stringify(event)}\n`));
      };
      await own.ask(request, tell, stop.signal);
      await written;
    });
  });

  return async () => {
    await (await trials)?.close();
  };
}

const refuse = (context: Context, status: 409 | 413 | 415, error: string) => context.json({ error }, status);
