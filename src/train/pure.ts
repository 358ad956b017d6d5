// PURE: reinforcement learning with process rewards and min-form credit (arXiv 2504.15275), top to bottom:
// prompts → groups of responses → steps → process and verifiable rewards → min-form credit → per-token advantages →
// one policy update. Where it differs from the paper:
// - Defaults are the method as the paper writes it (a baseline for each kind of reward, no whitening); its verl code
//   takes one baseline over all rewards and whitens: credit.baseline total, credit.whiten batch.
// - Old log-probabilities are the sampler's own, not computed again; their gap to the trainer's is logged each iteration.
// - An iteration's gradient is one pass over the whole batch, unless optimizer.updatesPerBatch says otherwise.
// - With train.rolloutsAhead a batch is sampled by the policy of one update before; importance weights correct for it.
// - Which problems keep their answer (10% in the paper) is drawn by seed and problem id, not a fixed list.
// - credit.trust weighs process rewards by how well they predicted verdicts over the last iterations (src/credit/trust.ts).
// - After each a watch looks for reward hacking and collapse (METHOD, 8); train.onAlarm says what an alarm does. A run that
//   goes back for one that speaks against process rewards that trust weighs goes on without them.
// An iteration here is a training step of files and flags; steps here are those of responses.
import type { PureConfig } from "../config/schema.ts";
import { creditColumns, creditGroups, noCredit } from "../credit/columns.ts";
import { type CreditSettings, estimatorRules } from "../credit/settings.ts";
import { nextTrustState, type Trust } from "../credit/trust.ts";
import { rewardVariance } from "../credit/variance.ts";
import type { EncodedPrompt } from "../data/prompts.ts";
import type { Scored } from "../data/table.ts";
import type { Sampler } from "../engine/types.ts";
import { trainingVerifier } from "../reward/verifiable.ts";
import { stateValues, updateCritic } from "./critic.ts";
import {
  isFiniteStep,
  type Progress,
  rewardResponses,
  sampleResponses,
  timed,
  withSteps,
} from "./rollout.ts";
import { type LoopInputs, type PureResult, Run } from "./run.ts";
import type { OpenRun } from "./runs/run-store.ts";
import { iterationMetrics } from "./runs/step-records.ts";
import { drawIndices, learningRateAt, stepRandom } from "./schedule.ts";
import { informativeGroups, maskTruncated, shapeOverlong } from "./selection.ts";
import { checkTrust, probeTrust, trustAfter, trustBy } from "./trust.ts";
import { NOT_FINITE, updatePolicy } from "./update.ts";
import { watchResponses } from "./watching.ts";

/**
 * Trains `policy`, from where the run is that `open` opens. Throws a UserError where a reward fails (the response is saved in the
 * run), or where losses stay non-finite.
 */
export async function pureLoop(inputs: LoopInputs, open: () => Promise<OpenRun>): Promise<PureResult> {
  const { config, policy, reference, critic, skippedPrompts, signal } = inputs;
  const { promptsPerStep } = config.sampling;
  const heldOut = inputs.heldOut.map(({ problem }) => problem);
  checkTrust(config, heldOut);
  const run = await Run.open(inputs, await open());
  const { state } = run;
  const { steps: iterations, rolloutsAhead } = config.train;
  /** With train.rolloutsAhead: the next iteration's responses, under way. */
  let next: ReturnType<typeof draw> | null = null;
  const dropNext = async () => {
    await next?.catch(() => {});
    next = null;
  };
  try {
    await run.begin();
    while (state.step < iterations) {
      const iteration = state.step + 1;
      const started = performance.now();
      const learningRate = learningRateAt(iteration, iterations, config.optimizer) * state.learningRateScale;

      // Prompts → responses → steps → process and verifiable rewards, gathered into a table.
      const drawing = next ?? draw(run, inputs, iteration, state.dataPosition);
      next = null;
      const { scored, batches, droppedGroups, probed, seconds } = await drawing;
      if (reference) scored.refLogprobs = await timed(seconds, "scoring", () => reference.logprobs(scored));
      if (critic) scored.values = await timed(seconds, "scoring", () => stateValues(critic, scored));
      signal?.throwIfAborted();

      // Trust goes by what was known before the responses that it weighs.
      const evidence = probed ? nextTrustState(state.trust, probed) : state.trust;
      const trust = trustBy(evidence, state, config);

      // → min-form credit → per-token advantages → one policy update. From here on the iteration is finished.
      const finite = isFiniteStep(scored);
      const settings = creditSettings(config, trust);
      const credit = finite ? creditColumns(scored, settings) : noCredit(scored);
      const table = { ...scored, ...maskTruncated(scored, credit, config) };
      if (rolloutsAhead > 0 && iteration < iterations) {
        next = draw(run, inputs, iteration + 1, state.dataPosition + batches * promptsPerStep);
        next.catch(() => {}); // Awaited in the next iteration; until then a failure is not an unhandled one.
      }
      const update = finite
        ? await timed(seconds, "updating", () => updatePolicy(policy, table, config, learningRate))
        : NOT_FINITE;
      if (critic && finite) await timed(seconds, "updating", () => updateCritic(critic, table, config));
      run.advance(update, trustAfter(evidence, table, config), batches);

      // → metrics → alarms, which may send the run back or end it → a checkpoint.
      const watched = watchResponses(table, config);
      const total = (performance.now() - started) / 1000;
      const variance = finite ? rewardVariance(creditGroups(scored), settings) : null;
      const rewardWeights = weightsOf(settings);
      const monitors = { droppedGroups, trust, rewardWeights, rewardVariance: variance };
      const rest = { ...monitors, learningRate, skippedPrompts, seconds: { ...seconds, total } };
      const metrics = iterationMetrics(iteration, table, update, watched, rest);
      await run.record(metrics, table);
      const { stop, to, distrust } = await run.heed(metrics, watched, table);
      if (stop !== null) return await run.stop(stop);
      if (to) {
        await dropNext();
        await run.goBack(to, distrust);
      } else await run.saveIfDue();
    }
  } catch (error) {
    return await run.interrupt(error);
  } finally {
    await dropNext();
  }
  return run.finish();
}

