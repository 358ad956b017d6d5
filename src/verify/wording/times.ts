// Times of day as they are said in the languages of the table, as digits: "at half past ten" is "at 10:30", "um halb vier
// nachmittags" is "um 3:30 pm", "午後3時45分" is "3:45 pm", "pukul 14.30" is "pukul 14:30". What compares times is in clock.ts.
import { numbered, valued } from "./numerals.ts";
import { languageOf } from "./phrases.ts";
import { unspacedNumber } from "./spelled-unspaced.ts";
import { type Row, TIMES } from "./times-words.ts";

const longestFirst = (names: Iterable<string>) => [...names].sort((a, b) => b.length - a.length).join("|");

const HOURS = new Map(numbered("one two three four five six seven eight nine ten eleven twelve"));
const MINUTES = new Map(valued("five:5 ten:10 quarter:15 twenty:20 twenty-five:25 half:30"));
const ANY_HOUR = longestFirst(HOURS.keys());
const HOUR = `(${ANY_HOUR})(?![-\\p{L}])`;
const MINUTE = `(?:a )?(${longestFirst(MINUTES.keys())})`;
/** "half past ten", "a quarter past three" */
const PAST = `${MINUTE} past`;
/** "at ten to five": behind a word that a time stands behind, or where the text opens, since "from ten to five" is none. */
const CLOCK =
  "\\b(?:clock|watch|hands?|dial|display)\\b[^.;:!?\\d]{0,30}\\s(?:shows?|showed|showing|reads?|says?|said|displays?|displayed|strikes?|struck|points? to)\\s(?:about |exactly |now )?";
const TO = `(?<=^|${CLOCK}|\\b(?:at|by|until|till|before|after|since|around|about|it's|it is|it was|it is now|it's now|time is|'til)\\s(?:about |around |exactly )?)${MINUTE} to`;
/** "it gives quarter to seven": without an article it is a time wherever it stands. */
const BARE =
  "(?<=\\s)(?<!\\b(?:a|each|every|the|last|first|second|third|fourth|this|that|per|one|three|from)\\s)(quarter) to";
/** A word behind the hour that makes a number of it: "a quarter to three quarters", "half past two thousand". */
const GOES_ON =
  "(?!\\s(?!(?:in|at|on|and|but|or|so|because|when|sharp|today|tonight|tomorrow|this|that|every|if|since|as|for|with|to|by|o'clock|a\\.?m|p\\.?m)\\b)\\p{L})";
const IN_WORDS = new RegExp(`(?<![-\\p{L}])(?:${PAST}|${TO}|${BARE})\\s${HOUR}${GOES_ON}`, "giu");

/** "five o'clock" */
const FULL = new RegExp(`(?<![-\\p{L}])(?:${ANY_HOUR})(?=\\so'clock\\b)`, "giu");

/** The same of English. */
const inEnglish = (text: string): string =>
  /\b(?:past|to)\s[a-z]|[a-z] o'clock/i.test(text)
    ? text
        .replace(FULL, (name) => `${HOURS.get(name.toLowerCase())}`)
        .replace(IN_WORDS, (_, past?: string, to?: string, quarter?: string, name = "") => {
          const hour = HOURS.get(name.toLowerCase())!;
          const minute = MINUTES.get((past ?? to ?? quarter)!.toLowerCase())!;
          return past !== undefined ? written(hour, minute) : written(hourBefore(hour), 60 - minute);
        })
    : text;

const written = (hour: number, minute: number) => `${hour}:${`${minute}`.padStart(2, "0")}`;
const hourBefore = (hour: number) => (hour === 1 ? 12 : hour - 1);

const L = "(?<![\\p{L}\\p{M}\\p{N}])";
const R = "(?![\\p{L}\\p{M}\\p{N}])";

