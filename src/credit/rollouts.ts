// JSON lines of `pure credit`: one group a line in, the same object with its credit out. No part of the package
// entry.
import { UserError } from "../common/errors.ts";
import type { CreditGroup } from "./credit.ts";
import type { ResponseCredit } from "./estimators.ts";
import type { CreditResponse } from "./tokens.ts";

type JsonObject = Record<string, unknown>;

/** One line, checked. */
export interface RolloutLine {
  /** The line's object as it was, unknown keys included. */
  source: JsonObject;
  group: CreditGroup;
}

/**
 * Reads one line: `{"id", "maxLength", "responses": [{"length", "steps": [{"end", "score"}], "verifiable",
 * "logprobs"?, "refLogprobs"?, "values"?}]}`. Other keys pass through.
 * @param where "file:line", named in errors.
 * @param maxLength takes the place of the line's own, which may then be missing.
 * @throws UserError naming where, the key, and what would be right.
 */
export function parseRolloutLine(text: string, where: string, maxLength?: number): RolloutLine {
  const source = parseObject(text, where);
  const fail = (key: string, message: string): never => {
    throw new UserError(`${where}: ${key} ${message}`);
  };
  const group: CreditGroup = {
    maxLength: maxLength ?? count(source.maxLength, "maxLength", 1, fail),
    responses: objects(source.responses, "responses", fail).map((response, k) =>
      readResponse(response, `responses[${k}]`, fail),
    ),
  };
  const { responses } = group;
  if (responses.length === 0) fail("responses", "is empty; a group needs at least one response");
  responses.forEach(({ length, logprobs }, k) => {
    if (length > group.maxLength!) {
      fail(
        `responses[${k}].length`,
        `is ${length}, above maxLength ${group.maxLength}, the longest possible`,
      );
    }
    if ((logprobs === undefined) !== (responses[0].logprobs === undefined)) {
      const [has, lacks] = logprobs === undefined ? [0, k] : [k, 0];
      fail(
        `responses[${lacks}].logprobs`,
        `is missing, but responses[${has}] has it; KL needs it in all or none`,
      );
    }
  });
  return { source, group };
}

/** Throws a UserError where a credit is not finite, which JSON cannot say. */
export function checkFinite(credits: readonly ResponseCredit[], where: string): void {
  for (const [k, credit] of credits.entries())
    for (const key of ["transformed", "returns", "advantages"] as const) {
      const t = credit[key].findIndex((value) => !Number.isFinite(value));
      if (t >= 0)
        throw new UserError(
          `${where}: responses[${k}].${key}[${t}] comes to ${credit[key][t]}; scores, log-probabilities or values are too large`,
        );
    }
}

/**
 * The line's object with `transformed` [steps], `returns` and `advantages` [length] (and `mask`) in each response.
 * @throws UserError as `checkFinite`.
 */
export function withCredit(
  source: JsonObject,
  credits: readonly ResponseCredit[],
  where: string,
): JsonObject {
  checkFinite(credits, where);
  const responses = (source.responses as JsonObject[]).map((response, k) => {
    const { transformed, returns, advantages, mask } = credits[k];
    return {
      ...response,
      transformed: Array.from(transformed),
      returns: Array.from(returns),
      advantages: Array.from(advantages),
      ...(mask === undefined ? {} : { mask: Array.from(mask) }),
    };
  });
  return { ...source, responses };
}

type Fail = (key: string, message: string) => never;

function parseObject(text: string, where: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UserError(
      `${where}: not valid JSON (${(error as Error).message}); each line must be one group, {"id", "maxLength", "responses": [...]}`,
    );
  }
  if (!isObject(value)) {
    throw new UserError(
      `${where}: ${show(value)}; each line must be one group, {"id", "maxLength", "responses": [...]}`,
    );
  }
  return value;
}

function readResponse(response: JsonObject, key: string, fail: Fail): CreditResponse {
  const length = count(response.length, `${key}.length`, 0, fail);
  const steps = objects(response.steps, `${key}.steps`, fail);
  const stepEnds = new Int32Array(steps.length);
  const scores = new Float64Array(steps.length);
  let previous = -1;
  steps.forEach((step, s) => {
    const end = count(step.end, `${key}.steps[${s}].end`, 0, fail);
    if (end >= length) {
      fail(
        `${key}.steps[${s}].end`,
        `is ${end}, but the response has ${length} tokens; it must be below ${length}`,
      );
    }
    if (end <= previous) {
      fail(`${key}.steps[${s}].end`, `is ${end}, not after the step before it, which ends at ${previous}`);
    }
    stepEnds[s] = previous = end;
    scores[s] = finite(step.score, `${key}.steps[${s}].score`, fail);
  });
  const { verifiable } = response;
  if (verifiable !== 0 && verifiable !== 1 && verifiable !== null) {
    fail(
      `${key}.verifiable`,
      `${show(verifiable)}; it must be 0, 1, or null where there is no reference answer`,
    );
  }
  const logprobs = numbers(response.logprobs, `${key}.logprobs`, length, fail);
  const refLogprobs = numbers(response.refLogprobs, `${key}.refLogprobs`, length, fail);
  if ((logprobs === undefined) !== (refLogprobs === undefined)) {
    const [has, lacks] = logprobs === undefined ? ["refLogprobs", "logprobs"] : ["logprobs", "refLogprobs"];
    fail(`${key}.${lacks}`, `is missing, but ${has} is there; KL needs both, or neither`);
  }
  const values = numbers(response.values, `${key}.values`, length, fail);
  return { length, stepEnds, scores, verifiable: verifiable as number | null, logprobs, refLogprobs, values };
}

function objects(value: unknown, key: string, fail: Fail): JsonObject[] {
  if (!Array.isArray(value)) return fail(key, `${show(value)}; it must be an array of objects`);
  value.forEach((item, i) => {
    if (!isObject(item)) fail(`${key}[${i}]`, `${show(item)}; it must be an object`);
  });
  return value;
}

function count(value: unknown, key: string, least: number, fail: Fail): number {
  if (Number.isSafeInteger(value) && (value as number) >= least) return value as number;
  return fail(key, `${show(value)}; it must be a whole number of at least ${least}`);
}

function finite(value: unknown, key: string, fail: Fail): number {
  return Number.isFinite(value) ? (value as number) : fail(key, `${show(value)}; it must be a finite number`);
}

function numbers(value: unknown, key: string, length: number, fail: Fail): Float64Array | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value))
    return fail(key, `${show(value)}; it must be an array of ${length} numbers, one a token`);
  if (value.length !== length) {
    fail(key, `has ${value.length} numbers for ${length} tokens; it must have one a token`);
  }
  return Float64Array.from(value, (item, t) => finite(item, `${key}[${t}]`, fail));
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  if (value === undefined) return "is missing";
  if (Array.isArray(value)) return "is an array";
  if (isObject(value)) return "is an object";
  return `is ${JSON.stringify(value)}`;
}
