// Kinds of sentences in every language of the table: what each states, and the numbers in it that are no answer.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { judge } from "../judge.ts";
import { LANGUAGES } from "./languages.ts";

interface Kind {
  kind: string;
  /** With {a}, {b} and {c} for the numbers; null where it states nothing. */
  states: string | null;
  not: string[];
  /** Languages in which what it states is not recognised yet. */
  undecided?: string[];
  sentences: Record<string, string>;
}

const fixture = new URL("../../../tests/fixtures/languages/sentences.json", import.meta.url);
const kinds = JSON.parse(readFileSync(fixture, "utf8")) as Kind[];
/** The third is the difference of the second and the first. */
const NUMBERS = [
  [17, 43, 26],
  [19, 56, 37],
];

describe.each(kinds)("$kind", ({ states, not, undecided = [], sentences }) => {
  it.each(Object.entries(sentences))("%s: %s", (language, sentence) => {
    expect(LANGUAGES.map(({ name }) => name)).toContain(language);
    for (const [a, b, c] of NUMBERS) {
      const filled = (text: string) =>
        text.replaceAll("{a}", `${a}`).replaceAll("{b}", `${b}`).replaceAll("{c}", `${c}`);
      const text = filled(sentence);
      for (const wrong of not) expect(judge(text, filled(wrong)).verdict, `${text}: ${wrong}`).not.toBe(true);
      if (states !== null && !undecided.includes(language))
        expect(judge(text, filled(states)).verdict, text).toBe(true);
    }
  });
});
