// Laws of the verdict over generated answers of every kind, and bounds on hostile text.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judge } from "./judge.ts";

const natural = fc.integer({ min: 1, max: 99_999 });
const small = fc.integer({ min: 2, max: 30 });
const whole = fc.integer({ min: -50, max: 50 });
const scalar = fc.oneof(
  whole.map(String),
  natural.map((n) => n.toLocaleString("en")),
  fc.tuple(whole, small).map(([a, b]) => `\\frac{${a}}{${b}}`),
  fc.tuple(natural, small).map(([a, b]) => `${a}.${b}`),
  small.map((n) => `\\sqrt{${n}}`),
  fc.tuple(whole, small).map(([a, b]) => `${a}+${b}\\sqrt{2}`),
  small.map((n) => `\\frac{${n}\\pi}{7}`),
  fc.tuple(small, small).map(([a, b]) => `${a}x^{2}-${b}x+1`),
  small.map((n) => `\\log_{3} ${n}`),
  small.map((n) => `e^{-${n}}`),
  fc.tuple(whole, small).map(([a, b]) => `${a}+${b}i`),
);
const items = fc.array(scalar, { minLength: 2, maxLength: 4 });
const answer = fc.oneof(
  scalar,
  items.map((list) => `(${list.join(", ")})`),
  items.map((list) => `\\{${list.join(", ")}\\}`),
  items.map((list) => list.join(" \\text{ and } ")),
  fc.tuple(whole, small).map(([a, b]) => `[${a}, ${a + b})`),
  fc.tuple(whole, small).map(([a, b]) => `(-\\infty, ${a}) \\cup (${a + b}, \\infty)`),
  fc.tuple(whole, small).map(([a, b]) => `${a} < x \\le ${a + b}`),
  scalar.map((value) => `x = ${value}`),
  fc.tuple(small, small).map(([a, b]) => `f(x) = ${a}x + ${b}`),
  fc
    .tuple(whole, whole, small)
    .map(([a, b, c]) => `\\begin{pmatrix} ${a} & ${b} \\\\ 1 & ${c} \\end{pmatrix}`),
  fc
    .tuple(small, fc.constantFrom("cm", "km/h", "apples", "square feet"))
    .map(([a, b]) => `${a} \\text{ ${b}}`),
  small.map((n) => `${n}\\%`),
  small.map((n) => `${n}^{\\circ}`),
  small.map((n) => `1011_{${n}}`),
  fc.tuple(small, small).map(([a, b]) => `${a}:${b + 60}`),
  fc.constantFrom("\\text{(C)}", "yes", "\\text{odd}", "Quadrant II"),
);
/** Formulas that state themselves, in which letters stand alone. */
const lettered = fc
  .tuple(
    fc.array(
      fc.constantFrom(
        "x",
        "n",
        "2x",
        "x^{2}",
        "-3",
        "\\frac{1}{2}",
        "\\frac{x}{n+1}",
        "\\sqrt{3}",
        "0.5",
        "12",
      ),
      { minLength: 1, maxLength: 3 },
    ),
    fc.constantFrom("+", "-", ",", ", "),
    fc.constantFrom(["", ""], ["(", ")"], ["[", "]"], ["[", ")"], ["\\left(", "\\right)"]),
  )
  .map(([terms, sign, [open, close]]) => open + terms.join(sign) + close);
/** Formulas of numbers alone, which are read without the rules for words. */
const bare = fc.letrec<{ sum: string; term: string }>((tie) => {
  const number = fc.oneof(
    small.map(String),
    natural.map(String),
    fc.constantFrom("0.5", "0.25", "05", "1.50"),
  );
  return {
    sum: fc.oneof(
      { depthSize: "small" },
      tie("term"),
      fc.tuple(tie("term"), fc.constantFrom("+", "-", "*", "/"), tie("term")).map((parts) => parts.join("")),
      tie("term").map((term) => `-${term}`),
    ),
    term: fc.oneof(
      { depthSize: "small" },
      number,
      fc.tuple(tie("sum"), tie("sum")).map(([a, b]) => `\\frac{${a}}{${b}}`),
      tie("sum").map((inner) => `\\sqrt{${inner}}`),
      fc.tuple(number, number).map(([a, b]) => `${a} \\frac{1}{${b}}`),
      fc.tuple(number, small).map(([a, n]) => `${a}^{${n % 5}}`),
      fc.tuple(number, number).map(([a, b]) => `${a}\\cdot ${b}`),
      number.map((a) => `${a} \\pi`),
    ),
  };
}).sum;
const runs = { numRuns: 300 };

