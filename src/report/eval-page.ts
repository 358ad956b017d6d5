// The report of an evaluation, of one run or several side by side: one HTML file that opens offline, without script or
// anything loaded. Its figures are eval-figures.ts's, its responses eval-examples.ts's.
import { LEVEL, type PairComparison, type RunsComparison } from "../eval/benchmark/compare.ts";
import type { Examples } from "../eval/benchmark/examples.ts";
import type { GreedyFigures, SampleFigures } from "../eval/benchmark/figures.ts";
import { figureLabel, isShare } from "../eval/benchmark/problem-values.ts";
import type { Estimate } from "../eval/prm-intervals.ts";
import { lineSample } from "./comparison-figures.ts";
import { exampleSection } from "./eval-examples.ts";
import {
  accuracyFigures,
  CURVE_NOTES,
  curveFigures,
  type EvalFigure,
  groupFigures,
  lengthFigure,
} from "./eval-figures.ts";
import {
  accuracyKeys,
  estimateOf,
  range,
  resultRows,
  type ShownRun,
  setupFacts,
  warningsOf,
} from "./eval-rows.ts";
import { decimal, percent, pValue, signed } from "../text/format.ts";
import { type Content, html, type Markup } from "./markup.ts";
import { htmlPage } from "./page.ts";
import { cap } from "../text/text.ts";

const STYLE = `
h1 { overflow-wrap: anywhere; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 22px; margin: 14px 0 0; padding: 0; list-style: none; font-size: 14px; overflow-wrap: anywhere; }
svg.sample { display: inline-block; width: 26px; height: 8px; margin-right: 8px; vertical-align: 1px; }
.lead-figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); gap: 28px 44px; margin-top: 26px; border-top: 1px solid var(--rule); padding-top: 22px; }
.halves { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 30px 44px; margin-top: 18px; align-items: start; }
.lead-figures figure, .halves figure { max-width: 600px; } .fours { display: grid; grid-template-columns: repeat(2, minmax(0, 470px)); gap: 26px 60px; margin-top: 14px; }
.thirds { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 330px), 1fr)); gap: 26px 36px; margin-top: 14px; }
.arms { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr)); gap: 20px 32px; }
.compared th, .compared td { white-space: nowrap; padding-right: 18px; }
.compared td .note { display: block; white-space: nowrap; }
.pairs th, .pairs td { padding-top: 4px; padding-bottom: 4px; } .pairs td .note { display: inline; margin-left: 6px; }
.compared tr.whole th, .compared tr.whole td { border-top: 1px solid var(--muted); font-weight: 650; }
.compared tr.whole td .note { font-weight: 400; }
.compared tr.first:not(:first-child) th, .compared tr.first:not(:first-child) td { border-top: 1px solid var(--muted); }
.unequal, .limits { margin-top: 10px; padding: 8px 14px; border-left: 4px solid var(--orange); background: var(--panel); font-size: 14px; overflow-wrap: anywhere; }
.limits { border-color: var(--muted); } .limits ul { margin: 4px 0 0; padding-left: 18px; }
.verdict-line { margin-top: 14px; max-width: 92ch; font-size: 15px; overflow-wrap: anywhere; }
.response-text { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; padding: 10px 12px; background: var(--panel); border-radius: 5px; max-height: 30em; overflow-y: auto; }
.setup th { width: 170px; color: var(--muted); } .setup td { overflow-wrap: anywhere; min-width: 220px; }
.setup, .setup td, .setup th { font-size: 14px; vertical-align: top; }
pre.first { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--panel); padding: 10px 12px; border-radius: 5px; margin: 8px 0 0; }
@media (max-width: 900px) { .halves, .fours { grid-template-columns: minmax(0, 1fr); } }
`;

