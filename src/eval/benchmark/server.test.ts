// Responses behind a server: what is asked, what is read, and what becomes of every fault.
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import {
  FAULTS,
  type Fault,
  type OpenAiOptions,
  type OpenAiServer,
  startOpenAi,
} from "../../../tests/openai-server.ts";
import { UserError } from "../../common/errors.ts";
import { type ServerAnswererOptions, serverAnswerer } from "./server.ts";
import type { GenerationSettings, RequestOutcome, ResponseRequest } from "./types.ts";

const PROBE = "1 + 1 =";
const settings: GenerationSettings = {
  maxTokens: 8,
  temperature: 0.7,
  topP: 0.9,
  seed: 5,
  stop: [],
};
const fast = { waitMs: 1, longestWaitMs: 2, attempts: 3 };

const servers: OpenAiServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function start(options: Partial<OpenAiOptions> = {}): Promise<OpenAiServer> {
  const server = await startOpenAi({ answer: (prompt) => ({ text: `re: ${prompt}` }), ...options });
  servers.push(server);
  return server;
}

const open = ({ url }: { url: string }, options: Partial<ServerAnswererOptions> = {}) =>
  serverAnswerer({ url, model: "m", ...fast, ...options });

const chat = (problem: string, sample: ResponseRequest["sample"] = "greedy"): ResponseRequest => ({
  suite: "s",
  problem,
  sample,
  prompt: { kind: "chat", messages: [{ role: "user", content: problem }] },
});
const text = (problem: string): ResponseRequest => ({
  ...chat(problem),
  prompt: { kind: "text", text: problem },
});

async function ask(
  server: { url: string },
  requests: readonly ResponseRequest[],
  options: Partial<ServerAnswererOptions> = {},
  more: Partial<GenerationSettings> = {},
): Promise<RequestOutcome[]> {
  const outcomes: RequestOutcome[] = [];
  const answerer = await open(server, options);
  for await (const outcome of answerer.answer(requests, { ...settings, ...more })) outcomes.push(outcome);
  return outcomes;
}

const problems = (count: number) => Array.from({ length: count }, (_, i) => `p${i}`);

describe("a request", () => {
  test("has the settings, and a seed of its own that stays the same", async () => {
    const server = await start();
    const requests = [chat("a"), chat("a", 0), chat("a", 1), text("b")];
    const outcomes = await ask(server, requests, {}, { stop: ["\n\n"] });
    await ask(server, [chat("a", 1)], {}, { stop: ["\n\n"] });
    expect(outcomes.map(({ result }) => result)).toEqual(
      requests.map(({ problem }) => ({
        text: `re: ${problem}`,
        finish: "stop",
        tokens: 7,
        promptTokens: 3,
      })),
    );
    const asked = server.requests.filter(
      ({ messages, prompt }) => (prompt ?? messages?.[0].content) !== PROBE,
    );
    const common = { model: "m", max_tokens: 8, stop: ["\n\n"], stream: true };
    expect(asked.find(({ prompt }) => prompt === "b")).toMatchObject({ ...common, temperature: 0, top_p: 1 });
    const samples = asked.filter(({ temperature }) => temperature > 0);
    for (const sample of samples) expect(sample).toMatchObject({ ...common, temperature: 0.7, top_p: 0.9 });
    const seeds = samples.map(({ seed }) => seed);
    expect(seeds[0]).not.toBe(seeds[1]);
    expect(seeds[2]).toBe(seeds[1]);
    expect(asked.filter(({ seed }) => seed === undefined).length).toBe(2);
  });

  test.each(["/", "/v1", "/v1/", "/v1/chat/completions"])("goes to the right place for …%s", async (path) => {
    const server = await start();
    const [{ result }] = await ask({ url: server.url + path }, [chat("a")]);
    expect(result).toMatchObject({ text: "re: a" });
  });

  test("leaves out the fields that a server refuses", async () => {
    const server = await start({ refuses: ["stream_options", "seed"] });
    const answerer = await open(server);
    const outcomes: RequestOutcome[] = [];
    for await (const outcome of answerer.answer([chat("a", 0)], settings)) outcomes.push(outcome);
    expect(outcomes[0].result).toEqual({ text: "re: a", finish: "stop", tokens: null, promptTokens: null });
    expect(answerer.model.fingerprint).toBe("owned by test, takes no seed, fp-1");
  });

  test("switches off what a known server does of its own", async () => {
    const server = await start({ ownedBy: "llamacpp" });
    await ask(server, [chat("a", 0)]);
    expect(server.requests.at(-1)).toMatchObject({ top_k: 0, min_p: 0, repeat_penalty: 1 });
  });

  test("is answered by a server that does not stream, with thoughts in front", async () => {
    const server = await start({
      whole: true,
      answer: () => ({ text: "4", reasoning: "2 + 2", finish: "length" }),
    });
    const outcomes = await ask(server, [chat("a")]);
    expect(outcomes[0].result).toEqual({
      text: "<think>2 + 2</think>4",
      finish: "length",
      tokens: 7,
      promptTokens: 3,
    });
  });
});

