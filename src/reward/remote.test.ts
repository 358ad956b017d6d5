// What a server of process rewards is asked, and what is taken of its answers. A whole model behind one is in
// open.test.ts.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { readTable } from "../../tests/table.ts";
import { UserError } from "../common/errors.ts";
import type { StepScorer } from "./prm.ts";
import { type RemoteOptions, remoteScorer, remoteTokens } from "./remote.ts";

type Asked = { path: string; body: Record<string, unknown>; key?: string };

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server that answers with what `answer` makes of a request: a number is a status. */
async function serve(answer: (asked: Asked, n: number) => unknown): Promise<{ url: string; asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const piece of request) text += piece;
    const one = { path: request.url ?? "", body: JSON.parse(text), key: request.headers.authorization };
    const made = await answer(one, asked.push(one) - 1);
    response.writeHead(typeof made === "number" ? made : 200).end(JSON.stringify(made));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const once = { stepToken: 9, attempts: 1, waitMs: 1 };
/** A row of which good − bad is a token's hundredth. */
const row = (token: number) => [0.5 - token / 200, 0.5 + token / 200];
const input = ({ body }: Asked) => body.input as number[][];
const whole = (asked: Asked) => ({
  data: input(asked).map((tokens, index) => ({ index, data: tokens.map(row) })),
});

const groups = [
  { prompt: [1, 2], responses: [{ tokens: [3, 9, 4, 9], positions: [1, 3] }] },
  {
    prompt: [5],
    responses: [
      { tokens: [6, 7], positions: [] },
      { tokens: [8], positions: [0] },
      { tokens: [6, 7, 9], positions: [0, 1] },
    ],
  },
];
const wanted = [0.09, 0.09, 0.08, 0.06, 0.07];
/** What `scorer` gives, and what it should. */
const score = async (scorer: StepScorer, asked = groups, signal?: AbortSignal) =>
  Array.from(await scorer.score(readTable(asked), signal));
const close = (scores: number[]) => scores.map((x) => expect.closeTo(x, 10));

async function refused(answer: unknown): Promise<string> {
  const { url } = await serve(() => answer);
  const one = [{ prompt: [1], responses: [{ tokens: [9], positions: [0] }] }];
  const error = await score(remoteScorer({ url, ...once }), one).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  return (error as Error).message;
}

describe("/pooling", () => {
  it("gets prompt and response of what has steps, in batches, and its answers are put where they belong", async () => {
    const { url, asked } = await serve((request) => ({ data: whole(request).data.reverse() }));
    const scores = await score(remoteScorer({ url, ...once, batch: 2, concurrency: 1 }));
    expect(scores).toEqual(close(wanted));
    expect(asked.map(({ path }) => path)).toEqual(["/pooling", "/pooling"]);
    expect(asked.map(({ body }) => body)).toEqual([
      {
        input: [
          [1, 2, 3, 9, 4, 9],
          [5, 8],
        ],
        use_activation: true,
      },
      { input: [[5, 6, 7, 9]], use_activation: true },
    ]);
    expect(asked[0].key).toBeUndefined();
  });

  it("is told the model and the key where there are any, and may leave indices out", async () => {
    const { url, asked } = await serve((request) => ({
      data: whole(request).data.map(({ data }) => ({ data })),
    }));
    const scorer = remoteScorer({ url, ...once, model: "m", key: "k" });
    expect(await score(scorer)).toEqual(close(wanted));
    expect(asked.map(({ body, key }) => [body.model, key])).toEqual([["m", "Bearer k"]]);
  });

  it("may answer for the step tokens alone", async () => {
    const { url } = await serve((request) => ({
      data: input(request).map((tokens, index) => ({
        index,
        data: tokens.flatMap((token, t) => (token === 9 ? [row(t)] : [])),
      })),
    }));
    const scores = await score(remoteScorer({ url, ...once }), groups.slice(0, 1));
    expect(scores).toEqual(close([0.03, 0.05]));
  });

  it("is not asked where there is no step", async () => {
    const { url, asked } = await serve(whole);
    const none = [
      { prompt: [1], responses: [{ tokens: [2], positions: [] }] },
      { prompt: [1], responses: [] },
    ];
    expect(await score(remoteScorer({ url, ...once }), none)).toEqual([]);
    expect(asked).toEqual([]);
  });
});

it("/classify gets the prefix of every step", async () => {
  const { url, asked } = await serve((request) => ({
    data: input(request).map((tokens, index) => ({ index, probs: row(tokens.length) })),
  }));
  const scores = await score(remoteScorer({ url: `${url}/v1/classify/`, ...once }));
  expect(scores).toEqual(close([0.04, 0.06, 0.02, 0.02, 0.03]));
  expect(asked.map(({ path, body }) => [path, body.input])).toEqual([
    [
      "/v1/classify",
      [
        [1, 2, 3, 9],
        [1, 2, 3, 9, 4, 9],
        [5, 8],
        [5, 6],
        [5, 6, 7],
      ],
    ],
  ]);
});

it.each([
  ["", "/pooling"],
  ["/", "/pooling"],
  ["/pooling", "/pooling"],
  ["/pooling//", "/pooling"],
  ["/pooling/v1", "/pooling/v1/pooling"],
  ["/classify/v1", "/classify/v1/pooling"],
  ["/a/b//", "/a/b/pooling"],
])("of the address HOST%s, HOST%s is asked", async (path, endpoint) => {
  const { url, asked } = await serve(whole);
  await score(remoteScorer({ url: url + path, ...once }), groups.slice(0, 1));
  expect(asked.map((one) => one.path)).toEqual([endpoint]);
});

