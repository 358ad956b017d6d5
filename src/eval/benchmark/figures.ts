// From the judged responses of suites to the figures that eval.json holds: greedy pass@1, curves over k of n samples,
// what the responses are like, by level and by subject, and the mean over suites; each with a 95% interval. Undecided
// answers count as wrong, missing ones not at all: their problems are left out and counted.
import { groupBy } from "../../common/grouping.ts";
import { mean, quantile } from "../../common/statistics.ts";
import { bootstrapFigures, type Estimate, type Share, share, withEnds } from "../prm-intervals.ts";
import {
  type Asked,
  CURVES,
  type CurveName,
  columnMeans,
  type FigureKey,
  type FigureValues,
  hasSteps,
  type JudgedProblem,
  judgedProblems,
  problemValues,
  sizesUpTo,
} from "./problem-values.ts";
import type { Conditions, SuiteProblem, VerdictRecord } from "./types.ts";

/** Figures of k of n samples. */
export interface Curves<Always = Estimate[]> {
  /** 1, 2, 4 … n: the places of the curves. */
  k: number[];
  passAtK: Always;
  majAtK: Always;
  /** The response with the best weakest step, of k; null: no scores of steps. */
  bestOfK: Estimate[] | null;
  /** CoT-Pass@k: a response counts if its answer and every step are right; null: nobody judged steps. */
  cotPassAtK: Estimate[] | null;
}

/** Tokens. Intervals: bootstrap over problems; none where nearly all draws agree. */
interface LengthFigures {
  /** Responses that these are of: those of problems whose every length is known. */
  responses: number;
  mean: Estimate;
  median: Estimate;
  p95: Estimate;
}

/** What the responses behind a figure are like: shares of responses, with intervals over problems. */
export interface ResponseFigures {
  /** Problems that the figures are over, and those left out for want of a response that was asked for. */
  problems: number;
  leftOut: number;
  /** Responses asked for that are not there. */
  missing: number;
  /** Responses whose answer could not be decided; they count as wrong. */
  undecided: number;
  /** The answer stands where it was asked for; the response was cut at the limit; it has no answer. */
  formatted: Share;
  truncated: Share;
  withoutAnswer: Share;
  /** Of those cut, the ones that are shorter than the limit: the context ended. Not in files of earlier versions. */
  cutByContext?: number;
  /** Tokens; null: the server did not say. */
  length: LengthFigures | null;
}

export interface GreedyFigures extends ResponseFigures {
  /** pass@1 of the greedy responses; Wilson interval. */
  accuracy: Share;
  /** The same, if all that is undecided were right. */
  accuracyIfDecided: number | null;
  /** Right, and every step judged right; null: nobody judged steps. */
  cot: Share | null;
  /** Right responses whose steps nobody could judge; they count as not right in `cot`. */
  chainsUnjudged: number;
}

export interface SampleFigures extends ResponseFigures, Curves {
  /** Samples a problem. */
  n: number;
  /** Mean over samples and problems. */
  passAt1: Estimate;
  /** The same, if all that is undecided were right. */
  passAt1IfDecided: number | null;
  /** Right responses whose steps nobody could judge; they count as not right in `cotPassAtK`. */
  chainsUnjudged: number;
  /** Responses without scores of steps beside ones that have them: the last to be chosen. */
  unscored: number;
}

/** Accuracy of the problems of one level or subject. */
export interface GroupFigures {
  /** Null: of problems that the set says nothing of. */
  name: string | null;
  problems: number;
  greedy: Share | null;
  /** Over the problems with all samples. */
  passAt1: Estimate | null;
}

export interface SuiteResults {
  suite: string;
  problems: number;
  /** Null: not asked. */
  greedy: GreedyFigures | null;
  samples: SampleFigures | null;
  /** Empty where the set has none, or more than 50 different ones. */
  levels: GroupFigures[];
  subjects: GroupFigures[];
}

/** Unweighted means over suites; intervals: bootstrap over the problems of each. */
export interface MeanResults extends Curves<Estimate[] | null> {
  suites: number;
  greedy: Estimate | null;
  greedyCot: Estimate | null;
}

/** `results` of eval.json. Shares and means are rounded to six decimals. */
export interface EvaluationResults {
  suites: SuiteResults[];
  /** Null: there is one suite alone. */
  mean: MeanResults | null;
}

/** What eval.json holds. */
export interface Evaluation extends Conditions {
  format: 1;
  /** ISO 8601. */
  finished: string;
  results: EvaluationResults;
}

