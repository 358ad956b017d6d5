// A last sentence whose value follows from two that were given, and stories that only go on with a number.
import { describeResponses } from "../../../tests/judged-kinds.ts";

describeResponses({
  "a value that follows from two before it": [
    [
      "Rent and power are 1,650 euros together, and there are 4 roommates. Each roommate has to pay €412.50 a month.",
      "412.5",
      "1650",
      "4",
    ],
    [
      "The jacket costs $80.\n\n30% of $80 is $24, and the shop takes this off.\n\nOmar pays $56 for the jacket.",
      "56",
      "24",
      "80",
    ],
    ["A row holds 14 seats and the hall has 9 rows. The hall holds 126 seats.", "126", "14", "9"],
    ["Mia had 45 stickers and gave away 17 stickers. She keeps 28 stickers.", "28", "17"],
    ["The box held 60 nails in 4 bags. Each bag contains 15 nails.", "15", "60"],
  ],
  "a story that goes on": [
    ["Cherie has 2 friends who want 5 gifts each. She decides to get 10 more gifts.", null, "10"],
    ["A bag holds 4 of the 6 balls. A crate carries 24 kilograms.", null, "24"],
    ["Tom had 10 apples and ate 3 apples. Then he bought 7 apples.", null, "7"],
    ["He had 12 coins and found 5 coins. Did he lose 7 coins?", null, "7"],
    ["Tom had 10 apples and ate 3 apples. Ann guesses 7 apples.", null, "7"],
    ["Tom had 10 apples and ate 3 apples. He wishes he had 7 apples.", null, "7"],
    ["Tom had 10 apples and ate 3 apples. Afterwards his aunt gave him 7 apples.", null, "7"],
    ["There are 4 cars with 5 seats each. Some people say 20 seats.", null, "20"],
    ["There are 4 cars with 5 seats each. It can't be 20 seats.", null, "20"],
    ["A class has 12 boys and 8 girls. The teacher is on page 96.", null, "96"],
    ["A rope is 24 m long and is cut into 3 pieces. See figure 8.", null, "8"],
    ["In 3 boxes are 21 balls. 7 balls are red.", null, "7"],
    ["He had 20 apples and ate 4. That leaves 16 apples. The tree bears 80 apples.", null, "80"],
  ],
  "a time of day with its half in words": [
    [
      "Ben's train takes 50 minutes and Clara's takes 35. They will meet at 4:15 in the afternoon.",
      "4:15 PM",
      "4:15 AM",
    ],
    ["The drive takes 90 minutes. She arrives at 8:20 in the morning.", "8:20 a.m.", "8:20 p.m."],
  ],
  rounded: [
    ["The bill is $46.72. Rounded to the nearest dollar, that is $47.", "47", "46.72"],
    ["The tank loses 12.4 litres. That is 12 litres to the nearest litre.", "12", "12.4"],
    ["The path is 3.27 km long. Rounded to one decimal place, this is 3.3 km.", "3.3", "3.27"],
  ],
  "what is rounded to nothing": [
    ["The tank holds 40 litres. It is 5 miles to the nearest town.", null, "5"],
    ["The bill is $46.72. Rounded to the nearest dollar, that is $47 too much.", null, "47"],
    ["The bill is $46.72. Rounded up, that is $50, which is wrong.", null, "50"],
  ],
  emphasis: [
    ["__Final answer__: _0.6_", "0.6", "6"],
    ["It is _9 apples_.", "9"],
  ],
  "an equation of amounts": [
    ["\\boxed{\\$120 - \\$45 = \\$75}", "75", "120", "45", "75 euros"],
    ["The answer is \\$8 + \\$4.50 = \\$12.50.", "12.5", "8", "4.5"],
    ["\\boxed{\\$120 - \\$45 = \\$85}", null, "75", "85"],
  ],
  "an irrational number with a unit": [
    ["The diameter is 10 cm. The circumference is 10π cm, which is about 31.4 cm.", "10\\pi", "10"],
    ["The area is 9\\pi r.", "9\\pi r", "9\\pi"],
  ],
});
