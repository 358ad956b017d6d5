// Trust in the process reward model during training: where its evidence comes from. What trust is, is
// src/credit/trust.ts's.
import { UserError } from "../common/errors.ts";
import type { PureConfig } from "../config/schema.ts";
import { creditGroups } from "../credit/columns.ts";
import { estimatorRules } from "../credit/settings.ts";
import {
  estimateTrust,
  nextTrustState,
  sumEvidence,
  type TrustEvidence,
  type TrustState,
  trustEvidence,
} from "../credit/trust.ts";
import type { Credited } from "../data/table.ts";
import type { SamplingParams } from "../engine/types.ts";
import type { ProcessRewardModel } from "../reward/prm.ts";
import { type HeldOutInputs, heldOutTable } from "./evaluate.ts";
import type { Progress } from "./rollout.ts";
import type { RunTrust } from "./runs/records.ts";
import type { TrainState } from "./runs/run-store.ts";
import { stepRandom } from "./schedule.ts";

/** Held-out problems a probe, and training steps from one probe to the next. */
export const PROBE_PROBLEMS = 8;
const PROBE_EVERY = 5;

/**
 * Which verdicts tell how far process rewards can be trusted: those that training rewards; of held-out problems, where
 * it rewards none and the trust is wanted; null: none.
 */
export function trustSource({ credit, reward }: Pick<PureConfig, "credit" | "reward">) {
  if (reward.mode === "vr") return null;
  if (reward.mode === "prm+vr") return "training";
  return credit.trust ? "heldOut" : null;
}

/** Throws a UserError where held-out problems must tell of the trust and none has an answer. */
export function checkTrust(
  config: Pick<PureConfig, "credit" | "reward">,
  heldOut: readonly { answer: string | null }[],
): void {
  if (trustSource(config) !== "heldOut" || heldOut.some(({ answer }) => answer !== null)) return;
  throw new UserError(
    'credit.trust with reward.mode "prm" is estimated on held-out problems with an answer, and there is none; give ' +
      "data.heldOut, or a data.source with answers (and train.evalProblems above 0), or set credit.trust false",
  );
}

/** Throws a UserError where trust would weigh all rewards, and advantages are of one size whatever those weigh. */
export function checkTrustWeighs({ credit, reward }: Pick<PureConfig, "credit" | "reward">): void {
  if (reward.mode !== "prm" || !credit.trust) return;
  const { estimator, whiten, baseline } = credit;
  const { whitened } = estimatorRules[estimator];
  const scaled =
    whitened === "always" ||
    (whitened === "asSet" && whiten === "batch") ||
    (estimator === "grpo" && baseline === "total");
  if (scaled)
    throw new UserError(
      `credit.trust in mode "prm" weighs all that is rewarded, and credit.estimator ${estimator} with credit.whiten ` +
        `${whiten} and baseline ${baseline} scales advantages back; set credit.estimator rloo and credit.whiten none`,
    );
}

/**
 * Where held-out problems tell, the evidence of a probe before an iteration's responses: some of them, drawn by seed and
 * iteration, are answered and scored as in it (`params`, but for the seed), and used for nothing else. Between two probes
 * none; null where held-out problems do not tell.
 */
export async function probeTrust(
  inputs: HeldOutInputs & { config: PureConfig },
  prm: ProcessRewardModel | null,
  iteration: number,
  params: SamplingParams,
  progress: Progress,
): Promise<TrustEvidence | null> {
  const { credit, sampling, train } = inputs.config;
  if (trustSource(inputs.config) !== "heldOut" || !prm) return null;
  if ((iteration - 1) % PROBE_EVERY !== 0) return sumEvidence([]);
  const random = stepRandom(train.seed, "trust", iteration);
  const answered = inputs.heldOut.filter(({ problem }) => problem.answer !== null);
  const prompts = random.shuffle(answered).slice(0, PROBE_PROBLEMS);
  const own = { ...params, seed: random.uint32() };
  const table = await heldOutTable(inputs, prompts, sampling.samplesPerPrompt, own, prm, progress);
  return trustEvidence(creditGroups(table), credit);
}

/**
 * Whether an alarm may take the weight from process rewards for good: trust weighs them, and verdicts remain to train by.
 * Trust asks whether scores rank a policy's responses. What following them makes of the policy only an alarm says.
 */
export function mayDistrust({ credit, reward }: Pick<PureConfig, "credit" | "reward">): boolean {
  return credit.trust === true && reward.mode === "prm+vr";
}

/** Trust by the evidence, without any left where an alarm took it; null where nothing tells. */
export function trustBy(
  evidence: TrustState,
  { distrusted }: Pick<TrainState, "distrusted">,
  config: PureConfig,
): RunTrust | null {
  if (trustSource(config) === null) return null;
  const trust = estimateTrust(evidence);
  return distrusted ? { ...trust, value: 0, distrusted } : trust;
}

/** The evidence after an iteration: where training tells, with that of its responses, whose length is no verdict. */
export function trustAfter(state: TrustState, table: Credited, config: PureConfig): TrustState {
  if (trustSource(config) !== "training") return state;
  const { unshaped: verifiable = table.verifiable } = table;
  return nextTrustState(state, trustEvidence(creditGroups({ ...table, verifiable }), config.credit));
}
