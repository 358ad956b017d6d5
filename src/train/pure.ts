// PURE: reinforcement learning with process rewards and min-form credit (arXiv 2504.15275), top to bottom:
// prompts → groups of responses → steps → process and verifiable rewards → min-form credit → per-token advantages →
// one policy update. Where it differs from the paper:
// - Defaults are the method as the paper writes it (a baseline for each kind of reward, no whitening); its verl code
//   takes one baseline over all rewards and whitens: credit.baseline total, credit.whiten batch.
// - Old log-probabilities are the sampler's own, not computed again; their gap to the trainer's is logged each step.
// - A step's gradient is one pass over the whole batch, unless optimizer.updatesPerBatch says otherwise.
// - Which problems keep their answer (10% in the paper) is drawn by seed and problem id, not a fixed list.
// - credit.trust weighs process rewards by how well they predicted verdicts over the last steps (src/credit/trust.ts).
// - After each step a watch looks for reward hacking and collapse (METHOD, 8); train.onAlarm says what an alarm does.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { PureConfig } from "../config/schema.ts";
import { creditColumns, creditGroups, noCredit } from "../credit/columns.ts";
import { estimateTrust, nextTrustState, trustEvidence } from "../credit/trust.ts";
import type { EncodedPrompt } from "../data/prompts.ts";
import type { Engine } from "../engine/types.ts";
import { exclusively } from "../lock.ts";
import type { Tokenizer } from "../model/tokenizer.ts";
import type { ProcessRewardModel } from "../reward/prm.ts";
import { trainingVerifier } from "../reward/verifiable.ts";
import type { AnswerVerifier } from "../verify/pool.ts";
import { Watch } from "../watch/watch.ts";
import { type Checkpoint, openRun, readState, returnToCheckpoint, saveCheckpoint } from "./checkpoint.ts";
import { stateValues, updateCritic } from "./critic.ts";
import { evaluate, evaluationResult, heldOutMetrics } from "./evaluate.ts";
import type { OnEvent } from "./events.ts";
import { drawIndices, stepRandom } from "./order.ts";
import type { HeldOutRecord, RunSummary, StepMetrics } from "./records.ts";
import { isFiniteStep, rewardResponses, sampleResponses, timed, withSteps } from "./rollout.ts";
import { type RunDirectory, runPath, saveFailedResponses } from "./run-directory.ts";
import { isDue, learningRateAt } from "./schedule.ts";
import { informativeGroups, maskTruncated, shapeOverlong } from "./selection.ts";
import { rolloutRecords, stepMetrics } from "./step-records.ts";
import { writeSummary } from "./summary.ts";
import { checkTrust, probeTrust, trustSource } from "./trust.ts";
import { describeDropped, NOT_FINITE, nonFiniteStop, updatePolicy } from "./update.ts";
import {
  alarmRecord,
  consequenceOf,
  HINT_STEPS,
  neededCheckpoints,
  separatorHint,
  watchResponses,
} from "./watching.ts";

/** What a run computes with. The loop disposes of none of it. */
export interface PureInputs {
  config: PureConfig;
  tokenizer: Tokenizer;
  policy: Engine;
  /** Frozen policy for the KL; null where the KL coefficient is 0. */
  reference: Pick<Engine, "logprobs"> | null;
  /** Where process rewards come from, and the token id at which a step is scored; null in mode vr. */
  prm: Pick<ProcessRewardModel, "scorer" | "stepToken"> | null;
  /** Head: classification, 1 label; null but for estimator gae. */
  critic: Engine | null;
  /** Judges answers, in training and evaluation; the rules by default. */
  verifier?: AnswerVerifier;
  prompts: readonly EncodedPrompt[];
  heldOut: readonly EncodedPrompt[];
  /** Prompts left out because they are longer than the context allows. */
  skippedPrompts: number;
  /** The PRM's held-out quality where it is known, for the summary. */
  prmQuality?: RunSummary["prm"];
  /** Writes what else belongs beside the weights of a checkpoint. */
  saveBeside?: (directory: string) => Promise<void>;
  resume?: boolean;
  onEvent?: OnEvent;
  /** Aborted: the step under way is given up, a checkpoint saved, and the loop returns. */
  signal?: AbortSignal;
}

export interface PureResult {
  run: RunDirectory;
  /** Steps finished, and whether the signal ended the run before its last. */
  step: number;
  interrupted: boolean;
  /** Why an alarm ended the run before its last step; null where none did. */
  stopped: string | null;
  checkpoint: Checkpoint | null;
  /** Null where the run was interrupted or stopped, or had no held-out problems. */
  summary: RunSummary | null;
}

/**
 * Trains `policy`. Throws a UserError where a reward fails (the response is saved in the run), where losses stay
 * non-finite, or where another process has the run's directory.
 */
