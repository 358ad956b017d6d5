// The report of an evaluation, of one run or several side by side: page and Markdown are one document, the terminal has
// its first tables.
import { join } from "node:path";
import { writeWhole } from "../common/whole-file.ts";
import {
  compareEvaluations,
  LEVEL,
  type PairComparison,
  type PairedFigure,
  type RunsComparison,
} from "../eval/benchmark/compare.ts";
import { type EvaluatedRun, readEvaluatedRuns } from "../eval/benchmark/directory.ts";
import { chooseExamples, type Examples, type ShownExample } from "../eval/benchmark/examples.ts";
import type { GreedyFigures, SampleFigures } from "../eval/benchmark/figures.ts";
import { CURVES, type FigureKey, figureLabel, isShare } from "../eval/benchmark/problem-values.ts";
import {
  accuracyKeys,
  estimateOf,
  type RunRow,
  resultsOf,
  runRows,
  type ShownRun,
  suitesOf,
  traitKeys,
} from "../eval/benchmark/rows.ts";
import { count, percent, pValue } from "../text/format.ts";
import { cap } from "../text/text.ts";
import {
  answered,
  type Block,
  type Cell,
  difference,
  estimated,
  folded,
  marked,
  type Page,
  type ProblemBlock,
  plain,
  type Response,
  say,
  section,
  strong,
  type TableColumn,
  type Text,
  table,
} from "./document.ts";
import { setupFacts, warningsOf } from "./evaluation-facts.ts";
import {
  accuracyFigures,
  CURVE_NOTES,
  curveFigures,
  groupFigures,
  lengthFigures,
} from "./evaluation-figures.ts";
import { lineOf } from "./figures.ts";
import { markdownText } from "./markdown.ts";
import { legend, writePage } from "./page.ts";
import { type TerminalOptions, terminalText } from "./terminal.ts";

const EXAMPLES_OPEN = 3;
const LONGEST_FIRST = 6000;
/** Columns of a suite's and a run's name on the terminal. */
const LONGEST_NAME = 18;
const MEAN = "mean over suites";

/**
 * Reads the finished evaluations in `directories` and writes their report into `out`, which is made where it is not there:
 * report.html, report.md, and each figure as figures/NAME.svg. Several are compared with the one at `baseline`. Returns the
 * page's path, the Markdown, and what the terminal shows (`evaluationEnd`). Throws a UserError where a directory holds no
 * finished evaluation.
 */
export async function writeEvalReport(
  out: string,
  directories: readonly string[],
  { baseline = 0 }: { baseline?: number } = {},
): Promise<{ report: string; markdown: string; runs: EvaluatedRun[]; comparison: RunsComparison | null }> {
  const runs = await readEvaluatedRuns(directories);
  const comparison = runs.length > 1 ? compareEvaluations(runs, { baseline }) : null;
  const page = evaluationPage(runs, comparison, await chooseExamples(runs));
  const report = await writePage(out, page);
  const markdown = markdownText(page);
  await writeWhole(join(out, "report.md"), markdown);
  return { report, markdown, runs, comparison };
}