describe("what concerns every request is thrown before anything else is asked", () => {
  const refusal = async (options: Partial<OpenAiOptions>, more: Partial<ServerAnswererOptions> = {}) => {
    const server = await start(options);
    const error = await ask(
      server,
      problems(5).map((problem) => chat(problem)),
      more,
    ).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(UserError);
    expect([...server.asked.keys()].filter((prompt) => prompt !== PROBE)).toEqual([]);
    return (error as UserError).message;
  };

  test("no key, or a wrong one, which is not shown", async () => {
    expect(await refusal({ key: "k" })).toMatch(/HTTP 401.*set PURE_EVAL_KEY/);
    const message = await refusal({ key: "k" }, { key: "hidden-key" });
    expect(message).toMatch(/HTTP 401: wrong key Bearer ….*refuses the key in PURE_EVAL_KEY/);
    expect(message).not.toContain("hidden");
  });

  test("a model that is not there", async () => {
    expect(await refusal({ models: ["x", "y"] })).toMatch(
      /HTTP 404: no model m.*asked for m, the server has x, y$/,
    );
  });

  test("a field that it does not take, and a limit that the context does not hold", async () => {
    expect(await refusal({ refuses: ["temperature"] })).toMatch(/HTTP 400: Unknown field: temperature/);
    const message = "max_tokens is too large: this model's maximum context length is 4 tokens";
    expect(await refusal({ fault: () => ({ status: 400, message }) })).toContain(message);
  });

  test("a server that is not there, or no address", async () => {
    const server = await start();
    await server.close();
    servers.pop();
    await expect(ask(server, [chat("a")])).rejects.toThrow(/gave up after 3 attempts.*ECONNREFUSED/);
    await expect(open({ url: "host:8000/v1" })).rejects.toThrow(UserError);
    await expect(open({ url: "http://me:hidden@host" })).rejects.toThrow(/give its key in PURE_EVAL_KEY/);
    await expect(open({ url: "http://host/v1?key=hidden" })).rejects.toThrow(/key in PURE_EVAL_KEY/);
    await expect(open(server, { key: "hid den" })).rejects.toThrow(/PURE_EVAL_KEY\) holds white space/);
  });
});

