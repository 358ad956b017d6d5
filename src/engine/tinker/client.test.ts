// The client by itself: order and pipelining of requests, promises that are lost, sessions, and what is thrown when.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { type StubOptions, startTinker } from "../../../tests/tinker-server.ts";
import { UserError } from "../../common/errors.ts";
import { type AdamParams, EngineLostError } from "../types.ts";
import { type ClientOptions, TinkerClient } from "./client.ts";
import type { WireDatum } from "./protocol.ts";
import { Transport } from "./transport.ts";

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function connect(options: StubOptions = {}, more: Partial<ClientOptions> = {}) {
  const server = await startTinker(options);
  const { kind = "tinker" } = options;
  const client = await TinkerClient.connect({ url: server.url, server: kind, waitMs: 2, ...more });
  closing.push(
    () => server.close(),
    () => client.close(),
  );
  return { server, client };
}

const adam: AdamParams = {
  ...{ learningRate: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0, maxGradNorm: 0 },
};
const datum = (length: number): WireDatum => ({
  ...{ prompt: [1], response: new Array(length).fill(2) },
  inputs: () => ({ weights: new Float32Array(length).fill(1) }),
});
const loss = { name: "cross_entropy" } as const;

describe("a model", () => {
  it("is sent everything in order and at once, and answers later", async () => {
    const { server, client } = await connect();
    const model = await client.createModel("base", 8, 0);
    const [long, step, short] = [
      model.forwardBackward([datum(5)], loss),
      model.optimStep(adam),
      model.forwardBackward([datum(2)], loss),
    ];
    const rows = [...(await long), ...(await short)];
    expect(rows.map(({ length }) => length)).toEqual([5, 2]);
    expect(await step).toHaveProperty(["skyrl.ai/grad_norm"]);
    const mine = server.requests.filter(({ body }) => "model_id" in body);
    expect(mine.map(({ path, body }) => [path, body.seq_id])).toEqual([
      ["forward_backward", 1],
      ["optim_step", 2],
      ["forward_backward", 3],
    ]);
    const [first] = server.requests
      .map(({ path }, i) => (path === "optim_step" ? i : -1))
      .filter((i) => i >= 0);
    const asked = server.requests.slice(0, first).filter(({ path }) => path === "retrieve_future");
    expect(asked.length).toBeLessThanOrEqual(2); // of create_model, and perhaps of the first pass; not its result
  });

  it("is sent nothing after a request that was refused", async () => {
    const { server, client } = await connect();
    const model = await client.createModel("base", 8, 0);
    const wrong = model.forwardBackward([datum(2)], { name: "cross_entropy", config: { nothing: 1 } });
    const after = model.optimStep(adam);
    await expect(wrong).rejects.toThrow(/HTTP 422: body.loss_fn_config: Invalid keys: nothing/);
    await expect(after).rejects.toThrow(/HTTP 422/);
    expect(server.requests.some(({ path }) => path === "optim_step")).toBe(false);
  });

  it("is asked again, with the same number and the same body, for what the server lost", async () => {
    const { server, client } = await connect({ workMs: 0 });
    const model = await client.createModel("base", 8, 0);
    const result = model.optimStep(adam);
    // Before its promise is asked for.
    await expect.poll(() => server.requests.some(({ path }) => path === "optim_step")).toBe(true);
    server.restart();
    await result;
    await model.optimStep(adam);
    server.restart();
    const sent = server.requests.filter(({ path }) => path === "optim_step").map(({ body }) => body.seq_id);
    expect(new Set(sent)).toEqual(new Set([1, 2]));
    expect([...server.models.values()][0].updates.length).toBe(2);
  });

  it("is lost with its session, which the heartbeats tell", async () => {
    const { server, client } = await connect({}, { heartbeatMs: 10 });
    const model = await client.createModel("base", 8, 0);
    await expect.poll(() => server.requests.some(({ path }) => path === "session_heartbeat")).toBe(true);
    server.expire();
    await expect(model.optimStep(adam)).rejects.toThrow(EngineLostError);
    await expect(model.saveWeights("a")).rejects.toThrow(/no longer has the model \(Model not found\)/);
  });

  it("is not sent twice what a server would do twice, but what never arrived is", async () => {
    const { server, client } = await connect({ kind: "skyrl" }, { attempts: 3 });
    const model = await client.createModel("base", 8, 0);
    const scored = await client.createModel("base", 8, 0);
    await server.close();
    await expect(model.optimStep(adam)).rejects.toThrow(/gave up after 3 attempts.*ECONNREFUSED/);
    let arrived = 0;
    const cutting = createServer((request, response) => {
      if (request.method === "GET") return void response.end('{"status":"ok"}');
      arrived++;
      response.destroy();
    });
    const { port } = new URL(server.url);
    await new Promise<void>((resolve) => cutting.listen(Number(port), "127.0.0.1", resolve));
    closing.push(() => void cutting.close());
    const again = client.createModel("base", 8, 0);
    await expect(again).rejects.toThrow(EngineLostError);
    await expect(again).rejects.toThrow(/whether the server did it is not known/);
    expect(arrived).toBe(1);
    // What changes nothing may be done twice.
    await expect(scored.forward([datum(2)], loss)).rejects.toThrow(/gave up after 3 attempts/);
    expect(arrived).toBe(4);
  });

  it("is lost where only the heartbeats told, which end then as they do when the client is closed", async () => {
    const { server, client } = await connect({}, { heartbeatMs: 5, attempts: 1 });
    const other = await TinkerClient.connect({ url: server.url, server: "tinker", heartbeatMs: 5 });
    const beats = () => server.requests.filter(({ path }) => path === "session_heartbeat").length;
    await expect.poll(beats).toBeGreaterThan(1);
    other.close();
    server.expire();
    const before = beats();
    await expect.poll(beats).toBeGreaterThan(before);
    // One of the client that is closed may have been on its way.
    await sleep(30);
    const last = beats();
    expect(last).toBeLessThan(before + 6);
    await sleep(50);
    expect(beats()).toBe(last);
    await server.close();
    const asked = client.sampleBase("base");
    await expect(asked).rejects.toThrow(EngineLostError);
    await expect(asked).rejects.toThrow(/no longer has the model/);
  });
});

