// Splits an answer (LaTeX, ASCII mathematics, words) into tokens. One pass, linear; what only spaces or sizes is gone.
import { periodOf } from "./rational.ts";
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
/** Brackets in which a comma separates. */
const PARTING = new Set(["(", ")", "[", "]", "⟨", "⟩", "\\{", "\\}"]);
/** What characters behind a backslash are; any other one only sets apart. */
const ESCAPED: Record<string, [kind: TokenKind, text: string]> = {
  "{": ["open", "\\{"],
  "}": ["close", "\\}"],
  "\\": ["cmd", "\\"],
  "|": ["op", "‖"],
  "%": ["op", "%"],
  "&": ["op", "&"],
  "#": ["op", "#"],
  _: ["op", "_"],
  $: ["op", "dollar"],
};
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
  return new Scanner(source, comma, tokens, false, 0).run() ? tokens : null;
}

class Scanner {
  private at = 0;
  private space = false;
  /** How many are open in which a comma separates. */
  private brackets = 0;
  /** Open environments with columns: elsewhere "&" only aligns. */
  private tables = 0;

  constructor(
    private readonly source: string,
    private readonly comma: Comma,
    private readonly tokens: Token[],
    /** Of a text command, and how many of them are open. */
    private readonly upright: boolean,
    private readonly depth: number,
  ) {}

  /** A token of the next `length` characters. True, as whoever reads says so where nothing is damaged. */
  private take(length: number, kind: TokenKind, text: string): true {
    // x & = & 5
    if (kind === "op" && RELATION.test(text) && this.tokens.at(-1)?.text === "&") this.tokens.pop();
    this.tokens.push({ kind, text, space: this.space, upright: this.upright });
    this.space = false;
    this.at += length;
    if (PARTING.has(text) && kind === "open") this.brackets++;
    if (PARTING.has(text) && kind === "close") this.closeBracket();
    return true;
  }

  /** A token that stands for characters which are passed already. */
  private push(kind: TokenKind, text: string): true {
    return this.take(0, kind, text);
  }

  /** Passes characters that only set apart. */
  private gap(length: number): true {
    this.at += length;
    this.space = true;
    return true;
  }

  private closeBracket(): void {
    this.brackets = Math.max(0, this.brackets - 1);
  }

  /** Whether all of it can be read. */
  run(): boolean {
    while (this.at < this.source.length) if (!this.read(this.source[this.at])) return false;
    return true;
  }

  /** What starts with `c`; false where it is damaged. */
  private read(c: string): boolean {
    if (c === '"' && this.afterMinutes()) return this.push("op", "'") && this.take(1, "op", "'");
    if (" \n\t\r~".includes(c)) return this.gap(1);
    if ('$"`'.includes(c)) {
      this.at++;
      return true;
    }
    if (isDigit(c) || (c === "." && isDigit(this.source[this.at + 1]))) return this.number();
    if (isLetter(c)) return this.letters();
    return c === "\\" ? this.command() : this.sign(c);
  }

  /** 30°15'30": a quotation mark after digits, and a degree sign shortly before, is the sign of seconds. */
  private afterMinutes(): boolean {
    return (
      isDigit(this.source[this.at - 1]) &&
      this.tokens.slice(-6).some(({ kind, text }) => kind === "cmd" && (text === "circ" || text === "degree"))
    );
  }

  private sign(c: string): true {
    const pair = pairs[this.source.slice(this.at, this.at + 2)];
    if (this.source.startsWith("...", this.at)) return this.take(3, "op", "…");
    if (pair) return this.take(2, "op", pair);
    if ("([{".includes(c)) return this.take(1, "open", c);
    if (")]}".includes(c)) return this.take(1, "close", c);
    // "&" may only align, and a full stop at the end or before a bracket is none of the answer.
    const aligns = c === "&" && (this.tables === 0 || RELATION.test(this.tokens.at(-1)?.text ?? ""));
    return aligns || c === "." ? this.gap(1) : this.take(1, "op", currencies[c] ?? c);
  }

