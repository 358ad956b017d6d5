// The report of a process reward model's evaluation: one HTML file that opens offline, as a run's report does. Its
// figures are prm-figures.ts's, the mistakes prm-mistakes.ts's.
import { AGGREGATIONS, type BestOfNResult, PICKS } from "../eval/best-of-n.ts";
import type { PrmEvaluation, RankedSet, StepSet } from "../eval/prm-eval.ts";
import type { FirstErrorResult } from "../eval/prm-first-error.ts";
import type { Estimate } from "../eval/prm-intervals.ts";
import type { Mistakes } from "../eval/prm-mistakes.ts";
import { isServer } from "../http.ts";
import { COLORS } from "./figures.ts";
import { count, decimal, percent, percentRange, short, signed } from "../text/format.ts";
import { type Content, html, type Markup } from "./markup.ts";
import { htmlPage } from "./page.ts";
import { bestOfNFigure, PICK_LOOKS, type PrmFigure, SET_NAMES, stepSetFigures } from "./prm-figures.ts";
import { mistakeSections } from "./prm-mistakes.ts";
import {
  CORRELATION_MEANS,
  correlation,
  RANKING_MEANS,
  rankingFinding,
  rankingInterval,
} from "./prm-ranking.ts";
import { configuration } from "./sections.ts";

const STYLE = `
h1 { overflow-wrap: anywhere; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 180px), 1fr)); gap: 20px 32px; margin-top: 28px; border-top: 1px solid var(--rule); padding-top: 22px; }
.tile .value { font-size: 38px; line-height: 1.15; font-weight: 700; letter-spacing: -0.03em; color: var(--blue); }
.tile .what { font-size: 14px; } .tile .note { font-size: 13px; }
.compared th, .compared td { white-space: nowrap; }
.compared td .note { display: block; white-space: nowrap; }
.compared tr.whole th, .compared tr.whole td { border-top: 1px solid var(--muted); font-weight: 650; }
.compared tr.whole td .note { font-weight: 400; }
svg.sample { display: inline-block; width: 26px; height: 8px; margin-right: 8px; vertical-align: 1px; }
figure.curves { margin-top: 18px; max-width: 900px; }
.files { font-size: 14px; } .files td { overflow-wrap: anywhere; }
ol.steps li.shown { outline: 2px solid var(--edge); outline-offset: -1px; }
@media (max-width: 620px) { .curves { overflow-x: auto; } .curves svg { min-width: 620px; } }
`;

/** The report as HTML. */
export function renderPrmReport(evaluation: PrmEvaluation, mistakes: Mistakes): string {
  const { scoredBy, settings, processBench, labelled, steps, ranking, bestOfN } = evaluation;
  return htmlPage(
    `${scoredBy.prm}: process reward model evaluation`,
    html`<header><p class="kicker">Process reward model, evaluation</p><h1>${scoredBy.prm}</h1></header>
${tiles(evaluation)}
${evaluation.notes.map((note) => html`<p class="note" style="margin-top:14px">${note}</p>`)}
${processBench && firstErrors(processBench, "processBench")}
${labelled && firstErrors(labelled, "labelled")}
${steps.length > 0 && stepTable(steps)}
${steps.filter(({ subset }) => subset === null).map((set) => stepFigureRow(set, evaluation[set.set]))}
${ranking.length > 0 && rankingSection(ranking, settings.temperature)}
${bestOfN && bestOfNSection(bestOfN)}
${mistakeSections(mistakes)}
${configuration({ ...settings, stepSeparator: JSON.stringify(settings.stepSeparator), reading: readingOf(scoredBy.reading) })}
${fileTable(evaluation)}
<footer>Made by pure prm eval. eval.json holds every figure, scores.jsonl every step score; <code>pure prm eval --scores scores.jsonl</code> with the same data makes this page again without the model.</footer>`,
    STYLE,
  );
}

/** A reading with its line feeds to be seen. */
function readingOf(reading: object): object {
  return Object.fromEntries(Object.entries(reading).map(([key, value]) => [key, JSON.stringify(value)]));
}

function interval({ interval: range }: Estimate, form: (range: readonly [number, number]) => string): string {
  return range === null ? "no interval" : form(range);
}

