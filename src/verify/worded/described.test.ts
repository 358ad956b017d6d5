// What sentences describe in words, with their qualifiers; plain sentences behind formulas; signs that are independent.
import { describeResponses } from "../../../tests/judged-kinds.ts";

describeResponses({
  "what a sentence describes in words": [
    [
      "So the required positive integers are precisely those that leave remainder 8 when divided by 15, namely 8, 23, 38, 53, and so on.",
      "$n=15m+8$, where $m\\ge 0$ is an integer",
    ],
    [
      "So the positive integers with this property are the multiples of 6.",
      "6k, k \\ge 1",
      "6k, k \\in \\mathbb{Z}",
    ],
    ["So the exceptions are the multiples of 6.", null, "6k, k \\in \\mathbb{Z}"],
    ["So this fails for the powers of two.", null, "2^k, k \\ge 0"],
    ["Hence the numbers we look for are precisely the multiples of 7.", "7k, k\\in\\mathbb{Z}"],
    [
      "We tried small cases.\nTherefore the property holds exactly for the odd integers.",
      "n = 2k+1, k \\in \\mathbb{Z}",
    ],
    ["By Wilson's theorem it works.\n\nSo this happens precisely when n is even.", "n \\equiv 0 \\pmod 2"],
    ["Thus the set of all such points is the circle with centre (1, -2) and radius 3.", "(x-1)^2+(y+2)^2=9"],
    [
      "We computed a few terms.\n\nSo the sequence is the geometric sequence with first term 3 and common ratio 2.",
      "a_n = 3\\cdot 2^{n-1}",
    ],
    ["Answer: the primes that leave remainder 3 when divided by 4.", "p \\equiv 3 \\pmod 4, p prime"],
    ["The answer is all primes congruent to 1 mod 3.", "primes of the form $3k+1$"],
    ["**Answer:** exactly the powers of three: 1, 3, 9, 27, ...", "3^k, k \\ge 0"],
    ["Therefore the functions are the zero function and the identity.", "f(x)=0, f(x)=x"],
    ["Hence it holds if and only if $a$ and $b$ are coprime.", "\\gcd(a,b)=1"],
    ["By the ratio test the series grows.\nSo the limit is positive infinity.", "\\infty"],
    [
      "So the required positive integers are those congruent to 2 modulo 5.",
      "5k+2, k \\ge 0",
      "5k+3, k \\ge 0",
    ],
    ["Hence the numbers we look for are not the multiples of 7.", null, "7k, k\\in\\mathbb{Z}"],
    [
      "If $n$ is odd, the numbers are the multiples of 7. So the answer is $3$.",
      null,
      "7k, k\\in\\mathbb{Z}",
    ],
    ["The number of divisors is even. So $d = 4$.", null, "n = 2k"],
    ["So the smallest of these is one of the powers of two.", null, "2^k, k\\ge 0"],
    ["The statement is false for the odd integers.", null, "2k+1"],
    ["Maybe the solutions are the perfect squares.", null, "n^2, n \\ge 0"],
    ["The complement is the circle with centre (0,0) and radius 2.", null, "x^2+y^2=4"],
    ["So the sum of the odd integers up to 9 is 25.", "25", "2k+1"],
    ["So the number of primes congruent to 1 mod 4 is 11.", "11"],
    ["The area of the circle with centre (0,0) and radius 2 is $4\\pi$.", "4\\pi"],
    ["There are 14 pairs of coprime integers, so the total is 28.", "28"],
  ],
  "a formula with what its letters are": [
    [
      "The answer is $(3n,\\,4n,\\,5n)$ for $n=1,2,3,\\ldots$",
      "$(a,b,c)=(3k,4k,5k)$, $k$ a positive integer",
    ],
    ["So the sides are $3n, 4n, 5n$ for $n = 1, 2, 3, \\dots$", "3k,4k,5k with k \\ge 1"],
    ["The answer is $4k+1$ for $k = 0, 1, 2, \\ldots$.", "4k+1, k \\ge 0", "4k+1, k \\ge 1"],
    ["The answer is $2^n$ where $n$ is a positive integer.", "2^n, n \\ge 1", "2^n, n \\ge 2"],
  ],
  "a plain sentence behind formulas": [
    ["Done.\n\nThe amount invested was therefore 1250 dollars.", "\\$1,250"],
    ["We solve.\n\nThus the triangle has an area of 24 square centimetres.", "$24\\text{ cm}^2$"],
    [
      "Heron with $s=12$: $\\sqrt{12\\cdot 6}=\\sqrt{72}$.\n\nThus the triangle has an area of 24 square centimetres.",
      "24",
    ],
    ["Let the principal be $P$.\n\nThe amount invested was therefore 1250 dollars.", "\\$1,250"],
    ["We have $x = 3$.\n\nThe amount invested was therefore 1250 dollars.", "\\$1,250"],
    ["We solve $2x = 8$.\n\nSo the train travels at a speed of 60 km per hour.", "60 km/h"],
    [
      "Completing squares: $(x-4)^2+(y+1)^2=25$.\n\nSo the centre of the circle is the point C(4, −1) (its radius is 5).",
      "(4,-1)",
    ],
    ["Heron with $s=12$: $\\sqrt{72}$.\n\nThus the triangle has an area of 24.", "24"],
    ["Heron with $s=12$.\n\nThus the triangle has an area of 24 cm.", "24"],
    ["Heron with $s=12$.\n\nThus the area is 24 square centimetres.", "24"],
    ["Heron with $s=12$.\n\nThus the triangle has an area of 24 square centimetres.", "24"],
    ["Heron with s=12.\n\nThus the triangle has an area of 24 square centimetres.", "24"],
    ["Heron with 12 things. Thus the triangle has an area of 24 square centimetres.", "24"],
    ["$0.04P = 50$.\n\nThe length of the diagonal is thus 13 cm.", "13 \\text{ cm}"],
    ["$6x = 42$, as the faces are equal.\n\nThe number of marbles in the bag is therefore 7.", "7"],
    ["We have $x = 3$.\n\nThe amount invested was therefore not 1250 dollars.", null, "\\$1,250"],
    ["So the vertex is (2, 3) (the parabola opens upward with 4 units).", "(2,3)"],
  ],
  "signs that are independent": [
    [
      "We have $x^2=4$ and $y^2=9$. Thus \\boxed{(x,y)=(\\pm2,\\pm3)} with the two signs chosen independently, four solutions in all.",
      "$(2,3)$, $(2,-3)$, $(-2,3)$ and $(-2,-3)$",
      "$(2,3)$ and $(-2,-3)$",
    ],
    [
      "The vertices are $(\\pm 1, \\pm 5)$ for all combinations of signs.",
      "(1,5),(1,-5),(-1,5),(-1,-5)",
      "(1,5),(-1,-5)",
    ],
    ["So \\boxed{(\\pm a, \\pm b, 0)} with independent signs.", "(a,b,0), (-a,b,0), (a,-b,0), (-a,-b,0)"],
    ["So \\boxed{(\\pm a, \\pm b)} with the same sign in both places.", "(a,b), (-a,-b)"],
    [
      "So \\boxed{(\\pm a, \\pm b)} where the signs are not independent.",
      null,
      "(a,b), (-a,-b), (a,-b), (-a,b)",
    ],
  ],
  "in the affirmative": [
    ["So the answer is affirmative: yes, two such numbers can always be found.", "Yes", "No"],
    ["The answer is in the affirmative.", "Yes"],
  ],
});
