// The atoms of the answer grammar: numbers, symbols, brackets, sets, fractions, roots, functions, sums, matrices.
import { Unreadable } from "./cursor.ts";
import { accumulated, application, integral } from "./functions.ts";
import { negated, numberNode } from "./literals.ts";
import type { Parser } from "./parse.ts";
import type { Token } from "./tokens.ts";
import type { Node } from "./tree.ts";

export function parseAtom(p: Parser): Node {
  return p.nested(() => p.celsius(p.postfix(atom(p))));
}

function atom(p: Parser): Node {
  const token = p.peek();
  if (!token) throw new Unreadable("the end");
  switch (token.kind) {
    case "num":
      p.at++;
      return withBase(p, token.text);
    case "sym":
      p.at++;
      return symbol(p, token);
    case "fn":
      p.at++;
      return application(p, token.text);
    case "word":
      return words(p);
    case "open":
      p.at++;
      return brackets(p, token.text);
    case "cmd":
      p.at++;
      return command(p, token.text);
    case "op":
      p.at++;
      return sign(p, token.text);
    default:
      throw new Unreadable(token.text);
  }
}

/** Sets in words. */
const named: Record<string, "reals" | "empty"> = {
  "all real numbers": "reals",
  "all reals": "reals",
  "any real number": "reals",
  "the empty set": "empty",
  "empty set": "empty",
  "no solution": "empty",
  "no solutions": "empty",
};

function words(p: Parser): Node {
  // USD 5
  if (/^(?:USD|EUR|GBP|INR|Rs|CNY|RMB|JPY)$/.test(p.peek()!.text) && p.is("num", undefined, 1)) {
    p.at++;
    return { t: "unit", unit: p.tokens[p.at - 1].text, a: p.power() };
  }
  const text: string[] = [];
  while (p.is("word") || (text.length > 0 && p.is("sym") && p.peek()!.upright))
    text.push(p.tokens[p.at++].text);
  const name = named[text.join(" ").toLowerCase()];
  return name ? { t: "name", name } : { t: "words", text: text.join(" ") };
}

/** 52_8 and 1011_{two}: a number in a base. */
function withBase(p: Parser, text: string): Node {
  if (!p.is("op", "_") || !/^\d+$/.test(text)) return numberNode(text);
  const brace = p.is("open", "{", 1) ? 1 : 0;
  const token = p.peek(1 + brace);
  const names = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
  const base =
    token?.kind === "num" ? Number(token.text) : token?.kind === "word" ? names.indexOf(token.text) + 2 : 0;
  if (!Number.isInteger(base) || base < 2 || base > 36) throw new Unreadable("a base");
  p.at += 2 + brace;
  if (brace) p.expect("close", "}");
  return { t: "base", digits: text.replace(/^0+(?=.)/, ""), base };
}

function symbol(p: Parser, token: Token): Node {
  let name = token.text;
  while (p.is("op", "'")) {
    p.at++;
    name += "'";
  }
  if (p.is("op", "_")) {
    p.at++;
    name += `_${subscript(p)}`;
    // C_5^2 is a binomial coefficient.
    const numbers = /^C_([2-9]|\d{2,}|[nmN])$/.exec(name);
    if (numbers && p.is("op", "^")) {
      const brace = p.is("open", "{", 1) ? 1 : 0;
      const top = p.peek(1 + brace);
      if (top && /^(?:\d+|[kmr])$/.test(top.text) && (!brace || p.is("close", "}", 3))) {
        p.at += 2 + 2 * brace;
        return binomial(numbers[1], top.text);
      }
    }
  } else if (
    name === "C" &&
    p.is("op", "^") &&
    p.is("num", undefined, 1) &&
    p.is("op", "_", 2) &&
    p.is("num", undefined, 3)
  ) {
    const [a, b] = [p.peek(1)!.text, p.peek(3)!.text];
    p.at += 4;
    return binomial(a, b);
  }
  // f(0) is a value of f, not f times 0.
  const minus = p.is("op", "-", 1) ? 1 : 0;
  if (
    /^[fghpqruvyFGHIPQRSTUVWY]$/.test(name) &&
    p.is("open", "(") &&
    p.is("num", undefined, 1 + minus) &&
    p.is("close", ")", 2 + minus)
  ) {
    name += `(${minus ? "-" : ""}${p.peek(1 + minus)!.text})`;
    p.at += 3 + minus;
  }
  if (name === "pi") return { t: "const", name: "pi" };
  if (name === "e" || name === "i") return { t: "const", name };
  return { t: "sym", name };
}

