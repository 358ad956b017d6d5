// A process reward model behind a server that speaks vLLM's pooling protocol: tokens in, the two labels' probabilities
// out. Token ids are sent as they are, so no text is tokenized again.
import { UserError } from "../common/errors.ts";
import {
  keyHeaders,
  postJson,
  REQUEST_DEFAULTS,
  RefusedRequest,
  type RequestOptions,
  withoutSecret,
} from "../common/http.ts";
import { Limit } from "../common/limit.ts";
import { rowOf } from "../common/rows.ts";
import { serverAddress } from "../common/server-address.ts";
import type { ReadRows, StepScorer } from "./prm.ts";

/** Where users put the key. */
const KEY = "PURE_PRM_KEY";

/** The address of a process reward model. Errors as in `serverAddress`. */
export function prmAddress(url: string): URL {
  return serverAddress(url, KEY);
}

export interface RemoteOptions extends Partial<Omit<RequestOptions, "headers" | "secret" | "signal">> {
  /**
   * The server ("http://host:8000"), whose /pooling is asked for every token's labels at once; or its /classify,
   * which is asked for the last token's labels of every step's prefix.
   */
  url: string;
  /** Name of the model there; null: the server's own. */
  model?: string | null;
  /** Sent as a bearer token; never shown. */
  key?: string;
  /** Token id at which scores are read: a server may answer for these tokens alone (vLLM's STEP pooling). */
  stepToken: number;
  /** Requests under way at a time, and responses in one request. */
  concurrency?: number;
  batch?: number;
}

/** One sequence to send, and where its scores go. */
interface Item {
  tokens: readonly number[];
  /** Index in `tokens` of each score. */
  positions: readonly number[];
  /** Index of the first among all scores. */
  at: number;
}

/**
 * Scores by a server. Throws a UserError for an address or key that cannot be used; `score` throws one where the server
 * cannot be reached, refuses, or answers something else.
 */
export function remoteScorer(options: RemoteOptions): StepScorer {
  const { model = null, stepToken, concurrency = 8, batch = 16 } = options;
  const { endpoint, perPrefix } = endpointOf(options.url);
  const request = requestOptions(options);
  const shown = (value: unknown) => excerpt(value, options.key);
  const ask = async (items: readonly Item[], scores: Float64Array, signal: AbortSignal) => {
    const input = items.map(({ tokens }) => tokens);
    const body = { ...(model === null ? {} : { model }), input, use_activation: true };
    const answer = await postJson(endpoint, body, { ...request, signal });
    const data = answersOf(answer, items.length, endpoint, shown);
    items.forEach(({ tokens, positions, at }, i) => {
      const where = `${endpoint}: answer ${i}`;
      const rows = perPrefix ? [pairOf(data[i].probs, where, shown)] : rowsOf(data[i].data, where, shown);
      scores.set(rowsAt(rows, tokens, positions, stepToken, perPrefix, where), at);
    });
  };
  return {
    score: async (rows, signal) => {
      const scores = new Float64Array(rows.positions.length);
      const items = itemsOf(rows, perPrefix);
      const requests = Array.from({ length: Math.ceil(items.length / batch) }, (_, i) =>
        items.slice(i * batch, (i + 1) * batch),
      );
      await inParallel(requests, concurrency, signal, (some, either) => ask(some, scores, either));
      return scores;
    },
  };
}

/** The server's own tokens of `text`, without special ones; null where it does not tell (no /tokenize). */
export async function remoteTokens(
  options: RemoteOptions,
  text: string,
  signal?: AbortSignal,
): Promise<number[] | null> {
  const { model = null } = options;
  const address = prmAddress(options.url);
  address.pathname = `${address.pathname.replace(/\/+$/, "").replace(/\/(pooling|classify)$/, "")}/tokenize`;
  const body = { ...(model === null ? {} : { model }), prompt: text, add_special_tokens: false };
  try {
    const answer = await postJson(address.href, body, { ...requestOptions(options), signal });
    const { tokens } = answer as { tokens?: unknown };
    return Array.isArray(tokens) && tokens.every(Number.isInteger) ? tokens : null;
  } catch (error) {
    if (error instanceof RefusedRequest && (error.status === 404 || error.status === 405)) return null;
    throw error;
  }
}

function requestOptions({ key, ...options }: RemoteOptions): RequestOptions {
  return { ...REQUEST_DEFAULTS, ...options, headers: keyHeaders(key, KEY), secret: key };
}

