// Responses are asked for once and kept, whatever interrupts; the directory refuses what would mix two evaluations.
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { collectResponses, requestsOf } from "./collect.ts";
import { EvaluationDirectory, responseKey } from "./directory.ts";
import type {
  Answerer,
  EvaluationSetup,
  Prompt,
  RequestOutcome,
  ResponseRequest,
  StoredProblem,
} from "./types.ts";

const root = mkdtempSync(join(tmpdir(), "pure-eval-"));
afterAll(() => rmSync(root, { recursive: true }));
let directories = 0;
const fresh = () => join(root, String(directories++));

const problems = Array.from(
  { length: 6 },
  (_, i): StoredProblem => ({
    ...{
      suite: i < 4 ? "sums" : "products",
      id: String(i),
      prompt: `What is ${i} + ${i}?`,
      answer: String(2 * i),
    },
    ...{ levelName: null, subject: null },
  }),
);
const prompts = problems.map(({ prompt }): Prompt => ({ kind: "text", text: prompt }));
const settings = { maxTokens: 16, temperature: 1, topP: 1, seed: 0, stop: [] };

function setup(changes: Partial<EvaluationSetup> = {}): EvaluationSetup {
  return {
    software: { name: "pure-rl", version: "0.0.0" },
    model: { name: "m", engine: "server", url: "http://localhost", files: [], fingerprint: null },
    prompt: { template: "chat", text: "{problem}", system: null, fewShot: null },
    firstPrompt: { suite: "sums", problem: "0", text: "What is 0 + 0?" },
    sampling: { ...settings, greedy: true, samples: 2 },
    suites: [],
    ...changes,
  };
}

/** Answers until `budget` outcomes are out, then aborts, as a kill between two responses would. */
function answerer(
  asked: ResponseRequest[],
  fails: (request: ResponseRequest) => boolean = () => false,
): Answerer {
  return {
    model: setup().model,
    promptText: (prompt) => (prompt.kind === "text" ? prompt.text : ""),
    async *answer(requests): AsyncGenerator<RequestOutcome> {
      for (const request of requests) {
        asked.push(request);
        const failed = fails(request);
        const text = `${request.problem} ${request.sample}`;
        const generated = { text, finish: "stop" as const, tokens: 3, promptTokens: null };
        yield { request, result: failed ? { failed: "HTTP 500" } : generated };
      }
    },
    dispose: async () => {},
  };
}

describe("collectResponses", () => {
  const requests = requestsOf(problems, prompts, { greedy: true, samples: 2 });

  it("asks for every response of every problem", () => {
    expect(requests).toHaveLength(18);
    expect(new Set(requests.map(responseKey)).size).toBe(18);
    expect(requestsOf(problems, prompts, { greedy: false, samples: 1 }).map(({ sample }) => sample)).toEqual([
      0, 0, 0, 0, 0, 0,
    ]);
  });

  it("asks for nothing twice and loses nothing, wherever it is killed", async () => {
    const kills = fc.array(fc.nat(12), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(kills, fc.nat(40), async (budgets, torn) => {
        const path = fresh();
        const asked: ResponseRequest[] = [];
        for (const budget of [...budgets, Number.POSITIVE_INFINITY]) {
          const directory = await EvaluationDirectory.open(path, setup(), problems);
          const stop = new AbortController();
          let left = budget;
          const onAnswered = () => {
            if (left-- === 0) stop.abort();
          };
          await collectResponses(directory, answerer(asked), requests, settings, {
            signal: stop.signal,
            onAnswered,
          });
          // What a kill leaves of a line it was writing.
          if (budget < Number.POSITIVE_INFINITY)
            appendFileSync(join(path, "responses.jsonl"), '{"suite":"sums","problem":"0"'.slice(0, torn));
        }
        const { responses } = await EvaluationDirectory.read(path);
        expect(responses.size).toBe(18);
        for (const { problem, sample, text } of responses.values()) expect(text).toBe(`${problem} ${sample}`);
        expect(readFileSync(join(path, "responses.jsonl"), "utf8").trim().split("\n")).toHaveLength(18);
        expect(new Set(asked.map(responseKey)).size).toBe(18);
        // An aborted call has asked for the next one already; what it got is kept, so nothing is asked for again.
        expect(asked).toHaveLength(18);
      }),
      { numRuns: 12 },
    );
  });

  it("keeps failures apart, and asks them again", async () => {
    const path = fresh();
    const directory = await EvaluationDirectory.open(path, setup(), problems);
    const first = answerer([], ({ problem, sample }) => problem === "3" && sample === 1);
    const { failures } = await collectResponses(directory, first, requests, settings);
    expect(failures).toEqual([{ suite: "sums", problem: "3", sample: 1, reason: "HTTP 500" }]);
    expect(directory.responses.size).toBe(17);
    expect(readFileSync(join(path, "failures.jsonl"), "utf8")).toContain("HTTP 500");
    const asked: ResponseRequest[] = [];
    const again = await EvaluationDirectory.open(path, setup(), problems);
    await collectResponses(again, answerer(asked), requests, settings);
    expect(asked.map(responseKey)).toEqual([responseKey({ suite: "sums", problem: "3", sample: 1 })]);
    expect(existsSync(join(path, "failures.jsonl"))).toBe(false);
  });
});