/** Scripts without spaces: a time is told by its own words. */
const HAN = "〇一二两兩三四五六七八九十";
const UNSPACED = [
  {
    hint: /[\d十一二三四五六七八九]時(?!間)/,
    pattern: new RegExp(
      `(?<part>午前|午後|朝の?|夕方の?|夜の?|昼の?)?\\s?(?<h>\\d{1,2}|[${HAN}]{1,3})時(?!間|代|計|点|期|刻)(?:(?<n>\\d{1,2}|[${HAN}]{1,3})分(?!間)|(?<half>半)|(?:ちょうど|きっかり))?`,
      "gu",
    ),
    later: /午後|夕方|夜|昼/,
  },
  {
    hint: /[\d十一二两三四五六七八九](?:点|點|時|时)/,
    pattern: new RegExp(
      `(?<part>上午|下午|早上|早晨|晚上|中午|凌晨|傍晚)?\\s?(?<![\\d.])(?<h>\\d{1,2}|[${HAN}]{1,3})(?:点|點|时|時)(?:(?<n>\\d{1,2}|[${HAN}]{1,3})分(?!钟|鐘|之)|(?<half>半)|(?<quarter>[一三])刻|(?<full>整|钟(?!头)|鐘)|(?<=(?:上午|下午|早上|早晨|晚上|中午|凌晨|傍晚)[^.]{1,5})(?![\\d${HAN}]))`,
      "gu",
    ),
    later: /下午|晚上|傍晚|中午/,
  },
  {
    hint: /(?:\d|[한두세네섯곱덟홉열])\s?시(?!간)/,
    pattern:
      /(?<part>오전|오후|아침|저녁|밤|새벽|낮)?\s?(?<h>\d{1,2}|열한|열두|다섯|여섯|일곱|여덟|아홉|한|두|세|네|열)\s?시(?!간|\p{Script=Hangul}(?<![에가로를는와까부이입쯤경반전후]))(?:\s?(?<n>\d{1,2}|[일이삼사오육칠팔구십]{1,4})\s?분(?!\s?(?:간|동안))|\s?(?<half>반))?/gu,
    later: /오후|저녁|밤|낮/,
  },
];
const plain = (word: string) => word.replaceAll("\\s", " ");

/** A row as regular expressions. */
function compiled(row: Row) {
  const forms = Object.entries(row.hours).map(([form, list]) => ({ form, hours: numbered(list) }));
  const minutes = valued(row.minutes);
  /** What a letter of a pattern stands for. */
  const sources = new Map(
    [...forms, { form: "M", hours: minutes }].map(({ form, hours }) => [
      form,
      `(?:${longestFirst(hours.map(([name]) => name))})`,
    ]),
  );
  const rules = row.patterns.map(([kind, source]) => ({
    kind,
    pattern: new RegExp(
      `${L}${source.replace(/(?<![\p{L}\\])(?:H\d?|M)(?![\p{L}\d])/gu, (name) => sources.get(name)!)}${R}`,
      "giu",
    ),
  }));
  const numbers = (names: [string, number][]) => new Map(names.map(([name, n]) => [plain(name), n]));
  const anyHour = forms.map(({ form }) => sources.get(form)).join("|");
  const part = `(${row.morning}|${row.later})`;
  return {
    rules,
    hours: numbers(forms.flatMap(({ hours }) => hours)),
    minutes: numbers(minutes),
    hint: new RegExp(`${L}(?:${anyHour})${R}|\\d[.h:]\\s?\\d|\\d\\s(?:Uhr|h|heures?|giờ|час|बज)`, "iu"),
    behind: new RegExp(`${TIME}${WORD}(?:\\s(?:Uhr|uur|horas?|heures?|часов|часа))?,?\\s${part}${R}`, "giu"),
    before: new RegExp(`${L}${part},?\\s((?:\\p{L}{1,7}\\s){0,2})${TIME}${WORD}(?!\\s?[ap]\\.?m|:)`, "giu"),
    later: new RegExp(`^(?:${row.later})$`, "iu"),
  };
}
const TIME = "(?<![\\d:.])(\\d{1,2}:[0-5]\\d)";
/** Of an hour that was said in words, which are those of half a day. */
const WORD = "(?: o'clock)?";
const ROWS = new Map(TIMES.map((row) => [row.language, compiled(row)]));

