// Texts that give no answer, and those that only say what does not work.
import { describeResponses } from "../../../tests/judged-kinds.ts";

describeResponses({
  "what is given is no answer where the problem cannot be solved": [
    [
      "Unfortunately, the question as it stands **cannot be answered**.\n\n- There are 24 pupils in the class.\n- Some of them swim.\n\nPlease send me the missing number!",
      null,
      "24",
    ],
    [
      "The problem is incomplete: it says that Ben buys 6 pens, but not what they cost. Could you share the full statement?",
      null,
      "6",
    ],
    [
      "We know that 40 people came. Not enough information is given to find how many of them were adults.",
      null,
      "40",
    ],
    ["I can't work it out without the price of a ticket. There were 12 tickets.", null, "12"],
    [
      "Die Aufgabe ist so leider nicht lösbar.\n\n- Es gibt 15 Kinder.\n- Einige spielen Fußball.",
      null,
      "15",
    ],
    ["Faltan datos. Sabemos que hay 30 alumnos y que algunos juegan al tenis.", null, "30"],
    ["题目条件不足。已知班里有36名学生。", null, "36"],
    [
      "Could you please provide the missing information? So far I only know that the train left at 8 and took 3 hours.",
      null,
      "8",
      "3",
    ],
  ],
  "it depends on what is not said": [
    [
      "It's hard to say. It could be 6 if the twins share a room, it could be 7 if they don't.",
      null,
      "6",
      "7",
    ],
    [
      "I went back and forth between 10 and 14, and I can't settle it. I'm leaving this one without a value.",
      null,
      "10",
      "14",
    ],
    [
      "It's hard to say at first, but the two rates add up: 3 + 2 = 5 per hour, so it takes 4 hours.",
      "4",
      "5",
    ],
    ["It may be 6 if you count zero; we do not, so there are 5 of them.", "5", "6"],
  ],
  "what cannot be done in one way is done in another": [
    ["The equation cannot be solved by factoring. With the formula, x = 4.", "4"],
    ["At first the problem seems incomplete, but the rectangle is a square, so its side is 7.", "7"],
    ["This question cannot be answered by counting alone. We multiply: 6 × 7 = 42.", "42", "6"],
    ["There is not enough information about the order, but none is needed: the answer is 20.", "20"],
    ["The puzzle can't be solved by hand quickly. A short program finds **144** ways.", "144"],
    ["So 18 of them play chess. How many of them also swim cannot be said.", "18"],
    [
      "It cannot be determined from the information given.",
      "It cannot be determined from the information given.",
    ],
  ],
});
