// A process reward model behind a server, checked before a run that is scored by it.
import type { PureConfig } from "../config/schema.ts";
import type { Problem } from "../data/problems.ts";
import { UserError } from "../errors.ts";
import type { Tokenizer } from "../model/tokenizer.ts";
import { readRows, type StepScorer } from "../reward/prm.ts";
import { remoteScorer, remoteTokens } from "../reward/remote.ts";
import type { OnEvent } from "./events.ts";

/** The process reward model behind a server, which must read the policy's tokens. The key is in PURE_PRM_KEY. */
export async function connectPrm(
  { prm, server }: PureConfig["reward"],
  stepToken: number,
  tokenizer: Tokenizer,
  problems: readonly Problem[],
  { onEvent = () => {}, signal }: { onEvent?: OnEvent; signal?: AbortSignal },
): Promise<StepScorer> {
  const { model, concurrency, batch, timeoutSeconds, attempts } = server;
  const onRetry = (reason: string, attempt: number) =>
    onEvent({ type: "warning", message: `reward.prm ${prm}: attempt ${attempt}: ${reason}` });
  const options = {
    ...{ url: prm!, model, key: process.env.PURE_PRM_KEY, stepToken, concurrency, batch },
    ...{ timeoutMs: 1000 * timeoutSeconds, attempts, onRetry },
  };
  const scorer = remoteScorer(options);
  const text = problems[0].prompt;
  // Before any response is sampled: is it there, does it give two labels, is its vocabulary this one?
  let theirs: number[] | null;
  try {
    const asked = [{ tokens: [stepToken], positions: [0] }];
    await scorer.score(readRows([{ tokens: tokenizer.encode(text) }], Int32Array.of(0), asked), signal);
    theirs = await remoteTokens(options, text, signal);
  } catch (error) {
    // The run ends as one that is stopped, before it asks for anything.
    if (signal?.aborted) return scorer;
    throw error;
  }
  if (theirs === null)
    onEvent({
      type: "note",
      message: `reward.prm ${prm}: has no /tokenize, so its vocabulary cannot be checked`,
    });
  else if (String(theirs) !== String(tokenizer.encode(text)))
    throw new UserError(
      `reward.prm ${prm}: its tokenizer differs from the policy's; it reads the policy's tokens as they are, so both ` +
        "must come from the same family",
    );
  return scorer;
}
