// The words of the answer language: functions, Greek letters, signs, and which runs of letters are words.

export const functions = new Set(
  (
    "sin cos tan cot sec csc sinh cosh tanh coth sech csch arcsin arccos arctan arccot arcsec arccsc arsinh arcosh " +
    "artanh arcsinh arccosh arctanh asin acos atan ln log lg exp sqrt abs max min gcd lcm floor ceil det " +
    "binom cbrt cis"
  ).split(" "),
);
export const aliases: Record<string, string> = {
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
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi rho varrho sigma " +
    "tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell hbar " +
    "aleph mho"
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
export const namedLetters = new Set([
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

export const signs: Record<string, ["op" | "cmd" | "open" | "close" | "sym", string]> = {
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
