import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allTokenizers } from "../../tests/tokenizers.ts";
import { UserError } from "../common/errors.ts";
import type { Tokenizer } from "../model/tokenizer.ts";
import { isVisible, prmInput, splitSteps, splitText, stepsInput, stepTexts } from "./steps.ts";

/** A tokenizer of the texts given; the first ends a sequence. */
function handmade(texts: string[]): Tokenizer {
  return {
    vocabSize: texts.length,
    eosIds: [0],
    encode: () => [1],
    decode: (tokens: ArrayLike<number>) => Array.from(tokens, (id) => (id === 0 ? "" : texts[id])).join(""),
    tokenText: (id: number) => texts[id] ?? "",
    tokenBytes: (id: number) => new TextEncoder().encode(texts[id] ?? ""),
    isSpecial: (id: number) => id === 0,
    hasChatTemplate: false,
    applyChatTemplate: () => "",
    encodeChat: () => ({ text: "", tokens: [] }),
    files: new Map(),
  };
}

// 0 eos, 1 separator, 2 step token, 3.. text; "a;\n\n" and "\n\n\n" end with the separator, "\n\nb" holds it.
const odd = handmade([
  "<eos>",
  "\n\n",
  "\n",
  "a",
  "a;\n\n",
  "\n\n\n",
  "\n\nb",
  "數",
  "\ufffd",
  " ",
  "\nb",
  "a\n",
]);

describe("splitSteps", () => {
  it.each<[string, number[], number[]]>([
    ["an empty response has no step", [], []],
    ["end of sequence alone is a step", [0], [0]],
    ["no separator: one step", [3, 7, 3], [2]],
    ["nothing but separators: one step", [1, 1, 1], [2]],
    ["the separator at the end of a token", [3, 4, 3, 5, 3, 0], [1, 3, 5]],
    ["two tokens write the separator", [3, 2, 2, 3, 2, 2, 3], [2, 5, 6]],
    ["a token completes it and goes on: the step ends there", [3, 6, 3], [1, 2]],
    ["across the border of tokens", [3, 2, 10, 3, 11, 2, 3], [2, 5, 6]],
    ["a token completes two: one end", [3, 2, 10, 1, 3], [2, 3, 4]],
    ["one line feed is none", [3, 2, 3, 2, 3], [4]],
    ["a separator, then the end of sequence: no step of its own", [3, 1, 0], [2]],
    [
      "separators, white space and the end of sequence behind the last step",
      [3, 1, 3, 1, 9, 1, 2, 0],
      [1, 7],
    ],
    ["more separators between steps begin the next", [3, 1, 1, 9, 2, 2, 3], [1, 6]],
    ["separators before the first step begin it", [1, 1, 3, 1, 3], [3, 4]],
    ["three line feeds: at the second", [3, 2, 2, 2, 3], [2, 4]],
    ["ids beyond the tokenizer's", [3, 4000, 1, 3], [2, 3]],
    ["parts of characters", [8, 7, 1, 8], [2, 3]],
  ])("%s", (_, tokens, ends) => expect(splitSteps(tokens, odd, "\n\n")).toEqual(ends));

  it("refuses a separator that no tokens can write", () => {
    expect(() => splitSteps([3], odd, "###")).toThrow(UserError);
    expect(() => splitSteps([3], odd, "<eos>数")).toThrow(/cannot write the step separator "<eos>数"/);
    expect(() => splitSteps([3], odd, "")).toThrow(/empty/);
  });

  it("ends steps where a special token is the separator, which the text then does not show", () => {
    const special = { ...odd, encode: () => [7], isSpecial: (id: number) => id === 0 || id === 7 };
    expect(splitSteps([3, 7, 3, 7, 0], special, "數")).toEqual([1, 4]);
    // Any other special token adds nothing to the text, and parts no separator.
    expect(splitSteps([3, 2, 7, 2, 3], special, "\n\n")).toEqual([3, 4]);
    expect(splitSteps([3, 1, 7], special, "\n\n")).toEqual([2]);
  });
});

describe("splitText", () => {
  it.each<[string, string[]]>([
    ["", []],
    ["\n\n", []],
    ["a", ["a"]],
    ["a\n\n\n\nb\nc\n\n", ["a", "b\nc"]],
    ["\n\n a \n\n \n\nb\n\n\u200b", [" a ", "b"]],
    ["a\n\n\nb", ["a", "\nb"]],
  ])("%j", (text, steps) => expect(splitText(text, "\n\n")).toEqual(steps));
});

