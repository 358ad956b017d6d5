// A process reward model opened by its source, embedded or behind a server, to score solutions given as text: what
// `pure prm score`, `eval` and `probe` share. Training scores a policy's own tokens instead (prm.ts).
import { UserError } from "../common/errors.ts";
import { rowOf } from "../common/rows.ts";
import { isServer } from "../common/server-address.ts";
import { wantedContext } from "../engine/embedded/context.ts";
import { createEmbeddedEngine, type EmbeddedOptions } from "../engine/embedded/engine.ts";
import { loadModel, type Model, readTokenizer } from "../model/load.ts";
import type { Tokenizer } from "../model/tokenizer.ts";
import { checkedScores, embeddedScorer, readRows, type StepScorer } from "./prm.ts";
import { type PrmReading, readSolution, type Solution, stepTokenId } from "./reading.ts";
import { readReading } from "./reading-file.ts";
import { prmAddress, type RemoteOptions, remoteScorer, remoteTokens } from "./remote.ts";

export interface OpenPrmOptions extends Pick<EmbeddedOptions, "threads" | "memoryLimit" | "maxContext"> {
  /** Where the model is to compute, once it is loaded; by default the CPU. */
  deviceFor?: (model: Model) => Promise<EmbeddedOptions["device"]>;
  /** Directory of a tokenizer, in place of the model's own; a server's model needs it. */
  tokenizer?: string;
  /** What the model's own way of reading is not to say. */
  reading?: Partial<PrmReading>;
  /** Of a server. */
  server?: Omit<RemoteOptions, "url" | "stepToken">;
}

/** A process reward model that scores solutions. */
export interface OpenPrm {
  /** Its source as it was given; of a server's model that was named, URL#MODEL. */
  name: string;
  reading: PrmReading;
  /** Tokens of a solution that are more than the context holds; null where it fits. */
  tooLong(solution: Solution): number | null;
  /**
   * r = p(good) − p(bad) of each step: [solutions][steps], in [−1, 1]. `onScored` is told how many of the solutions are
   * done. Throws a UserError for a solution that is too long.
   */
  scoreSolutions(
    solutions: readonly Solution[],
    options?: { signal?: AbortSignal; onScored?: (count: number) => void },
  ): Promise<number[][]>;
  dispose(): Promise<void>;
}

/** Solutions scored between two words of progress. */
const chunk = 64;

/**
 * Opens the process reward model `source`: a directory or hub id with a two-label head, or the address of a server.
 * Throws a UserError where there is none, or it has no such head.
 */
export async function openPrm(source: string, options: OpenPrmOptions = {}): Promise<OpenPrm> {
  if (options.reading?.stepSeparator === "")
    throw new UserError("the step separator is empty; the usual one is two newlines");
  if (isServer(source)) {
    prmAddress(source);
    if (options.tokenizer === undefined)
      throw new UserError(`${source}: a server's model needs --tokenizer, the directory of its tokenizer`);
    const tokenizer = await readTokenizer(options.tokenizer);
    const reading = { ...(await readReading(options.tokenizer)), ...options.reading };
    const stepToken = stepTokenId(tokenizer, reading.stepToken);
    const scorer = withItsTokens({ ...options.server, url: source, stepToken }, tokenizer);
    const model = options.server?.model;
    const name = model ? `${source}#${model}` : source;
    return opened(name, tokenizer, reading, scorer, Number.POSITIVE_INFINITY, async () => {});
  }
  const { tokenizer: directory, threads, memoryLimit, maxContext, deviceFor } = options;
  const model = await loadModel(source, { tokenizer: directory, head: { labels: 2 }, trainedHead: true });
  const reading = { ...(await readReading(model.source.path)), ...options.reading };
  const context = wantedContext(maxContext, model, source);
  const device = await deviceFor?.(model);
  const engine = createEmbeddedEngine({ model, device, threads, memoryLimit, maxContext: context });
  const scorer = embeddedScorer(engine);
  return opened(source, model.tokenizer, reading, scorer, engine.maxContext, () => engine.dispose());
}

/** Letters, digits, signs and white space that tokenizers of different families tell apart. */
const SAMPLE = "Let's see: 12 + 345 = 357.\n\nSo x² ≤ 7, 数 and naïve.";

/**
 * Scores by a server, which gets token ids and would score those of another tokenizer unseen: its own tokens of a text
 * are compared with the first scores. A server without /tokenize is taken at its word.
 */
function withItsTokens(options: RemoteOptions, tokenizer: Tokenizer): StepScorer {
  const scorer = remoteScorer(options);
  let known = false;
  return {
    score: async (rows, signal) => {
      const scores = await scorer.score(rows, signal);
      if (known) return scores;
      const theirs = await remoteTokens(options, SAMPLE, signal);
      if (theirs !== null && String(theirs) !== String(tokenizer.encode(SAMPLE)))
        throw new UserError(
          `${options.url}: its tokenizer is another than --tokenizer's; give that of the model it serves`,
        );
      known = true;
      return scores;
    },
  };
}

function opened(
  name: string,
  tokenizer: Tokenizer,
  reading: PrmReading,
  scorer: StepScorer,
  maxContext: number,
  dispose: () => Promise<void>,
): OpenPrm {
  const read = (solution: Solution) => readSolution(solution, tokenizer, reading);
  const excess = ({ prompt, tokens }: ReturnType<typeof read>) =>
    prompt.length + tokens.length > maxContext ? prompt.length + tokens.length : null;
  return {
    name,
    reading,
    tooLong: (solution) => excess(read(solution)),
    scoreSolutions: async (solutions, { signal, onScored } = {}) => {
      const scores: number[][] = [];
      for (let from = 0; from < solutions.length; from += chunk) {
        signal?.throwIfAborted();
        const part = solutions.slice(from, from + chunk).map(read);
        part.forEach((solution, i) => {
          const tokens = excess(solution);
          if (tokens === null) return;
          const text = solutions[from + i].problem.slice(0, 60);
          throw new UserError(
            `solution ${from + i + 1} (${text}…): ${tokens} tokens, the context holds ${maxContext}`,
          );
        });
        // Solutions of one problem stand together: its prompt is computed once.
        const prompts: { tokens: number[] }[] = [];
        const prompt = Int32Array.from(part, (solution) => {
          if (String(prompts.at(-1)?.tokens) !== String(solution.prompt))
            prompts.push({ tokens: solution.prompt });
          return prompts.length - 1;
        });
        const rows = readRows(prompts, prompt, part);
        const column = await checkedScores(scorer, rows, signal);
        for (const r of prompt.keys()) scores.push(Array.from(rowOf(column, rows.stepStarts, r)));
        onScored?.(scores.length);
      }
      return scores;
    },
    dispose,
  };
}
