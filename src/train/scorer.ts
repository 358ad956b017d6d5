// What scores the steps of a run: a process reward model here, one behind a server, or the caller's own. It reads the
// policy's tokens as they are, which is checked before anything is sampled.
import { UserError } from "../common/errors.ts";
import { isServer } from "../common/server-address.ts";
import type { PureConfig } from "../config/schema.ts";
import type { Problem, Problems } from "../data/problems.ts";
import { loadModel } from "../model/load.ts";
import type { Tokenizer } from "../model/tokenizer.ts";
import { embeddedScorer, readRows, type StepScorer } from "../reward/prm.ts";
import { PURE_READING, readingMismatches, stepTokenId } from "../reward/reading.ts";
import { readReading } from "../reward/reading-file.ts";
import { remoteScorer, remoteTokens } from "../reward/remote.ts";
import type { MakeEngine } from "./engines.ts";
import type { StartOptions } from "./events.ts";
import type { PureInputs } from "./run.ts";

/** Loads reward.prm where it is asked for, and is a model to be computed here, with how it has learned to read. */
export async function loadPrm({ reward, engine }: PureConfig, make: MakeEngine) {
  if (reward.mode === "vr" || reward.prm === null || isServer(reward.prm)) return null;
  const model = await loadModel(reward.prm, {
    ...{ head: { labels: 2 }, trainedHead: true },
    halved: engine.frozenWeights === "float16",
  });
  return { engine: await make(model), reading: await readReading(model.source.path) };
}

/** What scores the steps, by `own`, `local` or else a server, and the token where; null: nothing does. */
export async function openScorer(
  { reward, data }: PureConfig,
  { own, local }: { own?: (tokenizer: Tokenizer) => StepScorer; local: Awaited<ReturnType<typeof loadPrm>> },
  tokenizer: Tokenizer,
  problems: Problems,
  options: StartOptions,
): Promise<PureInputs["prm"]> {
  if (reward.mode === "vr" || reward.prm === null) return null;
  const reading = local?.reading ?? PURE_READING;
  const stepToken = stepTokenId(tokenizer, reward.stepToken ?? reading.stepToken);
  if (own) return { scorer: own(tokenizer), stepToken };
  if (!local)
    return {
      scorer: await connectPrm(reward, stepToken, tokenizer, problems.at(0) as Problem, options),
      stepToken,
    };
  const { stepSeparator, template, system } = data;
  const here = { stepSeparator, stepToken: reward.stepToken, template, system };
  for (const mismatch of readingMismatches(reading, here))
    options.onEvent?.({
      type: "warning",
      message: `reward.prm ${reward.prm} reads otherwise than this run: ${mismatch}; its scores may mean little`,
    });
  return { scorer: embeddedScorer(local.engine), stepToken };
}

const OTHER_TOKENS = "it reads the policy's tokens as they are, so both must come from the same family";

/** A model that reads the policy's tokens must have its vocabulary: text is never tokenized again. */
export function checkSameTokens(key: string, theirs: Tokenizer, ours: Tokenizer, problems: Problems): void {
  const same = (text: string) => String(theirs.encode(text)) === String(ours.encode(text));
  const some = Array.from({ length: Math.min(20, problems.length) }, (_, i) => problems.at(i) as Problem);
  if (theirs.vocabSize === ours.vocabSize && some.every(({ prompt }) => same(prompt))) return;
  throw new UserError(
    `${key}: its tokenizer differs from the policy's (${theirs.vocabSize} and ${ours.vocabSize} tokens); ${OTHER_TOKENS}`,
  );
}

/** The process reward model behind a server, which must read the policy's tokens. The key is in PURE_PRM_KEY. */
async function connectPrm(
  { prm, server }: PureConfig["reward"],
  stepToken: number,
  tokenizer: Tokenizer,
  { prompt: text }: Problem,
  { onEvent = () => {}, signal }: StartOptions,
): Promise<StepScorer> {
  const { model, concurrency, batch, timeoutSeconds, attempts } = server;
  const onRetry = (reason: string, attempt: number) =>
    onEvent({ type: "warning", message: `reward.prm ${prm}: attempt ${attempt}: ${reason}` });
  const options = {
    ...{ url: prm!, model, key: process.env.PURE_PRM_KEY, stepToken, concurrency, batch },
    ...{ timeoutMs: 1000 * timeoutSeconds, attempts, onRetry },
  };
  const scorer = remoteScorer(options);
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
    throw new UserError(`reward.prm ${prm}: its tokenizer differs from the policy's; ${OTHER_TOKENS}`);
  return scorer;
}
