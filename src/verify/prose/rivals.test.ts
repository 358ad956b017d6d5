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
  "what will be so then": [
    [
      "Ben is 9 now, and his sister is twice as old, so she is 18. In 5 years, his sister will be 23 years old.",
      "23",
      "18",
      "5",
    ],
    ["Leo is 14 years old. In 6 years, Leo will be 20 years old.", "20", "14", "6"],
    ["A train goes 90 km every hour. In 3 hours, the train goes 270 km.", "270", "90", "3"],
    ["The pump moves 30 litres a minute. In 12 minutes, the pump moves 360 litres.", "360", "12"],
    [
      "The plant is 12 cm tall and grows 4 cm each week. In 6 weeks, the plant will be 36 cm tall.",
      "36",
      "6",
    ],
    [
      "The tank holds 80 litres and loses 5 litres each hour. In 4 hours, the tank will hold 60 litres.",
      "60",
      "4",
      "80",
    ],
    ["Mia has $40 and saves $15. By Friday, she has $55.", "55", "40", "15"],
    ["There are 18 people on the bus. After 3 more stops, 54 people are on the bus.", "54", "3"],
  ],
  "what only may be so then, or of something else": [
    ["Ben is 9 years old. In 5 years, his sister will be 20 years old.", null, "20"],
    ["The shop sold 30 hats. In 2 weeks, the shop sells 45 hats.", null, "45"],
    ["Mia has 20 red and 30 blue beads. In 7 days, Mia has 50 beads.", null, "50"],
    ["He has 12 coins. In 3 days he buys 36 coins.", null, "36"],
    ["Ben is 9 years old. In 5 years, he might be 14 years old.", null, "14"],
    ["Ben is 9 years old. In 5 years, his bus will be 14 years old.", null, "14"],
    ["A box has 12 pens. In 4 years, the price will be 48 dollars.", null, "48"],
    ["So she is 18 years old. In 5 years, she will be 23 years old.", null, "18", "23"],
  ],
});

describeResponses({
  "what is so then and makes sure of something, happens or has to be": [
    ["x + 4 = 2(x - 3), so Ben is 10 years old. In 4 years, Ben will be 14 years old.", null, "14"],
    ["Let x be Ben's age. 3x = 30, so x is 10. In 4 years, Ben will be 14 years old.", null, "14"],
    [
      "The car drives 60 km each hour and the bike 20 km each hour, so they close 240 km in 240 / 80 = 3 hours. In 3 hours, the car drives 180 km.",
      null,
      "180",
    ],
    ["Mia has 20 stickers and 15 cards. On Monday, she lost 5 stickers.", null, "5"],
    ["10 + 20 = 30 books in total. In 2 weeks, she will read 60 books.", null, "60"],
    ["He has 18 dollars. In 5 years, he needs to have 23 dollars.", null, "23"],
    ["6 * 3 = 18 dollars. In 5 weeks, he must have 23 dollars.", null, "23"],
    ["45 - 17 = 28 stickers are left. In 2 days, she has 56 stickers.", null, "56"],
    ["He walks 3 km each hour, so 12 km take 12 / 3 = 4 hours. In 2 hours, he walks 6 km.", null, "6"],
    ["Ann has 12 * 3 = 36 points. By Friday, she has 39 points.", null, "39"],
    ["Ann has 12 * 3 = 36 points. At most, she has 39 points.", null, "39"],
    ["Ann has 12 * 3 = 36 points. In theory, she has 39 points.", null, "39"],
    ["Ann has 12 * 3 = 36 points. In contrast, she has 24 points.", null, "24"],
    ["Ann has 12 * 3 = 36 points. In another game, she has 48 points.", null, "48"],
    ["Ann has 12 * 3 = 36 points. During last year, she has 33 points.", null, "33"],
    ["Ann has 12 * 3 = 36 points. In 2 other games, she has 72 points.", null, "72"],
    ["She is 36 years old, which is what was asked. In 4 years, she will be 40 years old.", null, "40"],
    ["Check: she is 9 * 4 = 36 years old. In 4 years, she will be 40 years old.", null, "40"],
    ["She is 9 * 4 = 36 years old. In 4 years, she will be 40 years old, which checks out.", null, "40"],
    ["Ann has 40 dollars. In 3 years, Ann will be 43 dollars richer than Ben.", null, "43"],
    ["He writes 12 * 3 = 36 pages a day. In 5 days, he writes 180 pages.", "180", "36"],
    ["A car goes 30 * 2 = 60 km an hour. In 3 hours, the car goes 180 km.", "180", "60"],
    ["The car drives 60 km each hour, and 240 / 80 = 3. In 3 hours, the car drives 180 km.", null, "180"],
  ],
});
