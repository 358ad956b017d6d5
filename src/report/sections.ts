// The report's sections but for rollouts: headline, figures, solutions side by side, final figures, configuration.
import type {
  EvaluationResult,
  RunSummary,
  SolutionRecord,
  SolutionSide,
  StepMetrics,
} from "../train/records.ts";
import { count, decimal, duration, percent, percentRange, points, pValue, signed } from "../text/format.ts";
import { type Content, html, type Markup } from "./markup.ts";
import { accuracyFigure, evaluations, lineNote, runFigures, supervisedFigures } from "./run-figures.ts";
import type { RunFiles } from "../eval/run-files.ts";
import { REWARD_CLASSES, rewardClass, weakestStep } from "./strip.ts";
import { cap } from "../text/text.ts";

const LONGEST_PROMPT = 2000;
const LONGEST_STEP = 1500;
const MOST_STEPS = 60;
const SOLUTIONS_SHOWN = 2;
const MOST_SOLUTIONS = 30;

/** The first and the last held-out evaluation of a run, finished or not. */
function ends(run: RunFiles): { before: EvaluationResult; after: EvaluationResult } | null {
  if (run.summary) return run.summary;
  const held = evaluations(run.metrics, null);
  return held.length ? { before: held[0].result, after: held[held.length - 1].result } : null;
}

/** Headline result: accuracy before → after with intervals and the sign test, beside the accuracy over steps. */
export function headline(run: RunFiles): Markup {
  const result = ends(run);
  const { summary } = run;
  if (!result && run.supervised.length > 0) return html``;
  if (!result) {
    return html`<section class="headline"><p class="what">No held-out evaluation yet.</p></section>`;
  }
  const { before, after } = result;
  const evaluated = evaluations(run.metrics, summary);
  const test = summary?.signTest;
  return html`<section class="headline">
<div>
<p class="what">Held-out accuracy, ${summary ? "before and after training" : "first and latest evaluation"}</p>
<p class="big"><span class="from">${percent(before.accuracy, 0)}</span><span class="arrow">→</span><span class="to">${percent(after.accuracy, 0)}</span></p>
<p class="intervals">95% intervals ${percentRange(before.interval)} and ${percentRange(after.interval)}</p>
<p class="change"><b>${points(before.accuracy, after.accuracy)}</b> on ${count(after.problems, "problem")}.${
    test &&
    html` ${test.gained} newly right, ${test.lost} newly wrong: sign test <b>${pValue(test.p)}</b> (two-sided).`
  }</p>
</div>
<figure><figcaption><h3>Held-out accuracy</h3><p class="note">against training steps; band: 95% interval${run.alarms.length > 0 && "; dotted line: an alarm sets in"}</p></figcaption>
<div class="wide">${accuracyFigure(evaluated, { width: 720, height: 270 }, run.alarms)}</div>
<div class="narrow">${accuracyFigure(evaluated, { width: 380, height: 230 }, run.alarms)}</div></figure>
</section>`;
}

/** Every other figure, in rows of three. */
export function figures(run: RunFiles): Content {
  const records = run.metrics.length > 0 ? run.metrics : run.supervised;
  if (records.length === 0) return html`<h2>Training</h2><p class="note">No training step yet.</p>`;
  const rows =
    run.metrics.length > 0 ? runFigures(run.metrics, run.alarms) : supervisedFigures(run.supervised);
  return html`<h2>Training</h2><p class="note">${lineNote(records)}</p>${rows.map(
    (row) =>
      html`<p class="row-title">${row.title}</p><div class="row">${row.figures.map(
        (figure) =>
          html`<figure><figcaption><h3>${figure.title}</h3><p class="note">${figure.note}</p></figcaption>${figure.svg}</figure>`,
      )}</div>`,
  )}`;
}

/** The key to the colours of steps. */
export function rewardKey(): Markup {
  const swatches = Array.from({ length: REWARD_CLASSES }, (_, i) => html`<span class="swatch c${i}"></span>`);
  return html`<p class="key">process reward <span class="ends">−1</span><span class="swatches">${swatches}</span><span class="ends">+1</span></p>`;
}

/** Steps as a list coloured by process reward, the weakest marked; `facts` adds a line to each step. */
export function stepList(
  steps: readonly { text: string; reward: number | null }[],
  facts?: (index: number) => Content,
): Markup {
  const weakest = steps.length > 1 ? weakestStep(steps) : -1;
  const items = steps.slice(0, MOST_STEPS).map(({ text, reward }, i) => {
    const color = reward === null ? "" : ` c${rewardClass(reward)}`;
    return html`<li class="${i === weakest ? "weakest" : ""}${color}"><span class="reward">${signed(reward)}</span><span class="text"><span class="mono">${
      cap(text, LONGEST_STEP).trim() || "(blank)"
    }</span>${i === weakest && html`<span class="pill">weakest step</span>`}</span>${
      facts && html`<span class="facts">${facts(i)}</span>`
    }</li>`;
  });
  return html`<ol class="steps">${items}</ol>${
    steps.length > MOST_STEPS && html`<p class="note">… ${count(steps.length - MOST_STEPS, "more step")}</p>`
  }`;
}

