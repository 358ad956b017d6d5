// A language's words as regular expressions, which language a text is in, and a text's marks and decimals as they are read.

import type { Language } from "../languages/language.ts";
import { ENGLISH, LANGUAGES } from "../languages/languages.ts";
import { hasWords, isUnspaced } from "../read/formulas.ts";

/** English adjectives of a heading; within a text they stand before what is sought and need not be read. */
const ADJECTIVE = "(?:final|correct|right|total|numerical|exact|simplified)";
export const LEFT = "(?<![\\p{L}\\p{M}\\p{N}_])";
export const RIGHT = "(?![\\p{L}\\p{M}\\p{N}_])";

/** Regular expressions of a language by the names of their words in its row, made once. */
function wordsOf(language: Language) {
  const { noun, link, bare, unspaced, name } = language;
  const glued = unspaced || name === "Korean";
  const [left, right] = glued ? ["", ""] : [LEFT, RIGHT];
  const bounded = (source: string, flags = "iu") => new RegExp(`${left}(?:${source})${right}`, flags);
  const pattern = (source: string) => new RegExp(source, "iu");
  /** What `make` makes of a word that not every language has. */
  const made = (word: string | undefined, make: (word: string) => string, flags = "iu") =>
    word ? new RegExp(make(word), flags) : null;
  const boundedWord = (word: string) => `${left}(?:${word})${right}`;
  const linked = glued ? `(?:${link})` : `(?<![\\p{L}\\p{M}])(?:${link})(?![\\p{L}\\p{M}])`;
  const mark = "[*_\\s]{0,6}";
  // "the answer to the question is": a few words of its own, without a stop.
  const gap =
    name === "English"
      ? "(?:,?\\s+(?:to|for|of|in|here|we|that|you|therefore|then)\\b[^.;:!?=\\n]{0,60}?)?"
      : "";
  const joined = `(?:[:=]|\\](?=[:\\s]*[\\d$\\\\*(-])|\\\\(?:to|Rightarrow)(?![A-Za-z])|[-=]>|\\|(?=[\\s*]*[\\d$\\\\(])|${linked}(?:\\s*:)?)`;
  // "The answer $5$"; "Answer 5" on a line of its own; "The answer, 28, is".
  const formula =
    name === "English"
      ? "|(?=\\s*(?:\\$|\\\\[(\\[]))|(?<=(?:^|\\n)[#\\s]{0,6}(?:final\\s)?answer\\s)(?=-?\\d\\S*\\s*(?:\\n|$))|,(?=\\s-?[\\d$\\\\][^,;.]{0,30},\\s(?:is|was|equals|makes)\\b)"
      : "";
  const joint = bare
    ? `(?:${joined}|\\s(?=${mark}(?:[\\d$\\\\]|[A-J](?![\\p{L}\\p{N}]))))`
    : `(?:${joined}${formula})`;
  // "não é 72" denies the 72.
  const equalled = language.equals ? `(?:(?:${language.equals})\\s+)?` : "";
  return {
    /** What names the answer, with what joins it to the value behind it. */
    phrase: new RegExp(`${left}(?:${noun})${gap}${mark}${joint}`, "giu"),
    behind: made(language.behind, boundedWord, "giu"),
    /** A line that names the answer, without its marks. */
    heading: pattern(
      `^(?:(?:the|la|die|het|my|our)\\s+)?(?:${ADJECTIVE}\\s+){0,2}(?:${noun})(?:\\s+(?:${link}))?$`,
    ),
    not: pattern(`^\\s*(?:${language.not})${right}`),
    contrast: made(
      language.but,
      (but) => `(?:${language.not})${right}\\s+[^.;]{1,60}?[,\\s]${left}(?:${but})${right}\\s*`,
      "giu",
    ),
    /** What is denied of one value and then said of another ("she does not need 4, she needs 5"), up to the second. */
    rejoined: pattern(
      `${left}(?:${language.not}${name === "English" ? "|\\p{L}+n't" : ""})${right}[^.;:,\\d]{0,40}[$€£]?\\d[\\d.,]*[^.;:,\\d=]{0,30}?(?:\\s?-{1,2}\\s?|[;:,]\\s)(?=\\p{L}{1,12}(?:'\\p{L})?\\s[^.\\d;]{0,40}[\\d$€£])`,
    ),
    /** Anywhere. */
    denies: bounded(language.not),
    /** What is denied behind something else, up to the end. */
    denial: new RegExp(
      `(?<=[\\p{L}\\p{N}}$%)].{0,80})[,\\s]\\s*(?:\\p{L}{1,4}\\s+)?${LEFT}(?:${language.not})${RIGHT}.*$`,
      "isu",
    ),
    /** A value that is denied. */
    denied: new RegExp(
      `${left}(?:${language.not})${right}\\s*${equalled}[$€£]?\\d[\\d.,]*(?!\\s*[-+*/^])`,
      "giu",
    ),
    so: bounded(language.so, "giu"),
    /** The same where a text opens with it. */
    opening: pattern(`^(?:${language.so})${right}[,:]?\\s*`),
    explains: bounded(`${language.explains}|(?<=[,;、]\\s?)(?:${EXAMPLE})`, "giu"),
    condition: bounded(language.condition),
    /** A reason that stands before what it is of, up to its comma. */
    fronted: new RegExp(
      `((?:^\\P{L}{0,5}|[,;]\\s?(?=(?:${language.so}|${BUT})[,\\s]))(?:(?:${language.so}|${BUT})[,\\s]{1,2})?)(?:${language.causes})${right}(?:[^,;.]|\\.\\d){1,160},(?!\\d)\\s*`,
      "giu",
    ),
    causes: pattern(`^(?:${language.causes})${right}`),
    /** An option's letter by itself, and what it may be followed by. */
    chosen: pattern(
      `^(?:\\p{L}{1,3}['’\\s]\\s?)?(?:(?:${language.option})\\s*:?\\s*)?\\(?([A-J]|[\u2460-\u2469]|(?<=вариант\\s|буква\\s)[А-Е](?!\\p{L}))\\)?(?=\\s*$|\\s*[.,;)]|\\s-|\\s?(?![\\p{Script=Latin}\\p{Script=Greek}])\\p{L}|\\s(?:${language.option}))`,
    ),
    /** Behind a comma or the like, with the space around it. */
    restates: pattern(
      `(?:[,;:(]|\\s-)\\s*(?:${language.restates})${right}[,:]?\\s*|:\\s(?=[^\\p{L}\\d]{0,3}\\d)`,
    ),
    or: bounded(language.or),
    /** Up to the place before a value, and from the place behind it; not "5 more than 7": how far it is from something else. */
    bound: made(
      language.bound,
      (bound) => `(?<![\\d%]\\s(?:[\\p{L}\\p{M}]+\\s){0,2})${left}(?:${bound})\\s?$`,
    ),
    boundBehind: made(language.boundBehind, (bound) => `^(?:${bound})`),
    participle: made(
      language.participle,
      (participle) => `^\\W{0,5}(?:${participle})\\s(?:[^,;.]|\\.\\d){1,120},(?!\\d)\\s*`,
    ),
    after: made(
      language.after,
      (after) => `^\\P{L}{0,5}(?:(?:${language.so})[,\\s]{1,2})?(?:${after})${RIGHT}[^,;.]+[\\s.!]*$`,
    ),
    within: made(language.within, (within) => `${LEFT}(?:${within})\\s+(?:\\p{L}{1,4}\\s+)?$`),
    withinBehind: made(
      language.withinBehind,
      (within) => `^(?:\\s[\\p{L}\\p{M}]+){0,2}?\\s(?:${within})${RIGHT}`,
    ),
    /** Where a sentence opens. */
    opensCheck: pattern(`^[\\s*_>(-]*(?:${language.checks})`),
    because: pattern(`^[\\s*_>(-]*(?:${language.because})`),
    /** Where a sentence opens, up to the stop behind it. */
    corrects: pattern(
      `(?:\\n|[.!?…;$})]${unspaced ? "" : "\\s"})[\\s*_#(]{0,8}(?:(?:${INTERJECTION})[,!.]{0,3}\\s)?(?:(?:${language.corrects})[*_]{0,3}(?:\\s?[:,.!]|\\s-)|(?:${language.errs})${right})`,
    ),
    /** Behind an answer phrase up to what is said instead at once ("18... wait, no, 16"). */
    takenBack: pattern(
      `^[^\\p{L}\\n]{1,30}(?:\\p{L}+\\s?){0,2}(?:\\.{2,3}|…|[,;.]|\\s-)\\s*(?:(?:${INTERJECTION})[,!.]{0,3}\\s)?(?:(?!(?:${language.not})\\s)(?:${language.corrects})[,.!\\s-]+){1,3}(?:[^\\d$\\\\\\n.!?]{0,40}?(?:${language.equals ?? "is|'s|be|makes?|meant?"})\\s{0,2})?(?=[\\d$\\\\])`,
    ),
    earlier: bounded(language.earlier),
    compares: made(language.compares, (compares) => behindValue(compares, right)),
    comparesBefore: made(language.comparesBefore, (compares) => compares),
    /** Behind a comma, up to the end: how far it is from something else. */
    apart: made(
      language.compares,
      (compares) => `,\\s+(?:\\p{L}+\\s+){0,2}\\d[\\d.,]*\\s[^,;.=]{0,50}?(?:${compares})${right}.*$`,
      "isu",
    ),
    rate: made(language.rate, (rate) => behindValue(rate, right)),
    total: made(language.total, boundedWord),
    amounts: made(language.amounts, boundedWord),
    equals: made(language.equals, (equals) => `${left}(?:${equals})\\s*[:=]?\\s*$`),
    equalsBehind: made(language.equalsBehind, (equals) => `^\\s?(?:${equals})[\\s.!]*$`),
    /** Behind a value and at most two words, with its denial. */
    would: made(
      language.would,
      (would) => `^(?:\\s\\p{L}+){0,2}?(?:\\s(?:${language.not}|ne))?\\s(?:${would})${right}`,
    ),
    explained: made(language.explained, (explained) => `^.*(?:${explained})`, "su"),
  };
}

