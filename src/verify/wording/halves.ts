// The half of the day beside a time, in every language of the table: 8 in the evening is not 8 in the morning.
import { LEFT, RIGHT } from "./phrases.ts";
import { TIMES } from "./times-words.ts";

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
