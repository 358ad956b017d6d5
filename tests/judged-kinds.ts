// What tests of the verifier share: of notation, pairs that are the same whichever is the reference, and pairs that are not;
// of responses, what they state and what they do not.
import { describe, expect, it } from "vitest";
import { judge } from "../src/verify/judge.ts";

/** Answers by the rule that they are of, with its reason: pairs that are the same by it, and pairs that only look so. */
export interface JudgedKind {
  name: string;
  why: string;
  same: [string, string][];
  different: [string, string][];
}

export function describeKinds(kinds: readonly JudgedKind[]): void {
  describe.each(kinds)("$name: $why", ({ same, different }) => {
    it.each(same)("%j = %j", (a, b) => {
      expect(judge(a, b).verdict).toBe(true);
      expect(judge(b, a).verdict).toBe(true);
    });
    it.each(different)("%j ≠ %j", (a, b) => {
      expect(judge(a, b).verdict).not.toBe(true);
      expect(judge(b, a).verdict).not.toBe(true);
    });
  });
}

/** A response, what it states (null: nothing that is looked for), and what it does not state. */
export type ResponseRow = [text: string, states: string | null, ...others: string[]];

/** Responses by the rule that they are of. */
export function describeResponses(rules: Readonly<Record<string, ResponseRow[]>>): void {
  describe.each(Object.entries(rules))("%s", (_, rows) => {
    it.each(rows)("%s", (text, states, ...others) => {
      if (states !== null) expect(judge(text, states).verdict).toBe(true);
      for (const other of others)
        expect([other, judge(text, other).verdict === true]).toEqual([other, false]);
    });
  });
}
