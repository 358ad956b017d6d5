// Responses on their way through a training step: sampled, split into steps, rewarded. Responses flow through as they
// finish; what leaves is one array of responses a prompt.
import type { CreditGroup } from "../credit/credit.ts";
import type { ResponseCredit } from "../credit/estimators.ts";
import type { EncodedPrompt } from "../data/prompts.ts";
import { splitSteps } from "../data/steps.ts";
import type { Engine, SampledResponse, SamplingParams } from "../engine/types.ts";
import type { Tokenizer } from "../model/tokenizer.ts";
import { RewardError } from "../reward/failure.ts";
import { type ProcessRewardModel, scoreSteps } from "../reward/prm.ts";
import type { Verdict, Verifier } from "../reward/verifiable.ts";
import type { OnEvent, Phase } from "./events.ts";

/** One response and what is known of it so far. */
export interface Rollout extends SampledResponse {
  text: string;
  /** Index of each step's last token. */
  stepEnds: number[];
  /** [steps] process rewards; null without a PRM. */
  scores: number[] | null;
  verdict: Verdict;
  /** [tokens] under the reference policy, where there is one. */
  refLogprobs?: Float32Array;
  /** [tokens] the critic's value of the state before each token, where there is one. */
  values?: Float32Array;
}

/** The K responses of one prompt, by sample. */
export interface RolloutGroup {
  prompt: EncodedPrompt;
  responses: Rollout[];
}

/** Seconds spent so far in each part of a step. */
export interface Seconds {
  sampling: number;
  scoring: number;
  updating: number;
}

/** Runs `work` and adds the time it took to `seconds[part]`. */
export async function timed<T>(seconds: Seconds, part: keyof Seconds, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  try {
    return await work();
  } finally {
    seconds[part] += (performance.now() - started) / 1000;
  }
}

/** Who is told how far sampling is, where its time is added up, and what stops it. */
export interface Progress {
  phase: Phase;
  seconds: Seconds;
  onEvent: OnEvent;
  signal?: AbortSignal;
}

/**
 * What is wrong with the gradient where responses are not drawn from the policy's own distribution, for the user; null
 * where they are.
 */
export function offPolicySampling({ temperature, topP }: Pick<SamplingParams, "temperature" | "topP">) {
  if (temperature === 1 && topP === 1) return null;
  const [key, value] = temperature === 1 ? ["topP", topP] : ["temperature", temperature];
  return (
    `sampling.${key} is ${value}: responses are drawn from another distribution than the policy's own, by whose ` +
    "log-probabilities they are credited and trained, so the gradient is biased; 1 is the policy itself " +
    "(docs/method.md, the update)"
  );
}

/** K responses for each prompt, as they finish. Throws the signal's reason once it is aborted. */
export async function* sampleResponses(
  policy: Engine,
  prompts: readonly EncodedPrompt[],
  samplesPerPrompt: number,
  params: SamplingParams,
  { phase, seconds, onEvent, signal }: Progress,
): AsyncGenerator<SampledResponse> {
  const tokens = prompts.map((prompt) => prompt.tokens);
  const progress = { responses: 0, totalResponses: prompts.length * samplesPerPrompt, tokens: 0 };
  let started = performance.now();
  for await (const response of policy.sample(tokens, samplesPerPrompt, { ...params, signal })) {
    seconds.sampling += (performance.now() - started) / 1000;
    signal?.throwIfAborted();
    progress.responses++;
    progress.tokens += response.tokens.length;
    onEvent({ type: "sampled", phase, ...progress });
    yield response;
    started = performance.now();
  }
  seconds.sampling += (performance.now() - started) / 1000;
}

/** Adds to each response its text and where its steps end. */
export async function* withSteps(
  responses: AsyncIterable<SampledResponse>,
  tokenizer: Tokenizer,
  separator: string,
): AsyncGenerator<SampledResponse & { text: string; stepEnds: number[] }> {
  for await (const response of responses) {
    const { tokens } = response;
    yield {
      ...response,
      text: tokenizer.decode(tokens),
      stepEnds: splitSteps(tokens, tokenizer, separator),
    };
  }
}

/** Groups are scored once so many of their responses are complete, while others are still being sampled. */
const scoringBatch = 64;

/**
 * Adds process rewards (where there is a PRM) and verdicts, and gathers the responses into groups. Verdicts are asked
 * for as responses finish, process rewards in batches of whole groups: while nothing else is done, or `meanwhile`, where
 * the responses are sampled elsewhere: then whatever groups are complete are scored whenever the PRM is free. Throws a
 * RewardError where a reward fails, and the signal's reason once it is aborted.
 */
