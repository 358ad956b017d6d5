// What an engine that computes elsewhere throws when what it held there is gone.
import { UserError } from "../common/errors.ts";

/**
 * The server no longer has the model, or it is not known what was done to it: nothing can be computed until the engine
 * is opened again, and what was not saved is lost. A run goes on from its last checkpoint.
 */
export class EngineLostError extends UserError {
  override readonly name = "EngineLostError";
}
