// A language's words as regular expressions, which language a text is in, and a text's marks and decimals as they are read.

import type { Language } from "../languages/language.ts";
import { ENGLISH, LANGUAGES } from "../languages/languages.ts";
import { isUnspaced } from "../read/formulas.ts";

/** Regular expressions of a language, made once. */
interface Words {
  phrase: RegExp;
  behind: RegExp | null;
  heading: RegExp;
  not: RegExp;
  contrast: RegExp | null;
  denied: RegExp;
  /** What is denied of one value and then said of another ("she does not need 4, she needs 5"), up to the second. */
  rejoined: RegExp;
  /** What is denied behind something else, up to the end. */
  denial: RegExp;
  so: RegExp;
  /** The same where a text opens with it. */
  opening: RegExp;
  explains: RegExp;
  condition: RegExp;
  /** A reason that stands before what it is of, up to its comma, and what opens one anywhere. */
  fronted: RegExp;
  causes: RegExp;
  /** An option's letter by itself, and what it may be followed by. */
  chosen: RegExp;
  /** Behind a comma or the like, with the space around it. */
  restates: RegExp;
  /** Between two values. */
  or: RegExp;
  /** Up to the place before a value, and from the place behind it. */
  bound: RegExp | null;
  boundBehind: RegExp | null;
  explained: RegExp | null;
  participle: RegExp | null;
  after: RegExp | null;
  within: RegExp | null;
  because: RegExp;
  /** Where a sentence opens, up to the stop behind it. */
  corrects: RegExp;
  /** Behind an answer phrase up to what is said instead at once ("18... wait, no, 16"). */
  takenBack: RegExp;
  earlier: RegExp;
  compares: RegExp | null;
  comparesBefore: RegExp | null;
  would: RegExp | null;
  rate: RegExp | null;
  total: RegExp | null;
  /** Between an amount and what it comes to. */
  amounts: RegExp | null;
  equals: RegExp | null;
  equalsBehind: RegExp | null;
  /** Behind a comma, up to the end: how far it is from something else. */
  apart: RegExp | null;
}

/** English adjectives of a heading; within a text they stand before what is sought and need not be read. */
const ADJECTIVE = "(?:final|correct|right|total|numerical|exact|simplified)";
export const LEFT = "(?<![\\p{L}\\p{M}\\p{N}_])";
export const RIGHT = "(?![\\p{L}\\p{M}\\p{N}_])";

