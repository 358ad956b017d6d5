// Answers that are said at more length than the reference: each kind with a reason, pairs that are the same by it, and
// pairs that only look so.
import { describeKinds } from "../../tests/judged-kinds.ts";

describeKinds([
  {
    name: "calculations of an expression",
    why: "of several letters, where its sides without letters come to the same, the last one is stated",
    same: [
      ["\\boxed{m+n = 12+5 = 17}", "17"],
      ["$100m+n = 100\\cdot3+7 = 307$", "307"],
      ["\\boxed{\\frac{m}{n} = \\frac68 = \\frac34}", "\\frac34"],
      ["\\boxed{p+q=3+4=7}", "p+q=7"],
      ["a_1+a_2=3+5=8 \\text{ cm}", "8"],
    ],
    different: [
      ["\\boxed{m+n = 12+5 = 18}", "18"],
      ["\\boxed{m+n = 12+5 = 18}", "17"],
      ["m+n = 12+5 = 17", "12"],
      ["m+n = 12+5 = 17", "m+n=12"],
      ["x = 3 = 4", "4"],
      ["x+y = 3 = 3", "3"],
      ["x+y = 17", "17"],
      ["x^2 = 3^2 = 9", "9"],
      ["2x+1 = 3+4 = 7", "7"],
    ],
  },
  {
    name: "bases in a sentence",
    why: "the base behind a number of that base is part of it",
    same: [
      ["The remainders are 5, 4, 3. Reading upward, the number is 345 (base 7).", "$345_7$"],
      ["The answer is 345 in base 7.", "345_7"],
      ["Therefore the result is $345$ in base $7$.", "345_{7}"],
      ["So the sum is \\(1101\\) (base two).", "1101_2"],
      ["180 in base 10 is 345 in base 7.", "345_7"],
      ["\\boxed{63} (base 8)", "63_8"],
    ],
    different: [
      ["The number is 345 (base 8).", "345_7"],
      ["\\boxed{63} (base 8)", "63_9"],
      ["The number is 345 (base 7).", "180"],
      ["The number is 345 (base 7).", "7"],
      ["The triangle has area 24 (base 6, height 8).", "24_6"],
      ["The area is 24 with base 6.", "24_6"],
    ],
  },
  {
    name: "permutations in a sentence",
    why: "a tuple and its permutations are all of them",
    same: [
      ["So the solutions are $(2,2,5)$ and all its permutations.", "(2,2,5),(2,5,2),(5,2,2)"],
      ["The answer is $(1,2,3)$ and its cyclic permutations.", "(1,2,3),(2,3,1),(3,1,2)"],
      [
        "The triples are (1, 1, 4) and (2, 2, 2) and permutations thereof.",
        "(1,1,4),(1,4,1),(4,1,1),(2,2,2)",
      ],
      ["The solutions are $(0,0,1)$ and $(1,1,4)$ with its permutations.", "(0,0,1),(1,1,4),(1,4,1),(4,1,1)"],
      ["Thus they are the permutations of $(2,2,5)$.", "(2,2,5),(2,5,2),(5,2,2)"],
      ["$\\boxed{(2,2,5)}$ and all its permutations.", "(2,2,5),(2,5,2),(5,2,2)"],
      ["Die Lösungen sind $(2,2,5)$ und alle Permutationen davon.", "(2,2,5),(2,5,2),(5,2,2)"],
      [
        "Las soluciones son $(2,2,2)$ y $(1,1,2)$ y todas sus permutaciones.",
        "(2,2,2),(1,1,2),(1,2,1),(2,1,1)",
      ],
    ],
    different: [
      ["So the solutions are $(2,2,5)$ and all its permutations.", "(2,2,5)"],
      ["The answer is $(1,2,3)$ and its permutations.", "(1,2,3),(2,3,1),(3,1,2)"],
      ["The triples are $(1,1,4)$ and $(2,2,5)$ and their permutations.", "(1,1,4),(2,2,5),(2,5,2),(5,2,2)"],
      ["Les solutions sont $(2,2,5)$ et ses permutations.", "(2,2,5)"],
      ["There are 6 permutations of (1,2,3).", "(1,2,3),(2,3,1),(3,1,2),(1,3,2),(2,1,3),(3,2,1)"],
      ["The answer is $(2,2,5)$ and not its permutations.", "(2,2,5),(2,5,2),(5,2,2)"],
    ],
  },
  {
    name: "degrees in words",
    why: "the word behind the number of a sentence makes it an angle, which counts beside one in radians",
    same: [
      [
        "The cosine is $\\frac{1}{\\sqrt2}$, so the angle between the planes is 45 degrees.",
        "$\\frac{\\pi}{4}$",
      ],
      ["The line makes an angle of 60 degrees with the axis.", "\\frac\\pi3"],
      ["Thus $\\theta = 45$ degrees.", "\\frac\\pi4"],
      ["$\\boxed{45}$ degrees", "\\frac\\pi4"],
      ["Der Winkel beträgt 45 Grad.", "\\frac\\pi4"],
      ["El ángulo mide 60 grados.", "\\frac\\pi3"],
      ["The angle is 45 degrees.", "45"],
      ["The temperature rose 13 degrees.", "13"],
    ],
    different: [
      ["The angle is 45.", "\\frac\\pi4"],
      ["The angle is 45 degrees.", "45 \\text{ radians}"],
      ["$\\boxed{45}$", "\\frac\\pi4"],
      ["The angle is 60 degrees.", "\\frac\\pi4"],
      ["The angle is $\\frac\\pi4$ degrees.", "\\frac\\pi4"],
      ["The polynomial has 45 degrees of freedom.", "\\frac\\pi4"],
      ["The temperature is 45 degrees Celsius.", "\\frac\\pi4"],
    ],
  },
  {
    name: "qualifiers in a sentence",
    why: "what says of the letters of a formula what they are is no answer of its own",
    same: [
      [
        "Also ist $x = \\frac\\pi3+k\\pi$ für alle $k \\in \\mathbb{Z}$.",
        "x=\\frac\\pi3+k\\pi, k\\in\\mathbb Z",
      ],
      [
        "We have $x = 60^\\circ + 180^\\circ k$ for any integer $k$.",
        "$x=\\frac{\\pi}{3}+k\\pi, k\\in\\mathbb Z$",
      ],
      [
        "Then $x=\\frac\\pi6+2k\\pi$ or $x=\\frac{5\\pi}6+2k\\pi$, where $k$ is an integer.",
        "(-1)^n\\frac\\pi6+n\\pi",
      ],
      ["It works, and so we find that $f(x) = cx$ for some constant $c$.", "f(x)=cx"],
      ["It follows that $n = 4k + 1$ for some integer $k$.", "n \\equiv 1 \\pmod 4"],
      [
        "Also ist $x = \\frac{\\pi}{3}+k\\pi$ mit $k \\in \\mathbb{Z}$.",
        "x=\\frac\\pi3+k\\pi, k\\in\\mathbb Z",
      ],
      ["We divide by 2. Therefore x = \\frac\\pi3 + k\\pi for any integer k.", "\\frac\\pi3+n\\pi"],
      ["Hence the range is $y \\ge 3$ for all real $x$.", "[3,\\infty)"],
    ],
    different: [
      ["We have $x = 60^\\circ + 180^\\circ k$ for any integer $k$.", "k"],
      ["We have $x = 60^\\circ + 360^\\circ k$ for any integer $k$.", "x=\\frac\\pi3+k\\pi"],
      ["It follows that $n = 4k + 1$ for some integer $k$.", "n \\equiv 3 \\pmod 4"],
      [
        "Hence $x = \\frac\\pi3 + n\\pi$ for all $n \\in \\mathbb{N}$.",
        "x=\\frac\\pi3+k\\pi, k\\in\\mathbb Z",
      ],
      ["The inequality $x^2 \\ge 0$ holds for all real $x$.", "x^2"],
    ],
  },
  {
    name: "letters one a line",
    why: "a text that ends in lines of letters and their values gives them all",
    same: [
      ["So the coefficients are\n- a = 1\n- b = -4\n- c = 9", "$(a,b,c)=(1,-4,9)$"],
      ["The answer is:\n\n* $a = 1$,\n* $b = -4$.", "a=1, b=-4"],
      ["The solution is:\nx = 3\ny = -2", "(3,-2)"],
      ["The solutions are:\n1. x = 1\n2. x = 4", "\\{1, 4\\}"],
      ["Subtract.\n2x = 6\nx = 3\ny = -2", "-2"],
      ["x = 7 - 4\nx = 3", "3"],
      ["The answer is 5.\n\nIndeed:\n- a = 2\n- b = 3", "5"],
    ],
    different: [
      ["So the coefficients are\n- a = 1\n- b = -4\n- c = 9", "(1,4,9)"],
      ["So the coefficients are\n- a = 1\n- b = -4\n- c = 9", "9"],
      ["The solution is:\nx = 3\ny = -2", "(-2,3)"],
      ["So\n- a = 1\n- b = 2\n- a = 3", "(1,2)"],
      ["The answer is 5.\n\nIndeed:\n- a = 2\n- b = 3", "(2,3)"],
    ],
  },
  {
    name: "values by their names",
    why: "where both sides name the same things, each value is that of its name, in any order",
    same: [
      ["The maximum value is $11$ and the minimum value is $-9$.", "minimum $-9$, maximum $11$"],
      ["The maximum is 11. The minimum is -9.", "min = -9, max = 11"],
      ["**Tom has 14 marbles and Sara has 9 marbles.**", "Sara: 9, Tom: 14"],
      ["- Tom: 14\n- Sara: 9", "- Sara: 9\n- Tom: 14"],
      ["Anna has 3, Ben has 4, and Carl has 5 apples.", "Ben: 4, Anna: 3, Carl: 5"],
      ["Das Maximum ist 11 und das Minimum ist -9.", "Minimum: -9, Maximum: 11"],
    ],
    different: [
      ["The maximum value is $-9$ and the minimum value is $11$.", "minimum $-9$, maximum $11$"],
      ["**Tom has 9 marbles and Sara has 14 marbles.**", "Sara: 9, Tom: 14"],
      ["- Tom: 9\n- Sara: 14", "- Tom: 14\n- Sara: 9"],
      ["- Tom: 9\n- Sara: 14", "Sara: 9, Tom: 14"],
      ["The length is 8 cm and the width is 5 cm.", "width 5 m, length 8 m"],
      ["Mean: 5, mode: 4", "The mean is 5 and the median is 4."],
      ["Tom does not have 14 and Sara has 9.", "Sara: 9, Tom: 14"],
      ["Tom has 14 or Sara has 9.", "Sara: 9, Tom: 14"],
      ["Tom has 9, Tom has 14 and Sara has 9.", "Tom: 14, Sara: 9"],
      ["Tom has 14 more marbles and Sara has 9.", "Tom: 14, Sara: 9"],
      ["Tom has 14 or fewer and Sara has 9.", "Tom: 14, Sara: 9"],
    ],
  },
  {
    name: "cases in a sentence",
    why: "a sentence that ends in a function by cases states all of it",
    same: [
      [
        "Also gilt $f(x) = x^2$ für $x < 0$ und $f(x) = 2x$ sonst.",
        "f(x)=\\begin{cases}x^2&x<0\\\\2x&x\\ge0\\end{cases}",
      ],
      [
        "Hence $f(n) = 1$ for even $n$ and $f(n) = 0$ for odd $n$.",
        "f(n)=\\begin{cases}0&n\\text{ odd}\\\\1&n\\text{ even}\\end{cases}",
      ],
      [
        "Matching both, we conclude that f(x) = x^2 for x < 0, and f(x) = 2x for x ≥ 0.",
        "f(x)=\\begin{cases}x^2&x<0\\\\2x&x\\ge0\\end{cases}",
      ],
      [
        "So $f(x) = x^2$ if $x < 0$, and $f(x) = 2x$ otherwise.",
        "f(x)=\\begin{cases}x^2&x<0\\\\2x&x\\ge0\\end{cases}",
      ],
      [
        "The answer is $f(x) = x^2$ when $x < 0$ and $2x$ when $x \\ge 0$.",
        "f(x)=\\begin{cases}x^2&x<0\\\\2x&x\\ge0\\end{cases}",
      ],
      [
        "So $a_n=2n$ if $n$ is even, and $a_n=n+1$ if $n$ is odd.",
        "a_n=\\begin{cases}n+1&n\\text{ odd}\\\\2n&n\\text{ even}\\end{cases}",
      ],
    ],
    different: [
      [
        "Hence $f(n) = 0$ for even $n$ and $f(n) = 1$ for odd $n$.",
        "f(n)=\\begin{cases}0&n\\text{ odd}\\\\1&n\\text{ even}\\end{cases}",
      ],
      [
        "We conclude that f(x) = 2x for x < 0, and f(x) = x^2 for x ≥ 0.",
        "f(x)=\\begin{cases}x^2&x<0\\\\2x&x\\ge0\\end{cases}",
      ],
      [
        "So $f(x) = x^2$ if $x \\le 1$, and $f(x) = 2x$ otherwise.",
        "f(x)=\\begin{cases}x^2&x<0\\\\2x&x\\ge0\\end{cases}",
      ],
      [
        "So $f(x) = x^2$ for $x < 0$ and $g(x) = 2x$ for $x \\ge 0$.",
        "f(x)=\\begin{cases}x^2&x<0\\\\2x&x\\ge0\\end{cases}",
      ],
      ["So $f(x) = x^2$ for $x < 0$ and $f(x) = 2x$ for $x \\ge 0$.", "f(x)=2x"],
      [
        "So $a_n=2n$ if $n$ is odd, and $a_n=n+1$ if $n$ is even.",
        "a_n=\\begin{cases}n+1&n\\text{ odd}\\\\2n&n\\text{ even}\\end{cases}",
      ],
    ],
  },
]);
