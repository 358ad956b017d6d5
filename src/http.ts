// Requests to servers that may be busy, restart or cut a connection: JSON out, JSON or a stream of events in, retried
// with back-off and jitter within bounds, then one clear error. What is asked and what an answer means is the caller's.
import { setTimeout as sleep } from "node:timers/promises";
import { createParser, type ParseError } from "eventsource-parser";
import { UserError } from "./errors.ts";

export interface RequestOptions {
  headers?: Readonly<Record<string, string>>;
  /** What a server may repeat but nobody is to see, such as a key: left out of its answers. */
  secret?: string;
  /** Milliseconds one attempt may take, answer included; of a stream, those between two events. */
  timeoutMs: number;
  /** Attempts in all. */
  attempts: number;
  /** Milliseconds before the second attempt, doubled before each later one; at most `longestWaitMs`. */
  waitMs: number;
  longestWaitMs: number;
  signal?: AbortSignal;
  /** Told of each attempt that failed and is tried again. */
  onRetry?: (reason: string, attempt: number) => void;
}

export const REQUEST_DEFAULTS = { timeoutMs: 120_000, attempts: 6, waitMs: 500, longestWaitMs: 30_000 };

/** An answer that another attempt may better: a busy or failing server, a connection cut, an answer that is no JSON. */
export class Transient extends Error {
  constructor(
    reason: string,
    readonly retryAfterMs: number | null = null,
  ) {
    super(reason);
  }
}

/** A server said no, and another attempt would not change that. */
export class RefusedRequest extends UserError {
  constructor(
    message: string,
    readonly status: number,
    /** The whole answer, the secret left out. */
    readonly answer: string,
  ) {
    super(message);
  }
}

/** Every attempt failed. */
export class UnansweredRequest extends UserError {}

/** Longest refusal that is read, in bytes. */
const longestRefusal = 1 << 20;

/**
 * The JSON that `url` answers a POST of `body` with. Attempts that met 408, 429, 5xx, a network fault, the time limit or
 * an answer that is no JSON are repeated, after the server's Retry-After or else a wait drawn from the upper half of
 * the back-off. Throws a RefusedRequest with the status and the server's words for any other refusal, and an
 * UnansweredRequest with the last reason after the last attempt; the signal's reason once it is aborted.
 */
export async function postJson(url: string, body: unknown, options: RequestOptions): Promise<unknown> {
  return retried(url, options, () => jsonOnce(url, body, options));
}

/** As `postJson`, by GET. */
export async function getJson(url: string, options: RequestOptions): Promise<unknown> {
  return retried(url, options, () => jsonOnce(url, undefined, options));
}

/**
 * POSTs `body` and hands the data of each server-sent event (WHATWG HTML, 9.2) to `read` as it comes, and what `read`
 * makes of them back; an answer that is JSON all at once is one event. Faults are as for `postJson`; further ones are
 * `timeoutMs` without an event, a line that is no part of an event, more than `maxBytes`, and whatever `read` throws
 * as a Transient. Comments are no events: a server that only says that it is alive meets the limit too.
 */
export async function postEvents<T>(
  url: string,
  body: unknown,
  options: RequestOptions & { maxBytes: number },
  read: (events: AsyncIterable<string>) => Promise<T>,
): Promise<T> {
  return retried(url, options, () => eventsOnce(url, body, options, read));
}

/** The address of a server. Throws a UserError for what is none, or holds a password, which would be shown. */
export function serverAddress(url: string, keyVariable: string): URL {
  const address = URL.canParse(url) ? new URL(url) : null;
  if (address?.protocol !== "http:" && address?.protocol !== "https:") {
    const shown = url.replace(/\/\/.*@/, "//…@");
    throw new UserError(`${shown}: not the address of a server, such as http://host:8000`);
  }
  if (address.username !== "" || address.password !== "")
    throw new UserError(
      `http://…@${address.host}: a server's address has no user name or password; give its key in ${keyVariable}`,
    );
  return address;
}

/** The headers that carry a key. Throws a UserError for a key that no header can carry; it is not shown. */
export function keyHeaders(key: string | undefined, keyVariable: string): RequestOptions["headers"] {
  if (!key) return undefined;
  if (!/^[\x21-\x7e]+$/.test(key))
    throw new UserError(
      `the server's key (${keyVariable}) holds white space or characters that are not ASCII; a key has neither`,
    );
  return { authorization: `Bearer ${key}` };
}

async function retried<T>(
  url: string,
  { attempts, waitMs, longestWaitMs, signal, onRetry, secret }: RequestOptions,
  once: () => Promise<T>,
): Promise<T> {
  const began = performance.now();
  for (let attempt = 1; ; attempt++) {
    try {
      return await once();
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof Transient)) throw error;
      const reason = secret ? error.message.replaceAll(secret, "…") : error.message;
      if (attempt >= attempts) {
        const seconds = Math.round((performance.now() - began) / 1000);
        throw new UnansweredRequest(
          `${url}: gave up after ${attempts} attempts in ${seconds} s; the last: ${reason}`,
        );
      }
      onRetry?.(reason, attempt);
      const wait = Math.min(longestWaitMs, waitMs * 2 ** (attempt - 1)) * (0.5 + 0.5 * Math.random());
      await sleep(Math.min(longestWaitMs, error.retryAfterMs ?? wait), undefined, { signal }).catch(
        (stopped) => {
          signal?.throwIfAborted();
          throw stopped;
        },
      );
    }
  }
}

