// Finds the final answer in a response. Every scan is linear in the text, whatever the text.

/** The content of the last `\boxed{...}` whose braces close (`\boxed 5`: its 5); null where there is none. */
export function lastBoxed(text: string): string | null {
  const open: { start: number; depth: number }[] = [];
  let found: { start: number; end: number } | null = null;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === "{") depth++;
    else if (c === "}") {
      depth--;
      const last = open[open.length - 1];
      if (last && last.depth === depth) {
        open.pop();
        if (!found || last.start > found.start) found = { start: last.start, end: i };
      }
    } else if (c === "\\") {
      const command = text.startsWith("boxed", i + 1) ? 5 : text.startsWith("fbox", i + 1) ? 4 : 0;
      if (command === 0) {
        // An escaped brace is text, and so is an escaped backslash.
        i++;
        continue;
      }
      let next = i + 1 + command;
      while (text[next] === " ") next++;
      if (text[next] === "{") {
        open.push({ start: next + 1, depth });
        depth++;
      } else if (/[\w-]/.test(text[next] ?? "") && next > i + 1 + command) {
        let end = next + 1;
        while (/[\w.,/-]/.test(text[end] ?? "")) end++;
        found = { start: next, end };
        next = end - 1;
      } else next--;
      i = next;
    }
  }
  return found ? text.slice(found.start, found.end).trim() : null;
}

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
