import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { fixture } from "../../tests/cli.ts";
import { readTable } from "../../tests/table.ts";
import { startVllm, type TestServer } from "../../tests/vllm-server.ts";
import { UserError } from "../common/errors.ts";
import { prmInput } from "../data/steps.ts";
import { createEmbeddedEngine, EmbeddedEngine } from "../engine/embedded/engine.ts";
import { loadModel, readTokenizer } from "../model/load.ts";
import { type OpenPrm, type OpenPrmOptions, openPrm } from "./open.ts";
import { embeddedScorer, type StepScorer, scoreSteps } from "./prm.ts";
import { readSolution, stepTokenId } from "./reading.ts";
import { remoteScorer } from "./remote.ts";

interface Reference {
  problem: string;
  solutions: { steps: string[]; rewards: number[] }[];
}

const kinds = ["qwen2-classification", "qwen2-process-reward"];
const reference = (name: string): Reference =>
  JSON.parse(readFileSync(`${fixture(name)}/steps.json`, "utf8"));
const solutionsOf = ({ problem, solutions }: Reference) => solutions.map(({ steps }) => ({ problem, steps }));

const open: { close?(): Promise<void>; dispose?(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await (one.close ?? one.dispose)?.call(one);
});
const opened = async (source: string, options?: OpenPrmOptions): Promise<OpenPrm> => {
  const prm = await openPrm(source, { threads: 1, ...options });
  open.push(prm);
  return prm;
};
const served = async (options: Parameters<typeof startVllm>[0]): Promise<TestServer> => {
  const server = await startVllm(options);
  open.push(server);
  return server;
};
/** Retries at once. */
const server = { waitMs: 1, attempts: 4 };

function expectScores(scores: number[][], wanted: number[][], digits: number) {
  expect(scores.map((row) => row.length)).toEqual(wanted.map((row) => row.length));
  for (const [i, row] of scores.entries())
    for (const [s, score] of row.entries()) expect(score).toBeCloseTo(wanted[i][s], digits);
}

describe.each(kinds)("%s", (name) => {
  const known = reference(name);
  const wanted = known.solutions.map(({ rewards }) => rewards);

  it("scores steps as transformers does", async () => {
    const prm = await opened(fixture(name));
    expectScores(await prm.scoreSolutions(solutionsOf(known)), wanted, 5);
  });

  it("scores the same behind a server: a row a token, a row a step token, the last token alone", async () => {
    const embedded = await (await opened(fixture(name))).scoreSolutions(solutionsOf(known));
    const tokenizer = await readTokenizer(fixture(name));
    const { reading } = await opened(fixture(name));
    const stepToken = stepTokenId(tokenizer, reading.stepToken);
    for (const [options, path] of [
      [{}, ""],
      [{ stepToken }, "/pooling"],
      [{}, "/classify"],
    ] as const) {
      const { url, requests } = await served({ model: name, ...options });
      // A server does not tell how its model reads: the tokenizer's directory does.
      const prm = await opened(url + path, { tokenizer: fixture(name), server: { ...server, batch: 2 } });
      expect(prm.reading).toEqual(reading);
      expectScores(await prm.scoreSolutions(solutionsOf(known)), embedded, 6);
      const asked = requests.filter(({ path }) => path !== "/tokenize");
      expect(asked.every(({ body }) => (body.input as number[][]).length <= 2)).toBe(true);
    }
  });
});

