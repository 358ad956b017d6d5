import { expect, it } from "vitest";
import { UserError } from "../common/errors.ts";
import { creditGroup } from "./credit.ts";
import { parseRolloutLine, withCredit } from "./rollouts.ts";
import { resolveCreditSettings } from "./settings.ts";

const step = { end: 1, score: 0.5 };
const response = { length: 2, steps: [step], verifiable: 1 };
const line = { id: "p1", maxLength: 4, responses: [response], extra: [1, { deep: true }] };

it("reads a line and gives it back with its credit and every other key", () => {
  const { source, group } = parseRolloutLine(JSON.stringify(line), "in:1");
  expect(group.maxLength).toBe(4);
  const credits = creditGroup(group, resolveCreditSettings());
  expect(withCredit(source, credits, "f:1")).toEqual({
    ...line,
    responses: [{ ...response, transformed: [0.5], returns: [1.5, 1.5], advantages: [1.5, 1.5] }],
  });
});

it("reads several steps, verdicts of every kind, and the mask of a baseline that has one", () => {
  const steps = [
    { end: 1, score: 0.5 },
    { end: 3, score: -0.5 },
  ];
  const responses = [0, 1, null].map((verifiable) => ({ length: 4, steps, verifiable }));
  const { source, group } = parseRolloutLine(JSON.stringify({ ...line, responses }), "in:1");
  expect(group.responses.map(({ verifiable }) => verifiable)).toEqual([0, 1, null]);
  expect(group.responses[2]).toMatchObject({
    length: 4,
    stepEnds: Int32Array.of(1, 3),
    scores: Float64Array.of(0.5, -0.5),
  });
  const credits = creditGroup(group, resolveCreditSettings({ baseline: "openrlhf" }));
  const masked = withCredit(source, credits, "f:1").responses as object[];
  expect(masked[1]).toMatchObject({ mask: [1, 0, 1, 0] });
  // Undecided beside two that were judged: no token takes part.
  expect(masked[2]).toMatchObject({ mask: [0, 0, 0, 0] });
});

it("an empty response in a group of the least maxLength is taken", () => {
  const empty = { length: 0, steps: [], verifiable: null, logprobs: [], refLogprobs: [], values: [] };
  const { group } = parseRolloutLine(JSON.stringify({ maxLength: 1, responses: [empty] }), "in:1");
  expect(group.responses[0].values).toEqual(new Float64Array());
});

it("the override takes the place of maxLength", () => {
  const { maxLength: _, ...rest } = line;
  expect(parseRolloutLine(JSON.stringify(rest), "in:1", 9).group.maxLength).toBe(9);
});

