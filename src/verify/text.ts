// Raw text of an answer made uniform before it is read: unicode mathematics, HTML, escapes that were written twice or
// eaten by a string literal. Nothing here changes the meaning; every step is linear.

const symbols: Record<string, string> = {
  "¢": "\\text{ cents}",
  π: "\\pi ",
  "∞": "\\infty ",
  "≤": "\\le ",
  "≦": "\\le ",
  "⩽": "\\le ",
  "≥": "\\ge ",
  "≧": "\\ge ",
  "⩾": "\\ge ",
  "≠": "\\ne ",
  "×": "\\times ",
  "✕": "\\times ",
  "÷": "\\div ",
  "·": "\\cdot ",
  "⋅": "\\cdot ",
  "∙": "\\cdot ",
  "•": "\\cdot ",
  "−": "-",
  "–": "-",
  "—": "-",
  "‐": "-",
  "‑": "-",
  "﹣": "-",
  "∪": "\\cup ",
  "∩": "\\cap ",
  "∈": "\\in ",
  "∉": "\\notin ",
  "∅": "\\emptyset ",
  "⌀": "\\emptyset ",
  ℝ: "\\mathbb{R}",
  ℤ: "\\mathbb{Z}",
  ℕ: "\\mathbb{N}",
  ℚ: "\\mathbb{Q}",
  ℂ: "\\mathbb{C}",
  "°": "^\\circ ",
  º: "^\\circ ",
  "∘": "\\circ ",
  "±": "\\pm ",
  "∓": "\\mp ",
  "∀": "\\forall ",
  "∃": "\\exists ",
  "≈": "\\approx ",
  "≃": "\\approx ",
  "≅": "\\cong ",
  "≡": "\\equiv ",
  "→": "\\to ",
  "⇒": "\\Rightarrow ",
  "∖": "\\setminus ",
  "∣": "|",
  "√": "\\surd ",
  "∛": "\\sqrt[3]",
  "∜": "\\sqrt[4]",
  "′": "'",
  "’": "'",
  "‘": "'",
  "″": "''",
  "“": '"',
  "”": '"',
  "⟨": "\\langle ",
  "⟩": "\\rangle ",
  "∑": "\\sum ",
  "∏": "\\prod ",
  "∫": "\\int ",
  "⌊": "\\lfloor ",
  "⌋": "\\rfloor ",
  "⌈": "\\lceil ",
  "⌉": "\\rceil ",
  "∠": "\\angle ",
  "△": "\\triangle ",
  "∧": "\\wedge ",
  "∨": "\\vee ",
  "⁄": "/",
  "∕": "/",
  "∗": "*",
  "½": "\\frac{1}{2}",
  "⅓": "\\frac{1}{3}",
  "⅔": "\\frac{2}{3}",
  "¼": "\\frac{1}{4}",
  "¾": "\\frac{3}{4}",
  "⅕": "\\frac{1}{5}",
  "⅖": "\\frac{2}{5}",
  "⅗": "\\frac{3}{5}",
  "⅘": "\\frac{4}{5}",
  "⅙": "\\frac{1}{6}",
  "⅚": "\\frac{5}{6}",
  "⅛": "\\frac{1}{8}",
  "⅜": "\\frac{3}{8}",
  "⅝": "\\frac{5}{8}",
  "⅞": "\\frac{7}{8}",
  α: "\\alpha ",
  β: "\\beta ",
  γ: "\\gamma ",
  δ: "\\delta ",
  ε: "\\epsilon ",
  ζ: "\\zeta ",
  η: "\\eta ",
  θ: "\\theta ",
  ι: "\\iota ",
  κ: "\\kappa ",
  λ: "\\lambda ",
  μ: "\\mu ",
  µ: "\\mu ",
  ν: "\\nu ",
  ξ: "\\xi ",
  ρ: "\\rho ",
  σ: "\\sigma ",
  τ: "\\tau ",
  υ: "\\upsilon ",
  φ: "\\phi ",
  ϕ: "\\phi ",
  χ: "\\chi ",
  ψ: "\\psi ",
  ω: "\\omega ",
  Γ: "\\Gamma ",
  Δ: "\\Delta ",
  Θ: "\\Theta ",
  Λ: "\\Lambda ",
  Ξ: "\\Xi ",
  Π: "\\Pi ",
  Σ: "\\Sigma ",
  Φ: "\\Phi ",
  Ψ: "\\Psi ",
  Ω: "\\Omega ",
  "，": ",",
  "、": ",",
  "；": ";",
  "：": ":",
  "。": ". ",
  "।": ". ",
  "؟": "?",
  "،": ",",
  "؛": ";",
  "٫": ".",
  "٬": ",",
  "\u00a0": " ",
  "\u200b": "",
  "\ufeff": "",
  "\u2061": "",
  "\u2062": "",
  "\u00ad": "",
};
const symbolPattern = new RegExp(
  `[${Object.keys(symbols)
    .join("")
    .replace(/[\\\]^-]/g, "\\$&")}]`,
  "gu",
);

