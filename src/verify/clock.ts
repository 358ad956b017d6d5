// Times of day: 3:30 PM, 3.30 p.m., 15:30, 7 a.m. One side may leave out the half of the day, as it may a unit.

interface Time {
  hour: number;
  minute: number;
  half: "a" | "p" | null;
}

/** Whether two texts are the same time of day; null where not both are one, or neither names a half of the day. */
export function sameTime(a: string, b: string): boolean | null {
  const [x, y] = [timeOf(a), timeOf(b)];
  if (!x || !y || (x.half === null && y.half === null)) return null;
  if (x.minute !== y.minute) return false;
  if (x.half !== null && y.half !== null) return x.half === y.half && x.hour % 12 === y.hour % 12;
  const [named, bare] = x.half === null ? [y, x] : [x, y];
  const hour = (named.hour % 12) + (named.half === "p" ? 12 : 0);
  // From 13 on, and with a leading zero hour, the clock has 24 hours.
  return bare.hour === hour || (bare.hour >= 1 && bare.hour <= 12 && bare.hour % 12 === hour % 12);
}

function timeOf(text: string): Time | null {
  const plain = text
    .slice(0, 60)
    .replace(/\\(?:text|mathrm|mbox|textrm|operatorname)\s*|\\[ ,;:!]|[{}$~\s]|\\(?:quad|left|right)/g, "")
    .toLowerCase();
  const match = /^(\d{1,2})(?:[:.](\d\d))?(?::00)?(?:([ap])\.?m\.?)?(?:o'clock)?\.?$/.exec(plain);
  if (!match) return null;
  const [hour, minute] = [Number(match[1]), Number(match[2] ?? 0)];
  const half = (match[3] as Time["half"] | undefined) ?? null;
  // Without minutes or a half of the day it is just a number.
  if ((match[2] === undefined && half === null) || (half === null && !plain.includes(":"))) return null;
  if (minute > 59 || hour > (half === null ? 24 : 12) || (half !== null && hour === 0)) return null;
  return { hour, minute, half };
}
