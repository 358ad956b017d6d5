// Raw text of an answer made uniform before it is read: unicode mathematics, HTML, escapes that were written twice or
// eaten by a string literal. Nothing here changes the meaning; every step is linear.

/** Signs, and the command that each of them is written as. */
const COMMANDS =
  "π pi, ∞ infty, ≤≦⩽ le, ≥≧⩾ ge, ≠ ne, ×✕ times, ÷ div, ·⋅∙• cdot, ∪ cup, ∩ cap, ∈ in, ∉ notin, ∅⌀ emptyset, " +
  "∘ circ, ± pm, ∓ mp, ∀ forall, ∃ exists, ≈≃ approx, ≅ cong, ≡ equiv, → to, ⇒ Rightarrow, ∖ setminus, √ surd, " +
  "⟨ langle, ⟩ rangle, ∑ sum, ∏ prod, ∫ int, ⌊ lfloor, ⌋ rfloor, ⌈ lceil, ⌉ rceil, ∠ angle, △ triangle, ∧ wedge, " +
  "∨ vee, α alpha, β beta, γ gamma, δ delta, ε epsilon, ζ zeta, η eta, θ theta, ι iota, κ kappa, λ lambda, μµ mu, " +
  "ν nu, ξ xi, ρ rho, σ sigma, τ tau, υ upsilon, φϕ phi, χ chi, ψ psi, ω omega, Γ Gamma, Δ Delta, Θ Theta, " +
  "Λ Lambda, Ξ Xi, Π Pi, Σ Sigma, Φ Phi, Ψ Psi, Ω Omega";
/** Signs, and what is written for each of them. */
const TEXTS: [signs: string, text: string][] = [
  ["¢￠", " cents "],
  ["￡", "£"],
  ["￥", "¥"],
  ["−–—‐‑﹣", "-"],
  ["°º", "^\\circ "],
  ["℃", "^\\circ C"],
  ["℉", "^\\circ F"],
  ["∣", "|"],
  ["∛", "\\sqrt[3]"],
  ["∜", "\\sqrt[4]"],
  ["′’‘", "'"],
  ["″", "''"],
  ["“”", '"'],
  ["⁄∕", "/"],
  ["∗", "*"],
  ["，、،٬", ","],
  ["；؛", ";"],
  ["：", ":"],
  ["。।", ". "],
  ["؟", "?"],
  ["٫", "."],
  ["\u00a0", " "],
  ["\u200b\ufeff\u2061\u2062\u00ad", ""],
];
const commandRows = COMMANDS.split(", ").map((row) => row.split(" "));
const symbols = new Map(
  [...commandRows.map(([signs, name]) => [signs, `\\${name} `]), ...TEXTS].flatMap(([signs, text]) =>
    [...signs].map((sign): [string, string] => [sign, text]),
  ),
);
const symbolPattern = new RegExp(`[${[...symbols.keys()].join("")}]`, "gu");

const compatible = (text: string) => text.normalize("NFKC");

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

/** "\\[2pt]", "\\*", "\cr": the end of a row, and how far the next one is. */
const ROW_END =
  /\\\\(?:\*?\s?\[-?\d{0,3}\.?\d{0,3}\s?(?:pt|em|ex|mm|cm|in|px|pc|\\(?:baseline|small|med|big)skip)\]|\*)|\\(?:cr|tabularnewline)(?![A-Za-z])/g;