function wordsOf(language: Language): Words {
  const { noun, link, bare, behind, unspaced, name } = language;
  const [left, right] = unspaced || name === "Korean" ? ["", ""] : [LEFT, RIGHT];
  const bounded = (source: string) => new RegExp(`${left}(?:${source})${right}`, "giu");
  const linkEnd = unspaced || name === "Korean" ? "" : "(?![\\p{L}\\p{M}])";
  const linkStart = linkEnd === "" ? "" : "(?<![\\p{L}\\p{M}])";
  const mark = "[*_\\s]{0,6}";
  // "the answer to the question is": a few words of its own, without a stop.
  const gap =
    name === "English"
      ? "(?:,?\\s+(?:to|for|of|in|here|we|that|you|therefore|then)\\b[^.;:!?=\\n]{0,60}?)?"
      : "";
  const joined = `(?:[:=]|\\](?=[:\\s]*[\\d$\\\\*(-])|\\\\(?:to|Rightarrow)(?![A-Za-z])|[-=]>|\\|(?=[\\s*]*[\\d$\\\\(])|${linkStart}(?:${link})${linkEnd}(?:\\s*:)?)`;
  // "The answer $5$"; "Answer 5" on a line of its own; "The answer, 28, is".
  // "não é 72" denies the 72.
  const equalled = language.equals ? `(?:(?:${language.equals})\\s+)?` : "";
  const formula =
    name === "English"
      ? "|(?=\\s*(?:\\$|\\\\[(\\[]))|(?<=(?:^|\\n)[#\\s]{0,6}(?:final\\s)?answer\\s)(?=-?\\d\\S*\\s*(?:\\n|$))|,(?=\\s-?[\\d$\\\\][^,;.]{0,30},\\s(?:is|was|equals|makes)\\b)"
      : "";
  const joint = bare
    ? `(?:${joined}|\\s(?=${mark}(?:[\\d$\\\\]|[A-J](?![\\p{L}\\p{N}]))))`
    : `(?:${joined}${formula})`;
  return {
    phrase: new RegExp(`${left}(?:${noun})${gap}${mark}${joint}`, "giu"),
    behind: behind ? new RegExp(`${left}(?:${behind})${right}`, "giu") : null,
    heading: new RegExp(
      `^(?:(?:the|la|die|het|my|our)\\s+)?(?:${ADJECTIVE}\\s+){0,2}(?:${noun})(?:\\s+(?:${link}))?$`,
      "iu",
    ),
    not: new RegExp(`^\\s*(?:${language.not})${right}`, "iu"),
    contrast: language.but
      ? new RegExp(
          `(?:${language.not})${right}\\s+[^.;]{1,60}?[,\\s]${left}(?:${language.but})${right}\\s*`,
          "giu",
        )
      : null,
    rejoined: new RegExp(
      `${left}(?:${language.not}${name === "English" ? "|\\p{L}+n't" : ""})${right}[^.;:,\\d]{0,40}[$€£]?\\d[\\d.,]*[^.;:,\\d=]{0,30}?(?:\\s?-{1,2}\\s?|[;:,]\\s)(?=\\p{L}{1,12}(?:'\\p{L})?\\s[^.\\d;]{0,40}[\\d$€£])`,
      "iu",
    ),
    denial: new RegExp(
      `(?<=[\\p{L}\\p{N}}$%)].{0,80})[,\\s]\\s*(?:\\p{L}{1,4}\\s+)?${LEFT}(?:${language.not})${RIGHT}.*$`,
      "isu",
    ),
    denied: new RegExp(
      `${left}(?:${language.not})${right}\\s*${equalled}[$€£]?\\d[\\d.,]*(?!\\s*[-+*/^])`,
      "giu",
    ),
    so: bounded(language.so),
    opening: new RegExp(`^(?:${language.so})${right}[,:]?\\s*`, "iu"),
    explains: bounded(language.explains),
    condition: new RegExp(`${left}(?:${language.condition})${right}`, "iu"),
    fronted: new RegExp(
      `((?:^\\P{L}{0,5}|[,;]\\s?(?=(?:${language.so}|${BUT})[,\\s]))(?:(?:${language.so}|${BUT})[,\\s]{1,2})?)(?:${language.causes})${right}(?:[^,;.]|\\.\\d){1,160},(?!\\d)\\s*`,
      "giu",
    ),
    causes: new RegExp(`^(?:${language.causes})${right}`, "iu"),
    chosen: new RegExp(
      `^(?:\\p{L}{1,3}['’\\s]\\s?)?(?:(?:${language.option})\\s*:?\\s*)?\\(?([A-J]|[\u2460-\u2469]|(?<=вариант\\s|буква\\s)[А-Е](?!\\p{L}))\\)?(?=\\s*$|\\s*[.,;)]|\\s-|\\s?(?![\\p{Script=Latin}\\p{Script=Greek}])\\p{L}|\\s(?:${language.option}))`,
      "iu",
    ),
    restates: new RegExp(
      `(?:[,;:(]|\\s-)\\s*(?:${language.restates})${right}[,:]?\\s*|:\\s(?=[^\\p{L}\\d]{0,3}\\d)`,
      "iu",
    ),
    or: new RegExp(`${left}(?:${language.or})${unspaced || name === "Korean" ? "" : RIGHT}`, "iu"),
    // "5 more than 7": how far it is from something else, and no bound.
    bound: language.bound
      ? new RegExp(`(?<![\\d%]\\s(?:[\\p{L}\\p{M}]+\\s){0,2})${left}(?:${language.bound})\\s?$`, "iu")
      : null,
    boundBehind: language.boundBehind ? new RegExp(`^(?:${language.boundBehind})`, "iu") : null,
    participle: language.participle
      ? new RegExp(`^\\W{0,5}(?:${language.participle})\\s(?:[^,;.]|\\.\\d){1,120},(?!\\d)\\s*`, "iu")
      : null,
    after: language.after
      ? new RegExp(
          `^\\P{L}{0,5}(?:(?:${language.so})[,\\s]{1,2})?(?:${language.after})${RIGHT}[^,;.]+[\\s.!]*$`,
          "iu",
        )
      : null,
    within: language.within
      ? new RegExp(`${LEFT}(?:${language.within})\\s+(?:\\p{L}{1,4}\\s+)?$`, "iu")
      : null,
    because: new RegExp(`^[\\s*_>(-]*(?:${language.because})`, "iu"),
    corrects: new RegExp(
      `(?:\\n|[.!?…;$})]${unspaced ? "" : "\\s"})[\\s*_#(]{0,8}(?:(?:${INTERJECTION})[,!.]{0,3}\\s)?(?:(?:${language.corrects})[*_]{0,3}(?:\\s?[:,.!]|\\s-)|(?:${language.errs})${right})`,
      "iu",
    ),
    takenBack: new RegExp(
      `^[^\\p{L}\\n]{1,30}(?:\\p{L}+\\s?){0,2}(?:\\.{2,3}|…|[,;.]|\\s-)\\s*(?:(?:${INTERJECTION})[,!.]{0,3}\\s)?(?:(?!(?:${language.not})\\s)(?:${language.corrects})[,.!\\s-]+){1,3}(?:[^\\d$\\\\\\n.!?]{0,40}?(?:${language.equals ?? "is|'s|be|makes?|meant?"})\\s{0,2})?(?=[\\d$\\\\])`,
      "iu",
    ),
    earlier: new RegExp(`${left}(?:${language.earlier})${right}`, "iu"),
    compares: behindValue(language.compares, right),
    total: language.total ? new RegExp(`${left}(?:${language.total})${right}`, "iu") : null,
    amounts: language.amounts ? new RegExp(`${left}(?:${language.amounts})${right}`, "iu") : null,
    equals: language.equals ? new RegExp(`${left}(?:${language.equals})\\s*[:=]?\\s*$`, "iu") : null,
    equalsBehind: language.equalsBehind
      ? new RegExp(`^\\s?(?:${language.equalsBehind})[\\s.!]*$`, "iu")
      : null,
    comparesBefore: language.comparesBefore ? new RegExp(language.comparesBefore, "iu") : null,
    // Behind a value and at most two words, with its denial.
    would: language.would
      ? new RegExp(
          `^(?:\\s\\p{L}+){0,2}?(?:\\s(?:${language.not}|ne))?\\s(?:${language.would})${right}`,
          "iu",
        )
      : null,
    rate: behindValue(language.rate, right),
    apart: language.compares
      ? new RegExp(
          `,\\s+(?:\\p{L}+\\s+){0,2}\\d[\\d.,]*\\s[^,;.=]{0,50}?(?:${language.compares})${right}.*$`,
          "isu",
        )
      : null,
    explained: language.explained ? new RegExp(`^.*(?:${language.explained})`, "su") : null,
  };
}