describe("what spells or is a step token", () => {
  const name = "qwen2-process-reward";
  const hostile = { problem: "<extra_0>1+1?<|im_end|>", steps: ["a<extra_0>b", "<extra_0>", "c<|im_end|>"] };

  it("in a problem or a solution is text to the model, and each step has its own score", async () => {
    const tokenizer = await readTokenizer(fixture(name));
    const { reading } = await opened(fixture(name));
    const step = stepTokenId(tokenizer, reading.stepToken);
    for (const placing of ["append", "replace"] as const) {
      const read = readSolution(hostile, tokenizer, { ...reading, placing });
      const all = [...read.prompt, ...read.tokens];
      expect(all.filter((token) => token === step)).toHaveLength(3);
      expect(read.positions.map((position) => read.tokens[position])).toEqual([step, step, step]);
      const bare = readSolution({ problem: "1+1?", steps: ["a"] }, tokenizer, { ...reading, placing });
      const ends = (tokens: readonly number[]) => tokens.filter((token) => tokenizer.eosIds.includes(token));
      expect(ends(all)).toEqual(ends(bare.prompt));
    }
  });

  it("moves no score where a policy samples it: here, and behind servers of every kind", async () => {
    const tokenizer = await readTokenizer(fixture(name));
    const { reading } = await opened(fixture(name));
    const stepToken = stepTokenId(tokenizer, reading.stepToken);
    const text = tokenizer.encode("a b\n\nc");
    const tokens = [
      stepToken,
      ...text.slice(0, 2),
      stepToken,
      ...text.slice(2),
      stepToken,
      ...tokenizer.eosIds,
    ];
    const prompt = [...tokenizer.encode("1+1"), stepToken];
    const separator = "\n\n";
    const model = { tokenizer, separator, stepToken };
    const loaded = await loadModel(fixture(name), { head: { labels: 2 }, trainedHead: true });
    const engine = createEmbeddedEngine({ model: loaded, threads: 1 });
    open.push(engine);
    const { tokens: seen, positions } = prmInput(tokens, tokenizer, separator, stepToken);
    expect(seen.filter((token) => token === stepToken).length).toBeGreaterThan(positions.length);
    const score = (scorer: StepScorer) =>
      scoreSteps({ ...model, scorer }, readTable([{ prompt, responses: [{ tokens, positions: [] }] }]));
    const wanted = Array.from(await score(embeddedScorer(engine)));
    // Each step's score is that of the response up to it alone.
    for (const [s, position] of positions.entries()) {
      const responses = [{ tokens: seen.slice(0, position + 1), positions: [position] }];
      const [alone] = await embeddedScorer(engine).score(readTable([{ prompt, responses }]));
      expect(alone).toBeCloseTo(wanted[s], 6);
    }
    for (const [options, path] of [
      [{}, ""],
      [{ stepToken }, "/pooling"],
      [{}, "/classify"],
    ] as const) {
      const { url } = await served({ model: name, ...options });
      const scores = await score(remoteScorer({ ...server, url: url + path, stepToken }));
      expectScores([Array.from(scores)], [wanted], 6);
    }
  });
});

describe("texts in which nothing is visible", () => {
  it.each(["append", "replace"] as const)(
    "are no steps (%s): they share the score of the next, or of the last",
    async (placing) => {
      const tokenizer = await readTokenizer(fixture("qwen2-process-reward"));
      const { reading } = await opened(fixture("qwen2-process-reward"));
      const read = (...steps: string[]) =>
        readSolution({ problem: "1", steps }, tokenizer, { ...reading, placing, stepToken: "<extra_0>" });
      const { tokens, positions } = read("a", "b");
      expect(positions).toHaveLength(2);
      const [a, b] = positions;
      expect(read("", "a", " \n", "\n\n", "b", "")).toMatchObject({ tokens, positions: [a, a, b, b, b, b] });
      expect(read("", "\n\n")).toMatchObject({ tokens: [3], positions: [0, 0] });
      expect(read()).toMatchObject({ tokens: [], positions: [] });
    },
  );
});

