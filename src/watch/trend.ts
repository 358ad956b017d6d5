// When a series leaves its own line: a two-sided CUSUM of recursive residuals. Pure; which series of a run are looked at,
// and what is an alarm, is judges.ts's.
import { type Curve, largest, mean, quantile } from "../common/statistics.ts";

/** Values through which there is a line worth leaving, and further ones before the noise about it is known. */
const LINE = 5;
const LEAST_NOISE = 15;
/** The noise is estimated by so many residuals, the first ones. */
const MOST_NOISE = 50;
/** Slack of the sums, in standard deviations a step: half of the least shift worth finding (Montgomery's k = 1/2). */
const SLACK = 0.5;
/** Standard errors by which the values since the break must be beyond those before it. */
const TURNED_SIGMAS = 3;

/** How far a series has left its line by its last value, to one side. */
export interface Departure {
  /** S, in standard deviations. */
  sum: number;
  /** The values since then are beyond as many before them, so that the series has turned and not only levelled off. */
  turned: boolean;
}

/**
 * How a series [n] left its line upwards and downwards; null before there are 21 values.
 *
 * The line through all values before t, by least squares, foretells x_t; what it misses, over its standard deviation as a
 * multiple of the noise's, is the recursive residual (Brown, Durbin, Evans, 1975, equation 2)
 *
 *   w_t = (x_t − x̂_t) / √(1 + 1/n + (t − t̄)² / Σ(t_i − t̄)²),  n values before, 5 at least,
 *
 * and w_t are independent with one variance as long as the line holds. σ = 1.4826 · median |w| over the first 50 of them
 * (fewer while there are fewer), and at least `leastNoise`. With z_t = w_t / σ from the 16th residual on
 *
 *   S⁺_t = max(0, S⁺_(t−1) + z_t − 1/2),  S⁻_t = max(0, S⁻_(t−1) − z_t − 1/2)
 *
 * (Page, 1954, in the tabular form of Montgomery, Statistical Quality Control, 9.1). A reward that saturates bends away
 * from its line too; so `turned` asks that the mean of the m values since S was last 0 is beyond that of the (at most) m
 * before them by 3 · σ · √(1/m + 1/m').
 */
export function leavesLine(series: Curve, leastNoise = 0): { up: Departure; down: Departure } | null {
  const from = LINE + LEAST_NOISE;
  if (series.length <= from) return null;
  const residuals = recursiveResiduals(series);
  const values = series.map(({ value }) => value);
  const early = residuals.slice(0, Math.min(MOST_NOISE, residuals.length - 1)).map(Math.abs);
  // Rounding alone is no noise.
  const rounding = 1e-9 * (1 + largest(values.map(Math.abs)));
  const sigma = Math.max(
    1.4826 *
      quantile(
        early.sort((a, b) => a - b),
        0.5,
      ),
    leastNoise,
    rounding,
  );
  const side = (sign: 1 | -1): Departure => {
    let sum = 0;
    let first = from;
    for (let t = from; t < series.length; t++) {
      sum = Math.max(0, sum + (sign * residuals[t - LINE]) / sigma - SLACK);
      if (sum === 0) first = t + 1;
    }
    const since = values.slice(first);
    const before = values.slice(Math.max(0, first - since.length), first);
    const error = sigma * Math.sqrt(1 / since.length + 1 / before.length);
    const turned = since.length > 0 && sign * (mean(since) - mean(before)) > TURNED_SIGMAS * error;
    return { sum, turned };
  };
  return { up: side(1), down: side(-1) };
}

/** w_t of every value that has LINE before it, [n − LINE]. */
function recursiveResiduals(series: Curve): number[] {
  const residuals: number[] = [];
  let [n, t, x, tt, tx] = [0, 0, 0, 0, 0];
  for (const { step, value } of series) {
    // Means t, x and centred sums Σ(t − t̄)², Σ(t − t̄)(x − x̄) of the values before.
    const [dt, dx] = [step - t, value - x];
    if (n >= LINE) residuals.push((dx - (tx / tt) * dt) / Math.sqrt(1 + 1 / n + dt ** 2 / tt));
    n++;
    t += dt / n;
    x += dx / n;
    tt += dt * (step - t);
    tx += dt * (value - x);
  }
  return residuals;
}
