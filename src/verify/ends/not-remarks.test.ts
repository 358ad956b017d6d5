// Sentences at the end that look like a check, a remainder, a mistake of others, an offer or another case, and correct or state
// the answer; and picks, days and endless solutions that are said in passing.
import { describeResponses } from "../../../tests/judged-kinds.ts";

describeResponses({
  "a check that another value passes": [
    ["The number is 6. To check: 6 * 7 = 42, but it should be 54. With 9 it works.", null, "6"],
    ["So x = 4. Checking: 4 + 5 = 9 and not 11. No wait, with 6 it works.", null, "4"],
    [
      "So the ball costs 10 cents. To check, the bat costs 1.10 then. With 5 cents, the bat costs 1.05 and it all adds up.",
      null,
      "10 cents",
    ],
    [
      "So the width is 6 m. To verify, 2 * (6 + 9) = 30, and we need 34. A width of 8 gives 34, as required.",
      null,
      "6",
    ],
    [
      "So there are 15 coins. To test it, 15 coins are 5 rows of 3. 16 coins are 4 rows of 4, as the problem says.",
      null,
      "15",
    ],
    [
      "There are 7 hens and 5 cows. So the farmer has 5 cows. To check, 5 cows have 20 legs. With 7 hens that makes 34, as the problem says.",
      "5",
      "7",
    ],
  ],
  "what is left over, where that is asked": [
    [
      "How many seats stay empty? The 130 guests need 11 tables. With 11 tables there are 132 seats, which leaves 2 empty seats.",
      null,
      "11",
    ],
    [
      "Let's find how much ribbon is left. She can make 6 bows. Using 6 bows takes 48 cm, which leaves 2 cm of ribbon over.",
      null,
      "6",
    ],
    ["She can buy 7 pens. With 7 pens she spends $21, and Ann gets the $4 left over.", null, "7"],
    ["You must order 9 pizzas. With 9 there are 72 slices, which is too many: 8 pizzas do.", null, "9"],
  ],
  "a mistake with what is right": [
    ["The sum is 24. Do not stop here; dividing by 3 the average is 8.", null, "24"],
    ["So the price is $80; some people forget the tax, with which it is $86.", null, "80"],
    ["So the total is $50. Students often forget the tax, making it $54.", null, "50"],
    ["So the total is $50. Many forget the tax of 8%, and with it the total is $54.", null, "50"],
    ["So 11 fence posts. Some would say 10, and they'd be right as it is a circle.", null, "11"],
    ["So the price is $86; some people forget the tax and say $80.", "86", "80"],
  ],
  "another case that is the one asked about": [
    ["So the perimeter is 24. Shall we calculate the area as asked? Then we get 35.", null, "24"],
    ["The first number is 7. Shall we find the sum? That way we get 24.", null, "7"],
    ["Half is 12. Feel free to double it. Then you'd have the 24 that you need.", null, "12"],
    ["4 is too small: with 5 it would come to 16.", null, "4"],
    ["It is not 4, with 5 it would come to 16 as needed.", null, "4"],
    [
      "Way A takes 40 minutes. The other way takes 35. Either way is fine. Choose the one that is shorter.",
      null,
      "40",
    ],
  ],
  "endlessly many or none in passing": [
    ["The first equation alone has infinitely many solutions, for example (1,2).", null, "infinitely many"],
    ["Solving both, x = 3. The first equation alone has infinitely many solutions.", null, "infinitely many"],
    ["k must be 3. Then the system has infinitely many solutions.", null, "infinitely many"],
    ["A square has 4 lines of symmetry. A circle has infinitely many.", null, "infinitely many"],
    ["There are infinitely many triples, of which the smallest is (3, 4, 5).", null, "infinitely many"],
    [
      "There are infinitely many solutions. You can take x = 1, and the condition that x is prime leaves x = 2.",
      null,
      "infinitely many",
    ],
    ["7 + 5 = 12, so there is nothing left to prove.", null, "0"],
    ["x = 12, so we have no unknowns left.", null, "0"],
    ["12 of 12 eggs were eaten, so none of the eggs are left.", "0"],
  ],
  "picked from a part, or of another question": [
    [
      "Ann, Bea and Cleo ran; we look for who came second. Ann finished first, and Bea comes second.",
      null,
      "Ann",
    ],
    [
      "Who is the youngest of Ann, Bea and Cleo? Ann is older than Bea. Bea is older than Cleo. Ann is the oldest, with Cleo last.",
      null,
      "Ann",
    ],
    ["Tom got 9 and Ann 12. Tom is the winner in the first round, as he led by 3.", null, "Tom"],
    ["Ann is 5, Ben is 7 and Tom is 9. Ben is the oldest after Tom.", null, "Ben"],
    ["Ann, Ben and Tom play. Ben was first until Tom overtook him at the line.", null, "Ben"],
    ["Ann, Ben, Tom. This makes Ben the one who lied, and Tom is the thief.", null, "Ben"],
    ["Lena, Max and Ida race. Max won second place.", null, "Max"],
    ["Lena, Max and Ida race. Ida won the race. Max is the oldest of them.", null, "Max"],
    [
      "Store A asks $4, store B $5 with a refund of $2. Store A is the cheaper one at first sight.",
      null,
      "Store A",
    ],
    ["Plan A is $30. Plan B is $28 plus $4. Plan B is the cheaper one before fees.", null, "Plan B"],
    ["Plan A is $30. Plan B is $28 plus $4. Plan B was the cheaper one last year.", null, "Plan B"],
    [
      "Rex, Max and Kit are dogs. On sand Kit is the fastest. Rex is the fastest on grass, by 2 seconds.",
      null,
      "Rex",
    ],
    ["Today is Tuesday. 100 = 98 + 2. In 98 days it is a Tuesday.", null, "Tuesday"],
    ["Counting the days it's Sunday. Without the leap day it'd be a Saturday.", null, "Saturday"],
    ["Three pupils are out: Anna, Cleo and Ravi. Bea is the winner.", null, "Anna, Cleo and Ravi"],
    ["Does it fit? 12 is less than 13, so yes, it fits lengthwise. Across it does not.", null, "yes"],
    ["They need \\frac{52}{5} buses, so about 11.", null, "52/5"],
  ],
});
