// Tokens of an answer to a tree: recursive descent, bounded in depth, null where it is no answer that can be read.
// This file: lists, relations, sets, sums and products. Atoms (brackets, fractions, functions, matrices) are atoms.ts.
import { parseAtom } from "./atoms.ts";
import { parseDecimal, rational } from "./rational.ts";
import type { Token, TokenKind } from "./tokens.ts";
import type { Node } from "./tree.ts";
import { knownUnit } from "./units.ts";

/** The tokens make no answer. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
}

const MAX_DEPTH = 100;
const relations = new Set(["=", "≠", "<", ">", "≤", "≥", "∈", "∉", "≈", "≡", "≅", "→", "↦", "⇔", "⇒"]);
/** Words before an answer that change nothing. */
const fillers = new Set(
  "only exactly just either both thus therefore hence so is are about approximately roughly nearly".split(
    " ",
  ),
);

export function parse(tokens: readonly Token[]): Node | null {
  const parser = new Parser(tokens);
  try {
    const node = parser.list();
    return parser.done() ? node : null;
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}

/** Words for powers of ten. */
const scales: Record<string, number> = { thousand: 3, million: 6, billion: 9, trillion: 12 };

export class Parser {
  at = 0;
  depth = 0;
  /** Inside |…| or the left part of {x | …}, a bar ends. */
  barEnds = 0;
  /** Open brackets: a colon in them divides. */
  brackets = 0;

  constructor(readonly tokens: readonly Token[]) {}

  peek(ahead = 0): Token | undefined {
    return this.tokens[this.at + ahead];
  }
  is(kind: TokenKind, text?: string, ahead = 0): boolean {
    const token = this.tokens[this.at + ahead];
    return token !== undefined && token.kind === kind && (text === undefined || token.text === text);
  }
  accept(kind: TokenKind, text?: string): boolean {
    if (!this.is(kind, text)) return false;
    this.at++;
    return true;
  }
  expect(kind: TokenKind, text?: string): Token {
    if (!this.is(kind, text)) throw new Unreadable(`expected ${text ?? kind}`);
    return this.tokens[this.at++];
  }
  done(): boolean {
    return this.at >= this.tokens.length;
  }
  nested<T>(f: () => T): T {
    if (++this.depth > MAX_DEPTH) throw new Unreadable("too deep");
    const result = f();
    this.depth--;
    return result;
  }

  /** Items between commas, semicolons, "and", "or". */
  list(): Node {
    return this.nested(() => {
      const segments: Node[][] = [[]];
      const separators = new Set<string>();
      let comma = true;
      while (!this.done() && !this.atEnd()) {
        const token = this.peek()!;
        const separator =
          token.kind === "op" && [",", ";", "and", "or"].includes(token.text)
            ? token.text
            : token.kind === "cmd" && token.text === "\\"
              ? ";"
              : null;
        if (separator) {
          this.at++;
          if ((separator === ";" || separator === "or") && segments[segments.length - 1].length > 0)
            segments.push([]);
          // ", and" is one separator.
          if (separator === "," && comma && segments.flat().length === 0)
            throw new Unreadable("a stray comma");
          separators.add(separator);
          comma = true;
          continue;
        }
        if (!comma) throw new Unreadable("two answers without a separator");
        segments[segments.length - 1].push(this.relation());
        comma = false;
      }
      const filled = segments.filter((segment) => segment.length > 0);
      if (filled.length === 0) throw new Unreadable("nothing");
      const separator = separators.has("or")
        ? "or"
        : separators.has(";")
          ? ";"
          : separators.has("and")
            ? "and"
            : ",";
      if (filled.length > 1 && filled.every((segment) => segment.length > 1)) {
        return { t: "list", separator, items: filled.map((items) => ({ t: "list", separator: ",", items })) };
      }
      const items = filled.flat();
      return items.length === 1 ? items[0] : { t: "list", separator, items };
    });
  }

  private atEnd(): boolean {
    const token = this.peek()!;
    return (
      token.kind === "close" ||
      (this.barEnds > 0 && token.kind === "op" && (token.text === "|" || token.text === ":")) ||
      (token.kind === "op" && token.text === "&") ||
      (token.kind === "cmd" && (token.text.startsWith("end ") || token.text === "choose"))
    );
  }

  relation(): Node {
    while (this.is("word") && fillers.has(this.peek()!.text.toLowerCase()) && this.peek(1)) this.at++;
    // ≈ 3.14
    if (this.is("op", "≈") && this.peek(1)) this.at++;
    const label = this.labelText();
    if (label !== null) return { t: "label", name: label, a: this.relation() };
    const items = [this.setExpression()];
    const ops: string[] = [];
    for (;;) {
      const token = this.peek();
      if (token?.kind !== "op") break;
      if (token.text === ":" && this.is("op", "=", 1)) this.at++;
      else if (!relations.has(token.text)) break;
      ops.push(this.tokens[this.at++].text);
      items.push(this.setExpression());
    }
    return ops.length === 0 ? items[0] : { t: "rel", ops, items };
  }

  /** "Sequence 1:", "Paolo:": words and a colon. */
  private labelText(): string | null {
    let ahead = 0;
    let words = false;
    for (; ahead < 8; ahead++) {
      const token = this.peek(ahead);
      if (token?.kind === "word") words = true;
      else if (token?.kind !== "num" && token?.kind !== "sym") break;
    }
    if (!words || !this.is("op", ":", ahead) || this.is("op", "=", ahead + 1)) return null;
    const name = this.tokens
      .slice(this.at, this.at + ahead)
      .map((token) => token.text)
      .join(" ");
    this.at += ahead + 1;
    return name;
  }

  private setExpression(): Node {
    let left = this.ratio();
    for (;;) {
      const token = this.peek();
      const op =
        token?.kind === "op"
          ? { "∪": "cup", "∩": "cap", "∖": "minus", "-": isSet(left) ? "minus" : undefined }[token.text]
          : token?.kind === "sym" && token.text === "U" && isSet(left) && this.is("open", undefined, 1)
            ? "cup"
            : undefined;
      if (!op) return left;
      this.at++;
      left = { t: "setop", op: op as "cup" | "cap" | "minus", a: left, b: this.ratio() };
    }
  }

  private ratio(): Node {
    const start = this.at;
    const items = [this.sum()];
    while (this.is("op", ":") && !this.is("op", "=", 1) && this.barEnds === 0) {
      this.at++;
      items.push(this.sum());
    }
    if (items.length === 1) return items[0];
    // A unit after a ratio or a time is that of the whole.
    const last = items[items.length - 1];
    const unit = last.t === "unit" ? last.unit : null;
    if (last.t === "unit") items[items.length - 1] = last.a;
    // 1:05 is a time: minutes, not a ratio, have a leading zero.
    const minutes = this.peek(start - this.at + 2);
    const whole: Node =
      items.length === 2 && minutes?.kind === "num" && /^0\d$/.test(minutes.text)
        ? { t: "words", text: `${this.tokens[start].text}:${minutes.text}` }
        : { t: "ratio", items };
    return unit === null ? whole : { t: "unit", a: whole, unit };
  }

  sum(): Node {
    return this.nested(() => {
      let left: Node | null = null;
      if (this.accept("op", "-")) left = negated(this.term());
      else if (this.accept("op", "+")) left = this.term();
      else if (!this.is("op", "±") && !this.is("op", "∓")) left = this.term();
      const terms: Node[] = left ? [left] : [];
      const joined = (): Node => (terms.length === 1 ? terms[0] : { t: "add", items: [...terms] });
      while (this.peek()?.kind === "op") {
        const op = this.peek()!.text;
        if (op === "-" && terms.length === 1 && isSet(terms[0])) break;
        if (op === "+" || op === "-") {
          this.at++;
          const term = this.term();
          terms.push(op === "-" ? negated(term) : term);
        } else if (op === "±" || op === "∓") {
          this.at++;
          const before = terms.length > 0 ? joined() : null;
          terms.splice(0, terms.length, { t: "pm", a: before, b: this.term(), first: op === "±" ? 1 : -1 });
        } else break;
      }
      return this.withUnit(joined());
    });
  }

  /** A unit in words after a value: 5 cm, 3 m/s, 12 \text{ square inches}, 40 chocolate candies. */
  private withUnit(value: Node): Node {
    const start = this.at;
    const modulus = this.modulus();
    if (modulus !== null) return { t: "unit", a: value, unit: modulus };
    let text = "";
    for (;;) {
      const token = this.peek();
      if (!token) break;
      const unitSymbol = token.kind === "sym" && (token.upright || text !== "");
      if (token.kind === "word" || (unitSymbol && token.text !== "e" && token.text !== "i")) {
        text += ` ${token.text}`;
        this.at++;
      } else if (
        token.kind === "op" &&
        (token.text === "euro" || token.text === "GBP" || token.text === "dollar")
      ) {
        text += ` ${token.text}`;
        this.at++;
      } else if (text !== "" && this.is("op", "^")) {
        const braces = this.is("open", "{", 1) ? 1 : 0;
        const minus = this.is("op", "-", 1 + braces) ? 1 : 0;
        const exponent = this.peek(1 + braces + minus);
        if (exponent?.kind !== "num") break;
        text += `^${minus ? "-" : ""}${exponent.text}`;
        this.at += 2 + 2 * braces + minus;
      } else if (
        (this.is("op", "/") || this.is("op", "*")) &&
        (this.is("word", undefined, 1) ||
          this.peek(1)?.upright ||
          (text !== "" && this.is("sym", undefined, 1) && knownUnit(this.peek(1)!.text)))
      ) {
        text += token.text;
        this.at++;
      } else if (
        text !== "" &&
        this.is("open", "{") &&
        (this.is("word", undefined, 1) || this.peek(1)?.upright)
      ) {
        // {~m} / {s}
        this.at++;
      } else if (
        text !== "" &&
        this.is("close", "{") === false &&
        this.is("close", "}") &&
        this.openBraces(start) > 0
      ) {
        this.at++;
      } else break;
    }
    if (text === "") return value;
    return { t: "unit", a: value, unit: text.trim() };
  }

  /** \pmod 7, (mod 7): a unit named after the modulus, in letters. */
  private modulus(): string | null {
    const start = this.at;
    const bracket = this.accept("open", "(");
    if (
      this.accept("cmd", "pmod") ||
      this.accept("cmd", "bmod") ||
      this.accept("cmd", "mod") ||
      this.accept("word", "mod")
    ) {
      const brace = this.accept("open", "{");
      const number = this.peek();
      if (number?.kind === "num" && /^\d{1,30}$/.test(number.text)) {
        this.at++;
        if ((!brace || this.accept("close", "}")) && (!bracket || this.accept("close", ")"))) {
          return `modulo${[...number.text].map((digit) => "abcdefghij"[Number(digit)]).join("")}`;
        }
      }
    }
    this.at = start;
    return null;
  }

  private openBraces(from: number): number {
    let open = 0;
    for (let i = from; i < this.at; i++) {
      if (this.tokens[i].text === "{") open++;
      else if (this.tokens[i].text === "}") open--;
    }
    return open;
  }

  private term(): Node {
    let left = this.factor();
    for (;;) {
      const token = this.peek();
      if (!token) return left;
      if (token.kind === "op") {
        const divides =
          token.text === "/" ||
          token.text === "÷" ||
          (token.text === ":" && this.brackets > 0 && this.barEnds === 0);
        if (divides && !this.is("op", "=", 1) && !this.unitFollows()) {
          this.at++;
          left = { t: "div", a: left, b: this.factor() };
          continue;
        }
        if (token.text === "*" && !this.unitFollows()) {
          this.at++;
          left = product(left, this.factor());
          continue;
        }
        if (token.text !== "|" || this.barEnds > 0) return left;
      }
      if (!this.startsFactor(token)) return left;
      const mixed = this.mixed(left);
      if (mixed) {
        left = mixed;
        continue;
      }
      if (token.kind === "open" && this.is("word", "mod", 1)) return left;
      if (token.kind === "num" && this.tokens[this.at - 1].kind === "num")
        throw new Unreadable("two numbers side by side");
      left = product(left, this.power());
    }
  }

  private unitFollows(): boolean {
    const next = this.peek(1);
    return (
      next !== undefined &&
      (next.kind === "word" || (next.kind === "sym" && next.upright && next.text !== "e"))
    );
  }

  private startsFactor(token: Token): boolean {
    switch (token.kind) {
      case "num":
      case "fn":
      case "open":
        return true;
      case "sym":
        // An upright letter after a value is a unit: 5 \text{m}.
        if (token.text === "U" && this.tokens[this.at - 1]?.kind === "close" && this.is("open", undefined, 1))
          return false;
        return !token.upright || token.text === "e" || token.text === "i" || token.text === "d";
      case "cmd":
        return !/^(?:\\|end .*|choose|circ|degree|emptyset|to|pmod|bmod|mod|forall|exists)$/.test(token.text);
      case "op":
        return token.text === "|";
      default:
        return false;
    }
  }

  /** 2\frac13 and 6 1/64: a whole number and a fraction of written digits. */
  private mixed(left: Node): Node | null {
    const before = this.tokens[this.at - 1];
    const previous = this.tokens[this.at - 2];
    if (left.t !== "num" || left.v.d !== 1n || before.kind !== "num" || before.text.includes("."))
      return null;
    if (previous && previous.kind === "op" && ["/", "^", "÷"].includes(previous.text)) return null;
    const start = this.at;
    if (this.is("num") && this.is("op", "/", 1) && this.is("num", undefined, 2) && this.peek()!.space) {
      const [top, bottom] = [this.peek()!.text, this.peek(2)!.text];
      if (!/^\d+$/.test(top) || !/^\d+$/.test(bottom) || Number(bottom) === 0) return null;
      this.at += 3;
      return {
        t: "add",
        items: [left, { t: "num", v: rational(BigInt(top), BigInt(bottom)), literal: null }],
      };
    }
    if (this.is("cmd", "frac")) {
      const atom = parseAtom(this);
      const fraction = atom.t === "percent" ? atom.a : atom;
      const degree = this.is("op", "^") && this.isDegree(1);
      if (
        fraction.t === "div" &&
        isWhole(fraction.a) &&
        isWhole(fraction.b) &&
        (degree || !this.is("op", "^"))
      ) {
        const sum: Node = { t: "add", items: [left, fraction] };
        return atom.t === "percent" ? { t: "percent", a: sum } : degree ? this.exponent(sum) : sum;
      }
      this.at = start;
    }
    return null;
  }

  /** A factor with its sign: −3, +x. */
  private factor(): Node {
    return this.nested(() => {
      if (this.accept("op", "-")) return negated(this.factor());
      if (this.accept("op", "+")) return this.factor();
      return this.power();
    });
  }

  power(): Node {
    return this.nested(() => {
      const base = parseAtom(this);
      return this.exponent(base);
    });
  }

  exponent(base: Node): Node {
    let result = base;
    while (this.accept("op", "^")) {
      if (this.acceptDegree()) {
        result = this.celsius({ t: "deg", a: result });
        continue;
      }
      if (this.is("op", "'") || (this.is("open", "{") && this.is("op", "'", 1)))
        throw new Unreadable("a prime");
      const sign = this.accept("op", "-") ? -1 : this.accept("op", "+") ? 1 : 1;
      const exponent = parseAtom(this);
      const power = this.is("op", "^") ? this.exponent(exponent) : exponent;
      result = { t: "pow", a: result, b: sign < 0 ? negated(power) : power };
      result = this.postfix(result);
    }
    return result;
  }

  private isDegree(ahead: number): boolean {
    const brace = this.is("open", "{", ahead) ? 1 : 0;
    return this.is("cmd", "circ", ahead + brace) || this.is("cmd", "degree", ahead + brace);
  }

  private acceptDegree(): boolean {
    if (this.accept("cmd", "circ") || this.accept("cmd", "degree")) return true;
    if (this.is("open", "{") && this.is("cmd", "circ", 1) && this.is("close", "}", 2)) {
      this.at += 3;
      return true;
    }
    return false;
  }

  celsius(value: Node): Node {
    if (value.t === "deg" && this.is("sym") && /^[CF]$/.test(this.peek()!.text)) {
      return { t: "unit", a: value.a, unit: this.tokens[this.at++].text === "C" ? "celsius" : "fahrenheit" };
    }
    return value;
  }

  /** n!, 5%, 30 degrees */
  postfix(value: Node): Node {
    let result = value;
    for (;;) {
      if (this.accept("op", "!")) {
        // A double factorial is a function of its own.
        if (this.is("op", "!")) throw new Unreadable("a double factorial");
        result = { t: "fn", name: "factorial", args: [result] };
      } else if (this.accept("op", "%")) result = { t: "percent", a: result };
      else if (result.t === "num" && this.is("word") && scales[this.peek()!.text.toLowerCase()]) {
        const zeros = scales[this.tokens[this.at++].text.toLowerCase()];
        result = product(result, { t: "pow", a: numberNode("10"), b: numberNode(`${zeros}`) });
      } else if (this.accept("cmd", "degree")) result = this.celsius({ t: "deg", a: result });
      else return result;
    }
  }
}

export const negated = (a: Node): Node => ({ t: "neg", a });

export function product(a: Node, b: Node): Node {
  // a · 10^k with written numbers stays one written number: 2.5 × 10^{-3}.
  if (a.t === "num" && a.literal && b.t === "pow" && b.a.t === "num" && b.a.v.n === 10n && b.a.v.d === 1n) {
    const exponent = b.b.t === "neg" ? b.b.a : b.b;
    if (exponent.t === "num" && exponent.v.d === 1n && exponent.v.n < 5000n && exponent.literal) {
      const k = Number(exponent.v.n) * (b.b.t === "neg" ? -1 : 1);
      const scale = 10n ** BigInt(Math.abs(k));
      const v = k < 0 ? rational(a.v.n, a.v.d * scale) : rational(a.v.n * scale, a.v.d);
      return { t: "num", v, literal: { ...a.literal, decimals: a.literal.decimals - k, decimal: true } };
    }
  }
  return a.t === "mul" ? { t: "mul", items: [...a.items, b] } : { t: "mul", items: [a, b] };
}

const isWhole = (node: Node) => node.t === "num" && node.v.d === 1n;
const isSet = (node: Node): boolean =>
  node.t === "set" || node.t === "builder" || node.t === "name" || node.t === "setop" || node.t === "group";

/** A number token: 12, 12.50, 1.5e-3, 0.8r4 (repeating). */
export function numberNode(text: string): Node {
  if (text.length > 5000) throw new Unreadable("a number of too many digits");
  const repeat = text.indexOf("r");
  if (repeat >= 0) {
    const [head, period] = [text.slice(0, repeat), text.slice(repeat + 1)];
    const decimals = head.length - head.indexOf(".") - 1;
    const scale = 10n ** BigInt(decimals);
    const nines = 10n ** BigInt(period.length) - 1n;
    const digits = BigInt(head.replace(".", "") || "0");
    return { t: "num", v: rational(digits * nines + BigInt(period), scale * nines), literal: null };
  }
  const [digits, exponent] = text.split(/[eE]/);
  const fraction = digits.split(".")[1] ?? "";
  const significant = digits.replace(".", "").replace(/^0+/, "").length;
  return {
    t: "num",
    v: parseDecimal(text),
    literal: {
      decimals: fraction.length - Number(exponent ?? 0),
      significant,
      decimal: text.includes(".") || exponent !== undefined,
    },
  };
}
