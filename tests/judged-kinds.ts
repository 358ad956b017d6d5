// What tests of the verifier's notation share: pairs that are the same whichever is the reference, and pairs that are not.
import { describe, expect, it } from "vitest";
import { judge } from "../src/verify/judge.ts";

type Pair = readonly [string, string];

export function describeKinds(
  kinds: readonly { name: string; why: string; same: readonly Pair[]; different: readonly Pair[] }[],
): void {
  describe.each(kinds)("$name: $why", ({ same, different }) => {
    it.each(same)("%s = %s", (a, b) => {
      expect(judge(a, b).verdict).toBe(true);
      expect(judge(b, a).verdict).toBe(true);
    });
    it.each(different)("%s ≠ %s", (a, b) => {
      expect(judge(a, b).verdict).not.toBe(true);
      expect(judge(b, a).verdict).not.toBe(true);
    });
  });
}
