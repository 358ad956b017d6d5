// Work that a server does in its own time: asked for, then waited for by long polling.
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../../common/errors.ts";
import { RefusedRequest } from "../../common/http.ts";
import { bodies, isOver, RequestFailedError } from "./protocol.ts";
import type { Transport } from "./transport.ts";

/** One long poll, in milliseconds. */
const POLL_MS = 120_000;

/** Between polls that were answered at once: from the first to at most the second, in milliseconds. */
const BETWEEN_MS = [20, 1000];

/** How many answers of status 400 without a word are passed over. */
const MOST_BLANKS = 3;

/** How often work whose promise the server lost is asked for again. */
const MOST_RESUBMISSIONS = 8;

interface WaitOptions {
  /** Longest wait for the result, in milliseconds. */
  longestMs: number;
  signal?: AbortSignal;
}

/**
 * The result of `call`, which `submit` asks for and answers with its request's id. A promise that the server has lost
 * (410) is asked for again by `submit`, which sends the same request with the same sequence id. Throws a
 * RequestFailedError where the work failed, and a UserError where it took too long.
 */
export async function resultOf(
  transport: Transport,
  call: string,
  request: string,
  submit: () => Promise<string>,
  options: WaitOptions,
): Promise<unknown> {
  let id = request;
  for (let resubmissions = 0; ; resubmissions++) {
    try {
      return await poll(transport, call, id, options);
    } catch (error) {
      const gone = error instanceof RefusedRequest && error.status === 410;
      if (!gone || resubmissions >= MOST_RESUBMISSIONS) throw error;
      id = await submit();
    }
  }
}

async function poll(
  transport: Transport,
  call: string,
  id: string,
  { longestMs, signal }: WaitOptions,
): Promise<unknown> {
  const began = performance.now();
  let between = BETWEEN_MS[0];
  let blanks = 0;
  for (;;) {
    const asked = performance.now();
    const left = longestMs - (asked - began);
    if (left <= 0)
      throw new UserError(
        `${call}: no result in ${Math.round(longestMs / 1000)} s, and the server still answers; ` +
          "raise engine.timeoutSeconds if it is only slow",
      );
    const timeoutMs = Math.min(POLL_MS, left);
    let answer: unknown;
    try {
      answer = await transport.post("retrieve_future", bodies.retrieveFuture(id), {
        ...{ timeoutMs, nullInTime: true, signal },
      });
    } catch (error) {
      if (!(error instanceof RefusedRequest) || error.status !== 400) throw error;
      // A 400 without a word is a load balancer's. With words, SkyRL says so of work that failed, where the hosted
      // service answers 200 with an error.
      if (error.said !== "") throw new RequestFailedError(call, error.said, "user");
      if (++blanks > MOST_BLANKS) throw error;
      answer = null;
    }
    if (answer !== null && isOver(call, answer, transport.shown)) return answer;
    if (performance.now() - asked > BETWEEN_MS[1]) continue;
    await sleep(between, undefined, { signal });
    between = Math.min(BETWEEN_MS[1], 1.5 * between);
  }
}