/** The whole document. */
export function evaluationPage(
  runs: readonly ShownRun[],
  comparison: RunsComparison | null,
  examples: Examples,
): Page {
  const several = runs.length > 1;
  const names = runs.map(({ name }) => name);
  const title = !several
    ? runs[0].evaluation.model.name
    : runs.length === 2
      ? names.join(" and ")
      : `${runs.length} runs`;
  const key =
    several &&
    legend(
      runs.map(({ name, evaluation: { model } }, i) => ({
        ...{ name, line: lineOf(i), note: model.name !== name && cap(model.name, 120) },
      })),
    );
  const pairs = comparison?.pairs ?? [];
  const groups = groupFigures(runs);
  return {
    title: `${title}: evaluation`,
    kicker: "Evaluation",
    heading: title,
    blocks: [
      key,
      { kind: "figures", columns: 2, figures: accuracyFigures(runs) },
      pairs.map((pair) => [say("finding", pair.sentence), unlike(pair)]),
      limits(runs),
      section(
        "Accuracy",
        "95% intervals: Wilson's for greedy answers, else bootstrap over problems. Values over k of n samples are exact expectations over all subsets of k. Undecided answers count as wrong; problems with a missing response are left out.",
        figureTable(runs, accuracyKeys(runs)),
      ),
      pairs.map((pair) => differences(pair, comparison!.tests)),
      { kind: "page", blocks: curves(runs, key) },
      groups.length > 0 && [
        say("title", "By level and subject"),
        { kind: "figures", columns: 2, figures: groups },
      ],
      section(
        "Responses",
        "In form: the answer stands in a box that closes. Cut: at the longest response allowed, or where the context ended. 95% intervals: Wilson's for greedy responses, else bootstrap over problems.",
        { kind: "figures", columns: 2, figures: lengthFigures(runs) },
        responseTable(runs),
      ),
      { kind: "page", blocks: exampleSection(examples) },
      setup(runs),
    ],
    footer: [
      "Made by pure. Beside each run's eval.json lie problems.jsonl, responses.jsonl and verdicts.jsonl, which every figure is made from; ",
      marked("mono", "pure eval report"),
      " with the directories makes this page again.",
    ],
  };
}

/** The end of an evaluation on the terminal; `report` is shown as it is. Ends with a newline. */
export function evaluationEnd(
  runs: readonly ShownRun[],
  comparison: RunsComparison | null,
  report: string | null,
  options: TerminalOptions,
): string {
  const pairs = comparison?.pairs ?? [];
  const blocks: Block[] = [
    runs.length === 1 && say("title", runs[0].evaluation.model.name),
    [
      figureTable(runs, [...accuracyKeys(runs), ...traitKeys(runs)], "mean"),
      say("note", "95% intervals: Wilson for greedy answers, else bootstrap over problems"),
    ],
    [pairs.map(unlike), limits(runs)],
    pairs.map(({ sentence }) => say("finding", sentence)),
  ];
  return terminalText(blocks, { Report: report }, options);
}

function limits(runs: readonly ShownRun[]): Block {
  const items = runs.flatMap(({ name, evaluation }) =>
    warningsOf(evaluation).map((text): Text => (runs.length > 1 ? [strong(name), `: ${text}`] : text)),
  );
  return { kind: "list", title: "What limits these figures", items };
}

function unlike({ baseline, run, mismatches, unshared, suites }: PairComparison): Block {
  return [
    ...mismatches.map((one) =>
      say(
        "warning",
        [strong(run), " and ", strong(baseline)],
        ` differ in ${one.setting}: ${one.run} and ${one.baseline}; ${one.consequence}.`,
      ),
    ),
    unshared.length > 0 && say("warning", `Only one of ${run} and ${baseline} has ${unshared.join(", ")}.`),
    suites
      .filter(({ shared, problems }) => shared < problems)
      .map(({ suite, shared, problems }) =>
        say(
          "warning",
          `${run} and ${baseline} share ${shared} of ${count(problems, "problem")} of ${suite}.`,
        ),
      ),
  ];
}

/** A column of suites, whose name is said once, and of several runs one of them. */
function nameColumns<Row extends { suite: string | null; run: ShownRun; index: number }>(
  runs: readonly ShownRun[],
  mean = MEAN,
): (TableColumn<Row> | false)[] {
  return [
    { title: "suite", cell: ({ suite }) => suite ?? mean, longest: LONGEST_NAME },
    runs.length > 1 && {
      ...{ title: "run", words: true, keep: true, longest: LONGEST_NAME },
      cell: ({ run, index }) => ({ value: cap(run.name, 60), line: lineOf(index) }),
    },
  ];
}

/** What the terminal calls a figure, where that is shorter. What is said of samples beside greedy responses says so. */
function shortLabel(key: FigureKey, keys: readonly FigureKey[]): string | undefined {
  const [kind, trait] = key.split(".");
  const short = SHORT[key] ?? SHORT[trait ?? ""];
  return short !== undefined && kind === "samples" && keys.includes("greedy") ? `${short}, samples` : short;
}
const SHORT: Partial<Record<string, string>> = {
  ...{ greedy: "greedy", "greedy.cot": "greedy CoT", formatted: "format", truncated: "cut" },
  ...{ withoutAnswer: "no answer", length: "tokens" },
};