it("no more requests are under way than may be, and all are sent", async () => {
  let [now, most] = [0, 0];
  const { url, asked } = await serve(async (request) => {
    most = Math.max(most, ++now);
    await new Promise((resolve) => setTimeout(resolve, 20));
    now--;
    return whole(request);
  });
  const many = Array.from({ length: 7 }, (_, i) => ({
    prompt: [i],
    responses: [{ tokens: [9], positions: [0] }],
  }));
  const scores = await score(remoteScorer({ url, ...once, batch: 1, concurrency: 3 }), many);
  expect(scores.length).toBe(7);
  expect([asked.length, most]).toEqual([7, 3]);
});

describe("what fails", () => {
  const many = Array.from({ length: 6 }, (_, i) => ({
    prompt: [i],
    responses: [{ tokens: [9], positions: [0] }],
  }));
  it("ends the others, and is what is told", async () => {
    const { url, asked } = await serve((request, n) => (n === 1 ? 400 : whole(request)));
    const scorer = remoteScorer({ url, ...once, batch: 1, concurrency: 1 });
    await expect(score(scorer, many)).rejects.toThrow(/HTTP 400/);
    expect(asked.length).toBe(2);
  });

  it("is the signal's reason where it is the signal", async () => {
    const { url, asked } = await serve(whole);
    const stop = AbortSignal.abort(new Error("stop"));
    await expect(score(remoteScorer({ url, ...once }), many, stop)).rejects.toThrow("stop");
    expect(asked).toEqual([]);
  });

  it("says what was expected, and what came", async () => {
    const data = (...rows: unknown[]) => ({ data: [{ data: rows }] });
    const half = [0.5, 0.5];
    for (const [answer, message] of [
      [null, /expected \{"data": \[1 answers\]\}, got null/],
      [{ data: {} }, /expected \{"data": \[1 answers\]\}, got \{"data":\{\}\}/],
      [{ data: [{}, {}] }, /\[1 answers\]\}, got/],
      [{ data: [{ data: 3 }] }, /answer 0: expected "data" with a row of labels a token, got 3/],
      [{ data: [{}] }, /a row of labels a token, got undefined/],
      [data(half, 1), /answer 0: expected the probabilities of two labels \(bad, good\), got 1/],
      [data(half, [1]), /two labels \(bad, good\), got \[1\]/],
      [data(half, [0.5, 0.25, 0.25]), /two labels \(bad, good\), got \[0.5,0.25,0.25\]/],
      [data(half, [0.5, "0.5"]), /two labels \(bad, good\), got \[0.5,"0.5"\]/],
      [data(half, [-0.1, 1.1]), /\[-0.1,1.1\] are no probabilities/],
      [data(half, [1.1, -0.1]), /\[1.1,-0.1\] are no probabilities/],
      [data(half, [0.5, 0.53]), /are no probabilities of two labels/],
      [data(half, [0.5, 0.47]), /are no probabilities of two labels/],
      [data(half, half, half), /3 rows for 2 tokens with 1 step tokens/],
    ] as const)
      expect(await refused(answer), JSON.stringify(answer)).toMatch(message);
    const long = await refused({ data: "x".repeat(200) });
    expect(long).toContain(`got {"data":"${"x".repeat(111)}…;`);
    expect(await refused({ data: "x".repeat(109) })).toContain(`got {"data":"${"x".repeat(109)}"};`);
  });

  it("is not a sum within a hundredth of one, nor a certainty", async () => {
    const rows = [
      [1, 0],
      [0.25, 0.76],
      [0, 1],
    ];
    const { url } = await serve(() => ({ data: [{ data: rows }] }));
    const one = [{ prompt: [1], responses: [{ tokens: [2, 9], positions: [0, 1] }] }];
    expect(await score(remoteScorer({ url, ...once }), one)).toEqual(close([0.51, 1]));
  });
});

describe("a server's own tokens", () => {
  const ask = (url: string, more: Partial<RemoteOptions> = {}) =>
    remoteTokens({ url, ...once, ...more }, "1+1");

  it("are asked beside the scores, without special ones", async () => {
    const { url, asked } = await serve(() => ({ tokens: [4, 5] }));
    for (const path of ["", "/", "/pooling", "/v1/pooling//", "/classify"])
      expect(await ask(url + path)).toEqual([4, 5]);
    expect(asked.map(({ path }) => path)).toEqual([
      ...["/tokenize", "/tokenize", "/tokenize", "/v1/tokenize", "/tokenize"],
    ]);
    expect(asked[0].body).toEqual({ prompt: "1+1", add_special_tokens: false });
    await ask(`${url}/pooling/x`, { model: "m", key: "k" });
    expect(asked[5]).toMatchObject({ path: "/pooling/x/tokenize", body: { model: "m" }, key: "Bearer k" });
  });

  it("are unknown where it does not tell them", async () => {
    for (const answer of [404, 405, {}, { tokens: "4" }, { tokens: [4, 0.5] }])
      expect(await ask((await serve(() => answer)).url)).toBeNull();
    await expect(ask((await serve(() => 401)).url)).rejects.toThrow(/HTTP 401/);
  });

  it("are not waited for after the signal", async () => {
    const { url } = await serve(() => ({ tokens: [] }));
    const stop = AbortSignal.abort(new Error("stop"));
    await expect(remoteTokens({ url, ...once }, "1", stop)).rejects.toThrow("stop");
  });
});
