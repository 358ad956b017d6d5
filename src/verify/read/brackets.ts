// What stands between brackets in the answer grammar: groups, sets, arguments, roots, matrices.
import { type Grammar, Unreadable } from "./cursor.ts";
import { numberNode, withBase } from "./literals.ts";
import { call, commaList, integer, negative, product, sum, symbol } from "./nodes.ts";
import type { Token } from "./tokens.ts";
import { itemsOf, type Node, nameOf } from "./tree.ts";
import { modulusUnit } from "./units.ts";

const closers: Record<string, readonly string[]> = {
  "(": [")", "]"],
  "[": ["]", ")"],
  "⟨": ["⟩"],
  "⌊": ["⌋"],
  "⌈": ["⌉"],
  "\\{": ["\\}"],
  "{": ["}"],
};

export function brackets(p: Grammar, open: string): Node {
  const barEnds = p.barEnds;
  const counts = p.brackets;
  const set =
    open === "\\{" ||
    (open === "{" && p.is("sym") && (p.is("op", "|", 1) || p.is("op", ":", 1) || p.is("op", "∈", 1)));
  p.barEnds = set ? 1 : 0;
  p.brackets = open === "\\{" || open === "{" ? counts : counts + 1;
  const close = () => {
    const token = p.peek();
    if (token?.kind !== "close" || !closers[open].includes(token.text))
      throw new Unreadable(`${open} is not closed`);
    p.at++;
    p.barEnds = barEnds;
    p.brackets = counts;
    return token.text;
  };
  if (open === "{" && p.is("close", "}")) {
    close();
    return p.atom();
  }
  if (open === "\\{" && p.is("close", "\\}")) {
    close();
    return { t: "name", name: "empty" };
  }
  let inner = p.list();
  if (open === "{" && p.accept("cmd", "choose")) {
    inner = call("binomial", inner, p.list());
  }
  if (set && (p.is("op", "|") || p.is("op", ":"))) {
    p.at++;
    p.barEnds = 0;
    const condition = p.list();
    close();
    return { t: "builder", a: inner, b: condition };
  }
  const closed = close();
  const items = itemsOf(inner);
  if (open === "\\{") return { t: "set", items };
  if (open === "{") return inner;
  if (open === "⌊") return call("floor", inner);
  if (open === "⌈") return call("ceil", inner);
  // (1011)_2: digits alone between the brackets.
  if (p.is("op", "_") && p.is("num", undefined, -2) && p.is("open", "(", -3))
    return withBase(p, p.peek(-2)!.text);
  if (items.length > 1) return { t: "group", open, close: closed, items };
  const area = open === "[" && closed === "]" ? areaOf(inner) : null;
  if (area !== null) return area;
  if ((open === "(") !== (closed === ")")) throw new Unreadable("a bracket of another kind");
  if (open === "⟨") return { t: "group", open, close: closed, items };
  return inner.t === "sym" ? { ...inner, paren: true } : inner;
}

/** [ABC], [\triangle ABC], [ABCD]: the area of a figure, by its corners. */
function areaOf(inner: Node): Node | null {
  if (inner.t === "sym") {
    const corners = /^triangle (.+)$/.exec(inner.name)?.[1];
    return corners === undefined ? null : symbol(`area ${corners}`);
  }
  const points = inner.t === "mul" ? inner.items.map(nameOf) : [];
  if (points.length < 3 || !points.every((point) => /^[A-Z]'?$/.test(point))) return null;
  return symbol(`area ${(points.length === 3 ? points.sort() : points).join(" ")}`);
}

export function argument(p: Grammar): Node {
  const token = p.peek();
  // \frac12: digit by digit.
  if (token?.kind === "num" && token.text.length > 1 && /^\d+$/.test(token.text)) {
    const first = token.text[0];
    (p.tokens as Token[])[p.at] = { ...token, text: token.text.slice(1), space: false };
    return numberNode(first);
  }
  return p.atom();
}

export function root(p: Grammar): Node {
  let index: Node | null = null;
  if (p.is("open", "[")) {
    p.at++;
    index = p.list();
    p.expect("close", "]");
  }
  const radicand = p.is("num") ? numberNode(p.expect("num").text) : p.atom();
  return index ? call("root", index, radicand) : call("sqrt", radicand);
}

export function matrix(p: Grammar, environment: string): Node {
  const barEnds = p.barEnds;
  p.barEnds = 0;
  const rows: Node[][] = [[]];
  let conditions = false;
  while (!p.accept("cmd", `end ${environment}`)) {
    if (p.accept("cmd", "\\")) rows.push([]);
    else if (p.is("cmd", "hline")) p.at++;
    else if (environment === "cases" && rows[rows.length - 1].length === 1 && p.accept("op", "&")) {
      rows[rows.length - 1].push(condition(p));
      conditions = true;
    } else if (!p.accept("op", "&"))
      rows[rows.length - 1].push(environment === "cases" || environment === "array" ? p.relation() : p.sum());
    if (environment === "cases") p.accept("op", ",");
    if (p.done()) throw new Unreadable("a matrix that does not end");
  }
  const filled = rows.filter((row) => row.length > 0);
  p.barEnds = barEnds;
  if (filled.length === 0) throw new Unreadable("an empty matrix");
  if (environment === "cases") {
    if (conditions) {
      if (filled.some((row) => row.length !== 2)) throw new Unreadable("a case without a condition");
      return { t: "cases", rows: filled };
    }
    return commaList(filled.flat());
  }
  if (filled.length > 1 && filled.every((row) => row.length === 1 && row[0].t === "rel"))
    return commaList(filled.flat());
  if (filled.some((row) => row.length !== filled[0].length)) throw new Unreadable("rows of unequal length");
  if (environment === "vmatrix") return determinant(filled);
  return { t: "matrix", rows: filled };
}

const FILLERS =
  /^(?:if|for|when|where|whenever|is|an?|all|any|every|with|and|integers?|numbers?|real|reals)$/i;
const REST = /^(?:otherwise|else|elsewhere)$/i;

/** The condition of a case, up to the end of its row: a relation, "n even", "otherwise". */
function condition(p: Grammar): Node {
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

/** The determinant of a square matrix of up to five rows, by its first row. */
export function determinant(rows: readonly Node[][]): Node {
  if (rows.length !== rows[0].length || rows.length > 5) throw new Unreadable("a determinant");
  if (rows.length === 1) return rows[0][0];
  const terms = rows[0].map((item, j) => {
    const minor = determinant(rows.slice(1).map((row) => row.filter((_, k) => k !== j)));
    const term = product(item, minor);
    return j % 2 === 0 ? term : negative(term);
  });
  return sum(...terms);
}
