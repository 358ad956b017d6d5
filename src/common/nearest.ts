// What a user may have meant by a name that there is not.
import { distance } from "fastest-levenshtein";

/** Whether so many changes of letters may be slips in `word`: two, or two fifths of it. */
export const isNear = (changes: number, word: string) => changes <= Math.max(2, word.length * 0.4);

/** The one of `candidates` nearest to `word`; undefined where none is near. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const [best] = candidates.toSorted((a, b) => distance(word, a) - distance(word, b));
  return best !== undefined && isNear(distance(word, best), word) ? best : undefined;
}

/** `; did you mean "NAME"?`, to end a message; "" where none of `candidates` is near. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const near = nearest(word, candidates);
  return near === undefined ? "" : `; did you mean "${near}"?`;
}
