// Responses on their way through a training step: sampled, split into steps, rewarded. Responses flow through as they
// finish; what leaves is one table of them (src/data/table.ts).
import { joined, rowOf, startsOf } from "../common/rows.ts";
import { ownTokens } from "../credit/columns.ts";
import type { EncodedPrompt } from "../data/prompts.ts";
import { splitSteps, stepTexts } from "../data/steps.ts";
import { type ArrivedResponse, type Scored, sampledTable } from "../data/table.ts";
import type { Sampler, SamplingParams } from "../engine/types.ts";
import type { Tokenizer } from "../model/tokenizer.ts";
import { RewardError } from "../reward/failure.ts";
import { type ProcessRewardModel, scoreSteps } from "../reward/prm.ts";
import type { JudgedAnswer, Verifier } from "../reward/verifiable.ts";
import type { OnEvent, Phase } from "./events.ts";
import type { StepMetrics } from "./runs/records.ts";

/** Seconds spent so far in each part of a step. */
type Seconds = Omit<StepMetrics["seconds"], "total">;

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

/** K responses for each prompt, as they finish, every token the policy's own. Throws the signal's reason once it is aborted. */
export async function* sampleResponses(
  policy: Sampler,
  prompts: readonly EncodedPrompt[],
  samplesPerPrompt: number,
  params: SamplingParams,
  { phase, seconds, onEvent, signal }: Progress,
): AsyncGenerator<ArrivedResponse> {
  const tokens = prompts.map((prompt) => prompt.tokens);
  const progress = { responses: 0, totalResponses: prompts.length * samplesPerPrompt, tokens: 0 };
  let started = performance.now();
  for await (const response of policy.sample(tokens, samplesPerPrompt, { ...params, signal })) {
    seconds.sampling += (performance.now() - started) / 1000;
    signal?.throwIfAborted();
    progress.responses++;
    progress.tokens += response.tokens.length;
    onEvent({ type: "sampled", phase, ...progress });
    yield { ...response, mask: new Uint8Array(response.tokens.length).fill(1) };
    started = performance.now();
  }
  seconds.sampling += (performance.now() - started) / 1000;
}

/** A response with its text and the index of each step's last token. */
export type SteppedResponse = ArrivedResponse & { text: string; stepEnds: number[] };

