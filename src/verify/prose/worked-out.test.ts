// What a text worked out, in a last sentence that says more along with it.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeResponses } from "../../../tests/judged-kinds.ts";
import { judge } from "../judge.ts";

describeResponses({
  "the result of the last calculation": [
    [
      "Our shop had 48 chairs and 17 more came. 48 + 17 = 65. So the stock rises from 48 to 65.",
      "65",
      "48",
      "17",
    ],
    [
      "At noon it was 6 degrees and then it dropped by 11. 6 - 11 = -5, so it fell from 6 degrees to -5 degrees.",
      "-5",
      "6",
    ],
    [
      "A lamp was $28 and is $34 now, and 34 - 28 = 6. The price thus climbed from $28 to $34, an increase of $6.",
      "6",
      "28",
    ],
    [
      "Each row takes 4.5 minutes. There are 20 rows.\n\n20 * 4.5 = 90\n\nThis means that mowing the 20 rows will keep Rosa busy for 90 minutes.",
      "90",
      "20",
    ],
    [
      "The pool holds 360 liters and a hose gives 24 a minute. 360 ÷ 24 = 15. After 15 minutes the 360-liter pool will be full at 24 liters per minute.",
      "15",
      "24",
      "360",
    ],
    [
      "Of 400 trees 500 are left in 2020. The gain is 100, and 100 / 400 = 0.25. This tells us that the wood grew by 25% in that time.",
      "25",
      "100",
    ],
    [
      "Let n be the number. Then 4n - 6 = 30, so 4n = 36 and n = 9. The number we were looking for is therefore 9.",
      "9",
      "36",
    ],
    // A sentence that goes on with another result, or says that something else comes out.
    ["They bake 12 * 2 = 24 rolls. With 24 eggs and 6 cups of milk they then bake 4 cakes.", null, "24"],
    ["A box has 3 * 8 = 24 pens. She keeps 20 of the 24 pens, and she wants 30.", null, "24"],
    ["We need 5 * 7 = 35 tiles. Is that 35 or 36?", null, "36"],
    ["We need 5 * 7 = 35 tiles. He thought it was 12 of the 35.", null, "12"],
  ],
  "what comes of two values before it, and stands nowhere before": [
    [
      "The hall seats 234 people in 9 equal blocks. To find a block's size we divide 234 by 9. 26 seats, then, stand in each of the 9 blocks.",
      "26",
      "9",
    ],
    [
      "If 5 pumps empty the tank in 12 hours, the job takes 60 pump-hours. With 10 pumps we divide 60 by 10. So, 10 pumps would empty the same tank in 6 hours.",
      "6",
      "10",
    ],
    [
      "Let y be the smaller number. Then y + y + 9 = 35, so y = 13. Since the larger one is asked for, we add 9 to 13 and get 22.",
      "22",
      "9",
      "13",
    ],
    [
      "The walk was 42 km in 7 hours, so we divide 42 by 7. This shows that over those 7 hours the speed was 6 km/h.",
      "6",
      "7",
      "42",
    ],
    [
      "The 9 dogs have 9 * 4 = 36 legs. The 11 hens have 11 * 2 = 22 legs. In total, Ida counts 58 legs, 36 on the 9 dogs and 22 on the 11 hens.",
      "58",
      "36",
      "22",
    ],
    [
      "The whale weighs 3,600 kg and the cow 450 kg. When we divide 3,600 by 450, we see that the whale is 8 times as heavy as the 450 kg cow.",
      "8",
      "450",
    ],
    [
      "From 8:10 to 9:00 there are 50 minutes, and from 9:00 to 9:35 there are 35. Adding these, Ole swam for 85 minutes between 8:10 and 9:35.",
      "85",
      "35",
      "9:35",
    ],
    [
      "Max starts with 45 cards. He gives 3 cards to each of 7 friends, which is 21 cards. Taking 21 away from 45, we see that there are twenty-four cards left in the box.",
      "24",
      "21",
    ],
    [
      "The hall has 6 rows with 25 seats each, so we multiply 6 by 25. One hundred and fifty people can be seated in the six rows.",
      "150",
      "6",
    ],
    // Two that do, none that does, or the story going on.
    [
      "We want the mother's age in 4 years. Lea is 9 and her mother is 36. She will be 40 by then, while Lea will be 13.",
      null,
      "13",
    ],
    ["Tom has 20 nuts and Ann has 8. Ben came by with 5 friends and 12 more nuts.", null, "12"],
    ["Tom has 20 nuts and Ann has 8. He then bought a bag of 28.", null, "20"],
    ["Tom has 20 nuts and Ann has 8. If he had 28, he would bake.", null, "28"],
    ["Tom has 20 nuts and Ann has 8. He might have 28 of them.", null, "28"],
    ["Tom has 20 nuts and Ann has 8. They do not have 28 of them.", null, "28"],
  ],
  "what cannot be right": [
    [
      "There are 5 boxes of 12, so Omar has 60 stamps. Hmm, no, this can't be right, because some were not full.",
      null,
      "60",
    ],
    ["There are 5 boxes of 12, so Omar has 60 stamps. That cannot be right.", null, "60"],
  ],
});

describe("what a text works out", () => {
  it("is the answer by whatever operation and whatever numbers, and none of what was given", () => {
    const operations = [
      ["add", "to", (a: number, b: number) => a + b],
      ["multiply", "by", (a: number, b: number) => a * b],
    ] as const;
    fc.assert(
      fc.property(
        fc.integer({ min: 11, max: 90 }),
        fc.integer({ min: 91, max: 400 }),
        fc.constantFrom(...operations),
        (a, b, [verb, by, operation]) => {
          const text = `There are ${a} of one kind and ${b} of the other. We ${verb} ${a} ${by} ${b}. This tells us that the ${a} and the ${b} come with ${operation(a, b)} labels in the whole house.`;
          expect(judge(text, `${operation(a, b)}`).verdict).toBe(true);
          expect(judge(text, `${a}`).verdict).not.toBe(true);
          expect(judge(text, `${b}`).verdict).not.toBe(true);
        },
      ),
    );
  });
});
