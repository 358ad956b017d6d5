// Splits an answer (LaTeX, ASCII mathematics, words) into tokens. One pass, linear; what only spaces or sizes is gone.
import { periodOf } from "./rational.ts";
import { takeBrace } from "./systems.ts";
import { knownUnit } from "./units.ts";
import {
  aliases,
  ambiguousUnits,
  currencies,
  functions,
  greek,
  isTurn,
  isWord,
  pairs,
  SEGMENT,
  signs,
  spacing,
  textCommands,
  wordToken,
} from "./vocabulary.ts";

export type TokenKind = "num" | "sym" | "word" | "fn" | "cmd" | "op" | "open" | "close";

export interface Token {
  kind: TokenKind;
  /** Number as written without separators, name of the symbol, function or command, the word, or the sign. */
  text: string;
  /** White space (or a spacing command) before it. */
  space: boolean;
  /** From \text{…} or the like. */
  upright: boolean;
}

/** How a comma between digits is read; "thousands": as in "grouped", but within brackets as in "list". */
export type Comma = "thousands" | "grouped" | "indian" | "list" | "decimal";

const RELATION = /^[=≠<>≤≥≈≡∈]$/;
const isDigit = (c: string | undefined) => c !== undefined && c >= "0" && c <= "9";
const isLetter = (c: string | undefined) => c !== undefined && /[A-Za-z]/.test(c);

/** The text between the braces at `start` (a "{"), or null where they do not close. */
export function braceGroup(source: string, start: number): { content: string; end: number } | null {
  let depth = 0;
  for (let i = start; i < source.length; i++) {
    if (source[i] === "\\") i++;
    else if (source[i] === "{") depth++;
    else if (source[i] === "}" && --depth === 0) return { content: source.slice(start + 1, i), end: i + 1 };
  }
  return null;
}

/** Tokens of `source`, or null where it is damaged beyond reading or nests text commands too deeply. */
export function tokenize(source: string, comma: Comma = "thousands"): Token[] | null {
  const tokens: Token[] = [];
  return new Scanner(source, comma, tokens).run(false, 0) ? tokens : null;
}

class Scanner {
  private at = 0;
  private space = false;
  /** Round, square and escaped curly brackets that are open: inside, a comma separates. */
  private brackets = 0;
  /** Open environments with columns: elsewhere "&" only aligns. */
  private tables = 0;

  constructor(
    private readonly source: string,
    private readonly comma: Comma,
    private readonly tokens: Token[],
  ) {}

  private push(kind: TokenKind, text: string, upright: boolean): void {
    // x & = & 5
    if (kind === "op" && RELATION.test(text) && this.tokens.at(-1)?.text === "&") this.tokens.pop();
    this.tokens.push({ kind, text, space: this.space, upright });
    this.space = false;
  }

  run(upright: boolean, depth: number): boolean {
    const { source } = this;
    while (this.at < source.length) {
      const c = source[this.at];
      if (c === " " || c === "\n" || c === "\t" || c === "\r" || c === "~") {
        this.space = true;
        this.at++;
      } else if (c === '"' && this.afterMinutes()) {
        this.push("op", "'", upright);
        this.push("op", "'", upright);
        this.at++;
      } else if (c === "$" || c === '"' || c === "`") this.at++;
      else if (isDigit(c) || (c === "." && isDigit(source[this.at + 1]))) this.number(upright);
      else if (isLetter(c)) this.letters(upright);
      else if (c === "\\") {
        if (!this.command(upright, depth)) return false;
      } else this.sign(c, upright);
    }
    return true;
  }

  /** 30°15'30": a quotation mark after digits, and a degree sign shortly before, is the sign of seconds. */
  private afterMinutes(): boolean {
    return (
      isDigit(this.source[this.at - 1]) &&
      this.tokens.slice(-6).some(({ kind, text }) => kind === "cmd" && (text === "circ" || text === "degree"))
    );
  }

