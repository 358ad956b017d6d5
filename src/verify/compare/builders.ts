// The letters that a set builder binds: {2k | k ∈ ℤ} is {2n | n ∈ ℤ}.
import { type Node, rename, variables } from "../read/tree.ts";

type Builder = Extract<Node, { t: "builder" }>;

/** The builder with names for its bound letters that stand in no answer, in the order in which they occur. */
export function withBoundLetters(builder: Builder): Builder {
  const bound = boundLetters(builder);
  const names = [...variables(builder)].filter((name) => bound.has(name));
  const map = new Map(names.map((name, i) => [name, `bound ${i}`]));
  return { ...builder, a: rename(builder.a, map), b: rename(builder.b, map) };
}

/** What the members are called, {x | …} and {(x, y) | …}, and what the conditions say where it is from. */
function boundLetters({ a, b }: Builder): Set<string> {
  const conditions = b.t === "list" ? b.items : [b];
  const heads = [...conditions, a].flatMap((node) =>
    node.t === "rel" && node.ops[0] === "∈" ? [node.items[0]] : node === a ? [a] : [],
  );
  const names = heads.flatMap((head) => (head.t === "group" || head.t === "list" ? head.items : [head]));
  return new Set(names.flatMap((name) => (name.t === "sym" ? [name.name] : [])));
}
