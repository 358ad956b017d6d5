// Tuples "and their permutations", as answers and within a sentence, written out: a tuple by itself would be only one of
// the answers.

const KINDS = "(?:permutations?|rearrangements|rotations|shifts)";
/** What closes a tuple's formula or box, and the words behind it, up to the end of a clause. */
const AND_ORDERS = new RegExp(
  `(\\}?\\s?(?:\\$|\\\\\\))?),?\\s(?:and|with|or|along with|together with)\\s(?:(?:all|any|every|other|of|possible|the)\\s){0,4}` +
    `(?:(its|their)\\s)?(?:all\\s|other\\s|possible\\s){0,2}(?:(cyclic|circular)\\s)?(${KINDS})(?:\\s(?:thereof|of\\s(it|this|these|them|each)))?(?=\\s?(?:[.;!,*]|\\n|$))`,
  "g",
);
/** The same in other languages of the table: "und alle Permutationen davon", "et ses permutations". */
const ELSEWHERE =
  /\s(?:und|sowie|et|y|e|и)\s(?:(?:alle|deren|ihre|toutes|leurs|les|todas|las|sus|tutte|le|loro|sue|as|suas|все|их|(ses|seine|его|её))\s){0,3}(?:Permutationen|permutations|permutaciones|permutazioni|permutações|перестановки)(?!\p{L})(\s(?:circulaires|cíclicas|cicliche))?(?:\sdavon)?/gu;
/** "the solutions are all permutations of (1, 2, 3)" */
const ORDERS_OF = new RegExp(
  `(?<=\\b(?:are|is)\\s)(?:(?:exactly|precisely|just)\\s)?(?:all\\s|the\\s|all\\sthe\\s)(?:(cyclic|circular)\\s)?(${KINDS})\\sof\\s(?:\\$|\\\\\\()?\\s?(\\([^()\\n]{1,60}\\))\\s?(?:\\$|\\\\\\))?(?=\\s?(?:[.;!]|\\n|$))`,
  "g",
);
const TUPLES =
  /(?:\([^()\n]{1,60},[^()\n]{1,60}\)\s?(?:\$|\\\))?\s?(?:,|,?\s?and|und|et|y|e|и)\s?(?:\$|\\\()?\s?){0,5}\([^()\n]{1,60},[^()\n]{1,60}\)$/;
const LONGEST_RUN = 400;

/**
 * "the solutions are $(2,2,5)$ and all its permutations" with the three tuples that are meant. "Its" are those of the last
 * tuple, any others of all that are joined.
 */
export function withPermutations(raw: string): string {
  if (!/permuta[tcz]|permutaç|перестановк|rearrangement|rotation|shifts/i.test(raw)) return raw;
  const text = raw.replace(
    ELSEWHERE,
    (_, whose?: string, cyclic?: string) =>
      ` and ${whose ? "its" : "all"}${cyclic ? " cyclic" : ""} permutations`,
  );
  let [result, from] = ["", 0];
  for (const match of text.matchAll(AND_ORDERS)) {
    const [all, closes, whose, cyclic, kind, of] = match;
    const before = text.slice(from, match.index);
    const run = TUPLES.exec(before.slice(-LONGEST_RUN))?.[0];
    if (run === undefined || !/\p{L}{2}/u.test(before.slice(0, before.length - run.length))) continue;
    const tuples = run.match(/\([^()]*\)/g)!;
    const last = whose === "its" || of === "it" || of === "this" ? tuples.length - 1 : 0;
    const orders = tuples.map((tuple, i) => (i < last ? tuple : inOrders(tuple, isCyclic(cyclic, kind))));
    if (orders.includes(null)) continue;
    const marks = closes === "" ? ["$", "$"] : ["", closes];
    result += before.slice(0, before.length - run.length) + marks[0] + orders.join(", ") + marks[1];
    from = match.index + all.length;
  }
  return (result + text.slice(from)).replace(
    ORDERS_OF,
    (all, cyclic: string | undefined, kind: string, tuple: string) => {
      const orders = inOrders(tuple, isCyclic(cyclic, kind));
      return orders === null ? all : `$${orders}$`;
    },
  );
}

const isCyclic = (cyclic: string | undefined, kind: string) =>
  cyclic !== undefined || /shift|rotation/i.test(kind);

const PERMUTED =
  /^(?:.{0,12}= ?)?(\([^()]{1,60}\)),? (?:and|with|up to|or)? ?(?:all |any )?(?:(?:of )?its |the |their )?(?:all )?(?:(cyclic|circular) )?(permutations?|shifts|rotations|rearrangements)(?: (?:of (?:it|this|these)|thereof))?$/i;

const PERMUTATIONS_OF =
  /^(?:all |any )?(?:the )?(cyclic )?(permutations|rotations|rearrangements) of (\([^()]{1,60}\))$/i;

/** "(1, 2, 3) and all its permutations", "permutations of (1, 2, 3)": each of them. */
export function permuted(plain: string): string | null {
  const [, tuple, cyclic, kind] = PERMUTED.exec(plain) ?? [];
  if (tuple !== undefined) return inOrders(tuple, isCyclic(cyclic, kind));
  const [, cyclicToo, kindToo, of] = PERMUTATIONS_OF.exec(plain) ?? [];
  return of === undefined ? null : inOrders(of, isCyclic(cyclicToo, kindToo));
}

/** A tuple in each of its orders; null where it is too long. */
function inOrders(tuple: string, cyclic: boolean): string | null {
  const items = tuple
    .slice(1, -1)
    .split(",")
    .map((item) => item.trim());
  if (items.length < 2 || items.length > 4) return null;
  const all = cyclic ? items.map((_, i) => [...items.slice(i), ...items.slice(0, i)]) : orders(items);
  return [...new Set(all.map((order) => `(${order.join(",")})`))].join(", ");
}

const orders = (items: readonly string[]): string[][] =>
  items.length < 2
    ? [[...items]]
    : items.flatMap((item, i) =>
        orders([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]),
      );
