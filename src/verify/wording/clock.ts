// Dates, and times of day: 3:30 PM, 3.30 p.m., 15:30, 7 a.m., 7 in the evening, noon. One side may leave out the half of
// the day, as it may a unit.
import { plainText } from "../read/words.ts";
import { ANY_MONTH, monthAt } from "./months.ts";
import { justBefore, LEFT, RIGHT } from "./phrases.ts";
import { TIMES } from "./times-words.ts";

interface Time {
  hour: number;
  minute: number;
  half: "a" | "p" | null;
  /** "5 o'clock": a time of day by its words alone. */
  said: boolean;
}

/** Whether two texts are the same time of day; null where not both are one, or neither names a half of the day. */
export function sameTime(a: string, b: string): boolean | null {
  const [mine, theirs] = [a, b].map((text) => text.split(/,\s*(?:and\s)?|\sand\s/));
  if (mine.length === 1 || mine.length !== theirs.length) return sameMoment(a, b);
  // "8 a.m., 5 p.m."; in another order they are read as a list.
  return mine.every((time, i) => sameMoment(time, theirs[i])) ? true : null;
}

/** "5 o'clock" beside 5. */
const FULL_HOUR = /^\s*(\d{1,2})\so'clock\.?\s*$/i;

function sameMoment(a: string, b: string): boolean | null {
  const full = FULL_HOUR.exec(a) ?? FULL_HOUR.exec(b);
  if (full && [a, b].some((text) => text.trim() === full[1])) return true;
  const [x, y] = [timeOf(a), timeOf(b)];
  if (!x || !y || (x.half === null && y.half === null && !x.said && !y.said)) return null;
  if (x.minute !== y.minute) return false;
  if (x.half !== null && y.half !== null) return x.half === y.half && x.hour % 12 === y.hour % 12;
  if (x.half === null && y.half === null) return x.hour === y.hour;
  const [named, bare] = x.half === null ? [y, x] : [x, y];
  const hour = (named.hour % 12) + (named.half === "p" ? 12 : 0);
  // From 13 on, and with a leading zero hour, the clock has 24 hours.
  return bare.hour === hour || (bare.hour >= 1 && bare.hour <= 12 && bare.hour % 12 === hour % 12);
}

/** "They meet at 15:45.", "The clock shows 6:45." */
export const endsAtTime = (text: string) =>
  /^\p{L}[\p{L}\s]{1,60}\s(?:at|shows|reads|says|displays|strikes|is now)\s\d{1,2}(?::\d\d|\so'clock)\.?$/u.test(
    text,
  );

