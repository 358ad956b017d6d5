// Times of day in words within a text, beside digits, and what only sounds like one.
import { describe, expect, it } from "vitest";
import { describeResponses } from "../../../tests/judged-kinds.ts";
import { withTimes } from "./times.ts";

describeResponses({
  "times in words state as those in digits do": [
    [
      "She starts at half past four and is on the phone for twenty minutes. So she is off the phone at ten to five, and not at 5:10 as he claimed.",
      "4:50",
      "5:10",
      "4:30",
    ],
    [
      "The class begins at 8:15 and takes fifty minutes, so it ends at five past nine.",
      "9:05",
      "8:15",
      "5:09",
    ],
    ["She leaves home at 7:10 and needs 35 minutes. So she arrives at quarter to eight.", "7:45", "8:15"],
    [
      "They set out at 6:40 in the morning and walk for 60 minutes, so they rest at twenty to eight in the morning.",
      "7:40 AM",
      "7:40 PM",
      "8:20 AM",
    ],
    ["So the shop closes at ten past six, not at 5:50 as the sign says.", "6:10", "5:50"],
    ["The bus is due at quarter past four. So it came at half past four, and not at 4:15.", "4:30", "4:15"],
    ["It closes at ten to five in the afternoon.", "4:50 PM", "5:10 PM"],
    ["They start at twenty-five past eleven.", "11:25", "25"],
    ["They meet at five o'clock.", "5:00", "4:00", "5:30"],
    ["They meet at 5 o'clock.", "5 PM", "6 PM"],
    ["They meet at five o'clock.", "5", "6"],
    ["After the hand has gone back 10 minutes, the clock shows quarter to nine.", "8:45", "9", "10"],
    ["The watch reads ten past six.", "6:10", "10", "6"],
    ["The kitchen clock says twenty to four.", "3:40", "20", "4:20"],
    ["Turning it back by 30 minutes gives quarter to two.", "1:45", "30", "2"],
    ["It is now five to six.", "5:55", "5"],
  ],
  "what only sounds like a time": [
    ["It grew from a quarter to three quarters of the total.", null, "2:45"],
    ["He gave a quarter to two people.", null, "1:45"],
    ["The price fell from ten to five.", null, "4:50"],
    ["The odds are ten to seven.", null, "6:50"],
    ["He reads twenty to thirty pages.", null, "19:30"],
    ["He gave each quarter to seven children.", null, "6:45"],
    ["He fell asleep at half past two thousand sheep.", null, "2:30"],
  ],
});

describe("in digits", () => {
  it.each([
    ["It is a quarter to one.", "It is 12:45."],
    ["at half past twelve", "at 12:30"],
    ["by five to six, that is", "by 5:55, that is"],
    ["ten to five", "4:50"],
    ["odds of ten to one", "odds of ten to one"],
    ["from a quarter to three quarters", "from a quarter to three quarters"],
    ["half past fourteen", "half past fourteen"],
    ["at seven o'clock", "at 7 o'clock"],
  ])("%s: %s", (text, digits) => expect(withTimes(text)).toBe(digits));

  it("takes linear time", () => {
    const started = performance.now();
    withTimes("at ten to a quarter past ".repeat(20_000));
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
