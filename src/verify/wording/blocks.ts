// Matrices that are asked for up to the order of their blocks, as Jordan forms are: with their blocks in one order.

const NOTE =
  /,? ?\(?(?:\\text\{)?\(?(?:,? ?(?:unique )?(?:up to|modulo|apart from|except for) (?:the |a )?(?:order(?:ing)?|permutations?|rearrangements?|reordering|arrangement) of (?:the |its )?(?:Jordan )?blocks)\)?\}?\)?\.?/i;
const MATRIX = /^([\s$]*(?:[A-Z] ?= ?)?)\\begin\{([bp]?matrix)\}(.*)\\end\{\2\}([\s$.]*)$/s;
const MOST_ROWS = 8;

/** Two matrices of which one is said to be so up to the order of blocks, each with its blocks sorted; null for any others. */
export function withBlocksInOrder(a: string, b: string): [string, string] | null {
  if (!/blocks/i.test(a + b) || (!NOTE.test(a) && !NOTE.test(b))) return null;
  const [x, y] = [a, b].map((text) => sorted(text.replace(NOTE, "").trim()));
  return x === null || y === null ? null : [x, y];
}

function sorted(text: string): string | null {
  const [, before, kind, inside, behind] = MATRIX.exec(text) ?? [];
  if (inside === undefined) return null;
  const rows = inside.split("\\\\").map((row) => row.split("&").map((entry) => entry.trim()));
  const size = rows.length;
  if (size > MOST_ROWS || rows.some((row) => row.length !== size)) return null;
  /** The rows of each block, which are its columns too. */
  const blocks: number[][] = [];
  for (let start = 0; start < size; ) {
    let end = start + 1;
    // As long as something stands beside or below what is in the block already.
    while (end < size && rows.some((row, i) => row.some((entry, j) => entry !== "0" && i < end !== j < end)))
      end++;
    blocks.push(Array.from({ length: end - start }, (_, i) => start + i));
    start = end;
  }
  const entries = (order: number[]) => order.map((i) => order.map((j) => rows[i][j]));
  const key = (block: number[]) => JSON.stringify(entries(block));
  const sortedRows = entries(blocks.sort((one, other) => (key(one) < key(other) ? -1 : 1)).flat());
  const lines = sortedRows.map((row) => row.join(" & "));
  return `${before}\\begin{${kind}}${lines.join(" \\\\ ")}\\end{${kind}}${behind}`;
}
