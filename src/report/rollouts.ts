// The groups of responses of a few training steps, on a page: step rewards, r*, and a heat strip of the advantage of every
// token.
import { groupBy } from "../common/grouping.ts";
import { largest, mean } from "../common/statistics.ts";
import type { Rollout, RolloutGroup } from "../eval/run-files.ts";
import { count, decimal, signed } from "../text/format.ts";
import { cap } from "../text/text.ts";
import { problemLabel, weakestStep } from "./document.ts";
import { html, type Markup } from "./markup.ts";
import { rewardKey, stepList } from "./page.ts";

const MOST_RESPONSES = 8;
const LONGEST_PROMPT = 2000;

/** All groups, by step; the last step's are open. */
export function rolloutBrowser(groups: readonly RolloutGroup[]): Markup | null {
  if (groups.length === 0) return null;
  const steps = [...groupBy(groups, ({ step }) => step)];
  return html`<h2>Rollouts</h2><p class="note">From a few training steps, the groups whose responses differ most. Strip: the advantage of each token, <span style="color:var(--orange)">orange below zero</span>, <span style="color:var(--blue)">blue above</span>, full colour at the group's largest; gaps part the steps. Open a response for its steps: process reward, r* (credit) and mean advantage.</p>${rewardKey()}
${steps.map(
  ([step, own], i) =>
    html`<details class="step"${i === steps.length - 1 && html` open`}><summary>Training step ${step}</summary>${own.map(groupBlock)}</details>`,
)}`;
}

function groupBlock(group: RolloutGroup): Markup {
  const [first] = group.responses;
  const sizes = group.responses.flatMap(({ advantages }) => advantages.map(Math.abs));
  const limit = largest([0, ...sizes.filter((size) => !Number.isNaN(size))]);
  const means = group.responses.map((r) => mean(r.advantages) || 0);
  const open = new Set([means.indexOf(Math.max(...means)), means.indexOf(Math.min(...means))]);
  const left = group.responses.length - MOST_RESPONSES;
  return html`<div class="group"><p class="label">${problemLabel(first.problem, first.reference)}. Largest advantage ${decimal(limit, 3)}.</p>
<p class="prompt mono">${cap(first.prompt, LONGEST_PROMPT)}</p>
${group.responses.slice(0, MOST_RESPONSES).map((r, i) => responseBlock(r, limit, open.has(i)))}
${left > 0 && html`<p class="note">… ${count(left, "more response")}</p>`}</div>`;
}

function responseBlock(rollout: Rollout, limit: number, open: boolean): Markup {
  const { steps, advantages, verifiable, undecided } = rollout;
  const weakest = weakestStep(steps);
  const verdict =
    verifiable === null
      ? html`<span class="label">${undecided === undefined ? "unverified" : `undecided: ${cap(undecided, 120)}`}</span>`
      : verifiable > 0
        ? html`<span class="right">✓ right</span>`
        : html`<span class="wrong">✗ wrong</span>`;
  const shown = steps.map(({ text, reward, credit, end }, i) => {
    const advantage = mean(advantages.slice(i === 0 ? 0 : steps[i - 1].end + 1, end + 1));
    const star = credit === null ? "" : `r* ${signed(credit, 3)}, `;
    return { text, reward, facts: `${star}advantage ${signed(advantage, 3)}` };
  });
  const least = weakest >= 0 ? `min ${signed(steps[weakest].reward)}, ` : "";
  return html`<details class="response"${open && html` open`}><summary>${verdict}<span class="figures-of">${least}${count(
    advantages.length,
    "token",
  )}${rollout.finish === "length" && ", cut"}</span>${heatStrip(
    advantages,
    steps.map((step) => step.end),
    limit,
  )}</summary><div class="inside">${stepList(shown)}</div></details>`;
}

const NEGATIVE = "var(--orange, #b9500a)";
const POSITIVE = "var(--blue, #1f66ad)";
/** Cells of equal shade are merged, and at most this many are drawn. */
const MOST_CELLS = 400;
const SHADES = 20;

/**
 * One cell a token, from `NEGATIVE` through nothing (0) to `POSITIVE`; full colour at ±`limit`. `ends` are the
 * indices of the steps' last tokens, drawn as gaps.
 */
export function heatStrip(values: readonly number[], ends: readonly number[], limit: number): Markup {
  const n = values.length;
  if (n === 0) return html`<span class="strip empty">no tokens</span>`;
  const size = Math.ceil(n / MOST_CELLS);
  const cells: { start: number; end: number; shade: number; sum: number }[] = [];
  const cuts = new Set(ends.map((end) => end + 1));
  for (let start = 0; start < n; start += size) {
    const end = Math.min(n, start + size);
    const sum = values
      .slice(start, end)
      .filter(Number.isFinite)
      .reduce((a, b) => a + b, 0);
    const share = limit > 0 ? sum / (end - start) / limit : 0;
    const shade = Math.round(Math.max(-1, Math.min(1, share)) * SHADES);
    const previous = cells[cells.length - 1];
    if (previous && previous.shade === shade && !cuts.has(start)) {
      previous.end = end;
      previous.sum += sum;
    } else cells.push({ start, end, shade, sum });
  }
  const rects = cells.map(({ start, end, shade, sum }) => {
    const tokens = end - start === 1 ? `token ${start}` : `tokens ${start}–${end - 1}`;
    return html`<rect x="${start}" width="${end - start}" height="1" style="fill:${shade < 0 ? NEGATIVE : POSITIVE}" fill-opacity="${Math.abs(shade) / SHADES}"><title>${tokens}: advantage ${signed(sum / (end - start), 3)}</title></rect>`;
  });
  const gaps = [...cuts]
    .filter((cut) => cut > 0 && cut < n)
    .map((cut) => html`<path d="M${cut},0V1" vector-effect="non-scaling-stroke" class="cut"/>`);
  return html`<svg class="strip" viewBox="0 0 ${n} 1" preserveAspectRatio="none" role="img" aria-label="advantages per token">${rects}${gaps}</svg>`;
}
