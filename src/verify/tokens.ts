// Splits an answer (LaTeX, ASCII mathematics, words) into tokens. One pass, linear; what only spaces or sizes is gone.
import { knownUnit } from "./units.ts";

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

/** How a comma between digits is read. */
export type Comma = "thousands" | "list" | "decimal";

const functions = new Set(
  (
    "sin cos tan cot sec csc sinh cosh tanh coth sech csch arcsin arccos arctan arccot arcsec arccsc arsinh arcosh " +
    "artanh arcsinh arccosh arctanh asin acos atan ln log lg exp sqrt abs max min gcd lcm floor ceil det " +
    "binom cbrt"
  ).split(" "),
);
const aliases: Record<string, string> = {
  asin: "arcsin",
  acos: "arccos",
  atan: "arctan",
  arcsinh: "arsinh",
  arccosh: "arcosh",
  arctanh: "artanh",
  tg: "tan",
  ctg: "cot",
  arctg: "arctan",
  cosec: "csc",
};
const greek = new Set(
  (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi rho varrho sigma " +
    "tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell hbar " +
    "aleph mho"
  ).split(" "),
);
const spacing = new Set(
  (
    "left right bigl bigr Bigl Bigr biggl biggr Biggl Biggr big Big bigg Bigg bigm Bigm middle quad qquad displaystyle " +
    "textstyle scriptstyle limits nolimits thinspace medspace thickspace enspace mathstrut strut hfill noindent " +
    "centering nonumber notag rm bf it sf cal large small"
  ).split(" "),
);
const textCommands = new Set(
  (
    "text textbf textit textrm textsf texttt textnormal mbox hbox mathrm mathbf mathit mathsf mathtt mathnormal " +
    "operatorname boldsymbol bm mathcal mathscr mathfrak mathbb emph underline boxed fbox pmb vec hat bar tilde " +
    "overrightarrow widehat mathop mathbin mathrel ensuremath"
  ).split(" "),
);
/** Two-letter words that are words; other pairs of letters are products. */
const shortWords = new Set(
  "is no of to at in by an or if it as on we be us up am pm do go he me my so".split(" "),
);
/** Units of two letters that are also likely products: only after a space. */
const ambiguousUnits = new Set(["nm", "ms", "mi", "cd", "ha", "at", "in", "ab", "pm", "lb", "yd"]);
const namedLetters = new Set([
  "pi",
  "theta",
  "alpha",
  "beta",
  "gamma",
  "lambda",
  "phi",
  "infty",
  "infinity",
  "inf",
  "oo",
]);

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

  constructor(
    private readonly source: string,
    private readonly comma: Comma,
    private readonly tokens: Token[],
  ) {}

  private push(kind: TokenKind, text: string, upright: boolean): void {
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
      } else if (c === "$" || c === '"' || c === "`") this.at++;
      else if (isDigit(c) || (c === "." && isDigit(source[this.at + 1]))) this.number(upright);
      else if (isLetter(c)) this.letters(upright);
      else if (c === "\\") {
        if (!this.command(upright, depth)) return false;
      } else this.sign(c, upright);
    }
    return true;
  }

  private sign(c: string, upright: boolean): void {
    const { source } = this;
    const two = source.slice(this.at, this.at + 2);
    if (source.startsWith("...", this.at)) {
      this.push("op", "…", upright);
      this.at += 3;
      return;
    }
    const pair = {
      "<=": "≤",
      ">=": "≥",
      "!=": "≠",
      "==": "=",
      "=<": "≤",
      "=>": "⇒",
      "**": "^",
      "->": "→",
      "+-": "±",
    }[two];
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
    // A full stop at the end or before a bracket is none of the answer.
    else if (c === ".") {
      this.space = true;
    } else
      this.push(
        "op",
        c === "€" || c === "£" || c === "¥" ? { "€": "euro", "£": "GBP", "¥": "yen" }[c] : c,
        upright,
      );
  }

  private number(upright: boolean): void {
    const rest = this.source.slice(this.at, this.at + 4000);
    const separators = this.comma === "thousands" && this.brackets === 0 ? ",|" : "";
    // 1,000 (and 1{,}000, 1\,000, 1,\!000, 1 000): groups of three, not after a leading 0.
    const grouped = new RegExp(
      `^[1-9]\\d{0,2}(?:(?:${separators}\\{,\\}|, ?\\\\!(?: ?)|\\\\[,!]|,\\\\[,;] ?| )\\d{3}(?!\\d))+`,
    ).exec(rest);
    let text: string;
    let length: number;
    if (grouped) {
      text = grouped[0].replace(/\D/g, "");
      length = grouped[0].length;
    } else {
      text = /^\d*/.exec(rest)?.[0] ?? "";
      length = text.length;
    }
    const decimal =
      this.comma === "decimal" ? /^[.,]\d+/.exec(rest.slice(length)) : /^\.\d+/.exec(rest.slice(length));
    if (decimal) {
      text += `.${decimal[0].slice(1)}`;
      length += decimal[0].length;
    } else if (/^\.(?!\.)/.test(rest.slice(length)) && !/^\.\s*\\(?:overline|dot)/.test(rest.slice(length)))
      length++;
    const exponent = /^[eE][+-]?\d{1,5}(?![A-Za-z\d.])/.exec(rest.slice(length));
    if (exponent && !/^[eE]\d+\s*\^/.test(rest.slice(length))) {
      text += exponent[0];
      length += exponent[0].length;
    }
    // 0.8\overline{4}, 0.\dot{3}: the period after "r".
    const repeating = /^\.?\s*\\(?:overline|dot)\s*(?:\{(\d{1,60})\}|(\d))/.exec(rest.slice(length));
    if (repeating && /^\d*(?:\.\d*)?$/.test(text) && (text.includes(".") || repeating[0].startsWith("."))) {
      text = `${text.includes(".") ? text : `${text}.`}r${repeating[1] ?? repeating[2]}`;
      length += repeating[0].length;
    }
    this.push("num", text.startsWith(".") ? `0${text}` : text, upright);
    this.at += length;
  }

  private letters(upright: boolean): void {
    const { source } = this;
    let end = this.at;
    while (isLetter(source[end])) end++;
    const run = source.slice(this.at, end);
    const previous = this.tokens[this.tokens.length - 1];
    const afterNumber = previous?.kind === "num";
    const push = (kind: TokenKind, text: string) => {
      this.push(kind, text, upright);
      this.at += run.length;
    };
    const lower = run.toLowerCase();
    const name = aliases[run] ?? run;
    // 15th
    if (afterNumber && !this.space && /^(?:st|nd|rd|th)$/.test(run)) {
      this.at += 2;
      this.space = true;
      return;
    }
    if (run.length === 1) return push("sym", run);
    if (functions.has(name)) return push("fn", name);
    if (lower === "and" || lower === "or") return push("op", lower);
    if (lower === "percent" || lower === "pct") return push("op", "%");
    if (/^deg(?:ree)?s?$/.test(lower)) return push("cmd", "degree");
    if (namedLetters.has(run))
      return push(
        run === "pi" || greek.has(run) ? "sym" : "cmd",
        greek.has(run) || run === "pi" ? run : "infty",
      );
    if (upright || /^(?:USD|EUR|GBP|INR|CNY|RMB|JPY|Rs)$/.test(run)) return push("word", run);
    const unit = knownUnit(run) !== undefined;
    if (unit && afterNumber && (this.space || !ambiguousUnits.has(run))) return push("word", run);
    // sinx, cos2x without a space
    const prefix = /^(?:sin|cos|tan|cot|sec|csc|ln|log|exp|sqrt)(?=[a-zA-Z]$)/.exec(run);
    if (prefix) {
      this.push("fn", prefix[0], upright);
      this.at += prefix[0].length;
      return;
    }
    if (isWord(run)) return push("word", run);
    for (const letter of run) this.push("sym", letter, upright);
    this.at += run.length;
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
      if (/^(?:left|right|bigl|bigr|Bigl|Bigr)$/.test(name) && source[this.at] === ".") this.at++;
      return true;
    }
    if (/^(?:hspace|vspace|phantom|label|tag|color|textcolor)$/.test(name)) {
      while (source[this.at] === " " || source[this.at] === "*") this.at++;
      const group = source[this.at] === "{" ? braceGroup(source, this.at) : null;
      if (group) this.at = group.end;
      this.space = true;
      return true;
    }
    if (name === "begin" || name === "end") return this.environment(name, upright);
    if (/^(?:bar|hat|tilde|widehat)$/.test(name)) {
      const letter = /^\s*(?:\{\s*([A-Za-z])\s*\}|([A-Za-z]))/.exec(source.slice(this.at, this.at + 20));
      if (letter) {
        this.push("sym", `${name}_${letter[1] ?? letter[2]}`, upright);
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
      const sign = signs[name];
      if (sign) this.push(sign[0], sign[1], upright);
      else this.push("cmd", name, upright);
      if (name === "lbrace" || name === "langle") this.brackets++;
      if (name === "rbrace" || name === "rangle") this.brackets = Math.max(0, this.brackets - 1);
    }
    return true;
  }

  /** \begin{pmatrix}; what only aligns is no token. */
  private environment(name: string, upright: boolean): boolean {
    const { source } = this;
    const group = source[this.at] === "{" ? braceGroup(source, this.at) : null;
    if (!group) return false;
    this.at = group.end;
    const environment = group.content.replace(/\*$/, "").trim();
    if (/^(?:array|tabular)$/.test(environment) && name === "begin") {
      while (source[this.at] === " ") this.at++;
      const columns = source[this.at] === "{" ? braceGroup(source, this.at) : null;
      if (columns) this.at = columns.end;
    }
    if (/^(?:[pbBvV]?matrix|smallmatrix|array|tabular|cases)$/.test(environment)) {
      this.push("cmd", `${name} ${environment}`, upright);
    } else this.space = true;
    return true;
  }

  /** \text{cm}, \mathrm{e}, \mathbb{R}, \operatorname{lcm}, \vec{v}: the group's own tokens. */
  private textCommand(name: string, upright: boolean, depth: number): boolean {
    const { source } = this;
    while (source[this.at] === " " || source[this.at] === "*") this.at++;
    const group = source[this.at] === "{" ? braceGroup(source, this.at) : null;
    if (!group) {
      if (source[this.at] !== "{") return true;
      return false;
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

const signs: Record<string, [TokenKind, string]> = {
  times: ["op", "*"],
  cdot: ["op", "*"],
  ast: ["op", "*"],
  bullet: ["op", "*"],
  div: ["op", "÷"],
  pm: ["op", "±"],
  mp: ["op", "∓"],
  le: ["op", "≤"],
  leq: ["op", "≤"],
  leqslant: ["op", "≤"],
  leqq: ["op", "≤"],
  ge: ["op", "≥"],
  geq: ["op", "≥"],
  geqslant: ["op", "≥"],
  geqq: ["op", "≥"],
  lt: ["op", "<"],
  gt: ["op", ">"],
  ne: ["op", "≠"],
  neq: ["op", "≠"],
  approx: ["op", "≈"],
  simeq: ["op", "≈"],
  doteq: ["op", "≈"],
  equiv: ["op", "≡"],
  cong: ["op", "≅"],
  in: ["op", "∈"],
  notin: ["op", "∉"],
  to: ["op", "→"],
  rightarrow: ["op", "→"],
  mapsto: ["op", "↦"],
  cup: ["op", "∪"],
  cap: ["op", "∩"],
  setminus: ["op", "∖"],
  backslash: ["op", "∖"],
  smallsetminus: ["op", "∖"],
  mid: ["op", "|"],
  vert: ["op", "|"],
  lvert: ["op", "|"],
  rvert: ["op", "|"],
  colon: ["op", ":"],
  lbrace: ["open", "\\{"],
  rbrace: ["close", "\\}"],
  lbrack: ["open", "["],
  rbrack: ["close", "]"],
  langle: ["open", "⟨"],
  rangle: ["close", "⟩"],
  lfloor: ["open", "⌊"],
  rfloor: ["close", "⌋"],
  lceil: ["open", "⌈"],
  rceil: ["close", "⌉"],
  prime: ["op", "'"],
  ldots: ["op", "…"],
  cdots: ["op", "…"],
  dots: ["op", "…"],
  dotsc: ["op", "…"],
  dotsb: ["op", "…"],
  dotsm: ["op", "…"],
  lor: ["op", "or"],
  vee: ["op", "or"],
  land: ["op", "and"],
  wedge: ["op", "and"],
  infin: ["cmd", "infty"],
  dfrac: ["cmd", "frac"],
  tfrac: ["cmd", "frac"],
  cfrac: ["cmd", "frac"],
  dbinom: ["cmd", "binom"],
  tbinom: ["cmd", "binom"],
  varnothing: ["cmd", "emptyset"],
  circ: ["cmd", "circ"],
  degree: ["cmd", "degree"],
  Vert: ["op", "‖"],
  lVert: ["op", "‖"],
  rVert: ["op", "‖"],
  longrightarrow: ["op", "→"],
  iff: ["op", "⇔"],
  AA: ["sym", "AA"],
  euro: ["op", "euro"],
  pounds: ["op", "GBP"],
  percent: ["op", "%"],
};

/** Whether a run of letters is a word rather than a product of one-letter variables. */
function isWord(run: string): boolean {
  if (run.length === 2) return shortWords.has(run.toLowerCase()) && run !== "an" && run !== "me";
  if (run.length === 3) {
    // abc, xyz, ABC, pqr: letters in order; mnp, abd: no vowel between consonants
    return /^[A-Z]?[a-z]+$/.test(run) && /[aeiouy]/.test(run.slice(1, 2)) && !/^(?:xyz|abc|aei)$/.test(run);
  }
  return /[aeiouy]/i.test(run) && !/^[A-Z]{2,5}$/.test(run) ? !isAscending(run) : false;
}

function isAscending(run: string): boolean {
  for (let i = 1; i < run.length; i++) if (run.charCodeAt(i) <= run.charCodeAt(i - 1)) return false;
  return true;
}
