// Labels and steps at token level, on every tokenizer there is: a label one token off is a model trained on noise.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allTokenizers } from "../../../tests/tokenizers.ts";
import type { LabelledSteps } from "../../data/labelled.ts";
import { isVisible, prmInput, splitSteps, splitText, stepsInput } from "../../data/steps.ts";
import type { Tokenizer } from "../../model/tokenizer.ts";
import { stepTokenId } from "../../reward/reading.ts";
import { prmExamples } from "./prm-examples.ts";

const tokenizers = allTokenizers();

interface Case {
  name: string;
  separator: string;
  stepToken: string;
}

/** Every tokenizer with the separators that make sense for it. */
const cases: Case[] = [...tokenizers].flatMap(([name]): Case[] => {
  if (name === "arithmetic") return [{ name, separator: ";", stepToken: ";" }];
  const stepToken = name === "sentencepiece-like" ? "+" : "\n";
  return ["\n", "\n\n", ".", "數"].map((separator) => ({ name, separator, stepToken }));
});

const bytesOf = (tokenizer: Tokenizer, tokens: readonly number[]) =>
  Buffer.concat(tokens.map((id) => tokenizer.tokenBytes(id)));

/** Texts of steps, without the separator; those of the arithmetic tokenizer in its alphabet. */
function randomSteps({ name, separator }: Case) {
  const pieces =
    name === "arithmetic"
      ? [..."0123456789+-*=NCAok"]
      : [
          "a",
          "st",
          "Step 1:",
          "7",
          "3.5",
          ".",
          "$.",
          "}",
          " ",
          "  ",
          "\n",
          "é",
          "e\u0301",
          "數",
          "🙂",
          "\r\n",
          "'s",
        ];
  return fc
    .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 6 })
    .map((parts) => parts.join(""))
    .filter((text) => isVisible(text) && !text.includes(separator));
}

/** Steps between which the separator stands nowhere but where it is meant to. */
const plain = ({ separator }: Case, steps: readonly string[]) =>
  steps.every((text) => !text.startsWith("\n") && !(separator === "\n\n" && /[\n\r]$/.test(text)));

const label = fc.constantFrom(null, 0, 1, 0.25);

