// The loops on a run's directory, which one process has at a time.
import { exclusively } from "../common/lock.ts";
import { nodeJudges } from "../reward/judges.ts";
import { openRun } from "./checkpoint.ts";
import { withLogs } from "./logging.ts";
import { pureLoop } from "./pure.ts";
import type { PureInputs, PureResult } from "./run.ts";
import { runPath } from "./run-directory.ts";
import { type SupervisedInputs, type SupervisedResult, supervisedLoop } from "./supervised.ts";

/**
 * Trains `policy` (`pureLoop`) in the directory that `config.run` names: anew, or with `resume` from its newest checkpoint.
 * Throws a UserError too where another process has it, or it is another run's.
 */
export function trainPure({ verifier, resume = false, ...inputs }: PureInputs): Promise<PureResult> {
  const { config } = inputs;
  const path = runPath(config);
  const open = () => openRun(path, config, config.train.seed, resume);
  const onEvent = withLogs(path, config, inputs.onEvent);
  return exclusively(path, () => pureLoop({ ...inputs, onEvent, judges: nodeJudges(verifier) }, open));
}

/** Trains `engine` (`supervisedLoop`) in the directory `path`; as `trainPure`. */
export function trainSupervised({
  path,
  resume = false,
  ...inputs
}: SupervisedInputs & { path: string; resume?: boolean }): Promise<SupervisedResult> {
  const { config } = inputs;
  const open = () => openRun(path, config, config.train.seed, resume);
  const onEvent = withLogs(path, config, inputs.onEvent);
  return exclusively(path, () => supervisedLoop({ ...inputs, onEvent }, open));
}
