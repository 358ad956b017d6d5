// Statements that open with quantifiers: "∃ x ∈ ℝ, x² + 1 < 2x", "for every real number x, x² ≥ 0", "∀ x > 0 ∃ y: y² = x".
import { pairs, SIGN_WORDS, signs } from "./vocabulary.ts";

/** ∀ or ∃ or ∄, the letters that it binds, and what they are from or how they are bounded. */
export interface Quantifier {
  kind: "all" | "some" | "none";
  letters: string[];
  /** "R", "Z>0", "[0,1]", ">0"; "" where nothing is said. */
  from: string;
}

export interface QuantifiedStatement {
  quantifiers: Quantifier[];
  /** What is said of the letters. */
  body: string;
}

const LONGEST = 300;
const MOST = 4;
const LETTER = "[A-Za-z](?:_(?:\\w|\\{\\w{1,3}\\}))?(?![A-Za-z])";
const LETTERS = `${LETTER}(?: ?, ?${LETTER}){0,3}`;
const NUMBERS =
  "(?:(positive|negative|non-?negative|non-?positive|non-?zero) )?(real|integer|natural|rational|complex)s?(?: numbers?)?";
const SET =
  "(?:\\\\math(?:bb|bf|rm) ?\\{? ?)?[RZNQC] ?\\}?(?: ?[\\^_] ?(?:\\{[^{}]{1,8}\\}|[+*-]))?|\\\\?[([{][^()[\\]{}]{1,40}\\\\?[)\\]}]";
const QUANTIFIER = new RegExp(
  `^ ?(?:(?<all>\\\\forall(?![A-Za-z])|(?:for )?(?:all|every|each|any)(?= ))|(?<none>\\\\nexists(?![A-Za-z])|\\\\not ?\\\\exists(?![A-Za-z])|there (?:does not exist|exists no|is no)(?= ))` +
    `|(?<some>\\\\exists(?![A-Za-z])|there (?:exists?|is|are)(?= )))` +
    ` ?(?:(?:an?|some|any) (?=[a-z]{4}))?(?:${NUMBERS} )?(?<letters>${LETTERS})` +
    `(?: ?(?:\\\\in(?![A-Za-z])|∈|in(?= )) ?(?<set>${SET})| ?(?<bound>(?:[<>]=?|\\\\[lg]e(?:q|qslant)?(?![A-Za-z])|\\\\neq?(?![A-Za-z])|\\\\[lg]t(?![A-Za-z])) ?-?\\d{1,6}))?` +
    "(?<stop>(?: ?(?:[,:;|]|\\\\mid(?![A-Za-z])|such that|so that|with|we have|it holds that|s\\. ?t\\.)){0,3})",
  "i",
);
const SETS: Record<string, string> = { real: "R", integer: "Z", natural: "N", rational: "Q", complex: "C" };

/** The quantifiers that a text opens with, and what it says behind them; null where it opens with none. */
export function quantified(text: string): QuantifiedStatement | null {
  if (text.length > LONGEST || !/\\(?:n?exists|forall|not)|\b(?:all|every|each|any|there)\b/i.test(text))
    return null;
  let rest = text
    .replace(/\\(?:text|mathrm|mbox|textrm)\s?\{([^{}]*)\}/g, " $1 ")
    .replace(/\\(?:left|right|displaystyle|q?quad)(?![A-Za-z])|\\[,;:! ]|[$~]/g, " ")
    .replace(/\s+/g, " ")
    .replace(/[ .]+$/, "");
  const quantifiers: Quantifier[] = [];
  for (let found = QUANTIFIER.exec(rest); found; found = QUANTIFIER.exec(rest)) {
    const { all, none, letters, set, bound, stop } = found.groups!;
    const [sign, numbers] = [found[4], found[5]];
    if (numbers && (set ?? bound)) return null;
    const from = numbers
      ? SETS[numbers.toLowerCase()] + (sign ? SIGN_WORDS[sign.toLowerCase().replace("-", "")] : "")
      : uniformSet(set ?? bound ?? "");
    quantifiers.push({
      kind: all ? "all" : none ? "none" : "some",
      letters: letters.replace(/[ {}]/g, "").split(","),
      from,
    });
    rest = rest.slice(found[0].length).trim();
    // Where nothing parts them, what follows would be of the same formula.
    if (
      quantifiers.length > MOST ||
      (stop === "" && !/^(?:\(|\\(?:n?exists|forall|not)|there )/.test(rest) && !set)
    )
      return null;
  }
  return quantifiers.length > 0 && rest !== "" ? { quantifiers, body: rest } : null;
}

const SUFFIXES: Record<string, string> = { "+": ">0", "-": "<0", "*": "≠0" };

/** ℝ^+ and ℝ_{>0} as R>0, "\\ge 0" as ≥0, [0, +∞) as [0,∞). */
function uniformSet(written: string): string {
  const plain = written
    .replace(/\\([A-Za-z]+)/g, (command, name) => signs.get(name)?.[1] ?? command)
    .replace(/[<>]=/g, (sign) => pairs[sign])
    .replace(/\\infty/g, "∞")
    .replace(/\\math(?:bb|bf|rm)|[\s\\]/g, "")
    .replace("+∞", "∞");
  const [, numbers, suffix = ""] = /^\{?([RZNQC])\}?(?:[\^_]\{?([^{}]*)\}?)?$/.exec(plain) ?? [];
  return numbers === undefined ? plain : numbers + (SUFFIXES[suffix] ?? suffix);
}