describe("EvaluationDirectory", () => {
  it("goes on with more samples or suites, and refuses another model, prompt, sampling or data", async () => {
    const path = fresh();
    const suite = { name: "sums", source: "s", commit: null, split: null, problems: 4, dataHash: "a" };
    const suites = [{ ...suite, judging: {}, limit: null, contaminated: 0 }];
    const before = setup({ suites });
    await EvaluationDirectory.open(path, before, problems);
    const open = (changes: Partial<EvaluationSetup>) =>
      EvaluationDirectory.open(path, { ...before, ...changes }, problems);
    await open({ sampling: { ...before.sampling, samples: 8 } });
    await expect(open({ model: { ...before.model, name: "other" } })).rejects.toThrow(/model "m".*"other"/);
    await expect(open({ prompt: { ...before.prompt, system: "Be brief." } })).rejects.toThrow("system");
    await expect(open({ sampling: { ...before.sampling, maxTokens: 9 } })).rejects.toThrow("maxTokens 16");
    for (const limit of [null, 3])
      await expect(open({ suites: [{ ...suites[0], dataHash: "b", limit }] })).rejects.toThrow("sums's data");
    await expect(open({ suites: [{ ...suites[0], name: "new" }] })).rejects.toThrow("figures of sums");
  });

  it("never mixes samples of two temperatures, though none were asked for in between", async () => {
    const path = fresh();
    const at = (temperature: number, samples: number) =>
      EvaluationDirectory.open(
        path,
        setup({ sampling: { ...settings, temperature, greedy: true, samples } }),
        problems,
      );
    await at(2, 0);
    const requests = requestsOf(problems, prompts, { greedy: true, samples: 1 });
    await collectResponses(await at(1, 1), answerer([]), requests, settings);
    await at(1, 0);
    await expect(at(2, 1)).rejects.toThrow("temperature 1, and now it is 2");
    expect((await at(1, 1)).responses.size).toBe(12);
  });

  it("keeps what a server said of itself, whoever was asked last", async () => {
    const path = fresh();
    const said = (fingerprint: string | null) =>
      EvaluationDirectory.open(path, setup({ model: { ...setup().model, fingerprint } }), problems);
    const requests = requestsOf(problems, prompts, { greedy: true, samples: 0 });
    await collectResponses(await said("owned by a, fp-1"), answerer([]), requests, settings);
    expect((await said("owned by a")).setup.model.fingerprint).toBe("owned by a, fp-1");
    expect((await said("fp-2")).setup.model.fingerprint).toBe("owned by a, fp-1, fp-2");
    expect((await EvaluationDirectory.read(path)).setup.model.fingerprint).toBe("owned by a, fp-1, fp-2");
  });

  it("says which file cannot be written, and that the rest stays", async () => {
    const path = fresh();
    const directory = await EvaluationDirectory.open(path, setup(), problems);
    mkdirSync(join(path, "responses.jsonl"));
    const requests = requestsOf(problems, prompts, { greedy: true, samples: 0 });
    await expect(collectResponses(directory, answerer([]), requests, settings)).rejects.toThrow(
      /responses\.jsonl: cannot be written \(EISDIR.*the same command goes on/,
    );
  });

  it("keeps what failed before everything failed", async () => {
    const path = fresh();
    const directory = await EvaluationDirectory.open(path, setup(), problems);
    const failing: Answerer = {
      ...answerer([]),
      async *answer([request]) {
        yield { request, result: { failed: "HTTP 500" } };
        throw new Error("20 in a row");
      },
    };
    const requests = requestsOf(problems, prompts, { greedy: true, samples: 0 });
    await expect(collectResponses(directory, failing, requests, settings)).rejects.toThrow("in a row");
    expect(readFileSync(join(path, "failures.jsonl"), "utf8")).toContain("HTTP 500");
  });

  it("refuses a setup and verdicts that are damaged, and problems that are lost", async () => {
    const path = fresh();
    const suite = { name: "sums", source: "s", commit: null, split: null, problems: 4, dataHash: "a" };
    const whole = setup({ suites: [{ ...suite, judging: {}, limit: null, contaminated: 0 }] });
    const directory = await EvaluationDirectory.open(path, whole, problems);
    const verdict = {
      ...{ suite: "sums", problem: "0", sample: "greedy" as const, correct: true, answer: "0", reason: "" },
      ...{ class: -1, formatted: true, tokens: 1, truncated: false, steps: null, chainRight: null },
    };
    await directory.writeVerdicts([verdict, { ...verdict, problem: "1" }]);
    expect(await directory.readVerdicts()).toHaveLength(2);
    await directory.writeVerdicts([verdict, verdict]);
    await expect(directory.readVerdicts()).rejects.toThrow("verdicts.jsonl:2: a second verdict");
    writeFileSync(join(path, "verdicts.jsonl"), '{"suite":"sums","problem":"0"}\n');
    await expect(directory.readVerdicts()).rejects.toThrow('verdicts.jsonl:1: "sample" is missing');
    writeFileSync(join(path, "problems.jsonl"), "");
    await expect(EvaluationDirectory.read(path)).rejects.toThrow("has 0 of the 4 problems of sums");
    for (const text of ["{}", "null", '{"suites": 3}']) {
      writeFileSync(join(path, "setup.json"), text);
      await expect(EvaluationDirectory.read(path)).rejects.toThrow("setup.json: is not as pure eval writes");
      await expect(EvaluationDirectory.open(path, whole, problems)).rejects.toThrow("setup.json: is not");
    }
  });

  it("says which line is damaged, and what a directory lacks", async () => {
    const path = fresh();
    await expect(EvaluationDirectory.read(path)).rejects.toThrow("there is no setup.json");
    await EvaluationDirectory.open(path, setup(), problems);
    writeFileSync(
      join(path, "responses.jsonl"),
      '{"suite":"sums","problem":"0","sample":-1,"text":"","finish":"stop"}\n',
    );
    await expect(EvaluationDirectory.read(path)).rejects.toThrow('responses.jsonl:1: "sample" is not what');
    rmSync(join(path, "setup.json"));
    await expect(EvaluationDirectory.open(path, setup(), problems)).rejects.toThrow(
      "setup.json, which would say",
    );
    rmSync(join(path, "responses.jsonl"));
    writeFileSync(join(path, "eval.json"), '{"version": 1, "scoredBy": {}}');
    await expect(EvaluationDirectory.open(path, setup(), problems)).rejects.toThrow(
      "eval.json is there already",
    );
  });
});
