// The laws of the judgement over the case files, where they lie beside the checkout: they are not part of it.
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { judge } from "./judge.ts";

const directory = new URL("../../../shared/verifier/", import.meta.url);
const files = ["benchmarks", "hard", "notation", "adversarial"];

describe.skipIf(!existsSync(directory))("over the case files", () => {
  it.each(files)("%s: symmetric, reflexive, the same in another spelling", (name) => {
    const lines = readFileSync(new URL(`${name}.jsonl`, directory), "utf8")
      .trim()
      .split("\n");
    for (const line of lines) {
      const { id, prediction, reference } = JSON.parse(line);
      const { verdict, extracted } = judge(prediction, reference);
      const exchanged = judge(reference, prediction).verdict;
      // Without an answer a prediction is wrong, and a reference says nothing.
      if (extracted !== null && /[\p{L}\p{N}]/u.test(extracted)) expect(exchanged, id).toBe(verdict);
      expect(judge(reference, reference).verdict, id).toBe(true);
      if (/\\left|\\text|\\mbox|[A-Za-z]{3,} /.test(reference)) continue;
      const spelt = reference
        .replace(/\\frac(?![a-z])/g, "\\dfrac")
        .replace(/\(/g, "\\left(")
        .replace(/\)/g, "\\right)");
      expect(judge(prediction, `$${spelt}$`).verdict, id).toBe(verdict);
    }
  });
});
