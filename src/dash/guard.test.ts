// Whom the guard lets in by its own name and token; what the server lets through is server.test.ts's.
import { Hono } from "hono";
import { expect, it } from "vitest";
import { guard } from "./guard.ts";

it("knows its own name as browsers write it, and none but it", async () => {
  const app = new Hono();
  app.use(guard({ host: "MyHost", token: "right" }));
  app.get("/", (context) => context.text("in"));
  const asked = async (host: string) =>
    (await app.request("/", { headers: { host, cookie: "pure-dash-7070=right" } })).status;
  expect(await Promise.all(["myhost:7070", "MyHost:7070", "other:7070", "myhost:7071"].map(asked))).toEqual([
    200, 200, 403, 401,
  ]);
});
