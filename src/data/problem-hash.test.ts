import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalizedProblem, problemHash } from "./problem-hash.ts";

describe("a problem's text", () => {
  it.each([
    ["What is $x+y$?", "what  is x + y"],
    ["Janet’s ducks", "Janet's ducks."],
    ["Evaluate\n\\[a_n + 1,\\] please", "evaluate $a_n+1$, please"],
    ["a well-known result", "a well known result"],
    ["ｆｕｌｌ ｗｉｄｔｈ １２", "full width 12"],
    ["3 − 1", "3-1"],
    ["\\dfrac{1}{2} + \\tfrac{3}{4}", "\\frac{1}{2}+\\frac{3}4"],
    ["$\\left( a + b \\right)^{2}$", "\\((a+b)^2\\)"],
    ["\\[\\displaystyle 5 \\text{ cm} \\]", "5 cm"],
    ["$\\text{the sum of}$ 2 and 3", "the sum of 2 and 3"],
    ["x \\le 3, y \\ge 2, z \\ne 1", "$x ≤ 3, y \\geq 2, z ≠ 1$"],
    ["2^{n+1}", "2^(n + 1)"],
    ["2^{{n+1}}", "2^{n+1}"],
    ["\\{1, 2\\}", "{1, 2}"],
    ["$20\\%$ of 50", "20 % of 50"],
    ["\\lvert x \\rvert", "|x|"],
    ["Good luck!", "Good luck."],
    ["a\\! b \\, c", "a b c"],
    ["Solve it.\nPlease reason step by step, and put your final answer within \\boxed{}.", "Solve it."],
  ])("%j is %j", (a, b) => {
    expect(normalizedProblem(a)).toBe(normalizedProblem(b));
    expect(problemHash(a)).toBe(problemHash(b));
  });

  it.each([
    ["2 - x", "2 + x"],
    ["x-y", "xy"],
    ["\\frac{1}{2}", "\\frac{12}{}"],
    ["x^2", "x_2"],
    ["a < b", "a > b"],
    ["3.5 apples", "35 apples"],
    ["2*3", "2/3"],
    ["(1 + 2) * 3", "1 + 2 * 3"],
    ["5!", "5"],
    ["5!!", "5!"],
    ["(n - 1)!", "(n - 1)"],
    ["n!", "n"],
    ["{n+1}!", "{n+1}"],
    ["20% of 50", "20 of 50"],
    ["\\sqrt{2}+1", "\\sqrt{2+1}"],
    ["2^{n+1}", "2^n + 1"],
    ["|x| = 3", "x = 3"],
    ["\\|x\\|", "|x|"],
    ["[0, 1)", "(0, 1)"],
    ["x \\le 3", "x < 3"],
    ["🍎", "🍐"],
  ])("%j is not %j", (a, b) => expect(problemHash(a)).not.toBe(problemHash(b)));

  it("is the same however often it is normalised, whatever stands around it", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "grapheme" }),
          fc.string({ unit: fc.constantFrom(..."\\{}()!|% ax51-^.~", "\\text", "\\left", "\\le", "ab") }),
        ),
        fc.constantFrom("", " ", "\n", "$", ". "),
        (text, edge) => {
          const once = normalizedProblem(text);
          expect(normalizedProblem(once)).toBe(once);
          expect(normalizedProblem(edge + text + edge)).toBe(once);
        },
      ),
    );
  });

  it("keeps sums with brackets apart", () => {
    const sums = ["1", "2", "3"].flatMap((a) =>
      ["+", "-", "*"].flatMap((one) =>
        ["+", "-", "*"].flatMap((two) => [
          `(${a} ${one} 4) ${two} 5`,
          `${a} ${one} (4 ${two} 5)`,
          `${a} ${one} 4 ${two} 5`,
        ]),
      ),
    );
    expect(new Set(sums.map((sum) => problemHash(sum))).size).toBe(sums.length);
  });

  it("takes linear time", () => {
    const started = performance.now();
    for (const unit of [
      "-",
      "a-",
      "aa-",
      "please reason step by step ",
      "\\boxed{}",
      "{",
      "{}",
      "{a b",
      "!",
      "\\",
      "\\text{",
    ])
      normalizedProblem(unit.repeat(50_000 / unit.length));
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
