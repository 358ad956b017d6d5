// A server shaped like vLLM with a process reward model, for tests: /pooling (a row for every token, or for the step
// tokens alone), /classify, /tokenize, on a fixture's model; with faults on request.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createEmbeddedEngine } from "../src/engine/embedded/engine.ts";
import { loadModel } from "../src/model/load.ts";
import { fixture } from "./cli.ts";
import { logitsOf } from "./rows.ts";

export interface ServerOptions {
  /** Fixture's model. */
  model: string;
  /** Answer for these tokens alone. */
  stepToken?: number;
  /** Demanded as bearer token. */
  key?: string;
  /** What becomes of request n (from 0): a status, "cut" the connection, "garbage" for JSON, or undefined for an answer. */
  fault?: (n: number) => number | "cut" | "garbage" | undefined;
}

/** A running server; `requests` are the bodies it got. */
export interface TestServer {
  url: string;
  requests: { path: string; body: Record<string, unknown> }[];
  close(): Promise<void>;
}

export async function startVllm({ model, stepToken, key, fault }: ServerOptions): Promise<TestServer> {
  const loaded = await loadModel(fixture(model));
  const engine = createEmbeddedEngine({ model: loaded, threads: 1 });
  const requests: TestServer["requests"] = [];
  /** [tokens][bad, good] */
  const probabilities = async (tokens: number[]) => {
    // A prompt of one token is scored with it: its logits are of no interest to any client.
    const [[logits]] = await logitsOf(engine, [{ prompt: tokens.slice(0, 1), responses: [tokens.slice(1)] }]);
    const rows = Array.from({ length: tokens.length - 1 }, (_, t) => {
      const bad = 1 / (1 + Math.exp(logits[2 * t + 1] - logits[2 * t]));
      return [bad, 1 - bad];
    });
    return [[0.5, 0.5], ...rows];
  };
  const answer = async (path: string, body: Record<string, unknown>) => {
    if (path === "/tokenize") return { tokens: loaded.tokenizer.encode(body.prompt as string) };
    const inputs = body.input as number[][];
    const data = [];
    for (const [index, tokens] of inputs.entries()) {
      const rows = await probabilities(tokens);
      if (path === "/classify") data.push({ index, probs: rows[rows.length - 1], num_classes: 2 });
      else
        data.push({ index, data: rows.filter((_, t) => stepToken === undefined || tokens[t] === stepToken) });
    }
    return { object: "list", model, data: data.reverse() };
  };
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const n = requests.length;
    let text = "";
    for await (const piece of request) text += piece;
    const path = request.url ?? "";
    requests.push({ path, body: JSON.parse(text) });
    const what = fault?.(n);
    if (what === "cut") return void response.destroy();
    const status = typeof what === "number" ? what : 200;
    const denied = key !== undefined && request.headers.authorization !== `Bearer ${key}`;
    if (status !== 200 || denied) {
      response.writeHead(denied ? 401 : status, { "retry-after": "0" });
      return void response.end(JSON.stringify({ error: { message: denied ? "wrong key" : "busy" } }));
    }
    if (!["/pooling", "/classify", "/tokenize"].includes(path)) return void response.writeHead(404).end("{}");
    response.end(what === "garbage" ? '{"data": [' : JSON.stringify(await answer(path, JSON.parse(text))));
  };
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await engine.dispose();
    },
  };
}
