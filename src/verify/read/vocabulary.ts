// The words of the answer language: functions, Greek letters, signs, and which runs of letters are words.

export const functions = new Set(
  (
    "sin cos tan cot sec csc sinh cosh tanh coth sech csch arcsin arccos arctan arccot arcsec arccsc arsinh arcosh " +
    "artanh ln log lg exp sqrt abs max min gcd lcm floor ceil det binom cbrt cis"
  ).split(" "),
);
export const aliases: Record<string, string> = {
  LCM: "lcm",
  GCD: "gcd",
  GCF: "gcd",
  HCF: "gcd",
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
export const greek = new Set(
  (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi " +
    "omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell hbar aleph mho"
  ).split(" "),
);
export const spacing = new Set(
  (
    "left right bigl bigr Bigl Bigr biggl biggr Biggl Biggr big Big bigg Bigg bigm Bigm middle quad qquad displaystyle " +
    "textstyle scriptstyle limits nolimits thinspace medspace thickspace enspace mathstrut strut hfill noindent " +
    "centering nonumber notag rm bf it sf cal large small"
  ).split(" "),
);
export const textCommands = new Set(
  (
    "text textbf textit textrm textsf texttt textnormal mbox hbox mathrm mathbf mathit mathsf mathtt mathnormal " +
    "operatorname boldsymbol bm mathcal mathscr mathfrak mathbb emph underline boxed fbox pmb vec hat bar tilde " +
    "overrightarrow widehat mathop mathbin mathrel ensuremath"
  ).split(" "),
);
/** Two-letter words that are words; other pairs of letters are products. */
const shortWords = new Set(
  "is no of to at in by an or if it as on we be us up am pm do go he me my so sq".split(" "),
);
/** Units of two letters that are also likely products: only after a space. */
export const ambiguousUnits = new Set(["nm", "ms", "mi", "cd", "ha", "at", "in", "ab", "pm", "lb", "yd"]);
/** Currencies by their letters. */
export const CURRENCY = /^(?:USD|EUR|GBP|INR|CNY|RMB|JPY|Rs)$/;
const namedLetters = new Set("pi theta alpha beta gamma lambda phi infty infinity inf oo".split(" "));

type Sign = [kind: "op" | "cmd" | "open" | "close" | "sym", text: string];
const signRows: [...Sign, commands: string][] = [
  ["op", "*", "times cdot ast bullet"],
  ["op", "÷", "div"],
  ["op", "±", "pm"],
  ["op", "∓", "mp"],
  ["op", "≤", "le leq leqslant leqq"],
  ["op", "≥", "ge geq geqslant geqq"],
  ["op", "<", "lt"],
  ["op", ">", "gt"],
  ["op", "≠", "ne neq"],
  ["op", "≈", "approx simeq doteq"],
  ["op", "≡", "equiv"],
  ["op", "≅", "cong"],
  ["op", "∈", "in"],
  ["op", "∉", "notin"],
  ["op", "→", "to rightarrow longrightarrow"],
  ["op", "↦", "mapsto"],
  ["op", "⇔", "iff"],
  ["op", "∪", "cup"],
  ["op", "∩", "cap"],
  ["op", "∖", "setminus backslash smallsetminus"],
  ["op", "|", "mid vert lvert rvert"],
  ["op", "‖", "Vert lVert rVert"],
  ["op", ":", "colon"],
  ["op", "'", "prime"],
  ["op", "…", "ldots cdots dots dotsc dotsb dotsm"],
  ["op", "or", "lor vee"],
  ["op", "and", "land wedge"],
  ["op", "euro", "euro"],
  ["op", "GBP", "pounds"],
  ["op", "%", "percent"],
  ["open", "\\{", "lbrace"],
  ["close", "\\}", "rbrace"],
  ["open", "[", "lbrack"],
  ["close", "]", "rbrack"],
  ["open", "⟨", "langle"],
  ["close", "⟩", "rangle"],
  ["open", "⌊", "lfloor"],
  ["close", "⌋", "rfloor"],
  ["open", "⌈", "lceil"],
  ["close", "⌉", "rceil"],
  ["cmd", "infty", "infin"],
  ["cmd", "frac", "dfrac tfrac cfrac"],
  ["cmd", "binom", "dbinom tbinom"],
  ["cmd", "emptyset", "varnothing"],
  ["cmd", "angle", "measuredangle sphericalangle"],
  ["sym", "epsilon", "varepsilon"],
  ["sym", "theta", "vartheta"],
  ["sym", "phi", "varphi"],
  ["sym", "rho", "varrho"],
  ["sym", "AA", "AA"],
  ["sym", "T", "top intercal"],
];
/** What commands stand for, by name. */
export const signs = new Map(
  signRows.flatMap(([kind, text, commands]) =>
    commands.split(" ").map((name): [string, Sign] => [name, [kind, text]]),
  ),
);

/** Signs of currencies. */
export const currencies: Record<string, string> = { "€": "euro", "£": "GBP", "¥": "yen" };
/** Signs of two characters. */
export const pairs: Record<string, string> = {
  "<=": "≤",
  ">=": "≥",
  "!=": "≠",
  "==": "=",
  "=<": "≤",
  "=>": "⇒",
  "**": "^",
  "->": "→",
  "+-": "±",
};

/** The start of an exponent that is still open. */
const EXPONENT = /(?:\^\{|\bexp\s?(?:\\left)?[({])[^})]{0,20}$/;

/** e^{2it}, e^{in\theta}, \exp(iat): i and the letters behind it in an exponent, which are words and units elsewhere. */
export const isTurn = (run: string, before: string) =>
  /^i(?!nf)[a-z]{1,2}$/.test(run) && EXPONENT.test(before);

/** Whether a run of letters is a word rather than a product of one-letter variables. */
export function isWord(run: string): boolean {
  if (run.length === 2) return shortWords.has(run.toLowerCase()) && run !== "an" && run !== "me";
  if (/^(?:all|any)$/i.test(run)) return true;
  if (run.length === 3) {
    // abc, xyz, ABC, pqr: letters in order; mnp, abd: no vowel between consonants
    if (/^[A-Z][a-z]{2}$/.test(run)) return /[aeiouy]/i.test(run);
    return /^[A-Z]?[a-z]+$/.test(run) && /[aeiouy]/.test(run.slice(1, 2)) && !/^(?:xyz|abc|aei)$/.test(run);
  }
  return /[aeiouy]/i.test(run) && !/^[A-Z]{2,5}$/.test(run) ? !isAscending(run) : false;
}

function isAscending(run: string): boolean {
  for (let i = 1; i < run.length; i++) if (run.charCodeAt(i) <= run.charCodeAt(i - 1)) return false;
  return true;
}

/** Two capitals are two points, though AM or BE be words elsewhere; an answer may be NO. */
export const SEGMENT = /^(?!NO|ON|OK|OF|TO|OR)[A-Z]{2}$/;

/** The token of a run of letters whose meaning does not depend on what stands before it. */
export function wordToken(
  run: string,
  upright: boolean,
): readonly ["sym" | "fn" | "op" | "cmd" | "word", string] | null {
  const lower = run.toLowerCase();
  const name = aliases[run] ?? run;
  if (run.length === 1) return ["sym", run];
  if (functions.has(name)) return ["fn", name];
  if (lower === "and" || lower === "or") return ["op", lower];
  if (lower === "percent" || lower === "pct") return ["op", "%"];
  if (/^deg(?:ree)?s?$/.test(lower)) return ["cmd", "degree"];
  if (namedLetters.has(run)) return greek.has(run) ? ["sym", run] : ["cmd", "infty"];
  if (upright || CURRENCY.test(run)) return ["word", run];
  return null;
}

/** What words for signs say of a number. */
export const SIGN_WORDS: Record<string, string> = {
  positive: ">0",
  negative: "<0",
  nonnegative: "≥0",
  nonpositive: "≤0",
  nonzero: "≠0",
};