/** Latin-1 text of the bytes that count; a special token's do not. */
function latin1(tokens: readonly number[], tokenizer: Tokenizer): string {
  const counted = tokens.filter((id) => !tokenizer.isSpecial(id) && !tokenizer.eosIds.includes(id));
  return Buffer.concat(counted.map((id) => tokenizer.tokenBytes(id))).toString("latin1");
}

/** METHOD, 1, by decoding every prefix. */
function definition(tokens: readonly number[], tokenizer: Tokenizer, separator: string): number[] {
  const sought = Buffer.from(separator).toString("latin1");
  const prefix = (length: number) => latin1(tokens.slice(0, length), tokenizer).split(sought);
  const stretches = prefix(tokens.length).map((text) => isVisible(Buffer.from(text, "latin1").toString()));
  const ends: number[] = [];
  tokens.forEach((_, i) => {
    const completed = stretches.slice(prefix(i).length - 1, prefix(i + 1).length - 1);
    if (completed.some((visible) => visible)) ends.push(i);
  });
  if (tokens.length === 0) return [];
  if (!(stretches.at(-1) || ends.length === 0)) ends.pop();
  return [...new Set([...ends, tokens.length - 1])];
}

const separators = ["\n\n", "\n", ";", ".", "Step", "aa", "數", " a", "\r\n"];
const cases = [...allTokenizers(), ["odd", odd] as const].flatMap(([name, tokenizer]) =>
  separators.flatMap((separator) => {
    try {
      splitSteps([], tokenizer, separator);
      return [{ name, tokenizer, separator }];
    } catch {
      return [];
    }
  }),
);

it("separators of all kinds can be written by the tokenizers", () => {
  expect(cases.length).toBeGreaterThan(30);
  expect(cases.filter(({ name }) => name === "arithmetic").map(({ separator }) => separator)).toEqual([";"]);
});

