// The report of a comparison: one HTML file that opens offline, as a run's report does, without script or anything
// loaded. Its figures are comparison-figures.ts's, its side-by-sides comparison-examples.ts's.
import { basename, resolve } from "node:path";
import type { Comparison, PairResult, VariantResult } from "../eval/comparison.ts";
import { creditOfRollouts, sameProblem } from "./comparison-examples.ts";
import {
  accuracyBands,
  bandNote,
  type ComparisonFigure,
  lineSample,
  trainingBands,
} from "./comparison-figures.ts";
import { count, decimal, duration, percent, percentRange, points, pValue, signed } from "../text/format.ts";
import { type Content, html, type Markup } from "./markup.ts";
import { htmlPage } from "./page.ts";
import { configuration } from "./sections.ts";

/** CSS of curves side by side, and of their legend. */
export const COMPARISON_STYLE = `
.pairwise { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 30px 44px; margin-top: 18px; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 22px; margin: 10px 0 0; padding: 0; list-style: none; font-size: 14px; }
svg.sample { display: inline-block; width: 26px; height: 8px; margin-right: 8px; vertical-align: 1px; }
.arms { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr)); gap: 20px 32px; }
.compared td, .compared th { white-space: nowrap; padding-right: 18px; }
.compared td span.line { display: block; }
.forms td { white-space: nowrap; font-size: 14px; } .forms td.mono { white-space: pre-wrap; overflow-wrap: anywhere; min-width: 14ch; }
.forms td.tint { background: color-mix(in srgb, var(--edge) 24%, var(--paper)); padding-left: 10px; border-left: 3px solid var(--paper); }
.forms tr.weakest th, .forms tr.weakest td.mono { font-weight: 660; }
.unequal { margin-top: 10px; padding: 8px 14px; border-left: 4px solid var(--orange); background: var(--panel); font-size: 14px; overflow-wrap: anywhere; }
@media (max-width: 900px) { .pairwise { grid-template-columns: minmax(0, 1fr); } }
`;

/** The report as HTML, and its figures for files of their own. */
export function renderComparison(comparison: Comparison): { page: string; figures: ComparisonFigure[] } {
  const { directory, record, runs, variants } = comparison;
  const name = basename(resolve(directory));
  const accuracy = accuracyBands(comparison);
  const training = trainingBands(comparison);
  const wanted = record.variants.length * record.seeds.length;
  const status = `Comparison ${name}, ${count(record.seeds.length, "seed")} (${record.seeds.join(", ")}), ${
    runs.length === wanted ? count(wanted, "run") : `unfinished: ${runs.length} of ${count(wanted, "run")}`
  }`;
  const names = record.variants.map((variant) => variant.name);
  const title = names.length === 2 ? names.join(" and ") : `${names.length} variants`;
  const body =
    runs.length === 0
      ? html`<p class="note">No run is finished yet.</p>`
      : html`${budget(comparison)}
${headlineTable(comparison)}
${pairTable(comparison.pairs)}
<h2>Curves</h2><p class="note">${bandNote(comparison)}</p>${legend(variants)}
<div class="pairwise">${[...(accuracy ? [accuracy] : []), ...training].map(figureBlock)}</div>
${sameProblem(comparison)}
${creditOfRollouts(comparison)}
<h2>The configuration under the variants</h2><p class="note">That of ${runs[0].variant}, seed ${runs[0].seed}; what differs: ${differing(comparison)}.</p>
${configuration(runs[0].config)}`;
  const page = htmlPage(
    `${name}: PURE comparison`,
    html`<header><p class="kicker">${status}</p><h1>${title}</h1></header>
${body}
<footer>Made by pure from comparison.json and the files of the runs; <code>pure report ${directory}</code> makes it again. Each run has a report of its own: <code>pure report ${directory}/VARIANT/seed-N</code>.</footer>`,
    COMPARISON_STYLE,
  );
  return { page, figures: [...(accuracy ? [accuracy] : []), ...training] };
}

function figureBlock({ title, note, svg }: ComparisonFigure): Markup {
  return html`<figure><figcaption><h3>${title}</h3><p class="note">${note}</p></figcaption>${svg}</figure>`;
}

function legend(variants: readonly VariantResult[]): Markup {
  return html`<ul class="legend">${variants.map(({ name }, i) => html`<li>${lineSample(i)}${name}</li>`)}</ul>`;
}

/** The keys that variants set, and the seed. */
function differing({ record }: Comparison): string {
  return [...new Set(record.variants.flatMap(({ set }) => Object.keys(set))), "train.seed", "run"].join(", ");
}

