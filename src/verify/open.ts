// A verifier by its settings: rules, a model behind an endpoint, or both. What `pure verify` and training share.
import { UserError } from "../common/errors.ts";
import type { RequestOptions } from "../common/http.ts";
import { hybridVerifier } from "./hybrid.ts";
import { endpointModel, modelVerifier, question, reasonOf } from "./model.ts";
import { type AnswerVerifier, createVerifierPool, type PoolOptions } from "./pool.ts";

const VERIFIER_KINDS = ["rules", "model", "hybrid"] as const;
export type VerifierKind = (typeof VERIFIER_KINDS)[number];

export interface VerifierSettings {
  kind: VerifierKind;
  /** OpenAI-compatible endpoint and name of the model there; kinds model and hybrid need both. */
  url: string | null;
  model: string | null;
  /** Questions under way at a time, longest wait for one answer, and attempts at it. */
  concurrency: number;
  timeoutSeconds: number;
  attempts: number;
  /** Of the rules: thinking that does not end may give the answer. */
  unfinishedThinking?: boolean;
}

export interface OpenVerifierOptions {
  /** Of the rules. */
  pool?: PoolOptions;
  onRetry?: RequestOptions["onRetry"];
}

/**
 * The verifier of `settings`. A model is asked one question at once, so that a wrong address, name or key (in
 * PURE_VERIFY_KEY) is known before anything depends on it. Throws a UserError where it does not answer.
 */
export async function openVerifier(
  settings: VerifierSettings,
  { pool = {}, onRetry }: OpenVerifierOptions = {},
): Promise<AnswerVerifier> {
  const { kind, url, model, concurrency, timeoutSeconds, attempts, unfinishedThinking = false } = settings;
  const rules = () => {
    const opened = createVerifierPool(pool);
    if (!unfinishedThinking) return opened;
    const verify: AnswerVerifier["verify"] = (prediction, reference, options) =>
      opened.verify(prediction, reference, { ...options, unfinishedThinking });
    return { verify, close: () => opened.close() };
  };
  if (kind === "rules") return rules();
  if (url === null || model === null)
    throw new UserError(
      `the verifier ${kind} needs a model: the URL of an OpenAI-compatible endpoint, and its name there`,
    );
  const key = process.env.PURE_VERIFY_KEY;
  const ask = endpointModel({ url, model, key, timeoutMs: 1000 * timeoutSeconds, attempts, onRetry });
  try {
    await ask(question("4", "4"));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`the verifier's model ${model} does not answer: ${reasonOf(error, key)}`);
  }
  const asked = modelVerifier(ask, { concurrency, secret: key });
  return kind === "model" ? asked : hybridVerifier(rules(), asked);
}