/** "for example", behind a comma, in any language of the table. */
const EXAMPLE =
  "for example|for instance|such as|zum Beispiel|beispielsweise|par exemple|por ejemplo|por exemplo|(?:per|ad) esempio|bijvoorbeeld|zoals|na przykład|np\\.|например|örneğin|mesela|ví dụ|chẳng hạn|misalnya|contohnya|例如|比如|譬如|例えば|たとえば|예를 들어|예를 들면|مثلا|مثلًا|على سبيل المثال|उदाहरण के लिए|जैसे";

/** "and" and "or" of the languages of the table that part words. */
export const AND_OR = "and|or|y|e|o|u|et|ou|und|oder|en|of|i|lub|и|или|ve|veya|và|hoặc|dan|atau|و|أو|और|या";

/** Whether nothing but a comma or a word for "and" or "or" stands between two formulas or values: both are meant, or either. */
export const isJoint = (between: string, language: Language): boolean =>
  (language === ENGLISH ? ENGLISH_JOINT : ANY_JOINT).test(between);
const ENGLISH_JOINT = /^[\s"]*(?:[,;]?\s*(?:and|or)\b|[,;])?[\s"]*$/i;
const ANY_JOINT = new RegExp(
  `^[\\s"]*(?:[,;]?\\s*(?:${AND_OR})(?!\\p{L})|[,;、]|或|和|또는|또|と|または)?[\\s"]*$`,
  "iu",
);