function setting(config: unknown, key: string): unknown {
  const step = (value: unknown, part: string) => (value as Record<string, unknown> | undefined)?.[part];
  return key.split(".").reduce<unknown>(step, config);
}

/** What is equal for all, and what is not because a variant sets it. */
function budget({ runs, record }: Comparison): Markup {
  const of = (key: string) => {
    if (record.unequal.some((entry) => entry.key === key)) return "(varied)";
    const values = new Set(runs.map(({ config }) => String(setting(config, key))));
    return values.size === 1 ? [...values][0] : "(each seed its own)";
  };
  const path = (what: string, key: string) =>
    of(key) !== "null" && html`; ${what} <span class="mono">${of(key)}</span>`;
  return html`<p class="lead">Equal for all: ${of("train.steps")} steps of ${of("sampling.promptsPerStep")} prompts × ${of("sampling.samplesPerPrompt")} responses of up to ${of("sampling.maxTokens")} tokens${path("warm start", "model.source")}${path("process reward model", "reward.prm")}${path("problems", "data.source")}.</p>
${record.unequal.map(
  ({ key, values }) =>
    html`<p class="unequal"><b>Not equal, because it was varied:</b> <span class="mono">${key}</span> is ${values
      .map((value, v) => `${JSON.stringify(value)} for ${record.variants[v]?.name}`)
      .join(", ")}.</p>`,
)}`;
}

function headlineTable({ variants, level, runs }: Comparison): Markup {
  const head = [
    "variant",
    "before",
    "final",
    "95% interval",
    "best",
    `reaches ${percent(level)}`,
    "length",
    "steps",
    "no answer",
    "KL",
    "time a seed",
  ];
  const row = (v: VariantResult, i: number) => html`<tr><th scope="row">${lineSample(i)}${v.name}</th>
<td>${percent(v.before)}</td><td><b>${percent(v.final)}</b>${
    v.seeds.length > 1 &&
    html` <span class="note">${v.seeds.map(({ final }) => decimal(final * 100, 1)).join(", ")}</span>`
  }</td><td>${percentRange(v.interval)}</td><td>${percent(v.best.accuracy)} <span class="note">step ${v.best.step}</span></td>
<td>${v.reached === null ? "–" : `step ${v.reached}`}</td><td>${decimal(v.meanLength, 1)}</td><td>${decimal(v.meanSteps, 1)}</td><td>${percent(v.noAnswerShare)}</td><td>${decimal(v.kl, 4)}</td><td>${duration(v.seconds)}</td></tr>`;
  const problems = [...new Set(runs.map(({ summary }) => summary.after.problems))].join(" or ");
  return html`<h2>Held-out accuracy</h2><p class="note">One greedy response to each of ${problems} held-out problems, means over seeds (small: each seed). 95% interval of the final accuracy: bootstrap over seeds, then problems. Best: over the evaluated steps, so picked on the problems that measure it. Length (tokens), steps and share without an answer are of the final evaluation, KL (nats a token) of the last training step.</p>
<div class="scroll"><table class="compared"><thead><tr>${head.map((text) => html`<th scope="col">${text}</th>`)}</tr></thead><tbody>${variants.map(row)}</tbody></table></div>`;
}

function pairTable(pairs: readonly PairResult[]): Content {
  if (pairs.length === 0) return null;
  const bound = (share: number) => signed(share * 100, 1);
  const row = (
    pair: PairResult,
  ) => html`<tr><th scope="row">${pair.b} less ${pair.a}</th><td><b>${points(0, pair.difference)}</b></td>
<td>${bound(pair.interval[0])} to ${bound(pair.interval[1])}</td><td>${pair.seeds.map(
    ({ seed, difference, gained, lost, p }) =>
      html`<span class="line">seed ${seed}: ${bound(difference)} (${gained} won, ${lost} lost, ${pValue(p)})</span>`,
  )}</td></tr>`;
  const many =
    pairs.length > 1
      ? ` Of ${pairs.length} such intervals about one in twenty misses the truth by chance alone.`
      : "";
  return html`<h2>Differences on the same problems</h2><p class="note">Final accuracy of one variant less the other's, points, paired by seed and problem; 95% interval: bootstrap over seeds, then problems; with few seeds it is too narrow. By seed: problems won and lost, and the exact two-sided sign test.${many}</p>
<div class="scroll"><table class="compared"><thead><tr><th scope="col">variants</th><th scope="col">difference</th><th scope="col">95% interval</th><th scope="col">by seed</th></tr></thead><tbody>${pairs.map(row)}</tbody></table></div>`;
}
