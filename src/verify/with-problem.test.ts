// What the problem says of an answer: its own expression is none, and of listed options a small letter is one too.
import { afterAll, describe, expect, it } from "vitest";
import { createVerifierPool } from "./pool.ts";
import { repeatsProblem } from "./with-problem.ts";

const pool = createVerifierPool({ concurrency: 1 });
afterAll(() => pool.close());

const repeated: [problem: string, response: string, reference: string][] = [
  [
    "Simplify: $\\frac{\\sqrt{2.5^2-0.7^2}}{2.7-2.5}$.",
    "Simplify: $\\frac{\\sqrt{2.5^2-0.7^2}}{2.7-2.5}$.",
    "12",
  ],
  ["What is 2 + 3?", "2+3", "5"],
  ["2+3*4=", "The answer is $2 + 3 \\cdot 4$.", "14"],
  ["Compute $\\sin 30^\\circ$.", "\\boxed{\\sin 30^{\\circ}}", "\\frac{1}{2}"],
  ["Factor $x^2 - 1$.", "The answer is $x^{2}-1$.", "(x-1)(x+1)"],
  ["Find $2^{10}$.", "\\boxed{2^{10}}", "1024"],
  ["Expand \\(x\\left(x(1+x)+2x\\right)\\).", "$x\\left(x(1+x)+2x\\right)$", "x^3+3x^2"],
  ["Evaluate $10!/8!$", "\\boxed{10! / 8!}", "90"],
  ["Write $\\frac{3}{20}$ as a decimal.", "Write $\\frac{3}{20}$ as a decimal.", "0.15"],
  ["Convert 25% to a fraction.", "25%", "\\frac{1}{4}"],
  ["What is $7 - 5$ for 2 people?", "7 - 5", "2"],
];

const own: [problem: string, response: string, reference: string][] = [
  ["What is 2 + 3?", "5", "5"],
  ["Tom ate 3/4 of a cake and Ann as much. What did Ann eat?", "3/4", "0.75"],
  ["Which is larger, $2^3$ or $3^2$?", "\\boxed{3^2}", "3^2"],
  ["The line is $y = 2x + 1$. What is its slope?", "\\boxed{2}", "2"],
  ["Is $x^2 - 1$ equal to $(x-1)(x+1)$?", "Yes", "yes"],
  ["Find $12^{10}$ in terms of 2 and 3.", "\\boxed{2^{10} \\cdot 6^{10}}", "12^{10}"],
  ["Compute $1 + 2 + 3 + 4$.", "\\boxed{2 + 3 + 5}", "10"],
  ["What is $2 + 3 + 5 - 5$ as a sum of two numbers?", "\\boxed{2 + 3}", "5"],
  ["Tom ate 3/4 of it, Ann as much. Express what Ann ate as a fraction.", "\\frac{3}{4}", "3/4"],
  ["What is $1 \\cdot 2 + 3$ as a sum of two numbers?", "\\boxed{2 + 3}", "5"],
  ["What is $12 + 34$ less 41?", "\\boxed{2 + 3}", "5"],
  ["Of $x^2 + x$ and $x(x + 1)$, which are equal, name either.", "\\boxed{x^2 + x}", "x(x + 1)"],
  ["At which $x$ is $f(x) = \\pi x$ the number $\\pi$?", "x = 1", "1"],
];

describe("a response that repeats the problem's expression", () => {
  it.each(repeated)("%s %s", async (problem, response, reference) => {
    expect((await pool.verify(response, reference)).verdict).toBe(true);
    expect(await pool.verify(response, reference, { problem })).toMatchObject({
      verdict: false,
      reason: expect.stringContaining("the problem's own expression"),
      rules: expect.arrayContaining(["the problem repeated"]),
    });
  });

  it.each(own)("is none in: %s %s", async (problem, response, reference) => {
    expect((await pool.verify(response, reference, { problem })).verdict).toBe(true);
  });

  it("is looked for in bounded time", () => {
    const problem = "1+".repeat(50_000);
    expect(repeatsProblem("1+1", "2", problem)).toBe(false);
    expect(repeatsProblem("1+1", "2", problem.slice(0, 20_000))).toBe(false);
  });
});

describe("a letter of the options that a problem lists", () => {
  const problem = "Which number is even?\n\nA. 23\nB. 24\nC. 25";
  const right = [
    "The answer is b",
    "The correct option is b.",
    "**b**",
    "b",
    "\\boxed{b}",
    "answer: b)",
    "b. 24",
    "(b)",
    "B",
  ];
  it.each(right)("is large or small: %s", async (response) => {
    expect((await pool.verify(response, "B", { problem })).verdict).toBe(true);
  });

  it.each(["The answer is a", "\\boxed{c}", "The answer is d) 24", "so b is the distance"])(
    "is no other: %s",
    async (response) => {
      expect((await pool.verify(response, "B", { problem })).verdict).toBe(false);
    },
  );

  it("is large where no options are listed, as a variable is", async () => {
    for (const other of [undefined, "Which of the sides is the longest, b or B?"])
      expect((await pool.verify("The answer is b", "B", { problem: other })).verdict).toBe(false);
  });
});
