// `pure train`, from a configuration to the loop: problems, policy, process reward model, critic, prompts, memory,
// verifier.
import { exclusively } from "../common/lock.ts";
import type { PureConfig } from "../config/schema.ts";
import { estimatorRules } from "../credit/settings.ts";
import type { Problems } from "../data/problems.ts";
import type { Tokenizer } from "../model/tokenizer.ts";
import type { StepScorer } from "../reward/prm.ts";
import { openVerifier } from "../verify/open.ts";
import type { AnswerVerifier } from "../verify/pool.ts";
import { openModel, placeEngines, pureEngines, withEngines } from "./engines.ts";
import type { StartOptions } from "./events.ts";
import { localPolicy, remotePolicy, trainThrough } from "./policy.ts";
import {
  checkRewards,
  encodeForPolicy,
  holdToData,
  loadProblemSets,
  recordTraining,
  warnOfEarlierTraining,
} from "./problem-sets.ts";
import { offPolicySampling } from "./rollout.ts";
import type { PureInputs, PureResult } from "./run.ts";
import { readConfig, refuseTaken, runPath } from "./runs/run-directory.ts";
import { checkSameTokens, loadPrm, openScorer } from "./scorer.ts";
import { checkTrust, checkTrustWeighs } from "./trust.ts";

export interface StartPureOptions extends StartOptions, Pick<PureInputs, "prmQuality"> {
  /** Scores the steps in place of what reward.prm names, given the policy's tokenizer; the name stays on record. */
  scorer?: (tokenizer: Tokenizer) => StepScorer;
}

/** `pure train`: loads what `config` names and trains. Throws a UserError for whatever is missing or does not fit. */
export function startPure(config: PureConfig, options: StartPureOptions = {}): Promise<PureResult> {
  return exclusively(runPath(config), () => loadAndTrain(config, options));
}

function loadAndTrain(config: PureConfig, options: StartPureOptions): Promise<PureResult> {
  const { onEvent = () => {}, resume = false, scorer: own } = options;
  const { sampling, reward, credit, model, data, train } = config;
  return withEngines(
    config,
    async (make, atEnd) => {
      if (!resume) await refuseTaken(runPath(config));
      const offPolicy = offPolicySampling(sampling);
      if (offPolicy !== null) onEvent({ type: "warning", message: offPolicy });
      const { problems, heldOut, commit } = await loadProblemSets(config, onEvent, atEnd);
      checkTrust(config, heldOut);
      // Runs that were begun before this was asked go on.
      if (!resume) checkTrustWeighs(config);

      const { path, tokenizer, policy, reference, embedded, remote } =
        config.engine.type === "tinker"
          ? await remotePolicy(config, options)
          : await localPolicy(config, make);
      if (remote) atEnd(() => remote.dispose());
      const local = own ? null : await loadPrm(config, make);
      const critic = estimatorRules[credit.estimator].critic
        ? await make(
            await openModel(config.critic.source ?? model.source, null, {
              head: { labels: 1 },
              seed: train.seed,
            }),
          )
        : null;
      const same = (key: string, theirs: Tokenizer) => checkSameTokens(key, theirs, tokenizer, problems);
      if (local) same("reward.prm", local.engine.model.tokenizer);
      if (critic) same("critic.source", critic.model.tokenizer);

      const here = { policy: null, reference: null, ...embedded, prm: local?.engine ?? null, critic };
      const engines = Object.values(here).filter((engine) => engine !== null);
      // One more token: a process reward model may put its step token after the response.
      const maxContext = Math.min(...[policy, ...engines].map((engine) => engine.maxContext)) - 1;
      const training = encodeForPolicy(problems, tokenizer, maxContext, config, onEvent);
      const judged = checkRewards(training.problems, problems, config, onEvent);
      const decided = await decideTrust(config, judged, resume);
      const held = encodeForPolicy(heldOut, tokenizer, maxContext, config, onEvent);
      for (const prompts of [training.prompts, held.prompts])
        for (const { problem, tokens } of prompts)
          for (const engine of engines) engine.checkTokens(tokens, `problem ${problem.id}`);
      const heldOutPrompts = [...held.prompts];
      await warnOfEarlierTraining(path, heldOutPrompts, onEvent);
      const began = {
        training: { records: problems, fit: training.prompts.length },
        heldOut: { records: heldOut, fit: heldOutPrompts.length },
      };
      await holdToData(runPath(config), began, data, resume);
      const planned = pureEngines(config, here, training, held);
      if (planned.length > 0)
        onEvent({ type: "note", message: await placeEngines(planned, config.engine.device) });

      const prm = await openScorer(config, { own, local }, tokenizer, problems, options);
      const onRetry = (reason: string, attempt: number) =>
        onEvent({ type: "warning", message: `reward.verifier: attempt ${attempt}: ${reason}` });
      let verifier: AnswerVerifier | undefined;
      // The rules alone are shared by the whole process.
      if (reward.verifier.kind !== "rules" || reward.verifier.unfinishedThinking) {
        const opened = await openVerifier(reward.verifier, { onRetry });
        atEnd(() => opened.close());
        verifier = opened;
      }
      const saveBeside = await recordTraining(
        path,
        { source: data.source, commit },
        textsOf(training.problems),
      );
      const models = { tokenizer, policy, reference, critic, prm, verifier };
      const sets = { prompts: training.prompts, heldOut: heldOutPrompts, skippedPrompts: training.skipped };
      return trainThrough({ config: decided, ...models, saveBeside, ...options, ...sets }, remote);
    },
    onEvent,
  );
}

/**
 * The configuration with credit.trust decided: as set; else as the run has it that is resumed (runs from before there was
 * trust: off); else on where process rewards stand beside verdicts that are rewarded. It is off where nothing could tell:
 * with one response a prompt, or where `judged` is false, for no prompt has a verdict.
 */
export async function decideTrust(config: PureConfig, judged: boolean, resume: boolean): Promise<PureConfig> {
  const { credit, reward, sampling } = config;
  const decided = (trust: boolean) => ({ ...config, credit: { ...credit, trust } });
  if (credit.trust !== null) return config;
  if (resume) {
    const before = (await readConfig(runPath(config))) as { credit?: { trust?: boolean } };
    return decided(before.credit?.trust ?? false);
  }
  const weighs = reward.mode === "prm+vr" && estimatorRules[credit.estimator].form !== "none";
  return decided(weighs && judged && sampling.samplesPerPrompt > 1);
}

function* textsOf(problems: Problems): Generator<string> {
  for (const { prompt } of problems) yield prompt;
}