  private sign(c: string, upright: boolean): void {
    const { source } = this;
    const two = source.slice(this.at, this.at + 2);
    if (source.startsWith("...", this.at)) {
      this.push("op", "…", upright);
      this.at += 3;
      return;
    }
    const pair = pairs[two];
    if (pair) {
      this.push("op", pair, upright);
      this.at += 2;
      return;
    }
    this.at++;
    if ("([".includes(c)) {
      this.brackets++;
      this.push("open", c, upright);
    } else if (")]".includes(c)) {
      this.brackets = Math.max(0, this.brackets - 1);
      this.push("close", c, upright);
    } else if (c === "{") this.push("open", "{", upright);
    else if (c === "}") this.push("close", "}", upright);
    else if (c === "&" && (this.tables === 0 || RELATION.test(this.tokens.at(-1)?.text ?? "")))
      this.space = true;
    // A full stop at the end or before a bracket is none of the answer.
    else if (c === ".") {
      this.space = true;
    } else this.push("op", currencies[c] ?? c, upright);
  }

  private number(upright: boolean): void {
    const rest = this.source.slice(this.at, this.at + 4000);
    const separators =
      this.comma === "grouped" || (this.comma === "thousands" && this.brackets === 0) ? ",|" : "";
    // 1,000 (and 1{,}000, 1\,000, 1,\!000, 1 000, 1'000): groups of three, not after a leading 0. One point marks decimals,
    // two and more group; in India groups of two stand before the last three digits.
    const grouped =
      this.comma === "indian"
        ? /^[1-9]\d?(?:,\d\d)+,\d{3}(?!\d)/.exec(rest)
        : (new RegExp(
            `^[1-9]\\d{0,2}(?:(?:${separators}\\{,\\}|, ?\\\\!(?: ?)|\\\\[,!]|,\\\\[,;] ?| |')\\d{3}(?!\\d))+`,
          ).exec(rest) ?? /^[1-9]\d{0,2}(?:\.\d{3}){2,}(?![\d.]*\d)/.exec(rest));
    // 1.234,56 and 1 234,56
    const continental = /^([1-9]\d{0,2}(?:[. ]\d{3})+),(\d{1,2})(?![\d.])/.exec(rest);
    if (continental && this.brackets === 0) {
      this.push("num", `${continental[1].replace(/\D/g, "")}.${continental[2]}`, upright);
      this.at += continental[0].length;
      return;
    }
    const whole = grouped?.[0] ?? /^\d*/.exec(rest)![0];
    let text = whole.replace(/\D/g, "");
    let { length } = whole;
    const decimal =
      this.comma === "decimal"
        ? /^(?:[.,]|\{,\})(\d+)/.exec(rest.slice(length))
        : (text === "0" ? /^(?:\.|\{,\})(\d+)/ : /^(?:\.|\{,\}(?!\d{3}(?!\d)|\d*\{,\}))(\d+)/).exec(
            rest.slice(length),
          );
    if (decimal) {
      text += `.${decimal[1]}`;
      length += decimal[0].length;
    } else if (
      /^\.(?!\.)/.test(rest.slice(length)) &&
      !/^\.\s*(?:\\(?:overline|bar|dot)|\(\d)/.test(rest.slice(length))
    )
      length++;
    // 1.2e5, 1.2\text{E}5
    const exponent =
      /^[eE]([+-]?\d{1,5})(?![A-Za-z\d]|\.\d|\s*\^)|^\\(?:text|mathrm)\{E\}\{?([+-]?\d{1,5})(?!\d)\}?/.exec(
        rest.slice(length),
      );
    if (exponent) {
      text += `e${exponent[1] ?? exponent[2]}`;
      length += exponent[0].length;
    }
    const repeating = /^\d*(?:\.\d*)?$/.test(text) ? periodOf(text, rest.slice(length)) : null;
    if (repeating) {
      text = repeating.text;
      length += repeating.length;
    }
    this.push("num", text.startsWith(".") ? `0${text}` : text, upright);
    this.at += length;
  }

  private letters(upright: boolean): void {
    const { source } = this;
    const afterNumber = this.tokens[this.tokens.length - 1]?.kind === "num";
    // "8 a.m.", "8 AM"; the A and M of 3AM = 2MB are points.
    const ahead = source.slice(this.at, this.at + 6);
    const noon =
      /^[ap]\.\s?m\b\.?/i.exec(ahead) ?? (afterNumber ? /^[AP]M(?![A-Za-z]|\s*[=:])/.exec(ahead) : null);
    if (noon) {
      this.push("word", noon[0][0].toLowerCase() === "a" ? "am" : "pm", upright);
      this.at += noon[0].length;
      return;
    }
    // 6.02 x 10^23
    if (source[this.at] === "x" && this.space && /^x\s+10\s?\^/.test(source.slice(this.at, this.at + 10))) {
      this.push("op", "*", upright);
      this.at++;
      return;
    }
    let end = this.at;
    while (isLetter(source[end])) end++;
    const run = source.slice(this.at, end);
    if (run === "per" && /^\s?cent\b/.test(source.slice(end, end + 6))) {
      this.push("op", "%", upright);
      this.at = source.indexOf("t", end) + 1;
      return;
    }
    // 15th, 15\text{th}
    if (afterNumber && (!this.space || upright) && /^(?:st|nd|rd|th)$/.test(run)) {
      this.at += 2;
      this.space = true;
      return;
    }
    // 20 min, but 2 min(a, b)
    const minutes = run === "min" && afterNumber && !/^\s*[({\\_]/.test(source.slice(end, end + 8));
    if (
      run.length < 4 &&
      !upright &&
      (isTurn(run, source.slice(Math.max(0, this.at - 30), this.at)) ||
        (run.length === 2 && this.isProduct(run, end)))
    ) {
      for (const letter of run) this.push("sym", letter, upright);
      this.at = end;
      return;
    }
    const word =
      (minutes ? (["word", run] as const) : wordToken(run, upright)) ??
      (afterNumber && this.isUnit(run) ? (["word", run] as const) : null);
    if (word) {
      this.push(word[0], word[1], upright);
      this.at += run.length;
      return;
    }
    // sinx without a space
    const prefix = /^(?:sin|cos|tan|cot|sec|csc|ln|log|exp|sqrt)(?=[a-zA-Z]$)/.exec(run);
    if (prefix) {
      this.push("fn", prefix[0], upright);
      this.at += prefix[0].length;
    } else if (isWord(run) && (upright || !SEGMENT.test(run))) {
      this.push("word", run, upright);
      this.at += run.length;
    } else {
      for (const letter of run) this.push("sym", letter, upright);
      this.at += run.length;
    }
  }

  /** at + b, ax + by: two letters beside a sign are a product, also where they are a word elsewhere. */
  private isProduct(run: string, end: number): boolean {
    return (
      /^(?:at|by|as|am|pm|so|us|be|he|my|go|do|we)$/i.test(run) &&
      (/^(?:[-+^)]|\s[-+]\s)/.test(this.source.slice(end, end + 3)) ||
        /[-+]\s?$/.test(this.source.slice(Math.max(0, this.at - 2), this.at)))
    );
  }

  private isUnit(run: string): boolean {
    return knownUnit(run) !== undefined && (this.space || !ambiguousUnits.has(run));
  }

  private command(upright: boolean, depth: number): boolean {
    const { source } = this;
    const next = source[this.at + 1];
    if (next === undefined) {
      this.at++;
      return true;
    }
    if (!isLetter(next)) {
      this.at += 2;
      // ℝ \ {2}, where "\ " sets nothing apart.
      if (
        next === " " &&
        /^(?:mathbb )?R$/.test(this.tokens.at(-1)?.text ?? "") &&
        /^ *\\?\{/.test(source.slice(this.at))
      ) {
        this.push("op", "∖", upright);
        return true;
      }
      if (next === "{" || next === "}") {
        this.brackets = Math.max(0, this.brackets + (next === "{" ? 1 : -1));
        this.push(next === "{" ? "open" : "close", `\\${next}`, upright);
      } else if (next === "\\") this.push("cmd", "\\", upright);
      else if (next === "|") this.push("op", "‖", upright);
      else if (next === "%" || next === "&" || next === "#" || next === "_") this.push("op", next, upright);
      else if (next === "$") this.push("op", "dollar", upright);
      else this.space = true;
      return true;
    }
    let end = this.at + 1;
    while (isLetter(source[end])) end++;
    let name = source.slice(this.at + 1, end);
    const glued = /^(?:qquad|quad)(?=[a-zA-Z])/.exec(name);
    if (glued) {
      name = glued[0];
      end = this.at + 1 + name.length;
    }
    this.at = end;
    if (spacing.has(name)) {
      this.space = true;
      // \left. and \right. have no bracket.
      if (/^(?:left|right|bigl|bigr|Bigl|Bigr)$/.test(name) && source[this.at] === ".") {
        this.at++;
        if (name === "right" && takeBrace(this.tokens)) this.brackets = Math.max(0, this.brackets - 1);
      }
      return true;
    }
    if (/^(?:hspace|vspace|phantom|label|tag|color|textcolor)$/.test(name)) {
      const group = this.group();
      if (group) this.at = group.end;
      this.space = true;
      return true;
    }
    if (name === "begin" || name === "end") return this.environment(name, upright);
    if (/^(?:bar|hat|tilde|widehat|d?dot)$/.test(name)) {
      const letter =
        /^\s*(?:\{\s*(?:([A-Za-z])|\\([ij])math|\\(theta|phi|omega))\s*\}|([A-Za-z])|\\(theta|phi|omega)(?![A-Za-z]))/.exec(
          source.slice(this.at, this.at + 20),
        );
      if (letter) {
        this.push("sym", `${name}_${letter.slice(1).find((one) => one !== undefined)}`, upright);
        this.at += letter[0].length;
        return true;
      }
    }
    if (textCommands.has(name)) return this.textCommand(name, upright, depth);
    if (greek.has(name))
      this.push(
        "sym",
        { varepsilon: "epsilon", vartheta: "theta", varphi: "phi", varrho: "rho" }[name] ?? name,
        upright,
      );
    else if (name === "pi") this.push("sym", "pi", upright);
    else if (functions.has(aliases[name] ?? name) && !/^(?:binom|sqrt)$/.test(name))
      this.push("fn", aliases[name] ?? name, upright);
    else {
      const sign = signs.get(name);
      if (sign) this.push(sign[0], sign[1], upright);
      else this.push("cmd", name, upright);
      if (name === "lbrace" || name === "langle") this.brackets++;
      if (name === "rbrace" || name === "rangle") this.brackets = Math.max(0, this.brackets - 1);
    }
    return true;
  }

  /** The group in braces behind a command, and spaces or a star before it; null where none closes. */
  private group(): { content: string; end: number } | null {
    while (this.source[this.at] === " " || this.source[this.at] === "*") this.at++;
    return this.source[this.at] === "{" ? braceGroup(this.source, this.at) : null;
  }

  /** \begin{pmatrix}; what only aligns is no token. */
  private environment(name: string, upright: boolean): boolean {
    const group = this.source[this.at] === "{" ? this.group() : null;
    if (!group) return false;
    this.at = group.end;
    const environment = group.content.replace(/\*$/, "").trim();
    if (/^(?:array|tabular)$/.test(environment) && name === "begin") this.at = this.group()?.end ?? this.at;
    if (/^(?:[pbBvV]?matrix|smallmatrix|array|tabular|cases)$/.test(environment)) {
      this.tables = Math.max(0, this.tables + (name === "begin" ? 1 : -1));
      this.push("cmd", `${name} ${environment}`, upright);
    } else this.space = true;
    return true;
  }

  /** \text{cm}, \mathrm{e}, \mathbb{R}, \operatorname{lcm}, \vec{v}: the group's own tokens. */
  private textCommand(name: string, upright: boolean, depth: number): boolean {
    const { source } = this;
    const group = this.group();
    if (!group) {
      if (source[this.at] === "{") return false;
      if (name === "mathbb" && isLetter(source[this.at]))
        this.push("cmd", `mathbb ${source[this.at++]}`, upright);
      return true;
    }
    if (depth > 20) return false;
    if (name === "mathbb") {
      this.push("cmd", `mathbb ${group.content.trim()}`, upright);
      this.at = group.end;
      return true;
    }
    const prose = /^(?:text|mbox|hbox|emph|mathrm|operatorname|mathop|texttt)/.test(name);
    const inner = new Scanner(group.content, this.comma, this.tokens);
    inner.space = this.space || prose;
    inner.brackets = this.brackets;
    const ok = inner.run(upright || prose, depth + 1);
    this.at = group.end;
    this.space = prose;
    return ok;
  }
}
