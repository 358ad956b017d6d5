// An answer without what is said of its letters within it: "f(x) = x² for all x, or f(x) = 0 for all x", of a recurrence "for
// n ≥ 3, with a_1 = 1", and definitions that are to be put in, "where α = (1 + √5)/2".
import { type Domain, type Domains, type Qualified, qualifierAt, withoutQualifier } from "./declared.ts";
import type { Token } from "./tokens.ts";

/** A letter and what it stands for. */
export interface Definition {
  letter: readonly Token[];
  value: readonly Token[];
}

const COMMA: Token = { kind: "op", text: ",", space: false, upright: false };
const INTRODUCES = /^(?:where|with)$/;
const isSeparator = (token: Token | undefined) => token?.kind === "op" && /^(?:,|;|and|or)$/.test(token.text);
const isWord = (token: Token | undefined, words: RegExp) => token?.kind === "word" && words.test(token.text);
const isRelation = ({ kind, text }: Token) => kind === "op" && /^[=<>≤≥≠≈≡∈→↦]$/.test(text);

/** How many brackets are open before each token. */
function depths(tokens: readonly Token[]): number[] {
  let depth = 0;
  return tokens.map((token) => {
    const closes = token.kind === "close" || token.text.startsWith("end ");
    if (closes) depth--;
    const before = depth;
    if (token.kind === "open" || token.text.startsWith("begin ")) depth++;
    return before;
  });
}

/** The parts between separators that stand in no brackets; empty ones are left out. */
function partsOf(tokens: readonly Token[]): Token[][] {
  const depth = depths(tokens);
  const parts: Token[][] = [[]];
  for (const [i, token] of tokens.entries()) {
    if (depth[i] === 0 && isSeparator(token)) parts.push([]);
    else parts[parts.length - 1].push(token);
  }
  return parts.filter((part) => part.length > 0);
}

/** The answer without the definitions that "where" or "with" opens behind it, and these; what else is said there stays. */
export function withoutDefinitions(tokens: readonly Token[]): {
  answer: readonly Token[];
  definitions: Definition[];
} {
  const none = { answer: tokens, definitions: [] };
  if (!tokens.some((token) => isWord(token, INTRODUCES))) return none;
  const depth = depths(tokens);
  const at = tokens.findIndex((token, i) => i > 0 && isWord(token, INTRODUCES) && depth[i] < 2);
  if (at < 0) return none;
  const inBrackets = depth[at] === 1;
  if (inBrackets && !(tokens[at - 1].text === "(" && tokens.at(-1)!.text === ")")) return none;
  const parts = partsOf(tokens.slice(at + 1, inBrackets ? -1 : undefined));
  const definitions = parts.map(definitionIn);
  const others = parts.filter((_, i) => definitions[i] === null);
  // "k = 1, 2, 3" lists values.
  if (others.length === parts.length || !others.every((part) => part.some(isSaying))) return none;
  let end = inBrackets ? at - 1 : at;
  while (end > 0 && tokens[end - 1].kind === "op" && /^[,;]$/.test(tokens[end - 1].text)) end--;
  const kept = others.flatMap((part, i) => (i === 0 ? [tokens[at], ...part] : [COMMA, ...part]));
  return {
    answer: [...tokens.slice(0, end), ...kept],
    definitions: definitions.filter((one) => one !== null),
  };
}

const isSaying = (token: Token) => token.kind === "word" || isRelation(token);

/** "α = (1 + √5)/2", "a_0 = 3" */
function definitionIn(part: readonly Token[]): Definition | null {
  const equals = part.findIndex(isRelation);
  const [letter, value] = [part.slice(0, equals), part.slice(equals + 1)];
  if (equals < 1 || part[equals].text !== "=" || letter[0].kind !== "sym") return null;
  const isIndexed = letter.length > 1 && letter[1].text === "_" && letter.length < 6;
  if ((letter.length > 1 && !isIndexed) || value.length === 0) return null;
  return value.some((token) => isSaying(token) || token.text === "…") ? null : { letter, value };
}

/** The answer without what is said of letters at its end and within it. */
export const withoutQualifiers = (tokens: readonly Token[]): Qualified =>
  withoutInner(tokens) ?? withoutQualifier(tokens);

/** Of items that have a qualifier of their own; null where none has one but the last, or they do not say the same. */
function withoutInner(tokens: readonly Token[]): Qualified | null {
  const answer: Token[] = [];
  const items: { tokens: readonly Token[]; domains: Domains }[] = [];
  const say = (own: readonly Token[], domains: Domains) => {
    const parts = partsOf(own);
    items.push(
      ...parts.map((part, i) => ({ tokens: part, domains: i < parts.length - 1 ? NOTHING : domains })),
    );
    answer.push(...own);
  };
  let rest = tokens;
  for (let inner = innerOf(rest); inner; inner = innerOf(rest)) {
    say(inner.before, inner.domains);
    answer.push(...inner.separators);
    rest = inner.behind;
  }
  if (rest === tokens) return null;
  const last = withoutQualifier(rest);
  say(last.answer, last.domains);
  const domains = new Map(items.flatMap((item) => [...item.domains]));
  const agrees = items.every((item) =>
    [...domains].every(([letter, domain]) => {
      const own = item.domains.get(letter);
      if (own) return JSON.stringify(own) === JSON.stringify(domain);
      // What keeps a letter to some numbers has to be said wherever it stands.
      return !restricts(domain) || !item.tokens.some(({ text }) => text === letter);
    }),
  );
  return agrees ? { answer, domains } : null;
}

const NOTHING: Domains = new Map();
const says = ({ set, bounds }: Domain) => bounds.length > 0 || set !== null;
const restricts = (domain: Domain) => says(domain) && !(domain.set === "reals" && domain.bounds.length === 0);

/** The first qualifier that stands before a separator, the longest one there; null where none does. */
function innerOf(tokens: readonly Token[]) {
  if (!tokens.some((token) => isSeparator(token) || isWord(token, INTRODUCES))) return null;
  const depth = depths(tokens);
  const ends = tokens.flatMap((token, i) =>
    depth[i] === 0 && (isSeparator(token) || isWord(token, INTRODUCES)) ? [i] : [],
  );
  for (const [i, token] of tokens.entries()) {
    const opens = isWord(token, /^(?:for|where|with)$/) || token.text === "forall" || token.text === "(";
    if (i === 0 || depth[i] > 0 || !opens) continue;
    if (saysOnly(tokens, i)) return null;
    for (const end of ends.filter((one) => one > i + 1).reverse()) {
      const domains = saysOnly(tokens.slice(0, end), i);
      const ofAll = tokens
        .slice(i, end)
        .some((one) => one.text === "forall" || isWord(one, /^(?:all|every|each|any)$/));
      if (!domains || !(ofAll || [...domains.values()].some(says))) continue;
      let behind = end;
      while (isSeparator(tokens[behind])) behind++;
      // "for n ≥ 0 with a_0 = 1"
      const separators = behind === end ? [COMMA] : tokens.slice(end, behind);
      if (isWord(tokens[behind], INTRODUCES)) behind++;
      if (behind === tokens.length) continue;
      let before = i;
      while (before > 0 && isSeparator(tokens[before - 1])) before--;
      return { before: tokens.slice(0, before), domains, separators, behind: tokens.slice(behind) };
    }
  }
  return null;
}

/** What the tokens from `at` on say of letters, where that is read word for word. */
function saysOnly(tokens: readonly Token[], at: number): Domains | null {
  const domains = qualifierAt(tokens, at);
  return domains && ![...domains.values()].some(({ bounds }) => bounds.includes("?")) ? domains : null;
}