/** A row a suite and run. */
function figureTable(runs: readonly ShownRun[], keys: readonly FigureKey[], mean = MEAN): Block {
  return table<RunRow>(
    [
      ...nameColumns<RunRow>(runs, mean),
      {
        ...{ title: "problems", terminal: null },
        cell: ({ row }) => row.suite !== null && row.results.problems,
      },
      ...keys.map(
        (key, i): TableColumn<RunRow> => ({
          ...{ title: figureLabel(key), terminal: shortLabel(key, keys) },
          ...{ notes: true, keep: i === 0 },
          cell: ({ row }) => estimated(estimateOf(row, key), isShare(key) ? "percent" : 0),
        }),
      ),
    ],
    runRows(runs),
    { look: "under", grouped: true, strong: ({ suite }) => suite === null },
  );
}

function differences({ baseline, run, figures }: PairComparison, tests: number): Block {
  const p = (value: number | null) => value !== null && pValue(value).replace(/^p (= )?/, "");
  const tested = figures.filter((figure) => figure.p !== null);
  const differenceOf = ({ difference: own, adjusted }: PairedFigure): Cell => {
    const { value, note } = difference(own);
    const kind = own.value! > 0 ? "right" : "wrong";
    return { value: adjusted! < LEVEL ? marked(kind, plain(value)) : value, note };
  };
  const over = tests === 1 ? "this one test" : `all ${tests} tests of this page`;
  return (
    tested.length > 0 &&
    section(
      `${run} less ${baseline}`,
      `Points, on the problems that both answered. 95% interval: paired bootstrap over problems. Tests are two-sided: of greedy answers the exact sign test (McNemar), else the paired permutation test; Holm's adjustment is over ${over}. Bold: significant at 5% after it.`,
      table<PairedFigure>(
        [
          { title: "suite", cell: ({ suite }) => suite ?? MEAN },
          { title: "figure", cell: ({ figure }) => figureLabel(figure), words: true },
          { title: "shared problems", cell: ({ problems }) => problems },
          { title: "difference", cell: differenceOf },
          { title: "won / lost", cell: ({ split }) => split && `${split.gained} / ${split.lost}` },
          { title: "p", cell: (row) => p(row.p) },
          { title: "p, Holm", cell: ({ adjusted }) => p(adjusted) },
        ],
        tested,
        { grouped: true },
      ),
    )
  );
}

function curves(runs: readonly ShownRun[], key: Block): Block {
  const all = curveFigures(runs);
  if (all.length === 0) return null;
  const names = ["pass@k", "maj@k", "best-of-k", "CoT-pass@k"];
  const notes = CURVES.map((name, i) => `${names[i]}: ${CURVE_NOTES[name]}`).join("; ");
  const drawn: Block[] =
    runs.length > 1
      ? all.map(({ suite, figures }) => [say("heading", suite), { kind: "figures", columns: 2, figures }])
      : [{ kind: "figures", columns: 3, figures: all.flatMap(({ figures }) => figures) }];
  return section("More samples", `${notes}. Bands: 95% intervals, bootstrap over problems.`, key, ...drawn);
}

