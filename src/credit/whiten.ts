// Whitening: advantages of many responses to mean 0 and variance 1 over their tokens.

/** Added to the variance under the root. */
export const whitenEpsilon = 1e-8;

/** Mean and unbiased variance (divisor n − 1; 0 for n < 2) over tokens. */
export interface TokenStatistics {
  count: number;
  mean: number;
  variance: number;
}

/** Statistics over all tokens of `rows` [B][tokens], leaving out tokens whose mask is 0. Two passes. */
export function tokenStatistics(
  rows: readonly ArrayLike<number>[],
  masks?: readonly (Uint8Array | undefined)[],
): TokenStatistics {
  let count = 0;
  let sum = 0;
  rows.forEach((row, b) => {
    const mask = masks?.[b];
    for (let t = 0; t < row.length; t++) {
      if (mask?.[t] === 0) continue;
      sum += row[t];
      count++;
    }
  });
  const mean = count > 0 ? sum / count : 0;
  let squares = 0;
  rows.forEach((row, b) => {
    const mask = masks?.[b];
    for (let t = 0; t < row.length; t++) {
      if (mask?.[t] === 0) continue;
      const centered = row[t] - mean;
      squares += centered * centered;
    }
  });
  return { count, mean, variance: count > 1 ? squares / (count - 1) : 0 };
}

/**
 * Whitens `rows` [B][tokens] in place, over all their tokens together:
 * x ← (x − mean) / √(variance + 1e-8) with the unbiased variance. Tokens whose mask is 0 count for nothing and
 * stay as they are.
 */
export function whiten(rows: readonly Float64Array[], masks?: readonly (Uint8Array | undefined)[]): void {
  const { mean, variance } = tokenStatistics(rows, masks);
  const scale = 1 / Math.sqrt(variance + whitenEpsilon);
  rows.forEach((row, b) => {
    const mask = masks?.[b];
    row.forEach((value, t) => {
      if (mask?.[t] !== 0) row[t] = (value - mean) * scale;
    });
  });
}