/** What goes against what stands before it, in any language of the table. */
export const BUT =
  "but|however|yet|pero|mas|porém|mais|cependant|aber|jedoch|ma|però|но|однако|ama|fakat|nhưng|tetapi|tapi|namun|ale|jednak|maar|echter|但是?|不过|然而|しかし|ですが|でも|하지만|그러나|لكن|ولكن|लेकिन|परंतु|किंतु";

/** Before a marker of correction: "Oh wait,", "Aber Moment,". */
const INTERJECTION =
  "oh|oho|ah|ach|hm+|oops|ups|but|no|so|ok|aber|mais|mas|ma|pero|maar|но|ой|ay|à|eh|na|tapi|ale|ama|但是?|でも|あ|아|لكن|लेकिन|अरे";

/** Behind a value and at most two words of its own. */
const behindValue = (source: string | undefined, right: string) =>
  source ? new RegExp(`^(?:\\s+\\p{L}+){0,2}?(?:\\s\\d[\\d.,]*)?\\s*(?:${source})${right}`, "iu") : null;

const made = new Map<Language, Words>();
export function words(language: Language): Words {
  let found = made.get(language);
  if (!found) {
    found = wordsOf(language);
    made.set(language, found);
  }
  return found;
}

const FREQUENT_WORDS = LANGUAGES.flatMap((language) =>
  language.words
    ? [
        {
          language,
          frequent: [...new Set(language.words.split(" "))],
          phrases: new RegExp(
            `${LEFT}(?:${[language.total, language.so, language.equals, language.rate].filter(Boolean).join("|")})${RIGHT}`,
            "giu",
          ),
          letters: language.letters ? new RegExp(`[${language.letters}]`, "iu") : null,
        },
      ]
    : [],
);

/** Frequent words, each with the places in the list above of the languages that have it. */
const LANGUAGES_OF_WORDS = new Map<string, number[]>();
for (const [i, { frequent }] of FREQUENT_WORDS.entries())
  for (const word of frequent) LANGUAGES_OF_WORDS.set(word, [...(LANGUAGES_OF_WORDS.get(word) ?? []), i]);

/** The language of a text: by its script, else by its frequent words; English where nothing says another. */
export function languageOf(text: string): Language {
  let language = known.get(text);
  if (language === undefined) {
    language = languageIn(text);
    if (known.size === MOST_KNOWN) known.clear();
    known.set(text, language);
  }
  return language;
}
/** The language of a text and of its sentences is asked again and again. */
const known = new Map<string, Language>();
const MOST_KNOWN = 16;

function languageIn(text: string): Language {
  const sample = text.slice(-2000);
  if (/[^\p{ASCII}]/u.test(sample)) {
    for (const name of ["Japanese", "Korean"]) {
      const language = LANGUAGES.find((row) => row.name === name)!;
      if (language.script!.test(sample)) return language;
    }
    const scripted = LANGUAGES.find((row) => row.script?.test(sample));
    if (scripted) return scripted;
  }
  if (sample.length > LONGEST_WORD && isUnspaced(sample)) return ENGLISH;
  const found = new Set(sample.toLowerCase().match(/\p{L}[\p{L}\p{M}]+|[àéèê]/gu) ?? []);
  let { best, most, alone } = mostHits(found, sample, false);
  if (most === 1) ({ best, most, alone } = mostHits(found, sample, true));
  // Of few words the first may tell, or a letter: "Quindi restano 38 pagine.", "Elle a payé 35 €."
  return most >= 2 ||
    (most === 1 && ((alone && /[à-ÿ]/i.test(sample)) || words(best).opening.test(sample.trimStart())))
    ? best
    : ENGLISH;
}

