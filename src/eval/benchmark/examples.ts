// Which responses the report of an evaluation shows: of several runs the problems that only some have right, of one run
// those that it has wrong. A few of each kind, by turns, so that no suite and no direction is all there is to see.
import { groupBy } from "../../common/grouping.ts";
import { type EvaluatedRun, responseKey, responseTexts } from "./directory.ts";
import type { StoredProblem, VerdictRecord } from "./types.ts";

/** A problem with the response of each run, in the order of the runs. */
export interface ShownExample {
  problem: StoredProblem;
  responses: { run: string; verdict: VerdictRecord; text: string | null }[];
}

export interface Examples {
  /** Which response of each problem: the greedy one, or the first sample. */
  sample: "greedy" | 0;
  /** Problems that every run answered, and those of them that examples were taken from. */
  problems: number;
  candidates: number;
  examples: ShownExample[];
}

interface Candidate {
  problem: StoredProblem;
  /** By run. */
  verdicts: VerdictRecord[];
  /** Which runs have it right, or of one run what its fault is. */
  kind: string;
}

/** The first of each list, then the second of each, and so on. */
function byTurns<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, i) => lists.flatMap((list) => list.slice(i, i + 1))).flat();
}

/** At most `most` examples. Reads the responses of the runs for their texts. */
export async function chooseExamples(
  runs: readonly EvaluatedRun[],
  { most = 12 }: { most?: number } = {},
): Promise<Examples> {
  const sample = runs.every(({ evaluation }) => evaluation.sampling.greedy) ? "greedy" : 0;
  const verdicts = runs.map(
    (run) =>
      new Map(
        run.verdicts.flatMap((verdict) =>
          verdict.sample === sample ? [[responseKey(verdict), verdict] as const] : [],
        ),
      ),
  );
  const same = ({ suite, id, prompt, answer }: StoredProblem) => JSON.stringify([suite, id, prompt, answer]);
  const known = runs.slice(1).map(({ problems }) => new Set([...problems.values()].flat().map(same)));
  let problems = 0;
  const candidates: Candidate[] = [];
  for (const problem of [...runs[0].problems.values()].flat()) {
    if (known.some((others) => !others.has(same(problem)))) continue;
    const key = responseKey({ suite: problem.suite, problem: problem.id, sample });
    const own = verdicts.flatMap((byKey) => byKey.get(key) ?? []);
    if (own.length < runs.length) continue;
    problems++;
    const right = own.map(({ correct }) => correct === true);
    if (runs.length > 1 ? new Set(right).size < 2 : right[0]) continue;
    const kind = runs.length > 1 ? right.join() : faultOf(own[0]);
    candidates.push({ problem, verdicts: own, kind });
  }
  const parted = (own: readonly Candidate[], by: (one: Candidate) => string) => [
    ...groupBy(own, by).values(),
  ];
  const suites = parted(candidates, ({ problem }) => problem.suite);
  const chosen = byTurns(suites.map((own) => byTurns(parted(own, ({ kind }) => kind)))).slice(0, most);
  const keys = new Set(chosen.map(({ verdicts: [verdict] }) => responseKey(verdict)));
  const texts: Map<string, string>[] = [];
  for (const { directory } of runs) texts.push(await responseTexts(directory, keys));
  const examples = chosen.map(({ problem, verdicts: own }) => ({
    problem,
    responses: own.map((verdict, i) => ({
      ...{ run: runs[i].name, verdict },
      text: texts[i].get(responseKey(verdict)) ?? null,
    })),
  }));
  return { sample, problems, candidates: candidates.length, examples };
}

function faultOf({ correct, truncated, answer }: VerdictRecord): string {
  if (correct === null) return "undecided";
  return truncated ? "cut" : answer === null ? "no answer" : "wrong";
}
