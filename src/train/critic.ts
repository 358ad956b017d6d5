// The critic of estimator gae: the value of the state before each response token, and its own update.
import type { PureConfig } from "../config/schema.ts";
import {
  type Credited,
  engineColumn,
  engineGroups,
  rowOf,
  type Sampled,
  type TokenRows,
  tokenGroups,
} from "../data/table.ts";
import type { Engine } from "../engine/types.ts";
import { UserError } from "../errors.ts";
import { adamParams, tokenWeights } from "./update.ts";

/** [T] values of the states before the tokens. `critic` has a head of 1 label. */
export async function stateValues(critic: Engine, table: Sampled): Promise<Float32Array> {
  return engineColumn(await critic.classify(tokenGroups(shifted(table))));
}

/** One step of the critic towards the returns. Returns its loss; a loss that is not finite changes nothing. */
export async function updateCritic(
  critic: Engine,
  table: Credited,
  { optimizer, critic: settings }: Pick<PureConfig, "optimizer" | "critic">,
): Promise<number> {
  const { starts, values, returns, trained } = table;
  const rows = shifted(table);
  const weights = tokenWeights(trained, starts);
  const targets = Float32Array.from(returns);
  const batch = engineGroups(rows, (r) => ({
    tokens: rowOf(rows.tokens, starts, r),
    weights: rowOf(weights, starts, r),
    old: values && rowOf(values, starts, r),
    targets: rowOf(targets, starts, r),
  }));
  const { loss } = await critic.forwardBackward(batch, { type: "value", clip: settings.clip });
  if (Number.isFinite(loss)) await critic.optimStep(adamParams(optimizer, settings.learningRate));
  else critic.zeroGrad();
  return loss;
}

/**
 * The sequences one token earlier: the head read at the token before response token t gives the value of the state in
 * which t was chosen.
 */
function shifted({ prompts, prompt, starts, tokens }: Sampled): TokenRows {
  const short = prompts.find((each) => each.tokens.length < 2);
  if (short)
    throw new UserError(
      `problem ${short.problem.id}: its prompt is one token; estimator gae needs two or more (put a text before it)`,
    );
  const earlier = tokens.slice().copyWithin(1, 0);
  // Of an empty row the next one begins at the same place, and writes there last.
  for (const [r, p] of prompt.entries()) earlier[starts[r]] = prompts[p].tokens[prompts[p].tokens.length - 1];
  const before = prompts.map((each) => ({ tokens: each.tokens.slice(0, -1) }));
  return { prompts: before, prompt, starts, tokens: earlier };
}