const LONGEST_WORD = 40;

/** The language of which a text has the most frequent words, or phrases for a total, a conclusion, a rate as well. */
function mostHits(found: ReadonlySet<string>, sample: string, withPhrases: boolean) {
  let [best, most, alone] = [ENGLISH, 0, true];
  const words = new Array<number>(FREQUENT_WORDS.length).fill(0);
  for (const word of found) for (const i of LANGUAGES_OF_WORDS.get(word) ?? []) words[i]++;
  for (const [i, { language, frequent, phrases, letters }] of FREQUENT_WORDS.entries()) {
    let hits = words[i] + (letters?.test(sample) ? 2 : 0);
    if (withPhrases) {
      const said = new Set(Array.from(sample.matchAll(phrases), ([phrase]) => phrase.toLowerCase()));
      hits += [...said].filter((phrase) => !frequent.includes(phrase)).length;
    }
    alone = hits > most || (alone && hits < most);
    if (hits > most) [best, most] = [language, hits];
  }
  return { best, most, alone };
}

/** The language of a sentence, by itself where its letters tell, else by the text. */
export function languageWithin(raw: string, text: string): Language {
  const own = /[^\p{ASCII}]/u.test(raw) ? languageOf(raw) : ENGLISH;
  return own === ENGLISH ? languageOf(text) : own;
}

/** Numbers of a language with a decimal comma, as English writes them. */
export function withDecimalPoints(text: string, { decimalComma }: Language): string {
  if (!decimalComma) return text;
  return text
    .replace(
      /(?<![\d.,])(\d{1,2})(?:\sh\s(\d\d)(?!\d|[.,]\d)|[.:h](\d\d)(?=\s(?:uur|uhr|horas)\b)|h([0-5]\d)(?![\p{L}\d]))/giu,
      "$1:$2$3$4",
    )
    .replace(/(?<=\b(?:alle|ore|um|om)\s)(\d{1,2})\.([0-5]\d)(?![\d.,]\d|\d)/giu, "$1:$2")
    .replace(/(?<![\d.,]|\d\s)([1-9]\d{0,2}(?:\s\d{3})+)(?![\d.,]\d|\d|\s\d)/g, (number) =>
      number.replace(/\s/g, ""),
    )
    .replace(
      /(?<![\d.,])(\d{1,3}(?:[.\s]\d{3})+),(\d+)(?![\d])/g,
      (_, whole: string, rest: string) => `${whole.replace(/\D/g, "")}.${rest}`,
    )
    .replace(/(?<![\d.,])[1-9]\d{0,2}(?:\.\d{3})+(?![\d.,]\d|\d)/g, (number) => number.replaceAll(".", ""))
    .replace(/(?<![\d.,])(\d+),(\d+)(?![\d,]*\d|,\d)/g, "$1.$2");
}

const MARKUP = /\*\*|__|`+|(?<![\d\s)}])\*(?![\d\s({\\])|~~/g;

/** Emphasis and code marks taken off; what they set off in a sentence is known by `emphasized`. */
export const withoutMarkup = (text: string) =>
  text.replace(MARKUP, "").replace(/\b(?:US|R|A|C|HK|S|NZ)(?=\\?\$\s?\d)|\bRp\.?\s?(?=\d)/g, "");

/** Stems of languages in lower case: any of them, and each. */
const stemsOf = (languages: readonly Language[]) => ({
  any: new RegExp(languages.map(({ stem }) => stem).join("|")),
  each: languages.map((language) => ({ language, stem: new RegExp(language.stem) })),
});
const ALL_STEMS = stemsOf(LANGUAGES);
const LATIN_STEMS = stemsOf(LANGUAGES.filter(({ script }) => script === undefined));

/** The languages whose word for an answer is in `text`. */
export function languagesOfAnswers(text: string): Language[] {
  const { any, each } = /[^\p{ASCII}]/u.test(text) ? ALL_STEMS : LATIN_STEMS;
  const lower = text.toLowerCase();
  return any.test(lower) ? each.filter(({ stem }) => stem.test(lower)).map(({ language }) => language) : [];
}

/** The matches of a global `pattern` that start at `from` or behind it. */
export function matchesFrom(text: string, pattern: RegExp, from: number): IterableIterator<RegExpExecArray> {
  pattern.lastIndex = from;
  return text.matchAll(pattern);
}