describe("a fault", () => {
  const ofRequest = (fault: Fault, times = 3): OpenAiOptions["fault"] => {
    return (prompt, n) => (prompt === "p1" && n < times ? fault : undefined);
  };

  test.each(FAULTS.map((fault) => [JSON.stringify(fault), fault] as const))(
    "%s: another attempt answers, or the request fails alone",
    async (_, fault) => {
      const retries: string[] = [];
      const onRetry = (reason: string) => retries.push(reason);
      const requests = problems(3).map((problem) => chat(problem));
      const mended = await ask(await start({ fault: ofRequest(fault, 2) }), requests, { onRetry });
      expect(mended.map(({ result }) => "text" in result && result.text).sort()).toEqual([
        "re: p0",
        "re: p1",
        "re: p2",
      ]);
      expect(retries.length).toBe(2);
      const server = await start({ fault: ofRequest(fault) });
      const outcomes = await ask(server, requests);
      const failed = outcomes.filter(({ result }) => "failed" in result);
      expect(failed.map(({ request }) => request.problem)).toEqual(["p1"]);
      expect(failed[0].result).toMatchObject({ failed: expect.stringMatching(/gave up after 3 attempts/) });
      expect(server.asked.get("p1")).toEqual({ times: 3, answered: 0 });
    },
  );

  test.each([
    [
      "a prompt that is too long",
      { status: 400, message: "the maximum context length is 4 tokens" },
      /HTTP 400.*4 tokens/,
    ],
    ["another refusal", { status: 422, message: "odd" }, /HTTP 422: odd/],
    ["a filter", "filtered", /ended the response by "content_filter"/],
  ] as const)("%s is the request's own, and not tried again", async (_, fault, words) => {
    const server = await start({ fault: ofRequest(fault) });
    const outcomes = await ask(
      server,
      problems(3).map((problem) => chat(problem)),
    );
    const results = new Map(outcomes.map(({ request, result }) => [request.problem, result]));
    expect(results.get("p1")).toMatchObject({ failed: expect.stringMatching(words) });
    expect(results.get("p2")).toMatchObject({ text: "re: p2" });
    expect(server.asked.get("p1")?.times).toBe(1);
  });

  test.each(["silent", "stalled"] as const)(
    "a %s server meets the limit between two events",
    async (fault) => {
      const server = await start({ fault: ofRequest(fault, 1) });
      const reasons: string[] = [];
      const onRetry = (reason: string) => reasons.push(reason);
      const outcomes = await ask(server, [chat("p1")], { timeoutMs: 400, onRetry });
      expect(outcomes[0].result).toMatchObject({ text: "re: p1" });
      expect(reasons).toEqual(["nothing came for 0.4 s"]);
    },
  );

  test("of every request ends the run after twenty in a row, and the answers before it are kept", async () => {
    const ill = (prompt: string) => Number(prompt.slice(1)) >= 4;
    const server = await start({
      fault: (prompt) => (ill(prompt) ? { status: 503, retryAfter: "0" } : undefined),
    });
    const answerer = await open(server, { attempts: 2, concurrency: 4 });
    const outcomes: RequestOutcome[] = [];
    const run = async () => {
      const requests = problems(200).map((problem) => chat(problem));
      for await (const outcome of answerer.answer(requests, settings)) outcomes.push(outcome);
    };
    await expect(run()).rejects.toThrow(/20 requests in a row were not answered.*HTTP 503: busy/);
    expect(outcomes.length).toBe(24);
    expect(outcomes.filter(({ result }) => "text" in result).length).toBe(4);
    expect(server.asked.size).toBeLessThan(40);
  });

  test("whatever comes in whatever order, each request has one outcome, and none is asked after its answer", async () => {
    const plan = fc.array(
      fc.array(
        fc.oneof(
          { weight: 3, arbitrary: fc.constant(undefined) },
          fc.constantFrom<Fault[]>(...FAULTS, "filtered"),
        ),
        {
          minLength: 3,
          maxLength: 3,
        },
      ),
      { minLength: 1, maxLength: 10 },
    );
    await fc.assert(
      fc.asyncProperty(
        plan,
        fc.integer({ min: 1, max: 8 }),
        fc.boolean(),
        async (faults, concurrency, asText) => {
          const fault = (prompt: string, n: number) => faults[Number(prompt.slice(1))]?.[n];
          const server = await start({
            fault: (prompt, n) => (prompt === PROBE ? undefined : fault(prompt, n)),
          });
          const requests = faults.map((_, i) => (asText ? text : chat)(`p${i}`));
          const outcomes = await ask(server, requests, { concurrency });
          expect(outcomes.map(({ request }) => request.problem).sort()).toEqual(
            requests.map(({ problem }) => problem).sort(),
          );
          for (const { request, result } of outcomes) {
            const own = faults[Number(request.problem.slice(1))];
            const end = own.findIndex((each) => each === undefined || each === "filtered");
            const answered = end >= 0 && own[end] === undefined;
            if (answered) expect(result).toMatchObject({ text: `re: ${request.problem}`, finish: "stop" });
            else expect(result).toEqual({ failed: expect.stringMatching(/./) });
            expect(server.asked.get(request.problem)).toEqual({
              times: end < 0 ? 3 : end + 1,
              answered: Number(answered),
            });
          }
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe("a run", () => {
  test("asks no more at once than allowed, and gives each response as it comes", async () => {
    let [now, most] = [0, 0];
    const server = await start({
      answer: (prompt) => {
        if (prompt !== PROBE) most = Math.max(most, ++now);
        return { text: prompt };
      },
    });
    const answerer = await open(server, { concurrency: 12 });
    for await (const _ of answerer.answer(
      problems(60).map((problem) => chat(problem)),
      settings,
    ))
      now--;
    expect(most).toBeLessThanOrEqual(12);
    expect(server.asked.size).toBe(61);
  });

  test("stops at once when it is told to, or nobody listens", async () => {
    const server = await start({ fault: (prompt) => (prompt === "p3" ? "silent" : undefined) });
    const control = new AbortController();
    const answerer = await open(server);
    const got: string[] = [];
    const run = async () => {
      for await (const { request } of answerer.answer(
        problems(4).map((problem) => chat(problem)),
        settings,
        control.signal,
      )) {
        got.push(request.problem);
        if (got.length === 3) control.abort(new Error("enough"));
      }
    };
    const began = performance.now();
    await expect(run()).rejects.toThrow("enough");
    expect(performance.now() - began).toBeLessThan(3000);
    expect(got.sort()).toEqual(["p0", "p1", "p2"]);
    for await (const _ of answerer.answer([chat("p0"), chat("p3")], settings)) break;
  });

  test("keeps the key out of everything", async () => {
    const key = "hidden-key";
    const server = await start({
      key,
      answer: () => ({ text: `your key is ${key}` }),
      fault: (prompt) => (prompt === "p1" ? { status: 500, message: `bad ${key}` } : undefined),
    });
    const reasons: string[] = [];
    const onRetry = (reason: string) => reasons.push(reason);
    const outcomes = await ask(server, [chat("p0"), chat("p1")], { key, onRetry });
    expect(outcomes.length).toBe(2);
    expect(JSON.stringify([outcomes, reasons])).not.toContain(key);
    expect(JSON.stringify(outcomes)).toContain("your key is …");
  });
});