function binomial(a: string, b: string): Node {
  const [n, k] = Number(a) < Number(b) ? [b, a] : [a, b];
  const node = (text: string): Node => (/\d/.test(text) ? numberNode(text) : { t: "sym", name: text });
  return { t: "fn", name: "binomial", args: [node(n), node(k)] };
}

/** The text of a subscript: one token, or all of a group. */
function subscript(p: Parser): string {
  const token = p.peek();
  if (!token) throw new Unreadable("a subscript");
  p.at++;
  if (token.kind !== "open") {
    if (token.kind === "close" || token.kind === "op") throw new Unreadable("a subscript");
    return token.text;
  }
  if (token.text !== "{") throw new Unreadable("a subscript");
  let text = "";
  let depth = 1;
  for (;;) {
    const inner = p.peek();
    if (!inner) throw new Unreadable("a subscript that does not end");
    p.at++;
    if (inner.text === "{") depth++;
    else if (inner.text === "}" && --depth === 0) return text;
    text += inner.text;
  }
}

const closers: Record<string, readonly string[]> = {
  "(": [")", "]"],
  "[": ["]", ")"],
  "⟨": ["⟩"],
  "⌊": ["⌋"],
  "⌈": ["⌉"],
  "\\{": ["\\}"],
  "{": ["}"],
};

export function brackets(p: Parser, open: string): Node {
  const barEnds = p.barEnds;
  const counts = p.brackets;
  const set = open === "\\{" || (open === "{" && p.is("sym") && (p.is("op", "|", 1) || p.is("op", ":", 1)));
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
    return atom(p);
  }
  if (open === "\\{" && p.is("close", "\\}")) {
    close();
    return { t: "name", name: "empty" };
  }
  let inner = p.list();
  if (open === "{" && p.accept("cmd", "choose")) {
    inner = { t: "fn", name: "binomial", args: [inner, p.list()] };
  }
  if (set && (p.is("op", "|") || p.is("op", ":"))) {
    p.at++;
    p.barEnds = 0;
    const condition = p.list();
    close();
    return { t: "builder", head: inner, condition };
  }
  const closed = close();
  const items = inner.t === "list" ? inner.items : [inner];
  if (open === "\\{") return { t: "set", items };
  if (open === "{") return inner;
  if (open === "⌊") return { t: "fn", name: "floor", args: [inner] };
  if (open === "⌈") return { t: "fn", name: "ceil", args: [inner] };
  if (open === "(" && inner.t === "num" && p.is("op", "_")) return withBase(p, p.peek(-2)?.text ?? "");
  if (items.length > 1) return { t: "group", open, close: closed, items };
  if ((open === "(") !== (closed === ")")) throw new Unreadable("a bracket of another kind");
  if (open === "⟨") return { t: "group", open, close: closed, items };
  return inner.t === "sym" ? { ...inner, paren: true } : inner;
}

export function argument(p: Parser): Node {
  const token = p.peek();
  // \frac12: digit by digit.
  if (token?.kind === "num" && token.text.length > 1 && /^\d+$/.test(token.text)) {
    const first = token.text[0];
    (p.tokens as Token[])[p.at] = { ...token, text: token.text.slice(1), space: false };
    return numberNode(first);
  }
  if (token?.kind === "open" && token.text === "{") {
    p.at++;
    return brackets(p, "{");
  }
  return atom(p);
}

function command(p: Parser, name: string): Node {
  switch (name) {
    case "frac":
      return fraction(argument(p), argument(p));
    case "binom":
      return { t: "fn", name: "binomial", args: [argument(p), argument(p)] };
    case "sqrt":
    case "surd":
      return root(p);
    case "infty":
      return { t: "const", name: "inf" };
    case "emptyset":
      return { t: "name", name: "empty" };
    case "overline":
      return overlined(argument(p));
    case "angle":
    case "triangle":
      return { t: "sym", name };
    case "sum":
    case "prod":
      return accumulated(p, name);
    case "int":
      return integral(p);
    case "circ":
    case "degree":
      throw new Unreadable("a degree sign without a number");
  }
  const set = /^mathbb ([RZNQC])$/.exec(name)?.[1];
  if (set) {
    const names = { R: "reals", Z: "integers", N: "naturals", Q: "rationals", C: "complexes" } as const;
    return { t: "name", name: names[set as "R"] };
  }
  if (name.startsWith("begin ")) return matrix(p, name.slice("begin ".length));
  throw new Unreadable(name);
}

