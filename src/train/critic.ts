// The critic of estimator gae: the value of the state before each response token, and its own update.
import type { PureConfig } from "../config/schema.ts";
import type { ResponseCredit } from "../credit/estimators.ts";
import type { Engine } from "../engine/types.ts";
import { UserError } from "../errors.ts";
import type { RolloutGroup } from "./rollout.ts";
import { adamParams, tokenWeights } from "./update.ts";

/** Adds `values` to every response. `critic` has a head of 1 label. */
export async function addValues(critic: Engine, groups: readonly RolloutGroup[]): Promise<void> {
  const values = await critic.classify(groups.map(shifted));
  groups.forEach(({ responses }, g) => {
    responses.forEach((response, k) => {
      response.values = values[g][k];
    });
  });
}

/** One step of the critic towards the returns. Returns its loss; a loss that is not finite changes nothing. */
export async function updateCritic(
  critic: Engine,
  groups: readonly RolloutGroup[],
  credits: readonly (readonly ResponseCredit[])[],
  { optimizer, critic: settings }: Pick<PureConfig, "optimizer" | "critic">,
): Promise<number> {
  const weights = tokenWeights(groups, credits);
  const batch = groups.map((group, g) => {
    const { prompt, responses } = shifted(group);
    return {
      prompt,
      responses: responses.map((tokens, k) => ({
        tokens,
        weights: weights[g][k],
        old: group.responses[k].values,
        targets: Float32Array.from(credits[g][k].returns),
      })),
    };
  });
  const { loss } = await critic.forwardBackward(batch, { type: "value", clip: settings.clip });
  if (Number.isFinite(loss)) await critic.optimStep(adamParams(optimizer, settings.learningRate));
  else critic.zeroGrad();
  return loss;
}

/**
 * The sequence one token earlier: the head read at the token before response token t gives the value of the state in
 * which t was chosen.
 */
function shifted({ prompt, responses }: RolloutGroup) {
  const last = prompt.tokens.length - 1;
  if (last < 1)
    throw new UserError(
      `problem ${prompt.problem.id}: its prompt is one token; estimator gae needs two or more (put a text before it)`,
    );
  return {
    prompt: prompt.tokens.slice(0, last),
    responses: responses.map(({ tokens }) => [prompt.tokens[last], ...tokens.slice(0, -1)]),
  };
}