/** The responses of an iteration by the policy as it is, with their rewards; `from`: problems drawn before. */
async function draw(run: Run, inputs: LoopInputs, iteration: number, from: number) {
  const { config, policy, signal } = inputs;
  const seconds = { sampling: 0, scoring: 0, updating: 0 };
  const progress = { phase: "pure" as const, seconds, onEvent: run.onEvent, signal };
  const params = samplingParams(inputs, iteration);
  const frozen = { ...inputs, policy: await timed(seconds, "sampling", () => policy.snapshot()) };
  const probed = await probeTrust(frozen, run.prm, iteration, params, progress);
  const sampleBatch = (batch: number) => rewardedBatch(run, frozen, params, from, batch, progress);
  // By the trust that is known now; where batches are sampled ahead it may be another when they are credited.
  const { state } = run;
  const trust = trustBy(probed ? nextTrustState(state.trust, probed) : state.trust, state, config);
  const { processCoefficient } = creditSettings(config, trust);
  return { ...(await informativeGroups(sampleBatch, config, processCoefficient)), probed, seconds };
}

/** How an iteration samples; its seed is the first batch's. */
function samplingParams({ config, tokenizer }: LoopInputs, iteration: number) {
  const { maxTokens, temperature, topP, stop } = config.sampling;
  const seed = stepRandom(config.train.seed, "sampling", iteration).uint32();
  return { maxTokens, temperature, topP, stop, stopTokens: tokenizer.eosIds, seed };
}

/** The next prompts → responses, as they finish → steps → process and verifiable rewards; with dynamic sampling again. */
async function rewardedBatch(
  { prm }: Run,
  { config, tokenizer, policy, judges, prompts: all }: Omit<LoopInputs, "policy"> & { policy: Sampler },
  params: ReturnType<typeof samplingParams>,
  from: number,
  batch: number,
  progress: Progress,
): Promise<Scored> {
  const { sampling, data, reward, train } = config;
  const { promptsPerStep, samplesPerPrompt } = sampling;
  const position = from + batch * promptsPerStep;
  const drawn = drawIndices(all.length, train.seed, position, promptsPerStep);
  const prompts = drawn.map((index) => all.at(index) as EncodedPrompt);
  const seed = batch === 0 ? params.seed : stepRandom(params.seed, "dynamic sampling", batch).uint32();
  const responses = sampleResponses(policy, prompts, samplesPerPrompt, { ...params, seed }, progress);
  const stepped = withSteps(responses, tokenizer, data.stepSeparator);
  const verify = trainingVerifier(reward, data.answerPattern, train.seed, judges);
  const working = { ...progress, meanwhile: policy.pipelined };
  const table = await rewardResponses(stepped, prompts, samplesPerPrompt, { prm, verify }, working);
  return shapeOverlong(table, config);
}

/** What the parts of the reward weigh: to some estimators process rewards are none. */
function weightsOf({ estimator, processCoefficient, verifiableCoefficient }: CreditSettings) {
  const process = estimatorRules[estimator].form === "none" ? 0 : processCoefficient;
  return { process, verifiable: verifiableCoefficient };
}

/** The credit's settings in an iteration: process rewards weigh what they are trusted. */
function creditSettings({ credit, reward, sampling }: PureConfig, trust: Trust | null): CreditSettings {
  const { processCoefficient, verifiableCoefficient } = reward;
  const weight = credit.trust && trust ? trust.value : 1;
  return {
    ...credit,
    processCoefficient: processCoefficient * weight,
    verifiableCoefficient,
    maxLength: sampling.maxTokens,
  };
}