describe.each(cases)('labels on tokens of $name, separator "$separator"', (which) => {
  const { name, separator, stepToken } = which;
  const tokenizer = tokenizers.get(name)!;
  const id = stepTokenId(tokenizer, stepToken);
  const step = fc.record({ text: randomSteps(which), label });
  const steps = fc
    .array(step, { minLength: 1, maxLength: 5 })
    .filter((all) => all.some((s) => s.label !== null));
  const data = { template: "{problem}=", system: null, stepSeparator: separator, stepToken };
  const exampleOf = (labelled: Omit<LabelledSteps, "prompt">) =>
    prmExamples([{ prompt: "1+1", ...labelled }], tokenizer, 1e9, data).examples[0];
  /** What a policy writes that ends its last step with the separator, as a process reward model reads it. */
  const policys = (texts: readonly string[]) => {
    const response = tokenizer.encode(texts.map((text) => text + separator).join(""));
    return {
      ends: splitSteps(response, tokenizer, separator),
      input: prmInput(response, tokenizer, separator, id),
    };
  };
  const tokenTexts = new Set(
    Array.from({ length: tokenizer.vocabSize }, (_, token) =>
      Buffer.from(tokenizer.tokenBytes(token)).toString("latin1"),
    ),
  );
  const bare = (bytes: Buffer) => bytes.toString("latin1").replace(/[ \r\n]/g, "");
  const bareText = (text: string) =>
    bare(Buffer.from(name.startsWith("qwen") ? text.normalize("NFC") : text));
  /**
   * What the tokens of a step lack of its text, both but for white space. They may begin with a token that ends the
   * separator of the step before, and end with one that begins their own.
   */
  const missing = (tokens: readonly number[], step: string, previous: string): string => {
    const [shown, own] = [bare(bytesOf(tokenizer, tokens)), bareText(step)];
    const [before, after] = [bareText(previous + separator), bareText(separator)];
    for (let from = 0; from <= shown.length; from++) {
      if (!before.endsWith(shown.slice(0, from))) continue;
      const text = shown.slice(from);
      if (own.startsWith(text)) return own.slice(text.length);
      if (text.startsWith(own) && after.startsWith(text.slice(own.length))) return "";
    }
    throw new Error(`${JSON.stringify(shown)} does not show ${JSON.stringify(own)}`);
  };

  it("stand at each step's token and nowhere else, and between them stand the steps' texts", () => {
    fc.assert(
      fc.property(steps, (all) => {
        const texts = all.map((s) => s.text);
        const { tokens, mask, targets } = exampleOf({ completions: texts, labels: all.map((s) => s.label) });
        const { positions, ...input } = stepsInput(texts, tokenizer, separator, id);
        expect(tokens).toEqual(input.tokens);
        expect(positions.map((position) => tokens[position])).toEqual(texts.map(() => id));
        expect(positions.at(-1)).toBe(tokens.length - 1);
        expect(positions.map((position) => (mask[position] ? targets![position] : null))).toEqual(
          all.map((s) => s.label),
        );
        expect(mask.reduce((a, b) => a + b, 0)).toBe(all.filter((s) => s.label !== null).length);
        expect(targets!.filter((target, t) => target !== 0 && !mask[t])).toHaveLength(0);
        if (!plain(which, texts)) return;
        positions.forEach((position, s) => {
          const between = tokens.slice(s === 0 ? 0 : positions[s - 1] + 1, position);
          const rest = missing(between, texts[s], texts[s - 1] ?? "");
          // What is missing went into the separator's token: there is one of just that text and the separator.
          if (rest !== "") expect(tokenTexts).toContain(rest + separator);
        });
      }),
      { numRuns: 40 },
    );
  });

  it("stand where the same text of a policy is read", () => {
    const known = (...texts: string[]): [{ text: string; label: 1 }[]] => [
      texts.map((text) => ({ text, label: 1 as const })),
    ];
    const always = name === "arithmetic" ? [known("7")] : [known("a", "st7"), known("a$", "7", "st ")];
    fc.assert(
      fc.property(steps, (all) => {
        const texts = all.map((s) => s.text);
        if (!plain(which, texts)) return;
        const { ends, input } = policys(texts);
        expect(ends).toHaveLength(texts.length);
        expect(stepsInput(texts, tokenizer, separator, id)).toEqual(input);
        // A response that ends with the end of sequence is read at the same tokens up to its last step; in the last, a
        // full stop that the tokenizer would have merged into the separator stays.
        const open = [...tokenizer.encode(texts.join(separator)), tokenizer.eosIds[0]];
        const read = prmInput(open, tokenizer, separator, id);
        const upTo = texts.length > 1 ? input.positions[texts.length - 2] + 1 : 0;
        expect(read.positions).toHaveLength(texts.length);
        expect(read.positions.slice(0, -1)).toEqual(input.positions.slice(0, -1));
        expect(read.tokens.slice(0, upTo)).toEqual(input.tokens.slice(0, upTo));
      }),
      { numRuns: 40, examples: always },
    );
  });

  it("stand where any text of a policy is read, with as many separators and as much white space as it likes", () => {
    const gap = name === "arithmetic" ? [";", "7", "ok"] : [separator, "\n", " ", "a", "st", ".", "é"];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...gap), { maxLength: 14 }), (pieces) => {
        const text = pieces.join("");
        const texts = splitText(text, separator);
        const { positions, tokens } = prmInput(tokenizer.encode(text), tokenizer, separator, id);
        expect(positions).toHaveLength(text === "" ? 0 : Math.max(1, texts.length));
        texts.forEach((step, s) => {
          const between = tokens.slice(s === 0 ? 0 : positions[s - 1] + 1, positions[s]);
          missing(between, step, texts[s - 1] ?? "");
        });
      }),
      { numRuns: 40 },
    );
  });

  it("are not moved by separators inside a step, at which a policy's steps end too", () => {
    const inner = fc.array(randomSteps(which), { minLength: 1, maxLength: 3 });
    const stray = fc.constantFrom("", separator);
    const wide = fc.record({ parts: inner, before: stray, after: stray, label });
    fc.assert(
      fc.property(fc.array(wide, { minLength: 1, maxLength: 4 }), (all) => {
        const some = all.map((s, i) => ({ ...s, label: i === 0 ? 1 : s.label }));
        const parts = some.flatMap((s) => s.parts);
        if (!plain(which, parts)) return;
        const completions = some.map((s) => s.before + s.parts.join(separator) + s.after);
        const { tokens, mask, targets } = exampleOf({ completions, labels: some.map((s) => s.label) });
        const { positions, ...input } = stepsInput(parts, tokenizer, separator, id);
        expect(tokens).toEqual(input.tokens);
        expect(tokens).toEqual(policys(parts).input.tokens);
        const labels = some.flatMap((s) =>
          s.parts.map((_, i) => (i === s.parts.length - 1 ? s.label : null)),
        );
        expect(positions.map((p) => (mask[p] ? targets![p] : null))).toEqual(labels);
        expect(mask.reduce((a, b) => a + b, 0)).toBe(labels.filter((l) => l !== null).length);
      }),
      { numRuns: 30 },
    );
  });
});

