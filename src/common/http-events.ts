// Answers that come as server-sent events: read as they come, within limits of silence and size, and tried again as
// every request is (http.ts).
import { createParser, type ParseError } from "eventsource-parser";
import {
  attempted,
  type NetworkCall,
  post,
  type RequestOptions,
  refusal,
  retried,
  said,
  Transient,
  withoutSecret,
} from "./http.ts";

/** Longest refusal that is read, in bytes. */
const longestRefusal = 1 << 20;

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
  const { headers, secret, timeoutMs, maxBytes } = options;
  const late = () => {
    throw new Transient(`nothing came for ${timeoutMs / 1000} s`);
  };
  return retried(url, options, () =>
    attempted(url, post(body, headers), options, late, async (response, network, alive, stop) => {
      try {
        const pieces = piecesOf(response, response.ok ? maxBytes : longestRefusal, network);
        if (response.ok) return await read(eventsOf(response, pieces, alive));
        let text = "";
        for await (const piece of pieces) text += piece;
        throw refusal(url, response, withoutSecret(text, secret));
      } finally {
        // Where `read` has seen enough, or failed, the server is not to go on.
        stop();
      }
    }),
  );
}

/** The text of an answer as it comes. */
async function* piecesOf({ body }: Response, maxBytes: number, network: NetworkCall): AsyncGenerator<string> {
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
  let came = false;
  let head = "";
  const parser = createParser({
    onEvent: ({ data }) => events.push(data),
    // The standard passes over lines it does not know, and with them over what a faulty server has lost.
    onError: (error) => errors.push(error),
  });
  const check = () => {
    if (errors.length === 0) return;
    if (came) throw new Transient(`a line that is no part of an event${said(errors[0].line ?? "")}`);
    const type = response.headers.get("content-type") ?? "of no type";
    throw new Transient(`the answer (${type}) is no stream of events${said(head)}`);
  };
  for await (const piece of pieces) {
    if (head.length < 1000) head += piece;
    parser.feed(piece);
    if (events.length > 0) {
      came = true;
      alive();
    }
    yield* events.splice(0);
    check();
  }
  // A page may be a single line without an end, which the parser waits for.
  if (!came) parser.feed("\n");
  check();
}