describe.each(cases)('steps on tokens of $name, separator "$separator"', ({ tokenizer, separator }) => {
  const parts: number[] = [];
  for (let id = 0; id < tokenizer.vocabSize; id++) {
    const text = Buffer.from(tokenizer.tokenBytes(id)).toString("latin1");
    const sought = Buffer.from(separator).toString("latin1");
    if (text !== "" && (text.includes(sought) || sought.includes(text))) parts.push(id);
  }
  const token = fc.oneof(
    { weight: 3, arbitrary: fc.nat(tokenizer.vocabSize + 3) },
    { weight: 3, arbitrary: fc.constantFrom(...parts) },
    { weight: 1, arbitrary: fc.constantFrom(...tokenizer.eosIds, ...tokenizer.encode(" \n")) },
    { weight: 1, arbitrary: fc.constantFrom(...tokenizer.encode(separator)) },
  );
  const responses = fc.array(token, { maxLength: 16 });
  const stepToken = 2;

  it("end where the definition has it", () => {
    fc.assert(
      fc.property(responses, (tokens) => {
        const ends = splitSteps(tokens, tokenizer, separator);
        expect(ends).toEqual(definition(tokens, tokenizer, separator));
        expect(stepTexts(tokens, ends, tokenizer)).toHaveLength(ends.length);
      }),
      { numRuns: 60 },
    );
  });

  it("are scored at step tokens, and no visible text is lost but what a token joins to the separator", () => {
    fc.assert(
      fc.property(responses, (tokens) => {
        const ends = splitSteps(tokens, tokenizer, separator);
        const input = prmInput(tokens, tokenizer, separator, stepToken);
        expect(input.positions).toHaveLength(ends.length);
        for (const position of input.positions) expect(input.tokens[position]).toBe(stepToken);
        expect(input.tokens.length === 0 ? -1 : input.tokens.length - 1).toBe(input.positions.at(-1) ?? -1);
        // What is left of the response stands in its order, and what is gone shows nothing beside separators.
        const kept = input.tokens.filter((_, i) => !input.positions.includes(i));
        let next = 0;
        // Runs of tokens that are gone: the bytes of a character may lie in several.
        const gone: number[][] = [[]];
        for (const id of tokens) {
          if (next < kept.length && kept[next] === id) {
            next++;
            gone.push([]);
          } else gone[gone.length - 1].push(id);
        }
        expect(next).toBe(kept.length);
        // Parts of a character that stand alone too cannot be told from those of a separator.
        if (Buffer.byteLength(separator) > separator.length) return;
        for (const run of gone) {
          const counted = run.filter((id) => !tokenizer.isSpecial(id) && !tokenizer.eosIds.includes(id));
          const bytes = Buffer.concat(counted.map((id) => tokenizer.tokenBytes(id)));
          const text = bytes.toString();
          const joined = separator.split("").some((sign) => text.includes(sign));
          expect(!isVisible(text) || joined || Buffer.from(separator).includes(bytes)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe("prmInput", () => {
  const score = (tokens: number[]) => prmInput(tokens, odd, "\n\n", 2);

  it("replaces separators and the end of sequence, and adds a step token after a cut", () => {
    expect(score([3, 1, 3, 4, 3, 0])).toEqual({ tokens: [3, 2, 3, 2, 3, 2], positions: [1, 3, 5] });
    expect(score([3, 1, 3])).toEqual({ tokens: [3, 2, 3, 2], positions: [1, 3] });
    expect(score([3, 1])).toEqual({ tokens: [3, 2], positions: [1] });
    expect(score([0])).toEqual({ tokens: [2], positions: [0] });
    expect(score([])).toEqual({ tokens: [], positions: [] });
  });

  it("puts one step token in the place of a separator of several tokens", () => {
    const step = handmade(["<eos>", "\n\n", "#", "a", "\n", "a\n", "\nb"]);
    const read = (tokens: number[]) => prmInput(tokens, step, "\n\n", 2);
    expect(read([3, 4, 4, 3, 4, 4, 3, 0])).toEqual({ tokens: [3, 2, 3, 2, 3, 2], positions: [1, 3, 5] });
    // Text before it in the first of its tokens stays; text behind it in the last belongs to the next step.
    expect(read([5, 4, 3])).toEqual({ tokens: [5, 2, 3, 2], positions: [1, 3] });
    expect(read([3, 4, 6, 3])).toEqual({ tokens: [3, 2, 6, 3, 2], positions: [1, 4] });
    expect(read([3, 4, 6])).toEqual({ tokens: [3, 2], positions: [1] });
    // More separators and what follows the last step are not read.
    expect(read([1, 3, 4, 4, 4, 4, 3, 1, 4, 0])).toEqual({ tokens: [3, 2, 3, 2], positions: [1, 3] });
    expect(read([1, 1, 0])).toEqual({ tokens: [2], positions: [0] });
    // White space of a step is its own.
    expect(read([4, 3, 4, 3, 4, 0])).toEqual({ tokens: [4, 3, 4, 3, 4, 2], positions: [5] });
  });

  it("reads where the steps end, whatever special tokens were sampled inside", () => {
    const special = { ...odd, isSpecial: (id: number) => id === 0 || id === 7 };
    expect(prmInput([7, 3, 7, 3, 7, 1, 7, 3, 7, 0], special, "\n\n", 7)).toEqual({
      ...{ tokens: [7, 3, 7, 3, 7, 7, 7, 3, 7], positions: [5, 8] },
    });
  });

  it("takes an end of sequence for one though the tokenizer has it for text", () => {
    const text = { ...odd, isSpecial: () => false };
    expect(splitSteps([3, 1, 0], text, "\n\n")).toEqual([2]);
    expect(prmInput([3, 0], text, "\n\n", 2)).toEqual({ tokens: [3, 2], positions: [1] });
  });
});

describe("stepsInput", () => {
  it("tokenizes each step by itself where a step's end and the separator hold the separator earlier", () => {
    const tokenizer = allTokenizers().get("sentencepiece-like")!;
    const { tokens, positions } = stepsInput(["ba", "b"], tokenizer, "aa", 0);
    // Only the first text has the tokenizer's own space before it.
    expect(tokens.map((id) => (id === 0 ? "|" : tokenizer.tokenText(id)))).toEqual([
      " b",
      "a",
      "|",
      "b",
      "|",
    ]);
    expect(positions).toEqual([2, 4]);
  });
});