/** Adds to each response its text and where its steps end. */
export async function* withSteps(
  responses: AsyncIterable<ArrivedResponse>,
  tokenizer: Tokenizer,
  separator: string,
): AsyncGenerator<SteppedResponse> {
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

/** A response and its rewards, as far as they are there. */
type RewardedResponse = SteppedResponse & { scores: Float64Array; verdict: JudgedAnswer };

/**
 * Gathers the responses into a table and adds process rewards (where there is a PRM) and verdicts. Verdicts are asked
 * for as responses finish, process rewards in batches of whole groups: while nothing else is done, or `meanwhile`, where
 * the responses are sampled elsewhere: then whatever groups are complete are scored whenever the PRM is free. Throws a
 * RewardError where a reward fails, and the signal's reason once it is aborted.
 */
export async function rewardResponses(
  responses: AsyncIterable<SteppedResponse>,
  prompts: readonly EncodedPrompt[],
  samplesPerPrompt: number,
  { prm, verify }: { prm: ProcessRewardModel | null; verify: Verifier },
  { seconds, signal, meanwhile = false }: { seconds: Seconds; signal?: AbortSignal; meanwhile?: boolean },
): Promise<Scored> {
  const groups = prompts.map((): RewardedResponse[] => []);
  const verdicts: Promise<void>[] = [];
  /** Of complete groups, not scored yet. */
  const complete: RewardedResponse[] = [];
  let scoring: Promise<void> | null = null;
  let failed = false;
  const scoreComplete = async () => {
    while (complete.length > 0) {
      const batch = complete.splice(0);
      if (prm) await timed(seconds, "scoring", () => scoreResponses(prm, prompts, batch, signal));
    }
    scoring = null;
  };
  const scoreMeanwhile = () => {
    const under = scoreComplete();
    under.catch(() => {
      failed = true; // Thrown at the next complete group, or at the end.
    });
    return under;
  };
  for await (const response of responses) {
    const group = groups[response.prompt];
    const rewarded = { ...response, scores: new Float64Array(0), verdict: NO_VERDICT };
    group.push(rewarded);
    const verdict = judge(verify, prompts[response.prompt], rewarded);
    verdict.catch(() => {}); // Awaited below; until then a failure is not an unhandled one.
    verdicts.push(verdict);
    if (group.length < samplesPerPrompt) continue;
    group.sort((a, b) => a.sample - b.sample);
    complete.push(...group);
    if (failed) await scoring;
    if (meanwhile) scoring ??= scoreMeanwhile();
    else if (complete.length >= scoringBatch) await scoreComplete();
  }
  await scoring;
  await scoreComplete();
  await timed(seconds, "scoring", () => Promise.all(verdicts));
  return scoredTable(prompts, groups.flat(), prm !== null);
}

const NO_VERDICT: JudgedAnswer = { reward: null, answer: null, correct: null, undecided: null };

function scoredTable(
  prompts: readonly EncodedPrompt[],
  responses: readonly RewardedResponse[],
  scored: boolean,
): Scored {
  const stepEnds = responses.map((response) => response.stepEnds);
  const scores = responses.map((response) => response.scores);
  return {
    ...sampledTable(prompts, responses),
    texts: responses.map(({ text }) => text),
    stepStarts: startsOf(stepEnds),
    stepEnds: joined(Int32Array, stepEnds),
    scores: scored ? joined(Float64Array, scores) : null,
    verifiable: responses.map(({ verdict }) => verdict.reward),
    answers: responses.map(({ verdict }) => verdict.answer),
    correct: responses.map(({ verdict }) => verdict.correct),
    undecided: responses.map(({ verdict }) => verdict.undecided),
  };
}

/** Whether every number the models computed is finite; a step in which one is not cannot be credited. */
export function isFiniteStep(table: Scored): boolean {
  const { logprobs, refLogprobs, values } = ownTokens(table);
  return [logprobs, refLogprobs, values].every((column) => column?.every(Number.isFinite) ?? true);
}

/** Text and process reward of each step of response `r`; null without a process reward model. */
export function stepsOf(
  { tokens, starts, stepEnds, stepStarts, scores }: Scored,
  r: number,
  tokenizer: Tokenizer,
): { text: string; reward: number | null }[] {
  const ends = Array.from(rowOf(stepEnds, stepStarts, r));
  return stepTexts(Array.from(rowOf(tokens, starts, r)), ends, tokenizer).map((text, s) => ({
    text,
    reward: scores?.[stepStarts[r] + s] ?? null,
  }));
}

/** Adds their scores to these responses, those of one prompt behind one another. */
async function scoreResponses(
  prm: ProcessRewardModel,
  prompts: readonly EncodedPrompt[],
  responses: readonly RewardedResponse[],
  signal: AbortSignal | undefined,
): Promise<void> {
  let scores: Float64Array;
  try {
    scores = await scoreSteps(prm, sampledTable(prompts, responses), signal);
  } catch (error) {
    signal?.throwIfAborted();
    const failed = responses.map((response) => failedResponse(prompts[response.prompt], response));
    throw new RewardError("process reward", failed, error);
  }
  const starts = startsOf(responses.map(({ stepEnds }) => stepEnds));
  responses.forEach((response, r) => {
    response.scores = rowOf(scores, starts, r);
  });
}

async function judge(verify: Verifier, prompt: EncodedPrompt, response: RewardedResponse): Promise<void> {
  try {
    response.verdict = await verify(prompt.problem, response.text, prompt.text);
  } catch (error) {
    const { reward, cause } =
      error instanceof RewardError ? error : { reward: "verifiable reward", cause: error };
    throw new RewardError(reward, [failedResponse(prompt, response)], cause);
  }
}

function failedResponse({ problem, text }: EncodedPrompt, { text: response, tokens }: SteppedResponse) {
  return { problem: problem.id, prompt: text, response, tokens, reference: problem.answer };
}
