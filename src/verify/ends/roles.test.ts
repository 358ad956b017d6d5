// What sentences behind a conclusion are for, and those that look like it and state the answer.
import { describe, expect, it } from "vitest";
import { describeResponses } from "../../../tests/judged-kinds.ts";
import { judge } from "../judge.ts";

describeResponses({
  "what states nothing": [
    [
      "There are 130 guests and each table seats 12. 130 / 12 = 10.83, so you have to round up. They need 11 tables. With 11 tables there is room for 132 people, so 2 chairs stay empty.",
      "11",
      "2",
      "132",
    ],
    [
      "The recipe needs 35 eggs and eggs come in cartons of 12. 35 / 12 = 2.9. So we should buy 3 cartons. With 3 cartons we have 36 eggs and one egg left over.",
      "3",
      "36",
      "1",
    ],
    [
      "We have 50 cm of ribbon and each bow takes 8 cm, so she can make 6 bows. Using 6 bows takes 48 cm, which leaves 2 cm of spare ribbon.",
      "6",
      "2",
      "48",
    ],
    [
      "40 children, 9 per van: 40 / 9 = 4.44, so 5 vans are required. In 5 vans there are 45 seats and 5 of them stay free.",
      "5",
      "45",
    ],
    [
      "12 pens were bought and 5 lost, so 7 remain. Many students forget the lost ones and write 12.",
      "7",
      "12",
    ],
    [
      "The train leaves at 9:40 and takes 35 minutes, so it arrives at 10:15. A common mistake is to add the minutes as decimals, which gives 9:75.",
      "10:15",
      "9:75",
    ],
    [
      "Half of 18 is 9 and 9 + 4 = 13. So Nora picked 13 plums. It is tempting to add first, which would give 11.",
      "13",
      "11",
    ],
    [
      "The snail climbs 3 m a day and slips 2 m each night, so it needs 8 days for the 10 m wall. Most people say 10 because they forget the last climb.",
      "8",
      "10",
    ],
    [
      "A bat costs a dollar more than the ball and together they cost $1.10. So the ball costs 5 cents. Many people answer 10 cents here without thinking.",
      "5 cents",
      "10 cents",
    ],
    [
      "Most people answer 10 cents. But then the bat would cost 1.10 alone. So the ball costs 5 cents.",
      "5 cents",
      "10 cents",
    ],
    ["So 12 children are in the club. Many children come twice, so 24 visits are counted.", "24", "12"],
    [
      "6/8 = 3/4. The fraction cannot be reduced any further, since 3 and 4 share no common factor.",
      "3/4",
      "4",
    ],
    [
      "\\[ \\frac{2}{5} + \\frac{1}{10} = \\frac{5}{10} = \\frac{1}{2} \\] This is already in simplest form.",
      "1/2",
    ],
    ["We get 18/24 = 3/4, which is in lowest terms.", "3/4"],
    ["The ratio is 10 : 15 = 2 : 3. Because 2 and 3 have no common divisors, it is fully simplified.", "2:3"],
    [
      "Method A: 9 * 12 = 108.\nMethod B: 10 * 12 = 120, 120 - 12 = 108.\n\nBoth ways give the same result. Method B is a good trick for the 9 times table.",
      "108",
      "9",
      "12",
    ],
    [
      "Method A: 9 * 12 = 108.\nMethod B: 10 * 12 = 120, 120 - 12 = 108.\n\nBoth methods give 108.",
      "108",
      "120",
    ],
    [
      "One approach gives 40 and another gives 42. Both approaches are common, but the second one is right.",
      null,
      "40",
    ],
    [
      "So you'd pay $18 for the six of you. Shall I work it out for 8 people too? Then it would be $24.",
      "18",
      "24",
    ],
    [
      "So it takes 45 minutes. Would you like to know how long it takes with 2 ovens? If so, it would be about 23 minutes.",
      "45",
      "23",
      "2",
    ],
    [
      "So that's 14 tiles. Do you want me to add 10 percent for waste? With those it would come to 16.",
      "14",
      "16",
      "10",
    ],
    [
      "The sum of the other two is 11, so the third number is 4, not 5: with 5 the row would come to 16.",
      "4",
      "5",
      "16",
    ],
    ["She must save for 9 weeks, since 8 weeks would only give $96.", "9", "8", "96"],
    ["You need 20 posts, but 21 would be enough too.", null, "21"],
    ["We have to take 4 taxis, as 3 would only carry 12 people.", "4", "3", "12"],
    ["The smallest such number is 60 - with 30 the remainder would be 2.", "60", "30", "2"],
    ["With 9 friends each would get 4 stickers.", "4", "9"],
    ["The number is 21. For example, 21 = 3 * 7.", "21", "7"],
  ],
});

