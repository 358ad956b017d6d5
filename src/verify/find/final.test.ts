import { describe, expect, it } from "vitest";
import { boxSpans, isProse, mathSegments } from "../read/formulas.ts";
import { finalAnswer } from "./final.ts";

describe("finalAnswer", () => {
  it.each([
    ["so \\boxed{42}.", "42", "the last \\boxed{}"],
    ["\\boxed{1} and \\boxed{2}", "1, 2", "the last 2 boxes"],
    ["\\boxed{2} or \\boxed{3}", "2 or 3", "the last 2 boxes"],
    ["\\boxed{200} first. After six months more, \\boxed{255}", "255", "the last \\boxed{}"],
    ["$\\boxed{3}$, \\(\\boxed{5}\\)", "3, 5", "the last 2 boxes"],
    ["\\boxed{3} \\text{ and } \\boxed{5}", "3, 5", "the last 2 boxes"],
    ["\\boxed{3}\\boxed{5}", "3, 5", "the last 2 boxes"],
    ["\\boxed{3} papers and \\boxed{5} bins", "3, 5", "the last 2 boxes"],
    ["$p=\\boxed{3}$ and $q=\\boxed{5}$.", "p = 3, q = 5", "the last 2 boxes"],
    ["\\(x_1=\\boxed{3}\\), \\(x_2=\\boxed{5}\\)", "x_1 = 3, x_2 = 5", "the last 2 boxes"],
    ["$p=\\boxed{3}$ 和 $f(p)=\\boxed{5}$", "p = 3, f(p) = 5", "the last 2 boxes"],
    ["\\begin{align}p&=\\boxed{3}\\\\q&=\\boxed{5}\\end{align}", "p = 3, q = 5", "the last 2 boxes"],
    ["$t=\\boxed{3}$ or $t=\\boxed{5}$", "3 or 5", "the last 2 boxes"],
    ["$t=\\boxed{3}$, $\\boxed{5}$", "3, 5", "the last 2 boxes"],
    ["$p=\\boxed{3}$, so $p+2=\\boxed{5}$", "5", "the last \\boxed{}"],
    ["$p=\\boxed{3}$. Then $q=\\boxed{5}$", "5", "the last \\boxed{}"],
    ["$\\boxed{3}$ and $q=\\boxed{5}$", "5", "the last \\boxed{}"],
    ["$p=\\boxed{1}$, $q=\\boxed{2}$, $p=\\boxed{3}$, $q=\\boxed{5}$", "5", "the last \\boxed{}"],
    ["$\\boxed{\\therefore\\; t = 3}$", "t = 3", "the last \\boxed{}"],
    ["$\\boxed{\\Rightarrow t = 3}$", "t = 3", "the last \\boxed{}"],
    ["$\\boxed{p \\Rightarrow q}$", "p \\Rightarrow q", "the last \\boxed{}"],
    ["\\boxed{3}. So \\boxed{5}", "5", "the last \\boxed{}"],
    ["\\boxed{3} wait no \\boxed{5}", "5", "the last \\boxed{}"],
    ["\\boxed{3} wait and \\boxed{5} it is", "5", "the last \\boxed{}"],
    ["\\boxed{3} hence the answer is \\boxed{5}", "5", "the last \\boxed{}"],
    ["\\boxed{3} or rather \\boxed{5}", "5", "the last \\boxed{}"],
    ["\\boxed{3} + \\boxed{5}", "5", "the last \\boxed{}"],
    ["\\[\\boxed{3}\\]\n\\[\\boxed{5}\\]", "5", "the last \\boxed{}"],
    ["\\boxed{3}. Then the final answer is 4.", "4", '"answer is"'],
    ["\\boxed{5}_8", "5_8", "the last \\boxed{}"],
    ["work\n#### 1,200", "1,200", "####"],
    ["The answer is $5$ or $6$.", "$5$ or $6$", '"answer is"'],
    ["Therefore $x \\ge 5$ is the solution.", "$x \\ge 5$", "the last formula"],
    ["it is not 10 which we find but 1,000.99 in all", "1,000.99", "the last sentence"],
    ["\\frac{1}{2}", "\\frac{1}{2}", "the text itself"],
    ["<think>\\boxed{3}</think> \\boxed{4}", "4", "the last \\boxed{}"],
    ["<answer>7</answer>", "7", "the text itself"],
    ["The answer is 5. I hope it is correct.<|im_start|>user 6", "5", '"answer is"'],
  ])("%j → %j by %s", (text, answer, from) => expect(finalAnswer(text)).toMatchObject({ answer, from }));

  it.each([
    ["", "nothing"],
    ["Answer \\( \n 9 \n \\)", "inline mathematics broken over lines"],
  ])("%j: %s", (text) => expect(finalAnswer(text)?.answer ?? "").toBe(""));

  it("a correction after the box takes it back", () => {
    expect(finalAnswer("\\boxed{3}. Wait, that is wrong, x must be $4$.")?.answer).toBe("$4$");
  });
});

describe("its parts", () => {
  it("boxes: outermost, closed", () => {
    expect(boxSpans("\\boxed{\\boxed{3}} \\boxed{").map((box) => box.content)).toEqual(["\\boxed{3}"]);
    expect(boxSpans("\\\\boxed{5} \\boxedx")).toEqual([]);
  });
  it("formulas, not amounts of money", () => {
    const contents = (text: string) => mathSegments(text).map((segment) => segment.content);
    expect(contents("$a$ \\(b\\) $$c$$ \\[d\\]")).toEqual(["a", "b", "c", "d"]);
    expect(contents("she paid $5 and then paid $6")).toEqual([]);
  });
  it("prose has words outside its formulas", () => {
    expect(isProse("We have $x=2$ here")).toBe(true);
    expect(isProse("$a$ and $b$")).toBe(false);
    expect(isProse("40 chocolate candies")).toBe(false);
  });
});
