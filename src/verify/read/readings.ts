// An answer as tokens and as a tree, once for every way to read its commas.
import type { Domains } from "./declared.ts";
import { parse } from "./parse.ts";
import { withoutDefinitions, withoutQualifiers } from "./qualifiers.ts";
import { type Comma, type Token, tokenize } from "./tokens.ts";
import { isExpression, mapChildren, type Node, variables } from "./tree.ts";

export interface Reading {
  tokens: readonly Token[];
  node: Node | null;
  domains: Domains;
}

export function sameTokens(first: readonly Token[], second: readonly Token[]): boolean {
  const [a, b] = [withoutBraces(first), withoutBraces(second)];
  return a.length === b.length && a.every((token, i) => token.kind === b[i].kind && token.text === b[i].text);
}

/** 3^{x} as 3^x: braces around one token say nothing, but for digits after a fraction or a root. */
const withoutBraces = (tokens: readonly Token[]) =>
  tokens.filter((token, i) => {
    const single = (open: number) =>
      tokens[open]?.text === "{" &&
      tokens[open + 2]?.text === "}" &&
      !(tokens[open + 1].kind === "num" && tokens[open + 1].text.length > 1);
    return !((token.text === "{" && single(i)) || (token.text === "}" && single(i - 2)));
  });

/** A comma between digits may group thousands, separate, or mark decimals; each reading that differs is tried. */
export function readings(text: string, againstDecimal: boolean): Reading[] {
  const commas: Comma[] = ["thousands"];
  if (/\d,\d{3}(?!\d)/.test(text)) {
    commas.push("list");
    // (1,000, 2): where the separating commas have a space, those without one group digits.
    if (/[([{].*, /s.test(text)) commas.push("grouped");
  }
  if (/(?<![\d,.])\d{1,2}(?:,\d\d)+,\d{3}(?![\d,])/.test(text)) commas.push("indian");
  // 1,22 against 1.22, but "0, 5" are two numbers beside anything else, and "1,500" is no 1.5: before three digits a
  // comma groups thousands, but for "0,500".
  if (againstDecimal && DECIMAL_COMMA.test(text)) commas.push("decimal");
  // 1,5 · 10^3: a list would have a space.
  if (/^[\s$]*-?\d,\d+\s*(?:\\cdot|\\times|\*)\s*10\^/.test(text)) commas.push("decimal");
  return commas.map((comma) => {
    const tokens = tokenize(text, comma);
    if (!tokens) return { tokens: [], node: null, domains: new Map() };
    const defined = withDefinitions(tokens);
    if (defined) return { tokens, ...defined };
    const { answer, domains } = withoutQualifiers(tokens);
    // Parsing splits number tokens (\frac12), so it gets its own.
    return { tokens, node: parse([...answer]), domains };
  });
}

/** "(α^n − β^n)/(α − β), where α = 2 and β = −1", with what is said of letters put in; null where nothing is, or of other letters. */
function withDefinitions(tokens: readonly Token[]): Omit<Reading, "tokens"> | null {
  const { answer, definitions } = withoutDefinitions(tokens);
  if (definitions.length === 0) return null;
  const { answer: bare, domains } = withoutQualifiers(answer);
  let node = parse([...bare]);
  for (const { letter, value } of definitions) {
    const [name, by] = [parse([...letter]), parse([...value])];
    const isValue = by && isExpression(by.t === "pm" ? by.b : by);
    if (!node || name?.t !== "sym" || !isValue || !variables(node).has(name.name)) return null;
    node = replaced(node, name.name, by);
  }
  return node && { node, domains };
}

const replaced = (node: Node, name: string, by: Node): Node =>
  node.t === "sym" && node.name === name ? by : mapChildren(node, (child) => replaced(child, name, by));

const UNIT = "(?:\\s?(?:\\\\?%|[A-Za-z]{1,12}(?:\\^\\d|/[A-Za-z]{1,4})?))?";
const DECIMAL_COMMA = new RegExp(`^[\\s\\\\$€£]*-?(?![1-9]\\d{0,2},\\d{3}(?!\\d))\\d+,\\d+${UNIT}[\\s$€£]*$`);
const DECIMAL = new RegExp(`^[\\s\\\\$€£]*-?\\d+\\.\\d+${UNIT}[\\s$€£]*$`);

export const isDecimal = (text: string) => DECIMAL.test(text);
