// A response of its events, whatever they are.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Transient } from "../../common/http.ts";
import { isTooLong, NoAnswer, readCompletion } from "./completion.ts";

async function* events(all: readonly unknown[], end?: Error) {
  for (const event of all) yield typeof event === "string" ? event : JSON.stringify(event);
  if (end) throw end;
}

const read = (...all: unknown[]) => readCompletion(events(all));
const part = (delta: object | null, finish_reason: unknown = null) => ({
  choices: [{ index: 0, delta, finish_reason }],
});
const end = part({}, "stop");
const cut = new Transient("cut");

describe("a stream", () => {
  test("gives the same text however it is cut into pieces", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string()), fc.string(), async (pieces, thoughts) => {
        const all = [
          part({ role: "assistant", content: null }),
          part({ reasoning_content: thoughts, content: null }),
          ...pieces.map((content) => part({ content })),
        ];
        const { text, finish } = await read(...all, end, "[DONE]");
        expect(text).toBe((thoughts === "" ? "" : `<think>${thoughts}</think>`) + pieces.join(""));
        expect(finish).toBe("stop");
      }),
    );
  });

  test("is a response once its end has come, though the rest is lost", async () => {
    const usage = { choices: [], usage: { prompt_tokens: 3, completion_tokens: 0 } };
    const whole = { text: "a", finish: "stop", tokens: null, promptTokens: null, fingerprint: null };
    expect(await readCompletion(events([part({ content: "a" }), end], cut))).toEqual(whole);
    expect(await read(part({ content: "a" }), end)).toEqual(whole);
    expect(await read(part({ content: "a" }), end, usage, "[DONE]")).toEqual({
      ...whole,
      tokens: 0,
      promptTokens: 3,
    });
    expect(await read(end)).toEqual({ ...whole, text: "" });
    // Some servers do not number the only choice; another number's is not it.
    const other = { choices: [{ index: 1, delta: { content: "b" } }, { delta: { content: "a" } }] };
    expect(await read(other, end)).toEqual(whole);
  });

  test("is none before", async () => {
    await expect(read()).rejects.toThrow(Transient);
    await expect(read(part({ content: "a" }))).rejects.toThrow(Transient);
    await expect(read(part({ content: "a" }), "[DONE]")).rejects.toThrow(Transient);
    await expect(readCompletion(events([part({ content: "a" })], cut))).rejects.toThrow(cut);
    for (const reason of ["abort", "error"])
      await expect(read(part({ content: "a" }, reason))).rejects.toThrow(Transient);
    for (const reason of ["content_filter", "tool_calls", "function_call"])
      await expect(read(part({ content: "a" }, reason))).rejects.toThrow(NoAnswer);
    await expect(read({ error: { message: "the prompt exceeds the context size" } })).rejects.toThrow(
      NoAnswer,
    );
    for (const error of ["CUDA", { message: "CUDA" }, { code: 500 }])
      await expect(read({ error }, end)).rejects.toThrow(Transient);
  });

  test("of thoughts that were cut leaves them open", async () => {
    const { text } = await read(part({ reasoning: "so" }), part({}, "length"));
    expect(text).toBe("<think>so");
    expect((await read(part({ reasoning: "so" }), end)).text).toBe("<think>so</think>");
  });

  test("of anything at all is a response, or one of two errors", async () => {
    const names = [
      "error",
      "choices",
      "usage",
      "delta",
      "content",
      "finish_reason",
      "index",
      "text",
      "message",
    ];
    const json = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        fc.constantFrom<unknown>(null, "stop", "length", "x", 0, 1, -1, true),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...names), tie("value"), { maxKeys: 4 }),
      ),
    })).value;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(json, fc.string(), fc.constant(end))), async (all) => {
        const result = await read(...all).catch((error: unknown) => error);
        if (result instanceof Transient || result instanceof NoAnswer) return;
        expect(result).toMatchObject({
          text: expect.any(String),
          finish: expect.stringMatching(/^(stop|length)$/),
        });
      }),
      { numRuns: 500 },
    );
  });
});

test.each([
  "This model's maximum context length is 2048 tokens. However, you requested 4096 tokens", // vLLM
  "The input (3000 tokens) is longer than the model's context length (2048 tokens).", // SGLang
  "the request exceeds the available context size, try increasing it", // llama.cpp
  '{"error": {"code": "context_length_exceeded", "message": "Please reduce the length"}}', // OpenAI
])("%j says that a prompt is too long", (words) => {
  expect(isTooLong(words)).toBe(true);
  expect(isTooLong("Unknown field: max_tokens")).toBe(false);
});
