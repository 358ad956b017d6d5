// Tokens of an answer to a tree: recursive descent, bounded in depth, null where it is no answer that can be read.
// This file: lists, relations, sets, sums and products. Atoms are atoms.ts, and what they hold brackets.ts, functions.ts.
import { atom, fraction, nameBelow, parseAtom } from "./atoms.ts";
import { brackets } from "./brackets.ts";
import { Grammar, MAX_DEPTH, Unreadable } from "./cursor.ts";
import { fillers, labelText, operationText } from "./label-text.ts";
import { DOTS, goingOn, multiplied, negated, numberNode, withoutDots } from "./literals.ts";
import { call, commaList, number, quotient, sum } from "./nodes.ts";
import { rational } from "./rational.ts";
import { withMinutes, withUnit } from "./suffix.ts";
import type { Token } from "./tokens.ts";
import { itemsOf, type Node, NUMBER_SETS } from "./tree.ts";

const relations = new Set(["=", "≠", "<", ">", "≤", "≥", "∈", "∉", "≈", "≡", "≅", "→", "↦", "⇔", "⇒"]);
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

class Parser extends Grammar {
  /** Items between commas, semicolons, "and", "or". */
  override list(): Node {
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
        segments[segments.length - 1].push(this.accept("op", "…") ? DOTS : this.relation());
        comma = false;
      }
      const filled = segments.filter((segment) => segment.length > 0);
      if (filled.length === 0) throw new Unreadable("nothing");
      const separator = (["or", ";", "and"] as const).find((one) => separators.has(one)) ?? ",";
      if (
        filled.length > 1 &&
        !filled.flat().includes(DOTS) &&
        filled.every((segment) => segment.length > 1)
      ) {
        return { t: "list", separator, items: filled.map(commaList) };
      }
      const items = withoutDots(filled.flat());
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

  override relation(): Node {
    while (this.is("word") && fillers.has(this.peek()!.text.toLowerCase()) && this.peek(1)) this.at++;
    // ≈ 3.14
    if (this.is("op", "≈") && this.peek(1)) this.at++;
    const label = labelText(this) ?? operationText(this);
    if (label !== null) return { t: "label", name: label, a: this.relation() };
    const items = [this.setExpression()];
    const ops: string[] = [];
    for (;;) {
      const token = this.peek();
      if (token?.kind !== "op") break;
      if (token.text === ":" && this.is("op", "=", 1)) this.at++;
      else if (!relations.has(token.text)) break;
      ops.push(this.tokens[this.at++].text);
      if (token.text === "=") operationText(this);
      items.push(token.text === "∈" ? named(this.setExpression()) : this.setExpression());
    }
    return ops.length === 0 ? items[0] : { t: "rel", ops, items };
  }

  /** An operand of a union: there, braces hold a set, also where they are no escaped ones. */
  private setOperand(): Node {
    if (!this.is("open", "{")) return this.ratio();
    this.at++;
    const inner = brackets(this, "{");
    return isSet(inner) && inner.t !== "group" ? inner : { t: "set", items: itemsOf(inner) };
  }

  private setExpression(): Node {
    const braced = this.is("open", "{");
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
      if (op === "minus") left = named(left);
      const first: Node = braced && op === "cup" && !isSet(left) ? { t: "set", items: [left] } : left;
      left = { t: "setop", op: op as "cup" | "cap" | "minus", a: first, b: this.setOperand() };
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

  override sum(): Node {
    return this.nested(() => {
      let terms: Node[] = [];
      if (this.accept("op", "-")) terms = [negated(this.term())];
      else if (this.accept("op", "+") || !(this.is("op", "±") || this.is("op", "∓"))) terms = [this.term()];
      const joined = () => (terms.length === 1 ? terms[0] : sum(...terms));
      while (this.peek()?.kind === "op") {
        const op = this.peek()!.text;
        if (op === "-" && terms.length === 1 && isSet(terms[0])) break;
        if (op === "+" || op === "-") {
          this.at++;
          if (op === "+" && this.is("op", "…") && this.is("op", "+", 1)) {
            this.at += 2;
            terms = [goingOn("sum", terms, this.term())];
            continue;
          }
          const term = this.term();
          terms.push(op === "-" ? negated(term) : term);
        } else if (op === "±" || op === "∓") {
          this.at++;
          const before = terms.length > 0 ? joined() : null;
          terms = [{ t: "pm", a: before, b: this.term(), first: op === "±" ? 1 : -1 }];
        } else break;
      }
      return withUnit(this, joined());
    });
  }

  private term(): Node {
    let left = this.factor();
    // a/b/c is (a/b)/c: as deep as it is long.
    let quotients = 0;
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
          if (++quotients > MAX_DEPTH) throw new Unreadable("too deep");
          const below = nameBelow(this, left);
          left = below ? fraction(left, below) : quotient(left, this.factor());
          continue;
        }
        const dots = left.t === "mul" ? this.dots() : null;
        if (dots !== null && left.t === "mul") {
          this.at += dots;
          const last = this.factor();
          const next = this.peek();
          const isCoefficient = last.t === "num" && next?.kind === "sym" && !next.space;
          left = goingOn("prod", left.items, isCoefficient ? multiplied(last, this.power()) : last);
          continue;
        }
        if (token.text === "*" && !this.unitFollows()) {
          this.at++;
          left = multiplied(left, this.factor());
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
      if (token.kind === "open" && /^[bp]?mod$/.test(this.peek(1)?.text ?? "")) return left;
      if (token.kind === "num" && this.tokens[this.at - 1].kind === "num")
        throw new Unreadable("two numbers side by side");
      left = multiplied(left, this.power());
    }
  }

