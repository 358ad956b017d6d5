// What sets off a short text of one line as a whole, or opens it without saying anything: the text is read again without it.
import { isWordless } from "../read/formulas.ts";

interface Setting {
  rule: string;
  /** What is in every text that the pattern matches: compiling that takes longer than all that is done with most texts. */
  hint: RegExp;
  /** Its last group is the text without what sets it off. */
  pattern: RegExp;
}

const SETTINGS: readonly Setting[] = [
  {
    rule: "without the mark before it",
    hint: /^(?:[#>•▪◦‣·*=\\-]|1\.|\d{1,2}\))/,
    pattern:
      /^(?:#{1,6}|>+|[•▪◦‣·]|\*(?=\s)|(?:1\.|\d{1,2}\))(?=\s)|-(?=\s[\p{L}*`$\\(])|=>?|->|\\(?:to|Rightarrow|implies)(?![A-Za-z]))\s*([^=<>].*)$/u,
  },
  {
    rule: "without what sets it off",
    hint: /^[*`_"“”„']/,
    pattern: /^(?:(\*{1,3}|`{1,3}|_)(?=[^*`_]+\1$)|["“”„'](?=[^"“”']+["“”']\.?$))([^*`_"“”']+).*$/,
  },
  {
    rule: "without what opens it",
    hint: /^\p{L}+(?:\s\p{L}+)?\s?:/u,
    pattern:
      /^(?:so|thus|therefore|hence|then|finally|in (?:total|all|conclusion)|altogether|overall)\s?:\s*((?:(?![.!?]\s\S).)+)$/i,
  },
  {
    rule: "the conclusion in bold type",
    hint: /^[a-z]+,?\s\*\*/i,
    pattern: /^(?:so|thus|therefore|hence),?\s+\*\*([^*]{1,80})\*\*[.!]?$/i,
  },
  {
    rule: "without either",
    hint: /either/i,
    pattern:
      /^(?:(?:so|thus|therefore|hence|then),?\s+)?either\s+([a-z]\s?=\s?[^=]+\sor\s[^=]*[a-z]?[^=]*=?[^=]*)$/i,
  },
  {
    rule: "without what is taken back",
    hint: /\b(?:no|wait|actually|sorry|oops|hmm)\b/i,
    pattern:
      /^[^.\n]{1,30}(?:\.{2,3}|…|,|\s-)\s*(?:no|wait|actually|sorry|oops|hmm)\b[,.:]?\s*([$\\\d(-].*)$/i,
  },
  {
    rule: "without a question that is denied",
    hint: /\?\s*no/i,
    pattern: /^[^?\n]{1,40}\?\s*(?:no|nope|not quite)[,.!:]\s*(.+)$/i,
  },
  {
    rule: "without the courtesy before it",
    hint: /^(?:great|good|sure|of|cert|ok|alr|abs|hi|hello)/i,
    pattern:
      /^(?:(?:great|good) question|sure(?: thing)?|of course|certainly|okay|ok|alright|absolutely|hi|hello)[^.!?,:\n\d]{0,30}[!.,:]\s+(.+)$/i,
  },
  {
    rule: "it is",
    hint: /(?:it|that)['’]s/i,
    pattern:
      /^(?:(?:so|thus|therefore|hence|then),?\s+)?(?:i\s(?:think|believe|guess)\s(?:that\s)?)?(?:it|that)['’]s\s+(?:only\s|just\s|exactly\s)?([$\\-]*\d[^\s,;]*(?:\s\p{L}+){0,3})[.!]?$/iu,
  },
  { rule: "without the article", hint: /^the\s\d/, pattern: /^the\s+(\d+(?:st|nd|rd|th))\.?$/ },
  {
    rule: "without the label",
    hint: /(?:solution|value)[*_]*:/i,
    pattern: /^[*_]{0,3}(?:solution|value)[*_]{0,3}:[*_]{0,3}\s*(?=[^\p{L}]*[a-z]?\s*=?[^\p{L}]*$)(.+)$/iu,
  },
];

const LONGEST = 300;
/** "---" before or behind a line. */
const RULED = /^(?:[-*_=]{3,}[ \t]*\n\s*)+(?=[^\n]+$)|(?<=^[^\n]+)(?:\n\s*[-*_=]{3,}[ \t]*)+$/;

/** A short text of one line without what sets it off, and by which rule; null where nothing does. */
export function withoutSetting(text: string): { inner: string; rule: string } | null {
  if (text.length > LONGEST) return null;
  const ruled = text.includes("\n") ? RULED.exec(text) : null;
  if (ruled) return { inner: text.replace(ruled[0], ""), rule: "without what sets it off" };
  if (text.includes("\n")) return null;
  for (const { rule, hint, pattern } of SETTINGS) {
    const inner = hint.test(text) ? pattern.exec(text)?.at(-1)?.trim() : undefined;
    if (inner !== undefined && /[\p{L}\p{N}]/u.test(inner)) return { inner, rule };
  }
  const conclusion = conclusionOf(text);
  return conclusion === null ? null : { inner: conclusion, rule: "the conclusion" };
}

/** "c^2 = 9 + 16 = 25, so c = 5": what mathematics and a conclusion end in; of "so 2A = 10" the number. */
function conclusionOf(line: string): string | null {
  const parts = line
    .replace(/[.\s]+$/, "")
    .split(
      /[,;]\s(?:and\s)?(?:so|thus|hence|therefore|then|which gives|giving)\s|\s(?:gives|yields|implies|means)\s/i,
    );
  if (
    parts.length < 2 ||
    !parts.every((part) => isWordless(part.replace(/\b[a-z]i\b/g, "b")) && part.includes("="))
  )
    return null;
  const last = parts[parts.length - 1].trim();
  const side = last.slice(last.lastIndexOf("=") + 1).trim();
  // "a + bi = 3 + 2i"
  if (/^[a-z]\s*[-+]\s*(?:[a-z]i|i[a-z])\s*=[^=]*$/.test(last)) return side;
  return /^[A-Za-z](?:_\w)?\s*=/.test(last) || /[A-Za-z]/.test(side) ? last : side;
}