it.each<[string, unknown, string]>([
  ["an array", [], "in:7: is an array; each line must be one group"],
  [
    "no maxLength",
    { ...line, maxLength: undefined },
    "in:7: maxLength is missing; it must be a whole number of at least 1",
  ],
  [
    "a maxLength of 0",
    { ...line, maxLength: 0 },
    "in:7: maxLength is 0; it must be a whole number of at least 1",
  ],
  ["a score that is an object", { steps: [{ end: 1, score: {} }] }, "steps[0].score is an object"],
  [
    "a text in refLogprobs",
    { logprobs: [0, 0], refLogprobs: ["x", 0] },
    'in:7: responses[0].refLogprobs[0] is "x"',
  ],
  [
    "refLogprobs alone",
    { refLogprobs: [0, 0] },
    "in:7: responses[0].logprobs is missing, but refLogprobs is there",
  ],
  [
    "no responses",
    { ...line, responses: undefined },
    "in:7: responses is missing; it must be an array of objects",
  ],
  ["empty responses", { ...line, responses: [] }, "in:7: responses is empty"],
  [
    "a response that is no object",
    { ...line, responses: [3] },
    "in:7: responses[0] is 3; it must be an object",
  ],
  ["no length", { length: undefined }, "in:7: responses[0].length is missing"],
  ["a length above maxLength", { length: 5 }, "in:7: responses[0].length is 5, above maxLength 4"],
  ["no steps", { steps: undefined }, "in:7: responses[0].steps is missing"],
  [
    "an end past the response",
    { steps: [{ end: 2, score: 0 }] },
    "in:7: responses[0].steps[0].end is 2, but the response has 2 tokens",
  ],
  [
    "ends that do not increase",
    { steps: [step, step] },
    "in:7: responses[0].steps[1].end is 1, not after the step before it",
  ],
  ["a fractional end", { steps: [{ end: 0.5, score: 0 }] }, "in:7: responses[0].steps[0].end is 0.5"],
  [
    "a null score",
    { steps: [{ end: 1, score: null }] },
    "in:7: responses[0].steps[0].score is null; it must be a finite number",
  ],
  [
    "no verifiable",
    { verifiable: undefined },
    "in:7: responses[0].verifiable is missing; it must be 0, 1, or null",
  ],
  ["a text verifiable", { verifiable: "1" }, 'in:7: responses[0].verifiable is "1"'],
  [
    "short logprobs",
    { logprobs: [0], refLogprobs: [0, 0] },
    "in:7: responses[0].logprobs has 1 numbers for 2 tokens",
  ],
  [
    "a text in logprobs",
    { logprobs: [0, "x"], refLogprobs: [0, 0] },
    'in:7: responses[0].logprobs[1] is "x"',
  ],
  [
    "logprobs alone",
    { logprobs: [0, 0] },
    "in:7: responses[0].refLogprobs is missing, but logprobs is there",
  ],
  [
    "values of a wrong kind",
    { values: 1 },
    "in:7: responses[0].values is 1; it must be an array of 2 numbers",
  ],
])("refuses %s", (_, fault, message) => {
  const whole = Array.isArray(fault) || "responses" in (fault as object);
  const value = whole ? fault : { ...line, responses: [{ ...response, ...(fault as object) }] };
  const parse = () => parseRolloutLine(JSON.stringify(value), "in:7");
  expect(parse).toThrow(UserError);
  expect(parse).toThrow(message);
});

it("refuses what is no JSON, and log-probabilities in some responses only", () => {
  expect(() => parseRolloutLine('{"id": 1', "in:2")).toThrow(
    /^in:2: not valid JSON \(.+\); each line must be one group/,
  );
  const logs = { logprobs: [0, 0], refLogprobs: [0, 0] };
  const mixed = { ...line, responses: [{ ...response, ...logs }, response] };
  expect(() => parseRolloutLine(JSON.stringify(mixed), "in:2")).toThrow(
    "in:2: responses[1].logprobs is missing, but responses[0] has it",
  );
  const other = { ...line, responses: [response, { ...response, ...logs }] };
  expect(() => parseRolloutLine(JSON.stringify(other), "in:2")).toThrow(
    "in:2: responses[0].logprobs is missing, but responses[1] has it",
  );
});

it.each(["transformed", "returns", "advantages"] as const)(
  "names the first of a response's %s that is not finite",
  (key) => {
    const finite = {
      transformed: Float64Array.of(1, 2),
      returns: Float64Array.of(3, 4),
      advantages: Float64Array.of(5, 6),
    };
    const source = { id: "g", responses: [{ length: 2 }, { length: 2 }] };
    expect(withCredit(source, [finite, finite], "a.jsonl:3").responses).toEqual(
      [0, 1].map(() => ({ length: 2, transformed: [1, 2], returns: [3, 4], advantages: [5, 6] })),
    );
    const said = (credit: typeof finite) => () => withCredit(source, [finite, credit], "a.jsonl:3");
    for (const [t, value] of [Number.NaN, Number.NEGATIVE_INFINITY].entries()) {
      const credit = { ...finite, [key]: Float64Array.from(finite[key], (x, i) => (i === t ? value : x)) };
      expect(said(credit)).toThrow(UserError);
      expect(said(credit)).toThrow(`a.jsonl:3: responses[1].${key}[${t}] comes to ${value}`);
    }
  },
);
