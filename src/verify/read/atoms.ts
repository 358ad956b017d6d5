// The atoms of the answer grammar: which reader a token asks for; symbols, words and commands are read here.
import { argument, brackets, matrix, root } from "./brackets.ts";
import { type Grammar, Unreadable } from "./cursor.ts";
import { accumulated, application, integral } from "./functions.ts";
import { choices, negated, numberNode, withBase } from "./literals.ts";
import { call, product, quotient, symbol as symbolNode } from "./nodes.ts";
import type { Token } from "./tokens.ts";
import { type Node, NUMBER_SETS, nameOf, wholeNumber } from "./tree.ts";
import { knownUnit } from "./units.ts";
import { CURRENCY } from "./vocabulary.ts";

export function parseAtom(p: Grammar): Node {
  return p.nested(() => p.celsius(p.postfix(atom(p))));
}

/** An atom without what may follow it: the 3 of 3!. */
export function atom(p: Grammar): Node {
  const token = p.peek();
  if (!token) throw new Unreadable("the end");
  switch (token.kind) {
    case "num":
      p.at++;
      return chosen(p, token.text) ?? withBase(p, token.text);
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

/** 12C5, 12P5, "12 choose 5". */
function chosen(p: Grammar, n: string): Node | null {
  const [sign, k] = [p.peek(), p.peek(1)];
  if (!sign || k?.kind !== "num" || !/^\d+$/.test(n) || !/^\d+$/.test(k.text)) return null;
  const glued = sign.kind === "sym" && /^[CP]$/.test(sign.text) && !sign.space && !k.space;
  if (!glued && !(sign.kind === "word" && sign.text === "choose")) return null;
  p.at += 2;
  return choices(sign.text === "P" ? "P" : "C", numberNode(n), numberNode(k.text));
}

/** Sets in words. */
const REALS = /^(?:all reals|all real numbers|(?:any|every) real number)$/;
const EMPTY = /^(?:(?:the )?empty set|no (?:real )?solutions?)$/;

function words(p: Grammar): Node {
  // USD 5
  if (CURRENCY.test(p.peek()!.text) && p.is("num", undefined, 1)) {
    p.at++;
    return { t: "unit", unit: p.tokens[p.at - 1].text, a: p.power() };
  }
  const text: string[] = [];
  while (p.is("word") || (text.length > 0 && p.is("sym") && p.peek()!.upright))
    text.push(p.tokens[p.at++].text);
  const said = text.join(" ").toLowerCase();
  if (REALS.test(said)) return { t: "name", name: "reals" };
  return EMPTY.test(said) ? { t: "name", name: "empty" } : { t: "words", text: text.join(" ") };
}

function symbol(p: Grammar, token: Token): Node {
  let name = token.text;
  // The measure of an angle has its name.
  if (name === "m" && p.is("cmd", "angle")) return atom(p);
  while (p.is("op", "'")) {
    p.at++;
    name += "'";
  }
  if (p.is("op", "_")) {
    p.at++;
    name += `_${subscript(p)}`;
    // C_5^2 is a number of choices, A_5^2 and P_5^2 one of arrangements.
    const numbers = /^C_([2-9]|\d{2,}|[nmN])$|^[AP]_([2-9]|\d{2,})$/.exec(name);
    const top = numbers && p.is("op", "^") ? p.single(1) : null;
    if (numbers && top && /^(?:\d+|[kmr])$/.test(top.token.text)) {
      p.at += 1 + top.length;
      return chosenOf(name, numbers[1] ?? numbers[2], top.token.text);
    }
  } else if (name === "C" && p.is("op", "^")) {
    const top = p.single(1);
    const below = top && p.is("op", "_", 1 + top.length) ? p.single(2 + top.length) : null;
    if (top?.token.kind === "num" && below?.token.kind === "num") {
      p.at += 2 + top.length + below.length;
      return chosenOf("C", top.token.text, below.token.text);
    }
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
  return symbolNode(name);
}

/** The larger number is what is chosen from. */
function chosenOf(name: string, a: string, b: string): Node {
  const [n, k] = Number(a) < Number(b) ? [b, a] : [a, b];
  const node = (text: string): Node => (/\d/.test(text) ? numberNode(text) : symbolNode(text));
  return choices(name.startsWith("C") ? "C" : "P", node(n), node(k));
}

/** The text of a subscript: one token, or all of a group. */
function subscript(p: Grammar): string {
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

function command(p: Grammar, name: string): Node {
  switch (name) {
    case "frac":
      return fraction(argument(p), argument(p));
    case "binom":
      return choices("C", argument(p), argument(p));
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
      return figure(p, name);
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
  if (set) return { t: "name", name: NUMBER_SETS[set as keyof typeof NUMBER_SETS] };
  if (name.startsWith("begin ")) return matrix(p, name.slice("begin ".length));
  throw new Unreadable(name);
}

/** \angle ABC, \triangle ABC, \angle 1: one name, equal to that of CBA, and no product of points. */
function figure(p: Grammar, kind: "angle" | "triangle"): Node {
  const brace = p.is("open", "{") && p.is("sym", undefined, 1);
  const start = p.at;
  if (brace) p.at++;
  const points: string[] = [];
  while (p.is("sym") && /^[A-Z]$/.test(p.peek()!.text) && points.length < 3) {
    let point = p.tokens[p.at++].text;
    while (p.accept("op", "'")) point += "'";
    if (p.is("op", "_") && (p.is("num", undefined, 1) || p.is("sym", undefined, 1))) {
      point += `_${p.peek(1)!.text}`;
      p.at += 2;
    }
    points.push(point);
  }
  if (brace && !p.accept("close", "}")) {
    p.at = start;
    return symbolNode(kind);
  }
  if (points.length === 0 && p.is("num") && /^\d$/.test(p.peek()!.text)) points.push(p.tokens[p.at++].text);
  // In △ABC ≅ △DEF the order says which point goes to which.
  const congruent = p.is("op", "≅") || p.tokens[start - 2]?.text === "≅";
  if (kind === "triangle" && !congruent) points.sort();
  else if (kind === "angle" && points.length === 3 && points[0] > points[2]) points.reverse();
  return symbolNode([kind, ...points].join(" "));
}

/** The segment AB is its length or name; of anything else the line is a function (conjugate, digits). */
function overlined(inner: Node): Node {
  const points = inner.t === "mul" && inner.items.every((item) => /^[A-Z]/.test(nameOf(item)));
  return points ? inner : call("overline", inner);
}

/** The unit below the line of \frac{5\text{ m}}{\text{s}^2}; null for anything else. */
function unitBelow(node: Node): string | null {
  const [name, power] = node.t === "pow" ? [node.a, wholeNumber(node.b)] : [node, 1n];
  const text = name.t === "words" ? name.text : nameOf(name);
  return power !== null && knownUnit(text) ? `${text}^${power}` : null;
}

/** dy/dx is one name, not a quotient, and a quantity by a unit is one quantity. */
export function fraction(a: Node, b: Node): Node {
  const below = a.t === "unit" ? unitBelow(b) : null;
  if (a.t === "unit" && below !== null) return { ...a, unit: `${a.unit}/${below}` };
  const name = derivative(a, b);
  return name === null ? quotient(a, b) : symbolNode(name);
}

/** The name of dy/dx, d^2y/dx^2, and d/dx before what it is taken of; null for any other quotient. */
function derivative(above: Node, below: Node): string | null {
  const [d, ...of] = above.t === "mul" ? above.items : [above];
  const [dx, x, ...more] = below.t === "mul" ? below.items : [];
  if (!isDifferential(dx) || x === undefined || more.length > 0) return null;
  const [order, by] = x.t === "pow" ? [wholeNumber(x.b), x.a] : [1n, x];
  const [high, sign] = d.t === "pow" ? [wholeNumber(d.b), d.a] : [1n, d];
  if (order === null || order !== high || !isDifferential(sign) || by.t !== "sym") return null;
  // df(x)/dx
  const names = of.filter((node, i) => !(i > 0 && node.t === "sym" && node.paren && node.name === by.name));
  if (!names.every((node) => node.t === "sym")) return null;
  return `d${order === 1n ? "" : `^${order}`}${names.map(nameOf).join("")}/d${by.name}`;
}

const isDifferential = (node: Node | undefined) => node?.t === "sym" && node.name === "d";

/** What stands below a slash and is one name, where `left` is one of its kind: the BC of AB/BC, the dx of dy/dx; else null. */
export function nameBelow(p: Grammar, left: Node): Node | null {
  const symbolAt = (ahead: number) => (p.is("sym", undefined, ahead) ? p.peek(ahead)!.text : "");
  const isPoint = (name: string) => /^[A-Z]$/.test(name);
  const factors = left.t === "mul" ? left.items : [left];
  const segment =
    factors.length === 2 &&
    [...factors.map(nameOf), symbolAt(0), symbolAt(1)].every(isPoint) &&
    !isPoint(symbolAt(2));
  const d = factors[0].t === "pow" ? factors[0].a : factors[0];
  const differential = isDifferential(d) && symbolAt(0) === "d" && symbolAt(1) !== "";
  return (segment || differential) && !p.peek(1)!.space ? product(p.power(), p.power()) : null;
}

function sign(p: Grammar, text: string): Node {
  // {}_{12}C_5, ^{12}C_5
  if (text === "_" || text === "^") {
    const n = p.single();
    const name = n && p.peek(n.length)?.text;
    const k = n && p.is("op", "_", n.length + 1) ? p.single(n.length + 2) : null;
    if ((name === "C" || name === "P") && n?.token.kind === "num" && k?.token.kind === "num") {
      p.at += n.length + 2 + k.length;
      return choices(name, numberNode(n.token.text), numberNode(k.token.text));
    }
  }
  if (text === "|" || text === "‖") {
    const barEnds = p.barEnds;
    p.barEnds = 1;
    const inner = p.sum();
    p.expect("op", text);
    p.barEnds = barEnds;
    return call("abs", inner);
  }
  if (/^(?:dollar|euro|GBP|yen)$/.test(text)) {
    const minus = p.accept("op", "-");
    const amount = p.power();
    return { t: "unit", a: minus ? negated(amount) : amount, unit: text };
  }
  throw new Unreadable(text);
}
