// Text from models and data sets made safe to show: control characters become visible, length is capped, and the
// width in terminal columns is known. Escaping for HTML is markup.ts's.

// C0 and C1 controls except tab and newline, DEL, bidirectional overrides and isolates, invisible separators and fillers,
// tags and the selectors in which text can be hidden, lone surrogates. Zero-width joiner stays: emoji and several scripts
// need it.
const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]|\u034f|\p{Surrogate}/gu;

/** `text` with every character that would act instead of show replaced by a visible stand-in (␛, ‹U+202E›). */
export function visible(text: string): string {
  return text.replace(/\r\n/g, "\n").replace(INVISIBLE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20) return String.fromCodePoint(0x2400 + code);
    if (code === 0x7f) return "␡";
    if (code >= 0xd800 && code <= 0xdfff) return "\ufffd";
    return `‹U+${code.toString(16).toUpperCase().padStart(4, "0")}›`;
  });
}

/** At most `limit` characters of `text`; what was left out is counted, so that a cut never passes for the end. */
export function cap(text: string, limit: number): string {
  if (text.length <= limit) return text;
  let end = limit;
  const last = text.charCodeAt(end - 1);
  if (last >= 0xd800 && last <= 0xdbff) end--;
  return `${text.slice(0, end)} … (${(text.length - end).toLocaleString("en")} more characters)`;
}

/** `text` on one line: newlines inside become ↵, those at the ends go. */
export function oneLine(text: string): string {
  return visible(text)
    .trim()
    .replace(/\s*\n\s*/g, " ↵ ")
    .replaceAll("\t", " ");
}

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

// East Asian Wide and Fullwidth blocks (Unicode 15, UAX #11), coarse, and characters shown as emoji.
const WIDE =
  /^(?:[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{16fe0}-\u{18aff}\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|.\ufe0f)/u;
const ZERO = /^[\p{Mark}\u200c\u200d]+$/u;

function graphemeWidth(grapheme: string): number {
  if (ZERO.test(grapheme)) return 0;
  return WIDE.test(grapheme) ? 2 : 1;
}

/** Terminal columns that `text` takes. Colour sequences are not expected in it. */
export function columns(text: string): number {
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += graphemeWidth(segment);
  return width;
}

/** `text` followed (or, right-aligned, preceded) by blanks up to `width` columns. */
export function pad(text: string, width: number, align: "left" | "right" = "left"): string {
  const blanks = " ".repeat(Math.max(0, width - columns(text)));
  return align === "left" ? text + blanks : blanks + text;
}

/** The start of `text` that fits `width` columns, ending in … where it was cut. */
export function truncate(text: string, width: number): string {
  if (columns(text) <= width) return text;
  let kept = "";
  let used = 0;
  for (const { segment } of segmenter.segment(text)) {
    const size = graphemeWidth(segment);
    if (used + size > width - 1) break;
    kept += segment;
    used += size;
  }
  return width > 0 ? `${kept}…` : "";
}

/** `text` in lines of at most `width` columns, broken at blanks where there are any. */
export function wrap(text: string, width: number): string[] {
  const limit = Math.max(1, width);
  const lines: string[] = [];
  let line = "";
  let used = 0;
  const flush = () => {
    lines.push(line.trimEnd());
    line = "";
    used = 0;
  };
  for (const word of text.split(/(?<= )/)) {
    if (used > 0 && used + columns(word.trimEnd()) > limit) flush();
    for (const { segment } of segmenter.segment(word)) {
      const size = graphemeWidth(segment);
      if (used + size > limit && segment !== " ") flush();
      line += segment;
      used += size;
    }
  }
  flush();
  return lines;
}