/** A text with its times of day as they are written in digits; of a half of the day that is named "am" or "pm" behind it. */
export function withTimes(text: string): string {
  const english = inEnglish(text);
  const unspaced = UNSPACED.find(({ hint }) => hint.test(english));
  if (unspaced) return withoutSpaces(english, unspaced);
  const row = ROWS.get(languageOf(english).name);
  return row?.hint.test(english) ? byRow(english, row) : english;
}

function byRow(text: string, row: ReturnType<typeof compiled>): string {
  const { rules, hours, minutes, behind, before, later } = row;
  let result = text;
  for (const { kind, pattern } of rules)
    result = result.replace(pattern, (...found) => {
      const { h, m, n, half, q, ordinal } = found.at(-1) as Record<string, string | undefined>;
      const hour = hours.get(h!.toLowerCase()) ?? Number.parseInt(h!, 10);
      const quarter = q === undefined ? undefined : q === "tre" ? 45 : 15;
      const said =
        half !== undefined || kind === "half" ? 30 : (quarter ?? minutes.get((m ?? "").toLowerCase()));
      const minute = said ?? Number(m ?? n ?? 0);
      const all = found[0] as string;
      if (hour > 24 || minute > 59) return all;
      // "четверть пятого" is a quarter past four, "halb vier" half past three.
      const earlier = kind === "half" || kind === "to" || ordinal !== undefined;
      const at = written(earlier ? hourBefore(hour) : hour, kind === "to" ? 60 - minute : minute);
      return kind === "at" ? at : `${at} o'clock`;
    });
  const named = (part: string, time: string) =>
    Number.parseInt(time, 10) > 12 ? time : `${time} ${later.test(part) ? "pm" : "am"}`;
  return result
    .replace(behind, (_, time: string, part: string) => named(part, time))
    .replace(before, (_, part: string, between: string, time: string) => between + named(part, time))
    .replace(SPOKEN, (_, time: string, at: number, whole: string) =>
      ofDay(time, whole.slice(Math.max(0, at - MOST_BEFORE), at)),
    );
}

const SPOKEN = /(\d{1,2}:\d\d) o'clock/g;
const MOST_BEFORE = 1500;
const OF_WHOLE_DAY = /(?<![\d:.])(1[3-9]|2[0-3])[:.]([0-5]\d)(?![\d:])/g;

/** "14:00 … halb vier" is 15:30: behind a time of the whole day one that was said is the next such time. */
function ofDay(time: string, before: string): string {
  const last = [...before.matchAll(OF_WHOLE_DAY)].at(-1);
  const [hour, minute] = time.split(":").map(Number);
  if (!last || hour > 11) return time;
  const later = 60 * (hour + 12) + minute - (60 * Number(last[1]) + Number(last[2]));
  return later > 0 ? `${hour + 12}:${time.slice(-2)}` : time;
}

/** Times in Chinese, Japanese and Korean. */
function withoutSpaces(text: string, { pattern, later }: (typeof UNSPACED)[number]): string {
  return text.replace(pattern, (...found) => {
    const { part, h, n, half, quarter } = found.at(-1) as Record<string, string | undefined>;
    const hour = unspacedNumber(h!);
    const minute = half ? 30 : quarter ? (quarter === "一" ? 15 : 45) : n ? unspacedNumber(n) : 0;
    if (hour > 24 || minute > 59) return found[0] as string;
    const of = part === undefined || hour > 12 ? "" : later.test(part) ? " pm" : " am";
    return ` ${written(hour, minute)}${of} `;
  });
}