function endpointOf(url: string): { endpoint: string; perPrefix: boolean } {
  const address = prmAddress(url);
  const path = address.pathname.replace(/\/+$/, "");
  const perPrefix = path.endsWith("/classify");
  address.pathname = perPrefix || path.endsWith("/pooling") ? path : `${path}/pooling`;
  return { endpoint: address.href, perPrefix };
}

/** Of each row: the whole of it, with all its scores; or for each score the tokens up to it. */
function itemsOf(rows: ReadRows, perPrefix: boolean): Item[] {
  return Array.from(rows.prompt).flatMap((p, r): Item[] => {
    const prompt = Array.from(rows.prompts[p].tokens);
    const tokens = rowOf(rows.tokens, rows.starts, r);
    const positions = rowOf(rows.positions, rows.stepStarts, r);
    const at = rows.stepStarts[r];
    if (perPrefix)
      return Array.from(positions, (position, s) => ({
        ...{ tokens: [...prompt, ...tokens.subarray(0, position + 1)], positions: [0], at: at + s },
      }));
    if (positions.length === 0) return [];
    const shifted = Array.from(positions, (position) => prompt.length + position);
    return [{ tokens: [...prompt, ...tokens], positions: shifted, at }];
  });
}

interface Answer {
  index?: unknown;
  data?: unknown;
  probs?: unknown;
}

/** The start of what a server said, without the key. */
type Shown = (value: unknown) => string;

function answersOf(answer: unknown, count: number, endpoint: string, shown: Shown): Answer[] {
  const data = (answer as { data?: unknown } | null)?.data;
  if (!Array.isArray(data) || data.length !== count)
    throw new UserError(
      `${endpoint}: expected {"data": [${count} answers]}, got ${shown(answer)}; is it vLLM's pooling protocol?`,
    );
  return [...(data as Answer[])].sort((a, b) => Number(a.index ?? 0) - Number(b.index ?? 0));
}

function rowsOf(data: unknown, where: string, shown: Shown): [number, number][] {
  if (!Array.isArray(data))
    throw new UserError(`${where}: expected "data" with a row of labels a token, got ${shown(data)}`);
  return data.map((row) => pairOf(row, where, shown));
}

/** The probabilities of bad and good. */
function pairOf(row: unknown, where: string, shown: Shown): [number, number] {
  if (!Array.isArray(row) || row.length !== 2 || !row.every((p) => typeof p === "number"))
    throw new UserError(`${where}: expected the probabilities of two labels (bad, good), got ${shown(row)}`);
  const [bad, good] = row as [number, number];
  // Half precision leaves a sum within a hundredth of one; logits do not.
  if (!(bad >= 0 && good >= 0 && Math.abs(bad + good - 1) < 0.02))
    throw new UserError(
      `${where}: ${shown(row)} are no probabilities of two labels; the server's pooler must apply softmax (use_activation)`,
    );
  return [bad, good];
}

/** The scores at `positions`, of rows for every token or for the step tokens alone. */
function rowsAt(
  rows: readonly [number, number][],
  tokens: readonly number[],
  positions: readonly number[],
  stepToken: number,
  perPrefix: boolean,
  where: string,
): number[] {
  let index = positions;
  if (!perPrefix && rows.length !== tokens.length) {
    const steps = tokens.flatMap((token, i) => (token === stepToken ? [i] : []));
    if (rows.length !== steps.length)
      throw new UserError(
        `${where}: ${rows.length} rows for ${tokens.length} tokens with ${steps.length} step tokens; expected a row for ` +
          "each token, or for each step token",
      );
    index = positions.map((position) => steps.indexOf(position));
  }
  return index.map((i) => rows[i][1] - rows[i][0]);
}

/** Works through `jobs`, `width` at a time. The first that fails ends the others. */
async function inParallel<T>(
  jobs: readonly T[],
  width: number,
  signal: AbortSignal | undefined,
  work: (job: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const failed = new AbortController();
  const either = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
  const limit = new Limit(width);
  const running = jobs.map((job) =>
    limit.run(async () => {
      either.throwIfAborted();
      await work(job, either);
    }),
  );
  await Promise.all(running.map((one) => one.catch((error) => failed.abort(error))));
  either.throwIfAborted();
}

function excerpt(value: unknown, key: string | undefined): string {
  const text = withoutSecret(JSON.stringify(value) ?? String(value), key);
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
