// Credit of groups of responses, from rewards to whitened advantages: what `pure credit` and training both call.
import { keptResponses } from "./consistency.ts";
import { estimators, type ResponseCredit } from "./estimators.ts";
import { type CreditSettings, estimatorRules, resolveCreditSettings } from "./settings.ts";
import { type CreditResponse, rewardParts, weightedCredit } from "./tokens.ts";
import { whiten } from "./whiten.ts";

/** The K responses of one prompt. */
export interface CreditGroup {
  responses: readonly CreditResponse[];
  /** N, the longest response allowed, in tokens; baselines token and total need it here or in the settings. */
  maxLength?: number;
}

/**
 * Credit of every response of every group, [groups][K], with the defaults for settings left out.
 * Throws a RangeError that names the setting, or the group, response and field, for what cannot be credited;
 * a reward that is not a finite number is such a case, never a zero.
 */
export function computeCredit(
  groups: readonly CreditGroup[],
  overrides: Partial<CreditSettings> = {},
): ResponseCredit[][] {
  const settings = resolveCreditSettings(overrides);
  const credits = groups.map((group, g) => {
    try {
      return creditGroup(group, settings);
    } catch (error) {
      if (error instanceof RangeError) throw new RangeError(`group ${g}: ${error.message}`, { cause: error });
      throw error;
    }
  });
  if (whitens(settings)) whitenCredits(credits.flat());
  return credits;
}

/** Credit of one group, [K], before whitening. `settings` are resolved. Errors as in `computeCredit`. */
export function creditGroup(group: CreditGroup, settings: CreditSettings): ResponseCredit[] {
  const maxLength = settings.maxLength ?? group.maxLength;
  if (maxLength === undefined && estimatorRules[settings.estimator].perLength?.includes(settings.baseline)) {
    throw new RangeError(`no maxLength, which baseline ${settings.baseline} divides by`);
  }
  group.responses.forEach((response, k) => {
    checkResponse(response, k, settings, maxLength);
  });
  // An object that a group holds twice is two responses, each with a credit of its own.
  const twice = new Set(group.responses).size < group.responses.length;
  const responses = twice ? group.responses.map((response) => ({ ...response })) : group.responses;
  const taking = takingPart(responses, settings).map((response) => rewardParts(response, settings));
  const credits = estimators[settings.estimator](taking, settings, maxLength ?? 0);
  const creditOf = new Map(taking.map(({ response }, i) => [response, credits[i]]));
  return responses.map((response) => creditOf.get(response) ?? noPart(response, settings));
}

/**
 * The responses that were rewarded. Where some of a group were judged, one without a verifiable reward is undecided: it
 * is not punished like a wrong one, and is no baseline for the others. Where none was, process rewards alone count, unless
 * the estimator tells right from wrong. prof leaves out half of those judged.
 */
function takingPart(
  responses: readonly CreditResponse[],
  { estimator, processCoefficient }: CreditSettings,
): readonly CreditResponse[] {
  const { verdicts, filters, least } = estimatorRules[estimator];
  const judged = responses.filter(({ verifiable }) => verifiable !== null);
  if (filters) return judged.length < least ? [] : keptResponses(judged);
  if (verdicts || judged.length > 0) return judged;
  return processCoefficient > 0 && responses.some(({ scores }) => scores.length > 0) ? responses : [];
}

/** Credit of a response that takes no part: no token takes part in anything. */
function noPart(response: CreditResponse, settings: CreditSettings): ResponseCredit {
  const { length } = response;
  const { transformed } = weightedCredit(response, settings);
  const [returns, advantages] = [new Float64Array(length), new Float64Array(length)];
  return { transformed, returns, advantages, mask: new Uint8Array(length) };
}

/** Whether these settings whiten advantages over the whole batch. */
export function whitens(settings: CreditSettings): boolean {
  const { whitened } = estimatorRules[settings.estimator];
  return whitened === "always" || (whitened === "asSet" && settings.whiten === "batch");
}

/** Whitens the advantages of all these responses together, in place. */
export function whitenCredits(credits: readonly ResponseCredit[]): void {
  whiten(
    credits.map(({ advantages }) => advantages),
    credits.map(({ mask }) => mask),
  );
}

function checkResponse(
  response: CreditResponse,
  k: number,
  { form }: CreditSettings,
  maxLength: number | undefined,
): void {
  const { length, stepEnds, scores, verifiable } = response;
  const fail = (message: string): never => {
    throw new RangeError(`response ${k}: ${message}`);
  };
  if (!(Number.isSafeInteger(length) && length >= 0))
    fail(`length is ${length}; it must be a number of tokens`);
  if (length > (maxLength ?? Number.POSITIVE_INFINITY))
    fail(`length ${length} is above maxLength ${maxLength}`);
  if (scores.length !== 0 && scores.length !== stepEnds.length) {
    fail(`${scores.length} scores for ${stepEnds.length} steps`);
  }
  let previous = -1;
  for (let s = 0; s < stepEnds.length; s++) {
    const end = stepEnds[s];
    if (!(Number.isSafeInteger(end) && end > previous && end < length)) {
      fail(
        `step ${s} ends at ${end}; step ends must be token indices that increase and stay below length ${length}`,
      );
    }
    previous = end;
    if (s < scores.length && !Number.isFinite(scores[s])) fail(`the score of step ${s} is ${scores[s]}`);
    // What single precision rounds is let through.
    if (form === "survival" && Math.abs(scores[s]) > 1 + 1e-6) {
      fail(
        `the score of step ${s} is ${scores[s]}; form survival reads it as p(good) − p(bad), from −1 to 1`,
      );
    }
  }
  if (verifiable !== null && !Number.isFinite(verifiable)) {
    fail(`verifiable is ${verifiable}; it must be a number or null`);
  }
  if ((response.logprobs === undefined) !== (response.refLogprobs === undefined)) {
    fail("KL needs logprobs and refLogprobs both, or neither");
  }
  for (const key of ["logprobs", "refLogprobs", "values"] as const) {
    const row = response[key];
    if (row === undefined) continue;
    if (row.length !== length) fail(`${key} has ${row.length} numbers for ${length} tokens`);
    for (let t = 0; t < length; t++) if (!Number.isFinite(row[t])) fail(`${key}[${t}] is ${row[t]}`);
  }
}
