// How long a sequence the embedded engine is to hold, as a user asks for it.
import { UserError } from "../../common/errors.ts";
import type { Model } from "../../model/load.ts";

/** `wanted` (null or undefined: not said). Throws a UserError where it is more than the model `name` was made for. */
export function wantedContext(
  wanted: number | null | undefined,
  { config }: Pick<Model, "config">,
  name: string,
): number | undefined {
  if (wanted === null || wanted === undefined) return undefined;
  if (wanted > config.maxPositions)
    throw new UserError(
      `--engine.maxContext ${wanted}: ${name} was made for ${config.maxPositions} tokens at most (max_position_embeddings)`,
    );
  return wanted;
}
