// An answer that prose opens with, reasons behind it, and openings that are none.
import { describeResponses, type ResponseRow } from "../../../tests/judged-kinds.ts";

const RULES: Record<string, ResponseRow[]> = {
  "a value and its reason": [
    ["Seven, because 35 shells go to five children and each gets as many.", "7", "35", "5"],
    ["Thirteen, since nobody counts the 2 referees.", "13", "2"],
    ["1/36 - there is only one way to throw it, and 36 pairs are as likely.", "1/36", "36"],
    ["45%: nine of the twenty lamps are on, and each is 5% of them.", "45%", "20", "5%"],
    [
      "60 percent, I'd say. 27 of 45 is the same as 3 of 5. The remaining 18, the other 40 percent, walk.",
      null,
      "40%",
      "18",
    ],
    ["It's going to be $72: the coat was $90, and $18 come off.", "$72", "$90", "$18"],
    ["Only 4, because the fifth seat is broken and 2 of the 6 are taken.", "4", "6", "2"],
    [
      "2,500 millilitres, since a litre has a thousand of them and the jug holds two and a half.",
      "2500 mL",
      "1000",
    ],
    [
      "Forty minutes is what she needs by bike. On foot she'll be on the road for an hour and twenty minutes.",
      null,
      "40",
    ],
    ["Half past six, because the walk takes 45 minutes and she set out at 5:45.", "6:30", "5:45"],
  ],
  "a value, and sentences behind it": [
    ["Minus eleven. You start at 4, go down 9 to land on -5, and then another 6.", null, "4", "-5"],
    [
      "104 square centimetres. The card measures 13 cm by 8 cm. The way around it is 42 cm.",
      null,
      "42",
      "13",
    ],
    ["Twelve. Every one of the four shelves carries three pots.", null, "4", "3"],
    ["9 km. The map shows 3 cm and each of them stands for 3 km.", null, "3"],
    ["12 pears were picked. Ann gives 5 of them away, so 7 are left.", "7", "12", "5"],
    ["12 pears. Ann gives 5 of them away, so she has 7 left.", "7", "5"],
    ["20 chairs. Each of the 4 rows got 3 more. That makes 32 chairs altogether.", "32", "20", "3"],
  ],
  "what is said at once and then explained": [
    ["She needs 14. Look at it this way: a table seats 8 and there are 108 guests.", null, "8", "108"],
    ["He paid $31. Here's how: two tickets are $24, and the drinks were $7.", "$31", "$24", "$7"],
    [
      "It takes 6 days. That's because 4 of them dig 20 metres a day and the trench has 120.",
      null,
      "4",
      "120",
    ],
    [
      "Ana is the tallest. Here's how I know: Ben is taller than Carl, and Ana is taller than Ben.",
      "Ana",
      "Ben",
      "Carl",
    ],
    [
      "There are 24 ways. The first place has four books to choose from, the next three: 4 · 3 · 2 · 1.",
      "24",
      "4",
      "3",
    ],
    ["Tom has 14 cards. Ann has 3 more than he has.", null, "3"],
    ["She had 14. Look at it this way: she gave 5 away, so she has 9 left.", "9", "5"],
  ],
  "a label, a person, a fragment with a remark": [
    [
      "Total cost: $72\n\nHere's why. Tickets: 4 × $15 = $60. Parking: $12. Together that's $72.",
      "$72",
      "$60",
      "12",
    ],
    ["Total cost: $72\n\nHere's why. Tickets are $60 and parking is $14. So it is $74.", null, "$72"],
    [
      "He'll need 1,200 bricks for the wall: 20 m² at 60 bricks a square metre. Builders often order 5% extra.",
      null,
      "20",
      "60",
    ],
    [
      "Three hundred and sixty calories, all told. He runs for 30 minutes and burns 12 a minute.",
      null,
      "30",
      "12",
    ],
    ["It's 3/4. Two tails in a row have chance 1/4, and one head is all but that.", null, "1/4"],
    ["Novantasei uova. La cassetta contiene 8 file da 12 uova.", null, "8", "12"],
    ["There are $21. He had $21. Ali gave him $5.", null, "5"],
    ["We get 5.25: but buses cannot be split, so the school needs 6.", null],
  ],
  "a day": [
    [
      "It'll be a Thursday. Reason: the 1st is a Monday, so is the 22nd, and the 25th comes three days later.",
      null,
      "Monday",
    ],
    [
      "March 27 is a Thursday: March 22 is a Saturday, and five days later comes Thursday.",
      "Thursday",
      "Saturday",
    ],
    ["The party falls on a Friday, because the 3rd is a Monday.", "Friday", "Monday", "3"],
    ["The 1st is a Monday. So the 4th is a Thursday.", null, "Monday"],
  ],
  "an option": [
    ["Option C. A is out since 51 is divisible by 3, and B since 57 = 3 · 19.", "C", "A", "B", "51"],
    ["(B) because the graph falls from 4 to 2 and only B and D fall.", "B", "D", "4"],
    ["Choice D - the other three leave a remainder of 2.", null, "2"],
    ["Option A. It gives 12, and 15 is wanted, so choose B.", null, "A"],
  ],
  "openings that are none": [
    ["It can't be 18, since 18 is no square. It has to be 16.", null, "18"],
    ["Al principio pensé que eran 9, pero me equivoqué: en realidad son 11 alumnos.", "11", "9"],
    ["We get 5.25, but since buses cannot be split, the school needs 6 buses.", "6", "5.25"],
    ["200 - (35 + 48 + 27) = 200 - 110 = 90 pages still unread", "90", "200", "110"],
    ["Step 3: Result\n\nThe shop made $260.", "260", "3"],
    ["Boys to girls is 24 : 40. Both are divisible by 8, so the ratio is 3 : 5.", "3:5", "24"],
    ["Some would say 20, but they forget the empty set; the count is 21.", "21", "20"],
    ["12 students, as far as I know. Wait, it is 13, with Zoe.", null, "12"],
    ["Day 1: she reads 20 pages. Day 2: she reads 25 pages, so she has read 45.", "45", "1", "20"],
    ["25 is what he had. He lost 4, so he has 21 now.", "21", "25"],
  ],
};

describeResponses(RULES);
