// The brace before a system, \left\{ … \right., which is closed by nothing.

/** Takes the brace that `\right.` ends from the tokens before it, by which an array is a system; false where there is none. */
export function takeBrace<T extends { kind: string; text: string }>(tokens: T[]): boolean {
  const at = tokens.findLastIndex(({ kind, text }) => kind === "open" && text === "\\{");
  if (at < 0 || tokens.slice(at).some(({ text }) => text === "\\}")) return false;
  tokens.splice(at, 1);
  const [begin, end] = [tokens[at], tokens.at(-1)];
  if (begin?.text === "begin array" && end?.text === "end array") {
    tokens[at] = { ...begin, text: "begin cases" };
    tokens[tokens.length - 1] = { ...end, text: "end cases" };
  }
  return true;
}
