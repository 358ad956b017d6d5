import { expect, test } from "vitest";
import { Random } from "../common/random.ts";
import { generateProblems } from "./arithmetic.ts";
import { checkSteps } from "./arithmetic-check.ts";
import { corruptedResponse } from "./arithmetic-corrupt.ts";

const problems = generateProblems(2000, new Random(1));
const random = new Random(2);
const responses = problems.map((problem) => checkSteps(problem, corruptedResponse(problem, random)));

test("right up to the last step, and there wrong but for one in eight", () => {
  let right = 0;
  for (const steps of responses) {
    for (const step of steps.slice(0, -1)) expect(step.good).toBe(true);
    if (steps.at(-1)?.good) right++;
  }
  // A check drawn with a result at random is the true one once in ten.
  expect(right / responses.length).toBeGreaterThan(0.09);
  expect(right / responses.length).toBeLessThan(0.18);
});

test("errors stand at every place, and are of every kind", () => {
  const wrong = responses.flatMap((steps) => (steps.at(-1)?.good ? [] : [steps.at(-1)?.text ?? ""]));
  for (const kind of [/^\d/, /^N/, /^A/, /^C/]) expect(wrong.some((text) => kind.test(text))).toBe(true);
  expect(new Set(responses.map((steps) => steps.length)).size).toBeGreaterThan(6);
});
