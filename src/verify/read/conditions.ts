// The conditions of a function by cases, as they stand behind the value of each: "x ≥ 0", "if n is even", "otherwise".
import { type Grammar, Unreadable } from "./cursor.ts";
import { integer, symbol } from "./nodes.ts";
import type { Node } from "./tree.ts";
import { modulusUnit } from "./units.ts";

const FILLERS =
  /^(?:if|for|when|where|whenever|is|an?|all|any|every|with|and|integers?|numbers?|real|reals)$/i;
const REST = /^(?:otherwise|else|elsewhere)$/i;

/** The condition of a case, up to the end of its row: a relation, "n even", "otherwise". */
export function condition(p: Grammar): Node {
  const items: Node[] = [];
  while (!p.done() && !p.is("cmd", "\\") && !(p.is("cmd") && p.peek()!.text.startsWith("end "))) {
    const token = p.peek()!;
    const text = token.text;
    if (text === "," || text === "." || text === ";" || (token.kind === "word" && FILLERS.test(text))) p.at++;
    else if (token.kind === "word" && REST.test(text)) {
      p.at++;
      items.push({ t: "words", text: "otherwise" });
    } else {
      const parity = p.is("sym") ? parityAt(p, 1) : null;
      if (parity) p.at += 1 + parity.tokens;
      items.push(parity ? congruent(symbol(text), parity.rest) : p.relation());
    }
  }
  if (items.length !== 1) throw new Unreadable("a condition of a case");
  return items[0];
}

const congruent = (a: Node, rest: number): Node => ({
  t: "rel",
  ops: ["≡"],
  items: [a, { t: "unit", a: integer(rest), unit: modulusUnit("2") }],
});

/** "is even", "odd": how many tokens say so, and the rest by two. */
function parityAt(p: Grammar, ahead: number): { tokens: number; rest: number } | null {
  let at = ahead;
  while (p.is("word", undefined, at) && /^(?:is|an?)$/.test(p.peek(at)!.text)) at++;
  // "odd" outside of \text is read as letters.
  const letters = [0, 1, 2].map((i) => p.peek(at + i)?.text ?? "").join("");
  if (p.is("word", undefined, at) && /^(?:even|odd)$/.test(p.peek(at)!.text))
    return { tokens: at - ahead + 1, rest: p.peek(at)!.text === "odd" ? 1 : 0 };
  return p.is("sym", "o", at) && letters === "odd" ? { tokens: at - ahead + 3, rest: 1 } : null;
}
