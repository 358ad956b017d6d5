// Conclusions whose number is in words, though digits stand before them: what is concluded counts, and the digits do not.
import { describeResponses } from "../../../tests/judged-kinds.ts";

describeResponses({
  "a conclusion in words behind digits of the same sentence": [
    [
      "After two hours you've done 120 of the 150 miles, and the other 30 take half an hour, so the trip takes two and a half hours in all.",
      "2.5 hours",
      "120",
      "30",
      "2",
    ],
    [
      "The water was at 4 degrees and sank by 9 after that, so by midnight it was at minus five degrees.",
      "-5",
      "5",
      "9",
    ],
    [
      "There are eight fields and only a single one is golden, so your chance on one spin is one in eight.",
      "1/8",
      "8",
    ],
    [
      "Each ticket is 8 dollars and there are four of us, so we pay thirty-two dollars altogether.",
      "32",
      "8",
      "4",
    ],
    ["She bought 5 apples and 3 pears, so that's eight pieces of fruit.", "8", "5", "3"],
    ["If you save 15 dollars a week for 6 weeks, in the end you have ninety dollars.", "90", "15", "6"],
    ["Of the 24 pupils 18 wear glasses, so three quarters of them do.", "3/4", "18", "24"],
    ["Five of us share 35 euros, so each of the five gets seven euros.", "7", "5", "35"],
  ],
  "what comes of it, in words": [
    [
      "Five were walked before lunch and seven after it, which makes twelve kilometres for the day.",
      "12",
      "5",
      "7",
    ],
    ["She had forty beads and used nine of them, which leaves thirty-one in the jar.", "31", "40", "9"],
    ["Take one from both sides and two x is seven, and that makes x seven halves.", "7/2", "7"],
    ["He read half of the 180 pages, which is to say ninety of them.", "90", "180"],
    [
      "There were three dozen buns, and half of them went, so there's still a dozen and a half on the tray.",
      "18",
      "36",
      "12",
    ],
    ["It fell by nine degrees from five, so at dawn it stood at four below zero.", "-4", "4", "9"],
    ["Then two of the 10 kids fell ill, so in the end eight kids got on the bus.", "8", "10", "2"],
    [
      "Six cups of flour go with two of sugar, so the ratio of flour to sugar is three to one.",
      "3:1",
      "1:3",
      "6",
    ],
    ["At first I wrote 3:1, but boys come first, so the ratio is one to three.", "1:3", "3:1"],
    ["He passed two runners after having been sixth, so he finished in fourth place.", "4th", "6th", "2"],
    ["Since the ninth is a Sunday, the last day falls on a Tuesday.", "Tuesday", "Sunday"],
    [
      "It had fallen to minus four and rose by nine. That makes it five degrees, though nothing like the -4 of dawn.",
      "5",
      "-4",
      "9",
    ],
    ["She walks 12 km there and back, so by evening she has 24 km in her legs.", "24", "12"],
    ["That makes 18 posts in all, i.e. option D. C is what you get if the gate is forgotten.", "D", "C"],
    ["He slept for an hour, which makes no difference to the ten of us.", null, "10"],
    ["He ran twice, which leaves him as slow as the other two.", null, "2"],
    ["It is four degrees below average, so it might be six.", null, "-4"],
  ],
  "a conclusion in words behind other sentences": [
    [
      "So there were 36 doughnuts at the start. In total, then, the number that the bakery delivered is two dozen.",
      "24",
      "36",
    ],
    ["The sister is sixteen now, and he is 5 years older. So that makes him twenty-one.", "21", "5", "16"],
    ["He is 5 years older than her. So Paul is thirty-two. His wife is younger.", "32", "5"],
  ],
  "a conclusion in words, and no number behind it": [
    [
      "There were 24 kids. Three left and five joined, which means the teacher now reads out twenty-six names. No wonder.",
      "26",
      "24",
    ],
    [
      "With the coupon it would have been $18. It ran out, so the cashier charges her twenty-two dollars. Check the date, folks.",
      "22",
      "18",
    ],
    ["I first got 16, but that counts the corners twice. Fixing this, there are 12 tiles.", "12", "16"],
  ],
  "a number in words that is none": [
    ["x^2 = 9, so there are two solutions.", null, "2", "x = 2"],
    ["He has 12 now, so he will never have twenty of them.", null, "20"],
    ["It costs 30 dollars, so if he had forty he could buy it.", null, "40"],
    ["Ben is 11. So between the three of them he is older.", null, "3"],
    ["There were 18 people. So two more people could have brought five friends each.", null, "5"],
    ["So there are twelve balls in the box. Six of them are red.", null, "x"],
  ],
  "a sentence that points to what was said before it": [
    [
      "The film starts at 1:30. An hour later it's half past two, and with another 45 minutes you get to a quarter past three. That's when it ends.",
      "3:15",
      "45",
      "1:30",
      "2:30",
    ],
    [
      "Monday to Friday he runs 3 km a day and on Saturday 10, and so you get to 25 km. That's what he runs in a week.",
      "25",
      "3",
      "10",
    ],
    ["They scored 14 and 21. That's not how many were needed.", null, "14", "21"],
    ["He has 4 red and 6 blue pens. That's what he said.", null, "4", "6"],
  ],
});