const range3 = ([low, high]: readonly [number, number]) => `${decimal(low, 3)}–${decimal(high, 3)}`;

/** F1 and accuracies as the benchmarks write them: of 100, without the sign. */
const points = (value: number | null) => decimal(value === null ? null : value * 100, 1);
const pointsRange = ([low, high]: readonly [number, number]) =>
  `${decimal(low * 100, 1)}–${decimal(high * 100, 1)}`;

function tileInterval(estimate: Estimate, form: (range: readonly [number, number]) => string): string {
  return estimate.interval === null ? "no interval" : `95% interval ${form(estimate.interval)}`;
}

/** The few figures that sum the model up. */
function tiles({ processBench, labelled, steps, ranking, bestOfN }: PrmEvaluation): Markup {
  const tile = (what: string, value: string, note: string) =>
    html`<div class="tile"><p class="what">${what}</p><p class="value">${value}</p><p class="note">${note}</p></div>`;
  const first = (result: FirstErrorResult | null, what: string) => {
    if (!result) return null;
    const mean = result.subsets.length > 1 ? `mean of ${result.subsets.length} subsets; ` : "";
    return tile(what, points(result.meanF1.value), mean + tileInterval(result.meanF1, pointsRange));
  };
  const whole = steps.filter(({ subset }) => subset === null);
  const set = whole.find((one) => one.set === "labelled") ?? whole[0];
  // Sampled responses, the last set, are what training ranks.
  const ranked = ranking.findLast(({ value }) => value !== null);
  const last = bestOfN ? bestOfN.sizes.length - 1 : 0;
  return html`<section class="tiles">${first(processBench, "ProcessBench F1")}${first(labelled, "First-error F1, labelled steps")}${
    set && [
      tile(
        `AUC, ${SET_NAMES[set.set]}`,
        decimal(set.figures.auc.value, 3),
        tileInterval(set.figures.auc, range3),
      ),
    ]
  }${
    ranked &&
    tile(
      `Ranking within problems, ${SET_NAMES[ranked.set]}`,
      decimal(ranked.value, 3),
      tileInterval(ranked, range3),
    )
  }${
    set && [
      tile(
        `Calibration error, ${SET_NAMES[set.set]}`,
        decimal(set.figures.calibrationError.value, 3),
        tileInterval(set.figures.calibrationError, range3),
      ),
    ]
  }${
    bestOfN &&
    last > 0 &&
    tile(
      `Best of ${bestOfN.sizes[last]}, soft min`,
      percent(bestOfN.curves.softMin[last].value),
      `majority ${percent(bestOfN.curves.majority[last].value)}, pass@1 ${percent(bestOfN.curves.pass[0].value)}`,
    )
  }</section>`;
}

function cell(estimate: Estimate, form: "points" | "plain"): Markup {
  const [value, range] =
    form === "points"
      ? [points(estimate.value), interval(estimate, pointsRange)]
      : [decimal(estimate.value, 3), interval(estimate, range3)];
  return html`<td>${value}${estimate.value !== null && html` <span class="note">${range}</span>`}</td>`;
}