/** The report as HTML. */
export function renderEvalReport(
  runs: readonly ShownRun[],
  comparison: RunsComparison | null,
  examples: Examples,
): string {
  const several = runs.length > 1;
  const names = runs.map(({ name }) => name);
  const title = several
    ? runs.length === 2
      ? names.join(" and ")
      : `${runs.length} runs`
    : runs[0].evaluation.model.name;
  const length = lengthFigure(runs);
  const groups = groupFigures(runs);
  return htmlPage(
    `${title}: evaluation`,
    html`<header><p class="kicker">Evaluation</p><h1>${title}</h1></header>${several && legend(runs)}
<section class="lead-figures">${accuracyFigures(runs).map(figureBlock)}</section>
${comparison?.pairs.map((pair) => html`<p class="verdict-line">${pair.sentence}</p>${unlikeNotes(pair)}`)}
${limits(runs)}
${accuracyTable(runs)}
${comparison?.pairs.map((pair) => pairTable(pair, comparison.tests))}
${curves(runs)}
${groups.length > 0 && html`<h2>By level and subject</h2><div class="halves">${groups.map(figureBlock)}</div>`}
<h2>Responses</h2><p class="note">In form: the answer stands in a box that closes. Cut: at the longest response allowed. Small: 95% intervals; Wilson's for greedy responses, else bootstrap over problems.</p>${length && html`<div class="halves">${figureBlock(length)}</div>`}${responseTable(runs)}
${exampleSection(examples)}
${setup(runs)}
<footer>Made by pure. Beside each run's eval.json lie problems.jsonl, responses.jsonl and verdicts.jsonl, which every figure is made from; <code>pure eval report</code> with the directories makes this page again.</footer>`,
    STYLE,
  );
}

function legend(runs: readonly ShownRun[]): Markup {
  return html`<ul class="legend">${runs.map(({ name, evaluation }, i) => html`<li>${lineSample(i)}${name}${evaluation.model.name !== name && html` <span class="label">${cap(evaluation.model.name, 120)}</span>`}</li>`)}</ul>`;
}

function figureBlock({ title, note, svg }: EvalFigure): Markup {
  return html`<figure><figcaption><h3>${title}</h3><p class="note">${note}</p></figcaption>${svg}</figure>`;
}

function unlikeNotes({ baseline, run, mismatches, unshared, suites }: PairComparison): Content {
  const notes = [
    ...mismatches.map(
      (one) =>
        html`<b>${run}</b> and <b>${baseline}</b> differ in ${one.setting}: ${one.run} and ${one.baseline}; ${one.consequence}.`,
    ),
    ...(unshared.length > 0 ? [html`Only one of ${run} and ${baseline} has ${unshared.join(", ")}.`] : []),
    ...suites
      .filter(({ shared, problems }) => shared < problems)
      .map(
        ({ suite, shared, problems }) =>
          html`${run} and ${baseline} share ${shared} of ${problems} problems of ${suite}.`,
      ),
  ];
  return notes.map((note) => html`<p class="unequal">${note}</p>`);
}

const MOST_OPEN = 8;

function limits(runs: readonly ShownRun[]): Content {
  const all = runs.flatMap(({ name, evaluation }) =>
    warningsOf(evaluation).map((text) => html`<li>${runs.length > 1 && html`<b>${name}</b>: `}${text}</li>`),
  );
  if (all.length === 0) return null;
  // A long list comes folded, and says how long it is.
  return all.length > MOST_OPEN
    ? html`<details class="limits"><summary>What limits these figures: ${all.length} notes</summary><ul>${all}</ul></details>`
    : html`<div class="limits">What limits these figures<ul>${all}</ul></div>`;
}

/** A line of a table that is by suite and run: the suite's name stands once. */
interface Line {
  suite: string | null;
  run: number;
  cells: Content;
}

