// Whether a run weighs process rewards by trust, where its configuration leaves that to us.
import type { PureConfig } from "../config/schema.ts";
import { estimatorRules } from "../credit/settings.ts";
import { readConfig, runPath } from "./run-directory.ts";

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
