// Dates by language, and Roman numerals.
import { describeResponses } from "../../../tests/judged-kinds.ts";

describeResponses({
  dates: [
    ["10 days after May 28 is June 7, so the party is on June 7. Hooray!", "7 June"],
    ["The library book is due on 9 April.", "April 9", "April 19"],
    ["Die Bücherei schließt am 3. Juli.", "July 3"],
    ["El examen es el 5 de mayo.", "May 5", "May 6"],
    ["Il compleanno è il 7 marzo.", "March 7"],
  ],
  numerals: [
    ["40 wird als XL geschrieben und 9 als IX, also schreibt man 49 als XLIX.", "XLIX"],
    ["So in Roman numerals 2024 is written MMXXIV.", "MMXXIV"],
    ["50 is L, 4 is IV. So you get LIV.", "54"],
    ["50 is L, 6 is VI. So you get LVI.", null, "LIV"],
    ["So the year 1990 is written as MCMXC in Roman numerals.", "MCMXC"],
    ["50 + 10 + 5 + 1 = 66, donc en chiffres romains on écrit LXVI.", "LXVI", "LXIV"],
  ],
});