/** The results of `suites`, in order. The same `seed` gives the same intervals. */
export function evaluationResults(
  suites: readonly { name: string; problems: readonly SuiteProblem[] }[],
  verdicts: readonly VerdictRecord[],
  asked: Asked,
  seed = 0,
): EvaluationResults {
  const bySuite = groupBy(verdicts, ({ suite }) => suite);
  const judged = suites.map(({ name, problems }) =>
    judgedProblems(name, problems, bySuite.get(name) ?? [], asked),
  );
  const values = judged.map((own) => problemValues(own, asked));
  return rounded({
    suites: suites.map(({ name }, s) => suiteFigures(name, judged[s], values[s], asked, seed)),
    mean: suites.length > 1 ? meanFigures(values, asked, seed) : null,
  });
}

type Judged = readonly JudgedProblem<SuiteProblem>[];

function suiteFigures(
  suite: string,
  judged: Judged,
  values: FigureValues,
  asked: Asked,
  seed: number,
): SuiteResults {
  const group = (read: (problem: SuiteProblem) => string | null) => groups(judged, values, read, seed);
  return {
    suite,
    problems: judged.length,
    greedy: asked.greedy ? greedyFigures(judged, values, asked, seed) : null,
    samples: asked.samples > 0 ? sampleFigures(judged, values, asked, seed) : null,
    levels: group(({ levelName }) => levelName),
    subjects: group(({ subject }) => subject),
  };
}

function greedyFigures(judged: Judged, values: FigureValues, asked: Asked, seed: number): GreedyFigures {
  const there = judged.flatMap(({ greedy }) => greedy ?? []);
  const of = there.length;
  const counted = (hit: (record: VerdictRecord) => boolean) => share(there.filter(hit).length, of);
  const accuracy = counted(({ correct }) => correct === true);
  const undecided = there.filter(({ correct }) => correct === null).length;
  return {
    problems: of,
    leftOut: judged.length - of,
    missing: judged.length - of,
    accuracy,
    undecided,
    accuracyIfDecided: of > 0 ? (accuracy.count + undecided) / of : null,
    cot: asked.chain ? share(sum(values.get("greedy.cot")!), of) : null,
    chainsUnjudged: asked.chain ? unjudged(there) : 0,
    formatted: counted(({ formatted }) => formatted),
    truncated: counted(({ truncated }) => truncated),
    withoutAnswer: counted(({ answer }) => answer === null),
    cutByContext: cutByContext(there, asked),
    length: lengthFigures(
      there.map((record) => [record]),
      seed,
    ),
  };
}

const unjudged = (records: readonly VerdictRecord[]) =>
  records.filter(({ correct, chainRight }) => correct === true && chainRight === null).length;

const cutByContext = (records: readonly VerdictRecord[], { maxTokens }: Asked) =>
  records.filter(({ truncated, tokens }) => truncated && tokens !== null && tokens < maxTokens).length;

/** Of what is there. */
const sum = (values: Float64Array) =>
  values.reduce((total, value) => (Number.isNaN(value) ? total : total + value), 0);

function sampleFigures(judged: Judged, values: FigureValues, asked: Asked, seed: number): SampleFigures {
  const { samples: n } = asked;
  const whole = judged.flatMap(({ samples }) => (samples ? [samples] : []));
  const all = whole.flat();
  const k = sizesUpTo(n);
  const traits = ["samples.formatted", "samples.truncated", "samples.withoutAnswer"] as const;
  const estimates = shareMeans([values], [...curveKeys(k), ...traits], seed);
  const curves = curvesOf(estimates, k) as Curves;
  const traitShare = (key: (typeof traits)[number]): Share => {
    const estimate = estimates.get(key) ?? NONE;
    return { count: Math.round((estimate.value ?? 0) * all.length), of: all.length, ...estimate };
  };
  const undecided = all.filter(({ correct }) => correct === null).length;
  return {
    n,
    problems: whole.length,
    leftOut: judged.length - whole.length,
    missing: judged.reduce((total, { sampled }) => total + n - sampled, 0),
    passAt1: curves.passAtK[0],
    undecided,
    passAt1IfDecided:
      all.length > 0 ? all.filter(({ correct }) => correct !== false).length / all.length : null,
    ...curves,
    chainsUnjudged: asked.chain ? unjudged(all) : 0,
    unscored: hasSteps(judged) ? all.filter(({ steps }) => steps === null || steps.length === 0).length : 0,
    formatted: traitShare("samples.formatted"),
    truncated: traitShare("samples.truncated"),
    withoutAnswer: traitShare("samples.withoutAnswer"),
    cutByContext: cutByContext(all, asked),
    length: lengthFigures(whole, seed),
  };
}

