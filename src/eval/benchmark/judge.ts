// Responses judged: the answer by the verifier, the steps by a process reward model or a judge. One record a response;
// and what a new judgement of the same responses changed.
import { splitText } from "../../data/steps.ts";
import type { OpenPrm } from "../../reward/open.ts";
import type { JudgeOptions } from "../../verify/judge.ts";
import { statedAnswer } from "../../verify/judgement.ts";
import type { AnswerVerifier } from "../../verify/pool.ts";
import { boxSpans } from "../../verify/read/formulas.ts";
import { answerClasses } from "../best-of-n.ts";
import { type NamedSolution, type ScoreFile, scoreSolutions } from "../prm-scores.ts";
import { type ChainJudge, chainByPrm } from "./chain.ts";
import { responseKey } from "./directory.ts";
import type { ResponseName, ResponseRecord, StoredProblem, VerdictRecord } from "./types.ts";

export interface JudgeSettings {
  verifier: AnswerVerifier;
  /** How answers of a suite are compared. */
  judging: (suite: string) => JudgeOptions;
  /** Scores the steps; what scores.jsonl holds is not scored again. */
  prm: { model: OpenPrm; scores: ScoreFile; threshold: number } | null;
  /** Asked whether all steps of a right response are right, where there is no process reward model. */
  chainJudge: ChainJudge | null;
  /** Told how many responses are judged. */
  onJudged?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/** Ends a step that a judge is shown. */
const STEP_SEPARATOR = "\n\n";

/** Problems whose responses are judged at a time. */
const CHUNK = 32;

/**
 * Judges the responses of each problem, in the problems' order; null: the signal stopped it. Problems without a response
 * have no record.
 */
export async function judgeResponses(
  problems: readonly StoredProblem[],
  responsesOf: (problem: StoredProblem) => readonly ResponseRecord[],
  settings: JudgeSettings,
): Promise<VerdictRecord[] | null> {
  const { onJudged = () => {}, signal } = settings;
  const total = problems.reduce((sum, problem) => sum + responsesOf(problem).length, 0);
  const verdicts: VerdictRecord[] = [];
  onJudged(0, total);
  for (let from = 0; from < problems.length; from += CHUNK) {
    if (signal?.aborted) return null;
    const chunk = problems.slice(from, from + CHUNK).map((problem) => ({
      problem,
      responses: responsesOf(problem),
    }));
    const stepsOf = await scoredSteps(chunk, settings);
    if (stepsOf === null) return null;
    const work = chunk.map(({ problem, responses }) => judgeProblem(problem, responses, stepsOf, settings));
    const judged = await unlessAborted(Promise.all(work), signal).catch((error) => {
      if (signal?.aborted) return null;
      throw error;
    });
    if (judged === null) return null;
    for (const own of judged) for (const verdict of own) verdicts.push(verdict);
    onJudged(verdicts.length, total);
  }
  return verdicts;
}

/** What `work` gives; null as soon as the signal stops it, whatever is under way. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T | null> {
  let stop = () => {};
  const stopped = new Promise<null>((resolve) => {
    stop = () => resolve(null);
  });
  signal?.addEventListener("abort", stop, { once: true });
  // The work may have seen it before there was somebody to listen.
  if (signal?.aborted) stop();
  try {
    return await Promise.race([work, stopped]);
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

type StepsOf = (problem: StoredProblem, text: string) => number[] | null;

async function judgeProblem(
  problem: StoredProblem,
  responses: readonly ResponseRecord[],
  stepsOf: StepsOf,
  { verifier, judging, prm, chainJudge, signal }: JudgeSettings,
): Promise<VerdictRecord[]> {
  const options = judging(problem.suite);
  const judged = await Promise.all(
    responses.map(({ text }) =>
      verifier.verify(text, problem.answer, { ...options, problem: problem.prompt }),
    ),
  );
  const sampled = responses.flatMap(({ sample }, i) => (sample === "greedy" ? [] : [i]));
  const { classes } = await answerClasses(
    sampled.map((i) => judged[i]),
    signal,
  );
  return Promise.all(
    responses.map(async (response, i): Promise<VerdictRecord> => {
      const { suite, sample, text, tokens, finish } = response;
      const { verdict: correct, reason } = judged[i];
      const steps = stepsOf(problem, text);
      let chainRight: boolean | null = null;
      if (prm !== null) chainRight = chainByPrm(steps, prm.threshold);
      else if (chainJudge !== null && correct) {
        const chain = { problem: problem.prompt, steps: splitText(text, STEP_SEPARATOR) };
        chainRight = (await chainJudge(chain, signal)).right;
      }
      return {
        ...{ suite, problem: problem.id, sample, correct, answer: statedAnswer(judged[i]), reason },
        class: sample === "greedy" ? -1 : classes[sampled.indexOf(i)],
        formatted: inFormat(text, options.answerPattern),
        ...{ tokens, truncated: finish === "length", steps, chainRight },
      };
    }),
  );
}

/** Whether the answer stands where it was asked for: where the pattern finds it, else in a box that closes. */
function inFormat(text: string, answerPattern: string | undefined): boolean {
  return answerPattern === undefined ? boxSpans(text).length > 0 : new RegExp(answerPattern).test(text);
}

/** p(good) of the steps of every response by the process reward model; null: the signal stopped it. */
async function scoredSteps(
  chunk: readonly { problem: StoredProblem; responses: readonly ResponseRecord[] }[],
  { prm, signal }: JudgeSettings,
): Promise<StepsOf | null> {
  if (prm === null) return () => null;
  const solution = (problem: StoredProblem, text: string): NamedSolution => ({
    name: `${problem.suite}/${problem.id}`,
    problem: problem.prompt,
    steps: splitText(text, prm.model.reading.stepSeparator),
  });
  const solutions = chunk.flatMap(({ problem, responses }) =>
    responses.map(({ text }) => solution(problem, text)),
  );
  if (!(await scoreSolutions(prm.model, solutions, prm.scores, { signal }))) return null;
  return (problem, text) => {
    const scored = solution(problem, text);
    if (scored.steps.length === 0) return [];
    return prm.scores.get(scored)?.map((r) => (1 + r) / 2) ?? null;
  };
}

/** A response whose verdict or answer is another than before. */
export interface ChangedVerdict extends ResponseName {
  before: Pick<VerdictRecord, "correct" | "answer" | "reason">;
  now: Pick<VerdictRecord, "correct" | "answer" | "reason">;
}

/** The changes between two judgements, in the order of `now`; responses that only one of them has are none. */
export function changedVerdicts(
  before: readonly VerdictRecord[],
  now: readonly VerdictRecord[],
): ChangedVerdict[] {
  const known = new Map(before.map((verdict) => [responseKey(verdict), verdict]));
  return now.flatMap((verdict) => {
    const old = known.get(responseKey(verdict));
    if (!old || (old.correct === verdict.correct && old.answer === verdict.answer)) return [];
    const part = ({ correct, answer, reason }: VerdictRecord) => ({ correct, answer, reason });
    const { suite, problem, sample } = verdict;
    return [{ suite, problem, sample, before: part(old), now: part(verdict) }];
  });
}