/** One response to a held-out problem: whether it is right, and its steps. */
export function side(title: Content, solution: SolutionSide): Markup {
  const answered = solution.answer === null ? "no answer" : `answered ${cap(solution.answer, 80)}`;
  return html`<div class="side"><h3>${title} <span class="verdict ${solution.correct ? "right" : "wrong"}">${
    solution.correct ? "✓ right" : "✗ wrong"
  }, ${answered}</span></h3>${stepList(solution.steps)}</div>`;
}

function solution(record: SolutionRecord): Markup {
  return html`<div class="problem"><p class="label">Problem ${cap(record.problem, 80)}, reference answer ${cap(record.reference, 120)}</p>
<p class="prompt mono">${cap(record.prompt, LONGEST_PROMPT)}</p>
<div class="sides">${side("Before", record.before)}${side("After", record.after)}</div></div>`;
}

/** Held-out solutions before and after training. */
export function solutions(summary: RunSummary | null): Content {
  if (!summary?.solutions.length) return null;
  const records = summary.solutions.slice(0, MOST_SOLUTIONS);
  const more = records.slice(SOLUTIONS_SHOWN);
  return html`<h2>Solutions before and after</h2><p class="note">Held-out problems. Each step carries its process reward; the weakest step is the one that min-form credit goes by.</p>${rewardKey()}
${records.slice(0, SOLUTIONS_SHOWN).map(solution)}${
  more.length > 0 &&
  html`<details class="more"><summary>${count(more.length, "more problem")}</summary>${more.map(solution)}</details>`
}`;
}

/** The table of final figures. */
export function finalFigures(run: RunFiles): Content {
  const result = ends(run);
  if (!result) return null;
  const { before, after } = result;
  const { summary } = run;
  const accuracy = (e: EvaluationResult) =>
    html`<b>${percent(e.accuracy)}</b> <span class="note">${percentRange(e.interval)}</span>`;
  const row = (name: string, a: Content, b: Content, change: Content) =>
    html`<tr><th scope="row">${name}</th><td>${a}</td><td>${b}</td><td>${change}</td></tr>`;
  return html`<h2>Final figures</h2>
<div class="scroll"><table><thead><tr><th scope="col">${count(after.problems, "held-out problem")}</th><th scope="col">${summary ? "before" : "first"}</th><th scope="col">${summary ? "after" : "latest"}</th><th scope="col">change</th></tr></thead><tbody>
${row("Accuracy (95% interval)", accuracy(before), accuracy(after), points(before.accuracy, after.accuracy))}
${row("Response length, tokens", decimal(before.meanLength, 1), decimal(after.meanLength, 1), signed(after.meanLength - before.meanLength, 1))}
${row("Steps a response", decimal(before.meanSteps, 1), decimal(after.meanSteps, 1), signed(after.meanSteps - before.meanSteps, 1))}
${row("Without an answer", percent(before.noAnswerShare), percent(after.noAnswerShare), points(before.noAnswerShare, after.noAnswerShare))}${before.undecided || after.undecided ? row("Undecided, counted as wrong", before.undecided, after.undecided, null) : null}
</tbody></table></div>
${summary && runFacts(summary, run.metrics)}`;
}

function runFacts(summary: RunSummary, metrics: readonly StepMetrics[]): Markup {
  const { signTest, seconds, prm } = summary;
  const row = (name: string, value: Content) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`;
  const tokens = metrics.reduce((sum, m) => sum + m.responseTokens, 0);
  const skipped = metrics.filter((m) => m.update !== "applied").length;
  return html`<div class="scroll"><table><tbody>
${row("Sign test", html`${signTest.gained} newly right, ${signTest.lost} newly wrong, ${pValue(signTest.p)}`)}
${row("Time", html`${duration(seconds.total)} in all: sampling ${duration(seconds.sampling)}, scoring ${duration(seconds.scoring)}, updating ${duration(seconds.updating)}`)}
${row("Trained on", `${count(summary.steps, "step")}, ${tokens.toLocaleString("en")} response tokens`)}
${skipped > 0 && row("Updates skipped", `${skipped} of ${metrics.length}`)}
${prm && row("Process reward model, held out", `AUC ${decimal(prm.auc, 3)}, accuracy ${percent(prm.accuracy)}, loss ${decimal(prm.loss, 3)}${prm.ece === undefined ? "" : `, calibration error ${decimal(prm.ece, 3)}`}`)}
</tbody></table></div>`;
}

function flatten(value: unknown, key: string, into: [string, string][]): void {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    for (const [name, inner] of Object.entries(value)) flatten(inner, key ? `${key}.${name}` : name, into);
  } else into.push([key, typeof value === "string" ? value : JSON.stringify(value)]);
}

/** The resolved configuration, by section. */
export function configuration(config: unknown): Content {
  if (typeof config !== "object" || config === null) return null;
  const entries = Object.entries(config);
  const nested = entries.filter(([, v]) => typeof v === "object" && v !== null && !Array.isArray(v));
  const top = entries.filter(([, v]) => !(typeof v === "object" && v !== null && !Array.isArray(v)));
  const block = (title: string, value: unknown) => {
    const pairs: [string, string][] = [];
    flatten(value, "", pairs);
    return html`<section><h3>${title}</h3><dl>${pairs.map(
      ([key, text]) => html`<dt>${key}</dt><dd class="mono">${cap(text, 300)}</dd>`,
    )}</dl></section>`;
  };
  return html`<h2>Configuration</h2><div class="config">${top.length > 0 && block("run", Object.fromEntries(top))}${nested.map(
    ([key, value]) => block(key, value),
  )}</div>`;
}
