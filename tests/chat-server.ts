// An OpenAI-compatible server for tests: chat completions whose answer the test decides, with faults on request.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface ChatRequest {
  model: string;
  messages: { role: string; content: string }[];
  max_tokens: number;
  temperature: number;
}

export interface ChatServer {
  /** To which /chat/completions is added. */
  url: string;
  requests: ChatRequest[];
  close(): Promise<void>;
}

/** `answer` gives the text of the n-th answer (from 0), or the status of a refusal. */
export async function startChat(
  answer: (request: ChatRequest, n: number) => string | number | Promise<string>,
  key?: string,
): Promise<ChatServer> {
  const requests: ChatRequest[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const piece of request) text += piece;
    const body = JSON.parse(text) as ChatRequest;
    const said = await answer(body, requests.push(body) - 1);
    const denied = key !== undefined && request.headers.authorization !== `Bearer ${key}`;
    const status = denied
      ? 401
      : typeof said === "number"
        ? said
        : request.url === "/v1/chat/completions"
          ? 200
          : 404;
    response.writeHead(status, { "retry-after": "0" });
    const fault = { error: { message: denied ? `wrong key ${request.headers.authorization}` : "busy" } };
    const choices = [{ index: 0, message: { role: "assistant", content: said }, finish_reason: "stop" }];
    response.end(JSON.stringify(status === 200 ? { object: "chat.completion", choices } : fault));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
