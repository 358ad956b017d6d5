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

/** The first line of what follows the last `mark`, or null. */
function afterLast(text: string, mark: string): string | null {
  const at = text.lastIndexOf(mark);
  if (at < 0) return null;
  const end = text.indexOf("\n", at);
  return text.slice(at + mark.length, end < 0 ? text.length : end).trim();
}

/** What follows the last "answer is": inside dollar signs, or the line's first number, or its first sentence. */
function afterPhrase(text: string): string | null {
  let at = -1;
  for (const match of text.matchAll(/answer is/gi)) at = match.index;
  if (at < 0) return null;
  const end = text.indexOf("\n", at);
  const line = text
    .slice(at + "answer is".length, Math.min(end < 0 ? text.length : end, at + 2000))
    .replace(/^[\s:*]+/, "");
  if (line === "") return null;
  if (line.startsWith("$")) {
    const close = line.indexOf("$", 1);
    // "$5 a day" is money: no second sign, or words before it.
    if (close > 1 && !/[A-Za-z]{2,} /.test(line.slice(1, close))) return line.slice(1, close);
  }
  // "12 apples" and "about $5", but no part of a formula.
  const number =
    /^[^\d()\\+*/^=-]{0,40}?(-?\$?\d[\d,]*(?:\.\d+)?(?:\/\d+)?)(?!,?\d|\.\d|[A-Za-z_^\\]|\s*[-+*/^=])/.exec(
      line,
    );
  if (number) return number[1].replace(/,$/, "");
  const stop = line.search(/[.;](?:\s|$)/);
  return (stop < 0 ? line : line.slice(0, stop)).replace(/\*+$/, "").trim() || null;
}

/** The answer of a response, by the first of these that it has: `\boxed{}`, `####`, "answer is", its last number. */
export function extractAnswer(text: string): { answer: string; rule: string } | null {
  const rules: [string, (text: string) => string | null][] = [
    ["\\boxed{}", lastBoxed],
    ["####", (all) => afterLast(all, "####")],
    ['"answer is"', afterPhrase],
    ["the last number", lastNumber],
  ];
  for (const [rule, extract] of rules) {
    const answer = extract(text);
    if (answer !== null && answer !== "") return { answer, rule };
  }
  return null;
}