/** `body` undefined: GET. */
async function jsonOnce(
  url: string,
  body: unknown,
  { headers, secret, timeoutMs, signal }: RequestOptions,
): Promise<unknown> {
  const limit = AbortSignal.timeout(timeoutMs);
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      ...request(body, headers),
      signal: signal ? AbortSignal.any([limit, signal]) : limit,
    });
    text = await response.text();
    if (secret) text = text.replaceAll(secret, "…");
  } catch (error) {
    if (limit.aborted) throw new Transient(`no answer in ${timeoutMs / 1000} s`);
    throw new Transient(networkReason(error));
  }
  if (!response.ok) throw refusal(url, response, text);
  try {
    return JSON.parse(text);
  } catch {
    throw new Transient(`the answer is no JSON${said(text)}`);
  }
}

async function eventsOnce<T>(
  url: string,
  body: unknown,
  { headers, secret, timeoutMs, signal, maxBytes }: RequestOptions & { maxBytes: number },
  read: (events: AsyncIterable<string>) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const control = new AbortController();
  const stop = () => control.abort();
  signal?.addEventListener("abort", stop, { once: true });
  let timer: NodeJS.Timeout | undefined;
  let idle = false;
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      idle = true;
      control.abort();
    }, timeoutMs);
  };
  /** What the network does, told from what `read` does. */
  const network = async <R>(work: Promise<R>): Promise<R> => {
    try {
      return await work;
    } catch (error) {
      if (idle) throw new Transient(`nothing came for ${timeoutMs / 1000} s`);
      throw new Transient(networkReason(error));
    }
  };
  try {
    alive();
    const response = await network(fetch(url, { ...request(body, headers), signal: control.signal }));
    const pieces = piecesOf(response, response.ok ? maxBytes : longestRefusal, network);
    if (!response.ok) {
      let text = "";
      for await (const piece of pieces) text += piece;
      throw refusal(url, response, secret ? text.replaceAll(secret, "…") : text);
    }
    return await read(eventsOf(response, pieces, alive));
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
    // Where `read` has seen enough, or failed, the server is not to go on.
    control.abort();
  }
}

/** The text of an answer as it comes. */
async function* piecesOf(
  { body }: Response,
  maxBytes: number,
  network: <R>(work: Promise<R>) => Promise<R>,
): AsyncGenerator<string> {
  if (body === null) return;
  const reader = body.getReader();
  const utf8 = new TextDecoder();
  let bytes = 0;
  for (;;) {
    const { done, value } = await network(reader.read());
    if (done) return;
    bytes += value.length;
    if (bytes > maxBytes) throw new Transient(`the answer has more than ${maxBytes} bytes`);
    yield utf8.decode(value, { stream: true });
  }
}

/** The data of each event; `alive` is told when some came. */
async function* eventsOf(
  response: Response,
  pieces: AsyncIterable<string>,
  alive: () => void,
): AsyncGenerator<string> {
  if (/\bjson\b/i.test(response.headers.get("content-type") ?? "")) {
    let whole = "";
    for await (const piece of pieces) {
      alive();
      whole += piece;
    }
    yield whole;
    return;
  }
  const events: string[] = [];
  const errors: ParseError[] = [];
  const parser = createParser({
    onEvent: ({ data }) => events.push(data),
    // The standard passes over lines it does not know, and with them over what a faulty server has lost.
    onError: (error) => errors.push(error),
  });
  for await (const piece of pieces) {
    parser.feed(piece);
    if (events.length > 0) alive();
    yield* events.splice(0);
    if (errors.length > 0)
      throw new Transient(`a line that is no part of an event${said(errors[0].line ?? "")}`);
  }
}

const request = (body: unknown, headers: RequestOptions["headers"]): RequestInit =>
  body === undefined
    ? { headers }
    : {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
      };

function refusal(url: string, { status, headers }: Response, text: string): Error {
  if (status === 408 || status === 429 || status >= 500)
    return new Transient(`HTTP ${status}${said(text)}`, retryAfterMs(headers.get("retry-after")));
  return new RefusedRequest(`${url}: HTTP ${status}${said(text)}`, status, text);
}

/** fetch hides the reason (ECONNREFUSED, …) in the cause. */
function networkReason(error: unknown): string {
  const { cause, message } = error as Error & { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? message;
}

/** Seconds, or a date. */
function retryAfterMs(value: string | null): number | null {
  if (value === null) return null;
  const ms = /^\d+$/.test(value) ? 1000 * Number(value) : Date.parse(value) - Date.now();
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}

/** The server's own words, shortened; vLLM and OpenAI put them under error.message, or message. */
function said(text: string): string {
  let words = text;
  try {
    const json = JSON.parse(text);
    const message = json?.error?.message ?? json?.message ?? json?.detail;
    if (typeof message === "string") words = message;
  } catch {
    // Plain text or a page: said as it is.
  }
  const line = words.replace(/[\s\p{Cc}]+/gu, " ").trim();
  return line === "" ? "" : `: ${line.length > 300 ? `${line.slice(0, 300)}…` : line}`;
}
