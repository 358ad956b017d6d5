// One request and its answer, as `fetch` has them, but without fetch's own limits of 300 s (for the answer's head, and
// between two pieces of its body), which end requests whatever their time limit is; and what a caller's headers carry,
// keys above all, goes to the origin that was asked and to no other that it redirects to.
import { type IncomingMessage, Agent as PlainAgent, request as plainRequest } from "node:http";
import { Agent as SecureAgent, request as secureRequest } from "node:https";
import { pipeline, Readable } from "node:stream";
import { createUnzip } from "node:zlib";
import { UserError } from "./errors.ts";

export interface Sent {
  method?: "GET" | "POST";
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
  signal: AbortSignal;
}

/** Redirects that are followed, as in `fetch`. */
const MOST_REDIRECTS = 20;

/** Connections are kept for less than the 5 s after which servers in Python close them. */
const KEPT = { keepAlive: true, timeout: 4000 };
const plainAgent = new PlainAgent(KEPT);
const secureAgent = new SecureAgent(KEPT);

/**
 * The answer to a request, once its head is there. Redirects are followed as `fetch` does (after 301, 302 and 303 a POST
 * becomes a GET), but from the first other origin on without any header of `headers`. Throws the network's error, an
 * AbortError, or a UserError where another origin refuses for want of what was left out.
 */
export async function send(
  url: string,
  { method = "GET", headers = {}, body, signal }: Sent,
): Promise<Response> {
  let [address, asked, own] = [new URL(url), method, headers];
  let sent = body;
  for (let redirects = 0; ; redirects++) {
    const incoming = await exchange(address, asked, own, sent, signal);
    const status = incoming.statusCode!;
    const { location } = incoming.headers;
    if (own !== headers && (status === 401 || status === 403)) {
      incoming.destroy();
      throw new UserError(
        `redirects to ${address.origin}, which refuses (HTTP ${status}): keys are not sent to another origin; ` +
          "if it is the right server, give that address",
      );
    }
    if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return answerOf(incoming);
    incoming.destroy();
    if (redirects === MOST_REDIRECTS) throw new Error(`more than ${MOST_REDIRECTS} redirects`);
    const next = URL.canParse(location, address) ? new URL(location, address) : null;
    if (next?.protocol !== "http:" && next?.protocol !== "https:")
      throw new Error(`a redirect to ${JSON.stringify(location.slice(0, 100))}, which is no server`);
    if (next.origin !== address.origin) own = {};
    if (status < 307) [asked, sent] = ["GET", undefined];
    address = next;
  }
}

function exchange(
  address: URL,
  method: string,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array | undefined,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const [request, agent] =
    address.protocol === "https:" ? [secureRequest, secureAgent] : [plainRequest, plainAgent];
  const type = body === undefined ? {} : { "content-type": "application/json" };
  const all = { accept: "*/*", "accept-encoding": "gzip, deflate", ...type, ...headers };
  return new Promise((resolve, reject) => {
    const outgoing = request(address, { method, agent, headers: all, signal });
    outgoing.on("response", resolve).on("error", reject).end(body);
  });
}

/** The answer as one of `fetch`, unpacked. */
function answerOf(incoming: IncomingMessage): Response {
  const status = incoming.statusCode!;
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value));
  if (status === 204 || status === 205 || status === 304) {
    incoming.resume();
    return new Response(null, { status, headers });
  }
  const packed = /^(x-)?gzip$|^deflate$/i.test(incoming.headers["content-encoding"] ?? "");
  // Faults of either stream are those of the body that is read.
  const body = packed ? pipeline(incoming, createUnzip(), () => {}) : incoming;
  return new Response(Readable.toWeb(body) as ReadableStream<Uint8Array>, { status, headers });
}
