// Requests to servers that may be busy, restart or cut a connection: JSON out, JSON in, retried with back-off and
// jitter within bounds, then one clear error. What is asked and what an answer means is the caller's. Answers that come
// as a stream of events are http-events.ts's, and one request by itself is http-send.ts's.
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "./errors.ts";
import { type Sent, send } from "./http-send.ts";
import type { Limit } from "./limit.ts";

export interface RequestOptions {
  headers?: Readonly<Record<string, string>>;
  /** What a server may repeat but nobody is to see, such as a key: left out of what is said of its answers. */
  secret?: string;
  /** Milliseconds one attempt may take, answer included; of a stream, those between two events. */
  timeoutMs: number;
  attempts: number;
  /**
   * Milliseconds before the second attempt, doubled before each later one; at most `longestWaitMs`. A server's
   * Retry-After takes their place, of up to `timeoutMs`.
   */
  waitMs: number;
  longestWaitMs: number;
  signal?: AbortSignal;
  /** Told of each attempt that failed and is tried again. */
  onRetry?: (reason: string, attempt: number) => void;
}

/** What only requests for JSON have. */
export interface JsonOptions extends RequestOptions {
  /** Bytes an answer may have; 512 MiB by default. */
  mostBytes?: number;
  /** How many answers are read at a time, of all requests that share it: the others wait at their servers. */
  reading?: Limit;
  /**
   * Repeat only what surely did nothing (refused with 425, 429 or 503, or never arrived): for a server that would do the
   * same request twice. Where that is not known, an `UncertainRequest` is thrown.
   */
  onlyUndone?: boolean;
  /** 408 and the time limit are answered with null, not another attempt: for long polling. */
  nullInTime?: boolean;
}

export const REQUEST_DEFAULTS = { timeoutMs: 120_000, attempts: 6, waitMs: 500, longestWaitMs: 30_000 };

/** An answer that another attempt may better: a busy or failing server, a connection cut, an answer that is no JSON. */
export class Transient extends Error {
  /** The server has surely not done what was asked. */
  readonly undone: boolean;
  readonly retryAfterMs: number | null;

  constructor(reason: string, { undone = false, retryAfterMs = null as number | null } = {}) {
    super(reason);
    this.undone = undone;
    this.retryAfterMs = retryAfterMs;
  }
}

/** A server said no, and another attempt would not change that. */
export class RefusedRequest extends UserError {
  constructor(
    url: string,
    readonly status: number,
    /** The whole answer, the secret left out. */
    readonly answer: string,
  ) {
    super(`${url}: HTTP ${status}${said(answer)}`);
  }

  /** The server's own words, shortened; may be empty. */
  get said(): string {
    return said(this.answer).slice(2);
  }
}

export class UnansweredRequest extends UserError {}

/** A request of which it is not known whether the server did what it asks (`onlyUndone`). */
export class UncertainRequest extends UserError {}

/**
 * The JSON that `url` answers a POST of `body` with; bytes are sent as they are. Attempts that met 408, 425, 429, 5xx, a
 * network fault, the time limit or an answer that is no JSON are repeated, after the server's Retry-After or else a
 * wait drawn from the upper half of the back-off. Throws a RefusedRequest with the status and the server's words for any
 * other refusal, and an UnansweredRequest with the last reason after the last attempt; the signal's reason once it is
 * aborted.
 */
export async function postJson(url: string, body: unknown, options: JsonOptions): Promise<unknown> {
  return retried(url, options, () => jsonOnce(url, post(body, options.headers), options));
}

/** As `postJson`, by GET. */
export async function getJson(url: string, options: JsonOptions): Promise<unknown> {
  return retried(url, options, () => jsonOnce(url, { headers: options.headers }, options));
}

type Request = Omit<Sent, "signal">;

/** A POST of JSON, or of bytes that are JSON. */
export function post(body: unknown, headers: RequestOptions["headers"]): Request {
  return { method: "POST", headers, body: body instanceof Uint8Array ? body : JSON.stringify(body) };
}

/** Throws a UserError for a key that no header can carry; it is not shown. */
export function checkKey(key: string | undefined, keyVariable: string): void {
  if (key && !/^[\x21-\x7e]+$/.test(key))
    throw new UserError(
      `the server's key (${keyVariable}) holds white space or characters that are not ASCII; a key has neither`,
    );
}

/** The headers that carry a key as a bearer token. Throws as `checkKey`. */
export function keyHeaders(key: string | undefined, keyVariable: string): RequestOptions["headers"] {
  checkKey(key, keyVariable);
  return key ? { authorization: `Bearer ${key}` } : undefined;
}

/** What `once` gives, tried again for every Transient. Errors as in `postJson`. */
export async function retried<T>(
  url: string,
  { attempts, waitMs, longestWaitMs, timeoutMs, onlyUndone, signal, onRetry, secret }: JsonOptions,
  once: () => Promise<T>,
): Promise<T> {
  const began = performance.now();
  for (let attempt = 1; ; attempt++) {
    try {
      return await once();
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof Transient)) throw error;
      const reason = withoutSecret(error.message, secret);
      if (onlyUndone && !error.undone)
        throw new UncertainRequest(`${url}: ${reason}; whether the server did it is not known`);
      if (attempt >= attempts) {
        const seconds = Math.round((performance.now() - began) / 1000);
        throw new UnansweredRequest(
          `${url}: gave up after ${attempts} attempts in ${seconds} s; the last: ${reason}`,
        );
      }
      onRetry?.(reason, attempt);
      const backOff = Math.min(longestWaitMs, waitMs * 2 ** (attempt - 1)) * (0.5 + 0.5 * Math.random());
      const wait = error.retryAfterMs === null ? backOff : Math.min(timeoutMs, error.retryAfterMs);
      await sleep(wait, undefined, { signal }).catch((stopped) => {
        signal?.throwIfAborted();
        throw stopped;
      });
    }
  }
}

