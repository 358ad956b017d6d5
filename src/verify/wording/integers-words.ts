// Whole numbers from a number on or up to one, in words: "all integers greater than 4" is n ≥ 5 with n ∈ ℤ; and those between
// two, "all integers from -2 to 3" is {-2, -1, 0, 1, 2, 3}.

export const SIGN = "(positive|natural|non-?negative|negative)";
/** What compares with a number behind it. */
export const THAN =
  "(?:greater|larger|bigger|higher|more|less|smaller|lower|fewer) than(?: or equal to)?|above|over|below|under|exceeding|at (?:least|most)|up to(?: and including)?|(?:not|no) (?:less|greater|more) than|not exceeding";
const BOUNDED = new RegExp(
  `^(?:the set of )?(?:(?:all|any|every|each|the) )*${SIGN}? ?(?:integers?|whole numbers?|naturals?|natural numbers?)(?: values?)?(?: (?:of )?([a-z]))?,? ` +
    "(?:(?:that|which) (?:are|is) |(?:such that|with|for which|satisfying|where) )?(?:strictly )?(?:([a-z]) ?)?" +
    `(${THAN}|from|starting (?:at|from|with)|[<>≤≥]|\\\\[lg]eq?(?:slant)?(?![a-z])) ?(-?\\d{1,9})(?: (?:on(?:wards?)?|and (?:up|above|greater)|upwards?|or (?:more|greater|larger|above)))?$`,
  "i",
);
/** Of words or a sign that compare with an end: whether it is the upper one, and whether it belongs to what is compared. */
export const comparison = (words: string) => ({
  upper:
    /not? (?:greater|more)|not exceeding|at most|up to/i.test(words) ||
    (/less|smaller|fewer|lower|below|under|<|≤|\\l/i.test(words) && !/not? less/i.test(words)),
  closed: /equal|^at |^not? |^up to|from|start|[≤≥=]|\\[lg]e/i.test(words),
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

/** "the integers from -2 to 3, both included", "whole numbers 1 through 6", "the integers strictly between 2 and 7" */
const RANGE =
  /^(?:the set of )?(?:(?:all|any|every|each|the|exactly) )*(?:integers?|whole numbers?|natural numbers?|numbers?(?= \S+ through))(?: values?)?(?: (?:of )?[a-z])?,? (?:(?:that|which) (?:are|lie) )?(?:(strictly )?(between)|from )?(?:from)? ?(-?\d{1,4}) (and|to|up to|through|until)(?: and including)? (-?\d{1,4})(?:,? \(?(?:(both(?: ends?| endpoints?)?(?: are)? included|inclusive|including both(?: ends?| endpoints?)?|including -?\d{1,4} and -?\d{1,4})|(exclusive|both(?: ends?)? excluded|excluding both))\)?)?$/i;
const MOST_OF_RANGE = 60;

/** The whole numbers between two, as a set; null for anything else, and where it is not said whether the ends belong to them. */
function range(plain: string): string | null {
  const found = RANGE.exec(plain.replace(/^an? /i, ""));
  if (!found) return null;
  const [, strictly, between, from, joint, to, included, excluded] = found;
  const without = strictly !== undefined || excluded !== undefined;
  // "between 2 and 7" may or may not have its ends, "from 2 to 7" has them.
  if ((between !== undefined || joint === "and") && !without && included === undefined) return null;
  const [low, high] = [Number(from) + (without ? 1 : 0), Number(to) - (without ? 1 : 0)];
  if (high < low || high - low > MOST_OF_RANGE) return null;
  return `\\{${Array.from({ length: high - low + 1 }, (_, i) => low + i).join(", ")}\\}`;
}

/** The bound of whole numbers in words, in the letter of the other side; null for anything else. */
export function integersInWords(plain: string, other: string): string | null {
  const all = range(plain);
  if (all !== null) return all;
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
  const least = first ?? (upper && /\bnatural/i.test(found[0]) ? 1 : null);
  const whole = `${letter} \\in \\mathbb{Z}`;
  if (!upper) return `${letter} \\ge ${Math.max(least ?? end, end)}, ${whole}`;
  return least === null ? `${letter} \\le ${end}, ${whole}` : `${least} \\le ${letter} \\le ${end}, ${whole}`;
}