function responseTable(runs: readonly ShownRun[]): Block {
  type Row = Omit<RunRow, "row"> & { kind: string; own: GreedyFigures | SampleFigures };
  const rows = suitesOf(runs).flatMap((suite) =>
    runs.flatMap((run, index) => {
      const { greedy, samples } = resultsOf(run, suite) ?? {};
      const kinds = Object.entries({ greedy, samples });
      return kinds.flatMap(([kind, own]): Row[] => (own ? [{ suite, run, index, kind, own }] : []));
    }),
  );
  const column = (title: string, read: (own: Row["own"]) => Cell | Text): TableColumn<Row> => ({
    ...{ title, cell: ({ own }) => read(own) },
  });
  return table<Row>(
    [
      ...nameColumns<Row>(runs),
      { title: "", cell: ({ kind }) => kind, words: true },
      column("responses", ({ truncated }) => truncated.of),
      column("answer format", ({ formatted }) => estimated(formatted, "percent")),
      column("cut at the limit", ({ truncated }) => estimated(truncated, "percent")),
      column("without answer", ({ withoutAnswer }) => estimated(withoutAnswer, "percent")),
      column("undecided", ({ undecided }) => undecided),
      column("missing", ({ missing }) => missing),
      column("tokens, mean", ({ length }) => estimated(length?.mean, 0)),
      column("median", ({ length }) => estimated(length?.median, 0)),
      column("p95", ({ length }) => estimated(length?.p95, 0)),
    ],
    rows,
    { look: "under", grouped: true },
  );
}

/** The same problem as each run answers it; of one run what went wrong. */
function exampleSection({ sample, problems, candidates, examples }: Examples): Block {
  if (examples.length === 0) return null;
  const several = examples[0].responses.length > 1;
  const which = sample === "greedy" ? "greedy responses" : "the first sample of each problem";
  const share = `${percent(candidates / problems)} of ${count(problems, "problem")}`;
  return section(
    several ? "The same problem, each run" : "What went wrong",
    several
      ? `Of ${which}. The runs disagree on ${share} that all answered; these are a few of those, of every suite and both directions by turns, so they are not typical.`
      : `Of ${which}. ${share} are not answered rightly; these are a few, of every suite and kind of fault by turns.`,
    folded(examples.map(exampleBlock), EXAMPLES_OPEN, (more) => count(more, "more problem")),
  );
}

function exampleBlock({ problem, responses }: ShownExample): ProblemBlock {
  const { suite, id, prompt, answer, levelName, subject } = problem;
  const place = [levelName, subject]
    .flatMap((text) => (text === null ? [] : [`, ${cap(text, 60)}`]))
    .join("");
  return {
    ...{ kind: "problem", prompt },
    label: `${cap(suite, 60)}, problem ${cap(id, 80)}${place}; reference answer ${cap(answer, 200)}`,
    responses: responses.map(({ run, verdict, text }, i): Response => {
      const { correct, answer: own, reason, truncated, tokens, chainRight } = verdict;
      return {
        ...(responses.length > 1 ? { name: run, line: lineOf(i) } : {}),
        correct,
        said: [
          answered(own),
          correct === null && cap(reason, 120),
          correct === true && chainRight === false && "a step is wrong",
          truncated && "cut at the limit",
          tokens !== null && count(tokens, "token"),
        ],
        text: text ?? "(not in responses.jsonl)",
      };
    }),
  };
}

function setup(runs: readonly ShownRun[]): Block {
  const facts = runs.map(({ evaluation }) => new Map(setupFacts(evaluation)));
  const names = [...new Set(facts.flatMap((own) => [...own.keys()]))];
  const prompts = runs.map(({ name, evaluation: { firstPrompt } }) => ({ name, firstPrompt }));
  const shown = prompts.filter(
    ({ firstPrompt }, i) => prompts.findIndex((other) => other.firstPrompt.text === firstPrompt.text) === i,
  );
  return section(
    "Setup",
    "All that the scores depend on; hashes are SHA-256, their first 12 digits; eval.json has the whole.",
    table(
      [
        { title: "", cell: (name: string) => name },
        ...runs.map(({ name: run }, i) => ({
          ...(runs.length > 1 ? { title: run, line: lineOf(i) } : { title: "" }),
          words: true,
          cell: (name: string) => facts[i].get(name) ?? "–",
        })),
      ],
      names,
      { look: "facts" },
    ),
    shown.map(({ name, firstPrompt: { suite, problem, text } }) => [
      say(
        "heading",
        `The prompt of problem ${cap(problem, 80)} of ${suite}, to the letter${shown.length > 1 ? `, ${name}` : ""}`,
      ),
      say("verbatim", cap(text, LONGEST_FIRST)),
    ]),
  );
}
