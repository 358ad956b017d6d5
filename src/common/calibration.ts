// How well probabilities that a step is good agree with its labels: ranking (area under the ROC curve) and calibration.
// Pure functions over numbers. What a first error or a best response is, is eval's.

/**
 * Probability that a random positive scores above a random negative, ties counting one half, exactly (Mann-Whitney U
 * by mid-ranks). NaN where one kind is missing, or a score is not a number.
 */
export function areaUnderCurve(scores: readonly number[], positive: readonly boolean[]): number {
  if (scores.some(Number.isNaN)) return Number.NaN;
  const order = scores.map((_, i) => i).sort((a, b) => scores[a] - scores[b]);
  const positives = positive.filter(Boolean).length;
  let rankSum = 0;
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && scores[order[to]] === scores[order[from]]) to++;
    // Ranks from+1 .. to share their mean.
    const midRank = (from + 1 + to) / 2;
    for (let i = from; i < to; i++) if (positive[order[i]]) rankSum += midRank;
    from = to;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (order.length - positives));
}

/** Steps whose predicted probability lies in one part of [0, 1]. */
export interface CalibrationBin {
  /** from ≤ p < to; the last bin holds p = 1 too. */
  from: number;
  to: number;
  count: number;
  /** Mean prediction and mean label; NaN where the bin is empty. */
  predicted: number;
  observed: number;
}

/**
 * Predictions p(good) and labels (probabilities, 0 and 1 where known) in `bins` parts of equal width.
 * @throws RangeError where they differ in number, or a prediction lies outside [0, 1]
 */
export function calibrationBins(
  predictions: readonly number[],
  labels: readonly number[],
  bins = 10,
): CalibrationBin[] {
  if (predictions.length !== labels.length)
    throw new RangeError(`${predictions.length} predictions but ${labels.length} labels`);
  const sums = Array.from({ length: bins }, () => ({ count: 0, predicted: 0, observed: 0 }));
  predictions.forEach((p, i) => {
    if (!(p >= 0 && p <= 1)) throw new RangeError(`prediction ${i} is ${p}, not a probability`);
    const bin = sums[Math.min(bins - 1, Math.floor(p * bins))];
    bin.count++;
    bin.predicted += p;
    bin.observed += labels[i];
  });
  return sums.map(({ count, predicted, observed }, b) => ({
    ...{ from: b / bins, to: (b + 1) / bins, count },
    predicted: predicted / count,
    observed: observed / count,
  }));
}

/** The bins of all of these together: of different predictions in the same parts of [0, 1]; empty bins may be left out. */
export function mergedBins(all: readonly (readonly CalibrationBin[])[]): CalibrationBin[] {
  const merged = new Map<number, CalibrationBin>();
  for (const bin of all.flat().filter(({ count }) => count > 0)) {
    const known = merged.get(bin.from) ?? { ...bin, count: 0 };
    const count = known.count + bin.count;
    const over = (a: number, b: number) => (known.count * a + bin.count * b) / count;
    merged.set(bin.from, {
      ...{ from: bin.from, to: bin.to, count },
      predicted: over(known.predicted, bin.predicted),
      observed: over(known.observed, bin.observed),
    });
  }
  return [...merged.values()].sort((a, b) => a.from - b.from);
}

/** Expected calibration error: Σ over bins of count/N · |predicted − observed| (Guo et al. 2017, eq. 3). NaN of none. */
export function expectedCalibrationError(bins: readonly CalibrationBin[]): number {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  const held = bins.filter(({ count }) => count > 0);
  return (
    held.reduce((sum, { count, predicted, observed }) => sum + count * Math.abs(predicted - observed), 0) /
    total
  );
}