function table(head: readonly string[], rows: Content): Markup {
  return html`<div class="scroll"><table class="compared"><thead><tr>${head.map((text) => html`<th scope="col">${text}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** How the threshold came about, in words. */
function thresholdNote({ threshold, chosenOn }: FirstErrorResult): string {
  if (chosenOn === null) return `A step is taken for wrong where p(good) < ${short(threshold)}.`;
  return `A step is taken for wrong where p(good) < ${decimal(threshold, 4)}, the threshold with the highest F1 on ${chosenOn}; so the figures of ${chosenOn} itself are picked on what measures them.`;
}

function firstErrors(result: FirstErrorResult, set: StepSet["set"]): Markup {
  const rows = result.subsets.map(
    ({ subset, solutions, erroneous, correct, f1 }) =>
      html`<tr><th scope="row">${subset}</th><td>${solutions.toLocaleString("en")}</td>${[
        erroneous,
        correct,
      ].map(
        (side) =>
          html`<td>${points(side.value)} <span class="note">${side.interval && `${pointsRange(side.interval)}, `}${side.count} of ${side.of}</span></td>`,
      )}${cell(f1, "points")}</tr>`,
  );
  const total = result.subsets.reduce((sum, { solutions }) => sum + solutions, 0);
  const mean =
    result.subsets.length > 1 &&
    html`<tr class="whole"><th scope="row">mean of subsets</th><td>${total.toLocaleString("en")}</td><td></td><td></td>${cell(result.meanF1, "points")}</tr>`;
  const title = set === "processBench" ? "ProcessBench" : "First errors of labelled steps";
  return html`<h2>${title}</h2><p class="note">Accuracy on solutions with an error (the first wrong step found exactly) and on right ones (no step taken for wrong), and F1, their harmonic mean, of 100. ${thresholdNote(result)} Small: 95% intervals; accuracies Wilson's, F1 by bootstrap over problems (none where every draw agrees).</p>
${table(["subset", "solutions", "with an error", "right", "F1"], [rows, mean])}`;
}

function stepTable(steps: readonly StepSet[]): Markup {
  const head = [
    "steps of",
    "good",
    "bad",
    "accuracy",
    "F1 good",
    "F1 bad",
    "PRMScore",
    "AUC",
    "calibration error",
    "Brier",
  ];
  const row = ({ set, subset, figures: f }: StepSet) => {
    const alone = !steps.some((other) => other.set === set && other.subset !== null);
    const name = subset ?? (alone ? SET_NAMES[set] : `${SET_NAMES[set]}, all`);
    return html`<tr class="${subset === null && !alone ? "whole" : ""}"><th scope="row">${name}</th><td>${f.good.toLocaleString("en")}</td><td>${f.bad.toLocaleString("en")}</td>${[f.accuracy, f.f1Good, f.f1Bad, f.prmScore].map((one) => cell(one, "points"))}${[f.auc, f.calibrationError, f.brier].map((one) => cell(one, "plain"))}</tr>`;
  };
  const soft = steps
    .filter(({ subset }) => subset === null)
    .reduce((sum, { figures }) => sum + figures.soft, 0);
  return html`<h2>Single steps</h2><p class="note">Each labelled step by itself. PRMScore is the mean of F1 with good and with bad steps as the positive kind (PRMBench). Of ProcessBench the steps up to the first error count, for of later ones nothing is known. ${
    soft > 0 &&
    `${count(soft, "label")} between 0 and 1: good from ½ on, in calibration and Brier score as they are. `
  }Small: 95% intervals by bootstrap over problems, none where every draw agrees.</p>
${table(head, steps.map(row))}`;
}

function rankingSection(sets: readonly RankedSet[], temperature: number): Markup {
  const rows = sets.map(
    (one) =>
      html`<tr><th scope="row">${SET_NAMES[one.set]}</th><td>${decimal(one.value, 3)}${one.value !== null && html` <span class="note">${rankingInterval(one) ?? "no interval"}</span>`}</td><td>${correlation(one)}</td><td>${one.pairs.toLocaleString("en")}</td><td>${one.problems.toLocaleString("en")}</td><td>${rankingFinding(one)}</td></tr>`,
  );
  return html`<h2>Ranking within problems</h2><p class="note">Ranking: ${RANKING_MEANS}. This is what training uses of a model. AUC compares steps of different problems too, and is high also where a model likes some problems, or some kinds of step, better than others. Responses are right by their answers; labelled solutions too where the file says so, else where no step is bad. ${CORRELATION_MEANS} (T = ${short(temperature)}). Only problems that have both kinds count. Small: 95% intervals by bootstrap over problems.</p>
${table(["", "ranking", "r", "pairs", "problems", ""], rows)}`;
}

function figureBlock({ title, note, svg }: PrmFigure): Markup {
  return html`<figure><figcaption><h3>${title}</h3><p class="note">${note}</p></figcaption>${svg}</figure>`;
}

function stepFigureRow(set: StepSet, result: FirstErrorResult | null): Markup {
  return html`<p class="row-title">${SET_NAMES[set.set]}, ${count(set.figures.solutions, "solution")}, ${count(set.figures.steps, "labelled step")}</p><div class="row">${stepSetFigures(set, result).map(figureBlock)}</div>${
    result && falseAlarmNote(result)
  }`;
}

function falseAlarmNote({ subsets, falseAlarms }: FirstErrorResult): Content {
  const right = subsets.reduce((sum, { correct }) => sum + correct.of, 0);
  if (right === 0) return null;
  const share = `${falseAlarms.toLocaleString("en")} of ${count(right, "right solution")}`;
  return html`<p class="note" style="margin-top:12px">A step was taken for wrong in ${share}.</p>`;
}

function bestOfNSection(result: BestOfNResult): Markup {
  const { sizes, curves, overMajority } = result;
  const sample = (pick: (typeof PICKS)[number]) => {
    const { color, dash } = PICK_LOOKS[pick];
    return html`<svg class="sample" viewBox="0 0 26 8" width="26" height="8" aria-hidden="true"><path d="M1,4H25" style="fill:none;stroke:${COLORS[color]}" stroke-width="3"${dash !== "none" && html` stroke-dasharray="${dash}"`}/></svg>`;
  };
  const named = (pick: (typeof PICKS)[number]) =>
    html`<th scope="row">${sample(pick)}${PICK_LOOKS[pick].label}</th>`;
  const rows = PICKS.map(
    (pick) =>
      html`<tr>${named(pick)}${curves[pick].map((one) => html`<td>${percent(one.value)} <span class="note">${interval(one, percentRange)}</span></td>`)}</tr>`,
  );
  const bound = (share: number) => signed(share * 100, 1);
  const differences = AGGREGATIONS.map(
    (how) =>
      html`<tr>${named(how)}${overMajority[how]
        .slice(1)
        .map(
          (one) =>
            html`<td>${one.value === null ? "–" : bound(one.value)} <span class="note">${interval(one, ([low, high]) => `${bound(low)} to ${bound(high)}`)}</span></td>`,
        )}</tr>`,
  );
  const head = sizes.map((size) => `N = ${size}`);
  const odd = [
    [result.leftOut, "problem", `left out, with fewer than ${sizes[sizes.length - 1]} responses`],
    [result.withoutAnswer, "response", "without an answer (wrong; no vote, ranked last)"],
    [result.withoutSteps, "response", "without a step (ranked last)"],
    [result.undecided, "response", "whose answer could not be compared (wrong)"],
  ] as const;
  const said = odd.flatMap(([n, noun, what]) => (n > 0 ? [`${count(n, noun)} ${what}`] : []));
  return html`<h2>Best-of-N</h2><p class="note">${count(result.problems, "problem")}, ${count(result.responses, "response")}, ${percent(result.correct / result.responses)} of them right${said.length > 0 && `; ${said.join("; ")}`}. Of N responses the one whose steps score highest answers: by the least p(good), their product, their mean, the last, or PURE's soft minimum (T = ${short(result.temperature)}), against the most frequent answer, the same weighted by the least p(good), and any right one (pass@N). Expectations over all subsets of N, exactly; only the weighted vote draws 200 subsets of a problem where it has more than 1,000. At N = 1 each is a random choice. Small: 95% intervals by bootstrap over problems.</p>
${
  sizes.length > 1
    ? html`<figure class="curves">${bestOfNFigure(result).svg}</figure>`
    : html`<p class="note">Nine in ten problems have fewer than 2 responses: there is nothing to choose from.</p>`
}
${table(["picked by", ...head], rows)}
${
  sizes.length > 1 &&
  html`<p class="row-title">Less majority vote on the same problems, points</p>${table(["picked by", ...head.slice(1)], differences)}`
}`;
}

function fileTable({ scoredBy, files }: PrmEvaluation): Markup {
  const row = (kind: string, path: string, sha256: string) =>
    html`<tr><th scope="row">${kind}</th><td class="mono">${path}</td><td class="mono">${sha256}</td></tr>`;
  return html`<h2>Files</h2><p class="note">SHA-256 of what was read${isServer(scoredBy.prm) && "; the model's own files are not at hand, behind a server"}.</p><div class="scroll"><table class="files"><tbody>${scoredBy.files.map(({ path, sha256 }) => row("model", path, sha256))}${files.map(({ kind, path, sha256 }) => row(kind, path, sha256))}</tbody></table></div>`;
}
