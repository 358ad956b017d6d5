// PROF's filter: which responses of a group are kept, because verdict and process scores agree best in them
// (arXiv 2509.03403). How those are credited is in estimators.ts.
import { sumOf } from "./forms.ts";
import type { CreditResponse } from "./tokens.ts";

/** A verdict that counts as right: a verifiable reward above 0. */
export function isRight({ verifiable }: CreditResponse): boolean {
  return verifiable !== null && verifiable > 0;
}

/**
 * c = mean over the steps of r − r̄ (which is 2(p − p̄) of p = (1 + r)/2), 0 without a step; its sign changed where the
 * response is wrong; less 10 for fewer than 2 steps or more than 30. `mean` is r̄, over all steps.
 */
export function consistency(response: CreditResponse, mean: number): number {
  const { length } = response.scores;
  const centred = length > 0 ? sumOf(response.scores) / length - mean : 0;
  return (isRight(response) ? centred : -centred) - (length < 2 || length > 30 ? 10 : 0);
}

/**
 * The responses kept, in their order: of n⁺ right and n⁻ wrong ones, m = ⌊(n⁺ + n⁻)/2⌋ are removed, of which
 * k⁺ = min(m, round((n⁺ − n⁻ + m)/2)) right ones (halves to even, at least 0) and the rest wrong; the least consistent
 * first, of equal ones the first. r̄ is the group's: another one moves all right ones alike, and all wrong ones, and
 * decides only where a response without a step stands among those.
 */
export function keptResponses(responses: readonly CreditResponse[]): CreditResponse[] {
  const steps = responses.reduce((count, { scores }) => count + scores.length, 0);
  const total = responses.reduce((sum, { scores }) => sum + sumOf(scores), 0);
  // Where there is no step at all, there is no mean, and nothing asks for it.
  const values = responses.map((response) => consistency(response, total / steps));
  const indices = responses.map((_, i) => i).sort((a, b) => values[a] - values[b]);
  const right = indices.filter((i) => isRight(responses[i]));
  const wrong = indices.filter((i) => !isRight(responses[i]));
  const removed = Math.floor(responses.length / 2);
  const even = roundHalfToEven((right.length - wrong.length + removed) / 2);
  const ofRight = Math.max(0, Math.min(removed, even));
  const kept = new Set([...right.slice(ofRight), ...wrong.slice(removed - ofRight)]);
  return responses.filter((_, i) => kept.has(i));
}

function roundHalfToEven(value: number): number {
  return value % 1 === 0 ? value : 2 * Math.round(value / 2);
}
