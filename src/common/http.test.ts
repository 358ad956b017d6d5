// Requests by themselves: their own time limit and no other, redirects and what goes with them, Retry-After, and
// answers of another kind than was asked for.
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { deflateSync, gzipSync } from "node:zlib";
import { afterEach, describe, expect, it, vi } from "vitest";
import { getJson, postJson, REQUEST_DEFAULTS, retried, Transient } from "./http.ts";
import { postEvents } from "./http-events.ts";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server on a port of its own, and so of another origin than each other one. */
async function serve(listener: RequestListener): Promise<{ url: string; seen: IncomingMessage[] }> {
  const seen: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    seen.push(request);
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

const options = { ...REQUEST_DEFAULTS, attempts: 1 };
const keys = { authorization: "Bearer k", "x-api-key": "k", cookie: "session=k", "api-key": "k" };

describe("a request", () => {
  it("has its own time limit, whatever fetch's are", async () => {
    const dispatcher = Symbol.for("undici.globalDispatcher.1");
    const globals = globalThis as unknown as Record<symbol, { constructor: new (limits: object) => never }>;
    await fetch("data:,").catch(() => {});
    const usual = globals[dispatcher];
    // Those of Node's own fetch are 300 s.
    if (usual) globals[dispatcher] = new usual.constructor({ headersTimeout: 100, bodyTimeout: 100 });
    closing.push(() => {
      globals[dispatcher] = usual;
    });
    expect(usual).toBeDefined();
    const { url, seen } = await serve(async (request, response) => {
      if (request.url === "/late") await sleep(2200);
      response.writeHead(200, { "content-type": "application/json" }).write('{"a":');
      if (request.url === "/slow") await sleep(2200);
      response.end("1}");
    });
    const event = (path: string) =>
      postEvents(url + path, {}, { ...options, maxBytes: 100 }, async (read) => {
        for await (const event of read) return event;
      });
    const answers = await Promise.all([
      ...[postJson(`${url}/late`, {}, options), postJson(`${url}/slow`, {}, options)],
      ...[event("/late"), event("/slow")],
    ]);
    expect(answers).toEqual([{ a: 1 }, { a: 1 }, '{"a":1}', '{"a":1}']);
    expect(seen.length).toBe(4);
    await expect(postJson(`${url}/late`, {}, { ...options, timeoutMs: 300 })).rejects.toThrow(
      "no answer in 0.3 s",
    );
  });

  it("for events waits as long as they come, and ends where enough of them were read", async () => {
    let closed = false;
    const { url } = await serve((request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      const timer = setInterval(() => response.write("data: 1\n\n"), 100);
      request.socket.on("close", () => {
        closed = true;
        clearInterval(timer);
      });
    });
    const count = await postEvents(url, {}, { ...options, timeoutMs: 400, maxBytes: 999 }, async (events) => {
      let some = 0;
      for await (const _ of events) if (++some === 7) break;
      return some;
    });
    expect(count).toBe(7);
    await vi.waitFor(() => expect(closed).toBe(true), { timeout: 5000 });
  });

  it("is stopped by its signal", async () => {
    const { url } = await serve(() => {});
    const control = new AbortController();
    setTimeout(() => control.abort(new Error("enough")), 50);
    await expect(getJson(url, { ...options, signal: control.signal })).rejects.toThrow("enough");
  });

  it.each(["gzip", "deflate"])(
    "takes answers packed by %s, within the limit of their size",
    async (coding) => {
      const packed = coding === "gzip" ? gzipSync('{"a":1}') : deflateSync('{"a":1}');
      const { url } = await serve((request, response) => {
        expect(request.headers["accept-encoding"]).toContain(coding);
        response.writeHead(200, { "content-encoding": coding }).end(packed);
      });
      expect(await getJson(url, options)).toEqual({ a: 1 });
      await expect(getJson(url, { ...options, mostBytes: 6 })).rejects.toThrow("more than 6 bytes");
    },
  );

  it("says why nothing came", async () => {
    const { url } = await serve((_, response) => void response.destroy());
    await expect(getJson(url, options)).rejects.toThrow("ECONNRESET");
    const cut = await serve((_, response) => {
      response.writeHead(200, { "content-length": "100" }).write("{");
      setTimeout(() => response.destroy(), 20);
    });
    await expect(getJson(cut.url, options)).rejects.toThrow("ECONNRESET");
  });
});

describe("a secret", () => {
  it.each(["1", "a", "none", "sk-hidden"])(
    "%s stays in what is answered, and is left out of what is shown",
    async (secret) => {
      const answer = { data: "none, a sk-hidden", [secret]: [1, 11, true] };
      const { url } = await serve((request, response) => {
        if (request.url === "/no") response.writeHead(400);
        response.end(request.url === "/text" ? `no ${secret}, JSON` : JSON.stringify(answer));
      });
      const asked = { ...options, secret };
      expect(await getJson(url, asked)).toEqual(answer);
      expect(await postJson(url, {}, asked)).toEqual(answer);
      for (const path of ["/no", "/text"]) {
        const { message } = (await getJson(url + path, asked).catch((error) => error)) as Error;
        expect(message.replace(url, "").replace("HTTP 400", "")).toMatch(/…/);
        expect(message.slice(message.indexOf("…"))).not.toContain(secret);
      }
    },
  );
});

describe("a redirect", () => {
  it.each([301, 302, 303, 307, 308])("with status %i keeps keys from other origins", async (status) => {
    const other = await serve((_, response) => void response.end('{"there":true}'));
    const { url } = await serve(
      (request, response) =>
        void response
          .writeHead(status, { location: request.url === "/" ? "/again" : `${other.url}/x?y=1` })
          .end(),
    );
    expect(await postJson(url, { ask: 1 }, { ...options, headers: keys })).toEqual({ there: true });
    const { headers, method, url: path } = other.seen[0];
    expect([method, path]).toEqual([status < 307 ? "GET" : "POST", "/x?y=1"]);
    for (const name of Object.keys(keys)) expect(headers).not.toHaveProperty([name]);
    expect(headers["content-type"]).toBe(status < 307 ? undefined : "application/json");
  });

  it("within an origin keeps them, and the way back from another does not bring them again", async () => {
    let back = "";
    const other = await serve(
      (_, response) => void response.writeHead(307, { location: `${back}/end` }).end(),
    );
    const first = await serve((request, response) => {
      if (request.url === "/end") response.end("1");
      else response.writeHead(307, { location: request.url === "/" ? "/near" : other.url }).end();
    });
    back = first.url;
    expect(await getJson(first.url, { ...options, headers: keys })).toBe(1);
    expect(first.seen.map(({ headers }) => headers["x-api-key"])).toEqual(["k", "k", undefined]);
  });

  it("to an origin that then wants a key says so", async () => {
    const other = await serve((_, response) => void response.writeHead(401).end());
    const { url } = await serve((_, response) => void response.writeHead(308, { location: other.url }).end());
    const request = postJson(url, {}, { ...options, attempts: 3, headers: keys });
    await expect(request).rejects.toThrow(`${url}: redirects to ${other.url}, which refuses (HTTP 401)`);
    const events = postEvents(url, {}, { ...options, headers: keys, maxBytes: 99 }, async () => {});
    await expect(events).rejects.toThrow(`${url}: redirects to ${other.url}, which refuses (HTTP 401)`);
  });

  it("without an end, or to what is no server, is an error", async () => {
    const { url, seen } = await serve((_, response) => void response.writeHead(302, { location: "/" }).end());
    await expect(getJson(url, options)).rejects.toThrow("more than 20 redirects");
    expect(seen.length).toBe(21);
    const file = await serve(
      (_, response) => void response.writeHead(302, { location: "file:///etc/x" }).end(),
    );
    await expect(getJson(file.url, options)).rejects.toThrow(
      'a redirect to "file:///etc/x", which is no server',
    );
  });
});

describe("Retry-After", () => {
  const within = async (retryAfterMs: number | null, more: object = {}) => {
    const began = performance.now();
    let asked = 0;
    await retried("u", { ...REQUEST_DEFAULTS, attempts: 2, waitMs: 1, ...more }, async () => {
      if (asked++ === 0) throw new Transient("busy", { retryAfterMs });
    });
    return performance.now() - began;
  };

  it("is waited for beyond the longest back-off, up to the request's time limit", async () => {
    expect(await within(200, { longestWaitMs: 5 })).toBeGreaterThan(190);
    expect(await within(60_000, { longestWaitMs: 5, timeoutMs: 100 })).toBeLessThan(2000);
    expect(await within(null, { longestWaitMs: 5, waitMs: 60_000 })).toBeLessThan(2000);
  });

  it.each([
    ["seconds", { "retry-after": "1" }],
    ["a date, by the server's clock", { date: at(0), "retry-after": at(1) }],
  ])("may be %s", async (_, headers) => {
    let asked = 0;
    const { url } = await serve((_, response) => {
      if (asked++ === 0) response.writeHead(429, headers).end();
      else response.end("1");
    });
    const began = performance.now();
    expect(await getJson(url, { ...options, attempts: 2, longestWaitMs: 5 })).toBe(1);
    expect(performance.now() - began).toBeGreaterThan(950);
  });
});

/** The date `seconds` after the beginning of 2020, as HTTP writes it. */
function at(seconds: number): string {
  return new Date(Date.UTC(2020, 0, 1, 0, 0, seconds)).toUTCString();
}

describe("an answer of another kind", () => {
  const page = "<!DOCTYPE html><html><head><title>Sign in</title></head></html>";
  it.each([
    ["a page of one line", "text/html", page, "the answer (text/html) is no stream of events: <!DOCTYPE"],
    [
      "a page of several",
      "text/html",
      page.replaceAll("><", ">\n<"),
      "(text/html) is no stream of events: <!DO",
    ],
    [
      "words",
      "text/plain",
      "Service is starting",
      "(text/plain) is no stream of events: Service is starting",
    ],
    ["JSON of another type", "text/plain", '{"message":"no model"}', "no stream of events: no model"],
  ])("for a stream, %s, is shown", async (_, type, text, error) => {
    const { url } = await serve((_, response) => {
      response.writeHead(200, { "content-type": type }).end(text);
    });
    const read = async (events: AsyncIterable<string>) => {
      for await (const _ of events) throw new Error("no event");
      throw new Transient("the stream was cut");
    };
    await expect(postEvents(url, {}, { ...options, maxBytes: 1e6 }, read)).rejects.toThrow(error);
    if (!text.startsWith("{"))
      await expect(postJson(url, {}, options)).rejects.toThrow(`the answer is no JSON: ${text.slice(0, 9)}`);
  });
});
