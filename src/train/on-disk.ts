// The loops on a run's directory, which one process has at a time.
import { exclusively } from "../common/lock.ts";
import { nodeJudges } from "../reward/judges.ts";
import { pureLoop } from "./pure.ts";
import type { PureInputs, PureResult } from "./run.ts";
import { withLogs } from "./runs/logging.ts";
import { otherRewardFile } from "./runs/run-changes.ts";
import { RunDirectory, runPath } from "./runs/run-directory.ts";
import { type SupervisedInputs, type SupervisedResult, supervisedLoop } from "./supervised/supervised.ts";

/**
 * Trains `policy` (`pureLoop`) in the directory that `config.run` names: anew, or with `resume` from its newest checkpoint.
 * Throws a UserError too where another process has it, or it is another run's.
 */
export function trainPure({ verifier, resume, given, ...inputs }: PureInputs): Promise<PureResult> {
  const { config } = inputs;
  const path = runPath(config);
  const onEvent = withLogs(path, config, inputs.onEvent);
  const open = async () => {
    const opened = await RunDirectory.open(path, config, config.train.seed, { resume, given });
    const message = await otherRewardFile(path, given?.file);
    if (message !== null) onEvent({ type: "warning", message });
    return opened;
  };
  return exclusively(path, () => pureLoop({ ...inputs, onEvent, judges: nodeJudges(verifier) }, open));
}

/** Trains `engine` (`supervisedLoop`); as `trainPure`. */
export async function trainSupervised(inputs: SupervisedInputs): Promise<SupervisedResult> {
  const { config, resume, given } = inputs;
  const path = runPath(config);
  const open = () => RunDirectory.open(path, config, config.train.seed, { resume, given });
  const onEvent = withLogs(path, config, inputs.onEvent);
  return exclusively(path, () => supervisedLoop({ ...inputs, onEvent }, open));
}
