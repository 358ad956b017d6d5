import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { linesOf } from "./lines.ts";

async function* pieces(text: string, lengths: readonly number[]): AsyncGenerator<string> {
  for (let from = 0, i = 0; from < text.length; i++) {
    const to = from + (lengths[i % lengths.length] ?? text.length);
    yield text.slice(from, to);
    from = to;
  }
}

describe("lines of text in pieces", () => {
  it("end at line feeds and at nothing else, wherever the pieces are cut", async () => {
    const text = fc.string({ unit: fc.constantFrom("a", "\n", "\r", "\u2028", "\u0085"), maxLength: 30 });
    const lengths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(text, lengths, async (whole, cuts) => {
        const expected = whole.split("\n");
        if (expected.at(-1) === "") expected.pop();
        const found: string[] = [];
        for await (const line of linesOf(pieces(whole, cuts))) found.push(line);
        expect(found).toEqual(expected);
      }),
    );
  });
});
