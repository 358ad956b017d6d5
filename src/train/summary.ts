// summary.json of a finished run: accuracy before and after, the sign test, where the time went, the solutions.
import type { PureConfig } from "../config/schema.ts";
import { type CreditForm, estimatorRules } from "../credit/settings.ts";
import { compareSolutions, evaluationResult } from "./evaluate.ts";
import type { HeldOutRecord, RunSummary, StepMetrics } from "./records.ts";
import type { RunDirectory } from "./run-directory.ts";

/** Computes and writes summary.json from the run's files and its solutions of held-out problems. */
export async function writeSummary(
  run: RunDirectory,
  config: PureConfig,
  before: readonly HeldOutRecord[],
  after: readonly HeldOutRecord[],
  prm: RunSummary["prm"] = null,
): Promise<RunSummary> {
  const metrics = await run.readMetrics<StepMetrics>();
  const seconds = (part: keyof StepMetrics["seconds"]) =>
    metrics.reduce((sum, line) => sum + line.seconds[part], 0);
  const { solutions, signTest } = compareSolutions(before, after);
  // First a problem that was gained, the one with most steps: it shows most.
  const rank = ({ before, after }: (typeof solutions)[number]) =>
    (after.correct && !before.correct ? 1000 : 0) + Math.min(before.steps.length, 999);
  const summary: RunSummary = {
    name: config.run.name,
    title: runTitle(config),
    seed: config.train.seed,
    steps: config.train.steps,
    before: evaluationResult(before),
    after: evaluationResult(after),
    signTest,
    seconds: {
      sampling: seconds("sampling"),
      scoring: seconds("scoring"),
      updating: seconds("updating"),
      total: seconds("total"),
    },
    prm,
    solutions: solutions.sort((a, b) => rank(b) - rank(a)),
  };
  await run.writeFile("summary.json", `${JSON.stringify(summary, null, 2)}\n`);
  return summary;
}

/** "PRM + 10% verifiable reward, min-form (T = 0.1)"; of `credit.trust` what the configuration sets. */
export function runTitle({ credit, reward }: Pick<PureConfig, "credit" | "reward">): string {
  const share =
    reward.verifiableShare < 1 ? `${Number((100 * reward.verifiableShare).toPrecision(3))}% ` : "";
  if (reward.mode === "vr") return `${share}verifiable reward`;
  const rewards = reward.mode === "prm" ? "PRM" : `PRM + ${share}verifiable reward`;
  const forms: Record<CreditForm, string> = {
    min: `min-form (T = ${credit.temperature})`,
    strict: "min-form (strict)",
    sum: `sum-form${credit.gamma < 1 ? ` (γ = ${credit.gamma})` : ""}`,
    survival: "survival form",
    local: "each step by itself",
  };
  const own = estimatorRules[credit.estimator].form !== undefined;
  const trust = credit.trust === null ? "" : credit.trust ? ", weighed by trust" : ", not weighed by trust";
  return `${rewards}, ${own ? credit.estimator.toUpperCase() : forms[credit.form]}${trust}`;
}
