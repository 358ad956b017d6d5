// Answers of several values at the end of a text: parts, lists, the letters of a system, ratios.
import { describeKinds } from "../../../tests/judged-kinds.ts";

describeKinds([
  {
    name: "parts with their working",
    why: "each part states one value, in a line, a paragraph or a box of its own",
    same: [
      [
        "(a) The train covers 60 km each hour for 3 hours: 60 · 3 = 180 km.\n(b) The return trip takes 180 / 90 = 2 hours.",
        "(a) 180 km (b) 2 hours",
      ],
      [
        "**Part (a):** We add the numbers: 14 + 9 = 23.\n\n**Part (b):** We double that, so 46.\n\nHope this helps!",
        "(a) 23; (b) 46",
      ],
      ["a) The slope is $\\frac{6-2}{3-1} = 2$.\nb) The y-intercept is $0$.", "a) 2 b) 0"],
      [
        "(a) Da 5 · 4 = 20, kostet es **20 €**.\n(b) Mit Rabatt zahlt man 20 − 5 = **15 €**.",
        "a) 20 € b) 15 €",
      ],
      ["Câu a) Chu vi là 2 × (5 + 3) = 16 cm.\nCâu b) Diện tích là 5 × 3 = 15 cm².", "16 cm, 15 cm²"],
      [
        "a) Perímetro: 4 × 5 = 20 cm\nb) Área: 5 × 5 = 25 cm²\n\nRespuesta: a) 20 cm; b) 25 cm²",
        "a) 20 cm, b) 25 cm²",
      ],
      [
        "(a) Since 2 is prime, the statement is true: **true**.\n(b) 9 is odd but not prime, so **false**.",
        "(a) true (b) false",
      ],
      [
        "Part (a). We find $\\boxed{x = 3}$.\n\nPart (b). We find $\\boxed{7}$.\n\nPart (c). Finally $\\boxed{-1}$.",
        "(a) 3 (b) 7 (c) -1",
      ],
      ["$$\\boxed{\\text{(a) }\\frac{1}{6}\\quad\\text{(b) }\\frac{5}{36}}$$", "(a) 1/6, (b) 5/36"],
      ["**a.** 3 + 4 = 7\n**b.** 7 × 2 = 14", "(a) 7 (b) 14"],
      ["1) 5 + 6 = 11 яблок\n2) 11 · 2 = 22 груши\n\nОтвет: 1) 11 яблок; 2) 22 груши", "11 яблок, 22 груши"],
      [
        "Part (a): The expected value is $\\frac{7}{2}$.\n\nPart (b): The variance is $\\frac{35}{12}$.",
        "(a) 7/2, (b) 35/12",
      ],
      ["(a) $x = 4$\n\n(b) $x = -4$ is extraneous, so there is no solution.", "(a) x = 4 (b) no solution"],
      [
        "(a) It is continuous: yes.\n(b) It is not differentiable at 0: no.\n\nAnswer: (a) yes, (b) no",
        "(a) Yes (b) No",
      ],
      ["a) Prawda\nb) Fałsz", "(a) prawda (b) fałsz"],
      ["Answers: (a) 24 cm² (b) 20 cm", "24 cm², 20 cm"],
      ["**Answer:**\n(a) 24\n(b) 20", "(a) 24 (b) 20"],
      ["The answers are (a) 5 and (b) 9.", "(a) 5 (b) 9"],
      ["\\boxed{(a)\\ 5,\\ (b)\\ 9}", "(a) 5; (b) 9"],
      ["\\boxed{\\text{(a) } 5} \\quad \\boxed{\\text{(b) } 9}", "(a) 5 (b) 9"],
      ["(a) \\boxed{12}\n(b) \\boxed{15}\n\nLet me know if you have questions!", "12, 15"],
      ["a) 0,5 m\nb) 1,25 m", "a) 0,5 m; b) 1,25 m"],
      ["(i) $\\gcd(12, 18) = 6$\n\n(ii) $\\operatorname{lcm}(12, 18) = 36$", "(i) 6 (ii) 36"],
    ],
    different: [
      ["(a) 3 × 4 = 12 goats\n\n(b) 12 × 4 = 48 legs", "(a) 48 (b) 12"],
      ["(a) 3 × 4 = 12 goats\n\n(b) 12 × 4 = 46 legs", "(a) 12 (b) 48"],
      ["(a) 3 × 4 = 12 goats\n\n(b) 12 × 4 = 48 legs\n\nWait, (a) should be 13.", "(a) 12 (b) 48"],
      ["**(a)** $\\boxed{4}$.\n\n**(b)** $\\boxed{\\tfrac13}$.", "(a) $4$; (b) $\\frac14$"],
      ["(i) yes\n(ii) no", "(i) no, (ii) yes"],
      ["(a) 12\n(b) 48\n(c) 7", "(a) 12 (b) 48"],
    ],
  },
  {
    name: "lists",
    why: "the items of a list, which may be counted behind it",
    same: [
      ["The primes below 12 are:\n\n* 2\n* 3\n* 5\n* 7\n* 11\n\nSo there are 5 primes.", "2, 3, 5, 7, 11"],
      ["Factors of 8:\n1. 1\n2. 2\n3. 4\n4. 8", "1, 2, 4, 8"],
      ["The multiples are:\n- 6\n- 12\n- 18", "6, 12, 18"],
      ["The factors of 15 are 1, 3, 5 and 15. That makes 4 factors.", "1, 3, 5, 15"],
      ["The factors of 15 are 1, 3, 5 and 15. That makes 4 factors.", "4"],
      ["The prime numbers between 10 and 20 are 11, 13, 17, and 19, so there are 4 of them.", "4"],
    ],
    different: [
      ["They are:\n- 1\n- 2\n\nSo the sum is 3 + 5 = 8", "1, 2"],
      [
        "The factors of 12 are:\n\n- 1\n- 2\n- 3\n- 4\n- 6\n\nThat's 5 factors altogether.",
        "1, 2, 3, 4, 6, 12",
      ],
    ],
  },
  {
    name: "letters of a system",
    why: "each letter is settled once",
    same: [
      ["From x + y = 10 and x - y = 4 we get 2x = 14, so x = 7. Substituting back gives y = 3.", "(7, 3)"],
      ["Add the equations a + 2b = 8 and a − 2b = 0: 2a = 8, so a = 4.\nThen b = 2.", "a = 4, b = 2"],
      ["2x + y = 7\nx - y = 2\n\nAdding: 3x = 9, x = 3.\n\nPlug in: y = 3 - 2 = 1.", "x = 3, y = 1"],
    ],
    different: [
      ["From x + y = 10 and x - y = 4 we get 2x = 14, so x = 7. Substituting back gives y = 3.", "(3, 7)"],
      ["From x + y = 10 and x - y = 4 we get 2x = 14, so x = 7. Substituting back gives y = 4.", "(7, 3)"],
      ["From x + y = 10 and x - y = 4: x = 7, y = 3. So x * y = 21.", "(7, 3)"],
    ],
  },
  {
    name: "ratios in words",
    why: "what is to what, in the order in which it is said",
    same: [
      ["So the ratio of boys to girls is 5 to 8.", "5:8"],
      ["That makes 2 wins for every 7 losses.", "2:7"],
      ["The simplified ratio of cats to dogs is 3 : 5.", "3:5"],
      ["In lowest terms there are 7 trucks for every 9 cars.", "7:9"],
      ["The ratio of red to blue to green is 2 to 3 to 5.", "2:3:5"],
      ["Dividing both by 4, the ratio reduces to 3 to 4.", "3:4"],
      ["The ratio of sugar to flour is 1:4.", "1 to 4"],
      ["The ratio is 4 blue to 5 red.", "4:5"],
      ["Das Verhältnis ist 3 zu 4.", "3:4"],
      ["Le rapport est de 3 pour 4.", "3:4"],
      ["There are 2 teachers for every 25 students.", "2:25"],
    ],
    different: [
      ["That makes 7 wins for every 2 losses.", "2:7"],
      ["So the ratio of boys to girls is not 5 to 8.", "5:8"],
      ["So the ratio of boys to girls is 8 to 5.", "5:8"],
      ["There are 25 students for every 2 teachers.", "2:25"],
      ["There are 2 teachers for every 25 students.", "25"],
    ],
  },
]);