async function jsonOnce(url: string, request: Request, options: JsonOptions): Promise<unknown> {
  const { secret, timeoutMs, mostBytes = 2 ** 29, reading, nullInTime = false } = options;
  const late = () => {
    if (nullInTime) return null;
    throw new Transient(`no answer in ${timeoutMs / 1000} s`);
  };
  return attempted(url, request, options, late, async (response, network) => {
    const read = () => network(textOf(response, mostBytes));
    const text = await (reading ? reading.run(read) : read());
    if (response.status === 408 && nullInTime) return null;
    if (!response.ok) throw refusal(url, response, withoutSecret(text, secret));
    try {
      return JSON.parse(text);
    } catch {
      throw new Transient(`the answer is no JSON${said(withoutSecret(text, secret))}`);
    }
  });
}

/** Tells faults of the network, and the time limit, from those of whoever reads. */
export type NetworkCall = <R>(work: Promise<R>) => Promise<R>;

/**
 * What `read` makes of the answer to one attempt; `late` says what it is once the time limit went by, which `alive` begins
 * anew. `stop` ends the connection. Throws a Transient, a UserError, or what `read` throws.
 */
export async function attempted<T>(
  url: string,
  request: Request,
  { timeoutMs, signal }: RequestOptions,
  late: () => T,
  read: (response: Response, network: NetworkCall, alive: () => void, stop: () => void) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  // By hand: AbortSignal.any would leave something of every request with a signal that lives long.
  const control = new AbortController();
  const stop = () => control.abort();
  signal?.addEventListener("abort", stop);
  let timer: NodeJS.Timeout | undefined;
  const timeIsUp = new Error();
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => control.abort(timeIsUp), timeoutMs);
  };
  const network: NetworkCall = async (work) => {
    try {
      return await work;
    } catch (error) {
      if (error instanceof UserError) throw new UserError(`${url}: ${error.message}`);
      if (control.signal.reason === timeIsUp) throw timeIsUp;
      // ECONNREFUSED, …
      const { message, code: reason = message } = error as NodeJS.ErrnoException;
      const undone = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH/.test(reason);
      throw new Transient(reason, { undone });
    }
  };
  try {
    alive();
    const response = await network(send(url, { ...request, signal: control.signal }));
    return await read(response, network, alive, stop);
  } catch (error) {
    if (error === timeIsUp) return late();
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

/** A text that is to be shown, before it is shortened: part of a secret is one too. What answers hold stays as it is. */
export function withoutSecret(text: string, secret: string | undefined): string {
  return secret ? text.replaceAll(secret, "…") : text;
}

/** The answer's text. Throws a UserError where it has more than `most` bytes. */
async function textOf(response: Response, most: number): Promise<string> {
  if (!response.body) return "";
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body) {
    bytes += piece.length;
    if (bytes > most) throw new UserError(`the answer has more than ${most} bytes`);
    pieces.push(piece);
  }
  return new TextDecoder().decode(Buffer.concat(pieces, bytes));
}

/** The error of an answer that is none: Transient for a server that is busy or failing, else a RefusedRequest. */
export function refusal(url: string, { status, headers }: Response, text: string): Error {
  if (status !== 408 && status !== 425 && status !== 429 && status < 500)
    return new RefusedRequest(url, status, text);
  const undone = status === 425 || status === 429 || status === 503;
  return new Transient(`HTTP ${status}${said(text)}`, {
    undone,
    retryAfterMs: retryAfterMs(headers),
  });
}

/** Seconds, or a date by the server's clock. */
function retryAfterMs(headers: Headers): number | null {
  const value = headers.get("retry-after");
  if (value === null) return null;
  const now = Date.parse(headers.get("date") ?? "") || Date.now();
  const ms = /^\d+(\.\d+)?$/.test(value) ? 1000 * Number(value) : Date.parse(value) - now;
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}

/**
 * ": " and the server's own words, shortened, or nothing. vLLM and OpenAI put them under error.message or message,
 * FastAPI under detail: a text, or a list of what is wrong where.
 */
export function said(text: string): string {
  let words = text;
  try {
    const json = JSON.parse(text);
    const message = json?.error?.message ?? json?.message ?? json?.detail ?? json?.error;
    if (typeof message === "string") words = message;
    else if (Array.isArray(message))
      words = message
        .map((fault) => `${Array.isArray(fault?.loc) ? `${fault.loc.join(".")}: ` : ""}${fault?.msg}`)
        .join("; ");
  } catch {
    // Plain text or a page: said as it is.
  }
  const line = words.replace(/[\s\p{Cc}]+/gu, " ").trim();
  return line === "" ? "" : `: ${line.length > 300 ? `${line.slice(0, 300)}…` : line}`;
}
