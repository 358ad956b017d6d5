// Which option a sentence chooses: "Option D is correct.", "Statements I and III are true.", "I would go with A, not B, as the
// slope is negative.", "So the prime number must be C, 59.", and a line in bold type, "**C) 45 degrees**".

import { withoutMarkup } from "../wording/phrases.ts";

const LONGEST = 300;

/**
 * The letter or letters, "(C) 59" with what the option is; null where a sentence chooses none. `text`: what it stands in, where
 * that is more.
 */
export function chosenIn(sentence: string, text = sentence): string | null {
  if (sentence.length > LONGEST || !/(?<![A-Za-z\d])[A-JIVX]{1,4}(?![A-Za-z])|[\u2460-\u2473]/.test(sentence))
    return null;
  const before = text.slice(0, Math.max(0, text.lastIndexOf(sentence)));
  const line = LINE.exec(sentence);
  if (line) return LISTED.test(before) ? null : `(${line[1]}) ${line[2].trim()}`;
  const plain = withoutMarkup(sentence)
    .trim()
    .replace(/[.!]+$/, "");
  const said = plain
    .replace(OPENED, "")
    .replace(/;\s.*$/s, "")
    .replace(/(?:,\sas|,?\s(?:because|since))\s.*$/is, "");
  const behind = plain.includes(";") ? plain.slice(plain.indexOf(";")) : "";
  if (TAKES_BACK.test(behind) || plain.endsWith("?")) return null;
  if (UNSURE.test(said.replace(NOT_ANOTHER, "").replace(WOULD, ""))) return null;
  const affirmed = said.replace(NOT_ANOTHER, "");
  const picked = PICKED.exec(affirmed)?.[1];
  if (picked) return picked;
  const right = /correct|right|true|best/i.test(affirmed);
  const option = right ? OPTION.exec(affirmed) : null;
  if (option) return option[1] ?? option[2];
  const several = right ? (STATEMENTS.exec(affirmed) ?? SEVERAL.exec(affirmed)) : null;
  if (several) return several[1];
  const valued = OPTIONS.test(before) ? VALUED.exec(affirmed) : null;
  return valued ? `(${valued[1]}) ${valued[2]}` : (POINTED.exec(sentence)?.[1] ?? null);
}

/** What denies, doubts, tells of others or gives an example. */
const UNSURE =
  /\b(?:not|never|neither|nor|or|if|unless|either|whether|maybe|perhaps|probably|possibly|might|may|could|should|would|assum\w+|suppose|but|wrong\w*|false|incorrect|worst|least|reject\w*|eliminat\w*|rul(?:e|ed|ing) out|fail\w*|guess\w*|sa(?:id|ys)|claim\w*|thought|think\w*|chose|answered|except|hardly|example|counterexample|first|long as|far as)\b|n't|\?/i;
/** Behind a semicolon: another option is right too, or a doubt. */
const TAKES_BACK =
  /(?<![A-Za-z])[A-JIVX]{1,4}(?![A-Za-z])[^;]{0,40}\b(?:right|correct|true)\b|\b(?:wait|however|too|but|although|though|claims?|doubt)\b/i;
const WOULD = /^(?:I|we)(?:'d|\swould)\s/i;

/** Options one below the other, a question or what opens a list: a line in bold type is one of them. */
const LISTED = /(?:^|\n)\W{0,6}[A-J][).:]|[?:]\s*$/;
/** Options that were named before. */
const OPTIONS = /(?<![A-Za-z])[A-J](?:[).:]|\s(?:is|fails?|cannot|can't|has|gives|and|or)\b)/;

const OPENED =
  /^(?:(?:and\s)?(?:so|thus|therefore|hence|then|consequently|this means(?:\sthat)?|that means(?:\sthat)?)\b,?\s)/i;
const NOT_ANOTHER = /,\s(?:and\s)?(?:not|rather than)\s(?:option\s|choice\s)?\(?[A-J]\)?$/i;

/** What an option is: a value with a unit. */
const VALUE = String.raw`-?[$€£]?\d[\d.,/:]{0,15}%?(?:\s\p{L}[\p{L}²³]{0,15}){0,2}`;

const LINE = new RegExp(String.raw`^\s*(?:\*\*|__)\(?([A-J])[).:]\)?\s(${VALUE})\.?(?:\*\*|__)\.?\s*$`, "u");

const OPTION =
  /^(?:only\s)?(?:the\s)?(?:correct\s)?(?:(?:option|choice|answer|statement)\s)?\(?([A-HJ])\)?(?:[.:)]?,?\s-?\$?\d[^,;]{0,20}?,?)?\s(?:is|must be)\s(?:the\s)?(?:correct|right|true)(?:\s(?:one|answer|option|choice))?$|^(?:the\s)?(?:correct|right|best)\s(?:option|choice|letter)\s(?:is|must be)\s(?:option\s|choice\s)?\(?([A-J])\)?$/i;

const LETTERS = String.raw`\(?[A-HJ]\)?(?:(?:,\s(?:and\s)?|\sand\s)\(?[A-HJ]\)?)+`;
/** "The correct options are A and C." */
const SEVERAL = new RegExp(
  String.raw`^(?:the\s)?(?:only\s)?(?:correct|right|true)\s(?:options|choices|statements|ones|answers)\sare\s(${LETTERS})$`,
  "i",
);

/** "Statements I and III are true." */
const STATEMENTS =
  /^(?:only\s)?(?:statements?|options?|choices?|conditions?)\s((?:[IVX]{1,4}|\(?[A-H1-9]\)?|[\u2460-\u2473])(?:,?\s(?:and\s)?(?:[IVX]{1,4}|\(?[A-H1-9]\)?|[\u2460-\u2473]))*)\s(?:is|are)\s(?:true|correct|right)$/iu;

/** "I would go with choice A" */
const PICKED =
  /^(?:my\s(?:choice|pick)\sis|(?:I|we)(?:'d|'ll|\swould|\swill|\shave to|\smust)?\s(?:go with|choose|pick|select|mark))\s(?:option\s|choice\s|answer\s|letter\s)?\(?([A-HJ])\)?$/i;

/** "the prime number must be C, 59" */
const VALUED = new RegExp(
  String.raw`^[^,;:.=?]{2,80}\s(?:must be|has to be|can only be|is)\s(?:option\s|choice\s|answer\s)?\(?([A-HJ])(?:\)?[,:]|\))\s(${VALUE})$`,
  "iu",
);

/** "This matches choice C", "So we choose **C**.": what others choose is no choice of the text. */
const POINTED =
  /(?:\b(?:matches|corresponds to|is|gives|points to|i\.e\.|that is|namely)\s(?:choice|option|answer)\s\(?|(?:^\W*|,\s)(?:(?:so|thus|therefore|hence|then),?\s)?(?:(?:I|we|you)\s(?:(?:can|must|should|will|would|have to)\s)?)?(?:select|choose|pick|go with)\s(?:(?:choice|option|answer)\s\(?|[*(]+))([A-J])\)?[\s.!*]*$/i;