export function trainPure(inputs: PureInputs): Promise<PureResult> {
  return exclusively(runPath(inputs.config), () => trainAlone(inputs));
}

async function trainAlone(inputs: PureInputs): Promise<PureResult> {
  const { config, tokenizer, policy, reference, critic, onEvent = () => {}, signal } = inputs;
  const { sampling, data, train } = config;
  const { promptsPerStep, samplesPerPrompt, maxTokens, temperature, topP, stop } = sampling;
  const { seed, steps } = train;
  const separator = data.stepSeparator;
  checkTrust(
    config,
    inputs.heldOut.map(({ problem }) => problem),
  );
  const {
    run,
    state,
    checkpoint: resumed,
  } = await openRun(runPath(config), config, seed, inputs.resume ?? false);
  let checkpoint = resumed;
  const load = async () => {
    if (!checkpoint) return;
    await policy.load(checkpoint.path);
    await critic?.load(join(checkpoint.path, "critic"));
  };
  await load();
  let watch = new Watch(await run.readMetrics<StepMetrics>());
  const prm: ProcessRewardModel | null = inputs.prm && { ...inputs.prm, tokenizer, separator };
  const rewards = { prm, verify: trainingVerifier(config.reward, data.answerPattern, seed, inputs.verifier) };
  const { processCoefficient, verifiableCoefficient } = config.reward;
  const weights = { processCoefficient, verifiableCoefficient };
  const creditSettings = { ...config.credit, ...weights, maxLength: maxTokens };
  const evidence = trustSource(config);

  const heldOutAt = async (step: number, abort?: AbortSignal): Promise<HeldOutRecord[]> => {
    const known = await run.readLines<HeldOutRecord>("solutions", step);
    if (known) return known;
    const scorer = step === 0 || step === steps ? prm : null;
    const settings = { policy, tokenizer, prm: scorer, maxTokens, stop, stepSeparator: separator };
    const judging = { answerPattern: data.answerPattern, verifier: inputs.verifier };
    const records = await evaluate(inputs.heldOut, { ...settings, ...judging, onEvent, signal: abort });
    await run.writeLines("solutions", step, records);
    onEvent({ type: "evaluated", step, result: evaluationResult(records) });
    return records;
  };
  const save = async () => {
    const write = async (directory: string) => {
      await policy.save(directory, { optimizer: true });
      await inputs.saveBeside?.(directory);
      if (!critic) return;
      await mkdir(join(directory, "critic"));
      await critic.save(join(directory, "critic"), { optimizer: true });
    };
    const needed = neededCheckpoints(watch, config);
    checkpoint = await saveCheckpoint(run.path, state, train.keepCheckpoints, write, needed);
    onEvent({ type: "checkpointSaved", ...checkpoint });
  };
  const goBack = async (to: Checkpoint) => {
    const from = state.step;
    const { rollbacks, learningRateScale } = state;
    const better = { rollbacks: rollbacks + 1, learningRateScale: learningRateScale / 2 };
    Object.assign(state, await readState(to), better);
    await returnToCheckpoint(run, to, state);
    checkpoint = to;
    await load();
    watch = new Watch(await run.readMetrics<StepMetrics>());
    onEvent({
      type: "rolledBack",
      from,
      to: to.step,
      path: to.path,
      learningRateScale: better.learningRateScale,
    });
  };

  let hint: string | null = null;
  const began = performance.now();
  onEvent({ type: "phaseStarted", phase: "pure", total: steps, done: state.step, unit: "steps" });
  try {
    if (state.step === 0 && inputs.heldOut.length > 0) await heldOutAt(0, signal);
    // A first alarm may come before the first checkpoint that is due.
    if (state.step === 0 && train.onAlarm === "rollback") await save();
    while (state.step < steps) {
      const step = state.step + 1;
      const started = performance.now();
      const seconds = { sampling: 0, scoring: 0, updating: 0 };
      const learningRate = learningRateAt(step, steps, config.optimizer) * state.learningRateScale;

      // Prompts → responses, as they finish → steps → process and verifiable rewards, gathered into a table.
      const stepSeed = stepRandom(seed, "sampling", step).uint32();
      const params = { maxTokens, temperature, topP, stop, stopTokens: tokenizer.eosIds, seed: stepSeed };
      const progress = { phase: "pure" as const, seconds, onEvent, signal };
      // Trust is known before the responses that it weighs.
      let trustState = state.trust;
      if (evidence === "heldOut" && prm)
        trustState = nextTrustState(trustState, await probeTrust(inputs, prm, step, params, progress));
      const trust = evidence && estimateTrust(trustState);
      const sampleBatch = async (batch: number) => {
        const position = state.dataPosition + batch * promptsPerStep;
        const drawn = drawIndices(inputs.prompts.length, seed, position, promptsPerStep);
        const prompts = drawn.map((index) => inputs.prompts[index]);
        const own = batch === 0 ? stepSeed : stepRandom(stepSeed, "dynamic sampling", batch).uint32();
        const drawing = { ...params, seed: own };
        const responses = sampleResponses(policy, prompts, samplesPerPrompt, drawing, progress);
        const stepped = withSteps(responses, tokenizer, separator);
        const working = { seconds, signal, meanwhile: policy.elsewhere };
        const rewarded = await rewardResponses(stepped, prompts, samplesPerPrompt, rewards, working);
        return shapeOverlong(rewarded, config);
      };
      const { scored, batches, droppedGroups } = await informativeGroups(sampleBatch, config);
      if (reference) scored.refLogprobs = await timed(seconds, "scoring", () => reference.logprobs(scored));
      if (critic) scored.values = await timed(seconds, "scoring", () => stateValues(critic, scored));
      signal?.throwIfAborted();

      // → min-form credit → per-token advantages → one policy update. From here on the step is finished.
      const finite = isFiniteStep(scored);
      const weight = processCoefficient * (config.credit.trust && trust ? trust.value : 1);
      const credit = finite
        ? creditColumns(scored, { ...creditSettings, processCoefficient: weight })
        : noCredit(scored);
      const table = { ...scored, ...maskTruncated(scored, credit, config) };
      const update = finite
        ? await timed(seconds, "updating", () => updatePolicy(policy, table, config, learningRate))
        : NOT_FINITE;
      if (critic && finite) await timed(seconds, "updating", () => updateCritic(critic, table, config));

      state.step = step;
      if (evidence === "training")
        trustState = nextTrustState(trustState, trustEvidence(creditGroups(table), creditSettings));
      state.trust = trustState;
      state.dataPosition += batches * promptsPerStep;
      state.nonFiniteInARow = update.update === "nonfinite" ? state.nonFiniteInARow + 1 : 0;
      if (update.update !== "applied") {
        state.dropped[update.update]++;
        onEvent({ type: "warning", message: describeDropped(step, update, config) });
      }
      const watched = watchResponses(table, config);
      const total = (performance.now() - started) / 1000;
      const { skippedPrompts } = inputs;
      const rest = { trust, learningRate, skippedPrompts, droppedGroups, seconds: { ...seconds, total } };
      const metrics = stepMetrics(step, table, update, watched, rest);
      if (inputs.heldOut.length > 0 && isDue(step, train.evalEvery, steps))
        metrics.heldOut = heldOutMetrics(await heldOutAt(0), await heldOutAt(step));
      if (train.rolloutsEvery > 0 && step % train.rolloutsEvery === 0)
        await run.writeLines("rollouts", step, rolloutRecords(step, table, tokenizer));
      run.appendMetrics(metrics);
      onEvent({ type: "stepFinished", phase: "pure", steps, metrics });

      if (hint === null && step <= HINT_STEPS) {
        hint = separatorHint(table, separator);
        if (hint !== null) onEvent({ type: "warning", message: hint });
      }

      // → alarms: said once, when they set in.
      const onsets = watch.observe(metrics);
      const consequence = await consequenceOf(onsets, watch, run.path, state, config);
      const rolledBackTo = consequence.type === "rollBack" ? consequence.to.step : null;
      for (const onset of onsets) {
        const rollback = { rollbacks: state.rollbacks, rolledBackTo };
        const alarm = alarmRecord(onset, watched, table, tokenizer, rollback);
        run.appendAlarm(alarm);
        onEvent({ type: "alarm", alarm });
      }
      if (consequence.type === "rollBack") {
        await goBack(consequence.to);
        continue;
      }
      if (consequence.type === "stop") {
        await save();
        return { run, step, interrupted: false, stopped: consequence.reason, checkpoint, summary: null };
      }
      if (state.nonFiniteInARow >= train.nonFiniteLimit) throw nonFiniteStop(state, checkpoint);
      // What was dropped changed nothing: the checkpoints kept are of good steps.
      const good = state.nonFiniteInARow === 0 || step === steps;
      if (good && isDue(step, train.checkpointEvery, steps)) await save();
    }
  } catch (error) {
    if (!signal?.aborted || error !== signal.reason) throw await saveFailedResponses(run, error);
    if (state.step > 0) await save();
    return { run, step: state.step, interrupted: true, stopped: null, checkpoint, summary: null };
  }
  let summary: RunSummary | null = null;
  if (inputs.heldOut.length > 0)
    summary = await writeSummary(run, config, await heldOutAt(0), await heldOutAt(steps), inputs.prmQuality);
  onEvent({ type: "phaseFinished", phase: "pure", seconds: (performance.now() - began) / 1000 });
  return { run, step: state.step, interrupted: false, stopped: null, checkpoint, summary };
}
