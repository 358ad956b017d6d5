// Endings of plain answers, by many roads at once: the sentence that concludes, and what stands behind it.
import { describeResponses } from "../../../tests/judged-kinds.ts";

describeResponses({
  "which sentence concludes": [
    [
      "Ruth has 96 photos and 12 fit on a page. 96 ÷ 12 = 8 pages. If she used the smaller album with 8 per page, she'd need 12 pages instead.",
      "8",
      "12",
    ],
    ["We need 7 trips: 6 trips would move only 30 of the 33 boxes.", "7", "6", "30", "33"],
    [
      "The hike was 14 km long. Don't be fooled by the 20 km on the sign, that's for the round trip.",
      "14",
      "20",
    ],
    [
      "So Lily pays $36. Note that the coupon only applies to the first item, a mistake many shoppers make.",
      "36",
    ],
    [
      "25% of 80 is 20. You might be tempted to say 25, but that is the percentage, not the amount.",
      "20",
      "25",
    ],
    ["15 + 27 = 42. To double-check, 42 − 27 = 15. Great!", "42", "15"],
    ["The perimeter is 2 · (7 + 4) = 22 cm. Let's verify: 7 + 4 + 7 + 4 = 22. It matches!", "22", "4"],
    [
      "Every 6 minutes a bus comes and every 8 minutes a tram. They meet again after 24 minutes. That's because 24 is the smallest multiple of both.",
      "24",
      "6",
    ],
    [
      "Tom is 3 years older than Jan, and Jan is 2 years older than Kim. Who is youngest? It's Kim.",
      "Kim",
      "Tom",
      "2",
    ],
    ["The red team has 45 points, the blue team 52. The blue team won by 7 points.", null, "red team"],
    [
      "Amir: 12 goals. Bela: 9 goals. Cara: 15 goals. Cara scored the most goals, and Bela the fewest.",
      "Cara",
      "Bela",
      "15",
    ],
    ["Half of the class is 14, and 14 is more than 12. So yes, there are enough chairs.", "Yes", "No", "12"],
    ["She needs 30 beads but has 28, so no — she can't finish the bracelet.", "No", "Yes", "28"],
    ["Since 17 is prime, it has no divisors other than 1 and itself. So the answer is no.", "No", "Yes"],
    [
      "Today is Wednesday, and 30 days is 4 weeks and 2 days. So her birthday is on a Friday.",
      "Friday",
      "Wednesday",
    ],
    ["x + 3 = x + 3 is always true, so every real number is a solution.", null, "3"],
    ["0 · x = 5 is impossible. The equation has no solution.", "no solution", "5", "0"],
    [
      "Both sides are the same, so there are infinitely many solutions. You can pick x = 1, x = 2 or anything else.",
      "infinitely many solutions",
      "1",
      "2",
    ],
    ["He spent all $20 of it. So he has nothing left.", "0", "20"],
    ["I think it could be anywhere from 10 to 15 minutes.", null, "10", "15"],
    [
      "Not enough information is given. If the speed were 50 km/h, the trip would take 3 hours.",
      null,
      "3",
      "50",
    ],
    [
      "Suppose there were 5 kids; then each would get 4. But we don't know how many kids there are.",
      null,
      "4",
      "5",
    ],
    ["So the area is 48 cm². Hope that helps, and good luck on your test on Friday!", "48", "Friday"],
    ["So you'll need 3 cans. Want me to check the price for 5 cans, too?", "3", "5"],
    ["Ben thought it was 56, but he forgot to carry. It's actually 66.", "66", "56"],
    ["Kai says 9 × 7 is 64, but it's 63.", "63", "64"],
    ["Both ways give 84, so we can be confident: 84 stickers.", "84"],
    [
      "The fraction 9/12 can be simplified: dividing by 3 we get 3/4. That can't be simplified further.",
      "3/4",
      "9",
      "3",
    ],
    ["You'd save $15 if you bought the pass. With 10 rides it'd be $20.", null, "20"],
    ["100 − 37 = 63, so 63 remain; some pupils subtract the wrong way and get 77.", "63", "77"],
    [
      "The shop sold 120 in May and 150 in June. June was the better month, with 30 more sold than in May.",
      "June",
      "May",
    ],
    ["Four friends can come: Ada, Ben, Cem and Dia. Eli has to work.", "Ben, Ada, Dia, Cem", "Eli"],
  ],
});
