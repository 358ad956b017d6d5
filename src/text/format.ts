// Numbers as the report and the terminal write them: shares, signed rewards, times, p-values, memory.

const MINUS = "−";

/** Plain number with `digits` decimals and a true minus sign; "–" where there is none. */
export function decimal(value: number | null | undefined, digits = 2): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? MINUS + text : text;
}

/** "+0.42", "−0.70", "0.00". */
export function signed(value: number | null | undefined, digits = 2): string {
  const text = decimal(value, digits);
  return value !== null && value !== undefined && Number(text) > 0 ? `+${text}` : text;
}

/** A share of one as per cent: 0.684 → "68.4%". */
export function percent(share: number | null | undefined, digits = 1): string {
  const text = decimal(share === null || share === undefined ? share : share * 100, digits);
  return text === "–" ? text : `${text}%`;
}

/** "62.0–73.4": an interval times `scale`, of 100 unless told. */
export function range([low, high]: readonly [number, number], digits = 1, scale = 100): string {
  return `${decimal(low * scale, digits)}–${decimal(high * scale, digits)}`;
}

/** "62.0–73.4%". */
export function percentRange(interval: readonly [number, number]): string {
  return `${range(interval)}%`;
}

/** "+17.0 to +29.7": an interval of a difference of shares, in points. */
export function pointsRange([low, high]: readonly [number, number]): string {
  return `${signed(low * 100, 1)} to ${signed(high * 100, 1)}`;
}

/** "+26.6 points" between two shares. */
export function points(before: number, after: number): string {
  return `${signed((after - before) * 100, 1)} points`;
}

/** "p = 0.012", "p < 0.0001". */
export function pValue(p: number): string {
  if (p < 0.0001) return "p < 0.0001";
  return `p = ${p < 0.001 ? p.toFixed(4) : p < 0.1 ? p.toFixed(3) : p.toFixed(2)}`;
}

/** "0.8 s", "42 s", "3 min 05 s", "2 h 07 min". */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return "–";
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}

/** "1.4 GiB", "640 MiB", "12 KiB". */
export function bytes(count: number): string {
  const mebi = count / 2 ** 20;
  if (mebi < 1) return `${Math.ceil(count / 1024)} KiB`;
  return mebi >= 1024 ? `${(mebi / 1024).toFixed(1)} GiB` : `${Math.round(mebi)} MiB`;
}

/** A short figure of any size for an axis: "0.25", "12", "3,400", "2.5e−7". */
export function short(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size < 0.001) return value.toExponential(1).replace(".0e", "e").replaceAll("-", MINUS);
  if (size >= 100) return Math.round(value).toLocaleString("en").replace("-", MINUS);
  return Number(value.toPrecision(size < 1 ? 2 : 3))
    .toString()
    .replace("-", MINUS);
}

/** A share of one as per cent, in few digits: "12%", "0.4%". */
export const percentShort = (share: number) => `${short(Math.round(share * 1000) / 10)}%`;

/** "1 step", "2 steps". */
export function count(value: number, noun: string): string {
  return `${value.toLocaleString("en")} ${noun}${value === 1 ? "" : "s"}`;
}