/** The segment AB is its length or name; of anything else the line is a function (conjugate, digits). */
function overlined(inner: Node): Node {
  const points =
    inner.t === "mul" && inner.items.every((item) => item.t === "sym" && /^[A-Z]/.test(item.name));
  return points ? inner : { t: "fn", name: "overline", args: [inner] };
}

/** dy/dx is one name, not a quotient. */
function fraction(a: Node, b: Node): Node {
  const differential = (node: Node) =>
    node.t === "mul" && node.items[0].t === "sym" && node.items[0].name === "d" ? node.items.slice(1) : null;
  const [above, below] = [differential(a), differential(b)];
  const names = [...(above ?? []), ...(below ?? [])];
  if (!above || !below || !names.every((node) => node.t === "sym")) return { t: "div", a, b };
  const text = (nodes: readonly Node[]) => nodes.map((node) => (node.t === "sym" ? node.name : "")).join("");
  return { t: "sym", name: `d${text(above)}/d${text(below)}` };
}

export function root(p: Parser): Node {
  let index: Node | null = null;
  if (p.is("open", "[")) {
    p.at++;
    index = p.list();
    p.expect("close", "]");
  }
  const token = p.peek();
  let radicand: Node;
  if (token?.kind === "open" || token?.kind === "num") {
    p.at++;
    radicand = token.kind === "open" ? brackets(p, token.text) : numberNode(token.text);
  } else radicand = atom(p);
  return index
    ? { t: "fn", name: "root", args: [index, radicand] }
    : { t: "fn", name: "sqrt", args: [radicand] };
}

function matrix(p: Parser, environment: string): Node {
  const barEnds = p.barEnds;
  p.barEnds = 0;
  const rows: Node[][] = [[]];
  while (!p.accept("cmd", `end ${environment}`)) {
    if (p.accept("cmd", "\\")) rows.push([]);
    else if (p.is("cmd", "hline")) p.at++;
    else if (!p.accept("op", "&"))
      rows[rows.length - 1].push(environment === "cases" ? p.relation() : p.sum());
    if (environment === "cases") p.accept("op", ",");
    if (p.done()) throw new Unreadable("a matrix that does not end");
  }
  const filled = rows.filter((row) => row.length > 0);
  p.barEnds = barEnds;
  if (filled.length === 0) throw new Unreadable("an empty matrix");
  if (environment === "cases") {
    if (filled.some((row) => row.length !== 1)) throw new Unreadable("cases with conditions");
    return { t: "list", separator: ",", items: filled.flat() };
  }
  if (filled.some((row) => row.length !== filled[0].length)) throw new Unreadable("rows of unequal length");
  if (environment === "vmatrix") return determinant(filled);
  return { t: "matrix", rows: filled };
}

/** The determinant of a square matrix of up to five rows, by its first row. */
export function determinant(rows: readonly Node[][]): Node {
  if (rows.length !== rows[0].length || rows.length > 5) throw new Unreadable("a determinant");
  if (rows.length === 1) return rows[0][0];
  const items = rows[0].map((item, j): Node => {
    const minor = determinant(rows.slice(1).map((row) => row.filter((_, k) => k !== j)));
    const term: Node = { t: "mul", items: [item, minor] };
    return j % 2 === 0 ? term : { t: "neg", a: term };
  });
  return { t: "add", items };
}

function sign(p: Parser, text: string): Node {
  if (text === "|" || text === "‖") {
    const barEnds = p.barEnds;
    p.barEnds = 1;
    const inner = p.sum();
    p.expect("op", text);
    p.barEnds = barEnds;
    return { t: "fn", name: "abs", args: [inner] };
  }
  if (text === "dollar" || text === "euro" || text === "GBP" || text === "yen") {
    const minus = p.accept("op", "-");
    const amount = p.power();
    return { t: "unit", a: minus ? negated(amount) : amount, unit: text };
  }
  throw new Unreadable(text);
}