describe("laws of the verdict", () => {
  it("reflexive", () => {
    fc.assert(
      fc.property(answer, (a) => {
        expect(judge(a, a)).toMatchObject({ verdict: true });
      }),
      runs,
    );
  });

  it("of formulas of numbers as of the same in dollars, which all rules look at", () => {
    const pair = fc
      .tuple(bare, bare)
      .chain(([a, b]) => fc.constantFrom([a, b], [a, a.replace("frac", "dfrac")]));
    fc.assert(
      fc.property(pair, ([a, b]) => {
        expect(judge(a, b).verdict).toBe(judge(`$${a}$`, `$${b}$`).verdict);
      }),
      runs,
    );
  });

  it("of formulas with letters, lists and intervals as of the same in dollars", () => {
    fc.assert(
      fc.property(lettered, lettered, fc.boolean(), (a, b, same) => {
        const other = same ? a.replace("frac", "dfrac") : b;
        expect(judge(a, other).verdict).toBe(judge(`$${a}$`, `$${other}$`).verdict);
      }),
      runs,
    );
  });

  it("symmetric", () => {
    fc.assert(
      fc.property(answer, answer, (a, b) => {
        expect(judge(a, b).verdict).toBe(judge(b, a).verdict);
      }),
      runs,
    );
    const unit = fc.constantFrom(
      ..."012x=+-*/^_{}()[],.|!%<> ",
      "\\frac",
      "\\sqrt",
      "\\pm",
      "\\pi",
      "\\{",
      "\\}",
      "or",
    );
    const text = fc.string({ unit, maxLength: 14 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(judge(a, b).verdict === true).toBe(judge(b, a).verdict === true);
      }),
      runs,
    );
  });

  const formats: [string, (text: string) => string][] = [
    ["\\dfrac", (text) => text.replaceAll("\\frac", "\\dfrac")],
    ["\\tfrac", (text) => text.replaceAll("\\frac", "\\tfrac")],
    ["dollar signs", (text) => `$${text}$`],
    ["display", (text) => `\\[ ${text} \\]`],
    ["a box", (text) => `Thus \\boxed{${text}}.`],
    ["a sentence", (text) => `The answer is $${text}$.`],
    ["a mark", (text) => `done\n#### ${text}`],
    ["a full stop", (text) => `${text}.`],
    ["spaces", (text) => ` ${text.replace(/([=+,<])/g, " $1 ")} `],
    ["\\left and \\right", (text) => text.replace(/(?<!\\)\(/g, "\\left(").replace(/(?<!\\)\)/g, "\\right)")],
    ["thousands as 1{,}000", (text) => text.replace(/(\d),(?=\d{3})/g, "$1{,}")],
    ["no thousands separators", (text) => (/[({]/.test(text) ? text : text.replace(/(\d),(?=\d{3})/g, "$1"))],
    ["double backslashes", (text) => (text.includes("begin") ? text : text.replace(/\\(?=[a-z])/g, "\\\\"))],
  ];
  it.each(formats)("the same in another format: %s", (_, format) => {
    fc.assert(
      fc.property(answer, (a) => {
        expect(judge(format(a), a)).toMatchObject({ verdict: true });
        expect(judge(a, format(a))).toMatchObject({ verdict: true });
      }),
      { numRuns: 100 },
    );
  });

  it("rational numbers are equal exactly when their cross products are", () => {
    fc.assert(
      fc.property(whole, small, whole, small, (a, b, c, d) => {
        expect(judge(`\\frac{${a}}{${b}}`, `${c}/${d}`).verdict).toBe(a * d === c * b);
      }),
      runs,
    );
  });

  it("one changed digit of a whole number is another number", () => {
    fc.assert(
      fc.property(natural, fc.nat(4), fc.integer({ min: 1, max: 9 }), (n, place, by) => {
        const digits = [...String(n)];
        const i = place % digits.length;
        digits[i] = String((Number(digits[i]) + by) % 10);
        expect(judge(String(Number(digits.join(""))), String(n)).verdict).toBe(false);
      }),
      runs,
    );
  });
});

describe("bounds", () => {
  const n = 200_000;
  const hostile: [string, string][] = [
    ["nested braces", "{".repeat(n) + "}".repeat(n)],
    ["nested boxes", "\\boxed{".repeat(n / 10)],
    ["digits", "9".repeat(9000)],
    ["brackets", `${"(".repeat(4000)}1${")".repeat(4000)}`],
    ["fractions", "\\frac".repeat(2000)],
    ["roots", `${"\\sqrt{".repeat(99)}2${"}".repeat(99)}`],
    ["signs", `${"-".repeat(9000)}1`],
    ["bars", "|".repeat(9000)],
    ["commas", "1,".repeat(4500)],
    ["dollars", "$".repeat(n)],
    ["phrases", "answer is ".repeat(n / 10)],
    ["nested sums", "\\sum_{a=1}^{9999}\\sum_{b=1}^{9999}\\frac{1}{ab}"],
    ["a sum of factorials", "\\sum_{k=1}^{5000}k!"],
    ["powers", "((2^{9999})^{9999})^{9999}"],
    ["a large angle", "\\sin(10^{4000})"],
    ["backslashes", "\\".repeat(n)],
    ["text commands", "\\text{".repeat(1500)],
    ["words", "a b c d ".repeat(1200)],
    ["letters and signs", `$${"a=".repeat(2490)}$`],
  ];
  it.each(hostile)("%s: no hang, no throw, no yes", (_, text) => {
    const start = process.cpuUsage();
    expect(judge(text, "5").verdict).not.toBe(true);
    expect(judge("5", text).verdict).not.toBe(true);
    judge(text, `${text}+0`);
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(3000);
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), fc.string({ maxLength: 40 }), (a, b) => {
        judge(a, b);
        judge(`\\boxed{${a}}`, `$${b}$`);
      }),
      { numRuns: 500 },
    );
  });
});
