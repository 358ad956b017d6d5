// Where the policy of a run computes: in this process, or on a server of the Tinker protocol, which may lose it.
import { UserError } from "../common/errors.ts";
import type { PureConfig } from "../config/schema.ts";
import { wantedContext } from "../engine/embedded/context.ts";
import { TinkerEngine } from "../engine/tinker/engine.ts";
import { knownContext } from "../engine/tinker/sampler.ts";
import { KEY_VARIABLE } from "../engine/tinker/transport.ts";
import { EngineLostError } from "../engine/types.ts";
import { loadTokenizer } from "../model/load.ts";
import { halvesBase, type MakeEngine, openModel } from "./engines.ts";
import type { StartOptions } from "./events.ts";
import { trainPure } from "./on-disk.ts";
import type { PureInputs, PureResult } from "./run.ts";
import { latestCheckpoint } from "./runs/checkpoint.ts";
import { runPath } from "./runs/run-directory.ts";
import { policyLoss } from "./update.ts";

/**
 * The policy in this process, whose memory is planned, and the reference of its KL (null: the coefficient is 0). `path` is
 * where the model it starts from lies; beside it may stand what that was trained on.
 */
export async function localPolicy(config: PureConfig, make: MakeEngine) {
  const { engine, model, credit } = config;
  const loaded = await openModel(model.source, model.tokenizer, { halved: halvesBase(config) });
  wantedContext(engine.maxContext, loaded, model.source);
  const policy = await make(loaded, model.lora);
  // Adapters leave the base as it is, so that it is the reference.
  const open = async () =>
    model.lora
      ? make(loaded, null, policy)
      : make(await openModel(model.source, model.tokenizer, { halved: engine.frozenWeights === "float16" }));
  const reference = credit.klCoefficient > 0 ? await open() : null;
  const embedded = { policy, reference };
  return { path: loaded.source.path, tokenizer: loaded.tokenizer, ...embedded, embedded, remote: null };
}

/** As `localPolicy`, on a server; its key is in TINKER_API_KEY. Errors as in `TinkerEngine.open`. */
export async function remotePolicy(config: PureConfig, { onEvent = () => {}, signal }: StartOptions) {
  const { engine, model, credit, train } = config;
  const { tokenizer, maxPositions } = await loadTokenizer(model.source, model.tokenizer ?? undefined);
  const maxContext = knownContext(model.source, engine.maxContext ?? maxPositions);
  let quietUntil = 0;
  const onRetry = (reason: string, attempt: number) => {
    // A thousand requests may meet the same fault at once.
    if (performance.now() < quietUntil) return;
    quietUntil = performance.now() + 10_000;
    onEvent({ type: "warning", message: `${engine.url}: attempt ${attempt}: ${reason}` });
  };
  const policy = await TinkerEngine.open({
    client: {
      ...{ url: engine.url!, server: engine.server, key: process.env[KEY_VARIABLE] },
      ...{ attempts: engine.attempts, longestMs: 1000 * engine.timeoutSeconds, onRetry },
    },
    ...{ baseModel: engine.model!, rank: engine.loraRank, seed: train.seed, maxContext, tokenizer },
    ...{ reference: credit.klCoefficient > 0, concurrency: engine.concurrency, signal },
    loss: policyLoss(config),
  });
  const message = `${engine.url}: ${engine.model}, an update of rank ${engine.loraRank}`;
  onEvent({ type: "note", message });
  const reference = credit.klCoefficient > 0 ? policy.reference : null;
  return { path: model.source, tokenizer, policy, reference, embedded: null, remote: policy };
}

/** How often a server may lose the policy before a newer checkpoint is made. */
const MOST_LOSSES = 5;

/** `trainPure`; where the server loses the policy, on from the last checkpoint, as with `resume`. */
export async function trainThrough(inputs: PureInputs, remote: TinkerEngine | null): Promise<PureResult> {
  const { config, resume = false, onEvent = () => {} } = inputs;
  const step = async () => (await latestCheckpoint(runPath(config)))?.step ?? 0;
  let [losses, from] = [0, resume ? await step() : 0];
  for (let again = false; ; again = true) {
    try {
      if (again) await remote?.reopen();
      return await trainPure({ ...inputs, resume: resume || again });
    } catch (error) {
      if (!(error instanceof EngineLostError)) throw error;
      const reached = await step();
      losses = reached > from ? 1 : losses + 1;
      from = reached;
      if (losses > MOST_LOSSES)
        throw new UserError(
          `${error.message}; it was lost ${losses} times without a step saved in between: go on with --resume ` +
            "once the server keeps it, or save more often (train.checkpointEvery)",
        );
      onEvent({ type: "warning", message: `${error.message}; the run goes on from step ${reached}` });
    }
  }
}
