// Steps on token ids: where a response's steps end, and what a process reward model gets to see of them. A policy's text
// is never tokenized again between sampling, scoring and training; steps that come as texts are tokenized here once.
import { UserError } from "../errors.ts";
import type { Tokenizer } from "../model/tokenizer.ts";

/** Tells for each token id whether its text ends with one separator. Asks the tokenizer once a token. */
class SeparatorTable {
  /** 0 not asked yet, 1 no, 2 yes; by token id. */
  #known: Uint8Array;

  constructor(
    readonly tokenizer: Tokenizer,
    readonly separator: string,
  ) {
    if (separator === "") throw new UserError("the step separator is empty; the usual one is two newlines");
    this.#known = new Uint8Array(tokenizer.vocabSize);
    // Where not even the separator itself encodes to such a token, look at every token before giving up.
    const encoded = tokenizer.encode(separator);
    if (encoded.length > 0 && this.ends(encoded[encoded.length - 1])) return;
    for (let id = 0; id < tokenizer.vocabSize; id++) if (this.ends(id)) return;
    throw new UserError(
      `no token of this tokenizer ends with the step separator ${JSON.stringify(separator)}, so no response could ` +
        `be split into steps; choose a separator that is one token, such as ${JSON.stringify(separator.slice(-1))}`,
    );
  }

  ends(id: number): boolean {
    if (id >= this.#known.length) {
      // Padded vocabularies: a model can emit ids that its tokenizer does not count.
      const grown = new Uint8Array(Math.max(id + 1, 2 * this.#known.length));
      grown.set(this.#known);
      this.#known = grown;
    }
    if (this.#known[id] === 0) {
      this.#known[id] = this.tokenizer.tokenText(id).endsWith(this.separator) ? 2 : 1;
    }
    return this.#known[id] === 2;
  }
}

const tables = new WeakMap<Tokenizer, Map<string, SeparatorTable>>();

function separatorTable(tokenizer: Tokenizer, separator: string): SeparatorTable {
  let bySeparator = tables.get(tokenizer);
  if (!bySeparator) {
    bySeparator = new Map();
    tables.set(tokenizer, bySeparator);
  }
  let table = bySeparator.get(separator);
  if (!table) {
    table = new SeparatorTable(tokenizer, separator);
    bySeparator.set(separator, table);
  }
  return table;
}

/**
 * The index of each step's last token, ascending; empty for an empty response. A step ends at every token whose
 * decoded text ends with the separator; the last step ends at the last token of `tokens` (METHOD, 1: end of sequence
 * or the cut at the length limit). Throws a UserError where no token of the tokenizer ends with the separator.
 */
export function splitSteps(tokens: ArrayLike<number>, tokenizer: Tokenizer, separator: string): number[] {
  const table = separatorTable(tokenizer, separator);
  const ends: number[] = [];
  for (let i = 0; i < tokens.length; i++) if (table.ends(tokens[i]) || i === tokens.length - 1) ends.push(i);
  return ends;
}

/** The decoded text of each step, its separator included, special tokens left out. */
export function stepTexts(
  tokens: readonly number[],
  stepEnds: readonly number[],
  tokenizer: Tokenizer,
): string[] {
  return stepEnds.map((end, i) => tokenizer.decode(tokens.slice(i === 0 ? 0 : stepEnds[i - 1] + 1, end + 1)));
}

/** A response as a process reward model reads it (after the prompt). */
export interface PrmInput {
  tokens: number[];
  /** [steps] index in `tokens` at which each step's score is read. */
  positions: number[];
}

/**
 * METHOD, 2: each step's last token, where it ends with the separator or ends the sequence, becomes the step token of
 * the process reward model. A last step that was cut short keeps its tokens and gets a step token after them. Policy
 * and process reward model share their vocabulary. `stepEnds` is what `splitSteps` gave.
 */
export function prmInput(
  tokens: ArrayLike<number>,
  stepEnds: readonly number[],
  tokenizer: Tokenizer,
  separator: string,
  stepTokenId: number,
): PrmInput {
  const result = Array.from(tokens);
  const positions = [...stepEnds];
  if (stepEnds.length === 0) return { tokens: result, positions };
  for (let i = 0; i < stepEnds.length - 1; i++) result[stepEnds[i]] = stepTokenId;
  const last = stepEnds[stepEnds.length - 1];
  if (separatorTable(tokenizer, separator).ends(result[last]) || tokenizer.eosIds.includes(result[last])) {
    result[last] = stepTokenId;
  } else {
    result.push(stepTokenId);
    positions[positions.length - 1] = last + 1;
  }
  return { tokens: result, positions };
}

/**
 * Steps given as texts, as `prmInput` has them from a policy that wrote them with the separator behind each. Where the
 * tokens of the whole text end every step (METHOD, 1), each of those tokens becomes the step token, with whatever text
 * the tokenizer merged into it (".\n\n"). Where they do not, a policy's steps would not be found either: each step is
 * then tokenized by itself, and the step token follows it. A separator inside a step is left as it is.
 */
export function stepsInput(
  steps: readonly string[],
  tokenizer: Tokenizer,
  separator: string,
  stepTokenId: number,
): PrmInput {
  const whole = tokenizer.encode(steps.map((text) => text + separator).join(""));
  const ends = endingTokens(whole, tokenizer, separator);
  const found = ends.map((end, i) => whole.slice(i === 0 ? 0 : ends[i - 1] + 1, end + 1));
  const aligned =
    found.length === steps.length &&
    ends.at(-1) === whole.length - 1 &&
    found.every((tokens, i) => sameText(tokenizer.decode(tokens), steps[i] + separator));
  if (aligned) {
    for (const end of ends) whole[end] = stepTokenId;
    return { tokens: whole, positions: ends };
  }
  const tokens: number[] = [];
  const positions = steps.map((text, i) => {
    const own = i === 0 ? tokenizer.encode(text + separator) : continuation(text, tokenizer, separator);
    const closed = own.length > 0 && tokenizer.tokenText(own[own.length - 1]).endsWith(separator);
    const bare = () => (i === 0 ? tokenizer.encode(text) : continuation(text, tokenizer, separator, ""));
    tokens.push(...(closed ? own.slice(0, -1) : bare()), stepTokenId);
    return tokens.length - 1;
  });
  return { tokens, positions };
}

/** Index of each token whose text ends with the separator. */
export function endingTokens(tokens: readonly number[], tokenizer: Tokenizer, separator: string): number[] {
  return tokens.flatMap((id, i) => (tokenizer.tokenText(id).endsWith(separator) ? [i] : []));
}

/** Tokens of `text + after` as they stand behind a separator: SentencePiece puts a space of its own before a text. */
function continuation(text: string, tokenizer: Tokenizer, separator: string, after = separator): number[] {
  const before = tokenizer.encode(separator);
  const both = tokenizer.encode(separator + text + after);
  return before.every((id, i) => both[i] === id) ? both.slice(before.length) : tokenizer.encode(text + after);
}

/** Equal but for white space, of which a tokenizer may add or drop some, and Unicode's composition. */
function sameText(a: string, b: string): boolean {
  const plain = (text: string) => text.normalize("NFC").replace(/\s+/g, "");
  return plain(a) === plain(b);
}
