// Sentences that state what was worked out and leave something to be reckoned with: it is not the answer.
import { describeResponses } from "../../../tests/judged-kinds.ts";

describeResponses({
  "a value that no calculation used": [
    [
      "There are 12 classes of 25 with 1 nurse. 12 * 25 = 300. So the 300 children have 1 nurse for them.",
      null,
      "300",
    ],
    [
      "Each of the five notebooks costs $2.80, and 2.80 * 5 = 14. So Priya pays $14 for 5 notebooks.",
      "14",
      "5",
    ],
    [
      "A school has 12 classes of 25 students and 18 teachers. 12 * 25 = 300. So to the 300 students come the 18 teachers.",
      null,
      "300",
    ],
    [
      "A school has 12 classes of 25 students and 18 teachers. 12 * 25 = 300. These 300 students join the 18 teachers.",
      null,
      "300",
    ],
    [
      "A cook uses 3 eggs a cake for 7 cakes. He has 30 eggs. 3 * 7 = 21. So after using 21 eggs he has the rest of the 30.",
      null,
      "21",
    ],
    [
      "A cook uses 3 eggs a cake for 7 cakes. He has 30 eggs. 3 * 7 = 21. After using these 21 eggs, he still has some of the 30.",
      null,
      "21",
    ],
    [
      "Two pipes fill 12 and 18 liters a minute. 12 + 18 = 30. The tank holds 600 liters. So at 30 liters a minute the 600 liters come in.",
      null,
      "30",
    ],
    [
      "The car uses 8 liters per 100 km. The way is 250 km and 250 / 100 = 2.5. Thus the car uses 8 liters 2.5 times.",
      null,
      "2.5",
    ],
    [
      "A worker makes 14 toys an hour for 8 hours. 14 * 8 = 112. 12 toys are broken. So of 112 toys 12 are broken.",
      null,
      "112",
    ],
    [
      "The hotel has 5 floors with 18 rooms. 5 * 18 = 90. Each has 2 beds. So the 90 rooms have 2 beds each.",
      null,
      "90",
    ],
    [
      "The hotel has 5 floors with 18 rooms, each with 2 beds. We multiply 5 by 18. So 90 rooms have 2 beds each.",
      null,
      "90",
    ],
    [
      "Paul works 6 hours a day for 5 days. 6 * 5 = 30. He earns $14 an hour. So he is paid for 30 hours at $14.",
      null,
      "30",
    ],
    [
      "Paul works 6 hours a day for 5 days and earns $14 an hour. We multiply 6 by 5. Since he works 30 hours in the 5 days, his pay is 30 times the $14.",
      null,
      "30",
    ],
    [
      "A bike is $200. On sale it is 15% off: 200 * 0.15 = 30. So what is left of $200 after $30 is paid.",
      null,
      "30",
    ],
    ["A phone was $400 and now is $500. So from $400 the price rose by $100, which is 25%.", null, "100"],
    [
      "There are 90 seats and 64 people. We subtract 64 from 90. So 26 in every 90 seats are free, that is 13 in 45.",
      null,
      "26",
    ],
    ["A plumber charges $40 plus $25 an hour. 25 * 3 = 75. So to $75 for the 3 hours come $40.", null, "75"],
    [
      "A plumber charges $40 plus $25 an hour. 25 * 3 = 75. So $75 will be charged for the 3 hours, as well as $40.",
      null,
      "75",
    ],
    [
      "A plumber charges $40 plus $25 an hour. We multiply 25 by 3. That means 3 hours of work are $75, to which the fee of $40 comes.",
      null,
      "75",
    ],
    ["Gus has 84 marbles in 7 jars. 84 / 7 = 12. Let x be what is in 2 of the 7 jars of 12.", null, "12"],
  ],
  "one of two": [
    [
      "A farmer has 15 cows and 20 sheep. He sells 5 cows. 15 - 5 = 10. So there are 10 cows and 20 sheep on the farm.",
      null,
      "10",
    ],
    [
      "A runner does 5 laps of 400 m. 5 * 400 = 2000. Then she walks 300 m. So she ran 2000 m and walked 300 m.",
      null,
      "2000",
    ],
    [
      "A runner does 5 laps of 400 m. 5 * 400 = 2000. Then she walks 300 m. So the 2000 m and the 300 m together are her way.",
      null,
      "2000",
    ],
    [
      "A school has 12 classes of 25 students and 18 teachers. We multiply 12 by 25. So there are 300 students, and 18 teachers.",
      null,
      "300",
    ],
    [
      "A cook uses 3 eggs a cake for 7 cakes. He has 30 eggs. So for 7 cakes he needs 21 eggs, and he has 30.",
      null,
      "21",
    ],
    [
      "The car uses 8 liters per 100 km. The way is 250 km, so we divide 250 by 100. This means that there are 2.5 stretches and 8 liters for each of them.",
      null,
      "2.5",
    ],
    [
      "Paul works 6 hours a day for 5 days and earns $14 an hour. We multiply 6 by 5. So he works 30 hours and gets $14 for each.",
      null,
      "30",
    ],
    [
      "Fred's dad told him 15 apples at 3 for $2 cost $10. We divide 15 by 3. So Fred paid $5 to the man and $10 to his dad.",
      null,
      "5",
    ],
    [
      "It's 3:40 and the film takes 130 minutes. 130 - 120 = 10. So it ends 2 hours and 10 minutes after 3:40.",
      null,
      "10",
    ],
  ],
  "what was tried, and a check": [
    ["A van takes 9 people and 50 come. 6 * 9 = 54. So 6 vans are enough, as they hold 54.", "6", "54"],
    [
      "A van takes 9 people and 50 come. We multiply 6 by 9. Six vans, with 54 seats, hold all 50.",
      null,
      "54",
    ],
    ["Tickets cost $8 and Joe has $45. 5 * 8 = 40. So Joe can buy 5 tickets, as they cost $40.", "5", "40"],
    [
      "Tickets cost $8 and Joe has $45. 5 * 8 = 40. So Joe can buy 5 tickets for $40 and has $5 left.",
      null,
      "40",
    ],
    [
      "Tickets cost $8 and Joe has $45. 5 * 8 = 40. So Joe buys 5 tickets, spending $40 of his $45.",
      null,
      "40",
    ],
    [
      "The sum of two numbers is 20 and the difference 4. We see that 12 and 8 are the numbers. So 12 + 8 = 20 and 12 - 8 = 4.",
      null,
      "4",
    ],
  ],
  "what the rest takes something of": [
    ["A bag has 4 red and 6 blue balls. 4 + 6 = 10. So 4 of 10 balls are red.", null, "10"],
    [
      "A bag has 4 red and 6 blue balls. We add 4 and 6. So there are 4 in 10 balls that are red.",
      null,
      "10",
    ],
    [
      "The triangle has base 12 and height 8. So base times height is 96 for the triangle with 12 and 8, of which we take half.",
      null,
      "96",
    ],
    ["Liam has 3 dozen eggs. 3 * 12 = 36. So the half of these 36 eggs goes into the 3 cakes.", null, "36"],
    [
      "The sides are 5 and 12. 25 + 144 = 169. So the third side of the triangle with 5 and 12 is the root of 169.",
      null,
      "169",
    ],
    ["A zoo has 14 lions and 9 tigers. 14 + 9 = 23. So of 23 cats 9 are tigers.", null, "23"],
    ["A zoo has 14 lions and 9 tigers. 14 + 9 = 23. So 9 out of the 23 cats are tigers.", null, "23"],
    ["A zoo has 14 lions and 9 tigers. 14 + 9 = 23. So among the 23 cats there are 14 lions.", null, "23"],
    ["A zoo has 14 lions and 9 tigers. 14 + 9 = 23. So the chance of a lion is 14 to 23.", null, "23"],
    ["A zoo has 14 lions and 9 tigers. 14 + 9 = 23. So we have 14 lions for 23 cats.", null, "23"],
    [
      "A zoo has 14 lions and 9 tigers. We add 14 and 9. So the lions are 14 and all the cats are 23.",
      null,
      "23",
    ],
    [
      "The mean of 4 and 8 is wanted. 4 + 8 = 12. So 4 and 8, with a sum of 12, have half of it as their mean.",
      null,
      "12",
    ],
    [
      "Gus has 84 marbles in 7 jars. We divide 84 by 7. So in 2 jars there are twice 12, with 7 jars in all.",
      null,
      "12",
    ],
  ],
  "a change that is no difference": [
    [
      "A shirt costs $25 and is 20% off. 25 * 0.2 = 5. So the discount is $5 on the $25 shirt and she pays $20.",
      null,
      "5",
    ],
    ["A $50 coat is 30% off. 50 * 0.3 = 15. That tells us the $50 coat is discounted by $15.", null, "15"],
    [
      "A bike is $200. On sale it is 15% off, so we multiply 200 by 0.15. So the price of $200 goes down by $30.",
      null,
      "30",
    ],
    [
      "A bike is $200. On sale it is 15% off, so we multiply 200 by 0.15. So the price of $200 falls by $30 to what we pay.",
      null,
      "30",
    ],
    [
      "A bike is $200. On sale it is 15% off: 200 * 0.15 = 30. So the price of $200 goes down by $30.",
      null,
      "30",
    ],
    [
      "A bike is $200. On sale it is 15% off: 200 * 0.15 = 30. So the price drops by $30 from $200.",
      null,
      "30",
    ],
    [
      "The population was 8000 and grew by 5%. 8000 * 0.05 = 400. So the population of 8000 grew by 400.",
      null,
      "400",
    ],
    [
      "A phone was $400. It rose by 25%. 400 * 0.25 = 100. So it rose by $100 from $400 to $500.",
      "500",
      "100",
    ],
    [
      "The gym had 64 fans and half, 32, left. Then 6 came: 32 + 6 = 38. In the end it has gone from 64 fans down to 38.",
      "38",
      "64",
    ],
    [
      "The lake had 9,000 fish in 2015 and has 12,000 in 2019. The growth is 3,000, and 3,000 / 12,000 = 0.25. This tells us that 25% came between 2015 and 2019.",
      "25",
      "2019",
      "3000",
    ],
  ],
  "what is still to be done": [
    [
      "A school has 12 classes of 25 students and 18 teachers. 12 * 25 = 300. So 300 students plus 18 teachers go.",
      null,
      "300",
    ],
    [
      "A worker makes 14 toys an hour for 8 hours. 14 * 8 = 112. 12 toys are broken. So 112 toys minus 12 are good.",
      null,
      "112",
    ],
    [
      "A zoo has 14 lions and 9 tigers. We add 14 and 9. So the lions, 14, divided by 23 give the share.",
      null,
      "23",
    ],
    ["A zoo has 14 lions and 9 tigers. We add 14 and 9. So we divide the 14 lions by 23 cats.", null, "23"],
    ["A zoo has 14 lions and 9 tigers. 14 + 9 = 23. So we divide 14 lions by 23 cats.", null, "23"],
    [
      "The mean of 4 and 8 is wanted. 4 + 8 = 12. So 4 and 8 make 12 and their mean can be found now.",
      null,
      "12",
    ],
    [
      "Gus has 84 marbles in 7 jars. 84 / 7 = 12. Now we know that 7 jars have 12 marbles each and go on with this.",
      null,
      "12",
    ],
    [
      "Gus has 84 marbles in 7 jars. We divide 84 by 7. When 12 marbles are in each of the 7 jars, the next step is easy.",
      null,
      "12",
    ],
    [
      "Gus has 84 marbles in 7 jars. 84 / 7 = 12. The first step is to find that 7 jars have 12 each.",
      null,
      "12",
    ],
  ],
  "another operation or opinion": [
    ["5 boxes have 8 cans. We multiply 5 by 8. According to Bo, that makes 13 in 5 boxes.", null, "13"],
    ["5 boxes have 8 cans. We multiply 5 by 8. Bo had 13 for the 5 boxes.", null, "13"],
    ["5 boxes have 8 cans. We multiply 5 by 8. Adding them, he had got 13 for the 5 boxes.", null, "13"],
    ["5 boxes have 8 cans. We multiply 5 by 8. Someone who adds gets 13 from 5 and 8.", null, "13"],
    ["5 boxes have 8 cans. We multiply 5 by 8. A common error is 13, the sum of 5 and 8.", null, "13"],
    ["5 boxes have 8 cans. We multiply 5 by 8. 5 and 8 would have the sum 13.", null, "13"],
  ],
});