  /** How many tokens the dots take between the factors of 1 · 2 ⋯ n or 1 · 2 · … · n; null where none are there. */
  private dots(): number | null {
    const before = this.is("op", "*") ? 1 : 0;
    if (!this.is("op", "…", before)) return null;
    const after = this.is("op", "*", before + 1) ? 1 : 0;
    const next = this.peek(before + 1 + after);
    return next && this.startsFactor(next) ? before + 1 + after : null;
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
      return sum(left, number(rational(BigInt(top), BigInt(bottom))));
    }
    if (this.is("cmd", "frac")) {
      const atom = parseAtom(this);
      const fraction = atom.t === "percent" ? atom.a : atom;
      const degree = this.is("op", "^") && this.degreeSign(1) > 0;
      if (
        fraction.t === "div" &&
        isWhole(fraction.a) &&
        isWhole(fraction.b) &&
        (degree || !this.is("op", "^"))
      ) {
        const whole = sum(left, fraction);
        return atom.t === "percent" ? { t: "percent", a: whole } : degree ? this.exponent(whole) : whole;
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

  override atom(): Node {
    return atom(this);
  }

  override power(): Node {
    return this.nested(() => {
      const base = parseAtom(this);
      return this.exponent(base);
    });
  }

  exponent(base: Node): Node {
    let result = base;
    while (this.accept("op", "^")) {
      const degree = this.degreeSign(0);
      if (degree > 0) {
        this.at += degree;
        result = this.degrees(result);
        continue;
      }
      if (this.is("op", "'") || (this.is("open", "{") && this.is("op", "'", 1)))
        throw new Unreadable("a prime");
      const minus = this.accept("op", "-");
      if (!minus) this.accept("op", "+");
      const exponent = parseAtom(this);
      const power = this.is("op", "^") ? this.exponent(exponent) : exponent;
      result = { t: "pow", a: result, b: minus ? negated(power) : power };
      result = this.postfix(result);
    }
    return result;
  }

  /** How many tokens a degree sign takes, with braces around it; 0 where none is there. */
  private degreeSign(ahead: number): number {
    const sign = this.single(ahead);
    return sign?.token.kind === "cmd" && /^(?:circ|degree)$/.test(sign.token.text) ? sign.length : 0;
  }

  private degrees(a: Node): Node {
    return this.celsius(withMinutes(this, { t: "deg", a }));
  }

  override celsius(value: Node): Node {
    if (value.t === "deg" && this.is("sym") && /^[CF]$/.test(this.peek()!.text)) {
      return { t: "unit", a: value.a, unit: this.tokens[this.at++].text === "C" ? "celsius" : "fahrenheit" };
    }
    return value;
  }

  /** n!, 5%, 30 degrees */
  override postfix(value: Node): Node {
    let result = value;
    for (;;) {
      if (this.accept("op", "!")) {
        // A double factorial is a function of its own.
        const double = this.accept("op", "!");
        if (this.is("op", "!")) throw new Unreadable("a factorial of three");
        result = call(double ? "double factorial" : "factorial", result);
      } else if (this.accept("op", "%")) result = { t: "percent", a: result };
      else if (result.t === "num" && this.is("word") && scales[this.peek()!.text.toLowerCase()]) {
        const zeros = scales[this.tokens[this.at++].text.toLowerCase()];
        result = multiplied(result, { t: "pow", a: numberNode("10"), b: numberNode(`${zeros}`) });
      } else if (this.accept("cmd", "degree")) result = this.degrees(result);
      else return result;
    }
  }
}

/** R in plain letters, as the set ℝ. */
const named = (node: Node): Node =>
  node.t === "sym" && /^[RZNQ]$/.test(node.name)
    ? { t: "name", name: NUMBER_SETS[node.name as keyof typeof NUMBER_SETS] }
    : node;

const isWhole = (node: Node) => node.t === "num" && node.v.d === 1n;
const isSet = (node: Node): boolean =>
  node.t === "set" || node.t === "builder" || node.t === "name" || node.t === "setop" || node.t === "group";
