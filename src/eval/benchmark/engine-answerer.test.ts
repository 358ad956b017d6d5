// Responses of a model on a Tinker server, here the stub: each its own request's, greedy ones greedy.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTinker, type TinkerStub } from "../../../tests/tinker-server.ts";
import { arithmeticTokenizerFiles } from "../../data/arithmetic-tokenizer.ts";
import { tinkerAnswerer } from "./engine-answerer.ts";
import type { RequestOutcome, ResponseRequest } from "./types.ts";

const root = mkdtempSync(join(tmpdir(), "pure-eval-tinker-"));
const source = join(root, "model");
let server: TinkerStub;
beforeAll(async () => {
  mkdirSync(source);
  for (const [name, text] of arithmeticTokenizerFiles()) writeFileSync(join(source, name), text);
  writeFileSync(join(source, "config.json"), '{"model_type": "unknown", "max_position_embeddings": 64}');
  server = await startTinker({ vocabSize: 24 });
});
afterAll(async () => {
  await server.close();
  rmSync(root, { recursive: true });
});

const requests = ["1+1=", "2*3="].flatMap((text, i) =>
  (["greedy", 0, 1] as const).map((sample): ResponseRequest => {
    return { suite: "sums", problem: String(i), sample, prompt: { kind: "text", text } };
  }),
);
const settings = { maxTokens: 6, temperature: 1, topP: 1, seed: 3, stop: [] };

it("depend on their own request alone", async () => {
  const answerer = await tinkerAnswerer({ source, url: server.url, model: "base" });
  try {
    const ask = async (some: readonly ResponseRequest[]) => {
      const outcomes: RequestOutcome[] = [];
      for await (const outcome of answerer.answer(some, settings)) outcomes.push(outcome);
      return new Map(outcomes.map(({ request, result }) => [JSON.stringify(request), result]));
    };
    const all = await ask(requests);
    expect(all.size).toBe(requests.length);
    const some = await ask([requests[4], requests[0]]);
    for (const [key, result] of some) expect(all.get(key)).toEqual(result);
    for (const result of all.values()) expect(result).toMatchObject({ finish: expect.any(String) });
    expect(answerer.model).toMatchObject({ engine: "tinker", url: server.url, name: `base (${source})` });
    expect(answerer.model.files.length).toBeGreaterThan(0);
  } finally {
    await answerer.dispose();
  }
});