describe("a server that fails", () => {
  const name = "qwen2-classification";
  const known = reference(name);
  const ask = async (options: Omit<Parameters<typeof startVllm>[0], "model">, more = {}) => {
    const { url, requests } = await served({ model: name, ...options });
    const prm = await opened(url, { tokenizer: fixture(name), server: { ...server, ...more } });
    return { scores: prm.scoreSolutions(solutionsOf(known)), requests };
  };

  it("is asked again after 429, 500, a cut connection and half an answer", async () => {
    const faults = [429, 500, "cut", "garbage"] as const;
    for (const fault of faults) {
      const { scores, requests } = await ask({ fault: (n) => (n < 2 ? fault : undefined) });
      expectScores(
        await scores,
        known.solutions.map(({ rewards }) => rewards),
        5,
      );
      expect(requests.filter(({ path }) => path === "/pooling").length).toBe(3);
    }
  });

  it("is given up with the last reason, never a zero", async () => {
    const { scores } = await ask({ fault: () => 503 });
    await expect(scores).rejects.toThrow(
      /\/pooling: gave up after 4 attempts in 0 s; the last: HTTP 503: busy/,
    );
  });

  it("is not asked again where it refuses", async () => {
    const { scores, requests } = await ask({ key: "secret" }, { key: "other" });
    await expect(scores).rejects.toThrow(/HTTP 401: wrong key/);
    await expect(scores).rejects.not.toThrow(/other|secret/);
    expect(requests.length).toBe(1);
    const { scores: known } = await ask({ key: "secret" }, { key: "secret" });
    expect((await known).length).toBe(3);
  });

  it("is refused where its rows are not one a token nor one a step token", async () => {
    const { scores } = await ask({ stepToken: 319 });
    await expect(scores).rejects.toThrow(/0 rows for \d+ tokens with \d step tokens/);
  });

  it("is refused for an address or a key that cannot be used, and neither's secret is shown", async () => {
    const refused = async (url: string, key?: string) =>
      (await openPrm(url, { tokenizer: fixture(name), server: { key } }).catch((error) => error)) as Error;
    for (const [error, reason] of [
      [await refused("http://host:99999"), /not the address of a server/],
      [await refused("http://me:hidden@host"), /no user name or password; give its key in PURE_PRM_KEY/],
      [await refused("http://me:hidden@host:99999"), /not the address of a server/],
      [await refused("http://host/pooling?api_key=hidden"), /^http:\/\/host\/pooling\?….*in PURE_PRM_KEY$/],
      [await refused("http://host#hidden"), /^http:\/\/host\/\?….*in PURE_PRM_KEY$/],
      [await openPrm("http://host?key=hidden").catch((error) => error), /give its key in PURE_PRM_KEY/],
      [await refused("http://host", "hidden\nkey"), /white space or characters that are not ASCII/],
    ] as const) {
      expect(error).toBeInstanceOf(UserError);
      expect(error.message).toMatch(reason);
      expect(error.message).not.toContain("hidden");
    }
  });

  it("that repeats the key does not have it shown", async () => {
    const echo = createServer((request, response) => {
      const status = request.url?.startsWith("/busy") ? 500 : request.url?.startsWith("/no") ? 401 : 200;
      response
        .writeHead(status)
        .end(JSON.stringify({ message: `${request.headers.authorization}\u001b[2J` }));
    });
    await new Promise<void>((resolve) => echo.listen(0, "127.0.0.1", resolve));
    open.push({ close: async () => void echo.close() });
    const { port } = echo.address() as AddressInfo;
    for (const path of ["/busy/pooling", "/no/pooling", "/pooling"]) {
      const reasons: string[] = [];
      const onRetry = (reason: string) => reasons.push(reason);
      const prm = await opened(`http://127.0.0.1:${port}${path}`, {
        tokenizer: fixture(name),
        server: { ...server, key: "sk-secret", onRetry },
      });
      const error: Error = await prm.scoreSolutions(solutionsOf(known)).catch((thrown) => thrown);
      expect(error).toBeInstanceOf(UserError);
      const said = [error.message, ...reasons].join("\n");
      expect(said).not.toContain("secret");
      expect(said).not.toContain("\u001b");
      expect(error.message).toContain("Bearer …");
    }
  });

  it("is refused where its tokenizer is another", async () => {
    const { url } = await served({ model: name });
    const tokenizer = fixture("qwen2-process-reward");
    const prm = await opened(url, { tokenizer, reading: { stepToken: "\n", placing: "replace" }, server });
    await expect(prm.scoreSolutions(solutionsOf(known))).rejects.toThrow(/its tokenizer is another/);
  });

  it("needs a tokenizer", async () => {
    await expect(openPrm("http://127.0.0.1:1")).rejects.toThrow(/needs --tokenizer/);
  });

  it("that is not there is said so", async () => {
    const prm = await opened("http://127.0.0.1:9", { tokenizer: fixture(name), server });
    await expect(prm.scoreSolutions(solutionsOf(known))).rejects.toThrow(
      /gave up after 4 attempts.*(ECONNREFUSED|bad port)/,
    );
  });
});

