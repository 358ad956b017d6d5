// The last number of a text, found in one scan whatever the text.

/** The last number of `text` (`-1,234.5`, `3/4`), or null. A minus counts where nothing stands right before it. */
export function lastNumber(text: string): string | null {
  let end = text.length;
  while (end > 0 && !isDigit(text[end - 1])) end--;
  if (end === 0) return null;
  let start = end - 1;
  // Inside a number a single point, comma or slash has a digit on either side.
  while (
    start > 0 &&
    (isDigit(text[start - 1]) || (".,/".includes(text[start - 1]) && isDigit(text[start - 2])))
  ) {
    start--;
  }
  // ".5"
  if (text[start - 1] === "." && !/\w/.test(text[start - 2] ?? "")) start--;
  if (text[start - 1] === "-" && !/[\w)}\]]/.test(text[start - 2] ?? "")) start--;
  return text.slice(start, end);
}

function isDigit(c: string | undefined): boolean {
  return c !== undefined && c >= "0" && c <= "9";
}
