// An engine that passes everything on to another one and writes it down: what it was given, and what it answered. All
// engines of a run share one journal, so that the order of their calls is on record too.
import { Random } from "../src/common/random.ts";
import type {
  AdamParams,
  Engine,
  Loss,
  LossResult,
  LossRows,
  OptimResult,
  SampledResponse,
  Sampler,
  SamplingParams,
} from "../src/engine/types.ts";
import type { StepScorer } from "../src/reward/prm.ts";
import type { AnswerVerifier } from "../src/verify/pool.ts";
import { tokenizer } from "./fake-run.ts";
import { byGroup, type Group, lossGroups, type TokenGroup, tokenGroups } from "./rows.ts";
import { type ReadGroup, readGroups } from "./table.ts";

type Params = Omit<SamplingParams, "signal">;

/** One call of one engine (or scorer): its arguments as they were then, and its answer. */
export type Call =
  | {
      verb: "sample";
      prompts: number[][];
      samplesPerPrompt: number;
      params: Params;
      answer: SampledResponse[];
    }
  | { verb: "logprobs"; groups: TokenGroup[]; answer: Float32Array[][] }
  | { verb: "classify"; groups: TokenGroup[]; positions: number[][][] | undefined; answer: Float32Array[][] }
  | { verb: "score"; groups: ReadGroup[]; answer: number[][][] }
  | {
      verb: "forwardBackward";
      groups: Group[];
      loss: Loss;
      together: boolean;
      answer: Omit<LossResult, "logprobs"> & { logprobs: Float32Array[][] };
    }
  | { verb: "optimStep"; params: AdamParams; answer: OptimResult }
  | { verb: "zeroGrad" };

export type Entry = Call & { engine: string };
export type Journal = Entry[];

export interface RecordingOptions {
  /** The sampler's log-probabilities are moved by so many nats (standard deviation), as if its weights were others. */
  samplerNoise?: number;
  /** The engine takes calls before those before them are answered. */
  pipelined?: boolean;
}

/** `inner` under the name `name` in `journal`. It saves and loads nothing. */
export function recording(
  inner: Engine,
  name: string,
  journal: Journal,
  { samplerNoise = 0, pipelined = false }: RecordingOptions = {},
): Engine {
  const write = (call: Call) => journal.push({ ...structuredClone(call), engine: name });
  /** The pass under way, and whether a step was asked for behind it. */
  let passing: Promise<unknown> | null = null;
  let together = false;
  const pass = async (rows: LossRows, loss: Loss) => {
    const answer = await inner.forwardBackward(rows, loss);
    // Whoever calls behind the pass has done so by now.
    await new Promise((resolve) => setImmediate(resolve));
    const logprobs = byGroup(rows, rows.starts, answer.logprobs);
    const call = { verb: "forwardBackward" as const, groups: lossGroups(rows), loss, together };
    write({ ...call, answer: { ...answer, logprobs } });
    [passing, together] = [null, false];
    return answer;
  };
  let seen = 0;
  async function* sample(
    sampler: Sampler,
    ...[prompts, samplesPerPrompt, { signal: _, ...params }]: Parameters<Sampler["sample"]>
  ): AsyncGenerator<SampledResponse> {
    const noise = new Random("sampler noise").fork(seen++);
    const answer: SampledResponse[] = [];
    // Put down at its beginning, filled as it goes: what is done meanwhile comes after it.
    const call = { prompts: prompts.map(numbers), samplesPerPrompt, params, answer };
    journal.push({ verb: "sample", engine: name, ...call });
    for await (const response of sampler.sample(prompts, samplesPerPrompt, params)) {
      const logprobs = response.logprobs.map((logprob) => logprob + samplerNoise * noise.normal());
      answer.push(structuredClone({ ...response, logprobs }));
      yield { ...response, logprobs };
    }
  }
  const engine: Engine = {
    maxContext: inner.maxContext,
    pipelined,
    async snapshot() {
      const sampler = await inner.snapshot();
      return { ...sampler, pipelined, sample: (...request) => sample(sampler, ...request) };
    },
    async logprobs(rows) {
      const answer = await inner.logprobs(rows);
      write({ verb: "logprobs", groups: tokenGroups(rows), answer: byGroup(rows, rows.starts, answer) });
      return answer;
    },
    async classify(rows, reads) {
      const answer = await inner.classify(rows, reads);
      const starts = reads?.stepStarts ?? rows.starts;
      const positions =
        reads &&
        readGroups({ ...rows, ...reads }).map(({ responses }) => responses.map((read) => read.positions));
      write({
        verb: "classify",
        groups: tokenGroups(rows),
        positions,
        answer: byGroup(rows, starts, answer),
      });
      return answer;
    },
    forwardBackward(rows, loss) {
      const answer = pass(rows, loss);
      passing = answer;
      return answer;
    },
    async optimStep(params) {
      together = passing !== null;
      await passing;
      const answer = await inner.optimStep(params);
      write({ verb: "optimStep", params, answer });
      return answer;
    },
    async zeroGrad() {
      await inner.zeroGrad();
      write({ verb: "zeroGrad" });
    },
    setTrainable: (which) => inner.setTrainable(which),
    save: async () => {},
    load: async () => {},
    dispose: () => inner.dispose(),
  };
  return engine;
}

/** A scorer whose scores follow from what it reads and nothing else; some of them are equal. */
export function recordingScorer(journal: Journal): StepScorer {
  return {
    async score(rows) {
      const groups = readGroups(rows);
      const answer = groups.map(({ prompt, responses }) =>
        responses.map(({ tokens, positions }) => positions.map((at) => ownScore(prompt, tokens, at))),
      );
      journal.push({ verb: "score", groups, answer, engine: "prm" });
      return Float64Array.from(answer.flat(2));
    },
  };
}

/** In [−1, 1], in steps of 1/4: by everything up to the token at which it is read, and higher where the answer is 7. */
export function ownScore(prompt: readonly number[], tokens: readonly number[], at: number): number {
  const score = new Random([...prompt, -1, ...tokens.slice(0, at + 1)].join(" ")).int(9) / 4 - 1;
  return tokenizer.decode(tokens).includes("A7") ? Math.min(1, score + 1) : score;
}

/** A verifier that finds A and a digit, and cannot decide on every third response; what it is asked is put down. */
export function recordingVerifier(asked: [response: string, reference: string][]): AnswerVerifier {
  return {
    async verify(prediction, reference) {
      asked.push([prediction, reference]);
      return { ...ownVerdict(prediction, reference), rules: [], ms: 0 };
    },
    close: async () => {},
  };
}

/** What `recordingVerifier` says. */
export function ownVerdict(response: string, reference: string) {
  const extracted = /A(\d)/.exec(response)?.[1] ?? null;
  if (new Random(response).int(3) === 0)
    return { verdict: null, extracted, reason: `no time for ${response}` };
  return { verdict: extracted === reference, extracted, reason: "" };
}

const numbers = (tokens: ArrayLike<number>) => Array.from(tokens);