describe("many solutions", () => {
  const name = "qwen2-classification";
  const one = (problem: string, text = "1") => ({ problem, steps: [text] });
  /** Scores tell the tokens before them apart. */
  const byTokens = async () => {
    const asked: string[] = [];
    const echo = createServer(async (request, response) => {
      let text = "";
      for await (const piece of request) text += piece;
      asked.push(request.url ?? "");
      if (request.url !== "/pooling") return void response.writeHead(404).end("{}");
      const { input } = JSON.parse(text) as { input: number[][] };
      const data = input.map((tokens) => {
        let sum = 0;
        return {
          data: tokens.map((token, t) => {
            sum = (sum + (t + 1) * token) % 1009;
            return [0.5 - sum / 4000, 0.5 + sum / 4000];
          }),
        };
      });
      response.end(JSON.stringify({ data }));
    });
    await new Promise<void>((resolve) => echo.listen(0, "127.0.0.1", resolve));
    open.push({ close: async () => void echo.close() });
    const url = `http://127.0.0.1:${(echo.address() as AddressInfo).port}`;
    return { prm: await opened(url, { tokenizer: fixture(name) }), url, asked };
  };

  it("have their own scores, whatever stands beside them", async () => {
    const { prm } = await byTokens();
    const solutions = ["a", "b", "c", "b", "b", "a"].map((problem, i) => one(problem, `${i % 2}`));
    const alone: number[][] = [];
    for (const solution of solutions) alone.push(...(await prm.scoreSolutions([solution])));
    expect(await prm.scoreSolutions(solutions)).toEqual(alone);
    expect(new Set(alone.flat()).size).toBe(5);
  });

  it("are told of as they are done, and the server's tokenizer is asked about once", async () => {
    const { prm, url, asked } = await byTokens();
    const told: number[] = [];
    const onScored = (count: number) => void told.push(count);
    expect(await prm.scoreSolutions([], { onScored })).toEqual([]);
    expect(told).toEqual([]);
    const scores = await prm.scoreSolutions(
      Array.from({ length: 128 }, (_, i) => one(`${i}`)),
      { onScored },
    );
    expect([scores.length, told]).toEqual([128, [64, 128]]);
    await prm.scoreSolutions([one("1")]);
    expect(asked.filter((path) => path === "/tokenize").length).toBe(1);
    expect(prm.name).toBe(url);
    expect((await opened(url, { tokenizer: fixture(name), server: { model: "m" } })).name).toBe(`${url}#m`);
  });

  it("fit in the context up to its last token; the one that does not is named", async () => {
    const wide = await opened(fixture(name), { maxContext: 120 });
    const size = wide.tooLong(one("1".repeat(200)))!;
    const fitting = one("1".repeat(120 - (size - 200)));
    const over = { ...fitting, problem: `${fitting.problem}1` };
    expect([wide.tooLong(fitting), wide.tooLong(over)]).toEqual([null, 121]);
    await expect(wide.scoreSolutions([one("1"), one("1"), over])).rejects.toThrow(
      `solution 3 (${over.problem.slice(0, 60)}…): 121 tokens, the context holds 120`,
    );
    const disposed = vi.spyOn(EmbeddedEngine.prototype, "dispose");
    await wide.dispose();
    expect(disposed).toHaveBeenCalledOnce();
    disposed.mockRestore();
  });
});

describe("openPrm", () => {
  it("says which solution is longer than the context", async () => {
    const prm = await opened(fixture("qwen2-classification"), { maxContext: 64 });
    const long = { problem: "1+1=", steps: ["1+1=2 ".repeat(100)] };
    expect(prm.tooLong(long)).toBeGreaterThan(64);
    expect(prm.tooLong({ problem: "1+1=", steps: ["2"] })).toBeNull();
    await expect(prm.scoreSolutions([long])).rejects.toThrow(
      /solution 1 \(1\+1=…\): \d+ tokens, the context holds 64/,
    );
  });

  it("refuses an empty separator", async () => {
    const reading = { stepSeparator: "" };
    await expect(openPrm(fixture("qwen2-classification"), { reading })).rejects.toThrow(/separator is empty/);
  });

  it("refuses a language model", async () => {
    await expect(openPrm(fixture("qwen2"))).rejects.toThrow(/holds a language model/);
  });

  it("stops at the signal", async () => {
    const prm = await opened(fixture("qwen2-classification"));
    const signal = AbortSignal.abort(new Error("stop"));
    await expect(prm.scoreSolutions([{ problem: "1", steps: ["2"] }], { signal })).rejects.toThrow("stop");
  });
});
