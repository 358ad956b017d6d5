// The heat strip: a number a token as a row of coloured cells, and the colours of process rewards.
import { signed } from "../text/format.ts";
import { html, type Markup } from "./markup.ts";

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
    let sum = 0;
    for (let i = start; i < end; i++) sum += Number.isFinite(values[i]) ? values[i] : 0;
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

export const REWARD_CLASSES = 9;

/** Class 0 (−1, bad) to 8 (+1, good) of a process reward; the style sheet gives each its colour. */
export function rewardClass(reward: number): number {
  const share = (Math.max(-1, Math.min(1, reward)) + 1) / 2;
  return Math.min(REWARD_CLASSES - 1, Math.floor(share * REWARD_CLASSES));
}

/** Index of the weakest step: the first of the smallest rewards; −1 where no step has a reward. */
export function weakestStep(steps: readonly { reward: number | null }[]): number {
  let weakest = -1;
  let least = Number.POSITIVE_INFINITY;
  steps.forEach(({ reward }, i) => {
    if (reward !== null && reward < least) {
      least = reward;
      weakest = i;
    }
  });
  return weakest;
}