export async function rewardResponses(
  responses: AsyncIterable<SampledResponse & { text: string; stepEnds: number[] }>,
  prompts: readonly EncodedPrompt[],
  samplesPerPrompt: number,
  rewards: { prm: ProcessRewardModel | null; verify: Verifier },
  { seconds, signal, meanwhile = false }: { seconds: Seconds; signal?: AbortSignal; meanwhile?: boolean },
): Promise<RolloutGroup[]> {
  const groups: RolloutGroup[] = prompts.map((prompt) => ({ prompt, responses: [] }));
  const verdicts: Promise<void>[] = [];
  let complete: RolloutGroup[] = [];
  let scoring: Promise<void> | null = null;
  let failure: { error: unknown } | null = null;
  const scoreComplete = async () => {
    const { prm } = rewards;
    const batch = complete;
    complete = [];
    if (prm && batch.length > 0) await timed(seconds, "scoring", () => scoreGroups(prm, batch, signal));
  };
  const scoreMeanwhile = async () => {
    try {
      while (complete.length > 0) await scoreComplete();
    } catch (error) {
      failure = { error };
    }
    scoring = null;
  };
  const checkFailure = () => {
    if (failure !== null) throw failure.error;
  };
  for await (const response of responses) {
    const group = groups[response.prompt];
    const rollout: Rollout = {
      ...response,
      scores: null,
      verdict: { reward: null, answer: null, correct: null, undecided: null },
    };
    group.responses.push(rollout);
    const verdict = judge(rewards.verify, group.prompt, rollout);
    verdict.catch(() => {}); // Awaited below; until then a failure is not an unhandled one.
    verdicts.push(verdict);
    if (group.responses.length < samplesPerPrompt) continue;
    group.responses.sort((a, b) => a.sample - b.sample);
    complete.push(group);
    checkFailure();
    if (meanwhile) scoring ??= scoreMeanwhile();
    else if (complete.length * samplesPerPrompt >= scoringBatch) await scoreComplete();
  }
  await scoring;
  checkFailure();
  await scoreComplete();
  await timed(seconds, "scoring", () => Promise.all(verdicts));
  return groups;
}

/** Adds the log-probabilities under the reference policy, for the KL. */
export async function addReference(
  reference: Pick<Engine, "logprobs">,
  groups: readonly RolloutGroup[],
): Promise<void> {
  const logprobs = await reference.logprobs(
    groups.map(({ prompt, responses }) => ({
      prompt: prompt.tokens,
      responses: responses.map(({ tokens }) => tokens),
    })),
  );
  groups.forEach(({ responses }, g) => {
    responses.forEach((response, k) => {
      response.refLogprobs = logprobs[g][k];
    });
  });
}

/** Whether every number the models computed is finite; a step in which one is not cannot be credited. */
export function isFiniteStep(groups: readonly RolloutGroup[]): boolean {
  return groups.every(({ responses }) =>
    responses.every(({ logprobs, refLogprobs, values }) =>
      [logprobs, refLogprobs, values].every((row) => row?.every(Number.isFinite) ?? true),
    ),
  );
}

/** No credit at all, [groups][K]: for a step that is dropped. */
export function noCredit(groups: readonly RolloutGroup[]): ResponseCredit[][] {
  return groups.map(({ responses }) =>
    responses.map(({ tokens: { length } }) => {
      const [returns, advantages] = [new Float64Array(length), new Float64Array(length)];
      return { transformed: new Float64Array(0), returns, advantages };
    }),
  );
}

/** A group as credit assignment sees it. */
export function creditGroup({ responses }: RolloutGroup): CreditGroup {
  return {
    responses: responses.map(({ tokens, stepEnds, scores, verdict, logprobs, refLogprobs, values }) => ({
      length: tokens.length,
      stepEnds,
      scores: scores ?? [],
      verifiable: verdict.reward,
      logprobs: refLogprobs && logprobs,
      refLogprobs,
      values,
    })),
  };
}

async function scoreGroups(
  prm: ProcessRewardModel,
  groups: readonly RolloutGroup[],
  signal: AbortSignal | undefined,
): Promise<void> {
  let scores: number[][][];
  try {
    scores = await scoreSteps(
      prm,
      groups.map(({ prompt, responses }) => ({ prompt: prompt.tokens, responses })),
      signal,
    );
  } catch (error) {
    signal?.throwIfAborted();
    const failed = groups.flatMap(({ prompt, responses }) => responses.map((r) => failedResponse(prompt, r)));
    throw new RewardError("process reward", failed, error);
  }
  groups.forEach(({ responses }, g) => {
    responses.forEach((response, k) => {
      response.scores = scores[g][k];
    });
  });
}

async function judge(verify: Verifier, prompt: EncodedPrompt, rollout: Rollout): Promise<void> {
  try {
    rollout.verdict = await verify(prompt.problem, prompt.text, rollout.text);
  } catch (error) {
    throw new RewardError("verifiable reward", [failedResponse(prompt, rollout)], error);
  }
}

function failedResponse({ problem, text }: EncodedPrompt, { text: response, tokens }: Rollout) {
  return { problem: problem.id, prompt: text, response, tokens, reference: problem.answer };
}
