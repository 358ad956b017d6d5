// Answers in words: option letters, yes and no, names, short sentences.

/** Lower case, without articles, punctuation and the plural of nothing. */
export function plainWords(text: string): string[] {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\\(?:text(?:bf|it|rm)?|mathrm|mbox|emph|operatorname)\s*(?=\{)|\\[ ,;:!]|[{}$~]/g, " ")
    .replace(/[;!?"“”*()]|(?<!\d)[.,:]|[.,:](?!\d)/g, " ")
    .split(/\s+/)
    .filter((word) => word !== "" && word !== "the" && word !== "a" && word !== "an")
    .filter(
      (word, i, all) =>
        !(i === 2 && /^solutions?$/.test(word) && all[0] === "infinitely" && all[1] === "many"),
    );
}

const NUMBER_WORDS =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty".split(
    " ",
  );
const NUMBER_WORD = new RegExp(`^\\s*(${NUMBER_WORDS.join("|")})(?=(?:\\s[a-z]+){0,2}\\s*$)`, "i");

const FRACTION =
  /\b(?:of|point|halves|(?:third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth|hundredth|thousand|million)s?)\b/i;

const ORDINAL_WORDS =
  "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth".split(
    " ",
  );
const TENS = "twent thirt fort fift sixt sevent eight ninet".split(" ");
const ORDINAL_WORD = /^\s*(?:the\s)?(?:([a-z]+)(?:ieth|y-([a-z]+))|([a-z]+))(?=(?:\s[a-z]+){0,2}\s*$)/i;

/** "twenty-first", "third term" with digits: 21st, 3rd term; null for anything else. */
function ordinalWithDigits(text: string): string | null {
  const found = ORDINAL_WORD.exec(text);
  const [, tens, one, small] = (found ?? []).map((word) => word?.toLowerCase());
  const unit = ORDINAL_WORDS.indexOf(one ?? small ?? "") + 1;
  const ten = tens === undefined ? 0 : (TENS.indexOf(tens) + 2) * 10;
  if (
    !found ||
    (tens !== undefined && ten === 10) ||
    (unit === 0 && (tens === undefined || one !== undefined))
  )
    return null;
  const number = ten + unit;
  const suffix = number > 3 && number < 21 ? "th" : ({ 1: "st", 2: "nd", 3: "rd" }[number % 10] ?? "th");
  return `${number}${suffix}${text.slice(found[0].length)}`;
}

/** "five", "one inch", "third" with a digit; null for anything else. */
export function withDigit(text: string): string | null {
  const ordinal = ordinalWithDigits(text);
  if (ordinal !== null) return ordinal;
  const found = NUMBER_WORD.exec(text);
  const rest = found ? text.slice(found[0].length).trim() : "";
  if (!found || FRACTION.test(rest) || NUMBER_WORD.test(rest)) return null;
  return `${NUMBER_WORDS.indexOf(found[1].toLowerCase())}${text.slice(found[0].length)}`;
}

/** Words that change the value or the sense of what they stand beside: no unit, no label. */
export const turning =
  /\b(?:not|no|never|maybe|perhaps|possibly|except|wrong|incorrect|false|hundred|dozen|score|half|factorial|negative|minus|plus|times|over)\b|^(?:squared|cubed)/i;

export function sameWords(a: string, b: string): boolean {
  const [x, y] = [plainWords(a), plainWords(b)];
  return x.length > 0 && x.join(" ") === y.join(" ");
}

/** Words of grammar; a sentence that answers with one word has more of them than of others. */
const grammar = new Set(
  (
    "is are was be been will would must can any all every each of in on at to for from by with that this these those " +
    "it its which has have only number value answer result final always it's there such as"
  ).split(" "),
);
const refused =
  /\b(?:not|no|neither|nor|never|or|and|either|both|but|except|unless|without|un\w+able)\b|[,;/|]|n't/i;
const opposites = [
  ["odd", "even"],
  ["yes", "no"],
  ["true", "false"],
  ["increasing", "decreasing"],
  ["positive", "negative"],
  ["maximum", "minimum"],
  ["rational", "irrational"],
  ["converges", "diverges"],
  ["convergent", "divergent"],
  ["possible", "impossible"],
  ["win", "lose"],
  ["first", "second"],
  ["finite", "infinite"],
];

/**
 * Whether one side is a single word and the other a short sentence that gives it as its answer: "odd" and "The function
 * is odd". A sentence that denies, offers a choice, names a second candidate or is not one (few words of grammar) is
 * none.
 */
export function wordOfSentence(a: string, b: string): boolean {
  const [x, y] = [plainWords(a), plainWords(b)];
  const [single, sentence, raw] =
    x.length === 1 ? [x[0], y, b] : y.length === 1 ? [y[0], x, a] : [null, [], ""];
  if (!single || sentence.length < 3 || sentence.length > 12 || !/^[a-z]{3,}$/.test(single)) return false;
  if (grammar.has(single) || sentence.filter((word) => word === single).length !== 1 || refused.test(raw))
    return false;
  const pair = opposites.find((words) => words.includes(single));
  if (pair?.some((word) => word !== single && sentence.includes(word))) return false;
  // A second name: a capital inside the sentence.
  const names = (raw.match(/(?<![.$\\A-Za-z])[A-Z][a-z]+/g) ?? []).map((name) => name.toLowerCase());
  if (names.some((name, i) => name !== single && i > 0)) return false;
  const others = sentence.filter((word) => word !== single && /^[a-z']+$/.test(word));
  const helpers = others.filter((word) => grammar.has(word)).length;
  return helpers >= 1 && others.length - helpers <= 3;
}

/** The letter of "(C)", "C.", "\text{(C)} 12", "Option C"; null where it is none or there is a second. */
export function optionLetter(text: string): { letter: string; bare: boolean } | null {
  const plain = text
    .replace(/\\(?:text(?:bf|it|rm)?|mathrm|mbox|mathbf)\s*(?=\{)|[{}$*~]|\\[ ,;:!]/g, "")
    .trim();
  const match =
    /^(?:(?:option|choice|answer)\s*)?(?:\(([A-J])\)[.:]?|([A-J])(?:[.):]|(?=\s*$)))\s*(?![-+*/^=<>,_\\])(.*)$/is.exec(
      plain,
    );
  const letter = match?.[1] ?? match?.[2];
  if (!match || !letter || letter !== letter.toUpperCase()) return null;
  const rest = match[3];
  if (/\(\s*[A-J]\s*\)|(?:^|\s)[B-J][.):]|\b(?:or|and)\b/.test(rest)) return null;
  return { letter, bare: rest === "" };
}