describeResponses({
  "another value that does not work": [
    [
      "$12 \\cdot 11 = 132$\n\nSo there are $n = 12$ players.\n\nLet's make sure that $n = 11$ does not work: $\\frac{11 \\cdot 10}{2} = 55 \\neq 66$.",
      "12",
      "11",
      "55",
    ],
    ["So x = 6.\n\nLet's check that x = 7 doesn't work: 7 * 7 = 49, not 36.", "6", "7", "49"],
    ["So the width is 4 m. Note that a width of 5 m would not fit.", "4", "5"],
    ["So the smallest number is 11. We can verify that 10 does not work, as it is even.", "11", "10"],
    // It is one of those named before, or something comes of it.
    ["So n is 12 or 14. Let's see why 12 does not work: it is divisible by 3.", null, "12", "14"],
    ["So n = 14.\n\nLet's make sure that $n = 13$ does not work: it does not, so n = 15.", null, "14"],
    ["So n = 14. But n = 13 does not work, n = 15 works.", null, "14"],
    ["So n = 14. However, 14 does not work.", null, "14"],
    ["There are 10 pupils. 4 do not have a pen.", null, "10"],
    ["16 chairs are there. 18 will not fit, 15 will be enough.", null, "16"],
    ["We have 16 chairs. 17 is not enough, 18 is.", null, "16"],
    ["He has 16 dollars. 20 is not enough for the ticket, he is missing 4.", null, "16"],
    ["So the side is 9. Note that 8 is not right because the right one is 10.", null, "9"],
    ["So the side is 9. 8 does not fit: 8 * 8 = 64, and 10 * 10 = 100.", null, "9"],
    ["We need n = 9. Let's check that n = 10 does not work: 10 · 9 / 2 = 45.", "9", "10", "45"],
    ["So they need 35 chairs. 5 cannot be used.", null, "35"],
  ],
  "why one less is too few": [
    ["You'll need 6 vans. 5 of them only take 40 people, so the other 3 need one more.", "6", "5", "3", "40"],
    [
      "They have to hire 8 coaches. 7 coaches hold only 350 pupils, so the last 12 pupils need another one.",
      "8",
      "7",
      "12",
    ],
    ["She should buy 5 packs. 4 packs are not enough, since they only hold 48 candles.", "5", "4", "48"],
    // More is needed, or what is short may be asked for.
    ["You'd need 14 buses. 13 of them hold only 585 people, so two more are needed.", null, "14"],
    ["You'd need 14 buses. 13 of them hold only 585 people, so you need 2 more for the last 60.", null, "14"],
    ["They need 9 tables. 8 tables seat only 64 guests, so 3 guests are missing a seat.", null, "9"],
    ["We have 14 buses. 13 buses hold only 585 people, so the last 20 people cannot come.", null, "14"],
    ["She needs 6 eggs. 5 are not fresh, so she must buy another 5.", "5", "6"],
    ["She needs 16 screws. 15 do not hold, and 18 are the best choice.", null, "16"],
    ["It takes 12 steps. 11 is just the number of gaps, and the gaps are what is counted.", null, "12"],
    ["He has 6 boxes. 5 boxes hold only red pens, so the other 20 pens are blue.", "20", "6"],
  ],
  "in time for what was given": [
    [
      "6:10 PM + 2 hours = 8:10 PM, so the show is over at 8:10 PM. This means that Ann can catch the train at 8:30 PM and won't be late.",
      "8:10 PM",
      "8:30 PM",
    ],
    [
      "Then we add the 10 minutes, so the film ends at 3:30 PM. That means they are in time for the bus at 3:40 PM.",
      "3:30 PM",
      "3:40 PM",
    ],
    [
      "So the show is over at 8:10 PM. This means that the next train in time is the train at 8:30 PM.",
      null,
      "8:10 PM",
    ],
    ["So the show is over at 8:10 PM. This means that Ann can catch the train at 8:30 PM.", null, "8:10 PM"],
    ["They walk 25 minutes. This means they have enough time and get to the harbour at 9:40.", "9:40", "25"],
    ["They leave at 6:50. This means that she reaches the office in time at 7:20.", "7:20", "6:50"],
    ["The ride takes 25 minutes. That means he is not late and is at the school at 7:55.", "7:55", "25"],
    ["So the walk takes 20 minutes. This means that she has to leave at 7:40 PM to be in time.", null, "20"],
  ],
});

describe("a long text", () => {
  it("takes linear time", () => {
    const started = performance.now();
    for (const piece of [
      "Some people say 3 ",
      "so a b c d e ",
      "both methods 3 is ",
      "between 3 and 4 ",
      "roughly 1......",
      "Anna, ",
      ":\n| 3 | 4 |",
      "x; some ",
      "You need 4. 3 only ",
      "let's check that x = 3 ",
      "this means that the bus at 3 ",
    ])
      for (const end of ["", ". ", "\n"]) judge((piece + end).repeat(20_000), "3");
    expect(performance.now() - started).toBeLessThan(8000);
  });
  it("of a signature alone is left as it is", () => expect(judge("\nCheers.\n", "3").verdict).toBe(false));
});
