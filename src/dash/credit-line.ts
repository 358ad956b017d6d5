// A group as `pure credit` takes it, and as the page gives it to the same functions.
import type { CreditGroup, CreditSettings } from "../credit/index.ts";
import type { ShownGroup } from "./types.ts";

/** The run's settings of credit, as far as its configuration has them; what they may be is not checked. */
export function creditSettingsOf(config: unknown, trust: number | null): Partial<CreditSettings> {
  const {
    credit = {},
    reward = {},
    sampling = {},
  } = (config ?? {}) as {
    credit?: Partial<CreditSettings> & { trust?: unknown };
    reward?: Partial<Pick<CreditSettings, "processCoefficient" | "verifiableCoefficient">>;
    sampling?: { maxTokens?: number };
  };
  const { form, temperature, gamma, lambda, baseline, estimator } = credit;
  const { klCoefficient, klEstimator, klIn, whiten } = credit;
  const weight = credit.trust === true && trust !== null ? trust : 1;
  return {
    ...{ form, temperature, gamma, lambda, baseline, estimator, klCoefficient, klEstimator, klIn, whiten },
    processCoefficient: (reward.processCoefficient ?? 1) * weight,
    verifiableCoefficient: reward.verifiableCoefficient,
    maxLength: sampling.maxTokens,
  };
}

/** The longest response allowed, in tokens: the configuration's, or the longest there is. */
function maxLengthOf(group: ShownGroup, config: unknown): number {
  const longest = Math.max(1, ...group.responses.map(({ tokens }) => tokens.length));
  return Math.max(longest, creditSettingsOf(config, null).maxLength ?? 1);
}

/** The group's line for `pure credit`. */
export function creditLine(group: ShownGroup, config: unknown): object {
  const { responses, ...rest } = toCredit(group, config);
  return {
    id: `${group.problem} at step ${group.step}`,
    ...rest,
    responses: responses.map(({ stepEnds, scores, logprobs, refLogprobs, values, ...response }) => ({
      ...response,
      steps: Array.from(scores, (score, s) => ({ end: stepEnds[s], score })),
      ...(refLogprobs && { logprobs: Array.from(logprobs!), refLogprobs: Array.from(refLogprobs) }),
      ...(values && { values: Array.from(values) }),
    })),
  };
}

/** The group as credit takes it; steps count where they have a process reward. */
export function toCredit(group: ShownGroup, config: unknown): CreditGroup {
  return {
    maxLength: maxLengthOf(group, config),
    responses: group.responses.map(({ tokens, steps, verifiable, logprobs, refLogprobs, values }) => {
      const scored = steps.every(({ reward }) => typeof reward === "number") ? steps : [];
      return {
        length: tokens.length,
        stepEnds: scored.map(({ end }) => end),
        scores: scored.map(({ reward }) => reward as number),
        verifiable,
        ...(refLogprobs && { logprobs, refLogprobs }),
        ...(values && { values }),
      };
    }),
  };
}