  private number(): true {
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
      const text = `${continental[1].replace(/\D/g, "")}.${continental[2]}`;
      return this.take(continental[0].length, "num", text);
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
    return this.take(length, "num", text.startsWith(".") ? `0${text}` : text);
  }

  private letters(): true {
    const { source, upright } = this;
    const afterNumber = this.tokens[this.tokens.length - 1]?.kind === "num";
    // "8 a.m.", "8 AM"; the A and M of 3AM = 2MB are points.
    const ahead = source.slice(this.at, this.at + 6);
    const noon =
      /^[ap]\.\s?m\b\.?/i.exec(ahead) ?? (afterNumber ? /^[AP]M(?![A-Za-z]|\s*[=:])/.exec(ahead) : null);
    if (noon) return this.take(noon[0].length, "word", noon[0][0].toLowerCase() === "a" ? "am" : "pm");
    // 6.02 x 10^23
    if (this.space && /^x\s+10\s?\^/.test(source.slice(this.at, this.at + 10)))
      return this.take(1, "op", "*");
    let end = this.at;
    while (isLetter(source[end])) end++;
    const run = source.slice(this.at, end);
    if (run === "per" && /^\s?cent\b/.test(source.slice(end, end + 6)))
      return this.take(source.indexOf("t", end) + 1 - this.at, "op", "%");
    // 15th, 15\text{th}
    if (afterNumber && (!this.space || upright) && /^(?:st|nd|rd|th)$/.test(run)) return this.gap(2);
    if (
      run.length < 4 &&
      !upright &&
      (isTurn(run, source.slice(Math.max(0, this.at - 30), this.at)) ||
        (run.length === 2 && this.isProduct(run, end)))
    )
      return this.product(run);
    // 20 min, but 2 min(a, b)
    if (run === "min" && afterNumber && !/^\s*[({\\_]/.test(source.slice(end, end + 8)))
      return this.take(run.length, "word", run);
    const known = wordToken(run, upright);
    if (known) return this.take(run.length, ...known);
    if (afterNumber && this.isUnit(run)) return this.take(run.length, "word", run);
    // sinx without a space
    const prefix = /^(?:sin|cos|tan|cot|sec|csc|ln|log|exp|sqrt)(?=[a-zA-Z]$)/.exec(run)?.[0];
    if (prefix) return this.take(prefix.length, "fn", prefix);
    if (isWord(run) && (upright || !SEGMENT.test(run))) return this.take(run.length, "word", run);
    return this.product(run);
  }

  /** Letters one by one. */
  private product(run: string): true {
    for (const letter of run) this.take(1, "sym", letter);
    return true;
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

  private command(): boolean {
    const { source } = this;
    let [name = ""] = /^[A-Za-z]+/.exec(source.slice(this.at + 1)) ?? [];
    if (name === "") return this.escaped(source[this.at + 1] ?? "");
    // "\\quadx"
    name = /^q?quad(?=[a-zA-Z])/.exec(name)?.[0] ?? name;
    this.at += 1 + name.length;
    if (spacing.has(name)) {
      // \left. and \right. have no bracket.
      if (/^(?:left|right|bigl|bigr|Bigl|Bigr)$/.test(name) && source[this.at] === ".") {
        this.at++;
        if (name === "right" && takeBrace(this.tokens)) this.closeBracket();
      }
      return this.gap(0);
    }
    if (/^(?:hspace|vspace|phantom|label|tag|color|textcolor)$/.test(name)) {
      this.at = this.group()?.end ?? this.at;
      return this.gap(0);
    }
    if (name === "begin" || name === "end") return this.environment(name);
    if (/^(?:bar|hat|tilde|widehat|d?dot)$/.test(name)) {
      const [all, ...letter] =
        /^\s*(?:\{\s*(?:([A-Za-z])|\\([ij])math|\\(theta|phi|omega))\s*\}|([A-Za-z])|\\(theta|phi|omega)(?![A-Za-z]))/.exec(
          source.slice(this.at, this.at + 20),
        ) ?? [];
      if (all !== undefined)
        return this.take(all.length, "sym", `${name}_${letter.find((one) => one !== undefined)}`);
    }
    if (textCommands.has(name)) return this.textCommand(name);
    const fn = aliases[name] ?? name;
    if (greek.has(name)) return this.push("sym", name);
    if (functions.has(fn) && !/^(?:binom|sqrt)$/.test(name)) return this.push("fn", fn);
    return this.push(...(signs.get(name) ?? (["cmd", name] as const)));
  }

  /** A backslash before `c`, which is no letter. */
  private escaped(c: string): true {
    // ℝ \ {2}, where "\ " sets nothing apart.
    const without =
      c === " " &&
      /^(?:mathbb )?R$/.test(this.tokens.at(-1)?.text ?? "") &&
      /^ *\\?\{/.test(this.source.slice(this.at + 2));
    if (without) return this.take(2, "op", "∖");
    const [kind, text] = ESCAPED[c] ?? [];
    return kind ? this.take(2, kind, text) : this.gap(2);
  }

  /** The group in braces behind a command, and spaces or a star before it; null where none closes. */
  private group(): { content: string; end: number } | null {
    while (this.source[this.at] === " " || this.source[this.at] === "*") this.at++;
    return this.source[this.at] === "{" ? braceGroup(this.source, this.at) : null;
  }

  /** \begin{pmatrix}; what only aligns is no token. */
  private environment(name: string): boolean {
    const group = this.source[this.at] === "{" ? this.group() : null;
    if (!group) return false;
    this.at = group.end;
    const environment = group.content.replace(/\*$/, "").trim();
    if (/^(?:array|tabular)$/.test(environment) && name === "begin") this.at = this.group()?.end ?? this.at;
    if (!/^(?:[pbBvV]?matrix|smallmatrix|array|tabular|cases)$/.test(environment)) return this.gap(0);
    this.tables = Math.max(0, this.tables + (name === "begin" ? 1 : -1));
    return this.push("cmd", `${name} ${environment}`);
  }

  /** \text{cm}, \mathrm{e}, \mathbb{R}, \operatorname{lcm}, \vec{v}: the group's own tokens. */
  private textCommand(name: string): boolean {
    const group = this.group();
    const c = this.source[this.at];
    if (!group && c === "{") return false;
    if (!group) return name === "mathbb" && isLetter(c) ? this.take(1, "cmd", `mathbb ${c}`) : true;
    if (this.depth > 20) return false;
    if (name === "mathbb") return this.take(group.end - this.at, "cmd", `mathbb ${group.content.trim()}`);
    const prose = /^(?:text|mbox|hbox|emph|mathrm|operatorname|mathop|texttt)/.test(name);
    const inner = new Scanner(group.content, this.comma, this.tokens, this.upright || prose, this.depth + 1);
    inner.space = this.space || prose;
    inner.brackets = this.brackets;
    const ok = inner.run();
    this.at = group.end;
    this.space = prose;
    return ok;
  }
}

/**
 * Takes the brace that `\\right.` ends from the tokens before it, by which an array is a system: \\left\\{ … \\right. False
 * where there is none.
 */
function takeBrace(tokens: Token[]): boolean {
  const at = tokens.findLastIndex(({ kind, text }) => kind === "open" && text === "\\{");
  if (at < 0 || tokens.slice(at).some(({ text }) => text === "\\}")) return false;
  tokens.splice(at, 1);
  const [begin, end] = [tokens[at], tokens.at(-1)];
  if (begin?.text === "begin array" && end?.text === "end array") {
    tokens[at] = { ...begin, text: "begin cases" };
    tokens[tokens.length - 1] = { ...end, text: "end cases" };
  }
  return true;
}
