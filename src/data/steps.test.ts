import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UserError } from "../errors.ts";
import { createTokenizer, type Tokenizer } from "../model/tokenizer.ts";
import { arithmeticTokenizerFiles } from "./arithmetic-tokenizer.ts";
import { prmInput, splitSteps, stepTexts } from "./steps.ts";

function fixture(model: string): Tokenizer {
  const directory = new URL(`../../tests/fixtures/models/${model}/`, import.meta.url);
  const names = ["tokenizer.json", "tokenizer_config.json"];
  return createTokenizer(
    new Map(names.map((name) => [name, readFileSync(new URL(name, directory), "utf8")])),
  );
}

/** A tokenizer of the texts given; the first ends a sequence. Counts how often it is asked for a token's text. */
function handmade(texts: string[]): Tokenizer & { asked: number } {
  return {
    asked: 0,
    vocabSize: texts.length,
    eosIds: [0],
    encode: () => [1],
    decode: (tokens: ArrayLike<number>) => Array.from(tokens, (id) => (id === 0 ? "" : texts[id])).join(""),
    tokenText(id: number) {
      this.asked++;
      return texts[id] ?? "";
    },
    tokenBytes: (id: number) => new TextEncoder().encode(texts[id] ?? ""),
    isSpecial: (id: number) => id === 0,
    hasChatTemplate: false,
    applyChatTemplate: () => "",
    files: new Map(),
  };
}

// 0 eos, 1 separator, 2 step token, 3.. text; "a;\n\n" and "\n\n\n" end with the separator, "\n\nb" does not.
const odd = handmade(["<eos>", "\n\n", "\n", "a", "a;\n\n", "\n\n\n", "\n\nb", "數", "\ufffd"]);

describe("splitSteps", () => {
  it.each<[string, number[], number[]]>([
    ["an empty response has no step", [], []],
    ["end of sequence alone is a step", [0], [0]],
    ["no separator: one step", [3, 7, 3], [2]],
    ["only separators: a step each", [1, 1, 1], [0, 1, 2]],
    ["the separator at the end of a token", [3, 4, 3, 5, 3, 0], [1, 3, 5]],
    ["the separator inside a token is none", [3, 6, 3], [2]],
    ["two single line feeds are no separator token", [3, 2, 2, 3], [3]],
    ["a separator, then the end of sequence: a step of its own", [3, 1, 0], [1, 2]],
    ["ids beyond the tokenizer's", [3, 4000, 1, 3], [2, 3]],
    ["parts of characters", [8, 7, 1, 8], [2, 3]],
  ])("%s", (_, tokens, ends) => expect(splitSteps(tokens, odd, "\n\n")).toEqual(ends));

  it("asks for each token's text once", () => {
    const tokenizer = handmade(["<eos>", "\n\n", "x"]);
    for (let i = 0; i < 50; i++) splitSteps([2, 2, 1, 2, 0], tokenizer, "\n\n");
    expect(tokenizer.asked).toBe(3);
  });

  it("refuses a separator that no token ends with", () => {
    expect(() => splitSteps([3], odd, "###")).toThrow(UserError);
    expect(() => splitSteps([3], odd, "")).toThrow(/empty/);
  });
});

const cases: [string, Tokenizer, string][] = [
  ["llama fixture", fixture("llama"), "\n\n"],
  ["qwen2 fixture", fixture("qwen2"), "\n\n"],
  ["qwen2 fixture, a full stop", fixture("qwen2"), "."],
  ["arithmetic", createTokenizer(arithmeticTokenizerFiles()), ";"],
  ["odd", odd, "\n\n"],
];

describe.each(cases)("steps on tokens of %s", (_, tokenizer, separator) => {
  const token = fc.nat(tokenizer.vocabSize + 3);
  const separators: number[] = [];
  for (let id = 0; id < tokenizer.vocabSize; id++) {
    if (tokenizer.tokenText(id).endsWith(separator)) separators.push(id);
  }
  // Separators and ends of sequence often enough to matter.
  const often = fc.constantFrom(...separators, ...tokenizer.eosIds);
  const responses = fc.array(fc.oneof({ weight: 4, arbitrary: token }, { weight: 1, arbitrary: often }));

  it("cover the response without gap or overlap", () => {
    fc.assert(
      fc.property(responses, (tokens) => {
        const ends = splitSteps(tokens, tokenizer, separator);
        expect(ends.length === 0).toBe(tokens.length === 0);
        if (tokens.length > 0) expect(ends[ends.length - 1]).toBe(tokens.length - 1);
        tokens.forEach((id, i) => {
          const inside = i < tokens.length - 1;
          if (inside) expect(ends.includes(i)).toBe(separators.includes(id));
        });
        expect(ends).toEqual([...new Set(ends)].sort((a, b) => a - b));
        expect(stepTexts(tokens, ends, tokenizer)).toHaveLength(ends.length);
      }),
    );
  });

  it("are scored at the step token, everything else as it was", () => {
    const stepToken = 2;
    fc.assert(
      fc.property(responses, (tokens) => {
        const ends = splitSteps(tokens, tokenizer, separator);
        const input = prmInput(tokens, ends, tokenizer, separator, stepToken);
        expect(input.positions).toHaveLength(ends.length);
        for (const position of input.positions) expect(input.tokens[position]).toBe(stepToken);
        const last = tokens[tokens.length - 1];
        const cut = tokens.length > 0 && !separators.includes(last) && !tokenizer.eosIds.includes(last);
        expect(input.tokens).toHaveLength(tokens.length + (cut ? 1 : 0));
        input.tokens.forEach((id, i) => {
          if (!input.positions.includes(i)) expect(id).toBe(tokens[i]);
        });
      }),
    );
  });
});

describe("prmInput", () => {
  it("replaces separators and the end of sequence, and adds a step token after a cut", () => {
    const score = (tokens: number[]) => prmInput(tokens, splitSteps(tokens, odd, "\n\n"), odd, "\n\n", 2);
    expect(score([3, 1, 3, 4, 3, 0])).toEqual({ tokens: [3, 2, 3, 2, 3, 2], positions: [1, 3, 5] });
    expect(score([3, 1, 3])).toEqual({ tokens: [3, 2, 3, 2], positions: [1, 3] });
    expect(score([3, 1])).toEqual({ tokens: [3, 2], positions: [1] });
    expect(score([0])).toEqual({ tokens: [2], positions: [0] });
    expect(score([])).toEqual({ tokens: [], positions: [] });
  });
});
