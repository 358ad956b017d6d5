// Whole numbers from a number on or up to one, in words: "all integers greater than 4" is n ≥ 5 with n ∈ ℤ.

export const SIGN = "(positive|natural|non-?negative|negative)";
const BOUNDED = new RegExp(
  `^(?:the set of )?(?:(?:all|any|every|each|the) )*${SIGN}? ?(?:integers?|whole numbers?|naturals?|natural numbers?)(?: values?)?(?: (?:of )?([a-z]))?,? ` +
    "(?:(?:that|which) (?:are|is) |(?:such that|with|for which|satisfying|where) )?(?:strictly )?(?:([a-z]) ?)?" +
    "(greater than or equal to|larger than or equal to|less than or equal to|greater than|larger than|more than|bigger than|exceeding|above|" +
    "less than|smaller than|fewer than|below|at least|at most|not less than|not greater than|not exceeding|from|starting (?:at|from|with)|" +
    "[<>≤≥]|\\\\[lg]eq?(?:slant)?(?![a-z])) ?(-?\\d{1,9})(?: (?:on(?:wards?)?|and (?:up|above|greater)|upwards?|or (?:more|greater|larger|above)))?$",
  "i",
);
/** Of words or a sign that compare with an end: whether it is the upper one, and whether it belongs to what is compared. */
export const comparison = (words: string) => ({
  upper:
    /less|smaller|fewer|below|at most|not greater|not exceeding|<|≤|\\l/i.test(words) &&
    !/not less/i.test(words),
  closed: /equal|^at |^not |from|start|≤|≥|\\/i.test(words),
});

/** The least of the whole numbers that a word for their sign leaves: null for no word, undefined where there is none. */
export const leastOf = (sign: string | undefined): number | null | undefined =>
  sign === undefined ? null : LEAST[sign.toLowerCase().replace("-", "")];
const LEAST: Record<string, number | undefined> = { positive: 1, natural: 1, nonnegative: 0 };

/** "It works for", "n can be", before what it holds for. */
const HOLDS =
  /^(?:(?:so|thus|hence|therefore|then),? )?(?:(?:it|this|that|the (?:statement|inequality|claim|identity|formula|equation|property|result)) (?:works|holds|is (?:true|valid|satisfied)) (?:true )?(?:(?:exactly|precisely|just) )?(?:for|when) |([a-z]) (?:is|can be|may be) )(?=(?:all|any|every|each|an?) )/i;
const WHOLE = /\\mathbb ?\{?[ZN]|∈|\\in|integer|natural|whole/;
const LETTER = /(?<![A-Za-z\\{])[a-zA-Z](?![A-Za-z])/;

/** The bound of whole numbers in words, in the letter of the other side; null for anything else. */
export function integersInWords(plain: string, other: string): string | null {
  const held = HOLDS.exec(plain);
  const found = BOUNDED.exec((held ? plain.slice(held[0].length) : plain).replace(/^an? /i, ""));
  if (!found) return null;
  const [, sign, name, nameToo, words, digits] = found;
  const own = held?.[1] ?? name ?? nameToo;
  if (nameToo !== undefined && own !== nameToo) return null;
  const theirs = BOUNDED.test(other) || HOLDS.test(other) ? undefined : LETTER.exec(other)?.[0];
  const letter = own ?? theirs ?? "n";
  // x ≥ 5 is of reals, where nothing else is said.
  if (!/^[i-nN]$/.test(letter) && !WHOLE.test(other)) return null;
  const { upper, closed } = comparison(words);
  const end = Number(digits) + (closed ? 0 : upper ? -1 : 1);
  const first = leastOf(sign);
  if (first === undefined) return null;
  const whole = `${letter} \\in \\mathbb{Z}`;
  if (!upper) return `${letter} \\ge ${Math.max(first ?? end, end)}, ${whole}`;
  return first === null ? `${letter} \\le ${end}, ${whole}` : `${first} \\le ${letter} \\le ${end}, ${whole}`;
}
