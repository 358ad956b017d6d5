// Steps, by one rule (METHOD, 1) on token ids and on texts: where a response's steps end, and what a process reward model
// gets to see of them. A policy's text is never tokenized again between sampling, scoring and training; steps that come
// as texts are tokenized here once.
//
// A step ends at the token that completes the separator in the decoded bytes of the response, be it written by one token
// or by several; the last step ends at the response's last token. A stretch between separators without visible text
// (more separators, white space, special tokens, the end of sequence) is no step: the step that follows it begins with
// it, and at the end of a response it belongs to the last step. A response without any visible text is one step.
import { UserError } from "../common/errors.ts";
import { joined } from "../common/rows.ts";
import type { Tokenizer } from "../model/tokenizer.ts";

/** Whether something in `text` can be seen: neither white space nor control or format characters. */
export function isVisible(text: string): boolean {
  return /[^\s\p{Cc}\p{Cf}]/u.test(text);
}

/** The texts of the steps of `text`, without separators; none where nothing in it is visible. */
export function splitText(text: string, separator: string): string[] {
  return text.split(separator).filter(isVisible);
}

/** One step of a response on its tokens. */
interface Step {
  /** Index of its last token. */
  end: number;
  /** Where its own text is in the bytes of the response: behind the separators before it, and up to its own. */
  from: number;
  to: number;
  /** Index of the token that completes its separator; null where it has none. */
  separator: number | null;
}

/** A response's bytes, where each token's begin ([tokens + 1]), and its steps. */
interface ReadResponse {
  bytes: Uint8Array;
  begins: number[];
  steps: Step[];
}

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

function readResponse(tokens: ArrayLike<number>, tokenizer: Tokenizer, separator: string): ReadResponse {
  const sought = soughtBytes(tokenizer, separator);
  const pieces = Array.from(tokens, (id) => countedBytes(id, tokenizer, separator));
  const begins = [0];
  for (const piece of pieces) begins.push(begins[begins.length - 1] + piece.length);
  const bytes = joined(Uint8Array, pieces);
  const visible = (from: number, to?: number) => isVisible(utf8.decode(bytes.subarray(from, to)));
  const steps: Step[] = [];
  let token = 0;
  let from = 0;
  for (let at = indexOf(bytes, sought); at >= 0; at = indexOf(bytes, sought, from)) {
    const end = at + sought.length;
    while (begins[token + 1] < end) token++;
    // One token may complete two separators: there is one end of a step.
    if (visible(from, at) && steps.at(-1)?.end !== token)
      steps.push({ end: token, from, to: at, separator: token });
    from = end;
  }
  const lastToken = pieces.length - 1;
  const last = steps.at(-1);
  if (last && (last.end === lastToken || !visible(from))) last.end = lastToken;
  else if (lastToken >= 0) steps.push({ end: lastToken, from, to: bytes.length, separator: null });
  return { bytes, begins, steps };
}

/** Where `sought`, which is not empty, begins in `bytes`, from `from` on; -1: nowhere. */
function indexOf(bytes: Uint8Array, sought: Uint8Array, from = 0): number {
  for (let at = bytes.indexOf(sought[0], from); at >= 0; at = bytes.indexOf(sought[0], at + 1))
    if (sought.every((byte, i) => bytes[at + i] === byte)) return at;
  return -1;
}

/** What a token adds to the text: special tokens nothing, unless one of them is the separator. */
function countedBytes(id: number, tokenizer: Tokenizer, separator: string): Uint8Array {
  const silent = tokenizer.isSpecial(id) || tokenizer.eosIds.includes(id);
  return silent && !tokenizer.tokenText(id).includes(separator) ? new Uint8Array() : tokenizer.tokenBytes(id);
}

const known = new WeakMap<Tokenizer, Map<string, Uint8Array>>();

/** The separator's bytes. Throws a UserError where it is empty, or no tokens of the tokenizer can write it. */
function soughtBytes(tokenizer: Tokenizer, separator: string): Uint8Array {
  const ofTokenizer = known.get(tokenizer) ?? new Map<string, Uint8Array>();
  known.set(tokenizer, ofTokenizer);
  let bytes = ofTokenizer.get(separator);
  if (bytes === undefined) {
    if (separator === "") throw new UserError("the step separator is empty; the usual one is two newlines");
    bytes = new TextEncoder().encode(separator);
    const written = tokenizer.encode(separator).map((id) => tokenizer.tokenBytes(id));
    if (indexOf(joined(Uint8Array, written), bytes) < 0) checkWritable(bytes, tokenizer, separator);
    ofTokenizer.set(separator, bytes);
  }
  return bytes;
}

