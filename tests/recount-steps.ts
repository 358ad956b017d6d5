// The steps of responses of the recorded runs, whose separator is one token, and what a process reward model reads of
// them (docs/method.md). Nothing here is shared with src/data.
import { tokenizer } from "./fake-run.ts";
import { SEPARATOR, STEP } from "./recorded-run.ts";
import { sum } from "./recount.ts";

/** Where the steps of a response end, and what the process reward model reads of it. */
export interface Steps {
  ends: number[];
  tokens: number[];
  positions: number[];
}

const silent = (token: number) => tokenizer.decode([token]) === "";

/**
 * The steps of a response whose separator is one token: what a separator ends, and what is left at the end, less those
 * without visible text; the last step has the last token. A step is read up to its separator and a step token.
 */
export function visibleSteps(tokens: readonly number[]): Steps {
  const cuts = [...tokens.flatMap((token, t) => (token === SEPARATOR ? [t] : [])), tokens.length];
  const pieces = cuts.map((cut, i) => ({ from: i > 0 ? cuts[i - 1] + 1 : 0, cut }));
  const seen = pieces.filter(({ from, cut }) => tokens.slice(from, cut).some((token) => !silent(token)));
  // Nothing to be seen at all is one step, and nothing to read.
  if (seen.length === 0) return { ends: [tokens.length - 1], tokens: [STEP], positions: [0] };
  const read = seen.map(({ from, cut }) => {
    // The end of a response is no text: what is silent there gives way to the step token.
    const to = cut < tokens.length ? cut : tokens.findLastIndex((token) => !silent(token)) + 1;
    return [...tokens.slice(from, to), STEP];
  });
  const ends = seen.map(({ cut }, s) => (s === seen.length - 1 ? tokens.length - 1 : cut));
  const lengths = read.map(({ length }) => length);
  return { ends, tokens: read.flat(), positions: lengths.map((_, s) => sum(lengths.slice(0, s + 1)) - 1) };
}
