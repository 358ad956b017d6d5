// Notations of answers, one table each: a reason, answers that are the same by it, and answers that only look so.
import { describe, expect, it } from "vitest";
import { judge } from "./judge.ts";

interface Notation {
  name: string;
  why: string;
  same: [string, string][];
  different: [string, string][];
}

const notations: Notation[] = [
  {
    name: "repeating decimals",
    why: "a line, dots, brackets or three dots behind what stands twice mark the period",
    same: [
      ["0.(27)", "\\frac{3}{11}"],
      ["2.5(3)", "\\frac{38}{15}"],
      ["0.\\dot{5}7142\\dot{8}", "\\frac47"],
      ["1.\\dot6", "\\frac53"],
      ["0.\\bar{45}", "\\frac{5}{11}"],
      ["0.4\u0305", "\\frac49"],
      ["0.8\u03071\u0307", "\\frac{9}{11}"],
      ["0.58333...", "\\frac{7}{12}"],
      ["0.2727\\ldots", "\\frac{3}{11}"],
    ],
    different: [
      ["0.5(6)", "3"],
      ["0.(27)", "0.27"],
      ["0.33...", "\\frac13"],
      ["0.123...", "0.123"],
      ["0.\\dot{5}7142\\dot{8}", "\\frac57"],
    ],
  },
  {
    name: "groups of digits",
    why: "thousands are set off in many ways; one point marks decimals, two are no decimals",
    same: [
      ["3.050.200", "3050200"],
      ["45'000", "45000"],
      ["So they sold 2’350’000 tickets.", "2350000"],
      ["They sold 2 350 000 tickets.", "2350000"],
      ["The sum is 3.050.200.", "3050200"],
      ["7,50,00,000", "75000000"],
      ["2{,}5", "\\frac52"],
      ["0{,}125", "\\frac18"],
      ["12{,}500", "12500"],
    ],
    different: [
      ["3.050", "3050"],
      ["45'000", "45"],
      ["12{,}500", "12.5"],
      ["7,50,00,000", "7.5"],
    ],
  },
  {
    name: "powers of ten",
    why: "e23 and x 10^23 are a power of ten, also before the stop of a sentence",
    same: [
      ["It is about 1.38e-23.", "1.38\\times10^{-23}"],
      ["3 x 10^8", "300000000"],
    ],
    different: [
      ["It is about 1.38e-22.", "1.38\\times10^{-23}"],
      ["3 x 10^8", "3x"],
    ],
  },
  {
    name: "values in ASCII within a sentence",
    why: "a factor pi or sqrt belongs to the number before it",
    same: [
      ["The amplitude is 3sqrt(5).", "3\\sqrt5"],
      ["The area is 16pi.", "16\\pi"],
      ["The angle is pi/5.", "\\frac\\pi5"],
      ["The distance is sqrt(13).", "\\sqrt{13}"],
    ],
    different: [
      ["The amplitude is 3sqrt(5).", "3"],
      ["The area is 16pi.", "16"],
      ["The angle is pi/5.", "5"],
      ["The distance is sqrt(13).", "13"],
    ],
  },
  {
    name: "percent signs",
    why: "a sign may be missing, but a number of at most 1 is a share as it stands",
    same: [
      ["35\\%", "35"],
      ["35\\%", "0.35"],
      ["0.7\\%", "0.007"],
    ],
    different: [
      ["0.7\\%", "0.7"],
      ["-0.5\\%", "-0.5"],
    ],
  },
  {
    name: "units of a sentence",
    why: "a unit counts where both sides name one that is known",
    same: [
      ["The pen costs 45 cents.", "\\$0.45"],
      ["The pen costs 45 cents.", "45"],
      ["So the flight takes 150 minutes.", "2.5\\text{ hours}"],
      ["The area is 40 square feet.", "40\\text{ ft}^2"],
      ["The speed is 54 km/h.", "15\\text{ m/s}"],
      ["He earns 5 dollars an hour.", "5 dollars per hour"],
      ["They have 5 pounds left.", "£5"],
      ["There are 12 dogs.", "12 animals"],
    ],
    different: [
      ["The pen costs 45 cents.", "\\$45"],
      ["So the flight takes 150 minutes.", "150\\text{ hours}"],
      ["The area is 40 square feet.", "40\\text{ ft}^3"],
      ["The speed is 54 km/h.", "54\\text{ m/s}"],
      ["The rope is 3 m long.", "3\\text{ kg}"],
    ],
  },
  {
    name: "inches",
    why: "in with an exponent or a divisor is the inch and not the word",
    same: [
      ["7\\text{ in}^3", "7 cubic inches"],
      ["12 in", "1 foot"],
      ["15 liters in total", "15 liters"],
    ],
    different: [
      ["7\\text{ in}^3", "7\\text{ in}^2"],
      ["7\\text{ in}^2", "7\\text{ ft}^2"],
      ["7\\text{ in}", "7\\text{ in}^2"],
    ],
  },
  {
    name: "quantities in several units",
    why: "parts in ever smaller units are their sum",
    same: [
      ["1 h 45 min", "105\\text{ minutes}"],
      ["1\\text{ hour and }45\\text{ minutes}", "1.75\\text{ h}"],
      ["6 feet 3 inches", "75 in"],
      ["4 kg 50 g", "4.05\\text{ kg}"],
      ["1 hour, 2 minutes and 3 seconds", "3723 s"],
      ["2 dollars and 5 cents", "\\$2.05"],
      ["105 min", "1 h 45 min"],
    ],
    different: [
      ["1 h 45 min", "1.45\\text{ hours}"],
      ["4 kg 50 g", "4.5\\text{ kg}"],
      ["1 h 45 min", "45"],
      ["1 h 45 min", "1"],
      ["1 h 75 min", "135 min"],
      ["5 m, 3 kg", "5 m"],
    ],
  },
];

describe.each(notations)("$name: $why", ({ same, different }) => {
  it.each(same)("%s = %s", (a, b) => {
    expect(judge(a, b).verdict).toBe(true);
    expect(judge(b, a).verdict).toBe(true);
  });
  it.each(different)("%s ≠ %s", (a, b) => {
    expect(judge(a, b).verdict).not.toBe(true);
    expect(judge(b, a).verdict).not.toBe(true);
  });
});