/** "in the evening" behind a time of day; empty where none is. */
export const partOfDay = (time: string, behind: string): string =>
  /:\d\d$|^\d{1,2}$/.test(time)
    ? (/^(?:\so'clock)?\s(?:in the (?:morning|afternoon|evening)|at night)\b/i.exec(behind)?.[0] ?? "")
    : "";

/** The half of the day that words name; at night it turns at twelve. */
const halfIn = (words: string, hour: number): "a" | "p" =>
  words === "atnight" ? (hour > 5 && hour < 12 ? "p" : "a") : words === "inthemorning" ? "a" : "p";

/** " p.m." for the words " in the evening" behind a time. */
export const halfOfDay = (time: string, part: string): string =>
  ` ${halfIn(part.replace(/o'clock|\s/g, "").toLowerCase(), Number.parseInt(time, 10))}.m.`;

function timeOf(text: string): Time | null {
  const plain = plainText(text.slice(0, 60)).replaceAll(" ", "").toLowerCase();
  const middle = /^(?:12(?::00)?)?(noon|midnight)\.?$/.exec(plain);
  if (middle) return { hour: 12, minute: 0, half: middle[1] === "noon" ? "p" : "a", said: true };
  const match =
    /^(\d{1,2})(?:[:.](\d\d))?(?::00)?(?:([ap])\.?m\.?)?(?:o'clock|uhr|uur)?(inthe(?:morning|afternoon|evening)|atnight)?\.?$/.exec(
      plain,
    );
  if (!match) return null;
  const [hour, minute] = [Number(match[1]), Number(match[2] ?? 0)];
  const named = match[4] === undefined ? null : halfIn(match[4], hour);
  const half = (match[3] as Time["half"] | undefined) ?? named;
  // Without minutes or a half of the day it is just a number.
  const said = half !== null || plain.includes("o'clock");
  if (!said && (match[2] === undefined || !plain.includes(":"))) return null;
  if (minute > 59 || hour > (half === null ? 24 : 12) || (half !== null && hour === 0)) return null;
  return { hour, minute, half, said };
}

const spaced = (half: "morning" | "later", more: string) =>
  `${LEFT}(?:${[more, ...TIMES.map((row) => row[half])].join("|")})${RIGHT}`;
const MORNING = new RegExp(
  `${spaced("morning", "a\\.?m\\.?|in\\sthe\\smorning")}|上午|早上|早晨|凌晨|清晨|午前|朝|오전|아침|새벽`,
  "iu",
);
const LATER = new RegExp(
  `${spaced("later", "p\\.?m\\.?|in\\sthe\\s(?:afternoon|evening)|de\\ssoir|wieczór")}|下午|晚上|傍晚|午後|夕方|오후|저녁`,
  "iu",
);
/** It turns at twelve: late in the evening and early in the morning. */
const NIGHT = /noche|noite|notte|nuit|nacht|ночи|gece|malam|रात|ليل|夜|밤/iu;

/** Which half of the day stands beside the number of `answer` in the text; null where neither or both do. */
function halfBeside(answer: string, text: string): "a" | "p" | null {
  const hour = /^\D*(\d{1,2})(?::\d\d)?\D*$/.exec(answer)?.[1];
  if (hour === undefined) return null;
  const tail = text.slice(-1000);
  const at = [...tail.matchAll(new RegExp(`(?<![\\d.,:])0?${Number(hour)}(?!\\d)`, "gu"))].at(-1);
  if (!at) return null;
  const before = /[^,;!?\n]{0,20}$/u.exec(tail.slice(0, at.index))![0];
  const behind = /^[^,;!?\n]{0,28}/u.exec(tail.slice(at.index + at[0].length))![0];
  const near = `${before} # ${behind}`;
  if (NIGHT.test(near)) return Number(hour) > 5 && Number(hour) < 12 ? "p" : null;
  const [early, late] = [MORNING.test(near), LATER.test(near)];
  return early === late ? null : early ? "a" : "p";
}

/** Whether two texts say the same hour of different halves of the day. */
export function isOtherHalf(answer: string, text: string, expected: string, other: string): boolean {
  const mine = halfBeside(answer, text);
  const theirs = mine && halfBeside(expected, other);
  return mine !== null && theirs !== null && mine !== theirs;
}

interface CalendarDate {
  day: number;
  month: number;
  year: number | null;
}

const MONTH = `(?<month>${ANY_MONTH})\\.?`;
const DAY = "(?:the )?(?<day>\\d{1,2})(?:st|nd|rd|th|\\.)?";
const YEAR = "(?:,? ?(?:of |de )?(?<year>\\d{4}))?";
const SAID = [
  new RegExp(`^${DAY} (?:of |de )?${MONTH}${YEAR}$`),
  new RegExp(`^${MONTH} ${DAY}${YEAR}$`),
  /^(?<month>\d{1,2}) ?[月월] ?(?<day>\d{1,2}) ?[日일](?<year>)$/,
  /^(?<year>\d{4})[-/](?<month>\d{2})[-/](?<day>\d{2})$/,
];

/**
 * Whether two texts are the same date, in whatever order; null where not both are one.
 * A day alone is that of any month, of no year.
 */
export function sameDate(a: string, b: string): boolean | null {
  const [x, y] = [dateOf(a), dateOf(b)];
  if (x && y) return x.day === y.day && x.month === y.month && x.year === y.year;
  const [date, other] = x ? [x, b] : [y, a];
  const day = date && /^\D{0,3}(\d{1,2})(?:st|nd|rd|th)?\.?$/.exec(other.trim());
  return day ? Number(day[1]) === date.day && date.year === null : null;
}

/** Whether a text is a date and nothing else. */
export const isDate = (text: string) => dateOf(text) !== null;

/** 14 March 2023, March 14th, 2023-03-14; a date in figures alone has to say which of them is the month. */
function dateOf(text: string): CalendarDate | null {
  if (text.length > 100 || /[=_()<>[\]|+*]/.test(text) || !/\d{4}|\p{L}{3}|\d\s?[日일]/iu.test(text))
    return null;
  const plain = plainText(text.replaceAll("^", " "))
    .toLowerCase()
    .replace(/ ?, ?/g, ", ")
    .replace(/(\d) (?=(?:st|nd|rd|th)\b)/g, "$1")
    .replace(/^ ?(?:on )?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?|[. ]+$/g, "");
  const figures = /^(\d{1,2})([./])(\d{1,2})\2(\d{4})$/.exec(plain);
  if (figures) {
    const [first, second] = [Number(figures[1]), Number(figures[3])];
    // 3/4/2023 may be in March or in April; with points the day comes first.
    if (figures[2] === "/" && first < 13 && second < 13 && first !== second) return null;
    const [day, month] = first > 12 || figures[2] === "." ? [first, second] : [second, first];
    return dated(day, month, Number(figures[4]));
  }
  const said = SAID.map((pattern) => pattern.exec(plain)?.groups).find((groups) => groups !== undefined);
  if (!said) return null;
  const year = said.year ? Number(said.year) : null;
  return dated(Number(said.day), monthAt(said.month) ?? Number(said.month), year);
}

const dated = (day: number, month: number, year: number | null): CalendarDate | null =>
  day >= 1 && day <= 31 && month >= 1 && month <= 12 ? { day, month, year } : null;

const MONTH_NAME = "(January|February|March|April|May|June|July|August|September|October|November|December)";
const MONTH_BEFORE = new RegExp(`\\b${MONTH_NAME}\\s(?:the\\s)?$`);
const MONTH_BEHIND = new RegExp(`^\\s(?:of\\s)?${MONTH_NAME}\\b`);

/** "April 24" where a day stands beside its month: "24 April", "the 24th of April" are the same. */
export function dateAt(text: string, start: number, end: number): string | null {
  const month =
    MONTH_BEFORE.exec(justBefore(text, start, 12)) ?? MONTH_BEHIND.exec(text.slice(end, end + 16));
  return month && `${month[1]} ${Number.parseInt(text.slice(start, end), 10)}`;
}
