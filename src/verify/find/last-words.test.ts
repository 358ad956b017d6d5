// What a last sentence concludes in words, and numbers that are said beside it: ranges, what somebody says, ages beside years.
import { describeResponses } from "../../../tests/judged-kinds.ts";

describeResponses({
  "yes and no": [
    ["The kite is $15 and he has $12. He's $3 short, so sadly no, Sam can't buy the kite.", "No", "Yes", "3"],
    [
      "The bridge holds 20 tons. The lorry with its load weighs 12 + 7 = 19 tons, so luckily yes, it may cross.",
      "Yes",
      "No",
      "19",
    ],
    ["91 = 7 * 13. So no, 91 is not a prime number.", "No", "Yes", "91"],
    ["They need 4 * 25 = 100 tiles and own 96. No, they don't have enough tiles.", "No", "Yes", "96"],
    ["The film ends at 9:50 and the bus leaves at 10:05. Yes, she can catch it.", "Yes", "No"],
    ["The sum of the digits is 1 + 2 + 6 = 9, so yes, 126 is divisible by 9.", "Yes", "No", "126"],
    ["There were 12 and he took 5, so no, it's 7.", null, "No"],
    ["He thinks so. No, wait, it is 7.", null, "No"],
    ["He said no, he can't do 12 of them. So he did 7.", "7", "No"],
  ],
  "none left": [
    [
      "She baked 8 omelettes with 2 eggs each, and she had 16 eggs. So none of the eggs are left.",
      "0",
      "8",
      "16",
    ],
    ["Tim had 9 marbles. He gave 4 to Ann and 5 to Bea, so he has no marbles left.", "0", "9", "5"],
    ["4 boxes of 6 hold all 24 pens. Therefore nothing is left over.", "0", "24", "6"],
    ["35 pupils fill 7 rows of 5. So there are no pupils left without a seat.", "0", "5"],
    ["The bus had 18 people; 11 got off and then 7 more. So no one is left on the bus.", "0", "7", "11"],
    ["3 of the 12 pens are left. So none of the pencils are left.", null, "3"],
    ["There are no apples left, so she buys 12.", "12", "0"],
    ["It isn't true that none of the eggs are left. She has 4 eggs.", null, "0"],
  ],
  "a problem that does not say enough": [
    [
      "The problem doesn't say how many boys there are, so it can't be solved. If there were 12 boys, for instance, then there'd be 18 girls, but that's only a guess.",
      null,
      "18",
      "12",
    ],
    [
      "The text never mentions the price of a ticket, so we can't compute the total. With $8 a ticket, say, it'd be $40.",
      null,
      "40",
      "8",
    ],
    [
      "The question does not tell us his speed, so there is no way to find the time. At 60 km/h it would take 2 hours.",
      null,
      "2",
      "60",
    ],
    ["The problem doesn't say which way he walks, but since both ways are equal, he walks 6 km.", "6"],
  ],
  "ranges and estimates": [
    ["I'd estimate that somewhere between 4 and 6 tins of paint will do.", null, "6", "4"],
    ["She probably needs about 3 to 5 hours for it.", null, "3", "5"],
    ["It takes roughly 20-25 minutes.", null, "20", "25"],
    ["My guess is between 30 and 40 people.", null, "30", "40"],
    ["The difference between 12 and 7 is 5.", "5", "12", "7"],
    ["There are 4 primes between 10 and 20.", "4", "10", "20"],
    ["The score went from 4 to 6, so it rose by 2.", "2", "4", "6"],
  ],
  "what somebody says": [
    [
      "Haha, good one! Your sister's right that you have 8 pencils in the box, but she forgot the 7 on your desk, so next time she says 8 you can tell her it's 15, promise!",
      "15",
      "8",
      "7",
    ],
    [
      "Your uncle thinks it's 40 pages, but 6 chapters of 8 pages make 48, so tell him it's 48 next time he says 40.",
      "48",
      "40",
    ],
  ],
  years: [
    [
      "Ella was 11 in 2024, and she needs 7 more years to be 18. She'll turn 18 in 2031.",
      "2031",
      "18",
      "2024",
    ],
    [
      "The bridge was built in 1965 and has to be renewed after 80 years. That will be in 2045.",
      "2045",
      "80",
      "1965",
    ],
    [
      "Noah was born in 1998. He was 21 when he finished his studies. He finished his studies in 2019.",
      "2019",
      "21",
      "1998",
    ],
    ["Grandpa turned 70 in 2015. He was born in 1945, when the war ended.", "1945", "70", "2015"],
    ["Ella was 11 in 2024. She was 9 in 2022.", null, "2024"],
  ],
});
