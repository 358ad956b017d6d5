// Are two answers the same? By value where both are plain numbers or fractions, exactly; else by their text after
// light normalization. Nothing symbolic.

/** Longest number compared by value, in characters. */
const MAX_NUMBER = 1000;

/** Text as it is compared: no spaces, dollar signs, spacing commands, sizes of delimiters, nor a full stop at the end. */
export function normalizeAnswer(text: string): string {
  return text
    .replace(/\\[$%]|\$|\\[,;:! ]|\\(?:left|right)(?![A-Za-z])|\s/g, (match) => (match === "\\%" ? "%" : ""))
    .replace(/\\[dt]frac(?![A-Za-z])/g, "\\frac")
    .replace(/\.$/, "");
}

/** `value` of "-1,234.50", "3/4", "\frac{3}{4}" as a fraction, or null where the text is not such a number. */
export function parseRational(normalized: string): { numerator: bigint; denominator: bigint } | null {
  if (normalized.length > MAX_NUMBER) return null;
  const match =
    /^([-+]?)(?:\\frac\{?([^{}]+)\}?\{([^{}]+)\}|\\frac(\d)(\d)|([^/\\{}]+)(?:\/([^/\\{}]+))?)$/.exec(
      normalized,
    );
  // "--5" is no number.
  if (!match || (match[1] !== "" && /^[-+]/.test(match[6] ?? ""))) return null;
  const top = parseDecimal(match[2] ?? match[4] ?? match[6]);
  const bottom = parseDecimal(match[3] ?? match[5] ?? match[7] ?? "1");
  if (!top || !bottom || bottom.numerator === 0n) return null;
  const sign = match[1] === "-" ? -1n : 1n;
  return {
    numerator: sign * top.numerator * bottom.denominator,
    denominator: top.denominator * bottom.numerator,
  };
}

function parseDecimal(text: string): { numerator: bigint; denominator: bigint } | null {
  const match = /^(-?)(\d+|\d{1,3}(?:,\d{3})+)?(?:\.(\d*))?$/.exec(text);
  if (!match || (match[2] === undefined && !match[3])) return null;
  const fraction = match[3] ?? "";
  const digits = BigInt((match[2] ?? "").replaceAll(",", "") + fraction);
  return { numerator: match[1] === "-" ? -digits : digits, denominator: 10n ** BigInt(fraction.length) };
}

/** Whether two answers are the same number, or the same text after `normalizeAnswer`. */
export function sameAnswer(a: string, b: string): boolean {
  const [left, right] = [normalizeAnswer(a), normalizeAnswer(b)];
  if (left === right) return true;
  const [x, y] = [parseRational(left), parseRational(right)];
  return x !== null && y !== null && x.numerator * y.denominator === y.numerator * x.denominator;
}
