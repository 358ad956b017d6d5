// What the comparison of two answers says, and what its parts (sequences.ts, scalars.ts) ask of the whole (answers.ts).
import type { Domains } from "../read/declared.ts";
import type { Node } from "../read/tree.ts";

/** Same, different, or undecidable with the reason. */
export type Same = { same: boolean } | { same: null; reason: string };

/** One of two answers: its tree, and what it says of its letters. */
export interface Side {
  node: Node;
  domains: Domains;
}

/** Whether two names, where both are known, are not the same. */
export const differ = (a: string | null, b: string | null) => a !== null && b !== null && a !== b;

/** Whether two sets have the same members. */
export const sameMembers = <T>(a: ReadonlySet<T>, b: ReadonlySet<T>) =>
  a.size === b.size && [...a].every((member) => b.has(member));

/** The first beside the second, and the second beside the first. */
export const bothWays = <T>(a: T, b: T) =>
  [
    [a, b],
    [b, a],
  ] as const;

export const YES: Same = { same: true };
export const NO: Same = { same: false };

export interface ComparisonSettings {
  /** Relative error that is forgiven between two constants; 0: none. */
  tolerance: number;
  /** Letters that a qualifier declares free ("for any integer t"). */
  declared: ReadonlySet<string>;
}

/** A comparison under way. */
export interface Comparing {
  readonly settings: ComparisonSettings;
  /** Notes a rule and says yes. */
  yes(rule: string): Same;
  /** Compares parts of the two answers, by all rules. */
  same(a: Node, b: Node): Same;
}