function suiteTable(runs: readonly ShownRun[], head: readonly string[], lines: readonly Line[]): Markup {
  const several = runs.length > 1;
  const rows = lines.map(({ suite, run, cells }, i) => {
    const first = i === 0 || lines[i - 1].suite !== suite;
    const kind = suite === null ? "whole" : first ? "first" : "";
    return html`<tr class="${kind}"><th scope="row">${first && (suite ?? "mean over suites")}</th>${several && html`<td>${lineSample(run)}${cap(runs[run].name, 60)}</td>`}${cells}</tr>`;
  });
  return html`<div class="scroll"><table class="compared"><thead><tr><th scope="col">suite</th>${several && html`<th scope="col">run</th>`}${head.map((text) => html`<th scope="col">${text}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

const valueCell = (estimate: Estimate | null, share = true) =>
  html`<td>${estimate === null ? "–" : share ? percent(estimate.value) : decimal(estimate.value, 0)}${estimate && html` <span class="note">${range(estimate, share)}</span>`}</td>`;

function accuracyTable(runs: readonly ShownRun[]): Markup {
  const keys = accuracyKeys(runs);
  const suites = [
    ...new Set(runs.flatMap(({ evaluation }) => resultRows(evaluation).map(({ suite }) => suite))),
  ];
  suites.sort((a, b) => Number(a === null) - Number(b === null));
  const lines = suites.flatMap((suite) =>
    runs.flatMap(({ evaluation }, run): Line[] => {
      const row = resultRows(evaluation).find((one) => one.suite === suite);
      if (!row) return [];
      const problems = row.suite === null ? null : row.results.problems.toLocaleString("en");
      return [
        {
          suite,
          run,
          cells: [
            html`<td>${problems}</td>`,
            ...keys.map((key) => valueCell(estimateOf(row, key), isShare(key))),
          ],
        },
      ];
    }),
  );
  return html`<h2>Accuracy</h2><p class="note">Small: 95% intervals; Wilson's for greedy answers, else bootstrap over problems. Values over k of n samples are exact expectations over all subsets of k. Undecided answers count as wrong; problems with a missing response are left out.</p>${suiteTable(runs, ["problems", ...keys.map(figureLabel)], lines)}`;
}

function responseTable(runs: readonly ShownRun[]): Markup {
  const suites = [
    ...new Set(runs.flatMap(({ evaluation }) => evaluation.results.suites.map(({ suite }) => suite))),
  ];
  const cells = (kind: string, own: GreedyFigures | SampleFigures) => [
    html`<td>${kind}</td><td>${own.truncated.of.toLocaleString("en")}</td>`,
    ...[own.formatted, own.truncated, own.withoutAnswer].map((share) => valueCell(share)),
    html`<td>${own.undecided.toLocaleString("en")}</td><td>${own.missing.toLocaleString("en")}</td>`,
    ...[own.length?.mean, own.length?.median, own.length?.p95].map((one) => valueCell(one ?? null, false)),
  ];
  const lines = suites.flatMap((suite) =>
    runs.flatMap(({ evaluation }, run): Line[] => {
      const found = evaluation.results.suites.find((one) => one.suite === suite);
      return [
        ...(found?.greedy ? [{ suite, run, cells: cells("greedy", found.greedy) }] : []),
        ...(found?.samples ? [{ suite, run, cells: cells("samples", found.samples) }] : []),
      ];
    }),
  );
  const head = [
    "",
    "responses",
    "answer format",
    "cut at the limit",
    "without answer",
    "undecided",
    "missing",
  ];
  return suiteTable(runs, [...head, "tokens, mean", "median", "p95"], lines);
}

function pairTable({ baseline, run, figures }: PairComparison, tests: number): Content {
  const tested = figures.filter(({ p }) => p !== null);
  if (tested.length === 0) return null;
  const bound = (share: number) => signed(share * 100, 1);
  const rows = tested.map(({ suite, figure, problems, difference, split, p, adjusted }, i) => {
    const first = i === 0 || tested[i - 1].suite !== suite;
    const sure = adjusted! < LEVEL;
    const value = bound(difference.value!);
    return html`<tr class="${first ? "first" : ""}"><th scope="row">${first && (suite ?? "mean over suites")}</th><td>${figureLabel(figure)}</td><td>${problems.toLocaleString("en")}</td><td>${sure ? html`<b class="${difference.value! > 0 ? "right" : "wrong"}">${value}</b>` : value} <span class="note">${difference.interval && `${bound(difference.interval[0])} to ${bound(difference.interval[1])}`}</span></td><td>${split && `${split.gained} / ${split.lost}`}</td><td>${pValue(p!).replace(/^p (= )?/, "")}</td><td>${pValue(adjusted!).replace(/^p (= )?/, "")}</td></tr>`;
  });
  const head = ["suite", "figure", "shared problems", "difference", "won / lost", "p", "p, Holm"];
  return html`<h2>${run} less ${baseline}</h2><p class="note">Points, on the problems that both answered. Small: 95% interval, paired bootstrap over problems. Tests are two-sided: of greedy answers the exact sign test (McNemar), else the paired permutation test; Holm's adjustment is over ${tests === 1 ? "this one test" : `all ${tests} tests of this page`}. Bold and coloured: significant at 5% after it.</p><div class="scroll"><table class="compared pairs"><thead><tr>${head.map((text) => html`<th scope="col">${text}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

function curves(runs: readonly ShownRun[]): Content {
  const all = curveFigures(runs);
  if (all.length === 0) return null;
  const notes = Object.values(CURVE_NOTES);
  const grid = (figures: readonly EvalFigure[]) =>
    html`<div class="${figures.length === 2 || figures.length === 4 ? "fours" : "thirds"}">${figures.map(figureBlock)}</div>`;
  const blocks =
    runs.length > 1
      ? all.map(({ suite, figures }) => html`<p class="row-title">${suite}</p>${grid(figures)}`)
      : grid(all.flatMap(({ figures }) => figures));
  return html`<h2>More samples</h2><p class="note">pass@k: ${notes[0]}; maj@k: ${notes[1]}; best-of-k: ${notes[2]}; CoT-pass@k: ${notes[3]}. Bands: 95% intervals, bootstrap over problems.</p>${runs.length > 1 && legend(runs)}${blocks}`;
}

const LONGEST_FIRST = 6000;

function setup(runs: readonly ShownRun[]): Markup {
  const facts = runs.map(({ evaluation }) => new Map(setupFacts(evaluation)));
  const names = [...new Set(facts.flatMap((own) => [...own.keys()]))];
  const row = (name: string) => {
    const values = facts.map((own) => own.get(name) ?? "–");
    const alike = values.every((value) => value === values[0]);
    const cells = alike
      ? html`<td colspan="${values.length}">${cap(values[0], 2000)}</td>`
      : values.map((value) => html`<td>${cap(value, 2000)}</td>`);
    return html`<tr><th scope="row">${name}</th>${cells}</tr>`;
  };
  const prompts = runs.map(({ name, evaluation: { firstPrompt } }) => ({ name, firstPrompt }));
  const shown = prompts.filter(
    ({ firstPrompt }, i) => prompts.findIndex((other) => other.firstPrompt.text === firstPrompt.text) === i,
  );
  return html`<h2>Setup</h2><p class="note">All that the scores depend on; hashes are SHA-256, their first 12 digits; eval.json has the whole.</p><div class="scroll"><table class="setup">${runs.length > 1 && html`<thead><tr><th></th>${runs.map(({ name }, i) => html`<th scope="col">${lineSample(i)}${name}</th>`)}</tr></thead>`}<tbody>${names.map(row)}</tbody></table></div>
${shown.map(
  ({ name, firstPrompt }) =>
    html`<p class="row-title">The prompt of problem ${cap(firstPrompt.problem, 80)} of ${firstPrompt.suite}, to the letter${shown.length > 1 && `, ${name}`}</p><pre class="first">${cap(firstPrompt.text, LONGEST_FIRST)}</pre>`,
)}`;
}
