// Calls to a Tinker server: addresses, the key's header, time limits and repetition. What is said is protocol.ts's.
import { UserError } from "../../common/errors.ts";
import {
  checkKey,
  getJson,
  type JsonOptions,
  postJson,
  REQUEST_DEFAULTS,
  RefusedRequest,
  type RequestOptions,
  withoutSecret,
} from "../../common/http.ts";
import { Limit } from "../../common/limit.ts";
import { serverAddress } from "../../common/server-address.ts";

/** Variable of the environment that holds the key. */
export const KEY_VARIABLE = "TINKER_API_KEY";

export interface TransportOptions
  extends Partial<Pick<RequestOptions, "attempts" | "waitMs" | "timeoutMs" | "onRetry">> {
  /** "http://host:8000"; calls go to /api/v1/ under it. */
  url: string;
  /** Sent as X-API-Key; never shown, nor kept anywhere. */
  key?: string;
}

type CallOptions = Partial<
  Pick<JsonOptions, "onlyUndone" | "nullInTime" | "timeoutMs" | "attempts" | "signal">
>;

/** Answers that are read at a time: each may be megabytes, and thousands may come at once. */
const READ_AT_ONCE = 16;

/** Where calls go. Throws a UserError for an address or a key that cannot be used. */
export class Transport {
  /** The server's address, which holds no secret. */
  readonly url: string;
  readonly #base: string;
  readonly #options: JsonOptions;

  constructor({ url, key, attempts = 16, waitMs = 500, timeoutMs = 120_000, onRetry }: TransportOptions) {
    const address = serverAddress(url, KEY_VARIABLE);
    checkKey(key, KEY_VARIABLE);
    this.url = address.href.replace(/\/+$/, "").replace(/\/api\/v1$/, "");
    this.#base = `${this.url}/api/v1/`;
    this.#options = {
      ...REQUEST_DEFAULTS,
      ...{ attempts, waitMs, timeoutMs, onRetry, secret: key, reading: new Limit(READ_AT_ONCE) },
      ...(key ? { headers: { "x-api-key": key } } : {}),
    };
  }

  /** The answer of a GET. Errors as in `post`. */
  get(path: string): Promise<unknown> {
    return this.#explained(getJson(this.#base + path, this.#options));
  }

  /** The answer of a POST. Errors as in `postJson`; a refused key is explained. */
  post(path: string, body: unknown, options: CallOptions = {}): Promise<unknown> {
    return this.#explained(postJson(this.#base + path, body, { ...this.#options, ...options }));
  }

  /** What a server said, to be shown. */
  readonly shown = (text: string): string => withoutSecret(text, this.#options.secret);

  async #explained(call: Promise<unknown>): Promise<unknown> {
    try {
      return await call;
    } catch (error) {
      if (!(error instanceof RefusedRequest) || (error.status !== 401 && error.status !== 403)) throw error;
      const said = error.said === "" ? "" : ` (${error.said})`;
      throw new UserError(
        this.#options.secret
          ? `${this.url}: the server refuses the key in ${KEY_VARIABLE}${said}`
          : `${this.url}: the server wants a key, and ${KEY_VARIABLE} is not set${said}`,
      );
    }
  }
}