/** "$x = 5$ ou $x = -2$" as "$x = 5$ or $x = -2$", "$2$ und $3$" as "$2$, $3$". */
export const joinedInEnglish = (answer: string, language: Language): string =>
  language === ENGLISH
    ? answer
    : answer.replace(JOINT, (_, word: string) => (words(language).or.test(word) ? " or " : ", "));
const JOINT = /(?<=\$|\\\))\s*([\p{L}\p{M}]{1,6})\s*(?=\$|\\\()/gu;

/** What goes against what stands before it, in any language of the table. */
export const BUT =
  "but|however|yet|pero|mas|porém|mais|cependant|aber|jedoch|ma|però|но|однако|ama|fakat|nhưng|tetapi|tapi|namun|ale|jednak|maar|echter|但是?|不过|然而|しかし|ですが|でも|하지만|그러나|لكن|ولكن|लेकिन|परंतु|किंतु";

/** Whether a text goes against something; "mais", "ma" and "mas" are other words in other languages. */
export const opposes = (text: string, { name }: Language) =>
  Array.from(text.matchAll(OPPOSING)).some(([word]) => (BUT_OF[word.toLowerCase()] ?? name).includes(name));
const OPPOSING = new RegExp(`(?<![\\p{L}\\p{M}])(?:${BUT})(?![\\p{L}\\p{M}])`, "giu");
const BUT_OF: Record<string, string> = { mais: "French", ma: "Italian", mas: "Portuguese" };

/** Before a marker of correction: "Oh wait,", "Aber Moment,". */
const INTERJECTION =
  "oh|oho|ah|ach|hm+|oops|ups|but|no|so|ok|aber|mais|mas|ma|pero|maar|но|ой|ay|à|eh|na|tapi|ale|ama|但是?|でも|あ|아|لكن|लेकिन|अरे";

/** Behind a value and at most two words of its own. */
const behindValue = (source: string, right: string) =>
  `^(?:\\s+\\p{L}+){0,2}?(?:\\s\\d[\\d.,]*)?\\s*(?:${source})${right}`;

/** `make`, which is asked for the same again and again, with what it made of the last `most` keys or fewer. */
function remembered<K, V>(make: (key: K) => V, most = Number.POSITIVE_INFINITY): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    let found = known.get(key);
    if (found === undefined) {
      found = make(key);
      if (known.size === most) known.clear();
      known.set(key, found);
    }
    return found;
  };
}