function checkWritable(bytes: Uint8Array, tokenizer: Tokenizer, separator: string): void {
  const missing = new Set(bytes);
  for (let id = 0; id < tokenizer.vocabSize && missing.size > 0; id++)
    if (!tokenizer.isSpecial(id)) for (const byte of tokenizer.tokenBytes(id)) missing.delete(byte);
  if (missing.size > 0)
    throw new UserError(
      `this tokenizer cannot write the step separator ${JSON.stringify(separator)}, so no response could be split ` +
        "into steps; choose a separator of characters that its tokens have",
    );
}

/**
 * The index of each step's last token, ascending, the last of them that of the response; empty for an empty response.
 * Throws a UserError where no tokens of the tokenizer can write the separator.
 */
export function splitSteps(tokens: ArrayLike<number>, tokenizer: Tokenizer, separator: string): number[] {
  return readResponse(tokens, tokenizer, separator).steps.map(({ end }) => end);
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
 * METHOD, 2: each step's tokens, its separator replaced by the step token of the process reward model: the token that
 * completes it, with whatever text it holds before (".\n\n"), and the tokens that hold nothing but its beginning. Where
 * that token holds visible text of the next step too, it follows the step token. Separators without visible text before
 * them are left out, with the white space around them. The last step's end without a separator (the end of sequence,
 * special tokens at a cut) gives way to a step token as well. Policy and process reward model share their vocabulary.
 */
export function prmInput(
  tokens: ArrayLike<number>,
  tokenizer: Tokenizer,
  separator: string,
  stepTokenId: number,
): PrmInput {
  return inputOf(tokens, readResponse(tokens, tokenizer, separator), stepTokenId);
}

function inputOf(
  tokens: ArrayLike<number>,
  { bytes, begins, steps }: ReadResponse,
  stepTokenId: number,
): PrmInput {
  const result: number[] = [];
  const positions: number[] = [];
  let next = 0;
  for (const { end, from, to, separator } of steps) {
    for (; next < (separator ?? end + 1); next++) {
      const [begin, finish] = [begins[next], begins[next + 1]];
      const before = begin < from && !isVisible(utf8.decode(bytes.subarray(from, finish)));
      // A special token has no bytes; it stays where the policy wrote it, but for the end of the response.
      const behind = begin >= to && (finish > begin || separator === null);
      if (!before && !behind) result.push(tokens[next]);
    }
    positions.push(result.length);
    result.push(stepTokenId);
  }
  return { tokens: result, positions };
}

/**
 * Steps given as texts (`splitText`: visible, without separators), as `prmInput` has them from a policy that wrote them
 * with the separator behind each. Where the tokens of the whole text do not end just these steps (a text whose end and the
 * separator hold the separator earlier), each step is tokenized by itself, and the step token follows it.
 */
export function stepsInput(
  steps: readonly string[],
  tokenizer: Tokenizer,
  separator: string,
  stepTokenId: number,
): PrmInput {
  const whole = tokenizer.encode(
    steps.flatMap((text) => [{ solution: text }, separator]),
    { stepToken: stepTokenId },
  );
  const read = readResponse(whole, tokenizer, separator);
  const aligned =
    read.steps.length === steps.length &&
    read.steps.every(({ from, to }, i) => sameText(utf8.decode(read.bytes.subarray(from, to)), steps[i]));
  if (aligned) return inputOf(whole, read, stepTokenId);
  const tokens: number[] = [];
  const positions = steps.map((text, i) => {
    for (const id of ownTokens(text, i === 0 ? "" : separator, tokenizer, stepTokenId)) tokens.push(id);
    tokens.push(stepTokenId);
    return tokens.length - 1;
  });
  return { tokens, positions };
}

/** Tokens of `text` as they stand behind `before`: SentencePiece puts a space of its own before a text. */
function ownTokens(text: string, before: string, tokenizer: Tokenizer, stepToken: number): number[] {
  const front = tokenizer.encode(before);
  const both = tokenizer.encode([before, { solution: text }], { stepToken });
  const behind = front.every((id, i) => both[i] === id);
  return behind ? both.slice(front.length) : tokenizer.encode([{ solution: text }], { stepToken });
}

/** Equal but for white space, of which a tokenizer may add or drop some, and Unicode's composition. */
function sameText(a: string, b: string): boolean {
  const plain = (text: string) => text.normalize("NFC").replace(/\s+/g, "");
  return plain(a) === plain(b);
}
