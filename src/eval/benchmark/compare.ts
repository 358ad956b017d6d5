// Evaluations side by side: each run's figures less the baseline's on the problems that both answered, with intervals,
// tests, Holm's adjustment over all tests of the comparison, and a sentence on which differences are significant; and every
// setting that a score depends on in which the runs differ.
import { groupBy } from "../../common/grouping.ts";
import { mean } from "../../common/statistics.ts";
import { signed } from "../../text/format.ts";
import { oneLine } from "../../text/text.ts";
import { signTest } from "../../train/evaluate.ts";
import { holm, signFlipTest } from "../paired-tests.ts";
import type { Estimate } from "../prm-intervals.ts";
import type { EvaluatedRun } from "./directory.ts";
import {
  askedOf,
  columnMeans,
  type FigureKey,
  type FigureValues,
  figureLabel,
  isShare,
  judgedProblems,
  problemValues,
} from "./problem-values.ts";
import type { Conditions, StoredProblem } from "./types.ts";

/** One figure of two runs on the problems of a suite that both answered. */
export interface PairedFigure {
  /** Null: the unweighted mean over the suites that both have. */
  suite: string | null;
  figure: FigureKey;
  problems: number;
  /** On those problems. */
  baseline: number;
  run: number;
  /** `run` less `baseline`; interval: paired bootstrap over problems. */
  difference: Estimate;
  /** Problems that only the run, and only the baseline, has right; null: the figure is a mean over samples. */
  split: { gained: number; lost: number } | null;
  /**
   * Two-sided: of greedy answers the exact sign test (McNemar's), else the paired permutation test; null: not tested.
   * `adjusted`: Holm's, over all tests of the comparison.
   */
  p: number | null;
  adjusted: number | null;
}

/** A setting in which two runs differ, with both values as shown. */
export interface Mismatch {
  setting: string;
  baseline: string;
  run: string;
  /** What it makes incomparable, and what would help. */
  consequence: string;
}

/** A run against the baseline. */
export interface PairComparison {
  baseline: string;
  run: string;
  mismatches: Mismatch[];
  /** Suites that only one of them has. */
  unshared: string[];
  /** Shared problems and all that either has, by suite. */
  suites: { suite: string; shared: number; problems: number }[];
  figures: PairedFigure[];
  /** Which differences are significant and which are not. */
  sentence: string;
}

export interface RunsComparison {
  baseline: string;
  pairs: PairComparison[];
  /** Tests that Holm's adjustment is over. */
  tests: number;
}

/** Significant is what has an adjusted p below this. */
export const LEVEL = 0.05;

/** Of intervals and tests: the same runs compare alike. */
const SEED = 0;

interface SuiteValues {
  problems: readonly StoredProblem[];
  values: FigureValues;
}

/** Every other run against `runs[baseline]`. Throws a RangeError with fewer than two runs. */
export function compareEvaluations(
  runs: readonly EvaluatedRun[],
  { baseline = 0 }: { baseline?: number } = {},
): RunsComparison {
  const first = runs[baseline];
  if (runs.length < 2 || !first) throw new RangeError("a comparison needs two runs, and one to compare with");
  const reference = suiteValues(first);
  const pairs = runs
    .filter((run) => run !== first)
    .map((run) => comparePair(first, reference, run, suiteValues(run)));
  const tested = pairs.flatMap(({ figures }) => figures.filter(({ p }) => p !== null));
  const adjusted = holm(tested.map(({ p }) => p!));
  tested.forEach((figure, i) => {
    figure.adjusted = adjusted[i];
  });
  for (const pair of pairs) pair.sentence = sentenceOf(pair, tested.length);
  return { baseline: first.name, pairs, tests: tested.length };
}

function suiteValues({ evaluation, problems, verdicts }: EvaluatedRun): Map<string, SuiteValues> {
  const asked = askedOf(evaluation);
  return new Map(
    evaluation.suites.map(({ name }) => {
      const own = problems.get(name) ?? [];
      return [
        name,
        { problems: own, values: problemValues(judgedProblems(name, own, verdicts, asked), asked) },
      ];
    }),
  );
}

function comparePair(
  baseline: EvaluatedRun,
  left: ReadonlyMap<string, SuiteValues>,
  run: EvaluatedRun,
  right: ReadonlyMap<string, SuiteValues>,
): PairComparison {
  const names = [...left.keys()].filter((name) => right.has(name));
  const unshared = [...left.keys(), ...right.keys()].filter((name) => !names.includes(name));
  const paired = names.map((name) => pairSuite(name, left.get(name)!, right.get(name)!));
  const withProblems = paired.filter(({ shared }) => shared > 0);
  const figures = withProblems.flatMap((suite) => pairedFigures(suite.suite, [suite]));
  if (withProblems.length > 1) figures.push(...pairedFigures(null, withProblems));
  return {
    ...{ baseline: baseline.name, run: run.name, unshared, figures, sentence: "" },
    mismatches: mismatches(baseline.evaluation, run.evaluation),
    suites: paired.map(({ suite, shared, problems }) => ({ suite, shared, problems })),
  };
}

