// How a process reward model ranks the responses to one problem, in words and figures: what `pure prm eval`, its report
// and `pure prm probe` say of it.
import type { Ranking } from "../eval/ranking.ts";
import { count, decimal, range, signed } from "../text/format.ts";

/** What the figure is. */
export const RANKING_MEANS =
  "of all pairs of a right and a wrong response to the same problem, those in which the right one's weakest step scores higher (ties one half); 0.5 is guessing";

/** What r is. */
export const CORRELATION_MEANS =
  "r: correlation of the soft minimum with right or wrong within problems, and its standard error";

/** "+0.31 ± 0.04"; "–" where values do not differ. */
export function correlation({ r, standardError }: Ranking): string {
  return signed(r) + (standardError === null ? "" : ` ± ${decimal(standardError)}`);
}

/** What follows from the interval, or why there is none. */
export function rankingFinding({ value, interval }: Ranking): string {
  if (value === null) return "no problem has both right and wrong responses, so there is nothing to rank";
  if (value === 0.5) return "not told from guessing";
  if (interval === null) return "no interval: there is one problem, or all agree";
  if (interval[0] > 0.5) return "right responses are ranked above wrong ones";
  return interval[1] < 0.5 ? "wrong responses are ranked above right ones" : "not told from guessing";
}

/** All of it in one sentence. */
export function rankingSentence(ranking: Ranking): string {
  const { value, interval, pairs, problems } = ranking;
  if (value === null) return `Ranking within problems: ${rankingFinding(ranking)}.`;
  const over = `${count(pairs, "pair")} of ${count(problems, "problem")}`;
  return `Ranking within problems: ${decimal(value, 3)}${interval === null ? "" : ` (95% interval ${range(interval, 3, 1)})`} over ${over}, r = ${correlation(ranking)}: ${rankingFinding(ranking)}.`;
}
