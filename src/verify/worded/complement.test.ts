// What short plain sentences say that is no number: the answer is recognised, and nothing else of the sentence.
import { describe, expect, it } from "vitest";
import { judge } from "../judge.ts";

/** A sentence, its answer, and answers that it does not give. */
type Row = [text: string, answer: string, ...others: string[]];

const rules: Record<string, Row[]> = {
  "a noun or adjective is said of the subject": [
    ["The quadrilateral is a rhombus.", "rhombus", "square"],
    ["So the series is divergent.", "\\text{divergent}", "\\text{convergent}"],
    ["The graph is a straight line.", "straight line", "line"],
    ["Therefore, this claim is true.", "\\text{True}", "\\text{False}"],
  ],
  "what a value does, equations one after another": [
    ["The derivative is undefined.", "undefined", "defined"],
    ["Hence f(x) = 0 and g(x) = x^2.", "f(x)=0, g(x)=x^2", "g(x) = x^2"],
  ],
  "what is denied, doubted or said of something else is no answer": [
    ["The quadrilateral is not a rhombus.", "not a rhombus", "rhombus"],
    ["The series could be divergent.", "could be divergent", "divergent"],
    ["The opposite is true.", "the opposite is true", "true"],
    ["The number is prime or composite.", "prime or composite", "prime", "composite"],
    ["Perhaps it is a rhombus.", "perhaps a rhombus", "rhombus"],
    ["Maybe the vertices are (0, 1) and (4, -2).", "maybe", "(0,1),(4,-2)"],
    ["The fact that it is prime is clear.", "clear fact", "clear", "prime"],
  ],
  "yes and no, and what only says so again": [
    ["Yes, this is always possible.", "\\text{Yes}", "\\text{No}"],
    ["No, there is no such triangle.", "no", "yes"],
    ["Yes, but it is not unique.", "yes, but it is not unique", "yes", "no"],
    ["Yes, when p is odd.", "yes, but only then", "yes", "no"],
    ["Yes, it is impossible.", "yes, it is impossible", "yes", "no"],
  ],
  "an option is called right": [
    ["Option C is the correct one.", "C", "A"],
    ["So statement (B) is true.", "B", "A"],
    ["The right choice is (E).", "\\text{(E)}", "A"],
    ["Option C is not correct.", "none", "C"],
    ["(D) is the right answer.", "D", "A"],
    ["Statements II and IV are true.", "II, IV", "II", "IV"],
    ["The true statements are II and IV.", "\\text{II and IV}", "II"],
    ["The correct letter is E.", "\\textbf{(E)}\\ 12", "A", "\\textbf{(D)}\\ 12"],
  ],
  "points, matrices, functions and circled numbers": [
    ["The vertices are (0, 1) and (4, -2).", "(4,-2),(0,1)", "(0,1)", "4"],
    ["Hence the matrix is [[2, 0], [0, 5]].", "\\begin{pmatrix}2&0\\\\0&5\\end{pmatrix}", "5"],
    ["The true ones are ① and ③.", "①③", "①", "3"],
    ["The functions are f(x) = 1 and f(x) = 2x.", "f(x)=2x, f(x)=1", "f(x)=2x", "1"],
    ["The set is {3, 8}.", "\\{3,8\\}", "8", "(3,8)"],
    ["The interval is [3, 8).", "3\\le x<8", "[3,8]"],
    ["The focus lies at (0, 3).", "(0,3)", "3", "(3,0)"],
    ["The roots are -4 and 6.", "6,-4", "6", "-4"],
    ["The gradient is 2i - 5j + k.", "(2,-5,1)", "2", "(2,5,1)"],
    ["The particular solution is y = 3e^{2x}.", "y=3e^{2x}", "3", "y=2e^{3x}"],
    ["There are 14 chairs in the second row.", "14", "2nd"],
  ],
  "names with their values": [
    ["Therefore q = 4, p = 9 and r = -1.", "(p,q,r)=(9,4,-1)", "(p,q,r)=(4,9,-1)", "4"],
    ["u = 2 and v = 6", "(u,v)=(2,6)", "6"],
    ["Minimum: 3; maximum: 12.", "\\text{max}=12, \\text{min}=3", "\\text{max}=3, \\text{min}=12", "12"],
  ],
  "ratios, dates, durations, ordinals": [
    ["The ratio of boys to girls is 3 to 5.", "3:5", "5:3", "3"],
    ["The last day is June 3, 2021.", "3\\text{ June }2021", "3", "2021"],
    ["The film lasts 2 hours and 15 minutes.", "135\\text{ minutes}", "2", "15", "2.15\\text{ hours}"],
    ["It first rains on the 12th day.", "12^{\\text{th}}", "2nd", "1st"],
    ["The number 34 is the thirty-third term.", "33\\text{rd}", "34", "3rd"],
    ["It falls on a Thursday.", "Thursday", "Tuesday"],
    ["The number 21 is the eighth Fibonacci number.", "8th", "21"],
    ["The bridge was opened on May 24, 1883.", "24\\text{ May }1883", "24", "1883"],
    ["She is the fourth child.", "4th", "\\frac14"],
    ["The winner is Team 3.", "\\text{Team }3", "Team 2"],
  ],
  "numbers of choices and numbers in a base": [
    ["So there are C(12, 5) ways.", "\\binom{12}{5}", "12", "5", "95040"],
    ["There are 12C5 ways.", "792", "12", "5"],
    ["This gives 7P2 different flags.", "42", "21", "7"],
    ["There are C (7, 2) choices.", "21", "7", "42"],
    ["12C5 ways", "792", "12", "5"],
    ["The code is 0x2F.", "2F_{16}", "2", "2F"],
  ],
  "sets in words": [
    ["All real numbers except 4.", "x\\ne4", "4", "\\mathbb{R}"],
    ["The domain is all real numbers except 4.", "x\\ne4", "4", "x=4", "\\mathbb{R}"],
    ["The range is all real numbers.", "(-\\infty,\\infty)", "x\\ne0"],
    ["There are no real solutions.", "\\emptyset", "0", "\\mathbb{R}"],
    ["x can be any real number except 4.", "x\\ne4", "4"],
    ["The function is defined for all real numbers except -2.", "x\\ne-2", "-2"],
    ["The function is not defined for all real numbers.", "not all", "\\mathbb{R}"],
    ["The equation has no real roots.", "\\emptyset", "0"],
    ["No solution exists.", "\\text{no solution}", "0"],
    ["The map is neither injective nor surjective.", "neither", "injective", "surjective"],
    ["The system has no solution.", "\\text{no solution}", "0"],
  ],
};

describe.each(Object.entries(rules))("%s", (_, rows) => {
  it.each(rows)("%s is %s", (text, answer, ...others) => {
    if (!/not |could|opposite|or composite|fact|but|impossible|when|aybe|erhaps/.test(text))
      expect(judge(text, answer)).toMatchObject({ verdict: true });
    for (const other of others) expect([other, judge(text, other).verdict === true]).toEqual([other, false]);
  });
});