interface PairedSuite {
  suite: string;
  shared: number;
  problems: number;
  /** On the shared problems; NaN where either has none. */
  difference: FigureValues;
  /** Means on the problems that have a difference: the baseline's, the run's. */
  levels: Map<FigureKey, [number, number]>;
}

/** The values of both on the problems that are the same in both: id, text and answer. */
function pairSuite(suite: string, a: SuiteValues, b: SuiteValues): PairedSuite {
  const same = ({ id, prompt, answer }: StoredProblem) => JSON.stringify([id, prompt, answer]);
  const places = new Map(b.problems.map((problem, i) => [same(problem), i]));
  const rows = a.problems.flatMap((problem, i) => {
    const other = places.get(same(problem));
    return other === undefined ? [] : [[i, other]];
  });
  const difference: FigureValues = new Map();
  const levels: PairedSuite["levels"] = new Map();
  for (const [key, own] of a.values) {
    const other = b.values.get(key);
    if (!other) continue;
    const both = rows.map(([i, j]) => [own[i], other[j]]);
    const differences = Float64Array.from(both, ([before, after]) => after - before);
    const known = both.filter((_, row) => !Number.isNaN(differences[row]));
    difference.set(key, differences);
    levels.set(key, [mean(known.map(([before]) => before)), mean(known.map(([, after]) => after))]);
  }
  const problems = a.problems.length + b.problems.length - rows.length;
  return { suite, shared: rows.length, problems, difference, levels };
}

/** Every figure that both runs have on all of `suites`; unweighted means where there are several. */
function pairedFigures(suite: string | null, suites: readonly PairedSuite[]): PairedFigure[] {
  const keys = [...suites[0].difference.keys()].filter((key) => suite !== null || isShare(key));
  const tested = testedFigures(keys);
  const columns = suites.map(({ difference }) => difference);
  const differences = columnMeans(columns, keys, SEED);
  return [...differences].flatMap(([figure, { problems, ...difference }]): PairedFigure[] => {
    if (difference.value === null) return [];
    const level = (side: 0 | 1) => mean(suites.map(({ levels }) => levels.get(figure)![side]));
    const values = suites.map((own) => there(own.difference.get(figure)!));
    const answers = suite !== null && (figure === "greedy" || figure === "greedy.cot");
    const times = (sign: number) => values[0].filter((value) => value * sign > 0).length;
    const split = answers ? { gained: times(1), lost: times(-1) } : null;
    const parts = values.flatMap((own) => own.map((value) => value / own.length));
    const test = () => (split ? signTest(split.gained, split.lost) : signFlipTest(parts, SEED));
    return [
      {
        ...{ suite, figure, problems, baseline: level(0), run: level(1), difference, split },
        ...{ p: tested.has(figure) ? test() : null, adjusted: null },
      },
    ];
  });
}

const there = (column: Float64Array) => Array.from(column).filter((value) => !Number.isNaN(value));

/**
 * The figures that are tested: accuracies, of one sample and of the most that both runs have. What lies between moves
 * with them, and every further test makes the others weaker.
 */
function testedFigures(keys: readonly FigureKey[]): Set<FigureKey> {
  const sizes = keys.flatMap((key) => (key.startsWith("pass@") ? [Number(key.slice("pass@".length))] : []));
  const most = Math.max(1, ...sizes);
  const wanted: FigureKey[] = ["greedy", keys.includes("cot@1") ? "cot@1" : "greedy.cot", "pass@1"];
  if (most > 1) wanted.push(`pass@${most}`, `maj@${most}`, `best@${most}`, `cot@${most}`);
  return new Set(wanted.filter((key) => keys.includes(key)));
}

/** Named one by one; more are counted. */
const MOST_NAMED = 8;

