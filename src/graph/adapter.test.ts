// The process that tries the graphics processor: one that takes too long, and what drivers write between.
import { afterEach, expect, test, vi } from "vitest";
import { answerOf, findAdapter } from "./adapter.ts";

afterEach(() => vi.unstubAllEnvs());

test("a driver that does not answer in time is none", async () => {
  // With a driver named it is tried on any Linux.
  vi.stubEnv("VK_DRIVER_FILES", "/nowhere/driver.json");
  expect(await findAdapter({ timeoutMs: 1 })).toBe(
    "the attempt to open one was ended, as it took more than 0.001 s",
  );
});

test("the answer is the last line of what was put out", () => {
  const answer = { error: null, limit: null, seconds: null };
  expect(answerOf(`driver: hello {\n${JSON.stringify(answer)}\n`)).toEqual(answer);
  for (const output of ["", "Segmentation fault", '{"error": nu']) expect(answerOf(output)).toBeNull();
});