export const words = remembered(wordsOf);

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
export const languageOf = remembered(languageIn, 16);

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
  if (isPlainlyEnglish(sample) || !hasWords(sample)) return ENGLISH;
  const found = new Set(sample.toLowerCase().match(/\p{L}[\p{L}\p{M}]+|[àéèê]/gu) ?? []);
  let { best, most, alone } = mostHits(found, sample, false);
  if (most === 1 || !alone) ({ best, most, alone } = mostHits(found, sample, true));
  // Of few words the first may tell, or a letter: "Quindi restano 38 pagine.", "Elle a payé 35 €."
  return most >= 2 ||
    (most === 1 && ((alone && /[à-ÿ]/i.test(sample)) || words(best).opening.test(sample.trimStart())))
    ? best
    : ENGLISH;
}

const LONGEST_WORD = 40;

/** Without accents, and with three words that no other language of the table has: most texts need no more than that. */
const isPlainlyEnglish = (sample: string) =>
  new Set(sample.match(ENGLISH_WORDS)).size >= 3 && !/[^\p{ASCII}]/u.test(sample);
const ENGLISH_WORDS = /\b(?:the|and|that|which|are|with|this|from|therefore|thus|equation|value)\b/g;

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
      /(?<![\d.,])(\d{1,2})(?:\sh\s(\d\d)(?!\d|[.,]\d|\s?min)|[.:h](\d\d)(?=\s(?:uur|uhr|horas)\b)|h([0-5]\d)(?![\p{L}\d]|\smin))/giu,
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

/** At most so many characters of a text before a place. */
export const justBefore = (text: string, at: number, most: number) => text.slice(Math.max(0, at - most), at);

/** The matches of a global `pattern` that start at `from` or behind it. */
export function matchesFrom(text: string, pattern: RegExp, from: number): IterableIterator<RegExpExecArray> {
  pattern.lastIndex = from;
  return text.matchAll(pattern);
}