/**
 * Of the responses of each problem, [problems][n]; null where no problem has all its lengths. Quantiles are linear
 * between neighbours, as in common/statistics.ts.
 */
export function lengthFigures(
  problems: readonly (readonly VerdictRecord[])[],
  seed: number,
): LengthFigures | null {
  const known = problems.flatMap((records) => {
    const tokens = records.flatMap(({ tokens: own }) => own ?? []);
    return tokens.length === records.length && tokens.length > 0 ? [tokens] : [];
  });
  if (known.length === 0) return null;
  // All lengths ascending, and whose they are: a draw of problems keeps this order.
  const ascending = known
    .flatMap((tokens, p) => tokens.map((length) => ({ length, p })))
    .sort((a, b) => a.length - b.length);
  const figures = (weights: Uint32Array): number[] => {
    const drawn: number[] = [];
    for (const { length, p } of ascending) for (let n = weights[p]; n > 0; n--) drawn.push(length);
    return [mean(drawn), quantile(drawn, 0.5), quantile(drawn, 0.95)];
  };
  const strata = known.map(() => 0);
  const [average, median, p95] = bootstrapFigures(strata, figures, { seed });
  return { responses: ascending.length, mean: average, median, p95 };
}

const NONE: Estimate = { value: null, interval: null };

const curveKeys = (k: readonly number[]) =>
  CURVES.flatMap((curve) => k.map((size): FigureKey => `${curve}@${size}`));

/** Null: the curve was not asked for. */
function curvesOf(
  estimates: ReadonlyMap<FigureKey, Estimate>,
  k: readonly number[],
): Curves<Estimate[] | null> {
  const curve = (name: CurveName) => {
    const own = k.flatMap((size) => estimates.get(`${name}@${size}`) ?? []);
    return k.length > 0 && own.length === k.length ? own : null;
  };
  const [passAtK, majAtK, bestOfK, cotPassAtK] = CURVES.map(curve);
  return { k: [...k], passAtK, majAtK, bestOfK, cotPassAtK };
}

/** Means of shares: where all are 0 or 1 the interval is Wilson's. */
function shareMeans(
  strata: readonly FigureValues[],
  keys: readonly FigureKey[],
  seed: number,
): Map<FigureKey, Estimate> {
  const means = columnMeans(strata, keys, seed);
  return new Map([...means].map(([key, { problems, ...mean }]) => [key, withEnds(mean, problems)]));
}

function meanFigures(values: readonly FigureValues[], asked: Asked, seed: number): MeanResults {
  const k = sizesUpTo(asked.samples);
  const estimates = shareMeans(values, ["greedy", "greedy.cot", ...curveKeys(k)], seed);
  return {
    suites: values.length,
    greedy: estimates.get("greedy") ?? null,
    greedyCot: estimates.get("greedy.cot") ?? null,
    ...curvesOf(estimates, k),
  };
}

/** A set with more different levels than this has none: they are names of problems. */
const MOST_GROUPS = 50;

function groups(
  judged: Judged,
  values: FigureValues,
  read: (problem: SuiteProblem) => string | null,
  seed: number,
): GroupFigures[] {
  const members = groupBy(judged.keys(), (p) => read(judged[p].problem));
  const named = members.size - Number(members.has(null));
  if (named === 0 || named > MOST_GROUPS) return [];
  const order = new Intl.Collator("en", { numeric: true });
  return [...members]
    .sort(([a], [b]) => (a === null ? 1 : b === null ? -1 : order.compare(a, b)))
    .map(([name, rows]) => {
      const part = (key: FigureKey) => {
        const column = values.get(key);
        return column ? Float64Array.from(rows, (p) => column[p]) : null;
      };
      const greedy = part("greedy")?.filter((value) => !Number.isNaN(value));
      const passAt1 = part("pass@1");
      return {
        name,
        problems: rows.length,
        greedy: greedy ? share(sum(greedy), greedy.length) : null,
        passAt1: passAt1
          ? shareMeans([new Map([["pass@1", passAt1]])], ["pass@1"], seed).get("pass@1")!
          : null,
      };
    });
}

/** To six decimals: more would pretend, and be harder to read. */
function rounded<T>(value: T): T {
  const text = JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "number" ? Math.round(inner * 1e6) / 1e6 : inner,
  );
  return JSON.parse(text) as T;
}
