// The tables of an evaluation as Markdown, for a pull request or a paper's appendix: figures by suite, level and subject,
// paired differences, what limits them, and the setup behind every score.
import type { PairComparison, RunsComparison } from "../eval/benchmark/compare.ts";
import type { GroupFigures } from "../eval/benchmark/figures.ts";
import { figureLabel, isShare } from "../eval/benchmark/problem-values.ts";
import type { Estimate } from "../eval/prm-intervals.ts";
import {
  accuracyKeys,
  estimateOf,
  range,
  resultRows,
  type ShownRun,
  setupFacts,
  traitKeys,
  warningsOf,
} from "./eval-rows.ts";
import { decimal, percent, pValue, signed } from "../text/format.ts";
import { cap, oneLine, visible } from "../text/text.ts";

const LONGEST_PROMPT = 4000;

/** The whole document. What models, servers and data sets say is text in it, never markup. */
export function evalMarkdown(runs: readonly ShownRun[], comparison: RunsComparison | null): string {
  const several = runs.length > 1;
  const title = several
    ? `Evaluation of ${runs.length} runs`
    : `Evaluation of ${plain(runs[0].evaluation.model.name)}`;
  const warnings = runs.flatMap(({ name, evaluation }) =>
    warningsOf(evaluation).map((text) => `- ${several ? `${plain(name)}: ` : ""}${plain(text)}`),
  );
  const sections = [
    `# ${title}`,
    figureTable(runs),
    "In brackets: 95% intervals; Wilson's for greedy answers, else bootstrap over problems. Undecided answers count as wrong; problems with a missing response are left out.",
    ...(warnings.length > 0 ? [`**What limits these figures**\n\n${warnings.join("\n")}`] : []),
    ...(comparison?.pairs ?? []).map((pair) => pairSection(pair, comparison!.tests)),
    ...groupSection("By level", runs, "levels"),
    ...groupSection("By subject", runs, "subjects"),
    "## Setup",
    ...runs.map(setupSection),
  ];
  return `${sections.join("\n\n")}\n`;
}

/** `text` on one line, as Markdown that shows it as it is. */
function plain(text: string): string {
  // Every sign that Markdown reads, and the start of an address, which it would make a link.
  return oneLine(text)
    .replace(/[\\`*_{}[\]<>|#~!&$]/g, "\\$&")
    .replace(/(https?)(:\/\/)/gi, "$1\\$2")
    .replace(/@(?=\w)/g, (at, offset: number, whole: string) =>
      /\w/.test(whole[offset - 1] ?? "") ? at : "\\@",
    );
}

function table(head: readonly string[], rows: readonly (readonly string[])[], left: number): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, i) => (i < left ? "---" : "---:"));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}

function cell(estimate: Estimate | null, share = true): string {
  if (estimate === null || estimate.value === null) return "–";
  const interval = range(estimate, share);
  return `${share ? percent(estimate.value) : decimal(estimate.value, 0)}${interval && ` (${interval})`}`;
}

function figureTable(runs: readonly ShownRun[]): string {
  const several = runs.length > 1;
  const keys = [...accuracyKeys(runs), ...traitKeys(runs)];
  const names = [
    ...new Set(runs.flatMap(({ evaluation }) => resultRows(evaluation).map(({ suite }) => suite))),
  ];
  names.sort((a, b) => Number(a === null) - Number(b === null));
  const rows = names.flatMap((suite) =>
    runs.flatMap(({ name, evaluation }) => {
      const row = resultRows(evaluation).find((one) => one.suite === suite);
      if (!row) return [];
      const problems = row.suite === null ? "" : String(row.results.problems);
      const cells = keys.map((key) => cell(estimateOf(row, key), isShare(key)));
      const title = suite === null ? "**mean over suites**" : plain(suite);
      return [[title, ...(several ? [plain(name)] : []), problems, ...cells]];
    }),
  );
  const head = ["suite", ...(several ? ["run"] : []), "problems", ...keys.map(figureLabel)];
  return table(head, rows, several ? 2 : 1);
}

function pairSection(
  { baseline, run, mismatches, unshared, suites, figures, sentence }: PairComparison,
  tests: number,
) {
  const notes = [
    ...mismatches.map(
      (one) =>
        `**Not alike: ${plain(one.setting)}**, ${plain(one.run)} and ${plain(one.baseline)}: ${one.consequence}`,
    ),
    ...(unshared.length > 0 ? [`Only one of them has ${unshared.map(plain).join(", ")}.`] : []),
    ...suites
      .filter(({ shared, problems }) => shared < problems)
      .map(
        ({ suite, shared, problems }) => `They share ${shared} of ${problems} problems of ${plain(suite)}.`,
      ),
  ];
  const tested = figures.filter(({ p }) => p !== null);
  const bound = (share: number) => signed(share * 100, 1);
  const rows = tested.map(({ suite, figure, problems, difference, split, p, adjusted }) => [
    suite === null ? "**mean over suites**" : plain(suite),
    figureLabel(figure),
    String(problems),
    bound(difference.value!) +
      (difference.interval ? ` (${bound(difference.interval[0])} to ${bound(difference.interval[1])})` : ""),
    split ? `${split.gained} / ${split.lost}` : "",
    pValue(p!).replace(/^p (= )?/, ""),
    pValue(adjusted!).replace(/^p (= )?/, ""),
  ]);
  const head = [
    "suite",
    "figure",
    "shared problems",
    "difference, points",
    "won / lost",
    "p",
    `p, Holm over ${tests} tests`,
  ];
  return [
    `## ${plain(run)} against ${plain(baseline)}`,
    ...(notes.length > 0 ? [notes.map((note) => `- ${note}`).join("\n")] : []),
    plain(sentence),
    ...(rows.length > 0
      ? [
          table(head, rows, 2),
          "Differences on the problems that both answered; interval: paired bootstrap over problems. Tests are two-sided: of greedy answers the exact sign test (McNemar), else the paired permutation test.",
        ]
      : []),
  ].join("\n\n");
}

function groupSection(title: string, runs: readonly ShownRun[], which: "levels" | "subjects"): string[] {
  const several = runs.length > 1;
  const rows = runs.flatMap(({ name, evaluation }) =>
    evaluation.results.suites.flatMap((suite) =>
      suite[which].map((group: GroupFigures) => [
        plain(suite.suite),
        ...(several ? [plain(name)] : []),
        group.name === null ? "not said" : plain(cap(group.name, 60)),
        String(group.problems),
        cell(group.greedy),
        cell(group.passAt1),
      ]),
    ),
  );
  if (rows.length === 0) return [];
  const head = ["suite", ...(several ? ["run"] : []), title.slice(3), "problems", "greedy pass@1", "pass@1"];
  return [`## ${title}`, table(head, rows, several ? 3 : 2)];
}

function setupSection({ name, evaluation }: ShownRun): string {
  const { suite, problem, text } = evaluation.firstPrompt;
  const prompt = visible(cap(text, LONGEST_PROMPT));
  const longest = Math.max(2, ...[...prompt.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const facts = setupFacts(evaluation).map(([what, value]) => `- ${what}: ${plain(cap(value, 2000))}`);
  return [
    `**${plain(name)}**`,
    facts.join("\n"),
    `The prompt of problem ${plain(problem)} of ${plain(suite)}, to the letter:`,
    `${fence}text\n${prompt}\n${fence}`,
  ].join("\n\n");
}