const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ";
const superscriptValues = "0123456789+-=()ni";
const subscripts = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₙₖₘ";
const subscriptValues = "0123456789+-=()aeoxnkm";
const superscriptRun = new RegExp(`[${superscripts}]+`, "gu");
const subscriptRun = new RegExp(`[${subscripts}]+`, "gu");
const mapRun = (run: string, from: string, to: string) => [...run].map((c) => to[from.indexOf(c)]).join("");

// Commands whose backslash a string literal has turned into a control character.
const eaten: [control: string, rest: RegExp, restored: string][] = [
  ["\t", /^(?:ext\w*\{|imes|heta|an(?![a-z])|frac)/, "\\t"],
  ["\f", /^rac/, "\\f"],
  ["\b", /^(?:oxed|inom|egin|eta|ar\{|igg?|igcup)/, "\\b"],
  ["\r", /^(?:ight|ho(?![a-z])|angle|floor|ceil)/, "\\r"],
  ["\v", /^(?:arphi|ec|ert)/, "\\v"],
];

const commands =
  "frac|dfrac|tfrac|sqrt|boxed|left|right|pi|leq?|geq?|leqslant|geqslant|neq?|text|textbf|mathrm|mathbf|mathbb|" +
  "operatorname|infty|cup|cap|in|times|cdot|sin|cos|tan|log|ln|begin|end|theta|alpha|beta|pm|circ|quad|binom|overline";
const doubled = new RegExp(`\\\\\\\\(?=(?:${commands})(?![A-Za-z]))`, "g");

/** 12^{\text{th}}, 12^th, and what every text with one has, found without looking back. */
const ORDINAL =
  /(?<=\d)\s?\^\s?(?:\{\s?)?\\(?:text|mathrm|textrm|mbox|textup)\s?\{\s?(st|nd|rd|th)\s?\}(?:\s?\})?|(?<=\d)\^\{?(th|st)\}?(?![a-z])/g;
const HAS_ORDINAL = /\^\s?(?:\{\s?)?(?:\\(?:text|mathrm|mbox)|th|st)/;

/** `text` with one spelling for each symbol. Idempotent. */
export function uniform(text: string): string {
  let result = text;
  for (const [control, rest, restored] of eaten) {
    if (!result.includes(control)) continue;
    const [first, ...parts] = result.split(control);
    result = first + parts.map((part) => (rest.test(part) ? restored : control) + part).join("");
  }
  if (result.includes("\\\\")) {
    result = result.includes("\\begin")
      ? result.replace(doubled, "\\")
      : result.replace(/\\\\(?=[A-Za-z{}])/g, "\\");
  }
  if (result.includes("^") && HAS_ORDINAL.test(result))
    result = result.replace(ORDINAL, (_, upright?: string, plain?: string) => upright ?? plain ?? "");
  if (result.includes("<") || result.includes("&")) result = withoutHtml(result);
  if (!/[^ -~\n\r\t]/.test(result)) return result;
  if (/\d[\u0304\u0305\u0307]/.test(result))
    result = result
      .replace(/(?:\d[\u0304\u0305])+/g, (run) => `\\overline{${run.replace(/\D/g, "")}}`)
      .replace(/(\d)\u0307/g, "\\dot{$1}");
  return result
    .replace(/\p{Nd}/gu, asciiDigit)
    .replace(superscriptRun, (run) => `^{${mapRun(run, superscripts, superscriptValues)}}`)
    .replace(subscriptRun, (run) => `_{${mapRun(run, subscripts, subscriptValues)}}`)
    .replace(symbolPattern, (symbol) => symbols[symbol])
    .replace(/[！-～]|[\u{1d400}-\u{1d7ff}]+|℃|℉|[\u2000-\u200a\u202f\u205f\u3000]/gu, (c) =>
      c.normalize("NFKC"),
    );
}

/** A decimal digit of any script as 0 to 9: the digits of a script stand in ten places one after another. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0)!;
  if (code < 128) return digit;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String(code - zero);
}

function withoutHtml(text: string): string {
  return text
    .replace(/<sup>([^<>]{0,200})<\/sup>/gi, "^{$1}")
    .replace(/<sub>([^<>]{0,200})<\/sub>/gi, "_{$1}")
    .replace(/<\/?(?:b|i|em|strong|span|div|p|u|code|sup|sub)>|<br ?\/?>/gi, " ")
    .replace(/&(?:lt|gt|amp|nbsp|le|ge|times|minus|pi);/g, (entity) => entities[entity]);
}
const entities: Record<string, string> = {
  "&lt;": "<",
  "&gt;": ">",
  "&amp;": "&",
  "&nbsp;": " ",
  "&le;": "\\le ",
  "&ge;": "\\ge ",
  "&times;": "\\times ",
  "&minus;": "-",
  "&pi;": "\\pi ",
};
