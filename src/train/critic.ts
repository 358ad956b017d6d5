// The critic of estimator gae: the value of the state before each response token, and its own update.
import { UserError } from "../common/errors.ts";
import type { PureConfig } from "../config/schema.ts";
import type { Credited, Sampled } from "../data/table.ts";
import { shifted } from "../engine/rows.ts";
import type { Engine, TokenRows } from "../engine/types.ts";
import { adamParams, criticLoss, tokenWeights } from "./update.ts";

/** [T] values of the states before the tokens, in which each was chosen. `critic` has a head of 1 label. */
export async function stateValues(critic: Engine, table: Sampled): Promise<Float32Array> {
  return critic.classify(statesOf(table));
}

/** One step of the critic towards the returns. Returns its loss; a loss that is not finite changes nothing. */
export async function updateCritic(
  critic: Engine,
  table: Credited,
  config: Pick<PureConfig, "optimizer" | "critic">,
): Promise<number> {
  const { starts, values, returns, trained } = table;
  const columns = {
    weights: tokenWeights(trained, starts),
    old: values,
    targets: Float32Array.from(returns),
  };
  const passed = await critic.forwardBackward({ ...statesOf(table), ...columns }, criticLoss(config));
  if (Number.isFinite(passed.loss))
    await critic.optimStep(adamParams(config.optimizer, config.critic.learningRate));
  else await critic.zeroGrad();
  return passed.loss;
}

/** The sequences one token earlier: the head is read at the token before the one that the state is left by. */
function statesOf(table: Sampled): TokenRows {
  const short = table.prompts.find(({ tokens }) => tokens.length < 2);
  if (short)
    throw new UserError(
      `problem ${short.problem.id}: its prompt is one token; estimator gae needs two or more (put a text before it)`,
    );
  return shifted(table);
}
