// Which option a sentence chooses: "Option D is correct.", "Statements I and III are true.", "I would go with A, not B, as the
// slope is negative.", "So the prime number must be C, 59.", and a line in bold type, "**C) 45 degrees**".

import { withoutMarkup } from "../wording/phrases.ts";

const LONGEST = 300;

/** The letter or letters, "(C) 59" with what the option is; null where a sentence chooses none. */
export function chosenIn(sentence: string): string | null {
  if (sentence.length > LONGEST || !/(?<![A-Za-z\d])[A-JIVX]{1,4}(?![A-Za-z])|[\u2460-\u2473]/.test(sentence))
    return null;
  const line = LINE.exec(sentence);
  if (line) return `(${line[1]}) ${line[2].trim()}`;
  const said = withoutMarkup(sentence)
    .trim()
    .replace(/[.!]+$/, "")
    .replace(OPENED, "")
    .replace(/;\s.*$/s, "")
    .replace(/,?\s(?:because|since|as)\s.*$/is, "")
    .replace(NOT_ANOTHER, "");
  const picked = PICKED.exec(said)?.[1];
  if (picked) return picked;
  if (UNSURE.test(said)) return null;
  const right = /correct|right|true|best/i.test(said);
  const option = right ? OPTION.exec(said) : null;
  if (option) return option[1] ?? option[2];
  const several = right ? (STATEMENTS.exec(said) ?? SEVERAL.exec(said)) : null;
  if (several) return several[1];
  const valued = VALUED.exec(said);
  return valued ? `(${valued[1]}) ${valued[2]}` : (POINTED.exec(said)?.[1] ?? null);
}

const UNSURE =
  /\b(?:not|never|neither|nor|or|if|unless|either|whether|maybe|perhaps|probably|possibly|might|may|could|should|would|assum\w+|suppose|but|wrong|incorrect|guess\w*|said|says|thought|think\w*|chose|answered|except)\b|n't|\?/i;

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

/** "This matches choice C" */
const POINTED =
  /\b(?:(?:matches|corresponds to|is|select|choose|pick|gives|go with|points to|i\.e\.|that is|namely)\s(?:choice|option|answer)\s\(?|(?:select|choose|pick|go with)\s\(?)([A-J])\)?$/i;