/** "\\text { if }": the space before the words. */
const SPACED = /(?<=\\(?:text(?:bf|it|rm)?|mathrm|mbox|operatorname)) {1,4}(?=\{)/g;

/** A space of its own kind between digits in threes groups them: 48 500 with U+202F. */
const GROUPED =
  /(?<=(?<![\d.,\u00a0\u2007\u2009\u202f])[1-9]\d{0,2}(?:[\u00a0\u2007\u2009\u202f]\d{3}){0,4})[\u00a0\u2007\u2009\u202f](?=\d{3}(?!\d))/g;

/** "$25^\\circ$C": the scale of a temperature behind its formula. */
const SCALE = /(\^\s?\{?\s?\\circ\s?\}?)\$([CF])(?![\p{L}\p{N}'_^$\\])/gu;

/** `text` with one spelling for each symbol. Idempotent. */
export function uniform(text: string): string {
  let result = text;
  for (const [control, rest, restored] of eaten) {
    if (!result.includes(control)) continue;
    const [first, ...parts] = result.split(control);
    result = first + parts.map((part) => (rest.test(part) ? restored : control) + part).join("");
  }
  if (result.includes("\\begin") || result.includes("\\\\[")) result = result.replace(ROW_END, "\\\\ ");
  if (result.includes("\\\\")) {
    result = result.includes("\\begin")
      ? result.replace(doubled, "\\")
      : result.replace(/\\\\(?=[A-Za-z{}])/g, "\\");
  }
  if (result.includes("^") && HAS_ORDINAL.test(result))
    result = result.replace(ORDINAL, (_, upright?: string, plain?: string) => upright ?? plain ?? "");
  if (result.includes(" {")) result = result.replace(SPACED, "");
  if (result.includes("<") || result.includes("&")) result = withoutHtml(result);
  if (result.includes("circ")) result = result.replace(SCALE, "$1 $2$");
  if (result.includes("Rs.")) result = result.replace(/(?<!\p{L})Rs\.\s?(?=\d)/gu, "₹");
  if (!/[^ -~\n\r\t]/.test(result)) return result;
  // "44 — 4 × 8 for the cows": a dash in the place of brackets, by which nothing is calculated.
  if (result.includes(" — "))
    result = result.replace(
      /(?<=\d) — (\d[^\n=()]{0,200}\p{L}{2}[^\n=()]{0,200}?)(?=[.!]?\s*(?:\n|$))/gu,
      " ($1)",
    );
  if (/\d[\u00a0\u2007\u2009\u202f]\d/.test(result)) result = result.replace(GROUPED, "");
  // 5‰ as 0.5%.
  result = result.replace(
    /(?<![\d.,])(\d{1,9})(?:\.(\d{1,9}))?\s?‰/g,
    (_, whole: string, part = "") => `${whole.slice(0, -1) || "0"}.${whole.slice(-1)}${part}%`,
  );
  if (/\d[\u0304\u0305\u0307]/.test(result))
    result = result
      .replace(/(?:\d[\u0304\u0305])+/g, (run) => `\\overline{${run.replace(/\D/g, "")}}`)
      .replace(/(\d)\u0307/g, "\\dot{$1}");
  return result
    .replace(KEYCAP, (key) => (key[0] === "\u{1f51f}"[0] ? "10" : key[0]))
    .replace(/\p{Nd}/gu, asciiDigit)
    .replace(/[⁰ⁱ¹²³⁴-ⁿ]+/gu, (run) => `^{${compatible(run)}}`)
    .replace(/[₀-₎ₐ-ₜ]+/gu, (run) => `_{${compatible(run)}}`)
    .replace(/[¼-¾⅐-⅞]/gu, (sign) => `\\frac{${compatible(sign).replace("⁄", "}{")}}`)
    .replace(/[ℝℤℕℚℂ]/gu, (sign) => `\\mathbb{${compatible(sign)}}`)
    .replace(/रु\.?\s?(?=\d)/g, "₹")
    .replace(/√\s?\(([^()]{1,60})\)/g, "\\sqrt{$1}")
    .replace(symbolPattern, (sign) => symbols.get(sign)!)
    .replace(/[！-～]|[\u{1d400}-\u{1d7ff}]+|[\u2000-\u200a\u202f\u205f\u3000]/gu, compatible);
}

/** A digit on a key, as children and chats write it. */
const KEYCAP = /[0-9]\ufe0f?\u20e3|\u{1f51f}/gu;

/** A decimal digit of any script as 0 to 9: the digits of a script stand in ten places one after another. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0)!;
  if (code < 128) return digit;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String(code - zero);
}

function withoutHtml(text: string): string {
  return (
    text
      // 2<sup>x<sub>0</sub></sup>
      .replace(/<sub>([^<>]{0,200})<\/sub>/gi, "_{$1}")
      .replace(/<sup>([^<>]{0,200})<\/sup>/gi, "^{$1}")
      .replace(/<\/?(?:b|i|em|strong|span|div|p|u|code|sup|sub)>|<br ?\/?>/gi, " ")
      .replace(
        /&(lt|gt|amp|nbsp|le|ge|times|minus|pi);/g,
        (_, name: string) => ENTITIES[name] ?? `\\${name} `,
      )
  );
}
const ENTITIES: Record<string, string> = { lt: "<", gt: ">", amp: "&", nbsp: " ", minus: "-" };