describe("waiting for a result", () => {
  /** A server of which only retrieve_future does something else each time. */
  async function scripted(answers: ((reply: (status: number, body: unknown) => void) => void)[]) {
    const polls: unknown[] = [];
    const server = createServer(async (request, response) => {
      let text = "";
      for await (const piece of request) text += piece;
      const reply = (status: number, body: unknown) =>
        void response.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body));
      const path = request.url!.replace("/api/v1/", "");
      if (path === "get_server_capabilities")
        return reply(200, { supported_models: [{ model_name: "base" }] });
      if (path === "create_session") return reply(200, { session_id: "s" });
      if (path === "create_sampling_session") return reply(200, { sampling_session_id: "s" });
      if (path !== "retrieve_future") return reply(200, { request_id: `${path}` });
      polls.push(JSON.parse(text));
      (answers.shift() ?? ((last) => last(200, { type: "try_again" })))(reply);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing.push(() => {
      server.closeAllConnections();
      server.close();
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const options = { url, server: "tinker" as const, waitMs: 2, longestMs: 300 };
    const client = await TinkerClient.connect(options);
    closing.push(() => client.close());
    return { polls, sampler: await client.sampleBase("base") };
  }
  const params = { maxTokens: 2, temperature: 1, topP: 1, seed: 0, stop: [] };
  const done = { sequences: [{ tokens: [1], logprobs: [-1], stop_reason: "stop" }] };

  it("goes on through everything that may pass, and asks again for a sample that failed on the server's side", async () => {
    const { polls, sampler } = await scripted([
      (reply) => reply(200, { type: "try_again" }),
      (reply) => reply(408, { detail: "Timeout waiting for result" }),
      (reply) => reply(500, "busy"),
      (reply) => reply(400, ""),
      (reply) => reply(200, '{"sequences"'),
      (reply) => reply(410, {}),
      (reply) => reply(200, { error: "out of memory", category: "server" }),
      (reply) => reply(200, done),
    ]);
    expect((await sampler.sample([1], 1, params))[0]).toMatchObject({ tokens: [1], stopped: true });
    expect(polls.length).toBe(8);
  });

  it.each<[string, unknown, RegExp]>([
    ["failed work", { error: "bad prompt", category: "user" }, /^asample failed on the server: bad prompt$/],
    ["another number of samples", { sequences: [] }, /^asample: expected "sequences": 1 of them, got/],
    ["tokens that are none", { sequences: [{ tokens: ["a"], logprobs: [0] }] }, /"tokens": token ids/],
    ["log-probabilities that are too few", { sequences: [{ tokens: [1, 2], logprobs: [0] }] }, /2 numbers/],
  ])("says what was wrong: %s", async (_, answer, message) => {
    const { sampler } = await scripted([(reply) => reply(200, answer)]);
    await expect(sampler.sample([1], 1, params)).rejects.toThrow(message);
  });

  it("ends", async () => {
    const { sampler } = await scripted([]);
    await expect(sampler.sample([1], 1, params)).rejects.toThrow(
      /asample: no result in 0 s.*engine.timeoutSeconds/,
    );
  });
});

describe("a key", () => {
  it("that a server repeats is not shown, though it is cut", async () => {
    const key = `sk-${"x".repeat(150)}`;
    let told: object = { say: key };
    const server = createServer((request, response) => {
      request.resume();
      response.end(JSON.stringify(told));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing.push(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const options = { url, key, server: "tinker" as const, waitMs: 2, longestMs: 300 };
    const refusal = async () => {
      const created = TinkerClient.connect(options).then((client) => {
        closing.push(() => client.close());
        return client.createModel("base", 8, 0);
      });
      const error = (await created.catch((thrown) => thrown)) as Error;
      expect(error).toBeInstanceOf(UserError);
      expect(error.message).not.toContain("sk-");
      return error.message;
    };
    expect(await refusal()).toMatch(/get_server_capabilities: expected .*{"say":"…"}/);
    const models = { supported_models: [{ model_name: "base" }], say: key };
    told = models;
    expect(await refusal()).toMatch(/create_session: expected .*"say":"…"/);
    told = { ...models, session_id: "s" };
    expect(await refusal()).toMatch(/create_model: expected "request_id".*"say":"…"/);
    told = { ...models, session_id: "s", request_id: "1", error: `bad key ${key}` };
    expect(await refusal()).toMatch(/create_model failed on the server: bad key …/);
  });

  it("that is a word of the protocol changes no answer", async () => {
    const { client } = await connect({ key: "base" }, { key: "base" });
    expect(client.models).toEqual(["base"]);
  });
});

describe("an address", () => {
  it.each([
    ["nonsense", "nonsense: not the address of a server, such as http://host:8000"],
    ["ftp://host", "ftp://host: not the address of a server, such as http://host:8000"],
    [
      "http://me:pw@host",
      "http://…@host: a server's address has no user name or password; give its key in TINKER_API_KEY",
    ],
    [
      "http://host?api_key=pw",
      'http://host/?…: a server\'s address ends before "?" and "#"; give its key in TINKER_API_KEY',
    ],
    ["nonsense?api_key=pw", "nonsense?…: not the address of a server, such as http://host:8000"],
  ])("%s is refused", (url, message) => {
    expect(() => new Transport({ url })).toThrow(message);
  });
  it("may end in the protocol's path", () => {
    expect(new Transport({ url: "https://host/tinker/api/v1/" }).url).toBe("https://host/tinker");
  });
});
