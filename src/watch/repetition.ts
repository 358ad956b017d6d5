// The repetition score of a response (METHOD, 8): how much of it is said more than once. On token ids, in
// O(n log n) time and O(n) memory whatever the tokens, so that a response made to be slow is not.

/**
 * 2·ΣLCP / (n(n+1)) over the sorted suffixes of `tokens` [n]: LCP is the length of the common prefix of two neighbours
 * in the sorted order. It is the share of the n(n+1)/2 substrings that stand in the response before: 0 where no token
 * comes twice, (n−1)/(n+1) where all are the same.
 */
export function repetitionScore(tokens: ArrayLike<number>): number {
  const n = tokens.length;
  return n < 2 ? 0 : (2 * sumOfCommonPrefixes(tokens, sortedSuffixes(tokens))) / (n * (n + 1));
}

/** Start of each suffix, in lexicographic order (Manber and Myers, 1993: each round sorts by twice the length). */
function sortedSuffixes(tokens: ArrayLike<number>): Int32Array {
  const n = tokens.length;
  // Suffixes that agree so far share a rank; ranks are 0..classes-1. Any order of the tokens will do for the score:
  // theirs is that of their first appearance.
  let rank = new Int32Array(n);
  const rankOf = new Map<number, number>();
  for (let i = 0; i < n; i++) {
    const known = rankOf.get(tokens[i]);
    rank[i] = known ?? rankOf.size;
    if (known === undefined) rankOf.set(tokens[i], rankOf.size);
  }
  let classes = rankOf.size;
  let nextRank = new Int32Array(n);
  const order = new Int32Array(n);
  const bySecond = new Int32Array(n);
  const counts = new Int32Array(n + 1);
  for (let i = 0; i < n; i++) bySecond[i] = i;
  sortByRank(bySecond, rank, counts, order);
  for (let length = 1; classes < n; length *= 2) {
    // By what follows the first `length` tokens: nothing comes first, the rest is as already sorted.
    let filled = 0;
    for (let suffix = n - length; suffix < n; suffix++) bySecond[filled++] = suffix;
    for (let i = 0; i < n; i++) if (order[i] >= length) bySecond[filled++] = order[i] - length;
    sortByRank(bySecond, rank, counts, order);
    nextRank[order[0]] = 0;
    classes = 1;
    for (let i = 1; i < n; i++) {
      const a = order[i - 1];
      const b = order[i];
      const secondA = a + length < n ? rank[a + length] : -1;
      const secondB = b + length < n ? rank[b + length] : -1;
      if (rank[a] !== rank[b] || secondA !== secondB) classes++;
      nextRank[b] = classes - 1;
    }
    const reused = rank;
    rank = nextRank;
    nextRank = reused;
  }
  return order;
}

/** Stable counting sort of `suffixes` by rank, into `sorted`; `counts` is room for n + 1 numbers. */
function sortByRank(suffixes: Int32Array, rank: Int32Array, counts: Int32Array, sorted: Int32Array): void {
  const n = rank.length;
  counts.fill(0);
  for (let i = 0; i < n; i++) counts[rank[i] + 1]++;
  for (let r = 0; r < n; r++) counts[r + 1] += counts[r];
  for (let i = 0; i < n; i++) sorted[counts[rank[suffixes[i]]]++] = suffixes[i];
}

/** ΣLCP in linear time (Kasai et al., 2001): from a suffix to the one a token later, the prefix shrinks by one at most. */
function sumOfCommonPrefixes(tokens: ArrayLike<number>, order: Int32Array): number {
  const n = tokens.length;
  const place = new Int32Array(n);
  for (let i = 0; i < n; i++) place[order[i]] = i;
  let sum = 0;
  let common = 0;
  for (let suffix = 0; suffix < n; suffix++) {
    if (place[suffix] === 0) {
      common = 0;
      continue;
    }
    const before = order[place[suffix] - 1];
    while (suffix + common < n && before + common < n && tokens[suffix + common] === tokens[before + common])
      common++;
    sum += common;
    if (common > 0) common--;
  }
  return sum;
}
