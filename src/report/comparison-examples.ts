// What a comparison shows of responses: the same held-out problem as each variant answers it, and the same rollouts
// under each form of credit.
import { minForm, minFormStrict, sumForm, survivalForm } from "../credit/forms.ts";
import type { Comparison, ComparisonRun } from "../eval/comparison.ts";
import { smallest } from "../statistics.ts";
import type { HeldOutRecord } from "../train/records.ts";
import { lineSample } from "./comparison-figures.ts";
import { count, percent, signed } from "../text/format.ts";
import { type Content, html, type Markup } from "./markup.ts";
import type { Rollout } from "../eval/run-files.ts";
import { rewardKey, side } from "./sections.ts";
import { rewardClass, weakestStep } from "./strip.ts";
import { cap } from "../text/text.ts";

const LONGEST_PROMPT = 2000;
const LONGEST_STEP = 600;
const PROBLEMS_OPEN = 3;
const MOST_PROBLEMS = 15;
const MOST_STEPS = 24;

/** The final runs of one seed, one a variant, on the same problems; the first seed that most variants have. */
function runsOfOneSeed({ runs, record, variants }: Comparison): ComparisonRun[] {
  const key = ({ solutions }: ComparisonRun) => solutions.map(({ problem }) => problem).join("\n");
  let most: ComparisonRun[] = [];
  for (const seed of record.seeds) {
    const own = variants.flatMap(
      ({ name }) => runs.find((run) => run.variant === name && run.seed === seed) ?? [],
    );
    const same = own.filter((run) => key(run) === key(own[0]));
    if (same.length > most.length) most = same;
  }
  return most;
}

/** Held-out problems answered by each variant: those they disagree on first, with the most steps. */
export function sameProblem(comparison: Comparison): Content {
  const runs = runsOfOneSeed(comparison);
  if (runs.length < 2) return null;
  const problems = runs[0].solutions.map((_, i) => runs.map(({ solutions }) => solutions[i]));
  const disagreed = (answers: readonly HeldOutRecord[]) =>
    new Set(answers.map(({ correct }) => correct)).size > 1;
  const steps = (answers: readonly HeldOutRecord[]) =>
    Math.max(...answers.map((answer) => answer.steps.length));
  const rank = (answers: readonly HeldOutRecord[]) =>
    (disagreed(answers) ? 1000 : 0) + Math.min(steps(answers), 999);
  const shown = problems.toSorted((a, b) => rank(b) - rank(a)).slice(0, MOST_PROBLEMS);
  const block = (answers: readonly HeldOutRecord[]) => problemBlock(comparison, runs, answers);
  const rest = shown.slice(PROBLEMS_OPEN);
  return html`<h2>The same problem, each variant</h2><p class="note">Final greedy responses of seed ${runs[0].seed}. The variants disagree on ${percent(problems.filter(disagreed).length / problems.length)} of the held-out problems; those come first, so these are not typical ones. The weakest step is the one that min-form credit goes by.</p>${rewardKey()}
${shown.slice(0, PROBLEMS_OPEN).map(block)}${
  rest.length > 0 &&
  html`<details class="more"><summary>${count(rest.length, "more problem")}</summary>${rest.map(block)}</details>`
}`;
}

function problemBlock(
  { variants }: Comparison,
  runs: readonly ComparisonRun[],
  answers: readonly HeldOutRecord[],
): Markup {
  const [{ problem, prompt, reference }] = answers;
  const index = (name: string) => variants.findIndex((variant) => variant.name === name);
  return html`<div class="problem"><p class="label">Problem ${cap(problem, 80)}, reference answer ${cap(reference, 120)}</p>
<p class="prompt mono">${cap(prompt, LONGEST_PROMPT)}</p>
<div class="arms">${answers.map((answer, i) => side(html`<span>${lineSample(index(runs[i].variant))}${runs[i].variant}</span>`, answer))}</div></div>`;
}

/** A few saved rollouts, with the return that each form of credit gives every step. */
export function creditOfRollouts({ runs }: Comparison): Content {
  const found = runs
    .map((run) => ({ run, rollouts: candidates(run) }))
    .find(({ rollouts }) => rollouts.length > 0);
  if (!found) return null;
  const { run, rollouts } = found;
  const { temperature = 0.1 } = (run.config as { credit?: { temperature?: number } }).credit ?? {};
  return html`<h2>The same rollouts under each form</h2><p class="note">Sampled by ${run.variant}, seed ${run.seed}, in training. Process reward of each step, and the return G of its tokens (before any baseline): sum-form adds what follows, γ = 1; min-form as trained, T = ${temperature}, and strict go by the weakest step; survival adds log p(good). The largest sum for so weak a step comes first.</p>${rewardKey()}
${rollouts.map((rollout) => creditTable(rollout, temperature))}`;
}

/** Up to three rollouts with process rewards: most sum beside a weak step, the best weakest step, the most steps. */
function candidates({ rollouts }: ComparisonRun): Rollout[] {
  const scored = rollouts
    .flatMap((group) => group.responses)
    .filter(({ steps }) => steps.length > 1 && steps.every(({ reward }) => reward !== null));
  const by = (value: (rewards: number[]) => number) =>
    scored.toSorted((a, b) => value(rewardsOf(b)) - value(rewardsOf(a)))[0];
  const sum = (rewards: number[]) => rewards.reduce((a, b) => a + b, 0);
  const chosen = [
    by((rewards) => sum(rewards) - rewards.length * smallest(rewards)),
    by(smallest),
    by((rewards) => rewards.length),
  ];
  return [...new Set(chosen)].filter((rollout) => rollout !== undefined);
}

function rewardsOf({ steps }: Rollout): number[] {
  return steps.map(({ reward }) => reward ?? 0);
}

function creditTable(rollout: Rollout, temperature: number): Markup {
  const rewards = rewardsOf(rollout);
  const forms = [
    sumForm(rewards),
    minForm(rewards, temperature),
    minFormStrict(rewards),
    survivalForm(rewards),
  ];
  const weakest = weakestStep(rollout.steps);
  const cell = (value: number) => html`<td class="tint c${rewardClass(value)}">${signed(value)}</td>`;
  const verdict = rollout.verifiable === null ? "" : rollout.verifiable > 0 ? ", right" : ", wrong";
  const rows = rollout.steps
    .slice(0, MOST_STEPS)
    .map(
      ({ text }, i) =>
        html`<tr class="${i === weakest ? "weakest" : ""}"><th scope="row">${i + 1}</th><td class="mono">${
          cap(text, LONGEST_STEP).trim() || "(blank)"
        }</td>${cell(rewards[i])}${forms.map(({ returns }) => cell(returns[i]))}</tr>`,
    );
  const left = rollout.steps.length - MOST_STEPS;
  return html`<div class="problem"><p class="label">Step ${rollout.step}, problem ${cap(rollout.problem, 80)}${verdict}</p><p class="prompt mono">${cap(rollout.prompt, LONGEST_PROMPT)}</p>
<div class="scroll"><table class="forms"><thead><tr><th scope="col">step</th><th scope="col"></th><th scope="col">process reward</th><th scope="col">G, sum</th><th scope="col">G, min (T = ${temperature})</th><th scope="col">G, strict</th><th scope="col">G, survival</th></tr></thead><tbody>${rows}</tbody></table></div>${
    left > 0 && html`<p class="note">… ${count(left, "more step")}</p>`
  }</div>`;
}