/** "the mean over suites (greedy pass@1 +3.1, maj@8 +2.0), gsm8k (…) and 3 more", differences in points. */
function named(figures: readonly PairedFigure[]): string {
  const order = figures.toSorted((a, b) => Number(a.suite !== null) - Number(b.suite !== null));
  const bySuite = groupBy(order.slice(0, MOST_NAMED), ({ suite }) => suite ?? "the mean over suites");
  const text = ({ figure, difference }: PairedFigure) =>
    `${figureLabel(figure)} ${signed(difference.value! * 100, 1)}`;
  const more = figures.length - MOST_NAMED;
  const texts = [...bySuite].map(([name, own]) => `${name} (${own.map(text).join(", ")})`);
  return `${texts.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function sentenceOf({ baseline, run, figures, mismatches: unlike }: PairComparison, tests: number): string {
  const tested = figures.filter(({ p }) => p !== null);
  const settings = unlike.map(({ setting }) => setting).join(", ");
  const but = unlike.length > 0 ? ` The runs differ in more than the model: ${settings}.` : "";
  if (tested.length === 0) return `${run} and ${baseline} share no figure to compare.${but}`;
  const significant = tested.filter(({ adjusted }) => adjusted! < LEVEL);
  const better = significant.filter(({ difference }) => difference.value! > 0);
  const worse = significant.filter(({ difference }) => difference.value! < 0);
  const rest = tested.filter((figure) => !significant.includes(figure));
  const parts = [
    ...(better.length > 0 ? [`significantly better on ${named(better)}`] : []),
    ...(worse.length > 0 ? [`significantly worse on ${named(worse)}`] : []),
  ];
  const found =
    parts.length > 0
      ? `Against ${baseline}, ${run} is ${parts.join(", and ")}`
      : `No difference between ${run} and ${baseline} is significant`;
  const none = rest.length > 0 ? `${parts.length > 0 ? "; not significant: " : ": "}${named(rest)}` : "";
  const holms = tests > 1 ? `, Holm-adjusted over ${tests} tests` : "";
  return `${found}${none} (points; 5%${holms}).${but}`;
}

const VERDICTS = "verdicts may differ on the same answer";
const ALL = "differences between the runs may be its doing, not the models'";

/** The settings in which `run` differs from `baseline`; of suites those that both have. Seeds may differ. */
export function mismatches(baseline: Conditions, run: Conditions): Mismatch[] {
  const found: Mismatch[] = [];
  const compare = (setting: string, consequence: string, read: (setup: Conditions) => unknown) => {
    const [left, right] = [baseline, run].map(read);
    if (JSON.stringify(left) !== JSON.stringify(right))
      found.push({ setting, baseline: shown(left), run: shown(right), consequence });
  };
  for (const { name } of baseline.suites) {
    const other = run.suites.find((suite) => suite.name === name);
    if (!other) continue;
    const own = (setup: Conditions) => setup.suites.find((suite) => suite.name === name)!;
    const shared = "only problems that both have, word for word, are compared";
    compare(`data hash of ${name}`, shared, (setup) => own(setup).dataHash);
    compare(`limit of ${name}`, shared, (setup) => own(setup).limit);
    compare(`judging of ${name}`, VERDICTS, (setup) => judgingOf(own(setup)));
  }
  compare("prompt template", ALL, ({ prompt }) => prompt.template);
  if (baseline.prompt.template === run.prompt.template)
    compare("prompt text", ALL, ({ prompt }) => prompt.text);
  compare("system prompt", ALL, ({ prompt }) => prompt.system);
  compare("few-shot examples", ALL, ({ prompt: { fewShot } }) =>
    fewShot === null ? null : [fewShot.examples, fewShot.sha256],
  );
  compare("longest response", ALL, ({ sampling }) => sampling.maxTokens);
  compare("longest prompt + response", ALL, ({ sampling }) => sampling.maxContext ?? "the model's own");
  compare("stop texts", ALL, ({ sampling }) => sampling.stop);
  const samples = "figures of samples are not of the same thing";
  if (baseline.sampling.samples > 0 && run.sampling.samples > 0) {
    compare("temperature", samples, ({ sampling }) => sampling.temperature);
    compare("top-p", samples, ({ sampling }) => sampling.topP);
  }
  compare("verifier", `${VERDICTS}; judge both by one verifier (pure eval rescore)`, ({ verifier }) => [
    verifier.kind,
    verifier.version,
  ]);
  if (baseline.chain && run.chain)
    compare(
      "judge of steps",
      "CoT and best-of figures are not of the same thing",
      ({ chain }) =>
        chain && [chain.by, chain.name, chain.threshold, chain.files.map(({ sha256 }) => sha256)],
    );
  return found;
}

/** How the answers of a suite are compared, by its names in order; null: as the verifier does. */
export function judgingOf({ judging }: Conditions["suites"][number]): string | null {
  const options = Object.entries(judging).sort(([a], [b]) => (a < b ? -1 : 1));
  const text = options.map(([name, value]) => `${name} ${JSON.stringify(value)}`).join(", ");
  return text === "" ? null : text;
}

/** On one line, short. */
function shown(value: unknown): string {
  if (value === null) return "none";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(shown).join(" ");
  const text = oneLine(String(value));
  return text.length > 48 ? `${text.slice(0, 48)}…` : text;
}
