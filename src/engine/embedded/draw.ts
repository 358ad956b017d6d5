// Random choice of tokens, reproducible whatever the batch: every draw is a function of the seed and of which token of
// which response of which prompt it is.

/** A number in (0, 1) from a seed and three indices: a chain of 32-bit finalisers (Murmur3's). */
export function uniformAt(seed: number, prompt: number, sample: number, token: number): number {
  let h = 0x9e3779b9 ^ seed;
  for (const key of [Math.floor(seed / 2 ** 32), prompt, sample, token]) {
    h = Math.imul(h ^ key, 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    h ^= h >>> 16;
  }
  // 24 bits, so that the number stays inside (0, 1) as a float32 too.
  return ((h >>> 8) + 0.5) / 2 ** 24;
}

/**
 * A token from the nucleus of `p` [vocabulary]: the smallest set of likeliest tokens whose mass reaches `topP`
 * (Holtzman et al., arXiv 1904.09751), drawn by `uniform` in proportion to p. Ties go to the lower id. Where
 * the probabilities are not numbers it is token 0, as when the graph draws; its log-probability is then not one either.
 */
export function drawNucleus(p: Float32Array, topP: number, uniform: number): number {
  let total = 0;
  for (let i = 0; i < p.length; i++) total += p[i];
  if (!(total > 0)) return 0;
  // Tokens above a falling threshold are sorted; most of the mass lies in few tokens, so the first often suffices.
  for (let threshold = 1e-3; ; threshold *= 0.01) {
    const candidates: number[] = [];
    if (threshold < 1e-30) threshold = -1;
    for (let i = 0; i < p.length; i++) if (p[i] > threshold) candidates.push(i);
    candidates.sort((a, b) => p[b] - p[a] || a - b);
    let mass = 0;
    let size = 0;
    while (size < candidates.length && mass < topP * total) mass += p[candidates[size++]];
    if (mass < topP * total && candidates.length < p.length) continue;
    let mark = uniform * mass;
    for (let i = 0; i < size; i++) {
      mark -= p[candidates[i]];
      if (mark < 0) return candidates[i];
    }
    return candidates[size - 1];
  }
}
