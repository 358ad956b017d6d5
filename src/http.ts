// Requests to servers that may be busy, restart or cut a connection: JSON out, JSON in, retried with back-off and
// jitter within bounds, then one clear error. What is asked and what an answer means is the caller's.
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "./errors.ts";

export interface RequestOptions {
  headers?: Readonly<Record<string, string>>;
  /** What a server may repeat but nobody is to see, such as a key: left out of its answers. */
  secret?: string;
  /** Milliseconds one attempt may take, answer included. */
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
class Transient extends Error {
  constructor(
    reason: string,
    readonly retryAfterMs: number | null = null,
  ) {
    super(reason);
  }
}

/**
 * The JSON that `url` answers a POST of `body` with. Attempts that met 408, 429, 5xx, a network fault, the time limit or
 * an answer that is no JSON are repeated, after the server's Retry-After or else a wait drawn from the upper half of
 * the back-off. Throws a UserError with the status and the server's words for any other refusal, and with the last
 * reason after the last attempt; the signal's reason once it is aborted.
 */
export async function postJson(url: string, body: unknown, options: RequestOptions): Promise<unknown> {
  const { attempts, waitMs, longestWaitMs, signal, onRetry } = options;
  const began = performance.now();
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(url, body, options);
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof Transient)) throw error;
      if (attempt >= attempts) {
        const seconds = Math.round((performance.now() - began) / 1000);
        throw new UserError(
          `${url}: gave up after ${attempts} attempts in ${seconds} s; the last: ${error.message}`,
        );
      }
      onRetry?.(error.message, attempt);
      const wait = Math.min(longestWaitMs, waitMs * 2 ** (attempt - 1)) * (0.5 + 0.5 * Math.random());
      await sleep(Math.min(longestWaitMs, error.retryAfterMs ?? wait), undefined, { signal });
    }
  }
}

async function once(
  url: string,
  body: unknown,
  { headers, secret, timeoutMs, signal }: RequestOptions,
): Promise<unknown> {
  const limit = AbortSignal.timeout(timeoutMs);
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
      signal: signal ? AbortSignal.any([limit, signal]) : limit,
    });
    text = await response.text();
    if (secret) text = text.replaceAll(secret, "…");
  } catch (error) {
    if (limit.aborted) throw new Transient(`no answer in ${timeoutMs / 1000} s`);
    throw new Transient(networkReason(error));
  }
  const { status } = response;
  if (status === 408 || status === 429 || status >= 500)
    throw new Transient(`HTTP ${status}${said(text)}`, retryAfterMs(response.headers.get("retry-after")));
  if (!response.ok) throw new UserError(`${url}: HTTP ${status}${said(text)}`);
  try {
    return JSON.parse(text);
  } catch {
    throw new Transient(`the answer is no JSON${said(text)}`);
  }
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