describe("where a tokenizer merges", () => {
  const data = { template: "{problem}", system: null, stepSeparator: "\n\n", stepToken: "\n" };
  const read = (name: string, completions: string[], labels: (number | null)[]) => {
    const tokenizer = tokenizers.get(name)!;
    const { examples } = prmExamples([{ prompt: "p", completions, labels }], tokenizer, 1e9, data);
    const { tokens, mask, targets } = examples[0];
    const texts = tokens.map((token) => tokenizer.tokenText(token));
    return { texts, labels: Array.from(mask, (counts, t) => (counts ? targets![t] : null)) };
  };

  it("a full stop and the separator, the stop goes with it, in every step alike (Qwen)", () => {
    expect(read("qwen-like", ["a.", "b", "a."], [1, 0, 1])).toEqual({
      texts: ["a", "\n", "b", "\n", "a", "\n"],
      labels: [null, 1, null, 0, null, 1],
    });
  });

  it("nothing (GPT-2 before a word), one step token stands for the separator's tokens", () => {
    const gpt2 = tokenizers.get("llama")!;
    const smollm2 = tokenizers.get("SmolLM2") ?? gpt2;
    for (const one of [gpt2, smollm2]) {
      const response = one.encode("4.\n\nStep 2: 5.\n\nStep 3");
      expect(splitSteps(response, one, "\n\n")).toHaveLength(3);
      expect(response.slice(2, 4).map((token) => one.tokenText(token))).toEqual(["\n", "\n"]);
    }
    expect(gpt2.encode("a\n\nb").map((token) => gpt2.tokenText(token))).toEqual(["a", "\n", "\n", "b"]);
    expect(read("llama", ["a.", "b"], [1, 0])).toEqual({
      texts: ["a", ".", "\n", "b", "\n"],
      labels: [null, null, 1, null, 0],
    });
  });

  it("a step that holds the separator has step tokens inside, without a label", () => {
    const answer = "So a.\n\n# Answer\n\n5";
    expect(read("qwen-like", ["a", answer], [0, 1])).toEqual({
      texts: ["a", "\n", ..."So", " a", "\n", "#", " ", ..."Answer", "\n", "5", "\n"],
      labels: [null, 0, ...Array(14).fill(null), 1],
    });
  });
});

describe("texts in which nothing is visible", () => {
  it("have no step token, and their labels are left out", () => {
    const tokenizer = tokenizers.get("qwen-like")!;
    const data = { template: "{problem}", system: null, stepSeparator: "\n\n", stepToken: "\n" };
    const of = (completions: string[], labels: (number | null)[]) =>
      prmExamples([{ prompt: "p", completions, labels }], tokenizer, 1e9, data).examples;
    expect(of(["a", " \n", "b", ""], [1, 0, null, 0])).toEqual(of(["a", "b"], [1, null]));
    expect(of(["", "\n\n"], [1, 0])).toEqual([]);
  });
});

describe("prmExamples", () => {
  const tokenizer = tokenizers.get("arithmetic")!;
  const data = { template: null, system: null, stepSeparator: ";", stepToken: ";" };
  const example = (text: string, label: number | null) => ({
    ...{ prompt: "1+1=", completions: ["ok", text], labels: [null, label] },
  });

  it("leaves out what is too long, counted, and what has no label", () => {
    const long = "7".repeat(10_000);
    const labelled = [example(long, 1), example("ok", null), example("ok", 0)];
    const { examples, skippedExamples } = prmExamples(labelled, tokenizer, 2048, data);
    expect(examples).toHaveLength(1);
    expect(skippedExamples).toBe(1);
    const [{ tokens, mask, targets }] = prmExamples(labelled, tokenizer, 20_000, data).examples;
    expect(tokens).toHaveLength(3 + 10_001);
    expect(mask.indexOf(1)).toBe(tokens.length - 1);
    expect(targets![tokens.length - 1]).toBe(1);
  });
});
