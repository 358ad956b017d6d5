// An OpenAI-compatible server for tests: streamed completions of chats and texts, with faults on request, fields that
// it does not take, and a count of what it was asked.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What can go wrong with an answer. */
export type Fault =
  /** A refusal. */
  | { status: number; message?: string; retryAfter?: string }
  /** The connection is dropped: before the answer, or in the midst of it. */
  | "dropped"
  | "cut"
  /** The stream ends without the end of the response: as it is, or with [DONE]. */
  | "short"
  | "done early"
  /** Nothing more comes: after the head, or in the midst of the answer. */
  | "silent"
  | "stalled"
  /** Half a JSON, a line that is no event, an error as an object or text, a page in HTML, far too much. */
  | "half JSON"
  | "no event"
  | "error object"
  | "error text"
  | "page"
  | "flood"
  /** A response that is none. */
  | "filtered";

export const FAULTS = [
  ...[408, 429, 500, 502, 503].map((status) => ({ status, retryAfter: "0" })),
  "dropped",
  "cut",
  "short",
  "done early",
  "half JSON",
  "no event",
  "error object",
  "error text",
  "page",
  "flood",
] as const satisfies readonly Fault[];

export interface CompletionRequest {
  model: string;
  messages?: { role: string; content: string }[];
  prompt?: string;
  temperature: number;
  top_p: number;
  max_tokens?: number;
  max_completion_tokens?: number;
  seed?: number;
  stop?: string[];
  stream: boolean;
  stream_options?: object;
  [field: string]: unknown;
}

/** What the model says. */
export interface Said {
  text: string;
  reasoning?: string;
  finish?: "stop" | "length";
}

export interface OpenAiOptions {
  answer: (prompt: string, request: CompletionRequest) => Said;
  /** What becomes of the n-th request (from 0) with this prompt. */
  fault?: (prompt: string, n: number) => Fault | undefined;
  /** Demanded as bearer token. */
  key?: string;
  /** Names of models; null: the server does not list them. Default: "m". */
  models?: readonly string[] | null;
  ownedBy?: string;
  /** Fields that are refused with 400. */
  refuses?: readonly string[];
  /** Answers at once, whatever `stream` says. */
  whole?: boolean;
}

export interface OpenAiServer {
  url: string;
  /** Completions asked for, in order. */
  requests: CompletionRequest[];
  /** By prompt: how often it was asked, and whether an answer was sent to its end. */
  asked: Map<string, { times: number; answered: number }>;
  close(): Promise<void>;
}

export async function startOpenAi(options: OpenAiOptions): Promise<OpenAiServer> {
  const { answer, fault, key, models = ["m"], ownedBy = "test", refuses = [], whole = false } = options;
  const requests: CompletionRequest[] = [];
  const asked: OpenAiServer["asked"] = new Map();
  const refuse = (response: ServerResponse, status: number, message: string, retryAfter?: string) => {
    response.writeHead(status, {
      "content-type": "application/json",
      ...(retryAfter ? { "retry-after": retryAfter } : {}),
    });
    response.end(JSON.stringify({ error: { message, code: status } }));
  };
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    let body = "";
    for await (const piece of request) body += piece;
    const given = request.headers.authorization;
    if (key !== undefined && given !== `Bearer ${key}`) return refuse(response, 401, `wrong key ${given}`);
    if (request.url === "/v1/models") {
      if (models === null) return refuse(response, 404, "Not Found");
      const data = models.map((id) => ({ id, object: "model", owned_by: ownedBy }));
      response.writeHead(200, { "content-type": "application/json" });
      return void response.end(JSON.stringify({ object: "list", data }));
    }
    const chat = request.url === "/v1/chat/completions";
    if (!chat && request.url !== "/v1/completions") return refuse(response, 404, "Not Found");
    const asks = JSON.parse(body) as CompletionRequest;
    const prompt = chat ? (asks.messages?.at(-1)?.content ?? "") : (asks.prompt ?? "");
    requests.push(asks);
    const count = asked.get(prompt) ?? { times: 0, answered: 0 };
    asked.set(prompt, count);
    const what = fault?.(prompt, count.times++);
    if (models && !models.includes(asks.model)) return refuse(response, 404, `no model ${asks.model}`);
    const wrong = refuses.find((field) => field in asks);
    if (wrong) return refuse(response, 400, `Unknown field: ${wrong}`);
    if (typeof what === "object")
      return refuse(response, what.status, what.message ?? "busy", what.retryAfter);
    const said = answer(prompt, asks);
    if (whole) {
      const { text, reasoning, finish = "stop" } = said;
      const message = { role: "assistant", content: text, reasoning_content: reasoning };
      const choice = { index: 0, ...(chat ? { message } : { text }), finish_reason: finish };
      response.writeHead(200, { "content-type": "application/json; charset=utf-8" });
      response.end(JSON.stringify({ choices: [choice], usage: { prompt_tokens: 3, completion_tokens: 7 } }));
    } else stream(response, chat, said, what, Boolean(asks.stream_options));
    if (what === undefined) count.answered++;
  };
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    asked,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function stream(
  response: ServerResponse,
  chat: boolean,
  { text, reasoning = "", finish = "stop" }: Said,
  fault: Exclude<Fault, object> | undefined,
  usage: boolean,
): void {
  response.on("error", () => {}); // The client may leave.
  if (fault === "dropped") return void response.destroy();
  const page = fault === "page";
  response.writeHead(200, { "content-type": page ? "text/html" : "text/event-stream" });
  response.flushHeaders();
  if (page) return void response.end("<!doctype html>\n<p>Please log in.</p>\n");
  if (fault === "silent") return;
  const event = (data: unknown) => response.write(`data: ${JSON.stringify(data)}\n\n`);
  const part = (content: string, reason: string | null = null, thought?: string) =>
    event({
      system_fingerprint: "fp-1",
      choices: [
        {
          index: 0,
          ...(chat ? { delta: { content, reasoning_content: thought } } : { text: content }),
          finish_reason: reason,
        },
      ],
    });
  response.write(": alive\r\n\r\n");
  if (reasoning !== "") part("", null, reasoning);
  const half = text.length >> 1;
  part(text.slice(0, half));
  if (fault === "cut") return void setTimeout(() => response.destroy(), 1);
  if (fault === "stalled") return;
  if (fault === "half JSON") return void response.end('data: {"choices": [{"del\n\n');
  if (fault === "no event") return void response.end("Internal Server Error\n\n");
  if (fault === "error object") event({ error: { message: "out of memory", code: 500 } });
  if (fault === "error text") event({ error: "CUDA error" });
  if (fault === "error object" || fault === "error text" || fault === "short") return void response.end();
  if (fault === "flood") for (let i = 0; i < 24; i++) part("x".repeat(1 << 16));
  if (fault !== "done early") {
    part(text.slice(half));
    part("", fault === "filtered" ? "content_filter" : finish);
    if (usage) event({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 7 } });
  }
  response.end("data: [DONE]\n\n");
}
