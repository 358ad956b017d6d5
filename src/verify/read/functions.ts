// Function application, sums, products and integrals in the answer grammar.
import { argument, brackets, determinant, root } from "./brackets.ts";
import { type Grammar, Unreadable } from "./cursor.ts";
import { multiplied, numberNode } from "./literals.ts";
import { call, negative, product } from "./nodes.ts";
import { isEquation, type Node, wholeNumber } from "./tree.ts";

/** sin x, \sin^2 x, \log_2 8, \ln(x + 1), \max(a, b) */
export function application(p: Grammar, name: string): Node {
  if (name === "sqrt") return root(p);
  if (name === "cbrt") return call("root", numberNode("3"), p.power());
  let base: Node | null = null;
  let exponent: Node | null = null;
  for (let i = 0; i < 2; i++) {
    if (!base && p.accept("op", "_")) base = argumentOrNumber(p);
    else if (!exponent && p.is("op", "^")) {
      p.at++;
      const minus = p.accept("op", "-");
      exponent = argumentOrNumber(p);
      if (minus) exponent = negative(exponent);
    }
  }
  if (base && name !== "log") throw new Unreadable(`${name} with a subscript`);
  const args = functionArguments(p, name);
  if (name === "det" && args[0].t === "matrix") return determinant(args[0].rows);
  const inverse = exponent !== null && wholeNumber(exponent) === -1n;
  let result: Node;
  if (name === "cis") {
    // cos + i sin
    const turn = product({ t: "const", name: "i" }, ...args);
    result = { t: "pow", a: { t: "const", name: "e" }, b: turn };
  } else if (name === "lg") result = call("log", numberNode("10"), ...args);
  else if (base) result = call("log", base, ...args);
  else if (name === "binom") result = call("binomial", ...args);
  else if (inverse && /^(?:sin|cos|tan|cot|sec|csc)$/.test(name)) return call(`arc${name}`, ...args);
  else if (inverse && /^(?:sin|cos|tan)h$/.test(name)) return call(`ar${name}`, ...args);
  else result = call(name, ...args);
  const wanted = base || name === "lg" || name === "binom" ? 2 : 1;
  if (result.t === "fn" && result.args.length !== wanted && !/^(?:gcd|lcm|max|min)$/.test(name))
    throw new Unreadable(`${name} of several`);
  return exponent ? { t: "pow", a: result, b: exponent } : result;
}

function argumentOrNumber(p: Grammar): Node {
  const token = p.peek();
  if (token?.kind === "num") {
    p.at++;
    return numberNode(token.text);
  }
  return argument(p);
}

function functionArguments(p: Grammar, name: string): Node[] {
  const token = p.peek();
  if (token?.kind === "open" && /^(?:\(|\[|\{|\\\{)$/.test(token.text)) {
    p.at++;
    const inner = brackets(p, token.text);
    if (inner.t === "group" || inner.t === "list" || inner.t === "set") return inner.items;
    return [inner];
  }
  if (token?.kind === "op" && token.text === "-") {
    p.at++;
    return [negative(functionArguments(p, name)[0])];
  }
  // sin 2x, \ln |x|, \cos \frac{x}{2}: factors side by side, up to the next function or sign.
  let arg = p.power();
  for (;;) {
    const next = p.peek();
    if (!next || !(next.kind === "sym" || next.kind === "cmd" || next.kind === "open" || next.kind === "num"))
      break;
    if (next.kind === "sym" && next.upright) break;
    if (next.kind === "cmd" && !/^(?:frac|sqrt|surd|binom)$/.test(next.text)) break;
    if (next.kind === "open" && (next.text !== "(" || arg.t !== "num")) break;
    if (next.kind === "num" && p.tokens[p.at - 1].kind === "num") break;
    arg = multiplied(arg, p.power());
  }
  return [arg];
}

/** \sum_{k=1}^{n} body, \sum_{k \ge 1} body */
export function accumulated(p: Grammar, op: "sum" | "prod"): Node {
  p.expect("op", "_");
  p.expect("open", "{");
  const range = p.relation();
  p.expect("close", "}");
  const endless = range.t === "rel" && range.ops.join() === "≥" && !p.is("op", "^");
  if (range.t !== "rel" || !(endless || isEquation(range))) throw new Unreadable("the range of a sum");
  const [letter] = range.items;
  if (letter.t !== "sym" && letter.t !== "const") throw new Unreadable("the range of a sum");
  if (!endless) p.expect("op", "^");
  const to: Node = endless ? { t: "const", name: "inf" } : argumentOrNumber(p);
  const variable = letter.name;
  if (variable === "i") throw new Unreadable("a sum over i");
  let body = p.power();
  while (p.peek() && (p.is("num") || p.is("sym") || p.is("open") || p.is("cmd", "frac") || p.is("op", "*"))) {
    p.accept("op", "*");
    body = multiplied(body, p.power());
  }
  return { t: "big", op, variable, from: range.items[1], to, body };
}

/** \int body dx */
export function integral(p: Grammar): Node {
  if (p.is("op", "_")) throw new Unreadable("a definite integral");
  const body = p.sum();
  const factors = body.t === "mul" ? body.items : [body];
  const [d, x] = factors.slice(-2);
  if (factors.length < 2 || d.t !== "sym" || d.name !== "d" || x.t !== "sym")
    throw new Unreadable("an integral");
  const rest = factors.slice(0, -2);
  return { t: "integral", a: rest.length === 0 ? numberNode("1") : product(...rest), variable: x.name };
}
