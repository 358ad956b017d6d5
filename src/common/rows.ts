// Rows of numbers that lie one after another in a column, with offsets that say where each begins.

/** [rows + 1] where each of these rows begins in their column; the last is the column's length. */
export function startsOf(rows: readonly ArrayLike<unknown>[]): Int32Array {
  const starts = new Int32Array(rows.length + 1);
  rows.forEach(({ length }, r) => {
    starts[r + 1] = starts[r] + length;
  });
  return starts;
}

export function joined<Column extends { set(row: ArrayLike<number>, at: number): void }>(
  Type: new (length: number) => Column,
  rows: readonly ArrayLike<number>[],
): Column {
  const starts = startsOf(rows);
  const column = new Type(starts[rows.length]);
  rows.forEach((row, r) => {
    column.set(row, starts[r]);
  });
  return column;
}

/** Row `r` of a column with these offsets: a view. */
export function rowOf<Column>(
  column: { subarray(from: number, to: number): Column },
  starts: ArrayLike<number>,
  r: number,
): Column {
  return column.subarray(starts[r], starts[r + 1]);
}

/** [groups] the rows of one prompt each, a run of equal `prompt` [R], as [from, to). */
export function groupsOf({ prompt }: { prompt: ArrayLike<number> }): [from: number, to: number][] {
  const groups: [from: number, to: number][] = [];
  for (let r = 0; r < prompt.length; r++) {
    if (r === 0 || prompt[r] !== prompt[r - 1]) groups.push([r, r]);
    groups[groups.length - 1][1] = r + 1;
  }
  return groups;
}

/** The rows of these token sequences (`TokenRows` of engine/types.ts); `prompt` [R] is the index of each one's prompt. */
export function tokenRows<Prompt>(
  prompts: readonly Prompt[],
  prompt: ArrayLike<number>,
  tokens: readonly ArrayLike<number>[],
) {
  const columns = { starts: startsOf(tokens), tokens: joined(Int32Array, tokens) };
  return { prompts, prompt: Int32Array.from(prompt), ...columns };
}

/** Rows [from, to) of token sequences by themselves, and which `part` of any column of tokens is theirs: all views. */
export function rowRange<Prompt>(
  rows: { prompts: readonly Prompt[]; prompt: Int32Array; starts: Int32Array; tokens: Int32Array },
  [from, to]: readonly [from: number, to: number],
) {
  const [first, end] = [rows.starts[from], rows.starts[to]];
  const part = <Column>(column: { subarray(from: number, to: number): Column }) =>
    column.subarray(first, end);
  const starts = rows.starts.slice(from, to + 1).map((start) => start - first);
  const range = { ...{ prompts: rows.prompts, prompt: rows.prompt.subarray(from, to) }, starts };
  return { rows: { ...range, tokens: part(rows.tokens) }, part };
}
