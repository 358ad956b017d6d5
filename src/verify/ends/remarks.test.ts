// What an answer in conversation goes on with behind its conclusion, and what goes on there and states another value.
import { describe, expect, it } from "vitest";
import { describeResponses } from "../../../tests/judged-kinds.ts";
import { withoutRemarks } from "./remarks.ts";

describeResponses({
  "an exclamation": [
    [
      "Out of the 12 slices 8 are left. So two thirds of the pizza is still there. Save me a piece!",
      "2/3",
      "8",
    ],
    ["Falling 5 brings you to zero, and 8 more go below. So it showed minus eight degrees. Brrr!", "-8", "8"],
    [
      "Her granddad was 31 when her mother was born. So he is fifty-eight now. How the years go by!",
      "58",
      "31",
    ],
    ["The pump fills 30 litres, so fifteen litres are still missing. Patience!", "15", "30"],
    [
      "There are twelve cards and three are kings, so the chance of a king is one in four. Fingers crossed!",
      "1/4",
      "12",
    ],
    [
      "The match lasts 105 minutes. So they go home at half past five. Not great, but have fun anyway!",
      "5:30",
      "105",
    ],
    [
      "So 40 guests were invited. In all, then, the number of people who came is four dozen. Cheers!",
      "48",
      "40",
    ],
    ["So 25 pupils signed up. In the end the number that stayed was fifteen. What a pity!", "15", "25"],
    ["So 6 of the 14 were sold. Enjoy the other eight!", null, "14"],
  ],
  "advice and the end of a letter": [
    [
      "The walk takes 20 minutes and the film begins at 7:50, which leaves 20 minutes. Leave home at 7:30. Be there at 7:50.",
      "7:30",
      "20",
    ],
    [
      "If the bread has to rise for 90 minutes and you put it aside at nine in the morning, it'll be ready at half past ten in the morning. Preheat the oven at around 10:10 and you're all set.",
      null,
      "10:10",
      "90",
    ],
    [
      "Dear Mr. Patel,\n\nthe invoices are for £400.00, £634.50 and £200.00, so the amount outstanding is £1,234.50. Please quote reference 88213.\n\nKind regards,\nyour assistant",
      "1234.50",
      "88213",
      "400",
    ],
    [
      "Hello,\n\nwe ordered 12 lamps at €35, so the bill comes to €420. Please pay within 14 days.\n\nBest regards,\nLena",
      null,
      "12",
      "35",
      "14",
    ],
    ["So I still owe you 45 dollars. Please remind me on the 3rd.\n\nCheers,\nAnn", null, "3"],
    [
      "The bill was 96 euros for 8 of us, so everybody pays 12 euros. Please bring cash, 3 of us do.",
      null,
      "3",
    ],
    ["That leaves 17 days until the exam. Remember to review the 5 chapters.", null, "5"],
    ["So that makes 10 dollars. Please add the 2 for shipping, so it is 12 dollars.", "12", "10"],
    ["So the goods are 90 dollars. Please pay $97 with shipping.", null, "90 dollars and"],
  ],
  "a check": [
    [
      "The number you're thinking of is 17. If you want to be sure, multiply it by 6, which is 102, and then add 8: you get 110, exactly what you told me. With 16 you'd only get to 104.",
      "17",
      "110",
      "102",
      "104",
      "16",
    ],
    [
      "The missing side is 12. To check, square it, which is 144, and add 25: you get 169.",
      "12",
      "144",
      "169",
    ],
    ["So they differ by 8. If you'd like to verify, take 21 and 13: they add to 34.", null, "34", "21"],
    ["So the number is 21. To check, double it, which is 42, but you said 44, so it must be 22.", null, "21"],
    [
      "The width is 7. To verify, take 7 times 12. That makes 84, but you said 96. So it must be 8.",
      "8",
      "7",
    ],
    ["She had 20 beads, so she sold 5. She ends up with 15, exactly as planned.", null, "5"],
  ],
  "what would be, and the story told again": [
    ["So they need 7 buses. Even with 6 they would have left 14 people behind.", "7", "6", "14"],
    ["So the club has 85 members. Without the 12 newcomers we'd be at 73.", "85", "12", "73"],
    ["So the answerable part is 9. With 8 you'd only reach 72, and with 10 you'd pass 80.", "9", "72", "10"],
    ["So Tom has 5. With the 7 of Ann's they would have 12 together.", null, "7"],
    ["They began with 60. They started with 12 each, so there are 5 of them.", "5", "60", "12"],
  ],
  "what is to be done, other times, and what one thinks of it": [
    [
      "So there's still 18 left in her fridge. Do check the date on the carton; they keep for 4 weeks.",
      null,
      "4",
    ],
    ["So it ends at 9:45. I hope that leaves enough time for the last bus at 10:15.", "9:45", "10:15"],
    ["So by then it was -4 degrees. Wrap up the 3 roses if you haven't already!", null, "3"],
    [
      "So you'd get $3.50 back. If you'd paid with a twenty instead, you would have been handed $13.50.",
      "$3.50",
      "$13.50",
    ],
    ["Right now she's therefore 34. To double-check: 34 plus 4 gives 38.", "34", "38", "4"],
    ["So 75% of it was right. One more slip and she'd have dropped to 72.5.", null, "72.5"],
    ["So it's 144 cm. Tom might be at 150 by August if he waters his.", null, "150"],
    [
      "The number has to be 12. You can see it fits: 3 times 12 is 36, just as it should be.",
      "12",
      "36",
      "3",
    ],
    ["So they'd be done in 1.25 hours. Better than 2.5 hours of painting alone.", null, "2.5"],
    [
      "So there must have been 156 in it. After she takes her 20 there'd be 136, but how many there were is all we were asked.",
      null,
      "136",
      "20",
    ],
    ["So she bought 12 in all. Mia has 3 of the red ones and 5 of the blue ones.", null, "3"],
    ["So 5 are left on Monday. Give the 2 of Ann's to Ben, and he has 7.", null, "2"],
    ["So there were 20 at noon. Next week there are 5 more, so it will be 25.", "25", "5"],
  ],
});

describe("what is left", () => {
  it.each([
    ["So 3 are left. Time flies!", "So 3 are left."],
    ["So 3 are left. Ann wins!", "So 3 are left. Ann wins!"],
    ["Ann has 3 more. So it is 7. Ann rules!", "Ann has 3 more. So it is 7. Ann rules!"],
    ["So 3 are left. Five!", "So 3 are left. Five!"],
    ["There are 3 apples. Time flies!", "There are 3 apples. Time flies!"],
    ["So \\boxed{3}. Time flies!", "So \\boxed{3}. Time flies!"],
    ["Also sind es 3 Stück und das ist alles. Juhu!", "Also sind es 3 Stück und das ist alles. Juhu!"],
  ])("%j: %j", (text, rest) => expect(withoutRemarks(text)).toBe(rest));

  it("takes linear time", () => {
    const started = performance.now();
    for (const piece of ["So 3. Wow! ", "if you want to check ", "\ncheers\n", ", so everything "])
      withoutRemarks(piece.repeat(40_000));
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
